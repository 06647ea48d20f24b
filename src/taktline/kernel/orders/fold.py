"""How each fact about work changes the state that the next command of a batch is decided on."""

from decimal import Decimal

import msgspec

from taktline.base.quantity import ZERO
from taktline.kernel.orders.facts import (
    AlertMoved,
    AlertRaised,
    DependencyAdded,
    DependencyRemoved,
    JobOrderChanged,
    JobOrderCreated,
    JobOrderRewritten,
    JobReported,
    PlannedMove,
    PlannedMoveEnded,
    SignedIn,
    SignedOut,
    WorkMasterWritten,
    WorkOrderChanged,
    WorkOrderCreated,
)
from taktline.kernel.orders.rows import COUNTED, Response
from taktline.kernel.orders.shop import Alert, Planned, Present, Shop


def fold_work_master(state: object, fact: WorkMasterWritten) -> None:
    """A work master reads so from now on."""
    if isinstance(state, Shop):
        state.work_masters[fact.work_master.id] = fact.work_master


def fold_work_order_created(state: object, fact: WorkOrderCreated) -> None:
    """A work order is there."""
    if isinstance(state, Shop):
        state.work_orders[fact.work_order.id] = fact.work_order


def fold_work_order_changed(state: object, fact: WorkOrderChanged) -> None:
    """A work order reads so from now on."""
    if isinstance(state, Shop):
        order = fact.work_order
        state.work_orders[order.id] = msgspec.structs.replace(order, version=order.version + 1)


def fold_job_created(state: object, fact: JobOrderCreated) -> None:
    """A job order is there."""
    if isinstance(state, Shop):
        state.jobs[fact.job.id] = fact.job


def fold_job_changed(state: object, fact: JobOrderChanged | JobOrderRewritten) -> None:
    """A job order's state, plan or place changes; its totals stay what its responses say."""
    if isinstance(state, Shop):
        now = state.jobs[fact.job.id]
        totals = {counted: getattr(now, counted) for counted in COUNTED}
        state.jobs[now.id] = msgspec.structs.replace(fact.job, version=now.version + 1, **totals)


def fold_dependency_removed(state: object, fact: DependencyRemoved) -> None:
    """One job order no longer waits for another."""
    if isinstance(state, Shop):
        state.dependencies.pop((fact.predecessor, fact.successor), None)
        state.index = None


def fold_dependency(state: object, fact: DependencyAdded) -> None:
    """One job order waits for another."""
    if isinstance(state, Shop):
        key = (fact.dependency.predecessor, fact.dependency.successor)
        state.dependencies[key] = fact.dependency


def fold_reported(state: object, fact: JobReported) -> None:
    """A response adds to the totals of its job order; a reversal takes away."""
    if not isinstance(state, Shop):
        return
    response = fact.response
    if response.reverses is not None:
        state.reversed_responses.add(response.reverses)
    if response.flow_card is not None:
        card = (response.flow_card, response.job_order)
        passed, taken = state.card_counts.get(card, (ZERO, ZERO))
        here = (response.good + response.repaired) * response.sign
        state.card_counts[card] = (passed + here, taken + _taken(response))
    job = state.jobs.get(response.job_order)
    if job is not None:
        totals = {name: getattr(job, name) + more for name, more in response.changes().items()}
        state.jobs[job.id] = msgspec.structs.replace(job, **totals)


def _taken(said: Response) -> Decimal:
    """Return how many pieces a response took from where they waited."""
    bad = said.scrap + said.rework + said.defective
    passed = said.good + said.repaired + said.sample
    return (passed + bad + said.missing - said.found) * said.sign


def fold_planned(state: object, fact: PlannedMove) -> None:
    """A job order has something to judge or to carry."""
    if isinstance(state, Shop):
        state.planned[fact.id] = Planned(
            id=fact.id,
            job_order=fact.job_order,
            source=fact.source,
            target=fact.target,
            quantity=fact.quantity,
        )


def fold_planned_ended(state: object, fact: PlannedMoveEnded) -> None:
    """That is done, or given up."""
    if isinstance(state, Shop):
        state.planned.pop(fact.id, None)


def fold_signed_in(state: object, fact: SignedIn) -> None:
    """Somebody works on a job order."""
    if isinstance(state, Shop):
        state.present[fact.id] = Present(
            id=fact.id, job_order=fact.job_order, kind=fact.kind, resource=fact.resource
        )


def fold_signed_out(state: object, fact: SignedOut) -> None:
    """He no longer does."""
    if isinstance(state, Shop):
        state.present.pop(fact.id, None)


def fold_alert(state: object, fact: AlertRaised) -> None:
    """A work alert is open."""
    if isinstance(state, Shop):
        state.alerts[fact.id] = Alert(id=fact.id, code=fact.code, site=fact.site)


def fold_alert_moved(state: object, fact: AlertMoved) -> None:
    """A work alert is taken or settled."""
    if isinstance(state, Shop):
        alert = state.alerts.get(fact.id)
        if alert is not None and fact.step == "acknowledged":
            state.alerts[fact.id] = msgspec.structs.replace(alert, is_acknowledged=True)
        elif alert is not None:
            state.alerts.pop(fact.id)
