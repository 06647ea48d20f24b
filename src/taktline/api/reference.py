"""The API's reference as a page: drawn from the OpenAPI document, without outside assets."""

import json
from html import escape
from typing import cast

from taktline.base.text import Language, Text

JsonObject = dict[str, object]

TITLE = Text(en="Taktline API", zh="Taktline 接口")
SEARCH = Text(en="Find a command or query", zh="查找命令或查询")
FIELD = Text(en="Field", zh="字段")
KIND = Text(en="Type", zh="类型")
REQUIRED = Text(en="required", zh="必填")
EXAMPLE = Text(en="Example", zh="示例")
OPERATIONS = Text(en="operations", zh="个操作")
OTHER = Text(en="中文", zh="English")


def page(document: JsonObject, language: Language) -> str:
    """Return the reference as one HTML page in the reader's language."""
    groups: dict[str, list[str]] = {}
    paths = cast("dict[str, dict[str, JsonObject]]", document["paths"])
    for path, methods in paths.items():
        for method, operation in methods.items():
            tag = cast("list[str]", operation["tags"])[0]
            entry = _entry(document, path, method, operation=operation, language=language)
            groups.setdefault(tag, []).append(entry)
    sections = "".join(
        f"<section><h2>{escape(tag)}</h2>{''.join(entries)}</section>"
        for tag, entries in sorted(groups.items())
    )
    other = "zh" if language == "en" else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{TITLE.say(language)}</title>"
        '<link rel="stylesheet" href="/api/reference.css"></head><body>'
        f"<header><h1>{TITLE.say(language)}</h1>"
        f'<span class="muted"><span id="count"></span> {OPERATIONS.say(language)}</span>'
        f'<input id="search" type="search" aria-label="{SEARCH.say(language)}" '
        f'placeholder="{SEARCH.say(language)}">'
        f'<a href="/api/reference?language={other}">{OTHER.say(language)}</a>'
        '<a href="/api/openapi.json">OpenAPI 3.1</a></header>'
        f'<main>{sections}</main><script src="/api/reference.js" defer></script></body></html>'
    )


def _entry(
    document: JsonObject, path: str, method: str, *, operation: JsonObject, language: Language
) -> str:
    summary, description = str(operation["summary"]), str(operation.get("description", ""))
    label = description.partition(". ")[0] if language == "zh" else summary
    find = f"{method} {path} {summary} {description}".lower()
    return (
        f'<details data-find="{escape(find, quote=True)}"><summary>'
        f'<span class="method">{method.upper()}</span><code>{escape(path)}</code>'
        f'<span class="muted">{escape(label)}</span></summary><div class="body">'
        f"<p>{escape(description)}</p>{_fields(document, operation, language)}"
        f"{_example(path, method, operation, language=language)}</div></details>"
    )


def _fields(document: JsonObject, operation: JsonObject, language: Language) -> str:
    rows = [
        (str(p["name"]), cast(JsonObject, p.get("schema", {})), bool(p.get("required")))
        for p in cast("list[JsonObject]", operation.get("parameters", []))
    ]
    schema = _request_schema(document, operation)
    required = cast("list[str]", schema.get("required", []))
    properties = cast("dict[str, JsonObject]", schema.get("properties", {}))
    rows += [(name, field, name in required) for name, field in properties.items()]
    if not rows:
        return ""
    body = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_kind(field))}</td>"
        f"<td>{REQUIRED.say(language) if needed else ''}</td></tr>"
        for name, field, needed in rows
    )
    head = f"<tr><th>{FIELD.say(language)}</th><th>{KIND.say(language)}</th><th></th></tr>"
    return f"<table>{head}{body}</table>"


def _request_schema(document: JsonObject, operation: JsonObject) -> JsonObject:
    """Return the schema of a JSON body; {} where there is none, or a file is sent."""
    body = cast("dict[str, dict[str, JsonObject]]", operation.get("requestBody") or {})
    content = body.get("content", {}).get("application/json")
    if content is None:
        return {}
    schema = cast(JsonObject, content["schema"])
    options = cast("list[JsonObject]", schema.get("anyOf", [schema]))
    name = str(options[0].get("$ref", "")).rpartition("/")[2]
    components = cast("dict[str, dict[str, JsonObject]]", document["components"])
    return components["schemas"].get(name, {})


def _kind(schema: JsonObject) -> str:
    """Say a JSON schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(str(value) for value in cast("list[object]", schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in cast("list[JsonObject]", schema["anyOf"]))
    kind = str(schema.get("type", ""))
    if kind == "array":
        return f"[{_kind(cast(JsonObject, schema.get('items', {})))}]"
    return str(schema.get("format", kind))


def _example(path: str, method: str, operation: JsonObject, *, language: Language) -> str:
    lines = [f"curl -H 'Authorization: Bearer $KEY' \\\n  $URL{path}"]
    if "requestBody" in operation:
        lines.append(f"-H 'Content-Type: application/json' -d '{json.dumps({'id': '...'})}'")
    if method != "get" and "requestBody" not in operation:
        lines.append(f"-X {method.upper()}")
    command = escape(" \\\n  ".join(lines))
    return f"<p class='muted'>{EXAMPLE.say(language)}</p><pre>{command}</pre>"
