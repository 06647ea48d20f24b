"""Pausing, holding, dispatching, aborting: the steps of a job order that move no goods."""

from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO
from taktline.base.text import Text
from taktline.kernel.ledger.facts import place_id
from taktline.kernel.orders.call import alert_event, alert_of
from taktline.kernel.orders.changes import job_event, order_event, response, stepped
from taktline.kernel.orders.complete import refuse_pieces_left, refuse_still_outside
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.dispatching.fit import DispatchesTo, refuse_unfit
from taktline.kernel.orders.dispatching.sequence import QueueSequenced
from taktline.kernel.orders.facts import (
    JobOrderChanged,
    JobReported,
    WorkOrderChanged,
)
from taktline.kernel.orders.promises import without_promises
from taktline.kernel.orders.release import ENDS_FIRST, PRIORITY_RANGE, BadWorkOrder
from taktline.kernel.orders.rows import AlertKind, Job, ResponseKind, Source
from taktline.kernel.orders.shop import Shop, value_at
from taktline.kernel.orders.start import gated
from taktline.kernel.orders.states import ENDED, UNSTARTED, Step, after
from taktline.kernel.orders.work_master import refuse_stale
from taktline.platform.command import Command, Fact, Ids


class PauseJobOrder(Command, frozen=True, kw_only=True):
    """Somebody interrupts a job order: break, other work, end of shift."""

    job_order: str
    reason: str
    source: Source = "api"


class ResumeJobOrder(Command, frozen=True, kw_only=True):
    """A paused job order goes on.

    Attributes:
        first_article_key: what the first article is valid for (work unit, shift, tool); where it
            is another than before, a first article must pass anew. The same as before if None.
    """

    job_order: str
    first_article_key: str | None = None
    source: Source = "api"


class HoldJobOrder(Command, frozen=True, kw_only=True):
    """Something is wrong at a job order; somebody is called.

    Attributes:
        alert: what kind of help is needed.
        severity: 1 to 4, 4 worst.
    """

    job_order: str
    reason: str
    alert: AlertKind
    severity: int = 2
    source: Source = "api"


class ReleaseHeldJobOrder(Command, frozen=True, kw_only=True):
    """What was wrong is settled; a held job order goes on."""

    job_order: str
    reason: str
    source: Source = "api"


class DispatchJobOrder(DispatchesTo, frozen=True, kw_only=True):
    """A job order is given to a work center or work unit.

    Attributes:
        work_center: code or id; that of the work unit, or the planned one, if None.
        work_unit: code or id; as planned if None. Needed where the work center's mode is `machine`.
        any_unit: any unit of the work center may take it; the one it was given to is forgotten.
        crew: code or id; needed where the mode is `team`.
        person: code or id; needed where the mode is `person`.
        priority: 0 to 100; as planned if None.
    """

    any_unit: bool = False
    priority: int | None = None
    planned_start_at: Instant | None = None
    planned_end_at: Instant | None = None


class RevokeJobOrder(Command, frozen=True, kw_only=True):
    """A dispatched job order is taken back from the floor."""

    job_order: str
    reason: str


class AbortJobOrder(Command, frozen=True, kw_only=True):
    """A job order is given up; what lay there was returned or scrapped before."""

    job_order: str
    reason: str
    source: Source = "api"


class CancelWorkOrder(Command, frozen=True, kw_only=True):
    """A work order is not wanted any more, and nothing was done on it."""

    work_order: str
    reason: str
    expected_version: int | None = None


class AlreadyWorked(Problem):
    """Something was reported; such an order is aborted or closed short, not cancelled."""

    title = Text(
        en="{code} has reports or costs; abort or complete it instead of cancelling the order.",
        zh="{code} 已有报工或费用,不能取消,请终止或完工。",
    )


class Unplaced(Problem):
    """Nobody could see it in a queue."""

    title = Text(
        en="{code} has no work center; name one to dispatch it.",
        zh="{code} 未指定工作中心,请先指定再派工。",
    )


class DispatchTargetMissing(Problem):
    """A work center gives its job orders to machines, teams or persons, and none is named."""

    title = Text(
        en="{work_center} dispatches to a {target}: name one for {code}.",
        zh="{work_center} 按{target}派工,请为 {code} 指定。",
    )


DISPATCH_TARGETS: dict[str, tuple[str, Text]] = {
    "machine": ("work_unit", Text("machine", "设备")),
    "team": ("crew", Text("team", "班组")),
    "person": ("person", Text("person", "人员")),
}
"""What must be named at a work center of each mode; `none`: whoever is qualified takes it."""


def decide_pause(shop: Shop, command: PauseJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a job order is interrupted by somebody.

    Raises:
        NotFound, IllegalStep, ReasonMissing.
    """
    return _step(shop, command, step="pause", kind="pause", event="paused", ids=ids)


def decide_resume(shop: Shop, command: ResumeJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a paused job order goes on; another shift, tool or unit shuts its gate again.

    Raises:
        NotFound, IllegalStep.
    """
    facts = _step(shop, command, step="resume", kind="resume", event="resumed", ids=ids)
    key = command.first_article_key
    if key is None:
        return facts
    return [
        JobOrderChanged(job=gated(fact.job, key=key)) if isinstance(fact, JobOrderChanged) else fact
        for fact in facts
    ]


def decide_hold(shop: Shop, command: HoldJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a job order is held, and raise the work alert that goes with it.

    Raises:
        NotFound, IllegalStep, ReasonMissing.
    """
    job = shop.job(command.job_order)
    held = _step(shop, command, step="hold", kind="hold", event="held", ids=ids)
    alert = alert_of(
        job, kind=command.alert, severity=command.severity, text=command.reason, ids=ids
    )
    return [*held, alert, alert_event("raised", alert)]


def decide_release_held(
    shop: Shop, command: ReleaseHeldJobOrder, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a held job order goes on; a failed first article is then shown anew.

    Raises:
        NotFound, IllegalStep, ReasonMissing.
    """
    facts = _step(
        shop, command, step="release_held", kind="release", event="hold_released", ids=ids
    )
    return [_gate_again(fact) if isinstance(fact, JobOrderChanged) else fact for fact in facts]


def decide_dispatch(shop: Shop, command: DispatchJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide where a job order is worked; a dispatched one may be moved to another place.

    Raises:
        NotFound: job order, work center or work unit do not exist.
        IllegalStep: it is not released.
        Unplaced: it has no work center, though somebody is to be told.
        BadWorkOrder: its priority is out of range, or it would end before it starts.
        DispatchTargetMissing: the work center dispatches to machines, teams or persons.
        MachineDoesNotFit, NotQualified: not confirmed.
    """
    job = shop.job(command.job_order)
    if job.status == "dispatched":
        changed = job
    else:
        changed = stepped(job, "dispatch", at=command.occurred_at)
    changed = msgspec.structs.replace(
        changed,
        **_station(shop, job, command),
        crew=job.crew if command.crew is None else shop.resource(command.crew, "crew").id,
        person=job.person if command.person is None else shop.resource(command.person, "person").id,
        priority=job.priority if command.priority is None else command.priority,
        planned_start_at=command.planned_start_at or job.planned_start_at,
        planned_end_at=command.planned_end_at or job.planned_end_at,
    )
    told = (changed.work_center, changed.work_unit, changed.crew, changed.person)
    if all(one is None for one in told):
        raise Unplaced(code=job.code, at="/work_center")
    _refuse_contradiction(changed)
    _refuse_untargeted(shop, changed)
    refuse_unfit(shop, job, command)
    moved = (changed.work_center, changed.work_unit) != (job.work_center, job.work_unit)
    return [
        JobOrderChanged(job=changed),
        *([QueueSequenced(ranks=((job.id, None),))] if moved else []),
        job_event("dispatched", changed),
    ]


def _station(
    shop: Shop, job: Job, command: DispatchJobOrder
) -> dict[str, UUID | None]:  # tidy: positional - three plain values
    """Return where a job order is to be worked; a unit brings its own work center along."""
    unit = None if command.any_unit else job.work_unit
    center = job.work_center
    if command.work_unit is not None:
        named = shop.resource(command.work_unit, "work_unit")
        unit = named.id
        if center not in named.path and len(named.path) > 1:
            center = named.path[-2]
    if command.work_center is not None:
        center = shop.resource(command.work_center, "work_center").id
    return {"work_center": center, "work_unit": unit}


def _refuse_contradiction(job: Job) -> None:
    start, end = job.planned_start_at, job.planned_end_at
    if not 0 <= job.priority <= 100:
        raise BadWorkOrder(code=job.code, reason=PRIORITY_RANGE, at="/priority")
    if start is not None and end is not None and end < start:
        raise BadWorkOrder(code=job.code, reason=ENDS_FIRST, at="/planned_end_at")


def _refuse_untargeted(shop: Shop, job: Job) -> None:
    center = None if job.work_center is None else shop.resources.get(job.work_center)
    field, target = DISPATCH_TARGETS.get(center.dispatch_mode if center else "", ("", Text("", "")))
    if center is not None and field and getattr(job, field) is None:
        raise DispatchTargetMissing(
            work_center=center.code, target=target, code=job.code, at=f"/{field}"
        )


def decide_revoke(shop: Shop, command: RevokeJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a dispatched job order leaves the queue.

    Raises:
        NotFound, IllegalStep, ReasonMissing.
    """
    job = shop.job(command.job_order)
    changed = stepped(job, "revoke", at=command.occurred_at)
    _refuse_unreasoned(command.reason)
    return [
        JobOrderChanged(job=changed),
        job_event("revoked", changed, reason=command.reason),
    ]


def decide_abort(shop: Shop, command: AbortJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a job order is given up.

    Raises:
        NotFound, IllegalStep, ReasonMissing.
        StillOutside: suppliers have pieces of it.
        PiecesLeft: something still lies there.
    """
    job = shop.job(command.job_order)
    stepped(job, "abort", at=command.occurred_at)
    _refuse_unreasoned(command.reason)
    refuse_still_outside(shop, job)
    refuse_pieces_left(shop, job, "wip", "defective")
    facts = _step(shop, command, step="abort", kind="abort", event="aborted", ids=ids)
    facts = without_promises(shop, facts, jobs=[job])
    order = shop.work_orders.get(job.work_order) if job.work_order is not None else None
    if order is None or order.status != "released":
        return facts
    others = [other for other in shop.jobs_of(order.id) if other.id != job.id]
    if all(other.status in {"aborted", "cancelled"} for other in others):
        gone = msgspec.structs.replace(order, status="aborted")
        facts += [WorkOrderChanged(work_order=gone), order_event("aborted", gone)]
    elif all(other.status in ENDED for other in others):
        done = msgspec.structs.replace(order, status="completed", completed_at=command.occurred_at)
        facts += [WorkOrderChanged(work_order=done), order_event("completed", done)]
    else:
        return facts
    return without_promises(shop, facts, jobs=[], orders=[order])


def decide_cancel(shop: Shop, command: CancelWorkOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a work order is not wanted; only while nothing was done.

    What was issued to it goes back to its store first; what is promised to it is given back here.

    Raises:
        NotFound, ReasonMissing, StaleVersion.
        IllegalStep: it is completed, closed or ended otherwise.
        AlreadyWorked: one of its job orders began, or something was charged to it.
        PiecesLeft: material or pieces lie at one of its job orders.
    """
    order = shop.work_order(command.work_order)
    after(order.status, "cancel", code=order.code)
    refuse_stale(order.code, order.version, expected=command.expected_version)
    _refuse_unreasoned(command.reason)
    jobs = shop.jobs_of(order.id)
    for job in jobs:
        if job.status not in UNSTARTED or job.made != ZERO:
            raise AlreadyWorked(code=job.code)
        refuse_pieces_left(shop, job, "wip", "defective", "unreported")
        if value_at(shop, place_id(job.site, f"transform:{job.code}")) != ZERO:
            raise AlreadyWorked(code=job.code)
    gone = [stepped(job, "cancel", at=command.occurred_at) for job in jobs]
    cancelled = msgspec.structs.replace(order, status="cancelled", close_reason=command.reason)
    facts = [
        *(JobOrderChanged(job=job) for job in gone),
        WorkOrderChanged(work_order=cancelled),
        *(job_event("cancelled", job) for job in gone),
        order_event("cancelled", cancelled, reason=command.reason),
    ]
    return without_promises(shop, facts, jobs=jobs, orders=[order])


Stepping = PauseJobOrder | ResumeJobOrder | HoldJobOrder | ReleaseHeldJobOrder | AbortJobOrder


def _step(
    shop: Shop, command: Stepping, *, step: Step, kind: ResponseKind, event: str, ids: Ids
) -> list[Fact]:
    job = shop.job(command.job_order)
    reason = None if isinstance(command, ResumeJobOrder) else command.reason
    changed = stepped(job, step, at=command.occurred_at, reason=reason)
    if reason is not None:
        _refuse_unreasoned(reason)
    said = response(shop, job, kind=kind, ids=ids, at=command.occurred_at, source=command.source)
    return [
        JobOrderChanged(job=changed),
        JobReported(response=msgspec.structs.replace(said, reason=reason)),
        job_event(event, changed, **({} if reason is None else {"reason": reason})),
    ]


def _gate_again(fact: JobOrderChanged) -> JobOrderChanged:
    if fact.job.first_article != "failed":
        return fact
    return JobOrderChanged(job=msgspec.structs.replace(fact.job, first_article="required"))


def _refuse_unreasoned(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(field="reason", at="/reason")
