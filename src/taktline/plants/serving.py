"""Serves the API of a demo: takes a port, keeps logs out of the terminal, ends with the demo."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import structlog
import uvicorn

from taktline.api.runtime import Runtime
from taktline.api.server import web_application
from taktline.platform.setting import Settings

PORTS_TRIED = 20
EVERYWHERE = "0.0.0.0"


@contextlib.contextmanager
def listening_on(settings: Settings, busy: Callable[[int, int], None]) -> Iterator[socket.socket]:
    """Take the port, or the next free one behind it; `busy` is told of both."""
    wanted = settings.port
    for port in [*range(wanted, wanted + PORTS_TRIED), 0]:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listening.bind((settings.host, port))
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


def address_of(settings: Settings, listening: socket.socket) -> str:
    """Return the address people type."""
    shown = socket.gethostname() if settings.host == EVERYWHERE else settings.host
    return f"http://{shown}:{listening.getsockname()[1]}"


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


class _Server(uvicorn.Server):
    """The HTTP server; signals are the demo's own matter."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals as they are."""
        yield


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, runtime: Runtime, listening: socket.socket, *, log: Path
) -> AsyncIterator[None]:
    """Serve the API while the block runs; logs go to a file."""
    application = web_application(settings, with_worker=False, runtime=runtime)
    quiet(log)  # The framework has set up its own logging meanwhile.
    server = _Server(
        uvicorn.Config(
            application,
            http="httptools",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listening]), name="http")
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
