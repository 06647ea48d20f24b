"""Dates, times of day and instants as FEEL knows them: any year, nanoseconds, named zones."""

import datetime as python
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from taktline.feel.durations import DAY_NS, DAY_S, HOUR_S, MINUTE_S, NANOSECONDS, MonthsDuration

YEAR_MAX = 999_999_999  # DMN 1.5, 10.3.2.3: years from -999999999 to 999999999.
OFFSET_S_MAX = 18 * HOUR_S  # As in ISO 8601 libraries; no place on earth is farther from UTC.
_EPOCH_DAYS = 719_468  # Days from 0000-03-01 to 1970-01-01 in the Gregorian calendar.


class Date(msgspec.Struct, frozen=True, order=True):
    """A day of the calendar."""

    year: int
    month: int
    day: int


class Time(msgspec.Struct, frozen=True):
    """A time of day; local, with an offset from UTC in seconds, or in a named zone."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset_s: int | None = None
    zone: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether neither offset nor zone is known."""
        return self.offset_s is None and self.zone is None

    @property
    def of_day_ns(self) -> int:
        """Nanoseconds since midnight on the clock that shows this time."""
        seconds = self.hour * HOUR_S + self.minute * MINUTE_S + self.second
        return seconds * NANOSECONDS + self.nanosecond


class DateTime(msgspec.Struct, frozen=True):
    """A date and time: an instant when its time has an offset or zone, else a clock reading."""

    date: Date
    time: Time


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo | None:
    """Return a time zone of the IANA database, or None when there is none of this name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def day_number(date: Date) -> int:
    """Return days since 1970-01-01 in the proleptic Gregorian calendar."""
    year = date.year - (date.month <= 2)
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * ((date.month + 9) % 12) + 2) // 5 + date.day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _EPOCH_DAYS


def date_of_day(number: int) -> Date | None:
    """Return the date of a day number; None outside of the years FEEL knows."""
    shifted = number + _EPOCH_DAYS
    era, of_era = divmod(shifted, 146_097)
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    return made_date(year_of_era + era * 400 + (month <= 2), month, day=day)


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def made_date(year: int, month: int, *, day: int) -> Date | None:
    """Return the date if it exists."""
    if abs(year) > YEAR_MAX or not 1 <= month <= 12:
        return None
    return Date(year, month, day) if 1 <= day <= days_in_month(year, month) else None


def plus_months(date: Date, duration: MonthsDuration) -> Date | None:
    """Add calendar months; a day the month does not have becomes its last one."""
    months = date.year * 12 + date.month - 1 + duration.months
    year, month = months // 12, months % 12 + 1
    return made_date(year, month, day=min(date.day, days_in_month(year, month)))


def weekday(date: Date) -> int:
    """Return the ISO day of the week: Monday 1 to Sunday 7."""
    return (day_number(date) + 3) % 7 + 1


def day_of_year(date: Date) -> int:
    """Return the day of the year, from 1."""
    return day_number(date) - day_number(Date(date.year, 1, 1)) + 1


def week_of_year(date: Date) -> int:
    """Return the ISO 8601 week: week 1 holds the year's first Thursday."""
    thursday = date_of_day(day_number(date) - weekday(date) + 4)
    return (day_of_year(thursday) - 1) // 7 + 1 if thursday else 53


def offset_s(value: DateTime) -> int | None:
    """Return the offset from UTC in seconds at that moment; None for a local value."""
    time = value.time
    if time.zone is None:
        return time.offset_s
    zone = zone_named(time.zone)
    if zone is None:
        return None
    year = min(max(value.date.year, 1), 9_998)  # Zone rules of other years are not known.
    day = min(value.date.day, days_in_month(year, value.date.month))
    moment = python.datetime(  # noqa: DTZ001 - the zone is what is asked for.
        year, value.date.month, day, time.hour, time.minute, time.second
    )
    shift = zone.utcoffset(moment)
    return int(shift.total_seconds()) if shift is not None else None


def time_offset_s(time: Time) -> int | None:
    """Return the offset of a time of day; in a named zone its standard (winter) offset."""
    if time.zone is None:
        return time.offset_s
    zone = zone_named(time.zone)
    if zone is None:
        return None
    moment = python.datetime(2000, 1, 1, time.hour, time.minute, tzinfo=zone)
    shift, saving = moment.utcoffset(), moment.dst()
    if shift is None:
        return None
    return int((shift - (saving or python.timedelta())).total_seconds())


def instant_ns(value: DateTime) -> int:
    """Return nanoseconds since 1970 UTC; of a local value, as if its clock showed UTC."""
    shift = offset_s(value) or 0
    return day_number(value.date) * DAY_NS + value.time.of_day_ns - shift * NANOSECONDS


def moved(value: DateTime, nanoseconds: int) -> DateTime | None:
    """Move an instant by a duration; offset or zone stay. None outside of the years FEEL knows."""
    if value.time.zone is not None:
        return in_zone(instant_ns(value) + nanoseconds, value.time.zone)
    clock = day_number(value.date) * DAY_NS + value.time.of_day_ns + nanoseconds
    return _on_clock(clock, shift=value.time.offset_s, zone=None)


def in_zone(instant: int, zone: str) -> DateTime | None:
    """Return an instant (nanoseconds since 1970 UTC) on the clock of a named zone."""
    found = zone_named(zone)
    if found is None:
        return None
    seconds = instant // NANOSECONDS
    try:
        moment = python.datetime.fromtimestamp(seconds, found)
        shift = moment.utcoffset()
    except (OverflowError, ValueError, OSError):
        shift = python.timedelta()
    offset = int(shift.total_seconds()) if shift is not None else 0
    return _on_clock(instant + offset * NANOSECONDS, shift=None, zone=zone)


def _on_clock(clock: int, *, shift: int | None, zone: str | None) -> DateTime | None:
    day, rest = divmod(clock, DAY_NS)
    date = date_of_day(day)
    return DateTime(date, time_of_day(rest, shift=shift, zone=zone)) if date else None


def time_of_day(nanoseconds: int, *, shift: int | None, zone: str | None) -> Time:
    """Return the time that many nanoseconds after midnight; a day is passed round."""
    seconds, part = divmod(nanoseconds, NANOSECONDS)
    seconds %= DAY_S
    return Time(
        seconds // HOUR_S,
        seconds % HOUR_S // MINUTE_S,
        seconds % MINUTE_S,
        part,
        offset_s=shift,
        zone=zone,
    )


def midnight(date: Date, *, utc: bool) -> DateTime:
    """Return the begin of a day, at UTC or local."""
    return DateTime(date, Time(0, 0, 0, offset_s=0 if utc else None))
