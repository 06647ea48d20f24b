"""Comments, files and history of one record over HTTP: whoever sees the record reads them."""

from uuid import UUID

import msgspec
from litestar import Response

from taktline.api.body import answer, id_in_path
from taktline.api.caller import Caller, HttpRequest, caller_of
from taktline.api.queries import parameters
from taktline.api.runtime import Runtime
from taktline.base.problem import NotFound
from taktline.catalog.beside.read import (
    Mentions,
    read_attachments,
    read_comments,
    read_history,
    read_mentions,
)
from taktline.catalog.shape import called_in_sentence
from taktline.catalog.sight import sight_of


class HistoryAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which page: `after` is the mark of the page before."""

    after: int | None = None


async def list_comments(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/records/{entity}/{record}/comments`.

    Raises:
        NotFound: there is no such record, or the reader does not see it.
    """
    caller, entity, record = await _seen(runtime, request)
    async with runtime.store.transaction(caller.tenant, readonly=True) as tx:
        return answer(await read_comments(tx, entity, record))


async def list_attachments(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/records/{entity}/{record}/attachments`.

    Raises:
        NotFound: there is no such record, or the reader does not see it.
    """
    caller, entity, record = await _seen(runtime, request)
    async with runtime.store.transaction(caller.tenant, readonly=True) as tx:
        return answer(await read_attachments(tx, entity, record))


async def list_mentions(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/mentions`: comments that speak to the caller, on records they see."""
    caller = await caller_of(runtime, request, "query")
    async with runtime.store.transaction(caller.tenant, readonly=True) as tx:
        found = await read_mentions(tx, caller.principal.id)
    seen = [
        one
        for one in found
        if await runtime.catalogs.sees(
            caller.tenant, one.entity, one.record, reader=caller.principal
        )
    ]
    return answer(Mentions(mentions=seen))


async def list_history(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/records/{entity}/{record}/history`.

    Raises:
        NotFound: there is no such record, or the reader does not see it.
    """
    caller, entity, record = await _seen(runtime, request)
    asked = parameters(request.query_params, HistoryAsked)
    assert isinstance(asked, HistoryAsked)
    shapes = (await runtime.catalogs.current(caller.tenant)).shapes
    sight = sight_of(shapes[entity], caller.principal, shapes)
    async with runtime.store.transaction(caller.tenant, readonly=True) as tx:
        found = await read_history(
            tx, sight, record, events=runtime.registry.events, after=asked.after
        )
    return answer(found)


async def _seen(runtime: Runtime, request: HttpRequest) -> tuple[Caller, str, UUID]:
    """Return who asks for which record.

    Raises:
        NotFound: there is none, or the reader does not see it.
    """
    caller = await caller_of(runtime, request, "query")
    entity = str(request.path_params["entity"])
    record = id_in_path(request, "record")
    if not await runtime.catalogs.sees(caller.tenant, entity, record, reader=caller.principal):
        shapes = (await runtime.catalogs.current(caller.tenant)).shapes
        unseen = NotFound(kind=entity[:80], code=str(record))
        raise unseen.calling(**called_in_sentence(shapes, entity))
    return caller, entity, record
