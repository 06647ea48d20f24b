"""What people look at: the queue of a work center, an order's progress, its cost, open matters."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.identity.access import nodes_for, sees
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

NODES = """
    (%(everywhere)s::boolean OR j.site = ANY(%(nodes)s::uuid[])
        OR j.work_center = ANY(%(nodes)s::uuid[]) OR j.work_unit = ANY(%(nodes)s::uuid[]))"""


class QueueParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which queue: of a work center, a work unit, or everything open.

    Attributes:
        work_center: code; with everything that is dispatched to its work units.
        work_unit: code; with what any unit of its work center may take.
        below: code of any part of the plant; everything at and below it.
        released: also what was released and not dispatched yet.
        crew: code; what was dispatched to it, or to nobody by name; `person` likewise.
        after: cursor of the page before.
    """

    work_center: str | None = None
    work_unit: str | None = None
    below: str | None = None
    released: bool = False
    crew: str | None = None
    person: str | None = None
    limit: int = 100
    after: str | None = None


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A job order in a queue: running ones, those put in order by hand, then by priority and plan.

    Attributes:
        waiting: pieces lying there now.
        has_predecessor: pieces come from another job order; without any there is nothing to do.
        queue_rank: the place somebody gave it at its station, from 1; None = by priority.
        left_s: seconds of planned work left, with its set-up where it has not begun.
        crew: code of the team it was dispatched to; `person` likewise.
    """

    id: UUID
    code: str
    work_order: str | None
    operation: str
    status: str
    priority: int
    material: str | None
    unit: str | None
    ordered: Decimal
    good: Decimal
    waiting: Decimal
    work_center: str | None
    work_unit: str | None
    planned_start_at: datetime | None
    due_at: datetime | None
    first_article: str
    has_predecessor: bool
    queue_rank: int | None
    left_s: float
    crew: str | None
    person: str | None
    material_name: str | None
    material_name_en: str | None


QUEUE_ORDER = """CASE WHEN {0}.status IN ('released', 'dispatched') THEN 1 ELSE 0 END,
        coalesce({0}.queue_rank, 2147483647), -{0}.priority,
        coalesce({0}.planned_start_at, 'infinity'), {0}.sequence, {0}.id"""

DISPATCH_QUEUE = f"""
    SELECT j.id, j.code, w.code, j.operation, j.status, j.priority, m.code, j.unit, j.ordered,
        j.good + j.repaired,
        coalesce((SELECT sum(b.quantity) FROM place p JOIN balance b ON b.place = p.id
            WHERE p.job_order = j.id AND p.kind = 'wip' AND b.material = j.material), 0),
        c.code, u.code, j.planned_start_at, w.due_at, j.first_article,
        EXISTS (SELECT 1 FROM job_dependency d
            WHERE d.successor = j.id AND d.type <> 'alternative'),
        j.queue_rank,
        ((CASE WHEN j.started_at IS NULL THEN j.planned_setup_s ELSE 0 END)
            + j.planned_run_s * greatest(j.ordered - j.good - j.repaired - j.scrap, 0))::float8,
        k.code, h.code, m.name, m.name_en
    FROM job_order j
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN material m ON m.id = j.material
    LEFT JOIN equipment c ON c.id = j.work_center
    LEFT JOIN equipment u ON u.id = j.work_unit
    LEFT JOIN crew k ON k.id = j.crew
    LEFT JOIN person h ON h.id = j.person
    WHERE (j.status IN ('dispatched', 'running', 'held', 'suspended')
            OR (%(released)s::boolean AND j.status = 'released'))
        AND {NODES}
        AND (%(work_center)s::text IS NULL OR c.code = %(work_center)s::text)
        AND (%(work_unit)s::text IS NULL OR u.code = %(work_unit)s::text
            OR (j.work_unit IS NULL AND j.work_center IN (
                SELECT e.parent FROM equipment e WHERE e.code = %(work_unit)s::text)))
        AND (%(below)s::text IS NULL OR coalesce(j.work_unit, j.work_center) IN (
            WITH RECURSIVE under AS (
                SELECT e.id FROM equipment e WHERE e.code = %(below)s::text
                UNION SELECT e.id FROM under o JOIN equipment e ON e.parent = o.id)
            SELECT id FROM under))
        AND (%(crew)s::text IS NULL OR j.crew IS NULL OR k.code = %(crew)s::text)
        AND (%(person)s::text IS NULL OR j.person IS NULL OR h.code = %(person)s::text)
        AND (%(after)s::uuid IS NULL OR ({QUEUE_ORDER.format("j")}) > (
            SELECT {QUEUE_ORDER.format("a")}
            FROM job_order a WHERE a.id = %(after)s::uuid))
    ORDER BY {QUEUE_ORDER.format("j")}
    LIMIT %(limit)s"""


class OrderParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which work order, by code."""

    work_order: str


class ProgressRow(msgspec.Struct, frozen=True, kw_only=True):
    """How one job order of a work order stands, in the product's base unit.

    Attributes:
        in_process: pieces in its wip.
        to_judge: pieces reported bad and not judged.
        unreported: pieces taken downstream and not reported here; above 0 is an open imbalance.
    """

    id: UUID
    code: str
    sequence: int
    operation: str
    work_type: str
    status: str
    ordered: Decimal
    good: Decimal
    repaired: Decimal
    scrap: Decimal
    rework: Decimal
    sample: Decimal
    missing: Decimal
    found: Decimal
    in_process: Decimal
    to_judge: Decimal
    unreported: Decimal
    started_at: datetime | None
    ended_at: datetime | None


ORDER_PROGRESS = f"""
    SELECT j.id, j.code, j.sequence, j.operation, j.work_type, j.status, j.ordered, j.good,
        j.repaired, j.scrap, j.rework, j.sample, j.missing, j.found,
        coalesce(h.wip, 0), coalesce(h.defective, 0), -coalesce(h.unreported, 0),
        j.started_at, j.ended_at
    FROM work_order w JOIN job_order j ON j.work_order = w.id
    LEFT JOIN LATERAL (
        SELECT sum(b.quantity) FILTER (WHERE p.kind = 'wip') AS wip,
            sum(b.quantity) FILTER (WHERE p.kind = 'defective') AS defective,
            sum(b.quantity) FILTER (WHERE p.kind = 'unreported') AS unreported
        FROM place p JOIN balance b ON b.place = p.id AND b.material = j.material
        WHERE p.job_order = j.id) AS h ON true
    WHERE w.code = %(work_order)s::text AND {NODES}
    ORDER BY j.sequence, j.split_no, j.code
    LIMIT %(limit)s"""


class CostRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one account put into or took out of a work order, in the ledger currency.

    Attributes:
        account: component, labor, machine, overhead, service, receipt, scrap, variance ...
        amount: above 0 = into the order.
    """

    account: str
    amount: Decimal


ORDER_COST = f"""
    SELECT f.account, sum(f.amount)
    FROM (
        SELECT CASE o.kind WHEN 'absorption' THEN o.code
                WHEN 'line_side' THEN 'component' WHEN 'store' THEN
                    CASE WHEN v.material = j.material THEN 'receipt' ELSE 'component' END
                WHEN 'finished' THEN 'receipt' ELSE o.kind END AS account,
            CASE WHEN v.target_place = p.id THEN v.value ELSE -v.value END AS amount
        FROM work_order w JOIN job_order j ON j.work_order = w.id
        JOIN place p ON p.job_order = j.id AND p.kind IN ('transform', 'wip')
        JOIN move v ON p.id IN (v.source_place, v.target_place)
        JOIN place o ON o.id = CASE WHEN v.target_place = p.id
            THEN v.source_place ELSE v.target_place END
        WHERE w.code = %(work_order)s::text AND v.value IS NOT NULL AND o.job_order IS NULL
            AND {NODES}) AS f
    GROUP BY f.account ORDER BY f.account
    LIMIT %(limit)s"""


class OpenParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many rows, at most 1000."""

    limit: int = 100


class AlertRow(msgspec.Struct, frozen=True, kw_only=True):
    """A work alert that is not settled, worst and oldest first."""

    id: UUID
    code: str
    job_order: str | None
    kind: str
    severity: int
    text: str
    raised_at: datetime
    acknowledged_at: datetime | None


ALERTS = f"""
    SELECT a.id, a.code, j.code, a.kind, a.severity, a.text, a.raised_at, a.acknowledged_at
    FROM work_alert a LEFT JOIN job_order j ON j.id = a.job_order
    WHERE a.resolved_at IS NULL AND {NODES}
    ORDER BY a.severity DESC, a.raised_at, a.id LIMIT %(limit)s"""


class WipRow(msgspec.Struct, frozen=True, kw_only=True):
    """What waits at an operation.

    Attributes:
        planned_value: quantity times planned cost up to and with this operation, in the ledger
            currency.
    """

    job_order: str
    work_order: str | None
    operation: str
    kind: str
    lot: str
    quantity: Decimal
    unit: str | None
    planned_value: Decimal | None


WIP = f"""
    SELECT j.code, w.code, j.operation, p.kind, l.code, b.quantity, j.unit,
        b.quantity * j.planned_cost
    FROM place p JOIN balance b ON b.place = p.id AND b.quantity > 0
    JOIN job_order j ON j.id = p.job_order AND b.material = j.material
    JOIN lot l ON l.id = b.lot
    LEFT JOIN work_order w ON w.id = j.work_order
    WHERE p.kind IN ('wip', 'defective') AND {NODES}
    ORDER BY w.code, j.sequence, j.code, p.kind, l.code LIMIT %(limit)s"""


class JobParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which job order, by code."""

    job_order: str
    limit: int = 100


class ResponseRow(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of a job order, newest first; sign -1 takes another back.

    Attributes:
        report: id of the command, by which a report is corrected or taken back.
        parameters: values of the process; those that were asked for with how they were judged.
    """

    report: UUID
    kind: str
    occurred_at: datetime
    good: Decimal
    sample: Decimal
    scrap: Decimal
    rework: Decimal
    defective: Decimal
    repaired: Decimal
    missing: Decimal
    found: Decimal
    sign: int
    labor_s: Decimal
    machine_s: Decimal
    lot: str | None
    reason: str | None
    source: str
    confirmation: str
    is_reversed: bool
    parameters: dict[str, object]


JOB_RESPONSES = f"""
    SELECT r.cause, r.kind, r.occurred_at, r.good, r.sample, r.scrap, r.rework, r.defective,
        r.repaired, r.missing, r.found, r.sign, r.labor_s, r.machine_s, l.code, r.reason, r.source,
        coalesce((SELECT c.confirmation FROM report_confirmation c WHERE c.job_response = r.id
            ORDER BY c.said_at DESC LIMIT 1), r.confirmation),
        EXISTS (SELECT 1 FROM job_response back WHERE back.reverses = r.id), r.parameters
    FROM job_order j JOIN job_response r ON r.job_order = j.id
    LEFT JOIN lot l ON l.id = r.lot
    WHERE j.code = %(job_order)s::text AND {NODES}
    ORDER BY r.recorded_at DESC, r.cause, r.line DESC LIMIT %(limit)s"""


async def dispatch_queue(tx: Tx, params: QueueParams, reader: Principal) -> Page[QueueRow]:
    """Return the queue of a work center or unit, running job orders first."""
    limit = _limit(params.limit)
    rows = await tx.fetch(
        DISPATCH_QUEUE,
        {
            "work_center": params.work_center,
            "work_unit": params.work_unit,
            "below": params.below,
            "released": params.released,
            "crew": params.crew,
            "person": params.person,
            "after": None if params.after is None else UUID(params.after),
            **scope_of(reader, "job_order:read", limit=limit),
        },
    )
    found = structs(rows, QueueRow)
    return Page(rows=found, after=str(found[-1].id) if len(found) == limit else None)


async def order_progress(tx: Tx, params: OrderParams, reader: Principal) -> Page[ProgressRow]:
    """Return how each job order of a work order stands."""
    scope = scope_of(reader, "work_order:read", limit=PAGE_MAX)
    rows = await tx.fetch(ORDER_PROGRESS, {"work_order": params.work_order, **scope})
    return Page(rows=structs(rows, ProgressRow), total=len(rows))


async def order_cost(tx: Tx, params: OrderParams, reader: Principal) -> Page[CostRow]:
    """Return what went into a work order and what left it, by account."""
    scope = scope_of(reader, "work_order:read_cost", limit=PAGE_MAX)
    rows = await tx.fetch(ORDER_COST, {"work_order": params.work_order, **scope})
    return Page(rows=structs(rows, CostRow), total=len(rows))


async def open_alerts(tx: Tx, params: OpenParams, reader: Principal) -> Page[AlertRow]:
    """Return the work alerts that are not settled."""
    scope = scope_of(reader, "work_alert:read", limit=_limit(params.limit))
    return Page(rows=structs(await tx.fetch(ALERTS, scope), AlertRow))


async def work_in_process(tx: Tx, params: OpenParams, reader: Principal) -> Page[WipRow]:
    """Return what waits at operations and what waits to be judged, with its planned value."""
    scope = scope_of(reader, "job_order:read", limit=_limit(params.limit))
    rows = structs(await tx.fetch(WIP, scope), WipRow)
    if not sees(reader, "job_order", "planned_cost"):
        rows = [msgspec.structs.replace(row, planned_value=None) for row in rows]
    return Page(rows=rows)


async def job_responses(tx: Tx, params: JobParams, reader: Principal) -> Page[ResponseRow]:
    """Return what was said of a job order."""
    scope = scope_of(reader, "job_order:read", limit=_limit(params.limit))
    rows = await tx.fetch(JOB_RESPONSES, {"job_order": params.job_order, **scope})
    return Page(rows=structs(rows, ResponseRow))


def _limit(asked: int) -> int:
    return min(max(asked, 1), PAGE_MAX)


def scope_of(reader: Principal, needs: str, *, limit: int) -> dict[str, object]:
    """Return the nodes a reader may see; everywhere where a grant names none."""
    nodes = nodes_for(reader, needs)
    return {"everywhere": nodes is None, "nodes": list(nodes or ()), "limit": limit}


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.dispatch_queue", params=QueueParams, row=QueueRow, needs="job_order:read",
        run=dispatch_queue, label=Text("Dispatch queue", "派工队列"),
        units={"unit": ("ordered", "good", "waiting")},
    ),
    Query(
        name="kernel.work_order_progress", params=OrderParams, row=ProgressRow,
        needs="work_order:read", run=order_progress, label=Text("Order progress", "工单进度"),
        units={"": ("ordered", "good", "repaired", "scrap", "rework", "sample", "missing", "found",
                    "in_process", "to_judge", "unreported")},  # an order is of one material
    ),
    Query(
        name="kernel.work_order_cost", params=OrderParams, row=CostRow,
        needs="work_order:read_cost", run=order_cost, label=Text("Order cost", "工单成本"),
    ),
    Query(
        name="kernel.work_alerts", params=OpenParams, row=AlertRow, needs="work_alert:read",
        run=open_alerts, label=Text("Open work alerts", "未关闭异常"),
    ),
    Query(
        name="kernel.work_in_process", params=OpenParams, row=WipRow, needs="job_order:read",
        run=work_in_process, label=Text("Work in process", "在制品"),
    ),
    Query(
        name="kernel.job_responses", params=JobParams, row=ResponseRow, needs="job_order:read",
        run=job_responses, label=Text("Reports of a job order", "任务报工记录"),
    ),
)  # fmt: skip
