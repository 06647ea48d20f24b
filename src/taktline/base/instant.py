"""Instants: a point in time with its zone; UTC inside, the site's zone at the edges."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text

Instant = datetime
"""An aware datetime. Naive ones are refused where they come in."""

CLOCK_AHEAD_MAX = timedelta(minutes=5)
"""How far a sender's clock may run ahead of ours (handbook, job response)."""


class ZoneMissing(Problem):
    """An instant came without an offset from UTC."""

    title = Text(en="The time {value} has no zone.", zh="时间 {value} 缺少时区。")
    status = 400


def utc(value: datetime) -> Instant:
    """Return the same instant in UTC.

    Raises:
        ZoneMissing: the value has no zone.
    """
    if value.tzinfo is None:
        raise ZoneMissing(value=value.isoformat())
    return value.astimezone(UTC)


def business_date(at: Instant, zone: ZoneInfo, day_starts: timedelta) -> date:
    """Return the date an instant counts for; the site's day begins `day_starts` after midnight."""
    local = at.astimezone(zone).replace(tzinfo=None)
    return (local - day_starts).date()


class ClockPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """From when until when a zone's clocks are how many seconds ahead of UTC."""

    since: Instant
    until: Instant
    ahead_s: int


@lru_cache(maxsize=64)
def clock_periods(zone: ZoneInfo, year: int) -> tuple[ClockPeriod, ...]:
    """Return how the clocks of a zone go in a year, the year before and the year after (UTC).

    Args:
        zone: whose clocks.
        year: 2 to 9997.

    Returns:
        Periods without a gap, in order; clocks change at their begins, to the minute.
    """
    at, end = datetime(year - 1, 1, 1, tzinfo=UTC), datetime(year + 2, 1, 1, tzinfo=UTC)
    begins = [at]
    while at < end:
        following = at + timedelta(days=1)
        if _ahead(following, zone) != _ahead(at, zone):
            begins.append(_changed(at, following, zone))
        at = following
    return tuple(
        ClockPeriod(since=since, until=until, ahead_s=int(_ahead(since, zone).total_seconds()))
        for since, until in pairwise([*begins, end])
    )


def _ahead(at: Instant, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _changed(before: Instant, after: Instant, zone: ZoneInfo) -> Instant:
    """Return the first minute at which the clocks show what they show after."""
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // timedelta(minutes=2) * timedelta(minutes=1)
        if _ahead(middle, zone) == _ahead(after, zone):
            after = middle
        else:
            before = middle
    return after


def wire(value: Instant) -> str:
    """Return an instant as RFC 3339 in UTC with `Z`; microseconds only where there are some."""
    return utc(value).isoformat().replace("+00:00", "Z")
