"""The OpenAPI 3.1 document: every verb and query described once, from its own structs."""

from collections.abc import Iterable
from typing import cast

import msgspec

from taktline import __version__
from taktline.api.refusal import MEDIA_TYPE, ProblemDetails
from taktline.api.route import Route
from taktline.api.routes import ROUTES
from taktline.api.wire import Answers, Batch, Mixed
from taktline.platform.command import AT_ONCE, Command
from taktline.platform.envelope import Answer
from taktline.platform.query import Page, Query
from taktline.platform.registry import Registry
from taktline.platform.verb import Verb

JsonObject = dict[str, object]

REFUSALS = {
    "400": "The request does not have the right shape.",
    "401": "Nobody is signed in, or the credential is no longer valid.",
    "403": "The reader may not do this here.",
    "404": "There is no such thing, or the reader may not know of it.",
    "409": "Refused on the state it met.",
    "413": "The body is too large.",
    "422": "The request is well formed, but what it asks for cannot be worked out.",
    "429": "Too many requests; Retry-After says when to come back.",
    "503": "Busy or starting; the same request may succeed later.",
}

RARE_REFUSALS = {"410": "It was used or is too old.", "415": "A kind of file that is not kept."}
"""Of some addresses only."""


def document(registry: Registry) -> JsonObject:
    """Return the whole API as an OpenAPI 3.1 document."""
    structs: list[type] = [
        ProblemDetails,
        Answer,
        Answers,
        Mixed,
        *(verb.command for verb in registry.verbs.values()),
        *(Page[query.row] for query in registry.queries.values()),  # type: ignore[name-defined]
        *(query.params for query in registry.queries.values()),
        *(kind for route in ROUTES for kind in (route.body, route.answer) if kind is not None),
    ]
    names = Names(structs)
    paths: dict[str, JsonObject] = {}
    for verb in registry.verbs.values():
        paths[f"/api/v1/commands/{verb.name}"] = {"post": command_operation(verb, names)}
    for query in registry.queries.values():
        paths[f"/api/v1/queries/{query.name}"] = {"get": _query(query, names)}
    for route in ROUTES:
        paths.setdefault(route.path.replace(":str}", "}"), {})[route.method.lower()] = _route(
            route, names
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Taktline",
            "version": __version__,
            "description": "Manufacturing operations: commands change, queries read.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"apiKey": []}, {"session": []}],
        "tags": [{"name": tag} for tag in _tags(registry)],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": names.components,
            "responses": _refusals(names),
            "securitySchemes": _schemes(),
        },
    }


class Names:
    """The JSON schemas of all structs, and the reference to each."""

    def __init__(self, structs: Iterable[type], *, prefix: str = "") -> None:
        """Describe structs.

        Args:
            prefix: begin of the names of all schemas, to tell them from those of another document.
        """
        unique = list(dict.fromkeys(structs))
        refs, components = msgspec.json.schema_components(
            unique, schema_hook=_anything, ref_template=f"#/components/schemas/{prefix}{{name}}"
        )
        self._refs = dict(zip(unique, refs, strict=True))
        self.components: JsonObject = {
            f"{prefix}{name}": _without_placeholder(schema) for name, schema in components.items()
        }

    def ref(self, kind: type) -> JsonObject:
        """Return the reference to a struct's schema."""
        return self._refs[kind]

    def properties(self, kind: type) -> tuple[dict[str, JsonObject], set[str]]:
        """Return a struct's field schemas and the names of the required ones."""
        name = cast("str", self._refs[kind]["$ref"]).rpartition("/")[2]
        schema = cast(JsonObject, self.components[name])
        fields = cast("dict[str, JsonObject]", schema.get("properties", {}))
        return fields, set(cast("list[str]", schema.get("required", [])))


def _anything(kind: type) -> JsonObject:
    """Describe what may be any JSON value; every other kind describes itself."""
    assert kind is object, f"{kind} has no JSON schema"
    return {"description": "Any JSON value."}


def _without_placeholder(schema: JsonObject) -> JsonObject:
    """Leave out the default that only means "the door's own clock"."""
    fields = schema.get("properties")
    for field in cast("dict[str, JsonObject]", fields).values() if fields else ():
        if str(field.get("default", ""))[:10] == AT_ONCE.date().isoformat():
            del field["default"]
    return schema


def command_operation(verb: Verb[Command, object], names: Names) -> JsonObject:
    """Describe a command: one, or several in one request."""
    one = names.ref(verb.command)
    batch: JsonObject = {
        "type": "object",
        "title": f"several {verb.name}",
        "required": ["commands"],
        "additionalProperties": False,
        "properties": {
            "commands": {
                "type": "array",
                "items": one,
                "minItems": 1,
                "maxItems": Batch.LENGTH_MAX,
            },
            "atomic": {"type": "boolean", "default": False},
            "dry_run": {"type": "boolean", "default": False},
        },
    }
    return {
        "operationId": verb.name,
        "summary": verb.label.en,
        "description": f"{verb.label.zh}. Needs the permission `{verb.needs}`.",
        "tags": [verb.name.partition(".")[0]],
        "requestBody": _body({"anyOf": [one, batch]}),
        "responses": answers({"anyOf": [names.ref(Answer), names.ref(Answers)]}, names),
    }


def _query(query: Query[msgspec.Struct, msgspec.Struct], names: Names) -> JsonObject:
    fields, required = names.properties(query.params)
    return {
        "operationId": f"query.{query.name}",
        "summary": query.label.en,
        "description": f"{query.label.zh}. Needs the permission `{query.needs}`.",
        "tags": [query.name.partition(".")[0]],
        "parameters": [
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in fields.items()
        ],
        "responses": answers(names.ref(Page[query.row]), names),  # type: ignore[name-defined]
    }


def _route(route: Route, names: Names) -> JsonObject:
    page: JsonObject = {"content": {route.media_type: {"schema": {"type": "string"}}}}
    said: JsonObject = {
        "operationId": route.name,
        "summary": route.label.en,
        "description": route.label.zh,
        "tags": [route.tag],
        "parameters": [*route.parameters],
        "responses": answers(
            names.ref(route.answer) if route.answer else None,
            names,
            media_type=route.media_type,
            status=route.status,
            statuses=route.statuses,
        )
        | {code: {"description": "A page that says so.", **page} for code in route.told_alike},
    }
    if route.body is not None:
        said["requestBody"] = _body(names.ref(route.body))
    if route.takes is not None:
        content = {route.takes: {"schema": {"type": "string", "format": "binary"}}}
        said["requestBody"] = {"required": True, "content": content}
    if not route.needs_sign_in:
        said["security"] = []
    return said


def _body(schema: JsonObject) -> JsonObject:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def answers(
    schema: JsonObject | None,
    names: Names,
    *,
    media_type: str = "application/json",
    status: int = 200,
    statuses: Iterable[str] = (),
) -> JsonObject:
    """Describe the good answer of an address, and its refusals."""
    good: JsonObject = {"description": "Done."}
    if schema is not None:
        good["content"] = {media_type: {"schema": schema}}
    elif status != 204:
        good["content"] = {media_type: {"schema": {"type": "string"}}}
    codes = (*REFUSALS, *statuses)
    return {
        str(status): good,
        **{code: {"$ref": f"#/components/responses/Refusal{code}"} for code in codes},
    }


def _refusals(names: Names) -> JsonObject:
    """Describe each status of a refusal once, for all operations."""
    problem = {MEDIA_TYPE: {"schema": names.ref(ProblemDetails)}}
    told = {**REFUSALS, **RARE_REFUSALS}
    return {
        f"Refusal{code}": {"description": text, "content": problem} for code, text in told.items()
    }


def _schemes() -> JsonObject:
    return {
        "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key."},
        "session": {"type": "apiKey", "in": "cookie", "name": "taktline_session"},
    }


def _tags(registry: Registry) -> list[str]:
    names = [*registry.verbs, *registry.queries]
    return sorted({name.partition(".")[0] for name in names} | {route.tag for route in ROUTES})
