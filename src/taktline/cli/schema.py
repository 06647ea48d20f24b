"""Commands as a server describes them: read from its OpenAPI document into structs to type by."""

from collections.abc import Iterator
from typing import cast

import msgspec

from taktline.base.text import Text

JsonObject = dict[str, object]

COMMANDS = "/api/v1/commands/"
SIMPLE: dict[str, object] = {
    "string": str, "integer": int, "number": float, "boolean": bool, "null": None,
    "array": list[object], "object": dict[str, object],
}  # fmt: skip


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """One command of a document."""

    name: str
    kind: type[msgspec.Struct]
    needs: str
    label: Text


def commands_in(document: JsonObject) -> Iterator[Described]:
    """Return the commands an OpenAPI document describes; what has another form is left out."""
    components = _object(_object(document.get("components")).get("schemas"))
    for path, operations in _object(document.get("paths")).items():
        if not path.startswith(COMMANDS):
            continue
        operation = _object(_object(operations).get("post"))
        name = path.removeprefix(COMMANDS)
        schema = _component(_body(operation), components)
        if schema is not None:
            described = str(operation.get("description", ""))
            label, _, needs = described.partition(". Needs the permission `")
            yield Described(
                name=name,
                kind=struct_of(name, schema),
                needs=needs.rstrip("`."),
                label=Text(en=str(operation.get("summary", "")), zh=label),
            )


def struct_of(name: str, schema: JsonObject) -> type[msgspec.Struct]:
    """Return a struct with the fields of a JSON schema, typed well enough to read words by."""
    required = schema.get("required")
    needed = set(required) if isinstance(required, list) else set()
    fields: list[tuple[str, object] | tuple[str, object, object]] = []
    for field, kind in _object(schema.get("properties")).items():
        found = _type(_object(kind))
        fields.append((field, found) if field in needed else (field, found, msgspec.UNSET))
    return msgspec.defstruct(
        "".join(part.capitalize() for part in name.replace(".", "_").split("_")),
        cast("list[tuple[str, type]]", fields),
        kw_only=True,
    )


def _type(schema: JsonObject) -> object:
    options = schema.get("anyOf")
    kinds = schema.get("type")
    if isinstance(options, list):
        found = [_type(_object(one)) for one in options]
    elif isinstance(kinds, list):
        found = [SIMPLE.get(str(one), object) for one in kinds]
    elif "enum" in schema:
        return str
    else:
        return SIMPLE.get(str(kinds), object)
    if object in found:
        return object
    union = found[0]
    for one in found[1:]:
        union = union | one  # type: ignore[operator]  # types are made at run time
    return union


def _body(operation: JsonObject) -> JsonObject:
    content = _object(_object(operation.get("requestBody")).get("content"))
    schema = _object(_object(content.get("application/json")).get("schema"))
    options = schema.get("anyOf")
    return _object(options[0]) if isinstance(options, list) and options else schema


def _component(schema: JsonObject, components: JsonObject) -> JsonObject | None:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found = components.get(name)
    return found if isinstance(found, dict) else None


def _object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}
