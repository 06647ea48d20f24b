"""Webhooks against a real receiver on this machine: signed, repeated, given up, sent again."""

import asyncio
import base64
import hmac
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
import pytest
from standardwebhooks import Webhook as Verifier

from taktline.base.ids import uuid7
from taktline.platform.command import Grant, Principal
from taktline.platform.events.event import read_events
from taktline.platform.events.sealer import Sealer
from taktline.platform.events.subscriber_run import SubscriberRun
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.queries import (
    IDENTITY_QUERIES,
    Deliveries,
    DeliveryListed,
    list_deliveries,
)
from taktline.platform.identity.rights import BeyondOwnRights
from taktline.platform.identity.staged_secret import stage_api_key, stage_webhook_secret
from taktline.platform.identity.user_verbs import (
    CreateUser,
)
from taktline.platform.outside.job import performer
from taktline.platform.outside.outgoing import Sender
from taktline.platform.outside.webhook import DELAYS_S, next_due, send_due, webhook_subscriber
from taktline.platform.outside.webhook_verbs import ArchiveWebhook, CreateWebhook, RedeliverWebhook
from taktline.platform.outside.webhook_work import WebhookWork
from taktline.platform.registry import AnyQuery
from taktline.store import Store
from taktline.store.jobs import JobQueue
from tests.identity_ground import Ground, new_ground, new_user

pytestmark = pytest.mark.anyio


class Receiver:
    """A small HTTP server that keeps what it was sent."""

    def __init__(self) -> None:
        self.answer = b"204 No Content"
        self.got: list[tuple[dict[str, str], str]] = []
        self.port = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
        pairs = [line.split(": ", 1) for line in head]
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append((headers, body.decode()))
        writer.write(b"HTTP/1.1 " + self.answer + b"\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant with one webhook to a receiver."""

    ground: Ground
    receiver: Receiver
    sender: Sender
    webhook: UUID
    secret: str

    async def happen(self) -> None:
        """Let something happen, and turn it into deliveries."""
        await self.ground.give("create_user", CreateUser(id=uuid7(), name="New"))
        await self.follow()

    async def follow(self) -> list[str]:
        """Seal what happened and let the subscriber read it; returns whom it woke."""
        woken: list[str] = []
        await self.seal()
        subscriber = webhook_subscriber(self.ground.gate, woken.append)
        async with self.ground.store.transaction(self.ground.tenant) as tx:
            window = await read_events(tx, 0)
            await subscriber.react(tx, window.events)
        return woken

    async def seal(self) -> None:
        sealer = Sealer(self.ground.store, key_of=lambda tenant: b"s" * 32, covered=())
        await sealer.seal_all(self.ground.tenant)

    async def send(self) -> int:
        return await send_due(self.ground.gate, self.sender, self.ground.tenant)

    async def deliveries(self) -> list[DeliveryListed]:
        async with self.ground.store.transaction(self.ground.tenant, readonly=True) as tx:
            return (await list_deliveries(tx, Deliveries(), SYSTEM)).rows


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    server = await asyncio.start_server(made, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


async def new_line(store: Store, receiver: Receiver, *roles: str, private: bool = True) -> Line:
    ground = await new_ground(store)
    owner = await new_user(ground, "Partner", *roles)
    staged = await stage_webhook_secret(ground.gate, ground.tenant, by=SYSTEM)
    assert staged.shown is not None
    create = CreateWebhook(
        id=uuid7(),
        secret=staged.id,
        name="ERP",
        url=f"http://localhost:{receiver.port}/hook",
        events=("user_account.*",),
        user=owner,
    )
    made = await ground.give("create_webhook", create)
    return Line(
        ground=ground,
        receiver=receiver,
        sender=Sender(private_targets=private),
        webhook=made.events[0].record,
        secret=staged.shown.reveal(),
    )


async def test_an_event_arrives_once_and_its_signature_holds(
    store: Store, receiver: Receiver
) -> None:
    line = await new_line(store, receiver, "auditor")
    assert await line.follow() == [line.ground.tenant]
    await line.follow()
    assert await line.send() == 1
    assert await line.send() == 0
    headers, body = line.receiver.got[0]
    told = Verifier(line.secret).verify(body, headers)
    assert told["type"] == "user_account.created"
    assert told["data"]["payload"] == {"name": "Partner", "state": "active"}
    with pytest.raises(Exception, match="signature"):
        Verifier(line.secret).verify(body.replace("Partner", "Stranger"), headers)
    assert {d.state for d in await line.deliveries()} == {"delivered"}


async def test_a_receiver_that_knows_only_the_standard_accepts_the_signature(
    store: Store, receiver: Receiver
) -> None:
    """Standard Webhooks 1.0 by its text: HMAC-SHA256 over `id.timestamp.body`, base64, `v1,`."""
    line = await new_line(store, receiver, "auditor")
    await line.follow()
    await line.send()
    headers, body = line.receiver.got[0]
    key = base64.b64decode(line.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    expected = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    assert headers["webhook-signature"].split() == [f"v1,{expected}"]
    sent_at = int(headers["webhook-timestamp"])
    assert abs(sent_at - line.ground.hands().timestamp()) < 300, "not refused as a replay"


async def test_nobody_sends_on_what_only_somebody_else_may_read(
    store: Store, receiver: Receiver
) -> None:
    ground = await new_ground(store)
    boss = await new_user(ground, "Boss", "administrator")
    for grants, refused in (((Grant(needs="webhook:create"),), True), (SYSTEM.grants, False)):
        staged = await stage_webhook_secret(ground.gate, ground.tenant, by=SYSTEM)
        create = CreateWebhook(
            id=uuid7(), secret=staged.id, name="X", url="https://example.com/", events=("*",),
            user=boss,
        )  # fmt: skip
        by = Principal(id=uuid7(), name="maker", grants=grants)
        outcome = await ground.try_("create_webhook", create, by=by)
        assert isinstance(outcome, BeyondOwnRights) is refused, outcome


async def test_no_query_shows_a_secret_after_it_was_made(store: Store, receiver: Receiver) -> None:
    line = await new_line(store, receiver, "auditor")
    key = await stage_api_key(line.ground.gate, line.ground.tenant, by=SYSTEM)
    assert key.shown is not None
    async with store.transaction(line.ground.tenant, readonly=True) as tx:
        queries: tuple[AnyQuery, ...] = IDENTITY_QUERIES
        for query in queries:
            page = await query.run(tx, query.params(), SYSTEM)
            shown = msgspec.json.encode(page, enc_hook=str).decode()
            assert line.secret not in shown
            assert key.shown.reveal() not in shown
            assert "hash" not in shown


async def test_what_the_owner_may_not_read_is_not_told(store: Store, receiver: Receiver) -> None:
    line = await new_line(store, receiver, "viewer")
    await line.happen()
    assert await line.deliveries() == []


async def test_a_failed_delivery_comes_back_later_with_the_same_id_and_is_given_up_in_the_end(
    store: Store, receiver: Receiver
) -> None:
    line = await new_line(store, receiver, "auditor")
    receiver.answer = b"500 Broken"
    await line.follow()
    assert await line.send() == 1
    assert await line.send() == 0
    due = await next_due(line.ground.gate, line.ground.tenant)
    assert due is not None
    assert timedelta(seconds=3) < due - line.ground.hands() < timedelta(seconds=7)
    for _ in DELAYS_S:
        line.ground.hands.turn(timedelta(days=2))
        assert await line.send() == 1
    (delivery,) = await line.deliveries()
    assert (delivery.state, delivery.tries) == ("dead", len(DELAYS_S) + 1)
    assert delivery.answer_status == 500
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1

    receiver.answer = b"200 OK"
    again = RedeliverWebhook(id=uuid7(), delivery=delivery.id)
    await line.ground.give("redeliver_webhook", again)
    assert await line.send() == 1
    assert [d.state for d in await line.deliveries()] == ["delivered"]


async def test_nothing_is_sent_into_our_own_network_unless_that_is_allowed(
    store: Store, receiver: Receiver
) -> None:
    line = await new_line(store, receiver, "auditor", private=False)
    await line.follow()
    assert await line.send() == 1
    assert receiver.got == []
    assert [d.answer for d in await line.deliveries()] == ["private-target"]


async def test_an_archived_webhook_is_sent_nothing_more(store: Store, receiver: Receiver) -> None:
    line = await new_line(store, receiver, "auditor")
    await line.follow()
    await line.ground.give("archive_webhook", ArchiveWebhook(id=uuid7(), webhook=line.webhook))
    assert await line.send() == 0
    assert receiver.got == []


async def test_the_signing_secret_lies_locked(store: Store, receiver: Receiver) -> None:
    line = await new_line(store, receiver, "auditor")
    async with store.transaction(line.ground.tenant, readonly=True) as tx:
        rows = await tx.fetch("SELECT secret, (SELECT count(*) FROM staged_secret) FROM webhook")
    assert rows[0][1] == 0
    assert line.secret.encode() not in bytes(msgspec.convert(rows[0][0], bytes))


async def test_a_committed_event_goes_through_the_queue_to_the_receiver(
    store: Store, receiver: Receiver
) -> None:
    line = await new_line(store, receiver, "auditor")
    queue = JobQueue(lambda: store.cell)
    await queue.open()
    work = WebhookWork(line.ground.gate, line.sender, queue)
    run = SubscriberRun(store, line.ground.door.desk, subscriber=work.subscriber)
    await line.seal()
    await run.catch_up(line.ground.tenant)
    await work.settle()
    assert await queue.waiting(line.ground.tenant) == 1
    assert not await work.sweep(line.ground.tenant)
    await queue.work(performer([work.kind]), wait=False)
    assert len(receiver.got) == 1
    assert not await work.sweep(line.ground.tenant)
    await queue.close()
