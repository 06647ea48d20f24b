"""The moves of one command while they are put together, with the places and lots they need."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.checks import checked
from taktline.kernel.ledger.entry import consequences
from taktline.kernel.ledger.facts import (
    NO_LOT,
    LotCreated,
    Move,
    PlaceKind,
    PlaceOpened,
    StockKey,
    lot_id,
    place_id,
)
from taktline.kernel.ledger.stock import Lot, Stock, opened
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.stock_alerts import stock_alerts
from taktline.platform.command import Fact, Ids


class Posting:
    """What one command moves. Written by one decision, read once by `facts`."""

    def __init__(self, shop: Shop, ids: Ids) -> None:
        self.shop = shop
        self.ids = ids
        self._places: dict[UUID, PlaceOpened] = {}
        self._lots: dict[UUID, LotCreated] = {}
        self.moves: list[Move] = []
        self.card_number: int | None = None

    @property
    def stock(self) -> Stock:
        """The stock with what this command opens and creates; what is held is unchanged."""
        stock = self.shop.stock
        if not self._places and not self._lots:
            return stock
        places = {id_: opened(fact) for id_, fact in self._places.items()}
        lots = {id_: _lot(fact) for id_, fact in self._lots.items()}
        return msgspec.structs.replace(
            stock,
            places={**stock.places, **places},
            lots={**stock.lots, **lots},
            fresh=stock.fresh | places.keys() | lots.keys(),
        )

    def place(self, site: UUID, code: str, *, kind: PlaceKind, partner: UUID | None = None) -> UUID:
        """Return the place with this code at a site; it is opened where it is not there yet."""
        id_ = place_id(site, code)
        return self._opened(PlaceOpened(id=id_, site=site, code=code, kind=kind, partner=partner))

    def job_place(self, job: Job, kind: PlaceKind) -> UUID:
        """Return the wip, transform, defective or unreported place of a job order."""
        code = f"{kind}:{job.code}"
        id_ = place_id(job.site, code)
        if id_ in self.shop.stock.places:
            return id_
        return self._opened(
            PlaceOpened(
                id=id_,
                site=job.site,
                code=code,
                kind=kind,
                job_order=job.id,
                takes_unreleased=kind == "wip" and (job.is_rework or job.work_type == "quality"),
            )
        )

    def lot(self, material: UUID, code: str, *, at: Instant, is_serial: bool = False) -> UUID:
        """Return the lot with this code; it comes into being where it is not there yet."""
        found = lot_id(material, code)
        if found not in self.shop.stock.lots:
            self._lots[found] = LotCreated(
                id=found,
                material=material,
                code=code,
                is_serial=is_serial,
                produced_at=None if code == NO_LOT else at,
            )
        return found

    def move(
        self,
        source: StockKey | UUID,
        target: StockKey | UUID,
        *,
        lot: UUID | None,
        quantity: Decimal,
        value: Decimal | None = None,
    ) -> None:
        """Add a move of a lot; a place alone means available, ours, in no handling unit.

        Nothing is added where neither quantity nor value is above zero.
        """
        if quantity <= 0 and (value or ZERO) <= 0:
            return
        self.moves.append(
            Move(
                id=self.ids.new(),
                source=_key(source, lot),
                target=_key(target, lot),
                quantity=quantity,
                value=value,
            )
        )

    def money(self, source: UUID, target: UUID, amount: Decimal) -> None:
        """Add a money-only move; a negative amount goes the other way."""
        if amount < 0:
            source, target, amount = target, source, -amount
        self.move(source, target, lot=None, quantity=ZERO, value=amount)

    def planned_value(self, job: Job, quantity: Decimal) -> Decimal | None:
        """Return the planned cost of pieces up to this job order, rounded to the minor unit."""
        if job.planned_cost is None:
            return None
        return to_minor(job.planned_cost * quantity, self.shop.stock.currency)

    def facts(self, *, occurred_at: Instant) -> list[Fact]:
        """Return places, lots, moves and what they do to promises and to line sides that owe.

        Every move is possible after those before it.

        Raises:
            StatusForbids, LotHeld, LotExpired, SerialTwice, Shortage, BackdatedShortage,
            ValueShortage: as the ledger says.
        """
        stock = self.stock
        moves = checked(stock, self.moves, occurred_at=occurred_at)
        told = consequences(stock, moves)
        called = stock_alerts(told, self.ids.new)
        return [*self._places.values(), *self._lots.values(), *moves, *told, *called]

    def _opened(self, place: PlaceOpened) -> UUID:
        if place.id not in self.shop.stock.places:
            self._places.setdefault(place.id, place)
        return place.id


def _key(end: StockKey | UUID, lot: UUID | None) -> StockKey:
    if isinstance(end, UUID):
        return StockKey(place=end, lot=lot)
    return end if end.lot == lot else msgspec.structs.replace(end, lot=lot)


def _lot(fact: LotCreated) -> Lot:
    return Lot(
        id=fact.id,
        material=fact.material,
        code=fact.code,
        is_serial=fact.is_serial,
        produced_at=fact.produced_at,
    )
