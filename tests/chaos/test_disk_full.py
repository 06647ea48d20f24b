"""The disk runs full while people work: what was acknowledged stays, and work goes on later."""

import asyncio
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from taktline.api.runtime import Runtime, running
from taktline.base import host
from taktline.base.ids import uuid7
from taktline.kernel.ledger.verify import prove
from taktline.platform.envelope import Answer, Item
from taktline.platform.events.audit import Audit
from taktline.platform.events.sealer import Sealer
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.setting import Settings
from tests.chaos.names import HOT_JOBS, TENANT
from tests.chaos.works import build

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(240)]

DISK = "460m"
LEFT_BYTES = 300_000
"""What the filler leaves of the disk: room for a few pages more, not for a log segment."""
REFUSED_MIN = 3
FULL = {"out-of-space", "disk-full", "busy", "database-unreachable"}
"""What may be said: the disk is full; or, where the server went down by it, that it is away."""
NOTE = "n" * 20_000
"""Makes commands big, so that the disk is full soon."""


@pytest.fixture
def disk() -> Iterator[Path]:
    """Give a small disk of its own."""
    place = Path(tempfile.mkdtemp(prefix="taktline-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0755", "tmpfs", str(place)]
    if not host.is_root() or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        place.rmdir()
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


class Sender:
    """Sends reports, and knows which were acknowledged."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.acknowledged: dict[str, Item] = {}
        self.open: dict[str, Item] = {}
        self.said: Counter[str] = Counter()

    async def report(self) -> None:
        """Report one piece with a long note."""
        one = uuid7()
        body = {"id": one, "job_order": HOT_JOBS[0], "good": "1", "parameters": {"note": NOTE}}
        item = Item(verb="kernel.report_operation", body=msgspec.json.encode(body))
        await self.send(str(one), item)

    async def send(self, one: str, item: Item) -> None:
        """Send a command; without an answer it stays open."""
        self.open[one] = item
        outcome = (await self.runtime.door.submit(TENANT, SYSTEM, items=[item]))[0]
        if isinstance(outcome, Answer):
            self.acknowledged[one] = self.open.pop(one)
        else:
            self.said[outcome.code] += 1

    async def send_open(self) -> None:
        """Send again what was never answered; after a crash it may take some tries."""
        for _ in range(20):
            for one, item in list(self.open.items()):
                await self.send(one, item)
            if not self.open:
                return
            await asyncio.sleep(0.5)


def fill(disk: Path) -> Path:
    """Use up the disk but for a little."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        while (room := shutil.disk_usage(disk).free - LEFT_BYTES) > 0:
            file.write(bytes(min(room, 1_000_000)))
            file.flush()
    return filler


async def test_a_full_disk_loses_nothing_and_says_what_it_is(disk: Path) -> None:
    settings = Settings(data_dir=disk / "plant")
    async with running(settings, limited=False) as runtime:
        await build(runtime)
        sender = Sender(runtime)
        for _ in range(5):
            await sender.report()
        filler = fill(disk)
        for _ in range(300):
            await sender.report()
            if sum(sender.said.values()) >= REFUSED_MIN:
                break
        assert sum(sender.said.values()) >= REFUSED_MIN, "the disk never ran full"
        assert set(sender.said) <= FULL
        filler.unlink()
        await sender.send_open()
        assert not sender.open, sender.said
        await sender.report()
        await compare(runtime, sender)


async def compare(runtime: Runtime, sender: Sender) -> None:
    """Everything acknowledged is there once; ledger and chain are whole."""
    sealer = Sealer(runtime.store, key_of=runtime.seal_key, covered=runtime.registry.covered)
    await sealer.seal_all(TENANT)
    async with runtime.store.transaction(TENANT) as tx:
        rows = await tx.fetch("SELECT id FROM command WHERE verb = 'kernel.report_operation'")
        assert {str(row[0]) for row in rows} == set(sender.acknowledged)
        good = await tx.fetch("SELECT good FROM job_order WHERE code = %s", (HOT_JOBS[0],))
        assert good == [(len(sender.acknowledged),)]
        assert (await prove(tx)).findings == []
    audit = Audit(
        runtime.store,
        TENANT,
        key=runtime.seal_key(TENANT),
        covered=runtime.registry.covered,
    )
    assert (await audit.verify([])).findings == []
