"""When a machine is not scheduled: outside the shifts of the calendar it works by."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.resources.worktime import Calendar, Shift, Weekday, off_spans
from taktline.platform.transaction import Tx

# The calendar of the machine, else of what it stands in, else of the site; and the work center
# whose own shifts count.
WORKS_BY = """
    WITH RECURSIVE up AS (
        SELECT e.id, e.parent, e.calendar, e.level, e.site, 0 AS height
        FROM equipment e WHERE e.id = %(unit)s
        UNION ALL SELECT e.id, e.parent, e.calendar, e.level, e.site, up.height + 1
        FROM up JOIN equipment e ON e.id = up.parent WHERE up.height < 10),
    works AS (
        SELECT s.zone, coalesce(
            (SELECT calendar FROM up WHERE calendar IS NOT NULL ORDER BY height LIMIT 1),
            s.calendar) AS calendar
        FROM up JOIN site s ON s.id = up.site WHERE up.height = 0)
    SELECT w.zone, h.id, h.code, h.weekdays, h.starts_s::integer AS starts_s,
        h.ends_s::integer AS ends_s, h.break_s::integer AS break_s, h.work_center,
        (SELECT u.id FROM up u WHERE u.id IN (
            SELECT o.work_center FROM shift o WHERE o.calendar = w.calendar AND NOT o.archived)
            ORDER BY u.height LIMIT 1) AS center
    FROM works w JOIN shift h ON h.calendar = w.calendar AND NOT h.archived
    ORDER BY h.starts_s, h.code"""
EXCEPTIONS = """
    WITH RECURSIVE up AS (
        SELECT e.id, e.parent, e.calendar, e.site, 0 AS height
        FROM equipment e WHERE e.id = %(unit)s
        UNION ALL SELECT e.id, e.parent, e.calendar, e.site, up.height + 1
        FROM up JOIN equipment e ON e.id = up.parent WHERE up.height < 10)
    SELECT x.day, x.works_as FROM calendar_exception x
    WHERE NOT x.archived AND x.day BETWEEN %(first)s::date AND %(last)s::date
        AND x.calendar = coalesce(
            (SELECT calendar FROM up WHERE calendar IS NOT NULL ORDER BY height LIMIT 1),
            (SELECT s.calendar FROM up JOIN site s ON s.id = up.site WHERE up.height = 0))"""


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    zone: str
    id: UUID
    code: str
    weekdays: tuple[Weekday, ...]
    starts_s: int
    ends_s: int
    break_s: int
    work_center: UUID | None
    center: UUID | None


async def unscheduled(
    tx: Tx, work_unit: UUID, *, since: Instant, until: Instant
) -> list[tuple[Instant, Instant]]:
    """Return when, between two instants, no shift of a machine's calendar runs.

    Nothing where no calendar with shifts is known: nobody said when it is off. Breaks are not
    taken off: when they lie is not known.
    """
    days = {
        "unit": work_unit,
        "first": since.date() - timedelta(days=2),
        "last": until.date() + timedelta(days=2),
    }
    found = tx.send(WORKS_BY, {"unit": work_unit})
    exceptions = await tx.fetch(EXCEPTIONS, days)
    rows = await found.rows_as(_Row)
    if not rows:
        return []
    calendar = Calendar(
        zone=ZoneInfo(rows[0].zone),
        shifts=tuple(
            Shift(
                id=row.id, code=row.code, weekdays=row.weekdays, starts_s=row.starts_s,
                ends_s=row.ends_s, break_s=row.break_s, work_center=row.work_center,
            )
            for row in rows
        ),
        exceptions=dict(msgspec.convert(exceptions, list[tuple[date, Weekday | None]])),
    )  # fmt: skip
    return off_spans(calendar, since, end=until, work_center=rows[0].center)
