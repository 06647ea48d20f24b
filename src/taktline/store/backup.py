"""Copies the database into a folder and back: PostgreSQL's own dump, and which roles it needs.

For a copy from which any later moment can be restored see `taktline.store.base_backup`.

A backup holds no secrets: a restored database gets the passwords of the data folder it is restored
into. Files of the file store are not in it.
"""

import asyncio
import os
import subprocess
import tempfile
import threading
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
import psycopg
from psycopg import sql

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.store.address import Address
from taktline.store.binaries import ProgramFailed, Programs, programs_in, wheel_folder
from taktline.store.cell import CONTROL, set_up
from taktline.store.database import Store
from taktline.store.refusals import StaleCatalog

MANIFEST = "manifest.json"
DUMP = "database"
FORMAT = 1
LOOK_EVERY_S = 0.05
JOBS = 2


class BackupThere(Problem):
    """The folder for a backup holds something already."""

    title = Text(
        en="{folder} is not empty: name a new folder for the backup.",
        zh="{folder} 非空:请为备份指定新文件夹。",
    )


class NothingToCopy(Problem):
    """A data folder without tables; most likely another one was meant."""

    title = Text(
        en="There is nothing in this database yet; is --data-dir the right folder?",
        zh="该数据库中尚无内容;--data-dir 是否正确?",
    )
    status = 404


class NoBackup(Problem):
    """The folder holds no backup of ours."""

    title = Text(
        en="{folder} holds no complete backup: {reason}", zh="{folder} 中没有完整的备份:{reason}"
    )
    status = 400


class DatabaseNotEmpty(Problem):
    """A backup is restored into a fresh database only."""

    title = Text(
        en="This database has the tenants {tenants}: restore into a new data folder.",
        zh="该数据库已有租户 {tenants}:请恢复到新的数据文件夹。",
    )


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup holds.

    Attributes:
        format: version of this layout.
        server: major version of the PostgreSQL that was copied.
        cell: the cell's name.
        tenants: codes of the tenants in it.
        made_at: when the copy began.
        kind: a dump of the tables, or a base copy of the whole cluster.
        segment: a base copy's first log segment; what is older is not needed for it.
    """

    format: int
    server: int
    cell: str
    tenants: tuple[str, ...]
    made_at: datetime
    kind: Literal["dump", "base"] = "dump"
    segment: str | None = None


async def backup(store: Store, folder: Path) -> Manifest:
    """Copy the whole database, as it is at this moment, while work goes on.

    Args:
        store: an open store.
        folder: a folder that is not there yet, or empty.

    Raises:
        NothingToCopy: the database was never set up.
        BackupThere: it is not empty.
        ProgramFailed: pg_dump's words.
    """
    await require_tables(store)
    folder = await asyncio.to_thread(made_empty, folder)
    made_at = store.clock()
    address = _bootstrap(store)
    programs = _programs(store)
    options = ["--format=directory", f"--jobs={JOBS}", f"--file={folder / DUMP}", "--no-password"]
    await run_program(programs, "pg_dump", address=address, options=options)
    manifest = Manifest(
        format=FORMAT,
        server=programs.major,
        cell=store.cell.name,
        tenants=tuple(tenant.code for tenant in await store.tenants()),
        made_at=made_at,
    )
    write_manifest(folder, manifest)
    return manifest


async def restore(store: Store, folder: Path) -> Manifest:
    """Fill a fresh database from a backup.

    Args:
        store: an open store without tenants, of the same cell name.
        folder: what `backup` made.

    Raises:
        NoBackup: the folder holds none, or one of another cell or layout.
        DatabaseNotEmpty: there are tenants already.
        ProgramFailed: pg_restore's words.
    """
    manifest = read_manifest(folder)
    if manifest.kind != "dump":
        raise NoBackup(folder=str(folder), reason="it is a base copy, not a dump")
    if manifest.cell != store.cell.name:
        raise NoBackup(folder=str(folder), reason=f"it is of cell {manifest.cell}")
    await _require_fresh(store)
    address = _bootstrap(store)
    store.hang_up()
    async with await _session(address) as connection:
        await connection.execute(
            sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(CONTROL))
        )
    await set_up(store.cell, address, create_database=False)
    async with await _session(address) as connection:
        await connection.execute(
            sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(CONTROL))
        )
    for code in manifest.tenants:
        await store.make_role(code)
    options = ["--format=directory", f"--jobs={JOBS}", "--exit-on-error", "--no-password"]
    database = f"--dbname={address.database}"
    options += [database, str(_whole(folder) / DUMP)]
    await run_program(_programs(store), "pg_restore", address=address, options=options)
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Say what a folder holds; written last, as a folder without it is half a backup."""
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))


def psql_command(store: Store, tenant: str | None = None) -> tuple[list[str], dict[str, str]]:
    """Return the command that opens psql, and its environment (it holds the password).

    Args:
        store: an open store.
        tenant: see this tenant's tables, with its rights; None = as the owner login.
    """
    environment = _environment(store.cell.owner)
    if tenant is not None:
        role, schema = store.cell.role(tenant), store.cell.schema(tenant)
        environment["PGOPTIONS"] = f"-c role={role} -c search_path={schema}"
    return [str(_programs(store).path("psql"))], {**os.environ, **environment}


def made_empty(folder: Path) -> Path:
    """Make the folder; return its whole path, as the programs run elsewhere.

    Raises:
        BackupThere: it is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupThere(folder=str(folder))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _whole(folder)


def _whole(folder: Path) -> Path:
    return folder.absolute()


async def require_tables(store: Store) -> None:
    """Make sure there is something to copy.

    Raises:
        NothingToCopy: the database was never set up.
    """
    try:
        await store.tenants()
    except StaleCatalog:
        raise NothingToCopy from None


async def _require_fresh(store: Store) -> None:
    async with await _session(_bootstrap(store)) as connection:
        found = await connection.execute(
            "SELECT substr(nspname, 3) FROM pg_catalog.pg_namespace WHERE nspname LIKE 't\\_%'"
        )
        tenants = [str(row[0]) for row in await found.fetchall()]
    if tenants:
        raise DatabaseNotEmpty(tenants=tenants)


def read_manifest(folder: Path) -> Manifest:
    """Read what a backup says of itself.

    Raises:
        NoBackup: the folder holds none, half of one, or one of another layout.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise NoBackup(folder=str(folder), reason=f"{MANIFEST} is missing") from None
    except msgspec.MsgspecError as damage:
        raise NoBackup(folder=str(folder), reason=str(damage)) from None
    if manifest.format != FORMAT:
        raise NoBackup(folder=str(folder), reason=f"its layout is {manifest.format}")
    return manifest


def _bootstrap(store: Store) -> Address:
    return store.bootstrap or store.cell.owner


def _programs(store: Store) -> Programs:
    return programs_in(wheel_folder()) if store.server is None else store.server.programs


def _environment(address: Address) -> dict[str, str]:
    named = {f"PG{name.upper()}": value for name, value in address.options.items()}
    return {
        **named,
        "PGHOST": address.host,
        "PGPORT": str(address.port),
        "PGUSER": address.login,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.database,
    }


async def run_program(
    programs: Programs, name: str, *, address: Address, options: list[str]
) -> None:
    """Run a program of the server until it ends; who is cancelled leaves no program behind.

    Raises:
        ProgramFailed: its words.
    """
    command = [str(programs.path(name)), *options]
    cancelled = threading.Event()
    try:
        await asyncio.to_thread(_watched, command, _environment(address), cancelled)
    finally:
        cancelled.set()


def _watched(command: list[str], environment: dict[str, str], cancelled: threading.Event) -> None:
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMP") if name in os.environ}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=os.path.abspath(os.sep),
            env={**keep, **environment, "LC_ALL": "C"},
        )
        while running.poll() is None:
            if cancelled.wait(LOOK_EVERY_S):
                running.kill()
        said.seek(0)
        if running.returncode:
            raise ProgramFailed(command=Path(command[0]).name, said=said.read())


async def _session(address: Address) -> psycopg.AsyncConnection[tuple[object, ...]]:
    return await psycopg.AsyncConnection.connect(
        address.conninfo(), autocommit=True, connect_timeout=10
    )
