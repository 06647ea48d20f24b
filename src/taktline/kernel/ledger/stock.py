"""What a decision knows of the stock: places, lots, materials and what each key holds."""

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.instant import Instant, business_date
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import (
    MAY_GO_BELOW,
    NO_LOT,
    PHYSICAL,
    LotCreated,
    PlaceKind,
    PlaceOpened,
    StockKey,
    place_id,
)
from taktline.kernel.resources.stages import is_on
from taktline.platform.command import AT_ONCE

Tracing = Literal["none", "lot", "serial"]
Costing = Literal["actual", "fifo", "moving_average", "standard"]
ReservationStatus = Literal["open", "used", "released", "cut", "expired"]

DATES_REMEMBERED = 256
"""A command asks for the date of its instant several times."""
LEDGER_CURRENCY = "CNY"
"""Where a tenant has no site yet."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where something can be.

    Attributes:
        may_go_below: it may hold less than nothing (virtual places; a line side by policy).
        is_physical: goods of ours can be touched there.
        takes_unreleased: the wip of a rework or inspection job, where blocked goods may go.
        partner: the supplier or customer it belongs to.
    """

    id: UUID
    site: UUID
    code: str
    kind: PlaceKind
    may_go_below: bool = False
    is_physical: bool = True
    takes_unreleased: bool = False
    job_order: UUID | None = None
    partner: UUID | None = None
    equipment: UUID | None = None


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity of one material with one history; a serial is a lot of quantity 1."""

    id: UUID
    material: UUID
    code: str
    is_serial: bool = False
    produced_at: Instant | None = None
    received_at: Instant | None = None
    expires_on: date | None = None
    supplier: UUID | None = None
    supplier_lot: str = ""


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of goods is to the ledger.

    Attributes:
        unit: code of the base unit; every quantity of it is in this unit.
        unit_places: decimal places of that unit, 0..6.
        standard_cost: ledger currency per base unit; None where nobody planned it.
        shelf_life_days: days from production or receipt to expiry; None = never.
        shelf_life_min_days: days that must be left when it is needed; 0 or more.
        may_go_below: a line side may owe it, where the line side is opened by policy too.
        over_receipt: share above the ordered quantity that is taken as ours, 0..1.
        inspected: what comes in waits in quarantine for a decision.
        stages: what is switched on for it (S1..S6); empty = everything.
        second_unit: code of the unit of the catch weight; None = none is taken.
        second_tolerance: share it may differ from what the conversion lets expect, 0..1.
        is_archived: it is out of use: none comes in, none is ordered.
    """

    id: UUID
    code: str
    unit: str
    unit_places: int = 0
    lot_traced: Tracing = "none"
    costing: Costing = "actual"
    standard_cost: Decimal | None = None
    shelf_life_days: int | None = None
    shelf_life_min_days: int = 0
    may_go_below: bool = False
    over_receipt: Decimal = ZERO
    inspected: bool = False
    stages: tuple[str, ...] = ()
    second_unit: str | None = None
    second_tolerance: Decimal | None = None
    is_archived: bool = False


class SiteDay(msgspec.Struct, frozen=True, kw_only=True):
    """How a site counts its days."""

    id: UUID
    code: str = ""
    zone: str = "UTC"
    day_starts_s: int = 0
    currency: str = LEDGER_CURRENCY

    def date_of(self, at: Instant) -> date:
        """Return the business date an instant counts for here."""
        return _date_of(at, self.zone, self.day_starts_s)


@lru_cache(maxsize=DATES_REMEMBERED)
def _date_of(at: Instant, zone: str, day_starts_s: int) -> date:  # tidy: positional - cache key
    return business_date(at, ZoneInfo(zone), timedelta(seconds=day_starts_s))


class Balance(msgspec.Struct, kw_only=True):
    """What one stock key holds; a working copy that folding changes.

    Attributes:
        quantity: in the material's base unit.
        value: in the ledger currency.
        last_occurred_at: the latest `occurred_at` of a move that touched it.
        later: what moved after the earliest instant of this batch, oldest first; read only where
            a command is dated before `last_occurred_at`.
        is_new: no row was read for it: the first move to it makes one.
        layers: deliveries that are left of it, oldest first; None where goods do not leave first
            in, first out.
    """

    key: StockKey
    quantity: Decimal = ZERO
    value: Decimal = ZERO
    may_go_below: bool = False
    is_physical: bool = True
    last_occurred_at: Instant | None = None
    later: list["Later"] = []
    is_new: bool = False
    layers: tuple["Layer", ...] | None = None

    def copy(self) -> "Balance":
        """Return a copy that may be changed without changing this one."""
        return msgspec.structs.replace(self, later=list(self.later))


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """What one instant added to a balance (negative: took from it)."""

    occurred_at: Instant
    quantity: Decimal
    value: Decimal


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of one delivery at a key: base unit and ledger currency."""

    quantity: Decimal
    value: Decimal


class OpenHold(msgspec.Struct, frozen=True, kw_only=True):
    """A hold that still bites."""

    id: UUID
    code: str
    lot: UUID
    reason: str = ""


class HandlingUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A pallet, box or cart; `parent` is what it stands on."""

    id: UUID
    code: str
    site: UUID
    parent: UUID | None = None


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody else whose goods stand with us.

    Attributes:
        is_customer: the goods are supplied for work on them (客供料) and never become ours; else
            they are a supplier's (寄售), ours and owed for from the moment they are used.
    """

    id: UUID
    code: str
    is_customer: bool = False


class Reservation(msgspec.Struct, frozen=True, kw_only=True):
    """A promise of stock to a demand; hard on one key, soft on a material in some places.

    Attributes:
        demand: the record it is for, as `entity:id`.
        balance: the balance row of a hard reservation; None = soft.
        places: where a soft one may be taken from; empty = anywhere.
        needed_on: the later it is needed, the earlier it is cut.
    """

    id: UUID
    site: UUID
    demand: str
    material: UUID
    quantity: Decimal
    job_order: UUID | None = None
    balance: UUID | None = None
    places: tuple[UUID, ...] = ()
    lot: UUID | None = None
    needed_on: date | None = None
    expires_at: Instant | None = None
    status: ReservationStatus = "open"

    @property
    def is_hard(self) -> bool:
        """Whether one stock key is promised, not only a quantity of the material."""
        return self.balance is not None

    def binds(self, at: Instant) -> bool:
        """Say whether it still keeps others from taking the goods at an instant."""
        return self.status == "open" and (self.expires_at is None or self.expires_at > at)


class Stock(msgspec.Struct, kw_only=True):
    """The part of the ledger one batch may see and change.

    Attributes:
        balances: every key that was asked for, its row locked where there is one.
        open_from: the first day that may still be posted to; None = every day.
        is_whole: every balance there is is at hand (the model in tests), so that a key that is
            not here holds nothing.
        whole: places and lots of which every row was read, so that a key without one is empty.
        free_totals: per material with soft reservations: what is available, ours and not held,
            wherever it is.
        free_at: the same by material and place.
        closed_openings: sites whose opening is over.
        owners: whose goods stand where work takes its components, beside ours.
        fresh: places opened and lots created by this very batch: nobody else can hold them.
    """

    places: dict[UUID, Place] = {}
    place_by_code: dict[tuple[UUID, str], UUID] = {}
    lots: dict[UUID, Lot] = {}
    materials: dict[UUID, Material] = {}
    balances: dict[StockKey, Balance] = {}
    holds: dict[UUID, tuple[OpenHold, ...]] = {}
    reservations: dict[UUID, Reservation] = {}
    handling_units: dict[UUID, HandlingUnit] = {}
    sites: dict[UUID, SiteDay] = {}
    currency: str = LEDGER_CURRENCY
    open_from: date | None = None
    is_whole: bool = False
    whole: set[UUID] = set()
    free_totals: dict[UUID, Decimal] = {}
    free_at: dict[tuple[UUID, UUID], Decimal] = {}
    closed_openings: frozenset[UUID] = frozenset()
    owners: dict[UUID, Owner] = {}
    fresh: set[UUID] = set()

    def held(self, key: StockKey) -> Balance:
        """Return what a key holds; an empty balance where there is none."""
        found = self.balances.get(key)
        return found if found is not None else self.empty(key)

    def empty(self, key: StockKey) -> Balance:
        """Return the balance a key begins with."""
        place = self.places[key.place]
        return Balance(
            key=key,
            may_go_below=self.may_owe(place, key.lot),
            is_physical=place.is_physical,
            is_new=True,
            layers=() if place.is_physical and self.is_layered(key) else None,
        )

    def is_layered(self, key: StockKey) -> bool:
        """Say whether a key's goods leave first in, first out without having lots."""
        lot = self.lots.get(key.lot) if key.lot is not None else None
        if lot is None or lot.code != NO_LOT or key.owner is not None:
            return False
        material = self.materials.get(lot.material)
        return material is not None and material.costing == "fifo"

    def may_owe(self, place: Place, lot: UUID | None) -> bool:
        """Say whether a place may hold less than nothing of a lot.

        A line side only where both it and the material are opened, and never for traced material
        (handbook, ledger section 4).
        """
        if place.kind != "line_side" or not place.may_go_below:
            return place.may_go_below
        material = self.material_of(lot) if lot is not None else None
        return material is not None and material.may_go_below and material.lot_traced == "none"

    def material_of(self, lot: UUID) -> Material:
        """Return the material of a lot."""
        return self.materials[self.lots[lot].material]

    def place(self, site: UUID, code: str) -> Place | None:
        """Return the place with this code at a site, if it was loaded or opened."""
        found = self.place_by_code.get((site, code))
        return self.places.get(found) if found is not None else None

    def is_at_hand(self, key: StockKey) -> bool:
        """Say whether a decision may touch a key: loaded, virtual, or of this batch's making."""
        return (
            key in self.balances
            or self.is_whole
            or not self.places[key.place].is_physical
            or (bool(self.whole) and (key.place in self.whole or key.lot in self.whole))
            or (bool(self.fresh) and self._is_fresh(key))
        )

    def _is_fresh(self, key: StockKey) -> bool:
        fresh = self.fresh
        return key.place in fresh or key.lot in fresh or key.handling_unit in fresh

    def today(self, site: UUID, at: Instant) -> date:
        """Return the business date of an instant at a site."""
        return (self.sites.get(site) or SiteDay(id=site)).date_of(at)

    def balances_of(self, lot: UUID) -> list[Balance]:
        """Return every loaded balance of a lot, in key order."""
        found = [balance for key, balance in self.balances.items() if key.lot == lot]
        return sorted(found, key=lambda balance: balance.key.balance_id())


class HasStock(Protocol):
    """A loaded state that carries the ledger's part; every kernel verb's state does."""

    @property
    def stock(self) -> Stock:
        """The ledger's part of the state."""


class StockWanted(msgspec.Struct, kw_only=True):
    """What a batch needs of the ledger; filled by the verbs' `load`, read by `load_stock`.

    Attributes:
        keys: every physical key a decision may touch, sources and targets alike.
        pairs: (place, material): whatever is there of it, to allocate from.
        lots: lots to know; one that does not exist yet is simply not there afterwards.
        places: places to know.
        whole_lots: lots of which every balance row is needed and locked (holds, recalls).
        whole_places: places of which every balance row is needed and locked (close, split).
        handling_units: handling units of which every content row is needed, with what stands on
            them.
        demands: demands (`entity:id`) whose reservations are needed.
        soft_totals: what is free of the materials is needed, promised or not.
        earliest: the earliest `occurred_at` of the batch; None = nobody dates back.
    """

    keys: set[StockKey] = set()
    pairs: set[tuple[UUID, UUID]] = set()
    lots: set[UUID] = set()
    places: set[UUID] = set()
    materials: set[UUID] = set()
    whole_lots: set[UUID] = set()
    whole_places: set[UUID] = set()
    handling_units: set[UUID] = set()
    demands: set[str] = set()
    soft_totals: bool = False
    earliest: Instant | None = None

    def want(self, *keys: StockKey) -> None:
        """Ask for keys, their places and their lots."""
        for key in keys:
            self.keys.add(key)
            self.places.add(key.place)
            if key.lot is not None:
                self.lots.add(key.lot)

    def want_place(self, site: UUID, code: str) -> UUID:
        """Ask for a place by its code; return its id, whether or not it exists yet."""
        found = place_id(site, code)
        self.places.add(found)
        return found

    def want_pair(self, place: UUID, material: UUID) -> None:
        """Ask for whatever a place holds of a material."""
        self.pairs.add((place, material))
        self.places.add(place)
        self.materials.add(material)

    def add(self, other: "StockWanted") -> None:
        """Ask for what somebody else wants, too."""
        self.keys |= other.keys
        self.pairs |= other.pairs
        self.lots |= other.lots
        self.places |= other.places
        self.materials |= other.materials
        self.whole_lots |= other.whole_lots
        self.whole_places |= other.whole_places
        self.handling_units |= other.handling_units
        self.demands |= other.demands
        self.soft_totals = self.soft_totals or other.soft_totals
        if other.earliest is not None:
            self.dated(other.earliest)

    def covers(self, other: "StockWanted") -> bool:
        """Say whether this asks for all that another asks for."""
        return (
            self.keys >= other.keys
            and self.pairs >= other.pairs
            and self.lots >= other.lots
            and self.places >= other.places
            and self.materials >= other.materials
            and self.whole_lots >= other.whole_lots
            and self.whole_places >= other.whole_places
            and self.handling_units >= other.handling_units
            and self.demands >= other.demands
            and self.soft_totals >= other.soft_totals
            and self.earliest == other.earliest
        )

    def dated(self, occurred_at: Instant) -> None:
        """Say that a command of the batch is dated so; one without a date is dated now."""
        if occurred_at == AT_ONCE:
            return
        if self.earliest is None or occurred_at < self.earliest:
            self.earliest = occurred_at


def staged(material: Material) -> Material:
    """Return the material as the plant's stages treat it: without S5 nothing is traced."""
    if material.lot_traced == "none" or is_on(material.stages, "s5"):
        return material
    return msgspec.structs.replace(material, lot_traced="none")


def opened(fact: PlaceOpened) -> Place:
    """Return the place a fact opens."""
    return Place(
        id=fact.id,
        site=fact.site,
        code=fact.code,
        kind=fact.kind,
        may_go_below=fact.may_go_below or fact.kind in MAY_GO_BELOW,
        is_physical=fact.kind in PHYSICAL,
        takes_unreleased=fact.takes_unreleased,
        job_order=fact.job_order,
        partner=fact.partner,
        equipment=fact.equipment,
    )


def created(fact: LotCreated) -> Lot:
    """Return the lot a fact creates."""
    return Lot(
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
