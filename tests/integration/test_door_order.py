"""The door keeps the order of arrival; what was booked before or is refused leaves nothing."""

import asyncio

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.platform.door import Door
from taktline.platform.envelope import Answer
from taktline.platform.judge import Desk
from taktline.platform.registry import NoTenantVerbs
from taktline.store import Store
from tests.ledger_plant import KEEPER, item
from tests.story.plant import REGISTRY, Plant
from tests.toy_plant import FILLER, open_jar, pour, set_up_jars
from tests.toy_plant import REGISTRY as JARS

pytestmark = pytest.mark.anyio


class SlowAtFirst(NoTenantVerbs):
    """A tenant's documents are looked at for a while once, and known afterwards."""

    def __init__(self) -> None:
        self.looked = False

    async def ready(self, tenant: str) -> None:
        if not self.looked:
            self.looked = True
            await asyncio.sleep(0.05)


async def test_who_came_first_is_booked_first_though_documents_are_looked_at_meanwhile(
    bare_store: Store, bare_tenant: str
) -> None:
    async with bare_store.transaction(bare_tenant) as tx:
        await set_up_jars(tx)
    jar = uuid7()
    await Door(bare_store, Desk(registry=JARS)).submit(
        bare_tenant, FILLER, items=[open_jar(jar, "J-1")]
    )
    registry = msgspec.structs.replace(JARS, of_tenant=SlowAtFirst())
    door = Door(bare_store, Desk(registry=registry))
    sent = []
    for items in [[pour(jar, amount)] for amount in (1, 2, 3)]:
        sent.append(asyncio.create_task(door.submit(bare_tenant, FILLER, items=items)))
        await asyncio.sleep(0)
    outcomes = [(await one)[0] for one in sent]
    answers = [one for one in outcomes if isinstance(one, Answer)]
    assert len(answers) == len(outcomes), outcomes
    assert sorted(answers, key=lambda one: one.recorded_at) == answers


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"))
    line = {"material": "PLATE", "place": "WH1", "lot": "P-0", "quantity": "10", "amount": "20"}
    await plant.do("stock", "inventory.receive_material", supplier="S1", lines=[line])
    return plant


async def test_neither_a_refusal_nor_a_repetition_leaves_an_empty_balance(plant: Plant) -> None:
    door = Door(plant.store, Desk(registry=REGISTRY))
    line = {"material": "PLATE", "lot": "P-0", "source": "WH1", "target": "WH2"}
    before = await rows(plant)
    too_much = item("inventory.move_material", lines=[line | {"quantity": "11"}])
    (refused,) = await door.submit(plant.tenant, KEEPER, items=[too_much])
    assert isinstance(refused, Problem)
    assert await rows(plant) == before
    some = item("inventory.move_material", lines=[line | {"quantity": "10"}])
    (booked,) = await door.submit(plant.tenant, KEEPER, items=[some])
    assert isinstance(booked, Answer)
    assert await rows(plant) == before + 1
    other = item("inventory.move_material", lines=[line | {"quantity": "1", "target": "WH1"}])
    again, refused = await door.submit(plant.tenant, KEEPER, items=[some, other])
    assert again == msgspec.structs.replace(booked, repeated=True)
    assert isinstance(refused, Problem)
    assert await rows(plant) == before + 1


async def rows(plant: Plant) -> int:
    found = await plant.rows("SELECT count(*) FROM balance")
    return msgspec.convert(found[0][0], int)
