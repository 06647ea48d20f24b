"""Values on their way into SQL: Python objects as PostgreSQL's text."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

import msgspec

from taktline.store.refusals import BadParameter

Params = Mapping[str, object] | Sequence[object] | None
Bound = tuple[bytes, list[bytes | None]]
"""A statement and its parameters, as they are sent."""

_MARK = re.compile(r"%(?:\((\w+)\)s|(s)|(%)|(.?))")
_JSON = msgspec.json.Encoder(decimal_format="string", order="deterministic")


ONLY_IDS = {UUID}


class Json(msgspec.Struct, frozen=True):
    """A list or scalar that is to be stored as JSON (dicts and structs need no such mark)."""

    value: object


class Statement(msgspec.Struct, frozen=True):
    """SQL as the server reads it: `$1`, `$2` ..., and which parameter stands where."""

    sql: bytes
    names: tuple[str, ...]
    positions: int


@lru_cache(maxsize=4096)
def statement_of(sql: str) -> Statement:
    """Turn `%(name)s` and `%s` into numbered parameters; `%%` is a percent sign.

    Raises:
        BadParameter: both kinds are mixed, or a lone percent sign stands in it.
    """
    names: list[str] = []
    count = 0

    def number(found: re.Match[str]) -> str:
        nonlocal count
        name, plain, percent, _ = found.groups()
        if percent:
            return "%"
        if plain:
            count += 1
            return f"${count}"
        if not name:
            raise BadParameter(f"a lone % in: {sql[:80]}")
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    text = _MARK.sub(number, sql)
    if names and count:
        raise BadParameter(f"%s and %(name)s are mixed in: {sql[:80]}")
    return Statement(text.encode(), tuple(names), count)


def bind(
    sql: str,
    params: Params,
    known: dict[str, bytes | None] | None = None,
) -> Bound:
    """Return a statement and its parameters as they are sent. Without params the SQL is left as is.

    Args:
        known: parameters of the same mapping that were encoded before, for another statement; what
            is encoded here is added.

    Raises:
        BadParameter: a parameter is missing or of a type the store does not know.
    """
    if params is None:
        return sql.encode(), []
    statement = statement_of(sql)
    if isinstance(params, (dict, Mapping)):  # the commonest first: it is found quicker
        try:
            values = _named(statement.names, params, {} if known is None else known)
        except KeyError as missing:
            raise BadParameter(f"parameter {missing} is missing in: {sql[:80]}") from None
        if statement.positions:
            raise BadParameter(f"%s and a mapping of parameters in: {sql[:80]}")
        return statement.sql, values
    if statement.names or len(params) != statement.positions:
        raise BadParameter(
            f"{statement.positions} parameters wanted, {len(params)} given: {sql[:80]}"
        )
    return statement.sql, [encoded(value) for value in params]


def _named(
    names: tuple[str, ...], params: Mapping[str, object], known: dict[str, bytes | None]
) -> list[bytes | None]:  # tidy: positional - called for every statement
    """Return the values of named parameters, each encoded once."""
    values: list[bytes | None] = []
    for name in names:
        if name in known:
            values.append(known[name])
        else:
            value = known[name] = encoded(params[name])
            values.append(value)
    return values


def encoded(value: object) -> bytes | None:
    """Return one value as PostgreSQL's text; None is NULL, `msgspec.Raw` is JSON as it stands.

    Raises:
        BadParameter: the type is unknown, a datetime has no zone, a number is not finite.
    """
    if value is None:
        return None
    kind = type(value)
    if kind is list:
        return _list(value) if value else b"{}"  # type: ignore[arg-type]  # a list, by its kind
    if kind is UUID:
        return _JSON.encode(value)[1:-1]
    if kind is msgspec.Raw:
        return bytes(value)  # type: ignore[call-overload,no-any-return]  # raw, by its kind
    return text_of(value).encode()


def _list(values: list[object]) -> bytes:
    """Return an array; nearly all are of ids."""
    if type(values[0]) is UUID and (len(values) == 1 or set(map(type, values)) == ONLY_IDS):
        return b"{" + _JSON.encode(values)[1:-1].replace(b'"', b"") + b"}"
    return _array(values).encode()


def text_of(value: object) -> str:
    """Return one value that is not None as PostgreSQL's text."""
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value)
    for kind, known in _WRITERS.items():
        if isinstance(value, kind):
            return known(value)
    if isinstance(value, msgspec.Struct):
        return _json(value)
    raise BadParameter(f"a value of type {type(value).__name__} cannot be stored")


def _text(value: object) -> str:
    text = str(value)
    if "\x00" in text:
        raise BadParameter("text with a NUL character cannot be stored")
    return text


def _bool(value: object) -> str:
    return "t" if value else "f"


def _decimal(value: object) -> str:
    if isinstance(value, Decimal) and not value.is_finite():
        raise BadParameter(f"{value} is not a finite number")
    return str(value)


def _instant(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise BadParameter(f"the time {value} has no zone")
    return value.isoformat()  # type: ignore[attr-defined,no-any-return]  # datetime, by the table


def _plain_iso(value: object) -> str:
    return value.isoformat()  # type: ignore[attr-defined,no-any-return]  # date or time, by the table


def _duration(value: object) -> str:
    assert isinstance(value, timedelta)
    return f"{value.days} days {value.seconds} seconds {value.microseconds} microseconds"


def _bytes(value: object) -> str:
    return "\\x" + bytes(value).hex()  # type: ignore[call-overload,no-any-return]  # by the table


def _json(value: object) -> str:
    return _text(_JSON.encode(value).decode())


def _marked_json(value: object) -> str:
    assert isinstance(value, Json)
    return _json(value.value)


def _array(value: object) -> str:
    assert isinstance(value, (list, tuple))
    # Nearly all arrays have one element, or elements of one type: no look at each then.
    if len(value) <= 1:
        return "{" + _element(value[0]) + "}" if value else "{}"
    kinds = set(map(type, value))
    write = _ARRAY_WRITERS.get(kinds.pop(), _element) if len(kinds) == 1 else _element
    return "{" + ",".join(map(write, value)) + "}"


def _element(item: object) -> str:
    write = _ARRAY_WRITERS.get(type(item))
    return _quoted(text_of(item)) if write is None else write(item)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text_element(item: object) -> str:
    return _quoted(_text(item))


def _null(item: object) -> str:
    return "NULL"


_WRITERS: dict[type, Callable[[object], str]] = {
    str: _text,
    bool: _bool,
    int: str,
    float: repr,
    Decimal: _decimal,
    UUID: str,
    datetime: _instant,
    date: _plain_iso,
    time: _plain_iso,
    timedelta: _duration,
    bytes: _bytes,
    list: _array,
    tuple: _array,
    dict: _json,
    Json: _marked_json,
}
_ARRAY_WRITERS: dict[type, Callable[[object], str]] = {
    **{kind: _WRITERS[kind] for kind in (bool, int, float, Decimal, UUID, datetime, date)},
    str: _text_element,
    type(None): _null,
    list: _array,
    tuple: _array,
}
