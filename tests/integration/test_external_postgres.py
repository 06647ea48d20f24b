"""Somebody else's PostgreSQL: `taktline db init` makes the logins, and everything else follows."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from taktline.base.host import free_port
from taktline.store.server import EmbeddedServer, start_server
from tests.postgres import reachable_folder

pytestmark = pytest.mark.anyio
LOGIN, PASSWORD = "landlord", "a-secret-of-theirs"


@pytest.fixture(scope="module")
def external() -> Iterator[EmbeddedServer]:
    """Give a second server, as if it were somebody else's: nothing of ours is on it."""
    folder = reachable_folder(f"external-{os.getpid()}")
    server = start_server(folder, durable=False)
    try:
        yield server
    finally:
        server.leave()


@pytest.fixture
def url(external: EmbeddedServer, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give a database with a login that may make roles and schemas, and nothing else."""
    name = "theirs"
    with psycopg.connect(external.address().conninfo(), autocommit=True) as operator:
        operator.execute(f"CREATE ROLE {LOGIN} LOGIN CREATEROLE PASSWORD '{PASSWORD}'".encode())
        operator.execute(f"CREATE DATABASE {name}".encode())
        grant = f"GRANT CREATE, CONNECT ON DATABASE {name} TO {LOGIN} WITH GRANT OPTION"
        operator.execute(grant.encode())
        try:
            yield f"postgresql://{LOGIN}:{PASSWORD}@127.0.0.1:{external.port}/{name}"
        finally:
            operator.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


async def taktline(*arguments: str) -> tuple[int, str]:
    """Run the command line; its exit code and everything it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "taktline", *arguments, "--language", "en",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_a_login_that_may_make_roles_is_enough_for_everything(
    external: EmbeddedServer, url: str, tmp_path: Path
) -> None:
    place = ("--data-dir", str(tmp_path), "--database-url", url)
    for _ in range(2):
        code, said = await taktline("db", "init", *place)
        assert code == 0, said
        assert "Database ready" in said
        assert PASSWORD not in said
    with psycopg.connect(external.address().conninfo()) as operator:
        logins = operator.execute(
            "SELECT rolname::text, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls "
            "FROM pg_roles WHERE rolname IN ('owner', 'app', 'jobs') ORDER BY 1"
        ).fetchall()
    assert logins == [
        ("app", False, False, False, False),
        ("jobs", False, False, False, False),
        ("owner", False, True, False, False),
    ]
    assert not (tmp_path / "pg").exists(), "no server of our own was started"
    port = free_port()
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "taktline", "serve", *place, "--port", str(port), "--processes", "1",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert await healthy(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        await server.wait()
    with psycopg.connect(url) as theirs:
        schemas = theirs.execute(
            "SELECT nspname::text FROM pg_namespace WHERE nspname IN ('control', 't_main') "
            "ORDER BY 1"
        ).fetchall()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            theirs.execute("SELECT * FROM t_main.user_account")
    assert schemas == [("control",), ("t_main",)]


async def healthy(url: str) -> bool:
    """Say whether a server comes to answer within a minute."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as http:
        for _ in range(600):
            try:
                return (await http.get("/api/health")).status_code == 200
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
    return False


async def test_what_the_login_lacks_is_said_without_its_password(
    external: EmbeddedServer, tmp_path: Path
) -> None:
    with psycopg.connect(external.address().conninfo(), autocommit=True) as operator:
        operator.execute(f"CREATE ROLE poor LOGIN PASSWORD '{PASSWORD}'".encode())
    url = f"postgresql://poor:{PASSWORD}@127.0.0.1:{external.port}/postgres"
    code, said = await taktline("db", "init", "--data-dir", str(tmp_path), "--database-url", url)
    assert code != 0
    assert "CREATEROLE" in said
    assert PASSWORD not in said
