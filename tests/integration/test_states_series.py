"""Measured series: written in bulk, each point once, minutes summed up as they come."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from taktline.kernel.states.series import Series
from taktline.kernel.states.telemetry import Point
from taktline.store import Store

pytestmark = pytest.mark.anyio

START = datetime(2026, 1, 31, 23, 50, tzinfo=UTC)


def points(count: int, *, step_s: float = 1.0, series: str = "MILL.load") -> list[Point]:
    """Return numbers 0, 1, 2 ... across the end of a month."""
    return [
        Point(series=series, at=START + timedelta(seconds=n * step_s), number=float(n))
        for n in range(count)
    ]


async def test_points_come_back_as_they_were_written(store: Store, tenant: str) -> None:
    series = Series(store, tenant)
    word = Point(series="MILL.load", at=START + timedelta(hours=1), word="偏高", is_good=False)
    written = [*points(1200), word]
    assert await series.append(written) == 1201
    end = START + timedelta(days=2)
    assert list(await series.range("MILL.load", START, end=end, limit=5000)) == written
    assert list(await series.latest(["MILL.load", "nothing"])) == [word]


async def test_deliveries_doubled_and_shuffled_change_nothing(store: Store, tenant: str) -> None:
    series = Series(store, tenant)
    mixed = [*points(300), *points(300)]
    random.Random(7).shuffle(mixed)
    added = 0
    for begin in range(0, 600, 50):
        added += await series.append(mixed[begin : begin + 50])
    assert added == 300
    end = START + timedelta(minutes=10)
    assert list(await series.range("MILL.load", START, end=end, limit=999)) == points(300)
    minutes = await series.buckets("MILL.load", START, end=end, width_s=60)
    assert [(one.count, one.minimum, one.maximum, one.last) for one in minutes] == [
        (60, 60.0 * n, 60.0 * n + 59, 60.0 * n + 59) for n in range(5)
    ]


async def test_summed_minutes_agree_with_the_points(store: Store, tenant: str) -> None:
    series = Series(store, tenant)
    await series.append(points(1200, step_s=0.7))
    end = START + timedelta(minutes=14)
    fast = await series.buckets("MILL.load", START, end=end, width_s=120)
    shifted = START + timedelta(microseconds=0)
    exact = await series.buckets(
        "MILL.load", shifted, end=end - timedelta(seconds=0.5), width_s=120
    )
    assert [one.start for one in fast] == [START + timedelta(minutes=2 * n) for n in range(7)]
    assert list(fast) == list(exact)


async def test_what_is_old_is_dropped_and_the_rest_stays(store: Store, tenant: str) -> None:
    series = Series(store, tenant)
    await series.append(points(1200))
    midnight = datetime(2026, 2, 1, tzinfo=UTC)
    assert await series.drop_before(midnight + timedelta(seconds=10)) == 10  # January went whole.
    left = await series.range("MILL.load", START, end=START + timedelta(days=1), limit=9999)
    assert [point.number for point in left] == [float(n) for n in range(610, 1200)]
    assert await series.append(points(1)) == 1  # The month is made again where it is needed.
