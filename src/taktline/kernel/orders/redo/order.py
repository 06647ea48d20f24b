"""Rework as a new order: it consumes the defective lot and makes a new one, with its own cost."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO
from taktline.base.text import Text
from taktline.kernel.ledger.facts import StockKey, StockStatus, lot_id, place_id
from taktline.kernel.ledger.refusals import UnknownLot, UnknownPlace
from taktline.kernel.ledger.stock import Material
from taktline.kernel.ledger.value import value_taken
from taktline.kernel.orders.changes import job_event, order_event, response
from taktline.kernel.orders.content import Operation, OperationMaterial, WorkMasterContent
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.facts import (
    DependencyAdded,
    JobOrderCreated,
    JobReported,
    WorkOrderCreated,
)
from taktline.kernel.orders.judge import waiting_lot
from taktline.kernel.orders.output import leave
from taktline.kernel.orders.plan_jobs import dependencies, job_orders, joined
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.redo.loop import Blame, blamed, pieces
from taktline.kernel.orders.release import rated
from taktline.kernel.orders.reverse import refuse_closed
from taktline.kernel.orders.route import parse_route
from taktline.kernel.orders.rows import Job, WorkOrder
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.snapshot import hash_of
from taktline.kernel.orders.work_master import CodeTaken, resolved
from taktline.platform.command import Fact, Ids


class CreateReworkOrder(Blame, frozen=True, kw_only=True):
    """Defective pieces, of an operation or in a store, are done again by an order of their own.

    Attributes:
        code: of the new order; also of the new lot.
        job_order: code or id of the operation where they wait to be judged; or
        place: code of the store they lie in, with `site`, `material` and `status`.
        quantity: base unit, above 0.
        route: typed in one line; or `operations`.
        receipt_place: code of the store the new lot goes to.
    """

    code: str
    quantity: Decimal
    job_order: str | None = None
    site: str | None = None
    place: str | None = None
    material: str | None = None
    status: StockStatus = "blocked"
    lot: str | None = None
    route: str | None = None
    operations: tuple[Operation, ...] = ()
    receipt_place: str | None = None
    due_at: Instant | None = None
    reason: str | None = None


class FromWhere(Problem):
    """Pieces come from an operation or from a store."""

    title = Text(
        en="Name the job order they wait at, or site, place, material and lot.",
        zh="请指明待判任务,或工厂、库位、物料与批次。",
    )
    status = 400


class NoReworkRoute(Problem):
    """An order needs operations."""

    title = Text(en="Say by which route {code} is made.", zh="请填写 {code} 的返工路线。")
    status = 400


class _Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where the pieces come from."""

    site: UUID
    material: Material
    lot: UUID
    quantity: Decimal
    job: Job | None = None
    key: StockKey | None = None
    unit_cost: Decimal | None = None


def decide_create_rework(
    shop: Shop, command: CreateReworkOrder, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that defective pieces become a new order: the old lot goes in, a new one comes out.

    From an operation they leave their order through transform at planned cost; from a store they
    take their value along. The first operation of the new order uses them up, piece for piece.

    Raises:
        BadCode, CodeTaken: the new order's code.
        FromWhere: neither an operation nor a store.
        NotFound: what is named.
        OrderClosed: the operation's order is closed.
        NegativeCount: the quantity is not above zero.
        NoReworkRoute, BadRoute, BadOperation: the route.
        UnknownPlace, LotNeeded, UnknownLot: place or lot.
        StatusForbids, LotHeld, Shortage: the goods.

    Source: handbook, isa95 section 7, "Rework as a new order".
    """
    name = checked_code(command.code)
    if any(order.code == name for order in shop.work_orders.values()):
        raise CodeTaken(kind="work_order", code=name, at="/code")
    origin = _origin(shop, command)
    order = _order(shop, command, origin, name=name, ids=ids)
    jobs = job_orders(shop, order, codes={}, ids=ids)
    posting = Posting(shop, ids)
    for job in jobs:
        posting.job_place(job, "wip")
        posting.job_place(job, "transform")
    _bring(posting, origin, jobs[0])
    content = order.snapshot
    assert content is not None, "a rework order has its route"
    return [
        WorkOrderCreated(work_order=order),
        *(JobOrderCreated(job=job) for job in jobs),
        *(DependencyAdded(dependency=one) for one in dependencies(content, jobs)),
        *posting.facts(occurred_at=command.occurred_at),
        *_said(shop, command, origin, first=jobs[0], ids=ids),
        order_event("created", order, ordered=str(order.ordered)),
        order_event("released", order, ordered=str(order.ordered)),
        *(job_event("released", job) for job in jobs),
        *(job_event("dispatched", job) for job in jobs if job.status == "dispatched"),
    ]


def _origin(shop: Shop, command: CreateReworkOrder) -> _Origin:
    if command.job_order is not None:
        job = shop.job(command.job_order)
        refuse_closed([job])
        assert job.material is not None, "what is defective is of something"
        place = place_id(job.site, f"defective:{job.code}")
        return _Origin(
            site=job.site,
            material=shop.stock.materials[job.material],
            lot=waiting_lot(shop, place, job, code=command.lot),
            quantity=pieces(shop, job, command.quantity),
            job=job,
            unit_cost=job.planned_cost,
        )
    if command.site is None or command.place is None or command.material is None:
        raise FromWhere(at="/job_order")
    site, material = shop.resource(command.site, "site").id, shop.material(command.material)
    store = place_id(site, command.place)
    if store not in shop.stock.places:
        raise UnknownPlace(place=command.place, at="/place")
    lot = lot_id(material.id, command.lot or "-")
    if lot not in shop.stock.lots:
        raise UnknownLot(material=material.code, lot=command.lot or "-", at="/lot")
    if command.quantity <= 0:
        raise NegativeCount(field="quantity", value=command.quantity, at="/quantity")
    key = StockKey(place=store, lot=lot, status=command.status)
    held = shop.stock.held(key)
    cost = held.value / held.quantity if held.quantity > 0 else material.standard_cost
    return _Origin(site=site, material=material, lot=lot, quantity=command.quantity, key=key,
                   unit_cost=cost)  # fmt: skip


def _order(
    shop: Shop, command: CreateReworkOrder, origin: _Origin, *, name: str, ids: Ids
) -> WorkOrder:
    """Return the new order, released, its first operation using up the pieces."""
    if command.route:
        content = parse_route(command.route)
    elif command.operations:
        content = WorkMasterContent(operations=command.operations)
    else:
        raise NoReworkRoute(code=name, at="/route")
    content = joined(rated(shop, resolved(shop, content)))
    first, *rest = content.in_sequence()
    line = OperationMaterial(
        material=str(origin.material.id),
        quantity_per=Decimal(1),
        issue_method="issue",
        planned_price=origin.unit_cost or ZERO,
    )
    first = msgspec.structs.replace(first, materials=(*first.materials, line))
    content = msgspec.structs.replace(content, operations=(first, *rest))
    before = origin.job
    parent = None if before is None else before.work_order
    known = None if parent is None else shop.work_orders.get(parent)
    receipt = None
    if command.receipt_place is not None:
        receipt = place_id(origin.site, command.receipt_place)
        if receipt not in shop.stock.places:
            raise UnknownPlace(place=command.receipt_place, at="/receipt_place")
    return WorkOrder(
        id=ids.new(),
        site=origin.site,
        code=name,
        kind="rework",
        material=origin.material.id,
        unit=origin.material.unit,
        ordered=origin.quantity,
        started_quantity=origin.quantity,
        under_limit=Decimal(1),
        costing="actual" if known is None else known.costing,
        due_at=command.due_at,
        receipt_place=receipt,
        parent=parent,
        snapshot=content,
        snapshot_hash=hash_of(content),
        snapshot_revision=1,
        status="released",
        released_at=command.occurred_at,
    )


def _bring(posting: Posting, origin: _Origin, first: Job) -> None:
    """Bring the pieces to the first operation, with what they are worth."""
    target = posting.job_place(first, "wip")
    lot, quantity = origin.lot, origin.quantity
    if origin.job is not None:
        waiting = posting.job_place(origin.job, "defective")
        leave(posting, origin.job, target, lot=lot, quantity=quantity, source=waiting)
        return
    assert origin.key is not None, "from a store"
    value = value_taken(posting.stock, origin.key, quantity)
    free = msgspec.structs.replace(origin.key, status="available")
    if free != origin.key:
        posting.move(origin.key, free, lot=lot, quantity=quantity, value=value)
    posting.move(free, target, lot=lot, quantity=quantity, value=value)


def _said(
    shop: Shop, command: CreateReworkOrder, origin: _Origin, *, first: Job, ids: Ids
) -> list[Fact]:
    """Return what is said of the operation the pieces left."""
    job = origin.job
    if job is None:
        return []
    line = blamed(shop, job, command, quantity=origin.quantity, rework=first.id, ids=ids)
    said = msgspec.structs.replace(
        response(shop, job, kind="judge", ids=ids, at=command.occurred_at),
        status_before=None,
        from_defective=origin.quantity,
        rework=origin.quantity,
        lot=origin.lot,
        reason=command.reason,
        defects=(line,),
    )
    return [
        JobReported(response=said),
        job_event("judged", job, verdict="rework", quantity=str(origin.quantity)),
    ]
