"""When a machine is not scheduled and which job orders are on it, for its states' time."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.resources.scheduled import unscheduled
from taktline.kernel.states.context import ContextSpan
from taktline.kernel.states.signal import SECOND_US
from taktline.platform.transaction import Tx

JOBS_MAX = 200
"""Job orders of one machine within the few minutes that are looked at."""

AROUND = timedelta(days=1)
"""How far before and after what is looked at the calendar is read."""

JOBS = """
    SELECT code, started_at, ended_at FROM job_order
    WHERE work_unit = %(unit)s AND started_at < %(until)s
        AND (ended_at IS NULL OR ended_at > %(since)s)
        AND status NOT IN ('draft', 'released', 'dispatched', 'cancelled')
    ORDER BY started_at DESC LIMIT %(limit)s"""


EPOCH = "SELECT coalesce(max(epoch) + 1, 0) FROM counter_reading WHERE work_unit = %(unit)s"


class _Job(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    started_at: datetime
    ended_at: datetime | None


async def jobs_on(
    tx: Tx, work_unit: UUID, *, since: Instant, until: Instant
) -> tuple[ContextSpan, ...]:
    """Return the job orders that were on a work unit between two instants."""
    rows = await tx.rows(
        JOBS,
        {"unit": work_unit, "since": since, "until": until, "limit": JOBS_MAX},
        as_=_Job,
    )
    return tuple(
        ContextSpan(
            kind="job",
            start_us=_us(row.started_at),
            end_us=None if row.ended_at is None else _us(row.ended_at),
            key=row.code,
        )
        for row in rows
    )


async def planned_off(
    tx: Tx, work_unit: UUID, *, since: Instant, until: Instant
) -> tuple[ContextSpan, ...]:
    """Return when a work unit is planned off, by the shifts of its calendar.

    A span that reaches an end of what was asked is told a day beyond it, so that no border is
    seen where there is none.
    """
    spans = await unscheduled(tx, work_unit, since=since - AROUND, until=until + AROUND)
    return tuple(
        ContextSpan(kind="planned_off", start_us=_us(start), end_us=_us(end))
        for start, end in spans
    )


async def next_epoch(tx: Tx, work_unit: UUID) -> int:
    """Return the number under which a counter nobody followed so far begins."""
    rows = await tx.fetch(EPOCH, {"unit": work_unit})
    return msgspec.convert(rows[0][0], int)


def _us(at: datetime) -> int:
    return round(at.timestamp() * SECOND_US)
