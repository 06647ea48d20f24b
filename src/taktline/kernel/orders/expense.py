"""Trials and samples are an expense: what they cost never becomes the value of stock."""

from collections.abc import Iterable

from taktline.base.code import code as checked_code
from taktline.kernel.orders.rows import WorkOrder, WorkOrderKind

EXPENSED: frozenset[WorkOrderKind] = frozenset({"trial", "sample"})
"""Kinds of orders whose pieces come into stock, or into scrap, worth nothing (试制, 样品)."""


def is_expensed(order: WorkOrder) -> bool:
    """Say whether an order's cost goes to an expense account instead of what it makes."""
    return order.kind in EXPENSED


def account_of(order: WorkOrder, *, named: str | None) -> str:
    """Return the place that takes an order's whole cost: `expense:<account>`.

    Args:
        named: the account or category, as accounting knows it; else the kind of the order.

    Raises:
        BadCode: it cannot be printed.
    """
    return f"expense:{checked_code(named) if named else order.kind}"


def accounts(named: Iterable[str | None]) -> set[str]:
    """Return every place that closings may book to."""
    kinds = {f"expense:{kind}" for kind in EXPENSED}
    return kinds | {f"expense:{one.strip()}" for one in named if one}
