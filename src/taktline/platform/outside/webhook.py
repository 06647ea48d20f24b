"""Webhooks: tells a partner's server what happened, signed, and again when that failed."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant, wire
from taktline.platform.caused import Caused
from taktline.platform.command import Principal
from taktline.platform.events.event import SealedEvent
from taktline.platform.events.subscriber import Subscriber
from taktline.platform.identity.directory import Webhook
from taktline.platform.identity.event_sight import may_follow, told_of
from taktline.platform.identity.gate import Gate
from taktline.platform.identity.principal import read_user
from taktline.platform.identity.staged_secret import bound_to
from taktline.platform.identity.tenancy import tenant_keys
from taktline.platform.outside.job import JobKind, Jobs, defer
from taktline.platform.outside.outgoing import Answered, Outgoing, Sender
from taktline.platform.outside.webhook_verbs import wants
from taktline.platform.secret import unlocked
from taktline.platform.transaction import Tx

DELAYS_S = (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Waits after each failed try, about three days in all: the schedule Standard Webhooks suggests."""
JITTER = 0.2
"""Deliveries that failed together come back apart."""
AT_ONCE_MAX = 20
"""Deliveries sent from one tenant at a time; the next ones follow in the same job."""
LEASE = timedelta(minutes=2)
"""Who took a delivery and died has not sent it; somebody else takes it then."""
ANSWER_KEPT = 500
"""Characters kept of a receiver's answer: enough to see why it refused."""


class SendDue(msgspec.Struct, frozen=True, kw_only=True):
    """The job that sends what is due of its tenant."""


class _Due(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    tries: int
    body: str
    url: str
    secret: bytes
    created_at: datetime


class _Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery before its first try."""

    id: UUID
    webhook: UUID
    event: SealedEvent
    body: str


def webhook_subscriber(gate: Gate, wake: Callable[[str], None]) -> Subscriber:
    """Return the subscriber that turns events into deliveries.

    Args:
        gate: its clock, and what stands where.
        wake: called with the tenant once deliveries are committed; puts `SendDue` into the queue.
    """

    async def react(tx: Tx, events: Sequence[SealedEvent]) -> Sequence[tuple[SealedEvent, Caused]]:
        webhooks = await tx.rows(ACTIVE, as_=Webhook)
        waiting: list[_Waiting] = []
        for webhook in webhooks:
            wanted = [event for event in events if wants(webhook.events, event.name)]
            if wanted:
                read = await read_user(tx, webhook.user, gate.clock(), places=gate.places)
                owner = read.principal
                waiting += _deliveries(webhook, wanted, owner)
        if waiting:
            _insert(tx, waiting, gate.clock())
            tenant = tx.tenant
            tx.after_commit(lambda: wake(tenant))
        return []

    return Subscriber(name="platform.webhooks", react=react)


def body_for(event: SealedEvent, owner: Principal | None) -> str | None:
    """Return what a webhook's owner may be told of an event, as JSON; None = nothing.

    The owner needs `event:read` and may read the entity at the event's site; a grant that is
    narrowed by a scope tells nothing, as the record is not at hand. Hidden fields are left out of
    the payload, masked ones are starred.
    """
    if owner is None or not may_follow(owner):
        return None
    seen = told_of(event, owner)
    if seen is None:
        return None
    told = {
        "type": event.name,
        "timestamp": wire(event.occurred_at),
        "data": {
            "event": event.id,
            "position": str(event.position),
            "version": event.version,
            "entity": event.entity,
            "id": str(event.record),
            "code": event.code,
            "site": None if event.site is None else str(event.site),
            "payload": seen.payload,
        },
    }
    return msgspec.json.encode(told, order="sorted").decode()


def next_try(tries: int, now: Instant, chance: float) -> Instant | None:
    """Return when to try again after so many tries; None = give up.

    Args:
        tries: tries so far, the last one included; 1 or more.
        chance: 0 to 1, spreads the wait by JITTER to both sides.
    """
    if tries > len(DELAYS_S):
        return None
    return now + timedelta(seconds=DELAYS_S[tries - 1] * (1 + JITTER * (2 * chance - 1)))


def send_webhooks(gate: Gate, sender: Sender, jobs: Jobs) -> JobKind[SendDue]:
    """Return the job that sends what is due of a tenant, and comes back when more will be."""

    async def run(tenant: str, args: SendDue) -> None:
        while await send_due(gate, sender, tenant):
            pass
        at = await next_due(gate, tenant)
        if at is not None:
            await defer(jobs, kind, SendDue(), tenant=tenant, key=str(int(at.timestamp())), at=at)

    kind = JobKind(name="platform.send_webhooks", args=SendDue, run=run)
    return kind


async def send_due(gate: Gate, sender: Sender, tenant: str) -> int:
    """Send what is due of a tenant, at most AT_ONCE_MAX; returns how many were tried.

    A delivery is taken, sent and noted in three steps: whoever dies between sends it a second time,
    with the same id.
    """
    due = await _take(gate, tenant)
    if not due:
        return 0
    key = await tenant_keys(gate, tenant)
    messages = [
        Outgoing(
            id=str(one.id),
            url=one.url,
            secret=unlocked(key, one.secret, bound_to(tenant)).decode(),
            body=one.body,
            at=gate.clock(),
        )
        for one in due
    ]
    answers = await sender.send(messages)
    await _note(gate, tenant, list(zip(due, answers, strict=True)))
    return len(due)


async def next_due(gate: Gate, tenant: str) -> Instant | None:
    """Return when the next delivery of a tenant is due; None = none waits."""
    async with gate.database.transaction(tenant, readonly=True) as tx:
        rows = await tx.fetch("SELECT min(next_at) FROM webhook_delivery WHERE state = 'waiting'")
    return msgspec.convert(rows[0][0], datetime | None)


ACTIVE = """
    SELECT id, name, url, events, user_account, state, version FROM webhook
    WHERE state = 'active' ORDER BY id
"""
TAKE = """
    UPDATE webhook_delivery d SET next_at = %(lease)s, tries = d.tries + 1, tried_at = %(now)s
    FROM webhook w
    WHERE w.id = d.webhook AND w.state = 'active' AND d.id IN (
        SELECT n.id FROM webhook_delivery n JOIN webhook v ON v.id = n.webhook
        WHERE n.state = 'waiting' AND n.next_at <= %(now)s AND v.state = 'active'
        ORDER BY n.next_at, n.id LIMIT %(limit)s FOR UPDATE OF n SKIP LOCKED)
    RETURNING d.id, d.tries, d.body, w.url, w.secret, d.created_at
"""
NOTE = """
    UPDATE webhook_delivery d
    SET state = t.state, next_at = t.next_at, answer_status = t.status, answer = t.answer
    FROM unnest(%(ids)s::uuid[], %(states)s::text[], %(next_at)s::timestamptz[],
                %(statuses)s::integer[], %(answers)s::text[])
         AS t (id, state, next_at, status, answer)
    WHERE d.id = t.id
"""
INSERT = """
    INSERT INTO webhook_delivery (id, webhook, cause, ordinal, event_name, body, next_at,
                                  created_at)
    SELECT id, webhook, cause, ordinal, name, body, %(now)s::timestamptz, %(now)s::timestamptz
    FROM unnest(%(ids)s::uuid[], %(webhooks)s::uuid[], %(causes)s::uuid[], %(ordinals)s::smallint[],
                %(names)s::text[], %(bodies)s::text[])
         AS t (id, webhook, cause, ordinal, name, body)
    ON CONFLICT (webhook, cause, ordinal) DO NOTHING
"""


def _deliveries(
    webhook: Webhook, events: Sequence[SealedEvent], owner: Principal | None
) -> list[_Waiting]:
    bodies = [(event, body_for(event, owner)) for event in events]
    return [
        _Waiting(
            id=derived_id("webhook", webhook.id, event.cause, event.ordinal),
            webhook=webhook.id,
            event=event,
            body=body,
        )
        for event, body in bodies
        if body is not None
    ]


def _insert(tx: Tx, waiting: Sequence[_Waiting], now: Instant) -> None:
    tx.execute(
        INSERT,
        {
            "ids": [one.id for one in waiting],
            "webhooks": [one.webhook for one in waiting],
            "causes": [one.event.cause for one in waiting],
            "ordinals": [one.event.ordinal for one in waiting],
            "names": [one.event.name for one in waiting],
            "bodies": [one.body for one in waiting],
            "now": now,
        },
    )


async def _take(gate: Gate, tenant: str) -> list[_Due]:
    now = gate.clock()
    async with gate.database.transaction(tenant) as tx:
        return await tx.rows(
            TAKE, {"now": now, "lease": now + LEASE, "limit": AT_ONCE_MAX}, as_=_Due
        )


async def _note(gate: Gate, tenant: str, outcomes: Sequence[tuple[_Due, Answered]]) -> None:
    now = gate.clock()
    later = [
        None if answered.accepted or answered.gone else next_try(due.tries, now, random.random())
        for due, answered in outcomes
    ]
    states = [
        "delivered" if answered.accepted else "waiting" if at is not None else "dead"
        for (_, answered), at in zip(outcomes, later, strict=True)
    ]
    async with gate.database.transaction(tenant) as tx:
        tx.execute(
            NOTE,
            {
                "ids": [due.id for due, _ in outcomes],
                "states": states,
                "next_at": later,
                "statuses": [answered.status for _, answered in outcomes],
                "answers": [answered.told[:ANSWER_KEPT] for _, answered in outcomes],
            },
        )
