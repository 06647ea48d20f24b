"""Stopping lots: a recall, a supplier's notice, with everything that was made from them."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.ledger.allocation import cut_by_hold
from taktline.kernel.ledger.books import (
    CLOSURE_MAX,
    Books,
    known_lot,
    load_made_from,
    load_named,
    load_open_holds,
)
from taktline.kernel.ledger.entry import cut_events
from taktline.kernel.ledger.facts import HoldPlaced, HoldReleased
from taktline.kernel.ledger.genealogy import closure
from taktline.kernel.ledger.load import load_stock
from taktline.kernel.ledger.refusals import UnknownLot
from taktline.kernel.ledger.stock import Stock, StockWanted
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx

LOTS_MAX = 1_000
"""Lots named in one command; what was made from them comes on top."""


class AlreadyHeld(Problem):
    """The hold is on this lot already."""

    title = Text(en="Lot {lot} is held by {hold} already.", zh="批次 {lot} 已被 {hold} 扣留。")


class TooManyLots(Problem):
    """The recall reaches further than one command may."""

    title = Text(
        en="More than {limit} lots were made from these; hold them in parts.",
        zh="由这些批次制成的批次超过 {limit} 个,请分批扣留。",
    )


class NoSuchHold(NotFound):
    """No open hold has this code, or not on this lot."""

    title = Text(en="There is no open hold {code}.", zh="没有未解除的扣留 {code}。")


class NamedLot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lot, by material and code."""

    material: str
    lot: str


class PlaceHold(Command, frozen=True, kw_only=True):
    """Stop lots wherever they are, until the hold is released.

    Attributes:
        code: the hold's own code, for instance the number of the notice.
        lots: 1 to 1000.
        reason: code of a hold reason, or words.
        with_made_from: hold everything made from them as well (forward genealogy).
    """

    code: str
    lots: tuple[NamedLot, ...]
    reason: str
    note: str = ""
    with_made_from: bool = False


class ReleaseHold(Command, frozen=True, kw_only=True):
    """End a hold, on some of its lots or on all; other holds on them still bite.

    Attributes:
        lots: empty = all.
        reason: why it may end.
    """

    code: str
    reason: str
    lots: tuple[NamedLot, ...] = ()


async def load_holds(tx: Tx, commands: Sequence[PlaceHold]) -> Books:
    """Lock every balance row of the lots concerned: a hold must bite everywhere at once."""
    named = [lot for command in commands for lot in command.lots]
    refs = await load_named(tx, materials={lot.material for lot in named})
    wanted = StockWanted()
    for lot in named:
        found = known_lot(refs, lot.material, lot.lot)
        if found is not None:
            wanted.lots.add(found)
            wanted.materials.add(refs.materials[lot.material])
    stock, edges = await load_made_from(tx, set(wanted.lots), wanted)
    return Books(stock=stock, refs=refs, edges=edges)


def decide_place_hold(books: Books, command: PlaceHold, now: Instant, ids: Ids) -> list[Fact]:
    """Decide which lots a hold stops: those named, then what was made from them, nearest first.

    Raises:
        NotFound: a material does not exist.
        UnknownLot: a lot does not.
        TooManyLots: too much was made from them.
        AlreadyHeld: this hold is on a named lot already.
    """
    stock = books.stock
    named = [_lot(books, lot) for lot in command.lots]
    made = closure(books.edges, named, limit=CLOSURE_MAX + 1) if command.with_made_from else []
    if len(made) > CLOSURE_MAX:
        raise TooManyLots(limit=CLOSURE_MAX)
    for lot in named:
        if _is_held(stock, lot, command.code):
            raise AlreadyHeld(lot=stock.lots[lot].code, hold=command.code)
    fresh = [lot for lot in made if not _is_held(stock, lot, command.code)]
    held = [
        HoldPlaced(
            id=derived_id("hold", command.code, lot),
            code=command.code,
            lot=lot,
            reason=command.reason,
            note=command.note,
            inherited_from=None if lot in named else named[0],
        )
        for lot in [*named, *fresh]
    ]
    cut = cut_by_hold(stock, [hold.lot for hold in held])
    told = [_told(stock, hold.lot, command.code, name="lot.held") for hold in held]
    return [*held, *cut, *told, *cut_events(stock, cut)]


async def load_releases(tx: Tx, commands: Sequence[ReleaseHold]) -> Books:
    """Read the open holds; ending one only gives freedom, so nothing is locked."""
    holds = await load_open_holds(tx, {command.code for command in commands})
    named = {lot.material for command in commands for lot in command.lots}
    refs = await load_named(tx, materials=named)
    lots = {hold.lot for found in holds.values() for hold in found}
    stock = await load_stock(tx, StockWanted(lots=lots))
    return Books(stock=stock, refs=refs, open_holds=holds)


def decide_release_hold(books: Books, command: ReleaseHold, now: Instant, ids: Ids) -> list[Fact]:
    """Decide which lots a hold lets go.

    Raises:
        NoSuchHold: no open hold has this code, or it is not on a named lot.
        NotFound, UnknownLot: a material or lot does not exist.
    """
    stock = books.stock
    held = {
        hold.lot: hold
        for hold in books.open_holds.get(command.code, ())
        if _is_held(stock, hold.lot, command.code)
    }
    chosen = [_lot(books, lot) for lot in command.lots] or list(held)
    if not held or not set(chosen) <= held.keys():
        raise NoSuchHold(code=command.code, at="/code")
    released = [HoldReleased(id=held[lot].id, lot=lot) for lot in chosen]
    return [*released, *(_told(stock, lot, command.code, name="lot.released") for lot in chosen)]


def _lot(books: Books, named: NamedLot) -> UUID:
    books.refs.material(named.material)
    lot = known_lot(books.refs, named.material, named.lot)
    if lot is None or lot not in books.stock.lots:
        raise UnknownLot(material=named.material, lot=named.lot, at="/lots")
    return lot


def _is_held(stock: Stock, lot: UUID, code: str) -> bool:  # tidy: positional - three plain values
    return any(hold.code == code for hold in stock.holds.get(lot, ()))


def _told(stock: Stock, lot: UUID, hold: str, *, name: str) -> Event:  # tidy: positional - the pair
    known = stock.lots[lot]
    return Event(
        name=name,
        entity="lot",
        record=lot,
        code=known.code,
        payload={"hold": hold, "material": stock.materials[known.material].code},
    )
