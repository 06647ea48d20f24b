"""A real PostgreSQL for tests: one server per run, a fresh tenant per test."""

import contextlib
import itertools
import os
import shutil
import sys
import tempfile
import time
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

import psutil
import pytest

import taktline
from taktline.base.host import FileLock
from taktline.base.problem import Problem
from taktline.store import CONTROL, DatabaseSettings, Store, open_store
from taktline.store.cluster import Folder, stop
from tests.statement_rules import broken_among

PREFIX = "taktline-test-"
Backend = tuple[str, dict[str, Callable[[], AbstractEventLoop]]]
"""How anyio is told on which event loop asynchronous tests run."""
ABANDONED_S = 600
"""A folder of a run that was killed is cleared away by a later run, not before ten minutes."""
MEMORY_MIN_BYTES = 6_000_000_000

sent_statements: set[tuple[str, str]] = set()
"""Every statement the tests have sent through the store: ("control" or "tenant", SQL)."""

_numbers = itertools.count(1)


def sql_sources() -> list[Traversable]:
    """Return the `sql` folders of all packages except the store's, which it knows itself."""
    root = Path(taktline.__file__).parent
    return [path for path in sorted(root.rglob("sql")) if path.parent.name != "store"]


def reachable_folder(name: str) -> Path:
    """Return a folder in the system's temporary place that the database's account can enter.

    pytest's own folders are closed to other accounts, which matters when the tests run as root.
    """
    folder = places()[0] / f"{PREFIX}{name}"
    folder.mkdir(exist_ok=True)
    return folder


def places() -> list[Path]:
    """Return where test databases may lie: in memory where there is plenty (making a tenant takes
    half the time there), else on the disk.
    """
    disk, memory = Path(tempfile.gettempdir()), Path("/dev/shm")
    if sys.platform == "win32" or not os.access(memory, os.W_OK):
        return [disk]
    runs_programs = not os.statvfs(memory).f_flag & os.ST_NOEXEC
    room = min(shutil.disk_usage(memory).free, psutil.virtual_memory().available)
    return [memory, disk] if runs_programs and room > MEMORY_MIN_BYTES else [disk]


def clear_abandoned() -> None:
    """Stop and remove what killed test runs have left behind."""
    for folder in [path for place in places() for path in place.glob(f"{PREFIX}*")]:
        with contextlib.suppress(OSError, Problem):
            owner = folder.with_name(folder.name.removesuffix("-anchors"))
            is_anothers = owner != folder and owner.exists()
            if is_anothers or time.time() - folder.stat().st_mtime < ABANDONED_S:
                continue
            holders = FileLock(folder / "pg" / "holders.lock")
            if not (folder / "pg").is_dir() or holders.try_acquire("exclusive"):
                stop(Folder(folder))
                holders.release()
                shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database_folder() -> Iterator[Path]:
    """Give a data folder of this process: a server has connections for one process of tests."""
    clear_abandoned()
    yield from installation(f"{os.getpid()}")


def installation(name: str) -> Iterator[Path]:
    """Give a data folder of this name, and remove it when nobody uses it any more.

    Tests that start a worker take one of their own: a worker works for every tenant it finds.
    """
    folder = reachable_folder(name)
    yield folder
    holders = FileLock(folder / "pg" / "holders.lock")
    with contextlib.suppress(OSError):
        if not (folder / "pg").is_dir() or holders.try_acquire("exclusive"):
            holders.release()
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(folder.with_name(f"{folder.name}-anchors"), ignore_errors=True)


@pytest.fixture(scope="session")
async def bare_store(database_folder: Path, anyio_backend: Backend) -> AsyncIterator[Store]:
    """Give an open store that knows no package's tables: for tests of the store itself."""
    opened = await open_store(DatabaseSettings(folder=database_folder, durable=False))
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def store(bare_store: Store) -> AsyncIterator[Store]:
    """Give an open store with the tables of all packages; what was sent through it is looked at
    in the end, in each of the processes that run tests side by side.
    """
    opened = Store(bare_store.cell, sql_sources())
    opened.on_statement = note_statement
    await opened.migrate()
    yield opened
    await opened.close()
    assert broken_among(text for place, text in sent_statements if place == "tenant") == {}


def note_statement(tenant: str, statement: str) -> None:
    """Keep what was sent for the check at the end."""
    sent_statements.add(("control" if tenant == CONTROL else "tenant", statement))


@pytest.fixture
async def bare_tenant(bare_store: Store) -> str:
    """Give the code of a fresh tenant without any package's tables."""
    return await new_tenant(bare_store)


@pytest.fixture
async def tenant(store: Store) -> str:
    """Give the code of a fresh, empty tenant with all tables."""
    return await new_tenant(store)


@pytest.fixture(scope="module")
async def module_tenant(store: Store) -> str:
    """Give a tenant shared by the tests of one module."""
    return await new_tenant(store)


async def new_tenant(store: Store) -> str:
    """Make a tenant with a code of its own, also among parallel workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    code = f"{worker}_{next(_numbers)}"
    await store.create_tenant(code, f"Tenant {code}")
    return code
