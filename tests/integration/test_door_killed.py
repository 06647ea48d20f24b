"""A server process that is killed while it commits: what it acknowledged is there, and once."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

import taktline
from taktline.platform.envelope import Answer
from taktline.store import Store
from tests.integration.test_sealer_and_audit import Vault
from tests.toy_plant import FILLER, pour, set_up_jars

pytestmark = pytest.mark.anyio

ROOT = Path(taktline.__file__).parent.parent.parent
ACKNOWLEDGED_MIN = 300


@pytest.fixture
async def vault(bare_store: Store, bare_tenant: str) -> Vault:
    async with bare_store.transaction(bare_tenant) as tx:
        await set_up_jars(tx)
    return Vault(bare_store, bare_tenant)


@contextlib.asynccontextmanager
async def pouring(
    folder: Path, tenant: str, jar: UUID
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.door_process", str(folder), tenant, str(jar),
        stdout=asyncio.subprocess.PIPE, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def acknowledged_before_the_kill(process: Process, count: int) -> list[UUID]:
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(count)]
    process.send_signal(signal.SIGKILL)
    lines += (await process.stdout.read()).splitlines()
    return [UUID(line.decode().strip()) for line in lines if len(line.strip()) == 36]


async def test_everything_acknowledged_is_there_once_and_nothing_is_doubled(
    vault: Vault, database_folder: Path
) -> None:
    jar = await vault.jar()
    for count in (ACKNOWLEDGED_MIN, ACKNOWLEDGED_MIN + 17):
        async with pouring(database_folder, vault.tenant, jar) as process:
            told = await acknowledged_before_the_kill(process, count)
        assert len(told) >= count
        booked = "SELECT count(*) FROM command WHERE id = ANY(%s::uuid[])"
        assert await vault.value(booked, told) == len(told)
        again = await vault.submit(*(pour(jar, "0.01", id=one) for one in told[-50:]))
        assert all(isinstance(outcome, Answer) for outcome in again)
    sums = "SELECT j.held = (SELECT sum(amount) FROM pour) FROM jar j"
    assert await vault.value(sums) is True
    pours = await vault.count("pour")
    assert pours == await vault.count("command WHERE verb = 'toy.pour'")
    assert pours == await vault.count("event WHERE name = 'jar.poured'")
    await vault.sealer.seal_all(vault.tenant)
    assert (await vault.audit()).ok


def test_the_process_and_the_test_pour_in_the_same_name() -> None:
    assert FILLER.may("jar:pour")
