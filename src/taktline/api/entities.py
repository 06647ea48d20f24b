"""What screens need to know of records before they show any: entities as their reader sees them."""

import msgspec
from litestar import Response

from taktline.api.body import answer
from taktline.api.caller import HttpRequest, caller_of
from taktline.api.runtime import Runtime
from taktline.catalog.actions import ActionShown, actions_of
from taktline.catalog.described import EntityNamed, EntityShown, described, entities_of
from taktline.catalog.request import UnknownEntity


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

    Raises:
        UnknownEntity: there is none of this name.
        NotPermitted: the caller sees no record of it.
    """
    caller = await caller_of(runtime, request, "query")
    catalog = await runtime.catalogs.current(caller.tenant)
    name = str(request.path_params["entity"])
    shape = catalog.shapes.get(name)
    if shape is None or shape.is_lines:
        raise UnknownEntity(entity=name)
    shown = described(shape, caller.principal, catalog.shapes)
    verbs = runtime.registry.verbs.values()
    actions = actions_of(shape, verbs, catalog.shapes, reader=caller.principal)
    return answer(EntityWithActions(**msgspec.structs.asdict(shown), actions=actions))
