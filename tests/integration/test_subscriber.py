"""Subscribers on a real server: every event once, whatever fails in between."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.base.problem import NotFound
from taktline.platform.caused import Caused, caused_id
from taktline.platform.events.dead_letter import DeadLetters, list_dead_letters
from taktline.platform.events.event import SealedEvent
from taktline.platform.events.subscriber import Subscriber
from taktline.platform.events.subscriber_run import SubscriberRun
from taktline.platform.judge import Desk
from taktline.platform.transaction import Tx
from taktline.store import Store
from taktline.store.listen import Bell
from tests.integration.test_sealer_and_audit import Vault
from tests.toy_plant import FILLER, REGISTRY, Pour, pour, set_up_jars

pytestmark = pytest.mark.anyio

SEEN = """
    CREATE TABLE seen (
        position bigint NOT NULL,
        CONSTRAINT seen_pkey PRIMARY KEY (position)
    )
"""


class Mirror:
    """Repeats every pour into a second jar, and notes which events it saw."""

    def __init__(self, vault: Vault, mirror: UUID, failing: Sequence[str] = ()) -> None:
        self.mirror = mirror
        self.failing = failing
        subscriber = Subscriber(
            name="toy.mirror", react=self.react, events=frozenset({"jar.poured"}), batch=7
        )
        self.run = SubscriberRun(vault.store, Desk(registry=REGISTRY), subscriber=subscriber)

    async def react(
        self, tx: Tx, events: Sequence[SealedEvent]
    ) -> list[tuple[SealedEvent, Caused]]:
        wanted = [event for event in events if event.record != self.mirror]
        if any(event.payload["amount"] in self.failing for event in wanted):
            raise ValueError("cannot count that far")
        for event in wanted:
            tx.execute("INSERT INTO seen (position) VALUES (%s)", (event.position,))
        return [(event, self.repeated(event)) for event in wanted]

    def repeated(self, event: SealedEvent) -> Caused:
        command = Pour(
            id=caused_id("toy.mirror", event.cause, event.ordinal),
            jar=self.mirror,
            amount=Decimal(str(event.payload["amount"])),
        )
        return Caused(verb="toy.pour", body=command, principal=FILLER)


@pytest.fixture
async def vault(bare_store: Store, bare_tenant: str) -> Vault:
    async with bare_store.transaction(bare_tenant) as tx:
        await set_up_jars(tx)
        tx.execute(SEEN, prepare=False)
    return Vault(bare_store, bare_tenant)


async def poured(vault: Vault, amounts: Sequence[int]) -> tuple[UUID, UUID]:
    jar, mirror = await vault.jar("J-1"), await vault.jar("J-2")
    await vault.submit(*(pour(jar, amount) for amount in amounts))
    await vault.sealer.seal_all(vault.tenant)
    return jar, mirror


async def test_commands_own_rows_and_cursor_come_once_from_two_runners(vault: Vault) -> None:
    _, mirror = await poured(vault, [1] * 30)
    runs = [Mirror(vault, mirror).run for _ in range(4)]
    for _ in range(8):
        await asyncio.gather(*(run.step(vault.tenant) for run in runs))
    assert await vault.held(mirror) == 30
    assert await vault.count("seen") == 30


async def test_a_caused_command_names_its_cause_and_depth(vault: Vault) -> None:
    _, mirror = await poured(vault, [5])
    await Mirror(vault, mirror).run.catch_up(vault.tenant)
    rows = "SELECT count(*) FROM command c JOIN command w ON w.id = c.cause WHERE c.depth = 1"
    assert await vault.value(rows) == 1


async def test_an_event_whose_command_is_refused_is_put_aside_and_the_line_goes_on(
    vault: Vault,
) -> None:
    jar, mirror = await poured(vault, [1, 2, 3])
    await vault.submit(pour(jar, -6), pour(jar, 7))
    await vault.sealer.seal_all(vault.tenant)
    run = Mirror(vault, mirror, failing=["2"]).run
    assert await run.catch_up(vault.tenant) >= 5
    letters = "SELECT string_agg(code, ' ' ORDER BY position) FROM dead_letter"
    assert await vault.value(letters) == "internal-error dry"
    assert await vault.held(mirror) == 1 + 3 + 7
    assert await vault.count("seen") == 3
    await listed_and_tried_again(vault, run, mirror)


async def listed_and_tried_again(vault: Vault, run: SubscriberRun, mirror: UUID) -> None:
    async with vault.store.transaction(vault.tenant, readonly=True) as tx:
        page = await list_dead_letters(tx, DeadLetters(limit=1), FILLER)
        rest = await list_dead_letters(tx, DeadLetters(after=page.after), FILLER)
    assert [letter.code for letter in (*page.rows, *rest.rows)] == ["internal-error", "dry"]
    dry = rest.rows[0]
    await run.try_again(vault.tenant, dry.cause, ordinal=dry.ordinal)
    assert await vault.held(mirror) == 5
    with pytest.raises(NotFound):
        await run.try_again(vault.tenant, dry.cause, ordinal=dry.ordinal)
    assert await vault.count("dead_letter") == 1


async def test_a_running_subscriber_hears_of_sealed_events(vault: Vault) -> None:
    _, mirror = await poured(vault, [5])
    bell = Bell(lambda: vault.store.cell.app)

    async def tenants() -> Sequence[str]:
        return [vault.tenant]

    running = asyncio.create_task(Mirror(vault, mirror).run.run(bell, tenants=tenants))
    async with asyncio.timeout(60):
        while not await vault.count("seen"):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await vault.held(mirror) == 5


def test_the_id_of_a_caused_command_is_always_the_same() -> None:
    cause = FILLER.id
    assert caused_id("a", cause, 0) == caused_id("a", cause, 0)
    assert len({caused_id("a", cause, 0, index=n) for n in range(3)}) == 3
    assert msgspec.json.encode(caused_id("a", cause, 0)) != msgspec.json.encode(cause)
