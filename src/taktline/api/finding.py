"""What a search box asks: records of every kind by code or name, and the commands one may give."""

from collections import defaultdict
from typing import Annotated

import msgspec
from litestar import Response

from taktline.api.body import answer
from taktline.api.caller import HttpRequest, caller_of
from taktline.api.queries import parameters
from taktline.api.route import TEXT, TEXTS, Route, in_query
from taktline.api.runtime import Runtime
from taktline.base.text import Text
from taktline.catalog.actions import actions_of
from taktline.catalog.described import entities_of
from taktline.catalog.finding import FOUND_MAX, TEXT_MAX, FoundRecords
from taktline.platform.verb import AnyVerb

EACH = 5
"""Records of a kind that a search box shows."""


class FindAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind the `?` of a search.

    Attributes:
        text: part of a code or name.
        entity: kinds to look at; none = every kind with a code.
        each: records of a kind at most.
    """

    text: Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]
    entity: list[str] = []
    each: Annotated[int, msgspec.Meta(ge=1, le=FOUND_MAX)] = EACH


class ActionNamed(msgspec.Struct, frozen=True, kw_only=True):
    """One command about a record; its form stands in the description of the kind."""

    verb: str
    label: Text


class EntityActions(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller may do with records of one kind.

    Attributes:
        has_code: records are found by a code.
        may_create: a record may be made by a form of its fields.
        may_change: the fields of a record may be changed.
    """

    entity: str
    label: Text
    has_code: bool
    may_create: bool
    may_change: bool
    actions: list[ActionNamed]


class Actions(msgspec.Struct, frozen=True, kw_only=True):
    """Every command the caller may give on a record, by kind."""

    entities: list[EntityActions]


async def find(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/find`.

    Raises:
        Invalid: the text is too long, or holds what no record can.
    """
    caller = await caller_of(runtime, request, "query")
    asked = parameters(request.query_params, FindAsked)
    assert isinstance(asked, FindAsked)
    found = await runtime.catalogs.find(
        caller.tenant,
        asked.text,
        reader=caller.principal,
        entities=asked.entity,
        each=asked.each,
    )
    return answer(found)


async def list_actions(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/actions`: what the caller may do with records, kind by kind."""
    caller = await caller_of(runtime, request, "query")
    shapes = (await runtime.catalogs.current(caller.tenant)).shapes
    about: dict[str, list[AnyVerb]] = defaultdict(list)
    for verb in runtime.registry.verbs.values():
        about[verb.needs.partition(":")[0]].append(verb)
    told = []
    for named in entities_of(shapes, caller.principal):
        shape = shapes[named.entity]
        actions = actions_of(shape, about[named.entity], shapes, reader=caller.principal)
        one = EntityActions(
            entity=named.entity,
            label=named.label,
            has_code=shape.has_code,
            may_create=f"{named.entity}.create" in named.commands,
            may_change=f"{named.entity}.change" in named.commands,
            actions=[ActionNamed(verb=action.verb, label=action.label) for action in actions],
        )
        if one.actions or one.may_create or one.may_change:
            told.append(one)
    return answer(Actions(entities=told))


FINDING_ROUTES: tuple[Route, ...] = (
    Route(
        name="find",
        method="GET",
        path="/api/v1/find",
        run=find,
        label=Text(en="Records of every kind by code or name", zh="按编码或名称查找记录"),
        tag="record",
        answer=FoundRecords,
        parameters=(
            in_query("text", TEXT, required=True),
            in_query("entity", TEXTS),
            in_query("each", {"type": "integer", "minimum": 1, "maximum": FOUND_MAX}),
        ),
    ),
    Route(
        name="actions",
        method="GET",
        path="/api/v1/actions",
        run=list_actions,
        label=Text(en="The commands one may give on records", zh="可对记录执行的命令"),
        tag="record",
        answer=Actions,
    ),
)
