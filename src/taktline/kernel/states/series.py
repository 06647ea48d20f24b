"""Keeps measured series in PostgreSQL: months as partitions, minutes summed up as they come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import numpy as np

from taktline.base.ids import derived_id
from taktline.kernel.states.columns import (
    Columns,
    Minutes,
    columns_of,
    instants,
    microseconds,
    minutes_of,
    newest_rows,
    once,
)
from taktline.kernel.states.telemetry import Bucket, Point
from taktline.platform.transaction import Tx
from taktline.store import Conflict, Store
from taktline.store.telemetry import COLUMNS, copy_bytes, month_of, partition_sql

POINTS_MAX = 100_000
"""Points of one COPY: more keep the others of the same table waiting."""
MINUTE_S = 60
NEVER_US = -(1 << 62)

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
        self._known_ids: dict[str, UUID] = {}

    async def append(self, points: Sequence[Point]) -> int:
        """Add points; a point of the same series and instant is kept once. Return how many."""
        return await self.append_columns(columns_of(points)) if points else 0

    async def append_columns(self, columns: Columns) -> int:
        """Add values that stand in columns already, as `append` does."""
        added = 0
        for begin in range(0, len(columns), POINTS_MAX):
            part = once(columns.rows(np.arange(begin, min(begin + POINTS_MAX, len(columns)))))
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

    async def _make_partitions(self, columns: Columns) -> None:
        wanted = dict(partition_sql(at) for at in _one_a_month(columns))
        missing = {name: sql for name, sql in wanted.items() if name not in self._partitions}
        if not missing:
            return
        async with self._store.transaction(self._tenant) as tx:
            for sql in missing.values():
                tx.execute(sql, prepare=False)
        self._partitions |= missing.keys()

    def _ids(self, codes: Sequence[str]) -> list[UUID]:
        for code in codes:
            if code not in self._known_ids:
                self._known_ids[code] = series_id(code)
        return [self._known_ids[code] for code in codes]

    async def _append(self, columns: Columns, *, looks: bool = False) -> int:
        ids = self._ids(columns.codes)
        async with self._store.transaction(self._tenant, durable=False) as tx:
            fresh = await _fresh(tx, columns, ids=ids, looks=looks)
            if not len(fresh):
                return 0
            tx.execute(SIGNALS, _signals(fresh, ids))
            minutes = minutes_of(fresh)
            if len(minutes.series):
                tx.execute(MINUTES, _minutes(minutes, ids))
            keys = np.frombuffer(b"".join(one.bytes for one in ids), dtype="V16")
            rows = copy_bytes(
                keys[fresh.series], fresh.at_us, fresh.number, good=fresh.good, words=fresh.words
            )
            await tx.copy("telemetry", COLUMNS, rows)
        return len(fresh)


def _one_a_month(columns: Columns) -> list[datetime]:
    """Return an instant of every month that occurs."""
    if not len(columns):
        return []
    months = np.unique(columns.at_us.astype("datetime64[us]").astype("datetime64[M]"))
    return list(instants(months.astype("datetime64[us]").astype(np.int64)))


async def _fresh(tx: Tx, columns: Columns, *, ids: Sequence[UUID], looks: bool) -> Columns:
    """Return the values that are not there yet; those newer than their series cannot be."""
    rows = await tx.fetch(NEWEST, {"series": sorted(ids)})
    newest = dict(msgspec.convert(rows, list[tuple[UUID, datetime]]))
    known = [newest.get(one) for one in ids]
    newest_us = np.array([NEVER_US if at is None else microseconds(at) for at in known], np.int64)
    old = columns.at_us <= newest_us[columns.series]
    if looks:
        old = np.ones(len(columns), np.bool_)
    if not old.any():
        return columns
    suspects = columns.rows(old)
    since, until = instants(np.array([suspects.at_us.min(), suspects.at_us.max()]))
    rows = await tx.fetch(
        THERE,
        {
            "series": sorted({ids[one] for one in np.unique(suspects.series).tolist()}),
            "since": since,
            "until": until,
        },
    )
    there = {
        (one, microseconds(at)) for one, at in msgspec.convert(rows, list[tuple[UUID, datetime]])
    }
    pairs = zip(columns.series.tolist(), columns.at_us.tolist(), strict=True)
    return columns.rows(np.array([(ids[one], at) not in there for one, at in pairs], np.bool_))


def _signals(columns: Columns, ids: Sequence[UUID]) -> dict[str, object]:
    rows = newest_rows(columns)
    series = columns.series[rows].tolist()
    numbers = zip(rows.tolist(), columns.number[rows].tolist(), strict=True)
    return {
        "id": [ids[one] for one in series],
        "code": [columns.codes[one] for one in series],
        "at": instants(columns.at_us[rows]),
        "number": [None if row in columns.words else number for row, number in numbers],
        "word": [columns.words.get(row) for row in rows.tolist()],
        "good": columns.good[rows].tolist(),
    }


def _minutes(minutes: Minutes, ids: Sequence[UUID]) -> dict[str, list[object]]:
    return {
        "series": [ids[one] for one in minutes.series.tolist()],
        "minute": list(instants(minutes.minute_us)),
        "count": minutes.count.tolist(),
        "minimum": minutes.minimum.tolist(),
        "maximum": minutes.maximum.tolist(),
        "total": minutes.total.tolist(),
        "last": minutes.last.tolist(),
        "last_at": list(instants(minutes.last_at_us)),
    }
