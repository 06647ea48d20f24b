"""Which types may stand beside each other, and what comes of it."""

from collections.abc import Sequence

from taktline.base.text import Text
from taktline.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    MONTHS,
    NULL,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    type_text,
)
from taktline.feel.values import TYPE_NAMES

_ORDERED = (NUMBER, STRING, DATE, TIME, DATE_TIME, DAYS, MONTHS)
_LABELS = {name.en: name for name in TYPE_NAMES.values()}

_SUMS: dict[tuple[Type, Type], Type] = {
    (NUMBER, NUMBER): NUMBER, (STRING, STRING): STRING, (DAYS, DAYS): DAYS,
    (MONTHS, MONTHS): MONTHS, (DATE, DAYS): DATE, (DAYS, DATE): DATE, (DATE, MONTHS): DATE,
    (MONTHS, DATE): DATE, (DATE_TIME, DAYS): DATE_TIME, (DAYS, DATE_TIME): DATE_TIME,
    (DATE_TIME, MONTHS): DATE_TIME, (MONTHS, DATE_TIME): DATE_TIME, (TIME, DAYS): TIME,
    (DAYS, TIME): TIME,
}  # fmt: skip
_DIFFERENCES: dict[tuple[Type, Type], Type] = {
    (NUMBER, NUMBER): NUMBER, (DAYS, DAYS): DAYS, (MONTHS, MONTHS): MONTHS, (DATE, DATE): DAYS,
    (DATE_TIME, DATE_TIME): DAYS, (DATE, DATE_TIME): DAYS, (DATE_TIME, DATE): DAYS,
    (TIME, TIME): DAYS, (DATE, DAYS): DATE, (DATE, MONTHS): DATE, (DATE_TIME, DAYS): DATE_TIME,
    (DATE_TIME, MONTHS): DATE_TIME, (TIME, DAYS): TIME,
}  # fmt: skip
_PRODUCTS: dict[tuple[Type, Type], Type] = {
    (NUMBER, NUMBER): NUMBER, (DAYS, NUMBER): DAYS, (NUMBER, DAYS): DAYS,
    (MONTHS, NUMBER): MONTHS, (NUMBER, MONTHS): MONTHS,
}  # fmt: skip
_QUOTIENTS: dict[tuple[Type, Type], Type] = {
    (NUMBER, NUMBER): NUMBER, (DAYS, NUMBER): DAYS, (MONTHS, NUMBER): MONTHS,
    (DAYS, DAYS): NUMBER, (MONTHS, MONTHS): NUMBER,
}  # fmt: skip
_TABLES: dict[str, dict[tuple[Type, Type], Type]] = {
    "+": _SUMS,
    "-": _DIFFERENCES,
    "*": _PRODUCTS,
    "/": _QUOTIENTS,
    "**": {(NUMBER, NUMBER): NUMBER},
}

_DATE_PARTS: dict[str, Type] = {
    "year": NUMBER, "month": NUMBER, "day": NUMBER, "weekday": NUMBER,
}  # fmt: skip
_TIME_PARTS: dict[str, Type] = {
    "hour": NUMBER, "minute": NUMBER, "second": NUMBER, "time offset": DAYS, "timezone": STRING,
}  # fmt: skip
_PARTS: dict[str, dict[str, Type]] = {
    "date": _DATE_PARTS,
    "time": _TIME_PARTS,
    "date and time": {**_DATE_PARTS, **_TIME_PARTS},
    "days and time duration": dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    "years and months duration": dict.fromkeys(("years", "months"), NUMBER),
}


def fits(found: Type, wanted: Type) -> bool:
    """Tell whether a value of a type may stand where another is wanted; null may everywhere."""
    if ANY in (found, wanted) or found in (NULL, wanted):
        return True
    if isinstance(wanted, ListType):
        return fits(found.item if isinstance(found, ListType) else found, wanted.item)
    if isinstance(wanted, RangeType):
        return isinstance(found, RangeType) and fits(found.item, wanted.item)
    if isinstance(wanted, ContextType):
        return isinstance(found, ContextType) and all(
            name in found.fields and fits(found.fields[name], field)
            for name, field in wanted.fields.items()
        )
    return isinstance(wanted, FunctionType) and isinstance(found, FunctionType)


def comparable(left: Type, right: Type) -> bool:
    """Tell whether `=` between two types can be anything but null."""
    if ANY in (left, right) or NULL in (left, right):
        return True
    if isinstance(left, ListType) != isinstance(right, ListType):
        # A list of one item is as good as the item, but only the value tells how long it is.
        return False
    return type(left) is type(right) and (not _is_simple(left) or left == right)


def _is_simple(shown: Type) -> bool:
    return not isinstance(shown, (ListType, ContextType, RangeType, FunctionType))


def ordered(shown: Type) -> bool:
    """Tell whether values of a type have an order."""
    return shown in (ANY, NULL) or shown in _ORDERED


def joined(types: Sequence[Type]) -> Type:
    """Return the one type all of these have, null aside; any if they differ."""
    known = [shown for shown in types if shown != NULL]
    if not known:
        return NULL if types else ANY
    return known[0] if all(shown == known[0] for shown in known) else ANY


def arithmetic_type(operator: str, left: Type, *, right: Type) -> Type | None:
    """Return the type of left operator right; None when it has no meaning."""
    if ANY in (left, right) or NULL in (left, right):
        known = right if left in (ANY, NULL) else left
        return NUMBER if known == NUMBER and operator == "**" else ANY
    if not (_is_simple(left) and _is_simple(right)):
        return None
    return _TABLES[operator].get((left, right))


def property_type(source: Type, name: str) -> Type | None:
    """Return the type of a field or property; None when there is none of this name."""
    if source in (ANY, NULL):
        return ANY
    if isinstance(source, ListType):
        inner = property_type(source.item, name)
        return None if inner is None else ListType(inner)
    if isinstance(source, ContextType):
        return source.fields.get(name, ANY if source.is_open else None)
    if isinstance(source, RangeType):
        ends = {"start": source.item, "end": source.item}
        return {**ends, "start included": BOOLEAN, "end included": BOOLEAN}.get(name)
    if isinstance(source, FunctionType):
        return None
    return _PARTS.get(source.name, {}).get(name)


def label(shown: Type) -> Text:
    """Return how a type is called in both languages."""
    text = type_text(shown)
    return _LABELS.get(text, Text(en=text, zh=text))
