"""Business numbers and live hints on a real server."""

import asyncio
import contextlib

import pytest

from taktline.platform.events.live import Feeds, Hint
from taktline.platform.events.wake import topic
from taktline.platform.number import Counter, Numbers, take_beside, take_gapless
from taktline.store import Store
from taktline.store.listen import Bell
from tests.integration.test_sealer_and_audit import Vault
from tests.toy_plant import pour, set_up_jars

pytestmark = pytest.mark.anyio

ORDERS = Counter(rule="work_order", period="2026-03")


@pytest.fixture
async def vault(bare_store: Store, bare_tenant: str) -> Vault:
    async with bare_store.transaction(bare_tenant) as tx:
        await set_up_jars(tx)
    return Vault(bare_store, bare_tenant)


async def test_fifty_takers_in_two_processes_never_get_the_same_number(vault: Vault) -> None:
    processes = [Numbers(vault.store), Numbers(vault.store)]
    takes = [processes[n % 2].take(vault.tenant, ORDERS, count=n % 3 + 1) for n in range(50)]
    taken = [number for numbers in await asyncio.gather(*takes) for number in numbers]
    assert len(set(taken)) == len(taken) == 99
    assert min(taken) == 1


async def test_every_scope_and_period_counts_by_itself_and_a_peek_takes_nothing(
    vault: Vault,
) -> None:
    numbers = Numbers(vault.store)
    april = Counter(rule="work_order", period="2026-04")
    assert await numbers.take(vault.tenant, ORDERS, count=2) == [1, 2]
    assert await numbers.peek(vault.tenant, ORDERS, count=25) == list(range(3, 28))
    assert await numbers.take(vault.tenant, ORDERS) == [3]
    assert await numbers.take(vault.tenant, april) == [1]


async def test_a_gapless_number_comes_back_when_its_transaction_fails(vault: Vault) -> None:
    invoices = Counter(rule="invoice")
    async with vault.store.transaction(vault.tenant) as tx:
        assert await take_gapless(tx, invoices, count=2) == [1, 2]
    with contextlib.suppress(ZeroDivisionError):
        async with vault.store.transaction(vault.tenant) as tx:
            assert await take_gapless(tx, invoices) == [3]
            raise ZeroDivisionError
    async with vault.store.transaction(vault.tenant) as tx:
        assert await take_gapless(tx, invoices) == [3]


async def collected(
    feeds: Feeds,
    tenant: str,
    *,
    after: int | None,
    count: int,
    begun: asyncio.Event | None = None,
) -> list[Hint]:
    hints: list[Hint] = []
    async with asyncio.timeout(60):
        async for some in feeds.of(tenant).hints(after, seen=lambda hint: hint.event != "x"):
            hints += some
            if begun is not None:
                begun.set()
            if len(hints) >= count:
                return hints
    return hints


async def test_screens_get_hints_and_resume_where_they_were(vault: Vault) -> None:
    jar = await vault.jar()
    await vault.submit(*(pour(jar, 1) for _ in range(5)))
    await vault.sealer.seal_all(vault.tenant)
    bell = Bell(lambda: vault.store.cell.app)
    feeds = Feeds(vault.store, bell)
    begun = asyncio.Event()
    following = asyncio.create_task(
        collected(feeds, vault.tenant, after=None, count=2, begun=begun)
    )
    resumed = await collected(feeds, vault.tenant, after=2, count=4)
    await begun.wait()
    await vault.submit(pour(jar, 1), pour(jar, 1))
    await vault.sealer.seal_all(vault.tenant)
    bell.ring(topic("sealed", vault.tenant))
    assert [hint.position for hint in await following] == [7, 8]
    assert [hint.position for hint in resumed] == [3, 4, 5, 6]
    again = await collected(feeds, vault.tenant, after=6, count=2)
    assert [(hint.position, hint.record) for hint in again] == [(7, jar), (8, jar)]


async def test_who_joins_later_hears_of_nothing_that_was_before(vault: Vault) -> None:
    jar = await vault.jar()
    feeds = Feeds(vault.store, Bell(lambda: vault.store.cell.app))
    await vault.sealer.seal_all(vault.tenant)
    assert [hint.position for hint in await collected(feeds, vault.tenant, after=0, count=1)] == [1]
    await vault.submit(*(pour(jar, 1) for _ in range(700)))
    await vault.sealer.seal_all(vault.tenant)
    begun = asyncio.Event()
    late = asyncio.create_task(collected(feeds, vault.tenant, after=None, count=1, begun=begun))
    resumed = await collected(feeds, vault.tenant, after=1, count=700)
    await begun.wait()
    await vault.submit(pour(jar, 1))
    await vault.sealer.seal_all(vault.tenant)
    assert [hint.position for hint in resumed] == list(range(2, 702))
    assert [hint.position for hint in await late] == [702]


async def test_a_number_beside_a_command_waits_for_nobody_and_is_lost_with_it(
    store: Store, tenant: str
) -> None:
    inspections = Counter(rule="inspection", period="2026")
    async with store.transaction(tenant) as first:
        assert await take_beside(first, inspections, count=2) == [1, 2]
        async with store.transaction(tenant, lock_timeout_ms=500) as second:
            assert await take_beside(second, inspections) == [3], "the first is still open"
            assert await take_beside(second, inspections, dry=True) == [4]
            assert await take_beside(second, inspections) == [4], "looking took nothing"

    async def changed_ones_mind() -> None:
        async with store.transaction(tenant) as lost:
            assert await take_beside(lost, inspections) == [5]
            raise RuntimeError("changed our mind")

    with pytest.raises(RuntimeError, match="changed"):
        await changed_ones_mind()
    async with store.transaction(tenant) as after:
        assert await take_beside(after, inspections) == [6], "a gap, and never the same twice"
