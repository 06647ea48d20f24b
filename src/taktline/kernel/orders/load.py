"""What each command about work loads: job orders, their neighbours, the stock they touch."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Protocol
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.kernel.ledger.facts import NO_LOT, StockKey, lot_id, place_id
from taktline.kernel.ledger.load import load_stock, moves_of
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.circle import load_made
from taktline.kernel.orders.co_products import delivered_to, made_beside
from taktline.kernel.orders.consume import consumed_lines, source_place
from taktline.kernel.orders.content import Operation
from taktline.kernel.orders.loans import OPEN_LOANS, loans_by_order
from taktline.kernel.orders.product_lot import policy_lot
from taktline.kernel.orders.promises import demands_of
from taktline.kernel.orders.read import Named, Read, read_shop
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Inflow, Shop
from taktline.kernel.orders.stages.policy import ask_inherited, take_inherited
from taktline.platform.transaction import Tx

MADE = """(v.material = j.material OR EXISTS (
            SELECT 1 FROM jsonb_array_elements(j.snapshot -> 'operation' -> 'materials') AS l (line)
            WHERE l.line ->> 'use' = 'co_product'
                AND (l.line ->> 'material')::uuid = v.material))"""
RECEIVED = f"""
    SELECT m.work_order, m.lot, sum(m.quantity)
    FROM (
        SELECT j.work_order, v.lot, v.quantity
        FROM job_order j JOIN place p ON p.job_order = j.id AND p.kind = 'transform'
        JOIN move v ON v.source_place = p.id AND {MADE}
        WHERE v.target_kind IN ('store', 'line_side', 'finished', 'transit', 'customer_site')
            AND j.work_order = ANY(%(orders)s::uuid[])
        UNION ALL SELECT j.work_order, v.lot, -v.quantity
        FROM job_order j JOIN place p ON p.job_order = j.id AND p.kind = 'transform'
        JOIN move v ON v.target_place = p.id AND {MADE}
        WHERE v.source_kind IN ('store', 'line_side', 'finished', 'transit', 'customer_site')
            AND j.work_order = ANY(%(orders)s::uuid[])) AS m
    WHERE m.lot IS NOT NULL
    GROUP BY m.work_order, m.lot HAVING sum(m.quantity) > 0"""

# Of goods only the components count: the product and what is made beside it leave by the same
# places, and come back when a receipt is taken back.
INFLOW = """
    SELECT m.place,
        coalesce(sum(m.value) FILTER (WHERE m.other <> 'absorption'), 0),
        coalesce(sum(m.value) FILTER (WHERE m.other = 'absorption'), 0)
    FROM (
        SELECT v.target_place AS place, v.source_kind AS other, v.material, v.value
        FROM move v WHERE v.target_place = ANY(%(places)s::uuid[])
        UNION ALL SELECT v.source_place, v.target_kind, v.material, -v.value
        FROM move v WHERE v.source_place = ANY(%(places)s::uuid[])) AS m
    JOIN place p ON p.id = m.place
    JOIN job_order j ON j.id = p.job_order
    WHERE m.other = 'absorption' OR (m.other IN ('line_side', 'store', 'wip') AND EXISTS (
        SELECT 1 FROM jsonb_array_elements(j.snapshot -> 'operation' -> 'materials') AS l (line)
        WHERE coalesce(l.line ->> 'use', 'consume') = 'consume'
            AND (l.line ->> 'material')::uuid = m.material))
    GROUP BY m.place"""


MOVED = """
    SELECT DISTINCT material FROM move
    WHERE cause = ANY(%(causes)s::uuid[]) AND material IS NOT NULL"""

LABOR = """
    SELECT r.job_order, sum(r.labor_s * r.sign) FROM job_order j
    JOIN job_response r ON r.job_order = j.id
    WHERE j.work_order = ANY(%(orders)s::uuid[]) AND r.labor_s > 0
    GROUP BY r.job_order"""


OWN_PLACES = ("transform", "wip", "defective", "unreported")
ACCOUNTS = (
    *(f"absorption:{account}" for account in ("labor", "machine", "overhead")),
    *("found:count", "missing:count", "scrap:test"),
)
"""Accounts that a report may write to; not locked beforehand."""
WANTS_REMEMBERED = 2_000
"""Job orders whose places and keys are remembered; some kilobytes each."""


class NamesJob(Protocol):
    """A command about one job order."""

    @property
    def job_order(self) -> str:
        """Its id or code."""

    @property
    def occurred_at(self) -> Instant:
        """When it happened."""


async def load_jobs(tx: Tx, commands: Sequence[NamesJob]) -> Shop:
    """Lock job orders whose state changes, without stock."""
    read = await read_shop(
        tx,
        Named(
            jobs={command.job_order for command in commands},
            resources=_named(commands, "work_unit", "work_center", "resource", "crew", "person"),
        ),
    )
    return await stocked(tx, read.shop, StockWanted())


async def load_ending(tx: Tx, commands: Sequence[NamesJob]) -> Shop:
    """Lock job orders, their work orders and everything at their places."""
    shop, wanted = await read_ending(tx, commands)
    return await stocked(tx, shop, wanted)


async def read_ending(tx: Tx, commands: Sequence[NamesJob]) -> tuple[Shop, StockWanted]:
    """Lock job orders and their work orders; return them with the stock that is to be locked."""
    named = Named(jobs={command.job_order for command in commands}, lock_orders=True)
    named.jobs |= _named(commands, "into")
    read = await read_shop(tx, named)
    wanted = StockWanted()
    for command in commands:
        wanted.dated(command.occurred_at)
    for job in _all_named(read.shop, named.jobs):
        want_places(wanted, read, job)
    counted = {command.job_order for command in commands if getattr(command, "missing", 0)}
    for job in _all_named(read.shop, (command.job_order for command in commands)):
        used_up = (one.backflush == "on_complete" for one in [job, *_booked_before(read.shop, job)])
        if any(used_up) or not counted.isdisjoint((job.code, str(job.id))):
            want_report(wanted, read, job=job, lots=[])
    wanted.demands = demands_of(read.shop.jobs.values(), read.shop.work_orders.values())
    return read.shop, wanted


async def load_judging(tx: Tx, commands: Sequence[NamesJob]) -> Shop:
    """Lock job orders and what waits there to be judged."""
    read = await read_shop(tx, Named(jobs={command.job_order for command in commands}))
    wanted = StockWanted()
    for command in commands:
        wanted.dated(command.occurred_at)
    for job in _all_named(read.shop, (command.job_order for command in commands)):
        want_report(wanted, read, job=job, lots=[])
        for code in _named(commands, "defect_code"):
            wanted.want_place(job.site, f"scrap:{code}")
        for code in _named(commands, "supplier"):
            wanted.want_place(job.site, f"supplier:{code}")
    return await stocked(tx, read.shop, wanted)


async def load_causes(
    tx: Tx,
    causes: Sequence[UUID],
    *,
    dated: Sequence[Instant],
    anew: Named | None = None,
    beside: StockWanted | None = None,
    lots: Sequence[str] = (),
) -> Shop:
    """Lock what earlier commands touched, with their moves and responses.

    Args:
        anew: reports are booked anew, so that what a report needs is locked too; the persons and
            job orders that the new ones name.
        beside: stock that is wanted too.
        lots: codes of the lots that the new ones name.
    """
    rebooks = anew is not None
    named = Named(lock_orders=True) if anew is None else anew
    named.causes = set(causes)
    read = await read_shop(tx, named)
    moved = tx.send(MOVED, {"causes": list(causes)})
    posted = await moves_of(tx, causes)
    shop = read.shop
    shared = _sharing(shop) if rebooks else set()
    if shared:
        again = await read_shop(tx, Named(resources=shared))
        shop.resources |= again.shop.resources
    materials = msgspec.convert(await moved.rows(), list[tuple[UUID]])
    wanted = StockWanted() if beside is None else beside
    wanted.materials |= {one for (one,) in materials}
    for at in dated:
        wanted.dated(at)
    for cause, moves in posted.items():
        shop.moves[cause] = tuple(one.move for one in moves)
        shop.reversed_moves |= {one.move.id for one in moves if one.reversed_by is not None}
        for one in moves:
            wanted.want(one.move.source, one.move.target)
    for said in (said for all_ in shop.responses.values() for said in all_):
        if said.lot is not None:
            wanted.lots.add(said.lot)
        job = shop.jobs.get(said.job_order)
        if rebooks and job is not None:
            was = [said.lot] if said.lot else []
            want_report(wanted, read, job=job, lots=lots, lot_ids=was)
            for row in said.defects:
                wanted.want_place(job.site, f"scrap:{row.defect_code}")
    return await stocked(tx, shop, wanted)


def _sharing(shop: Shop) -> set[str]:
    """Return who shares the reports that are booked anew."""
    said = (one for all_ in shop.responses.values() for one in all_)
    return {str(part.person) for one in said for part in one.persons}


async def load_closing(tx: Tx, references: Sequence[str], *, accounts: Iterable[str] = ()) -> Shop:
    """Lock work orders with all their job orders, places and the lots they received.

    Args:
        accounts: places that their cost may go to beside the variances.
    """
    read = await read_shop(tx, Named(orders=set(references), lock_orders=True))
    shop = read.shop
    transforms = [place_id(j.site, f"transform:{j.code}") for j in shop.jobs.values()]
    received, inflow, labor, loans = await tx.fetch_many(
        [
            (RECEIVED, {"orders": sorted(shop.work_orders)}),
            (INFLOW, {"places": sorted(transforms)}),
            (LABOR, {"orders": sorted(shop.work_orders)}),
            (OPEN_LOANS, {"orders": sorted(shop.work_orders)}),
        ]
    )
    shop.open_loans = loans_by_order(loans)
    shop.labor_s = dict(msgspec.convert(labor, list[tuple[UUID, Decimal]]))
    wanted = StockWanted(demands=demands_of(shop.jobs.values(), shop.work_orders.values()))
    for order, lot, quantity in msgspec.convert(received, list[tuple[UUID, UUID, Decimal]]):
        shop.received.setdefault(order, {})[lot] = quantity
        wanted.whole_lots.add(lot)
    for place, components, time in msgspec.convert(inflow, list[tuple[UUID, Decimal, Decimal]]):
        shop.inflow[place] = Inflow(components=components, time=time)
    for job in shop.jobs.values():
        want_places(wanted, read, job)
        for code in ("variance:settlement", "variance:labor_rate", "absorption:labor", *accounts):
            wanted.want_place(job.site, code)
        if job.snapshot is not None:
            wanted.materials |= materials_of((job.snapshot.operation,))
    return await stocked(tx, shop, wanted)


async def load_plans(
    tx: Tx, named: Named, *, operations: Sequence[Operation] = (), places: Iterable[str] = ()
) -> Shop:
    """Read work orders, work masters, the materials and (at any site) the places they name."""
    named.lock_orders = bool(named.orders)
    named.materials |= {line.material for one in operations for line in one.materials}
    named.materials |= {one.material for one in operations if one.material is not None}
    named.resources |= {
        one for o in operations for one in (o.work_center, o.supplier) if one is not None
    }
    read = await read_shop(tx, named)
    shop = read.shop
    wanted = StockWanted(materials=set(read.materials))
    for code in places:
        for site in shop.resources:
            wanted.want_place(site, code)
    _want_plans(wanted, shop)
    centers = _centers(shop)
    if centers - shop.resources.keys():
        again = await read_shop(tx, Named(resources={str(center) for center in centers}))
        shop.resources |= again.shop.resources
    asked = ask_inherited(tx, wanted.materials)
    await stocked(tx, shop, wanted)
    await take_inherited(shop, asked)
    if named.routes:
        contents = [one.content for one in shop.work_masters.values()]
        await load_made(tx, shop, [*operations, *(o for c in contents for o in c.operations)])
    return shop


def _want_plans(wanted: StockWanted, shop: Shop) -> None:
    """Ask for the materials and places that work orders and work masters name."""
    for order in shop.work_orders.values():
        if order.material is not None:
            wanted.materials.add(order.material)
        if order.snapshot is not None:
            wanted.materials |= materials_of(order.snapshot.operations)
        if order.receipt_place is not None:
            wanted.places.add(order.receipt_place)
    for master in shop.work_masters.values():
        wanted.materials |= materials_of(master.content.operations)
        if master.material is not None:
            wanted.materials.add(master.material)


async def stocked(tx: Tx, shop: Shop, wanted: StockWanted) -> Shop:
    """Return the shop with the stock that is wanted."""
    wanted.materials |= {job.material for job in shop.jobs.values() if job.material is not None}
    shop.stock = await load_stock(tx, wanted)
    return shop


def want_report(
    wanted: StockWanted,
    read: Read,
    *,
    job: Job,
    lots: Sequence[str],
    lot_ids: Sequence[UUID] = (),
) -> None:
    """Ask for every key a report of a job order may touch.

    Its own places and those its pieces may go to, each for the lots that may be meant; the
    components at their places; the same for operations before it that it books.
    """
    shop = read.shop
    if job.material is None:
        return
    candidates = {lot_id(job.material, code) for code in lots} | {*lot_ids}
    if not candidates:
        candidates = set(read.waiting.get(job.id, ())) | _default_lots(job)
    touched: frozenset[UUID] = frozenset()
    for one in [job, *_booked_before(shop, job)]:
        touched |= _places_of(one, OWN_PLACES, shop=shop)
        for material, place in _consumed(one):
            wanted.want_pair(place, material)
            wanted.want_pair(place_id(one.site, f"transform:{one.code}"), material)
        _want_beside(wanted, one, lots=lots)
    wanted.materials.add(job.material)
    keys, pairs = _keys_at(touched, frozenset(candidates), material=job.material)
    wanted.places |= touched | _places_at(job.site, ACCOUNTS, ())
    wanted.pairs |= pairs
    wanted.keys |= keys
    wanted.lots |= candidates


def _want_beside(wanted: StockWanted, job: Job, *, lots: Sequence[str]) -> None:
    """Ask for where by- and co-products go, for every lot they may get."""
    for line in made_beside(job):
        place, code = delivered_to(job, line)
        wanted.want_place(job.site, code)
        wanted.want_pair(place, line.material_id)
        for name in (NO_LOT, *lots, policy_lot(job) or NO_LOT):
            own = lot_id(line.material_id, name)
            wanted.lots.add(own)
            wanted.want(StockKey(place=place, lot=own))


def want_places(wanted: StockWanted, read: Read, job: Job) -> None:
    """Ask for everything at a job order's own places."""
    for kind in ("wip", "defective", "transform", "unreported"):
        wanted.whole_places.add(wanted.want_place(job.site, f"{kind}:{job.code}"))
    wanted.lots |= read.waiting.get(job.id, set())


def materials_of(operations: Iterable[Operation]) -> set[UUID]:
    """Return the ids of the materials some operations name."""
    operations = list(operations)
    found = {id_of(line.material) for one in operations for line in one.materials}
    found |= {id_of(one.material or "") for one in operations}
    return {one for one in found if one is not None}


def _places_of(job: Job, own: Sequence[str], *, shop: Shop) -> frozenset[UUID]:
    """Return the places a report of a job order may touch: its own, and where its pieces may go."""
    onward = shop.successors(job)
    codes = [f"{kind}:{job.code}" for kind in own]
    reachable = [*onward, *shop.inspections_of(job.id), *shop.rework_of(job.id)]
    codes += [f"wip:{one.code}" for one in reachable]
    codes += [f"unreported:{before.code}" for _, before in shop.predecessors(job)]
    receipt: tuple[UUID, ...] = ()
    if job.snapshot is not None and not onward:
        if job.snapshot.receipt_place is None:
            codes.append(f"finished:{job.snapshot.work_order}")
        else:
            receipt = (job.snapshot.receipt_place,)
    places = _places_at(job.site, tuple(codes), receipt)
    if job.inspects is not None and job.inspects in shop.jobs:
        places |= _places_of(shop.jobs[job.inspects], OWN_PLACES[1:], shop=shop)
    return places


@lru_cache(maxsize=WANTS_REMEMBERED)
def _places_at(
    site: UUID, codes: tuple[str, ...], others: tuple[UUID, ...]
) -> frozenset[UUID]:  # tidy: positional - the cache's key
    """Return the places with these codes at a site, and others; put together once per job order."""
    return frozenset([*(place_id(site, code) for code in codes), *others])


@lru_cache(maxsize=WANTS_REMEMBERED)
def _keys_at(
    places: frozenset[UUID], lots: frozenset[UUID], *, material: UUID
) -> tuple[frozenset[StockKey], frozenset[tuple[UUID, UUID]]]:
    """Return the keys of some lots at some places, and the places with their material."""
    keys = frozenset(StockKey(place=place, lot=lot) for place in places for lot in lots)
    return keys, frozenset((place, material) for place in places)


def _booked_before(shop: Shop, job: Job) -> list[Job]:
    found: list[Job] = []
    for _, before in shop.predecessors(job):
        if not before.report_point and not before.is_rework:
            found += [before, *_booked_before(shop, before)]
    return found


def _consumed(job: Job) -> list[tuple[UUID, UUID]]:
    return [(line.material_id, source_place(job, line)) for line in consumed_lines(job)]


def _default_lots(job: Job) -> set[UUID]:
    """Return the lots a report may mean that names none."""
    assert job.material is not None
    found = {lot_id(job.material, NO_LOT)}
    policy = policy_lot(job) if job.snapshot is not None else None
    return found if policy is None else found | {lot_id(job.material, policy)}


def _centers(shop: Shop) -> set[UUID]:
    contents = [master.content for master in shop.work_masters.values()]
    contents += [o.snapshot for o in shop.work_orders.values() if o.snapshot is not None]
    found = {id_of(one.work_center or "") for content in contents for one in content.operations}
    return {one for one in found if one is not None}


def _all_named(shop: Shop, references: Iterable[str]) -> list[Job]:
    found = (shop.known_job(reference) for reference in references)
    return [job for job in found if job is not None]


def _named(commands: Iterable[object], *fields: str) -> set[str]:
    """Return what the commands say in these fields, where they have them."""
    said = {getattr(command, field, None) for command in commands for field in fields}
    return {one for one in said if isinstance(one, str)}
