"""What is to be counted, the blind sheet, and how accurate the books turn out to be."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.counting.abc import COUNTS_A_YEAR
from taktline.base.text import Text
from taktline.kernel.ledger.asked import SEEN, bounded_limit, nodes_of, rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx


class SheetParams(msgspec.Struct, frozen=True, kw_only=True):
    """A count, by code."""

    count: str


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One key to count; `to_count` says whether now. The books are shown when it is booked.

    Attributes:
        counted: what holds so far.
        expected: what the books said when it was counted; empty until the count is closed.
    """

    id: UUID
    place: str
    material: str
    lot: str
    status: str
    owner: str | None
    handling_unit: str | None
    unit: str
    abc: str
    to_count: bool
    counted: Decimal | None
    expected: Decimal | None


class DueParams(msgspec.Struct, frozen=True, kw_only=True):
    """What is due to be counted on a day; left out = today."""

    on: date | None = None
    limit: int = 100


class DueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A place and a material whose last count is older than its class allows."""

    site: str
    place: str
    material: str
    abc: str
    last_counted_at: datetime | None
    due_on: date


class AccuracyParams(msgspec.Struct, frozen=True, kw_only=True):
    """Counts closed in some days."""

    closed_from: date | None = None
    closed_to: date | None = None


class AccuracyRow(msgspec.Struct, frozen=True, kw_only=True):
    """Keys counted, and those whose first count was within the tolerance of their class."""

    site: str
    abc: str
    counted: int
    within: int
    accuracy: Decimal


SHEET = f"""
    SELECT l.id, p.code, m.code, o.code, l.status, w.code, h.code, u.code, l.class,
        c.status IN ('open', 'recount') AND (l.first_quantity IS NULL
            OR (l.is_within IS FALSE AND l.second_quantity IS NULL)),
        coalesce(l.second_quantity, l.first_quantity),
        CASE WHEN c.status = 'booked' THEN l.expected END
    FROM stock_count c
    JOIN stock_count_line l ON l.stock_count = c.id
    JOIN place p ON p.id = c.place
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    JOIN lot o ON o.id = l.lot
    LEFT JOIN partner w ON w.id = l.owner
    LEFT JOIN handling_unit h ON h.id = l.handling_unit
    WHERE c.code = %(count)s AND {SEEN}
    ORDER BY m.code, o.code, l.id LIMIT 1000"""
DUE = f"""
    SELECT s.code, p.code, m.code, k.class, k.counted, (coalesce(k.counted, 'epoch'::timestamptz)
        + k.every * interval '1 day')::date
    FROM (
        SELECT b.place, b.material, coalesce(a.class, 'C') AS class,
            (SELECT max(l.counted_at) FROM stock_count_line l JOIN stock_count c
                ON c.id = l.stock_count AND c.place = b.place AND c.status = 'booked'
                WHERE l.material = b.material) AS counted,
            CASE coalesce(a.class, 'C') WHEN 'A' THEN {{a}} WHEN 'B' THEN {{b}} ELSE {{c}} END
                AS every
        FROM balance b LEFT JOIN abc_class a ON a.material = b.material
        WHERE b.is_physical AND b.quantity <> 0
        GROUP BY b.place, b.material, a.class
    ) k
    JOIN place p ON p.id = k.place AND p.kind IN ('store', 'line_side', 'finished')
    JOIN site s ON s.id = p.site
    JOIN material m ON m.id = k.material
    WHERE {SEEN} AND coalesce(k.counted, 'epoch'::timestamptz) + k.every * interval '1 day'
        <= coalesce(%(on)s::date::timestamptz, now())
    ORDER BY k.class, k.counted NULLS FIRST, s.code, p.code, m.code LIMIT %(limit)s"""
DAYS = {name: 365 // times for name, times in COUNTS_A_YEAR.items()}
DUE_SQL = DUE.format(a=DAYS["A"], b=DAYS["B"], c=DAYS["C"])
ACCURACY = f"""
    SELECT s.code, l.class, count(*), count(*) FILTER (WHERE abs(l.first_quantity - l.expected)
        <= l.tolerance * greatest(l.expected, 0)), round(count(*) FILTER (
            WHERE abs(l.first_quantity - l.expected) <= l.tolerance * greatest(l.expected, 0)
        )::numeric / count(*), 6)
    FROM stock_count c
    JOIN stock_count_line l ON l.stock_count = c.id AND l.first_quantity IS NOT NULL
    JOIN place p ON p.id = c.place
    JOIN site s ON s.id = c.site
    WHERE c.status = 'booked' AND {SEEN}
        AND (%(closed_from)s::date IS NULL OR c.closed_at >= %(closed_from)s::date)
        AND (%(closed_to)s::date IS NULL OR c.closed_at < %(closed_to)s::date + 1)
    GROUP BY s.code, l.class ORDER BY s.code, l.class"""


async def count_sheet(
    tx: Tx, asked: SheetParams, reader: Principal
) -> Page[SheetRow]:  # tidy: positional - the shape of a query
    """Return the lines of a count without what the books say: blind."""
    params = {"count": asked.count, "nodes": nodes_of(reader, "stock_count:read")}
    rows = rows_as(await tx.fetch(SHEET, params), SheetRow)
    return Page(rows=rows, total=len(rows))


async def counts_due(
    tx: Tx, asked: DueParams, reader: Principal
) -> Page[DueRow]:  # tidy: positional - the shape of a query
    """Return what is due: class A twelve times a year, B four times, C once."""
    params = {
        "on": asked.on,
        "limit": bounded_limit(asked.limit),
        "nodes": nodes_of(reader, "stock_count:read"),
    }
    return Page(rows=rows_as(await tx.fetch(DUE_SQL, params), DueRow))


async def count_accuracy(
    tx: Tx, asked: AccuracyParams, reader: Principal
) -> Page[AccuracyRow]:  # tidy: positional - the shape of a query
    """Return how accurate the books were: keys within tolerance / keys counted."""
    params = {
        "closed_from": asked.closed_from,
        "closed_to": asked.closed_to,
        "nodes": nodes_of(reader, "stock_count:read"),
    }
    return Page(rows=rows_as(await tx.fetch(ACCURACY, params), AccuracyRow))


QUERIES = (
    Query(
        name="inventory.count_sheet",
        params=SheetParams,
        row=SheetRow,
        needs="stock_count:read",
        run=count_sheet,
        label=Text(en="Count sheet", zh="盘点表"),
        units={"unit": ("counted", "expected")},
    ),
    Query(
        name="inventory.counts_due",
        params=DueParams,
        row=DueRow,
        needs="stock_count:read",
        run=counts_due,
        label=Text(en="Due to be counted", zh="待盘清单"),
    ),
    Query(
        name="inventory.count_accuracy",
        params=AccuracyParams,
        row=AccuracyRow,
        needs="stock_count:read",
        run=count_accuracy,
        label=Text(en="Accuracy of the books", zh="库存准确率"),
    ),
)
