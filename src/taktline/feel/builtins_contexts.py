"""Built-in functions on contexts and values: entries, merging, conversion to text and number."""

# tidy: positional - arguments come in the order of the FEEL signature.

import re

from taktline.feel.comparison import order, same
from taktline.feel.lexer import number_value
from taktline.feel.operators import path
from taktline.feel.run import Run
from taktline.feel.signatures import NoValueError, builtin, form
from taktline.feel.temporal import DateTime, Time
from taktline.feel.temporal_text import temporal_of, temporal_text
from taktline.feel.tree import (
    BooleanNode,
    CallNode,
    NameNode,
    Node,
    NumberNode,
    RangeNode,
    StringNode,
    TemporalNode,
)
from taktline.feel.types import BOOLEAN, conforms
from taktline.feel.values import TEMPORAL_TYPES, Range, Value, text_of

Context = dict[str, Value]


def get_value(context: Context, key: str) -> Value:
    """Return the value of a key; null when there is none."""
    return context.get(key)


def get_value_deep(run: Run, context: Context, keys: list[Value]) -> Value:
    """Return the value at the end of a path of keys."""
    if not keys:
        raise NoValueError("no key is given", "未给出键")
    value: Value = context
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = path(run, value, str(key), 0) if key in value else None
    return value


def get_entries(context: Context) -> Value:
    """Return a list of contexts with `key` and `value`."""
    return [{"key": key, "value": value} for key, value in context.items()]


def context_from(entries: list[Value]) -> Value:
    """Make a context of entries with `key` and `value`."""
    built: Context = {}
    for entry in entries:
        if not isinstance(entry, dict) or not {"key", "value"} <= entry.keys():
            raise NoValueError("an entry needs key and value", "条目须有 key 和 value")
        key = entry["key"]
        if not isinstance(key, str) or key in built:
            raise NoValueError("keys must be different texts", "键须为互不相同的文本")
        built[key] = entry["value"]
    return built


def context_put(context: Context, key: str, value: Value) -> Value:
    """Return the context with one entry added or replaced."""
    return {**context, key: value}


def context_put_deep(context: Context, keys: list[Value], value: Value) -> Value:
    """Return the context with an entry at the end of a path of keys added or replaced."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise NoValueError("the keys must be texts", "键须为文本")
    first = str(keys[0])
    if len(keys) == 1:
        return {**context, first: value}
    inner = context.get(first, {})
    if not isinstance(inner, dict):
        raise NoValueError(f"{first} is no context", f"{first} 不是上下文")
    return {**context, first: context_put_deep(inner, keys[1:], value)}


def context_merge(contexts: list[Value]) -> Value:
    """Return one context; of entries with the same key the last one stays."""
    merged: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise NoValueError("all items must be contexts", "各项须为上下文")
        merged.update(context)
    return merged


def to_text(value: Value) -> Value:
    """Return a value as text."""
    return None if value is None else text_of(value)


_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)


def to_number(text: str, grouping: str | None = None, decimal: str | None = None) -> Value:
    """Read a number written with grouping and decimal separators.

    Args:
        text: the number as text.
        grouping: blank, comma or point between groups of digits; null for none.
        decimal: point or comma; null for point.
    """
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ".", ","):
        raise NoValueError("separators are blank, comma or point", "分隔符只能是空格、逗号或点")
    if grouping is not None and grouping == decimal:
        raise NoValueError("the separators are the same", "两个分隔符相同")
    plain = text.replace(grouping, "") if grouping else text
    if decimal == ",":
        plain = plain.replace(".", "?").replace(",", ".")
    value = number_value(plain) if _NUMBER.fullmatch(plain) else None
    if value is None:
        raise NoValueError(f"{text!r} is not a number", f"{text!r} 不是数字")
    return value


def negation(value: Value) -> Value:
    """Turn true to false and false to true; null stays null."""
    if value is None:
        return None
    if not conforms(value, BOOLEAN):
        raise NoValueError("only true and false can be negated", "只能对真或假取反")
    return value is not True


def identical(left: Value, right: Value) -> Value:
    """Tell whether two values are of the same type and written the same, zone included."""
    if isinstance(left, (Time, DateTime)) and isinstance(right, (Time, DateTime)):
        return type(left) is type(right) and temporal_text(left) == temporal_text(right)
    return type(left) is type(right) and same(left, right)


_OPEN_START = re.compile(r"^(\s*[\[(\]]\s*)\.\.")
_OPEN_END = re.compile(r"(\.\.\s*)(?=[\])\[]\s*$)")


def range_from(text: str) -> Value:
    """Read a range such as `[18..21)` with literal ends."""
    from taktline.feel.diagnostics import LimitReached, ParseError
    from taktline.feel.parser import parse  # Late: the parser asks the registry for names.

    try:
        node = parse(_OPEN_END.sub(r"\1null", _OPEN_START.sub(r"\1null..", text)))
    except (ParseError, LimitReached):
        node = None
    if not isinstance(node, RangeNode):
        raise NoValueError(f"{text!r} is not a range", f"{text!r} 不是区间")
    start, end = _end(node.start, text), _end(node.end, text)
    if start is None and end is None:
        raise NoValueError("a range needs an end", "区间至少须有一端")
    if start is not None and end is not None and order(start, end) not in (-1, 0):
        raise NoValueError("the ends are not in order", "区间两端顺序不对")
    return Range(
        start=start, end=end, start_included=node.start_included, end_included=node.end_included
    )


_MAKERS = ("date", "time", "date and time", "duration")


def _end(node: Node, text: str) -> Value:
    match node:
        case NumberNode(value=value) | StringNode(value=value) | BooleanNode(value=value):
            return value
        case TemporalNode(text=written):
            return temporal_of(written)
        case CallNode(function=NameNode(name=name), arguments=(only,)) if name in _MAKERS:
            if isinstance(only.value, StringNode):
                found = temporal_of(only.value.value)
                return found if isinstance(found, TEMPORAL_TYPES) else None
    if type(node).__name__ == "NullNode":
        return None
    raise NoValueError(f"{text!r} has ends that are not literal", f"{text!r} 的端点不是字面值")


_SEPARATED = "from: string, grouping separator: string?, decimal separator?: string? -> number"

CONTEXT_FUNCTIONS = (
    builtin("get value", form("m: context, key: string -> any", get_value),
            form("context: context, keys: list<string> -> any", get_value_deep, takes_run=True),
            doc=("The value of a key.", "取键的值。")),
    builtin("get entries", form("m: context -> list", get_entries),
            doc=("Keys and values as a list.", "列出键和值。")),
    builtin("context", form("entries: list -> context", context_from),
            doc=("A context made of entries.", "由条目生成上下文。")),
    builtin("context put", form("context: context, key: string, value: any? -> context",
                                context_put),
            form("context: context, keys: list<string>, value: any? -> context",
                 context_put_deep),
            doc=("The context with an entry added.", "添加或替换条目。")),
    builtin("context merge", form("contexts: list -> context", context_merge),
            form("contexts...: any -> context", lambda *contexts: context_merge(list(contexts))),
            doc=("Several contexts as one.", "合并上下文。")),
)  # fmt: skip

CONVERSION_FUNCTIONS = (
    builtin("string", form("from: any? -> string", to_text),
            doc=("A value as text.", "转为文本。")),
    builtin("number", form("from: string -> number", to_number), form(_SEPARATED, to_number),
            doc=("A number read from text.", "由文本读取数字。")),
    builtin("not", form("negand: any? -> boolean", negation),
            doc=("True becomes false, false true.", "取反。")),
    builtin("is", form("value1: any?, value2: any? -> boolean", identical),
            doc=("Whether two values are the very same.", "是否完全相同。")),
    builtin("range", form("from: string -> range", range_from),
            doc=("A range read from text.", "由文本读取区间。")),
)  # fmt: skip
