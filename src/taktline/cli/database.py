"""`taktline db`: the database of an installation, for its operator."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

from taktline.api.registry import REGISTRY
from taktline.api.runtime import database_of
from taktline.base.host import FileLock
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.cli.call import Call, Calling, print_json
from taktline.store import Store, open_store
from taktline.store.backup import backup, psql_command, read_manifest, restore
from taktline.store.backup_schedule import KEEP, BackupStatus, backup_status, scheduled_backups
from taktline.store.base_backup import base_backup, restore_base
from taktline.store.server import Folder, start_server, status_of
from taktline.store.server import stop as stop_server

RUNNING = Text(
    en="The database runs: port {port}, process {pid}, PostgreSQL {version}, {folder}",
    zh="数据库运行中:端口 {port},进程 {pid},PostgreSQL {version},{folder}",
)
STOPPED = Text(en="The database does not run: {folder}", zh="数据库未运行:{folder}")
STAYS = Text(
    en="It stays up while this runs; stop with Ctrl-C.",
    zh="本命令运行期间保持;按 Ctrl-C 停止。",
)
DONE = Text(en="Database ready: {tenants} tenants.", zh="数据库就绪:{tenants} 个租户。")
MIGRATED = Text(en="{tenant}: {steps} steps.", zh="{tenant}:{steps} 步。")
FAILED = Text(en="{tenant}: {reason}", zh="{tenant}:{reason}")
CURRENT = Text(en="Everything is up to date.", zh="已是最新。")
BACKED_UP = Text(
    en="Backed up {tenants} tenants into {folder}. Files and secrets are not in it: copy the "
    "folders files and secrets of the data folder too.",
    zh="已将 {tenants} 个租户备份到 {folder}。其中不含文件与密钥:请另行复制数据文件夹中的 files "
    "与 secrets。",
)
RESTORED = Text(
    en="Restored {tenants} tenants from {folder}, copied at {made_at}.",
    zh="已从 {folder}(备份于 {made_at})恢复 {tenants} 个租户。",
)


KEEPING = Text(
    en="A copy into {folder} every {hours} hours, the last {keep} are kept; stop with Ctrl-C.",
    zh="每 {hours} 小时备份到 {folder},保留最近 {keep} 份;按 Ctrl-C 停止。",
)
LAST_GOOD = Text(
    en="Last good backup: {made_at}, {tenants} tenants, {megabytes} MB, {folder}; {kept} kept.",
    zh="最近一次完好的备份:{made_at},{tenants} 个租户,{megabytes} MB,{folder};共保留 {kept} 份。",
)
NO_GOOD = Text(en="There is no complete backup in {folder}.", zh="{folder} 中没有完整的备份。")
LAST_FAILED = Text(
    en="The last attempt failed at {at}: {reason}", zh="最近一次尝试于 {at} 失败:{reason}"
)


ANY_MOMENT = Text(
    en="Any moment from {first} to {last} can be restored (the last minute may be missing).",
    zh="可恢复 {first} 至 {last} 之间的任意时刻(最后一分钟可能缺失)。",
)


class NoMomentInDump(Problem):
    """A dump shows one moment only."""

    title = Text(
        en="{folder} is a dump and shows one moment: --until and --archive need a base copy "
        "(taktline db backup --base).",
        zh="{folder} 为转储,仅含单一时刻:--until 与 --archive 需要基础备份"
        "(taktline db backup --base)。",
    )
    status = 400


class NoBackupFolder(Problem):
    """Nobody said where the backups are."""

    title = Text(
        en="Which folder? Name it, or set backup_dir.", zh="请指定文件夹,或设置 backup_dir。"
    )
    status = 400


class NotEmbedded(Problem):
    """The database is somebody else's server, which is not ours to start or stop."""

    title = Text(
        en="The database is an external server; start and stop it there.",
        zh="数据库为外部服务器,请在其所在处启停。",
    )
    status = 400


class StillUsed(Problem):
    """Somebody works on the database that should be stopped."""

    title = Text(
        en="The database is in use by a running Taktline; stop that first, or give --force.",
        zh="数据库正被运行中的 Taktline 使用;请先停止它,或使用 --force。",
    )
    status = 409


async def start(*, call: Calling) -> None:
    """Start the embedded database and keep it up until Ctrl-C."""
    settings = call.settings()
    _refuse_external(call)
    server = await asyncio.to_thread(
        start_server, settings.data_dir, pg_bin=settings.pg_bin, port=settings.pg_port
    )
    try:
        _tell_status(call)
        call.say(STAYS)
        await asyncio.Event().wait()
    finally:
        await asyncio.to_thread(server.leave)


async def stop(*, force: bool = False, call: Calling) -> None:
    """Stop the embedded database, also one that outlived its parent.

    Args:
        force: even while a running Taktline uses it · 即使正在使用
    """
    _refuse_external(call)
    folder = Folder(call.settings().data_dir)
    if folder.pg.is_dir():
        holders = FileLock(folder.pg / "holders.lock")
        if not holders.try_acquire("exclusive") and not force:
            raise StillUsed
        await asyncio.to_thread(stop_server, folder)
        holders.release()
    call.say(STOPPED, folder=str(folder.cluster))


async def status(*, json: bool = False, call: Calling) -> int:
    """Say whether the embedded database runs; exit code 1 when it does not.

    Args:
        json: as JSON · 以 JSON 输出
    """
    _refuse_external(call)
    found = status_of(call.settings().data_dir)
    if json:
        print_json(found)
    else:
        _tell_status(call)
    return 0 if found.running else 1


async def init(*, call: Calling) -> None:
    """Make logins, schema and tables where they are not there yet."""
    async with opened(call) as store:
        await store.migrate()
        call.say(DONE, tenants=len(await store.tenants()))


async def migrate(*, call: Calling) -> int:
    """Bring all tables up to date; exit code 1 when a tenant's could not be."""
    async with opened(call) as store:
        done = await store.migrate()
    for tenant, steps in done.applied.items():
        if steps:
            call.say(MIGRATED, tenant=tenant, steps=len(steps))
    for tenant, failure in done.failed.items():
        call.warn(FAILED, tenant=tenant, reason=failure)
    if not any(done.applied.values()) and not done.failed:
        call.say(CURRENT)
    return 1 if done.failed else 0


async def back_up(
    folder: Path, /, *, schedule: bool = False, base: bool = False, call: Calling
) -> None:
    """Copy the database into a new folder while work goes on.

    Args:
        folder: a folder that is not there yet, or empty · 新的或空的文件夹
        schedule: a copy every --backup-every-h hours, until Ctrl-C · 按间隔定期备份
        base: a base copy, from which --archive-dir leads to any later moment · 基础备份
    """
    async with opened(call) as store:
        if schedule:
            await _keep_backing_up(call, store, folder)
            return
        manifest = await (base_backup if base else backup)(store, folder)
    call.say(BACKED_UP, tenants=len(manifest.tenants), folder=str(folder))


async def backups(folder: Path | None = None, /, *, json: bool = False, call: Calling) -> int:
    """Show the last good backup; exit code 1 when there is none, or the last attempt failed.

    Args:
        folder: else the setting backup_dir · 默认为设置 backup_dir
        json: as JSON · 以 JSON 输出
    """
    settings = call.settings()
    place = folder or settings.backup_dir
    if place is None:
        raise NoBackupFolder
    found = await asyncio.to_thread(backup_status, place, settings.archive_dir)
    if json:
        print_json(found)
    else:
        _tell_backups(call, place, found)
    return 0 if found.last_good is not None and found.failure is None else 1


async def _keep_backing_up(call: Call, store: Store, folder: Path) -> None:
    settings = call.settings()
    hours = settings.backup_every_h
    call.say(KEEPING, hours=hours, folder=str(folder), keep=KEEP)
    every = timedelta(hours=hours)
    await scheduled_backups(
        store, folder, every=every, keep=KEEP, clock=store.clock, archive=settings.archive_dir
    )


def _tell_backups(call: Call, folder: Path, found: BackupStatus) -> None:
    if found.last_good is None:
        call.say(NO_GOOD, folder=str(folder))
    else:
        good = found.last_good
        megabytes = round(good.size_bytes / 1_000_000, 1)
        call.say(
            LAST_GOOD,
            made_at=good.made_at,
            folder=str(good.folder),
            tenants=len(good.tenants),
            megabytes=megabytes,
            kept=found.kept,
        )
    if found.any_moment_from is not None:
        call.say(ANY_MOMENT, first=found.any_moment_from, last=found.any_moment_to or "-")
    if found.failure is not None:
        call.warn(LAST_FAILED, at=found.failure.failed_at, reason=found.failure.reason)


async def restore_from(
    folder: Path,
    /,
    *,
    archive: Path | None = None,
    until: datetime | None = None,
    call: Calling,
) -> None:
    """Fill a new database from a backup; name a new data folder with --data-dir.

    Args:
        folder: what `taktline db backup` made · 备份文件夹
        archive: of a base copy: the folder that --archive-dir named · 变更归档文件夹
        until: of a base copy: the last moment to bring back · 恢复到的时刻
    """
    is_base = read_manifest(folder).kind == "base"
    if not is_base and (archive or until):
        raise NoMomentInDump(folder=str(folder))
    if is_base:
        await asyncio.to_thread(_recover, call, folder, archive=archive, until=until)
    async with opened(call) as store:
        manifest = read_manifest(folder) if is_base else await restore(store, folder)
        await store.migrate()
    call.say(RESTORED, tenants=len(manifest.tenants), folder=str(folder), made_at=manifest.made_at)


def _recover(call: Call, folder: Path, *, archive: Path | None, until: datetime | None) -> None:
    _refuse_external(call)
    settings = call.settings()
    if until is not None and until.tzinfo is None:
        until = until.astimezone()
    restore_base(settings.data_dir, folder, archive=archive, until=until, pg_bin=settings.pg_bin)


async def psql(*, tenant: str | None = None, call: Calling) -> int:
    """Open PostgreSQL's own terminal.

    Args:
        tenant: with this tenant's rights and tables · 以该租户身份
    """
    async with opened(call) as store:
        command, environment = psql_command(store, tenant)
        return await asyncio.to_thread(subprocess.call, command, env=environment)


@asynccontextmanager
async def opened(call: Call) -> AsyncIterator[Store]:
    """Open the database of this installation; its tables stay as they are."""
    sources = [files(package) / "sql" for package in REGISTRY.sql]
    store = await open_store(database_of(call.settings()), sources)
    try:
        yield store
    finally:
        await store.close()


def _tell_status(call: Call) -> None:
    found = status_of(call.settings().data_dir)
    if not found.running:
        call.say(STOPPED, folder=found.folder)
        return
    call.say(RUNNING, port=found.port, pid=found.pid, version=found.version, folder=found.folder)


def _refuse_external(call: Call) -> None:
    if call.settings().database_url is not None:
        raise NotEmbedded
