"""Rework in line: defective pieces go through operations again and come back to their order."""

from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.facts import place_id
from taktline.kernel.orders.changes import job_event, response
from taktline.kernel.orders.content import Operation, WorkMasterContent
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.facts import DependencyAdded, JobOrderCreated, JobReported
from taktline.kernel.orders.judge import waiting_lot
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.release import rated
from taktline.kernel.orders.reverse import refuse_closed
from taktline.kernel.orders.route import parse_route
from taktline.kernel.orders.rows import DefectClass, DefectRow, Dependency, Job, Source
from taktline.kernel.orders.shop import Shop, snapshot_of
from taktline.kernel.orders.snapshot import hash_of
from taktline.kernel.orders.work_master import resolved
from taktline.platform.command import Command, Fact, Ids


class ReworkDefective(Command, frozen=True, kw_only=True):
    """Pieces that wait to be judged are to be done again, by a route.

    Exactly one of the routes: `route` or `operations` of their own, some of the order's `sequences`
    (shortened), or everything `from_sequence` up to this operation.

    Attributes:
        quantity: base unit, above 0.
        lot: code; the only one waiting if None.
        caused_at_job: code or id of the job order that caused it; `caused_by_person`,
            `caused_by_supplier` likewise, whoever answers for it.
    """

    job_order: str
    quantity: Decimal
    defect_code: str
    defect_class: DefectClass = "process"
    lot: str | None = None
    route: str | None = None
    operations: tuple[Operation, ...] = ()
    sequences: tuple[int, ...] = ()
    from_sequence: int | None = None
    caused_at_job: str | None = None
    caused_by_person: str | None = None
    caused_by_supplier: str | None = None
    reason: str | None = None
    source: Source = "api"


class WhichRoute(Problem):
    """Rework follows one route."""

    title = Text(
        en="Name one route: a typed one, operations, sequences of {code}, or from which one on.",
        zh="请指定一种返工路线:手输路线、工序、{code} 的部分工序,或从某道工序起。",
    )
    status = 400


class NoSuchSequence(Problem):
    """The order has no such operation, or it does not come before this one."""

    title = Text(
        en="{code} has no operation {sequence} up to {until}.",
        zh="{code} 在工序 {until} 之前没有工序 {sequence}。",
    )
    status = 400


def decide_rework(shop: Shop, command: ReworkDefective, now: Instant, ids: Ids) -> list[Fact]:
    """Decide which rework job orders defective pieces go through; then on as good ones would.

    What they cost stands in their own transforms and is `variance:rework` at the close; the pieces
    are out of the first-pass yield and in the yield.

    Raises:
        NotFound: there is no such job order, person or supplier.
        OrderClosed: it is closed.
        NegativeCount: the quantity is not above zero.
        WhichRoute, NoSuchSequence, BadRoute, BadOperation: the route.
        LotNeeded, UnknownLot: the lot is not clear.
        Shortage: fewer wait there.

    Source: handbook, shopfloor section 3, "Rework"; isa95 section 7.
    """
    job = shop.job(command.job_order)
    refuse_closed([job])
    quantity = pieces(shop, job, command.quantity)
    lot = waiting_lot(shop, place_id(job.site, f"defective:{job.code}"), job, code=command.lot)
    chain = _chain(shop, job, _operations(shop, job, command), quantity=quantity, ids=ids)
    posting = Posting(shop, ids)
    for one in chain:
        posting.job_place(one, "wip")
        posting.job_place(one, "transform")
    waiting = posting.job_place(job, "defective")
    posting.move(waiting, posting.job_place(chain[0], "wip"), lot=lot, quantity=quantity)
    said = msgspec.structs.replace(
        response(shop, job, kind="judge", ids=ids, at=command.occurred_at, source=command.source),
        status_before=None,
        from_defective=quantity,
        rework=quantity,
        lot=lot,
        reason=command.reason,
        defects=(blamed(shop, job, command, quantity=quantity, rework=chain[0].id, ids=ids),),
    )
    following = [next_.id for next_ in shop.successors(job)]
    pairs = [(a.id, b.id) for a, b in pairwise(chain)]
    pairs += [(chain[-1].id, one) for one in following]
    return [
        *(JobOrderCreated(job=one) for one in chain),
        *(
            DependencyAdded(dependency=Dependency(predecessor=before, successor=after))
            for before, after in pairs
        ),
        *posting.facts(occurred_at=command.occurred_at),
        JobReported(response=said),
        job_event("judged", job, verdict="rework", quantity=str(quantity),
                  route=[one.operation for one in chain]),
        *(event for one in chain
          for event in (job_event("released", one), job_event("dispatched", one))),
    ]  # fmt: skip


class Blame(Command, frozen=True, kw_only=True):
    """What any command about rework says of its cause."""

    defect_code: str
    defect_class: DefectClass = "process"
    caused_at_job: str | None = None
    caused_by_person: str | None = None
    caused_by_supplier: str | None = None


def blamed(
    shop: Shop, job: Job, command: "ReworkDefective | Blame", *, quantity: Decimal, rework: UUID,
    ids: Ids,
) -> DefectRow:  # fmt: skip
    """Return the defect line that says who answers for it.

    Raises:
        NotFound: a job order, person or supplier that does not exist.
    """
    at, person = command.caused_at_job, command.caused_by_person
    supplier = command.caused_by_supplier
    caused = job if at is None else shop.job(at)
    return DefectRow(
        id=ids.new(),
        line=1,
        quantity=quantity,
        outcome="rework",
        defect_code=command.defect_code,
        defect_class=command.defect_class,
        caused_at_job=caused.id if at is not None else None,
        caused_at_operation=caused.operation if at is not None else None,
        caused_by_person=None if person is None else shop.resource(person, "person").id,
        caused_by_supplier=None if supplier is None else shop.resource(supplier, "partner").id,
        rework_job=rework,
    )


def pieces(shop: Shop, job: Job, quantity: Decimal) -> Decimal:  # tidy: positional - three values
    """Return how many pieces are meant, rounded to the unit.

    Raises:
        NegativeCount: not above zero.
    """
    assert job.material is not None, "pieces are of something"
    found = rounded(bounded(quantity), shop.stock.materials[job.material].unit_places)
    if found <= 0:
        raise NegativeCount(field="quantity", value=quantity, at="/quantity")
    return found


def _operations(shop: Shop, job: Job, command: ReworkDefective) -> list[Operation]:
    """Return the operations of the one route that is named, in sequence."""
    named = [
        bool(command.route), bool(command.operations), bool(command.sequences),
        command.from_sequence is not None,
    ]  # fmt: skip
    if named.count(True) != 1:
        raise WhichRoute(code=job.code, at="/route")
    if command.route:
        return rated(shop, resolved(shop, parse_route(command.route))).in_sequence()
    if command.operations:
        content = WorkMasterContent(operations=command.operations)
        return rated(shop, resolved(shop, content)).in_sequence()
    order = None if job.work_order is None else shop.work_orders.get(job.work_order)
    known = [] if order is None or order.snapshot is None else order.snapshot.in_sequence()
    before = {one.sequence: one for one in known if one.sequence <= job.sequence}
    first = command.from_sequence
    chosen = [s for s in before if first is not None and s >= first] or list(command.sequences)
    for sequence in (*chosen, *(() if first is None else (first,))):
        if sequence not in before:
            raise NoSuchSequence(code=job.code, sequence=sequence, until=job.sequence,
                                 at="/sequences")  # fmt: skip
    return [before[sequence] for sequence in sorted(set(chosen))]


def _chain(
    shop: Shop, job: Job, operations: list[Operation], *, quantity: Decimal, ids: Ids
) -> list[Job]:
    """Return one rework job order for each operation; they use up nothing again."""
    earlier = sum(1 for one in shop.jobs.values() if one.is_rework and one.parent == job.id)
    return [
        _rework_job(job, operation, number=earlier + index, quantity=quantity, ids=ids)
        for index, operation in enumerate(operations, start=1)
    ]


def _rework_job(job: Job, operation: Operation, *, number: int, quantity: Decimal, ids: Ids) -> Job:
    again = msgspec.structs.replace(
        operation,
        name=f"返工 Rework {operation.name}",
        materials=(),
        first_article=ZERO,
        transfer_batch=ZERO,
        start_by_report=True,
    )
    snapshot = msgspec.structs.replace(snapshot_of(job), operation=again, is_first=False)
    center = operation.work_center
    return Job(
        id=ids.new(),
        site=job.site,
        code=f"{job.code}-R{number}",
        work_order=job.work_order,
        parent=job.id,
        is_rework=True,
        sequence=job.sequence,
        split_no=100 + number,
        operation=again.name,
        process_segment=operation.process_segment,
        priority=job.priority,
        work_center=None if center is None else UUID(center),
        material=job.material,
        unit=job.unit,
        ordered=quantity,
        started_quantity=quantity,
        planned_setup_s=operation.planned_setup_s,
        planned_run_s=operation.planned_run_s,
        planned_cost=job.planned_cost,
        supplier=None if operation.supplier is None else UUID(operation.supplier),
        report_policy="strict",
        status="dispatched",
        snapshot=snapshot,
        snapshot_hash=hash_of(snapshot),
        cause=ids.cause,
    )
