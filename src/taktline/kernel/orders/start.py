"""Starting a job order: whether those before it allow it, and the gate of the first article."""

from datetime import timedelta
from decimal import Decimal

import msgspec

from taktline.base.instant import Instant, wire
from taktline.base.problem import Problem
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.kernel.orders.changes import job_event, response, stepped
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.rows import Dependency, Job, Source
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Command, Fact, Ids


class StartJobOrder(Command, frozen=True, kw_only=True):
    """Work on a job order begins.

    Attributes:
        work_unit: where it is worked; the planned one if None.
        first_article_key: what the first article is valid for (work unit, shift, tool).
    """

    job_order: str
    work_unit: str | None = None
    first_article_key: str | None = None
    source: Source = "api"


class PredecessorOpen(Problem):
    """A job order waits for another."""

    title = Text(
        en="{code} waits for {predecessor}: {needed} ({type}).",
        zh="{code} 须等待 {predecessor}:{needed}({type})。",
    )
    retry = True


def decide_start(shop: Shop, command: StartJobOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide whether a job order starts, and what its first article asks.

    Raises:
        NotFound: there is no such job order or work unit.
        IllegalStep: it cannot start from its state.
        PredecessorOpen: an operation before it has not ended, started or handed on a batch.
    """
    job = shop.job(command.job_order)
    started = stepped(job, "start", at=command.occurred_at)
    refuse_before_predecessors(shop, job, at=command.occurred_at)
    if command.work_unit is not None:
        unit = shop.resource(command.work_unit, "work_unit").id
        started = msgspec.structs.replace(started, work_unit=unit)
    started = gated(started, key=command.first_article_key)
    said = response(shop, job, kind="start", ids=ids, at=command.occurred_at, source=command.source)
    said = msgspec.structs.replace(said, work_unit=started.work_unit)
    return [
        JobOrderChanged(job=started),
        JobReported(response=said),
        job_event("started", started),
    ]


def gated(job: Job, *, key: str | None = None) -> Job:
    """Return a started job order with its first-article gate shut where its master asks for one.

    A new key (other work unit, shift or tool) shuts it again.
    """
    if job.first_article_quantity <= 0:
        return job
    passed = job.first_article == "passed" and key in (None, job.first_article_key)
    return msgspec.structs.replace(
        job,
        first_article="passed" if passed else "required",
        first_article_key=key if key is not None else job.first_article_key,
    )


def refuse_before_predecessors(shop: Shop, job: Job, *, at: Instant) -> None:
    """Refuse a start before those it waits for allow it.

    A transfer batch counts what is good or repaired; rework loops hold nothing up, their pieces
    come when they come; where reports may come out of order nothing is awaited.

    Raises:
        PredecessorOpen: the first one that does not.
    """
    if job.report_policy == "flagged" or job.is_rework:
        return
    for dependency, before in shop.predecessors(job):
        needed = None if before.is_rework else _needed(dependency, before, at=at)
        if needed is not None:
            raise PredecessorOpen(
                code=job.code, predecessor=before.code, needed=needed, type=dependency.type
            )


def _needed(dependency: Dependency, before: Job, *, at: Instant) -> Text | str | None:
    """Return what is still needed of a predecessor; None where it allows the start."""
    lag = timedelta(seconds=float(dependency.lag_s))
    if dependency.type == "finish_start":
        return _after(before.ended_at, lag, at=at, ends=True)
    if dependency.type == "start_start":
        return _after(before.started_at, lag, at=at, ends=False)
    if dependency.type == "alternative" or before.ended_at is not None:
        return None
    return _batch(before)


def _after(
    instant: Instant | None, lag: timedelta, *, at: Instant, ends: bool
) -> Text | str | None:
    if instant is None:
        return Text("its end", "须先完工") if ends else Text("its start", "须先开工")
    return None if at >= instant + lag else wire(instant + lag)


def _batch(before: Job) -> Text | None:
    batch = before.transfer_batch
    if not before.report_point or batch <= Decimal(0) or before.passed_on >= batch:
        return None
    asked = plain(batch)
    return Text(f"a transfer batch of {asked}", f"须满一个流转批 {asked}")
