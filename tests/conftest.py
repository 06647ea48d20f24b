"""What every test shares: asyncio, a real PostgreSQL, and one running application before it."""

import logging

import pytest
import structlog
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from taktline.base.loop import loop_factory
from tests.api_ground import api, client, neighbour, runtime
from tests.postgres import (
    Backend,
    bare_store,
    bare_tenant,
    database_folder,
    module_tenant,
    store,
    tenant,
)

__all__ = [
    "anyio_backend",
    "api",
    "bare_store",
    "bare_tenant",
    "client",
    "database_folder",
    "module_tenant",
    "neighbour",
    "runtime",
    "store",
    "tenant",
]


BROWSER = "tests/browser/"


def pytest_configure() -> None:
    """Let the tests hear of warnings and failures only, not of every request."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


@pytest.fixture(scope="session")
def anyio_backend() -> Backend:
    """The event loop that asynchronous tests run on is the one that the product runs on."""
    return "asyncio", {"loop_factory": loop_factory()}


class SideBySide(LoadFileScheduling):
    """Deals files out to the processes, all browser tests to one: one server, one Chromium."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SideBySide:
    """Begin with what takes longest, the browser; the short unit tests fill up the end."""
    config.option.loadscopereorder = False
    return SideBySide(config, log)
