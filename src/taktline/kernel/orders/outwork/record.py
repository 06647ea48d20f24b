"""Writes sendings: one set-based statement."""

from collections.abc import Sequence

from taktline.kernel.orders.columns import Columns
from taktline.kernel.orders.outwork.facts import Sent
from taktline.kernel.orders.record import insert, send
from taktline.platform.command import Booked
from taktline.platform.transaction import Tx

SENDING: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("job_order", "uuid"),
    ("through_job", "uuid"),
    ("supplier", "uuid"),
    ("lot", "uuid"),
    ("flow_card", "uuid"),
    ("quantity", "numeric"),
    ("weight_kg", "numeric"),
    ("document", "text"),
    ("due_at", "timestamptz"),
    ("price", "numeric"),
    ("price_per", "text"),
    ("allowed_loss", "numeric"),
    ("is_inspected", "boolean"),
    ("sent_at", "timestamptz"),
)
SENDING_FIELDS = tuple(name for name, _ in SENDING)
KEPT: Columns = (*SENDING, ("cause", "uuid"))
INSERT_SENDINGS = insert("sending", KEPT)


def record_sent(tx: Tx, booked: Sequence[Booked[Sent]]) -> None:
    """Write what is out, on which terms."""
    rows = [
        {name: getattr(one.fact.sending, name) for name in SENDING_FIELDS}
        | {"cause": one.stamp.cause}
        for one in booked
    ]
    send(tx, INSERT_SENDINGS, rows=rows, columns=KEPT)
