"""A backup taken while people work, restored elsewhere: every proof is green, and work goes on."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
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
from taktline.store.backup import backup, restore
from taktline.store.backup_schedule import backup_status
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
        assert (outcome == first) is (one in found)
    assert len(await proved(restored)) == len(people.answers)


async def test_the_worker_backs_up_when_a_setting_names_a_folder(home: Path) -> None:
    settings = Settings(data_dir=home / "kept", backup_dir=home / "backups", backup_every_h=1)
    async with running(settings, limited=False, durable=False) as runtime, working(runtime):
        async with asyncio.timeout(60):
            while backup_status(home / "backups").last_good is None:  # noqa: ASYNC110 - a worker's
                await asyncio.sleep(0.1)
    assert backup_status(home / "backups").kept == 1
