"""What was measured at the lots of a trace: inspections with their limits and judgement."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.tracing.tree import TREES, Cursor, TreeParams, tree_params
from taktline.base.code import id_of
from taktline.base.text import Text
from taktline.kernel.ledger.asked import rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx


class MeasuredRow(msgspec.Struct, frozen=True, kw_only=True):
    """One result at one lot of the trace.

    Attributes:
        depth: 0 for the lot asked for.
        passed: None = no limits.
    """

    id: UUID
    depth: int
    material: str
    lot: str
    inspection: str
    characteristic: str
    piece: int
    value: Decimal | None
    attribute_ok: bool | None
    lsl: Decimal | None
    usl: Decimal | None
    unit: str
    passed: bool | None
    measured_at: datetime


RESULTS = """{tree}
    SELECT r.id, n.depth, m.code, l.code, j.code, coalesce(nullif(c.name, ''), c.code), r.piece,
        r.value, r.attribute_ok, c.lsl, c.usl, c.unit, r.passed, r.measured_at
    FROM node n
    JOIN lot l ON l.id = n.lot AND l.code <> '-'
    JOIN material m ON m.id = l.material
    JOIN test_result r ON r.lot = n.lot
    JOIN job_order j ON j.id = r.job_order
    JOIN characteristic c ON c.id = r.characteristic
    WHERE (%(nodes)s::uuid[] IS NULL OR j.site = ANY(%(nodes)s::uuid[])
            OR j.work_center = ANY(%(nodes)s::uuid[]))
        AND (%(after_depth)s::integer IS NULL
            OR (n.depth, r.measured_at, c.sequence, r.piece, r.id) > (
                SELECT %(after_depth)s::integer, a.measured_at, k.sequence, a.piece, a.id
                FROM test_result a JOIN characteristic k ON k.id = a.characteristic
                WHERE a.id = %(after_id)s::uuid))
    ORDER BY n.depth, r.measured_at, c.sequence, r.piece, r.id LIMIT %(limit)s"""
BOTH_WAYS = {way: RESULTS.format(tree=tree) for way, tree in TREES.items()}


async def trace_results(tx: Tx, asked: TreeParams, reader: Principal) -> Page[MeasuredRow]:
    """Return what was measured at the lots of a trace: nearest lots first, in the plan's order."""
    depth, mark = Cursor.of(asked.after, 2).parts
    params = {
        **await tree_params(tx, asked, reader, needs="inspection:read"),
        "after_depth": int(depth) if depth and depth.isdigit() else None,
        "after_id": id_of(mark) if mark else None,
    }
    rows = rows_as(await tx.fetch(BOTH_WAYS[asked.direction], params, prepare=False), MeasuredRow)
    last = rows[-1] if len(rows) == asked.limit else None
    return Page(rows=rows, after=None if last is None else f"{last.depth}|{last.id}")


RESULTS_QUERY = Query(
    name="inventory.trace_results",
    params=TreeParams,
    row=MeasuredRow,
    needs="inspection:read",
    run=trace_results,
    label=Text(en="Inspections of the lots of a trace", zh="追溯检验结果"),
    units={"unit": ("value", "lsl", "usl")},
)
