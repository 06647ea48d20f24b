"""What a worker does for webhooks: follow events, send what is due, find what a crash left."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from taktline.platform.events.subscriber import Subscriber
from taktline.platform.identity.gate import Gate
from taktline.platform.outside.job import Jobs, defer
from taktline.platform.outside.outgoing import Sender
from taktline.platform.outside.webhook import SendDue, next_due, send_webhooks, webhook_subscriber
from taktline.store import ConnectionLost, StatementRefused, StoreBusy

SWEEP_EVERY_S = 60.0
"""A process that dies between commit and queue delays a webhook by a minute, and loses none."""

_log = structlog.get_logger("webhook")


class WebhookWork:
    """The subscriber and the job kind of webhooks, and how the one wakes the other."""

    def __init__(self, gate: Gate, sender: Sender, jobs: Jobs) -> None:
        self._gate = gate
        self._jobs = jobs
        self._waking: set[asyncio.Task[None]] = set()
        self.kind = send_webhooks(gate, sender, jobs)
        self.subscriber: Subscriber = webhook_subscriber(gate, self._wake)

    async def run(self, tenants: Callable[[], Awaitable[Sequence[str]]]) -> None:
        """Look every minute for deliveries that are due and have no job, until cancelled."""
        while True:
            for tenant in await tenants():
                await self.sweep(tenant)
            await asyncio.sleep(SWEEP_EVERY_S)

    async def sweep(self, tenant: str) -> bool:
        """Put the job into the queue if something of a tenant is due; says whether it did."""
        try:
            at = await next_due(self._gate, tenant)
            if at is None or at > self._gate.clock():
                return False
            return await defer(self._jobs, self.kind, SendDue(), tenant=tenant, key="now")
        except (StatementRefused, ConnectionLost, StoreBusy) as failure:
            _log.warning("webhooks not swept", tenant=tenant, why=type(failure).__name__)
            return False

    async def settle(self) -> None:
        """Wait until every wake-up so far stands in the queue."""
        await asyncio.gather(*self._waking)

    def _wake(self, tenant: str) -> None:
        task = asyncio.create_task(self._queue(tenant))
        self._waking.add(task)
        task.add_done_callback(self._waking.discard)

    async def _queue(self, tenant: str) -> None:
        await self.sweep(tenant)
