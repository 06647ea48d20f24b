"""Lots are split, merged and regraded: each is made anew, and keeps where it came from."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.dock import Dock, Taking, load_dock, refuse_lines
from taktline.base.instant import Instant
from taktline.base.money import minor_places
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, plain, shares
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry, worth
from taktline.kernel.ledger.facts import LotCreated, Move, StockKey, StockStatus, lot_id
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import Lot, Material
from taktline.kernel.ledger.value import planned_value
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx

WORST_FIRST: tuple[StockStatus, ...] = ("rejected", "blocked", "quarantine", "available")


class LotIsThere(Problem):
    """A new lot needs a code that the material does not have yet."""

    title = Text(en="{material} has a lot {lot} already.", zh="物料 {material} 已有批次 {lot}。")


class NotTraced(Problem):
    """Only lots can be split, merged or regraded."""

    title = Text(en="{material} is not traced by lot.", zh="物料 {material} 不按批次管理。")
    status = 400


class NewLot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a lot under its new code; the quantity is in the base unit."""

    lot: str
    quantity: Decimal


class OldLot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of which lot goes into a new one, in the base unit."""

    lot: str
    quantity: Decimal
    status: StockStatus = "available"


class SplitLot(Command, frozen=True, kw_only=True):
    """Part of a lot becomes lots of their own; what is not named stays in the old one."""

    site: str | None = None
    place: str
    material: str
    lot: str
    status: StockStatus = "available"
    parts: tuple[NewLot, ...]


class MergeLots(Command, frozen=True, kw_only=True):
    """Several lots of one material become one: the earliest expiry, the worst status."""

    site: str | None = None
    place: str
    material: str
    lots: tuple[OldLot, ...]
    into: str


class RegradeLot(Command, frozen=True, kw_only=True):
    """Part of a lot becomes another material.

    Attributes:
        quantity: of the old material, in its base unit.
        to_quantity: of the new material, in its base unit; the same number where left out.
    """

    site: str | None = None
    place: str
    material: str
    lot: str
    status: StockStatus = "available"
    quantity: Decimal
    to_material: str
    to_lot: str
    to_quantity: Decimal | None = None
    reason: str


async def load_splits(tx: Tx, commands: Sequence[SplitLot]) -> Dock:
    """Lock the old lot and the new ones at the place."""
    takings = [
        Taking(
            site=command.site,
            material=command.material,
            lot=command.lot,
            places=(command.place,),
            statuses=(command.status,),
            others=tuple(part.lot for part in command.parts),
        )
        for command in commands
    ]
    return await load_dock(tx, commands, takings, named=ReferencesWanted())


async def load_merges(tx: Tx, commands: Sequence[MergeLots]) -> Dock:
    """Lock the old lots and the new one at the place."""
    takings = [
        Taking(
            site=command.site,
            material=command.material,
            lot=command.into,
            places=(command.place,),
            statuses=tuple({old.status for old in command.lots}),
            others=tuple(old.lot for old in command.lots),
        )
        for command in commands
    ]
    return await load_dock(tx, commands, takings, named=ReferencesWanted())


async def load_regrades(tx: Tx, commands: Sequence[RegradeLot]) -> Dock:
    """Lock the lot that gives and the one that receives."""
    takings = [
        Taking(
            site=command.site,
            material=material,
            lot=lot,
            places=(command.place,),
            statuses=(command.status,),
        )
        for command in commands
        for material, lot in (
            (command.material, command.lot), (command.to_material, command.to_lot)
        )
    ]  # fmt: skip
    return await load_dock(tx, commands, takings, named=ReferencesWanted())


def decide_split(dock: Dock, command: SplitLot, now: Instant, ids: Ids) -> list[Fact]:
    """Decide a split: old lot -> transform -> new lots, the value by largest remainder.

    Raises:
        LineCount: no parts, or more than 500.
        SiteNeeded, NotFound, UnknownPlace, UnknownLot, NotTraced: what is named.
        QuantityNotPositive: a part is nothing.
        LotIsThere: a new code is taken.
        StatusForbids, LotHeld, Shortage, BackdatedShortage: see `checked`.
    """
    refuse_lines(command.parts)
    entry = Entry(dock.stock, ids.new)
    site = dock.refs.site(command.site)
    place = entry.known_place(site, command.place)
    material = _traced(dock, command.material)
    old = entry.known_lot(material, command.lot)
    making = entry.place(site, f"transform:{ids.cause}", kind="transform")
    parts = [_rounded(dock, material, part.quantity) for part in command.parts]
    source = StockKey(place=place, lot=old, status=command.status)
    given = entry.move(source, StockKey(place=making, lot=old), quantity=sum(parts, ZERO))
    values = shares(given.value or ZERO, parts, minor_places(entry.stock.currency))
    for part, quantity, value in zip(command.parts, parts, values, strict=True):
        new = _new_lot(entry, material, part.lot, parents=[entry.stock.lots[old]])
        target = StockKey(place=place, lot=new, status=command.status)
        entry.move(StockKey(place=making, lot=new), target, quantity=quantity, value=value)
    told = _told(entry, old, name="lot.split", into=[part.lot for part in command.parts])
    return [*booked(entry, occurred_at=command.occurred_at), told]


def decide_merge(dock: Dock, command: MergeLots, now: Instant, ids: Ids) -> list[Fact]:
    """Decide a merge: old lots -> transform -> one new lot with the sum of their value.

    Raises:
        LineCount: no lots, or more than 500.
        SiteNeeded, NotFound, UnknownPlace, UnknownLot, NotTraced: what is named.
        QuantityNotPositive: a part is nothing.
        LotIsThere: the new code is taken.
        StatusForbids, LotHeld, Shortage, BackdatedShortage: see `checked`.
    """
    refuse_lines(command.lots)
    entry = Entry(dock.stock, ids.new)
    site = dock.refs.site(command.site)
    place = entry.known_place(site, command.place)
    material = _traced(dock, command.material)
    making = entry.place(site, f"transform:{ids.cause}", kind="transform")
    old_lots: list[UUID] = []
    for old in command.lots:
        lot = entry.known_lot(material, old.lot)
        old_lots.append(lot)
        source = StockKey(place=place, lot=lot, status=old.status)
        quantity = _rounded(dock, material, old.quantity)
        entry.move(source, StockKey(place=making, lot=lot), quantity=quantity)
    parents = [entry.stock.lots[lot] for lot in old_lots]
    status = min((old.status for old in command.lots), key=WORST_FIRST.index)
    total, value = sum((m.quantity for m in entry.moves), ZERO), worth(entry.moves)
    new = _new_lot(entry, material, command.into, parents=parents)
    target = StockKey(place=place, lot=new, status=status)
    entry.move(StockKey(place=making, lot=new), target, quantity=total, value=value)
    told = _told(entry, new, name="lot.merged", of=[old.lot for old in command.lots])
    return [*booked(entry, occurred_at=command.occurred_at), told]


def decide_regrade(dock: Dock, command: RegradeLot, now: Instant, ids: Ids) -> list[Fact]:
    """Decide a regrade: both materials valued, the difference to `variance:regrade`.

    The new material comes in at its planned cost where it has one, else at what the old one was
    worth.

    Raises:
        SiteNeeded, NotFound, UnknownPlace, UnknownLot, NotTraced: what is named.
        QuantityNotPositive: it is nothing.
        StatusForbids, LotHeld, Shortage, BackdatedShortage: see `checked`.
    """
    entry = Entry(dock.stock, ids.new)
    site = dock.refs.site(command.site)
    place = entry.known_place(site, command.place)
    material, onto = _traced(dock, command.material), _traced(dock, command.to_material)
    old = entry.known_lot(material, command.lot)
    making = entry.place(site, f"transform:{ids.cause}", kind="transform")
    quantity = _rounded(dock, material, command.quantity)
    source = StockKey(place=place, lot=old, status=command.status)
    given = entry.move(source, StockKey(place=making, lot=old), quantity=quantity)
    came = _rounded(dock, onto, command.to_quantity or command.quantity)
    like = _inherited([entry.stock.lots[old]], onto, command.to_lot)
    new = entry.lot(onto, command.to_lot, like=like)
    value = given.value if onto.standard_cost is None else planned_value(entry.stock, onto, came)
    target = StockKey(place=place, lot=new, status=command.status)
    entry.move(StockKey(place=making, lot=new), target, quantity=came, value=value)
    _settle(entry, site, making=making, difference=(given.value or ZERO) - (value or ZERO))
    told = _told(entry, old, name="lot.regraded", into=[command.to_lot], reason=command.reason)
    return [*booked(entry, occurred_at=command.occurred_at), told]


def _settle(entry: Entry, site: UUID, *, making: UUID, difference: Decimal) -> None:
    """Leave the transform with value zero: what is over goes to the variance, or comes from it."""
    if difference == 0:
        return
    account = StockKey(place=entry.place(site, "variance:regrade", kind="variance"))
    over = StockKey(place=making)
    source, target = (over, account) if difference > 0 else (account, over)
    entry.add(
        Move(id=entry.new_id(), source=source, target=target, quantity=ZERO, value=abs(difference))
    )


def _traced(dock: Dock, reference: str) -> Material:
    material = dock.material(reference)
    if material.lot_traced == "none":
        raise NotTraced(material=material.code, at="/material")
    return material


def _rounded(
    dock: Dock, material: Material, quantity: Decimal
) -> Decimal:  # tidy: positional - three plain values
    return dock.refs.entered(material, quantity, unit=None).base


def _new_lot(
    entry: Entry, material: Material, code: str, *, parents: Sequence[Lot]
) -> UUID:  # tidy: positional - like Entry.lot
    if lot_id(material.id, code) in entry.stock.lots:
        raise LotIsThere(material=material.code, lot=code)
    return entry.lot(material, code, like=_inherited(parents, material, code))


def _inherited(
    parents: Sequence[Lot], material: Material, code: str
) -> LotCreated:  # tidy: positional - three plain values
    """Return a lot that is as old and keeps as long as the first of its parents to end."""
    dates = [lot.expires_on for lot in parents if lot.expires_on is not None]
    received = [lot.received_at for lot in parents if lot.received_at is not None]
    produced = [lot.produced_at for lot in parents if lot.produced_at is not None]
    return LotCreated(
        id=lot_id(material.id, code),
        material=material.id,
        code=code,
        expires_on=min(dates, default=None),
        received_at=min(received, default=None),
        produced_at=min(produced, default=None),
        supplier=parents[0].supplier if len({lot.supplier for lot in parents}) == 1 else None,
    )


def _told(entry: Entry, lot: UUID, *, name: str, **payload: object) -> Event:
    known = entry.stock.lots[lot]
    material = entry.stock.materials[known.material]
    moved = sum(
        (m.quantity for m in entry.moves if m.source.lot == lot or m.target.lot == lot), ZERO
    )
    return Event(
        name=name,
        entity="lot",
        record=lot,
        code=known.code,
        payload={"material": material.code, "quantity": plain(moved), **payload},
    )
