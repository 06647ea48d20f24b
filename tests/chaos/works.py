"""The factory of a chaos run: masters, hot lots and jobs, a user's key, a subscriber of ours."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.api.registry import REGISTRY
from taktline.api.runtime import Runtime
from taktline.apps.inventory.delivery import ReceiptLine, ReceiveMaterial
from taktline.base.ids import uuid7
from taktline.base.instant import Instant
from taktline.platform.caused import Caused, caused_id
from taktline.platform.command import Command
from taktline.platform.envelope import Answer, Item
from taktline.platform.events.event import SealedEvent
from taktline.platform.events.subscriber import Subscriber
from taktline.platform.identity.key_verbs import CreateApiKey
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.staged_secret import stage_api_key
from taktline.platform.identity.tenancy import NewTenant, create_tenant
from taktline.platform.identity.user_verbs import CreateUser
from taktline.platform.registry import Registry
from taktline.platform.transaction import Tx
from tests.chaos.names import HOT_JOBS, HOT_LOTS, TENANT, draft
from tests.ledger_fixtures import insert_masters

STOCK = Decimal(1_000_000)
ECHO = "chaos.echo"
REPORTED = "job_order.reported"

SEEN = (
    "CREATE TABLE chaos_seen (position bigint NOT NULL, cause uuid NOT NULL, "
    "ordinal smallint NOT NULL)",
    "CREATE TABLE chaos_count (id integer NOT NULL, events bigint NOT NULL, "
    "CONSTRAINT chaos_count_pkey PRIMARY KEY (id))",
)
"""No key on what was seen: an event read twice must show, not be refused."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a client must know to get in."""

    tenant: str
    key: str
    user: UUID


def now() -> Instant:
    """The server's clock."""
    return datetime.now(UTC)


async def echo(tx: Tx, events: Sequence[SealedEvent]) -> list[tuple[SealedEvent, Caused]]:
    """Note every event, count it, and receive one piece for every report."""
    for event in events:
        tx.execute(
            "INSERT INTO chaos_seen (position, cause, ordinal) VALUES (%s, %s, %s)",
            (event.position, event.cause, event.ordinal),
        )
    tx.execute("UPDATE chaos_count SET events = events + %s WHERE id = 1", (len(events),))
    return [(event, _received(event)) for event in events if event.name == REPORTED]


def _received(event: SealedEvent) -> Caused:
    line = ReceiptLine(
        material="PLATE", place="WH2", lot="ECHO", quantity=Decimal(1), amount=Decimal(1)
    )
    command = ReceiveMaterial(
        id=caused_id(ECHO, event.cause, event.ordinal), supplier="S1", lines=(line,)
    )
    return Caused(verb="inventory.receive_material", body=command, principal=SYSTEM)


ECHOING = Subscriber(name=ECHO, react=echo, batch=40)


def registry_with_echo() -> Registry:
    """Return everything the product knows, and our subscriber."""
    subscribers: Mapping[str, Subscriber] = {**REGISTRY.subscribers, ECHO: ECHOING}
    return msgspec.structs.replace(REGISTRY, subscribers=subscribers)


async def given(runtime: Runtime, verb: str, command: Command | dict[str, object]) -> Answer:
    """Give one command as the installation itself; it must be accepted."""
    body = msgspec.json.encode({"id": uuid7(), **command}) if isinstance(command, dict) else command
    outcome = (await runtime.door.submit(TENANT, SYSTEM, items=[Item(verb=verb, body=body)]))[0]
    assert isinstance(outcome, Answer), outcome
    return outcome


async def build(runtime: Runtime) -> Entry:
    """Make the tenant with masters, stock, running jobs, and a user with a key for everything."""
    await create_tenant(runtime.store, runtime.keys, now, asked=NewTenant(code=TENANT, name="C"))
    async with runtime.store.transaction(TENANT) as tx:
        insert_masters(tx)
        for statement in SEEN:
            tx.execute(statement, prepare=False)
        tx.execute("INSERT INTO chaos_count (id, events) VALUES (1, 0)")
    for code, kind in (("WH1", "store"), ("WH2", "store"), ("L1", "line_side")):
        await given(runtime, "kernel.open_place", {"code": code, "kind": kind, "site": "F1"})
    for lot in HOT_LOTS:
        line = {
            "material": "PLATE", "place": "WH1", "lot": lot, "quantity": STOCK, "amount": "2000000",
        }  # fmt: skip
        body = {"supplier": "S1", "lines": [line], "occurred_at": now() - timedelta(days=30)}
        await given(runtime, "inventory.receive_material", body)
    for job in HOT_JOBS:
        order = job.removesuffix("-10")
        await given(runtime, "kernel.create_work_order", draft(order, "1000000"))
        await given(runtime, "kernel.release_work_order", {"work_order": order})
        await given(runtime, "kernel.start_job_order", {"job_order": job})
    return await enter(runtime)


async def enter(runtime: Runtime) -> Entry:
    """Make a user who may do everything, and a key for the clients."""
    made = await given(runtime, "platform.create_user", CreateUser(id=uuid7(), name="Storm"))
    user = made.events[0].record
    assign = AssignRole(id=uuid7(), user=user, role="administrator")
    await given(runtime, "platform.assign_role", assign)
    staged = await stage_api_key(runtime.gate, TENANT, by=SYSTEM)
    assert staged.shown is not None
    create = CreateApiKey(
        id=uuid7(),
        secret=staged.id,
        name="storm",
        user=user,
        allowed=("*",),
        ends_at=now() + timedelta(days=30),
    )
    key = await given(runtime, "platform.create_api_key", create)
    principal = await runtime.rights.of_key(TENANT, key.events[0].record)
    return Entry(tenant=TENANT, key=staged.shown.reveal(), user=principal.id)
