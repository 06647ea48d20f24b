"""What changes of running orders load: orders with all their job orders, places, cards, masters."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.card_store import take_cards
from taktline.kernel.orders.change.content import OperationChange
from taktline.kernel.orders.change.engineering import ReleaseChange
from taktline.kernel.orders.change.facts import Office
from taktline.kernel.orders.change.revise import ReviseRunningOrder
from taktline.kernel.orders.content import Operation
from taktline.kernel.orders.load import materials_of, stocked, want_places
from taktline.kernel.orders.read import Named, Read, read_shop
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.stages.policy import ask_inherited, take_inherited
from taktline.platform.transaction import Tx

REVISED = (
    "SELECT DISTINCT work_order FROM order_revision WHERE work_order = ANY(%(orders)s::uuid[])"
)
TAKEN = "SELECT code FROM engineering_change WHERE code = ANY(%(codes)s::text[])"
# An order is open until it is completed: what was released and not finished yet.
OPEN = """
    SELECT w.id, w.material FROM work_order w
    WHERE w.status = 'released' AND w.material IN (
        SELECT id FROM material
        WHERE id = ANY(%(ids)s::uuid[]) OR code = ANY(%(codes)s::text[]))
    ORDER BY w.id"""


async def load_revisions(tx: Tx, commands: Sequence[ReviseRunningOrder]) -> Office:
    """Lock orders with everything of theirs, and read what their new operations name."""
    named = Named(
        orders={command.work_order for command in commands},
        masters={c.work_master for c in commands if c.work_master is not None},
        lock_orders=True,
    )
    _name_operations(named, [one for command in commands for one in command.operations])
    wanted = StockWanted()
    for command in commands:
        wanted.dated(command.occurred_at)
    return await _office(tx, named, wanted=wanted)


async def load_engineering(tx: Tx, commands: Sequence[ReleaseChange]) -> Office:
    """Lock every open order of the materials, with everything of theirs."""
    materials = {command.material for command in commands}
    ids = {one: id_of(one) for one in materials}
    asked: dict[str, object] = {
        "ids": sorted(found for found in ids.values() if found is not None),
        "codes": sorted(one for one, found in ids.items() if found is None),
    }
    taken, open_ = await tx.fetch_many(
        [(TAKEN, {"codes": [command.code for command in commands]}), (OPEN, asked)]
    )
    rows = msgspec.convert(open_, list[tuple[UUID, UUID]])
    named = Named(
        orders={str(order) for order, _ in rows}
        | {one.work_order for command in commands for one in command.orders},
        masters={c.work_master for c in commands if c.work_master is not None},
        materials=materials,
        lock_orders=True,
    )
    wanted = StockWanted()
    for command in commands:
        wanted.dated(command.occurred_at)
    office = await _office(tx, named, wanted=wanted)
    office.taken = {row[0] for row in msgspec.convert(taken, list[tuple[str]])}
    for order, material in rows:
        office.open_orders.setdefault(material, set()).add(order)
    return office


async def _office(tx: Tx, named: Named, *, wanted: StockWanted) -> Office:
    read = await read_shop(tx, named)
    shop = read.shop
    _want(wanted, read)
    centers = {
        one
        for content in (
            *(master.content for master in shop.work_masters.values()),
            *(o.snapshot for o in shop.work_orders.values() if o.snapshot is not None),
        )
        for operation in content.operations
        for one in (operation.work_center, operation.supplier)
        if one is not None
    } | {str(job.work_center) for job in shop.jobs.values() if job.work_center is not None}
    if centers:
        shop.resources |= (await read_shop(tx, Named(resources=centers))).shop.resources
    orders = sorted(shop.work_orders)
    await take_cards(tx, shop, named=set(), orders=orders)
    await take_inherited(shop, ask_inherited(tx, wanted.materials))
    revised = await tx.fetch(REVISED, {"orders": orders})
    floor = await stocked(tx, shop, wanted)
    parts = {field: getattr(floor, field) for field in Shop.__struct_fields__}
    return Office(
        **parts, revisions={row[0] for row in msgspec.convert(revised, list[tuple[UUID]])}
    )


def _want(wanted: StockWanted, read: Read) -> None:
    shop = read.shop
    wanted.materials |= read.materials
    for job in shop.jobs.values():
        want_places(wanted, read, job)
        if job.snapshot is not None:
            wanted.materials |= materials_of((job.snapshot.operation,))
    for order in shop.work_orders.values():
        if order.material is not None:
            wanted.materials.add(order.material)
        if order.snapshot is not None:
            wanted.materials |= materials_of(order.snapshot.operations)
    for master in shop.work_masters.values():
        wanted.materials |= materials_of(master.content.operations)


def _name_operations(named: Named, changes: Sequence[OperationChange]) -> None:
    operations: list[Operation] = [c.operation for c in changes if c.operation is not None]
    named.materials |= {line.material for one in operations for line in one.materials}
    named.materials |= {one.material for one in operations if one.material is not None}
    said = [(one.work_center, one.supplier) for one in operations]
    said += [(change.work_center, change.supplier) for change in changes]
    named.resources |= {name for pair in said for name in pair if name is not None}
