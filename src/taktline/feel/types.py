"""The types of values: how they are written, which value has which, and which fits where."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec

from taktline.feel.durations import DaysDuration, MonthsDuration
from taktline.feel.temporal import Date, DateTime, Time
from taktline.feel.tree import TypeName
from taktline.feel.values import Function, Range, Value

SimpleName = Literal[
    "any", "null", "number", "string", "boolean", "date", "time", "date and time",
    "days and time duration", "years and months duration",
]  # fmt: skip


class SimpleType(msgspec.Struct, frozen=True, tag="simple"):
    """A type without parts."""

    name: SimpleName


class ListType(msgspec.Struct, frozen=True, tag="list"):
    """A list of one type."""

    item: "Type"


class ContextType(msgspec.Struct, frozen=True, tag="context"):
    """A context with known fields; an open one may have others."""

    fields: "Mapping[str, Type]"
    is_open: bool = False


class RangeType(msgspec.Struct, frozen=True, tag="range"):
    """A range of comparable values."""

    item: "Type"


class FunctionType(msgspec.Struct, frozen=True, tag="function"):
    """A function from parameters to a result."""

    parameters: "tuple[Type, ...]"
    result: "Type"


Type: TypeAlias = SimpleType | ListType | ContextType | RangeType | FunctionType

ANY = SimpleType("any")
NULL = SimpleType("null")
NUMBER = SimpleType("number")
STRING = SimpleType("string")
BOOLEAN = SimpleType("boolean")
DATE = SimpleType("date")
TIME = SimpleType("time")
DATE_TIME = SimpleType("date and time")
DAYS = SimpleType("days and time duration")
MONTHS = SimpleType("years and months duration")
ANY_LIST = ListType(ANY)
ANY_CONTEXT = ContextType({}, is_open=True)
ANY_RANGE = RangeType(ANY)

NAMED: dict[str, Type] = {
    "Any": ANY, "any": ANY, "Null": NULL, "number": NUMBER, "string": STRING,
    "boolean": BOOLEAN, "date": DATE, "time": TIME, "date and time": DATE_TIME,
    "dateTime": DATE_TIME, "instant": DATE_TIME, "days and time duration": DAYS,
    "dayTimeDuration": DAYS, "years and months duration": MONTHS,
    "yearMonthDuration": MONTHS, "list": ANY_LIST, "context": ANY_CONTEXT, "range": ANY_RANGE,
}  # fmt: skip

_CLASSES: dict[str, type] = {
    "number": Decimal, "string": str, "boolean": bool, "date": Date, "time": Time,
    "date and time": DateTime, "days and time duration": DaysDuration,
    "years and months duration": MonthsDuration, "null": type(None),
}  # fmt: skip


def type_named(written: TypeName, named: Mapping[str, Type]) -> Type | None:
    """Return the type a written name means; `named` holds types of the caller's own.

    Returns:
        None when some name in it is not known.
    """
    parts = [type_named(part, named) for part in written.arguments]
    found = [part for part in parts if part is not None]
    if len(found) != len(parts):
        return None
    match written.name:
        case "list" if found:
            return ListType(found[0])
        case "range" if found:
            return RangeType(found[0])
        case "context" if written.fields:
            return ContextType(dict(zip(written.fields, found, strict=True)), is_open=True)
        case "function":
            result = type_named(written.result, named) if written.result else ANY
            return None if result is None else FunctionType(tuple(found), result)
        case _:
            return named.get(written.name) or NAMED.get(written.name)


def conforms(value: Value, wanted: Type) -> bool:
    """Tell whether a value is an instance of a type; null only of the type Null."""
    if value is None:
        return wanted == NULL
    match wanted:
        case SimpleType(name="any"):
            return True
        case SimpleType(name=name):
            return type(value) is _CLASSES[name]
        case ListType(item=item):
            return isinstance(value, list) and all(_fits(part, item) for part in value)
        case ContextType(fields=fields):
            return isinstance(value, dict) and all(
                name in value and _fits(value[name], field) for name, field in fields.items()
            )
        case RangeType(item=item):
            return isinstance(value, Range) and _fits(value.start, item) and _fits(value.end, item)
        case FunctionType():
            return isinstance(value, Function) and _function_fits(value, wanted)


def _fits(value: Value, wanted: Type) -> bool:
    return value is None or conforms(value, wanted)


def _function_fits(value: Function, wanted: FunctionType) -> bool:
    declared = value.types or (None,) * len(value.parameters)
    pairs = zip(declared, wanted.parameters, strict=False)
    return len(declared) == len(wanted.parameters) and all(
        own is None or own in (ANY, asked) for own, asked in pairs
    )


def type_text(shown: Type) -> str:
    """Return a type as FEEL writes it."""
    match shown:
        case SimpleType(name=name):
            return {"any": "Any", "null": "Null"}.get(name, name)
        case ListType(item=item):
            return f"list<{type_text(item)}>"
        case RangeType(item=item):
            return f"range<{type_text(item)}>"
        case ContextType(fields=fields):
            inner = ", ".join(f"{name}: {type_text(field)}" for name, field in fields.items())
            return f"context<{inner}>" if inner else "context"
        case FunctionType(parameters=parameters, result=result):
            inner = ", ".join(type_text(parameter) for parameter in parameters)
            return f"function<{inner}>->{type_text(result)}"


class MismatchError(Exception):
    """A value is not of the type wanted, and cannot be made so without guessing."""


def coerced(value: Value, wanted: Type) -> Value:
    """Fit a value to a type: a list of one to its item, an item to a list of one.

    Raises:
        MismatchError: it does not fit. Null fits every type.
    """
    if value is None or conforms(value, wanted):
        return value
    if isinstance(wanted, ListType):
        if not isinstance(value, list) and conforms([value], wanted):
            return [value]
    elif isinstance(value, list) and len(value) == 1 and conforms(value[0], wanted):
        return value[0]
    raise MismatchError
