"""HTTP at the socket: heads of requests are short and come at once; answers leave in one piece."""

from asyncio import TimerHandle, Transport
from functools import lru_cache
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY

from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn._types import ASGISendEvent as Message
from uvicorn._types import HTTPResponseBodyEvent as Body
from uvicorn._types import HTTPResponseStartEvent as Start
from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

HEAD_WITHIN_S = 10.0
"""From the first byte, or the connection, to the end of the headers."""
HEAD_BYTES_MAX = 65_536
"""Address and headers together; ours are below 4 kB, a browser's with many cookies below 16."""
WHOLE_BYTES_MAX = 65_536
"""A longer body is not copied behind its head, but written by itself."""
LINES_REMEMBERED = 1_024
"""Headers of answers as they are sent; nearly all are the same every time."""
UNUSUAL = frozenset({b"connection", b"transfer-encoding"})
"""Headers that say how the connection goes on: such answers go uvicorn's way."""


class Whole:
    """One request's application, whose answer is sent in one piece where its body is there at once.

    uvicorn writes head and body by themselves: two packets that wake the reader twice. What comes
    in parts, says nothing of its length or closes the connection is left to it.
    """

    def __init__(self, cycle: RequestResponseCycle, application: ASGI3Application) -> None:
        self._cycle = cycle
        self._application = application
        self._start: Start | None = None

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:  # tidy: positional - the shape of every application
        """Answer the request."""
        await self._application(scope, receive, self.send)

    async def send(self, message: Message) -> None:
        """Send a part of the answer; its head waits for the body that follows."""
        cycle, start = self._cycle, self._start
        if start is None:
            if message["type"] == "http.response.start" and _may_wait(cycle, message):
                self._start = message
            else:
                await cycle.send(message)
            return
        self._start = None
        if message["type"] == "http.response.body" and self._sent(start, message):
            return
        await cycle.send(start)
        await cycle.send(message)

    def _sent(self, start: Start, message: Body) -> bool:
        """Send head and body together, if that is all; say whether it was done."""
        cycle = self._cycle
        body = message.get("body", b"")
        headers = start["headers"]
        length = str(len(body)).encode()
        if (
            message.get("more_body", False)
            or len(body) > WHOLE_BYTES_MAX
            or cycle.disconnected
            or cycle.flow.write_paused
            or (b"content-length", length) not in headers
        ):
            return False
        lines = [_line(name, value) for name, value in (*cycle.default_headers, *headers)]
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.transport.write(b"".join((STATUS_LINE[start["status"]], *lines, b"\r\n", body)))
        cycle.message_event.set()
        cycle.on_response()
        return True


def _may_wait(cycle: RequestResponseCycle, start: Start) -> bool:
    names = {name for name, _ in start["headers"]}
    return (
        b"content-length" in names
        and names.isdisjoint(UNUSUAL)
        and cycle.keep_alive
        and not cycle.access_log
        and cycle.scope["method"] != "HEAD"
    )


def _never_wait(transport: Transport) -> None:
    """Send each part at once: else the second waits 40 ms for the reader's word on the first.

    asyncio says so itself only to connections of which it opened the port (uvloop to all).
    """
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in (AF_INET, AF_INET6):
        connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)


@lru_cache(maxsize=LINES_REMEMBERED)
def _line(name: bytes, value: bytes) -> bytes:
    """Return a header as it is sent.

    Raises:
        RuntimeError: it is none, and would be read as something else.
    """
    if HEADER_RE.search(name) or HEADER_VALUE_RE.search(value):
        raise RuntimeError("Invalid HTTP header.")
    return b"".join((name.lower(), b": ", value, b"\r\n"))


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol for one connection, with a bound on heads that it does not have itself."""

    _head_timer: TimerHandle | None = None
    _is_head = True
    _head_bytes = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Begin a connection; somebody who says nothing is hung up on."""
        super().connection_made(transport)
        _never_wait(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End a connection."""
        self._head_came()
        super().connection_lost(exc)

    def data_received(self, part: bytes) -> None:
        """Take what came; a head that is not whole with it is waited for with a clock."""
        super().data_received(part)
        if self._is_head and self._head_timer is None:
            self._expect_head()

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._head_bytes = 0
        self._is_head = True

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Go on to the body."""
        self._is_head = False
        self._head_came()
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        super()._start_asgi_task(cycle, Whole(cycle, app))

    def _expect_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_WITHIN_S, self._hang_up)

    def _head_came(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > HEAD_BYTES_MAX:
            self._hang_up()

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()
