"""The moves of one command while they are put together, with the places and lots they need."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.ids import IdSource
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.ledger.allocation import reservations_cut, reservations_used
from taktline.kernel.ledger.checks import apply, checked
from taktline.kernel.ledger.facts import (
    NO_LOT,
    LotCreated,
    Move,
    PlaceKind,
    PlaceOpened,
    ReservationChanged,
    StockKey,
    lot_id,
    place_id,
)
from taktline.kernel.ledger.layers import layer_parts
from taktline.kernel.ledger.references import Entered
from taktline.kernel.ledger.refusals import LotNeeded, NegativeValue, UnknownLot, UnknownPlace
from taktline.kernel.ledger.stock import Balance, Material, Reservation, Stock, created, opened
from taktline.kernel.ledger.value import share_of
from taktline.platform.command import Event, Fact

CARRIED_TO: frozenset[PlaceKind] = frozenset(
    {"store", "line_side", "transit", "supplier_site", "customer_site", "finished", "defective"}
)
"""Places people carry goods to and from; the others are reached by the command that means it."""


class NoPlaceOfGoods(Problem):
    """Somebody names an account or a job order's own place where goods are carried."""

    title = Text(
        en="{place} ({kind}) is no place goods are carried to; name a store or a line side.",
        zh="{place}({kind})不是存放货物的地点,请填写仓库或线边。",
    )
    status = 400


class Entry:
    """What one command books. Written by one decision, read once by `facts`.

    Its `stock` is the batch's, with the places and lots this command makes and with the moves
    made so far, so that several lines of one command see each other; the batch's own stock stays
    as it is until the facts are folded.
    """

    def __init__(self, stock: Stock, new: IdSource) -> None:
        self._before = msgspec.structs.replace(
            stock,
            places=dict(stock.places),
            place_by_code=dict(stock.place_by_code),
            lots=dict(stock.lots),
            fresh=set(stock.fresh),
        )
        self.stock = msgspec.structs.replace(self._before, balances=dict(stock.balances))
        self.moves: list[Move] = []
        self.new_id = new
        self._made: list[Fact] = []
        self._changed: dict[StockKey, Balance] = {}

    def known_place(self, site: UUID, code: str, *, at: str = "/place") -> UUID:
        """Return a place of goods that somebody opened.

        Raises:
            UnknownPlace: nobody did.
            NoPlaceOfGoods: nothing is carried there: an account, or what a job order works on.
        """
        place = self.stock.places.get(place_id(site, code))
        if place is None:
            raise UnknownPlace(place=code, at=at)
        if place.kind not in CARRIED_TO:
            raise NoPlaceOfGoods(place=code, kind=place.kind, at=at)
        return place.id

    def place(self, site: UUID, code: str, *, kind: PlaceKind, partner: UUID | None = None) -> UUID:
        """Return a place, opening it where it is not there yet."""
        place = place_id(site, code)
        if place not in self.stock.places:
            self.open(PlaceOpened(id=place, site=site, code=code, kind=kind, partner=partner))
        return place

    def open(self, fact: PlaceOpened) -> None:
        """Open a place that is not there yet."""
        self.stock.places[fact.id] = opened(fact)
        self.stock.place_by_code[fact.site, fact.code] = fact.id
        self.made_new(fact.id)
        self._made.append(fact)

    def made_new(self, record: UUID) -> None:
        """Say that a place, lot or handling unit is of this command's making."""
        self.stock.fresh.add(record)

    def known_lot(self, material: Material, code: str | None, *, at: str = "/lot") -> UUID:
        """Return a lot of a material; the one lot of untraced material.

        Raises:
            LotNeeded: the material is traced and no lot is named.
            UnknownLot: it has no such lot.
        """
        lot = lot_id(material.id, self._lot_code(material, code, at=at))
        if lot not in self.stock.lots:
            raise UnknownLot(material=material.code, lot=code or NO_LOT, at=at)
        return lot

    def lot(self, material: Material, code: str | None, *, like: LotCreated | None = None) -> UUID:
        """Return a lot of a material, creating it where it is not there yet.

        Args:
            like: dates and supplier of a new lot; its id, material and code are set here.

        Raises:
            LotNeeded: the material is traced and no lot is named.
        """
        own = self._lot_code(material, code, at="/lot")
        lot = lot_id(material.id, own)
        if lot not in self.stock.lots:
            fact = LotCreated(id=lot, material=material.id, code=own)
            if like is not None and own != NO_LOT:
                fact = msgspec.structs.replace(like, id=lot, material=material.id, code=own)
            fact = msgspec.structs.replace(fact, is_serial=material.lot_traced == "serial")
            self.stock.lots[lot] = created(fact)
            self.made_new(lot)
            self._made.append(fact)
        return lot

    @staticmethod
    def _lot_code(material: Material, code: str | None, *, at: str) -> str:
        if material.lot_traced == "none":
            return NO_LOT
        if not code:
            raise LotNeeded(material=material.code, at=at)
        return code

    def move(
        self,
        source: StockKey,
        target: StockKey,
        *,
        quantity: Decimal,
        value: Decimal | Literal["taken"] | None = "taken",
        entered: Entered | None = None,
    ) -> Move:
        """Add one move; by default it carries the share of value that the quantity takes along.

        Goods that leave first in, first out without lots go in one move for each delivery they are
        left of, so that those stay apart; the last one is returned.

        Raises:
            NegativeValue: the goods would be worth less than nothing.
        """
        if value == "taken":
            held = self.stock.held(source)
            if held.layers and self.stock.places[target.place].is_physical:
                parts = layer_parts(held, quantity)
                if len(parts) > 1:
                    for part in parts[:-1]:
                        self.move(source, target, quantity=part)
                    return self.move(source, target, quantity=parts[-1])
            value = share_of(held, quantity, currency=self.stock.currency)
        if value is not None and value < 0:
            raise NegativeValue(value=value, at="/lines")
        move = Move(
            id=self.new_id(),
            source=source,
            target=target,
            quantity=quantity,
            value=value,
            entered_quantity=entered.entered if entered is not None else None,
            entered_unit=entered.unit if entered is not None else None,
            second_quantity=entered.second if entered is not None else None,
        )
        self.add(move)
        return move

    def add(self, *moves: Move) -> None:
        """Add moves that were made elsewhere."""
        for move in moves:
            if move.quantity == 0 and not move.value:
                continue
            self.moves.append(move)
            for key, sign in ((move.source, -1), (move.target, 1)):
                apply(self._own(key), move, sign)

    def _own(self, key: StockKey) -> Balance:
        if key not in self._changed:
            self._changed[key] = self._before.held(key).copy()
            self.stock.balances[key] = self._changed[key]
        return self._changed[key]

    def facts(self, *, occurred_at: Instant, demand: str | None = None) -> list[Fact]:
        """Return what is made and moved, and the promises this breaks, once it is all possible.

        Args:
            demand: whom the goods are taken for; its own promises are used up first.

        Raises:
            StatusForbids, LotHeld, LotExpired, SerialTwice, Shortage, BackdatedShortage,
            ValueShortage: see `checked`.
        """
        moves = checked(self._before, self.moves, occurred_at=occurred_at)
        used = reservations_used(self._before, moves, demand=demand) if demand else []
        promised = {
            change.id: msgspec.structs.replace(
                self._before.reservations[change.id],
                quantity=change.quantity,
                status=change.status,
            )
            for change in used
        }
        left = msgspec.structs.replace(
            self._before, reservations={**self._before.reservations, **promised}
        )
        return [*self._made, *moves, *used, *consequences(left, moves)]


def consequences(stock: Stock, moves: list[Move]) -> list[Fact]:
    """Return what some moves do to others: promises that can no longer be kept, places that owe.

    Args:
        stock: as it stands before the moves, with its reservations and places.
        moves: checked, in the order they are booked.
    """
    cut = reservations_cut(stock, moves)
    return [*cut, *cut_events(stock, cut), *overdrawn_events(stock, moves)]


def overdrawn_events(stock: Stock, moves: list[Move]) -> list[Event]:
    """Return one event per line side that begins to owe goods, or owes more, by policy.

    Each asks somebody to look: it is to be cleared before the period is closed (handbook, ledger
    section 4).
    """
    if all(stock.places[move.source.place].kind != "line_side" for move in moves):
        return []
    change: dict[StockKey, Decimal] = {}
    for move in moves:
        change[move.source] = change.get(move.source, ZERO) - move.quantity
        change[move.target] = change.get(move.target, ZERO) + move.quantity
    events = []
    for key, quantity in change.items():
        place = stock.places[key.place]
        after = stock.held(key).quantity + quantity
        if place.kind != "line_side" or quantity >= 0 or after >= 0 or key.lot is None:
            continue
        material = stock.material_of(key.lot)
        events.append(
            Event(
                name="place.overdrawn",
                entity="place",
                record=place.id,
                code=place.code,
                site=place.site,
                payload={
                    "material": material.code, "owed": plain(-after), "unit": material.unit,
                },
            )
        )  # fmt: skip
    return events


def cut_events(stock: Stock, cut: list[ReservationChanged]) -> list[Event]:
    """Return one event per promise that was cut, for those who relied on it."""
    return [
        Event(
            name="reservation.cut",
            entity="reservation",
            record=change.id,
            code=stock.reservations[change.id].demand,
            site=stock.reservations[change.id].site,
            payload={
                "was": str(stock.reservations[change.id].quantity),
                "quantity": str(change.quantity),
            },
        )
        for change in cut
    ]


def promise_event(promise: Reservation, name: str) -> Event:
    """Return what tells that a promise was made, was given back or ended."""
    return Event(
        name=name, entity="reservation", record=promise.id, code=promise.demand[:64],
        site=promise.site,
    )  # fmt: skip


def worth(moves: list[Move]) -> Decimal:
    """Return the value some moves carry together."""
    return sum((move.value or ZERO for move in moves), ZERO)
