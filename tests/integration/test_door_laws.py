"""Laws of the door on a real server: folding changes nothing, and an id has one effect."""

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taktline.base.ids import uuid7
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.store import Store
from tests.integration.test_door import Shop, code_of
from tests.toy_plant import pour, set_up_jars

pytestmark = pytest.mark.anyio

MODEST = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
AMOUNTS = st.integers(min_value=-700, max_value=700)
POURS = st.lists(st.tuples(st.integers(0, 2), AMOUNTS), min_size=1, max_size=60)
Told = list[tuple[str, object]]


@pytest.fixture
async def shop(bare_store: Store, bare_tenant: str) -> Shop:
    async with bare_store.transaction(bare_tenant) as tx:
        await set_up_jars(tx)
    return Shop(bare_store, bare_tenant)


async def three_jars(shop: Shop) -> list[UUID]:
    return [await shop.jar(str(uuid7())[:30]) for _ in range(3)]


def items(jars: list[UUID], pours: list[tuple[int, int]]) -> list[Item]:
    return [pour(jars[index], amount) for index, amount in pours]


async def history(shop: Shop, jar: UUID) -> list[object]:
    async with shop.store.transaction(shop.tenant) as tx:
        rows = await tx.fetch(
            "SELECT payload FROM event WHERE record = %s AND name = 'jar.poured' "
            "ORDER BY recorded_at",
            (jar,),
        )
    return [row[0] for row in rows]


@given(pours=POURS)
@MODEST
async def test_one_batch_of_many_gives_the_same_facts_as_many_batches_of_one(
    shop: Shop, pours: list[tuple[int, int]]
) -> None:
    together, apart = await three_jars(shop), await three_jars(shop)
    folded = await shop.submit(*items(together, pours))
    alone = [await shop.one(item) for item in items(apart, pours)]
    assert [code_of(o) for o in folded] == [code_of(o) for o in alone]
    for one, other in zip(together, apart, strict=True):
        assert await shop.held(one) == await shop.held(other)
        assert await history(shop, one) == await history(shop, other)


@given(pours=POURS, repeats=st.lists(st.integers(0, 59), max_size=20))
@MODEST
async def test_however_often_a_command_is_sent_it_has_one_effect(
    shop: Shop, pours: list[tuple[int, int]], repeats: list[int]
) -> None:
    jars = await three_jars(shop)
    sent = items(jars, pours)
    first = await shop.submit(*sent)
    again = [sent[n] for n in repeats if n < len(sent) and isinstance(first[n], Answer)]
    expected = [await shop.held(jar) for jar in jars]
    answers = await shop.submit(*again)
    assert answers == [repeated(first[sent.index(item)]) for item in again]
    assert [await shop.held(jar) for jar in jars] == expected


def repeated(outcome: Outcome) -> Answer:
    """Return the first answer as it is said to whoever sends the same once more."""
    assert isinstance(outcome, Answer)
    return msgspec.structs.replace(outcome, repeated=True)


@given(amounts=st.lists(AMOUNTS, max_size=30))
@MODEST
async def test_what_a_jar_holds_is_the_sum_of_what_was_poured(
    shop: Shop, amounts: list[int]
) -> None:
    jar = await shop.jar(str(uuid7())[:30])
    outcomes = await shop.submit(*(pour(jar, amount) for amount in amounts))
    taken = [a for a, o in zip(amounts, outcomes, strict=True) if isinstance(o, Answer)]
    total = await shop.value("SELECT coalesce(sum(amount), 0) FROM pour WHERE jar = %s", jar)
    assert msgspec.convert(total, Decimal) == sum(taken) == await shop.held(jar)
