"""Goods change their place, their status or their owner."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.dock import (
    Dock,
    GoodsLine,
    Taking,
    goods_event,
    load_dock,
    refuse_lines,
    taken,
)
from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import Move, StockKey, StockStatus
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.refusals import NegativeValue
from taktline.kernel.ledger.stock import StockWanted
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx


class NothingChanges(Problem):
    """Source and target are the same."""

    title = Text(en="The goods would stay as they are.", zh="货物不会发生任何变化。")
    status = 400


class MoveLine(GoodsLine, frozen=True, kw_only=True):
    """Some goods and where they go; `to_handling_unit` puts them into another unit."""

    source: str
    target: str
    to_handling_unit: str | None = None


class MoveMaterial(Command, frozen=True, kw_only=True):
    """Goods were carried from place to place: put away, picked, brought to the line."""

    site: str | None = None
    lines: tuple[MoveLine, ...]
    demand: str | None = None


class ChangeStatus(Command, frozen=True, kw_only=True):
    """Goods are blocked, released or rejected where they lie."""

    site: str | None = None
    place: str
    line: GoodsLine
    to: StockStatus
    reason: str


class ChangeOwner(Command, frozen=True, kw_only=True):
    """A supplier's goods become ours: consignment used, an over-receipt accepted.

    Attributes:
        line: what, of which owner.
        amount: what we owe for it, ledger currency; 0 = free of charge.
    """

    site: str | None = None
    place: str
    line: GoodsLine
    amount: Decimal


async def load_moves(tx: Tx, commands: Sequence[MoveMaterial]) -> Dock:
    """Lock both ends of every line."""
    named, wanted_demands = ReferencesWanted(), {c.demand for c in commands if c.demand}
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot,
            places=(line.source, line.target),
            statuses=(line.status,),
            owners=(line.owner,),
            units=(line.handling_unit, line.to_handling_unit),
        )
        for command in commands
        for line in command.lines
    ]
    wanted = StockWanted(demands=wanted_demands)
    return await load_dock(tx, commands, takings, named=named, wanted=wanted)


def decide_move(dock: Dock, command: MoveMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide the moves of goods from place to place; status and owner stay as they are.

    Raises:
        LineCount, SiteNeeded, NotFound, UnknownPlace, UnknownLot: something named is not there.
        NoConversion, QuantityNotPositive: a quantity says nothing.
        NothingChanges: from a place to itself.
        NothingAllocatable: no lot is named and there is too little to take.
        StatusForbids, LotHeld, LotExpired, Shortage, BackdatedShortage: see `checked`.
    """
    refuse_lines(command.lines)
    site = dock.refs.site(command.site)
    entry = Entry(dock.stock, ids.new)
    for line in command.lines:
        source = entry.known_place(site, line.source, at="/lines")
        target = entry.known_place(site, line.target, at="/lines")
        unit = dock.unit(line.to_handling_unit)
        at = command.occurred_at
        for key, part in taken(dock, entry, line, place=source, at=at, demand=command.demand):
            onto = msgspec.structs.replace(key, place=target, handling_unit=unit)
            if onto == key:
                raise NothingChanges(at="/lines")
            entry.move(key, onto, quantity=part.base, entered=part)
    events = [goods_event(dock, entry, move, name="material.moved") for move in entry.moves]
    return [*booked(entry, occurred_at=command.occurred_at, demand=command.demand), *events]


STATUSES: tuple[StockStatus, ...] = ("available", "quarantine", "blocked", "rejected")


async def load_statuses(tx: Tx, commands: Sequence[ChangeStatus]) -> Dock:
    """Lock the goods in both statuses."""
    takings = [
        Taking(
            site=command.site,
            material=command.line.material,
            lot=command.line.lot or "",
            places=(command.place,),
            statuses=(command.line.status, command.to),
            owners=(command.line.owner,),
            units=(command.line.handling_unit,),
        )
        for command in commands
    ]
    return await load_dock(tx, commands, takings, named=ReferencesWanted())


def decide_status(dock: Dock, command: ChangeStatus, now: Instant, ids: Ids) -> list[Fact]:
    """Decide a change of status: a move between two keys of one place.

    Raises:
        SiteNeeded, NotFound, UnknownPlace, UnknownLot, LotNeeded: something named is not there.
        NothingChanges: they have that status.
        Shortage, BackdatedShortage: fewer are there.
    """
    entry, key, quantity = _one_line(dock, command, ids)
    if key.status == command.to:
        raise NothingChanges(at="/to")
    move = entry.move(key, msgspec.structs.replace(key, status=command.to), quantity=quantity)
    event = goods_event(dock, entry, move, name="stock_status.changed", reason=command.reason)
    return [*booked(entry, occurred_at=command.occurred_at), event]


async def load_owners(tx: Tx, commands: Sequence[ChangeOwner]) -> Dock:
    """Lock the goods as theirs and as ours."""
    takings = [
        Taking(
            site=command.site,
            material=command.line.material,
            lot=command.line.lot or "",
            places=(command.place,),
            accounts=(("supplier", command.line.owner or ""),),
            statuses=(command.line.status,),
            owners=(command.line.owner, None),
            units=(command.line.handling_unit,),
        )
        for command in commands
    ]
    return await load_dock(tx, commands, takings, named=ReferencesWanted())


def decide_owner(dock: Dock, command: ChangeOwner, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a supplier's goods are ours: the goods without value, then what we owe.

    Raises:
        SiteNeeded, NotFound, UnknownPlace, UnknownLot, LotNeeded: something named is not there.
        NothingChanges: they are ours, or nobody else is named.
        NegativeValue: nobody owes less than nothing.
        Shortage, BackdatedShortage: fewer of theirs are there.
    """
    entry, key, quantity = _one_line(dock, command, ids)
    if key.owner is None:
        raise NothingChanges(at="/line/owner")
    if command.amount < 0:
        raise NegativeValue(value=command.amount, at="/amount")
    ours = msgspec.structs.replace(key, owner=None)
    move = entry.move(key, ours, quantity=quantity, value=ZERO)
    site = entry.stock.places[key.place].site
    supplier = dock.refs.partner_code(command.line.owner or "")
    account = entry.place(site, f"supplier:{supplier}", kind="supplier", partner=key.owner)
    amount = to_minor(command.amount, entry.stock.currency)
    if amount > 0:
        owed = StockKey(place=account, lot=key.lot)
        entry.add(Move(id=ids.new(), source=owed, target=ours, quantity=ZERO, value=amount))
    event = goods_event(
        dock, entry, move, name="stock_owner.changed", owner=supplier,
        amount=str(amount),
    )  # fmt: skip
    return [*booked(entry, occurred_at=command.occurred_at), event]


def _one_line(
    dock: Dock, command: ChangeStatus | ChangeOwner, ids: Ids
) -> tuple[Entry, StockKey, Decimal]:  # tidy: positional - state, command, ids as in decide
    site = dock.refs.site(command.site)
    entry = Entry(dock.stock, ids.new)
    place = entry.known_place(site, command.place)
    line = command.line
    material = dock.material(line.material)
    entered = dock.refs.entered(material, line.quantity, unit=line.unit)
    key = StockKey(
        place=place,
        lot=entry.known_lot(material, line.lot, at="/line/lot"),
        handling_unit=dock.unit(line.handling_unit),
        status=line.status,
        owner=dock.owner(line.owner),
    )
    return entry, key, entered.base
