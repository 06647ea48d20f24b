"""Half-done orders from one sheet: made, released and booked as they stand."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import Problem, Several
from taktline.base.text import Text
from taktline.kernel.ledger.facts import NO_LOT, StockKey, lot_id
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.facts import (
    DependencyAdded,
    JobOrderCreated,
    WorkOrderChanged,
    WorkOrderCreated,
)
from taktline.kernel.orders.fold import (
    fold_dependency,
    fold_job_created,
    fold_work_order_changed,
    fold_work_order_created,
)
from taktline.kernel.orders.load import load_plans, stocked
from taktline.kernel.orders.opening import OpenedOperation, OpenWorkOrder, decide_open
from taktline.kernel.orders.read import Named
from taktline.kernel.orders.release import (
    CreateWorkOrder,
    ReleaseWorkOrder,
    decide_create,
    decide_release,
)
from taktline.kernel.orders.reverse import fold_into, scratch
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx

ORDERS_MAX = 500
"""Orders of one sheet; a bigger plant sends several."""
PROBLEMS_MAX = 50
"""Rows told at once: with more the sheet is another one."""


class OpenedOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the sheet: an order and how each of its operations stands.

    Attributes:
        ordered: base unit of the product, above 0.
        route: typed in one line; or `work_master`.
        operations: those at which something lies, was finished or lost; others are untouched.
    """

    code: str
    material: str
    ordered: Decimal
    started_quantity: Decimal | None = None
    route: str | None = None
    work_master: str | None = None
    receipt_place: str | None = None
    due_at: Instant | None = None
    customer_ref: str | None = None
    operations: tuple[OpenedOperation, ...]


class OpenWorkOrders(Command, frozen=True, kw_only=True):
    """Half-done orders of a site, all or none; tried out by a dry run first."""

    site: str
    orders: tuple[OpenedOrder, ...]


class TooManyOrders(Problem):
    """None, or more than one sheet may hold."""

    title = Text(
        en="{count} orders; 1 to {limit} are possible in one sheet.",
        zh="共 {count} 个工单,每次须为 1 至 {limit} 个。",
    )
    status = 400


async def load_sheet(tx: Tx, commands: Sequence[OpenWorkOrders]) -> Shop:
    """Read what the sheets name and lock what stands at suppliers."""
    rows = [row for command in commands for row in command.orders]
    suppliers = {one.supplier for row in rows for one in row.operations if one.supplier is not None}
    named = Named(
        orders={row.code for row in rows},
        masters={row.work_master for row in rows if row.work_master is not None},
        materials={row.material for row in rows},
        resources={command.site for command in commands} | suppliers,
    )
    places = {row.receipt_place for row in rows if row.receipt_place is not None}
    shop = await load_plans(tx, named, places=places)
    wanted = StockWanted(places=set(shop.stock.places), materials=set(shop.stock.materials))
    planned = {
        str(one.supplier)
        for master in shop.work_masters.values()
        for one in master.content.operations
        if one.supplier is not None
    }
    for command in commands:
        wanted.dated(command.occurred_at)
        for row in command.orders:
            _want(wanted, shop, site=command.site, row=row, suppliers=suppliers | planned)
    return await stocked(tx, shop, wanted)


def _want(
    wanted: StockWanted, shop: Shop, *, site: str, row: OpenedOrder, suppliers: set[str]
) -> None:
    try:
        where, material = shop.resource(site, "site").id, shop.material(row.material).id
    except Problem:
        return  # the decision says so
    wanted.want_place(where, "opening")
    for lot in {one.lot or NO_LOT for one in row.operations} | {NO_LOT, row.code}:
        wanted.lots.add(lot_id(material, lot))
        for supplier in shop.resources.values():
            if suppliers & {supplier.code, str(supplier.id)}:
                away = wanted.want_place(where, f"site:{supplier.code}")
                wanted.want(StockKey(place=away, lot=lot_id(material, lot)))


def decide_open_sheet(shop: Shop, command: OpenWorkOrders, now: Instant, ids: Ids) -> list[Fact]:
    """Decide every order of a sheet: drafted, released, and booked as it stands.

    Raises:
        TooManyOrders: none, or more than 500.
        Several: rows that are wrong, each with its place; what a row says is refused as by
            `kernel.create_work_order`, `kernel.release_work_order`, `kernel.open_work_order`.
    """
    if not 0 < len(command.orders) <= ORDERS_MAX:
        raise TooManyOrders(count=len(command.orders), limit=ORDERS_MAX, at="/orders")
    tried = _copy(shop)
    facts: list[Fact] = []
    problems: list[Problem] = []
    for number, row in enumerate(command.orders):
        try:
            facts += _row(tried, command, row=row, now=now, ids=ids)
        except Problem as problem:
            problems.append(problem.located(f"/orders/{number}{problem.at or ''}"))
    if problems:
        raise problems[0] if len(problems) == 1 else Several(problems[:PROBLEMS_MAX])
    return facts


def _row(
    tried: Shop, command: OpenWorkOrders, *, row: OpenedOrder, now: Instant, ids: Ids
) -> list[Fact]:
    create = CreateWorkOrder(
        id=derived_id("opened", command.id, row.code),
        occurred_at=command.occurred_at,
        code=row.code,
        site=command.site,
        material=row.material,
        ordered=row.ordered,
        started_quantity=row.started_quantity,
        route=row.route,
        work_master=row.work_master,
        receipt_place=row.receipt_place,
        due_at=row.due_at,
        customer_ref=row.customer_ref,
    )
    release = ReleaseWorkOrder(id=create.id, occurred_at=command.occurred_at, work_order=row.code)
    opened = OpenWorkOrder(
        id=create.id,
        occurred_at=command.occurred_at,
        work_order=row.code,
        operations=row.operations,
    )
    facts = decide_create(tried, create, now, ids)
    _fold(tried, facts)
    released = decide_release(tried, release, now, ids)
    _fold(tried, released)
    booked = decide_open(tried, opened, now, ids)
    _fold(tried, booked)
    return [*facts, *released, *booked]


def _copy(shop: Shop) -> Shop:
    return msgspec.structs.replace(
        scratch(shop),
        work_orders=dict(shop.work_orders),
        dependencies=dict(shop.dependencies),
        index=None,
    )


def _fold(tried: Shop, facts: list[Fact]) -> None:
    for fact in facts:
        if isinstance(fact, WorkOrderCreated):
            fold_work_order_created(tried, fact)
        elif isinstance(fact, WorkOrderChanged):
            fold_work_order_changed(tried, fact)
        elif isinstance(fact, JobOrderCreated):
            fold_job_created(tried, fact)
        elif isinstance(fact, DependencyAdded):
            fold_dependency(tried, fact)
    fold_into(tried, facts)
