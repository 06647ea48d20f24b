"""Background jobs on a real queue: at least once, in turns between tenants, again when failed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.platform.outside.job import JobKind, defer, performer
from taktline.store import Store
from taktline.store.jobs import FRONT_MAX, Again, JobArgs, JobQueue

pytestmark = pytest.mark.anyio


class Send(msgspec.Struct, frozen=True, kw_only=True):
    number: int


@pytest.fixture
async def queue(bare_store: Store) -> AsyncIterator[JobQueue]:
    opened = JobQueue(lambda: bare_store.cell)
    await opened.open()
    yield opened
    await opened.close()


def code() -> str:
    return f"q{uuid7().hex[-12:]}"


async def test_a_job_is_done_with_its_arguments_for_its_tenant(queue: JobQueue) -> None:
    done: list[tuple[str, Send]] = []

    async def run(tenant: str, args: Send) -> None:
        done.append((tenant, args))

    kind, tenant = JobKind(name="test.send", args=Send, run=run), code()
    assert await defer(queue, kind, Send(number=7), tenant=tenant)
    await queue.work(performer([kind]), wait=False)
    assert done == [(tenant, Send(number=7))]
    assert await queue.waiting(tenant) == 0


async def test_of_jobs_with_one_key_only_one_waits(queue: JobQueue) -> None:
    async def run(tenant: str, args: Send) -> None: ...

    kind, tenant = JobKind(name="test.send", args=Send, run=run), code()
    assert await defer(queue, kind, Send(number=1), tenant=tenant, key="event-1")
    assert not await defer(queue, kind, Send(number=1), tenant=tenant, key="event-1")
    assert await defer(queue, kind, Send(number=1), tenant=code(), key="event-1")
    await queue.work(performer([kind]), wait=False)


async def test_a_later_tenant_waits_behind_fifty_jobs_of_another_at_most(queue: JobQueue) -> None:
    order: list[str] = []

    async def perform(job: JobArgs) -> None:
        order.append(job.tenant)

    greedy, modest = code(), code()
    for number in range(FRONT_MAX + 20):
        await queue.defer("test.send", {"number": number}, tenant=greedy)
    await queue.defer("test.send", {"number": 0}, tenant=modest)
    await queue.work(perform, concurrency=1, wait=False)
    assert order.index(modest) == FRONT_MAX
    assert len(order) == FRONT_MAX + 21


async def test_a_failed_job_comes_back_later_until_its_tries_are_used(queue: JobQueue) -> None:
    tried: list[int] = []

    async def run(tenant: str, args: Send) -> None:
        tried.append(args.number)
        raise ValueError("no such luck")

    kind, tenant = JobKind(name="test.fail", args=Send, run=run, tries=2), code()
    perform = performer([kind])
    await defer(queue, kind, Send(number=1), tenant=tenant)
    await queue.work(perform, wait=False)
    assert await queue.waiting(tenant) == 1
    with pytest.raises(Again):
        await perform(JobArgs(name=kind.name, tenant=tenant, args={"number": 2}, tries=0))
    with pytest.raises(ValueError, match="no such luck"):
        await perform(JobArgs(name=kind.name, tenant=tenant, args={"number": 3}, tries=1))
    assert tried == [1, 2, 3]


async def test_a_job_for_later_is_not_done_now(queue: JobQueue) -> None:
    tenant, later = code(), datetime.now(UTC) + timedelta(hours=1)

    async def perform(job: JobArgs) -> None:
        assert job.tenant != tenant

    await queue.defer("test.send", {"number": 1}, tenant=tenant, at=later)
    await queue.work(perform, wait=False)
    assert await queue.waiting(tenant) == 1
