"""Writes the facts of changes: revisions, notices, released changes and their effects."""

from collections.abc import Sequence

import msgspec

from taktline.kernel.orders.change.facts import (
    EffectNamed,
    EngineeringChanged,
    NoticeGiven,
    NoticeRead,
    OrderRevised,
)
from taktline.kernel.orders.columns import STAMPED, Columns
from taktline.kernel.orders.record import insert, send
from taktline.platform.command import Booked
from taktline.platform.transaction import Tx

REVISION: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("work_order", "uuid"),
    ("revision", "integer"),
    ("reason", "text"),
    ("from_sequence", "integer"),
    ("from_card", "integer"),
    ("ordered", "numeric"),
    ("due_at", "timestamptz"),
    ("effect", "jsonb"),
    ("snapshot", "jsonb"),
    ("snapshot_hash", "bytea"),
    ("said_at", "timestamptz"),
    ("said_by", "uuid"),
    ("cause", "uuid"),
)
NOTICE: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("order_revision", "uuid"),
    ("job_order", "uuid"),
    ("work_center", "uuid"),
    ("text", "text"),
    ("told_at", "timestamptz"),
    ("cause", "uuid"),
)
CHANGE: Columns = (
    ("id", "uuid"),
    ("code", "text"),
    ("kind", "text"),
    ("material", "uuid"),
    ("document", "text"),
    ("text", "text"),
    ("work_master", "uuid"),
    ("cause", "uuid"),
)
EFFECT: Columns = (
    ("id", "uuid"),
    ("site", "uuid"),
    ("engineering_change", "uuid"),
    ("work_order", "uuid"),
    ("effect", "text"),
    ("from_card", "integer"),
    ("from_sequence", "integer"),
    ("cause", "uuid"),
)
INSERT_REVISIONS = insert("order_revision", REVISION)
INSERT_NOTICES = insert("change_notice", NOTICE)
READ_NOTICES = """
    UPDATE change_notice AS n SET acknowledged_at = t.at, acknowledged_by = t.by
    FROM unnest(%(job)s::uuid[], %(at)s::timestamptz[], %(by)s::uuid[]) AS t (job, at, by)
    WHERE n.job_order = t.job AND n.acknowledged_at IS NULL"""
INSERT_CHANGES = insert("engineering_change", (*CHANGE, *STAMPED))
INSERT_EFFECTS = insert("change_effect", EFFECT)


def record_revisions(tx: Tx, booked: Sequence[Booked[OrderRevised]]) -> None:
    """Write revisions of orders with the operations as they were from then on."""
    rows: list[dict[str, object]] = []
    for one in booked:
        order = one.fact.work_order
        rows.append(
            {
                "id": one.fact.id,
                "site": order.site,
                "work_order": order.id,
                "revision": order.snapshot_revision,
                "reason": one.fact.reason,
                "from_sequence": one.fact.from_sequence,
                "from_card": one.fact.from_card,
                "ordered": order.ordered,
                "due_at": order.due_at,
                "effect": one.fact.effect,
                "snapshot": order.snapshot,
                "snapshot_hash": order.snapshot_hash,
                "said_at": one.stamp.recorded_at,
                "said_by": one.stamp.by,
                "cause": one.stamp.cause,
            }
        )
    send(tx, INSERT_REVISIONS, rows=rows, columns=REVISION)


def record_notices(tx: Tx, booked: Sequence[Booked[NoticeGiven]]) -> None:
    """Write which station is told."""
    rows = [
        _row(one.fact, NOTICE) | {"told_at": one.stamp.recorded_at, "cause": one.stamp.cause}
        for one in booked
    ]
    send(tx, INSERT_NOTICES, rows=rows, columns=NOTICE)


def record_read(tx: Tx, booked: Sequence[Booked[NoticeRead]]) -> None:
    """Write who read it."""
    tx.execute(
        READ_NOTICES,
        {
            "job": [b.fact.job_order for b in booked],
            "at": [b.stamp.recorded_at for b in booked],
            "by": [b.stamp.by for b in booked],
        },
    )


def record_changes(tx: Tx, booked: Sequence[Booked[EngineeringChanged]]) -> None:
    """Write released changes."""
    rows = [
        _row(one.fact.change, CHANGE)
        | {
            "cause": one.stamp.cause,
            "created_at": one.stamp.recorded_at,
            "created_by": one.stamp.by,
            "updated_at": one.stamp.recorded_at,
            "updated_by": one.stamp.by,
        }
        for one in booked
    ]
    send(tx, INSERT_CHANGES, rows=rows, columns=(*CHANGE, *STAMPED))


def record_effects(tx: Tx, booked: Sequence[Booked[EffectNamed]]) -> None:
    """Write what they do to each open order."""
    rows = [_row(one.fact, EFFECT) | {"cause": one.stamp.cause} for one in booked]
    send(tx, INSERT_EFFECTS, rows=rows, columns=EFFECT)


def _row(struct: msgspec.Struct, columns: Columns) -> dict[str, object]:
    return {name: getattr(struct, name) for name, _ in columns if hasattr(struct, name)}
