"""Bounds of one request: how long its body may be, and how slowly it may come."""

import asyncio
import time

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

from taktline.api.wire import BODY_BYTES_MAX
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.envelope import TooLarge
from taktline.platform.outside.file import SIZE_MAX

UPLOADS = "/api/v1/files"
"""The one address whose bodies may be longer; it streams them to the disk."""
BODY_WITHIN_S = 30.0
"""Whoever sends a body begins at once; a phone at the edge of the network has this much patience
and `BODY_BYTES_PER_S_MIN` on top."""
BODY_BYTES_PER_S_MIN = 10_000
"""Slower than this is no line anybody works on, but somebody who holds connections open."""
HTTPS_ONLY_S = 365 * 24 * 3600
"""How long a browser that came by https asks by nothing else (HSTS)."""


class TooSlow(Problem):
    """A body comes so slowly that it only holds a connection."""

    title = Text(
        en="The request did not arrive within {within_s} s.", zh="请求未在 {within_s} 秒内送达。"
    )
    status = 408
    retry = True


class Bounded:
    """The application, with a bound on how much and how long it receives of every request.

    Args:
        promises_https: browsers are told to ask by HTTPS only; not where the plain port beside it
            explains how to trust the certificate.
    """

    def __init__(self, application: ASGIApp, *, promises_https: bool = True) -> None:
        self._application = application
        self._promises_https = promises_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or run the life of the application."""
        if scope["type"] != ScopeType.HTTP:
            await self._application(scope, receive, send)
            return
        body = _Body(receive, SIZE_MAX if scope["path"] == UPLOADS else BODY_BYTES_MAX)
        if scope["scheme"] != "https" or not self._promises_https:
            await self._application(scope, body.receive, send)
            return

        async def promised(message: Message) -> None:
            if message["type"] == "http.response.start":
                promise = f"max-age={HTTPS_ONLY_S}".encode()
                headers = [*message["headers"], (b"strict-transport-security", promise)]
                await send({**message, "headers": headers})
            else:
                await send(message)

        await self._application(scope, body.receive, promised)


class _Body:
    """One request's body while it arrives."""

    def __init__(self, receive: Receive, size_max: int) -> None:
        self._receive = receive
        self._size_max = size_max
        self._size = 0
        self._began = time.monotonic()
        self._whole = False

    async def receive(self) -> ReceiveMessage:
        """Return the next part; once the body is whole, wait for the caller to hang up.

        Raises:
            TooLarge: it is longer than it may be.
            TooSlow: it does not arrive in time.
        """
        if self._whole:
            return await self._receive()
        within_s = BODY_WITHIN_S + self._size / BODY_BYTES_PER_S_MIN
        left_s = self._began + within_s - time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, left_s)):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow(within_s=round(within_s)) from None
        if message["type"] == "http.request":
            self._size += len(message["body"])
            self._whole = not message["more_body"]
            if self._size > self._size_max:
                raise TooLarge(size=self._size, limit=self._size_max)
        return message
