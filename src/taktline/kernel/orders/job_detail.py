"""One job order on one page: plan, materials, people, what was said, moved and inspected."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import JOB_RESPONSES, NODES, JobParams, ResponseRow, scope_of
from taktline.kernel.orders.read import structs
from taktline.kernel.orders.rows import COUNTED
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.transaction import Params, Tx


class PlannedMaterial(msgspec.Struct, frozen=True, kw_only=True):
    """What a job order uses or makes beside its product, as its snapshot says.

    Attributes:
        fixed: once per job order, beside what each piece takes.
        planned: in the material's base unit, for the ordered quantity.
    """

    material: str
    use: str
    quantity_per: Decimal
    fixed: Decimal
    planned: Decimal
    unit: str


class PresentResource(msgspec.Struct, frozen=True, kw_only=True):
    """A person, machine or tool on the job order, now or earlier."""

    kind: str
    code: str
    signed_in_at: datetime
    signed_out_at: datetime | None


class MoveSum(msgspec.Struct, frozen=True, kw_only=True):
    """What moved between one of the job order's places and another kind of place, all together.

    Attributes:
        place: wip, transform, defective or unreported, of this job order.
        other: the kind of place at the other end.
        came: quantity into the job order's place, base unit.
        went: out of it.
        value: in the ledger currency, came less went.
    """

    place: str
    other: str
    material: str | None
    came: Decimal
    went: Decimal
    value: Decimal


class InspectionOfJob(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection of the job order's samples."""

    code: str
    status: str
    ordered: Decimal


class JobDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A job order with everything that belongs to it; quantities in the product's base unit."""

    id: UUID
    code: str
    work_order: str | None
    operation: str
    sequence: int
    work_type: str
    status: str
    hold_reason: str | None
    material: str | None
    unit: str | None
    ordered: Decimal
    started_quantity: Decimal
    planned_cost: Decimal | None
    work_center: str | None
    work_unit: str | None
    started_at: datetime | None
    ended_at: datetime | None
    good: Decimal
    scrap: Decimal
    rework: Decimal
    sample: Decimal
    defective: Decimal
    repaired: Decimal
    missing: Decimal
    found: Decimal
    materials: tuple[PlannedMaterial, ...] = ()
    resources: tuple[PresentResource, ...] = ()
    responses: tuple[ResponseRow, ...] = ()
    moves: tuple[MoveSum, ...] = ()
    inspections: tuple[InspectionOfJob, ...] = ()


JOB = f"""
    SELECT j.id, j.code, w.code, j.operation, j.sequence, j.work_type, j.status, j.hold_reason,
        m.code, j.unit, j.ordered, j.started_quantity, j.planned_cost, c.code, u.code,
        j.started_at, j.ended_at, {", ".join(f"j.{name}" for name in COUNTED)}
    FROM job_order j
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN material m ON m.id = j.material
    LEFT JOIN equipment c ON c.id = j.work_center
    LEFT JOIN equipment u ON u.id = j.work_unit
    WHERE j.code = %(job_order)s::text AND {NODES}"""

MATERIALS = f"""
    SELECT m.code, line ->> 'use', (line ->> 'quantity_per')::numeric,
        coalesce((line ->> 'fixed')::numeric, 0),
        round((line ->> 'quantity_per')::numeric * j.ordered
            / (1 - coalesce((line ->> 'scrap_share')::numeric, 0))
            + coalesce((line ->> 'fixed')::numeric, 0), 6),
        u.code
    FROM job_order j
    CROSS JOIN LATERAL jsonb_array_elements(j.snapshot -> 'operation' -> 'materials')
        WITH ORDINALITY AS l (line, place)
    JOIN material m ON m.id = (line ->> 'material')::uuid
    JOIN unit u ON u.id = m.unit
    WHERE j.code = %(job_order)s::text AND {NODES}
    ORDER BY l.place"""

RESOURCES = f"""
    SELECT r.kind, coalesce(p.code, e.code, a.code, r.resource::text), r.signed_in_at,
        r.signed_out_at
    FROM job_order j JOIN job_resource r ON r.job_order = j.id
    LEFT JOIN person p ON p.id = r.resource
    LEFT JOIN equipment e ON e.id = r.resource
    LEFT JOIN physical_asset a ON a.id = r.resource
    WHERE j.code = %(job_order)s::text AND r.signed_in_at IS NOT NULL AND {NODES}
    ORDER BY r.signed_in_at, r.id LIMIT %(limit)s"""

MOVES = f"""
    SELECT p.kind, CASE WHEN v.target_place = p.id THEN v.source_kind ELSE v.target_kind END,
        m.code,
        coalesce(sum(v.quantity) FILTER (WHERE v.target_place = p.id), 0),
        coalesce(sum(v.quantity) FILTER (WHERE v.source_place = p.id), 0),
        coalesce(sum(CASE WHEN v.target_place = p.id THEN v.value ELSE -v.value END), 0)
    FROM job_order j JOIN place p ON p.job_order = j.id
    JOIN move v ON p.id IN (v.source_place, v.target_place)
    LEFT JOIN material m ON m.id = v.material
    WHERE j.code = %(job_order)s::text AND {NODES}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT %(limit)s"""

INSPECTIONS = f"""
    SELECT i.code, i.status, i.ordered
    FROM job_order j JOIN job_order i ON i.inspects = j.id
    WHERE j.code = %(job_order)s::text AND {NODES}
    ORDER BY i.code LIMIT %(limit)s"""


async def job_detail(tx: Tx, params: JobParams, reader: Principal) -> Page[JobDetail]:
    """Return one job order with what belongs to it; no row where there is none to be seen."""
    limit = min(max(params.limit, 1), PAGE_MAX)
    asked: Params = {
        "job_order": params.job_order, **scope_of(reader, "job_order:read", limit=limit)
    }  # fmt: skip
    parts = (JOB, MATERIALS, RESOURCES, JOB_RESPONSES, MOVES, INSPECTIONS)
    found: Sequence[Sequence[tuple[object, ...]]] = await tx.fetch_many(
        [(sql, asked) for sql in parts]
    )
    jobs, materials, resources, responses, moves, inspections = found
    rows = structs(jobs, JobDetail, fields=JobDetail.__struct_fields__[: -len(parts) + 1])
    return Page(
        rows=[
            msgspec.structs.replace(
                row,
                materials=tuple(structs(materials, PlannedMaterial)),
                resources=tuple(structs(resources, PresentResource)),
                responses=tuple(structs(responses, ResponseRow)),
                moves=tuple(structs(moves, MoveSum)),
                inspections=tuple(structs(inspections, InspectionOfJob)),
            )
            for row in rows
        ],
        total=len(rows),
    )


JOB_QUERY = Query(
    name="kernel.job_order", params=JobParams, row=JobDetail, needs="job_order:read",
    run=job_detail, label=Text("Job order", "任务单"),
    units={
        "unit": ("ordered", "started_quantity", "good", "scrap", "rework", "sample", "defective",
                 "repaired", "missing", "found"),
        "": ("planned_cost",),
    },
)  # fmt: skip
