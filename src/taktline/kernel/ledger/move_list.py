"""The journal as people read it: by command, lot, place, material or day, newest first."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.asked import (
    SEEN,
    Asked,
    Named,
    named_in,
    nodes_of,
    page_of,
    paged,
    valued,
)
from taktline.platform.command import Principal
from taktline.platform.identity.access import sees
from taktline.platform.query import Page, Query, Source
from taktline.platform.transaction import Tx


class MovesParams(Asked, frozen=True, kw_only=True):
    """Which moves; by command, lot, place, material or the days they are posted on."""

    cause: UUID | None = None
    material: str | None = None
    lot: str | None = None
    place: str | None = None
    posted_from: date | None = None
    posted_to: date | None = None


class MoveRow(msgspec.Struct, frozen=True, kw_only=True):
    """One move as people read it.

    Attributes:
        verb: the command that caused it.
        by: who gave that command.
    """

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
    verb: str | None
    by: str | None


CONDITIONS = {
    "cause": "v.cause = %(cause)s::uuid",
    "materials": "v.material = ANY(%(materials)s::uuid[])",
    "posted_from": "v.posted_on >= %(posted_from)s::date",
    "posted_to": "v.posted_on <= %(posted_to)s::date",
    "nodes": f"EXISTS (SELECT 1 FROM place p WHERE p.id = v.source_place AND {SEEN})",
}
# Each lot and each end of a place is asked for by itself, by its own index and its own statistics:
# a store has a million moves, a job's place has ten.
EACH = {"lots": ("v.lot",), "places": ("v.source_place", "v.target_place")}
EACH_MAX = 20
"""Places of one code (a site each) or lots of one code (a material each) that are looked at."""
ORDERS = {"id": "v.id", "occurred": "v.occurred_at, v.id", "posted": "v.posted_on, v.id"}
PAGE = """
        SELECT v.id, v.occurred_at, v.posted_on FROM move v
        WHERE {conditions}
        ORDER BY {order} LIMIT %(limit)s"""
ROWS = """
    SELECT v.id, v.cause, v.line, p.code, v.source_status, t.code, v.target_status, m.code,
        l.code, v.quantity, v.unit, {value}, v.currency, v.entered_quantity, v.entered_unit,
        v.occurred_at, v.recorded_at, v.posted_on, v.reverses, c.verb, a.name
    FROM {moves}
    JOIN place p ON p.id = v.source_place
    JOIN place t ON t.id = v.target_place
    LEFT JOIN lot l ON l.id = v.lot
    LEFT JOIN material m ON m.id = v.material
    LEFT JOIN command c ON c.id = v.cause
    LEFT JOIN user_account a ON a.id = c.principal"""
MOVES = f"""
    WITH page AS ({{pages}}
    )
    {ROWS.format(value="v.value", moves="page g JOIN move v ON v.id = g.id")}
    ORDER BY {{order}} LIMIT %(limit)s"""
EVERY_MOVE = f"{ROWS} WHERE {{conditions}}"
"""All of them, in no order: what a list narrows, sorts and adds up."""
ENDS = "(v.source_place = ANY(%(places)s::uuid[]) OR v.target_place = ANY(%(places)s::uuid[]))"


async def list_moves(tx: Tx, asked: MovesParams, reader: Principal) -> Page[MoveRow]:
    """Return moves, newest first: as they were recorded; of a place or lot as they occurred; of
    some days by the day they are posted on.
    """
    named = await named_in(tx, material=asked.material, lot=asked.lot, place=asked.place)
    params = {**paged(asked), **_narrowing(asked, named, reader)}
    given = tuple(name for name, value in params.items() if value is not None)
    by = "places" if named.places is not None else "lots" if named.lots is not None else None
    each = ((named.places if by == "places" else named.lots) or [])[:EACH_MAX]
    if by is not None and not each:
        return Page(rows=[])
    params |= {f"each_{number}": one for number, one in enumerate(each)}
    sql = moves_sql(given, by, len(each))
    rows = await tx.fetch(sql, params, prepare=False)
    return page_of(valued(rows, MoveRow, reader, of="move"), asked)


def _narrowing(asked: MovesParams, named: Named, reader: Principal) -> dict[str, object]:
    """Return what limits the moves; None = does not."""
    return {
        "materials": None if named.lots is not None else named.materials,
        "lots": named.lots,
        "places": named.places,
        "nodes": nodes_of(reader, "move:read"),
        "cause": asked.cause,
        "posted_from": asked.posted_from,
        "posted_to": asked.posted_to,
    }


async def every_move(tx: Tx, asked: MovesParams, reader: Principal) -> Source:
    """Return the moves as one statement, newest first."""
    named = await named_in(tx, material=asked.material, lot=asked.lot, place=asked.place)
    narrowing = _narrowing(asked, named, reader)
    params = {name: value for name, value in narrowing.items() if value is not None}
    said = {**CONDITIONS, "lots": "v.lot = ANY(%(lots)s::uuid[])", "places": ENDS}
    conditions = " AND ".join(said[name] for name in params) or "true"
    value = "v.value" if sees(reader, "move", "value") else "NULL::numeric"
    sql = EVERY_MOVE.format(value=value, moves="move v", conditions=conditions)
    return Source(sql=sql, params=params, order=("-id",))


@lru_cache(maxsize=256)
def moves_sql(given: tuple[str, ...], by: str | None = None, count: int = 0) -> str:
    """Return the statement for what is asked: its conditions, in the order an index serves.

    Args:
        given: names of the parameters that have a value.
        by: `places` or `lots`, where moves of some are asked for.
        count: how many of those.
    """
    order = "id"
    if "cause" not in given and by is not None:
        order = "occurred"
    elif "posted_from" in given or "posted_to" in given:
        order = "posted"
    columns = ORDERS[order]
    newest = ", ".join(f"{column} DESC" for column in columns.split(", "))
    common = [CONDITIONS[name] for name in given if name in CONDITIONS]
    if by == "places" and "lots" in given:
        common.append("v.lot = ANY(%(lots)s::uuid[])")
    if "after" in given:
        mark = columns.replace("v.", "a.")
        common.append(f"({columns}) < (SELECT {mark} FROM move a WHERE a.id = %(after)s::uuid)")
    ends = [
        f"{end} = %(each_{number})s::uuid"
        for end in (EACH[by] if by is not None else ())
        for number in range(count)
    ]
    pages = [
        PAGE.format(conditions=" AND ".join([*common, *end]) or "true", order=newest)
        for end in ([[one] for one in ends] or [[]])
    ]
    found = pages[0] if len(pages) == 1 else " UNION ".join(f"({page})" for page in pages)
    return MOVES.format(pages=found, order=newest)


LABELS: Mapping[str, Text] = {
    "source": Text(en="From", zh="来源"),
    "target": Text(en="To", zh="去向"),
    "line": Text(en="Line", zh="行号"),
    "verb": Text(en="Booking", zh="业务"),
    "by": Text(en="By", zh="操作人"),
    "entered_quantity": Text(en="Entered quantity", zh="录入数量"),
}
"""What is not a field of the move itself."""

MOVES_QUERY = Query(
    name="kernel.moves",
    params=MovesParams,
    row=MoveRow,
    needs="move:read",
    run=list_moves,
    label=Text(en="Moves", zh="移动记录"),
    units={
        "unit": ("quantity",),
        "entered_unit": ("entered_quantity",),
        "currency": ("value",),
    },
    labels=LABELS,
    of="move",
    source=every_move,
)
