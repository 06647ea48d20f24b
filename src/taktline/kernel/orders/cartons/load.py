"""What commands about cartons load: the cartons locked, what is in them, who made the lots."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.kernel.ledger.facts import NO_LOT, StockKey, handling_unit_id, lot_id
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.cartons.pack import (
    Carton,
    CloseCarton,
    MadeFor,
    OpenCarton,
    PackCarton,
    PackingShop,
)
from taktline.kernel.orders.cartons.record import CARTON_FIELDS
from taktline.kernel.orders.load import stocked
from taktline.kernel.orders.read import Named, by_id, read_shop, structs
from taktline.kernel.orders.shop import Shop
from taktline.platform.transaction import Tx

CARTONS = f"""
    SELECT {", ".join(f"c.{name}" for name in CARTON_FIELDS)} FROM carton c
    WHERE c.id = ANY(%(ids)s::uuid[]) OR c.code = ANY(%(codes)s::text[])
    ORDER BY c.id FOR NO KEY UPDATE"""
WHERE_NOW = """
    SELECT b.handling_unit, b.place, b.lot FROM balance b
    WHERE b.handling_unit = ANY(%(units)s::uuid[]) AND b.quantity > 0"""
MATERIALS = """
    SELECT id, code FROM material
    WHERE code = ANY(%(codes)s::text[]) OR id = ANY(%(ids)s::uuid[])"""
# A lot is made where its transform owes it: there stands the order, its version and customer.
MADE_FOR = """
    SELECT DISTINCT ON (b.lot) b.lot, w.work_master, w.customer_ref
    FROM balance b JOIN place p ON p.id = b.place AND p.kind = 'transform'
    JOIN job_order j ON j.id = p.job_order
    JOIN work_order w ON w.id = j.work_order
    WHERE b.lot = ANY(%(lots)s::uuid[]) AND b.quantity < 0
    ORDER BY b.lot, w.id"""


async def load_new(tx: Tx, commands: Sequence[OpenCarton]) -> PackingShop:
    """Read cartons with the same codes, the site and the place."""
    read = await read_shop(tx, Named(resources={command.site for command in commands}))
    wanted = StockWanted()
    for command in commands:
        for site in read.shop.resources:
            wanted.want_place(site, command.place)
        wanted.handling_units.add(handling_unit_id(command.code))
    cartons = await _cartons(tx, {command.code for command in commands})
    return await _packing(tx, read.shop, wanted, cartons=cartons)


async def load_cartons(
    tx: Tx, commands: Sequence[PackCarton] | Sequence[CloseCarton]
) -> PackingShop:
    """Lock cartons with what is in them and what is to go in."""
    lines = [line for c in commands if isinstance(c, PackCarton) for line in c.lines]
    references = {command.carton for command in commands}
    references |= {line.from_carton for line in lines if line.from_carton is not None}
    cartons = await _cartons(tx, references)
    now = msgspec.convert(
        await tx.fetch(WHERE_NOW, {"units": sorted(cartons)}), list[tuple[UUID, UUID, UUID]]
    )
    ids = await _material_ids(tx, {line.material for line in lines})
    wanted = StockWanted(handling_units=set(cartons), materials=set(ids.values()))
    places = {place for _, place, _ in now} | {carton.place for carton in cartons.values()}
    for carton in cartons.values():
        places |= {
            wanted.want_place(carton.site, line.place) for line in lines if line.place is not None
        }
    for command in commands:
        wanted.dated(command.occurred_at)
    for line in lines:
        material = ids.get(line.material)
        if material is None:
            continue
        lot = lot_id(material, line.lot or NO_LOT)
        for place in places:
            for unit in (None, *cartons):
                wanted.want(StockKey(place=place, lot=lot, handling_unit=unit))
    wanted.places |= places
    return await _packing(tx, Shop(), wanted, cartons=cartons)


async def _cartons(tx: Tx, references: set[str]) -> dict[UUID, Carton]:
    ids = {one: id_of(one) for one in references}
    asked: dict[str, object] = {
        "ids": sorted(found for found in ids.values() if found is not None),
        "codes": sorted(one for one, found in ids.items() if found is None),
    }
    return by_id(structs(await tx.fetch(CARTONS, asked), Carton, fields=CARTON_FIELDS))


async def _material_ids(tx: Tx, references: set[str]) -> dict[str, UUID]:
    ids = {one: id_of(one) for one in references}
    asked: dict[str, object] = {
        "ids": sorted(found for found in ids.values() if found is not None),
        "codes": sorted(one for one, found in ids.items() if found is None),
    }
    rows = msgspec.convert(await tx.fetch(MATERIALS, asked), list[tuple[UUID, str]])
    return {name: id_ for id_, code in rows for name in (code, str(id_))}


async def _packing(
    tx: Tx, shop: Shop, wanted: StockWanted, *, cartons: dict[UUID, Carton]
) -> PackingShop:
    floor = await stocked(tx, shop, wanted)
    rows = await tx.fetch(MADE_FOR, {"lots": sorted(floor.stock.lots)})
    parts = {field: getattr(floor, field) for field in Shop.__struct_fields__}
    return PackingShop(
        **parts,
        cartons=cartons,
        made_for={
            lot: MadeFor(version=version, customer=customer)
            for lot, version, customer in msgspec.convert(
                rows, list[tuple[UUID, UUID | None, str | None]]
            )
        },
    )
