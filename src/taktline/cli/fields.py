"""Fields on the command line: `name=value` typed by the struct, `name:=JSON` as it stands."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text

ASSIGNMENT = re.compile(r"^([A-Za-z_][\w.\-]*)(:?=)(.*)$", re.DOTALL)

JsonObject = dict[str, object]


class NoAssignment(Problem):
    """A word that is neither `name=value` nor `name:=JSON`."""

    title = Text(
        en="{word} is no field: write name=value, or name:=JSON.",
        zh="{word} 不是字段:请写成 名称=值 或 名称:=JSON。",
    )
    status = 400


class NoJson(Problem):
    """What should be JSON cannot be read."""

    title = Text(en="This is no JSON: {reason}.", zh="不是有效的 JSON:{reason}。")
    status = 400


def assigned(words: Iterable[str], kind: type[msgspec.Struct]) -> JsonObject:
    """Return the fields that were given; one given several times is a list.

    Raises:
        NoAssignment: a word is no field.
        NoJson: what stands behind `:=` cannot be read.
    """
    types: dict[str, object] = {f.encode_name: f.type for f in msgspec.structs.fields(kind)}
    found: dict[str, list[object]] = {}
    for word in words:
        match = ASSIGNMENT.match(word)
        if match is None:
            raise NoAssignment(word=word)
        name, operator, text = match.groups()
        value = read_json(text, f"/{name}") if operator == ":=" else _typed(text, types.get(name))
        found.setdefault(name, []).append(value)
    return {name: _together(values) for name, values in found.items()}


def _together(values: list[object]) -> object:
    """Return one value as it is, several as one list."""
    if len(values) == 1:
        return values[0]
    return [part for value in values for part in (value if isinstance(value, list) else [value])]


def read_json(text: str, at: str | None = None) -> object:
    """Return what a JSON text says, numbers as they are written.

    Raises:
        NoJson: it cannot be read.
    """
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as failure:
        raise NoJson(reason=str(failure), at=at) from None


def _typed(text: str, kind: object) -> object:
    """Return a word as JSON of the field's type; what does not fit is left for the door to say."""
    if kind is None:
        return text
    for candidate in _candidates(text):
        try:
            typed = msgspec.convert(candidate, kind, strict=False)
            # Through JSON, so that tuples and sets are the lists they are sent as.
            return msgspec.json.decode(msgspec.json.encode(typed))
        except (msgspec.ValidationError, TypeError):
            continue
    return text


def _candidates(text: str) -> Iterator[object]:
    yield text
    try:
        yield msgspec.json.decode(text)
    except msgspec.DecodeError:
        pass
    yield [text]


def type_words(kind: object) -> str:
    """Say a field's type in a few words."""
    schema = msgspec.json.schema(kind, schema_hook=_anything)
    return _words(schema)


def _anything(kind: type) -> JsonObject:
    return {"description": "any JSON"}


def _words(schema: JsonObject) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema and isinstance(schema["enum"], list):
        return "|".join(str(value) for value in schema["enum"])
    if isinstance(options := schema.get("anyOf"), list):
        return "|".join(_words(one) for one in options)
    kind = str(schema.get("format") or schema.get("type") or "JSON")
    if schema.get("type") == "array" and isinstance(items := schema.get("items", {}), dict):
        return f"[{_words(items)}]"
    return kind


def field_rows(kind: type[msgspec.Struct]) -> list[tuple[str, str, str]]:
    """Return name, type and default of every field; `*` marks those that must be given."""
    return [
        (
            f"{field.encode_name}{'*' if field.required else ''}",
            type_words(field.type),
            _default(field.default),
        )
        for field in msgspec.structs.fields(kind)
    ]


def _default(value: object) -> str:
    empty = (msgspec.NODEFAULT, msgspec.UNSET, None, (), "")
    return "" if any(value is one or value == one for one in empty) else str(value)
