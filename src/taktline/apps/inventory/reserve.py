"""Promises of stock: to an order, a shipment, a customer."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.dock import Dock, JobEnded, JobState, Taking, by_name, load_dock
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.ledger.allocation import AllocationRule, Pick, allocate, free
from taktline.kernel.ledger.asked import BUSINESS_DAY
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import ReservationChanged, ReservationMade, StockKey
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.refusals import NothingAllocatable
from taktline.kernel.ledger.stock import Material, StockWanted
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx

ENDING = ("job_order", "work_order")
"""Work goods are promised to: it must be there, and what is left of the promise ends with it."""
OTHER_DEMANDS = ("customer", "order", "project", "sales_order", "sales_order_line", "shipment")
"""Whom goods are promised to beside work: what other apps, or systems, know by that name."""
DEMAND_MAX = 120
"""Characters of a demand: a kind and a code or id."""


class UnknownDemand(Problem):
    """A promise to nothing that anybody could name: it would bind the goods for ever."""

    title = Text(
        en="{demand} is nothing goods are promised to; write kind:code, the kind one of {kinds}.",
        zh="{demand} 不是可预留的对象;请写成 类型:编号,类型可为 {kinds}。",
    )
    status = 400


class MakeReservation(Command, frozen=True, kw_only=True):
    """Promise stock to a demand: hard with a lot (one stock key), soft without.

    Attributes:
        demand: whom it is for, as `kind:code` or `kind:id`: a job order or work order that is open,
            or what others know, such as `shipment:SH-7`.
        place: of a hard promise; of a soft one the only place it may be taken from, or none.
        quantity: in `unit`, or in the base unit; above 0.
        needed_on: the later, the earlier it is cut when goods are taken away.
        expires_at: from then on it binds nobody.
        rule: promise chosen lots of `place` hard, in this order, instead of just a quantity.
    """

    site: str | None = None
    demand: str
    material: str
    quantity: Decimal
    unit: str | None = None
    place: str | None = None
    lot: str | None = None
    needed_on: date | None = None
    expires_at: datetime | None = None
    rule: AllocationRule | None = None


class ReleaseReservation(Command, frozen=True, kw_only=True):
    """Give back everything that is promised to a demand."""

    demand: str


class ExpireReservations(Command, frozen=True, kw_only=True):
    """End every promise whose time is over; given by a schedule or by hand."""


async def load_promises(tx: Tx, commands: Sequence[MakeReservation]) -> Dock:
    """Lock whom it is for, the promises of these materials, and the keys that hard ones name."""
    named = {command.demand.partition(":")[::2] for command in commands}
    orders = tx.send(ORDERS, by_name(name for kind, name in named if kind == "work_order"))
    takings = [
        Taking(
            site=command.site,
            material=command.material,
            lot=None if command.rule is not None else command.lot or "",
            places=(command.place,) if command.place is not None else (),
        )
        for command in commands
    ]
    wanted = StockWanted(soft_totals=True)
    jobs = {name for kind, name in named if kind == "job_order"}
    dock = await load_dock(
        tx, commands, takings, named=ReferencesWanted(), wanted=wanted, jobs=jobs
    )
    await _leave_expired(tx, dock)
    for id_, code, status in msgspec.convert(await orders.rows(), list[tuple[UUID, str, JobState]]):
        dock.order_states[str(id_)] = dock.order_states[code] = status
    return dock


def decide_reserve(dock: Dock, command: MakeReservation, now: Instant, ids: Ids) -> list[Fact]:
    """Decide a promise: only what is free may be promised.

    free = available, ours, in date, not held - hard promises - soft promises (L9)

    Raises:
        UnknownDemand: it says no kind of demand.
        NotFound, JobEnded: the job order or work order it is for.
        SiteNeeded, NotFound, UnknownPlace, UnknownLot: what is named.
        NoConversion, QuantityNotPositive: the quantity says nothing.
        NothingAllocatable: less is free.
    """
    job = _demanding(dock, command.demand)
    site = dock.refs.site(command.site)
    entry = Entry(dock.stock, ids.new)
    material = dock.material(command.material)
    entered = dock.refs.entered(material, command.quantity, unit=command.unit)
    place = entry.known_place(site, command.place) if command.place is not None else None
    if command.rule is not None and command.lot is None and place is not None:
        return _by_rule(dock, command, place=place, quantity=entered.base, job=job, ids=ids)
    key = None
    if command.lot is not None and place is not None:
        key = StockKey(place=place, lot=entry.known_lot(material, command.lot))
    left = _free(dock, material, key=key, at=command.occurred_at)
    if place is not None and key is None:
        left = min(left, _free_there(dock, material, place=place, at=command.occurred_at))
    if left < entered.base:
        raise NothingAllocatable(
            place=command.place or "-",
            material=material.code,
            held=plain(left),
            asked=plain(entered.base),
            unit=material.unit,
        )
    fact = ReservationMade(
        id=ids.new(),
        site=site,
        demand=command.demand,
        material=material.id,
        quantity=entered.base,
        job_order=job,
        key=key,
        places=(place,) if place is not None and key is None else (),
        needed_on=command.needed_on,
        expires_at=command.expires_at,
    )
    return [fact, _told(fact.id, command.demand, site=site, name="reservation.made")]


def _demanding(dock: Dock, demand: str) -> UUID | None:
    """Return the job order a promise is made to; None where it is made to something else.

    Raises:
        UnknownDemand: it says no kind of demand.
        NotFound, JobEnded: a job order or work order that is not there, or over.
    """
    kind, _, name = demand.partition(":")
    known = (*ENDING, *OTHER_DEMANDS)
    if kind not in known or not name.strip() or len(demand) > DEMAND_MAX or _is_odd(name):
        listed = ", ".join(sorted(known))
        raise UnknownDemand(demand=demand[:DEMAND_MAX], kinds=listed, at="/demand")
    if kind not in ENDING:
        return None
    job = dock.open_jobs.get(name) if kind == "job_order" else None
    status = dock.order_states.get(name) if job is None else job.status
    if status is None:
        raise NotFound(kind=kind, code=name, at="/demand")
    if status in ENDED:
        raise JobEnded(code=name, status=status, at="/demand")
    return None if job is None else job.id


def _is_odd(name: str) -> bool:
    return name != name.strip() or not name.isprintable()


def _by_rule(
    dock: Dock, command: MakeReservation, *, place: UUID, quantity: Decimal, job: UUID | None,
    ids: Ids,
) -> list[Fact]:  # fmt: skip
    """Promise chosen keys of one place, each by a promise of its own."""
    material = dock.material(command.material)
    everywhere = _free(dock, material, key=None, at=command.occurred_at)
    pick = Pick(
        place=place,
        material=material.id,
        quantity=quantity,
        at=command.occurred_at,
        rule=command.rule or "fefo",
        needed_on=command.needed_on,
        honours_reservations=True,
    )
    chosen = allocate(dock.stock, pick)
    if everywhere < quantity:
        raise NothingAllocatable(
            place=command.place or "-", material=material.code, held=plain(everywhere),
            asked=plain(quantity), unit=material.unit,
        )  # fmt: skip
    site = dock.stock.places[place].site
    facts: list[Fact] = []
    for key, part in chosen:
        made = ReservationMade(
            id=ids.new(), site=site, demand=command.demand, material=material.id, quantity=part,
            job_order=job, key=key, needed_on=command.needed_on, expires_at=command.expires_at,
        )  # fmt: skip
        facts += [made, _told(made.id, command.demand, site=site, name="reservation.made")]
    return facts


async def load_releases(tx: Tx, commands: Sequence[ReleaseReservation]) -> Dock:
    """Lock the promises of these demands."""
    wanted = StockWanted(demands={command.demand for command in commands})
    return await load_dock(tx, commands, [], named=ReferencesWanted(), wanted=wanted)


def decide_release(dock: Dock, command: ReleaseReservation, now: Instant, ids: Ids) -> list[Fact]:
    """Decide to give back everything promised to a demand.

    Raises:
        NotFound: nothing is promised to it.
    """
    own = [
        promise
        for promise in dock.stock.reservations.values()
        if promise.demand == command.demand and promise.status == "open"
    ]
    if not own:
        raise NotFound(kind="reservation", code=command.demand, at="/demand")
    changes = [ReservationChanged(id=r.id, quantity=ZERO, status="released") for r in own]
    told = [_told(r.id, r.demand, site=r.site, name="reservation.released") for r in own]
    return [*changes, *told]


async def load_expiring(tx: Tx, commands: Sequence[ExpireReservations]) -> Dock:
    """Lock the promises whose time is over."""
    rows = await tx.fetch(EXPIRING, {"limit": EXPIRED_AT_ONCE})
    wanted = StockWanted(demands={str(demand) for (demand,) in rows})
    return await load_dock(tx, commands, [], named=ReferencesWanted(), wanted=wanted)


def decide_expire(dock: Dock, command: ExpireReservations, now: Instant, ids: Ids) -> list[Fact]:
    """Decide to end what has expired; nothing where nothing has."""
    over = [
        promise
        for promise in dock.stock.reservations.values()
        if promise.status == "open"
        and promise.expires_at is not None
        and promise.expires_at <= command.occurred_at
    ]
    changes = [ReservationChanged(id=r.id, quantity=ZERO, status="expired") for r in over]
    told = [_told(r.id, r.demand, site=r.site, name="reservation.expired") for r in over]
    return [*changes, *told]


EXPIRED_AT_ONCE = 1_000
"""Promises ended by one command; the next one ends the rest."""
EXPIRING = """
    SELECT demand FROM reservation
    WHERE status = 'open' AND expires_at IS NOT NULL
    GROUP BY demand ORDER BY min(expires_at), demand LIMIT %(limit)s"""


def _free(dock: Dock, material: Material, *, key: StockKey | None, at: Instant) -> Decimal:
    stock = dock.stock
    promised = sum(
        (
            r.quantity
            for r in stock.reservations.values()
            if r.material == material.id and r.binds(at)
        ),
        ZERO,
    )
    everywhere = stock.free_totals.get(material.id, ZERO) - promised
    if key is None:
        return max(everywhere, ZERO)
    pick = Pick(
        place=key.place, material=material.id, quantity=ZERO, at=at, honours_reservations=True
    )
    here = free(stock, stock.held(key), pick)
    return max(min(here, everywhere), ZERO)


def _free_there(dock: Dock, material: Material, *, place: UUID, at: Instant) -> Decimal:
    """Return what is free at one place: there less what is promised from there only."""
    stock = dock.stock
    promised = (
        r.quantity
        for r in stock.reservations.values()
        if r.material == material.id and r.binds(at) and r.places == (place,)
    )
    return max(stock.free_at.get((material.id, place), ZERO) - sum(promised, ZERO), ZERO)


EXPIRED = f"""
    SELECT b.material, b.place, sum(b.quantity)
    FROM balance b JOIN lot l ON l.id = b.lot
    JOIN place p ON p.id = b.place JOIN site s ON s.id = p.site
    WHERE b.material = ANY(%(materials)s::uuid[]) AND b.quantity <> 0 AND b.is_physical
        AND b.status = 'available' AND b.owner IS NULL AND l.expires_on <= {BUSINESS_DAY}
        AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.lot = b.lot AND h.released_at IS NULL)
    GROUP BY b.material, b.place"""


async def _leave_expired(tx: Tx, dock: Dock) -> None:
    """Take what has expired out of what is free: nobody may be given it."""
    params = {"materials": sorted(dock.stock.materials), "now": tx.present}
    rows = msgspec.convert(await tx.fetch(EXPIRED, params), list[tuple[UUID, UUID, Decimal]])
    for material, place, quantity in rows:
        free_at, totals = dock.stock.free_at, dock.stock.free_totals
        free_at[material, place] = free_at.get((material, place), ZERO) - quantity
        totals[material] = totals.get(material, ZERO) - quantity


ORDERS = """
    SELECT id, code, status FROM work_order
    WHERE code = ANY(%(codes)s::text[]) OR id = ANY(%(ids)s::uuid[])
    ORDER BY id FOR SHARE"""


def _told(record: UUID, demand: str, *, site: UUID, name: str) -> Event:
    return Event(name=name, entity="reservation", record=record, code=demand[:64], site=site)
