"""Whether moves may be booked: enough there, released, in date, not held - after every move."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant, wire
from taktline.base.quantity import ZERO, plain
from taktline.kernel.ledger.facts import Move, PlaceKind, StockKey
from taktline.kernel.ledger.layers import without_oldest
from taktline.kernel.ledger.refusals import (
    BackdatedShortage,
    LotExpired,
    LotHeld,
    SerialTwice,
    Shortage,
    StatusForbids,
    ValueShortage,
)
from taktline.kernel.ledger.stock import Balance, Later, Layer, Lot, Place, Stock

UNRELEASED_MAY_REACH: frozenset[PlaceKind] = frozenset(
    {"store", "transit", "supplier_site", "customer_site", "defective", "finished"}
)
"""Another place that unreleased goods may go to, keeping their status."""
OUT_OF_THE_WAY: frozenset[PlaceKind] = frozenset({"scrap", "supplier", "adjustment"})
"""Where unreleased and held goods may always go."""
MUST_BE_IN_DATE: frozenset[PlaceKind] = frozenset({"line_side", "wip", "customer"})
TAKEN_FROM: frozenset[PlaceKind] = frozenset({"store", "line_side", "transit", "finished"})


def checked(stock: Stock, moves: Iterable[Move], *, occurred_at: Instant) -> list[Move]:
    """Return the moves of one command, each possible on the state that those before it left.

    The stock itself is not changed; folding does that.

    Args:
        stock: what was loaded and locked for the batch.
        moves: in the order they are booked.
        occurred_at: the command's instant; before a key's last move, every later instant must
            stay possible as well (L3).

    Raises:
        StatusForbids: goods that are not available would go where they may not (L11).
        LotHeld: an open hold is on the lot.
        LotExpired: the lot's date has passed and production or a customer would get it.
        SerialTwice: a serial would stand for more than one piece (L4).
        Shortage: a place holds less than is asked for.
        BackdatedShortage: it does at a later instant.
        ValueShortage: less worth there than would be taken, or worth left without goods.
    """
    booked = [
        msgspec.structs.replace(move, occurred_at=occurred_at) if move.occurred_at is None else move
        for move in moves
    ]
    scrapped = _scrapped(stock, booked) if stock.holds else {}
    after = Overlay(stock)
    for move in booked:
        _assert_shape(stock, move)
        if move.quantity > 0:
            _refuse_forbidden(stock, move, scrapped)
        after.post(move)
    return booked


def checked_as_one(stock: Stock, moves: Iterable[Move], *, occurred_at: Instant) -> list[Move]:
    """Return moves that are booked together, possible by what all of them leave.

    A correction takes a report back and books it anew: between the two a place may seem to lack
    what the new part brings again. What the plant holds afterwards, at that instant and at every
    later one, is what has to be possible (handbook, shopfloor section 3, "Correction").

    Raises:
        StatusForbids, LotHeld, LotExpired: as `checked`.
        Shortage, BackdatedShortage, ValueShortage: a place would hold less than nothing.
    """
    booked = [msgspec.structs.replace(move, occurred_at=occurred_at) for move in moves]
    scrapped = _scrapped(stock, booked) if stock.holds else {}
    after = Overlay(stock)
    for move in booked:
        _assert_shape(stock, move)
        if move.quantity > 0:
            _refuse_forbidden(stock, move, scrapped)
        after.put(move)
    after.refuse_overdrawn(booked, at=occurred_at)
    return booked


class Overlay:
    """The balances as they stand after some moves, over a stock that stays as it is."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._changed: dict[StockKey, Balance] = {}

    def held(self, key: StockKey) -> Balance:
        """Return what a key holds after the moves posted so far."""
        found = self._changed.get(key)
        return found if found is not None else self._stock.held(key)

    def post(self, move: Move) -> None:
        """Take from the source and give to the target.

        Raises:
            SerialTwice, Shortage, BackdatedShortage, ValueShortage: see `checked`.
        """
        source, target = self._own(move.source), self._own(move.target)
        _refuse_shortage(self._stock, source, move)
        apply(source, move, -1)
        apply(target, move, 1)
        _refuse_worth(self._stock, source, move)
        _refuse_worth(self._stock, target, move)
        self._refuse_second_piece(source, target)

    def put(self, move: Move) -> None:
        """Take from the source and give to the target, whatever that leaves for now."""
        apply(self._own(move.source), move, -1)
        apply(self._own(move.target), move, 1)

    def refuse_overdrawn(self, moves: Iterable[Move], *, at: Instant) -> None:
        """Refuse what all moves together leave below nothing, now or at a later instant.

        Raises:
            Shortage, BackdatedShortage, ValueShortage: see `checked_as_one`.
        """
        for move in moves:
            balance = self._own(move.source)
            if balance.may_go_below:
                continue
            start = self._stock.held(move.source)
            fewer = plain(start.quantity - balance.quantity)
            told = {**_told(self._stock, move), "asked": fewer}
            if balance.quantity < 0:
                raise Shortage(**told, held=plain(start.quantity))
            quantity, value = lowest_after(balance, at)
            if quantity < 0:
                held = plain(quantity + start.quantity - balance.quantity)
                raise BackdatedShortage(**told, held=held, occurred_at=wire(at))
            if value < 0:
                raise _value_shortage(self._stock, move, start.value)
            _refuse_worth(self._stock, balance, move)

    def _refuse_second_piece(self, source: Balance, target: Balance) -> None:
        """Refuse a serial that would stand for more than one piece anywhere (L4)."""
        lot = self._stock.lots.get(target.key.lot) if target.key.lot is not None else None
        if lot is None or not lot.is_serial:
            return
        keys = self._stock.balances.keys() | self._changed.keys()
        standing = [self.held(key) for key in keys if key.lot == lot.id]
        there = [b for b in standing if not b.may_go_below and b.quantity > 0]
        if len(there) > 1 or any(b.quantity not in {-1, 0, 1} for b in standing):
            elsewhere = [b for b in there if b.key != target.key]
            where = elsewhere[0] if elsewhere else source if source.quantity < -1 else target
            raise SerialTwice(lot=lot.code, place=self._stock.places[where.key.place].code)

    def _own(self, key: StockKey) -> Balance:
        if key not in self._changed:
            self._changed[key] = self._stock.held(key).copy()
        return self._changed[key]


def apply(balance: Balance, move: Move, sign: int) -> None:  # tidy: positional - sign reads well
    """Change a working copy by one end of a move: +1 at the target, -1 at the source."""
    quantity, value = sign * move.quantity, sign * (move.value or ZERO)
    balance.quantity += quantity
    balance.value += value
    if balance.layers is not None and move.quantity > 0:
        came = Layer(quantity=move.quantity, value=move.value or ZERO)
        before = balance.layers
        balance.layers = (*before, came) if sign > 0 else without_oldest(before, move.quantity)
    at = move.occurred_at
    if at is None:
        return
    balance.later.append(Later(occurred_at=at, quantity=quantity, value=value))
    if balance.last_occurred_at is None or at > balance.last_occurred_at:
        balance.last_occurred_at = at


def lowest_after(balance: Balance, at: Instant) -> tuple[Decimal, Decimal]:
    """Return the least quantity and value a key holds at `at` or any later instant."""
    if balance.last_occurred_at is None or balance.last_occurred_at <= at:
        return balance.quantity, balance.value
    by_instant: dict[Instant, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for change in balance.later:
        if change.occurred_at > at:
            by_instant[change.occurred_at][0] += change.quantity
            by_instant[change.occurred_at][1] += change.value
    quantity, value = balance.quantity, balance.value
    least_quantity, least_value = quantity, value
    for instant in sorted(by_instant, reverse=True):
        quantity -= by_instant[instant][0]
        value -= by_instant[instant][1]
        least_quantity = min(least_quantity, quantity)
        least_value = min(least_value, value)
    return least_quantity, least_value


def _assert_shape(stock: Stock, move: Move) -> None:
    source, target, value = move.source, move.target, move.value or ZERO
    assert source != target, "a move leads somewhere else"
    assert source.lot is target.lot or source.lot == target.lot, "a move keeps the lot"
    assert move.quantity >= 0, "direction is said by source and target"
    assert value >= 0, "direction is said by source and target"
    assert move.quantity > 0 or value > 0, "a move moves something"
    assert move.quantity == 0 or source.lot is not None, "a quantity has a lot"
    for key in (source, target):
        is_plain = key.status == "available"
        assert is_plain or stock.places[key.place].is_physical, "an account has no status"
        assert stock.is_at_hand(key), f"{stock.places[key.place].code}: load the key first"


def _refuse_forbidden(
    stock: Stock, move: Move, scrapped: dict[StockKey, Decimal]
) -> None:  # tidy: positional - three plain values
    assert move.source.lot is not None
    lot = stock.lots[move.source.lot]
    if move.source.status == "available" and not stock.holds and lot.expires_on is None:
        return  # nearly always: goods that nothing speaks against
    source, target = stock.places[move.source.place], stock.places[move.target.place]
    if source.is_physical and not _status_allows(move, source=source, target=target):
        raise StatusForbids(
            lot=lot.code, place=source.code, status=move.source.status, target=target.code
        )
    holds = stock.holds.get(lot.id, ()) if stock.holds else ()
    allowed = not holds or _hold_allows(move, source=source, target=target)
    if not allowed and not _takes_scrap(scrapped, move):
        raise LotHeld(lot=lot.code, hold=", ".join(hold.code for hold in holds))
    _refuse_expired(stock, move, lot)


def _status_allows(move: Move, *, source: Place, target: Place) -> bool:
    """Say whether this pair of keys may give and receive (L11)."""
    if move.source.status == "available" or source.id == target.id:
        return True
    if target.kind in OUT_OF_THE_WAY or target.kind == "transform" or target.takes_unreleased:
        return True
    return target.kind in UNRELEASED_MAY_REACH and move.target.status == move.source.status


def _hold_allows(move: Move, *, source: Place, target: Place) -> bool:
    """Say whether a held lot may make this move: into another status, scrap, supplier, count."""
    counted = target.kind in OUT_OF_THE_WAY or source.kind == "adjustment"
    restated = move.source.status != move.target.status and (
        source.id == target.id or not source.is_physical
    )
    return counted or restated or (source.kind == "transform" and target.kind == "scrap")


def _scrapped(stock: Stock, moves: Iterable[Move]) -> dict[StockKey, Decimal]:
    """Sum what leaves each transform for scrap: what may pass through it though it is held."""
    found: dict[StockKey, Decimal] = defaultdict(lambda: ZERO)
    for move in moves:
        ends = stock.places[move.source.place].kind, stock.places[move.target.place].kind
        if ends == ("transform", "scrap"):
            found[move.source] += move.quantity
    return found


def _takes_scrap(scrapped: dict[StockKey, Decimal], move: Move) -> bool:
    if scrapped.get(move.target, ZERO) < move.quantity:
        return False
    scrapped[move.target] -= move.quantity
    return True


def _refuse_expired(
    stock: Stock, move: Move, lot: Lot
) -> None:  # tidy: positional - three plain values
    if lot.expires_on is None or move.reverses is not None:
        return
    source, target = stock.places[move.source.place], stock.places[move.target.place]
    makes = target.kind == "transform" and target.job_order is not None
    if source.kind not in TAKEN_FROM or not (makes or target.kind in MUST_BE_IN_DATE):
        return
    assert move.occurred_at is not None
    if lot.expires_on <= stock.today(source.site, move.occurred_at):
        raise LotExpired(lot=lot.code, expires_on=lot.expires_on.isoformat(), target=target.code)


def _refuse_shortage(
    stock: Stock, source: Balance, move: Move
) -> None:  # tidy: positional - three plain values
    if source.may_go_below:
        return
    if source.quantity < move.quantity:
        raise Shortage(**_told(stock, move), held=plain(source.quantity))
    assert move.occurred_at is not None
    quantity, value = lowest_after(source, move.occurred_at)
    if quantity < move.quantity:
        raise BackdatedShortage(
            **_told(stock, move), held=plain(quantity), occurred_at=wire(move.occurred_at)
        )
    if value < (move.value or ZERO):
        raise _value_shortage(stock, move, value)


def _refuse_worth(
    stock: Stock, balance: Balance, move: Move
) -> None:  # tidy: positional - three plain values
    if balance.may_go_below or not balance.is_physical:
        return
    if balance.quantity == 0 and balance.value != 0:
        before = balance.value + (move.value or ZERO) * (1 if balance.key == move.source else -1)
        raise _value_shortage(stock, move, before)


def _value_shortage(
    stock: Stock, move: Move, held: Decimal
) -> ValueShortage:  # tidy: positional - three plain values
    told = _told(stock, move)
    return ValueShortage(
        place=told["place"],
        lot=told["lot"],
        unit=told["unit"],
        held=plain(held),
        asked=plain(move.value or ZERO),
        quantity=plain(move.quantity),
        currency=stock.currency,
    )


def _told(stock: Stock, move: Move) -> dict[str, str]:
    lot: UUID | None = move.source.lot
    known = stock.lots.get(lot) if lot is not None else None
    return {
        "place": stock.places[move.source.place].code,
        "lot": known.code if known else "",
        "unit": stock.materials[known.material].unit if known else "",
        "asked": plain(move.quantity),
    }
