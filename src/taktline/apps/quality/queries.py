"""What quality people look at: how many pieces to inspect, and what was measured."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx
from taktline.science.sampling.plans import Level, Severity, plan_for_lot


class SamplingParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lot and how strictly it is inspected.

    Attributes:
        lot_size: pieces, at least 2.
        aql: as printed in the standard, 0.010 to 10.
    """

    lot_size: int
    aql: str
    level: Level = "II"
    severity: Severity = "normal"


class SamplingRow(msgspec.Struct, frozen=True, kw_only=True):
    """How many pieces to look at; accepted with at most so many bad ones, else rejected."""

    letter: str
    sample_size: int
    accept: int
    reject: int


class ResultParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which inspection, by code."""

    inspection: str
    limit: int = 500


class ResultRow(msgspec.Struct, frozen=True, kw_only=True):
    """One result, in the order of the plan and the pieces; passed None = no limits."""

    id: UUID
    characteristic: str
    feature: str
    piece: int
    lot: str | None
    value: Decimal | None
    attribute_ok: bool | None
    lsl: Decimal | None
    usl: Decimal | None
    unit: str
    passed: bool | None
    stated: bool | None
    measured_at: datetime
    laboratory: str


RESULTS = """
    SELECT r.id, c.code, r.feature, r.piece, l.code, r.value, r.attribute_ok, c.lsl, c.usl, c.unit,
        r.passed, r.stated, r.measured_at, r.laboratory
    FROM job_order j JOIN test_result r ON r.job_order = j.id
    JOIN characteristic c ON c.id = r.characteristic
    LEFT JOIN lot l ON l.id = r.lot
    WHERE j.code = %(inspection)s::text
        AND (%(everywhere)s::boolean OR j.site = ANY(%(nodes)s::uuid[])
            OR j.work_center = ANY(%(nodes)s::uuid[]))
    ORDER BY c.sequence, c.code, r.feature, r.piece, r.measured_at, r.id
    LIMIT %(limit)s"""


async def sampling_plan(tx: Tx, params: SamplingParams, reader: Principal) -> Page[SamplingRow]:
    """Return the single sampling plan of a lot (ISO 2859-1).

    Raises:
        LotTooSmall: the lot has less than 2 pieces.
        NoSuchPlan: an unknown level, AQL or severity.
    """
    found = plan_for_lot(params.lot_size, params.aql, level=params.level, severity=params.severity)
    row = SamplingRow(
        letter=found.use_letter, sample_size=found.n, accept=found.accept, reject=found.reject
    )
    return Page(rows=[row], total=1)


async def inspection_results(tx: Tx, params: ResultParams, reader: Principal) -> Page[ResultRow]:
    """Return what was measured at an inspection."""
    limit = min(max(params.limit, 1), PAGE_MAX)
    scope = scope_of(reader, "inspection:read", limit=limit)
    rows = await tx.fetch(RESULTS, {"inspection": params.inspection, **scope})
    return Page(rows=structs(rows, ResultRow))


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="quality.sampling_plan", params=SamplingParams, row=SamplingRow,
        needs="inspection:read", run=sampling_plan, label=Text("Sampling plan", "抽样方案"),
    ),
    Query(
        name="quality.inspection_results", params=ResultParams, row=ResultRow,
        needs="inspection:read", run=inspection_results,
        label=Text("Inspection results", "检验结果"), units={"unit": ("value", "lsl", "usl")},
    ),
)  # fmt: skip
