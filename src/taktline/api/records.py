"""Records over HTTP: any entity's or query's list, filtered by FEEL, as its reader may see it."""

from typing import Annotated

import msgspec
from litestar import Response

from taktline.api.answers import answer_page, answer_waypoints, answers_of
from taktline.api.body import answer
from taktline.api.caller import HttpRequest, caller_of
from taktline.api.queries import parameters
from taktline.api.runtime import Runtime
from taktline.catalog.request import LIMIT, RecordsRequest


class RecordsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind the `?` of a list.

    Attributes:
        fields: what is shown, dotted through links; none = all own fields.
        filter: FEEL over the record; only records for which it is true.
        search: text that the code, name or title contains.
        group: one row per combination of these fields.
        measures: of a group: `count`, `sum:quantity` ...
        order: fields to sort by, `-` before one for descending.
        after: mark of the last row seen.
        limit: rows at most, 1 to 1000.
        totals: also count all rows.
        archived: also records out of use.
        marks: FEEL conditions; each row tells the first that is true for it.
        editable: also tell of each row whether it may be changed now.
    """

    fields: list[str] = []
    filter: str | None = None
    search: str | None = None
    group: list[str] = []
    measures: list[str] = []
    order: list[str] = []
    after: str | None = None
    limit: int = LIMIT
    totals: bool = False
    archived: bool = False
    marks: list[str] = []
    editable: bool = False


class WaypointsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which list is entered, and how far its entries lie apart.

    Attributes:
        filter, search, order, archived: as of a list.
        every: rows from one entry to the next, 100 to 1000.
    """

    filter: str | None = None
    search: str | None = None
    order: list[str] = []
    archived: bool = False
    every: Annotated[int, msgspec.Meta(ge=100, le=1000)] = 200


async def list_waypoints(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/records/{entity}/waypoints`.

    Raises:
        UnknownEntity, UnknownPath, NotPermitted, FilterHidden, FilterRefused: as of a list.
    """
    caller = await caller_of(runtime, request, "query")
    entity, given = str(request.path_params["entity"]), request.query_params
    answers = await answers_of(runtime, caller, entity)
    if answers is not None:
        return answer(
            await answer_waypoints(runtime, caller, answers, given=given, kind=WaypointsAsked)
        )
    asked = parameters(given, WaypointsAsked)
    assert isinstance(asked, WaypointsAsked)
    wanted = RecordsRequest(
        entity=entity,
        filter=asked.filter,
        search=asked.search,
        order=tuple(asked.order),
        archived=asked.archived,
    )
    return answer(
        await runtime.catalogs.waypoints(
            caller.tenant, wanted, reader=caller.principal, every=asked.every
        )
    )


async def list_records(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/records/{entity}`.

    Raises:
        UnknownEntity, UnknownPath: something named is not there.
        NotPermitted: the reader sees no record of this entity.
        FilterHidden, FilterRefused, PageMarkWrong, Invalid: the question cannot be asked.
    """
    caller = await caller_of(runtime, request, "query")
    entity, given = str(request.path_params["entity"]), request.query_params
    answers = await answers_of(runtime, caller, entity)
    if answers is not None:
        return answer(await answer_page(runtime, caller, answers, given=given, kind=RecordsAsked))
    asked = parameters(given, RecordsAsked)
    wanted = msgspec.convert({**msgspec.structs.asdict(asked), "entity": entity}, RecordsRequest)
    return answer(await runtime.catalogs.read(caller.tenant, wanted, reader=caller.principal))
