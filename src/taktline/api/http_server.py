"""The HTTP server as every process of the product sets it up: bounded, quiet, its own protocol."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator

import uvicorn

from taktline.api.http_protocol import BoundedProtocol
from taktline.platform.setting import Settings


class GuestServer(uvicorn.Server):
    """An HTTP server beside others in a process: signals are its host's matter."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals as they are."""
        yield


def plain_config(
    application: Callable[..., Awaitable[None]],
    *,
    stop_within_s: int,
    callers_max: int | None = None,
) -> uvicorn.Config:
    """Return how an application without a beginning, an end and a certificate is served.

    Args:
        application: what answers.
        stop_within_s: how long requests under way may go on when the server stops.
        callers_max: connections at a time; beyond them callers are told to come back.
    """
    return uvicorn.Config(
        application,
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=callers_max,
        timeout_graceful_shutdown=stop_within_s,
    )


def http_config(
    application: Callable[..., Awaitable[None]], settings: Settings, *, stop_within_s: int
) -> uvicorn.Config:
    """Return how an installation is served: with its certificate, believing its proxies alone."""
    config = plain_config(application, stop_within_s=stop_within_s)
    config.lifespan = "on"
    config.proxy_headers = bool(settings.trusted_proxies)
    config.forwarded_allow_ips = list(settings.trusted_proxies)
    config.ssl_certfile = settings.tls_certificate
    config.ssl_keyfile = settings.tls_key
    return config
