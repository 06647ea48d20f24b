"""What a count that waits for approval would change, for the one who approves it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.asked import SEEN, nodes_of, rows_as
from taktline.platform.command import Principal
from taktline.platform.identity.access import sees
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx


class DifferencesParams(msgspec.Struct, frozen=True, kw_only=True):
    """A count, by code."""

    count: str


class DifferenceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One key that was counted, in its base unit.

    Attributes:
        expected: what the books held when it was counted.
        first, second: what was counted; the second only where the first was out of tolerance.
        difference: the count that holds less what was expected.
        value: of the difference at the average of the key; empty = not the reader's business.
        counted_by: who counted last.
    """

    id: UUID
    place: str
    material: str
    name: str
    lot: str
    status: str
    handling_unit: str | None
    unit: str
    abc: str
    tolerance: Decimal
    expected: Decimal | None
    first: Decimal | None
    second: Decimal | None
    difference: Decimal | None
    within: bool | None
    value: Decimal | None
    counted_at: datetime | None
    counted_by: str | None


DIFFERENCES = f"""
    SELECT l.id, p.code, m.code, m.name, o.code, l.status, h.code, u.code, l.class, l.tolerance,
        l.expected, l.first_quantity, l.second_quantity,
        coalesce(l.second_quantity, l.first_quantity) - l.expected, l.is_within,
        round((coalesce(l.second_quantity, l.first_quantity) - l.expected) * (
            SELECT sum(b.value) / nullif(sum(b.quantity), 0) FROM balance b
            WHERE b.place = c.place AND b.lot = l.lot AND b.quantity > 0), 2),
        l.counted_at, a.name
    FROM stock_count c
    JOIN stock_count_line l ON l.stock_count = c.id
    JOIN place p ON p.id = c.place
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    JOIN lot o ON o.id = l.lot
    LEFT JOIN handling_unit h ON h.id = l.handling_unit
    LEFT JOIN user_account a ON a.id = l.counted_by
    WHERE c.code = %(count)s AND c.status IN ('approval', 'booked', 'cancelled') AND {SEEN}
    ORDER BY l.is_within NULLS FIRST, m.code, o.code, l.id LIMIT 1000"""


async def count_differences(
    tx: Tx, asked: DifferencesParams, reader: Principal
) -> Page[DifferenceRow]:  # tidy: positional - the shape of a query
    """Return what was counted beside what the books held; none while people still count."""
    params = {"count": asked.count, "nodes": nodes_of(reader, "stock_count:approve")}
    rows = rows_as(await tx.fetch(DIFFERENCES, params), DifferenceRow)
    if not sees(reader, "balance", "value"):
        rows = [msgspec.structs.replace(row, value=None) for row in rows]
    return Page(rows=rows, total=len(rows))


DIFFERENCES_QUERY = Query(
    name="inventory.count_differences",
    params=DifferencesParams,
    row=DifferenceRow,
    needs="stock_count:approve",
    run=count_differences,
    label=Text(en="Differences of a count", zh="盘点差异"),
    units={
        "unit": ("expected", "first", "second", "difference"),
        "": ("tolerance", "value"),  # the value is in the one currency of the ledger
    },
)
