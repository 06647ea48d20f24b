"""What screens need to know of records before they show any: entities as their reader sees them."""

from collections.abc import Mapping

import msgspec
from litestar import Response

from taktline.api.answers import answers_of
from taktline.api.body import answer
from taktline.api.caller import Caller, HttpRequest, caller_of
from taktline.api.runtime import Runtime
from taktline.catalog.actions import ActionShown, actions_of
from taktline.catalog.answers.columns import answer_shown
from taktline.catalog.described import EntityNamed, EntityShown, described, entities_of
from taktline.catalog.request import UnknownEntity
from taktline.catalog.shape import Shape
from taktline.platform.registry import AnyQuery


class Entities(msgspec.Struct, frozen=True, kw_only=True):
    """The kinds of records of which the caller sees any, by name."""

    entities: list[EntityNamed]


class EntityWithActions(EntityShown, frozen=True, kw_only=True):
    """One kind of record, and the commands one may give on a record of it.

    Attributes:
        actions: beside the generic ones of `commands`.
    """

    actions: tuple[ActionShown, ...] = ()


async def list_entities(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/entities`: system entities and the tenant's own."""
    caller = await caller_of(runtime, request, "query")
    catalog = await runtime.catalogs.current(caller.tenant)
    return answer(Entities(entities=entities_of(catalog.shapes, caller.principal)))


async def show_entity(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/entities/{entity}`: fields, labels, choices, commands.

    A query whose rows can be told apart is described like a kind of record.

    Raises:
        UnknownEntity: there is none of this name.
        NotPermitted: the caller sees no record of it.
    """
    caller = await caller_of(runtime, request, "query")
    catalog = await runtime.catalogs.current(caller.tenant)
    name = str(request.path_params["entity"])
    answers = await answers_of(runtime, caller, name)
    if answers is not None:
        return answer(_rows_shown(runtime, caller, answers.query, catalog.shapes))
    shape = catalog.shapes.get(name)
    if shape is None or shape.is_lines:
        raise UnknownEntity(entity=name)
    shown = described(shape, caller.principal, catalog.shapes)
    verbs = runtime.registry.verbs.values()
    actions = actions_of(shape, verbs, catalog.shapes, reader=caller.principal)
    return answer(EntityWithActions(**msgspec.structs.asdict(shown), actions=actions))


def _rows_shown(
    runtime: Runtime, caller: Caller, query: AnyQuery, shapes: Mapping[str, Shape]
) -> EntityWithActions:  # tidy: positional - a query and who reads it
    """Return a query's rows as a kind of record, with what may be done to the records they are."""
    shape = shapes.get(query.of)
    verbs = runtime.registry.verbs.values()
    found = () if shape is None else actions_of(shape, verbs, shapes, reader=caller.principal)
    has_version = "version" in query.row.__struct_fields__
    return EntityWithActions(
        **msgspec.structs.asdict(answer_shown(query, shapes)),
        actions=tuple(one for one in found if has_version or not one.is_versioned),
    )
