"""Writes cartons: one set-based statement."""

from collections.abc import Sequence

from taktline.kernel.orders.cartons.pack import CartonWritten
from taktline.kernel.orders.columns import STAMPED, Columns
from taktline.kernel.orders.record import insert, send
from taktline.platform.command import Booked
from taktline.platform.transaction import Tx

CARTON: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("code", "text"),
    ("place", "uuid"),
    ("status", "text"),
    ("lots_max", "integer"),
    ("same_version", "boolean"),
    ("same_customer", "boolean"),
    ("capacity", "numeric"),
    ("closed_at", "timestamptz"),
)
CARTON_FIELDS = (*(name for name, _ in CARTON), "version")
KEPT: Columns = (*CARTON, ("cause", "uuid"), *STAMPED)
WRITE_CARTONS = (
    insert("carton", KEPT)
    + """ ON CONFLICT (id) DO UPDATE SET status = excluded.status, closed_at = excluded.closed_at,
        version = carton.version + 1, updated_at = excluded.updated_at,
        updated_by = excluded.updated_by"""
)


def record_cartons(tx: Tx, booked: Sequence[Booked[CartonWritten]]) -> None:
    """Write cartons; of several writings of one the last stands."""
    rows: dict[object, dict[str, object]] = {}
    for one in booked:
        at, by = one.stamp.recorded_at, one.stamp.by
        carton = one.fact.carton
        rows[carton.id] = {name: getattr(carton, name) for name, _ in CARTON} | {
            "cause": one.stamp.cause,
            "created_at": at,
            "created_by": by,
            "updated_at": at,
            "updated_by": by,
        }
    send(tx, WRITE_CARTONS, rows=list(rows.values()), columns=KEPT)
