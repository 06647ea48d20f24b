"""What compiled formulas call when the quick way does not fit: with notes on every null."""

# tidy: positional - called by generated code, operands in reading order.

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Literal

import msgspec

from taktline.feel.arithmetic import OPERATIONS, negated
from taktline.feel.comparison import equal, holds, in_test, order
from taktline.feel.diagnostics import DEPTH_MAX, LEVELS, LimitReached
from taktline.feel.durations import DaysDuration, MonthsDuration, duration_property
from taktline.feel.run import Run
from taktline.feel.temporal import Date, DateTime, Time, date_of_day, day_number
from taktline.feel.temporal_text import temporal_of, temporal_property
from taktline.feel.types import MismatchError, Type, coerced, type_text
from taktline.feel.values import Function, Range, Value, adopt, type_label

ABSENT = object()  # What stands for a property a value does not have.


class NotIterableError(Exception):
    """A loop runs over something that is no list; the loop has no value."""


class Missing(msgspec.Struct, frozen=True):
    """What stands for a variable the caller's context does not have."""

    name: str
    at: int


def load(run: Run, value: object) -> Value:
    """Take a variable over from the caller's context."""
    if isinstance(value, Missing):
        run.note_once("unknown-name", value.at, name=value.name)
        return None
    return adopt(value)


def arithmetic(run: Run, operator: str, left: Value, right: Value, at: int) -> Value:
    """Compute left operator right; null with a note when it has no meaning."""
    result = OPERATIONS[operator](left, right)
    if result is not None:
        return result
    if left is None or right is None:
        run.note("null-operand", at, operator=operator)
    elif operator == "/" and isinstance(right, Decimal) and not right:
        run.note("division-by-zero", at)
    elif isinstance(left, Decimal) and isinstance(right, Decimal):
        run.note("out-of-range", at, name=type_label(left))
    else:
        labels = {"left": type_label(left), "right": type_label(right)}
        run.note("wrong-operands", at, operator=operator, **labels)
    return None


def negate(run: Run, value: Value, at: int) -> Value:
    """Return the value with the opposite sign; null with a note when it has none."""
    result = negated(value)
    if result is None:
        run.note(
            "null-operand" if value is None else "wrong-operands",
            at,
            operator="-",
            left="",
            right=type_label(value),
        )
    return result


def compare(run: Run, operator: str, left: Value, right: Value, at: int) -> bool | None:
    """Compare two values; null with a note when they cannot be compared."""
    if left is None or right is None:
        return _compare_null(run, operator, left is right, at)
    if operator in ("=", "!="):
        same = equal(left, right)
        if same is not None:
            return same if operator == "=" else not same
    else:
        sign = order(left, right)
        if sign is not None:
            return holds(operator, sign)
    _not_comparable(run, left, right, at)
    return None


def _compare_null(run: Run, operator: str, both: bool, at: int) -> bool | None:
    if operator == "=":
        return both
    if operator == "!=":
        return not both
    run.note("null-operand", at, operator=operator)
    return None


def _not_comparable(run: Run, left: Value, right: Value, at: int) -> None:
    if left is None or right is None:
        run.note("null-operand", at, operator="<>")
    else:
        run.note("not-comparable", at, left=type_label(left), right=type_label(right))


def conjunction(run: Run, left: Value, right: Value, at: int) -> bool | None:
    """`and` of two values of which none is false for certain."""
    if left is False or right is False:
        return False
    if left is True and right is True:
        return True
    _undecided(run, left, right, at)
    return None


def disjunction(run: Run, left: Value, right: Value, at: int) -> bool | None:
    """`or` of two values."""
    if left is True or right is True:
        return True
    if left is False and right is False:
        return False
    _undecided(run, left, right, at)
    return None


def _undecided(run: Run, left: Value, right: Value, at: int) -> None:
    for value in (left, right):
        if value is not None and not isinstance(value, bool):
            run.note("not-boolean", at, type=type_label(value))


def between(run: Run, value: Value, low: Value, high: Value, at: int) -> bool | None:
    """`value between low and high`, three-valued."""
    above = compare(run, ">=", value, low, at)
    below = compare(run, "<=", value, high, at)
    return conjunction(run, above, below, at)


def passes(run: Run, value: Value, test: Value, at: int) -> bool | None:
    """`value in test`; null with a note when it cannot be told."""
    if test is None and value is not None:
        run.note("null-operand", at, operator="in")
        return None
    result = in_test(value, test)
    if result is None:
        _not_comparable(run, value, test, at)
    return result


def any_test(results: tuple[bool | None, ...]) -> bool | None:
    """Return whether one of several tests holds, three-valued."""
    if True in results:
        return True
    return None if None in results else False


def input_test(value: Value, result: Value) -> bool | None:
    """Judge a cell's expression that does not mention the input: true, or the input is in it."""
    if isinstance(result, bool) and not isinstance(value, bool) and value is not None:
        return result
    if result is True and value is None:
        return True
    return in_test(value, result)


def condition_test(value: Value, result: Value) -> bool | None:
    """Judge a cell's expression that mentions the input: only true and false decide."""
    if result is None or isinstance(result, bool):
        return result
    return in_test(value, result)


def verdict(results: tuple[bool | None, ...], negated_tests: bool) -> bool:
    """Return what a cell with several tests says; what cannot be told is no match."""
    found = any_test(results)
    return found is False if negated_tests else found is True


def truth(run: Run, value: Value, at: int) -> bool:
    """Return whether a condition is exactly true; note what is neither true nor false."""
    if value is not None and not isinstance(value, bool):
        run.note("not-boolean", at, type=type_label(value))
    return value is True


def span(
    run: Run, start: Value, end: Value, start_included: bool, end_included: bool
) -> Range:  # tidy: positional - generated code
    """Build a range from two computed ends; an end without a value cannot be included."""
    run.spend(1)
    return Range(
        start=start,
        end=end,
        start_included=start_included and start is not None,
        end_included=end_included and end is not None,
    )


def test_span(run: Run, operator: Literal["=", "!=", "<", "<=", ">", ">="], bound: Value) -> Range:
    """Build the range a test such as `< 10` stands for."""
    run.spend(1)
    return Range(
        start=None if operator in ("<", "<=") else bound,
        end=None if operator in (">", ">=") else bound,
        start_included=operator in (">=", "="),
        end_included=operator in ("<=", "="),
        operator=operator,
    )


test_span.__test__ = False  # type: ignore[attr-defined] # Not a test of pytest's.


def context_of(pairs: tuple[tuple[str, Value], ...], run: Run, at: int) -> Value:
    """Build a context; null with a note when a key occurs twice."""
    built = dict(pairs)
    if len(built) == len(pairs):
        return built
    keys = [key for key, _ in pairs]
    run.note("duplicate-key", at, name=next(key for key in keys if keys.count(key) > 1))
    return None


def literal(run: Run, text: str, at: int) -> Value:
    """Return what an at-literal means that could not be read when the formula was compiled."""
    value = temporal_of(text)
    if value is None:
        run.note("invalid-literal", at, text=text, type="date, time, duration")
    return value


def path(run: Run, value: Value, name: str, at: int) -> Value:
    """Return a field or property; of a list, that of every item."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        run.note("unknown-field", at, type=type_label(value), name=name)
        return None
    if isinstance(value, list):
        run.spend(len(value))
        return [path(run, item, name, at) for item in value]
    if value is None:
        run.note("null-operand", at, operator="." + name)
        return None
    result = _property(value, name)
    if result is ABSENT:
        run.note("unknown-field", at, type=type_label(value), name=name)
        return None
    return Decimal(result) if type(result) is int else result


_ABSENT_PARTS = ("timezone", "time offset")


def _property(value: Value, name: str) -> object:
    if isinstance(value, Range):
        known = name in ("start", "end", "start included", "end included")
        return getattr(value, name.replace(" ", "_")) if known else ABSENT
    if isinstance(value, (DaysDuration, MonthsDuration)):
        part = duration_property(value, name)
        return ABSENT if part is None else part
    if isinstance(value, (Date, Time, DateTime)):
        found = temporal_property(value, name)
        return ABSENT if found is None and name not in _ABSENT_PARTS else found
    return ABSENT


def filtered(run: Run, source: Value, test: Callable[[Value], Value], at: int) -> Value:
    """`source[test]`: the items a condition is true for, or the one at a position."""
    if source is None:
        run.note("null-operand", at, operator="[]")
        return None
    items = source if isinstance(source, list) else [source]
    if not items:
        return _filtered_nothing(run, test, at)
    kept: list[Value] = []
    for index, item in enumerate(items):
        run.spend(1)
        result = test(item)
        if index == 0 and isinstance(result, Decimal):
            return item_at(run, source, result, at)
        if result is True or (_is_value_test(result) and in_test(item, result) is True):
            kept.append(item)
    return kept


def _is_value_test(result: Value) -> bool:
    return result is not None and not isinstance(result, (bool, Decimal))


def _filtered_nothing(run: Run, test: Callable[[Value], Value], at: int) -> Value:
    """An empty list filtered is empty, but a position in it is an error: try the condition."""
    before = run.notes
    result = test(None)
    run.notes = before
    return item_at(run, [], result, at) if isinstance(result, Decimal) else []


def item_at(run: Run, source: Value, index: Decimal, at: int) -> Value:
    """`source[index]`: positions count from 1, negative ones from the end."""
    if source is None:
        run.note("null-operand", at, operator="[]")
        return None
    items = source if isinstance(source, list) else [source]
    position = int(index)
    if 1 <= abs(position) <= len(items):
        return items[position - 1 if position > 0 else position]
    run.note("index-out-of-range", at, count=len(items), index=position)
    return None


def each(run: Run, value: Value, at: int) -> Iterable[Value]:
    """Return what `in value` runs over.

    Raises:
        NotIterableError: the value is neither a list nor a range of whole numbers or dates.
    """
    if isinstance(value, list):
        return value
    if isinstance(value, Range) and not value.operator and order(value.start, value.end) != 1:
        inner = stretch(run, value.start, value.end, at)
        return (item for item in inner if in_test(item, value) is True)
    run.note("not-iterable", at, type=type_label(value))
    raise NotIterableError


def stretch(run: Run, start: Value, end: Value, at: int) -> Iterable[Value]:
    """Return what `start..end` runs over: whole numbers or days, forwards or backwards.

    Raises:
        NotIterableError: the ends are neither whole numbers nor dates.
    """
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        if start == int(start) and end == int(end):
            return (Decimal(number) for number in _steps(int(start), int(end)))
    elif isinstance(start, Date) and isinstance(end, Date):
        return (date_of_day(day) for day in _steps(day_number(start), day_number(end)))
    run.note("not-iterable", at, type=type_label(start))
    raise NotIterableError


def _steps(start: int, end: int) -> range:
    return range(start, end + 1) if start <= end else range(start, end - 1, -1)


Source = Callable[..., Iterable[Value]]


def loop(run: Run, sources: tuple[Source, ...], body: Callable[..., Value]) -> Value:
    """`for ... return body`: the results in order; `partial` holds those so far."""
    partial: list[Value] = []
    try:
        for values in _combinations(run, sources, ()):
            partial.append(body(*values, partial))
    except NotIterableError:
        return None
    return partial


def some(run: Run, sources: tuple[Source, ...], condition: Callable[..., Value]) -> bool | None:
    """`some ... satisfies`: true at the first true; null when one could not be told."""
    return _quantified(run, sources, condition, wanted=True)


def every(run: Run, sources: tuple[Source, ...], condition: Callable[..., Value]) -> bool | None:
    """`every ... satisfies`: false at the first false; null when one could not be told."""
    return _quantified(run, sources, condition, wanted=False)


def _quantified(
    run: Run, sources: tuple[Source, ...], condition: Callable[..., Value], *, wanted: bool
) -> bool | None:
    unknown = False
    try:
        for values in _combinations(run, sources, ()):
            result = condition(*values)
            if result is wanted:
                return wanted
            unknown = unknown or not isinstance(result, bool)
    except NotIterableError:
        return None
    return None if unknown else not wanted


def _combinations(
    run: Run, sources: tuple[Source, ...], done: tuple[Value, ...]
) -> Iterator[tuple[Value, ...]]:
    last = len(done) == len(sources) - 1
    for value in sources[len(done)](*done):
        run.spend(1)
        if last:
            yield (*done, value)
        else:
            yield from _combinations(run, sources, (*done, value))


def call_value(
    run: Run, function: Value, arguments: list[Value], names: tuple[str, ...], at: int
) -> Value:
    """Call a function that is a value; null with a note when it is none or does not fit."""
    if not isinstance(function, Function):
        run.note("not-a-function", at, type=type_label(function))
        return None
    given = arguments
    if names:
        if set(names) != set(function.parameters) or len(names) != len(function.parameters):
            _wrong_arguments(run, function, at)
            return None
        by_name = dict(zip(names, arguments, strict=True))
        given = [by_name[name] for name in function.parameters]
    elif len(arguments) != len(function.parameters):
        _wrong_arguments(run, function, at)
        return None
    run.enter()
    try:
        return function.call(given)
    except RecursionError:
        raise LimitReached(what=LEVELS, limit=DEPTH_MAX) from None
    finally:
        run.leave()


def made_function(
    run: Run,
    names: tuple[str, ...],
    types: tuple[Type, ...],
    body: Callable[..., Value],
    at: int,
) -> Function:
    """Make the value of `function(...) body`; arguments of another type than declared are null."""

    def called(arguments: list[Value]) -> Value:
        fitted: list[Value] = []
        for value, wanted in zip(arguments, types, strict=True):
            try:
                fitted.append(coerced(value, wanted))
            except MismatchError:
                run.note("type-mismatch", at, expected=type_text(wanted), found=type_label(value))
                return None
        return body(*fitted)

    return Function(name="", parameters=names, call=called, types=types)


def external(run: Run, at: int) -> None:
    """Say that a function outside of FEEL has no value."""
    run.note("external-function", at)


def unknown_type(run: Run, value: Value, name: str, at: int) -> None:
    """Say that `value instance of` names a type nobody declared."""
    run.note("unknown-type", at, name=name, value=type_label(value))


def _wrong_arguments(run: Run, function: Function, at: int) -> None:
    name = function.name or "function"
    expected = ", ".join(function.parameters) or "-"
    run.note("wrong-arguments", at, name=name, expected=expected)
