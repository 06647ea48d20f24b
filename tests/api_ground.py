"""What tests of the API stand on: the whole application in process, and keys of two tenants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

import httpx
import msgspec
import pytest

from taktline.api.runtime import Runtime, running
from taktline.api.server import web_application
from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.platform.command import Command
from taktline.platform.envelope import Item
from taktline.platform.events.sealer import Sealer
from taktline.platform.identity.key_verbs import CreateApiKey
from taktline.platform.identity.password import Hasher
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.staged_secret import stage_api_key
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.identity.user_verbs import CreateUser
from taktline.platform.setting import Settings
from tests.postgres import Backend

if TYPE_CHECKING:
    from httpx._transports.asgi import _ASGIApp as AsgiApplication

BASE = "http://taktline.test"


class Api(msgspec.Struct, frozen=True, kw_only=True):
    """The running application, one tenant of its own, and a key that may do everything there."""

    runtime: Runtime
    tenant: str
    key: str
    client: httpx.AsyncClient

    async def command(self, verb: str, fields: dict[str, object], **more: str) -> httpx.Response:
        """Give one command with a fresh id unless the fields bring one."""
        body = {"id": str(uuid7()), **fields}
        headers = {"Authorization": f"Bearer {self.key}", **more}
        return await self.client.post(f"/api/v1/commands/{verb}", json=body, headers=headers)

    async def query(self, name: str, **params: str) -> httpx.Response:
        """Ask one query."""
        return await self.get(f"/api/v1/queries/{name}", **params)

    async def get(self, path: str, **params: str) -> httpx.Response:
        """Read an address with the key."""
        return await self.client.get(path, params=params, headers=self.headers)

    async def post(self, path: str, body: object) -> httpx.Response:
        """Send JSON to an address with the key."""
        return await self.client.post(path, json=body, headers=self.headers)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that carry the key."""
        return {"Authorization": f"Bearer {self.key}"}

    async def count(self, table: str) -> int:
        """Return how many rows a table of the tenant has."""
        async with self.runtime.store.transaction(self.tenant, readonly=True) as tx:
            rows = await tx.fetch(f"SELECT count(*) FROM {table}")
        return msgspec.convert(rows[0][0], int)

    async def seal(self) -> None:
        """Seal what was committed, as the worker does."""
        covered = self.runtime.registry.covered
        sealer = Sealer(self.runtime.store, key_of=self.runtime.seal_key, covered=covered)
        await sealer.seal_all(self.tenant)


@pytest.fixture(scope="session")
async def runtime(database_folder: Path, anyio_backend: Backend) -> AsyncIterator[Runtime]:
    """Give what a process has at hand: one for all tests, as each takes a dozen connections."""
    async with opened(database_folder) as found:
        yield found


@pytest.fixture(scope="module")
async def own_runtime(database_folder: Path, anyio_backend: Backend) -> AsyncIterator[Runtime]:
    """Give one to a module with an installation of its own."""
    async with opened(database_folder) as found:
        yield found


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Runtime]:
    """Open an installation, with hashing cheap enough for tests."""
    async with running(api_settings(folder), limited=False, durable=False) as found:
        cheap = Hasher(memory_kib=64, time_cost=1)
        gate = msgspec.structs.replace(found.gate, hasher=cheap)
        yield msgspec.structs.replace(found, gate=gate)


def api_settings(folder: Path) -> Settings:
    """Return settings of an installation in a test's folder."""
    return Settings(data_dir=folder, language="en", metrics=True)


@pytest.fixture(scope="session")
async def client(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that speaks to the application in this process."""
    async with in_process(runtime) as given:
        yield given


@pytest.fixture(scope="module")
async def own_client(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """Give one to a module with an installation of its own."""
    async with in_process(runtime) as given:
        yield given


def in_process(runtime: Runtime) -> httpx.AsyncClient:
    """Return a client with cookies of its own that speaks to the application in this process."""
    application = web_application(runtime.settings, runtime=runtime)
    # httpx describes ASGI with looser types than Litestar.
    transport = httpx.ASGITransport(app=cast("AsgiApplication", application))
    return httpx.AsyncClient(transport=transport, base_url=BASE)


@pytest.fixture(scope="module")
async def api(runtime: Runtime, client: httpx.AsyncClient) -> Api:
    """Give a fresh tenant and its administrator's key, for the tests of one module."""
    return await new_api(runtime, client)


@pytest.fixture(scope="module")
async def neighbour(runtime: Runtime, client: httpx.AsyncClient) -> Api:
    """Give another tenant and its administrator's key."""
    return await new_api(runtime, client)


async def new_api(runtime: Runtime, client: httpx.AsyncClient) -> Api:
    """Make a tenant with a key that may do everything in it."""
    tenant = f"api{uuid7().hex[-16:]}"
    asked = NewTenant(code=tenant, name="Works", ledger_currency="EUR", zone="Europe/Berlin")
    await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=asked)
    key = await new_key(runtime, tenant, allowed=("*",))
    return Api(runtime=runtime, tenant=tenant, key=key, client=client)


async def new_key(runtime: Runtime, tenant: str, *, allowed: tuple[str, ...]) -> str:
    """Make a user with all rights and a key with some of them."""
    user = await new_user(runtime, tenant, "administrator")
    staged = await stage_api_key(runtime.gate, tenant, by=SYSTEM)
    assert staged.shown is not None
    command = CreateApiKey(
        id=uuid7(),
        secret=staged.id,
        name="test",
        user=user,
        allowed=allowed,
        ends_at=runtime.gate.clock() + timedelta(days=1),
    )
    await given(runtime, tenant, verb="platform.create_api_key", command=command)
    return staged.shown.reveal()


async def new_user(runtime: Runtime, tenant: str, *roles: str) -> UUID:
    """Make a user with roles."""
    made = await given(
        runtime,
        tenant,
        verb="platform.create_user",
        command=CreateUser(id=uuid7(), name="Ann", language="en"),
    )
    for role in roles:
        assign = AssignRole(id=uuid7(), user=made, role=role)
        await given(runtime, tenant, verb="platform.assign_role", command=assign)
    return made


async def given(runtime: Runtime, tenant: str, *, verb: str, command: Command) -> UUID:
    """Give a command in the name of the installation; return its first event's record."""
    item = Item(verb=verb, body=command)
    outcome = (await runtime.door.submit(tenant, SYSTEM, items=[item]))[0]
    if isinstance(outcome, Problem):
        raise outcome
    return outcome.events[0].record
