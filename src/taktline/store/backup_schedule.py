"""Copies the database again and again into one folder, keeps the last few, says which is good."""

import asyncio
import contextlib
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from taktline.base.host import FileLock
from taktline.base.problem import Problem
from taktline.store.backup import MANIFEST, Manifest, NoBackup, backup, read_manifest
from taktline.store.base_backup import base_backup
from taktline.store.database import Store
from taktline.store.refusals import ConnectionLost, StatementRefused
from taktline.store.wal_archive import forget_before, last_segment_at

KEEP = 14
"""Two weeks of nights."""
LOOK_EVERY_S = 60.0
"""Also after a night in which the machine slept, the next copy is made within a minute."""
RETRY_AFTER = timedelta(minutes=10)
"""What failed (a full disk, a server that is away) is tried again, not every minute."""
FAILURES = (Problem, ConnectionLost, StatementRefused, OSError)
NAME = "%Y%m%dT%H%M%SZ"
PARTIAL = ".partial"
LOCK = "backup.lock"
FAILURE = "last-failure.json"


class BackupMade(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that is complete.

    Attributes:
        folder: what `restore` takes.
        made_at: the moment the copy shows.
        kind: a base copy reaches, with the archive, to every later moment.
        size_bytes: on the disk.
    """

    folder: Path
    made_at: datetime
    kind: Literal["dump", "base"]
    tenants: tuple[str, ...]
    size_bytes: int


class BackupFailed(msgspec.Struct, frozen=True, kw_only=True):
    """Why the last attempt failed, and when; gone with the next that succeeds."""

    failed_at: datetime
    reason: str


class BackupStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator wants to know about the backups of a folder.

    Attributes:
        last_good: the youngest that is complete; None = there is none.
        kept: how many complete ones there are.
        failure: set while the youngest attempt is one that failed.
        any_moment_from: with an archive: the oldest moment that can be restored.
        any_moment_to: when the archive got its last change.
    """

    last_good: BackupMade | None = None
    kept: int = 0
    failure: BackupFailed | None = None
    any_moment_from: datetime | None = None
    any_moment_to: datetime | None = None


async def scheduled_backups(
    store: Store,
    folder: Path,
    *,
    every: timedelta,
    keep: int,
    clock: Callable[[], datetime],
    archive: Path | None = None,
) -> None:
    """Make a backup whenever the last good one is old enough, until cancelled.

    Several processes may do this for one folder: a lock lets one of them copy. What fails is
    written beside the backups and tried again later; it never ends the schedule.

    Args:
        store: an open store.
        folder: where backups lie, each in a folder named by its moment.
        every: from the beginning of one copy to the next; above 0.
        keep: how many complete ones stay, at least 1.
        clock: tells the time.
        archive: where the server keeps its changes; with it the copies are base copies, and
            changes older than the oldest of them go.
    """
    while True:
        with contextlib.suppress(*FAILURES):
            await backup_when_due(
                store, folder, every=every, keep=keep, now=clock(), archive=archive
            )
        await asyncio.sleep(LOOK_EVERY_S)


async def backup_when_due(
    store: Store,
    folder: Path,
    *,
    every: timedelta,
    keep: int,
    now: datetime,
    archive: Path | None = None,
) -> BackupMade | None:
    """Make a backup if the last good one is at least `every` old, and remove what is too many.

    Returns:
        What was made; None when it was not time, or another process is at it.

    Raises:
        Problem, ConnectionLost, StatementRefused: why there is no backup; the folder's status
            says it too.
        OSError: the folder cannot be written.
    """
    lock = FileLock(await asyncio.to_thread(_prepared, folder))
    if not lock.try_acquire("exclusive"):
        return None
    try:
        if not await asyncio.to_thread(_due, folder, every, now):
            return None
        made = await _made(store, folder, now=now, kind="dump" if archive is None else "base")
        await asyncio.to_thread(_forget, folder, keep)
        if archive is not None:
            await asyncio.to_thread(_forget_changes, store, folder, archive)
        return made
    finally:
        lock.release()


def backup_status(folder: Path, archive: Path | None = None) -> BackupStatus:
    """Read what lies in a folder of backups; half a backup does not count.

    Args:
        folder: of the backups.
        archive: of the changes, where there is one.
    """
    good = _complete(folder)
    bases = [manifest.made_at for _, manifest in good if manifest.kind == "base"]
    failure = None
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        failure = msgspec.json.decode((folder / FAILURE).read_bytes(), type=BackupFailed)
    return BackupStatus(
        last_good=_described(*good[-1]) if good else None,
        kept=len(good),
        failure=failure,
        any_moment_from=bases[0] if archive is not None and bases else None,
        any_moment_to=last_segment_at(archive) if archive is not None and bases else None,
    )


def _prepared(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / LOCK


def _due(folder: Path, every: timedelta, now: datetime) -> bool:
    """Whether it is time; backups and failures of a clock that ran ahead do not count."""
    failure = backup_status(folder).failure
    if failure is not None and timedelta(0) <= now - failure.failed_at < RETRY_AFTER:
        return False
    ages = [now - manifest.made_at for _, manifest in _complete(folder)]
    return not any(timedelta(0) <= age < every for age in ages)


def _clear_partial(folder: Path) -> None:
    for left in folder.glob(f"*{PARTIAL}"):
        shutil.rmtree(left, ignore_errors=True)


async def _made(
    store: Store, folder: Path, *, now: datetime, kind: Literal["dump", "base"]
) -> BackupMade:
    """Copy under another name first: what a kill leaves behind is never taken for a backup."""
    await asyncio.to_thread(_clear_partial, folder)
    target = folder / now.astimezone(UTC).strftime(NAME)
    partial = target.with_name(target.name + PARTIAL)
    try:
        await (backup if kind == "dump" else base_backup)(store, partial)
        partial.rename(target)
    except FAILURES as failure:
        await asyncio.to_thread(shutil.rmtree, partial, ignore_errors=True)
        told = BackupFailed(failed_at=now, reason=str(failure))
        with contextlib.suppress(OSError):
            (folder / FAILURE).write_bytes(msgspec.json.encode(told))
        raise
    await asyncio.to_thread((folder / FAILURE).unlink, missing_ok=True)
    return await asyncio.to_thread(lambda: _described(target, read_manifest(target)))


def _complete(folder: Path) -> list[tuple[Path, Manifest]]:
    """Return the complete backups a schedule made, oldest first."""
    found = []
    for one in sorted(folder.glob("*")) if folder.is_dir() else ():
        with contextlib.suppress(ValueError, NoBackup):
            time.strptime(one.name, NAME)
            found.append((one, read_manifest(one)))
    return found


def _described(folder: Path, manifest: Manifest) -> BackupMade:
    return BackupMade(
        folder=folder,
        made_at=manifest.made_at,
        kind=manifest.kind,
        tenants=manifest.tenants,
        size_bytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
    )


def _forget_changes(store: Store, folder: Path, archive: Path) -> None:
    """Remove the changes that are older than the oldest kept base copy."""
    needed = [one.segment for _, one in _complete(folder) if one.segment is not None]
    if needed and store.server is not None:
        forget_before(store.server.programs, archive, min(needed))


def _forget(folder: Path, keep: int) -> None:
    """Remove the oldest; its manifest first, so that half of it does not look whole."""
    for old, _ in _complete(folder)[: -max(1, keep)]:
        (old / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(old, ignore_errors=True)
