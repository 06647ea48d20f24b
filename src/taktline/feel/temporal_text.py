"""Reads and writes dates, times and instants in their ISO 8601 and FEEL form."""

import datetime as python
import re

from taktline.feel.durations import (
    HOUR_S,
    MINUTE_S,
    NANOSECONDS,
    DaysDuration,
    MonthsDuration,
    duration_of,
    duration_text,
    fraction_text,
)
from taktline.feel.temporal import (
    OFFSET_S_MAX,
    Date,
    DateTime,
    Time,
    day_of_year,
    days_in_month,
    made_date,
    offset_s,
    time_offset_s,
    week_of_year,
    weekday,
    zone_named,
)

Temporal = Date | Time | DateTime | DaysDuration | MonthsDuration

_DATE = re.compile(r"(-?(?:[1-9]\d{3,8}|0\d{3}))-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?"
    r"(?:([Zz])|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z][\w+/-]*))?",
    re.ASCII,
)


def date_of(text: str) -> Date | None:
    """Read `2026-01-05`, also with negative or longer years."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    return made_date(year, month, day=day)


def time_of(text: str) -> Time | None:
    """Read `13:20`, `13:20:00.5`, `13:20:00+08:00`, `13:20:00Z`, `13:20:00@Asia/Shanghai`."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, part, utc, sign, *offset, zone = match.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    shift = 0 if utc else _offset(sign, offset)
    if (sign and shift is None) or (zone and zone_named(zone) is None):
        return None
    nanosecond = int((part or "0").ljust(9, "0")[:9])
    return Time(int(hour), int(minute), int(second or 0), nanosecond, offset_s=shift, zone=zone)


def _offset(sign: str | None, parts: list[str | None]) -> int | None:
    if sign is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in parts)
    total = hours * HOUR_S + minutes * MINUTE_S + seconds
    if minutes > 59 or seconds > 59 or total > OFFSET_S_MAX:
        return None
    return -total if sign == "-" else total


def date_time_of(text: str) -> DateTime | None:
    """Read `2026-01-05T13:20:00+08:00`; a bare date is its local midnight."""
    day, separator, clock = text.partition("T")
    date = date_of(day)
    time = time_of(clock) if separator else Time(0, 0, 0)
    return DateTime(date, time) if date is not None and time is not None else None


def temporal_of(text: str) -> Temporal | None:
    """Read what an at-literal means, whichever of the temporal types it is."""
    for read in (date_of, time_of, duration_of, date_time_of):
        value = read(text)
        if value is not None:
            return value
    return None


def temporal_text(value: Temporal) -> str:
    """Return the text that reads back as the same value."""
    if isinstance(value, Date):
        return _date_text(value)
    if isinstance(value, Time):
        return _time_text(value)
    if isinstance(value, DateTime):
        return f"{_date_text(value.date)}T{_time_text(value.time)}"
    return duration_text(value)


def _date_text(value: Date) -> str:
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def _time_text(value: Time) -> str:
    text = f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}"
    text += fraction_text(value.nanosecond)
    if value.zone is not None:
        return f"{text}@{value.zone}"
    return text + _offset_text(value.offset_s)


def _offset_text(shift: int | None) -> str:
    if shift is None:
        return ""
    if shift == 0:
        return "Z"
    hours, rest = divmod(abs(shift), HOUR_S)
    minutes, seconds = divmod(rest, MINUTE_S)
    text = f"{'-' if shift < 0 else '+'}{hours:02d}:{minutes:02d}"
    return text + (f":{seconds:02d}" if seconds else "")


def from_date(value: python.date) -> Date:
    """Take over a date of Python."""
    return Date(value.year, value.month, value.day)


def from_time(value: python.time) -> Time:
    """Take over a time of day of Python."""
    shift = value.utcoffset()
    return Time(
        value.hour,
        value.minute,
        value.second,
        value.microsecond * 1_000,
        offset_s=None if shift is None else int(shift.total_seconds()),
    )


def from_datetime(value: python.datetime) -> DateTime:
    """Take over an instant of Python; a named zone stays, any other becomes its offset."""
    zone = getattr(value.tzinfo, "key", None)
    time = from_time(value.timetz())
    if zone is not None and zone != "UTC":
        time = Time(time.hour, time.minute, time.second, time.nanosecond, zone=str(zone))
    elif value.tzinfo is not None:
        shift = value.utcoffset() or python.timedelta()
        time = Time(
            time.hour, time.minute, time.second, time.nanosecond,
            offset_s=int(shift.total_seconds()),
        )  # fmt: skip
    return DateTime(from_date(value), time)


def from_timedelta(value: python.timedelta) -> DaysDuration:
    """Take over a length of time of Python."""
    microseconds = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    return DaysDuration(microseconds * 1_000)


def to_python(value: Date | Time | DateTime | DaysDuration) -> object:
    """Return Python's own form, nanoseconds cut to microseconds.

    Returns:
        date, time, datetime or timedelta; None when the year is outside of Python's 1..9999.
    """
    if isinstance(value, DaysDuration):
        return python.timedelta(microseconds=value.nanoseconds // 1_000)
    if isinstance(value, Time):
        return _python_time(value, time_offset_s(value))
    date = value.date if isinstance(value, DateTime) else value
    if not 1 <= date.year <= 9_999:
        return None
    day = python.date(date.year, date.month, date.day)
    if isinstance(value, Date):
        return day
    zone = zone_named(value.time.zone) if value.time.zone else None
    clock = _python_time(value.time, None if zone else offset_s(value))
    return python.datetime.combine(day, clock, tzinfo=zone or clock.tzinfo)


def _python_time(value: Time, shift: int | None) -> python.time:
    zone = None
    if shift is not None:
        zone = python.UTC if shift == 0 else python.timezone(python.timedelta(seconds=shift))
    microsecond = value.nanosecond // 1_000
    return python.time(value.hour, value.minute, value.second, microsecond, tzinfo=zone)


def temporal_property(value: Date | Time | DateTime, name: str) -> object:
    """Return a named part: an int, a duration, a zone's name; None when it has no such part."""
    date = value.date if isinstance(value, DateTime) else value
    if isinstance(date, Date):
        if name in ("year", "month", "day"):
            return int(getattr(date, name))
        if name == "weekday":
            return weekday(date)
    time = value.time if isinstance(value, DateTime) else value
    if not isinstance(time, Time):
        return None
    if name in ("hour", "minute", "second"):
        return int(getattr(time, name))
    if name == "timezone":
        return time.zone
    if name == "time offset":
        shift = offset_s(value) if isinstance(value, DateTime) else time_offset_s(time)
        return None if shift is None else DaysDuration(shift * NANOSECONDS)
    return None


__all__ = [
    "Temporal", "date_of", "date_time_of", "day_of_year", "days_in_month", "from_date",
    "from_datetime", "from_time", "from_timedelta", "temporal_of", "temporal_property",
    "temporal_text", "time_of", "to_python", "week_of_year",
]  # fmt: skip
