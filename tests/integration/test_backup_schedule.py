"""Backups by the clock: made when due, kept as many as asked for, the last good one told."""

import asyncio
import os
import tempfile
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from taktline.base.problem import Problem
from taktline.store import DatabaseSettings, Store, open_store
from taktline.store.backup import MANIFEST, NothingToCopy, backup
from taktline.store.backup_schedule import (
    FAILURE,
    RETRY_AFTER,
    BackupMade,
    backup_status,
    backup_when_due,
    scheduled_backups,
)

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


class Nights:
    """A database, a folder, and a clock that we turn."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = Store(store.cell, server=store.server, bootstrap=store.bootstrap)
        self.folder = folder
        self.now = store.clock()
        self.store.clock = lambda: self.now

    async def look(self, later: timedelta = timedelta(0), keep: int = 2) -> BackupMade | None:
        """Turn the clock and look whether a backup is due."""
        self.now += later
        return await backup_when_due(self.store, self.folder, every=DAY, keep=keep, now=self.now)


def dumping(process: psutil.Process) -> bool:
    return any("pg_dump" in child.name() for child in process.children())


@pytest.fixture
def nights(bare_store: Store, tmp_path: Path) -> Nights:
    return Nights(bare_store, tmp_path / "backups")


async def test_a_backup_is_made_when_it_is_time_and_the_oldest_go(nights: Nights) -> None:
    assert backup_status(nights.folder).last_good is None
    first = await nights.look()
    assert first is not None
    assert first.made_at == nights.now
    assert first.size_bytes > 1000
    assert await nights.look(DAY - timedelta(seconds=1)) is None
    second = await nights.look(timedelta(seconds=1))
    third = await nights.look(DAY)
    assert second is not None
    assert third is not None
    told = backup_status(nights.folder)
    assert (told.last_good, told.kept, told.failure) == (third, 2, None)
    assert not first.folder.exists()
    assert second.folder.exists()


async def test_what_a_kill_left_behind_is_no_backup_and_goes(nights: Nights) -> None:
    made = await nights.look()
    assert made is not None
    half = nights.folder / "20260101T000000Z.partial"
    half.mkdir()
    bare = nights.folder / "20990101T000000Z"
    bare.mkdir()
    (nights.folder / "notes").mkdir()
    told = backup_status(nights.folder)
    assert (told.last_good, told.kept) == (made, 1)
    assert await nights.look(DAY) is not None
    assert not half.exists()
    assert (nights.folder / "notes").exists()


async def test_a_clock_that_ran_ahead_does_not_stop_the_backups(nights: Nights) -> None:
    ahead = await nights.look(DAY * 400)
    assert ahead is not None
    again = await nights.look(-DAY * 400)
    assert again is not None
    assert await nights.look(timedelta(minutes=1)) is None


async def test_two_processes_make_one_backup(nights: Nights) -> None:
    found = await asyncio.gather(nights.look(), nights.look())
    assert [one is None for one in found].count(True) == 1
    assert backup_status(nights.folder).kept == 1


async def test_a_failure_is_told_beside_the_last_good_backup_and_tried_again(
    nights: Nights,
) -> None:
    made = await nights.look()
    address = nights.store.bootstrap
    assert address is not None
    nights.store.bootstrap = type(address)(
        host=address.host, port=address.port, database="nowhere", login=address.login,
        password=address.password,
    )  # fmt: skip
    with pytest.raises(Problem, match="nowhere"):
        await nights.look(DAY)
    told = backup_status(nights.folder)
    assert told.last_good == made
    assert told.failure is not None
    assert "nowhere" in told.failure.reason
    assert address.password not in told.failure.reason
    nights.store.bootstrap = address
    assert await nights.look(RETRY_AFTER / 2) is None
    assert await nights.look(RETRY_AFTER / 2) is not None
    assert backup_status(nights.folder).failure is None
    assert not (nights.folder / FAILURE).exists()


async def test_who_stops_in_the_middle_leaves_no_program_and_no_backup(nights: Nights) -> None:
    schedule = asyncio.create_task(
        scheduled_backups(nights.store, nights.folder, every=DAY, keep=2, clock=lambda: nights.now)
    )
    mine = psutil.Process()
    async with asyncio.timeout(60):
        while not dumping(mine):  # noqa: ASYNC110 - another process tells nobody
            await asyncio.sleep(0.001)
    schedule.cancel()
    await asyncio.gather(schedule, return_exceptions=True)
    async with asyncio.timeout(60):
        while dumping(mine):  # noqa: ASYNC110 - another process tells nobody
            await asyncio.sleep(0.01)
    assert backup_status(nights.folder).last_good is None


async def test_a_backup_lies_where_it_was_named_also_from_here(
    bare_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await backup(bare_store, Path("here"))
    assert sorted(os.listdir(tmp_path / "here")) == ["database", MANIFEST]


async def test_a_folder_without_tables_is_not_copied_in_silence(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="taktline-empty-") as place:
        empty = await open_store(DatabaseSettings(folder=Path(place), durable=False))
        try:
            with pytest.raises(NothingToCopy):
                await backup(empty, tmp_path / "copy")
            assert not (tmp_path / "copy").exists()
        finally:
            await empty.close()
