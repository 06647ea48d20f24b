"""A work order is written, changed while a draft, and released into job orders with snapshots."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, rounded
from taktline.base.text import Text
from taktline.catalog.refusals import RecordArchived
from taktline.kernel.ledger.facts import place_id
from taktline.kernel.ledger.refusals import UnknownPlace
from taktline.kernel.orders.changes import job_event, order_event
from taktline.kernel.orders.circle import refuse_own_product
from taktline.kernel.orders.content import Operation, WorkMasterContent
from taktline.kernel.orders.facts import (
    DependencyAdded,
    JobOrderCreated,
    WorkOrderChanged,
    WorkOrderCreated,
)
from taktline.kernel.orders.plan_jobs import dependencies, job_orders, joined
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.route import parse_route
from taktline.kernel.orders.rows import WorkOrder, WorkOrderKind
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.snapshot import (
    Costing,
    LotPolicy,
    hash_of,
)
from taktline.kernel.orders.stages.policy import refuse_unkept, staged
from taktline.kernel.orders.states import after
from taktline.kernel.orders.work_master import CodeTaken, refuse_stale, resolved
from taktline.platform.command import Command, Fact, Ids


class CreateWorkOrder(Command, frozen=True, kw_only=True):
    """So much of a material is to be made.

    Attributes:
        site: code or id of the factory.
        material: code or id.
        ordered: in the material's base unit, above 0.
        started_quantity: ordered plus allowance; the ordered quantity if None.
        work_master: code (newest released revision) or id; or `route`, or `operations`.
        over_limit: share above the ordered quantity that is accepted, 0 or more.
        under_limit: share below it that completes without a reason, 0 to 1.
        receipt_place: code of the store the last operation delivers to.
        priority: 0 to 100, 100 highest.
    """

    code: str
    site: str
    material: str
    ordered: Decimal
    kind: WorkOrderKind = "normal"
    started_quantity: Decimal | None = None
    work_master: str | None = None
    route: str | None = None
    operations: tuple[Operation, ...] = ()
    over_limit: Decimal = ZERO
    under_limit: Decimal = ZERO
    lot_policy: LotPolicy = "one_lot"
    costing: Costing = "actual"
    receipt_place: str | None = None
    priority: int = 50
    due_at: Instant | None = None
    planned_start_at: Instant | None = None
    planned_end_at: Instant | None = None
    project: UUID | None = None
    customer_ref: str | None = None
    source_system: str | None = None
    source_ref: str | None = None


class ChangeWorkOrder(Command, frozen=True, kw_only=True):
    """A draft is changed; what is absent stays."""

    work_order: str
    expected_version: int
    ordered: Decimal | None = None
    started_quantity: Decimal | None = None
    over_limit: Decimal | None = None
    under_limit: Decimal | None = None
    priority: int | None = None
    due_at: Instant | None = None
    planned_start_at: Instant | None = None
    planned_end_at: Instant | None = None
    work_master: str | None = None
    route: str | None = None
    customer_ref: str | None = None


class ReleaseWorkOrder(Command, frozen=True, kw_only=True):
    """A work order is given to the floor.

    Attributes:
        expected_version: the version that was read; not checked if None.
        job_codes: code of a job order by sequence, where they are printed already; else
            `<work order>-<sequence>`.
    """

    work_order: str
    expected_version: int | None = None
    job_codes: dict[str, str] = {}


REMADE: frozenset[WorkOrderKind] = frozenset({"rework", "disassembly"})
"""Orders that take pieces to make something of them anew: they use up what they are about."""


class BadWorkOrder(Problem):
    """Quantities, limits or times of a work order that contradict each other."""

    title = Text(en="{code}: {reason}", zh="{code}:{reason}")
    status = 400


PRIORITY_RANGE = Text(en="priority must be 0 to 100.", zh="优先级须为 0 至 100。")
ENDS_FIRST = Text(en="it would end before it starts.", zh="计划结束不得早于计划开始。")


class SourceTaken(Problem):
    """Another system's order is a work order already."""

    title = Text(
        en="{source_ref} of {source_system} is work order {code} already: change that one.",
        zh="{source_system} 的单据 {source_ref} 已对应工单 {code},请在该工单上变更。",
    )


NOT_MADE: tuple[type[Problem], ...] = (SourceTaken, RecordArchived)
"""Why a work order is not made at all."""


class NotReleased(Problem):
    """A work order may use released revisions only."""

    title = Text(
        en="{code} is {status}; a work order uses a released work master.",
        zh="{code} 当前状态为 {status},工单只能使用已发布的作业模板。",
    )


class NoOperations(Problem):
    """A work order needs a work master, a route or operations before it is released."""

    title = Text(
        en="{code} has no operations: name a work master or type a route.",
        zh="{code} 没有工序,请选择作业模板或输入工艺路线。",
    )


class OrderNotDraft(Problem):
    """Only a draft is edited so; a running order is changed by its own commands."""

    title = Text(
        en="{code} is {status}; only a draft can be changed.",
        zh="{code} 当前状态为 {status},只有草稿可以修改。",
    )


def decide_create(shop: Shop, command: CreateWorkOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a work order begins: as a draft.

    Raises:
        BadCode: the code cannot be one.
        CodeTaken: the code is in use.
        SourceTaken: the other system's order is a work order already.
        NotFound: site, material or work master does not exist.
        RecordArchived: the material is out of use.
        NotReleased: the work master named by id is no released revision.
        BadRoute, BadOperation: an operation cannot be worked as written.
        RouteInItself: its operations use up what it makes.
        UnknownPlace: nobody opened the place it is delivered to.
        StockNotKept: stock is not switched on for the material.
        BadWorkOrder: quantities, limits or times contradict each other.
    """
    name = checked_code(command.code)
    if any(order.code == name for order in shop.work_orders.values()):
        raise CodeTaken(kind="work_order", code=name, at="/code")
    _refuse_source(shop, command)
    material = shop.material(command.material)
    if material.is_archived:
        raise RecordArchived(code=material.code, at="/material")
    site = shop.resource(command.site, "site").id
    ordered = rounded(bounded(command.ordered), material.unit_places)
    started = command.started_quantity
    order = WorkOrder(
        id=ids.new(),
        site=site,
        code=name,
        kind=command.kind,
        source_system=command.source_system,
        source_ref=command.source_ref,
        material=material.id,
        work_master=_master_of(shop, command.work_master),
        unit=material.unit,
        ordered=ordered,
        started_quantity=ordered
        if started is None
        else rounded(bounded(started), material.unit_places),
        over_limit=command.over_limit,
        under_limit=command.under_limit,
        lot_policy=command.lot_policy,
        costing=command.costing,
        priority=command.priority,
        due_at=command.due_at,
        planned_start_at=command.planned_start_at,
        planned_end_at=command.planned_end_at,
        receipt_place=None
        if command.receipt_place is None
        else place_id(site, command.receipt_place),
        project=command.project,
        customer_ref=command.customer_ref,
        snapshot=_typed(shop, command.route, operations=command.operations),
    )
    if order.receipt_place is not None and order.receipt_place not in shop.stock.places:
        raise UnknownPlace(place=command.receipt_place or "", at="/receipt_place")
    if command.kind not in REMADE:
        refuse_own_product(shop, material.id, command.operations)
    refuse_unkept(material, order)
    refuse_contradiction(order)
    return [
        WorkOrderCreated(work_order=order),
        order_event("created", order, ordered=str(order.ordered)),
    ]


def _refuse_source(shop: Shop, command: CreateWorkOrder) -> None:
    source = (command.source_system, command.source_ref)
    if None in source:
        return
    orders = shop.work_orders.values()
    same = next((one for one in orders if (one.source_system, one.source_ref) == source), None)
    if same is not None:
        raise SourceTaken(
            source_system=same.source_system, source_ref=same.source_ref, code=same.code,
            at="/source_ref",
        )  # fmt: skip


def decide_change(shop: Shop, command: ChangeWorkOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a draft reads from now on.

    Raises:
        NotFound: there is no such work order or work master.
        OrderNotDraft: it is released.
        StaleVersion: somebody else changed it.
        BadRoute, BadOperation, NotReleased, BadWorkOrder: as when it was created.
    """
    order = shop.work_order(command.work_order)
    if order.status != "draft":
        raise OrderNotDraft(code=order.code, status=order.status)
    refuse_stale(order.code, order.version, expected=command.expected_version)
    fields = (
        "ordered",
        "started_quantity",
        "over_limit",
        "under_limit",
        "priority",
        "due_at",
        "planned_start_at",
        "planned_end_at",
        "customer_ref",
    )
    given = {field: getattr(command, field) for field in fields}
    changed = msgspec.structs.replace(order, **{k: v for k, v in given.items() if v is not None})
    if command.ordered is not None and command.started_quantity is None:
        allowance = order.started_quantity - order.ordered
        changed = msgspec.structs.replace(changed, started_quantity=changed.ordered + allowance)
    if command.work_master is not None:
        master = _master_of(shop, command.work_master)
        changed = msgspec.structs.replace(changed, work_master=master, snapshot=None)
    if command.route is not None:
        content = _typed(shop, command.route, operations=())
        changed = msgspec.structs.replace(changed, work_master=None, snapshot=content)
    refuse_contradiction(changed)
    return [WorkOrderChanged(work_order=changed), order_event("changed", changed)]


def decide_release(shop: Shop, command: ReleaseWorkOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide which job orders a work order becomes; later edits of its master never reach them.

    Raises:
        NotFound: there is no such work order.
        IllegalStep: it is not a draft.
        StaleVersion: somebody else changed it.
        NoOperations: it has neither work master nor route.
        StockNotKept: it delivers into a store and stock is not switched on for the material.
        NotReleased: its work master is no released revision.
        BadCode: a job order's code cannot be one.
    """
    order = shop.work_order(command.work_order)
    after(order.status, "release", code=order.code)
    refuse_stale(order.code, order.version, expected=command.expected_version)
    if order.material is not None:
        refuse_unkept(shop.stock.materials[order.material], order)
    content = joined(staged(shop, order, rated(shop, _content(shop, order))))
    released = msgspec.structs.replace(
        order,
        status="released",
        released_at=command.occurred_at,
        snapshot=content,
        snapshot_hash=hash_of(content),
        snapshot_revision=1,
    )
    codes = {int(sequence): checked_code(name) for sequence, name in command.job_codes.items()}
    jobs = job_orders(shop, released, codes=codes, ids=ids)
    posting = Posting(shop, ids)
    for job in jobs:
        posting.job_place(job, "wip")
        posting.job_place(job, "transform")
    return [
        WorkOrderChanged(work_order=released),
        *(JobOrderCreated(job=job) for job in jobs),
        *(DependencyAdded(dependency=one) for one in dependencies(content, jobs)),
        *posting.facts(occurred_at=command.occurred_at),
        order_event("released", released, ordered=str(order.ordered)),
        *(job_event("released", job) for job in jobs),
        *(job_event("dispatched", job) for job in jobs if job.status == "dispatched"),
    ]


def rated(shop: Shop, content: WorkMasterContent) -> WorkMasterContent:
    """Return the content with the rates of the work centers where operations state none."""
    return msgspec.structs.replace(
        content, operations=tuple(_rated(shop, operation) for operation in content.operations)
    )


def _rated(shop: Shop, operation: Operation) -> Operation:
    center = operation.work_center
    resource = None if center is None else shop.resources.get(UUID(center))
    if resource is None:
        return operation
    return msgspec.structs.replace(
        operation,
        labor_rate=operation.labor_rate or resource.labor_rate,
        machine_rate=operation.machine_rate or resource.machine_rate,
        overhead_rate=operation.overhead_rate or resource.overhead_rate,
    )


def refuse_contradiction(order: WorkOrder) -> None:
    """Refuse a work order whose figures cannot be meant.

    Raises:
        BadWorkOrder: nothing ordered, less started than ordered, a share or priority out of
            range, an end before its start.
    """
    start, end = order.planned_start_at, order.planned_end_at
    reasons = {
        Text(en="the ordered quantity must be above zero.", zh="计划数量须大于零。"): (
            order.ordered <= 0
        ),
        Text(en="less is started than ordered.", zh="投产数量不得小于计划数量。"): (
            order.started_quantity < order.ordered
        ),
        Text(en="over_limit must be 0 or more.", zh="超产容差须大于或等于 0。"): order.over_limit
        < 0,
        Text(en="under_limit must be 0 to 1.", zh="欠产容差须为 0 至 1。"): (
            not 0 <= order.under_limit <= 1
        ),
        PRIORITY_RANGE: not 0 <= order.priority <= 100,
        ENDS_FIRST: start is not None and end is not None and end < start,
    }
    for reason, is_so in reasons.items():
        if is_so:
            raise BadWorkOrder(code=order.code, reason=reason)


def _content(shop: Shop, order: WorkOrder) -> WorkMasterContent:
    if order.work_master is None:
        if order.snapshot is None:
            raise NoOperations(code=order.code)
        return order.snapshot
    master = shop.work_master(str(order.work_master))
    if master.status != "released":
        raise NotReleased(code=master.code, status=master.status)
    return master.content


def _master_of(shop: Shop, reference: str | None) -> UUID | None:
    """Return the released revision that is meant.

    Raises:
        NotFound: there is no such work master.
        NotReleased: it has no released revision, or the one named by id is none.
    """
    if reference is None:
        return None
    named = shop.work_master(reference)
    if reference == str(named.id):
        usable = [named]
    else:
        usable = [master for master in shop.work_masters.values() if master.code == named.code]
    released = [master for master in usable if master.status == "released"]
    if not released:
        raise NotReleased(code=named.code, status=named.status, at="/work_master")
    return max(released, key=lambda master: master.revision).id


def _typed(
    shop: Shop, route: str | None, *, operations: tuple[Operation, ...]
) -> WorkMasterContent | None:
    if route:
        return parse_route(route)
    if operations:
        return resolved(shop, WorkMasterContent(operations=operations))
    return None
