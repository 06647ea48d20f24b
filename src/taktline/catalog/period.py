"""Days, weeks, months, quarters and years as lists put records together by them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Part = Literal["day", "week", "month", "quarter", "year"]
PARTS: tuple[Part, ...] = ("day", "week", "month", "quarter", "year")
MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}


def in_group(name: str) -> tuple[Part | None, str]:
    """Return by which part of a time a group goes, and the field: `month:due_at`, or the field."""
    part, colon, field = name.partition(":")
    return (part, field) if colon and part in PARTS else (None, name)


def period_of(value: object, part: str | None, zone: ZoneInfo) -> object:
    # tidy: positional - a value and how it is put together
    """Return the first day of the period a time lies in, in the plant's zone.

    Args:
        value: a date or an instant; anything else is returned as it is.
        part: weeks begin on Monday (ISO 8601); None = the value itself.
        zone: in which an instant's day is taken.
    """
    if part is None or not isinstance(value, date):
        return value
    day = value.astimezone(zone).date() if isinstance(value, datetime) else value
    if part == "day":
        return day
    if part == "week":
        return day - timedelta(days=day.weekday())
    months = MONTHS[part]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)
