"""Goods go to a customer, and come back."""

from collections.abc import Sequence
from uuid import UUID

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.departures import departures_of, lock_numbers, refuse_twice
from taktline.apps.inventory.dock import (
    Dock,
    GoodsLine,
    Taking,
    load_dock,
    measured,
    refuse_lines,
    taken,
)
from taktline.base.code import code as checked_code
from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import Confirmable, Problem
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry, worth
from taktline.kernel.ledger.facts import Move, ReservationChanged, StockKey, StockStatus
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import StockWanted
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.confirm import refuse_unless_confirmed
from taktline.platform.transaction import Tx


class ShipLine(GoodsLine, frozen=True, kw_only=True):
    """Some goods and the place they leave."""

    source: str


class NotOurs(Problem):
    """Goods of somebody else would be sold."""

    title = Text(
        en="{material} belongs to {owner}: take it over first, or ship what is ours.",
        zh="{material} 归 {owner} 所有:请先变更货权,或改发自有货物。",
    )


class PromisedToOthers(Confirmable):
    """Goods that were promised to somebody else would leave."""

    title = Text(
        en="These goods are promised to {demands}. Take others, or confirm that they go here.",
        zh="这些货物已预留给 {demands}。请换其他货物,或确认改发此处。",
    )


class ShipMaterial(Command, frozen=True, kw_only=True):
    """Goods leave for a customer; their value becomes cost of sales.

    Attributes:
        code: the shipment's number; one that left is used again only once it was taken back.
        customer: code or id of a partner.
        demand: the record they were reserved for, as `entity:id`.
        part_of: the command that shipped the first of these goods under this number, where they
            leave in several parts.
    """

    site: str | None = None
    code: str
    customer: str
    lines: tuple[ShipLine, ...]
    demand: str | None = None
    part_of: UUID | None = None

    @property
    def whole(self) -> UUID:
        """The command all goods of the shipment belong to."""
        return self.part_of or self.id


class TakeBackLine(GoodsLine, frozen=True, kw_only=True):
    """Some goods and the place they come back to; `status` is what they get there."""

    target: str
    status: StockStatus = "blocked"


class TakeBackMaterial(Command, frozen=True, kw_only=True):
    """A customer sends goods back; they are blocked until somebody looks at them."""

    site: str | None = None
    code: str
    customer: str
    reason: str
    lines: tuple[TakeBackLine, ...]


async def load_shipments(tx: Tx, commands: Sequence[ShipMaterial]) -> Dock:
    """Lock the numbers and what leaves; read what the customer has of it, and what left already.

    Raises:
        ShipmentTwice: two of a batch have one number; by itself the second is judged by the first.
    """
    lock_numbers(tx, commands)
    named = ReferencesWanted()
    named.want(partners=[command.customer for command in commands])
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot,
            places=(line.source,),
            accounts=(("customer", command.customer),),
            statuses=(line.status, "available"),
            owners=(line.owner, None),
            units=(line.handling_unit, None),
        )
        for command in commands
        for line in command.lines
    ]
    wanted = StockWanted(demands={c.demand for c in commands if c.demand is not None})
    dock = await load_dock(tx, commands, takings, named=named, wanted=wanted)
    records = {
        derived_id("shipment", site, command.code)
        for command in commands
        if (site := dock.refs.site_or_none(command.site)) is not None
    }
    dock.departures = await departures_of(tx, records)
    return dock


def decide_ship(dock: Dock, command: ShipMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a shipment books: `store -> customer`, at the value the goods have.

    Raises:
        LineCount, BadCode, SiteNeeded, NotFound, UnknownPlace, UnknownLot: what is named.
        ShipmentTwice: other goods left under this number.
        NoConversion, QuantityNotPositive: a quantity says nothing.
        NotOurs: they belong to somebody else than the customer.
        NothingAllocatable: no lot is named and there is too little to take.
        StatusForbids, LotHeld, LotExpired, Shortage, BackdatedShortage: see `checked`.
        PromisedToOthers: named goods that others rely on, not confirmed.
    """
    refuse_lines(command.lines)
    code = checked_code(command.code)
    site = dock.refs.site(command.site)
    shipment = derived_id("shipment", site, code)
    refuse_twice(dock.departures.get(shipment), command)
    customer = dock.refs.partner(command.customer)
    entry = Entry(dock.stock, ids.new)
    code_of = dock.refs.partner_code(command.customer)
    gone = entry.place(site, f"customer:{code_of}", kind="customer", partner=customer)
    for line in command.lines:
        source = entry.known_place(site, line.source, at="/lines")
        if dock.owner(line.owner) not in {None, customer}:
            raise NotOurs(material=line.material, owner=line.owner, at="/lines")
        for key, part in taken(
            dock, entry, line, place=source, at=command.occurred_at, demand=command.demand
        ):
            target = StockKey(place=gone, lot=key.lot)
            entry.move(key, target, quantity=part.base, entered=part)
    event = Event(
        name="shipment.shipped",
        entity="shipment",
        record=shipment,
        code=code,
        site=site,
        payload={
            "customer": code_of,
            "lines": _lines(entry),
            "value": plain(worth(entry.moves)),
        },
    )
    facts = booked(entry, occurred_at=command.occurred_at, demand=command.demand)
    _refuse_promised(dock, command, facts)
    return [*facts, event]


def _refuse_promised(
    dock: Dock, command: ShipMaterial, facts: Sequence[Fact]
) -> None:  # tidy: positional - three plain values
    promises, at = dock.stock.reservations, command.occurred_at
    cut = [promises[one.id] for one in facts if isinstance(one, ReservationChanged)]
    others = sorted({one.demand for one in cut if one.binds(at) and one.demand != command.demand})
    if others:
        refuse_unless_confirmed(command, PromisedToOthers(demands=others, at="/lines"))


async def load_returns(tx: Tx, commands: Sequence[TakeBackMaterial]) -> Dock:
    """Lock where goods come back to, and what the customer has."""
    named = ReferencesWanted()
    named.want(partners=[command.customer for command in commands])
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot or "",
            places=(line.target,),
            accounts=(("customer", command.customer),),
            statuses=("available", line.status),
            units=(None, line.handling_unit),
        )
        for command in commands
        for line in command.lines
    ]
    return await load_dock(tx, commands, takings, named=named)


def decide_take_back(dock: Dock, command: TakeBackMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a customer's return books: `customer -> store!blocked`, at what it left with.

    Raises:
        LineCount, SiteNeeded, NotFound, UnknownPlace, UnknownLot, LotNeeded: what is named.
        NoConversion, QuantityNotPositive: a quantity says nothing.
        LotHeld: held goods would become available at once.
        Shortage: the customer was sent less.
    """
    refuse_lines(command.lines)
    site = dock.refs.site(command.site)
    customer = dock.refs.partner(command.customer)
    entry = Entry(dock.stock, ids.new)
    code_of = dock.refs.partner_code(command.customer)
    origin = entry.place(site, f"customer:{code_of}", kind="customer", partner=customer)
    for line in command.lines:
        material = dock.material(line.material)
        entered = measured(dock, line, material=material)
        lot = entry.known_lot(material, line.lot)
        target = StockKey(
            place=entry.known_place(site, line.target, at="/lines"),
            lot=lot,
            handling_unit=dock.unit(line.handling_unit),
            status=line.status,
        )
        source = StockKey(place=origin, lot=lot)
        entry.move(source, target, quantity=entered.base, entered=entered)
    event = Event(
        name="shipment.returned",
        entity="shipment",
        record=derived_id("shipment", site, command.code),
        code=command.code,
        site=site,
        payload={
            "customer": code_of, "lines": _lines(entry), "reason": command.reason,
        },
    )  # fmt: skip
    return [*booked(entry, occurred_at=command.occurred_at), event]


def _lines(entry: Entry) -> list[dict[str, str]]:
    return [_line(entry, move) for move in entry.moves]


def _line(entry: Entry, move: Move) -> dict[str, str]:
    assert move.source.lot is not None
    lot = entry.stock.lots[move.source.lot]
    material = entry.stock.materials[lot.material]
    return {
        "material": material.code,
        "lot": lot.code,
        "quantity": plain(move.quantity),
        "unit": material.unit,
    }
