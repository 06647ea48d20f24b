"""What happened, for other programs: a page of sealed events, and hints as they come (SSE)."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from litestar import Response
from litestar.response import ServerSentEvent, ServerSentEventMessage

from taktline.api.caller import Caller, HttpRequest, caller_of
from taktline.api.queries import ENCODER, MayNotRead, parameters
from taktline.api.runtime import Runtime
from taktline.platform.events.event import EVENTS_MAX, SealedEvent, Window, read_events
from taktline.platform.events.wake import topic
from taktline.platform.identity.access import nodes_for, reaches

READ_EVENTS = "event:read"
POLL_S = 15.0
"""A quiet stream says so at least this often, so that proxies keep it."""
HINTS_AT_ONCE = 500


class EventsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """From where on, and which events.

    Attributes:
        after: the last position one has read; 0 = from the beginning.
        name: public names wanted; none = all.
        limit: events at most, 1 to 1000.
    """

    after: int = 0
    name: list[str] = []
    limit: int = 100


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """That a record changed: enough to read it again, nothing that rights would have to hide."""

    entity: str
    id: str
    event: str
    site: str | None


async def list_events(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `GET /api/v1/events`: sealed events behind a position, in their one order.

    Raises:
        NotSignedIn: no valid credential.
        MayNotRead: the reader may not read events.
        ShapeRefused: a parameter is wrong.
    """
    caller = await caller_of(runtime, request, "query")
    _refuse_unless_everywhere(caller)
    asked = parameters(request.query_params, EventsAsked)
    assert isinstance(asked, EventsAsked)
    async with runtime.store.transaction(caller.tenant, readonly=True) as tx:
        window = await read_events(
            tx, max(0, asked.after), names=asked.name or None, limit=asked.limit
        )
    return Response(ENCODER.encode(window), media_type="application/json", status_code=200)


async def stream_hints(runtime: Runtime, request: HttpRequest) -> ServerSentEvent:
    """Answer `GET /api/v1/live`: hints as they are sealed; `Last-Event-ID` resumes the stream.

    Raises:
        NotSignedIn: no valid credential.
    """
    caller = await caller_of(runtime, request, "query")
    last = request.headers.get("last-event-id", "")
    after = int(last) if last.isdigit() else await _now(runtime, caller)
    return ServerSentEvent(_hints(runtime, caller, after), retry_duration=1000)


async def _hints(
    runtime: Runtime, caller: Caller, after: int
) -> AsyncIterator[ServerSentEventMessage]:
    with runtime.bell.listener(topic("sealed", caller.tenant)) as news:
        while True:
            window = await _window(runtime, caller, after)
            after = window.until
            for event in window.events:
                if _may_know(caller, event):
                    yield _message(event)
            if not window.events:
                yield ServerSentEventMessage(comment="quiet", id=str(after))
            if not window.more:
                await asyncio.wait_for(news.wait(POLL_S), timeout=None)


async def _window(runtime: Runtime, caller: Caller, after: int) -> Window:
    async with runtime.store.transaction(caller.tenant, readonly=True) as tx:
        return await read_events(tx, after, limit=min(HINTS_AT_ONCE, EVENTS_MAX))


async def _now(runtime: Runtime, caller: Caller) -> int:
    async with runtime.store.transaction(caller.tenant, readonly=True) as tx:
        rows = await tx.fetch("SELECT position FROM event_head")
    return msgspec.convert(rows[0][0], int)


def _may_know(caller: Caller, event: SealedEvent) -> bool:
    """Say whether somebody may know that a record changed: they can read its entity somewhere."""
    return bool(reaches(caller.principal, f"{event.entity}:read"))


def _message(event: SealedEvent) -> ServerSentEventMessage:
    hint = Hint(
        entity=event.entity,
        id=str(event.record),
        event=event.name,
        site=str(event.site) if event.site else None,
    )
    return ServerSentEventMessage(
        data=msgspec.json.encode(hint).decode(), event="hint", id=str(event.position)
    )


def _refuse_unless_everywhere(caller: Caller) -> None:
    if nodes_for(caller.principal, READ_EVENTS) is not None:
        raise MayNotRead(needs=READ_EVENTS)
