"""The application behind a real port as the product serves it: its protocol, its event loop."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from taktline.api.http_server import GuestServer, http_config
from taktline.api.server import web_application
from taktline.base.loop import run
from taktline.platform.setting import Settings
from tests.strain import strained


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
    server = GuestServer(http_config(application, settings, stop_within_s=1))
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
