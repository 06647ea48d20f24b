"""How soon `taktline serve` answers on a folder that is there, and what it holds after much work.

The folder has some factories with running orders. It is opened again and again by the real command
line, its database included, until the server answers; of the starts the least disturbed one counts.
Then the last server is given reports by all factories at once, pages, questions and the documents
of the API, and what its process and PostgreSQL's hold is told: resident (`RSS`), and with what is
shared counted once (`PSS`).
The wishes: it answers within 3 s; its process holds at most 200 MB; both fit a machine of 2 GB.
Run: `python -m bench start`, with `--rounds 5 --seconds 20 --tenants 10`.
"""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import httpx
import msgspec
import psutil

from bench.big_list import database_of
from bench.report import Lines, build, free_port, job_code
from taktline.api.registry import REGISTRY
from taktline.api.runtime import running
from taktline.base.ids import uuid7
from taktline.platform.setting import Settings

WISH_S = 3.0
WISH_MB = 200.0
MACHINE_MB = 2_000.0
ANSWERS_WITHIN_S = 120.0
LOOK_EVERY_S = 0.01
JOBS = 20
BATCH = 50
CLIENTS = 4
"""Connections of one factory."""
SETTLE_S = 3.0
PAGES = ("/", "/floor", "/api/openapi.json", "/api/v1/openapi.json", "/api/v1/entities")


class Started(NamedTuple):
    """A server that answers: seconds by the clock and of its own processor until then."""

    server: psutil.Process
    clock: float
    busy: float


class Held(NamedTuple):
    """Megabytes of one or more processes."""

    rss: float
    pss: float


async def ground(folder: Path, tenants: int) -> list[str]:
    """Make factories with running orders; return a key of each."""
    async with running(Settings(data_dir=folder, log_level="error"), limited=False) as runtime:
        made = [
            await build(runtime, f"works_{number}", lambda: datetime.now(UTC), jobs=JOBS)
            for number in range(tenants)
        ]
    return [one.key for one in made]


@contextmanager
def opened(folder: Path, port: int) -> Iterator[Started]:
    """Start the server as a person does, until it answers; stop it in order afterwards."""
    program = [sys.executable, "-m", "taktline", "serve", "--data-dir", str(folder)]
    began = time.perf_counter()
    running_ = subprocess.Popen(
        [*program, "--port", str(port), "--processes", "1", "--log-level", "error"],
        stdout=subprocess.DEVNULL,
    )
    try:
        server = psutil.Process(running_.pid)
        while not answers(port):
            if running_.poll() is not None or time.perf_counter() - began > ANSWERS_WITHIN_S:
                raise SystemExit("the server did not start")
            time.sleep(LOOK_EVERY_S)
        clock, cpu = time.perf_counter() - began, server.cpu_times()
        yield Started(server=server, clock=clock, busy=cpu.user + cpu.system)
    finally:
        running_.terminate()
        running_.wait(timeout=ANSWERS_WITHIN_S)


def answers(port: int) -> bool:
    """Whether the server says that it is well."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


async def worked(port: int, keys: Sequence[str], seconds: float) -> int:
    """Let all factories report, look at pages and ask for a while; return how many reports."""
    until = time.perf_counter() + seconds
    lines = Lines(port)
    counts = await asyncio.gather(
        *(_reporting(lines, key, until) for key in keys for _ in range(CLIENTS))
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        for key in keys:
            await _asking(client, key)
    lines.hang_up()
    return sum(counts)


async def _reporting(lines: Lines, key: str, until: float) -> int:
    """Send batches as a gateway does, slowly enough for the rate of one caller."""
    count = 0
    while time.perf_counter() < until:
        soonest = time.perf_counter() + CLIENTS / 15
        commands = [
            {"command": "kernel.report_operation", "id": uuid7(), "good": "1", "job_order": job}
            for job in (job_code(number, JOBS) for number in range(BATCH))
        ]
        await lines.post(key, msgspec.json.encode({"commands": commands}), verb="")
        count += len(commands)
        await asyncio.sleep(max(0.0, soonest - time.perf_counter()))
    return count


async def _asking(client: httpx.AsyncClient, key: str) -> None:
    """Open the pages and documents, and ask every query that needs no parameter."""
    headers = {"Authorization": f"Bearer {key}", "Accept": "text/html, application/json"}
    for path in PAGES:
        await client.get(path, headers=headers)
    for name in REGISTRY.queries:
        answer = await client.get(f"/api/v1/queries/{name}", headers=headers)
        if answer.status_code == 429:
            await asyncio.sleep(float(answer.headers.get("retry-after", "1")))


def held(processes: Sequence[psutil.Process]) -> Held:
    """Return what some processes hold together; where PSS is not told, RSS stands for it."""
    told = [one.memory_full_info() for one in processes]
    return Held(
        rss=sum(one.rss for one in told) / 1e6,
        pss=sum(getattr(one, "pss", one.rss) for one in told) / 1e6,
    )


def measure(folder: Path, keys: Sequence[str], *, rounds: int, seconds: float) -> None:
    """Start again and again, then work, and print both."""
    starts: list[Started] = []
    for number in range(rounds):
        port = free_port()
        with opened(folder, port) as started:
            starts.append(started)
            print(f"start {number + 1}: {started.clock:.2f} s, {started.busy:.2f} s busy")
            if number == rounds - 1:
                _remembering(folder, started.server, port, keys, seconds)
    told("answers after a start (s)", min(one.clock for one in starts), wish=WISH_S)


def _remembering(
    folder: Path, server: psutil.Process, port: int, keys: Sequence[str], seconds: float
) -> None:
    fresh = held([server])
    count = asyncio.run(worked(port, keys, seconds))
    time.sleep(SETTLE_S)
    own = held([server])
    postmaster = psutil.Process(database_of(folder))
    database = held([postmaster, *postmaster.children()])
    print(f"{count:,} reports of {len(keys)} factories, then pages, questions, documents")
    print(f"server process: RSS {fresh.rss:.0f} MB at its start, {own.rss:.0f} afterwards")
    print(f"PostgreSQL: PSS {database.pss:.0f} MB")
    told("server process (MB, RSS)", own.rss, wish=WISH_MB)
    told("server and PostgreSQL (MB, PSS)", own.pss + database.pss, wish=MACHINE_MB)


def told(what: str, measured: float, *, wish: float) -> None:
    """Print a figure beside its wish."""
    verdict = "kept" if measured <= wish else "NOT KEPT"
    print(f"{what}: {measured:.2f} (wanted at most {wish:.0f}): {verdict}", flush=True)


def main() -> None:
    """Measure in a folder of its own, and remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="starts")
    parser.add_argument("--seconds", type=float, default=20.0, help="of reports")
    parser.add_argument("--tenants", type=int, default=10, help="factories")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    folder.chmod(0o755)
    try:
        keys = asyncio.run(ground(folder, given.tenants))
        measure(folder, keys, rounds=given.rounds, seconds=given.seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder.with_name(f"{folder.name}-anchors"), ignore_errors=True)


if __name__ == "__main__":
    main()
