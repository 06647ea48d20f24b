"""Pallets, boxes and carts: packing them, and moving them with everything on them."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.dock import (
    Dock,
    GoodsLine,
    Taking,
    load_dock,
    refuse_lines,
    taken,
)
from taktline.apps.inventory.move import NothingChanges
from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.books import dated
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import (
    HandlingUnitMade,
    HandlingUnitStacked,
    StockKey,
    StockStatus,
    handling_unit_id,
)
from taktline.kernel.ledger.load import load_stock
from taktline.kernel.ledger.references import ReferencesWanted, load_references
from taktline.kernel.ledger.stock import StockWanted
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx


class EmptyUnit(Problem):
    """There is nothing on a handling unit that could be moved."""

    title = Text(en="There is nothing on {unit}.", zh="载具 {unit} 上没有货物。")


class UnitElsewhere(Problem):
    """A handling unit is at one place only."""

    title = Text(
        en="{unit} stands at {place}; move it here first, or take what is on it out.",
        zh="载具 {unit} 在 {place},请先移到此处或清空。",
    )


class StandsOnIt(Problem):
    """A handling unit would stand on itself, directly or by what stands on it."""

    title = Text(
        en="{unit} cannot stand on {onto}, which is itself or stands on it.",
        zh="载具 {unit} 不能放到 {onto} 上:二者相同,或后者已在其上。",
    )


class Pack(Command, frozen=True, kw_only=True):
    """Goods are put into a handling unit where they stand; an unknown one is made.

    Attributes:
        handling_unit: its code (SSCC or own).
        take_out: take them out of it instead.
    """

    site: str | None = None
    place: str
    handling_unit: str
    kind: Literal["pallet", "box", "cart", "container", "roll"] = "pallet"
    lines: tuple[GoodsLine, ...]
    take_out: bool = False


class MoveHandlingUnit(Command, frozen=True, kw_only=True):
    """A handling unit is carried to a place, with everything on it.

    Attributes:
        onto: the handling unit it now stands on; left out = on the floor.
    """

    site: str | None = None
    handling_unit: str
    target: str
    onto: str | None = None


async def load_packing(tx: Tx, commands: Sequence[Pack]) -> Dock:
    """Lock the goods inside and outside the unit."""
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot,
            places=(command.place,),
            statuses=(line.status,),
            owners=(line.owner,),
            units=(None, line.handling_unit, command.handling_unit),
        )
        for command in commands
        for line in command.lines
    ]
    units = {handling_unit_id(command.handling_unit) for command in commands}
    wanted = StockWanted(handling_units=units)
    return await load_dock(tx, commands, takings, named=ReferencesWanted(), wanted=wanted)


def decide_pack(dock: Dock, command: Pack, now: Instant, ids: Ids) -> list[Fact]:
    """Decide a packing: a move between two keys of one place.

    Raises:
        LineCount, BadCode, SiteNeeded, NotFound, UnknownPlace, UnknownLot: what is named.
        NoConversion, QuantityNotPositive: a quantity says nothing.
        NothingAllocatable, LotHeld, Shortage, BackdatedShortage: too little to pack, or held.
        UnitElsewhere: the unit stands at another place.
        NothingChanges: the goods are in the unit already.
    """
    refuse_lines(command.lines)
    code = checked_code(command.handling_unit)
    site = dock.refs.site(command.site)
    entry = Entry(dock.stock, ids.new)
    place = entry.known_place(site, command.place)
    unit = dock.refs.handling_units.get(code) or handling_unit_id(code)
    if not command.take_out:
        _refuse_elsewhere(dock, unit, code=code, place=place)
    made: list[Fact] = []
    if code not in dock.refs.handling_units and unit not in dock.stock.handling_units:
        made.append(HandlingUnitMade(id=unit, code=code, site=site, kind=command.kind))
        entry.made_new(unit)
    for line in command.lines:
        own = msgspec.structs.replace(line, handling_unit=code) if command.take_out else line
        for key, part in taken(dock, entry, own, place=place, at=command.occurred_at):
            target = msgspec.structs.replace(key, handling_unit=None if command.take_out else unit)
            if target == key:
                raise NothingChanges(at="/lines")
            entry.move(key, target, quantity=part.base, entered=part)
    event = Event(
        name="handling_unit.unpacked" if command.take_out else "handling_unit.packed",
        entity="handling_unit",
        record=unit,
        code=code,
        site=site,
        payload={"place": command.place, "lines": len(command.lines)},
    )
    return [*made, *booked(entry, occurred_at=command.occurred_at), event]


CONTENT = """
    WITH RECURSIVE unit_tree AS (
        SELECT unnest(%(units)s::uuid[]) AS id, unnest(%(units)s::uuid[]) AS root
        UNION SELECT h.id, t.root FROM handling_unit h JOIN unit_tree t ON h.parent = t.id
    )
    SELECT t.root, t.id, b.lot, b.status, b.owner
    FROM unit_tree t JOIN balance b ON b.handling_unit = t.id AND b.quantity > 0
    ORDER BY t.root, b.id"""


async def load_units(tx: Tx, commands: Sequence[MoveHandlingUnit]) -> Dock:
    """Read what stands on the units, then lock it where it is and where it goes."""
    named = ReferencesWanted()
    named.want(
        handling_units=[
            unit for command in commands for unit in (command.handling_unit, command.onto)
        ]
    )
    refs = await load_references(tx, named)
    wanted = StockWanted(handling_units=set(refs.handling_units.values()))
    dated(wanted, commands)
    rows = msgspec.convert(
        await tx.fetch(CONTENT, {"units": sorted(set(refs.handling_units.values()))}),
        list[tuple[UUID, UUID, UUID, StockStatus, UUID | None]],
    )
    for command in commands:
        site, root = (
            refs.site_or_none(command.site), refs.handling_units.get(command.handling_unit)
        )  # fmt: skip
        if site is None:
            continue
        target = wanted.want_place(site, command.target)
        for owner_root, unit, lot, status, owner in rows:
            if owner_root == root:
                key = StockKey(
                    place=target, lot=lot, handling_unit=unit, status=status, owner=owner
                )
                wanted.want(key)
    return Dock(stock=await load_stock(tx, wanted), refs=refs)


def decide_move_unit(dock: Dock, command: MoveHandlingUnit, now: Instant, ids: Ids) -> list[Fact]:
    """Decide the moves of a handling unit: one per row of its content and of what stands on it.

    Raises:
        SiteNeeded, NotFound, UnknownPlace: what is named.
        StandsOnIt: it would stand on itself.
        UnitElsewhere: what it would stand on is at another place.
        EmptyUnit: there is nothing on it.
        StatusForbids, LotHeld, LotExpired: one of the goods on it may not go there.
    """
    site = dock.refs.site(command.site)
    entry = Entry(dock.stock, ids.new)
    target = entry.known_place(site, command.target, at="/target")
    root = dock.unit(command.handling_unit)
    assert root is not None, "a reference that is given is found or refused"
    onto = dock.unit(command.onto)
    units = _below(dock, root)
    if onto in units:
        raise StandsOnIt(unit=command.handling_unit, onto=command.onto, at="/onto")
    if onto is not None:
        _refuse_elsewhere(dock, onto, code=command.onto or "", place=target)
    content = [
        balance
        for key, balance in sorted(
            entry.stock.balances.items(), key=lambda item: item[0].balance_id()
        )
        if key.handling_unit in units and balance.quantity > 0
    ]
    if not content:
        raise EmptyUnit(unit=command.handling_unit)
    for balance in content:
        if balance.key.place != target:
            goal = msgspec.structs.replace(balance.key, place=target)
            entry.move(balance.key, goal, quantity=balance.quantity)
    known = dock.stock.handling_units[root]
    stacked: list[Fact] = []
    if known.parent != onto:
        stacked.append(HandlingUnitStacked(id=root, parent=onto))
    event = Event(
        name="handling_unit.moved",
        entity="handling_unit",
        record=root,
        code=known.code,
        site=site,
        payload={"target": command.target, "rows": len(entry.moves)},
    )
    return [*booked(entry, occurred_at=command.occurred_at), *stacked, event]


def _refuse_elsewhere(dock: Dock, unit: UUID, *, code: str, place: UUID) -> None:
    """Refuse to put something on a unit that stands, with what is on it, at another place."""
    units, stock = _below(dock, unit), dock.stock
    for key, balance in stock.balances.items():
        there = stock.places[key.place] if key.handling_unit in units else None
        if there is None or balance.quantity <= 0 or not there.is_physical:
            continue
        if there.id != place:
            raise UnitElsewhere(unit=code, place=there.code)


def _below(dock: Dock, root: UUID) -> set[UUID]:
    """Return a handling unit and everything that stands on it."""
    found = {root}
    units = dock.stock.handling_units.values()
    while more := {u.id for u in units if u.parent in found and u.id not in found}:
        found |= more
    return found
