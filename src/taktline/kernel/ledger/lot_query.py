"""One lot on one page: what it is, where it stands, what stops it, what it was made from."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.text import Text
from taktline.kernel.ledger.asked import SEEN
from taktline.platform.command import Principal
from taktline.platform.identity.access import nodes_for, sees
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

PARTS_MAX = 200
"""Keys, holds and neighbors told of one lot; beyond it `kernel.on_hand` and `kernel.trace` page."""

R = TypeVar("R", bound=msgspec.Struct)


class LotParams(msgspec.Struct, frozen=True, kw_only=True):
    """A lot by material and lot, each by code or id."""

    material: str
    lot: str


class LotStand(msgspec.Struct, frozen=True, kw_only=True):
    """What one stock key holds of the lot, in its base unit; `owner` empty = ours.

    `value` empty = not the reader's business.
    """

    place: str
    kind: str
    status: str
    owner: str | None
    handling_unit: str | None
    quantity: Decimal
    value: Decimal | None
    reserved: Decimal


class LotHold(msgspec.Struct, frozen=True, kw_only=True):
    """A stop on the lot; `released_at` empty = it still bites."""

    code: str
    reason: str
    note: str
    placed_at: datetime
    released_at: datetime | None


class LotNeighbor(msgspec.Struct, frozen=True, kw_only=True):
    """A lot it was made from, or one made from it, and how much went in and came out."""

    material: str
    lot: str
    at: str
    quantity_in: Decimal
    quantity_out: Decimal


class LotRow(msgspec.Struct, frozen=True, kw_only=True):
    """A lot; places at which the reader sees nothing are left out."""

    id: UUID
    material: str
    lot: str
    unit: str
    is_serial: bool
    produced_at: datetime | None
    received_at: datetime | None
    expires_on: date | None
    supplier: str | None
    supplier_lot: str
    stands: list[LotStand] = []
    holds: list[LotHold] = []
    made_from: list[LotNeighbor] = []
    made_into: list[LotNeighbor] = []


LOT = """
    SELECT l.id, m.code, l.code, u.code, l.is_serial, l.produced_at, l.received_at, l.expires_on,
        s.code, l.supplier_lot
    FROM lot l
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN partner s ON s.id = l.supplier
    WHERE (m.code = %(material)s OR m.id = %(material_id)s::uuid)
        AND (l.code = %(lot)s OR l.id = %(lot_id)s::uuid)"""

STANDS = f"""
    SELECT p.code, p.kind, b.status, o.code, h.code, b.quantity, b.value,
        (SELECT coalesce(sum(r.quantity), 0) FROM reservation r
            WHERE r.balance = b.id AND r.status = 'open')
    FROM balance b
    JOIN place p ON p.id = b.place
    LEFT JOIN partner o ON o.id = b.owner
    LEFT JOIN handling_unit h ON h.id = b.handling_unit
    WHERE b.lot = %(id)s AND b.quantity <> 0 AND {SEEN}
    ORDER BY p.is_physical DESC, p.code, b.status, o.code, h.code
    LIMIT %(limit)s"""

HOLDS = """
    SELECT code, reason, note, placed_at, released_at FROM hold
    WHERE lot = %(id)s ORDER BY placed_at, code LIMIT %(limit)s"""

NEIGHBORS = """
    SELECT m.code, l.code, p.code, sum(e.quantity_in), sum(e.quantity_out)
    FROM lot_edge e
    JOIN lot l ON l.id = e.{other}
    JOIN material m ON m.id = l.material
    JOIN place p ON p.id = e.transform
    WHERE e.{own} = %(id)s
    GROUP BY m.code, l.code, p.code HAVING sum(e.quantity_out) > 0
    ORDER BY m.code, l.code, p.code LIMIT %(limit)s"""
MADE_FROM = NEIGHBORS.format(own="output_lot", other="input_lot")
MADE_INTO = NEIGHBORS.format(own="input_lot", other="output_lot")


async def read_lot(tx: Tx, asked: LotParams, reader: Principal) -> Page[LotRow]:
    """Return one lot with what stands where of it, its holds and its neighbors; no row = unknown.

    What reversals took back wholly is no neighbor.
    """
    named = {
        "material": asked.material,
        "material_id": id_of(asked.material),
        "lot": asked.lot,
        "lot_id": id_of(asked.lot),
    }
    found = _structs(await tx.fetch(LOT, named), LotRow)
    if not found:
        return Page(rows=[], total=0)
    nodes = nodes_for(reader, "lot:read")
    params = {
        "id": found[0].id,
        "limit": PARTS_MAX,
        "nodes": None if nodes is None else list(nodes),
    }
    stands, holds, before, after = await tx.fetch_many(
        [(sql, params) for sql in (STANDS, HOLDS, MADE_FROM, MADE_INTO)]
    )
    there = _structs(stands, LotStand)
    if not sees(reader, "balance", "value"):
        there = [msgspec.structs.replace(stand, value=None) for stand in there]
    row = msgspec.structs.replace(
        found[0],
        stands=there,
        holds=_structs(holds, LotHold),
        made_from=_structs(before, LotNeighbor),
        made_into=_structs(after, LotNeighbor),
    )
    return Page(rows=[row], total=1)


def _structs(rows: list[tuple[object, ...]], kind: type[R]) -> list[R]:
    names = kind.__struct_fields__
    return [msgspec.convert(dict(zip(names, row, strict=False)), kind) for row in rows]


LOT_QUERY = Query(
    name="kernel.lot",
    params=LotParams,
    row=LotRow,
    needs="lot:read",
    run=read_lot,
    label=Text(en="Lot", zh="批次详情"),
)
