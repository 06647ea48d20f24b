"""What people look at of runs: what is loaded, what ran together, offcuts to use up."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

STANDS = """EXISTS (
        SELECT 1 FROM job_response s
        WHERE s.cause = x.cause AND s.job_order = x.job_order AND s.kind = 'report' AND s.sign = 1
            AND NOT EXISTS (SELECT 1 FROM job_response b WHERE b.reverses = s.id))"""


class RunParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which run, by code."""

    run: str
    limit: int = 200


class RunLineRow(msgspec.Struct, frozen=True, kw_only=True):
    """One member of a run.

    Attributes:
        made: pieces its standing report counted; None before.
        share: weight under the run's rule, likewise.
    """

    run: str
    status: str
    rule: str
    work_unit: str
    started_at: datetime | None
    ended_at: datetime | None
    job_order: str
    flow_card: str | None
    operation: str
    quantity: Decimal
    unloaded_at: datetime | None
    made: Decimal | None
    share: Decimal | None
    labor_s: Decimal | None
    machine_s: Decimal | None


RUN_LINES = f"""
    SELECT r.code, r.status, r.rule, e.code, r.started_at, r.ended_at, j.code, f.code,
        j.operation, m.quantity, m.unloaded_at, x.quantity, x.share, x.labor_s, x.machine_s
    FROM run r JOIN run_member m ON m.run = r.id
    JOIN job_order j ON j.id = m.job_order
    JOIN equipment e ON e.id = r.work_unit
    LEFT JOIN flow_card f ON f.id = m.flow_card
    LEFT JOIN run_report x ON x.run_member = m.id AND {STANDS}
    WHERE r.code = %(run)s::text AND {NODES}
    ORDER BY m.loaded_at, m.id LIMIT %(limit)s"""


class TogetherParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose companions: of a lot (material and lot code), or of a job order."""

    material: str | None = None
    lot: str | None = None
    job_order: str | None = None
    limit: int = 200


class TogetherRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who shared a run with what was asked for."""

    run: str
    work_unit: str
    started_at: datetime | None
    ended_at: datetime | None
    job_order: str
    work_order: str | None
    material: str | None
    lot: str | None
    quantity: Decimal


TOGETHER = f"""
    WITH own AS (
        SELECT x.id, x.run, x.cause FROM run_report x
        JOIN job_order q ON q.id = x.job_order
        LEFT JOIN lot l ON l.id = x.lot LEFT JOIN material m ON m.id = l.material
        WHERE ((%(job_order)s::text IS NOT NULL AND q.code = %(job_order)s::text)
            OR (%(lot)s::text IS NOT NULL AND l.code = %(lot)s::text
                AND (%(material)s::text IS NULL OR m.code = %(material)s::text)))
            AND {STANDS})
    SELECT r.code, e.code, r.started_at, r.ended_at, j.code, w.code, m.code, l.code, x.quantity
    FROM run_report x JOIN run r ON r.id = x.run
    JOIN equipment e ON e.id = r.work_unit
    JOIN job_order j ON j.id = x.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN lot l ON l.id = x.lot
    LEFT JOIN material m ON m.id = j.material
    WHERE (x.run, x.cause) IN (SELECT run, cause FROM own) AND x.id NOT IN (SELECT id FROM own)
        AND {NODES}
    ORDER BY r.started_at, r.code, j.code, x.id LIMIT %(limit)s"""


class OffcutParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which offcuts: at least so long and wide, in mm; still in stock."""

    material: str | None = None
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None
    limit: int = 200


class OffcutRow(msgspec.Struct, frozen=True, kw_only=True):
    """An offcut that is still there, and where."""

    id: UUID
    material: str
    lot: str
    parent_lot: str
    place: str
    quantity: Decimal
    length_mm: Decimal | None
    width_mm: Decimal | None
    run: str
    unit: str


# A piece may be turned round: the longer side of what is needed goes along the longer side.
OFFCUTS = """
    SELECT o.id, m.code, l.code, p.code, h.code, b.quantity, o.length_mm, o.width_mm, r.code,
        u.code
    FROM offcut o JOIN run r ON r.id = o.run
    JOIN material m ON m.id = o.material
    JOIN unit u ON u.id = m.unit
    JOIN lot l ON l.id = o.lot
    JOIN lot p ON p.id = o.parent_lot
    JOIN balance b ON b.lot = o.lot AND b.quantity > 0 AND b.is_physical
    JOIN place h ON h.id = b.place AND h.kind IN ('store', 'line_side', 'transit')
    WHERE (%(material)s::text IS NULL OR m.code = %(material)s::text)
        AND NOT EXISTS (SELECT 1 FROM offcut n
            WHERE n.material = o.material AND n.lot = o.lot AND n.id > o.id)
        AND (%(length_mm)s::numeric IS NULL
            OR greatest(o.length_mm, o.width_mm)
                >= greatest(%(length_mm)s::numeric, %(width_mm)s::numeric))
        AND (%(width_mm)s::numeric IS NULL
            OR least(o.length_mm, o.width_mm)
                >= least(%(length_mm)s::numeric, %(width_mm)s::numeric))
        AND (%(everywhere)s::boolean OR o.site = ANY(%(nodes)s::uuid[]))
    ORDER BY m.code, o.length_mm * o.width_mm, o.id LIMIT %(limit)s"""


async def run_lines(tx: Tx, params: RunParams, reader: Principal) -> Page[RunLineRow]:
    """Return what is, or was, in a run and what it made of each."""
    scope = scope_of(reader, "run:read", limit=_limit(params.limit))
    rows = await tx.fetch(RUN_LINES, {"run": params.run, **scope})
    return Page(rows=structs(rows, RunLineRow), total=len(rows))


async def co_processed(tx: Tx, params: TogetherParams, reader: Principal) -> Page[TogetherRow]:
    """Return what shared a run with a lot or job order."""
    asked = {"material": params.material, "lot": params.lot, "job_order": params.job_order}
    scope = scope_of(reader, "run:read", limit=_limit(params.limit))
    return Page(rows=structs(await tx.fetch(TOGETHER, {**asked, **scope}), TogetherRow))


async def offcuts(tx: Tx, params: OffcutParams, reader: Principal) -> Page[OffcutRow]:
    """Return offcuts in stock that are large enough, the smallest first."""
    asked = {"material": params.material, "length_mm": params.length_mm,
             "width_mm": params.width_mm}  # fmt: skip
    scope = scope_of(reader, "offcut:read", limit=_limit(params.limit))
    return Page(rows=structs(await tx.fetch(OFFCUTS, {**asked, **scope}), OffcutRow))


def _limit(asked: int) -> int:
    return min(max(asked, 1), PAGE_MAX)


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.run_members", params=RunParams, row=RunLineRow, needs="run:read",
        run=run_lines, label=Text("What is in a run", "合炉明细"),
    ),
    Query(
        name="kernel.co_processed", params=TogetherParams, row=TogetherRow, needs="run:read",
        run=co_processed, label=Text("What ran together", "同炉追溯"),
    ),
    Query(
        name="kernel.offcuts", params=OffcutParams, row=OffcutRow, needs="offcut:read",
        run=offcuts, label=Text("Offcuts in stock", "余料库存"),
        units={"unit": ("quantity",), "": ("length_mm", "width_mm")},
    ),
)  # fmt: skip
