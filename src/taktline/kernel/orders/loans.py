"""A work order is not closed while goods are owed to it or by it."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.rows import WorkOrder

OPEN_LOANS = """
    SELECT j.work_order, l.code, l.line
    FROM job_order j JOIN loan l
        ON l.status = 'open' AND (l.lender_job = j.id OR l.borrower_job = j.id)
    WHERE j.work_order = ANY(%(orders)s::uuid[]) ORDER BY l.code, l.line"""


class LoanOpen(Problem):
    """Goods were lent from or to the order, and are neither returned nor kept for good."""

    title = Text(
        en="{code} still has open loans: {loans}. Return what is owed, or settle it as kept.",
        zh="{code} 尚有未结清的借料:{loans}。请先还料或转为领用。",
    )


def loans_by_order(rows: Iterable[tuple[object, ...]]) -> dict[UUID, tuple[str, ...]]:
    """Return the open loans of each work order as `code/line`, each once."""
    found: dict[UUID, dict[str, None]] = {}
    for order, code, line in msgspec.convert(list(rows), list[tuple[UUID, str, int]]):
        found.setdefault(order, {})[f"{code}/{line}"] = None
    return {order: tuple(named) for order, named in found.items()}


def refuse_open_loans(order: WorkOrder, loans: tuple[str, ...]) -> None:
    """Refuse to close an order that owes or is owed goods.

    Raises:
        LoanOpen: it does or is.
    """
    if loans:
        raise LoanOpen(code=order.code, loans=list(loans))
