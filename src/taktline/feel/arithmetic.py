"""Adds, subtracts, multiplies and divides numbers, texts, dates and durations."""

# tidy: positional - an operator has a left and a right side.

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal, DecimalException

from taktline.feel.diagnostics import RESULT_CHARACTERS_MAX
from taktline.feel.durations import DAY_NS, NANOSECONDS, DaysDuration, MonthsDuration
from taktline.feel.temporal import (
    Date,
    DateTime,
    Time,
    date_of_day,
    day_number,
    instant_ns,
    midnight,
    moved,
    plus_months,
    time_of_day,
    time_offset_s,
)
from taktline.feel.values import NUMBERS, Value

Operation = Callable[[object, object], Value]


def add(left: Value, right: Value) -> Value:
    """Return left + right, or None when the sum has no meaning."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) <= RESULT_CHARACTERS_MAX else None
    if isinstance(left, (DaysDuration, MonthsDuration)) and not isinstance(
        right, (DaysDuration, MonthsDuration)
    ):
        left, right = right, left
    if isinstance(right, DaysDuration):
        return _plus_days(left, right.nanoseconds)
    if isinstance(right, MonthsDuration):
        return _plus_months(left, right)
    return None


def subtract(left: Value, right: Value) -> Value:
    """Return left - right, or None when the difference has no meaning."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.subtract, left, right)
    if isinstance(right, DaysDuration):
        return _plus_days(left, -right.nanoseconds)
    if isinstance(right, MonthsDuration):
        return _plus_months(left, MonthsDuration(-right.months))
    if isinstance(left, Time) and isinstance(right, Time):
        return _between_times(left, right)
    if isinstance(left, (Date, DateTime)) and isinstance(right, (Date, DateTime)):
        return _between_instants(left, right)
    return None


def _plus_days(value: Value, nanoseconds: int) -> Value:
    match value:
        case DaysDuration():
            return DaysDuration(value.nanoseconds + nanoseconds)
        case DateTime():
            return moved(value, nanoseconds)
        case Date():
            return date_of_day(day_number(value) + nanoseconds // DAY_NS)
        case Time():
            return time_of_day(
                (value.of_day_ns + nanoseconds) % DAY_NS, shift=value.offset_s, zone=value.zone
            )
        case _:
            return None


def _plus_months(value: Value, duration: MonthsDuration) -> Value:
    match value:
        case MonthsDuration():
            return MonthsDuration(value.months + duration.months)
        case Date():
            return plus_months(value, duration)
        case DateTime():
            date = plus_months(value.date, duration)
            return DateTime(date, value.time) if date else None
        case _:
            return None


def _between_times(left: Time, right: Time) -> Value:
    if left.is_local != right.is_local:
        return None
    shift = (time_offset_s(right) or 0) - (time_offset_s(left) or 0)
    return DaysDuration(left.of_day_ns - right.of_day_ns + shift * NANOSECONDS)


def _between_instants(left: Date | DateTime, right: Date | DateTime) -> Value:
    """A date stands for its midnight: local beside a local value, else UTC."""
    local = any(isinstance(v, DateTime) and v.time.is_local for v in (left, right))
    first = midnight(left, utc=not local) if isinstance(left, Date) else left
    second = midnight(right, utc=not local) if isinstance(right, Date) else right
    if first.time.is_local != second.time.is_local:
        return None
    return DaysDuration(instant_ns(first) - instant_ns(second))


def multiply(left: Value, right: Value) -> Value:
    """Return left * right, or None when the product has no meaning."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.multiply, left, right)
    if isinstance(left, Decimal):
        left, right = right, left
    if isinstance(right, Decimal):
        return _scaled(left, right)
    return None


def _scaled(duration: Value, factor: Decimal) -> Value:
    """A duration times a number, cut to whole nanoseconds or months."""
    match duration:
        case DaysDuration():
            parts = _whole(NUMBERS.multiply, Decimal(duration.nanoseconds), factor)
            return None if parts is None else DaysDuration(parts)
        case MonthsDuration():
            parts = _whole(NUMBERS.multiply, Decimal(duration.months), factor)
            return None if parts is None else MonthsDuration(parts)
        case _:
            return None


def divide(left: Value, right: Value) -> Value:
    """Return left / right, or None when the quotient has no meaning or the divisor is zero."""
    if isinstance(right, Decimal):
        if right == 0:
            return None
        if isinstance(left, Decimal):
            return number(NUMBERS.divide, left, right)
        return _shared_out(left, right)
    if isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        return _ratio(left.nanoseconds, right.nanoseconds)
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return _ratio(left.months, right.months)
    return None


def _shared_out(duration: Value, divisor: Decimal) -> Value:
    match duration:
        case DaysDuration():
            parts = _whole(NUMBERS.divide, Decimal(duration.nanoseconds), divisor)
            return None if parts is None else DaysDuration(parts)
        case MonthsDuration():
            parts = _whole(NUMBERS.divide, Decimal(duration.months), divisor)
            return None if parts is None else MonthsDuration(parts)
        case _:
            return None


def _ratio(left: int, right: int) -> Value:
    return None if right == 0 else number(NUMBERS.divide, Decimal(left), Decimal(right))


def power(left: Value, right: Value) -> Value:
    """Return left ** right, or None when it has no real value within range."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.power, left, right)
    return None


def negated(value: Value) -> Value:
    """Return a number or duration with the opposite sign."""
    match value:
        case Decimal():
            return value.copy_negate() if value else value
        case DaysDuration():
            return DaysDuration(-value.nanoseconds)
        case MonthsDuration():
            return MonthsDuration(-value.months)
        case _:
            return None


def number(compute: Callable[..., Decimal], *operands: Decimal) -> Decimal | None:
    """Return a computed number; None when it is outside of what 34 digits can hold."""
    try:
        result = compute(*operands)
    except DecimalException:
        return None
    return result if result.is_finite() else None


def _whole(compute: Callable[..., Decimal], *operands: Decimal) -> int | None:
    result = number(compute, *operands)
    return None if result is None else int(result.to_integral_value(rounding=ROUND_DOWN))


OPERATIONS: dict[str, Operation] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}
