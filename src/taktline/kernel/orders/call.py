"""A call for help at a job order: the work alert that is raised, and the event that says so."""

from taktline.kernel.orders.facts import AlertRaised
from taktline.kernel.orders.rows import AlertKind, Job
from taktline.platform.command import Event, Ids


def alert_of(job: Job, *, kind: AlertKind, severity: int, text: str, ids: Ids) -> AlertRaised:
    """Return a work alert at a job order; its code ends in the time-ordered part of its id."""
    found = ids.new()
    return AlertRaised(
        id=found,
        site=job.site,
        code=f"AL-{str(found)[:13].upper()}-{str(found)[-4:].upper()}",
        job_order=job.id,
        work_unit=job.work_unit,
        kind=kind,
        severity=min(max(severity, 1), 4),
        text=text,
    )


def alert_event(name: str, alert: AlertRaised) -> Event:
    """Return an event about a work alert."""
    return Event(
        name=f"work_alert.{name}",
        entity="work_alert",
        record=alert.id,
        code=alert.code,
        site=alert.site,
        payload={"kind": alert.kind, "severity": alert.severity, "text": alert.text},
    )
