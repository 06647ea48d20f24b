"""How many measured values a second one connection keeps, and how many SHDR lines are read.

Values come as columns (decoded batches) and as points; the reference in the same run is the naive
way, rows inserted by arrays into the same table without roll-ups. CPU microseconds per value is the
figure that counts. Run: `python -m bench telemetry`.
"""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psutil

from taktline.api.runtime import Runtime, running
from taktline.connect.machines.mtconnect import ShdrParser
from taktline.kernel.states.columns import Columns
from taktline.kernel.states.series import Series, series_id
from taktline.kernel.states.telemetry import Point
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.setting import Settings

SERIES, ROUNDS = 200, 10
BATCH = 100_000
"""Values of one delivery: 200 signals of a hall, 500 readings each."""
EACH_S = 0.1
START = datetime(2026, 3, 1, tzinfo=UTC)
LINES = 300_000
INSERT = """
    INSERT INTO telemetry (series, at, number, word, is_good)
    SELECT series, at, number, NULL, true
    FROM unnest(%(series)s::uuid[], %(at)s::timestamptz[], %(number)s::double precision[])
        AS t (series, at, number)"""


def delivery(name: str, number: int) -> Columns:
    """Return one decoded delivery: 200 series, ten values a second each."""
    row = np.arange(BATCH)
    start_us = int((START + timedelta(seconds=number * BATCH / SERIES * EACH_S)).timestamp() * 1e6)
    return Columns(
        codes=tuple(f"{name}-{n}" for n in range(SERIES)),
        series=row % SERIES,
        at_us=start_us + row // SERIES * round(EACH_S * 1e6),
        number=np.sin(row / 1000.0) * 50,
        good=np.ones(BATCH, np.bool_),
    )


def points(columns: Columns) -> list[Point]:
    """Return the same as points, one object each."""
    return [
        Point(
            series=columns.codes[series],
            at=START + timedelta(microseconds=at_us - round(START.timestamp() * 1e6)),
            number=number,
        )
        for series, at_us, number in zip(
            columns.series.tolist(), columns.at_us.tolist(), columns.number.tolist(), strict=True
        )
    ]


async def by_arrays(runtime: Runtime, given: Sequence[Point]) -> None:
    """Insert the naive way."""
    async with runtime.store.transaction("bench", durable=False) as tx:
        tx.execute(
            INSERT,
            {
                "series": [series_id(point.series) for point in given],
                "at": [point.at for point in given],
                "number": [point.number for point in given],
            },
        )


class Spent:
    """Wall time, and CPU time of this process and of all of PostgreSQL's."""

    def __init__(self, folder: Path) -> None:
        self._servers = [
            process
            for process in psutil.process_iter(["cmdline"])
            if str(folder) in " ".join(process.info["cmdline"] or [])
        ]
        self.values = 0
        self.wall_s = self.cpu_s = self.database_s = 0.0

    async def on(self, work: Callable[[], Awaitable[object]], values: int) -> None:
        """Do a piece of work and add up what it took."""
        wall, cpu, database = time.perf_counter(), time.process_time(), self._database_s()
        await work()
        self.wall_s += time.perf_counter() - wall
        self.cpu_s += time.process_time() - cpu
        self.database_s += self._database_s() - database
        self.values += values

    def line(self, name: str) -> str:
        """Return the figures as a line."""
        each = 1e6 / self.values
        return (
            f"{name:>8}: {self.values / self.wall_s:>9,.0f} values/s, "
            f"{self.values / self.cpu_s:>11,.0f} values/s and core of ours, "
            f"CPU us/value {self.cpu_s * each:5.2f} + database {self.database_s * each:5.2f}"
        )

    def _database_s(self) -> float:
        total = 0.0
        for server in self._servers:
            for process in (server, *server.children(recursive=True)):
                try:
                    times = process.cpu_times()
                except psutil.NoSuchProcess:
                    continue
                total += times.user + times.system
        return total


async def measure(folder: Path) -> None:
    """Measure all ways, interleaved, and print rate and CPU time per value."""
    async with running(Settings(data_dir=folder), limited=False) as runtime:
        asked = NewTenant(code="bench", name="bench")
        await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=asked)
        series = Series(runtime.store, "bench")
        await series.append_columns(delivery("warm", 0))
        spent = {way: Spent(folder) for way in ("columns", "points", "arrays")}
        for number in range(ROUNDS):
            columns = delivery("columns", number)
            await spent["columns"].on(lambda c=columns: series.append_columns(c), BATCH)  # type: ignore[misc]
            listed = points(delivery("points", number))
            await spent["points"].on(lambda p=listed: series.append(p), BATCH)  # type: ignore[misc]
            naive = points(delivery("arrays", number))
            await spent["arrays"].on(lambda p=naive: by_arrays(runtime, p), BATCH)  # type: ignore[misc]
    for way, figures in spent.items():
        print(figures.line(way))


def parse_lines() -> None:
    """Measure how fast lines of an adapter are read."""
    items = ("Xact", "Yact", "Zact", "S1speed", "load", "execution")
    lines = [
        f"2026-03-01T08:{n // 60_000 % 60:02d}:{n // 1000 % 60:02d}.{n % 1000:03d}Z"
        f"|{items[n % len(items)]}|{n * 0.125:.4f}"
        for n in range(LINES)
    ]
    parser = ShdrParser()
    cpu = time.process_time()
    count = sum(1 for _ in parser.parse_all(lines))
    each_s = (time.process_time() - cpu) / count
    print(f"    shdr: {1 / each_s:>9,.0f} lines/s and core, CPU us/line {each_s * 1e6:5.2f}")


def main() -> None:
    """Run the bench in a database that is thrown away afterwards."""
    parse_lines()
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    folder.chmod(0o755)
    try:
        asyncio.run(measure(folder / "data"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
