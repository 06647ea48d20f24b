"""What an inventory decision knows: the stock it touches and what the codes on paper mean."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.inventory.allowance import Bills
from taktline.apps.inventory.departures import Departure
from taktline.apps.inventory.purchasing.facts import PurchaseLine
from taktline.apps.inventory.scale import Weighing, refuse_counted_otherwise
from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import plain, shares
from taktline.base.text import Text
from taktline.kernel.ledger import facts
from taktline.kernel.ledger.allocation import AllocationRule, Pick, allocate
from taktline.kernel.ledger.asked import rows_as
from taktline.kernel.ledger.books import dated
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import NO_LOT, Move, StockKey, StockStatus, lot_id
from taktline.kernel.ledger.load import load_stock
from taktline.kernel.ledger.references import (
    Entered,
    References,
    ReferencesWanted,
    load_references,
)
from taktline.kernel.ledger.stock import Material, StockWanted
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Command, Event
from taktline.platform.transaction import Pending, Tx

LINES_MAX = 500
"""Lines of one command: a truck, not a warehouse."""
AVERAGED_MAX = 2_000
"""Keys that share one moving average; goods spread wider keep the average they came to."""
SECOND_PLACES = 3
"""Decimal places of a catch weight that is shared out over lots: grams of a kilogram."""
LOTS_AT_MAX = 200
"""Lots looked at where no lot is named; beyond it somebody must name one."""

JobState = Literal[
    "draft", "released", "dispatched", "running", "held", "suspended", "completed", "closed",
    "aborted", "cancelled",
]  # fmt: skip
OPEN_JOB: frozenset[JobState] = frozenset(
    {"released", "dispatched", "running", "held", "suspended"}
)
"""States of a job order in which goods may be brought to it."""


class LineCount(Problem):
    """A command carries no lines, or too many."""

    title = Text(
        en="{count} lines; 1 to {limit} are possible.", zh="共 {count} 行,须为 1 至 {limit} 行。"
    )
    status = 400


class JobEnded(Problem):
    """Goods can only be brought to a job that is released and not over."""

    title = Text(en="{code} is {status}.", zh="{code} 状态为 {status}。")


class GoodsLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some goods as people write them down.

    Attributes:
        material: code or id.
        quantity: in `unit`, or in the base unit; above 0.
        lot: left out for untraced material; for traced material it is then chosen (FEFO).
        owner: code of the partner whose goods they are; left out = ours.
        handling_unit: code of the pallet or box they are in.
        second_quantity: catch weight, in the material's second unit, measured beside the first.
        weighed: the pieces were weighed as well; both figures are kept.
        rule: which lot goes first where none is named.
    """

    material: str
    quantity: Decimal
    unit: str | None = None
    lot: str | None = None
    status: StockStatus = "available"
    owner: str | None = None
    handling_unit: str | None = None
    second_quantity: Decimal | None = None
    weighed: Weighing | None = None
    rule: AllocationRule = "fefo"


class OpenJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job order that goods are brought to or from, or an inspection that is open."""

    id: UUID
    code: str
    site: UUID
    status: JobState
    work_type: str
    material: UUID | None = None
    is_rework: bool = False
    work_center: UUID | None = None
    work_unit: UUID | None = None


class Dock(Shop, kw_only=True):
    """The part of stock and work that a batch of inventory commands may see and change.

    Attributes:
        refs: what codes mean.
        open_jobs: job orders by code and by id.
        order_states: of the work orders that goods are promised to, by code and by id.
        inspections: incoming inspections that nobody has begun, by material.
        bills: what job orders may get and have got, where their bill says so.
        purchases: lines of purchase orders that the batch names, by `order/line`.
        numbers: the business number taken for a command, where it may need one.
        departures: the first goods that left under a shipment's number, by the shipment's id.
    """

    refs: References = msgspec.field(default_factory=References)
    open_jobs: dict[str, OpenJob] = {}
    order_states: dict[str, JobState] = {}
    inspections: dict[UUID, OpenJob] = {}
    bills: Bills = {}
    purchases: dict[str, PurchaseLine] = {}
    numbers: dict[UUID, str] = {}
    departures: dict[UUID, Departure] = {}

    def material(self, reference: str) -> Material:
        """Return a material.

        Raises:
            NotFound: there is none.
        """
        return self.stock.materials[self.refs.material(reference)]

    def open_job(self, reference: str) -> OpenJob:
        """Return a job order that goods may be brought to.

        Raises:
            NotFound: there is none.
            JobEnded: it is not released, or over.
        """
        job = self.open_jobs.get(reference)
        if job is None:
            raise NotFound(kind="job_order", code=reference, at="/job_order")
        if job.status not in OPEN_JOB:
            raise JobEnded(code=job.code, status=job.status, at="/job_order")
        return job

    def unit(self, reference: str | None) -> UUID | None:
        """Return a handling unit, None for none.

        Raises:
            NotFound: there is none of this code.
        """
        if reference is None:
            return None
        found = self.refs.handling_units.get(reference)
        if found is None:
            known = self.stock.handling_units.values()
            found = next((unit.id for unit in known if unit.code == reference), None)
        if found is None:
            raise NotFound(kind="handling_unit", code=reference)
        return found

    def owner(self, reference: str | None) -> UUID | None:
        """Return whose goods they are; None = ours.

        Raises:
            NotFound: there is no such partner.
        """
        return None if reference is None else self.refs.partner(reference)


AccountKind = Literal["supplier", "customer", "wip", "transform"]
OF_JOBS: frozenset[AccountKind] = frozenset({"wip", "transform"})


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """What `load` must lock for one line: where goods may come from and where they may go.

    Attributes:
        places: codes of every place the goods may leave or reach.
        accounts: places named after a partner or job order: (kind, reference).
        statuses: every status they may have there.
        owners: references of owners beside us.
        units: references of handling units beside none.
        others: further lots of the same material (new lots of a split).
        whole: every balance of the lot is needed, wherever it is.
        averaged: goods of the same moving average are needed, wherever they are at the site.
    """

    site: str | None
    material: str
    lot: str | None
    places: tuple[str, ...]
    accounts: tuple[tuple[AccountKind, str], ...] = ()
    statuses: tuple[StockStatus, ...] = ("available",)
    owners: tuple[str | None, ...] = (None,)
    units: tuple[str | None, ...] = (None,)
    others: tuple[str, ...] = ()
    whole: bool = False
    averaged: bool = False


# What goes with the first question can only be asked by code or id, not by what that will find.
NAMED = """
    WITH named AS (
        SELECT id, code AS reference FROM material WHERE code = ANY(%(codes)s::text[])
        UNION ALL SELECT id, id::text FROM material WHERE id = ANY(%(ids)s::uuid[]))"""

AVERAGED = f"""{NAMED}
    SELECT b.place, b.lot, b.handling_unit, b.status
    FROM balance b
    JOIN material m ON m.id = b.material AND m.costing = 'moving_average'
    JOIN place p ON p.id = b.place AND p.kind IN ('store', 'line_side', 'transit', 'finished')
    WHERE b.material IN (SELECT id FROM named) AND b.owner IS NULL AND b.quantity > 0
    ORDER BY b.id
    LIMIT %(limit)s"""

LOTS_AT = f"""{NAMED}
    SELECT DISTINCT b.place, b.material, b.lot
    FROM unnest(%(places)s::text[], %(materials)s::text[]) AS w(place, material)
    JOIN named n ON n.reference = w.material
    CROSS JOIN site s
    JOIN place p ON p.site = s.id AND p.code = w.place
    JOIN balance b ON b.place = p.id AND b.material = n.id AND b.quantity > 0
    ORDER BY b.place, b.material, b.lot
    LIMIT %(limit)s"""

JOBS = """
    SELECT id, code, site, status, work_type, material, is_rework, work_center, work_unit
    FROM job_order
    WHERE code = ANY(%(codes)s::text[]) OR id = ANY(%(ids)s::uuid[])
    ORDER BY id FOR SHARE"""

INSPECTIONS = """
    SELECT DISTINCT ON (material) id, code, site, status, work_type, material, is_rework,
        work_center, work_unit
    FROM job_order
    WHERE work_type = 'quality' AND inspects IS NULL AND work_order IS NULL
        AND status IN ('released', 'dispatched') AND started_at IS NULL
        AND material = ANY(%(materials)s::uuid[])
    ORDER BY material, created_at DESC"""


async def load_dock(
    tx: Tx, commands: Sequence[Command], takings: Iterable[Taking], *, named: ReferencesWanted,
    wanted: StockWanted | None = None, jobs: Iterable[str] = (),
) -> Dock:  # fmt: skip  # tidy: positional - commands and what they take belong together
    """Find what is named, then lock what may be touched: two round trips.

    Args:
        named: partners and handling units beside those of the takings.
        wanted: whatever else must be locked.
        jobs: codes or ids of job orders goods are brought to.
    """
    takings = list(takings)
    for taking in takings:
        named.want(
            materials=[taking.material or None],
            partners=taking.owners,
            handling_units=taking.units,
        )
    job_rows = tx.send(JOBS, by_name(jobs))
    averaged, unnamed = _send_averaged(tx, takings), _send_lots_at(tx, takings)
    refs = await load_references(tx, named)
    open_jobs = {str(job.id): job for job in rows_as(await job_rows.rows(), OpenJob)}
    open_jobs |= {job.code: job for job in open_jobs.values()}
    takings = [_at_job(taking, open_jobs) for taking in takings]
    stock_wanted = wanted or StockWanted()
    dated(stock_wanted, commands)
    lots = {} if unnamed is None else _lots_at(await unnamed.rows())
    if averaged is not None:
        stock_wanted.want(*_keys(await averaged.rows()))
    for taking in takings:
        _want(stock_wanted, refs, taking=_with_accounts(taking, refs, jobs=open_jobs), lots=lots)
    materials = sorted(set(refs.materials.values()))
    inspections = tx.send(INSPECTIONS, {"materials": materials})
    stock = await load_stock(tx, stock_wanted)
    dock = Dock(stock=stock, refs=refs, open_jobs=open_jobs)
    for job in rows_as(await inspections.rows(), OpenJob):
        if job.material is not None:
            dock.inspections[job.material] = job
    return dock


def _send_averaged(tx: Tx, takings: list[Taking]) -> Pending | None:
    """Look, without locking, where goods stand that share a moving average with what comes."""
    named = {taking.material for taking in takings if taking.averaged}
    if not named:
        return None
    return tx.send(AVERAGED, {**by_name(named), "limit": AVERAGED_MAX})


def _keys(rows: list[tuple[object, ...]]) -> list[StockKey]:
    found = msgspec.convert(rows, list[tuple[UUID, UUID, UUID | None, StockStatus]])
    return [
        StockKey(place=place, lot=lot, handling_unit=unit, status=status)
        for place, lot, unit, status in found
    ]


def by_name(references: Iterable[str]) -> dict[str, object]:
    """Return codes and ids apart."""
    named = set(references)
    return {
        "codes": sorted(one for one in named if id_of(one) is None),
        "ids": sorted(own for own in map(id_of, named) if own is not None),
    }


LotsAt = dict[tuple[UUID, UUID], list[UUID]]


def _send_lots_at(tx: Tx, takings: list[Taking]) -> Pending | None:
    """Look, without locking, which lots stand where no lot is named, at any site."""
    pairs = sorted(
        {
            (code, str(id_of(taking.material) or taking.material))
            for taking in takings
            if taking.lot is None
            for code in taking.places
        }
    )
    if not pairs:
        return None
    params = {
        "places": [place for place, _ in pairs],
        "materials": [material for _, material in pairs],
        **by_name(material for _, material in pairs),
        "limit": LOTS_AT_MAX * len(pairs),
    }
    return tx.send(LOTS_AT, params)


def _lots_at(rows: list[tuple[object, ...]]) -> LotsAt:
    found: LotsAt = {}
    for place, material, lot in msgspec.convert(rows, list[tuple[UUID, UUID, UUID]]):
        found.setdefault((place, material), []).append(lot)
    return found


def _at_job(taking: Taking, jobs: dict[str, OpenJob]) -> Taking:
    """Let a taking happen at the site of its job order."""
    named = (jobs.get(reference) for kind, reference in taking.accounts if kind in OF_JOBS)
    site = next((str(job.site) for job in named if job is not None), taking.site)
    return msgspec.structs.replace(taking, site=site)


def _with_accounts(taking: Taking, refs: References, *, jobs: dict[str, OpenJob]) -> Taking:
    """Name the places of partners and job orders by their codes."""
    codes = tuple(
        f"{kind}:{_job_code(jobs, reference) if kind in OF_JOBS else refs.partner_code(reference)}"
        for kind, reference in taking.accounts
    )
    return msgspec.structs.replace(taking, places=(*taking.places, *codes))


def _job_code(jobs: dict[str, OpenJob], reference: str) -> str:
    return jobs[reference].code if reference in jobs else reference


def _want(wanted: StockWanted, refs: References, *, taking: Taking, lots: LotsAt) -> None:
    """Ask for every key one line may touch."""
    site = refs.site_or_none(taking.site)
    material = refs.materials.get(taking.material)
    if site is None:
        return
    places = [wanted.want_place(site, code) for code in taking.places]
    if material is None:
        return
    wanted.materials.add(material)
    named = {lot_id(material, code) for code in (taking.lot or NO_LOT, NO_LOT, *taking.others)}
    standing = {lot for place in places for lot in lots.get((place, material), [])}
    if taking.whole:
        wanted.whole_lots |= named
        wanted.lots |= named
        return
    owners = {None if o is None else refs.partners.get(o) for o in taking.owners}
    # A unit nobody knew a moment ago may have been made meanwhile: its id follows from its code.
    known = refs.handling_units
    units = {None if u is None else known.get(u) or facts.handling_unit_id(u) for u in taking.units}
    for place in places:
        for lot in named | standing:
            for status in taking.statuses:
                wanted.want(
                    *(
                        StockKey(
                            place=place, lot=lot, handling_unit=unit, status=status, owner=owner
                        )
                        for owner in owners
                        for unit in units
                    )
                )


def taken(
    dock: Dock, entry: Entry, line: GoodsLine, *, place: UUID, at: Instant,
    demand: str | None = None,
) -> list[tuple[StockKey, Entered]]:  # fmt: skip  # tidy: positional - state, entry, line
    """Return the keys a line takes from: the named lot, or what allocation chooses.

    Raises:
        NotFound: the material, owner or handling unit does not exist.
        NoConversion, QuantityNotPositive: the quantity says nothing.
        UnknownLot: the material has no such lot.
        NothingAllocatable: no lot is named and there is too little to take.
        BadWeighing, CountedOtherwise, OutOfTolerance: see `measured`.
    """
    material = dock.material(line.material)
    entered = measured(dock, line, material=material)
    owner, unit = dock.owner(line.owner), dock.unit(line.handling_unit)
    if line.lot is not None or material.lot_traced == "none" or line.status != "available":
        lot = entry.known_lot(material, line.lot)
        key = StockKey(place=place, lot=lot, handling_unit=unit, status=line.status, owner=owner)
        return [(key, entered)]
    pick = Pick(
        place=place,
        material=material.id,
        quantity=entered.base,
        at=at,
        owner=owner,
        demand=demand,
        rule=line.rule,
        honours_reservations=True,
    )
    chosen = allocate(entry.stock, pick)
    weights = [part for _, part in chosen]
    second: Sequence[Decimal | None] = [None] * len(chosen)
    if entered.second is not None:
        second = shares(entered.second, weights, SECOND_PLACES)
    return [
        (key, Entered(base=part, entered=part, unit=material.unit, second=own))
        for (key, part), own in zip(chosen, second, strict=True)
    ]


def measured(dock: Dock, line: GoodsLine, *, material: Material) -> Entered:
    """Return what a line says in the base unit, with what a scale said beside it.

    Raises:
        NoConversion, QuantityNotPositive: the quantity says nothing.
        BadWeighing, CountedOtherwise: the scale says nothing, or something else.
        OutOfTolerance: the second measure is not believable.
    """
    second = line.second_quantity
    entered = dock.refs.entered(material, line.quantity, unit=line.unit, second=second)
    if line.weighed is not None:
        refuse_counted_otherwise(entered.base, line.weighed, tolerance=material.second_tolerance)
        second = line.weighed.net if second is None else second
    dock.refs.refuse_misweighed(material, entered.base, measured=second)
    return msgspec.structs.replace(entered, second=second)


def refuse_lines(lines: Sequence[object]) -> None:
    """Refuse an empty or endless command.

    Raises:
        LineCount: no line, or more than 500.
    """
    if not 1 <= len(lines) <= LINES_MAX:
        raise LineCount(count=len(lines), limit=LINES_MAX, at="/lines")


def goods_event(
    dock: Dock, entry: Entry, move: Move, *, name: str, **payload: object
) -> Event:  # tidy: positional - what, where
    """Return an event that tells of goods: material, lot, quantity, from where, to where."""
    stock = entry.stock
    lot = move.source.lot
    assert lot is not None
    known = stock.lots[lot]
    material = stock.materials[known.material]
    source, target = stock.places[move.source.place], stock.places[move.target.place]
    return Event(
        name=name,
        entity=name.partition(".")[0],
        record=lot,
        code=known.code if known.code != NO_LOT else material.code,
        site=source.site,
        payload={
            "material": material.code,
            "lot": known.code,
            "quantity": plain(move.quantity),
            "unit": material.unit,
            "source": source.code,
            "source_status": move.source.status,
            "target": target.code,
            "target_status": move.target.status,
            **payload,
        },
    )
