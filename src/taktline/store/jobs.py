"""The queue of background jobs: procrastinate on the control schema, fair between tenants."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import cast

import msgspec
import procrastinate
import psycopg
from procrastinate import exceptions, retry
from procrastinate.jobs import Job
from procrastinate.schema import SchemaManager
from procrastinate.types import JSONDict

from taktline.store.cell import CONTROL, Cell

FRONT_MAX = 50
"""Jobs of one tenant that wait before the next tenant's turn; its next 50 stand one row behind."""
ROWS_MAX = 1_000
"""Rows one behind the other; who has more waiting jobs shares the last one."""
TASK = "taktline.job"
POLL_S = 1.0
"""NOTIFY wakes workers; they ask once a second anyway."""
STALLED_EVERY_S = 30.0
"""How often jobs of workers that died are given to somebody else."""
TRIES_LIMIT = 1_000
"""The kinds of job say how often they are tried; this only ends a loop."""


class JobArgs(msgspec.Struct, frozen=True, kw_only=True):
    """One job as it waits.

    Attributes:
        name: which kind.
        tenant: code of the tenant it works for; `control` = for nobody in particular.
        args: what it needs; plain JSON.
        tries: how often it was begun before.
    """

    name: str
    tenant: str
    args: dict[str, object]
    tries: int = 0


class Again(Exception):  # noqa: N818 - what a job asks for, not an error
    """Ask that this job is done once more."""

    def __init__(self, after_s: int) -> None:
        super().__init__(f"again after {after_s} s")
        self.after_s = after_s


Perform = Callable[[JobArgs], Awaitable[None]]


class _WhenAsked(retry.BaseRetryStrategy):
    """Tries again exactly where the job asks for it."""

    def get_retry_decision(
        self, *, exception: BaseException, job: Job
    ) -> retry.RetryDecision | None:
        if isinstance(exception, Again) and job.attempts < TRIES_LIMIT:
            return retry.RetryDecision(retry_in={"seconds": exception.after_s})
        return None


class JobQueue:
    """Takes jobs in and has them done; its tables lie in `control`, all that `jobs` sees."""

    def __init__(self, cell: Callable[[], Cell]) -> None:
        """Prepare a queue.

        Args:
            cell: the database, asked anew when the queue is opened.
        """
        self._cell = cell
        self._app: procrastinate.App | None = None
        self._perform: Perform | None = None

    async def open(self) -> None:
        """Connect, and make the queue's tables when they are not there yet."""
        conninfo = self._conninfo()
        await _make_tables(conninfo)
        connector = procrastinate.PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4)
        self._app = procrastinate.App(connector=connector)
        self._app.task(name=TASK, pass_context=True, retry=_WhenAsked())(self._run)
        await self._app.open_async()

    async def close(self) -> None:
        """Hang up."""
        if self._app is not None:
            await self._app.close_async()
            self._app = None

    async def defer(
        self,
        name: str,
        args: dict[str, object],
        *,
        tenant: str,
        key: str | None = None,
        at: datetime | None = None,
    ) -> bool:
        """Put a job into the queue; False if one with the same key waits already.

        Args:
            name: kind of job.
            args: plain JSON.
            tenant: for whom; decides whose turn it is.
            key: of jobs with one key only one waits (the one that runs does not count).
            at: not before; None = at once.
        """
        app = self._opened()
        waiting = await app.connector.execute_query_one_async(
            "SELECT count(*) AS waiting FROM procrastinate_jobs "
            "WHERE queue_name = %(queue)s AND status = 'todo'",
            queue=tenant,
        )
        task = app.configure_task(
            TASK,
            queue=tenant,
            priority=-min(int(waiting["waiting"]) // FRONT_MAX, ROWS_MAX),
            queueing_lock=None if key is None else f"{tenant}:{name}:{key}",
            schedule_at=at,
        )
        try:
            await task.defer_async(name=name, tenant=tenant, args=cast(JSONDict, args))
        except exceptions.AlreadyEnqueued:
            return False
        return True

    async def work(self, perform: Perform, *, concurrency: int = 4, wait: bool = True) -> None:
        """Do jobs until cancelled, or until none is due.

        Args:
            perform: does one job; raises `Again` to have it done once more, anything else to have
                it marked as failed.
            concurrency: jobs at a time.
            wait: go on waiting when nothing is due.
        """
        self._perform = perform
        rescue = asyncio.create_task(self._rescue_stalled())
        try:
            await self._opened().run_worker_async(
                concurrency=concurrency,
                wait=wait,
                fetch_job_polling_interval=POLL_S,
                listen_notify=wait,
                install_signal_handlers=False,
                delete_jobs="successful",
            )
        finally:
            rescue.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await rescue

    async def waiting(self, tenant: str | None = None) -> int:
        """Return how many jobs wait, of one tenant or of all."""
        found = await self._opened().connector.execute_query_one_async(
            "SELECT count(*) AS waiting FROM procrastinate_jobs WHERE status = 'todo' "
            "AND (%(queue)s::text IS NULL OR queue_name = %(queue)s::text)",
            queue=tenant,
        )
        return int(found["waiting"])

    async def _run(
        self,
        context: procrastinate.JobContext,
        *,
        name: str,
        tenant: str,
        args: dict[str, object],
    ) -> None:
        assert self._perform is not None, "a worker brings what does the jobs"
        tries = context.job.attempts
        await self._perform(JobArgs(name=name, tenant=tenant, args=args, tries=tries))

    async def _rescue_stalled(self) -> None:
        """Give jobs back whose worker died in the middle; a job is done at least once."""
        manager = self._opened().job_manager
        while True:
            for job in await manager.get_stalled_jobs():
                await manager.retry_job(job)
            await asyncio.sleep(STALLED_EVERY_S)

    def _opened(self) -> procrastinate.App:
        assert self._app is not None, "open the queue first"
        return self._app

    def _conninfo(self) -> str:
        cell = self._cell()
        options = f"-c search_path={CONTROL} -c role={cell.role(CONTROL)}"
        return psycopg.conninfo.make_conninfo(cell.jobs.conninfo(), options=options)


async def _make_tables(conninfo: str) -> None:
    """Make procrastinate's own tables, once; several processes may start at the same time."""
    async with await psycopg.AsyncConnection.connect(conninfo) as connection:
        await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ("taktline jobs",)
        )
        found = await connection.execute(
            "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = %s AND tablename = %s",
            (CONTROL, "procrastinate_jobs"),
        )
        if await found.fetchone() is None:
            await connection.execute(SchemaManager.get_schema().encode())
