"""A backup is whole, holds no secrets, and becomes a working database elsewhere."""

import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from taktline.base.ids import uuid7
from taktline.store import DatabaseSettings, Store, open_store
from taktline.store.backup import (
    MANIFEST,
    BackupThere,
    DatabaseNotEmpty,
    NoBackup,
    backup,
    psql_command,
    restore,
)
from tests.postgres import Backend, reachable_folder


@pytest.fixture(scope="module")
async def bare_store(anyio_backend: Backend) -> AsyncIterator[Store]:
    """Give a database of its own: a copy of all the other tests' tenants would take minutes."""
    folder = reachable_folder(f"copied-{uuid7().hex[-12:]}")
    opened = await open_store(DatabaseSettings(folder=folder, durable=False))
    await opened.migrate()
    yield opened
    await opened.close()
    shutil.rmtree(folder, ignore_errors=True)


pytestmark = pytest.mark.anyio


async def test_a_backup_becomes_a_working_database_elsewhere(
    bare_store: Store, bare_tenant: str, tmp_path: Path
) -> None:
    async with bare_store.transaction(bare_tenant) as tx:
        tx.execute(
            "CREATE TABLE part (id integer NOT NULL, CONSTRAINT part_pkey PRIMARY KEY (id))",
            prepare=False,
        )
        tx.execute("INSERT INTO part (id) VALUES (42)")
    made = await backup(bare_store, tmp_path / "copy")
    assert bare_tenant in made.tenants
    with pytest.raises(BackupThere):
        await backup(bare_store, tmp_path / "copy")
    with pytest.raises(DatabaseNotEmpty, match=bare_tenant):
        await restore(bare_store, tmp_path / "copy")

    with tempfile.TemporaryDirectory(prefix="taktline-restored-") as place:
        other = await open_store(DatabaseSettings(folder=Path(place), durable=False))
        try:
            assert await restore(other, tmp_path / "copy") == made
            assert [tenant.code for tenant in await other.tenants()] == sorted(made.tenants)
            async with other.transaction(bare_tenant) as tx:
                assert await tx.fetch("SELECT id FROM part") == [(42,)]
                tx.execute("INSERT INTO part (id) VALUES (43)")
            assert (await other.migrate()).failed == {}
            await other.create_tenant("newcomer")
        finally:
            await other.close()


async def test_half_a_backup_is_no_backup(bare_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NoBackup, match="missing"):
        await restore(bare_store, tmp_path)
    (tmp_path / MANIFEST).write_text('{"format": 1}')
    with pytest.raises(NoBackup):
        await restore(bare_store, tmp_path)


async def test_a_backup_holds_no_passwords(bare_store: Store, tmp_path: Path) -> None:
    await backup(bare_store, tmp_path / "copy")
    everything = b"".join(
        path.read_bytes() for path in (tmp_path / "copy").rglob("*") if path.is_file()
    )
    assert b"SCRAM-SHA-256" not in everything
    for login in (bare_store.cell.owner, bare_store.cell.app, bare_store.cell.jobs):
        assert login.password.encode() not in everything


async def test_psql_opens_as_the_tenant(bare_store: Store, bare_tenant: str) -> None:
    command, environment = psql_command(bare_store, bare_tenant)
    answer = subprocess.run(  # noqa: ASYNC221 - a test may wait for it
        [*command, "-At", "-c", "SELECT current_user"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == bare_store.cell.role(bare_tenant)
