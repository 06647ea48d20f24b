"""Orders that were half done before we came: booked as they stand, against an opening place."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.facts import NO_LOT
from taktline.kernel.ledger.opening_end import refuse_closed_opening
from taktline.kernel.ledger.refusals import LotNeeded
from taktline.kernel.orders.changes import order_event, response
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.outside import site_of, supplier_of
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Command, Fact, Ids

OPENING = "opening"
"""Reason of the report that says what was done before we came."""


class OpenedOperation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one operation stands on the day we begin.

    Attributes:
        sequence: which operation; or its name.
        operation: its name, where no other of the order has it.
        waiting: pieces lying there, not yet worked; base unit.
        finished: pieces it has passed on so far.
        scrapped: pieces lost there so far.
        outside: pieces at the supplier's, not yet worked or not yet back.
        supplier: code or id of whoever has them; the operation's own if None.
        value: worth of what was put into the order there so far, ledger currency.
    """

    sequence: int | None = None
    operation: str | None = None
    waiting: Decimal = ZERO
    finished: Decimal = ZERO
    scrapped: Decimal = ZERO
    outside: Decimal = ZERO
    supplier: str | None = None
    lot: str | None = None
    value: Decimal = ZERO


class OpenWorkOrder(Command, frozen=True, kw_only=True):
    """A released work order is half done already."""

    work_order: str
    operations: tuple[OpenedOperation, ...]


class AlreadyBegun(Problem):
    """Something was reported with us; the past is no longer open."""

    title = Text(
        en="{code} has reports already; its opening can no longer be booked.",
        zh="{code} 已有报工,不能再录入期初。",
    )


class NoSuchOperation(Problem):
    """A sequence or a name that no operation of the work order has, or several have."""

    title = Text(en="{code} has no operation {sequence}.", zh="{code} 没有工序 {sequence}。")
    status = 400


def decide_open(shop: Shop, command: OpenWorkOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a half-done order stands: pieces waiting, finished and lost per operation.

    Pieces come from the place `opening`, the value put in so far with money-only moves.

    Raises:
        NotFound: there is no such work order.
        NoSuchOperation: a sequence or name that not one operation has.
        OpeningClosed: the site's opening is closed.
        AlreadyBegun: it has reports.
        NegativeCount: pieces or a value below zero.
        NotOutside: pieces outside, and nobody says at which supplier.
        LotNeeded: traced material and no lot.
    """
    order = shop.work_order(command.work_order)
    refuse_closed_opening(shop.stock, order.site)
    jobs = [job for job in shop.jobs_of(order.id) if not job.is_rework]
    posting = Posting(shop, ids)
    said: list[Fact] = []
    for index, one in enumerate(command.operations):
        job = _meant(order.code, jobs, one=one, at=f"/operations/{index}")
        if job.made != ZERO:
            raise AlreadyBegun(code=job.code)
        said += _opened(posting, job, one=one, ids=ids, at=command.occurred_at)
    return [
        *posting.facts(occurred_at=command.occurred_at),
        *said,
        order_event("opened", order),
    ]


def _meant(code: str, jobs: list[Job], *, one: OpenedOperation, at: str) -> Job:
    if one.sequence is not None:
        found = [job for job in jobs if job.sequence == one.sequence][-1:]
    else:
        found = [job for job in jobs if job.operation == (one.operation or "").strip()]
    if len(found) == 1:
        return found[0]
    field = "operation" if one.sequence is None else "sequence"
    told = one.operation if one.sequence is None else one.sequence
    raise NoSuchOperation(code=code, sequence=told or "-", at=f"{at}/{field}")


def _opened(
    posting: Posting, job: Job, *, one: OpenedOperation, ids: Ids, at: Instant
) -> list[Fact]:
    assert job.material is not None
    places = posting.shop.stock.materials[job.material].unit_places
    waiting, outside, finished, scrapped = (
        _count(one, field, places=places)
        for field in ("waiting", "outside", "finished", "scrapped")
    )
    opening = posting.place(job.site, "opening", kind="opening")
    if waiting + outside > 0:
        lot = _lot(posting, job, one.lot, at=at)
        wip = posting.job_place(job, "wip")
        posting.move(opening, wip, lot=lot, quantity=waiting + outside)
        if outside > 0:
            away = _supplier(posting, job, one)
            posting.move(wip, away, lot=lot, quantity=outside)
    if one.value < 0:
        raise NegativeCount(field="value", value=one.value, at="/operations")
    if one.value > 0:
        posting.money(opening, posting.job_place(job, "transform"), one.value)
    if finished + scrapped + outside == 0:
        return []
    begun = msgspec.structs.replace(job, status="running", started_at=at, start_is_estimated=True)
    report = response(posting.shop, job, kind="report", ids=ids, at=at, source="office")
    report = msgspec.structs.replace(report, good=finished, scrap=scrapped, reason=OPENING)
    return [JobOrderChanged(job=begun), JobReported(response=report)]


def _count(one: OpenedOperation, field: str, *, places: int) -> Decimal:
    value = bounded(msgspec.convert(getattr(one, field), Decimal))
    if value < 0:
        raise NegativeCount(field=field, value=value, at="/operations")
    return rounded(value, places)


def _supplier(posting: Posting, job: Job, one: OpenedOperation) -> UUID:
    supplier = supplier_of(posting.shop, job, one.supplier)
    return posting.place(job.site, site_of(supplier), kind="supplier_site", partner=supplier.id)


def _lot(posting: Posting, job: Job, code: str | None, *, at: Instant) -> UUID:
    assert job.material is not None
    material = posting.shop.stock.materials[job.material]
    if material.lot_traced == "none":
        return posting.lot(material.id, NO_LOT, at=at)
    if code is None:
        raise LotNeeded(material=material.code, at="/operations")
    return posting.lot(material.id, code, at=at)
