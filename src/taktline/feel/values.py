"""The values formulas work on, and how they come in from Python and go out to JSON."""

import datetime as python
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, Overflow
from typing import Literal, TypeAlias

import msgspec

from taktline.base.text import Text
from taktline.feel.diagnostics import (
    CHARACTERS,
    RESULT_CHARACTERS_MAX,
    STEPS,
    STEPS_MAX,
    LimitReached,
)
from taktline.feel.durations import DaysDuration, MonthsDuration
from taktline.feel.temporal import Date, DateTime, Time
from taktline.feel.temporal_text import (
    Temporal,
    from_date,
    from_datetime,
    from_time,
    from_timedelta,
    temporal_text,
)

Value: TypeAlias = object
"""None, bool, Decimal, str, the temporal types, list, dict, Range or Function."""

DIGITS = 34  # DMN 1.5, 10.3.2.3.1: IEEE 754-2008 decimal128.
NUMBERS = Context(
    prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, Overflow]
)
"""How numbers are computed; shared, because it is only ever asked, never changed."""

TESTS = Literal["", "=", "!=", "<", "<=", ">", ">="]


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """A span of comparable values; an end without a value is open.

    `operator` remembers that a range was written as a test such as `< 10`; it is empty otherwise.
    """

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    operator: TESTS = ""


class Function(msgspec.Struct, frozen=True, kw_only=True):
    """A function as a value: its parameters and what it does with them."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[[list[Value]], Value]
    types: tuple[object, ...] = ()


NATIVE = frozenset(
    {
        type(None), bool, Decimal, str, Date, Time, DateTime, DaysDuration, MonthsDuration,
        list, dict, Range, Function,
    }
)  # fmt: skip
TEMPORAL_TYPES = (Date, Time, DateTime, DaysDuration, MonthsDuration)

TYPE_NAMES: dict[type, Text] = {
    type(None): Text(en="null", zh="空值"),
    bool: Text(en="boolean", zh="布尔值"),
    Decimal: Text(en="number", zh="数字"),
    str: Text(en="string", zh="文本"),
    Date: Text(en="date", zh="日期"),
    Time: Text(en="time", zh="时间"),
    DateTime: Text(en="date and time", zh="日期时间"),
    DaysDuration: Text(en="days and time duration", zh="天与时间时长"),
    MonthsDuration: Text(en="years and months duration", zh="年月时长"),
    list: Text(en="list", zh="列表"),
    dict: Text(en="context", zh="上下文"),
    Range: Text(en="range", zh="区间"),
    Function: Text(en="function", zh="函数"),
}


def type_label(value: Value) -> Text:
    """Return how the type of a value is called."""
    return TYPE_NAMES.get(type(value), Text(en=type(value).__name__, zh=type(value).__name__))


def adopt(value: object) -> Value:
    """Take a value of Python over into FEEL.

    int and float become decimals (a float by its shortest text), date, time, datetime and
    timedelta their FEEL types, mappings contexts, sequences lists, structs contexts of their
    fields. Anything else becomes its text.
    """
    if value.__class__ in NATIVE:
        return _adopted_inside(value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    if isinstance(value, (python.date, python.time, python.timedelta)):
        return _adopted_time(value)
    if isinstance(value, Mapping):
        return {str(key): adopt(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [adopt(item) for item in value]
    if isinstance(value, msgspec.Struct):
        return {name: adopt(getattr(value, name)) for name in value.__struct_fields__}
    return str(value)


def _adopted_inside(value: object) -> Value:
    if isinstance(value, list):
        if all(item.__class__ in FLAT for item in value):
            return value
        return [adopt(item) for item in value]
    if isinstance(value, dict):
        if all(item.__class__ in FLAT for item in value.values()):
            return value
        return {str(key): adopt(item) for key, item in value.items()}
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    return value


FLAT = NATIVE - {list, dict}
"""Types whose values can be used as they come; lists and contexts may hold Python's own."""


def _adopted_time(value: python.date | python.time | python.timedelta) -> Value:
    if isinstance(value, python.datetime):
        return from_datetime(value)
    if isinstance(value, python.date):
        return from_date(value)
    if isinstance(value, python.time):
        return from_time(value)
    return from_timedelta(value)


def plain_number(value: Decimal) -> str:
    """Return a number in plain notation: no exponent, no needless zeros behind the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def text_of(value: Value) -> str:
    """Return the text `string()` gives: plain for text, literal inside lists and contexts."""
    return value if isinstance(value, str) else literal_text(value)


def literal_text(value: Value) -> str:
    """Return the text that, read as an expression, gives the value again."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, TEMPORAL_TYPES):
        return temporal_text(value)
    if isinstance(value, list):
        return f"[{_joined(literal_text(item) for item in value)}]"
    if isinstance(value, dict):
        entries = (f"{key_text(key)}: {literal_text(item)}" for key, item in value.items())
        return f"{{{_joined(entries)}}}"
    if isinstance(value, Range):
        return _range_text(value)
    return "function" if isinstance(value, Function) else str(value)


def _joined(parts: Iterable[str]) -> str:
    text = ", ".join(parts)
    if len(text) > RESULT_CHARACTERS_MAX:
        raise LimitReached(what=CHARACTERS, limit=RESULT_CHARACTERS_MAX)
    return text


def quoted(text: str) -> str:
    """Return a text as a FEEL literal."""
    for plain, escaped in (
        ("\\", "\\\\"),
        ('"', '\\"'),
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\t", "\\t"),
    ):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def key_text(key: str) -> str:
    """Return a key of a context as it is written: bare if it can be, else quoted."""
    if key and all(sign.isalnum() or sign in "_ " for sign in key) and "  " not in key:
        return key
    return key if key.isidentifier() else quoted(key)


def _range_text(value: Range) -> str:
    if value.operator:
        bound = value.start if value.operator in (">", ">=", "=", "!=") else value.end
        return f"({value.operator} {literal_text(bound)})"
    opening = "[" if value.start_included else "("
    closing = "]" if value.end_included else ")"
    return f"{opening}{literal_text(value.start)}..{literal_text(value.end)}{closing}"


def to_json(value: Value) -> object:
    """Return what msgspec writes as JSON: numbers plain, temporal values and ranges as text.

    Raises:
        LimitReached: the value has more than 100,000 parts.
    """
    return _json(value, [STEPS_MAX])


def _json(value: Value, budget: list[int]) -> object:
    budget[0] -= 1
    if budget[0] < 0:
        raise LimitReached(what=STEPS, limit=STEPS_MAX)
    if isinstance(value, Decimal):
        return Decimal(plain_number(value))
    if isinstance(value, list):
        return [_json(item, budget) for item in value]
    if isinstance(value, dict):
        return {key: _json(item, budget) for key, item in value.items()}
    if value is None or isinstance(value, (bool, str)):
        return value
    return literal_text(value)


__all__ = [
    "NATIVE", "NUMBERS", "Function", "Range", "Temporal", "Value", "adopt", "literal_text",
    "plain_number", "text_of", "to_json", "type_label",
]  # fmt: skip
