"""What rework costs and who answers for it."""

from decimal import Decimal

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx


class ReworkParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of which work order, by code, its loops and its rework orders; of all if None."""

    work_order: str | None = None
    limit: int = 200


class ReworkRow(msgspec.Struct, frozen=True, kw_only=True):
    """One defect that was reworked: where it was found and caused, what doing it again cost.

    Attributes:
        rework: the first rework job order.
        cost: what came into all job orders of the rework: labor, machine, components, suppliers.
    """

    work_order: str
    found_at: str
    defect_code: str
    quantity: Decimal
    caused_at: str | None
    caused_by_person: str | None
    caused_by_supplier: str | None
    rework: str
    good: Decimal
    scrap: Decimal
    cost: Decimal


# A loop is the chain of job orders made by one command; a new order has all of its own.
REWORK = f"""
    SELECT w.code, j.code, d.defect_code, d.quantity, c.code, n.code, o.code, r.code,
        coalesce(t.good, 0), coalesce(t.scrap, 0), coalesce(t.cost, 0)
    FROM defect_line d
    JOIN job_response s ON s.id = d.job_response AND s.sign = 1
    JOIN job_order j ON j.id = s.job_order
    JOIN work_order w ON w.id = j.work_order
    JOIN job_order r ON r.id = d.rework_job
    LEFT JOIN job_order c ON c.id = d.caused_at_job
    LEFT JOIN person n ON n.id = d.caused_by_person
    LEFT JOIN partner o ON o.id = d.caused_by_supplier
    LEFT JOIN LATERAL (
        SELECT min(q.good + q.repaired) AS good, sum(q.scrap) AS scrap, sum((
            SELECT sum(CASE WHEN v.target_place = p.id THEN v.value ELSE -v.value END)
            FROM place p JOIN move v ON p.id IN (v.source_place, v.target_place)
            JOIN place e ON e.id = CASE WHEN v.target_place = p.id
                THEN v.source_place ELSE v.target_place END
            WHERE p.job_order = q.id AND p.kind = 'transform' AND v.value IS NOT NULL
                AND (e.kind IN ('absorption', 'supplier') OR (
                    e.kind IN ('line_side', 'store') AND v.material <> q.material)))) AS cost
        FROM job_order q
        WHERE (q.is_rework AND q.cause = r.cause AND q.work_order = r.work_order)
            OR (NOT r.is_rework AND q.work_order = r.work_order)) AS t ON true
    WHERE d.outcome = 'rework' AND d.rework_job IS NOT NULL AND {NODES}
        AND NOT EXISTS (SELECT 1 FROM job_response b WHERE b.reverses = s.id)
        AND (%(work_order)s::text IS NULL OR w.code = %(work_order)s::text)
    ORDER BY s.recorded_at DESC, d.id LIMIT %(limit)s"""


async def rework_cost(tx: Tx, params: ReworkParams, reader: Principal) -> Page[ReworkRow]:
    """Return what was reworked, whose cause it was and what it cost."""
    limit = min(max(params.limit, 1), PAGE_MAX)
    scope = scope_of(reader, "work_order:read_cost", limit=limit)
    rows = await tx.fetch(REWORK, {"work_order": params.work_order, **scope})
    return Page(rows=structs(rows, ReworkRow))


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.rework_cost", params=ReworkParams, row=ReworkRow,
        needs="work_order:read_cost", run=rework_cost,
        label=Text("Cost of rework", "返工成本与责任"),
    ),
)  # fmt: skip
