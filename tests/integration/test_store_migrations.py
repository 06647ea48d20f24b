"""Numbered SQL files are applied once each, whole or not at all, and never in another wording."""

from pathlib import Path

import pytest

from taktline.store import Store
from taktline.store.migrations import (
    BadMigration,
    MigrationChanged,
    MigrationFailed,
    migrations_in,
    read_migration,
    split,
)
from tests.postgres import new_tenant

pytestmark = pytest.mark.anyio

TABLE = "CREATE TABLE {0} (\n    id uuid NOT NULL,\n    CONSTRAINT {0}_pkey PRIMARY KEY (id)\n);\n"


def write(folder: Path, name: str, text: str) -> None:
    (folder / "tenant").mkdir(exist_ok=True)
    (folder / "tenant" / name).write_text(text)


async def tables(store: Store, tenant: str) -> set[object]:
    async with store.transaction(tenant, readonly=True) as tx:
        rows = await tx.fetch(
            "SELECT tablename::text FROM pg_catalog.pg_tables WHERE schemaname = %s",
            (store.cell.schema(tenant),),
        )
    return {name for (name,) in rows}


async def test_all_tenants_follow_new_files_and_post_waits_for_its_phase(
    bare_store: Store, tmp_path: Path
) -> None:
    tenants = [await new_tenant(bare_store) for _ in range(3)]
    write(tmp_path, "0900_pre_lathe.sql", TABLE.format("lathe"))
    write(tmp_path, "0901_post_mill.sql", "-- after the new code\n" + TABLE.format("mill"))
    store = Store(bare_store.cell, [tmp_path])
    first = await store.migrator.migrate(tenants, ["pre"])
    assert first.applied == dict.fromkeys(tenants, (900,))
    assert await tables(store, tenants[0]) == {"schema_version", "lathe"}
    second = await store.migrator.migrate(tenants)
    assert second.applied == dict.fromkeys(tenants, (901,))
    assert (await store.migrator.migrate(tenants)).applied == dict.fromkeys(tenants, ())
    store.hang_up()


async def test_a_tenant_that_fails_stays_as_it_was_and_does_not_stop_the_others(
    bare_store: Store, tmp_path: Path
) -> None:
    lucky, unlucky = await new_tenant(bare_store), await new_tenant(bare_store)
    async with bare_store.transaction(unlucky) as tx:
        tx.execute("CREATE TABLE mill (id uuid)", prepare=False)
    write(tmp_path, "0900_pre_machines.sql", TABLE.format("lathe") + TABLE.format("mill"))
    store = Store(bare_store.cell, [tmp_path])
    done = await store.migrator.migrate([lucky, unlucky])
    assert done.applied == {lucky: (900,)}
    assert list(done.failed) == [unlucky]
    assert isinstance(done.failed[unlucky], MigrationFailed)
    assert await tables(store, unlucky) == {"schema_version", "mill"}
    async with store.transaction(unlucky) as tx:
        tx.execute("DROP TABLE mill", prepare=False)
    assert (await store.migrator.migrate([lucky, unlucky])).applied == {lucky: (), unlucky: (900,)}
    store.hang_up()


async def test_an_applied_file_must_not_change(bare_store: Store, tmp_path: Path) -> None:
    tenant = await new_tenant(bare_store)
    write(tmp_path, "0900_pre_lathe.sql", TABLE.format("lathe"))
    await Store(bare_store.cell, [tmp_path]).migrator.migrate_one(tenant)
    write(tmp_path, "0900_pre_lathe.sql", TABLE.format("turning_lathe"))
    with pytest.raises(MigrationChanged, match="0900_pre_lathe"):
        await Store(bare_store.cell, [tmp_path]).migrator.migrate_one(tenant)


def test_numbers_and_names_of_files_are_checked(tmp_path: Path) -> None:
    write(tmp_path, "0900_pre_a.sql", "SELECT 1;")
    (tmp_path / "more").mkdir()
    write(tmp_path / "more", "0900_post_b.sql", "SELECT 1;")
    assert [file.number for file in migrations_in([tmp_path], "tenant")] == [900]
    with pytest.raises(BadMigration, match="used twice"):
        migrations_in([tmp_path, tmp_path / "more"], "tenant")
    with pytest.raises(BadMigration, match="NNNN_pre_text"):
        read_migration("900_a.sql", "")


def test_statements_end_with_a_semicolon_at_the_end_of_a_line() -> None:
    text = "-- why\nCREATE TABLE a (\n  b text DEFAULT ';x'\n);\n\nCREATE INDEX c ON a (b);\n"
    text += "SELECT 1"
    assert split(text) == [
        "CREATE TABLE a (\n  b text DEFAULT ';x'\n)",
        "CREATE INDEX c ON a (b)",
        "SELECT 1",
    ]
