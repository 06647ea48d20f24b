"""What a job order keeps of its work master, and what one piece is planned to cost."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.quantity import STORED_PLACES, ZERO, rounded_value
from taktline.kernel.orders.content import Operation, WorkMasterContent, waits_for

LotPolicy = Literal["one_lot", "per_component_lot", "per_transfer_batch", "serial"]
Costing = Literal["actual", "standard", "none"]
HOUR_S = Decimal(3600)


class JobSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a report needs to know, written once at release and never again.

    Attributes:
        operation: the operation as the work master had it at release.
        work_order: the work order's code.
        planned_cost: of one piece up to and with this operation, in the ledger currency; None
            where the order is not costed.
        receipt_place: where the last operation delivers; None = `finished:<work order>`.
        is_first: pieces of the product come into being here.
        over_limit: share above the ordered quantity that is accepted.
        under_limit: share below it that completes without a reason.
        takes_apart: what ends here goes into the transform, and only what it is taken apart into
            comes out (order kind disassembly).
    """

    operation: Operation
    work_order: str
    planned_cost: Decimal | None = None
    receipt_place: UUID | None = None
    is_first: bool = True
    over_limit: Decimal = ZERO
    under_limit: Decimal = ZERO
    lot_policy: LotPolicy = "one_lot"
    costing: Costing = "actual"
    takes_apart: bool = False


def hash_of(value: msgspec.Struct) -> bytes:
    """Return the SHA-256 of a struct's canonical JSON (fields in order, decimals as text)."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).digest()


def planned_costs(
    content: WorkMasterContent, *, ordered: Decimal, price: Callable[[UUID], Decimal]
) -> dict[int, Decimal]:
    """Return the planned cost of one piece up to and with each operation.

        cost of an operation = sum of quantity per piece / (1 - scrap share) * price
                             + fixed quantity / ordered * price
                             + labor hours * (labor rate + overhead rate)
                             + machine hours * machine rate
                             - by-products at their fixed value

    and up to it: its own and that of every operation it waits for, each counted once. Of a branch
    that makes `pieces_per` parts for one product so many count for the product.

    Args:
        ordered: pieces the fixed quantities are spread over; above 0.
        price: planned price of a material per base unit, where the line gives none.

    Returns:
        Cost by sequence in the ledger currency, to six places; money is rounded when it moves.
    """
    operations = content.in_sequence()
    before = waits_for(operations)
    own = {
        operation.sequence: component_cost(operation, ordered=ordered, price=price)
        + time_cost(operation)
        - by_product_value(operation)
        for operation in operations
    }
    per = {operation.sequence: operation.pieces_per for operation in operations}
    costs: dict[int, Decimal] = {}
    reached: dict[int, set[int]] = {}
    for operation in operations:
        earlier: set[int] = {operation.sequence}
        for dependency in before[operation.sequence]:
            earlier |= reached.get(dependency.predecessor, set())
        reached[operation.sequence] = earlier
        costs[operation.sequence] = rounded_value(
            sum((own[sequence] * per[sequence] for sequence in earlier), ZERO)
            / operation.pieces_per,
            STORED_PLACES,
        )
    return costs


def component_cost(
    operation: Operation, *, ordered: Decimal, price: Callable[[UUID], Decimal]
) -> Decimal:
    """Return the planned cost of the components of one piece, in the ledger currency."""
    total = ZERO
    for line in operation.uses("consume"):
        unit_price = price(line.material_id) if line.planned_price is None else line.planned_price
        per_piece = line.quantity_per / (1 - line.scrap_share) + line.fixed / ordered
        total += per_piece * unit_price
    return total


def time_cost(operation: Operation) -> Decimal:
    """Return the planned cost of labor, overhead and machine of one piece."""
    labor = operation.planned_labor_s / HOUR_S * (operation.labor_rate + operation.overhead_rate)
    return labor + operation.planned_machine_s / HOUR_S * operation.machine_rate


def by_product_value(operation: Operation) -> Decimal:
    """Return the fixed value of the by-products of one piece, which reduces its cost."""
    return sum(
        (line.quantity_per * (line.planned_price or ZERO) for line in operation.uses("by_product")),
        ZERO,
    )
