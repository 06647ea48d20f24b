"""Keeps measured series in PostgreSQL: months as partitions, minutes summed up as they come."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.kernel.states.telemetry import Bucket, Point
from taktline.platform.transaction import Tx
from taktline.store import Conflict, Store
from taktline.store.telemetry import COLUMNS, copy_bytes, month_of, partition_sql

POINTS_MAX = 100_000
"""Points of one COPY: more keep the others of the same table waiting."""
MINUTE_S = 60

NEWEST = "SELECT id, newest_at FROM signal WHERE id = ANY(%(series)s::uuid[])"

# Only where a delivery is older than what is known: which of its points are there already.
THERE = """
    SELECT t.series, t.at FROM telemetry t
    WHERE t.series = ANY(%(series)s::uuid[]) AND t.at >= %(since)s AND t.at <= %(until)s"""

SIGNALS = """
    INSERT INTO signal AS s (id, code, newest_at, number, word, is_good)
    SELECT id, code, at, number, word, good
    FROM unnest(%(id)s::uuid[], %(code)s::text[], %(at)s::timestamptz[],
        %(number)s::double precision[], %(word)s::text[], %(good)s::boolean[])
        AS t (id, code, at, number, word, good)
    ON CONFLICT (id) DO UPDATE SET newest_at = excluded.newest_at, number = excluded.number,
        word = excluded.word, is_good = excluded.is_good
    WHERE s.newest_at <= excluded.newest_at"""

MINUTES = """
    INSERT INTO telemetry_minute AS m (series, minute, count, minimum, maximum, total, last,
        last_at)
    SELECT series, minute, count, minimum, maximum, total, last, last_at
    FROM unnest(%(series)s::uuid[], %(minute)s::timestamptz[], %(count)s::integer[],
        %(minimum)s::double precision[], %(maximum)s::double precision[],
        %(total)s::double precision[], %(last)s::double precision[], %(last_at)s::timestamptz[])
        AS t (series, minute, count, minimum, maximum, total, last, last_at)
    ON CONFLICT (series, minute) DO UPDATE SET count = m.count + excluded.count,
        minimum = least(m.minimum, excluded.minimum), maximum = greatest(m.maximum,
        excluded.maximum), total = m.total + excluded.total,
        last = CASE WHEN excluded.last_at >= m.last_at THEN excluded.last ELSE m.last END,
        last_at = greatest(m.last_at, excluded.last_at)"""

RANGE = """
    SELECT %(code)s::text, at, number, word, is_good FROM telemetry
    WHERE series = %(series)s AND at >= %(start)s AND at < %(end)s ORDER BY at LIMIT %(limit)s"""

BUCKETS_OF_MINUTES = """
    SELECT b.start, sum(m.count)::bigint, min(m.minimum), max(m.maximum),
        sum(m.total) / sum(m.count), (array_agg(m.last ORDER BY m.last_at DESC))[1]
    FROM telemetry_minute m, LATERAL (SELECT %(start)s::timestamptz + floor(extract(epoch FROM
        m.minute - %(start)s::timestamptz) / %(width)s::double precision)
        * make_interval(secs => %(width)s::double precision) AS start) AS b
    WHERE m.series = %(series)s AND m.minute >= %(start)s AND m.minute < %(end)s
    GROUP BY b.start ORDER BY b.start"""

BUCKETS_OF_POINTS = """
    SELECT b.start, count(*), min(t.number), max(t.number), avg(t.number),
        (array_agg(t.number ORDER BY t.at DESC))[1]
    FROM telemetry t, LATERAL (SELECT %(start)s::timestamptz + floor(extract(epoch FROM
        t.at - %(start)s::timestamptz) / %(width)s::double precision)
        * make_interval(secs => %(width)s::double precision) AS start) AS b
    WHERE t.series = %(series)s AND t.number IS NOT NULL AND t.at >= %(start)s AND t.at < %(end)s
    GROUP BY b.start ORDER BY b.start"""

LATEST = """
    SELECT code, newest_at, number, word, is_good FROM signal
    WHERE code = ANY(%(codes)s::text[]) ORDER BY code"""

PARTITIONS = """
    SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'telemetry'::regclass ORDER BY 1"""

FORGET = "DELETE FROM telemetry WHERE at < %(at)s"
FORGET_MINUTES = "DELETE FROM telemetry_minute WHERE minute < %(at)s"


class Summed(msgspec.Struct, kw_only=True):
    """The numbers of one series within one minute."""

    count: int = 0
    minimum: float = float("inf")
    maximum: float = float("-inf")
    total: float = 0.0
    last: float = 0.0
    last_at: datetime | None = None

    def take(self, number: float, at: datetime) -> None:
        """Add one number."""
        self.count += 1
        self.total += number
        self.minimum, self.maximum = min(self.minimum, number), max(self.maximum, number)
        if self.last_at is None or at >= self.last_at:
            self.last, self.last_at = number, at


def series_id(code: str) -> UUID:
    """Return the id of a series; the same for ever."""
    return derived_id("signal", code)


class Series:
    """Fulfils `taktline.kernel.states.telemetry.Telemetry` for one tenant of a database.

    One connection writes a series; nothing of it waits for the disk (R14).
    """

    def __init__(self, store: Store, tenant: str) -> None:
        self._store = store
        self._tenant = tenant
        self._partitions: set[str] = set()

    async def append(self, points: Sequence[Point]) -> int:
        """Add points; a point of the same series and instant is kept once. Return how many."""
        added = 0
        for begin in range(0, len(points), POINTS_MAX):
            part = _once(points[begin : begin + POINTS_MAX])
            await self._make_partitions(part)
            try:
                added += await self._append(part)
            except Conflict:  # Somebody else wrote the same at the same moment: look again.
                added += await self._append(part, looks=True)
        return added

    async def range(
        self, series: str, start: datetime, *, end: datetime, limit: int
    ) -> Sequence[Point]:
        """Return the points from start (included) to end (excluded), in order, at most `limit`."""
        async with self._store.transaction(self._tenant, readonly=True) as tx:
            window = {"code": series, "series": series_id(series), "start": start, "end": end}
            return await tx.rows(RANGE, {**window, "limit": limit}, as_=Point)

    async def buckets(
        self, series: str, start: datetime, *, end: datetime, width_s: float
    ) -> Sequence[Bucket]:
        """Return the numbers from start to end summed up by stretches of equal width.

        Whole minutes from a whole minute on are read from what is summed up already.
        """
        whole = width_s % MINUTE_S == 0 and start.timestamp() % MINUTE_S == 0
        whole = whole and end.timestamp() % MINUTE_S == 0
        params = {"series": series_id(series), "start": start, "end": end, "width": width_s}
        async with self._store.transaction(self._tenant, readonly=True) as tx:
            sql = BUCKETS_OF_MINUTES if whole else BUCKETS_OF_POINTS
            return await tx.rows(sql, params, as_=Bucket)

    async def latest(self, series: Sequence[str]) -> Sequence[Point]:
        """Return the newest point of each series that has one."""
        async with self._store.transaction(self._tenant, readonly=True) as tx:
            return await tx.rows(LATEST, {"codes": list(series)}, as_=Point)

    async def drop_before(self, at: datetime) -> int:
        """Forget everything older; return how many points went one by one.

        Months that are older as a whole go with their partition, uncounted.
        """
        first, _ = month_of(at)
        kept = f"telemetry_{first:%Y_%m}"
        async with self._store.transaction(self._tenant) as tx:
            for (name,) in await tx.fetch(PARTITIONS):
                if str(name) < kept:
                    tx.execute(f"DROP TABLE {name}", prepare=False)
                    self._partitions.discard(str(name))
            tx.execute(FORGET_MINUTES, {"at": at})
            return await tx.send(FORGET, {"at": at}).affected()

    async def _make_partitions(self, points: Sequence[Point]) -> None:
        wanted = dict(partition_sql(point.at) for point in _one_a_month(points))
        missing = {name: sql for name, sql in wanted.items() if name not in self._partitions}
        if not missing:
            return
        async with self._store.transaction(self._tenant) as tx:
            for sql in missing.values():
                tx.execute(sql, prepare=False)
        self._partitions |= missing.keys()

    async def _append(self, points: Sequence[Point], *, looks: bool = False) -> int:
        ids = {code: series_id(code) for code in {point.series for point in points}}
        async with self._store.transaction(self._tenant, durable=False) as tx:
            fresh = await _fresh(tx, points, ids=ids, looks=looks)
            if not fresh:
                return 0
            tx.execute(SIGNALS, _signals(fresh, ids))
            minutes = _minutes(fresh, ids)
            if minutes["series"]:
                tx.execute(MINUTES, minutes)
            rows = copy_bytes([ids[point.series] for point in fresh], fresh)
            await tx.copy("telemetry", COLUMNS, rows)
        return len(fresh)


def _once(points: Iterable[Point]) -> list[Point]:
    """Return one point of each series and instant, in order; the greatest of several."""
    chosen: dict[tuple[str, datetime], Point] = {}
    for point in points:
        key = (point.series, point.at)
        before = chosen.get(key)
        if before is None or _rank(before) < _rank(point):
            chosen[key] = point
    return [chosen[key] for key in sorted(chosen)]


def _rank(point: Point) -> tuple[bool, float, str]:
    return point.is_good, point.number if point.number is not None else 0.0, point.word or ""


def _one_a_month(points: Iterable[Point]) -> list[Point]:
    return list({(point.at.year, point.at.month): point for point in points}.values())


async def _fresh(
    tx: Tx, points: Sequence[Point], *, ids: dict[str, UUID], looks: bool
) -> list[Point]:
    """Return the points that are not there yet; those newer than their series cannot be."""
    rows = await tx.fetch(NEWEST, {"series": sorted(ids.values())})
    newest = dict(msgspec.convert(rows, list[tuple[UUID, datetime]]))
    old = [p for p in points if looks or p.at <= newest.get(ids[p.series], _never(p.at))]
    if not old:
        return list(points)
    rows = await tx.fetch(
        THERE,
        {
            "series": sorted({ids[point.series] for point in old}),
            "since": min(point.at for point in old),
            "until": max(point.at for point in old),
        },
    )
    there = set(rows)
    return [point for point in points if (ids[point.series], point.at) not in there]


def _never(at: datetime) -> datetime:
    return at - timedelta(seconds=1)


def _signals(points: Sequence[Point], ids: dict[str, UUID]) -> dict[str, object]:
    newest: dict[str, Point] = {}
    for point in points:
        before = newest.get(point.series)
        if before is None or before.at <= point.at:
            newest[point.series] = point
    rows = [newest[code] for code in sorted(newest)]
    return {
        "id": [ids[point.series] for point in rows],
        "code": [point.series for point in rows],
        "at": [point.at for point in rows],
        "number": [point.number for point in rows],
        "word": [point.word for point in rows],
        "good": [point.is_good for point in rows],
    }


def _minutes(points: Sequence[Point], ids: dict[str, UUID]) -> dict[str, list[object]]:
    sums: dict[tuple[UUID, datetime], Summed] = {}
    for point in points:
        if point.number is None:
            continue
        key = (ids[point.series], point.at.replace(second=0, microsecond=0))
        summed = sums.get(key)
        if summed is None:
            summed = sums[key] = Summed()
        summed.take(point.number, point.at)
    return {
        "series": [series for series, _ in sums],
        "minute": [minute for _, minute in sums],
        "count": [one.count for one in sums.values()],
        "minimum": [one.minimum for one in sums.values()],
        "maximum": [one.maximum for one in sums.values()],
        "total": [one.total for one in sums.values()],
        "last": [one.last for one in sums.values()],
        "last_at": [one.last_at for one in sums.values()],
    }
