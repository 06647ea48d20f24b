"""A copy of the whole database cluster, and any moment after it: base copy plus the archive of
changes (PostgreSQL's point-in-time recovery).

A base copy holds password verifiers and is of one PostgreSQL major version; a dump holds neither.
"""

import asyncio
import contextlib
import re
import shutil
import time
from datetime import datetime
from pathlib import Path

from taktline.base import host
from taktline.base.host import Account
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.store.backup import (
    FORMAT,
    Manifest,
    NoBackup,
    made_empty,
    read_manifest,
    require_tables,
    run_program,
    write_manifest,
)
from taktline.store.binaries import Programs, check_runnable, copied_programs, programs_in, run_as
from taktline.store.cluster import BOOTSTRAP, Folder, start, stop
from taktline.store.database import Store
from taktline.store.secrets import passwords_in
from taktline.store.server_refusals import ServerDoesNotStart
from taktline.store.wal_archive import fetching

BASE = "cluster"
RECOVER_WAIT_S = 3600
"""A week of changes on a slow disk."""
LOOK_EVERY_S = 0.1
SEGMENT = re.compile(r"^START WAL LOCATION: .*\(file ([0-9A-F]{24})\)", re.MULTILINE)
NOT_OURS = ("taktline.conf", "postmaster.pid", "postmaster.opts")


class NotEmbeddedServer(Problem):
    """Somebody else's server is copied and recovered with that server's own means."""

    title = Text(
        en="The database is an external server: its own base copies and archive restore a moment.",
        zh="数据库为外部服务器:请使用该服务器自身的基础备份与归档来恢复到某一时刻。",
    )
    status = 400


class DataFolderUsed(Problem):
    """A base copy becomes a database only where none is."""

    title = Text(
        en="{folder} holds a database already: restore into a new data folder.",
        zh="{folder} 中已有数据库:请恢复到新的数据文件夹。",
    )


class MomentNotKept(Problem):
    """The archive does not reach to the moment that was asked for."""

    title = Text(
        en="The archive {archive} ends before {until}: name an earlier moment, or none for all "
        "that it holds.",
        zh="归档 {archive} 未覆盖到 {until}:请指定更早的时刻,或不指定以恢复全部。",
    )
    status = 409


class MomentBeforeCopy(Problem):
    """A base copy cannot go back behind itself."""

    title = Text(
        en="This copy was made at {made_at}: for {until} take an older one.",
        zh="该备份制作于 {made_at}:若要恢复到 {until},请使用更早的备份。",
    )
    status = 409


async def base_backup(store: Store, folder: Path) -> Manifest:
    """Copy the whole cluster while work goes on.

    Args:
        store: an open store with the embedded server.
        folder: a folder that is not there yet, or empty.

    Raises:
        NotEmbeddedServer: an external server has its own means.
        NothingToCopy: the database was never set up.
        BackupThere: the folder is not empty.
        ProgramFailed: pg_basebackup's words.
    """
    if store.server is None:
        raise NotEmbeddedServer
    await require_tables(store)
    folder = await asyncio.to_thread(made_empty, folder)
    programs = store.server.programs
    options = [f"--pgdata={folder / BASE}", "--wal-method=stream", "--checkpoint=fast"]
    made_at = store.clock()
    tenants = tuple(tenant.code for tenant in await store.tenants())
    await run_program(
        programs,
        "pg_basebackup",
        address=store.server.address(),
        options=[*options, "--no-password"],
    )
    manifest = Manifest(
        format=FORMAT,
        server=programs.major,
        cell=store.cell.name,
        tenants=tenants,
        made_at=made_at,
        kind="base",
        segment=_first_segment(folder),
    )
    write_manifest(folder, manifest)
    return manifest


def restore_base(
    place: Path,
    copy: Path,
    *,
    archive: Path | None = None,
    until: datetime | None = None,
    pg_bin: Path | None = None,
) -> Manifest:
    """Make a new data folder's database from a base copy and the changes after it. Blocks.

    Args:
        place: a data folder without a database; its passwords (made when missing) hold afterwards.
        copy: what `base_backup` made.
        archive: the folder of changes; None = the moment of the copy.
        until: the last moment to bring back; None = all the archive holds.
        pg_bin: another PostgreSQL installation than the one that comes along.

    Raises:
        NoBackup: the folder holds no base copy.
        DataFolderUsed: there is a database already.
        WrongServerVersion: the copy is of another major version.
        MomentBeforeCopy, MomentNotKept: it cannot go to that moment.
        ServerDoesNotStart: PostgreSQL's words.
    """
    manifest = read_manifest(copy)
    if manifest.kind != "base":
        raise NoBackup(folder=str(copy), reason="it is a dump, not a base copy")
    if until is not None and until <= manifest.made_at:
        raise MomentBeforeCopy(made_at=manifest.made_at, until=until)
    folder = Folder(place)
    folder.make()
    if folder.cluster.exists():
        raise DataFolderUsed(folder=str(folder.cluster))
    account = folder.account()
    programs = copied_programs(folder.pg) if pg_bin is None else programs_in(pg_bin)
    check_runnable(programs, account)
    partial = _copied(folder, copy, account)
    try:
        partial.rename(folder.cluster)
        folder.check_version(programs)
        _recover(folder, programs, account, archive=archive, until=until)
        _set_password(folder, programs, account)
    except BaseException:
        with contextlib.suppress(Problem):
            stop(folder)
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(folder.cluster, ignore_errors=True)
        raise
    return manifest


def _first_segment(folder: Path) -> str:
    label = (folder / BASE / "backup_label").read_text()
    found = SEGMENT.search(label)
    assert found is not None, "pg_basebackup writes the first segment into its label"
    return found.group(1)


def _copied(folder: Folder, copy: Path, account: Account | None) -> Path:
    partial = folder.pg / "cluster.part"
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(copy / BASE, partial, ignore=shutil.ignore_patterns(*NOT_OURS))
    partial.chmod(0o700)
    (partial / "recovery.signal").touch()
    for path in (partial, *partial.rglob("*")):
        host.give_to(path, account)
    return partial


def _recover(
    folder: Folder,
    programs: Programs,
    account: Account | None,
    *,
    archive: Path | None,
    until: datetime | None,
) -> None:
    """Start in recovery, wait until the server takes writes, stop."""
    further = fetching(archive or folder.pg / "no-archive", until)
    try:
        start(folder, programs, account, port=host.free_port(), durable=True, further=further)
        deadline = time.monotonic() + RECOVER_WAIT_S
        while (folder.cluster / "recovery.signal").exists():
            if folder.postmaster() is None or time.monotonic() > deadline:
                raise ServerDoesNotStart(
                    folder=str(folder.cluster), reason="it left the recovery", log=str(folder.log)
                )
            time.sleep(LOOK_EVERY_S)
    except ServerDoesNotStart:
        if "before configured recovery target was reached" in folder.log.read_text():
            raise MomentNotKept(archive=str(archive), until=until) from None
        raise
    stop(folder)


def _set_password(folder: Folder, programs: Programs, account: Account | None) -> None:
    """Give the first login this folder's password, in a server that nobody else can reach."""
    secret = passwords_in(folder.root).bootstrap
    command = [str(programs.path("postgres")), "--single", "-D", str(folder.cluster), "postgres"]
    run_as(account, command, typed=f"ALTER ROLE {BOOTSTRAP} PASSWORD '{secret}'\n")
