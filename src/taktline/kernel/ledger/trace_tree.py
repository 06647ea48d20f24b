"""From a lot to everything made from it, or to everything it was made from, and where that is."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.text import Text
from taktline.kernel.ledger.asked import SEEN, Asked, bounded_limit, named_in, nodes_of, rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

TRACE_DEPTH_MAX = 50
EDGES_MAX = 1_000
"""Edges looked at for the places where one lot was made: a hub has a million of them."""
Direction = Literal["forward", "backward"]


class TraceParams(Asked, frozen=True, kw_only=True):
    """A lot, which way to look, how far."""

    material: str
    lot: str
    direction: Direction = "forward"
    depth: int = 12


class TraceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One lot of the tree and where its goods are, in its base unit.

    Attributes:
        depth: 0 for the lot asked for.
        partners: customers that got some, or suppliers that sent it.
        job_orders: codes of the places where it was made from, or into, its neighbor; of a hub
            those of its first thousand edges.
        co_processed: lots that shared a run (furnace, bath, sheet) with it.
    """

    id: UUID
    depth: int
    material: str
    lot: str
    unit: str
    in_stock: Decimal
    in_process: Decimal
    shipped: Decimal
    scrapped: Decimal
    elsewhere: Decimal
    partners: list[str]
    job_orders: list[str]
    held_by: list[str]
    co_processed: list[str]


# The tree is walked first, in memory, over the edge index alone; only the lots of one page are
# looked up. Each lot enters at its least depth: the walk goes ring by ring and UNION drops what a
# ring before has found at the same depth.
STEP = """
        SELECT DISTINCT n.next, t.depth + 1 FROM tree t JOIN LATERAL (
            SELECT e.{next} AS next FROM lot_edge e WHERE e.{own} = t.lot
            GROUP BY e.{next} HAVING sum(e.quantity_out) > 0
        ) n ON true WHERE t.depth < %(depth)s"""
# Where a lot is: few rows for a traced lot. The one lot of untraced material stands in as many
# rows as jobs used it; what is asked of it is in the index of what is on hand and at partners.
# `LIMIT 1` lets a place be looked up by its key: all places together are many more. Holds and runs
# are asked for by key first: nearly no lot has any, and to gather nothing costs more than to ask.
STANDS = """
        SELECT b.place, b.quantity FROM balance b
        WHERE b.lot = n.lot AND l.code <> '-' AND b.quantity <> 0
        UNION ALL
        SELECT b.place, b.quantity FROM balance b
        WHERE l.code = '-' AND b.material = l.material AND b.is_physical AND b.quantity <> 0
        UNION ALL
        SELECT b.place, b.quantity FROM place k CROSS JOIN LATERAL (
            SELECT o.place, o.quantity FROM balance o
            WHERE o.place = k.id AND o.lot = n.lot LIMIT 100
        ) b
        WHERE l.code = '-' AND k.kind IN ('customer', 'supplier', 'scrap')"""
TRACE = f"""
    WITH RECURSIVE tree AS (
        SELECT unnest(%(lots)s::uuid[]) AS lot, 0 AS depth
        UNION {{step}}
    ), node AS (
        SELECT lot, min(depth) AS depth FROM tree GROUP BY lot
    ), page AS (
        SELECT lot, depth FROM node
        WHERE %(after_depth)s::integer IS NULL
            OR (depth, lot) > (%(after_depth)s::integer, %(after_lot)s::uuid)
        ORDER BY depth, lot LIMIT %(limit)s
    )
    SELECT n.lot, n.depth, m.code, l.code, u.code,
        coalesce(w.in_stock, 0), coalesce(w.in_process, 0), coalesce(w.shipped, 0),
        coalesce(w.scrapped, 0), coalesce(w.elsewhere, 0), coalesce(w.partners, '{{{{}}}}'),
        ARRAY(SELECT DISTINCT q.code FROM (
                SELECT e.transform FROM lot_edge e
                WHERE e.{{own}} = n.lot AND n.depth > 0 LIMIT {EDGES_MAX}
            ) AS e CROSS JOIN LATERAL (
                SELECT r.code FROM place r WHERE r.id = e.transform LIMIT 1
            ) AS q ORDER BY 1),
        CASE WHEN EXISTS (SELECT 1 FROM hold d WHERE d.lot = n.lot AND d.released_at IS NULL)
            THEN ARRAY(
                SELECT d.code FROM hold d WHERE d.lot = n.lot AND d.released_at IS NULL ORDER BY 1)
            ELSE ARRAY[]::text[] END,
        CASE WHEN EXISTS (SELECT 1 FROM run_report z WHERE z.lot = n.lot)
            THEN ARRAY(SELECT DISTINCT c.code FROM run_report x
            JOIN run_report y ON y.run = x.run AND y.cause = x.cause AND y.lot <> x.lot
            JOIN lot c ON c.id = y.lot
            WHERE x.lot = n.lot AND l.code <> '-' AND EXISTS (
                SELECT 1 FROM job_response s
                WHERE s.cause = x.cause AND s.job_order = x.job_order AND s.kind = 'report'
                    AND s.sign = 1
                    AND NOT EXISTS (SELECT 1 FROM job_response b WHERE b.reverses = s.id))
            ORDER BY 1)
            ELSE ARRAY[]::text[] END
    FROM page n
    JOIN lot l ON l.id = n.lot
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN LATERAL (
        SELECT sum(b.quantity) FILTER (WHERE p.kind IN ('store', 'line_side', 'finished'))
                AS in_stock,
            sum(b.quantity) FILTER (WHERE p.kind IN ('wip', 'defective')) AS in_process,
            sum(b.quantity) FILTER (WHERE p.kind = 'customer') AS shipped,
            sum(b.quantity) FILTER (WHERE p.kind = 'scrap') AS scrapped,
            sum(b.quantity) FILTER (WHERE p.kind IN (
                'transit', 'supplier_site', 'customer_site')) AS elsewhere,
            array_agg(DISTINCT o.code ORDER BY o.code) FILTER (WHERE o.code IS NOT NULL) AS partners
        FROM ({STANDS}) AS b CROSS JOIN LATERAL (
            SELECT r.kind, r.site, r.equipment, r.partner FROM place r WHERE r.id = b.place LIMIT 1
        ) AS p LEFT JOIN partner o ON o.id = p.partner
        WHERE {SEEN}
    ) w ON true
    ORDER BY n.depth, n.lot"""
TRACES: dict[Direction, str] = {
    "forward": TRACE.format(
        step=STEP.format(next="output_lot", own="input_lot"), own="output_lot"
    ).replace("{{}}", "{}"),
    "backward": TRACE.format(
        step=STEP.format(next="input_lot", own="output_lot"), own="input_lot"
    ).replace("{{}}", "{}"),
}


async def trace(tx: Tx, asked: TraceParams, reader: Principal) -> Page[TraceRow]:
    """Return what was made from a lot, or what it was made from, with where it all is.

    Standing edges only: what a reversal took back leads nowhere. The lot itself comes first.
    """
    named = await named_in(tx, material=asked.material, lot=asked.lot)
    depth, _, lot = (asked.after or "").partition(":")
    params = {
        "lots": named.lots or [],
        "nodes": nodes_of(reader, "lot:read"),
        "depth": max(0, min(asked.depth, TRACE_DEPTH_MAX)),
        "after_depth": int(depth) if depth.isdigit() else None,
        "after_lot": id_of(lot),
        "limit": bounded_limit(asked.limit),
    }
    rows = rows_as(await tx.fetch(TRACES[asked.direction], params, prepare=False), TraceRow)
    last = rows[-1] if len(rows) == asked.limit else None
    return Page(rows=rows, after=None if last is None else f"{last.depth}:{last.id}")


TRACE_QUERY = Query(
    name="kernel.trace",
    params=TraceParams,
    row=TraceRow,
    needs="lot:read",
    run=trace,
    label=Text(en="Trace", zh="追溯"),
    units={"unit": ("in_stock", "in_process", "shipped", "scrapped", "elsewhere")},
)
