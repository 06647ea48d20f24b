"""A storm over a running factory: processes are killed at random points while people work."""

import asyncio
import multiprocessing
import os
import random
import signal
import sys
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

import msgspec
import psutil

import taktline
from taktline.api.runtime import running
from taktline.base import host
from taktline.base.host import free_port
from tests.chaos import server
from tests.chaos.compare import Verdict, compare
from tests.chaos.journal import acknowledged, read
from tests.chaos.works import Entry, build

NURSERY = multiprocessing.get_context("forkserver")
"""Processes come from one that has imported everything, so that they are killed more often."""
NURSERY.set_forkserver_preload(["tests.chaos.server"])
ROOT = Path(taktline.__file__).parent.parent.parent
CLIENTS = 3
PROGRESS_WITHIN_S = 60.0
"""After a kill the factory works again within this time, or the run fails."""
DOUBLE_SHARE = 0.2
"""Kills that do not wait for the recovery from the one before."""
STOP_WITHIN_S = 90.0
STOP_SERVER_WITHIN_S = 20.0

Blow = Literal["server", "worker", "postmaster", "backend", "cut"]
BLOWS: tuple[Blow, ...] = ("server", "worker", "postmaster", "backend")
WEIGHTS = (4, 3, 2, 2)
CUTS_PER_KILL = 0.5
JUMPS_PER_KILL = 0.3
JUMPS_S = (0, 0, -2, 2, -40, 40, -3600, 3600, 86_400)
"""How wrong the works' own clock goes: a battery, a time server, a wrong hand."""


class Report(msgspec.Struct, kw_only=True):
    """What a run did and what it found."""

    kills: dict[str, int]
    cuts: int
    clock_jumps: int
    seconds: float
    verdict: Verdict

    @property
    def ok(self) -> bool:
        """Whether nothing was found, and something was tried."""
        return not self.verdict.wrong and not self.verdict.unknown and bool(self.verdict.commands)


class NoProgress(Exception):  # noqa: N818 - named for what it says
    """Nothing was accepted any more after a kill."""


class Storm:
    """The processes of one run, and what is done to them."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        self.folder = folder
        self.journals = folder.with_name(folder.name + "-journals")
        self.journals.mkdir()
        self.port = free_port()
        self.kills: Counter[str] = Counter()
        self.cuts = 0
        self.clock_jumps = 0
        self.luck = random.Random(seed)
        self._aim = random.Random(seed)
        """Apart: how many there are to be hit must not change what is done next."""
        self._servers: dict[str, BaseProcess] = {}
        self._keepers: list[asyncio.Task[None]] = []

    @property
    def acknowledged(self) -> int:
        """Commands acknowledged so far."""
        return acknowledged(list(self.journals.glob("*.jsonl")))

    @asynccontextmanager
    async def servers(self) -> AsyncIterator[None]:
        """Keep a server with its worker, and a second worker, up: who dies is started again."""
        stopping = asyncio.Event()
        self._keepers = [
            asyncio.create_task(self._keep(name, role, stopping))
            for name, role in (("server", "web"), ("worker", "worker"))
        ]
        try:
            yield
        finally:
            stopping.set()
            for process in self._servers.values():
                process.terminate()
            # As the supervisor does: who is not gone by then is killed.
            await asyncio.wait(self._keepers, timeout=STOP_SERVER_WITHIN_S)
            for process in self._servers.values():
                process.kill()
            await asyncio.gather(*self._keepers)

    async def _keep(self, name: str, role: str, stopping: asyncio.Event) -> None:
        log = self.journals / f"{name}.log"
        while not stopping.is_set():
            process = NURSERY.Process(
                target=server.main, args=(self.folder, role, self.port, log), name=name
            )
            process.start()
            self._servers[name] = process
            if stopping.is_set():
                process.terminate()
            await asyncio.to_thread(process.join)

    async def clients(self, entry: Entry) -> list[Process]:
        """Start the people."""
        found = []
        for number in range(CLIENTS):
            name = chr(ord("a") + number)
            (self.journals / f"{name}.jsonl").touch()
            with (self.journals / f"{name}.log").open("ab") as log:
                started = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "tests.chaos.client", str(self.journals), name,
                    str(self.port), entry.key, cwd=ROOT, env=environment(), stdout=log, stderr=log,
                )  # fmt: skip
            found.append(started)
        return found

    async def blow(self) -> None:
        """Kill one of the processes, wherever it is just now."""
        blow = self.luck.choices(BLOWS, WEIGHTS)[0]
        if self._strike(blow):
            self.kills[blow] += 1
        if self.luck.random() < CUTS_PER_KILL and self._strike("cut"):
            self.cuts += 1
        if self.luck.random() < JUMPS_PER_KILL:
            host.write_private(
                server.clock_setting(self.folder), str(self.luck.choice(JUMPS_S)).encode()
            )
            self.clock_jumps += 1

    def _strike(self, blow: Blow) -> bool:
        with suppress(ProcessLookupError, psutil.Error, OSError, ValueError, IndexError):
            if blow in ("server", "worker"):
                process = self._servers[blow]
                if not process.is_alive():
                    return False
                process.kill()
                return True
            postmaster = psutil.Process(self._postmaster())
            if blow == "postmaster":
                postmaster.kill()
                return True
            backends = [one for one in postmaster.children() if "taktline" in cmdline(one)]
            chosen = self._aim.choice(backends)
            chosen.send_signal(signal.SIGKILL if blow == "backend" else signal.SIGTERM)
            return True
        return False

    def _postmaster(self) -> int:
        return int((self.folder / "pg/cluster/postmaster.pid").read_text().split()[0])

    async def progress(self, more: int, within_s: float = PROGRESS_WITHIN_S) -> None:
        """Wait until so many further commands were acknowledged.

        Raises:
            NoProgress: they were not in time.
        """
        wanted, end = self.acknowledged + more, time.monotonic() + within_s
        while self.acknowledged < wanted:
            if time.monotonic() > end:
                raise NoProgress(self.acknowledged, self.kills)
            await asyncio.sleep(0.03)


def environment() -> dict[str, str]:
    """Return what our processes need to find us."""
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}


def cmdline(process: psutil.Process) -> str:
    """Return what a backend calls itself."""
    return " ".join(process.cmdline())


async def storm(folder: Path, *, kills: int, seed: int) -> Report:
    """Build a factory in a fresh folder, let it storm, and compare."""
    began = time.monotonic()
    raging = Storm(folder, seed=seed)
    async with running(server.settings_of(folder), limited=False) as runtime:
        entry = await build(runtime)
    async with raging.servers():
        people = await raging.clients(entry)
        try:
            await raging.progress(20)
            while sum(raging.kills.values()) < kills:
                await raging.blow()
                if raging.luck.random() < DOUBLE_SHARE:
                    await asyncio.sleep(raging.luck.random() * 0.5)
                else:
                    await raging.progress(raging.luck.randint(1, 60))
                    await asyncio.sleep(raging.luck.random() * 0.2)
            await raging.progress(20)
        finally:
            (raging.journals / "stop").touch()
            async with asyncio.timeout(STOP_WITHIN_S):
                await asyncio.gather(*(one.wait() for one in people))
    async with running(server.settings_of(folder), limited=False) as opened:
        told = read(list(raging.journals.glob("*.jsonl")))
        verdict = await compare(server.with_echo(opened), told, entry.user)
    return Report(
        kills=dict(raging.kills),
        cuts=raging.cuts,
        clock_jumps=raging.clock_jumps,
        seconds=time.monotonic() - began,
        verdict=verdict,
    )
