"""What was reported of one lot or serial: where and when it was worked, by which machine."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import Invalid
from taktline.base.text import Text
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery, Part
from taktline.platform.transaction import Tx


class LotReportsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lot, by material and lot, each by code or id.

    Attributes:
        after: cursor of the page before.
        limit: rows, 1 to PAGE_MAX.
    """

    material: str
    lot: str
    after: str | None = None
    limit: int = 100


class LotReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """One report that stands; what was taken back is left out.

    Attributes:
        at: when it happened.
        machine_s: seconds the machine ran.
        parameters: what the reporter or the machine said beside quantities.
    """

    id: UUID
    job_order: str
    work_order: str | None
    operation: str
    work_unit: str | None
    work_unit_id: UUID | None
    at: datetime
    good: Decimal
    scrap: Decimal
    defective: Decimal
    machine_s: Decimal
    parameters: dict[str, object]
    reason: str | None
    source: str


REPORTS = f"""
    SELECT r.id, j.code, w.code, j.operation, e.code, e.id, r.occurred_at, r.good, r.scrap,
        r.defective, r.machine_s, r.parameters, r.reason, r.source
    FROM lot l JOIN material m ON m.id = l.material
    JOIN job_response r ON r.lot = l.id AND r.kind = 'report' AND r.sign = 1
    JOIN job_order j ON j.id = r.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN equipment e ON e.id = r.work_unit
    WHERE (m.code = %(material)s::text OR m.id = %(material_id)s::uuid)
        AND (l.code = %(lot)s::text OR l.id = %(lot_id)s::uuid)
        AND NOT EXISTS (SELECT 1 FROM job_response b WHERE b.reverses = r.id)
        AND {NODES}
        AND (%(after)s::uuid IS NULL OR (r.occurred_at, r.id) > (
            SELECT a.occurred_at, a.id FROM job_response a WHERE a.id = %(after)s::uuid))
    ORDER BY r.occurred_at, r.id LIMIT %(limit)s"""


async def lot_reports(tx: Tx, params: LotReportsParams, reader: Principal) -> Page[LotReportRow]:
    """Return what was reported of a lot, in the order in which it happened."""
    limit = min(max(params.limit, 1), PAGE_MAX)
    if params.after is not None and id_of(params.after) is None:
        raise Invalid(reason="after is no cursor", at="/after")
    found = await tx.fetch(
        REPORTS,
        {
            "material": params.material,
            "material_id": id_of(params.material),
            "lot": params.lot,
            "lot_id": id_of(params.lot),
            "after": None if params.after is None else id_of(params.after),
            **scope_of(reader, "job_order:read", limit=limit),
        },
    )
    rows = structs(found, LotReportRow)
    return Page(rows=rows, after=str(rows[-1].id) if len(rows) == limit else None)


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.lot_reports",
        params=LotReportsParams,
        row=LotReportRow,
        needs="job_order:read",
        run=lot_reports,
        label=Text("Reports of a lot", "批次报工记录"),
        units={"": ("good", "scrap", "defective", "machine_s")},  # a lot is of one material
    ),
)

PART = Part(name="kernel.orders.lot_reports", queries=QUERIES)
