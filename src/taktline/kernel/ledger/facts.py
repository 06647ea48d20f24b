"""The facts of the ledger: a quantity or a value goes from one stock key to another."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.code import BadCode, code
from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.platform.command import Fact

StockStatus = Literal["available", "quarantine", "blocked", "rejected"]

PlaceKind = Literal[
    "store",
    "line_side",
    "transit",
    "supplier_site",
    "customer_site",
    "wip",
    "defective",
    "finished",
    "transform",
    "unreported",
    "supplier",
    "customer",
    "scrap",
    "missing",
    "found",
    "adjustment",
    "opening",
    "absorption",
    "variance",
]

PHYSICAL: frozenset[PlaceKind] = frozenset(
    {
        "store",
        "line_side",
        "transit",
        "supplier_site",
        "customer_site",
        "wip",
        "defective",
        "finished",
    }
)
"""Places where goods of ours can be touched (handbook, ledger section 1)."""

MAY_GO_BELOW: frozenset[PlaceKind] = frozenset(
    {
        "transform",
        "unreported",
        "supplier",
        "found",
        "adjustment",
        "opening",
        "absorption",
        "variance",
    }
)
"""Virtual places that give what they never received; a line side only by policy."""

PER_JOB: frozenset[PlaceKind] = frozenset({"wip", "defective", "transform", "unreported"})
"""Places that exist once for each job order; their code is `<kind>:<job order>`."""

STRIPES = 16
"""Rows a lot-less balance (absorption, variance) is spread over, so that no two reports of
different jobs wait for the same row; a reader sums them."""


IDS_REMEMBERED = 50_000
"""Derived ids kept in memory, some 10 MB: those of the places and lots work goes on at."""


class StockKey(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """Where something is, which lot, in which handling unit, in which status, whose.

    `lot` is None in money-only places; `owner` None means ours.
    """

    place: UUID
    lot: UUID | None = None
    handling_unit: UUID | None = None
    status: StockStatus = "available"
    owner: UUID | None = None

    def balance_id(self, stripe: int = 0) -> UUID:
        """Return the id of this key's balance row, the same for ever."""
        return _balance_id(self, stripe)


@lru_cache(maxsize=IDS_REMEMBERED)
def _balance_id(key: StockKey, stripe: int) -> UUID:  # tidy: positional - the cache's key
    return derived_id(
        "balance", key.place, key.lot, key.handling_unit, key.status, key.owner, stripe
    )


def refuse_bad_code(value: str) -> None:
    """Refuse a code as no label could carry it, from whichever command it comes.

    Raises:
        BadCode: empty, too long, blanks around it, control characters, or it looks like a UUID.
    """
    if code(value) != value:
        raise BadCode(value=value[:80])


class Move(Fact, frozen=True, kw_only=True):
    """A quantity from one stock key to another. A fact: never updated, never deleted.

    Attributes:
        id: UUIDv7.
        source: the key that gives.
        target: the key that receives; same lot, never the same key.
        quantity: in the material's base unit; 0 in a money-only move.
        value: in the ledger currency; None between jobs of one order, and into transform.
        entered_quantity: what the person entered, in `entered_unit`, before conversion.
        second_quantity: catch weight: what was measured beside it, in the material's second unit.
        reverses: the move this one takes back.
        occurred_at: filled by `checked`; the command's own instant, or that of the command it
            takes back where that is later. None = the command's own.
    """

    id: UUID
    source: StockKey
    target: StockKey
    quantity: Decimal
    value: Decimal | None = None
    entered_quantity: Decimal | None = None
    entered_unit: str | None = None
    second_quantity: Decimal | None = None
    reverses: UUID | None = None
    occurred_at: Instant | None = None


class PlaceOpened(Fact, frozen=True, kw_only=True):
    """A place exists from now on; opening it again changes nothing.

    Its id is `place_id(site, code)`. `takes_unreleased` is set for the wip of a rework or
    inspection job: blocked, quarantined or rejected goods may go there (handbook, ledger section
    3), never into production wip.
    """

    id: UUID
    site: UUID
    code: str
    kind: PlaceKind
    name: str = ""
    equipment: UUID | None = None
    job_order: UUID | None = None
    partner: UUID | None = None
    parent: UUID | None = None
    may_go_below: bool = False
    takes_unreleased: bool = False


class LotCreated(Fact, frozen=True, kw_only=True):
    """A lot (or a serial, a lot of quantity 1) exists from now on.

    Its id is `lot_id(material, code)`; creating it again changes nothing.
    """

    id: UUID
    material: UUID
    code: str
    is_serial: bool = False
    produced_at: Instant | None = None
    received_at: Instant | None = None
    expires_on: date | None = None
    supplier: UUID | None = None
    supplier_lot: str = ""

    def __post_init__(self) -> None:
        """Refuse a code that no label could carry; a pattern for lots to be made has none yet."""
        if self.code:
            refuse_bad_code(self.code)


class HoldPlaced(Fact, frozen=True, kw_only=True):
    """A counted stop on a whole lot, wherever it is."""

    id: UUID
    code: str
    lot: UUID
    reason: str
    note: str = ""
    inherited_from: UUID | None = None

    def __post_init__(self) -> None:
        """Refuse a code that no label could carry."""
        refuse_bad_code(self.code)


class HoldReleased(Fact, frozen=True, kw_only=True):
    """One hold on one lot ends; others on the same lot still bite."""

    id: UUID
    lot: UUID


class ReservationMade(Fact, frozen=True, kw_only=True):
    """Stock is promised to a demand: hard on one stock key, soft on a material in some places."""

    id: UUID
    site: UUID
    demand: str
    material: UUID
    quantity: Decimal
    job_order: UUID | None = None
    key: StockKey | None = None
    places: tuple[UUID, ...] = ()
    needed_on: date | None = None
    expires_at: Instant | None = None


class ReservationChanged(Fact, frozen=True, kw_only=True):
    """A promise shrinks or ends: used by a pick, cut by what took the goods, released, expired.

    `quantity` is what is still promised afterwards; 0 where it has ended.
    """

    id: UUID
    quantity: Decimal
    status: Literal["open", "used", "released", "cut", "expired"]


class HandlingUnitMade(Fact, frozen=True, kw_only=True):
    """A pallet, box or cart exists from now on; its content is what keys with it hold."""

    id: UUID
    code: str
    site: UUID
    kind: Literal["pallet", "box", "cart", "container", "roll"] = "pallet"
    parent: UUID | None = None

    def __post_init__(self) -> None:
        """Refuse a code that no label could carry."""
        refuse_bad_code(self.code)


class HandlingUnitStacked(Fact, frozen=True, kw_only=True):
    """A handling unit stands on another from now on, or on none."""

    id: UUID
    parent: UUID | None


class PeriodClosed(Fact, frozen=True, kw_only=True):
    """Nothing is posted to these days any more; later corrections post to the open period."""

    starts_on: date
    ends_on: date


class PeriodReopened(Fact, frozen=True, kw_only=True):
    """The last closed period may be posted to again; what was posted stays as it is.

    `open_from` is the first day that is open then; None where no closed period is left.
    """

    starts_on: date
    open_from: date | None


def place_id(site: UUID, code: str) -> UUID:
    """Return the id of the place with this code at a site, the same for ever."""
    return _derived("place", site.int, code)


def lot_id(material: UUID, code: str) -> UUID:
    """Return the id of a lot: its code is unique per material."""
    return _derived("lot", material.int, code)


@lru_cache(maxsize=2 * IDS_REMEMBERED)
def _derived(kind: str, owner: int, code: str) -> UUID:  # tidy: positional - the cache's key
    """Return a derived id; a number is found much quicker than the UUID that it is."""
    return derived_id(kind, UUID(int=owner), code)


NO_LOT = "-"
"""Code of the one lot of a material that is not lot-traced."""


def handling_unit_id(code: str) -> UUID:
    """Return the id of a handling unit: its code is unique in the tenant."""
    return derived_id("handling unit", code)


def untraced(material: UUID) -> LotCreated:
    """Return the fact that makes the one lot of a material that is not lot-traced."""
    return LotCreated(id=lot_id(material, NO_LOT), material=material, code=NO_LOT)
