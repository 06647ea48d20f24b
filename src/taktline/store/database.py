"""The store: opens the database, makes tenants, lends transactions."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from taktline.base import host
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.store.address import DATABASE, Address, address_of
from taktline.store.cell import CONTROL, Cell, cell_of, is_set_up, set_up, tenant_code
from taktline.store.extension import make_extension
from taktline.store.migrations import Migrated, Migrator, Phase
from taktline.store.outside import run_outside
from taktline.store.pool import SIZE, Pool
from taktline.store.refusals import Conflict
from taktline.store.secrets import passwords_in
from taktline.store.server import EmbeddedServer, start_server
from taktline.store.transaction import (
    LOCK_TIMEOUT_MS,
    STATEMENT_TIMEOUT_MS,
    Observer,
    Transaction,
    opening_statements,
    transaction,
)

OWNER_CONNECTIONS = 4


class TenantExists(Problem):
    """A tenant of this code is there already."""

    title = Text(en="There is a tenant {code} already.", zh="租户 {code} 已存在。")


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """One customer of the cell."""

    code: str
    name: str
    state: str
    created_at: datetime


class DatabaseSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Which database to use.

    Attributes:
        folder: the data folder: secrets, and the embedded server's files.
        url: an external server (`postgresql://...`); None = the embedded one.
        cell: the cell's name.
        login_prefix: before `owner`, `app` and `jobs`, for a server shared with others.
        pg_bin: another PostgreSQL installation to run as embedded server.
        port: the embedded server's port; None = any.
        connections: how many the app's pool may open.
        durable: False is for tests only.
        archive: where the embedded server keeps every change too; None = nowhere.
    """

    folder: Path
    url: str | None = None
    cell: str = "main"
    login_prefix: str = ""
    pg_bin: Path | None = None
    port: int | None = None
    connections: int = SIZE
    durable: bool = True
    archive: Path | None = None


class Store:
    """An open database."""

    def __init__(
        self,
        cell: Cell,
        sources: Sequence[Traversable] = (),
        *,
        connections: int = SIZE,
        server: EmbeddedServer | None = None,
        renew: Callable[[], Cell] | None = None,
        bootstrap: Address | None = None,
    ) -> None:
        self.cell = cell
        self.server = server
        self.bootstrap = bootstrap
        self.clock: Callable[[], datetime] = host.utc_now
        self.on_statement: Observer | None = None
        self.code_point_order = True
        self._renew = renew
        revive = self._revive if renew is not None else None
        self._app = Pool(lambda: self.cell.app, size=connections, revive=revive)
        self._owners = Pool(lambda: self.cell.owner, size=OWNER_CONNECTIONS, revive=revive)
        own = files("taktline.store") / "sql"
        self.migrator = Migrator(
            self._owners, [own, *sources], cell=cell, observer=self._observe, clock=self.clock
        )

    def transaction(
        self,
        tenant: str,
        *,
        readonly: bool = False,
        durable: bool = True,
        lock_timeout_ms: int = LOCK_TIMEOUT_MS,
        statement_timeout_ms: int = STATEMENT_TIMEOUT_MS,
    ) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction of one tenant (`CONTROL` for the control schema).

        It is begun with the first question and committed with what is queued last; an exception
        rolls it back.

        Args:
            tenant: the tenant's code.
            readonly: the server refuses writes.
            durable: False (telemetry only) does not wait until the disk has it.
            lock_timeout_ms: how long a statement may wait for a lock.
            statement_timeout_ms: how long a statement may take.

        Raises:
            BadTenantCode: that cannot be a tenant.
            StoreBusy, DatabaseUnreachable: there is no connection.
            StatementRefused, ConnectionLost: see `taktline.store.refusals`.
        """
        code = tenant if tenant == CONTROL else tenant_code(tenant)
        opening = opening_statements(
            self.cell.role(code),
            self.cell.schema(code),
            readonly=readonly,
            durable=durable,
            lock_timeout_ms=lock_timeout_ms,
            statement_timeout_ms=statement_timeout_ms,
        )
        return transaction(self._app, code, opening, observer=self.on_statement, clock=self.clock)

    async def outside(self, tenant: str, statements: Sequence[str]) -> None:
        """Run statements that no transaction may hold, `CREATE INDEX CONCURRENTLY` for instance.

        Raises:
            BadTenantCode: that cannot be a tenant.
            DatabaseUnreachable, StatementRefused: see `run_outside`.
        """
        code = tenant_code(tenant)
        await run_outside(
            self.cell.app,
            role=self.cell.role(code),
            schema=self.cell.schema(code),
            statements=statements,
        )

    async def create_tenant(self, code: str, name: str = "") -> None:
        """Make a tenant: role, schema, tables. One that was left half-made is completed.

        Raises:
            BadTenantCode: the code cannot be one.
            TenantExists: it is there already.
            MigrationFailed: a table could not be made; the tenant stays `creating`.
        """
        tenant_code(code)
        state = await self._announce(code, name)
        if state != "creating":
            raise TenantExists(code=code)
        await self._make_schema(code)
        await self._set_state(code, "active")

    async def drop_tenant(self, code: str) -> None:
        """Remove a tenant with everything it has. There is no way back.

        Raises:
            NotFound: there is no such tenant.
        """
        tenant_code(code)
        await self._set_state(code, "leaving")
        role, schema = self.cell.role(code), self.cell.schema(code)
        async with transaction(self._owners, code, ("BEGIN",), observer=self._observe) as tx:
            # A removal that was interrupted may have come as far as the role.
            if await self._role_exists(tx, role):
                tx.execute(f'SET LOCAL ROLE "{role}"', prepare=False)
                tx.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE', prepare=False)
                tx.execute("RESET ROLE", prepare=False)
                tx.execute(f'DROP ROLE "{role}"', prepare=False)
        async with self.transaction(CONTROL) as tx:
            tx.execute("DELETE FROM tenant WHERE code = %s", (code,))

    async def tenants(self) -> list[Tenant]:
        """Return all tenants by code."""
        async with self.transaction(CONTROL, readonly=True) as tx:
            return await tx.rows(
                "SELECT code, name, state, created_at FROM tenant ORDER BY code", as_=Tenant
            )

    async def migrate(self, phases: Sequence[Phase] = ("pre", "post")) -> Migrated:
        """Bring the control schema and then all tenants up to date, several at a time.

        Raises:
            MigrationFailed, MigrationChanged: the control schema could not be.
        """
        applied = await self.migrator.migrate_one(CONTROL, phases)
        await make_extension(self.owner_transaction(), self.owner_transaction())
        there = ("active", "suspended")
        codes = [tenant.code for tenant in await self.tenants() if tenant.state in there]
        done = await self.migrator.migrate(codes, phases)
        return Migrated(applied={CONTROL: applied, **done.applied}, failed=done.failed)

    async def read_order(self) -> None:
        """Find out whether this database sorts text by code point; ours does."""
        async with self.transaction(CONTROL, readonly=True) as tx:
            rows = await tx.fetch(
                "SELECT datlocprovider::text, datcollate FROM pg_catalog.pg_database "
                "WHERE datname = pg_catalog.current_database()"
            )
        provider, collation = rows[0]
        self.code_point_order = provider == "b" or collation in ("C", "POSIX", "C.UTF-8")

    def owner_transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction of the cell's owner, in no tenant's schema."""
        return transaction(self._owners, CONTROL, ("BEGIN",), observer=self._observe)

    def hang_up(self) -> None:
        """Close all idle connections; they are opened again when they are needed."""
        self._app.close()
        self._owners.close()

    async def close(self) -> None:
        """Hang up; the last user of an embedded server stops it."""
        self.hang_up()
        if self.server is not None:
            await asyncio.to_thread(self.server.leave)

    async def _announce(self, code: str, name: str) -> str:
        try:
            async with self.transaction(CONTROL) as tx:
                tx.execute(
                    "INSERT INTO tenant (code, name, cell, state, created_at) "
                    "VALUES (%s, %s, %s, 'creating', %s)",
                    (code, name or code, self.cell.name, self.clock()),
                )
        except Conflict:
            async with self.transaction(CONTROL, readonly=True) as tx:
                rows = await tx.fetch("SELECT state FROM tenant WHERE code = %s", (code,))
                return str(rows[0][0])
        return "creating"

    async def make_role(self, code: str) -> None:
        """Make the role that owns a tenant's tables, where it is not there yet."""
        async with transaction(self._owners, code, ("BEGIN",), observer=self._observe) as tx:
            await self._make_role(tx, self.cell.role(code))

    async def _make_role(self, tx: Transaction, role: str) -> None:
        if not await self._role_exists(tx, role):
            tx.execute(f'CREATE ROLE "{role}" NOLOGIN', prepare=False)
        for login in (self.cell.owner.login, self.cell.app.login):
            tx.execute(f'GRANT "{role}" TO "{login}" WITH INHERIT FALSE, SET TRUE', prepare=False)

    async def _role_exists(self, tx: Transaction, role: str) -> bool:
        question = "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s"
        return bool(await tx.fetch(question, (role,)))

    async def _make_schema(self, code: str) -> None:
        role, schema = self.cell.role(code), self.cell.schema(code)
        async with transaction(self._owners, code, ("BEGIN",), observer=self._observe) as tx:
            await self._make_role(tx, role)
            tx.execute(
                f'CREATE SCHEMA IF NOT EXISTS "{schema}" AUTHORIZATION "{role}"', prepare=False
            )
            tx.execute(f'SET LOCAL ROLE "{role}"', prepare=False)
            tx.execute(f'SET LOCAL search_path = "{schema}"', prepare=False)
            await self.migrator.apply(tx, ("pre", "post"))

    async def _set_state(self, code: str, state: str) -> None:
        async with self.transaction(CONTROL) as tx:
            done = tx.send("UPDATE tenant SET state = %s WHERE code = %s", (state, code))
            if not await done.affected():
                raise NotFound(kind="tenant", code=code)

    def _observe(self, tenant: str, statement: str) -> None:
        if self.on_statement is not None:
            self.on_statement(tenant, statement)

    def _revive(self) -> None:
        if self._renew is not None:
            self.cell = self._renew()


async def open_store(settings: DatabaseSettings, sources: Sequence[Traversable] = ()) -> Store:
    """Open the database: start or join the embedded server, or reach the external one.

    Logins, database and control schema are made when they are not there. Tables are brought up to
    date by `Store.migrate`.

    Args:
        settings: which database.
        sources: `sql` folders of the packages that bring tables.

    Raises:
        Problem: why there is no database, and what to do.
    """
    if settings.url is not None:
        return await _open_external(settings, settings.url, sources)
    server = await asyncio.to_thread(
        start_server,
        settings.folder,
        pg_bin=settings.pg_bin,
        port=settings.port,
        durable=settings.durable,
        archive=settings.archive,
    )

    def embedded_cell() -> Cell:
        return cell_of(
            server.address(DATABASE), settings.cell, server.passwords, prefix=settings.login_prefix
        )

    def renew() -> Cell:
        server.ensure()
        return embedded_cell()

    cell = embedded_cell()
    try:
        if server.origin == "created" or not await is_set_up(cell):
            await set_up(cell, server.address(DATABASE), create_database=True)
    except BaseException:
        await asyncio.to_thread(server.leave)
        raise
    return Store(
        cell,
        sources,
        connections=settings.connections,
        server=server,
        renew=renew,
        bootstrap=server.address(DATABASE),
    )


async def _open_external(
    settings: DatabaseSettings, url: str, sources: Sequence[Traversable]
) -> Store:
    bootstrap = address_of(url)
    cell = cell_of(
        bootstrap, settings.cell, passwords_in(settings.folder), prefix=settings.login_prefix
    )
    if not await is_set_up(cell):
        await set_up(cell, bootstrap, create_database=False)
    store = Store(cell, sources, connections=settings.connections, bootstrap=bootstrap)
    await store.read_order()
    return store
