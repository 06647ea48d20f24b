"""The order in which a station works its queue, where people and not priorities say it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.read import Named, read_shop
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Resource, Shop
from taktline.kernel.orders.states import JobStatus
from taktline.platform.command import Booked, Command, Event, Fact, Ids
from taktline.platform.transaction import Tx

JOBS_MAX = 200
"""Jobs one queue is put in order for: a month of a slow machine."""
IN_QUEUE: frozenset[JobStatus] = frozenset({"dispatched", "running", "held", "suspended"})

RANKED = """
    SELECT j.code FROM job_order j JOIN equipment e ON e.id = coalesce(j.work_unit, j.work_center)
    WHERE j.queue_rank IS NOT NULL AND (e.code = ANY(%(stations)s::text[])
        OR e.id::text = ANY(%(stations)s::text[]))"""
WRITE_RANKS = """
    UPDATE job_order j SET queue_rank = t.rank
    FROM unnest(%(jobs)s::uuid[], %(ranks)s::integer[]) AS t (job, rank)
    WHERE j.id = t.job AND j.queue_rank IS DISTINCT FROM t.rank"""


class SequenceQueue(Command, frozen=True, kw_only=True):
    """Jobs are worked in this order at a station, before all others that wait there.

    Attributes:
        work_unit: code or id; of a work center for what any of its units may take.
        job_orders: codes or ids, the next one first; those left out follow by priority and plan.
    """

    work_unit: str
    job_orders: tuple[str, ...]


class NotInQueue(Problem):
    """A job order does not wait at this station."""

    title = Text(
        en="{code} does not wait at {station}; dispatch it there first.",
        zh="{code} 不在 {station} 的队列中,请先派工到该处。",
    )


class QueueTooLong(Problem):
    """More jobs than one queue is put in order for, or one of them twice."""

    title = Text(
        en="{count} jobs named; at most {limit}, each once.",
        zh="共 {count} 个任务,最多 {limit} 个且不可重复。",
    )
    status = 400


class QueueSequenced(Fact, frozen=True, kw_only=True):
    """The places of jobs in their queue; None = by priority again."""

    ranks: tuple[tuple[UUID, int | None], ...]


async def load_sequence(tx: Tx, commands: Sequence[SequenceQueue]) -> Shop:
    """Lock the jobs that get a place and those that had one there."""
    stations = sorted({command.work_unit for command in commands})
    rows = await tx.fetch(RANKED, {"stations": stations})
    named = {job for command in commands for job in command.job_orders[: JOBS_MAX + 1]}
    ranked = {code for (code,) in msgspec.convert(rows, list[tuple[str]])}
    read = await read_shop(tx, Named(jobs=named | ranked, resources=set(stations)))
    return read.shop


def decide_sequence(shop: Shop, command: SequenceQueue, now: Instant, ids: Ids) -> list[Fact]:
    """Decide in which order a station works; what had a place and is not named loses it.

    Raises:
        NotFound: there is no such station or job order.
        QueueTooLong: more than 200 jobs, or one twice.
        NotInQueue: a job order that waits elsewhere, or no longer.
    """
    station = shop.resource(command.work_unit, "work_unit")
    if len(command.job_orders) > JOBS_MAX or len(set(command.job_orders)) < len(command.job_orders):
        raise QueueTooLong(count=len(command.job_orders), limit=JOBS_MAX, at="/job_orders")
    ranks: dict[UUID, int | None] = {
        job.id: None for job in shop.jobs.values() if _stands_at(job, station)
    }
    for place, name in enumerate(command.job_orders):
        job = shop.job(name)
        if job.status not in IN_QUEUE or not _stands_at(job, station):
            raise NotInQueue(code=job.code, station=station.code, at=f"/job_orders/{place}")
        ranks[job.id] = place + 1
    site = next((job.site for job in shop.jobs.values() if job.id in ranks), None)
    return [
        QueueSequenced(ranks=tuple(ranks.items())),
        Event(
            name="equipment.sequenced",
            entity="equipment",
            record=station.id,
            code=station.code,
            site=site,
            payload={"jobs": len(command.job_orders)},
        ),
    ]


def _stands_at(job: Job, station: Resource) -> bool:
    return station.id == (job.work_unit or job.work_center)


def record_sequences(tx: Tx, booked: Sequence[Booked[QueueSequenced]]) -> None:
    """Write places; of several for one job the last stands."""
    ranks = {job: rank for one in booked for job, rank in one.fact.ranks}
    tx.execute(WRITE_RANKS, {"jobs": list(ranks), "ranks": list(ranks.values())})
