"""Calls for help (andon): which are open, who has taken them, how long people waited."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from taktline.apps.cockpit.window import reach
from taktline.base.instant import Instant
from taktline.base.text import Text
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx

LABELS: Mapping[str, Text] = {
    "name": Text(en="Name of the station", zh="工位名称"),
    "answer_s": Text(en="Answered after, s", zh="响应秒数"),
    "settle_s": Text(en="Settled after, s", zh="解决秒数"),
}
"""What is not a field of the call itself."""


class CallsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Calls that are open, and with an instant also those settled since.

    Attributes:
        settled_since: also calls settled at or after this instant; only open ones if None.
        within: code of an area, line or station; all if None.
        limit: rows, 1 to 1000.
    """

    settled_since: Instant | None = None
    within: str | None = None
    limit: int = 200


class CallRow(msgspec.Struct, frozen=True, kw_only=True):
    """One call for help; open ones first, of them the worst and oldest.

    Attributes:
        severity: 1 to 4, 4 worst.
        work_unit: the station, as the call or its job order names it.
        answer_s: from the call until somebody took it.
        settle_s: from the call until it was settled.
    """

    id: UUID
    code: str
    kind: str
    severity: int
    text: str
    work_unit: str | None
    name: str | None
    name_en: str | None
    job_order: str | None
    operation: str | None
    raised_at: datetime
    raised_by: str | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    answer_s: float | None
    settle_s: float | None


def _named(column: str) -> str:
    """Return the name of who did something: a person, a program's key, a terminal."""
    return f"""coalesce((SELECT u.name FROM user_account u WHERE u.id = a.{column}),
            (SELECT k.name FROM api_key k WHERE k.id = a.{column}),
            (SELECT d.name FROM device d WHERE d.id = a.{column}))"""


CALLS = f"""
    WITH RECURSIVE inside AS (
        SELECT id FROM equipment WHERE code = %(within)s::text
        UNION SELECT e.id FROM equipment e JOIN inside i ON e.parent = i.id
    )
    SELECT a.id, a.code, a.kind, a.severity, a.text, e.code, e.name, e.name_en, j.code,
        j.operation, a.raised_at, {_named("raised_by")},
        a.acknowledged_at, {_named("acknowledged_by")},
        a.resolved_at, {_named("resolved_by")},
        extract(epoch FROM a.acknowledged_at - a.raised_at)::double precision,
        extract(epoch FROM a.resolved_at - a.raised_at)::double precision
    FROM work_alert a
    LEFT JOIN job_order j ON j.id = a.job_order
    LEFT JOIN equipment e ON e.id = coalesce(a.work_unit, j.work_unit)
    WHERE (a.resolved_at IS NULL OR a.resolved_at >= %(settled_since)s::timestamptz)
        AND (%(nodes)s::uuid[] IS NULL OR a.site = ANY(%(nodes)s::uuid[])
            OR j.work_center = ANY(%(nodes)s::uuid[]) OR e.id = ANY(%(nodes)s::uuid[]))
        AND (%(within)s::text IS NULL OR e.id IN (SELECT id FROM inside)
            OR j.work_center IN (SELECT id FROM inside))
    ORDER BY (a.resolved_at IS NOT NULL), a.resolved_at DESC, a.severity DESC, a.raised_at, a.id
    LIMIT %(limit)s"""


async def calls(tx: Tx, asked: CallsParams, reader: Principal) -> Page[CallRow]:
    """Return calls for help: what is open, and what was settled since an instant."""
    params = {
        **msgspec.structs.asdict(asked), **reach(reader, "work_alert:read", limit=asked.limit),
    }  # fmt: skip
    return Page(rows=await tx.rows(CALLS, params, as_=CallRow))
