"""A cell's roles: nobody is superuser, the app has no rights of its own, external servers work."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from taktline.store import (
    CONTROL,
    BadTenantCode,
    DatabaseSettings,
    DatabaseUnreachable,
    StatementRefused,
    Store,
    TenantExists,
    open_store,
)
from taktline.store.address import BadDatabaseUrl, address_of
from taktline.store.cell import BadCellName, RightsMissing
from tests.postgres import new_tenant

pytestmark = pytest.mark.anyio


async def ask(store: Store, login: str, statement: str) -> list[tuple[object, ...]]:
    """Ask as one of the cell's logins, without the store's transaction."""
    address = {"owner": store.cell.owner, "app": store.cell.app, "jobs": store.cell.jobs}[login]
    async with await psycopg.AsyncConnection.connect(address.conninfo()) as connection:
        return await (await connection.execute(statement.encode())).fetchall()


@pytest.fixture
async def external(bare_store: Store) -> AsyncIterator[tuple[str, Path]]:
    """A database of an external server, owned by a login that may make roles, and a data folder."""
    server = bare_store.server
    assert server is not None
    with (
        psycopg.connect(server.address().conninfo(), autocommit=True) as connection,
        tempfile.TemporaryDirectory() as folder,
    ):
        connection.execute("CREATE ROLE landlord LOGIN CREATEROLE PASSWORD 'secret'")
        connection.execute("CREATE DATABASE estate OWNER landlord")
        try:
            yield f"postgresql://landlord:secret@127.0.0.1:{server.port}/estate", Path(folder)
        finally:
            connection.execute("DROP DATABASE estate WITH (FORCE)")
            for role in ("t_away_guest", "control_away", "x_owner", "x_app", "x_jobs", "landlord"):
                connection.execute(f'DROP ROLE IF EXISTS "{role}"'.encode())


async def test_no_login_is_superuser_and_the_app_has_no_rights_of_its_own(
    bare_store: Store, bare_tenant: str
) -> None:
    rows = await ask(
        bare_store,
        "owner",
        "SELECT rolname::text, rolsuper, rolcreaterole, rolcanlogin FROM pg_roles "
        "WHERE rolname IN ('owner', 'app', 'jobs') ORDER BY 1",
    )
    assert rows == [
        ("app", False, False, True),
        ("jobs", False, False, True),
        ("owner", False, True, True),
    ]
    schema = bare_store.cell.schema(bare_tenant)
    for login in ("app", "owner", "jobs"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await ask(bare_store, login, f'SELECT number FROM "{schema}".schema_version')
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await ask(bare_store, "app", "SELECT code FROM control.tenant")
    assert await ask(bare_store, "jobs", "SELECT count(*) > 0 FROM control.tenant") == [(True,)]


async def test_a_tenant_is_made_once_and_goes_without_trace(bare_store: Store) -> None:
    code = await new_tenant(bare_store)
    with pytest.raises(TenantExists, match=code):
        await bare_store.create_tenant(code)
    await bare_store.drop_tenant(code)
    assert code not in [tenant.code for tenant in await bare_store.tenants()]
    role = bare_store.cell.role(code)
    found = await ask(bare_store, "owner", f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'")
    assert found == []
    await bare_store.create_tenant(code)
    async with bare_store.transaction(code) as tx:
        assert await tx.fetch("SELECT current_user::text") == [(role,)]


async def test_a_tenant_that_was_left_half_made_is_completed(bare_store: Store) -> None:
    code = f"half_{id(object()) % 10_000}"
    async with bare_store.transaction(CONTROL) as tx:
        tx.execute(
            "INSERT INTO tenant (code, name, cell, state, created_at) "
            "VALUES (%s, 'x', 'main', 'creating', %s)",
            (code, bare_store.clock()),
        )
    await bare_store.create_tenant(code)
    assert code in [t.code for t in await bare_store.tenants() if t.state == "active"]


@pytest.mark.parametrize("code", ["", "Upper", "1st", "a-b", "a" * 41, 'x"; DROP', "control"])
async def test_a_code_that_cannot_be_a_schema_is_refused(bare_store: Store, code: str) -> None:
    with pytest.raises(BadTenantCode):
        await bare_store.create_tenant(code)


async def test_an_external_server_is_set_up_by_a_login_that_may_make_roles(
    external: tuple[str, Path],
) -> None:
    url, folder = external
    settings = DatabaseSettings(folder=folder, url=url, cell="away", login_prefix="x_")
    store = await open_store(settings)
    try:
        await store.migrate()
        await store.create_tenant("guest")
        async with store.transaction("guest") as tx:
            assert await tx.fetch("SELECT session_user::text") == [("x_app",)]
        await store.drop_tenant("guest")
    finally:
        await store.close()
    again = await open_store(settings)
    assert await again.tenants() == []
    await again.close()


async def test_what_is_wrong_with_an_external_server_is_told(
    bare_store: Store, external: tuple[str, Path]
) -> None:
    url, folder = external
    app = bare_store.cell.app
    powerless = f"postgresql://app:{app.password}@{app.host}:{app.port}/{app.database}"
    for bad, refusal in (
        (powerless, RightsMissing),
        (url.replace("secret", "wrong"), DatabaseUnreachable),
        (url.replace(f":{app.port}/", ":1/"), DatabaseUnreachable),
        ("nonsense", BadDatabaseUrl),
    ):
        settings = DatabaseSettings(folder=folder, url=bad, cell="away", login_prefix="x_")
        with pytest.raises(refusal) as told:
            await open_store(settings)
        assert app.password not in str(told.value)
    with pytest.raises(BadCellName):
        await open_store(DatabaseSettings(folder=folder, url=url, cell="Not_a_cell"))


async def test_a_transaction_of_nobody_s_tenant_is_refused(bare_store: Store) -> None:
    with pytest.raises(StatementRefused, match="does not exist"):
        async with bare_store.transaction("nobody") as tx:
            await tx.fetch("SELECT 1")


def test_an_address_never_shows_its_password() -> None:
    address = address_of("postgresql://me:hidden@db:5433/plant?sslmode=require")
    assert (address.host, address.port, address.database) == ("db", 5433, "plant")
    assert address.options == {"sslmode": "require"}
    assert "hidden" not in repr(address)
    with pytest.raises(BadDatabaseUrl) as told:
        address_of("postgresql://me:hidden@db:notaport/plant")
    assert "hidden" not in str(told.value)
