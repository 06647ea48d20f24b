"""What is on order, what is late, and how well suppliers keep what they promised."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.purchasing.facts import LineStatus
from taktline.base.text import Text
from taktline.kernel.ledger.asked import bounded_limit, nodes_of, rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx


class PurchaseParams(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines of purchase orders; those still open unless `ended`.

    Attributes:
        order: code of one purchase order, all its lines.
        late: only what was promised before `on` and is not here.
        on: left out = today at the site.
    """

    site: str | None = None
    supplier: str | None = None
    material: str | None = None
    order: str | None = None
    late: bool = False
    ended: bool = False
    on: date | None = None
    limit: int = 100


class PurchaseListed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a purchase order, the latest promise that was missed first; base unit.

    Attributes:
        days_late: days since the promised day while something is open; else 0.
        postponed_days: how far the promise moved since the first one.
        kept: of the supplier's own, waits for a decision (代管).
    """

    id: UUID
    site: str
    order_line: str
    supplier: str
    material: str
    unit: str
    quantity: Decimal
    received: Decimal
    open: Decimal
    kept: Decimal
    free: Decimal
    returned: Decimal
    to_replace: Decimal
    promised_on: date
    postponed_days: int
    days_late: int
    status: LineStatus


class DeliveryParams(msgspec.Struct, frozen=True, kw_only=True):
    """Deliveries of some days, by supplier."""

    received_from: date | None = None
    received_to: date | None = None
    supplier: str | None = None


class SupplierListed(msgspec.Struct, frozen=True, kw_only=True):
    """How a supplier delivered, the least reliable first.

    Attributes:
        deliveries: delivery lines that came; replacements and presents are none.
        on_time: those that came on or before the day first promised.
        share_on_time: on_time / deliveries, 0..1.
        days_late: of those that were late, days on average.
        lines_late: lines that are open now, past the day first promised.
        returned_lines: returns in those days.
    """

    supplier: str
    deliveries: int
    on_time: int
    share_on_time: Decimal | None
    days_late: Decimal | None
    lines_late: int
    returned_lines: int


LISTED = """
    SELECT l.id, s.code, o.code || '/' || l.line, p.code, m.code, u.code, l.quantity, l.received,
        CASE WHEN l.status = 'open' THEN l.quantity - l.received ELSE 0 END, l.kept, l.free,
        l.returned, l.to_replace, l.promised_on, l.promised_on - l.first_promised_on, d.days,
        l.status, count(*) OVER ()
    FROM purchase_line l
    JOIN purchase_order o ON o.id = l.purchase_order
    JOIN site s ON s.id = l.site
    JOIN partner p ON p.id = o.supplier
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    CROSS JOIN LATERAL (SELECT CASE WHEN l.status = 'open' THEN greatest(
        coalesce(%(on)s::date, (now() AT TIME ZONE s.zone)::date) - l.promised_on, 0) ELSE 0 END
        AS days) d
    WHERE (%(ended)s OR l.status = 'open' OR l.kept > 0 OR l.to_replace > 0
            OR %(order)s::text IS NOT NULL)
        AND (NOT %(late)s OR d.days > 0)
        AND (%(order)s::text IS NULL OR o.code = %(order)s)
        AND (%(site)s::text IS NULL OR s.code = %(site)s)
        AND (%(supplier)s::text IS NULL OR p.code = %(supplier)s)
        AND (%(material)s::text IS NULL OR m.code = %(material)s)
        AND (%(nodes)s::uuid[] IS NULL OR l.site = ANY(%(nodes)s::uuid[]))
    ORDER BY d.days DESC, l.promised_on, o.code, l.line LIMIT %(limit)s"""
SUPPLIERS = """
    WITH came AS (
        SELECT o.supplier, r.kind,
            (r.received_at AT TIME ZONE s.zone)::date - l.first_promised_on AS late
        FROM purchase_receipt r
        JOIN purchase_line l ON l.id = r.purchase_line
        JOIN purchase_order o ON o.id = l.purchase_order
        JOIN site s ON s.id = r.site
        WHERE (%(received_from)s::date IS NULL
                OR r.received_at >= %(received_from)s::date::timestamp AT TIME ZONE s.zone)
            AND (%(received_to)s::date IS NULL
                OR r.received_at < (%(received_to)s::date + 1)::timestamp AT TIME ZONE s.zone)
            AND (%(nodes)s::uuid[] IS NULL OR r.site = ANY(%(nodes)s::uuid[]))),
    owing AS (
        SELECT o.supplier, count(*) AS late
        FROM purchase_line l
        JOIN purchase_order o ON o.id = l.purchase_order
        JOIN site s ON s.id = l.site
        WHERE l.status = 'open' AND l.first_promised_on < (now() AT TIME ZONE s.zone)::date
            AND (%(nodes)s::uuid[] IS NULL OR l.site = ANY(%(nodes)s::uuid[]))
        GROUP BY o.supplier)
    SELECT p.code, count(c.late) FILTER (WHERE c.kind = 'delivery'),
        count(*) FILTER (WHERE c.kind = 'delivery' AND c.late <= 0),
        round(count(*) FILTER (WHERE c.kind = 'delivery' AND c.late <= 0)::numeric
            / nullif(count(*) FILTER (WHERE c.kind = 'delivery'), 0), 6) AS share,
        round(avg(c.late) FILTER (WHERE c.kind = 'delivery' AND c.late > 0), 2),
        coalesce(max(w.late), 0), count(*) FILTER (WHERE c.kind = 'returned')
    FROM partner p
    LEFT JOIN came c ON c.supplier = p.id
    LEFT JOIN owing w ON w.supplier = p.id
    WHERE (c.supplier IS NOT NULL OR w.supplier IS NOT NULL)
        AND (%(supplier)s::text IS NULL OR p.code = %(supplier)s)
    GROUP BY p.code ORDER BY share NULLS FIRST, p.code LIMIT 1000"""


async def purchase_lines(
    tx: Tx, asked: PurchaseParams, reader: Principal
) -> Page[PurchaseListed]:  # tidy: positional - the shape of a query
    """Return what is on order, what is latest first."""
    params = {
        **msgspec.structs.asdict(asked),
        "limit": bounded_limit(asked.limit),
        "nodes": nodes_of(reader, "purchase_line:read"),
    }
    rows = await tx.fetch(LISTED, params)
    total = msgspec.convert(rows[0][-1], int) if rows else 0
    return Page(rows=rows_as([row[:-1] for row in rows], PurchaseListed), total=total)


async def supplier_deliveries(
    tx: Tx, asked: DeliveryParams, reader: Principal
) -> Page[SupplierListed]:  # tidy: positional - the shape of a query
    """Return how suppliers kept what they first promised."""
    params = {
        **msgspec.structs.asdict(asked),
        "nodes": nodes_of(reader, "purchase_receipt:read"),
    }
    rows = rows_as(await tx.fetch(SUPPLIERS, params), SupplierListed)
    return Page(rows=rows, total=len(rows))


QUERIES = (
    Query(
        name="inventory.purchase_lines",
        params=PurchaseParams,
        row=PurchaseListed,
        needs="purchase_line:read",
        run=purchase_lines,
        label=Text(en="On order", zh="采购在途"),
        units={
            "unit": ("quantity", "received", "open", "kept", "free", "returned", "to_replace"),
        },
    ),
    Query(
        name="inventory.supplier_deliveries",
        params=DeliveryParams,
        row=SupplierListed,
        needs="purchase_receipt:read",
        run=supplier_deliveries,
        label=Text(en="How suppliers deliver", zh="供应商交付"),
    ),
)
