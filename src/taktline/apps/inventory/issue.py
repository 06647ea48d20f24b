"""Goods are brought to a job order, and what is left is brought back."""

from collections.abc import Sequence
from uuid import UUID

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.dock import (
    Dock,
    GoodsLine,
    OpenJob,
    Taking,
    goods_event,
    load_dock,
    measured,
    refuse_lines,
    taken,
)
from taktline.base.instant import Instant
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import PlaceOpened, StockKey, place_id
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import StockWanted
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx


class IssueLine(GoodsLine, frozen=True, kw_only=True):
    """Some goods and the store or line side they come from."""

    source: str


class ReturnLine(GoodsLine, frozen=True, kw_only=True):
    """Some unused goods and the store or line side they go back to."""

    target: str


class IssueMaterial(Command, frozen=True, kw_only=True):
    """Components are brought to a job order; they stand in its wip until they are used."""

    job_order: str
    lines: tuple[IssueLine, ...]
    demand: str | None = None


class ReturnMaterial(Command, frozen=True, kw_only=True):
    """Components a job order did not use are brought back, with their value."""

    job_order: str
    lines: tuple[ReturnLine, ...]


async def load_issues(tx: Tx, commands: Sequence[IssueMaterial]) -> Dock:
    """Lock the job order, then both ends of every line."""
    takings = [
        Taking(
            site=None,
            material=line.material,
            lot=line.lot,
            places=(line.source,),
            accounts=(("wip", command.job_order),),
            statuses=(line.status, "available"),
            owners=(line.owner,),
            units=(line.handling_unit, None),
        )
        for command in commands
        for line in command.lines
    ]
    wanted = StockWanted(demands={c.demand for c in commands if c.demand is not None})
    jobs = [command.job_order for command in commands]
    return await load_dock(
        tx, commands, takings, named=ReferencesWanted(), wanted=wanted, jobs=jobs
    )


async def load_job_returns(tx: Tx, commands: Sequence[ReturnMaterial]) -> Dock:
    """Lock the job order, then both ends of every line."""
    takings = [
        Taking(
            site=None,
            material=line.material,
            lot=line.lot,
            places=(line.target,),
            accounts=(("wip", command.job_order),),
            statuses=("available", line.status),
            owners=(line.owner,),
            units=(line.handling_unit, None),
        )
        for command in commands
        for line in command.lines
    ]
    jobs = [command.job_order for command in commands]
    return await load_dock(tx, commands, takings, named=ReferencesWanted(), jobs=jobs)


def decide_issue(dock: Dock, command: IssueMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide the moves `store -> wip:<job>`, each with its value.

    Raises:
        LineCount, NotFound: no lines; no such job order, material or unit.
        JobEnded: the job order is not released, or over.
        UnknownPlace, UnknownLot: something named is not there.
        NoConversion, QuantityNotPositive: a quantity says nothing.
        NothingAllocatable: no lot is named and there is too little to take.
        StatusForbids, LotHeld, LotExpired, Shortage, BackdatedShortage: see `checked`.
    """
    refuse_lines(command.lines)
    job = dock.open_job(command.job_order)
    entry = Entry(dock.stock, ids.new)
    wip = wip_of(entry, job)
    for line in command.lines:
        source = entry.known_place(job.site, line.source, at="/lines")
        for key, part in taken(
            dock, entry, line, place=source, at=command.occurred_at, demand=command.demand
        ):
            target = StockKey(place=wip, lot=key.lot, owner=key.owner)
            entry.move(key, target, quantity=part.base, entered=part)
    events = [
        goods_event(dock, entry, move, name="material.issued", job_order=job.code)
        for move in entry.moves
    ]
    facts = booked(entry, occurred_at=command.occurred_at, demand=command.demand)
    return [*facts, *events]


def decide_return(dock: Dock, command: ReturnMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide the moves `wip:<job> -> store`, each with its value.

    Raises:
        LineCount, NotFound: no lines; no such job order, material or unit.
        JobEnded: the job order is not released, or over.
        UnknownPlace, UnknownLot, LotNeeded: something named is not there.
        NoConversion, QuantityNotPositive: a quantity says nothing.
        LotHeld, Shortage, BackdatedShortage: see `checked`.
    """
    refuse_lines(command.lines)
    job = dock.open_job(command.job_order)
    entry = Entry(dock.stock, ids.new)
    wip = wip_of(entry, job)
    for line in command.lines:
        material = dock.material(line.material)
        entered = measured(dock, line, material=material)
        source = StockKey(
            place=wip, lot=entry.known_lot(material, line.lot), owner=dock.owner(line.owner)
        )
        target = StockKey(
            place=entry.known_place(job.site, line.target, at="/lines"),
            lot=source.lot,
            handling_unit=dock.unit(line.handling_unit),
            status=line.status,
            owner=source.owner,
        )
        entry.move(source, target, quantity=entered.base, entered=entered)
    events = [
        goods_event(dock, entry, move, name="material.returned", job_order=job.code)
        for move in entry.moves
    ]
    return [*booked(entry, occurred_at=command.occurred_at), *events]


def wip_of(entry: Entry, job: OpenJob) -> UUID:
    """Return the wip place of a job order, opening it where it is not there."""
    code = f"wip:{job.code}"
    place = place_id(job.site, code)
    if place not in entry.stock.places:
        entry.open(
            PlaceOpened(
                id=place,
                site=job.site,
                code=code,
                kind="wip",
                job_order=job.id,
                takes_unreleased=job.is_rework or job.work_type == "quality",
            )
        )
    return place
