"""Outside processing: pieces of an operation go to a supplier and come back, with what it costs."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, rounded
from taktline.base.text import Text
from taktline.kernel.orders.changes import job_event, response
from taktline.kernel.orders.counts import NegativeCount, NothingReported
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.output import leave
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.product_lot import product_lot
from taktline.kernel.orders.report import started_by_report
from taktline.kernel.orders.rows import DefectRow, Job, Response, Source
from taktline.kernel.orders.shop import Resource, Shop
from taktline.platform.command import Command, Fact, Ids

SPOILED = "supplier"
"""Defect code of what a supplier spoiled: `scrap:supplier`."""


class SendOut(Command, frozen=True, kw_only=True):
    """Pieces that wait at an outside operation go to a supplier.

    Attributes:
        quantity: pieces, base unit of the product, above 0.
        supplier: code or id; the operation's own if None.
        lot: code; the only one that waits there if None.
        document: number of the delivery note.
    """

    job_order: str
    quantity: Decimal
    supplier: str | None = None
    lot: str | None = None
    document: str = ""
    source: Source = "api"


class TakeIn(Command, frozen=True, kw_only=True):
    """Pieces come back from a supplier: worked, or spoiled there; what he asks for it.

    Good pieces wait at the operation again until they are reported, after inspection where one is
    asked for.

    Attributes:
        good: pieces that were worked, base unit, 0 or more.
        spoiled: pieces that were lost there, base unit, 0 or more; scrap, caused by the supplier.
        price: for each good piece, ledger currency, 0 or more.
        document: number of his delivery note.
    """

    job_order: str
    good: Decimal = ZERO
    spoiled: Decimal = ZERO
    price: Decimal = ZERO
    supplier: str | None = None
    lot: str | None = None
    document: str = ""
    source: Source = "api"


class NotOutside(Problem):
    """No supplier is planned for the operation, and none is named."""

    title = Text(
        en="{code} has no planned supplier: say which one.",
        zh="{code} 未计划委外供应商,请指明供应商。",
    )


def decide_send_out(shop: Shop, command: SendOut, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that pieces go to a supplier: ours in owner, elsewhere in location.

    Raises:
        NotFound: there is no such job order or supplier.
        NotOutside: none is named, and none is planned for it.
        NotRunning: it neither runs nor may be started.
        NegativeCount: the quantity is not above zero.
        LotNeeded, UnknownLot: the lot is not clear.
        Shortage: fewer pieces wait there.
    """
    job = shop.job(command.job_order)
    supplier = supplier_of(shop, job, command.supplier)
    running = started_by_report(job, at=command.occurred_at)
    quantity = _pieces(shop, job, name="quantity", amount=command.quantity)
    if quantity <= 0:
        raise NegativeCount(field="quantity", value=command.quantity, at="/quantity")
    posting = Posting(shop, ids)
    lot = product_lot(posting, job, code=command.lot, at=command.occurred_at)
    away = _away(posting, job, supplier)
    posting.move(posting.job_place(job, "wip"), away, lot=lot, quantity=quantity)
    return [
        *_started(shop, job, running=running, command=command, ids=ids),
        *posting.facts(occurred_at=command.occurred_at),
        job_event(
            "sent_out", running, quantity=str(quantity), supplier=supplier.code,
            document=command.document,
        ),
    ]  # fmt: skip


def decide_take_in(shop: Shop, command: TakeIn, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what came back: good pieces wait again, spoiled ones are scrap of the supplier.

        charge  = good * price, into the transform of the operation
        scrap   = spoiled * planned unit cost up to this operation

    Raises:
        NotFound: there is no such job order or supplier.
        NotOutside: none is named, and none is planned for it.
        NotRunning: it does not run.
        NegativeCount, NothingReported: the counts are no counts.
        LotNeeded, UnknownLot: the lot is not clear.
        Shortage: the supplier has fewer pieces.

    Source: handbook, ledger section 2, "Outside operation".
    """
    job = shop.job(command.job_order)
    supplier = supplier_of(shop, job, command.supplier)
    running = started_by_report(job, at=command.occurred_at)
    good = _pieces(shop, job, name="good", amount=command.good)
    spoiled = _pieces(shop, job, name="spoiled", amount=command.spoiled)
    if command.price < 0:
        raise NegativeCount(field="price", value=command.price, at="/price")
    if good + spoiled == 0:
        raise NothingReported(at="/good")
    posting = Posting(shop, ids)
    away = _away(posting, job, supplier)
    lot = _lot_away(posting, job, command, away=away)
    posting.move(away, posting.job_place(job, "wip"), lot=lot, quantity=good)
    scrap = posting.place(job.site, f"scrap:{SPOILED}", kind="scrap")
    if spoiled > 0:
        leave(posting, job, scrap, lot=lot, quantity=spoiled, source=away)
    at, source = command.occurred_at, command.source
    empty = response(shop, job, kind="report", ids=ids, at=at, source=source)
    charge = to_minor(good * bounded(command.price), shop.stock.currency)
    if charge > 0:
        account = posting.place(
            job.site, f"supplier:{supplier.code}", kind="supplier", partner=supplier.id
        )
        posting.money(account, posting.job_place(job, "transform"), charge)
    return [
        *posting.facts(occurred_at=command.occurred_at),
        *_lost(empty, job, spoiled=spoiled, supplier=supplier.id, lot=lot, ids=ids),
        job_event(
            "taken_in", running, good=str(good), spoiled=str(spoiled), charge=str(charge),
            supplier=supplier.code, document=command.document,
        ),
    ]  # fmt: skip


def supplier_of(shop: Shop, job: Job, reference: str | None) -> Resource:
    """Return the supplier that is meant: the one named, else the operation's own.

    Raises:
        NotOutside: none is named, and none is planned for the operation.
        NotFound: the one named does not exist.
    """
    if reference is not None:
        return shop.resource(reference, "partner")
    if job.supplier is None:
        raise NotOutside(code=job.code, at="/supplier")
    return shop.resource(str(job.supplier), "partner")


def site_of(supplier: Resource) -> str:
    """Return the code of the place where pieces stand at a supplier."""
    return f"site:{supplier.code}"


def _away(posting: Posting, job: Job, supplier: Resource) -> UUID:
    return posting.place(job.site, site_of(supplier), kind="supplier_site", partner=supplier.id)


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


def _pieces(shop: Shop, job: Job, *, name: str, amount: Decimal) -> Decimal:
    if amount < 0:
        raise NegativeCount(field=name, value=amount, at=f"/{name}")
    material = None if job.material is None else shop.stock.materials[job.material]
    return rounded(bounded(amount), 0 if material is None else material.unit_places)


def _started(shop: Shop, job: Job, *, running: Job, command: SendOut, ids: Ids) -> list[Fact]:
    if running.status == job.status:
        return []
    at, source = command.occurred_at, command.source
    said = response(shop, job, kind="start", ids=ids, at=at, source=source)
    return [
        JobOrderChanged(job=running),
        JobReported(response=said, is_implied=True),
        job_event("started", running, start_is_estimated=True),
    ]


def _lost(
    empty: Response, job: Job, *, spoiled: Decimal, supplier: UUID, lot: UUID, ids: Ids
) -> list[Fact]:
    """Return the report of what the supplier spoiled, so that totals and moves agree."""
    if spoiled <= 0:
        return []
    line = DefectRow(
        id=ids.new(),
        line=1,
        quantity=spoiled,
        outcome="scrap",
        defect_code=SPOILED,
        caused_at_job=job.id,
        caused_at_operation=job.operation,
        caused_by_supplier=supplier,
    )
    said = msgspec.structs.replace(
        empty, status_before=None, scrap=spoiled, lot=lot, defects=(line,)
    )
    return [JobReported(response=said)]
