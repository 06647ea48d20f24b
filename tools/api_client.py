"""Write the types of the web client's requests from the committed OpenAPI document: `make docs`."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "reference" / "openapi.json"
CLIENT = ROOT / "web" / "src" / "shared" / "api" / "generated.ts"

Schema = Mapping[str, object]
COMMANDS, QUERIES = "/api/v1/commands/", "/api/v1/queries/"
REF = "#/components/schemas/"
NAME = re.compile(r"[A-Za-z_$][\w$]*")
PRIMITIVES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean",
              "null": "null"}  # fmt: skip
HEAD = """/** Types of the API, written by tools/api_client.py from docs/reference/openapi.json. */

"""


def main() -> int:
    """Write the types where they differ from what stands there."""
    text = client(json.loads(DOCUMENT.read_text(encoding="utf-8")))
    if not CLIENT.exists() or CLIENT.read_text(encoding="utf-8") != text:
        CLIENT.write_text(text, encoding="utf-8")
        print(f"wrote {CLIENT.relative_to(ROOT).as_posix()}")
    return 0


def client(document: Schema) -> str:
    """Return the TypeScript text of an OpenAPI document: its schemas, commands and queries."""
    schemas = _at(document, "components", "schemas")
    paths = _at(document, "paths")
    given = _reached(schemas, _refs(_given(paths)))
    parts = [_interface(name, schema, asks=name in given) for name, schema in schemas.items()]
    return HEAD + "\n".join([*parts, _commands(paths), _queries(paths, schemas)])


def _at(found: object, *keys: str) -> dict[str, Schema]:
    for key in keys:
        assert isinstance(found, Mapping)
        found = found[key]
    assert isinstance(found, dict)
    return found


def _given(paths: Mapping[str, Schema]) -> list[object]:
    """What people send: bodies and parameters of all operations."""
    operations = [operation for path in paths.values() for operation in path.values()]
    assert all(isinstance(operation, Mapping) for operation in operations)
    return [
        operation[part]
        for operation in operations
        if isinstance(operation, Mapping)
        for part in ("requestBody", "parameters")
        if part in operation
    ]


def _refs(found: object) -> Iterator[str]:
    if isinstance(found, Mapping):
        if isinstance(name := found.get("$ref"), str) and name.startswith(REF):
            yield name.removeprefix(REF)
        for inner in found.values():
            yield from _refs(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _refs(inner)


def _reached(schemas: Mapping[str, Schema], names: Iterator[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(_refs(schemas[name]))
    return reached


def _interface(name: str, schema: Schema, *, asks: bool) -> str:
    """Return one schema as a type; what is only answered has all its fields, defaults too."""
    return f"export type {_typename(name)} = {_type(schema, asks=asks)};\n"


def _type(schema: object, *, asks: bool) -> str:
    """Return the TypeScript type of a JSON schema; `unknown` where it says nothing."""
    if not isinstance(schema, Mapping):
        return "unknown"
    if isinstance(name := schema.get("$ref"), str):
        return _typename(name.removeprefix(REF))
    if isinstance(options := schema.get("enum"), list):
        return " | ".join(json.dumps(one, ensure_ascii=False) for one in options)
    for union in ("anyOf", "oneOf"):
        if isinstance(several := schema.get(union), list):
            return " | ".join(dict.fromkeys(_type(one, asks=asks) for one in several))
    if schema.get("type") == "array":
        return f"readonly ({_type(schema.get('items'), asks=asks)})[]"
    if schema.get("type") == "object":
        return _object(schema, asks=asks)
    return PRIMITIVES.get(str(schema.get("type")), "unknown")


def _object(schema: Schema, *, asks: bool) -> str:
    fields = schema.get("properties")
    if not isinstance(fields, Mapping):
        return f"Readonly<Record<string, {_type(schema.get('additionalProperties'), asks=asks)}>>"
    needed = schema.get("required", [])
    assert isinstance(needed, list)
    lines = [
        f"  readonly {_key(name)}{'?' if asks and name not in needed else ''}: "
        f"{_type(field, asks=asks)};"
        for name, field in fields.items()
    ]
    return "\n".join(["{", *lines, "}"])


def _commands(paths: Mapping[str, Schema]) -> str:
    """Return what every command takes, by its name."""
    lines = []
    for path, operations in paths.items():
        if path.startswith(COMMANDS):
            body = _at(operations, "post", "requestBody", "content", "application/json", "schema")
            taken = body.get("anyOf", [body])
            assert isinstance(taken, list)
            lines.append(f'  "{path.removeprefix(COMMANDS)}": {_type(taken[0], asks=True)};')
    return "\n".join(["export interface Commands {", *lines, "}\n"])


def _queries(paths: Mapping[str, Schema], schemas: Mapping[str, Schema]) -> str:
    """Return what every query is asked with and what one of its rows is, by its name."""
    lines = []
    for path, operations in paths.items():
        if not path.startswith(QUERIES) or "{" in path or path.endswith("/export"):
            continue
        answer = _at(operations, "get", "responses", "200", "content", "application/json", "schema")
        page = schemas[str(answer["$ref"]).removeprefix(REF)]
        row = _type(_at(page, "properties", "rows")["items"], asks=False)
        asked = _parameters(_at(operations, "get").get("parameters", []))
        name = path.removeprefix(QUERIES)
        lines.append(f'  "{name}": {{ readonly params: {asked}; readonly row: {row} }};')
    return "\n".join(["export interface Queries {", *lines, "}\n"])


def _parameters(parameters: object) -> str:
    assert isinstance(parameters, list)
    lines = [
        f"  readonly {_key(one['name'])}{'' if one.get('required') else '?'}: "
        f"{_type(one.get('schema'), asks=True)};"
        for one in parameters
        if one.get("in") == "query"
    ]
    return "\n".join(["{", *lines, "}"])


def _key(name: str) -> str:
    return name if NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _typename(name: str) -> str:
    return re.sub(r"\W", "_", name)


if __name__ == "__main__":
    raise SystemExit(main())
