"""Says whether two values are equal, which comes first, and whether one lies in a range."""

# tidy: positional - a comparison has a left and a right side.

from decimal import Decimal

from taktline.feel.diagnostics import STEPS, STEPS_MAX, LimitReached
from taktline.feel.durations import NANOSECONDS, DaysDuration, MonthsDuration
from taktline.feel.temporal import Date, DateTime, Time, instant_ns, time_offset_s
from taktline.feel.values import Range, Value

_PLAIN = (bool, Decimal, str, Date, DaysDuration, MonthsDuration)
_ORDERED = (Decimal, str, Date, DaysDuration, MonthsDuration)


def equal(left: Value, right: Value) -> bool | None:
    """Compare for equality as DMN 1.5 table 53 says.

    Returns:
        None when the types differ, so that the values cannot be compared. Null equals only null.
        Inside of lists and contexts what cannot be compared is different.
    """
    return _equal(left, right, [STEPS_MAX])


def _equal(left: Value, right: Value, budget: list[int]) -> bool | None:
    if left is None or right is None:
        return left is right
    if type(left) is not type(right):
        return _equal_single(left, right, budget)
    if isinstance(left, _PLAIN):
        return left == right
    if isinstance(left, (Time, DateTime)):
        return _equal_clocks(left, right)
    budget[0] -= 1  # Lists may hold the same list twice, again and again: 2 to the power of depth.
    if budget[0] < 0:
        raise LimitReached(what=STEPS, limit=STEPS_MAX)
    if isinstance(left, list) and isinstance(right, list):
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(_equal(a, b, budget) is True for a, b in pairs)
    if isinstance(left, dict) and isinstance(right, dict):
        keys_match = left.keys() == right.keys()
        return keys_match and all(_equal(left[key], right[key], budget) is True for key in left)
    if isinstance(left, Range) and isinstance(right, Range):
        return _equal_ranges(left, right)
    return left is right


def _equal_single(left: Value, right: Value, budget: list[int]) -> bool | None:
    """A list of one item is as good as the item (DMN 1.5, 10.3.2.9.4)."""
    if isinstance(left, list) and len(left) == 1:
        return _equal(left[0], right, budget)
    if isinstance(right, list) and len(right) == 1:
        return _equal(left, right[0], budget)
    return None


def _equal_clocks(left: Value, right: Value) -> bool:
    first, second = _clock(left), _clock(right)
    return first == second


def _equal_ranges(left: Range, right: Range) -> bool:
    return (
        left.operator == right.operator
        and left.start_included == right.start_included
        and left.end_included == right.end_included
        and equal(left.start, right.start) is True
        and equal(left.end, right.end) is True
    )


def _clock(value: Value) -> tuple[bool, int] | None:
    """Return whether a time is local, and its nanoseconds on the common clock of its kind."""
    if isinstance(value, DateTime):
        return value.time.is_local, instant_ns(value)
    if isinstance(value, Time):
        shift = time_offset_s(value) or 0
        return value.is_local, value.of_day_ns - shift * NANOSECONDS
    return None


def order(left: Value, right: Value) -> int | None:
    """Return -1, 0 or 1 as the left value comes before, with or after the right one.

    Returns:
        None when they cannot be ordered: null, different types, a local time and one with zone.
    """
    if type(left) is not type(right):
        return None
    if isinstance(left, (Time, DateTime)):
        first, second = _clock(left), _clock(right)
        if first is None or second is None or first[0] != second[0]:
            return None
        return (first > second) - (first < second)
    if isinstance(left, _ORDERED):
        return (left > right) - (left < right)  # type: ignore[operator] # Both of one type.
    return None


def holds(operator: str, sign: int) -> bool:
    """Tell whether an ordering (-1, 0, 1) fulfils `<`, `<=`, `>` or `>=`."""
    match operator:
        case "<":
            return sign < 0
        case "<=":
            return sign <= 0
        case ">":
            return sign > 0
        case _:
            return sign >= 0


def in_range(value: Value, span: Range) -> bool | None:
    """Tell whether a value lies in a range; null when it cannot be compared with both ends.

    A range written backwards (`[6..4]`) holds what lies between its ends. `(> 5)` has one end.
    """
    if span.operator in ("=", "!="):
        same = equal(value, span.start)
        return same if same is None or span.operator == "=" else not same
    if span.operator:
        bound = span.start if span.operator in (">", ">=") else span.end
        sign = order(value, bound)
        return None if sign is None else holds(span.operator, sign)
    turned = order(span.start, span.end)
    low, high = order(value, span.start), order(value, span.end)
    if low is None or high is None:
        return None
    if turned == 1:
        return _above(-low, span.start_included) and _above(high, span.end_included)
    return _above(low, span.start_included) and _above(-high, span.end_included)


def _above(sign: int, included: bool) -> bool:
    return sign > 0 or (included and sign == 0)


def in_test(value: Value, test: Value) -> bool | None:
    """Tell whether a value passes a test: lies in a range, is in a list, or equals it."""
    if isinstance(test, Range):
        return in_range(value, test)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test) is True:
            return True
        return any(_in_item(value, item) is True for item in test)
    return equal(value, test)


def _in_item(value: Value, item: Value) -> bool | None:
    return in_range(value, item) if isinstance(item, Range) else equal(value, item)


def same(left: Value, right: Value) -> bool:
    """Return whether two values are equal beyond doubt; what lists use to find an item."""
    return equal(left, right) is True
