"""Reads lines of sales orders and what stands around them: work, shipments, stock, the forecast."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.sales.forecast import Forecast, forecast, needs_of_work
from taktline.apps.sales.standing import Around, LineRow, WorkRow, shortages
from taktline.base.instant import Instant
from taktline.platform.transaction import Tx

LINES_MAX = 5_000
"""Lines that one question is asked of; a bigger order book is narrowed by its filters."""

LINES = """
    SELECT l.id, s.code AS site, s.zone, o.code AS sales_order, l.line::integer AS line,
        p.code AS customer, p.name AS customer_name, p.name_en AS customer_name_en,
        o.customer_number, h.code AS salesperson, h.name AS salesperson_name,
        m.id AS material_id, m.code AS material, m.name, m.name_en, l.customer_material,
        u.code AS unit, l.quantity, o.ordered_on, l.wanted_on, l.promised_on,
        l.first_promised_on, l.priority::integer AS priority, l.status, l.reason,
        l.version::integer AS version
    FROM sales_order_line l
    JOIN sales_order o ON o.id = l.sales_order
    JOIN site s ON s.id = l.site
    JOIN partner p ON p.id = o.customer
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN person h ON h.id = o.salesperson
    WHERE (%(site)s::text IS NULL OR s.code = %(site)s)
        AND (%(sales_order)s::text IS NULL OR o.code = %(sales_order)s)
        AND (%(customer)s::text IS NULL OR p.code = %(customer)s)
        AND (%(salesperson)s::text IS NULL OR h.code = %(salesperson)s)
        AND (%(material)s::text IS NULL OR m.code = %(material)s)
        AND (%(search)s::text IS NULL OR concat_ws(' ', o.code, o.customer_number, p.code, p.name,
                p.name_en, m.code, m.name, m.name_en, l.customer_material)
            ILIKE '%%' || %(search)s || '%%')
        AND (NOT %(only_open)s OR l.status = 'open')
        AND (%(nodes)s::uuid[] IS NULL OR l.site = ANY(%(nodes)s::uuid[]))
    ORDER BY l.promised_on, o.code, l.line
    LIMIT %(limit)s"""
WORK = """
    WITH linked AS (
        SELECT s.sales_order_line, s.work_order, s.quantity,
            sum(s.quantity) OVER (PARTITION BY s.work_order ORDER BY s.id) - s.quantity AS before
        FROM order_supply s
        WHERE s.work_order IN (
            SELECT x.work_order FROM order_supply x
            WHERE x.sales_order_line = ANY(%(lines)s::uuid[]))
            AND s.quantity > 0)
    SELECT k.sales_order_line, w.id, w.code, w.status, w.ordered, k.quantity, k.before,
        coalesce(f.begun, 0), coalesce(f.finished, 0), coalesce(f.to_judge, 0),
        coalesce(f.outside, 0)
    FROM linked k
    JOIN work_order w ON w.id = k.work_order
    LEFT JOIN LATERAL (
        SELECT
            sum(j.good + j.repaired) FILTER (WHERE NOT EXISTS (
                SELECT 1 FROM job_dependency d WHERE d.predecessor = j.id)) AS finished,
            sum(j.good + j.repaired + j.scrap + j.rework + coalesce(h.to_judge, 0)
                + CASE WHEN j.status IN ('running', 'held', 'suspended')
                    THEN coalesce(h.there, 0) ELSE 0 END)
                FILTER (WHERE NOT EXISTS (
                    SELECT 1 FROM job_dependency d WHERE d.successor = j.id)) AS begun,
            sum(h.to_judge) AS to_judge, sum(h.outside) AS outside
        FROM job_order j
        LEFT JOIN LATERAL (
            SELECT sum(b.quantity) FILTER (WHERE p.kind = 'wip') AS there,
                sum(b.quantity) FILTER (WHERE p.kind = 'defective') AS to_judge,
                sum(b.quantity) FILTER (WHERE p.kind = 'supplier_site') AS outside
            FROM place p JOIN balance b ON b.place = p.id AND b.material = j.material
            WHERE p.job_order = j.id) AS h ON true
        WHERE j.work_order = w.id AND NOT j.is_rework AND j.work_type = 'production'
            AND j.status <> 'cancelled') AS f ON true
    WHERE k.sales_order_line = ANY(%(lines)s::uuid[])
    ORDER BY k.sales_order_line, w.code"""
SHIPPED = """
    SELECT h.sales_order_line, sum(v.quantity)
    FROM order_shipment h
    JOIN move v ON v.cause = h.shipment AND v.target_kind = 'customer'
    WHERE h.sales_order_line = ANY(%(lines)s::uuid[])
        AND NOT EXISTS (SELECT 1 FROM move b WHERE b.reverses = v.id)
    GROUP BY h.sales_order_line"""
RESERVED = """
    SELECT substr(r.demand, 18)::uuid, sum(r.quantity)
    FROM reservation r
    WHERE r.status = 'open' AND r.demand = ANY(%(demands)s::text[])
    GROUP BY r.demand"""
FREE = """
    SELECT b.material, sum(b.quantity)
    FROM balance b JOIN place p ON p.id = b.place
    WHERE b.material = ANY(%(materials)s::uuid[]) AND b.quantity > 0 AND b.status = 'available'
        AND b.owner IS NULL AND p.kind = 'store'
        AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.lot = b.lot AND h.released_at IS NULL)
    GROUP BY b.material"""
PROMISED = """
    SELECT r.material, sum(r.quantity) FROM reservation r
    WHERE r.status = 'open' AND r.material = ANY(%(materials)s::uuid[]) GROUP BY r.material"""
NAMES = "SELECT id, code FROM material WHERE id = ANY(%(materials)s::uuid[])"


class LinesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines; None = all the reader may see."""

    site: str | None = None
    sales_order: str | None = None
    customer: str | None = None
    salesperson: str | None = None
    material: str | None = None
    search: str | None = None
    only_open: bool = False


async def read_lines(tx: Tx, wanted: LinesWanted, nodes: list[UUID] | None) -> list[LineRow]:
    """Return lines, the earliest promise first."""
    asked = msgspec.structs.asdict(wanted)
    return await tx.rows(LINES, {**asked, "nodes": nodes, "limit": LINES_MAX}, as_=LineRow)


async def read_around(tx: Tx, lines: Sequence[LineRow], now: Instant) -> Around:
    """Return what stands around lines, and when open work ends."""
    asked: dict[str, object] = {
        "lines": [line.id for line in lines],
        "demands": [f"sales_order_line:{line.id}" for line in lines],
        "materials": sorted({line.material_id for line in lines}),
    }
    work, shipped, reserved, free, promised = await tx.fetch_many(
        [
            (WORK, asked), (SHIPPED, asked), (RESERVED, asked), (FREE, asked), (PROMISED, asked),
        ]
    )  # fmt: skip
    plan = await forecast(tx, now)
    needs, stock = await needs_of_work(tx)
    short = shortages(needs, stock, orders=in_turn(plan))
    missing = sorted({one.material for one in short.values()})
    names = await tx.fetch(NAMES, {"materials": missing})
    around = Around(
        forecast=plan,
        ends=plan.ends(plan.slots),
        shipped=_amounts(shipped),
        reserved=_amounts(reserved),
        free=_less(_amounts(free), _amounts(promised)),
        short=short,
        names=dict(msgspec.convert(names, list[tuple[UUID, str]])),
    )
    for row in work:
        one = msgspec.convert(dict(zip(WorkRow.__struct_fields__, row, strict=True)), WorkRow)
        around.work.setdefault(one.order_line, []).append(one)
    return around


def in_turn(plan: Forecast) -> list[UUID]:
    """Return open work orders in the order in which their work begins: the first gets material."""
    begins: dict[UUID, datetime] = {}
    for order, jobs in plan.orders.items():
        starts = [plan.slots[job.id].starts_at for job in jobs if job.id in plan.slots]
        if starts:
            begins[order] = min(starts)
    return sorted(begins, key=lambda order: (begins[order], str(order)))


def _amounts(rows: Sequence[tuple[object, ...]]) -> dict[UUID, Decimal]:
    return dict(msgspec.convert(rows, list[tuple[UUID, Decimal]]))


def _less(all_: dict[UUID, Decimal], taken: dict[UUID, Decimal]) -> dict[UUID, Decimal]:
    return {one: max(all_[one] - taken.get(one, Decimal(0)), Decimal(0)) for one in all_}


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What a line would be promised instead; None = as it is."""

    quantity: Decimal | None = None
    promised_on: date | None = None
