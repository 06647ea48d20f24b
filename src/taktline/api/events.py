"""What happened, for other programs: a page of sealed events, and hints as they come (SSE)."""

import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, aclosing, nullcontext
from uuid import UUID

import msgspec
from litestar import Response
from litestar.response import ServerSentEvent, ServerSentEventMessage

from taktline.api.caller import SESSION_COOKIE, Caller, HttpRequest, caller_of
from taktline.api.queries import ENCODER, MayNotRead, parameters
from taktline.api.runtime import Runtime
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Principal
from taktline.platform.events.event import Window, read_events
from taktline.platform.events.live import Hint as Happened
from taktline.platform.identity.access import nodes_for, reaches
from taktline.platform.identity.event_sight import READ_EVENTS, told_of
from taktline.platform.identity.gate import NotSignedIn

QUIET_S = 15.0
"""A quiet stream says so at least this often, so that proxies keep it."""


class TooManyStreams(Problem):
    """This process serves as many streams as it may."""

    title = Text(en="Too many live streams; try again.", zh="实时连接过多;请稍后重试。")
    status = 503
    retry = True


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

    Events of what the reader may not read are left out, and fields the reader does not see.

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
    told = [told_of(event, caller.principal) for event in window.events]
    shown: Window = msgspec.structs.replace(
        window, events=[event for event in told if event is not None]
    )
    return Response(ENCODER.encode(shown), media_type="application/json", status_code=200)


async def stream_hints(runtime: Runtime, request: HttpRequest) -> ServerSentEvent:
    """Answer `GET /api/v1/live`: hints as they are sealed; `Last-Event-ID` resumes the stream.

    The stream ends when the session or the right to it does.

    Raises:
        NotSignedIn: no valid credential.
        TooManyStreams: this process serves too many already.
    """
    caller = await caller_of(runtime, request, "query")
    last = request.headers.get("last-event-id", "")
    after = int(last) if last.isdigit() and len(last) < 19 else None
    if runtime.streams.locked():
        raise TooManyStreams
    is_session = "authorization" not in request.headers
    cookie = request.cookies.get(SESSION_COOKIE) if is_session else None
    return ServerSentEvent(_hints(runtime, caller, after, cookie=cookie), retry_duration=1000)


class _Sight:
    """What the reader of a stream may know of, compiled anew when their rights change."""

    def __init__(self, runtime: Runtime, caller: Caller) -> None:
        self._runtime = runtime
        self._tenant = caller.tenant
        self._principal = caller.principal
        self._seen: Principal | None = None
        self._around: dict[UUID, frozenset[UUID]] = {}

    async def renew(self) -> None:
        """Take the rights of now.

        Raises:
            NotSignedIn: there are none any more.
        """
        found = await self._runtime.rights.principal(self._tenant, self._principal)
        if found is not self._seen:
            self._principal = self._seen = found
            await self._look_around()

    def knows(self, hint: Happened) -> bool:
        """Say whether the reader may know that a record changed: they read its entity there."""
        needs = f"{hint.entity}:read"
        return any(
            reach.node is None or hint.site is None or hint.site in self._around.get(reach.node, ())
            for reach in reaches(self._principal, needs)
        )

    async def _look_around(self) -> None:
        nodes = {grant.node for grant in self._principal.grants if grant.node is not None}
        if not nodes:
            return
        async with self._runtime.store.transaction(self._tenant, readonly=True) as tx:
            self._around = {
                node: frozenset(await self._runtime.gate.places.around(tx, node)) for node in nodes
            }


async def _hints(
    runtime: Runtime, caller: Caller, after: int | None, *, cookie: str | None
) -> AsyncIterator[ServerSentEventMessage]:
    sight = _Sight(runtime, caller)
    await sight.renew()
    windows = runtime.feeds.of(caller.tenant).windows(after)
    async with runtime.streams, aclosing(windows):
        with _followed(runtime, cookie) as session:
            quiet_at = 0.0
            async for position, hints in windows:
                if not await _goes_on(runtime, sight, session):
                    return
                for hint in hints:
                    if sight.knows(hint):
                        yield _message(hint)
                if hints or time.monotonic() >= quiet_at:
                    # With its place: whoever comes back need not be told again what was left out.
                    yield ServerSentEventMessage(comment="quiet", id=str(position))
                    quiet_at = time.monotonic() + QUIET_S


def _followed(runtime: Runtime, cookie: str | None) -> AbstractContextManager[bytes | None]:
    return nullcontext() if cookie is None else runtime.living.followed(cookie)


async def _goes_on(runtime: Runtime, sight: _Sight, session: bytes | None) -> bool:
    """Say whether the reader is still signed in; takes their rights of now."""
    if session is not None and await runtime.living.ended(session):
        return False
    try:
        await sight.renew()
    except NotSignedIn:
        return False
    return True


def _message(happened: Happened) -> ServerSentEventMessage:
    hint = Hint(
        entity=happened.entity,
        id=str(happened.record),
        event=happened.event,
        site=str(happened.site) if happened.site else None,
    )
    return ServerSentEventMessage(
        data=msgspec.json.encode(hint).decode(), event="hint", id=str(happened.position)
    )


def _refuse_unless_everywhere(caller: Caller) -> None:
    if nodes_for(caller.principal, READ_EVENTS) is not None:
        raise MayNotRead(needs=READ_EVENTS)
