"""When open work ends if every station works its queue in order: the forecast behind progress."""

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.orders.dispatching.board import LEFT_S, working_hours
from taktline.kernel.resources.worktime import shifts_of
from taktline.platform.transaction import Tx
from taktline.science.planning import Slot, Span, Task, WorkingTime, loaded

DAYS_AHEAD = 120
"""Shifts that are looked ahead for: a season; what ends behind them has no day yet."""
JOBS_MAX = 20_000
"""Open job orders that are loaded: years of work of the plants we know."""
NEVER = 2**31 - 1
FAR = 1e12
"""Behind every start that somebody planned, in seconds since 1970."""

JOBS = f"""
    SELECT j.id, j.code, j.work_order, j.operation, j.sequence::integer, j.status, j.priority,
        coalesce(j.queue_rank, {NEVER}), j.planned_start_at,
        coalesce(j.work_unit, j.work_center), e.code, {LEFT_S}::float8, j.hold_reason,
        j.is_rework
    FROM job_order j LEFT JOIN equipment e ON e.id = coalesce(j.work_unit, j.work_center)
    WHERE j.status IN ('released', 'dispatched', 'running', 'held', 'suspended')
        AND j.work_order IS NOT NULL
    ORDER BY j.id LIMIT %(limit)s"""
FOLLOWS = """
    SELECT d.predecessor, d.successor
    FROM job_dependency d
    JOIN job_order b ON b.id = d.predecessor
    WHERE d.type <> 'alternative'
        AND b.status IN ('released', 'dispatched', 'running', 'held', 'suspended')"""
MACHINES = """
    SELECT e.parent, count(*)::integer FROM equipment e
    WHERE e.level IN ('work_cell', 'unit') AND NOT e.archived AND e.parent IS NOT NULL
    GROUP BY e.parent"""


class OpenJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job order that is not done, as the forecast needs it."""

    id: UUID
    code: str
    work_order: UUID
    operation: str
    sequence: int
    status: str
    priority: int
    queue_rank: int
    planned_start_at: datetime | None
    station: UUID | None
    station_code: str | None
    left_s: float
    hold_reason: str | None
    is_rework: bool

    def rank(self, *, is_rush: bool = False) -> tuple[float | str, ...]:
        """Return its place in its queue, as `kernel.dispatch_queue` orders it.

        What runs is never interrupted; a rush comes right behind it.
        """
        begun = self.status in ("running", "held", "suspended")
        start = FAR if self.planned_start_at is None else self.planned_start_at.timestamp()
        first = 0.0 if begun else 0.5 if is_rush else 1.0
        return (first, self.queue_rank, -self.priority, start, self.sequence, self.code)


class Forecast(msgspec.Struct, kw_only=True):
    """Open work, the working time of its stations, and when each operation ends."""

    now: datetime
    jobs: dict[UUID, OpenJob]
    after: dict[UUID, tuple[UUID, ...]]
    times: dict[Hashable, WorkingTime]
    machines: dict[Hashable, int]
    slots: dict[Hashable, Slot] = {}
    orders: dict[UUID, list[OpenJob]] = {}

    def slotted(self, rush: Iterable[UUID] = ()) -> dict[Hashable, Slot]:
        """Return when each operation is worked, with all of some work orders first."""
        first = set(rush)
        tasks = [
            Task(
                key=job.id,
                station=job.station,
                left_s=job.left_s,
                rank=job.rank(is_rush=job.work_order in first),
                after=self.after.get(job.id, ()),
            )
            for job in self.jobs.values()
        ]
        return loaded(tasks, self.times, machines=self.machines, now=self.now)

    def ends(self, slots: dict[Hashable, Slot]) -> dict[UUID, datetime | None]:
        """Return when each open work order ends; None = behind the known shifts."""
        found: dict[UUID, datetime | None] = {}
        for order, jobs in self.orders.items():
            ends = [slots[job.id].ends_at if job.id in slots else None for job in jobs]
            known = [end for end in ends if end is not None]
            found[order] = max(known) if len(known) == len(ends) else None
        return found


async def forecast(tx: Tx, now: Instant) -> Forecast:
    """Load all open work onto the stations' queues from now on."""
    jobs_rows, follows, machine_rows = await tx.fetch_many(
        [(JOBS, {"limit": JOBS_MAX}), (FOLLOWS, None), (MACHINES, None)]
    )
    names = OpenJob.__struct_fields__
    jobs = [
        msgspec.convert(dict(zip(names, row, strict=True)), OpenJob, strict=False)
        for row in jobs_rows
    ]
    after: dict[UUID, tuple[UUID, ...]] = {}
    for before, job in msgspec.convert(follows, list[tuple[UUID, UUID]]):
        after[job] = (*after.get(job, ()), before)
    stations = sorted({job.station for job in jobs if job.station is not None})
    made = Forecast(
        now=now,
        jobs={job.id: job for job in jobs},
        after=after,
        times=await _times(tx, stations, now),
        machines=dict(msgspec.convert(machine_rows, list[tuple[UUID, int]])),
    )
    for one in jobs:
        made.orders.setdefault(one.work_order, []).append(one)
    made.slots = made.slotted()
    return made


async def _times(tx: Tx, stations: list[UUID], now: Instant) -> dict[Hashable, WorkingTime]:
    """Return the working time of each station; stations of one calendar share it."""
    first = now.date() - timedelta(days=2)
    last = now.date() + timedelta(days=DAYS_AHEAD)
    hours = await working_hours(tx, stations, first=first, last=last)
    known: dict[tuple[int, UUID | None], WorkingTime] = {}
    found: dict[Hashable, WorkingTime] = {}
    for station, (calendar, center) in hours.items():
        if not calendar.shifts:
            continue
        key = (id(calendar), center)
        if key not in known:
            known[key] = WorkingTime(
                Span(
                    starts_at=one.starts_at,
                    ends_at=one.ends_at,
                    work_s=one.elapsed_s - one.shift.break_s,
                )
                for one in shifts_of(calendar, first, last=last, work_center=center)
            )
        found[station] = known[key]
    return found


NEEDS = """
    WITH wanted AS (
        SELECT j.id, j.work_order, (x.line->>'material')::uuid AS material,
            greatest(j.ordered - j.good - j.repaired - j.scrap, 0)
                * coalesce((x.line->>'quantity_per')::numeric, 0)
                / (1 - coalesce((x.line->>'scrap_share')::numeric, 0)) AS quantity
        FROM job_order j
        CROSS JOIN LATERAL jsonb_array_elements(
            coalesce(j.snapshot->'operation'->'materials', '[]'::jsonb)) AS x (line)
        WHERE j.status IN ('released', 'dispatched', 'running', 'held', 'suspended')
            AND j.work_order IS NOT NULL AND NOT j.is_rework
            AND coalesce(x.line->>'use', 'consume') = 'consume')
    SELECT w.work_order, w.material,
        greatest(round(sum(w.quantity - coalesce(h.there, 0)), 6), 0)
    FROM wanted w
    LEFT JOIN LATERAL (
        SELECT sum(b.quantity) AS there FROM place p JOIN balance b ON b.place = p.id
        WHERE p.job_order = w.id AND p.kind = 'wip' AND b.material = w.material) AS h ON true
    GROUP BY w.work_order, w.material"""
FREE = """
    SELECT b.material, sum(b.quantity)
    FROM balance b JOIN place p ON p.id = b.place
    WHERE b.quantity > 0 AND b.status = 'available' AND b.owner IS NULL
        AND p.kind IN ('store', 'line_side')
        AND b.material = ANY(%(materials)s::uuid[])
        AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.lot = b.lot AND h.released_at IS NULL)
    GROUP BY b.material"""


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """What a work order still needs of a component, beside what lies at its operations."""

    work_order: UUID
    material: UUID
    quantity: Decimal


async def needs_of_work(tx: Tx) -> tuple[list[Component], dict[Hashable, Decimal]]:
    """Return what open work still needs of each component, and what of it is free in stock."""
    rows = msgspec.convert(await tx.fetch(NEEDS), list[tuple[UUID, UUID, Decimal]])
    needs = [Component(work_order=o, material=m, quantity=q) for o, m, q in rows if q > 0]
    materials = sorted({need.material for need in needs})
    free = await tx.fetch(FREE, {"materials": materials})
    return needs, dict(msgspec.convert(free, list[tuple[UUID, Decimal]]))
