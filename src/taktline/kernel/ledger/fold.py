"""How each fact of the ledger changes the loaded stock, so that the next command sees it."""

import msgspec

from taktline.kernel.ledger.checks import apply
from taktline.kernel.ledger.facts import (
    HoldPlaced,
    HoldReleased,
    LotCreated,
    Move,
    PeriodClosed,
    PlaceOpened,
    ReservationChanged,
    ReservationMade,
)
from taktline.kernel.ledger.stock import HasStock, Lot, OpenHold, Reservation, Stock, opened


def fold_move(state: HasStock, move: Move) -> None:
    """Take from the source and give to the target."""
    stock = state.stock
    for key, sign in ((move.source, -1), (move.target, 1)):
        assert stock.is_at_hand(key), f"{stock.places[key.place].code}: load the key first"
        if key not in stock.balances:
            stock.balances[key] = stock.empty(key)
        apply(stock.balances[key], move, sign)


def fold_place(state: HasStock, fact: PlaceOpened) -> None:
    """Make a place known; one that exists stays as it is."""
    stock = state.stock
    if fact.id not in stock.places:
        stock.places[fact.id] = opened(fact)
        stock.fresh.add(fact.id)
    stock.place_by_code[fact.site, fact.code] = fact.id


def fold_lot(state: HasStock, fact: LotCreated) -> None:
    """Make a lot known; one that exists stays as it is."""
    stock = state.stock
    if fact.id in stock.lots:
        return
    stock.fresh.add(fact.id)
    stock.lots[fact.id] = Lot(
        id=fact.id,
        material=fact.material,
        code=fact.code,
        is_serial=fact.is_serial,
        produced_at=fact.produced_at,
        received_at=fact.received_at,
        expires_on=fact.expires_on,
        supplier=fact.supplier,
        supplier_lot=fact.supplier_lot,
    )


def fold_hold(state: HasStock, fact: HoldPlaced) -> None:
    """Stop a lot."""
    hold = OpenHold(id=fact.id, code=fact.code, lot=fact.lot, reason=fact.reason)
    state.stock.holds[fact.lot] = (*state.stock.holds.get(fact.lot, ()), hold)


def fold_hold_released(state: HasStock, fact: HoldReleased) -> None:
    """End one hold on a lot; the others still bite."""
    holds = state.stock.holds.get(fact.lot, ())
    state.stock.holds[fact.lot] = tuple(hold for hold in holds if hold.id != fact.id)


def fold_reservation(state: HasStock, fact: ReservationMade) -> None:
    """Promise stock to a demand."""
    state.stock.reservations[fact.id] = Reservation(
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


def fold_reservation_changed(state: HasStock, fact: ReservationChanged) -> None:
    """Shrink or end a promise."""
    promises = state.stock.reservations
    promises[fact.id] = msgspec.structs.replace(
        promises[fact.id], quantity=fact.quantity, status=fact.status
    )


def fold_period(state: HasStock, fact: PeriodClosed) -> None:
    """Let later moves post to the days behind the closed period."""
    close_until(state.stock, fact)


def close_until(stock: Stock, fact: PeriodClosed) -> None:
    """Move the first open day behind a closed period."""
    first = fact.ends_on.fromordinal(fact.ends_on.toordinal() + 1)
    if stock.open_from is None or first > stock.open_from:
        stock.open_from = first
