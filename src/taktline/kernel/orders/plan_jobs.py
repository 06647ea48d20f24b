"""Which job orders a work order becomes: one for each operation, each with what it is to make."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO, rounded
from taktline.kernel.orders.content import Operation, WorkMasterContent, waits_for
from taktline.kernel.orders.expense import is_expensed
from taktline.kernel.orders.rows import Dependency, Job, WorkOrder
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.snapshot import JobSnapshot, hash_of, planned_costs
from taktline.kernel.orders.states import JobStatus
from taktline.platform.command import Ids


def joined(content: WorkMasterContent) -> WorkMasterContent:
    """Return the content with parts that a branch makes taken from the work in process.

    What one branch makes and another operation consumes comes to that operation by itself: it is
    issued there, and its cost is that of the branch (handbook, ledger section 2, "Parallel
    branches that join").
    """
    made = {one.material for one in content.operations if one.material is not None}
    return msgspec.structs.replace(
        content, operations=tuple(_joined(operation, made) for operation in content.operations)
    )


def job_orders(shop: Shop, order: WorkOrder, *, codes: dict[int, str], ids: Ids) -> list[Job]:
    """Return the job orders of a released work order, one for each operation, in sequence."""
    assert order.snapshot is not None
    return [
        job_of(
            shop,
            order,
            operation,
            code=codes.get(operation.sequence, f"{order.code}-{operation.sequence}"),
            ids=ids,
        )
        for operation in order.snapshot.in_sequence()
    ]


def job_of(shop: Shop, order: WorkOrder, operation: Operation, *, code: str, ids: Ids) -> Job:
    """Return the job order of one operation of a released work order.

    Ordered and started are those of the work order, times the parts a branch makes of its own for
    one product.
    """
    center = operation.work_center
    status: JobStatus = "dispatched" if operation.dispatch == "at_release" else "released"
    snapshot = snapshot_for(shop, order, operation)
    material = order.material if operation.material is None else UUID(operation.material)
    known = None if material is None else shop.stock.materials[material]
    places = 0 if known is None else known.unit_places
    return Job(
        id=ids.new(),
        site=order.site,
        code=code,
        work_order=order.id,
        is_activity=operation.is_activity,
        sequence=operation.sequence,
        operation=operation.name,
        process_segment=operation.process_segment,
        priority=order.priority,
        work_center=None if center is None else UUID(center),
        material=material,
        unit=order.unit if known is None else known.unit,
        ordered=_pieces(order.ordered, operation, places=places),
        started_quantity=_pieces(order.started_quantity, operation, places=places),
        transfer_batch=operation.transfer_batch,
        planned_setup_s=operation.planned_setup_s,
        planned_run_s=operation.planned_run_s,
        planned_cost=snapshot.planned_cost,
        planned_start_at=order.planned_start_at,
        planned_end_at=order.planned_end_at,
        status=status,
        supplier=None if operation.supplier is None else UUID(operation.supplier),
        report_point=operation.report_point,
        report_policy=operation.report_policy or "strict",
        first_article_quantity=operation.first_article,
        backflush=operation.backflush if operation.uses("consume") else "none",
        snapshot=snapshot,
        snapshot_hash=hash_of(snapshot),
        cause=ids.cause,
    )


def snapshot_for(shop: Shop, order: WorkOrder, operation: Operation) -> JobSnapshot:
    """Return what the job order of an operation keeps of its work order.

    Pieces come into being where no operation before works on the same material.
    """
    assert order.snapshot is not None
    operations = order.snapshot.in_sequence()
    before = waits_for(operations)
    followed = {one.predecessor for waits in before.values() for one in waits}
    flows = {
        one.sequence
        for one in operations
        if not one.is_activity and one.material == operation.material
    }
    comes = any(one.predecessor in flows for one in before[operation.sequence])
    cost = planned_costs(
        order.snapshot,
        ordered=order.ordered,
        price=lambda material: shop.stock.materials[material].standard_cost or ZERO,
    )[operation.sequence]
    return JobSnapshot(
        operation=operation,
        work_order=order.code,
        planned_cost=None if order.costing == "none" or is_expensed(order) else cost or None,
        receipt_place=None if operation.sequence in followed else order.receipt_place,
        is_first=not comes and not operation.is_activity,
        over_limit=order.over_limit,
        under_limit=order.under_limit,
        lot_policy=order.lot_policy,
        costing=order.costing,
        takes_apart=order.kind == "disassembly",
    )


def dependencies(content: WorkMasterContent, jobs: list[Job]) -> list[Dependency]:
    """Return which of these job orders waits for which."""
    by_sequence = {job.sequence: job for job in jobs}
    return [
        Dependency(
            predecessor=by_sequence[one.predecessor].id,
            successor=by_sequence[sequence].id,
            type=one.type,
            lag_s=one.lag_s,
        )
        for sequence, waits in waits_for(content.in_sequence()).items()
        for one in waits
    ]


def _joined(operation: Operation, made: set[str]) -> Operation:
    return msgspec.structs.replace(
        operation,
        materials=tuple(
            msgspec.structs.replace(line, issue_method="issue", place=None, planned_price=ZERO)
            if line.use == "consume" and line.material in made
            else line
            for line in operation.materials
        ),
    )


def _pieces(quantity: Decimal, operation: Operation, *, places: int) -> Decimal:
    if operation.pieces_per == 1:
        return quantity
    return rounded(quantity * operation.pieces_per, places)
