"""How many measured values a second one connection keeps: binary COPY with minute roll-ups.

The reference in the same run is the naive way, rows inserted by arrays into the same table without
roll-ups; CPU microseconds per value is the figure that counts. Run: `python -m bench.telemetry`.
"""

import asyncio
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from taktline.api.runtime import Runtime, running
from taktline.kernel.states.series import Series, series_id
from taktline.kernel.states.telemetry import Point
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.setting import Settings

SERIES, ROUNDS = 200, 6
BATCH = 20_000
"""Values of one delivery: 200 signals of a hall, 100 readings each."""
START = datetime(2026, 3, 1, tzinfo=UTC)
INSERT = """
    INSERT INTO telemetry (series, at, number, word, is_good)
    SELECT series, at, number, NULL, true
    FROM unnest(%(series)s::uuid[], %(at)s::timestamptz[], %(number)s::double precision[])
        AS t (series, at, number)"""


def delivery(name: str, number: int) -> list[Point]:
    """Return one delivery: 200 series, ten values a second each."""
    first = START + timedelta(seconds=number * BATCH / SERIES / 10)
    return [
        Point(
            series=f"{name}-{n % SERIES}",
            at=first + timedelta(milliseconds=100 * (n // SERIES)),
            number=float(n),
        )
        for n in range(BATCH)
    ]


async def by_arrays(runtime: Runtime, points: list[Point]) -> None:
    """Insert the naive way."""
    async with runtime.store.transaction("bench", durable=False) as tx:
        tx.execute(
            INSERT,
            {
                "series": [series_id(point.series) for point in points],
                "at": [point.at for point in points],
                "number": [point.number for point in points],
            },
        )


async def measure(folder: Path) -> None:
    """Measure both, interleaved, and print rate and CPU time per value."""
    async with running(Settings(data_dir=folder), limited=False) as runtime:
        asked = NewTenant(code="bench", name="bench")
        await create_tenant(runtime.store, runtime.keys, runtime.gate.clock, asked=asked)
        series = Series(runtime.store, "bench")
        await series.append(delivery("warm", 0))
        spent = {"copy": (0.0, 0.0), "arrays": (0.0, 0.0)}
        for number in range(ROUNDS):
            for way in spent:
                points = delivery(way, number)
                wall, cpu = time.perf_counter(), time.process_time()
                if way == "copy":
                    await series.append(points)
                else:
                    await by_arrays(runtime, points)
                spent[way] = (
                    spent[way][0] + time.perf_counter() - wall,
                    spent[way][1] + time.process_time() - cpu,
                )
    for way, (wall_s, cpu_s) in spent.items():
        values = BATCH * ROUNDS
        print(
            f"{way:>8}: {values / wall_s:>9,.0f} values/s, {cpu_s / values * 1e6:5.2f} us CPU/value"
        )


def main() -> None:
    """Run the bench in a database that is thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    folder.chmod(0o755)
    try:
        asyncio.run(measure(folder / "data"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
