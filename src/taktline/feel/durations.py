"""Lengths of time: days and seconds that can be counted, months and years of the calendar."""

import re

import msgspec

NANOSECONDS = 1_000_000_000  # In a second; the finest part of time FEEL texts may name.
MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400
DAY_NS = DAY_S * NANOSECONDS

_DAYS = re.compile(
    r"(-?)P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?", re.ASCII
)
_MONTHS = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_DIGITS_MAX = 18  # Digits of one part; more is no length of time anybody means.


class DaysDuration(msgspec.Struct, frozen=True, order=True):
    """A days and time duration: an exact number of nanoseconds."""

    nanoseconds: int

    @property
    def seconds(self) -> int:
        """Whole seconds, cut towards zero."""
        return _cut(self.nanoseconds, NANOSECONDS)


class MonthsDuration(msgspec.Struct, frozen=True, order=True):
    """A years and months duration: a whole number of calendar months."""

    months: int


def days_and_time(seconds: int) -> DaysDuration:
    """Return the duration of whole seconds."""
    return DaysDuration(seconds * NANOSECONDS)


def duration_of(text: str) -> DaysDuration | MonthsDuration | None:
    """Read an ISO 8601 duration of either kind; weeks and mixtures of the kinds are refused."""
    if len(text) > 4 * _DIGITS_MAX or not any(sign.isdigit() for sign in text):
        return None
    months = _MONTHS.fullmatch(text)
    if months:
        sign, years, rest = months.groups()
        count = int(years or 0) * 12 + int(rest or 0)
        return MonthsDuration(-count if sign else count)
    days = _DAYS.fullmatch(text)
    if days is None:
        return None
    sign, day, hour, minute, second, part = days.groups()
    seconds = int(day or 0) * DAY_S + int(hour or 0) * HOUR_S
    seconds += int(minute or 0) * MINUTE_S + int(second or 0)
    total = seconds * NANOSECONDS + int((part or "0").ljust(9, "0")[:9])
    return DaysDuration(-total if sign else total)


def duration_text(value: DaysDuration | MonthsDuration) -> str:
    """Return the canonical ISO 8601 text: `P1Y2M`, `-P1DT2H`, `PT0S`, `P0M`."""
    if isinstance(value, MonthsDuration):
        return _months_text(value.months)
    return _days_text(value.nanoseconds)


def _months_text(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    parts = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return ("-" if months < 0 else "") + "P" + (parts or "0M")


def _days_text(nanoseconds: int) -> str:
    if nanoseconds == 0:
        return "PT0S"
    seconds, part = divmod(abs(nanoseconds), NANOSECONDS)
    days, rest = divmod(seconds, DAY_S)
    hours, rest = divmod(rest, HOUR_S)
    minutes, rest = divmod(rest, MINUTE_S)
    shown = fraction_text(part)
    time = f"{hours}H" if hours else ""
    time += f"{minutes}M" if minutes else ""
    time += f"{rest}{shown}S" if rest or shown else ""
    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return ("-" if nanoseconds < 0 else "") + "P" + text


def fraction_text(nanoseconds: int) -> str:
    """Return the part of a second as `.123`, or nothing when it is zero."""
    return f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""


def duration_property(value: DaysDuration | MonthsDuration, name: str) -> int | None:
    """Return a named part of a duration; parts of a negative duration are negative."""
    if isinstance(value, MonthsDuration):
        parts = {"years": _cut(value.months, 12), "months": _rest(value.months, 12)}
        return parts.get(name)
    seconds = value.seconds
    parts = {
        "days": _cut(seconds, DAY_S),
        "hours": _cut(_rest(seconds, DAY_S), HOUR_S),
        "minutes": _cut(_rest(seconds, HOUR_S), MINUTE_S),
        "seconds": _rest(seconds, MINUTE_S),
    }
    return parts.get(name)


def _cut(number: int, divisor: int) -> int:
    whole = abs(number) // divisor
    return -whole if number < 0 else whole


def _rest(number: int, divisor: int) -> int:
    rest = abs(number) % divisor
    return -rest if number < 0 else rest
