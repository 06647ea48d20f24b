"""The lines of a genealogy: which lot went into which, where, how much."""

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


class EdgeRow(msgspec.Struct, frozen=True, kw_only=True):
    """What of one lot went into another at one job order, and how much came out of it.

    Attributes:
        source, target: ids of the two lots; the goods go from source to target.
        job_order, operation, work_unit: where; empty where nobody worked (split, merge, mixing).
        quantity_in: of the source, in its base unit.
        quantity_out: of the target, in its base unit.
    """

    source: UUID
    target: UUID
    material: str
    lot: str
    into_material: str
    into_lot: str
    job_order: str | None
    operation: str | None
    work_unit: str | None
    quantity_in: Decimal
    unit_in: str
    quantity_out: Decimal
    unit_out: str


EDGES = """{tree}, edge AS (
        SELECT e.input_lot, e.output_lot, e.transform, sum(e.quantity_in) AS taken,
            sum(e.quantity_out) AS made
        FROM node a
        JOIN lot_edge e ON e.{own} = a.lot
        JOIN node b ON b.lot = e.{next}
        WHERE b.depth > a.depth
        GROUP BY e.input_lot, e.output_lot, e.transform HAVING sum(e.quantity_out) > 0
    )
    SELECT e.input_lot, e.output_lot, mi.code, li.code, mo.code, lo.code, j.code, j.operation,
        w.code, e.taken, ui.code, e.made, uo.code, e.transform
    FROM edge e
    JOIN lot li ON li.id = e.input_lot
    JOIN material mi ON mi.id = li.material
    JOIN unit ui ON ui.id = mi.unit
    JOIN lot lo ON lo.id = e.output_lot
    JOIN material mo ON mo.id = lo.material
    JOIN unit uo ON uo.id = mo.unit
    LEFT JOIN place p ON p.id = e.transform
    LEFT JOIN job_order j ON j.id = p.job_order
    LEFT JOIN equipment w ON w.id = j.work_unit
    WHERE %(after_in)s::uuid IS NULL OR (e.input_lot, e.output_lot, e.transform)
        > (%(after_in)s::uuid, %(after_out)s::uuid, %(after_at)s::uuid)
    ORDER BY e.input_lot, e.output_lot, e.transform LIMIT %(limit)s"""
BOTH_WAYS = {
    "forward": EDGES.format(tree=TREES["forward"], own="input_lot", next="output_lot"),
    "backward": EDGES.format(tree=TREES["backward"], own="output_lot", next="input_lot"),
}


async def trace_edges(tx: Tx, asked: TreeParams, reader: Principal) -> Page[EdgeRow]:
    """Return the lines between the lots of a trace; what a reversal took back is none."""
    marks = [id_of(part) if part else None for part in Cursor.of(asked.after, 3).parts]
    params = {
        **await tree_params(tx, asked, reader),
        **dict(zip(("after_in", "after_out", "after_at"), marks, strict=True)),
    }
    found = await tx.fetch(BOTH_WAYS[asked.direction], params, prepare=False)
    rows = rows_as([row[:-1] for row in found], EdgeRow)
    full = len(rows) == asked.limit
    after = f"{rows[-1].source}|{rows[-1].target}|{found[-1][-1]}" if full else None
    return Page(rows=rows, after=after)


EDGES_QUERY = Query(
    name="inventory.trace_edges",
    params=TreeParams,
    row=EdgeRow,
    needs="lot:read",
    run=trace_edges,
    label=Text(en="Lines of a trace", zh="追溯关系"),
)
