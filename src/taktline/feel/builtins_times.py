"""Built-in functions that make dates, times, durations, and ask the calendar."""

# tidy: positional - arguments come in the order of the FEEL signature.

from decimal import Decimal

from taktline.feel.durations import NANOSECONDS, DaysDuration, MonthsDuration, duration_of
from taktline.feel.run import Run
from taktline.feel.signatures import NoValueError, builtin, form
from taktline.feel.temporal import (
    OFFSET_S_MAX,
    Date,
    DateTime,
    Time,
    day_of_year,
    made_date,
    midnight,
    week_of_year,
    weekday,
)
from taktline.feel.temporal_text import date_of, date_time_of, time_of
from taktline.feel.values import Value

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _read(value: Value, text: str, kind: str) -> Value:
    if value is None:
        raise NoValueError(f"{text!r} is not a {kind}", f"{text!r} 不是有效的 {kind}")
    return value


def date_from_text(text: str) -> Value:
    """Read a date."""
    return _read(date_of(text), text, "date")


def date_from_parts(year: Decimal, month: Decimal, day: Decimal) -> Value:
    """Make a date of its numbers."""
    found = made_date(int(year), int(month), day=int(day))
    return _read(found, f"{year}-{month}-{day}", "date")


def time_from_text(text: str) -> Value:
    """Read a time of day."""
    return _read(time_of(text), text, "time")


def time_from_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None
) -> Value:
    """Make a time of its numbers; the offset is a duration from UTC."""
    shift = None if offset is None else offset.seconds
    valid = 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60
    if not valid or (shift is not None and abs(shift) > OFFSET_S_MAX):
        raise NoValueError("there is no such time", "没有这样的时间")
    part = int((second - int(second)) * NANOSECONDS)
    return Time(int(hour), int(minute), int(second), part, offset_s=shift)


def date_time_from_text(text: str) -> Value:
    """Read a date and time."""
    return _read(date_time_of(text), text, "date and time")


def date_time_from_parts(day: Date | DateTime, time: Time) -> Value:
    """Join a date and a time."""
    return DateTime(day.date if isinstance(day, DateTime) else day, time)


def duration_from_text(text: str) -> Value:
    """Read a duration of either kind."""
    return _read(duration_of(text), text, "duration")


def months_between(start: Date | DateTime, end: Date | DateTime) -> Value:
    """Return whole calendar months from start to end; negative when the end is earlier."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    if last < first:
        back = months_between(last, first)
        return MonthsDuration(-back.months) if isinstance(back, MonthsDuration) else None
    months = (last.year - first.year) * 12 + last.month - first.month
    return MonthsDuration(months - (last.day < first.day))


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


def now(run: Run) -> Value:
    """Return the instant of evaluation."""
    return run.now(0)


def today(run: Run) -> Value:
    """Return the date of evaluation in its zone."""
    instant = run.now(0)
    return None if instant is None else instant.date


_DAYS = ("date: date -> ", "date: date and time -> ")
_FROM_TO = "from: {}, to: {} -> years and months duration"


TIME_FUNCTIONS = (
    builtin("date", form("from: string -> date", date_from_text),
            form("from: date and time -> date", _day), form("from: date -> date", _day),
            form("year: number, month: number, day: number -> date", date_from_parts),
            doc=("A date.", "日期。")),
    builtin("time", form("from: string -> time", time_from_text),
            form("from: time -> time", lambda time: time),
            form("from: date and time -> time", lambda instant: instant.time),
            form("from: date -> time", lambda day: midnight(day, utc=True).time),
            form("hour: number, minute: number, second: number, "
                 "offset?: days and time duration? -> time", time_from_parts),
            doc=("A time of day.", "时间。")),
    builtin("date and time", form("from: string -> date and time", date_time_from_text),
            form("from: date and time -> date and time", lambda instant: instant),
            form("from: date -> date and time", lambda day: midnight(day, utc=True)),
            form("date: date, time: time -> date and time", date_time_from_parts),
            form("date: date and time, time: time -> date and time", date_time_from_parts),
            doc=("A date and time.", "日期时间。")),
    builtin("duration", form("from: string -> any", duration_from_text),
            doc=("A duration, such as P1DT2H or P1Y2M.", "时长。")),
    builtin("years and months duration",
            *(form(_FROM_TO.format(a, b), months_between)
              for a in ("date", "date and time") for b in ("date", "date and time")),
            doc=("Whole months between two dates.", "两个日期之间的整月数。")),
    builtin("day of year",
            *(form(kind + "number", lambda day: Decimal(day_of_year(_day(day))))
              for kind in _DAYS),
            doc=("The day of the year, from 1.", "一年中的第几天。")),
    builtin("day of week",
            *(form(kind + "string", lambda day: WEEKDAYS[weekday(_day(day)) - 1])
              for kind in _DAYS),
            doc=("The English name of the weekday.", "星期(英文名)。")),
    builtin("month of year",
            *(form(kind + "string", lambda day: MONTH_NAMES[_day(day).month - 1])
              for kind in _DAYS),
            doc=("The English name of the month.", "月份(英文名)。")),
    builtin("week of year",
            *(form(kind + "number", lambda day: Decimal(week_of_year(_day(day))))
              for kind in _DAYS),
            doc=("The ISO week of the year.", "ISO 周数。")),
    builtin("now", form("-> date and time", now, takes_run=True), pure=False,
            doc=("The instant of evaluation.", "求值时刻。")),
    builtin("today", form("-> date", today, takes_run=True), pure=False,
            doc=("The date of evaluation.", "求值日期。")),
)  # fmt: skip
