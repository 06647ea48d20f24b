"""The narrow interface behind which measured series live, whatever stores them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one series; numbers and words have a column each."""

    series: str  # Code of the series: work unit and data item.
    at: datetime
    number: float | None = None
    word: str | None = None
    is_good: bool = True  # False where the source itself doubts it.


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a series summed up for a chart."""

    start: datetime
    count: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    last: float | None


class Telemetry(Protocol):
    """Series of measured values: appended in bulk, read by range, dropped by age."""

    async def append(self, points: Sequence[Point]) -> int:
        """Add points; a point of the same series and instant is kept once. Return how many."""

    async def range(
        self, series: str, start: datetime, *, end: datetime, limit: int
    ) -> Sequence[Point]:
        """Return the points from start (included) to end (excluded), in order, at most `limit`."""

    async def buckets(
        self, series: str, start: datetime, *, end: datetime, width_s: float
    ) -> Sequence[Bucket]:
        """Return the numbers from start to end summed up by stretches of equal width."""

    async def latest(self, series: Sequence[str]) -> Sequence[Point]:
        """Return the newest point of each series that has one."""

    async def drop_before(self, at: datetime) -> int:
        """Forget everything older; return how many points, or 0 when whole partitions went."""
