"""Goods become other goods without an order: a tank is filled, an assembly is taken apart."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
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
from taktline.kernel.ledger.facts import LotCreated, StockKey, StockStatus
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.value import planned_value
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx


class NothingIsMade(Problem):
    """Something goes in and something comes out, or it is another command."""

    title = Text(en="Name what goes in and what comes out.", zh="请填写投入与产出。")
    status = 400


class RemadeLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some goods that go in or come out.

    Attributes:
        share: of what comes out, its part of the value beside the other parts; left out = by
            planned cost, where that is known of all, else by quantity.
    """

    material: str
    place: str
    quantity: Decimal
    unit: str | None = None
    lot: str | None = None
    status: StockStatus = "available"
    share: Decimal | None = None


class RemakeGoods(Command, frozen=True, kw_only=True):
    """Goods go in and others come out, at one moment, with all their value.

    Attributes:
        kind: a tank's old content and a delivery become a new mixture (混料), an assembly becomes
            its parts (拆解), goods are repacked into another article (改装).
        into: what comes out; lots are made where they are not there yet.
    """

    site: str | None = None
    kind: Literal["mixing", "disassembly", "repacking"]
    of: tuple[RemadeLine, ...]
    into: tuple[RemadeLine, ...]
    reason: str = ""


async def load_remakes(tx: Tx, commands: Sequence[RemakeGoods]) -> Dock:
    """Lock what goes in and where things come out."""
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot or "",
            places=(line.place,),
            statuses=(line.status,),
        )
        for command in commands
        for line in (*command.of, *command.into)
    ]
    return await load_dock(tx, commands, takings, named=ReferencesWanted())


def decide_remake(dock: Dock, command: RemakeGoods, now: Instant, ids: Ids) -> list[Fact]:
    """Decide the moves `store -> transform:<command> -> store`; the transform ends at value zero.

    Raises:
        LineCount, NothingIsMade: nothing goes in, nothing comes out, or too much.
        SiteNeeded, NotFound, UnknownPlace, UnknownLot, LotNeeded: what is named.
        NoConversion, QuantityNotPositive: a quantity says nothing.
        StatusForbids, LotHeld, SerialTwice, Shortage, BackdatedShortage: see `checked`.
    """
    refuse_lines((*command.of, *command.into))
    if not command.of or not command.into:
        raise NothingIsMade(at="/of" if not command.of else "/into")
    site = dock.refs.site(command.site)
    entry = Entry(dock.stock, ids.new)
    making = entry.place(site, f"transform:{ids.cause}", kind="transform")
    for line in command.of:
        material = dock.material(line.material)
        entered = dock.refs.entered(material, line.quantity, unit=line.unit)
        source = StockKey(
            place=entry.known_place(site, line.place, at="/of"),
            lot=entry.known_lot(material, line.lot, at="/of"),
            status=line.status,
        )
        target = StockKey(place=making, lot=source.lot)
        entry.move(source, target, quantity=entered.base, entered=entered)
    parts = _parts(dock, command, entry=entry)
    values = shares(worth(entry.moves), _weights(dock, command, parts), _minor(entry))
    for line, quantity, value in zip(command.into, parts, values, strict=True):
        _out(dock, entry, line, making=making, quantity=quantity, value=value)
    told = Event(
        name="material.remade",
        entity="material",
        record=ids.cause,
        code=command.kind,
        site=site,
        payload={
            "kind": command.kind,
            "of": _told(dock, command.of),
            "into": _told(dock, command.into),
            "reason": command.reason,
        },
    )
    return [*booked(entry, occurred_at=command.occurred_at), told]


def _minor(entry: Entry) -> int:
    return minor_places(entry.stock.currency)


def _parts(dock: Dock, command: RemakeGoods, *, entry: Entry) -> list[Decimal]:
    return [
        dock.refs.entered(dock.material(line.material), line.quantity, unit=line.unit).base
        for line in command.into
    ]


def _weights(
    dock: Dock, command: RemakeGoods, parts: list[Decimal]
) -> list[Decimal]:  # tidy: positional - state, command, quantities
    """Return by what the value is shared: as said, else planned cost, else quantity."""
    said = [line.share for line in command.into if line.share is not None]
    if len(said) == len(parts) and sum(said, ZERO) > 0:
        return said
    planned = [
        planned_value(dock.stock, dock.material(line.material), quantity)
        for line, quantity in zip(command.into, parts, strict=True)
    ]
    return planned if all(value > 0 for value in planned) else parts


def _out(
    dock: Dock, entry: Entry, line: RemadeLine, *, making: UUID, quantity: Decimal, value: Decimal
) -> None:  # fmt: skip  # tidy: positional - state, entry, line
    site, material = entry.stock.places[making].site, dock.material(line.material)
    lots = [entry.stock.lots[m.source.lot] for m in entry.moves if m.source.lot is not None]
    ends = [lot.expires_on for lot in lots if lot.expires_on and lot.material == material.id]
    like = LotCreated(
        id=material.id, material=material.id, code="", expires_on=min(ends, default=None)
    )
    lot = entry.lot(material, line.lot, like=like)
    target = StockKey(
        place=entry.known_place(site, line.place, at="/into"), lot=lot, status=line.status
    )
    entry.move(StockKey(place=making, lot=lot), target, quantity=quantity, value=value)


def _told(dock: Dock, lines: Sequence[RemadeLine]) -> list[dict[str, str]]:
    return [
        {
            "material": dock.material(line.material).code,
            "lot": line.lot or "",
            "quantity": plain(line.quantity),
        }
        for line in lines
    ]
