"""Jobs: work outside the database or longer than a second, done later, at least once."""

import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import msgspec
import structlog

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.store.jobs import Again, JobArgs

A = TypeVar("A", bound=msgspec.Struct)

FIRST_DELAY_S = 5.0
DELAY_FACTOR = 4.0
DELAY_S_MAX = 6 * 3600.0
JITTER = 0.2
"""Each delay is up to a fifth shorter or longer, so that what failed together comes back apart."""

_log = structlog.get_logger("job")


class JobKind(msgspec.Struct, Generic[A], frozen=True, kw_only=True):
    """One kind of job.

    Attributes:
        name: `<package>.<verb>_<noun>`; stands in waiting jobs, so it never changes.
        args: struct of what it needs; plain JSON, small: ids rather than content.
        run: does it, for a tenant. Called again after a crash, so doing it twice must be harmless.
        tries: how often it is tried before it counts as failed.
    """

    name: str
    args: type[A]
    run: Callable[[str, A], Awaitable[None]]
    tries: int = 6


AnyJobKind = JobKind[Any]


class Jobs(Protocol):
    """The queue, as the platform sees it (`taktline.store.jobs.JobQueue`)."""

    async def defer(
        self,
        name: str,
        args: dict[str, object],
        *,
        tenant: str,
        key: str | None = None,
        at: datetime | None = None,
    ) -> bool:
        """Put a job into the queue; False if one with the same key waits already."""


async def defer(
    jobs: Jobs,
    kind: JobKind[A],
    args: A,
    *,
    tenant: str,
    key: str | None = None,
    at: datetime | None = None,
) -> bool:
    """Put a job into the queue, after the transaction that is its reason has committed.

    Args:
        key: an event's id, so that the same event waits once.
        at: not before; None = at once.
    """
    plain: dict[str, object] = msgspec.to_builtins(args)
    return await jobs.defer(kind.name, plain, tenant=tenant, key=key, at=at)


def performer(kinds: Iterable[AnyJobKind]) -> Callable[[JobArgs], Awaitable[None]]:
    """Return what a worker does with a job: find its kind, read its arguments, do it, or later."""
    by_name: Mapping[str, AnyJobKind] = {kind.name: kind for kind in kinds}

    async def perform(job: JobArgs) -> None:
        kind = by_name.get(job.name)
        if kind is None:
            raise UnknownJob(name=job.name)
        args = msgspec.convert(job.args, kind.args)
        try:
            await kind.run(job.tenant, args)
        except Again:
            raise
        except Exception as failure:
            told = failure.code if isinstance(failure, Problem) else type(failure).__name__
            _log.warning("job failed", job=job.name, tenant=job.tenant, tries=job.tries, why=told)
            if job.tries + 1 >= kind.tries:
                raise
            raise Again(round(delay_s(job.tries, random.random()))) from failure

    return perform


class UnknownJob(Problem):
    """A job waits that this version does not know, as after going back to an older one."""

    title = Text(en="There is no job {name}.", zh="没有作业 {name}。")
    status = 500


def delay_s(tries: int, chance: float) -> float:
    """Return how long a job waits after it failed.

    Args:
        tries: how often it was tried before; 0 or more.
        chance: 0 to 1, spreads the delay by JITTER to both sides.

    Returns:
        Seconds: 5, 20, 80, 320 ... at most six hours, before spreading.
    """
    grown = min(FIRST_DELAY_S * DELAY_FACTOR ** min(tries, 20), DELAY_S_MAX)
    return grown * (1 + JITTER * (2 * chance - 1))
