"""Goods are brought to a job order, and what is left is brought back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

from taktline.apps.inventory.bill import ask_bills, bills_of, refuse_beyond_bill
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
from taktline.base.quantity import ZERO, plain
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import Move, PlaceOpened, StockKey, StockStatus, place_id
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import StockWanted
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx


class IssueLine(GoodsLine, frozen=True, kw_only=True):
    """Some goods and the store or line side they come from.

    Attributes:
        job_order: whom they are for; left out = the command's.
    """

    source: str
    job_order: str | None = None


class ReturnLine(GoodsLine, frozen=True, kw_only=True):
    """Some unused goods and the store or line side they go back to.

    Attributes:
        fault: the goods are bad: as they came (料废, a claim to the supplier) or spoiled by the
            process (工废); they come back rejected.
    """

    target: str
    fault: Literal["material", "process"] | None = None

    @property
    def status_there(self) -> StockStatus:
        """The status they get."""
        return "rejected" if self.fault is not None else self.status


class IssueMaterial(Command, frozen=True, kw_only=True):
    """Components are brought to job orders; they stand in their wip until they are used.

    Attributes:
        job_order: whom they are for, where a line does not say; lines may name several (合并领料).
        reason: why more than the bill allows (超领, 补料); who confirms it answers for it.
    """

    job_order: str | None = None
    lines: tuple[IssueLine, ...]
    demand: str | None = None
    reason: str = ""

    def taker(self, line: IssueLine) -> str:
        """Return the job order a line is for; empty where nobody says."""
        return line.job_order or self.job_order or ""

    @property
    def takers(self) -> tuple[str, ...]:
        """The job orders the lines are for, each once, in order."""
        return tuple(dict.fromkeys(self.taker(line) for line in self.lines))


class ReturnMaterial(Command, frozen=True, kw_only=True):
    """Components a job order did not use are brought back, with their value."""

    job_order: str
    lines: tuple[ReturnLine, ...]


async def load_issues(tx: Tx, commands: Sequence[IssueMaterial]) -> Dock:
    """Lock the job orders, then both ends of every line; read what the bills allow."""
    takings = [
        Taking(
            site=None,
            material=line.material,
            lot=line.lot,
            places=(line.source,),
            accounts=(("wip", command.taker(line)),),
            statuses=(line.status, "available"),
            owners=(line.owner,),
            units=(line.handling_unit, None),
        )
        for command in commands
        for line in command.lines
    ]
    jobs = {job for command in commands for job in command.takers}
    wanted = StockWanted(demands={c.demand for c in commands if c.demand is not None})
    wanted.demands |= {f"job_order:{job}" for job in jobs}
    bills = ask_bills(tx, jobs)
    dock = await load_dock(
        tx, commands, takings, named=ReferencesWanted(), wanted=wanted, jobs=jobs
    )
    dock.bills = await bills_of(bills, dock)
    return dock


async def load_job_returns(tx: Tx, commands: Sequence[ReturnMaterial]) -> Dock:
    """Lock the job order, then both ends of every line."""
    takings = [
        Taking(
            site=None,
            material=line.material,
            lot=line.lot,
            places=(line.target,),
            accounts=(("wip", command.job_order),),
            statuses=("available", line.status, line.status_there),
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
        NotOnBill, AboveBill, OverReasonMissing: see `refuse_beyond_bill`.
        StatusForbids, LotHeld, LotExpired, Shortage, BackdatedShortage: see `checked`.
    """
    refuse_lines(command.lines)
    entry = Entry(dock.stock, ids.new)
    told: list[Fact] = []
    for reference in command.takers:
        job = dock.open_job(reference)
        told += _issued(dock, entry, command, job=job, reference=reference)
    demand = command.demand
    if demand is None and len(command.takers) == 1:
        demand = promised_to(dock, dock.open_job(command.takers[0]))
    facts = booked(entry, occurred_at=command.occurred_at, demand=demand)
    return [*facts, *told]


def promised_to(dock: Dock, job: OpenJob) -> str | None:
    """Return by which name goods are promised to a job order; None where none are."""
    promises = dock.stock.reservations.values()
    return next((p.demand for p in promises if p.job_order == job.id and p.status == "open"), None)


def _issued(
    dock: Dock, entry: Entry, command: IssueMaterial, *, job: OpenJob, reference: str
) -> list[Event]:
    """Bring the lines of one job order; return what is told of them."""
    wip, first = wip_of(entry, job), len(entry.moves)
    demand = command.demand or promised_to(dock, job)
    asked: dict[UUID, Decimal] = {}
    for line in command.lines:
        if command.taker(line) != reference:
            continue
        source = entry.known_place(job.site, line.source, at="/lines")
        at = command.occurred_at
        for key, part in taken(dock, entry, line, place=source, at=at, demand=demand):
            target = StockKey(place=wip, lot=key.lot, owner=key.owner)
            entry.move(key, target, quantity=part.base, entered=part)
            material = dock.material(line.material).id
            asked[material] = asked.get(material, ZERO) + part.base
    over = refuse_beyond_bill(dock, command, job=job, asked=asked, reason=command.reason)
    return [
        _told(dock, entry, move, job=job, over=over, reason=command.reason)
        for move in entry.moves[first:]
    ]


def _told(
    dock: Dock, entry: Entry, move: Move, *, job: OpenJob, over: dict[UUID, Decimal], reason: str
) -> Event:
    assert move.source.lot is not None
    beyond = over.get(entry.stock.lots[move.source.lot].material)
    more = {} if beyond is None else {"beyond_bill": plain(beyond), "reason": reason}
    return goods_event(dock, entry, move, name="material.issued", job_order=job.code, **more)


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
    events: list[Event] = []
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
            status=line.status_there,
            owner=source.owner,
        )
        move = entry.move(source, target, quantity=entered.base, entered=entered)
        events.append(_returned(dock, entry, move, job=job, line=line))
    return [*booked(entry, occurred_at=command.occurred_at), *events]


def _returned(dock: Dock, entry: Entry, move: Move, *, job: OpenJob, line: ReturnLine) -> Event:
    """Tell of a return; of bad goods also whose fault, and the supplier a claim would go to."""
    assert move.source.lot is not None
    lot = entry.stock.lots[move.source.lot]
    more: dict[str, object] = {} if line.fault is None else {"fault": line.fault}
    if line.fault == "material" and lot.supplier is not None:
        more["claim_to"] = str(lot.supplier)
    return goods_event(dock, entry, move, name="material.returned", job_order=job.code, **more)


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
