"""What goods are worth when they come, stand and go: the three ways of costing, to the cent."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.ids import IdSource
from taktline.base.instant import Instant
from taktline.base.money import minor_places, to_minor
from taktline.base.quantity import ZERO, shares
from taktline.kernel.ledger.facts import Move, PlaceKind, StockKey
from taktline.kernel.ledger.layers import first_in_value
from taktline.kernel.ledger.stock import Balance, Material, Place, Stock

AVERAGED: frozenset[PlaceKind] = frozenset({"store", "line_side", "transit", "finished"})
"""Places whose goods share one moving average; what is in process keeps what it was issued at."""

IN_STOCK: frozenset[PlaceKind] = AVERAGED | {"customer_site"}
"""Places where goods are ours to sell or use, so that they carry value."""


def value_taken(
    stock: Stock, key: StockKey, quantity: Decimal
) -> Decimal:  # tidy: positional - called in every decision
    """Return what a part of a key's goods is worth, in the ledger currency.

    value taken = held value * quantity / held quantity, half even to the minor unit; the last
    quantity takes all that is left (handbook, ledger section 5). Nothing where nothing is held.

    Args:
        quantity: in the base unit, 0 or more.
    """
    return share_of(stock.held(key), quantity, currency=stock.currency)


def share_of(held: Balance, quantity: Decimal, *, currency: str) -> Decimal:
    """Return the value of a part of a balance; see `value_taken`."""
    if held.quantity <= 0 or quantity >= held.quantity:
        return max(held.value, ZERO) if quantity > 0 else ZERO
    if held.layers and quantity > 0:
        return first_in_value(held, quantity, currency=currency)
    return to_minor(held.value * quantity / held.quantity, currency)


def planned_value(
    stock: Stock, material: Material, quantity: Decimal
) -> Decimal:  # tidy: positional - three plain values
    """Return quantity times the planned cost; 0 where nobody planned one."""
    return to_minor((material.standard_cost or ZERO) * quantity, stock.currency)


def found_value(
    stock: Stock, key: StockKey, quantity: Decimal
) -> Decimal:  # tidy: positional - like value_taken
    """Return what found goods come in at: the key's average, else the lot's, else planned.

    Source: handbook, ledger section 2, "Count".
    """
    if key.owner is not None or key.lot is None:
        return ZERO
    own = [b for b in stock.balances_of(key.lot) if b.is_physical and b.key.owner is None]
    here = [b for b in own if b.key == key]
    for balances in (here, own):
        held = sum((b.quantity for b in balances), ZERO)
        worth = sum((b.value for b in balances), ZERO)
        if held > 0:
            return to_minor(worth * quantity / held, stock.currency)
    return planned_value(stock, stock.material_of(key.lot), quantity)


def receipt_moves(
    stock: Stock, move: Move, *, paid: Decimal, variance: UUID, new: IdSource
) -> list[Move]:
    """Return the moves of one bought quantity: the goods, and what standard costing sets apart.

    Actual: at what was paid. Standard: at standard, the difference between the supplier and
    `variance:price`, either way. Moving average: at what was paid; where the place owed as much
    or more, the average becomes the price and the difference goes to `variance:average`, whose id
    is given as `variance` then. Goods of another owner are worth nothing to us.

    Args:
        move: supplier -> place, with its quantity; its value is set here.
        paid: ledger currency for the whole quantity, 0 or more, to the minor unit.
        variance: the variance place for this costing.
    """
    if move.target.owner is not None:
        return [_valued(move, ZERO)]
    assert move.source.lot is not None
    material = stock.material_of(move.source.lot)
    if material.costing == "standard" and material.standard_cost is not None:
        return _at_standard(stock, move, paid=paid, variance=variance, new=new)
    moves = [_valued(move, paid)]
    if material.costing == "moving_average":
        moves += _average_restored(stock, moves[0], variance=variance, new=new)
    return moves


def _at_standard(
    stock: Stock, move: Move, *, paid: Decimal, variance: UUID, new: IdSource
) -> list[Move]:
    assert move.source.lot is not None
    standard = planned_value(stock, stock.material_of(move.source.lot), move.quantity)
    moves = [_valued(move, standard)]
    if paid != standard:
        supplier = StockKey(place=move.source.place)
        account = StockKey(place=variance)
        source, target = (supplier, account) if paid > standard else (account, supplier)
        moves.append(
            Move(id=new(), source=source, target=target, quantity=ZERO, value=abs(paid - standard))
        )
    return moves


def _average_restored(stock: Stock, receipt: Move, *, variance: UUID, new: IdSource) -> list[Move]:
    """Set the average of a place that still owes after the receipt to the price."""
    held = stock.held(receipt.target)
    left = held.quantity + receipt.quantity
    if left > 0:
        return []
    paid = receipt.value or ZERO
    at_price = to_minor(left * paid / receipt.quantity, stock.currency)
    difference = held.value + paid - at_price
    if difference == 0:
        return []
    account = StockKey(place=variance, lot=receipt.target.lot)
    source, target = (receipt.target, account) if difference > 0 else (account, receipt.target)
    return [Move(id=new(), source=source, target=target, quantity=ZERO, value=abs(difference))]


def averaged_moves(
    stock: Stock, material: Material, *, site: UUID, at: Instant, variance: UUID, new: IdSource
) -> list[Move]:
    """Return the money-only moves that give all own goods of a site one average again.

    avg' = (Q * avg + q * p) / (Q + q) over all own places (handbook, ledger section 6). Value goes
    from key to key over `variance:average`, which keeps nothing of it; largest remainder, exact.
    Keys that were touched after `at` (the receipt is dated back) stay as they are.
    """
    own = [
        balance
        for key, balance in stock.balances.items()
        if key.lot is not None and key.owner is None and balance.quantity > 0
        if stock.lots[key.lot].material == material.id
        if stock.places[key.place].site == site and stock.places[key.place].kind in AVERAGED
        if balance.last_occurred_at is None or balance.last_occurred_at <= at
    ]
    own.sort(key=lambda balance: balance.key.balance_id())
    if len(own) < 2:
        return []
    worth = sum((balance.value for balance in own), ZERO)
    parts = shares(worth, [b.quantity for b in own], minor_places(stock.currency))
    changes = [(b.key, part - b.value) for b, part in zip(own, parts, strict=True)]
    return [
        _money(variance, target=key, amount=change, new=new)
        for key, change in sorted(changes, key=lambda pair: pair[1])
        if change != 0
    ]


def parts_held(
    stock: Stock,
    lots: Sequence[tuple[UUID, Decimal]],
    *,
    elsewhere: UUID,
    where: Callable[[Place], bool] = lambda _: True,
) -> list[tuple[StockKey, Decimal]]:
    """Return where quantities of lots are that a late amount is spread over.

    Goods in process bear a part only as components, which carry their value with them; the product
    there is worth nothing before it is received (handbook, ledger section 2).

    Args:
        lots: (lot, quantity it is spread over); all balances of these lots must be loaded.
        elsewhere: place of what is no longer there (a variance).
        where: the places that bear a part.

    Returns:
        Per lot its keys in key order, then `elsewhere` with the rest of all of them.
    """
    found: list[tuple[StockKey, Decimal]] = []
    gone = ZERO
    for lot, quantity in lots:
        left = quantity
        for balance in stock.balances_of(lot):
            if not _bears(stock, balance) or not where(stock.places[balance.key.place]):
                continue
            part = min(balance.quantity, left)
            left -= part
            if part > 0:
                found.append((balance.key, part))
        gone += left
    return [*found, (StockKey(place=elsewhere), gone)] if gone > 0 else found


def _bears(stock: Stock, balance: Balance) -> bool:
    if not balance.is_physical or balance.key.owner is not None or balance.quantity <= 0:
        return False
    return stock.places[balance.key.place].kind in IN_STOCK or balance.value > 0


def spread_moves(
    stock: Stock, amount: Decimal, *, source: UUID, over: Sequence[tuple[StockKey, Decimal]],
    new: IdSource,
) -> list[Move]:  # fmt: skip
    """Spread a late amount over parts of lots: see `parts_held`.

    A late supplier invoice and the settlement of an order at actual cost both do this (handbook,
    ledger section 6); a negative amount moves the other way. Largest remainder, exact.

    Args:
        amount: ledger currency, either sign.
        source: the place the amount comes from (supplier, transform).

    Returns:
        Money-only moves in the order of the parts.
    """
    if not over or amount == 0:
        return []
    parts = shares(amount, [weight for _, weight in over], minor_places(stock.currency))
    return [
        _money(source, target=key, amount=part, new=new)
        for (key, _), part in zip(over, parts, strict=True)
        if part != 0
    ]


def _money(place: UUID, *, target: StockKey, amount: Decimal, new: IdSource) -> Move:
    origin = StockKey(place=place, lot=target.lot)
    source, sink = (origin, target) if amount > 0 else (target, origin)
    return Move(id=new(), source=source, target=sink, quantity=ZERO, value=abs(amount))


def _valued(move: Move, value: Decimal) -> Move:
    return msgspec.structs.replace(move, value=value)
