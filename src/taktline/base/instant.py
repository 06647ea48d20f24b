"""Instants: a point in time with its zone; UTC inside, the site's zone at the edges."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

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


def wire(value: Instant) -> str:
    """Return an instant as RFC 3339 in UTC with `Z`; microseconds only where there are some."""
    return utc(value).isoformat().replace("+00:00", "Z")
