"""Defects found in production: which few make most of them, and every single one behind a bar."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.quality.figures.tasks import bounded_limit
from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import Invalid
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx
from taktline.science import spc

By = Literal["code", "class", "caused_at", "operation", "work_unit", "material", "characteristic"]
UNKNOWN = ""
"""The bar of what nobody named: its cause is not known."""


class DefectsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which defects, from when to when.

    Attributes:
        since: reported at or after this instant; `until`: before that one.
        material: code of the product.
        work_unit: code of the machine or station it was found at.
        operation: name of the operation it was found at.
        defect_code: code of the defect.
        defect_class: process, material or set_up.
        caused_at: operation that caused it; an empty text where nobody named one.
        after: cursor of the page before.
        limit: rows, 1 to 1000.
    """

    since: Instant | None = None
    until: Instant | None = None
    material: str | None = None
    work_unit: str | None = None
    operation: str | None = None
    defect_code: str | None = None
    defect_class: str | None = None
    caused_at: str | None = None
    after: str | None = None
    limit: int = 200


class JudgedDefectRow(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of one report that were not right, newest first.

    Attributes:
        outcome: what the report said: to_judge, scrap, rework or repaired.
        caused_at: operation that caused it, where somebody named one.
    """

    id: UUID
    occurred_at: datetime
    quantity: Decimal
    defect_code: str
    name: str | None
    name_en: str | None
    defect_class: str
    outcome: str
    operation: str
    work_unit: str | None
    job_order: str
    work_order: str | None
    material: str | None
    lot: str | None
    caused_at: str | None
    caused_by: str | None
    photo: UUID | None
    unit: str | None


class ParetoParams(DefectsParams, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which defects, by what.

    Attributes:
        by: code, class, caused_at, operation, work_unit or material of what was reported; or
            characteristic: failed results of inspections.
        plan: with `characteristic`: only of this inspection plan.
    """

    by: By = "code"
    plan: str | None = None


class ParetoRow(msgspec.Struct, frozen=True, kw_only=True):
    """One bar, largest first.

    Attributes:
        key: code or name; empty where nobody named the cause.
        plan: inspection plan of a characteristic.
        pieces: pieces with this defect; of a characteristic: failed results.
        reports: reports (inspections) they come from.
        share: of all pieces, 0 to 1; `cumulative`: of this and all larger ones.
        is_vital: one of the few that make 80 percent.
    """

    key: str
    plan: str | None
    name: str | None
    name_en: str | None
    pieces: Decimal
    reports: int
    share: float
    cumulative: float
    is_vital: bool


# A report that was taken back keeps its lines; they count no longer.
FROM = """
    FROM defect_line d JOIN job_response r ON r.id = d.job_response AND r.kind = 'report'
        AND NOT EXISTS (SELECT 1 FROM job_response back WHERE back.reverses = r.id)
    JOIN job_order j ON j.id = r.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN material m ON m.id = j.material
    LEFT JOIN equipment e ON e.id = r.work_unit
    LEFT JOIN job_order b ON b.id = d.caused_at_job
    LEFT JOIN defect_code c ON c.code = d.defect_code"""
CAUSED = "coalesce(d.caused_at_operation, b.operation, '')"
CHOSEN = f"""
    {NODES}
    AND (%(since)s::timestamptz IS NULL OR (r.occurred_at >= %(since)s::timestamptz
        AND r.business_date >= (%(since)s::timestamptz)::date - 2))
    AND (%(until)s::timestamptz IS NULL OR r.occurred_at < %(until)s::timestamptz)
    AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
    AND (%(work_unit)s::text IS NULL OR e.code = %(work_unit)s::text)
    AND (%(operation)s::text IS NULL OR j.operation = %(operation)s::text)
    AND (%(defect_code)s::text IS NULL OR d.defect_code = %(defect_code)s::text)
    AND (%(defect_class)s::text IS NULL OR d.defect_class = %(defect_class)s::text)
    AND (%(caused_at)s::text IS NULL OR {CAUSED} = %(caused_at)s::text)"""

DEFECTS = f"""
    SELECT d.id, r.occurred_at, d.quantity, d.defect_code, c.name, c.name_en,
        d.defect_class, d.outcome, j.operation, e.code, j.code, w.code, m.code, l.code,
        nullif({CAUSED}, ''), coalesce(p.name, s.name), d.photo, j.unit
    {FROM}
    LEFT JOIN lot l ON l.id = r.lot
    LEFT JOIN person p ON p.id = d.caused_by_person
    LEFT JOIN partner s ON s.id = d.caused_by_supplier
    WHERE {CHOSEN}
        AND (%(after)s::uuid IS NULL OR (r.occurred_at, d.id) < (
            SELECT rr.occurred_at, dd.id FROM defect_line dd
            JOIN job_response rr ON rr.id = dd.job_response WHERE dd.id = %(after)s::uuid))
    ORDER BY r.occurred_at DESC, d.id DESC LIMIT %(limit)s"""

KEYS: dict[str, tuple[str, str, str]] = {
    "code": ("d.defect_code", "max(c.name)", "max(c.name_en)"),
    "class": ("d.defect_class", "NULL::text", "NULL::text"),
    "caused_at": (CAUSED, "NULL::text", "NULL::text"),
    "operation": ("j.operation", "NULL::text", "NULL::text"),
    "work_unit": ("coalesce(e.code, '')", "max(e.name)", "max(e.name_en)"),
    "material": ("coalesce(m.code, '')", "max(m.name)", "max(m.name_en)"),
}
BARS = {
    by: f"""
    SELECT {key}, NULL::text, {name}, {name_en}, sum(d.quantity),
        count(DISTINCT r.id)
    {FROM}
    WHERE {CHOSEN}
    GROUP BY {key}
    ORDER BY 5 DESC, 1 LIMIT %(limit)s"""
    for by, (key, name, name_en) in KEYS.items()
}
FAILED = f"""
    SELECT c.code, k.code, max(c.name), max(c.name), count(*)::numeric,
        count(DISTINCT r.job_order)
    FROM test_result r JOIN characteristic c ON c.id = r.characteristic
    JOIN work_master k ON k.id = c.work_master
    JOIN job_order j ON j.id = r.job_order
    LEFT JOIN material m ON m.id = j.material
    WHERE NOT r.passed AND {NODES}
        AND (%(since)s::timestamptz IS NULL OR r.measured_at >= %(since)s::timestamptz)
        AND (%(until)s::timestamptz IS NULL OR r.measured_at < %(until)s::timestamptz)
        AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
        AND (%(plan)s::text IS NULL OR k.code = %(plan)s::text)
    GROUP BY c.code, k.code ORDER BY 5 DESC, 2, 1 LIMIT %(limit)s"""


class _Bar(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    plan: str | None
    name: str | None
    name_en: str | None
    pieces: Decimal
    reports: int


async def defects(tx: Tx, asked: DefectsParams, reader: Principal) -> Page[JudgedDefectRow]:
    """Return defects as they were reported, newest first, without what was taken back.

    Raises:
        Invalid: the cursor is none.
    """
    if asked.after is not None and id_of(asked.after) is None:
        raise Invalid(reason="after is no cursor", at="/after")
    scope = scope_of(reader, "defect_line:read", limit=bounded_limit(asked.limit))
    found = await tx.fetch(DEFECTS, {**msgspec.structs.asdict(asked), **scope})
    rows = structs(found, JudgedDefectRow)
    return Page(rows=rows, after=str(rows[-1].id) if len(rows) == scope["limit"] else None)


async def pareto(tx: Tx, asked: ParetoParams, reader: Principal) -> Page[ParetoRow]:
    """Return defects by one of their properties, largest first, with cumulative shares."""
    needs = "test_result:read" if asked.by == "characteristic" else "defect_line:read"
    scope = scope_of(reader, needs, limit=bounded_limit(asked.limit))
    statement = FAILED if asked.by == "characteristic" else BARS[asked.by]
    bars = await tx.rows(statement, {**msgspec.structs.asdict(asked), **scope}, as_=_Bar)
    shares = spc.pareto([float(one.pieces) for one in bars])
    rows = [
        ParetoRow(
            **msgspec.structs.asdict(bars[share.index]),
            share=share.share,
            cumulative=share.cumulative,
            is_vital=share.is_vital,
        )
        for share in shares
    ]
    return Page(rows=rows, total=len(rows))


class JudgeParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pieces that wait to be judged.

    Attributes:
        material: code of the product; all if None.
        job_order: code; all if None.
    """

    material: str | None = None
    job_order: str | None = None
    limit: int = 200


class JudgeRow(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces that were reported bad and wait for a verdict, longest waiting first.

    Attributes:
        quantity: base unit.
        since: the last time pieces came to this heap.
        defect_codes: defects reported of this lot at this job, and not judged at once.
    """

    job_order: str
    work_order: str | None
    operation: str
    work_unit: str | None
    material: str
    name: str
    name_en: str | None
    unit: str
    lot: str
    quantity: Decimal
    since: datetime | None
    waits_s: float | None
    defect_codes: list[str]


TO_JUDGE = f"""
    SELECT j.code, w.code, j.operation, e.code, m.code, m.name, m.name_en,
        (SELECT t.code FROM unit t WHERE t.id = m.unit), l.code,
        x.quantity, x.since,
        extract(epoch FROM now() - x.since)::double precision,
        coalesce((SELECT array_agg(DISTINCT d.defect_code)
            FROM job_response r JOIN defect_line d ON d.job_response = r.id
            WHERE r.job_order = j.id AND r.lot = x.lot AND r.kind = 'report'
                AND NOT EXISTS (SELECT 1 FROM job_response back WHERE back.reverses = r.id)
                AND d.outcome = 'to_judge'), '{{}}')
    FROM (
        SELECT p.job_order, b.lot, sum(b.quantity) AS quantity, max(b.last_occurred_at) AS since
        FROM place p JOIN balance b ON b.place = p.id AND b.quantity > 0
        WHERE p.kind = 'defective' AND p.job_order IS NOT NULL
        GROUP BY p.job_order, b.lot) AS x
    JOIN job_order j ON j.id = x.job_order
    JOIN lot l ON l.id = x.lot
    JOIN material m ON m.id = l.material
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN equipment e ON e.id = j.work_unit
    WHERE {NODES}
        AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
        AND (%(job_order)s::text IS NULL OR j.code = %(job_order)s::text)
    ORDER BY x.since, j.code, l.code LIMIT %(limit)s"""


async def to_judge(tx: Tx, asked: JudgeParams, reader: Principal) -> Page[JudgeRow]:
    """Return the pieces that wait to be judged."""
    scope = scope_of(reader, "job_order:read", limit=bounded_limit(asked.limit))
    rows = structs(await tx.fetch(TO_JUDGE, {**msgspec.structs.asdict(asked), **scope}), JudgeRow)
    return Page(rows=rows, total=len(rows))


class GoodsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods of which nonconformity, by code."""

    nonconformity: str
    limit: int = 200


class GoodsRow(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that a nonconformity is about and that nobody disposed of yet.

    Attributes:
        job_order: whose pieces wait to be judged there; None for goods in a store.
        status: rejected or blocked, in a store.
        supplier: who delivered the lot.
    """

    place: str
    site: str
    lot: str
    material: str
    unit: str
    quantity: Decimal
    status: str
    job_order: str | None
    supplier: str | None


# What an inspection sent back lies rejected in its store; failed samples wait at their job order.
GOODS = f"""
    SELECT p.code, f.code, l.code, m.code,
        (SELECT t.code FROM unit t WHERE t.id = m.unit), sum(b.quantity), b.status, o.code, s.code
    FROM nonconformity n JOIN job_order j ON j.id = n.job_order
    JOIN LATERAL (
        SELECT b.id, b.place, b.lot, b.quantity, b.status FROM planned_move v
        JOIN balance b ON b.lot = v.lot AND b.status IN ('rejected', 'blocked')
        WHERE v.job_order = j.id AND v.status = 'done' AND b.quantity > 0
        UNION
        SELECT b.id, b.place, b.lot, b.quantity, b.status
        FROM place h JOIN balance b ON b.place = h.id AND b.quantity > 0
        WHERE h.kind = 'defective' AND h.job_order = coalesce(j.inspects, j.id)) AS b ON true
    JOIN place p ON p.id = b.place JOIN site f ON f.id = p.site
    JOIN lot l ON l.id = b.lot JOIN material m ON m.id = l.material
    LEFT JOIN job_order o ON o.id = p.job_order
    LEFT JOIN partner s ON s.id = l.supplier
    WHERE n.code = %(nonconformity)s::text AND {NODES}
    GROUP BY p.code, f.code, l.code, m.code, m.unit, b.status, o.code, s.code
    ORDER BY l.code, p.code LIMIT %(limit)s"""


async def nonconforming_goods(tx: Tx, asked: GoodsParams, reader: Principal) -> Page[GoodsRow]:
    """Return the goods of a nonconformity that still wait for their disposition."""
    scope = scope_of(reader, "nonconformity:read", limit=bounded_limit(asked.limit))
    found = await tx.fetch(GOODS, {"nonconformity": asked.nonconformity, **scope})
    rows = structs(found, GoodsRow)
    return Page(rows=rows, total=len(rows))
