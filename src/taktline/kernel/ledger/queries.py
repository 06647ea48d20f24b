"""Reading the ledger: what is where, what moved, where a lot came from and went."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeVar
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import Invalid
from taktline.base.text import Text
from taktline.platform.command import Principal
from taktline.platform.identity.access import nodes_for, sees
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.transaction import Tx

TRACE_DEPTH_MAX = 50
CONTENT_DEPTH_MAX = 20
"""Handling units that stand on each other: cartons on trays on pallets, with room."""

Direction = Literal["forward", "backward"]
R = TypeVar("R", bound=msgspec.Struct)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What every page of the ledger's queries carries.

    Attributes:
        limit: rows per page, 1..1000.
        after: the cursor the page before ended with.
    """

    limit: int = 100
    after: str | None = None


class OnHandParams(Asked, frozen=True, kw_only=True):
    """Which goods; what is left out does not narrow. Material, lot and place by code or id."""

    material: str | None = None
    lot: str | None = None
    place: str | None = None
    status: str | None = None
    kind: str | None = None
    empty: bool = False


class OnHandRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one stock key holds; `owner` empty = ours, `value` empty = not the reader's business."""

    id: UUID
    site: str
    place: str
    kind: str
    material: str
    lot: str
    status: str
    owner: str | None
    handling_unit: str | None
    quantity: Decimal
    unit: str
    value: Decimal | None
    currency: str
    expires_on: date | None
    held_by: list[str]
    reserved: Decimal
    last_occurred_at: datetime | None


class MovesParams(Asked, frozen=True, kw_only=True):
    """Which moves, newest recorded first; by command, lot or place."""

    cause: UUID | None = None
    material: str | None = None
    lot: str | None = None
    place: str | None = None
    posted_from: date | None = None
    posted_to: date | None = None


class MoveRow(msgspec.Struct, frozen=True, kw_only=True):
    """One move as people read it."""

    id: UUID
    cause: UUID
    line: int
    source: str
    source_status: str
    target: str
    target_status: str
    material: str | None
    lot: str | None
    quantity: Decimal
    unit: str | None
    value: Decimal | None
    currency: str | None
    entered_quantity: Decimal | None
    entered_unit: str | None
    occurred_at: datetime
    recorded_at: datetime
    posted_on: date
    reverses: UUID | None


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
        job_orders: codes of the places where it was made from, or into, its neighbor.
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


class MassBalanceParams(msgspec.Struct, frozen=True, kw_only=True):
    """A lot."""

    material: str
    lot: str


class MassBalanceRow(msgspec.Struct, frozen=True, kw_only=True):
    """L12: what came (received .. created) equals what is or went (in_stock .. adjusted)."""

    unit: str
    received: Decimal
    opening: Decimal
    found: Decimal
    unreported: Decimal
    created: Decimal
    in_stock: Decimal
    in_process: Decimal
    consumed: Decimal
    shipped: Decimal
    scrapped: Decimal
    missing: Decimal
    adjusted: Decimal
    located_share: Decimal | None


class ContentParams(Asked, frozen=True, kw_only=True):
    """A handling unit, by code or id."""

    handling_unit: str


SEEN = """(%(nodes)s::uuid[] IS NULL OR p.site = ANY(%(nodes)s::uuid[]) OR p.equipment IN (
        WITH RECURSIVE below AS (
            SELECT unnest(%(nodes)s::uuid[]) AS id
            UNION SELECT c.id FROM equipment c JOIN below b ON c.parent = b.id
        ) SELECT id FROM below))"""
NAMED = """(%(material)s::text IS NULL OR m.code = %(material)s OR m.id = %(material_id)s::uuid)
    AND (%(lot)s::text IS NULL OR l.code = %(lot)s OR l.id = %(lot_id)s::uuid)
    AND (%(place)s::text IS NULL OR {places})"""
PLACE = "p.code = %(place)s OR p.id = %(place_id)s::uuid"

ON_HAND = f"""
    SELECT b.id, s.code, p.code, p.kind, m.code, l.code, b.status, o.code, h.code, b.quantity,
        u.code, b.value, s.currency, l.expires_on,
        ARRAY(SELECT d.code FROM hold d WHERE d.lot = b.lot AND d.released_at IS NULL ORDER BY 1),
        (SELECT coalesce(sum(r.quantity), 0) FROM reservation r
            WHERE r.balance = b.id AND r.status = 'open'),
        b.last_occurred_at
    FROM balance b
    JOIN place p ON p.id = b.place
    JOIN site s ON s.id = p.site
    JOIN lot l ON l.id = b.lot
    JOIN material m ON m.id = b.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN partner o ON o.id = b.owner
    LEFT JOIN handling_unit h ON h.id = b.handling_unit
    WHERE {SEEN} AND {NAMED.format(places=PLACE)}
        AND (%(status)s::text IS NULL OR b.status = %(status)s)
        AND CASE WHEN %(kind)s::text IS NULL THEN p.is_physical ELSE p.kind = %(kind)s END
        AND (%(empty)s::boolean OR b.quantity <> 0)
        AND (%(after)s::uuid IS NULL OR b.id > %(after)s::uuid)
    ORDER BY b.id LIMIT %(limit)s"""

MOVES = f"""
    SELECT v.id, v.cause, v.line, p.code, v.source_status, t.code, v.target_status, m.code,
        l.code, v.quantity, v.unit, v.value, v.currency, v.entered_quantity, v.entered_unit,
        v.occurred_at, v.recorded_at, v.posted_on, v.reverses
    FROM move v
    JOIN place p ON p.id = v.source_place
    JOIN place t ON t.id = v.target_place
    LEFT JOIN lot l ON l.id = v.lot
    LEFT JOIN material m ON m.id = v.material
    WHERE {SEEN} AND {NAMED.format(places=f"{PLACE} OR {PLACE.replace('p.', 't.')}")}
        AND (%(cause)s::uuid IS NULL OR v.cause = %(cause)s::uuid)
        AND (%(posted_from)s::date IS NULL OR v.posted_on >= %(posted_from)s::date)
        AND (%(posted_to)s::date IS NULL OR v.posted_on <= %(posted_to)s::date)
        AND (%(after)s::uuid IS NULL OR v.id < %(after)s::uuid)
    ORDER BY v.id DESC LIMIT %(limit)s"""

STEP = """
        SELECT DISTINCT n.next, t.depth + 1 FROM tree t JOIN LATERAL (
            SELECT e.{next} AS next FROM lot_edge e WHERE e.{own} = t.lot
            GROUP BY e.{next} HAVING sum(e.quantity_out) > 0
        ) n ON true WHERE t.depth < %(depth)s"""
TRACE = f"""
    WITH RECURSIVE tree AS (
        SELECT l.id AS lot, 0 AS depth FROM lot l JOIN material m ON m.id = l.material
        WHERE (m.code = %(material)s OR m.id = %(material_id)s::uuid)
            AND (l.code = %(lot)s OR l.id = %(lot_id)s::uuid)
        UNION {{step}}
    ), node AS (
        SELECT lot, min(depth) AS depth FROM tree GROUP BY lot
    )
    SELECT n.lot, n.depth, m.code, l.code, u.code,
        coalesce(w.in_stock, 0), coalesce(w.in_process, 0), coalesce(w.shipped, 0),
        coalesce(w.scrapped, 0), coalesce(w.elsewhere, 0), coalesce(w.partners, '{{{{}}}}'),
        ARRAY(SELECT DISTINCT q.code FROM lot_edge e JOIN place q ON q.id = e.transform
            WHERE e.{{own}} = n.lot AND n.depth > 0 ORDER BY 1),
        ARRAY(SELECT d.code FROM hold d WHERE d.lot = n.lot AND d.released_at IS NULL ORDER BY 1),
        ARRAY(SELECT DISTINCT c.code FROM run_report x
            JOIN run_report y ON y.run = x.run AND y.cause = x.cause AND y.lot <> x.lot
            JOIN lot c ON c.id = y.lot
            WHERE x.lot = n.lot AND EXISTS (
                SELECT 1 FROM job_response s
                WHERE s.cause = x.cause AND s.job_order = x.job_order AND s.kind = 'report'
                    AND s.sign = 1
                    AND NOT EXISTS (SELECT 1 FROM job_response b WHERE b.reverses = s.id))
            ORDER BY 1)
    FROM node n
    JOIN lot l ON l.id = n.lot
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN LATERAL (
        SELECT sum(b.quantity) FILTER (WHERE p.kind IN ('store', 'line_side', 'finished')
                AND p.is_physical) AS in_stock,
            sum(b.quantity) FILTER (WHERE p.kind IN ('wip', 'defective')) AS in_process,
            sum(b.quantity) FILTER (WHERE p.kind = 'customer') AS shipped,
            sum(b.quantity) FILTER (WHERE p.kind = 'scrap') AS scrapped,
            sum(b.quantity) FILTER (WHERE p.kind IN (
                'transit', 'supplier_site', 'customer_site')) AS elsewhere,
            array_agg(DISTINCT o.code ORDER BY o.code) FILTER (
                WHERE o.code IS NOT NULL AND b.quantity <> 0) AS partners
        FROM balance b JOIN place p ON p.id = b.place LEFT JOIN partner o ON o.id = p.partner
        WHERE b.lot = n.lot AND {SEEN}
    ) w ON true
    WHERE (%(after_depth)s::integer IS NULL
        OR (n.depth, n.lot) > (%(after_depth)s::integer, %(after_lot)s::uuid))
    ORDER BY n.depth, n.lot LIMIT %(limit)s"""
TRACES: dict[Direction, str] = {
    "forward": TRACE.format(
        step=STEP.format(next="output_lot", own="input_lot"), own="output_lot"
    ).replace("{{}}", "{}"),
    "backward": TRACE.format(
        step=STEP.format(next="input_lot", own="output_lot"), own="input_lot"
    ).replace("{{}}", "{}"),
}

MASS_BALANCE = f"""
    SELECT u.code,
        -sum(b.quantity) FILTER (WHERE p.kind = 'supplier'),
        -sum(b.quantity) FILTER (WHERE p.kind = 'opening'),
        -sum(b.quantity) FILTER (WHERE p.kind = 'found'),
        -sum(b.quantity) FILTER (WHERE p.kind = 'unreported'),
        -sum(b.quantity) FILTER (WHERE p.kind = 'transform' AND b.quantity < 0),
        sum(b.quantity) FILTER (WHERE p.kind IN (
            'store', 'line_side', 'finished', 'transit', 'supplier_site', 'customer_site')),
        sum(b.quantity) FILTER (WHERE p.kind IN ('wip', 'defective')),
        sum(b.quantity) FILTER (WHERE p.kind = 'transform' AND b.quantity > 0),
        sum(b.quantity) FILTER (WHERE p.kind = 'customer'),
        sum(b.quantity) FILTER (WHERE p.kind = 'scrap'),
        sum(b.quantity) FILTER (WHERE p.kind = 'missing'),
        sum(b.quantity) FILTER (WHERE p.kind = 'adjustment')
    FROM lot l
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    JOIN balance b ON b.lot = l.id
    JOIN place p ON p.id = b.place
    WHERE (m.code = %(material)s OR m.id = %(material_id)s::uuid)
        AND (l.code = %(lot)s OR l.id = %(lot_id)s::uuid) AND {SEEN}
    GROUP BY u.code"""

CONTENT = f"""
    WITH RECURSIVE content AS (
        SELECT h.id, 0 AS depth FROM handling_unit h
        WHERE h.code = %(unit)s OR h.id = %(unit_id)s::uuid
        UNION SELECT c.id, t.depth + 1 FROM handling_unit c JOIN content t ON c.parent = t.id
            AND t.depth < %(depth)s
    )
    SELECT b.id, s.code, p.code, p.kind, m.code, l.code, b.status, o.code, h.code, b.quantity,
        u.code, b.value, s.currency, l.expires_on,
        ARRAY(SELECT d.code FROM hold d WHERE d.lot = b.lot AND d.released_at IS NULL ORDER BY 1),
        0::numeric, b.last_occurred_at
    FROM content c
    JOIN handling_unit h ON h.id = c.id
    JOIN balance b ON b.handling_unit = c.id AND b.quantity <> 0
    JOIN place p ON p.id = b.place
    JOIN site s ON s.id = p.site
    JOIN lot l ON l.id = b.lot
    JOIN material m ON m.id = b.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN partner o ON o.id = b.owner
    WHERE {SEEN} AND (%(after)s::uuid IS NULL OR b.id > %(after)s::uuid)
    ORDER BY b.id LIMIT %(limit)s"""


async def on_hand(tx: Tx, asked: OnHandParams, reader: Principal) -> Page[OnHandRow]:
    """Return what stands where, key by key; without a kind only places of goods."""
    params = {
        **_paged(asked),
        **_named(asked.material, asked.lot, place=asked.place),
        "nodes": _nodes(reader, "balance:read"),
        "status": asked.status,
        "kind": asked.kind,
        "empty": asked.empty,
    }
    return _page(_valued(await tx.fetch(ON_HAND, params), OnHandRow, reader, of="balance"), asked)


async def list_moves(tx: Tx, asked: MovesParams, reader: Principal) -> Page[MoveRow]:
    """Return moves, newest first."""
    params = {
        **_paged(asked),
        **_named(asked.material, asked.lot, place=asked.place),
        "nodes": _nodes(reader, "move:read"),
        "cause": asked.cause,
        "posted_from": asked.posted_from,
        "posted_to": asked.posted_to,
    }
    return _page(_valued(await tx.fetch(MOVES, params), MoveRow, reader, of="move"), asked)


async def trace(tx: Tx, asked: TraceParams, reader: Principal) -> Page[TraceRow]:
    """Return what was made from a lot, or what it was made from, with where it all is.

    Standing edges only: what a reversal took back leads nowhere. The lot itself comes first.
    """
    depth, _, lot = (asked.after or "").partition(":")
    params = {
        **_named(asked.material, asked.lot),
        "nodes": _nodes(reader, "lot:read"),
        "depth": max(0, min(asked.depth, TRACE_DEPTH_MAX)),
        "after_depth": int(depth) if depth.isdigit() else None,
        "after_lot": id_of(lot),
        "limit": _limit(asked.limit),
    }
    rows = _rows(await tx.fetch(TRACES[asked.direction], params), TraceRow)
    last = rows[-1] if len(rows) == _limit(asked.limit) else None
    return Page(rows=rows, after=None if last is None else f"{last.depth}:{last.id}")


async def mass_balance(
    tx: Tx, asked: MassBalanceParams, reader: Principal
) -> Page[MassBalanceRow]:  # tidy: positional - the shape of a query
    """Return where every unit of a lot came from and is (L12), and the share that is located."""
    params = {**_named(asked.material, asked.lot), "nodes": _nodes(reader, "lot:read")}
    found = await tx.fetch(MASS_BALANCE, params)
    rows = []
    for unit, *sums in found:
        parts = [part or Decimal(0) for part in msgspec.convert(sums, list[Decimal | None])]
        came, there = sum(parts[:5], Decimal(0)), sum(parts[5:], Decimal(0))
        share = None if came == 0 else (there / came).quantize(Decimal("0.000001"))
        names = MassBalanceRow.__struct_fields__
        values = dict(zip(names, [unit, *parts, share], strict=True))
        rows.append(msgspec.convert(values, MassBalanceRow))
    return Page(rows=rows, total=len(rows))


async def content(tx: Tx, asked: ContentParams, reader: Principal) -> Page[OnHandRow]:
    """Return what is on a handling unit and on everything that stands on it."""
    params = {
        **_paged(asked),
        "nodes": _nodes(reader, "balance:read"),
        "unit": asked.handling_unit,
        "unit_id": id_of(asked.handling_unit),
        "depth": CONTENT_DEPTH_MAX,
    }
    return _page(_valued(await tx.fetch(CONTENT, params), OnHandRow, reader, of="balance"), asked)


def _limit(limit: int) -> int:
    if not 1 <= limit <= PAGE_MAX:
        raise Invalid(reason=f"limit must be 1 to {PAGE_MAX}", at="/limit")
    return limit


def _paged(asked: Asked) -> dict[str, object]:
    return {"limit": _limit(asked.limit), "after": id_of(asked.after) if asked.after else None}


def _named(material: str | None, lot: str | None, *, place: str | None = None) -> dict[str, object]:
    return {
        "material": material,
        "material_id": id_of(material) if material else None,
        "lot": lot,
        "lot_id": id_of(lot) if lot else None,
        "place": place,
        "place_id": id_of(place) if place else None,
    }


def _nodes(reader: Principal, needs: str) -> list[UUID] | None:
    nodes = nodes_for(reader, needs)
    return None if nodes is None else list(nodes)


def _valued(
    rows: list[tuple[object, ...]], kind: type[R], reader: Principal, *, of: str
) -> list[R]:  # tidy: positional - rows and their reader
    """Return rows as structs, without their value where the reader may not see it."""
    found = _rows(rows, kind)
    if sees(reader, of, "value"):
        return found
    return [msgspec.structs.replace(row, value=None) for row in found]


def _rows(rows: list[tuple[object, ...]], kind: type[R]) -> list[R]:
    names = kind.__struct_fields__
    named = [dict(zip(names, row, strict=True)) for row in rows]
    return [msgspec.convert(row, kind) for row in named]


def _page(rows: list[R], asked: Asked) -> Page[R]:
    """Say where the next page begins, where there may be one."""
    last = rows[-1] if len(rows) == asked.limit else None
    after: object = getattr(last, "id", None)
    return Page(rows=rows, after=None if after is None else str(after))


QUERIES = (
    Query(
        name="kernel.on_hand",
        params=OnHandParams,
        row=OnHandRow,
        needs="balance:read",
        run=on_hand,
        label=Text(en="On hand", zh="现有库存"),
    ),
    Query(
        name="kernel.moves",
        params=MovesParams,
        row=MoveRow,
        needs="move:read",
        run=list_moves,
        label=Text(en="Moves", zh="移动记录"),
    ),
    Query(
        name="kernel.trace",
        params=TraceParams,
        row=TraceRow,
        needs="lot:read",
        run=trace,
        label=Text(en="Trace", zh="追溯"),
    ),
    Query(
        name="kernel.mass_balance",
        params=MassBalanceParams,
        row=MassBalanceRow,
        needs="lot:read",
        run=mass_balance,
        label=Text(en="Mass balance of a lot", zh="批次物料平衡"),
    ),
    Query(
        name="kernel.handling_unit_content",
        params=ContentParams,
        row=OnHandRow,
        needs="balance:read",
        run=content,
        label=Text(en="Content of a handling unit", zh="载具内容"),
    ),
)
