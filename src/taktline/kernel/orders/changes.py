"""A job order takes one step: its new state, the response that says so, and the event."""

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.orders.rows import Job, Response, ResponseKind, Source, WorkOrder
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import JobStatus, Step, after
from taktline.platform.command import Event, Ids


def stepped(job: Job, step: Step, *, at: Instant, reason: str | None = None) -> Job:
    """Return the job order after one step.

    Raises:
        IllegalStep: the step is not legal in its state.
    """
    status = after(job.status, step, code=job.code)
    starts = step == "start" and job.started_at is None
    return msgspec.structs.replace(
        job,
        status=status,
        hold_reason=reason if status in {"held", "suspended"} else None,
        started_at=at if starts else job.started_at,
        ended_at=at if status in {"completed", "aborted", "cancelled"} else _ended(job, status),
    )


def _ended(job: Job, status: JobStatus) -> Instant | None:
    return job.ended_at if status == "closed" else None


def response(
    shop: Shop,
    job: Job,
    *,
    kind: ResponseKind,
    ids: Ids,
    at: Instant,
    source: Source = "api",
) -> Response:
    """Return an empty response of one kind; the caller adds what it says."""
    return Response(
        id=ids.new(),
        site=job.site,
        job_order=job.id,
        kind=kind,
        business_date=shop.stock.today(job.site, at),
        work_unit=job.work_unit,
        source=source,
        status_before=job.status,
    )


def job_event(name: str, job: Job, **payload: object) -> Event:
    """Return an event about a job order: `job_order.<what happened>`."""
    told: dict[str, object] = {
        "status": job.status,
        "operation": job.operation,
        "sequence": job.sequence,
        "work_type": job.work_type,
        **payload,
    }
    if job.work_order is not None:
        told["work_order"] = str(job.work_order)
    if job.work_center is not None:
        told["work_center"] = str(job.work_center)
    return Event(
        name=f"job_order.{name}",
        entity="job_order",
        record=job.id,
        code=job.code,
        site=job.site,
        payload=told,
    )


def order_event(name: str, order: WorkOrder, **payload: object) -> Event:
    """Return an event about a work order: `work_order.<what happened>`."""
    return Event(
        name=f"work_order.{name}",
        entity="work_order",
        record=order.id,
        code=order.code,
        site=order.site,
        payload={"status": order.status, **payload},
    )


def inspection_event(inspection: Job, name: str, **payload: object) -> Event:
    """Return an event about an inspection, which is a job order of work type quality."""
    return Event(
        name=f"inspection.{name}",
        entity="inspection",
        record=inspection.id,
        code=inspection.code,
        site=inspection.site,
        payload=payload,
    )
