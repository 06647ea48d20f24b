"""Judging what waits: defective pieces, and the samples of a first article."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.facts import NO_LOT, lot_id, place_id
from taktline.kernel.ledger.refusals import LotNeeded, UnknownLot
from taktline.kernel.orders.changes import job_event, response, stepped
from taktline.kernel.orders.complete import completed
from taktline.kernel.orders.counts import Counts, DefectLine, NegativeCount
from taktline.kernel.orders.defects import Rework, defect_rows
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.output import hand_on, leave
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.reverse import refuse_closed
from taktline.kernel.orders.rows import DefectClass, DefectOutcome, Job, Source
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import UNSTARTED
from taktline.platform.command import Command, Fact, Ids

Verdict = Literal["repaired", "concession", "rework", "scrap", "to_supplier"]


class JudgeDefective(Command, frozen=True, kw_only=True):
    """Pieces that wait to be judged get their verdict.

    Attributes:
        quantity: in the product's base unit, above 0.
        verdict: repaired here; taken by concession; to be reworked; scrapped; back to the
            supplier.
        lot: code; the only one waiting if None.
        rework_job: code of the rework job order; an open one, or the name of the one to be made.
        supplier: code, for `to_supplier`.
    """

    job_order: str
    quantity: Decimal
    verdict: Verdict
    defect_code: str
    defect_class: DefectClass = "process"
    lot: str | None = None
    caused_at_job: str | None = None
    rework_job: str | None = None
    supplier: str | None = None
    reason: str | None = None
    source: Source = "api"


class SupplierNeeded(Problem):
    """Back to the supplier - to which?"""

    title = Text(en="Name the supplier.", zh="请填写供应商。")
    status = 400


def decide_judge(shop: Shop, command: JudgeDefective, now: Instant, ids: Ids) -> list[Fact]:
    """Decide where pieces waiting to be judged go.

    Repaired pieces and those taken by concession go on like good ones; scrap and returns leave
    the order through transform; rework goes to its job order.

    Raises:
        NotFound: there is no such job order.
        OrderClosed: it is closed.
        NegativeCount: the quantity is not above zero.
        SupplierNeeded: for a return.
        LotNeeded, UnknownLot: the lot is not clear.
        ReworkJobEnded: the rework job order takes no pieces.
        Shortage: fewer wait there.
    """
    job = shop.job(command.job_order)
    refuse_closed([job])
    assert job.material is not None
    quantity = rounded(bounded(command.quantity), shop.stock.materials[job.material].unit_places)
    if quantity <= 0:
        raise NegativeCount(field="quantity", value=command.quantity, at="/quantity")
    lot = waiting_lot(shop, place_id(job.site, f"defective:{job.code}"), job, code=command.lot)
    outcome = _outcome(command.verdict)
    counts = Counts(defects=(_line(command, quantity, outcome=outcome),))
    posting = Posting(shop, ids)
    rework = Rework(shop, job, ids)
    rework.take(counts.defects)
    _moved(posting, job, command=command, lot=lot, quantity=quantity, rework=rework)
    said = msgspec.structs.replace(
        response(shop, job, kind="judge", ids=ids, at=command.occurred_at, source=command.source),
        status_before=None,
        from_defective=quantity,
        scrap=counts.of("scrap"),
        rework=counts.of("rework"),
        repaired=counts.of("repaired"),
        lot=lot,
        reason=command.reason,
        defects=defect_rows(shop, counts, rework=rework.by_line, ids=ids),
    )
    return [
        *rework.facts(counts),
        *posting.facts(occurred_at=command.occurred_at),
        JobReported(response=said),
        job_event("judged", job, verdict=command.verdict, quantity=str(quantity)),
        *(event for made in rework.made for event in _made_known(made)),
    ]


def ended_inspection(shop: Shop, inspection: Job, *, ids: Ids, at: Instant) -> list[Fact]:
    """Return the end of an inspection: it starts with its first result, ends with the decision."""
    facts: list[Fact] = []
    running = inspection
    if inspection.status in UNSTARTED:
        running = stepped(inspection, "start", at=at)
        facts.append(JobReported(response=response(shop, inspection, kind="start", ids=ids, at=at)))
    ended = completed(shop, running, ids=ids, at=at)
    return [*facts, *(f for f in ended if isinstance(f, (JobOrderChanged, JobReported)))]


def waiting_lot(shop: Shop, place: UUID, job: Job, *, code: str | None) -> UUID:
    """Return the lot that is meant among those at a place.

    Raises:
        UnknownLot: the named one does not exist.
        LotNeeded: none is named, and not exactly one is there.
    """
    assert job.material is not None
    material = shop.stock.materials[job.material]
    if material.lot_traced == "none":
        return lot_id(material.id, NO_LOT)
    if code is not None:
        if lot_id(material.id, code) not in shop.stock.lots:
            raise UnknownLot(material=material.code, lot=code, at="/lot")
        return lot_id(material.id, code)
    there = held_at(shop, place)
    if len(there) != 1:
        raise LotNeeded(material=material.code, at="/lot")
    return next(iter(there))


def held_at(shop: Shop, place: UUID) -> dict[UUID, Decimal]:
    """Return what a place holds, by lot."""
    found: dict[UUID, Decimal] = {}
    for key, balance in shop.stock.balances.items():
        if key.place == place and key.lot is not None and balance.quantity > 0:
            found[key.lot] = found.get(key.lot, ZERO) + balance.quantity
    return found


def _moved(
    posting: Posting,
    job: Job,
    *,
    command: JudgeDefective,
    lot: UUID,
    quantity: Decimal,
    rework: Rework,
) -> None:
    waiting = posting.job_place(job, "defective")
    if command.verdict in {"repaired", "concession"}:
        hand_on(posting, job, lot=lot, quantity=quantity, source=waiting)
    elif command.verdict == "rework":
        target = posting.job_place(rework.by_line[0], "wip")
        posting.move(waiting, target, lot=lot, quantity=quantity)
    else:
        target = _grave(posting, job, command)
        leave(posting, job, target, lot=lot, quantity=quantity, source=waiting)


def _grave(
    posting: Posting, job: Job, command: JudgeDefective
) -> UUID:  # tidy: positional - one choice
    if command.verdict == "scrap":
        return posting.place(job.site, f"scrap:{command.defect_code}", kind="scrap")
    if command.supplier is None:
        raise SupplierNeeded(at="/supplier")
    return posting.place(job.site, f"supplier:{command.supplier}", kind="supplier")


def _outcome(verdict: Verdict) -> DefectOutcome:
    if verdict in {"repaired", "concession"}:
        return "repaired"
    return "rework" if verdict == "rework" else "scrap"


def _line(command: JudgeDefective, quantity: Decimal, *, outcome: DefectOutcome) -> DefectLine:
    return DefectLine(
        quantity=quantity,
        outcome=outcome,
        defect_code=command.defect_code,
        defect_class=command.defect_class,
        caused_at_job=command.caused_at_job,
        rework_job=command.rework_job,
    )


def _made_known(job: Job) -> list[Fact]:
    return [job_event("released", job), job_event("dispatched", job)]
