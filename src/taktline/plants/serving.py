"""Serves the API of a demo: takes a port, keeps logs out of the terminal, ends with the demo."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import msgspec
import structlog

from taktline.api.http_server import GuestServer, http_config
from taktline.api.lan import (
    ANYWHERE,
    keep_trusted,
    lan_of,
    listening_host,
    on_network,
    told,
    trust_pages,
)
from taktline.api.runtime import Runtime
from taktline.api.server import web_application
from taktline.platform.setting import Settings

PORTS_TRIED = 20


@contextlib.contextmanager
def listening_on(settings: Settings, busy: Callable[[int, int], None]) -> Iterator[socket.socket]:
    """Take the port, or the next free one behind it; `busy` is told of both."""
    wanted = settings.port
    for port in [*range(wanted, wanted + PORTS_TRIED), 0]:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listening.bind((listening_host(settings), port))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        taken = listening.getsockname()[1]
        if taken != wanted:
            busy(wanted, taken)
        listening.setblocking(False)
        with listening:
            yield listening
        return


def with_port(settings: Settings, listening: socket.socket) -> Settings:
    """Return the settings with the port that was taken, ready for the network where asked."""
    taken = msgspec.structs.replace(settings, port=listening.getsockname()[1])
    return on_network(taken)


def address_of(settings: Settings) -> str:
    """Return the address people type."""
    if settings.public_url is not None:
        return settings.public_url.rstrip("/")
    shown = socket.gethostname() if settings.host in ANYWHERE else settings.host
    scheme = "https" if settings.tls_certificate else "http"
    return f"{scheme}://{shown}:{settings.port}"


def quiet(file: Path) -> None:
    """Write logs to a file, as the board has the terminal to itself."""
    stream = file.open("a", encoding="utf-8")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(stream))
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name in ("uvicorn", "uvicorn.error", "procrastinate", "litestar"):
        logging.getLogger(name).propagate = True
        logging.getLogger(name).handlers.clear()
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, runtime: Runtime, listening: socket.socket, *, log: Path
) -> AsyncIterator[None]:
    """Serve the API while the block runs; logs go to a file."""
    application = web_application(settings, with_worker=False, runtime=runtime)
    quiet(log)  # The framework has set up its own logging meanwhile.
    server = GuestServer(http_config(application, settings, stop_within_s=2))
    task = asyncio.create_task(server.serve(sockets=[listening]), name="http")
    kept = asyncio.create_task(keep_trusted(settings, server), name="certificate")
    try:
        yield
    finally:
        kept.cancel()
        server.should_exit = True
        await asyncio.gather(task, kept, return_exceptions=True)


@contextlib.asynccontextmanager
async def explained(settings: Settings, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Explain to the network how to trust the server while the block runs, and say so."""
    lan = lan_of(settings, settings.port)
    if lan is None:
        yield
        return
    async with trust_pages(settings, lan) as address:
        for line in told(lan, address, coloured=False):
            say(line.say(settings.language))
        yield
