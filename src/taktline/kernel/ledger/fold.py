"""How each fact of the ledger changes the loaded stock, so that the next command sees it."""

from decimal import Decimal
from typing import Literal, cast
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO
from taktline.kernel.ledger.checks import apply
from taktline.kernel.ledger.facts import (
    HandlingUnitMade,
    HandlingUnitStacked,
    HoldPlaced,
    HoldReleased,
    LotCreated,
    Move,
    PeriodClosed,
    PeriodReopened,
    PlaceOpened,
    ReservationChanged,
    ReservationMade,
    StockKey,
)
from taktline.kernel.ledger.posted import Posted, posted
from taktline.kernel.ledger.stock import (
    Balance,
    HandlingUnit,
    HasStock,
    OpenHold,
    Reservation,
    Stock,
    created,
    opened,
)


def stock_of(state: object) -> Stock:
    """Return the ledger's part of a loaded state; every state of a kernel verb has one."""
    return cast(HasStock, state).stock


def fold_move(state: object, move: Move) -> list[Posted]:
    """Take from the source and give to the target; return what is written of it."""
    stock = stock_of(state)
    source, target = _at_hand(stock, move.source), _at_hand(stock, move.target)
    written = posted(stock, move, ends=(source, target))
    for balance, sign in ((source, -1), (target, 1)):
        apply(balance, move, sign)
        count_free(stock, balance.key, sign * move.quantity)
    return [written]


def _at_hand(stock: Stock, key: StockKey) -> Balance:
    """Return a key's balance; nothing may touch goods that were not asked for and locked."""
    found = stock.balances.get(key)
    if found is None:
        assert stock.is_at_hand(key), f"{stock.places[key.place].code}: load the key first"
        found = stock.balances[key] = stock.empty(key)
    return found


def count_free(stock: Stock, key: StockKey, change: Decimal) -> None:  # tidy: positional - short
    """Keep the totals that soft reservations are measured against; what is held counts in none."""
    if not stock.free_totals or key.lot is None:
        return
    if key.status != "available" or key.owner is not None:
        return
    if stock.holds.get(key.lot):
        return
    material = stock.lots[key.lot].material
    if material in stock.free_totals and stock.places[key.place].is_physical:
        stock.free_totals[material] += change
        here = (material, key.place)
        stock.free_at[here] = stock.free_at.get(here, ZERO) + change


def fold_place(state: object, fact: PlaceOpened) -> None:
    """Make a place known; one that exists stays as it is."""
    stock = stock_of(state)
    if fact.id not in stock.places:
        stock.places[fact.id] = opened(fact)
        stock.fresh.add(fact.id)
    stock.place_by_code[fact.site, fact.code] = fact.id


def fold_lot(state: object, fact: LotCreated) -> None:
    """Make a lot known; one that exists stays as it is."""
    stock = stock_of(state)
    if fact.id in stock.lots:
        return
    stock.fresh.add(fact.id)
    stock.lots[fact.id] = created(fact)


def fold_hold(state: object, fact: HoldPlaced) -> None:
    """Stop a lot."""
    stock = stock_of(state)
    hold = OpenHold(id=fact.id, code=fact.code, lot=fact.lot, reason=fact.reason)
    _count_lot(stock, fact.lot, sign=-1)
    stock.holds[fact.lot] = (*stock.holds.get(fact.lot, ()), hold)


def fold_hold_released(state: object, fact: HoldReleased) -> None:
    """End one hold on a lot; the others still bite."""
    stock = stock_of(state)
    left = tuple(hold for hold in stock.holds.get(fact.lot, ()) if hold.id != fact.id)
    stock.holds[fact.lot] = left
    _count_lot(stock, fact.lot, sign=1)


def _count_lot(stock: Stock, lot: UUID, *, sign: Literal[1, -1]) -> None:
    """Take all of a lot out of what is free, or put it back; nothing while it is held.

    Later commands of the batch so promise what is left only. A batch that ends holds knows no
    balances and keeps no totals; there is nothing to put back.
    """
    for key, balance in stock.balances.items():
        if key.lot == lot:
            count_free(stock, key, sign * balance.quantity)


def fold_reservation(state: object, fact: ReservationMade) -> None:
    """Promise stock to a demand."""
    stock_of(state).reservations[fact.id] = Reservation(
        id=fact.id,
        site=fact.site,
        demand=fact.demand,
        material=fact.material,
        quantity=fact.quantity,
        job_order=fact.job_order,
        balance=fact.key.balance_id() if fact.key is not None else None,
        places=fact.places,
        lot=fact.key.lot if fact.key is not None else None,
        needed_on=fact.needed_on,
        expires_at=fact.expires_at,
    )


def fold_reservation_changed(state: object, fact: ReservationChanged) -> None:
    """Shrink or end a promise."""
    promises = stock_of(state).reservations
    promises[fact.id] = msgspec.structs.replace(
        promises[fact.id], quantity=fact.quantity, status=fact.status
    )


def fold_handling_unit(state: object, fact: HandlingUnitMade) -> None:
    """Make a handling unit known; one that exists stays as it is."""
    units = stock_of(state).handling_units
    if fact.id not in units:
        units[fact.id] = HandlingUnit(
            id=fact.id, code=fact.code, site=fact.site, parent=fact.parent
        )
        stock_of(state).fresh.add(fact.id)


def fold_stacked(state: object, fact: HandlingUnitStacked) -> None:
    """Put a handling unit on another, or on the floor."""
    units = stock_of(state).handling_units
    units[fact.id] = msgspec.structs.replace(units[fact.id], parent=fact.parent)


def fold_period(state: object, fact: PeriodClosed) -> None:
    """Let later moves post to the days behind the closed period."""
    close_until(stock_of(state), fact)


def fold_reopened(state: object, fact: PeriodReopened) -> None:
    """Let moves post to the days of a period again."""
    stock_of(state).open_from = fact.open_from


def close_until(stock: Stock, fact: PeriodClosed) -> None:
    """Move the first open day behind a closed period."""
    first = fact.ends_on.fromordinal(fact.ends_on.toordinal() + 1)
    if stock.open_from is None or first > stock.open_from:
        stock.open_from = first
