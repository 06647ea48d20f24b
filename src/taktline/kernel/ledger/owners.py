"""Goods of others that work uses up: a customer's stay his, a supplier's become ours and owed."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from taktline.base.ids import IdSource
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import Move, PlaceKind, StockKey
from taktline.kernel.ledger.stock import Owner, Stock
from taktline.kernel.ledger.value import planned_value
from taktline.platform.transaction import Tx

WORKED_FROM: frozenset[PlaceKind] = frozenset({"wip", "line_side"})
"""Places whose components work uses up."""

OWNERS = """
    SELECT id, code, is_customer FROM partner WHERE id = ANY(%(owners)s::uuid[]) ORDER BY id"""


async def add_owners(tx: Tx, stock: Stock) -> None:
    """Read whose goods stand where work takes components; nothing is asked if all is ours."""
    found = {
        key.owner
        for key in stock.balances
        if key.owner is not None and stock.places[key.place].kind in WORKED_FROM
    }
    if not found:
        return
    rows = await tx.fetch(OWNERS, {"owners": sorted(found)})
    for id_, code, is_customer in msgspec.convert(rows, list[tuple[UUID, str, bool]]):
        stock.owners[id_] = Owner(id=id_, code=code, is_customer=is_customer)


def usable_owners(
    stock: Stock, place: UUID, *, material: UUID, named: Iterable[UUID]
) -> frozenset[UUID]:
    """Return whose goods beside ours work may use up at a place.

    What was issued to a job order stands in its wip and is there for it, whoever owns it. At a line
    side that is so only for a lot that the report names.
    """
    lots = set(named)
    is_issued = stock.places[place].kind == "wip" if place in stock.places else False
    return frozenset(
        key.owner
        for key, balance in stock.balances.items()
        if key.owner is not None and key.place == place and key.lot is not None
        and stock.lots[key.lot].material == material and balance.quantity > 0
        and key.owner in stock.owners and (is_issued or key.lot in lots)
    )  # fmt: skip


def taken_over(stock: Stock, move: Move, *, account: UUID, new: IdSource) -> list[Move]:
    """Return the moves by which a supplier's goods are used: ours from then on, and owed for.

    First the goods without value, then what we owe. They are owed at planned cost; his invoice
    brings the difference (handbook, ledger section 2, "Consignment").

    Args:
        move: of goods of a supplier, to where they are used; its value is set here.
        account: the supplier's place at the site.
    """
    assert move.source.lot is not None
    material = stock.material_of(move.source.lot)
    owed = planned_value(stock, material, move.quantity)
    moves = [msgspec.structs.replace(move, value=ZERO)]
    if owed > 0:
        origin = StockKey(place=account, lot=move.target.lot)
        moves.append(Move(id=new(), source=origin, target=move.target, quantity=ZERO, value=owed))
    return moves
