"""The stations of a plant with how much work waits at each, against what its shifts can do."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.instant import Instant
from taktline.base.text import Text
from taktline.kernel.orders.queue import scope_of
from taktline.kernel.resources.worktime import Calendar, Shift, Weekday, Worked, shifts_of
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

SHIFTS_MAX = 21
"""Shifts ahead that are asked for at most: a week of three."""
DAYS_AHEAD = 14
"""Days looked ahead for that many shifts, holidays included."""

SEEN = """
    (%(everywhere)s::boolean OR e.site = ANY(%(nodes)s::uuid[]) OR e.id = ANY(%(nodes)s::uuid[])
        OR e.parent = ANY(%(nodes)s::uuid[]))"""
LEFT_S = """
    (CASE WHEN j.started_at IS NULL THEN j.planned_setup_s ELSE 0 END
        + j.planned_run_s * greatest(j.ordered - j.good - j.repaired - j.scrap, 0))"""

STATIONS = f"""
    WITH RECURSIVE below AS (
        SELECT e.id FROM equipment e WHERE %(below)s::text IS NULL OR e.code = %(below)s::text
        UNION SELECT e.id FROM below b JOIN equipment e ON e.parent = b.id),
    stations AS (
        SELECT e.id, e.code, e.name, e.name_en, e.level, e.parent, e.site, e.dispatch_mode,
            e.level IN ('work_cell', 'unit', 'equipment_module') AS is_unit
        FROM equipment e
        WHERE e.id IN (SELECT id FROM below) AND NOT e.archived AND {SEEN}
            AND (e.level IN ('process_cell', 'production_unit', 'production_line', 'work_cell',
                    'unit')
                OR EXISTS (SELECT 1 FROM job_order j
                    WHERE e.id IN (j.work_center, j.work_unit)
                        AND j.status IN ('dispatched', 'running', 'held', 'suspended'))))
    SELECT s.id, s.code, s.name, s.name_en, CASE WHEN s.is_unit THEN p.code ELSE s.code END,
        CASE WHEN s.is_unit THEN p.name ELSE s.name END,
        CASE WHEN s.is_unit THEN p.name_en ELSE s.name_en END, s.is_unit,
        CASE WHEN s.is_unit THEN p.dispatch_mode ELSE s.dispatch_mode END, s.site,
        coalesce(q.jobs, 0), coalesce(q.left_s, 0)::float8, coalesce(q.running, 0)
    FROM stations s LEFT JOIN equipment p ON p.id = s.parent
    LEFT JOIN (
        SELECT coalesce(j.work_unit, j.work_center) AS station, count(*) AS jobs,
            sum({LEFT_S}) AS left_s, count(*) FILTER (WHERE j.status = 'running') AS running
        FROM job_order j
        WHERE j.status IN ('dispatched', 'running', 'held', 'suspended')
        GROUP BY 1) AS q ON q.station = s.id
    ORDER BY 5, s.is_unit, s.code
    LIMIT %(limit)s"""

WORKING = """
    SELECT e.id, s.zone, c.calendar,
        CASE WHEN e.level IN ('work_cell', 'unit') THEN e.parent ELSE e.id END
    FROM equipment e JOIN site s ON s.id = e.site
    LEFT JOIN LATERAL (
        WITH RECURSIVE up AS (
            SELECT x.id, x.parent, x.calendar, 0 AS height FROM equipment x WHERE x.id = e.id
            UNION ALL SELECT x.id, x.parent, x.calendar, up.height + 1
            FROM up JOIN equipment x ON x.id = up.parent WHERE up.height < 10)
        SELECT coalesce((SELECT calendar FROM up WHERE calendar IS NOT NULL
            ORDER BY height LIMIT 1), s.calendar) AS calendar) AS c ON true
    WHERE e.id = ANY(%(stations)s::uuid[])"""
SHIFTS = """
    SELECT h.calendar, h.id, h.code, h.weekdays, h.starts_s::integer, h.ends_s::integer,
        h.break_s::integer, h.work_center
    FROM shift h WHERE NOT h.archived AND h.calendar = ANY(%(calendars)s::uuid[])"""
EXCEPTIONS = """
    SELECT x.calendar, x.day, x.works_as FROM calendar_exception x
    WHERE NOT x.archived AND x.calendar = ANY(%(calendars)s::uuid[])
        AND x.day BETWEEN %(first)s::date AND %(last)s::date"""
WORK = f"""
    SELECT coalesce(j.work_unit, j.work_center), j.planned_start_at, {LEFT_S}::float8
    FROM job_order j
    WHERE j.status IN ('dispatched', 'running', 'held', 'suspended')
        AND coalesce(j.work_unit, j.work_center) = ANY(%(stations)s::uuid[])"""


class BoardParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which stations: all, or those at and below a part of the plant.

    Attributes:
        below: code of an area, line, work center or work unit.
    """

    below: str | None = None


class BoardStation(msgspec.Struct, frozen=True, kw_only=True):
    """A work unit, or a work center for what any of its units may take.

    Attributes:
        work_center: code of the work center it belongs to, or its own.
        is_unit: False = the work center itself.
        dispatch_mode: to whom job orders go here: machine, team, person, or none.
        jobs: job orders in its queue.
        left_s: seconds of planned work left in them.
        running: how many of them are being worked.
    """

    id: UUID
    code: str
    name: str
    name_en: str | None
    work_center: str | None
    center_name: str | None
    center_name_en: str | None
    is_unit: bool
    dispatch_mode: str | None
    site: UUID
    jobs: int
    left_s: float
    running: int


class LoadParams(BoardParams, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which stations, from when on, and how many shifts.

    Attributes:
        since: the present; the shift that runs then is the first.
        shifts: 1 to 21.
    """

    since: Instant
    shifts: int = 3


class StationLoad(msgspec.Struct, frozen=True, kw_only=True):
    """One shift at one station.

    Attributes:
        capacity_s: seconds from its start, or from the present, to its end without breaks.
        load_s: seconds left of jobs planned to start in it; those that should have started before,
            or that nobody planned, count for the first shift.
    """

    station: str
    shift: str
    day: date
    starts_at: datetime
    ends_at: datetime
    capacity_s: float
    load_s: float


async def stations(tx: Tx, params: BoardParams, reader: Principal) -> Page[BoardStation]:
    """Return the stations of a part of the plant with what waits at each."""
    found = await _stations(tx, params, reader)
    return Page(rows=found, total=len(found))


async def _stations(tx: Tx, params: BoardParams, reader: Principal) -> list[BoardStation]:
    scope = scope_of(reader, "job_order:read", limit=PAGE_MAX)
    rows = await tx.fetch(STATIONS, {"below": params.below, **scope})
    names = BoardStation.__struct_fields__
    return [
        msgspec.convert(dict(zip(names, row, strict=True)), BoardStation, strict=False)
        for row in rows
    ]


_Working = list[tuple[UUID, str, UUID | None, UUID | None]]
_Shifts = list[tuple[UUID, UUID, str, tuple[Weekday, ...], int, int, int, UUID | None]]
_Exceptions = list[tuple[UUID, date, Weekday | None]]
_Work = list[tuple[UUID, datetime | None, float]]


async def station_loads(tx: Tx, params: LoadParams, reader: Principal) -> Page[StationLoad]:
    """Return how full the next shifts of each station are; none where no calendar has shifts."""
    places = {row.id: row.code for row in await _stations(tx, params, reader)}
    first = params.since.date() - timedelta(days=2)
    last = first + timedelta(days=DAYS_AHEAD)
    hours = await working_hours(tx, list(places), first=first, last=last)
    rows = await tx.fetch(WORK, {"stations": list(places)})
    work = msgspec.convert(rows, _Work)
    count = min(max(params.shifts, 1), SHIFTS_MAX)
    found: list[StationLoad] = []
    for station, (calendar, center) in sorted(hours.items(), key=lambda one: places[one[0]]):
        ahead = [
            one
            for one in shifts_of(calendar, first, last=last, work_center=center)
            if one.ends_at > params.since
        ][:count]
        own = [(at, seconds) for where, at, seconds in work if where == station]
        found += loads_of(places[station], ahead, own, since=params.since)
    return Page(rows=found[: PAGE_MAX * SHIFTS_MAX])


async def working_hours(
    tx: Tx, stations: Sequence[UUID], *, first: date, last: date
) -> dict[UUID, tuple[Calendar, UUID | None]]:
    """Return the calendar of each station, and the work center whose own shifts hold for it.

    Args:
        stations: work units and work centers.
        first: the first day whose holidays matter; `last` the last one.
    """
    working = msgspec.convert(await tx.fetch(WORKING, {"stations": list(stations)}), _Working)
    asked: dict[str, object] = {
        "calendars": sorted({calendar for _, _, calendar, _ in working if calendar is not None}),
        "first": first,
        "last": last,
    }
    rows = await tx.fetch_many([(SHIFTS, asked), (EXCEPTIONS, asked)])
    shifts = msgspec.convert(rows[0], _Shifts)
    exceptions = msgspec.convert(rows[1], _Exceptions)
    calendars = {
        (zone, id_): Calendar(
            zone=ZoneInfo(zone),
            shifts=tuple(_shift(one) for one in shifts if one[0] == id_),
            exceptions={day: as_ for owner, day, as_ in exceptions if owner == id_},
        )
        for zone, id_ in {(zone, id_) for _, zone, id_, _ in working}
    }
    return {station: (calendars[zone, id_], center) for station, zone, id_, center in working}


def _shift(row: tuple[UUID, UUID, str, tuple[Weekday, ...], int, int, int, UUID | None]) -> Shift:
    _, id_, code, weekdays, starts_s, ends_s, break_s, center = row
    return Shift(
        id=id_,
        code=code,
        weekdays=weekdays,
        starts_s=starts_s,
        ends_s=ends_s,
        break_s=break_s,
        work_center=center,
    )


def loads_of(
    station: str,
    shifts: Sequence[Worked],
    work: Iterable[tuple[Instant | None, float]],
    *,
    since: Instant,
) -> list[StationLoad]:
    """Return how full each shift is: a job counts where it is planned to start.

    Args:
        shifts: in order of their start.
        work: per job when it is planned to start and the seconds left of it.
        since: the present; of the shift that runs only the rest counts, with its part of the break.
    """
    jobs = list(work)
    found: list[StationLoad] = []
    for at, one in enumerate(shifts):
        begins = max(one.starts_at, since)
        rest = (one.ends_at - begins).total_seconds()
        share = rest / one.elapsed_s if one.elapsed_s > 0 else 0.0
        following = shifts[at + 1].starts_at if at + 1 < len(shifts) else one.ends_at
        load = sum(
            seconds
            for planned, seconds in jobs
            if (at == 0 and (planned is None or planned < following))
            or (at > 0 and planned is not None and one.starts_at <= planned < following)
        )
        found.append(
            StationLoad(
                station=station,
                shift=one.shift.code,
                day=one.day,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                capacity_s=max(rest - one.shift.break_s * share, 0.0),
                load_s=load,
            )
        )
    return found


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.dispatch_stations", params=BoardParams, row=BoardStation,
        needs="job_order:read", run=stations, label=Text("Stations and their queues", "工位与队列"),
    ),
    Query(
        name="kernel.station_loads", params=LoadParams, row=StationLoad, needs="job_order:read",
        run=station_loads, label=Text("Load of stations per shift", "工位分班负荷"),
    ),
)  # fmt: skip
