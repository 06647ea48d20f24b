"""What the page of one work order shows beside its progress: its material, its story, its flow."""

from datetime import datetime
from decimal import Decimal

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx


class OrderNamed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which work order, by code."""

    work_order: str


class OrderMaterialRow(msgspec.Struct, frozen=True, kw_only=True):
    """One component of a work order, in its base unit.

    Attributes:
        planned: for everything that was started, the expected loss included.
        issued: what came to the order's operations, less what was given back.
        used: what they consumed.
        missing: planned less issued, 0 or more.
    """

    material: str
    name: str
    name_en: str | None
    unit: str | None
    planned: Decimal
    issued: Decimal
    used: Decimal
    missing: Decimal


ORDER_MATERIALS = f"""
    WITH jobs AS (
        SELECT j.id, j.material, j.ordered, j.snapshot
        FROM work_order w JOIN job_order j ON j.work_order = w.id
        WHERE w.code = %(work_order)s::text AND NOT j.is_rework AND {NODES}),
    planned AS (
        SELECT (x.line->>'material')::uuid AS material,
            sum(j.ordered * (x.line->>'quantity_per')::numeric
                / (1 - (x.line->>'scrap_share')::numeric) + (x.line->>'fixed')::numeric) AS quantity
        FROM jobs j
        CROSS JOIN LATERAL jsonb_array_elements(
            coalesce(j.snapshot->'operation'->'materials', '[]'::jsonb)) AS x (line)
        WHERE x.line->>'use' = 'consume'
        GROUP BY 1),
    places AS (
        SELECT p.id, p.kind FROM place p JOIN jobs j ON j.id = p.job_order
        WHERE p.kind IN ('wip', 'transform')),
    moved AS (
        SELECT v.material,
            sum(v.quantity) FILTER (WHERE s.id IS NULL)
                - coalesce(sum(v.quantity) FILTER (WHERE t.id IS NULL), 0) AS issued,
            coalesce(sum(v.quantity) FILTER (WHERE t.kind = 'transform'), 0)
                - coalesce(sum(v.quantity) FILTER (WHERE s.kind = 'transform'), 0) AS used
        FROM (
            SELECT v.id FROM places p JOIN move v ON v.source_place = p.id
            UNION SELECT v.id FROM places p JOIN move v ON v.target_place = p.id) AS touched
        JOIN move v ON v.id = touched.id
        LEFT JOIN places s ON s.id = v.source_place
        LEFT JOIN places t ON t.id = v.target_place
        WHERE v.quantity <> 0 AND v.material NOT IN (
            SELECT j.material FROM jobs j WHERE j.material IS NOT NULL)
        GROUP BY v.material)
    SELECT m.code, m.name, m.name_en, u.code, round(coalesce(p.quantity, 0), 6),
        coalesce(g.issued, 0), coalesce(g.used, 0),
        greatest(round(coalesce(p.quantity, 0), 6) - coalesce(g.issued, 0), 0)
    FROM planned p FULL JOIN moved g ON g.material = p.material
    JOIN material m ON m.id = coalesce(p.material, g.material)
    LEFT JOIN unit u ON u.id = m.unit
    ORDER BY m.code
    LIMIT %(limit)s"""


class StoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a work order, the newest first.

    Attributes:
        what: created, released, completed, closed, revised, or what was said of a job order:
            start, pause, resume, report, judge, complete, hold, release, split, correct ...
        bad: pieces defective, scrapped or to be reworked.
        is_back: it takes an earlier one back.
        by: who said it; None where a machine, a rule or the installation did.
    """

    at: datetime
    what: str
    job_order: str | None
    operation: str | None
    good: Decimal
    bad: Decimal
    reason: str | None
    is_back: bool
    by: str | None


ORDER_STORY = f"""
    WITH w AS (
        SELECT w.id, w.code, w.created_at, w.created_by, w.released_at, w.completed_at, w.closed_at,
            w.close_reason, w.ordered
        FROM work_order w
        WHERE w.code = %(work_order)s::text
            AND (%(everywhere)s::boolean OR w.site = ANY(%(nodes)s::uuid[]))),
    told AS (
        SELECT r.occurred_at AS at, r.kind AS what, j.code AS job, j.operation,
            r.good + r.repaired AS good, r.defective + r.scrap + r.rework AS bad, r.reason,
            r.sign < 0 AS is_back, c.principal AS by, r.line AS line
        FROM work_order o JOIN job_order j ON j.work_order = o.id
        JOIN job_response r ON r.job_order = j.id
        LEFT JOIN command c ON c.id = r.cause
        WHERE o.code = %(work_order)s::text AND {NODES}
        UNION ALL SELECT w.created_at, 'created', NULL, NULL, 0, 0, NULL, false, w.created_by, 0
            FROM w
        UNION ALL SELECT w.released_at, 'released', NULL, NULL, 0, 0, NULL, false, NULL, 0
            FROM w WHERE w.released_at IS NOT NULL
        UNION ALL SELECT w.completed_at, 'completed', NULL, NULL, 0, 0, NULL, false, NULL, 0
            FROM w WHERE w.completed_at IS NOT NULL
        UNION ALL SELECT w.closed_at, 'closed', NULL, NULL, 0, 0, w.close_reason, false, NULL, 0
            FROM w WHERE w.closed_at IS NOT NULL
        UNION ALL SELECT v.said_at, 'revised', NULL, NULL, 0, 0, v.reason, false, NULL, 0
            FROM w JOIN order_revision v ON v.work_order = w.id AND v.revision > 1)
    SELECT t.at, t.what, t.job, t.operation, t.good, t.bad, t.reason, t.is_back, u.name
    FROM told t LEFT JOIN user_account u ON u.id = t.by
    ORDER BY t.at DESC, t.line DESC, t.job
    LIMIT %(limit)s"""


class FlowRow(msgspec.Struct, frozen=True, kw_only=True):
    """One job order follows another."""

    before: str
    after: str
    type: str


ORDER_FLOW = f"""
    SELECT b.code, j.code, d.type
    FROM work_order w JOIN job_order j ON j.work_order = w.id
    JOIN job_dependency d ON d.successor = j.id
    JOIN job_order b ON b.id = d.predecessor
    WHERE w.code = %(work_order)s::text AND {NODES}
    ORDER BY b.code, j.code
    LIMIT %(limit)s"""


async def order_materials(
    tx: Tx, params: OrderNamed, reader: Principal
) -> Page[OrderMaterialRow]:  # tidy: positional - the shape of a query
    """Return what a work order needs, got and used of each component."""
    scope = scope_of(reader, "work_order:read", limit=PAGE_MAX)
    rows = await tx.fetch(ORDER_MATERIALS, {"work_order": params.work_order, **scope})
    return Page(rows=structs(rows, OrderMaterialRow), total=len(rows))


async def order_story(
    tx: Tx, params: OrderNamed, reader: Principal
) -> Page[StoryRow]:  # tidy: positional - the shape of a query
    """Return what happened to a work order and its job orders, the newest first."""
    scope = scope_of(reader, "work_order:read", limit=PAGE_MAX)
    rows = await tx.fetch(ORDER_STORY, {"work_order": params.work_order, **scope})
    return Page(rows=structs(rows, StoryRow))


async def order_flow(
    tx: Tx, params: OrderNamed, reader: Principal
) -> Page[FlowRow]:  # tidy: positional - the shape of a query
    """Return which job order of a work order follows which."""
    scope = scope_of(reader, "work_order:read", limit=PAGE_MAX)
    rows = await tx.fetch(ORDER_FLOW, {"work_order": params.work_order, **scope})
    return Page(rows=structs(rows, FlowRow))


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.work_order_materials", params=OrderNamed, row=OrderMaterialRow,
        needs="work_order:read", run=order_materials,
        label=Text("Material of a work order", "工单用料"),
    ),
    Query(
        name="kernel.work_order_story", params=OrderNamed, row=StoryRow, needs="work_order:read",
        run=order_story, label=Text("What happened to a work order", "工单经过"),
    ),
    Query(
        name="kernel.work_order_flow", params=OrderNamed, row=FlowRow, needs="work_order:read",
        run=order_flow, label=Text("Order of a work order's operations", "工单工序先后"),
    ),
)  # fmt: skip
