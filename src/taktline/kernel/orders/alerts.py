"""Work alerts: something needs somebody now; it is raised, taken and settled."""

from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.orders.call import alert_event, alert_of
from taktline.kernel.orders.facts import AlertMoved
from taktline.kernel.orders.rows import AlertKind
from taktline.kernel.orders.shop import Alert, Shop
from taktline.platform.command import Command, Event, Fact, Ids


class RaiseWorkAlert(Command, frozen=True, kw_only=True):
    """Somebody at a job order needs help.

    Attributes:
        work_unit: code or id of the station they stand at; the job order's own if None.
        severity: 1 to 4, 4 worst.
    """

    job_order: str
    work_unit: str | None = None
    kind: AlertKind
    severity: int = 2
    text: str = ""


class AcknowledgeWorkAlert(Command, frozen=True, kw_only=True):
    """Somebody is on the way."""

    work_alert: str


class ResolveWorkAlert(Command, frozen=True, kw_only=True):
    """What was wrong is settled."""

    work_alert: str


class AlertTaken(Problem):
    """Somebody is on the way already."""

    title = Text(en="{code} has been acknowledged already.", zh="{code} 已有人响应。")


def decide_raise(shop: Shop, command: RaiseWorkAlert, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a work alert is open.

    Raises:
        NotFound: there is no such job order or work unit.
    """
    job = shop.job(command.job_order)
    if command.work_unit is not None:
        unit = shop.resource(command.work_unit, "work_unit")
        job = msgspec.structs.replace(job, work_unit=unit.id)
    alert = alert_of(job, kind=command.kind, severity=command.severity, text=command.text, ids=ids)
    return [alert, alert_event("raised", alert)]


def decide_acknowledge(
    shop: Shop, command: AcknowledgeWorkAlert, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that somebody has taken a work alert.

    Raises:
        NotFound: no open alert has this code.
        AlertTaken: somebody has.
    """
    alert = _open(shop, command.work_alert)
    if alert.is_acknowledged:
        raise AlertTaken(code=alert.code)
    return _moved(alert, "acknowledged")


def decide_resolve(shop: Shop, command: ResolveWorkAlert, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a work alert is settled; taking it is implied.

    Raises:
        NotFound: no open alert has this code.
    """
    return _moved(_open(shop, command.work_alert), "resolved")


def _open(shop: Shop, reference: str) -> Alert:
    found = shop.alerts.get(id_of(reference) or UUID(int=0))
    if found is None:
        found = next((a for a in shop.alerts.values() if a.code == reference), None)
    if found is None:
        raise NotFound(kind="work_alert", code=reference, at="/work_alert")
    return found


def _moved(alert: Alert, step: Literal["acknowledged", "resolved"]) -> list[Fact]:
    told = Event(
        name=f"work_alert.{step}",
        entity="work_alert",
        record=alert.id,
        code=alert.code,
        site=alert.site,
    )
    return [AlertMoved(id=alert.id, step=step), told]
