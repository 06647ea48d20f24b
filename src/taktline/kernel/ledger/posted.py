"""A move with all that its rows need: what is known when it is folded need not be asked again."""

from collections.abc import Set as AbstractSet
from datetime import date
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.ledger.facts import Move, PlaceKind, StockKey
from taktline.kernel.ledger.stock import Balance, Place, SiteDay, Stock
from taktline.platform.command import Fact

SPREAD: AbstractSet[PlaceKind] = frozenset({"absorption", "variance", "supplier"})
"""Accounts everybody posts money to: a balance without a lot is spread over stripes there."""


class End(msgspec.Struct, frozen=True, kw_only=True):
    """One end of a move, as its balance row is kept.

    Attributes:
        is_new: no row was read for it; of goods there is none, of an account there may be one.
    """

    key: StockKey
    kind: PlaceKind
    is_new: bool
    is_physical: bool
    is_serial: bool
    may_go_below: bool

    @property
    def is_spread(self) -> bool:
        """Whether its row is one of several stripes."""
        return self.key.lot is None and self.kind in SPREAD


class Posted(Fact, frozen=True, kw_only=True):
    """A move as it is written; follows from the move when it is folded.

    Attributes:
        site: of the source.
        material, unit: of the lot; None in a money-only move.
        day: how the site counts its days.
        open_from: the first day that may still be posted to; None = every day.
    """

    move: Move
    source: End
    target: End
    site: UUID
    material: UUID | None
    unit: str | None
    day: SiteDay
    open_from: date | None

    def posted_on(self, occurred_at: Instant) -> date:
        """Return the business date it counts for; the first open day where that is closed."""
        own = self.day.date_of(occurred_at)
        return own if self.open_from is None else max(own, self.open_from)


def posted(stock: Stock, move: Move, *, ends: tuple[Balance, Balance]) -> Posted:
    """Return a move as it is written; the rows of its ends are there for whatever comes after.

    Args:
        ends: the balances of source and target, as they were before.
    """
    place = stock.places[move.source.place]
    lot = stock.lots.get(move.source.lot) if move.source.lot is not None else None
    material = stock.materials.get(lot.material) if lot is not None else None
    is_serial = lot is not None and lot.is_serial
    return Posted(
        move=move,
        source=_end(place, ends[0], is_serial=is_serial),
        target=_end(stock.places[move.target.place], ends[1], is_serial=is_serial),
        site=place.site,
        material=lot.material if lot is not None else None,
        unit=material.unit if material is not None else None,
        day=stock.sites.get(place.site) or SiteDay(id=place.site, currency=stock.currency),
        open_from=stock.open_from,
    )


def _end(place: Place, balance: Balance, *, is_serial: bool) -> End:
    is_new, balance.is_new = balance.is_new, False
    return End(
        key=balance.key,
        kind=place.kind,
        is_new=is_new,
        is_physical=place.is_physical,
        is_serial=is_serial,
        may_go_below=balance.may_go_below,
    )
