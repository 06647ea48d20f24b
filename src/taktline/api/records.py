"""Records over HTTP: any entity's list, filtered by FEEL, as far as the reader may see it."""

import msgspec
from litestar import Response

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


async def list_records(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/records/{entity}`.

    Raises:
        UnknownEntity, UnknownPath: something named is not there.
        NotPermitted: the reader sees no record of this entity.
        FilterHidden, FilterRefused, PageMarkWrong, Invalid: the question cannot be asked.
    """
    caller = await caller_of(runtime, request, "query")
    asked = parameters(request.query_params, RecordsAsked)
    entity = str(request.path_params["entity"])
    wanted = msgspec.convert({**msgspec.structs.asdict(asked), "entity": entity}, RecordsRequest)
    return answer(await runtime.catalogs.read(caller.tenant, wanted, reader=caller.principal))
