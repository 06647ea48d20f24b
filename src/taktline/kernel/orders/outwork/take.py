"""Taking pieces in from a supplier: good, defective or lost, what he asks and what we deduct."""

from decimal import ROUND_FLOOR, Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, plain, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.facts import PlaceKind
from taktline.kernel.orders.changes import inspection_event, job_event, response
from taktline.kernel.orders.counts import NegativeCount, NothingReported
from taktline.kernel.orders.facts import JobOrderCreated, JobReported
from taktline.kernel.orders.first_article import inspection_job, open_inspection
from taktline.kernel.orders.output import leave, makes
from taktline.kernel.orders.outside import SPOILED, site_of, supplier_of
from taktline.kernel.orders.outwork.facts import Away, PricePer, Sending, Sent, Yard
from taktline.kernel.orders.outwork.send import begun, row_of
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.product_lot import product_lot
from taktline.kernel.orders.report import ReportOperation, decide_report, started_by_report
from taktline.kernel.orders.reverse import fold_into, scratch
from taktline.kernel.orders.rows import DefectOutcome, DefectRow, Job, Response, Source
from taktline.kernel.orders.start import StartJobOrder, decide_start
from taktline.kernel.orders.states import UNSTARTED
from taktline.platform.command import Command, Fact, Ids

RETURN_NAME = "回厂复检 Return inspection"
RETURN_SEGMENT = "return_inspection"
"""Process segment of inspections of what came back: each piece is judged by itself."""


class TakeIn(Command, frozen=True, kw_only=True):
    """Pieces come back from a supplier: worked, badly worked, or lost there; what he asks for it.

    Good pieces wait at the operation again until they are reported, or at their inspection where
    one is agreed. Of several operations in a row those before the last are booked with it.

    Attributes:
        good: pieces that were worked, base unit, 0 or more.
        defective: pieces that came back bad; they wait to be judged.
        spoiled: pieces that were lost there; scrap, caused by the supplier. Beyond the allowed
            loss they are charged to him at their planned cost.
        price: ledger currency for each `price_per`; as agreed if None.
        weight_kg: what the good ones weigh, where the price is by kg.
        forward_to: code or id of another supplier who gets the good ones at once.
        document: number of his delivery note.
    """

    job_order: str
    good: Decimal = ZERO
    defective: Decimal = ZERO
    spoiled: Decimal = ZERO
    price: Decimal | None = None
    price_per: PricePer | None = None
    weight_kg: Decimal | None = None
    supplier: str | None = None
    lot: str | None = None
    document: str = ""
    defect_code: str = SPOILED
    forward_to: str | None = None
    source: Source = "api"


class MoreThanSent(Problem):
    """A supplier returns more than he has of a job order."""

    title = Text(
        en="{supplier} has {still} pieces of {code}; {asked} cannot come back.",
        zh="供应商 {supplier} 处 {code} 仅有 {still} 件,无法收回 {asked} 件。",
    )


class WeightNeeded(Problem):
    """The price is by weight."""

    title = Text(en="The price is by kg: say the weight.", zh="按重量计价,请填写重量。")
    status = 400


def decide_take_in(shop: Yard, command: TakeIn, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what came back: good pieces wait again, spoiled ones are scrap of the supplier.

        charge  = good * price, or weight * price, or the price of a lot
        scrap   = allowed loss * planned unit cost up to this operation
        claim   = loss beyond it * the same, against what he asks

    A supplier who makes the whole item from our material has nothing of the product: what comes
    back comes into being then, and uses up what stands at his site.

    Raises:
        NotFound: there is no such job order or supplier.
        NotOutside: none is named, and none is planned for it.
        NotRunning: it does not run.
        NegativeCount, NothingReported, WeightNeeded: the counts are no counts.
        LotNeeded, UnknownLot: the lot is not clear.
        Shortage: the supplier has fewer pieces.
        MoreThanSent: of this job order.

    Source: handbook, ledger section 2, "Outside operation"; shopfloor section 9.
    """
    job = shop.job(command.job_order)
    running = started_by_report(job, at=command.occurred_at)
    back = _Return(shop, job, command, now=now, ids=ids)
    charge = back.charge()
    told = job_event(
        "taken_in",
        running,
        good=str(back.good),
        spoiled=str(back.spoiled),
        defective=str(back.defective),
        charge=str(charge),
        supplier=back.supplier.code,
        document=command.document,
    )
    begun_ = begun(shop, job, running=running, command=command, ids=ids)
    if makes(job):
        return [*back.made_there(charge), told]
    inspection, is_new = back.inspection()
    posting = Posting(shop, ids)
    lot = back.moved(posting, inspection=inspection)
    back.paid(posting, charge)
    facts: list[Fact] = [
        *begun_,
        *([JobOrderCreated(job=inspection)] if inspection is not None and is_new else []),
        *back.forwarded(posting, lot),
        *posting.facts(occurred_at=command.occurred_at),
        told,
    ]
    if inspection is not None and is_new:
        quantity = str(back.good)
        told_too = inspection_event(inspection, "requested", inspects=job.code, quantity=quantity)
        facts.append(told_too)
    row = [] if inspection is not None else back.row_booked(lot, facts)
    back.refuse_more()
    said = back.said(lot, is_inspected=inspection is not None)
    return [*facts, *_one_report(job, row, said)]


class _Return:
    """What came back from one supplier, counted, and what follows from it."""

    def __init__(
        self, shop: Yard, job: Job, command: TakeIn, *, now: Instant, ids: Ids
    ) -> None:  # tidy: positional - where, what, by which command
        self._shop, self._job, self._command = shop, job, command
        self._now, self._ids = now, ids
        self.supplier = supplier_of(shop, job, command.supplier)
        self._terms = shop.terms(job.id, self.supplier.id)
        material = None if job.material is None else shop.stock.materials[job.material]
        places = 0 if material is None else material.unit_places
        self.good = _count("good", command.good, places)
        self.defective = _count("defective", command.defective, places)
        self.spoiled = _count("spoiled", command.spoiled, places)
        if self.good + self.defective + self.spoiled == 0:
            raise NothingReported(at="/good")

    def charge(self) -> Decimal:
        """Return what the supplier asks: by piece, kg or lot, as told now, else as agreed."""
        command, terms = self._command, self._terms
        price = command.price
        if price is None:
            price = terms.price if terms is not None and terms.price is not None else ZERO
        if bounded(price) < 0:
            raise NegativeCount(field="price", value=price, at="/price")
        per = command.price_per or ("piece" if terms is None else terms.price_per)
        amount = self.good
        if per == "kg":
            if command.weight_kg is None or bounded(command.weight_kg) < 0:
                raise WeightNeeded(at="/weight_kg")
            amount = command.weight_kg
        elif per == "lot":
            amount = Decimal(1)
        return to_minor(amount * price, self._shop.stock.currency)

    def inspection(self) -> tuple[Job | None, bool]:
        """Return the inspection good pieces go to where one is agreed, and whether it is new."""
        if self._terms is None or not self._terms.is_inspected or self.good <= 0:
            return None, False
        found = open_inspection(self._shop, self._job)
        if found is not None:
            return found, False
        made = inspection_job(self._shop, self._job, quantity=self.good, code=None, ids=self._ids)
        named = {"operation": RETURN_NAME, "process_segment": RETURN_SEGMENT}
        return msgspec.structs.replace(made, **named), True

    def moved(self, posting: Posting, *, inspection: Job | None) -> UUID:
        """Move good, defective and lost pieces from his place; return their lot."""
        job = self._job
        away = self._place(posting, site_of(self.supplier), "supplier_site")
        lot = _lot_away(posting, job, self._command, away=away)
        goal = posting.job_place(job if inspection is None else inspection, "wip")
        posting.move(away, goal, lot=lot, quantity=self.good)
        posting.move(away, posting.job_place(job, "defective"), lot=lot, quantity=self.defective)
        scrap = posting.place(job.site, f"scrap:{SPOILED}", kind="scrap")
        charged = self._beyond()
        ends = ((scrap, self.spoiled - charged), (self._account(posting), charged))
        for target, quantity in ends:
            if quantity > 0:
                leave(posting, job, target, lot=lot, quantity=quantity, source=away)
        return lot

    def paid(self, posting: Posting, charge: Decimal) -> None:
        """Put what he asks into the operation's cost."""
        transform = posting.job_place(self._job, "transform")
        posting.money(self._account(posting), transform, charge)

    def forwarded(self, posting: Posting, lot: UUID) -> list[Fact]:
        """Let good pieces go straight on to another supplier."""
        command, job = self._command, self._job
        if command.forward_to is None or self.good <= 0:
            return []
        other = self._shop.resource(command.forward_to, "partner")
        away = posting.place(job.site, site_of(other), kind="supplier_site", partner=other.id)
        posting.move(posting.job_place(job, "wip"), away, lot=lot, quantity=self.good)
        sending = Sending(
            id=self._ids.new(),
            site=job.site,
            job_order=job.id,
            supplier=other.id,
            lot=lot,
            quantity=self.good,
            document=command.document,
            sent_at=command.occurred_at,
        )
        return [Sent(sending=sending)]

    def row_booked(self, lot: UUID, facts: list[Fact]) -> list[Fact]:
        """Book the operations of a row before its last: all of what came back good."""
        terms, shop = self._terms, self._shop
        if terms is None or terms.through_job is None or self.good <= 0:
            return []
        if self._command.forward_to is not None:
            return []
        state = scratch(shop)
        fold_into(state, facts)
        found: list[Fact] = []
        for one in row_of(state, self._job, state.jobs[terms.through_job])[:-1]:
            if state.jobs[one.id].status in UNSTARTED:
                found += self._decided(state, one, lot=lot, starts=True)
            found += self._decided(state, one, lot=lot, starts=False)
        return found

    def made_there(self, charge: Decimal) -> list[Fact]:
        """Book a whole item that a supplier made: an ordinary report, and what he asks."""
        posting = Posting(self._shop, self._ids)
        self.paid(posting, charge)
        facts = posting.facts(occurred_at=self._command.occurred_at)
        state = scratch(self._shop)
        fold_into(state, facts)
        report = self._report(self._job, self._command.lot)
        return [*facts, *decide_report(state, report, self._now, self._ids)]

    def said(self, lot: UUID, *, is_inspected: bool) -> Response | None:
        """Return the report of what is bad or inspected, so that totals and moves agree."""
        sample = self.good if is_inspected else ZERO
        if self.defective + self.spoiled + sample == 0:
            return None
        outcomes: list[tuple[DefectOutcome, Decimal, str]] = [
            ("to_judge", self.defective, self._command.defect_code),
            ("scrap", self.spoiled, SPOILED),
        ]
        lines = [
            DefectRow(
                id=self._ids.new(),
                line=index,
                quantity=quantity,
                outcome=outcome,
                defect_code=code,
                caused_at_job=self._job.id,
                caused_at_operation=self._job.operation,
                caused_by_supplier=self.supplier.id,
            )
            for index, (outcome, quantity, code) in enumerate(outcomes, start=1)
            if quantity > 0
        ]
        at, source = self._command.occurred_at, self._command.source
        empty = response(self._shop, self._job, kind="report", ids=self._ids, at=at, source=source)
        return msgspec.structs.replace(
            empty,
            status_before=None,
            sample=sample,
            scrap=self.spoiled,
            defective=self.defective,
            lot=lot,
            defects=tuple(lines),
        )

    def refuse_more(self) -> None:
        """Refuse what he cannot have of this job order; half-way orders know no sending.

        Raises:
            MoreThanSent: so it is.
        """
        away = self._shop.away.get((self._job.id, self.supplier.id))
        asked = self.good + self.defective + self.spoiled
        if away is not None and asked > away.still:
            raise MoreThanSent(
                supplier=self.supplier.code,
                still=plain(away.still),
                code=self._job.code,
                asked=plain(asked),
                at="/good",
            )

    def _beyond(self) -> Decimal:
        """Return how many lost pieces are beyond the allowed loss of what was sent to him.

            allowed = whole pieces of sent * allowed share

        Where nobody agreed on a loss, it is ours.
        """
        if self._terms is None or self._terms.allowed_loss == 0:
            return ZERO
        away = self._shop.away.get((self._job.id, self.supplier.id), Away())
        allowed = away.sent * self._terms.allowed_loss
        free = max(allowed.to_integral_value(rounding=ROUND_FLOOR) - away.lost, ZERO)
        return max(self.spoiled - free, ZERO)

    def _account(self, posting: Posting) -> UUID:
        return self._place(posting, f"supplier:{self.supplier.code}", "supplier")

    def _place(
        self, posting: Posting, code: str, kind: PlaceKind
    ) -> UUID:  # tidy: positional - one place
        site = self._job.site
        return posting.place(site, code, kind=kind, partner=self.supplier.id)

    def _report(self, job: Job, lot: str | None) -> ReportOperation:
        command = self._command
        return ReportOperation(
            id=command.id,
            occurred_at=command.occurred_at,
            confirm=command.confirm,
            job_order=str(job.id),
            good=self.good,
            lot=lot,
            source=command.source,
        )

    def _decided(self, state: Yard, job: Job, *, lot: UUID, starts: bool) -> list[Fact]:
        """Decide the start or the report of one operation of a row, and fold it."""
        if starts:
            command = self._command
            start = StartJobOrder(
                id=command.id, occurred_at=command.occurred_at, job_order=str(job.id)
            )
            found = decide_start(state, start, self._now, self._ids)
        else:
            code = state.stock.lots[lot].code if _is_traced(state, lot) else None
            found = decide_report(state, self._report(job, code), self._now, self._ids)
        fold_into(state, found)
        return found


def _count(field: str, value: Decimal, places: int) -> Decimal:
    if bounded(value) < 0:
        raise NegativeCount(field=field, value=value, at=f"/{field}")
    return rounded(value, places)


def _one_report(job: Job, row: list[Fact], said: Response | None) -> list[Fact]:
    """Return what is said of a job order as one report: what went on and what came back bad."""
    if said is None:
        return row
    found: list[Fact] = []
    whole = said
    for fact in row:
        if (
            isinstance(fact, JobReported)
            and fact.response.job_order == job.id
            and fact.response.kind == "report"
        ):
            whole = msgspec.structs.replace(said, good=fact.response.good)
        else:
            found.append(fact)
    return [*found, JobReported(response=whole)]


def _is_traced(shop: Yard, lot: UUID) -> bool:
    return shop.stock.material_of(lot).lot_traced != "none"


def _lot_away(posting: Posting, job: Job, command: TakeIn, *, away: UUID) -> UUID:
    """Return the lot that comes back: the one named, else the only one at the supplier."""
    held = posting.stock.balances.items()
    lots = {key.lot for key, one in held if key.place == away and one.quantity > 0}
    mine = {
        lot for lot in lots if lot is not None and posting.stock.lots[lot].material == job.material
    }
    if command.lot is None and len(mine) == 1:
        return mine.pop()
    return product_lot(posting, job, code=command.lot, at=command.occurred_at)
