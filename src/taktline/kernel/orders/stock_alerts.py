"""Somebody is called when stock breaks a promise or a line side begins to owe."""

from collections.abc import Iterable

from taktline.base.ids import IdSource
from taktline.kernel.orders.facts import AlertRaised
from taktline.platform.command import Event, Fact

SEVERITY = {"place.overdrawn": 3, "reservation.cut": 2}
"""Of the events of the ledger that call for somebody: a line that owes may stop, a promise that
was cut is for whoever planned with it (handbook, ledger section 4)."""


def stock_alerts(facts: Iterable[Fact], new: IdSource) -> list[Fact]:
    """Return one work alert for each event of the ledger among the facts that calls for somebody.

    Alerts are raised by the command that took the goods, and settled by people; those of line
    sides at the latest before the period is closed.
    """
    raised: list[Fact] = []
    for fact in facts:
        if not isinstance(fact, Event) or fact.name not in SEVERITY or fact.site is None:
            continue
        id_ = new()
        alert = AlertRaised(
            id=id_,
            site=fact.site,
            code=f"AL-{str(id_)[:13].upper()}-{str(id_)[-4:].upper()}",
            kind="material",
            severity=SEVERITY[fact.name],
            text=_text(fact),
        )
        told = Event(
            name="work_alert.raised",
            entity="work_alert",
            record=id_,
            code=alert.code,
            site=alert.site,
            payload={"kind": alert.kind, "severity": alert.severity, "text": alert.text},
        )
        raised += [alert, told]
    return raised


def _text(event: Event) -> str:
    told = event.payload
    if event.name == "place.overdrawn":
        return f"{event.code}: {told['material']} {told['owed']} {told['unit']}"
    return f"{event.code}: {told['was']} -> {told['quantity']}"
