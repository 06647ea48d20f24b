"""What was measured at one lot or serial, over all its inspections."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import Invalid
from taktline.base.text import Text
from taktline.kernel.orders.queue import scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx


class LotResultsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Results of a lot (material and lot, each by code or id), of an inspection (code), or both.

    Attributes:
        failed: only what is out of its limits.
        after: cursor of the page before.
        limit: rows, 1 to PAGE_MAX.
    """

    material: str | None = None
    lot: str | None = None
    inspection: str | None = None
    failed: bool = False
    after: str | None = None
    limit: int = 100


class LotResultRow(msgspec.Struct, frozen=True, kw_only=True):
    """One result; passed None = no limits, stated None = the laboratory gave no verdict."""

    id: UUID
    inspection: str
    operation: str
    laboratory: str
    characteristic: str
    name: str
    feature: str
    piece: int
    material: str | None
    lot: str | None
    value: Decimal | None
    attribute_ok: bool | None
    lsl: Decimal | None
    usl: Decimal | None
    unit: str
    passed: bool | None
    stated: bool | None
    measured_at: datetime


# By inspection, then characteristic and piece: as a report is written and a chart is drawn.
RESULTS = """
    SELECT r.id, j.code, j.operation, r.laboratory, c.code, c.name, r.feature, r.piece, m.code,
        l.code, r.value, r.attribute_ok, c.lsl, c.usl, c.unit, r.passed, r.stated, r.measured_at
    FROM test_result r JOIN job_order j ON j.id = r.job_order
    JOIN characteristic c ON c.id = r.characteristic
    LEFT JOIN lot l ON l.id = r.lot LEFT JOIN material m ON m.id = l.material
    WHERE (%(inspection)s::text IS NULL OR j.code = %(inspection)s::text)
        AND (%(lot)s::text IS NULL OR l.code = %(lot)s::text OR l.id = %(lot_id)s::uuid)
        AND (%(material)s::text IS NULL OR m.code = %(material)s::text
            OR m.id = %(material_id)s::uuid)
        AND (NOT %(failed)s::boolean OR NOT r.passed)
        AND (%(everywhere)s::boolean OR j.site = ANY(%(nodes)s::uuid[])
            OR j.work_center = ANY(%(nodes)s::uuid[]))
        AND (%(after)s::uuid IS NULL OR (j.code, c.sequence, r.piece, r.id) > (
            SELECT jj.code, cc.sequence, rr.piece, rr.id
            FROM test_result rr JOIN job_order jj ON jj.id = rr.job_order
            JOIN characteristic cc ON cc.id = rr.characteristic
            WHERE rr.id = %(after)s::uuid))
    ORDER BY j.code, c.sequence, r.piece, r.id LIMIT %(limit)s"""


async def lot_results(tx: Tx, params: LotResultsParams, reader: Principal) -> Page[LotResultRow]:
    """Return what was measured, inspection by inspection in the order of plan and pieces.

    Raises:
        Invalid: neither a lot nor an inspection is named, or the cursor is none.
    """
    if params.inspection is None and (params.material is None or params.lot is None):
        raise Invalid(reason="name material and lot, or an inspection", at="/lot")
    if params.after is not None and id_of(params.after) is None:
        raise Invalid(reason="after is no cursor", at="/after")
    limit = min(max(params.limit, 1), PAGE_MAX)
    found = await tx.fetch(
        RESULTS,
        {
            "inspection": params.inspection,
            "material": params.material,
            "material_id": id_of(params.material or ""),
            "lot": params.lot,
            "lot_id": id_of(params.lot or ""),
            "failed": params.failed,
            "after": None if params.after is None else id_of(params.after),
            **scope_of(reader, "inspection:read", limit=limit),
        },
    )
    rows = structs(found, LotResultRow)
    return Page(rows=rows, after=str(rows[-1].id) if len(rows) == limit else None)


LOT_QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="quality.lot_results",
        params=LotResultsParams,
        row=LotResultRow,
        needs="inspection:read",
        run=lot_results,
        label=Text("Results of a lot", "批次检验结果"),
        units={"unit": ("value", "lsl", "usl")},
    ),
)
