"""What commands about rework load: operations with what waits to be judged, or goods in a store."""

from collections.abc import Sequence

from taktline.kernel.ledger.facts import StockKey, lot_id
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.content import Operation
from taktline.kernel.orders.load import materials_of, stocked, want_report
from taktline.kernel.orders.read import Named, Read, read_shop
from taktline.kernel.orders.redo.loop import ReworkDefective
from taktline.kernel.orders.redo.order import CreateReworkOrder
from taktline.kernel.orders.shop import Shop
from taktline.platform.transaction import Tx


async def load_loops(tx: Tx, commands: Sequence[ReworkDefective]) -> Shop:
    """Lock job orders, their orders and what waits there."""
    named = _named(commands, [one for c in commands for one in c.operations])
    read = await read_shop(tx, named)
    wanted = StockWanted()
    for command in commands:
        wanted.dated(command.occurred_at)
    return await _with_reports(tx, read, wanted, named=named)


async def load_orders(tx: Tx, commands: Sequence[CreateReworkOrder]) -> Shop:
    """Lock job orders or goods in stores, and read orders with the same codes."""
    named = _named(commands, [one for c in commands for one in c.operations])
    named.orders = {command.code for command in commands}
    named.materials |= {c.material for c in commands if c.material is not None}
    named.resources |= {c.site for c in commands if c.site is not None}
    read = await read_shop(tx, named)
    wanted = StockWanted()
    sites = {job.site for job in read.shop.jobs.values()} | set(read.shop.resources)
    for command in commands:
        wanted.dated(command.occurred_at)
        for site in sites:
            if command.receipt_place is not None:
                wanted.want_place(site, command.receipt_place)
            if command.place is None:
                continue
            place = wanted.want_place(site, command.place)
            for material in read.materials:
                lot = lot_id(material, command.lot or "-")
                blocked = StockKey(place=place, lot=lot, status=command.status)
                wanted.want(blocked, StockKey(place=place, lot=lot))
    return await _with_reports(tx, read, wanted, named=named)


def _named(
    commands: Sequence[ReworkDefective] | Sequence[CreateReworkOrder],
    operations: Sequence[Operation],
) -> Named:
    jobs = {c.job_order for c in commands} | {c.caused_at_job for c in commands}
    people = {c.caused_by_person for c in commands} | {c.caused_by_supplier for c in commands}
    centers = {name for one in operations for name in (one.work_center, one.supplier)}
    return Named(
        jobs={one for one in jobs if one is not None},
        materials={line.material for one in operations for line in one.materials},
        resources={one for one in people | centers if one is not None},
        lock_orders=True,
    )


async def _with_reports(tx: Tx, read: Read, wanted: StockWanted, *, named: Named) -> Shop:
    shop = read.shop
    wanted.materials |= read.materials
    known = {job.code: job for job in shop.jobs.values()}
    known |= {str(job.id): job for job in shop.jobs.values()}
    for reference in named.jobs:
        job = known.get(reference)
        if job is not None:
            want_report(wanted, read, job=job, lots=[])
    for order in shop.work_orders.values():
        if order.snapshot is not None:
            wanted.materials |= materials_of(order.snapshot.operations)
    return await stocked(tx, shop, wanted)
