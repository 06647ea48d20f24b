"""What an operator sees of requests: an id on each, a line in the log, figures for Prometheus."""

import os
import re
import time
from typing import cast

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from taktline.base.ids import uuid7

LOG = structlog.get_logger("taktline.request")

REQUEST_ID = b"x-request-id"
PLAIN_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
"""An id a proxy has given stays; anything else could be a line of its own in the log."""
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes put their figures together; the supervisor names it."""
NOWHERE = "nowhere"


class Figures:
    """Counts of one process, or of all processes of the installation where they share a folder."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "taktline_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "taktline_request_seconds",
            "Time from a request's arrival to the end of its answer.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._commands = Counter(
            "taktline_commands",
            "Requests with commands, by verb and status.",
            ("verb", "status"),
            registry=self._registry,
        )
        # Looking a figure up by its labels costs more than counting.
        self._found: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._verbs: dict[tuple[str, int], Counter] = {}

    def count(self, seen: "Seen") -> None:
        """Count one request."""
        key = (seen.method, seen.route, seen.status)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = (
                self._requests.labels(seen.method, seen.route, str(seen.status)),
                self._seconds.labels(seen.method, seen.route),
            )
        found[0].inc()
        found[1].observe(seen.seconds)
        if seen.verb is not None:
            self._count_verb(seen.verb, seen.status)

    def _count_verb(self, verb: str, status: int) -> None:
        found = self._verbs.get((verb, status))
        if found is None:
            found = self._verbs[verb, status] = self._commands.labels(verb, str(status))
        found.inc()

    def text(self) -> bytes:
        """Return the figures as Prometheus reads them."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library has no types
        return generate_latest(together)


MEDIA_TYPE = CONTENT_TYPE_LATEST


class Seen:
    """One request while it is answered."""

    def __init__(self, scope: Scope) -> None:
        self.method = str(scope.get("method", ""))
        self.id = _request_id(scope)
        self.status = 500
        self.route = NOWHERE
        self.verb: str | None = None
        self.seconds = 0.0
        self._scope = scope
        self._began = time.perf_counter()

    def end(self) -> None:
        """Take the time, and where the request went; an address nobody has is one of all."""
        self.seconds = time.perf_counter() - self._began
        found = cast("dict[str, object]", self._scope)
        self.route = str(found.get("path_template") or NOWHERE)
        params = found.get("path_params")
        known = self.route.startswith("/api/v1/commands/") and self.status not in (401, 404)
        if known and isinstance(params, dict):
            self.verb = str(params.get("verb"))[:100]


SECRET_BELOW = "/order-progress/"
"""Addresses below it are secrets."""


class Observed:
    """The application, with an id, a log line and figures around every request."""

    def __init__(self, application: ASGIApp, figures: Figures) -> None:
        self._application = application
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or run the life of the application."""
        if scope["type"] != ScopeType.HTTP:
            await self._application(scope, receive, send)
            return
        seen = Seen(scope)
        structlog.contextvars.bind_contextvars(request_id=seen.id)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                headers = [*message.get("headers", []), (REQUEST_ID, seen.id.encode())]
                await send({**message, "headers": headers})
            else:
                await send(message)

        try:
            await self._application(scope, receive, marked)
        finally:
            seen.end()
            self._figures.count(seen)
            LOG.info(
                "request",
                method=seen.method,
                path=_shown(scope["path"]),
                status=seen.status,
                milliseconds=round(seen.seconds * 1000, 1),
            )


def _shown(path: str) -> str:
    """Return an address as the log may keep it: the secret of a customer's link is left out."""
    return f"{SECRET_BELOW}..." if path.startswith(SECRET_BELOW) else path[:200]


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == REQUEST_ID:
            given = value.decode("latin-1")
            if PLAIN_ID.match(given):
                return given
    return uuid7().hex
