"""Which part of the factory each command about work reads, in the words of its own fields."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import NO_LOT, StockKey, lot_id
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.alerts import AcknowledgeWorkAlert, ResolveWorkAlert
from taktline.kernel.orders.card_store import take_cards
from taktline.kernel.orders.close import CloseWorkOrder
from taktline.kernel.orders.complete import CompleteJobOrder
from taktline.kernel.orders.confirm import ConfirmReports
from taktline.kernel.orders.correct import CorrectReport
from taktline.kernel.orders.expense import accounts
from taktline.kernel.orders.flow_card import CreateFlowCards, ReprintFlowCard
from taktline.kernel.orders.hold import AbortJobOrder, CancelWorkOrder
from taktline.kernel.orders.load import (
    load_causes,
    load_closing,
    load_plans,
    read_ending,
    stocked,
    want_places,
)
from taktline.kernel.orders.opening import OpenWorkOrder
from taktline.kernel.orders.people import SignIn, SignOut
from taktline.kernel.orders.promises import demands_of
from taktline.kernel.orders.read import ALERTS, Named, read_shop, structs
from taktline.kernel.orders.release import ChangeWorkOrder, CreateWorkOrder, ReleaseWorkOrder
from taktline.kernel.orders.reverse import ReverseCommand
from taktline.kernel.orders.shop import Alert, Shop
from taktline.kernel.orders.work_master import (
    ChangeWorkMaster,
    CreateWorkMaster,
    ReleaseWorkMaster,
    ReviseWorkMaster,
)
from taktline.platform.transaction import Pending, Row, Tx

OUTSIDE = """
    SELECT coalesce(j.inspects, j.id), m.lot, sum(m.quantity)
    FROM (
        SELECT p.job_order, v.lot, v.quantity
        FROM place p JOIN move v ON v.source_place = p.id AND v.target_kind = 'supplier_site'
        WHERE p.job_order = ANY(%(jobs)s::uuid[])
        UNION ALL SELECT p.job_order, v.lot, -v.quantity
        FROM place p JOIN move v ON v.target_place = p.id AND v.source_kind = 'supplier_site'
        WHERE p.job_order = ANY(%(jobs)s::uuid[])) AS m
    JOIN job_order j ON j.id = m.job_order
    WHERE m.lot IS NOT NULL
    GROUP BY coalesce(j.inspects, j.id), m.lot HAVING sum(m.quantity) <> 0"""


JOINT = "SELECT DISTINCT cause FROM run_report WHERE cause = ANY(%(causes)s::uuid[])"


async def load_corrections(tx: Tx, commands: Sequence[CorrectReport]) -> Shop:
    """Lock what the reports touched and what they need anew."""
    causes = [command.report for command in commands]
    dated = [command.occurred_at for command in commands]
    anew = Named(
        resources={line.person for command in commands for line in command.persons or ()},
        jobs={
            line.caused_at_job
            for command in commands
            for line in command.defects or ()
            if line.caused_at_job is not None
        },
    )
    lots = sorted({command.lot for command in commands if command.lot is not None})
    shop = await load_causes(tx, causes, dated=dated, anew=anew, lots=lots)
    rows = await tx.fetch(JOINT, {"causes": causes})
    shop.joint = {row[0] for row in msgspec.convert(rows, list[tuple[UUID]])}
    return shop


async def load_reversals(tx: Tx, commands: Sequence[ReverseCommand]) -> Shop:
    """Lock what the commands touched."""
    causes = [command.command for command in commands]
    dated = [command.occurred_at for command in commands]
    return await load_causes(tx, causes, dated=dated)


async def load_presence(tx: Tx, commands: Sequence[SignIn] | Sequence[SignOut]) -> Shop:
    """Lock job orders with who is signed in on them."""
    named = Named(
        jobs={command.job_order for command in commands},
        resources={command.resource for command in commands},
        present=True,
    )
    read = await read_shop(tx, named)
    return await stocked(tx, read.shop, StockWanted())


async def load_confirmations(tx: Tx, commands: Sequence[ConfirmReports]) -> Shop:
    """Lock the job orders of the reports."""
    causes = {report for command in commands for report in command.reports}
    read = await read_shop(tx, Named(causes=causes))
    return await stocked(tx, read.shop, StockWanted())


async def load_close(tx: Tx, commands: Sequence[CloseWorkOrder]) -> Shop:
    """Lock work orders with everything of theirs."""
    named = accounts(command.expense_account for command in commands)
    return await load_closing(tx, [command.work_order for command in commands], accounts=named)


async def load_opening(tx: Tx, commands: Sequence[OpenWorkOrder]) -> Shop:
    """Lock work orders, their job orders, places and lots, and what stands at suppliers."""
    suppliers = {one.supplier for c in commands for one in c.operations if one.supplier is not None}
    orders = {command.work_order for command in commands}
    read = await read_shop(tx, Named(orders=orders, resources=suppliers, lock_orders=True))
    shop, wanted = read.shop, StockWanted()
    named = {one.lot or NO_LOT for command in commands for one in command.operations} | {NO_LOT}
    for command in commands:
        wanted.dated(command.occurred_at)
    for job in shop.jobs.values():
        want_places(wanted, read, job)
        wanted.want_place(job.site, "opening")
        if job.material is None:
            continue
        for lot in (lot_id(job.material, code) for code in named):
            wanted.lots.add(lot)
            for supplier in shop.resources.values():
                if suppliers & {supplier.code, str(supplier.id)} or supplier.id == job.supplier:
                    away = wanted.want_place(job.site, f"site:{supplier.code}")
                    wanted.want(StockKey(place=away, lot=lot))
    return await stocked(tx, shop, wanted)


OF_SOURCES = """
    SELECT w.code
    FROM unnest(%(systems)s::text[], %(refs)s::text[]) AS n(system, ref)
    JOIN work_order w ON w.source_system = n.system AND w.source_ref = n.ref"""


async def load_new_orders(tx: Tx, commands: Sequence[CreateWorkOrder]) -> Shop:
    """Read what new work orders name, and what other systems' orders are work orders already."""
    sources = {(c.source_system, c.source_ref) for c in commands if c.source_system is not None}
    rows: list[Row] = []
    if sources:
        systems, refs = zip(*sources, strict=True)
        rows = await tx.fetch(OF_SOURCES, {"systems": list(systems), "refs": list(refs)})
    known = {code for (code,) in msgspec.convert(rows, list[tuple[str]])}
    named = Named(
        orders={command.code for command in commands} | known,
        masters={c.work_master for c in commands if c.work_master is not None},
        materials={command.material for command in commands},
        resources={command.site for command in commands},
        routes=any(command.operations for command in commands),
    )
    operations = [one for command in commands for one in command.operations]
    places = {c.receipt_place for c in commands if c.receipt_place is not None}
    return await load_plans(tx, named, operations=operations, places=places)


async def load_changed_orders(tx: Tx, commands: Sequence[ChangeWorkOrder]) -> Shop:
    """Lock work orders and read what they name."""
    named = Named(
        orders={command.work_order for command in commands},
        masters={c.work_master for c in commands if c.work_master is not None},
    )
    return await load_plans(tx, named)


async def load_orders(tx: Tx, commands: Sequence[ReleaseWorkOrder]) -> Shop:
    """Lock work orders with their job orders and read their work masters."""
    return await load_plans(tx, Named(orders={command.work_order for command in commands}))


async def load_cancelled(tx: Tx, commands: Sequence[CancelWorkOrder]) -> Shop:
    """Lock work orders with their job orders, what lies there and what is promised to them."""
    named = Named(orders={command.work_order for command in commands}, lock_orders=True)
    read = await read_shop(tx, named)
    shop, wanted = read.shop, StockWanted()
    for job in shop.jobs.values():
        want_places(wanted, read, job)
    wanted.demands = demands_of(shop.jobs.values(), shop.work_orders.values())
    return await stocked(tx, shop, wanted)


async def load_new_masters(tx: Tx, commands: Sequence[CreateWorkMaster]) -> Shop:
    """Read what new work masters name."""
    named = Named(
        masters={command.code for command in commands},
        materials={c.material for c in commands if c.material is not None},
        routes=True,
    )
    operations = [one for command in commands for one in command.operations]
    return await load_plans(tx, named, operations=operations)


async def load_masters(
    tx: Tx,
    commands: Sequence[ChangeWorkMaster] | Sequence[ReleaseWorkMaster] | Sequence[ReviseWorkMaster],
) -> Shop:
    """Read work masters, all revisions of each, and what they name."""
    operations = [
        one
        for command in commands
        if isinstance(command, ChangeWorkMaster)
        for one in command.operations or ()
    ]
    named = Named(masters={command.work_master for command in commands}, routes=True)
    return await load_plans(tx, named, operations=operations)


async def load_alerts(
    tx: Tx, commands: Sequence[AcknowledgeWorkAlert] | Sequence[ResolveWorkAlert]
) -> Shop:
    """Lock open work alerts."""
    named = Named(alerts={command.work_alert for command in commands})
    rows = await tx.fetch(ALERTS, named.params())
    return Shop(alerts={alert.id: alert for alert in structs(rows, Alert)})


async def load_new_cards(tx: Tx, commands: Sequence[CreateFlowCards]) -> Shop:
    """Lock work orders with their cards."""
    named = Named(orders={command.work_order for command in commands}, lock_orders=True)
    shop = (await read_shop(tx, named)).shop
    await take_cards(tx, shop, named=set(), orders=sorted(shop.work_orders))
    materials = {o.material for o in shop.work_orders.values() if o.material is not None}
    return await stocked(tx, shop, StockWanted(materials=materials))


async def load_cards(tx: Tx, commands: Sequence[ReprintFlowCard]) -> Shop:
    """Lock cards."""
    shop = Shop()
    await take_cards(tx, shop, named={command.flow_card for command in commands})
    return shop


async def load_completions(
    tx: Tx, commands: Sequence[CompleteJobOrder] | Sequence[AbortJobOrder]
) -> Shop:
    """Lock what ends, and read what suppliers still have of it."""
    shop, wanted = await read_ending(tx, commands)
    asked = _ask_outside(tx, shop)
    await stocked(tx, shop, wanted)
    _note_outside(shop, await asked.rows())
    return shop


async def lots_outside(tx: Tx, shop: Shop) -> dict[UUID, set[UUID]]:
    """Note how many pieces suppliers have of each job order; return the lots they are of."""
    return _note_outside(shop, await _ask_outside(tx, shop).rows())


def _ask_outside(tx: Tx, shop: Shop) -> Pending:
    return tx.send(OUTSIDE, {"jobs": sorted(shop.jobs)})


def _note_outside(shop: Shop, rows: Sequence[Row]) -> dict[UUID, set[UUID]]:
    lots: dict[UUID, set[UUID]] = {}
    for job, lot, quantity in msgspec.convert(rows, list[tuple[UUID, UUID, Decimal]]):
        lots.setdefault(job, set()).add(lot)
        shop.outside[job] = shop.outside.get(job, ZERO) + quantity
    return lots
