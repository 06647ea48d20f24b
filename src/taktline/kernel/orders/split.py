"""Splitting a job order in two, and joining parts that nobody began."""

from decimal import Decimal

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, plain, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.facts import StockKey, place_id
from taktline.kernel.ledger.value import value_taken
from taktline.kernel.orders.changes import job_event, response
from taktline.kernel.orders.facts import (
    DependencyAdded,
    JobOrderChanged,
    JobOrderCreated,
    JobReported,
)
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import ENDED, UNSTARTED
from taktline.platform.command import Command, Fact, Ids


class SplitJobOrder(Command, frozen=True, kw_only=True):
    """Part of a job order becomes a job order of its own: another machine, another day.

    Attributes:
        quantity: what the child is to do, in the base unit; above 0 and below what is ordered.
        code: of the child; else the parent's with `.1`, `.2` ...
        work_unit: where the child is worked.
    """

    job_order: str
    quantity: Decimal
    code: str | None = None
    work_unit: str | None = None


class MergeJobOrders(Command, frozen=True, kw_only=True):
    """A part that nobody began is joined again with its sibling.

    Attributes:
        job_order: the one that ends.
        into: the one that goes on.
    """

    job_order: str
    into: str


class NotDivisible(Problem):
    """A part must leave something to both."""

    title = Text(
        en="{code} has {ordered} ordered and {made} made; {quantity} cannot be split off.",
        zh="{code} 计划 {ordered},已完成 {made},无法拆出 {quantity}。",
    )
    status = 400


class NotSiblings(Problem):
    """Only unstarted parts of one operation with the same snapshot are joined."""

    title = Text(
        en="{code} and {into} are not unstarted parts of one operation.",
        zh="{code} 与 {into} 不是同一工序下未开工的拆分任务。",
    )


def decide_split(shop: Shop, command: SplitJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a job order is divided: the sum of what is ordered stays.

    What waits at the parent goes along as far as the child needs it, issued components in
    proportion and with their value.

    Raises:
        NotFound: there is no such job order or work unit.
        NotDivisible: it has ended, or the quantity leaves nothing to one of the two.
    """
    job = shop.job(command.job_order)
    assert job.material is not None
    quantity = rounded(bounded(command.quantity), shop.stock.materials[job.material].unit_places)
    if job.status in ENDED or not ZERO < quantity < job.ordered:
        raise _not_divisible(job, quantity)
    if quantity > job.ordered - job.made:
        raise _not_divisible(job, quantity)
    siblings = [other for other in shop.jobs.values() if other.parent == job.id]
    number = 1 + max((other.split_no for other in siblings if not other.is_rework), default=0)
    unit = command.work_unit
    child = msgspec.structs.replace(
        job,
        id=ids.new(),
        code=command.code or f"{job.code}.{number}",
        parent=job.id,
        split_no=number,
        ordered=quantity,
        started_quantity=quantity,
        work_unit=job.work_unit if unit is None else shop.resource(unit, "work_unit").id,
        status="dispatched" if job.status not in {"draft", "released"} else job.status,
        hold_reason=None,
        started_at=None,
        start_is_estimated=False,
        first_article="none",
        cause=ids.cause,
        version=1,
        **dict.fromkeys(_TOTALS, ZERO),
    )
    left = msgspec.structs.replace(
        job,
        ordered=job.ordered - quantity,
        started_quantity=job.started_quantity - quantity,
    )
    posting = Posting(shop, ids)
    _carry(posting, job, child, share=quantity / job.ordered)
    said = response(shop, job, kind="split", ids=ids, at=command.occurred_at)
    return [
        JobOrderCreated(job=child),
        *_same_neighbours(shop, job, child),
        *posting.facts(occurred_at=command.occurred_at),
        JobOrderChanged(job=left),
        JobReported(response=msgspec.structs.replace(said, status_before=None)),
        job_event("split", left, child=child.code, quantity=str(quantity)),
        job_event("released", child),
        *([job_event("dispatched", child)] if child.status == "dispatched" else []),
    ]


def decide_merge(shop: Shop, command: MergeJobOrders, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that two unstarted parts are one again: the moves of the split, back.

    Raises:
        NotFound: one of them does not exist.
        NotSiblings: they are not unstarted parts of one operation with the same snapshot.
    """
    job, into = shop.job(command.job_order), shop.job(command.into)
    alike = job.work_order == into.work_order and job.snapshot_hash == into.snapshot_hash
    begun = {job.status, into.status} - UNSTARTED or job.made or into.made
    if not alike or begun or job.id == into.id or job.snapshot_hash is None:
        raise NotSiblings(code=job.code, into=into.code)
    whole = msgspec.structs.replace(
        into,
        ordered=into.ordered + job.ordered,
        started_quantity=into.started_quantity + job.started_quantity,
    )
    gone = msgspec.structs.replace(
        job, ordered=ZERO, started_quantity=ZERO, status="cancelled", ended_at=command.occurred_at
    )
    posting = Posting(shop, ids)
    _carry(posting, job, into, share=Decimal(1))
    return [
        *posting.facts(occurred_at=command.occurred_at),
        JobOrderChanged(job=whole),
        JobOrderChanged(job=gone),
        job_event("merged", whole, ended=job.code),
        job_event("cancelled", gone),
    ]


_TOTALS = ("good", "scrap", "rework", "sample", "defective", "repaired", "missing", "found")


def _carry(posting: Posting, source: Job, target: Job, *, share: Decimal) -> None:
    """Move a share of what waits at a job order: whole pieces, value with components only."""
    stock = posting.shop.stock
    place = place_id(source.site, f"wip:{source.code}")
    goal = posting.job_place(target, "wip")
    posting.job_place(target, "transform")
    for key, balance in list(stock.balances.items()):
        if key.place != place or key.lot is None or balance.quantity <= 0:
            continue
        material = stock.material_of(key.lot)
        part = min(rounded(balance.quantity * share, material.unit_places), balance.quantity)
        is_product = material.id == source.material
        value = None if is_product else value_taken(stock, key, part)
        posting.move(key, _at(key, goal), lot=key.lot, quantity=part, value=value)


def _at(key: StockKey, place: object) -> StockKey:
    return msgspec.structs.replace(key, place=place)


def _same_neighbours(shop: Shop, job: Job, child: Job) -> list[Fact]:
    facts: list[Fact] = []
    for one in shop.dependencies.values():
        if one.successor == job.id:
            facts.append(
                DependencyAdded(dependency=msgspec.structs.replace(one, successor=child.id))
            )
        elif one.predecessor == job.id:
            facts.append(
                DependencyAdded(dependency=msgspec.structs.replace(one, predecessor=child.id))
            )
    return facts


def _not_divisible(job: Job, quantity: Decimal) -> NotDivisible:
    return NotDivisible(
        code=job.code,
        ordered=plain(job.ordered),
        made=plain(job.made),
        quantity=plain(quantity),
        at="/quantity",
    )
