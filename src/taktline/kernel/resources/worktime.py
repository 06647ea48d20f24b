"""When a site works: shifts on weekdays, holidays, working Saturdays, in real seconds."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.instant import Instant

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_MAX = 3_700
"""Days one question may span: ten years."""


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """One shift of a calendar, or of one work center on it.

    Attributes:
        starts_s: seconds after midnight on the site's clock, 0..86399.
        ends_s: likewise, after starts_s; above 86400 it ends on the next day.
        work_center: the work center it holds for; None = all.
    """

    id: UUID
    code: str
    weekdays: tuple[Weekday, ...]
    starts_s: int
    ends_s: int
    break_s: int = 0
    work_center: UUID | None = None


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """When work is done.

    Attributes:
        zone: the site's zone.
        exceptions: what a day works as instead of its weekday; None = closed.
    """

    zone: ZoneInfo
    shifts: tuple[Shift, ...] = ()
    exceptions: Mapping[date, Weekday | None] = {}


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """One occurrence of a shift: the day it counts for and its real start and end (UTC)."""

    shift: Shift
    day: date
    starts_at: Instant
    ends_at: Instant

    @property
    def elapsed_s(self) -> float:
        """Real seconds from start to end: 7 or 9 hours for an 8-hour night when clocks change."""
        return (self.ends_at - self.starts_at).total_seconds()


def wall(day: date, seconds: int, zone: ZoneInfo) -> Instant:  # tidy: positional - a clock reading
    """Return the instant at which a site's clock shows so many seconds after a day's midnight.

    A time that the clock skips counts as if it had not; one that it shows twice is the first.
    """
    local = datetime.combine(day, time()) + timedelta(seconds=seconds)
    return local.replace(tzinfo=zone).astimezone(UTC)


def works_as(calendar: Calendar, day: date) -> Weekday | None:
    """Return the weekday a day works as; None = closed."""
    if day in calendar.exceptions:
        return calendar.exceptions[day]
    return WEEKDAYS[day.weekday()]


def shifts_of(
    calendar: Calendar, first: date, *, last: date, work_center: UUID | None = None
) -> Iterator[Worked]:
    """Yield the shifts that begin on some days, both included, in order of their start.

    Where a work center has shifts of its own, only they count for it.
    """
    own = tuple(s for s in calendar.shifts if s.work_center == work_center)
    shifts = own or tuple(s for s in calendar.shifts if s.work_center is None)
    for number in range(min((last - first).days + 1, DAYS_MAX)):
        day = first + timedelta(days=number)
        weekday = works_as(calendar, day)
        for shift in sorted(shifts, key=lambda s: (s.starts_s, s.code)):
            if weekday in shift.weekdays:
                yield Worked(
                    shift=shift,
                    day=day,
                    starts_at=wall(day, shift.starts_s, calendar.zone),
                    ends_at=wall(day, shift.ends_s, calendar.zone),
                )


def shift_at(calendar: Calendar, at: Instant, *, work_center: UUID | None = None) -> Worked | None:
    """Return the shift that runs at an instant, and the day it counts for; None outside shifts.

    A night shift counts for the day on which it began. The end belongs to the next shift.
    """
    today = at.astimezone(calendar.zone).date()
    found = [
        one
        for one in shifts_of(
            calendar, today - timedelta(days=1), last=today, work_center=work_center
        )
        if one.starts_at <= at < one.ends_at
    ]
    return found[-1] if found else None


def working_s(
    calendar: Calendar, start: Instant, *, end: Instant, work_center: UUID | None = None
) -> float:
    """Return the real seconds worked between two instants; overlapping shifts count once.

    Breaks are not taken off: when they lie is not known.
    """
    zone = calendar.zone
    first = start.astimezone(zone).date() - timedelta(days=1)
    spans = sorted(
        (max(one.starts_at, start), min(one.ends_at, end))
        for one in shifts_of(
            calendar, first, last=end.astimezone(zone).date(), work_center=work_center
        )
        if one.starts_at < end and one.ends_at > start
    )
    return _covered(spans)


def off_spans(
    calendar: Calendar, start: Instant, *, end: Instant, work_center: UUID | None = None
) -> list[tuple[Instant, Instant]]:
    """Return the spans between two instants in which no shift runs, in order.

    Nothing where the calendar has no shifts at all for the work center: then nobody said when
    it is off.
    """
    own = any(s.work_center in (work_center, None) for s in calendar.shifts)
    if not own or end <= start:
        return []
    first = start.astimezone(calendar.zone).date() - timedelta(days=2)
    last = end.astimezone(calendar.zone).date()
    found: list[tuple[Instant, Instant]] = []
    until = start
    for one in shifts_of(calendar, first, last=last, work_center=work_center):
        if one.starts_at >= end:
            break
        if one.starts_at > until:
            found.append((until, one.starts_at))
        until = max(until, one.ends_at)
    return [*found, (until, end)] if until < end else found


def _covered(spans: Iterable[tuple[Instant, Instant]]) -> float:
    total, until = 0.0, None
    for start, end in spans:
        begin = start if until is None or start > until else until
        if end > begin:
            total += (end - begin).total_seconds()
            until = end
    return total
