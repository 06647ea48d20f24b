"""Inspections as tasks: what waits to be inspected, for how long, who has it, what came of it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.quality.facts import InspectionDecision
from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import Invalid
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Source
from taktline.platform.transaction import Tx

Kind = Literal["incoming", "first_article", "patrol", "final", "other"]
Stand = Literal["open", "decided", "all"]

# What an inspection is for: goods wait for it, it inspects a job order, or its name says so.
KIND = """
    CASE WHEN j.inspects IS NOT NULL THEN 'first_article'
        WHEN j.operation = 'incoming inspection'
            OR EXISTS (SELECT 1 FROM planned_move v WHERE v.job_order = j.id) THEN 'incoming'
        WHEN j.operation = 'patrol inspection' THEN 'patrol'
        WHEN j.operation = 'final inspection' THEN 'final' ELSE 'other' END"""


class TasksParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which inspections, the oldest open one first; decided ones newest first.

    Attributes:
        stand: open (not decided), decided (or ended), or all.
        kind: incoming, first_article, patrol, final or other; all if None.
        material: code; all if None.
        inspection: code of one inspection.
        since: asked for at or after this instant; `until`: before that one.
        mine: only those the reader took.
        after: cursor of the page before.
        limit: rows, 1 to 1000.
    """

    stand: Stand = "open"
    kind: Kind | None = None
    material: str | None = None
    inspection: str | None = None
    since: Instant | None = None
    until: Instant | None = None
    mine: bool = False
    after: str | None = None
    limit: int = 100


class TaskRow(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection.

    Attributes:
        operation: what people see of it.
        inspects: job order whose samples it judges, by code.
        ordered: pieces it is asked for, base unit.
        sample_size: pieces to look at, the largest of its classes; None without a sampling plan.
        inspected: pieces with a result.
        failed: pieces of them with a failed one.
        taken_by: who began it; None while nobody did.
        due_at: when the work it holds up is due.
        waits_s: seconds from the request to the decision, or to now.
        decision: accept, reject or conditional; None while open or ended without one.
    """

    id: UUID
    code: str
    kind: Kind
    operation: str
    status: str
    inspects: str | None
    work_order: str | None
    work_center: str | None
    material: str | None
    name: str | None
    name_en: str | None
    unit: str | None
    ordered: Decimal
    supplier: str | None
    lots: list[str]
    sample_size: int | None
    inspected: int
    failed: int
    taken_by: str | None
    created_at: datetime
    due_at: datetime | None
    waits_s: float
    decision: InspectionDecision | None
    reason: str | None
    decided_at: datetime | None
    decided_by: str | None


# A decision whose command was taken back has its completion taken back too.
DECIDED = """
    SELECT i.decision, i.reason, i.decided_at, u.name AS decided_by
    FROM inspection i LEFT JOIN user_account u ON u.id = i.decided_by
    WHERE i.job_order = j.id AND NOT EXISTS (
        SELECT 1 FROM job_response done JOIN job_response back ON back.reverses = done.id
        WHERE done.cause = i.cause)
    ORDER BY i.decided_at DESC LIMIT 1"""
TAKEN = """
    SELECT s.occurred_at, s.cause, c.principal, coalesce(u.name, '') AS name
    FROM job_response s JOIN command c ON c.id = s.cause
    LEFT JOIN user_account u ON u.id = c.principal
    WHERE s.job_order = j.id AND s.kind = 'start'
    ORDER BY s.occurred_at DESC, s.id DESC LIMIT 1"""
LOTS_MAX = 5
"""Lots named in a row; the page of the inspection names all."""

EVERY_TASK = f"""
    SELECT j.id, j.code, {KIND} AS kind, j.operation, j.status, o.code, w.code, e.code, m.code,
        m.name, m.name_en, j.unit, j.ordered,
        (SELECT p.code FROM sampling_plan s JOIN partner p ON p.id = s.supplier
            WHERE s.job_order = j.id LIMIT 1),
        coalesce((SELECT array_agg(x.code ORDER BY x.code) FROM (
            SELECT DISTINCT l.code FROM planned_move v JOIN lot l ON l.id = v.lot
            WHERE v.job_order = j.id AND l.code <> '-' ORDER BY l.code LIMIT %(lots)s) AS x),
            '{{}}'),
        (SELECT max(s.sample_size)::integer FROM sampling_plan s WHERE s.job_order = j.id),
        r.inspected, r.failed, t.name, j.created_at, w.due_at,
        extract(epoch FROM coalesce(j.ended_at, now()) - j.created_at)::double precision,
        d.decision, d.reason, d.decided_at, d.decided_by
    FROM job_order j
    LEFT JOIN job_order o ON o.id = j.inspects
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN equipment e ON e.id = j.work_center
    LEFT JOIN material m ON m.id = j.material
    LEFT JOIN LATERAL ({DECIDED}) AS d ON true
    LEFT JOIN LATERAL ({TAKEN}) AS t ON true
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT (x.lot, x.piece)) AS inspected,
            count(DISTINCT (x.lot, x.piece)) FILTER (WHERE NOT x.passed) AS failed
        FROM test_result x WHERE x.job_order = j.id) AS r
    WHERE j.work_type = 'quality' AND {NODES}
        AND (%(stand)s::text = 'all' OR (%(stand)s::text = 'open') = (
            j.status IN ('draft', 'released', 'dispatched', 'running', 'held', 'suspended')))
        AND (%(inspection)s::text IS NULL OR j.code = %(inspection)s::text)
        AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
        AND (%(since)s::timestamptz IS NULL OR j.created_at >= %(since)s::timestamptz)
        AND (%(until)s::timestamptz IS NULL OR j.created_at < %(until)s::timestamptz)
        AND (NOT %(mine)s::boolean OR t.principal = %(me)s::uuid)
        AND (%(kind)s::text IS NULL OR {KIND} = %(kind)s::text)"""
"""All of them, in no order: what a list narrows, sorts and adds up."""
TASKS = f"""{EVERY_TASK}
        AND (%(after)s::uuid IS NULL OR CASE WHEN %(stand)s::text = 'open'
            THEN (j.created_at, j.id) > (SELECT a.created_at, a.id FROM job_order a
                WHERE a.id = %(after)s::uuid)
            ELSE (j.created_at, j.id) < (SELECT a.created_at, a.id FROM job_order a
                WHERE a.id = %(after)s::uuid) END)
    ORDER BY CASE WHEN %(stand)s::text = 'open' THEN j.created_at END,
        CASE WHEN %(stand)s::text <> 'open' THEN j.created_at END DESC,
        CASE WHEN %(stand)s::text = 'open' THEN j.id END,
        CASE WHEN %(stand)s::text <> 'open' THEN j.id END DESC
    LIMIT %(limit)s"""


def bounded_limit(limit: int) -> int:
    """Return how many rows a page has, 1 to PAGE_MAX."""
    return min(max(limit, 1), PAGE_MAX)


async def inspections(tx: Tx, asked: TasksParams, reader: Principal) -> Page[TaskRow]:
    """Return inspections: what waits, or what was decided.

    Raises:
        Invalid: the cursor is none.
    """
    if asked.after is not None and id_of(asked.after) is None:
        raise Invalid(reason="after is no cursor", at="/after")
    given = _given(asked, reader)
    rows = structs(await tx.fetch(TASKS, given), TaskRow)
    return Page(rows=rows, after=str(rows[-1].id) if len(rows) == given["limit"] else None)


async def every_inspection(tx: Tx, asked: TasksParams, reader: Principal) -> Source:
    """Return inspections as one statement, in the order in which they are paged."""
    down = "" if asked.stand == "open" else "-"
    order = (f"{down}created_at", f"{down}id")
    return Source(sql=EVERY_TASK, params=_given(asked, reader), order=order)


def _given(asked: TasksParams, reader: Principal) -> dict[str, object]:
    scope = scope_of(reader, "inspection:read", limit=bounded_limit(asked.limit))
    return {**msgspec.structs.asdict(asked), **scope, "me": reader.id, "lots": LOTS_MAX}


class OneParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which inspection, by code."""

    inspection: str
    limit: int = 500


class WaitingRow(msgspec.Struct, frozen=True, kw_only=True):
    """Goods or samples that wait for the decision of an inspection.

    Attributes:
        place: where they lie.
        quantity: base unit.
        status: of the stock; samples of production have none.
    """

    lot: str
    material: str
    place: str
    quantity: Decimal
    unit: str
    status: str


WAITING = f"""
    SELECT l.code, m.code, p.code, v.quantity, t.code, v.source_status
    FROM job_order j JOIN planned_move v ON v.job_order = j.id AND v.status = 'open'
    JOIN lot l ON l.id = v.lot JOIN material m ON m.id = l.material
    JOIN unit t ON t.id = m.unit JOIN place p ON p.id = v.source_place
    WHERE j.code = %(inspection)s::text AND {NODES}
    UNION ALL
    SELECT l.code, m.code, p.code, sum(b.quantity), t.code, b.status
    FROM job_order j JOIN place p ON p.job_order = j.id AND p.kind = 'wip'
    JOIN balance b ON b.place = p.id AND b.quantity > 0
    JOIN lot l ON l.id = b.lot JOIN material m ON m.id = l.material
    JOIN unit t ON t.id = m.unit
    WHERE j.code = %(inspection)s::text AND j.inspects IS NOT NULL AND {NODES}
    GROUP BY l.code, m.code, p.code, t.code, b.status
    ORDER BY 2, 1, 3 LIMIT %(limit)s"""


async def waiting(tx: Tx, asked: OneParams, reader: Principal) -> Page[WaitingRow]:
    """Return what waits for the decision of an inspection, lot by lot."""
    scope = scope_of(reader, "inspection:read", limit=bounded_limit(asked.limit))
    found = await tx.fetch(WAITING, {"inspection": asked.inspection, **scope})
    rows = structs(found, WaitingRow)
    return Page(rows=rows, total=len(rows))
