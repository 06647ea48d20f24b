"""The OpenAPI document of one tenant: the product's own, and what the tenant designed."""

from collections.abc import Iterable
from functools import cache

from taktline.api.body import answer
from taktline.api.caller import HttpRequest, caller_of
from taktline.api.openapi import JsonObject, Names, answers, command_operation, document
from taktline.api.refusal import ProblemDetails
from taktline.api.registry import REGISTRY, SYSTEM
from taktline.api.route import Answered
from taktline.api.runtime import Runtime
from taktline.api.wire import Answers
from taktline.catalog.entity import Field
from taktline.catalog.request import RecordsPage
from taktline.catalog.shape import OWN, Shape
from taktline.catalog.tenant import TenantCatalog
from taktline.platform.command import Principal
from taktline.platform.envelope import Answer
from taktline.platform.identity.access import field_level, reaches
from taktline.platform.judge import may_somewhere
from taktline.platform.verb import AnyVerb

PREFIX = "Own."
"""Begin of the names of a tenant's own schemas, so that none hides one of the product's."""

DECIMAL: JsonObject = {"type": "string", "format": "decimal"}
LINK: JsonObject = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "code": {"type": ["string", "null"]},
        "title": {"type": ["string", "null"]},
    },
}
SCHEMAS: dict[str, JsonObject] = {
    "number": DECIMAL,
    "duration": DECIMAL,
    "roll_up": {},
    "lookup": {},
    "money": {"type": "object", "properties": {"amount": DECIMAL, "currency": {"type": "string"}}},
    "quantity": {},
    "instant": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "switch": {"type": "boolean"},
    "options": {"type": "array", "items": {"type": "string"}},
    "links": {"type": "array", "items": {"type": "string", "format": "uuid"}},
    "files": {"type": "array", "items": {"type": "string", "format": "uuid"}},
    "file": {"type": "string", "format": "uuid"},
    "link": LINK,
    "json": {},
}
"""How lists answer values, by type of field; all others are texts."""


async def tell_own_document(runtime: Runtime, request: HttpRequest) -> Answered:
    """Answer `GET /api/v1/openapi.json`: what the caller's tenant can do, as far as he may."""
    caller = await caller_of(runtime, request, "query")
    catalog = await runtime.catalogs.current(caller.tenant)
    return answer(own_document(catalog, caller.principal))


def own_document(catalog: TenantCatalog, reader: Principal) -> JsonObject:
    """Return the product's document with a tenant's own commands and lists.

    Args:
        catalog: the tenant's documents.
        reader: who asks; of what the tenant designed he is told what he may use.
    """
    content = _product()
    verbs = [
        verb
        for verb in catalog.verbs.values()
        if verb.name not in REGISTRY.verbs and may_somewhere(reader, verb)
    ]
    names = Names([ProblemDetails, Answer, Answers, RecordsPage, *_commands(verbs)], prefix=PREFIX)
    paths: JsonObject = {
        f"/api/v1/commands/{verb.name}": {"post": command_operation(verb, names)} for verb in verbs
    }
    for shape in own_shapes(catalog):
        if reaches(reader, f"{shape.name}:read"):
            operation = records_operation(shape, names, reader)
            paths[f"/api/v1/records/{shape.name}"] = {"get": operation}
    told, components = content["paths"], content["components"]
    assert isinstance(told, dict)
    assert isinstance(components, dict)
    schemas = {**components["schemas"], **names.components}
    return {
        **content,
        "paths": dict(sorted({**told, **paths}.items())),
        "components": {**components, "schemas": schemas},
    }


@cache
def _product() -> JsonObject:
    return document(REGISTRY)


def _commands(verbs: Iterable[AnyVerb]) -> list[type]:
    return [verb.command for verb in verbs]


def own_shapes(catalog: TenantCatalog) -> list[Shape]:
    """Return the entities that a tenant made or added fields to."""
    return [
        shape
        for name, shape in sorted(catalog.shapes.items())
        if name not in SYSTEM.entities or any(field.startswith(OWN) for field in shape.fields)
    ]


def records_operation(shape: Shape, names: Names, reader: Principal) -> JsonObject:
    """Describe the list of one entity with its fields, as far as the reader sees them."""
    page = names.ref(RecordsPage)
    row: JsonObject = {
        "type": "object",
        "properties": {
            name: {**field_schema(shaped.field), "description": shaped.field.label.en}
            for name, shaped in shape.fields.items()
            if shaped.field.type != "subform"
            if field_level(reader, shape.name, name) != "hidden"
        },
    }
    rows: JsonObject = {"type": "object", "properties": {"rows": {"type": "array", "items": row}}}
    texts: JsonObject = {"type": "array", "items": {"type": "string"}}
    text: JsonObject = {"type": "string"}
    asked: dict[str, JsonObject] = {
        "fields": texts, "filter": text, "search": text, "group": texts, "measures": texts,
        "order": texts, "after": text, "limit": {"type": "integer"}, "totals": {"type": "boolean"},
        "archived": {"type": "boolean"},
    }  # fmt: skip
    return {
        "operationId": f"records.{shape.name}",
        "summary": f"Records: {shape.entity.label.en}",
        "description": shape.entity.note or shape.entity.label.zh,
        "tags": [shape.name],
        "parameters": [{"name": n, "in": "query", "schema": s} for n, s in asked.items()],
        "responses": answers({"allOf": [page, rows]}, names),
    }


def field_schema(field: Field) -> JsonObject:
    """Return how a list answers a field's value."""
    if field.type == "option":
        return {"type": ["string", "null"], "enum": [*field.options, None]}
    schema = SCHEMAS.get(field.type, {"type": "string"})
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else dict(schema)
