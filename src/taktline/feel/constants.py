"""Finds the parts of a formula whose value is already known when it is read."""

from collections.abc import Callable

from taktline.feel.durations import duration_of
from taktline.feel.temporal_text import date_of, date_time_of, temporal_of, time_of
from taktline.feel.tree import (
    Argument,
    BooleanNode,
    CallNode,
    ListNode,
    NameNode,
    Node,
    NullNode,
    NumberNode,
    RangeNode,
    StringNode,
    TemporalNode,
)
from taktline.feel.values import Range, Value

_MAKERS: dict[str, Callable[[str], Value]] = {
    "date": date_of,
    "time": time_of,
    "date and time": date_time_of,
    "duration": duration_of,
}
MAKERS = tuple(_MAKERS)
"""Functions that, called with a literal text, are themselves literals."""


def constant_of(node: Node) -> tuple[Value] | None:
    """Return the value of a literal, wrapped in a tuple; None when it must be computed.

    Lists and ranges of literals count too. A literal that cannot be read is computed, so that
    every evaluation says why it is null.
    """
    match node:
        case NullNode():
            return (None,)
        case NumberNode(value=value) | StringNode(value=value) | BooleanNode(value=value):
            return (value,)
        case TemporalNode(text=text):
            found = temporal_of(text)
            return None if found is None else (found,)
        case ListNode(items=items):
            return _list(items)
        case RangeNode():
            return _range(node)
        case CallNode(function=NameNode(name=name), arguments=(only,)) if name in _MAKERS:
            return _made(name, only)
        case _:
            return None


def _made(name: str, argument: Argument) -> tuple[Value] | None:
    if argument.name not in ("", "from") or not isinstance(argument.value, StringNode):
        return None
    found = _MAKERS[name](argument.value.value)
    return None if found is None else (found,)


def _list(items: tuple[Node, ...]) -> tuple[Value] | None:
    values: list[Value] = []
    for item in items:
        found = constant_of(item)
        if found is None:
            return None
        values.append(found[0])
    return (values,)


def _range(node: RangeNode) -> tuple[Value] | None:
    start, end = constant_of(node.start), constant_of(node.end)
    if start is None or end is None:
        return None
    value = Range(
        start=start[0],
        end=end[0],
        start_included=node.start_included and start[0] is not None,
        end_included=node.end_included and end[0] is not None,
    )
    return (value,)
