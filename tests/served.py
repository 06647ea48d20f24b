"""The application behind a real port as the product serves it: its protocol, its event loop."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from taktline.api.http_protocol import BoundedProtocol
from taktline.api.server import web_application
from taktline.base.loop import run
from taktline.platform.setting import Settings
from tests.strain import strained


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to pytest."""
        yield


@contextmanager
def served(settings: Settings, *, limited: bool = False, port: int = 0) -> Iterator[str]:
    """Serve an installation in a thread while the block runs; gives its address.

    Args:
        port: to listen at, for a server that comes back; 0 = any free one.
    """
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    application = strained(web_application(settings, limited=limited))
    config = uvicorn.Config(
        application,
        http=BoundedProtocol,
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
        lifespan="on",
    )
    server = _Server(config)
    thread = threading.Thread(target=lambda: run(server.serve(sockets=[listening])), name="served")
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            thread.join(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
