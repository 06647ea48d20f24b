"""Which goods to take: what is available, ours, in date, not held and not promised to others."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO, plain
from taktline.kernel.ledger.facts import Move, ReservationChanged, StockKey
from taktline.kernel.ledger.refusals import NothingAllocatable, Shortage
from taktline.kernel.ledger.stock import Balance, Reservation, Stock

AllocationRule = Literal["fefo", "fifo", "lifo", "fewest_units"]

NEVER = date(9999, 12, 31)
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to take from a place.

    Attributes:
        quantity: in the material's base unit, above 0.
        at: when it is taken; decides what has expired.
        rule: FEFO (expiry, then receipt), FIFO, LIFO, or the smallest remainders first.
        pinned: only these lots, in this order (a chosen lot); empty = any.
        first: these lots before all others, in this order (a mounted lot); then by the rule.
        owner: None = ours; a customer's goods only for that customer's order.
        others: whose goods may be taken as well, before those of `owner`.
        needed_on: the day it must still be good for; None = the day of `at`.
        demand: the record it is for; its own reservations count as free.
        honours_reservations: False where what is taken is a fact that cuts promises (a report).
    """

    place: UUID
    material: UUID
    quantity: Decimal
    at: Instant
    rule: AllocationRule = "fefo"
    pinned: Sequence[UUID] = ()
    first: Sequence[UUID] = ()
    owner: UUID | None = None
    others: frozenset[UUID] = frozenset()
    needed_on: date | None = None
    demand: str | None = None
    honours_reservations: bool = False


def allocate(stock: Stock, pick: Pick) -> list[tuple[StockKey, Decimal]]:
    """Choose the keys to take a quantity from, in the order of the rule.

    A pinned lot comes first; what it cannot give is not taken from others. A line side that may
    owe (untraced material, opened by policy) gives more than it holds.

    Returns:
        (key, quantity) pairs that sum to the wanted quantity exactly.

    Raises:
        Shortage: one lot is asked for and holds less.
        NothingAllocatable: all lots together hold less.
    """
    chosen: list[tuple[StockKey, Decimal]] = []
    left = pick.quantity
    loose = _free_for(stock, pick)
    for balance in _ordered(stock, pick):
        part = min(left, loose, free(stock, balance, pick))
        if part <= 0:
            continue
        chosen.append((balance.key, part))
        left -= part
        loose -= part
        if left == 0:
            return chosen
    return _owed(stock, pick, chosen)


def allocatable(
    stock: Stock, balance: Balance, pick: Pick
) -> Decimal:  # tidy: positional - three plain values
    """Return what a key could give if nothing were promised: 0 unless available, ours, good."""
    key = balance.key
    if key.lot is None or key.status != "available":
        return ZERO
    if key.owner != pick.owner and key.owner not in pick.others:
        return ZERO
    if stock.holds.get(key.lot) or balance.quantity <= 0:
        return ZERO
    return balance.quantity if is_in_date(stock, key, pick) else ZERO


def is_in_date(
    stock: Stock, key: StockKey, pick: Pick
) -> bool:  # tidy: positional - three plain values
    """Say whether a lot has not expired and keeps its minimum remaining life."""
    assert key.lot is not None
    expires_on = stock.lots[key.lot].expires_on
    if expires_on is None:
        return True
    today = stock.today(stock.places[key.place].site, pick.at)
    needed_on = pick.needed_on or today
    least = timedelta(days=stock.material_of(key.lot).shelf_life_min_days)
    return expires_on > today and expires_on - needed_on >= least


def free(
    stock: Stock, balance: Balance, pick: Pick
) -> Decimal:  # tidy: positional - three plain values
    """Return what a key can give: allocatable less what is promised to others on this key."""
    held = allocatable(stock, balance, pick)
    if not pick.honours_reservations or held == 0:
        return held
    row = balance.key.balance_id()
    promised = (r.quantity for r in _open(stock, pick) if r.balance == row)
    return max(held - sum(promised, ZERO), ZERO)


def _free_for(stock: Stock, pick: Pick) -> Decimal:
    """Return what the soft promises of others leave of a material at a place."""
    keys = [b for k, b in stock.balances.items() if k.place == pick.place]
    total = sum((free(stock, b, pick) for b in keys if _is_of(stock, b.key, pick.material)), ZERO)
    if not pick.honours_reservations:
        return total
    soft = (
        r.quantity
        for r in _open(stock, pick)
        if not r.is_hard and r.material == pick.material and _reaches(r, pick.place)
    )
    return max(total - sum(soft, ZERO), ZERO)


def _open(stock: Stock, pick: Pick) -> Iterable[Reservation]:
    return (r for r in stock.reservations.values() if r.binds(pick.at) and r.demand != pick.demand)


def _reaches(reservation: Reservation, place: UUID) -> bool:
    return not reservation.places or place in reservation.places


def _is_of(stock: Stock, key: StockKey, material: UUID) -> bool:
    return key.lot is not None and stock.lots[key.lot].material == material


def _ordered(stock: Stock, pick: Pick) -> list[Balance]:
    found = [
        balance
        for key, balance in stock.balances.items()
        if key.place == pick.place and _is_of(stock, key, pick.material)
    ]
    if pick.pinned:
        rank = {lot: i for i, lot in enumerate(pick.pinned)}
        pinned = [b for b in found if b.key.lot in rank]
        pinned.sort(key=lambda b: (rank[_lot(b)], b.key.balance_id()))
        return sorted(pinned, key=lambda b: b.key.owner not in pick.others)
    ordered = sorted(found, key=lambda b: _rank(stock, b, pick.rule))
    if pick.rule == "lifo":
        ordered.reverse()
    if pick.others:
        ordered.sort(key=lambda b: b.key.owner not in pick.others)
    rank = {lot: i for i, lot in enumerate(pick.first)}
    return sorted(ordered, key=lambda b: rank.get(_lot(b), len(rank)))


def _rank(
    stock: Stock, balance: Balance, rule: AllocationRule
) -> tuple[object, ...]:  # tidy: positional - three plain values
    lot = stock.lots[_lot(balance)]
    came = lot.received_at or lot.produced_at or LONG_AGO
    row = balance.key.balance_id()
    if rule == "fefo":
        return (lot.expires_on or NEVER, came, lot.code, row)
    if rule == "fewest_units":
        return (balance.quantity, came, lot.code, row)
    return (came, lot.code, row)


def _lot(balance: Balance) -> UUID:
    assert balance.key.lot is not None
    return balance.key.lot


def _owed(
    stock: Stock, pick: Pick, chosen: list[tuple[StockKey, Decimal]]
) -> list[tuple[StockKey, Decimal]]:  # tidy: positional - three plain values
    """Let a line side that may owe give the rest, or refuse."""
    given = sum((part for _, part in chosen), ZERO)
    missing = pick.quantity - given
    if missing == 0:
        return chosen
    owing = _owing_key(stock, pick)
    if owing is None:
        raise _shortage(stock, pick, given)
    merged = dict(chosen)
    merged[owing] = merged.get(owing, ZERO) + missing
    return list(merged.items())


def _owing_key(stock: Stock, pick: Pick) -> StockKey | None:
    place = stock.places[pick.place]
    if place.kind != "line_side":
        return None
    for lot in stock.lots.values():
        if lot.material == pick.material and stock.may_owe(place, lot.id):
            return StockKey(place=place.id, lot=lot.id)
    return None


def _shortage(
    stock: Stock, pick: Pick, given: Decimal
) -> Shortage | NothingAllocatable:  # tidy: positional - three plain values
    material, place = stock.materials[pick.material], stock.places[pick.place]
    if len(pick.pinned) == 1 and pick.pinned[0] in stock.lots:  # Else a lot nobody received.
        return Shortage(
            place=place.code,
            lot=stock.lots[pick.pinned[0]].code,
            held=plain(given),
            asked=plain(pick.quantity),
            unit=material.unit,
        )
    return NothingAllocatable(
        place=place.code,
        material=material.code,
        held=plain(given),
        asked=plain(pick.quantity),
        unit=material.unit,
    )


def reservations_cut(stock: Stock, moves: Iterable[Move]) -> list[ReservationChanged]:
    """Return the promises that can no longer be kept once these moves are booked.

    Soft before hard, latest need first (handbook, ledger section 4). A pick consumes its own
    reservation first, as a change of its own that is folded before this is asked.
    """
    if not stock.reservations:
        return []
    from_keys: dict[StockKey, Decimal] = {}
    for move in moves:
        from_keys[move.source] = from_keys.get(move.source, ZERO) - move.quantity
        from_keys[move.target] = from_keys.get(move.target, ZERO) + move.quantity
    left = {
        key: stock.held(key).quantity + change
        for key, change in from_keys.items()
        if change != 0 and key.lot is not None and stock.places[key.place].is_physical
    }
    taken = {key: quantity for key, quantity in left.items() if from_keys[key] < 0}
    return [*_soft_cut(stock, left), *_hard_cut(stock, taken)] if taken else []


def reservations_used(
    stock: Stock, moves: Iterable[Move], *, demand: str
) -> list[ReservationChanged]:
    """Return how a demand's own promises shrink by what is taken for it, hard ones first."""
    changes: dict[UUID, ReservationChanged] = {}
    own = [r for r in stock.reservations.values() if r.demand == demand and r.status == "open"]
    for move in moves:
        left = move.quantity
        for promise in sorted(own, key=lambda r: (not r.is_hard, r.needed_on or NEVER, r.id)):
            if left <= 0 or not _serves(stock, promise, move.source):
                continue
            before = changes[promise.id].quantity if promise.id in changes else promise.quantity
            part = min(left, before)
            left -= part
            rest = before - part
            status: Literal["open", "used"] = "open" if rest > 0 else "used"
            changes[promise.id] = ReservationChanged(id=promise.id, quantity=rest, status=status)
    return list(changes.values())


def _serves(stock: Stock, promise: Reservation, key: StockKey) -> bool:  # tidy: positional - short
    if promise.is_hard:
        return promise.balance == key.balance_id()
    return _is_of(stock, key, promise.material) and _reaches(promise, key.place)


def cut_by_hold(stock: Stock, lots: Iterable[UUID]) -> list[ReservationChanged]:
    """Return the promises that end because these lots may no longer be taken.

    Only goods count: what a supplier's account has given balances what stands on the shelf.
    """
    held = set(lots)
    left = {
        key: ZERO
        for key in stock.balances
        if key.lot in held and stock.places[key.place].is_physical
    }
    return [*_soft_cut(stock, left), *_hard_cut(stock, left)]


def _hard_cut(stock: Stock, left: dict[StockKey, Decimal]) -> Iterable[ReservationChanged]:
    for key, quantity in left.items():
        row = key.balance_id()
        hard = [r for r in stock.reservations.values() if r.balance == row and r.status == "open"]
        over = sum((r.quantity for r in hard), ZERO) - quantity
        yield from _cut(hard, over)


def _soft_cut(stock: Stock, left: dict[StockKey, Decimal]) -> Iterable[ReservationChanged]:
    changes: dict[UUID, dict[UUID, Decimal]] = {}
    for key, quantity in left.items():
        if key.lot is None or stock.holds.get(key.lot):
            continue
        if key.status == "available" and key.owner is None:
            lost = changes.setdefault(stock.lots[key.lot].material, {})
            lost[key.place] = lost.get(key.place, ZERO) + stock.held(key).quantity - quantity
    for material, lost in sorted(changes.items()):
        total = stock.free_totals.get(material)
        if total is None:
            continue
        promises = [
            r for r in stock.reservations.values() if r.material == material and r.status == "open"
        ]
        kept = {r.id: r for r in promises if not r.is_hard}
        for places in sorted({r.places for r in kept.values() if r.places}):
            bound = [r for r in kept.values() if r.places == places]
            here = sum((stock.free_at.get((material, p), ZERO) for p in places), ZERO)
            here -= sum((lost.get(p, ZERO) for p in places), ZERO)
            _keep_cut(kept, bound, over=sum((r.quantity for r in bound), ZERO) - here)
        hard = sum((r.quantity for r in promises if r.is_hard), ZERO)
        soft = sum((r.quantity for r in kept.values()), ZERO)
        over = hard + soft - (total - sum(lost.values(), ZERO))
        _keep_cut(kept, list(kept.values()), over=over)
        yield from _changed(promises, kept)


def _keep_cut(kept: dict[UUID, Reservation], promises: list[Reservation], *, over: Decimal) -> None:
    """Shrink promises by what is over, latest need first."""
    for change in _cut([r for r in promises if r.quantity > 0], over):
        kept[change.id] = msgspec.structs.replace(kept[change.id], quantity=change.quantity)


def _changed(
    promises: list[Reservation], kept: dict[UUID, Reservation]
) -> Iterable[ReservationChanged]:
    """Return one change for each promise that shrank, latest need first."""
    for promise in sorted(promises, key=lambda r: (r.needed_on or NEVER, r.id), reverse=True):
        rest = kept[promise.id].quantity if promise.id in kept else promise.quantity
        if rest != promise.quantity:
            status: Literal["open", "cut"] = "open" if rest > 0 else "cut"
            yield ReservationChanged(id=promise.id, quantity=rest, status=status)


def _cut(promises: list[Reservation], over: Decimal) -> Iterable[ReservationChanged]:
    latest_first = sorted(promises, key=lambda r: (r.needed_on or NEVER, r.id), reverse=True)
    for promise in latest_first:
        if over <= 0:
            return
        part = min(over, promise.quantity)
        over -= part
        rest = promise.quantity - part
        yield ReservationChanged(id=promise.id, quantity=rest, status="open" if rest > 0 else "cut")
