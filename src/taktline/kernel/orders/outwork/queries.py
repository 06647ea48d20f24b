"""What people look at of outside work: the monthly statement of a supplier, what is overdue."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.outwork.load import PARTNER, STANDS
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx


class StatementParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which supplier, by code, and which month or days of sending and returning.

    Attributes:
        month: `2026-11`, by the days of the site; instead of `since` and `until`.
        since: first instant; None = from the beginning.
        until: up to before this instant; None = until now.
    """

    supplier: str
    month: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 500


class StatementRow(msgspec.Struct, frozen=True, kw_only=True):
    """One outside operation, in the product's base unit.

        opening + sent = returned + defective + spoiled + outside

    Attributes:
        opening: what he had before the period.
        returned: good; forwarded to another supplier, too.
        spoiled: lost there, allowed or charged.
        outside: what he has at its end.
        charge: what he asks for it, ledger currency.
        claim: loss beyond the allowed one, charged to him.
        loss: planned value of what was spoiled and is ours to bear.
        amount: charge less claim.
    """

    job_order: str
    work_order: str | None
    operation: str
    material: str | None
    unit: str | None
    opening: Decimal
    sent: Decimal
    returned: Decimal
    defective: Decimal
    spoiled: Decimal
    outside: Decimal
    charge: Decimal
    claim: Decimal
    loss: Decimal
    amount: Decimal


# What reverses a move counts against what it reverses.
STATEMENT = f"""
    WITH own AS (
        SELECT p.id, p.kind, t.zone FROM place p
        JOIN partner s ON s.id = p.partner
            OR p.code IN ('site:' || s.code, 'supplier:' || s.code)
        JOIN site t ON t.id = p.site
        WHERE s.code = %(supplier)s::text AND p.kind IN ('supplier_site', 'supplier')),
    ends AS (
        SELECT o.id, o.kind, CASE WHEN %(month)s::text IS NULL THEN %(since)s::timestamptz
                ELSE (%(month)s::text || '-01')::date::timestamp AT TIME ZONE o.zone END AS since,
            CASE WHEN %(month)s::text IS NULL THEN %(until)s::timestamptz
                ELSE ((%(month)s::text || '-01')::date + interval '1 month')::timestamp
                    AT TIME ZONE o.zone END AS until
        FROM own o),
    moved AS (
        SELECT e.job_order, e.kind AS other, v.quantity, v.value, v.occurred_at, o.since, o.until,
            o.kind, v.reverses IS NULL AS is_out,
            CASE WHEN v.reverses IS NULL THEN 1 ELSE -1 END AS sign
        FROM ends o JOIN move v ON v.target_place = o.id JOIN place e ON e.id = v.source_place
        WHERE e.job_order IS NOT NULL
            AND (v.reverses IS NULL OR o.kind = 'supplier_site' OR v.quantity = 0)
        UNION ALL
        SELECT e.job_order, e.kind, v.quantity, v.value, v.occurred_at, o.since, o.until,
            o.kind, v.reverses IS NOT NULL, CASE WHEN v.reverses IS NULL THEN 1 ELSE -1 END
        FROM ends o JOIN move v ON v.source_place = o.id JOIN place e ON e.id = v.target_place
        WHERE e.job_order IS NOT NULL),
    parts AS (
        SELECT m.job_order, m.occurred_at, m.since, m.until,
            CASE WHEN m.kind = 'supplier_site' AND m.is_out AND m.sign = 1 THEN m.quantity
                WHEN m.kind = 'supplier_site' AND m.is_out THEN -m.quantity
                ELSE 0 END AS sent,
            CASE WHEN m.kind = 'supplier_site' AND NOT m.is_out AND m.other = 'wip'
                THEN m.sign * m.quantity ELSE 0 END AS returned,
            CASE WHEN m.kind = 'supplier_site' AND NOT m.is_out AND m.other = 'defective'
                THEN m.sign * m.quantity ELSE 0 END AS defective,
            CASE WHEN m.kind = 'supplier_site' AND NOT m.is_out AND m.other = 'transform'
                THEN m.sign * m.quantity ELSE 0 END AS spoiled,
            CASE WHEN m.kind = 'supplier' AND m.quantity = 0
                THEN CASE WHEN m.is_out THEN -1 ELSE 1 END * m.sign * coalesce(m.value, 0)
                ELSE 0 END AS charge,
            CASE WHEN m.kind = 'supplier' AND m.quantity > 0
                THEN m.sign * coalesce(m.value, 0) ELSE 0 END AS claim,
            CASE WHEN m.kind = 'supplier' AND m.quantity > 0
                THEN m.sign * m.quantity ELSE 0 END AS claimed
        FROM moved m),
    counted AS (
        SELECT x.job_order, x.sent, x.returned, x.defective, x.spoiled, x.charge, x.claim,
            x.claimed, (x.since IS NULL OR x.occurred_at >= x.since)
                AND (x.until IS NULL OR x.occurred_at < x.until) AS is_in,
            x.since IS NOT NULL AND x.occurred_at < x.since AS is_before
        FROM parts x)
    SELECT j.code, w.code, j.operation, m.code, j.unit,
        coalesce(sum(c.sent - c.returned - c.defective - c.spoiled) FILTER (WHERE c.is_before), 0),
        coalesce(sum(c.sent) FILTER (WHERE c.is_in), 0),
        coalesce(sum(c.returned) FILTER (WHERE c.is_in), 0),
        coalesce(sum(c.defective) FILTER (WHERE c.is_in), 0),
        coalesce(sum(c.spoiled) FILTER (WHERE c.is_in), 0),
        coalesce(sum(c.sent - c.returned - c.defective - c.spoiled)
            FILTER (WHERE c.is_in OR c.is_before), 0),
        coalesce(sum(c.charge) FILTER (WHERE c.is_in), 0),
        coalesce(sum(c.claim) FILTER (WHERE c.is_in), 0),
        round(coalesce(sum(c.spoiled - c.claimed) FILTER (WHERE c.is_in), 0)
            * coalesce(j.planned_cost, 0), 2),
        coalesce(sum(c.charge - c.claim) FILTER (WHERE c.is_in), 0)
    FROM counted c JOIN job_order q ON q.id = c.job_order
    JOIN job_order j ON j.id = coalesce(q.inspects, q.id)
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN material m ON m.id = j.material
    WHERE {NODES}
    GROUP BY j.id, j.code, w.code, j.operation, m.code, j.unit, j.planned_cost
    HAVING bool_or(c.is_in) OR sum(c.sent - c.returned - c.defective - c.spoiled)
        FILTER (WHERE c.is_before) <> 0
    ORDER BY j.code LIMIT %(limit)s"""


class OverdueParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is out, of one supplier or of all.

    Attributes:
        at: overdue when due before this instant; everything that is out if None.
    """

    supplier: str | None = None
    at: datetime | None = None
    limit: int = 200


class OverdueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A sending of which something is still out; what came first comes back first."""

    id: UUID
    supplier: str
    document: str
    job_order: str
    work_order: str | None
    operation: str
    material: str | None
    unit: str | None
    sent_at: datetime
    due_at: datetime | None
    quantity: Decimal
    outside: Decimal


OVERDUE = f"""
    WITH standing AS (
        SELECT s.id, s.supplier, s.job_order, s.document, s.sent_at, s.due_at, s.quantity,
            coalesce(sum(s.quantity) OVER (
                PARTITION BY s.job_order, s.supplier ORDER BY s.sent_at DESC, s.id DESC
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS later
        FROM sending s WHERE {STANDS}),
    away AS (
        SELECT coalesce(q.inspects, q.id) AS job, {PARTNER} AS partner, sum(
            CASE WHEN v.target_place = k.id THEN v.quantity ELSE -v.quantity END) AS held
        FROM place k
        JOIN move v ON k.id IN (v.source_place, v.target_place)
        JOIN place p ON p.id = CASE WHEN v.target_place = k.id
            THEN v.source_place ELSE v.target_place END
        JOIN job_order q ON q.id = p.job_order
        WHERE k.kind = 'supplier_site'
        GROUP BY 1, 2)
    SELECT t.id, o.code, t.document, j.code, w.code, j.operation, m.code, j.unit, t.sent_at,
        t.due_at, t.quantity, least(a.held - t.later, t.quantity)
    FROM standing t
    JOIN away a ON a.job = t.job_order AND a.partner = t.supplier
    JOIN partner o ON o.id = t.supplier
    JOIN job_order j ON j.id = t.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN material m ON m.id = j.material
    WHERE a.held - t.later > 0 AND {NODES}
        AND (%(supplier)s::text IS NULL OR o.code = %(supplier)s::text)
        AND (%(at)s::timestamptz IS NULL OR t.due_at < %(at)s::timestamptz)
    ORDER BY t.due_at NULLS LAST, t.sent_at, t.id LIMIT %(limit)s"""


async def statement(tx: Tx, params: StatementParams, reader: Principal) -> Page[StatementRow]:
    """Return what a supplier had, returned, spoiled and asks for, by operation."""
    scope = scope_of(reader, "work_order:read_cost", limit=_limit(params.limit))
    asked = {
        "supplier": params.supplier,
        "month": params.month,
        "since": params.since,
        "until": params.until,
    }
    return Page(rows=structs(await tx.fetch(STATEMENT, {**asked, **scope}), StatementRow))


async def overdue(tx: Tx, params: OverdueParams, reader: Principal) -> Page[OverdueRow]:
    """Return what suppliers still have, the longest overdue first."""
    scope = scope_of(reader, "sending:read", limit=_limit(params.limit))
    rows = await tx.fetch(OVERDUE, {"supplier": params.supplier, "at": params.at, **scope})
    return Page(rows=structs(rows, OverdueRow))


def _limit(asked: int) -> int:
    return min(max(asked, 1), PAGE_MAX)


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.outside_statement", params=StatementParams, row=StatementRow,
        needs="work_order:read_cost", run=statement,
        label=Text("Statement of a supplier", "委外对账单"),
    ),
    Query(
        name="kernel.outside_overdue", params=OverdueParams, row=OverdueRow,
        needs="sending:read", run=overdue, label=Text("Still at suppliers", "委外未回明细"),
        units={"unit": ("quantity", "outside")},
    ),
)  # fmt: skip
