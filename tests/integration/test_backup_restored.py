"""A backup taken while people work, restored elsewhere: every proof is green, and work goes on."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import psycopg
import pytest

from taktline.api.runtime import Runtime, running
from taktline.api.working import working
from taktline.base.ids import uuid7
from taktline.kernel.ledger.verify import prove
from taktline.platform.envelope import Answer, Item
from taktline.platform.events.audit import Audit
from taktline.platform.events.sealer import Sealer
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.setting import Settings
from taktline.store import DatabaseSettings, Store, open_store
from taktline.store.backup import backup, read_manifest, restore
from taktline.store.backup_schedule import backup_status, backup_when_due
from taktline.store.base_backup import (
    DataFolderUsed,
    MomentBeforeCopy,
    MomentNotKept,
    base_backup,
    restore_base,
)
from tests.chaos.names import HOT_JOBS, TENANT
from tests.chaos.works import build
from tests.postgres import PREFIX, places

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

PEOPLE = 6
BEFORE = 40
"""Commands accepted before the copy begins; more come while it is made."""


@pytest.fixture
def home() -> Iterator[Path]:
    found = Path(tempfile.mkdtemp(prefix=f"{PREFIX}restored-", dir=places()[0]))
    found.chmod(0o755)
    yield found
    shutil.rmtree(found, ignore_errors=True)


class People:
    """Some who report and move goods until told to stop, and note every answer."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.answers: dict[str, tuple[Item, Answer]] = {}
        self.stopped = asyncio.Event()

    async def work(self, number: int) -> None:
        turn = number
        while not self.stopped.is_set():
            turn += 1
            moved = {
                "material": "PLATE", "lot": "H-1", "quantity": "1", "source": "WH1",
                "target": "L1",
            }  # fmt: skip
            verb, body = (
                ("kernel.report_operation", {"job_order": HOT_JOBS[turn % 2], "good": "1"}),
                ("inventory.move_material", {"site": "F1", "lines": [moved]}),
            )[turn % 2]
            item = Item(verb=verb, body=msgspec.json.encode({"id": uuid7(), **body}))
            answer = (await self.runtime.door.submit(TENANT, SYSTEM, items=[item]))[0]
            assert isinstance(answer, Answer), answer
            self.answers[str(answer.id)] = (item, answer)

    async def until(self, count: int) -> None:
        while len(self.answers) < count:  # noqa: ASYNC110 - answers come from everywhere
            await asyncio.sleep(0.01)


async def test_a_backup_made_under_load_is_whole_and_proved_elsewhere(home: Path) -> None:
    here, copy = Settings(data_dir=home / "here"), home / "copy"
    async with running(here, limited=False, durable=False) as runtime:
        await build(runtime)
        people = People(runtime)
        sealer = Sealer(runtime.store, key_of=runtime.seal_key, covered=runtime.registry.covered)
        tasks = [asyncio.create_task(people.work(number)) for number in range(PEOPLE)]
        await people.until(BEFORE)
        await sealer.seal_all(TENANT)
        before = set(people.answers)
        await backup(runtime.store, copy)
        after = len(people.answers)
        people.stopped.set()
        await asyncio.gather(*tasks)
    assert after > len(before), "nobody worked while the copy was made"

    elsewhere = Settings(data_dir=home / "elsewhere")
    shutil.copytree(home / "here" / "secrets", home / "elsewhere" / "secrets")
    async with running(elsewhere, limited=False, durable=False) as restored:
        await restore(restored.store, copy)
        assert (await restored.store.migrate()).failed == {}
        found = await proved(restored)
        assert before <= found <= set(people.answers)
        await sent_again(restored, people, found)


async def test_any_moment_after_a_base_copy_comes_back(home: Path) -> None:
    here = Settings(data_dir=home / "here", archive_dir=home / "changes")
    async with running(here, limited=False, durable=False) as runtime:
        await build(runtime)
        people = People(runtime)
        await base_backup(runtime.store, home / "copy")
        first, moment = await worked(people, BEFORE), runtime.store.clock()
        await worked(people, BEFORE)
        await changes_sent_away(runtime.store, home / "changes")

    elsewhere = Settings(data_dir=home / "elsewhere")
    shutil.copytree(home / "here" / "secrets", home / "elsewhere" / "secrets")
    restore_base(home / "elsewhere", home / "copy", archive=home / "changes", until=moment)
    async with running(elsewhere, limited=False, durable=False) as restored:
        assert await proved(restored) == first
        await sent_again(restored, people, first)


async def test_everything_comes_back_without_a_moment_under_new_passwords(home: Path) -> None:
    here = Settings(data_dir=home / "here", archive_dir=home / "changes")
    async with running(here, limited=False, durable=False) as runtime:
        await build(runtime)
        await base_backup(runtime.store, home / "copy")
        all_of_them = await worked(People(runtime), BEFORE)
        await changes_sent_away(runtime.store, home / "changes")
    restore_base(home / "elsewhere", home / "copy", archive=home / "changes")
    opened = await open_store(DatabaseSettings(folder=home / "elsewhere", durable=False))
    try:
        async with opened.transaction(TENANT) as tx:
            rows = await tx.fetch("SELECT id FROM command")
        assert all_of_them <= {str(row[0]) for row in rows}
    finally:
        await opened.close()


async def test_a_moment_outside_copy_and_archive_is_refused(home: Path) -> None:
    here = Settings(data_dir=home / "here", archive_dir=home / "changes")
    async with running(here, limited=False, durable=False) as runtime:
        began = runtime.store.clock()
        await base_backup(runtime.store, home / "copy")
        await changes_sent_away(runtime.store, home / "changes")
        with pytest.raises(DataFolderUsed):
            restore_base(home / "here", home / "copy")
    for until, refusal in (
        (began - timedelta(hours=1), MomentBeforeCopy),
        (began + timedelta(days=1), MomentNotKept),
    ):
        with pytest.raises(refusal):
            restore_base(home / "new", home / "copy", archive=home / "changes", until=until)
    assert not (home / "new" / "pg" / "cluster").exists()
    restore_base(home / "new", home / "copy", archive=home / "changes")


async def test_scheduled_base_copies_forget_changes_nobody_needs(home: Path) -> None:
    here = Settings(data_dir=home / "here", archive_dir=home / "changes")
    async with running(here, limited=False, durable=False) as runtime:
        for day in range(3):
            await changes_sent_away(runtime.store, home / "changes")
            made = await backup_when_due(
                runtime.store,
                home / "copies",
                every=timedelta(hours=1),
                keep=2,
                now=runtime.store.clock() + timedelta(days=day),
                archive=home / "changes",
            )
            assert made is not None
            assert made.kind == "base"
        status = backup_status(home / "copies", home / "changes")
    manifests = [read_manifest(one) for one in kept_copies(home / "copies")]
    assert status.kept == 2
    assert status.any_moment_from == min(one.made_at for one in manifests)
    assert first_change(home / "changes") >= min(one.segment or "" for one in manifests)


def kept_copies(folder: Path) -> list[Path]:
    return [one.parent for one in folder.glob("*/manifest.json")]


def first_change(folder: Path) -> str:
    return min(one.name[:24] for one in folder.iterdir() if ".backup" not in one.name)


async def worked(people: People, count: int) -> set[str]:
    """Let people give so many commands more; return the ids of all they gave."""
    wanted = len(people.answers) + count
    people.stopped.clear()
    tasks = [asyncio.create_task(people.work(number)) for number in range(PEOPLE)]
    await people.until(wanted)
    people.stopped.set()
    await asyncio.gather(*tasks)
    return set(people.answers)


async def changes_sent_away(store: Store, archive: Path) -> None:
    """End the log's segment and wait until the archive has it."""
    assert store.server is not None
    async with await psycopg.AsyncConnection.connect(
        store.server.address().conninfo(), autocommit=True
    ) as connection:
        await connection.execute("SELECT pg_logical_emit_message(true, 'test', 'a change')")
        found = await connection.execute("SELECT pg_walfile_name(pg_switch_wal())")
        row = await found.fetchone()
    assert row is not None
    async with asyncio.timeout(60):
        while not sent(archive, str(row[0])):  # noqa: ASYNC110 - the server sends it
            await asyncio.sleep(0.05)


def sent(archive: Path, segment: str) -> bool:
    return any((archive / name).exists() for name in (segment, f"{segment}.gz"))


async def proved(restored: Runtime) -> set[str]:
    """Prove ledger and audit; return the ids of the reports and moves that are in the copy."""
    sealer = Sealer(restored.store, key_of=restored.seal_key, covered=restored.registry.covered)
    await sealer.seal_all(TENANT)
    async with restored.store.transaction(TENANT) as tx:
        proof = await prove(tx)
        assert proof.findings == []
        assert proof.moves > BEFORE / 2
        rows = await tx.fetch(
            "SELECT id FROM command WHERE verb IN "
            "('kernel.report_operation', 'inventory.move_material')"
        )
    audit = Audit(
        restored.store,
        TENANT,
        key=restored.seal_key(TENANT),
        covered=restored.registry.covered,
    )
    report = await audit.verify([])
    assert report.findings == []
    assert report.unsealed == 0
    return {str(row[0]) for row in rows}


async def sent_again(restored: Runtime, people: People, found: set[str]) -> None:
    """What the copy knows answers as before; what it missed is booked when it comes again."""
    items = [item for item, _ in people.answers.values()]
    again = await restored.door.submit(TENANT, SYSTEM, items=items)
    for (one, (_, first)), outcome in zip(people.answers.items(), again, strict=True):
        assert isinstance(outcome, Answer)
        assert outcome.repeated is (one in found)
        assert (msgspec.structs.replace(outcome, repeated=False) == first) is (one in found)
    assert len(await proved(restored)) == len(people.answers)


async def test_the_worker_backs_up_when_a_setting_names_a_folder(home: Path) -> None:
    settings = Settings(data_dir=home / "kept", backup_dir=home / "backups", backup_every_h=1)
    async with running(settings, limited=False, durable=False) as runtime, working(runtime):
        async with asyncio.timeout(60):
            while backup_status(home / "backups").last_good is None:  # noqa: ASYNC110 - a worker's
                await asyncio.sleep(0.1)
    assert backup_status(home / "backups").kept == 1
