"""Changing a running order: a new revision from an operation or card on, its effect shown first."""

from decimal import Decimal

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, plain, rounded
from taktline.base.text import Text
from taktline.kernel.orders.change.content import (
    STRUCTURAL,
    BadChange,
    ChangedRoute,
    OperationChange,
    changed_route,
)
from taktline.kernel.orders.change.facts import NoticeGiven, NoticeRead, Office, OrderRevised
from taktline.kernel.orders.change.rebuild import Rebuild
from taktline.kernel.orders.changes import job_event, order_event
from taktline.kernel.orders.content import WorkMasterContent
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.facts import JobOrderChanged, WorkOrderChanged
from taktline.kernel.orders.plan_jobs import joined
from taktline.kernel.orders.release import NotReleased, rated, refuse_contradiction
from taktline.kernel.orders.rows import WorkOrder
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.snapshot import hash_of
from taktline.kernel.orders.stages.policy import staged
from taktline.kernel.orders.work_master import refuse_stale, resolved
from taktline.platform.command import Command, Fact, Ids


class ReviseRunningOrder(Command, frozen=True, kw_only=True):
    """A released work order is changed while it runs; what is absent stays.

    A dry run shows the effect: which job orders, where waiting pieces go, which stations must read
    it, how much more or less of each component is needed.

    Attributes:
        reason: why; always needed.
        ordered: base unit; never below what is done.
        started_quantity: ordered plus the allowance there was if None.
        from_sequence: the first operation that may change; the first one that is not over if None.
        from_card: number of the first flow card made by the new revision; earlier ones are
            finished as they began.
        operations: what becomes of single operations, one after the other.
        work_master: code (newest released revision) or id the rest is made by.
    """

    work_order: str
    reason: str
    expected_version: int | None = None
    ordered: Decimal | None = None
    started_quantity: Decimal | None = None
    due_at: Instant | None = None
    priority: int | None = None
    from_sequence: int | None = None
    from_card: int | None = None
    operations: tuple[OperationChange, ...] = ()
    work_master: str | None = None


class AcknowledgeChange(Command, frozen=True, kw_only=True):
    """Somebody at the station has read what was changed; the job order goes on."""

    job_order: str


class OrderNotRunning(Problem):
    """Only a released order that is not finished is changed so; a draft is simply edited."""

    title = Text(
        en="{code} is {status}; only a released order that is not finished is changed so.",
        zh="{code} 当前状态为 {status},仅已下达且未完工的工单可以变更。",
    )


class NothingRevised(Problem):
    """The command says nothing new."""

    title = Text(en="Nothing about {code} would change.", zh="{code} 没有任何变更。")
    status = 400


class BelowDone(Problem):
    """Less would be ordered than is done already."""

    title = Text(
        en="{job_order} has {done} done already; {code} cannot be changed to {asked}.",
        zh="{job_order} 已完成 {done},工单 {code} 不能改为 {asked}。",
    )


class NotByCard(Problem):
    """From a card on an operation can be replaced, not the way be changed."""

    title = Text(
        en="From a card on operations can be replaced or sent outside; whole orders are added to, "
        "skipped or moved.",
        zh="按卡切换只能替换工序或改委外/自制;增加、跳过、调序须对整单。",
    )
    status = 400


class NothingToRead(Problem):
    """The job order has no notice that waits."""

    title = Text(en="{code} has no change to be read.", zh="{code} 没有待确认的变更。")


def decide_revise(shop: Office, command: ReviseRunningOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a change of a running order does.

    Done quantity stays on the old revision: an operation that began and changes is parted, the old
    part keeps what is done (or what is on earlier cards). Pieces that wait go to the first
    operation of the new route that they have not passed. Every station concerned must read the
    notice before its next report.

    Raises:
        NotFound: there is no such order, work master, material or supplier.
        OrderNotRunning: it is a draft, completed or closed.
        StaleVersion: somebody else changed it.
        ReasonMissing: nobody says why.
        NotReleased: the work master is no released revision.
        NotByCard: from a card on, and pieces would take another way.
        NotLinear, BadChange, BadOperation: a change that cannot be meant.
        NothingRevised: nothing would be different.
        BadWorkOrder, BelowDone: the quantities.
        OperationOver, ComponentsLeft: a finished operation, or one that still has components.

    Source: handbook, shopfloor section 6.
    """
    order = shop.work_order(command.work_order)
    if order.status != "released" or order.snapshot is None:
        raise OrderNotRunning(code=order.code, status=order.status)
    refuse_stale(order.code, order.version, expected=command.expected_version)
    if not command.reason.strip():
        raise ReasonMissing(field="reason", at="/reason")
    route = _route(shop, order, order.snapshot, command=command)
    revised = _revised(shop, order, route, command=command)
    _refuse_below_done(shop, order, revised)
    rebuild = Rebuild(shop, order, revised, route=route, ids=ids)
    rebuild.rebuild(from_card=command.from_card, at=command.occurred_at)
    revision = OrderRevised(
        id=ids.new(),
        work_order=revised,
        reason=command.reason,
        from_sequence=command.from_sequence,
        from_card=command.from_card,
        effect=msgspec.to_builtins(rebuild.effect),
    )
    return [
        *_first_kept(shop, order, ids),
        revision,
        WorkOrderChanged(work_order=revised),
        *rebuild.facts(notice=revision.id, at=command.occurred_at),
        *_notices(rebuild, revision=revision, ids=ids),
        order_event(
            "revised", revised, revision=revised.snapshot_revision, reason=command.reason,
            effect=revision.effect,
        ),
    ]  # fmt: skip


def decide_acknowledge(
    shop: Shop, command: AcknowledgeChange, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a change was read at a station.

    Raises:
        NotFound: there is no such job order.
        NothingToRead: no notice waits there.
    """
    job = shop.job(command.job_order)
    if job.notice is None:
        raise NothingToRead(code=job.code)
    read = msgspec.structs.replace(job, notice=None)
    return [
        JobOrderChanged(job=read),
        NoticeRead(job_order=job.id),
        job_event("change_acknowledged", read, by=ids.by.name),
    ]


def _route(
    shop: Office, order: WorkOrder, content: WorkMasterContent, *, command: ReviseRunningOrder
) -> ChangedRoute:
    """Return the order's operations after the change, with ids, rates and policies resolved."""
    by_card = command.from_card is not None
    if by_card and any(one.kind in STRUCTURAL for one in command.operations):
        raise NotByCard(at="/operations")
    master = _master(shop, command)
    start = command.from_sequence or 0
    route = changed_route(order.code, content, command.operations, master=master, start=start)
    _refuse_moved(shop, order, command)
    if not route.touched and not _other_way(route, content):
        return route
    whole = joined(staged(shop, order, rated(shop, resolved(shop, route.content))))
    old = {one.sequence: one for one in content.operations}
    operations = tuple(
        one if one.sequence in route.touched else old[one.sequence] for one in whole.operations
    )
    same = {
        one.sequence
        for one in operations
        if one.sequence in route.touched
        and route.origin[one.sequence] == one.sequence
        and one == old.get(one.sequence)
    }
    return msgspec.structs.replace(
        route,
        content=msgspec.structs.replace(whole, operations=operations),
        touched=route.touched - same,
    )


def _master(shop: Office, command: ReviseRunningOrder) -> WorkMasterContent | None:
    if command.work_master is None:
        return None
    named = shop.work_master(command.work_master)
    fitting = [one for one in shop.work_masters.values() if one.code == named.code]
    released = [one for one in fitting if one.status == "released"]
    if command.work_master == str(named.id):
        released = [named] if named.status == "released" else []
    if not released:
        raise NotReleased(code=named.code, status=named.status, at="/work_master")
    return max(released, key=lambda one: one.revision).content


def _other_way(route: ChangedRoute, content: WorkMasterContent) -> bool:
    return route.origin.keys() != {one.sequence for one in content.operations}


def _refuse_moved(shop: Office, order: WorkOrder, command: ReviseRunningOrder) -> None:
    """Refuse to move an operation past others that began: their pieces would pass twice.

    Raises:
        BadChange: so it is.
    """
    for index, change in enumerate(command.operations):
        if change.kind != "move" or change.to is None:
            continue
        low, high = sorted((change.sequence, change.to))
        begun = [
            job
            for job in shop.jobs_of(order.id)
            if low <= job.sequence <= high and job.made > 0 and not job.is_rework
        ]
        if begun:
            raise BadChange(
                sequence=change.sequence,
                reason=f"{begun[0].code} has begun in between.",
                at=f"/operations/{index}",
            )


def _revised(
    shop: Office, order: WorkOrder, route: ChangedRoute, *, command: ReviseRunningOrder
) -> WorkOrder:
    """Return the order as the new revision has it.

    Raises:
        NothingRevised: as it was.
        BadWorkOrder: its figures contradict each other.
    """
    assert order.material is not None, "a released production order makes something"
    places = shop.stock.materials[order.material].unit_places
    ordered = order.ordered
    if command.ordered is not None:
        ordered = rounded(bounded(command.ordered), places)
    started = ordered + (order.started_quantity - order.ordered)
    if command.started_quantity is not None:
        started = rounded(bounded(command.started_quantity), places)
    changed = msgspec.structs.replace(
        order,
        ordered=ordered,
        started_quantity=started,
        due_at=command.due_at or order.due_at,
        priority=order.priority if command.priority is None else command.priority,
        snapshot=route.content,
    )
    if changed == order:
        raise NothingRevised(code=order.code)
    refuse_contradiction(changed)
    return msgspec.structs.replace(
        changed,
        snapshot_hash=hash_of(route.content),
        snapshot_revision=order.snapshot_revision + 1,
    )


def _refuse_below_done(shop: Office, order: WorkOrder, revised: WorkOrder) -> None:
    assert revised.snapshot is not None
    per = {one.sequence: one.pieces_per for one in revised.snapshot.operations}
    done: dict[int, Decimal] = {}
    for job in shop.jobs_of(order.id):
        if job.work_type == "production" and not job.is_rework:
            done[job.sequence] = done.get(job.sequence, ZERO) + job.made
    for job in shop.jobs_of(order.id):
        made = done.get(job.sequence, ZERO)
        limit = revised.started_quantity * per.get(job.sequence, Decimal(1))
        if made > limit:
            raise BelowDone(job_order=job.code, done=plain(made), code=order.code,
                            asked=plain(revised.ordered), at="/ordered")  # fmt: skip


def _first_kept(shop: Office, order: WorkOrder, ids: Ids) -> list[Fact]:
    """Return the order's first revision, where no change has kept it before."""
    if order.id in shop.revisions:
        return []
    return [OrderRevised(id=ids.new(), work_order=order, reason="-")]


def _notices(rebuild: Rebuild, *, revision: OrderRevised, ids: Ids) -> list[Fact]:
    return [
        NoticeGiven(
            id=ids.new(),
            site=job.site,
            order_revision=revision.id,
            job_order=job.id,
            work_center=job.work_center,
            text=revision.reason,
        )
        for job in rebuild.told
    ]
