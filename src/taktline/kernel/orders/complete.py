"""Completing a job order, taking that back, and the work order that is complete with its last."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.ledger.facts import PlaceKind, place_id
from taktline.kernel.orders.changes import job_event, order_event, response, stepped
from taktline.kernel.orders.consume import consume
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.facts import JobOrderChanged, JobReported, WorkOrderChanged
from taktline.kernel.orders.first_article import open_inspection
from taktline.kernel.orders.limits import refuse_short
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.promises import without_promises
from taktline.kernel.orders.report import ReportOperation, decide_report
from taktline.kernel.orders.reverse import fold_into, scratch
from taktline.kernel.orders.rows import Job, Source
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Command, Fact, Ids


class CompleteJobOrder(Command, frozen=True, kw_only=True):
    """Nothing more is to be done at a job order.

    Attributes:
        reason: why less was done than ordered; needed below the tolerance (short close).
        missing: pieces that should lie there and do not, base unit; they are reported as missing
            first ("close with 2 missing"), with `missing_reason`.
    """

    job_order: str
    reason: str | None = None
    missing: Decimal = ZERO
    missing_reason: str | None = None
    source: Source = "api"


class ReopenJobOrder(Command, frozen=True, kw_only=True):
    """A completed job order goes on; its work order is not closed yet."""

    job_order: str
    reason: str
    source: Source = "api"


class UsedUp(Problem):
    """The completion took the components; going on would take them twice."""

    title = Text(
        en="{code} took its components when it was completed: take that completion back instead.",
        zh="{code} 完工时已倒冲物料,请冲销完工命令。",
    )


class PiecesLeft(Problem):
    """Something still lies at the job order."""

    title = Text(
        en="{place} still holds {held} {unit} of lot {lot}: report them (as missing if they are "
        "not there), return or scrap them first.",
        zh="{place} 仍有批次 {lot} {held} {unit},请先报工(不在的报短少)、退料或报废。",
    )


class InspectionOpen(Problem):
    """Samples of the job order are not decided yet."""

    title = Text(
        en="{code} waits for the decision of {inspection}.",
        zh="{code} 须等待 {inspection} 的判定。",
    )
    retry = True


class StillOutside(Problem):
    """Pieces of the job order are still at a supplier."""

    title = Text(
        en="{quantity} pieces of {code} are still at the supplier: take them in first.",
        zh="{code} 仍有 {quantity} 件在供应商处,请先收回。",
    )


def decide_complete(shop: Shop, command: CompleteJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide whether a job order is complete, and whether its work order is with it.

    Operations without a report point before it are completed with it.

    Raises:
        NotFound: there is no such job order.
        IllegalStep: it cannot be completed from its state.
        NotRunning, ReasonMissing, CountTolerance: as for a report of missing pieces.
        InspectionOpen: its samples are not decided.
        StillOutside: suppliers have pieces of it.
        PiecesLeft: its wip holds pieces or components.
        ShortClose: less than ordered and tolerated, and no reason.
        Shortage, NothingAllocatable: components that are used up at completion are not there.
    """
    job = shop.job(command.job_order)
    stepped(job, "complete", at=command.occurred_at)
    facts: list[Fact] = []
    if command.missing != ZERO:
        facts, shop = without_missing(shop, job, command=command, now=now, ids=ids)
        job = shop.jobs[job.id]
    waiting = open_inspection(shop, job)
    if waiting is not None:
        raise InspectionOpen(code=job.code, inspection=waiting.code)
    refuse_still_outside(shop, job)
    refuse_pieces_left(shop, job, "wip")
    refuse_short(job, command.reason)
    chain = [*_unreported_points(shop, job), job]
    facts += _used_up(shop, chain, ids=ids, at=command.occurred_at)
    ended = {job.id}
    for one in chain:
        facts += completed(
            shop, one, ids=ids, at=command.occurred_at, reason=command.reason,
            source=command.source,
        )  # fmt: skip
        ended.add(one.id)
    whole = _order_completed(shop, job, ended=ended, at=command.occurred_at)
    orders = [one.work_order for one in whole if isinstance(one, WorkOrderChanged)]
    return without_promises(shop, [*facts, *whole], jobs=chain, orders=orders)


def without_missing(
    shop: Shop, job: Job, *, command: CompleteJobOrder, now: Instant, ids: Ids
) -> tuple[list[Fact], Shop]:
    """Return the reports of the pieces that are missing, lot by lot, and the state after them.

    Raises:
        NotRunning, NegativeCount, ReasonMissing, CountTolerance: as for a report.
        Shortage: fewer pieces lie there.
    """
    facts: list[Fact] = []
    tried, left = scratch(shop), command.missing
    while left != ZERO:
        lot, held = _first_waiting(tried, job)
        part = left if lot is None else min(left, held)
        report = ReportOperation(
            id=command.id, occurred_at=command.occurred_at, confirm=command.confirm,
            job_order=str(job.id), missing=part, missing_reason=command.missing_reason, lot=lot,
            source=command.source,
        )  # fmt: skip
        booked = decide_report(tried, report, now, ids)
        fold_into(tried, booked)
        facts += booked
        left -= part
    return facts, tried


def _first_waiting(shop: Shop, job: Job) -> tuple[str | None, Decimal]:
    """Return the code of a lot of the product that waits at a job order, and how much of it."""
    place = place_id(job.site, f"wip:{job.code}")
    waiting = [
        (shop.stock.lots[key.lot].code, balance.quantity)
        for key, balance in shop.stock.balances.items()
        if key.place == place and key.lot is not None and balance.quantity > 0
        and shop.stock.lots[key.lot].material == job.material
    ]  # fmt: skip
    return min(waiting, default=(None, ZERO))


def completed(
    shop: Shop,
    job: Job,
    *,
    ids: Ids,
    at: Instant,
    reason: str | None = None,
    source: Source = "api",
) -> list[Fact]:
    """Return the facts of one completion."""
    changed = stepped(job, "complete", at=at)
    said = response(shop, job, kind="complete", ids=ids, at=at, source=source)
    return [
        JobOrderChanged(job=changed),
        JobReported(response=msgspec.structs.replace(said, reason=reason)),
        job_event("completed", changed, good=str(job.good), scrap=str(job.scrap)),
    ]


def decide_reopen(shop: Shop, command: ReopenJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a completed job order goes on, and its work order with it.

    Raises:
        NotFound: there is no such job order.
        IllegalStep: it is not completed (closed is final).
        ReasonMissing: nobody says why.
        UsedUp: its components were taken at completion.
    """
    job = shop.job(command.job_order)
    changed = stepped(job, "reopen", at=command.occurred_at)
    if job.backflush == "on_complete":
        raise UsedUp(code=job.code)
    if not command.reason.strip():
        raise ReasonMissing(field="reason", at="/reason")
    said = response(
        shop, job, kind="reopen", ids=ids, at=command.occurred_at, source=command.source
    )
    facts: list[Fact] = [
        JobOrderChanged(job=changed),
        JobReported(response=msgspec.structs.replace(said, reason=command.reason)),
        job_event("reopened", changed, reason=command.reason),
    ]
    order = shop.work_orders.get(job.work_order) if job.work_order is not None else None
    if order is not None and order.status == "completed":
        again = msgspec.structs.replace(order, status="released", completed_at=None)
        facts += [WorkOrderChanged(work_order=again), order_event("reopened", again)]
    return facts


def refuse_still_outside(shop: Shop, job: Job) -> None:
    """Refuse to complete a job order while suppliers have pieces of it.

    Raises:
        StillOutside: some do.
    """
    away = shop.outside.get(job.id, ZERO)
    if away > 0:
        raise StillOutside(code=job.code, quantity=plain(away))


def refuse_pieces_left(shop: Shop, job: Job, *kinds: PlaceKind) -> None:
    """Refuse to end a job order while something lies at its places.

    Raises:
        PiecesLeft: the first key that holds something.
    """
    places = {place_id(job.site, f"{kind}:{job.code}") for kind in kinds}
    for key, balance in shop.stock.balances.items():
        if key.place in places and key.lot is not None and balance.quantity != Decimal(0):
            raise PiecesLeft(
                place=shop.stock.places[key.place].code,
                lot=shop.stock.lots[key.lot].code,
                held=plain(balance.quantity),
                unit=shop.stock.material_of(key.lot).unit,
            )


def _used_up(shop: Shop, jobs: list[Job], *, ids: Ids, at: Instant) -> list[Fact]:
    """Return what job orders use up at their end, for everything that was worked on there."""
    posting = Posting(shop, ids)
    for job in jobs:
        if job.backflush == "on_complete" and job.material is not None:
            pieces = job.made - job.missing + job.found
            consume(posting, job, pieces=pieces, at=at, mounted={})
    return posting.facts(occurred_at=at)


def _unreported_points(shop: Shop, job: Job) -> list[Job]:
    """Return the operations before a job order that were booked by it and still run, in order."""
    found: list[Job] = []
    for _, before in shop.predecessors(job):
        if not before.report_point and before.status == "running":
            found += [*_unreported_points(shop, before), before]
    return found


def _order_completed(shop: Shop, job: Job, *, ended: set[UUID], at: Instant) -> list[Fact]:
    order = shop.work_orders.get(job.work_order) if job.work_order is not None else None
    if order is None or order.status != "released":
        return []
    others = [other for other in shop.jobs_of(order.id) if other.id not in ended]
    if any(other.status not in ENDED for other in others):
        return []
    complete = msgspec.structs.replace(order, status="completed", completed_at=at)
    return [WorkOrderChanged(work_order=complete), order_event("completed", complete)]
