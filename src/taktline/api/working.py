"""The role `worker`: what goes on beside requests - sealing, subscribers, jobs, anchors."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog

from taktline.api.connecting import run_connections
from taktline.api.runtime import Runtime, tenant_codes
from taktline.apps.inventory.reserve import ExpireReservations
from taktline.base.ids import derived_id
from taktline.base.problem import Problem
from taktline.catalog.take import take_steps
from taktline.platform.envelope import Item
from taktline.platform.events.anchor import keep_anchors
from taktline.platform.events.sealer import Sealer
from taktline.platform.events.subscriber import Subscriber
from taktline.platform.events.subscriber_run import SubscriberRun
from taktline.platform.events.wake import AWAY, topic
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.outside.housekeeping import KeepHouse, housekeeping
from taktline.platform.outside.job import JobKind, defer, performer
from taktline.platform.outside.outgoing import Sender
from taktline.platform.outside.webhook_work import WebhookWork
from taktline.platform.setting import Settings
from taktline.store import CONTROL
from taktline.store.backup_schedule import KEEP, scheduled_backups
from taktline.store.jobs import JobQueue

LOG = structlog.get_logger("taktline.worker")

RESTART_AFTER_S = 1.0
"""What failed begins again after a second: a sealer that stays away stops every reader."""
HOUSE_EVERY_S = 24 * 3600.0
RETRY_HOUSE_S = 60.0

Work = Callable[[], Awaitable[None]]


@asynccontextmanager
async def working(
    runtime: Runtime, *, anchored: bool = False, connected: bool = False
) -> AsyncIterator[None]:
    """Do everything that goes on beside requests while the block runs.

    Args:
        anchored: also write the audit's anchors; False for runs that leave nothing behind.
        connected: also keep the connections to machines; else a process of that role does.
    """
    queue = JobQueue(lambda: runtime.store.cell)
    sender = Sender(private_targets=runtime.settings.webhook_private_targets)
    await queue.open()
    webhooks = WebhookWork(runtime.gate, sender, queue)
    works = _work(runtime, queue, webhooks)
    if anchored:
        works["anchors"] = lambda: _anchors(runtime)
    if connected:
        works["connections"] = lambda: run_connections(runtime)
    if runtime.settings.backup_dir is not None:
        works["backups"] = partial(_backups, runtime, runtime.settings.backup_dir)
    tasks = [asyncio.create_task(kept_up(name, work), name=name) for name, work in works.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await webhooks.settle()
        await queue.close()
        await sender.close()


@asynccontextmanager
async def connected(runtime: Runtime) -> AsyncIterator[None]:
    """Be the role `connect` while the block runs."""
    work = kept_up("connections", lambda: run_connections(runtime))
    task = asyncio.create_task(work, name="connections")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def anchor_file(settings: Settings) -> Path:
    """Return where anchors are written: beside the data folder, where nothing else is named."""
    folder = settings.data_dir.absolute()
    home = settings.anchor_dir or folder.with_name(folder.name + "-anchors")
    return home / "anchors.jsonl"


def _work(runtime: Runtime, queue: JobQueue, webhooks: WebhookWork) -> dict[str, Work]:
    async def tenants() -> list[str]:
        return await tenant_codes(runtime.store)

    sealer = Sealer(runtime.store, key_of=runtime.seal_key, covered=runtime.registry.covered)
    house = housekeeping(runtime.gate, runtime.files)
    works: dict[str, Work] = {
        "sealer": lambda: sealer.run(runtime.bell, tenants=tenants),
        "logs": runtime.keep_logs,
        "jobs": lambda: queue.work(performer([webhooks.kind, house])),
        "webhooks": lambda: webhooks.run(tenants),
        "catalog-steps": lambda: take_steps(runtime.store, runtime.door, tenants),
        "housekeeping": lambda: _keep_house(runtime, queue, house),
    }
    for subscriber in (*runtime.registry.subscribers.values(), webhooks.subscriber):
        run = _subscriber_run(runtime, subscriber)
        works[f"subscriber:{subscriber.name}"] = partial(run.run, runtime.bell, tenants=tenants)
    return works


def _subscriber_run(runtime: Runtime, subscriber: Subscriber) -> SubscriberRun:
    return SubscriberRun(
        runtime.store,
        runtime.door.desk,
        subscriber=subscriber,
        committed=lambda tenant: runtime.bell.ring(topic("committed", tenant)),
    )


async def _anchors(runtime: Runtime) -> None:
    await keep_anchors(
        runtime.store,
        tenants=lambda: tenant_codes(runtime.store),
        key_of=runtime.seal_key,
        path=anchor_file(runtime.settings),
        clock=runtime.gate.clock,
    )


async def _backups(runtime: Runtime, folder: Path) -> None:
    every = timedelta(hours=runtime.settings.backup_every_h)
    await scheduled_backups(
        runtime.store,
        folder,
        every=every,
        keep=KEEP,
        clock=runtime.gate.clock,
        archive=runtime.settings.archive_dir,
    )


async def _keep_house(runtime: Runtime, queue: JobQueue, house: JobKind[KeepHouse]) -> None:
    """Put the nightly job of every tenant into the queue, and end promises, now and every day."""
    while True:
        try:
            for code in [CONTROL, *await tenant_codes(runtime.store)]:
                await defer(queue, house, KeepHouse(), tenant=code, key="nightly")
            for code in await tenant_codes(runtime.store):
                await end_promises(runtime, code)
        except AWAY:
            await asyncio.sleep(RETRY_HOUSE_S)
            continue
        await asyncio.sleep(HOUSE_EVERY_S)


async def end_promises(runtime: Runtime, tenant: str) -> None:
    """End the promises of a tenant whose time is over, once a day however often it is asked."""
    today = runtime.gate.clock().date().isoformat()
    command = ExpireReservations(id=derived_id("expire-reservations", tenant, today))
    item = Item(verb="inventory.expire_reservations", body=command, client="worker")
    for outcome in await runtime.door.submit(tenant, SYSTEM, items=[item]):
        if isinstance(outcome, Problem):
            LOG.error("promises_not_ended", tenant=tenant, code=outcome.code)


async def kept_up(name: str, work: Work) -> None:
    """Do a piece of work until cancelled; what fails is told in the log and begun again.

    The edge of the process: nothing may stop the sealer for good, whatever it is.
    """
    task = asyncio.current_task()
    while True:
        try:
            await work()
        except Exception as failure:
            LOG.error("work_failed", work=name, exc_info=failure)
        if task is not None and task.cancelling():
            # A library turned the cancellation into a failure or an end of its own.
            raise asyncio.CancelledError
        await asyncio.sleep(RESTART_AFTER_S)
