"""Writes decisions, characteristics and results: one statement per table for a whole batch."""

from collections.abc import Sequence

from taktline.apps.quality.facts import CharacteristicAdded, InspectionDecided, ResultRecorded
from taktline.base.ids import derived_id
from taktline.kernel.orders.columns import Columns
from taktline.kernel.orders.record import Values, insert, send
from taktline.platform.command import Booked
from taktline.platform.transaction import Tx

DECISION: Columns = (
    ("id", "uuid"),
    ("job_order", "uuid"),
    ("cause", "uuid"),
    ("site", "uuid"),
    ("decision", "text"),
    ("accepted", "numeric"),
    ("rejected", "numeric"),
    ("reason", "text"),
    ("decided_at", "timestamptz"),
    ("decided_by", "uuid"),
)
CHARACTERISTIC: Columns = (
    ("id", "uuid"),
    ("work_master", "uuid"),
    ("sequence", "integer"),
    ("code", "text"),
    ("name", "text"),
    ("kind", "text"),
    ("unit", "text"),
    ("target", "numeric"),
    ("lsl", "numeric"),
    ("usl", "numeric"),
    ("natural_limit", "numeric"),
    ("severity", "text"),
    ("tolerance_type", "text"),
)
RESULT: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("cause", "uuid"),
    ("job_order", "uuid"),
    ("characteristic", "uuid"),
    ("lot", "uuid"),
    ("piece", "integer"),
    ("feature", "text"),
    ("value", "numeric"),
    ("attribute_ok", "boolean"),
    ("passed", "boolean"),
    ("stated", "boolean"),
    ("measured_at", "timestamptz"),
    ("recorded_at", "timestamptz"),
    ("laboratory", "text"),
    ("gauge", "text"),
    ("photo", "uuid"),
)
INSERT_DECISIONS = insert("inspection", DECISION)
INSERT_CHARACTERISTICS = insert("characteristic", CHARACTERISTIC)
INSERT_RESULTS = insert("test_result", RESULT)


def record_decisions(tx: Tx, booked: Sequence[Booked[InspectionDecided]]) -> None:
    """Write decisions; one that is taken back stays, its command is reversed."""
    rows: Values = [
        {
            "id": derived_id("inspection", one.fact.job_order, one.stamp.cause),
            "job_order": one.fact.job_order,
            "cause": one.stamp.cause,
            "site": one.fact.site,
            "decision": one.fact.decision,
            "accepted": one.fact.accepted,
            "rejected": one.fact.rejected,
            "reason": one.fact.reason,
            "decided_at": one.stamp.occurred_at,
            "decided_by": one.stamp.by,
        }
        for one in booked
    ]
    send(tx, INSERT_DECISIONS, rows=rows, columns=DECISION)


def record_characteristics(tx: Tx, booked: Sequence[Booked[CharacteristicAdded]]) -> None:
    """Write what plans ask for."""
    rows: Values = [
        {name: getattr(one.fact.characteristic, name) for name, _ in CHARACTERISTIC}
        for one in booked
    ]
    send(tx, INSERT_CHARACTERISTICS, rows=rows, columns=CHARACTERISTIC)


def record_results(tx: Tx, booked: Sequence[Booked[ResultRecorded]]) -> None:
    """Write results."""
    rows: Values = [
        {name: getattr(one.fact, name, None) for name, _ in RESULT}
        | {"cause": one.stamp.cause, "recorded_at": one.stamp.recorded_at}
        for one in booked
    ]
    send(tx, INSERT_RESULTS, rows=rows, columns=RESULT)
