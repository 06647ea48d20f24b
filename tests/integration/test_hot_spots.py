"""Many clients on few jobs and lots: nobody deadlocks, and all adds up as in some order."""

import asyncio
import random
from contextlib import suppress
from decimal import Decimal

import msgspec
import pytest

from taktline.base.problem import Problem
from taktline.kernel.ledger.verify import prove
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.platform.judge import Desk
from taktline.store import Store
from taktline.store.refusals import SerializationOrDeadlock
from tests.ledger_plant import KEEPER, item
from tests.postgres import new_tenant
from tests.story.plant import REGISTRY, Plant

pytestmark = pytest.mark.anyio
CROWDS = (16, 64)
TURNS = {16: 12, 64: 4}
MEANT = {"shortage", "lot-held", "nothing-allocatable", "not-running", "hold-not-open", "not-found"}
"""Refusals that depend on who came first."""


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    return await built(store, tenant)


async def built(store: Store, tenant: str) -> Plant:
    """Return a plant with two lots of plate in store and two orders that run."""
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"))
    for lot in ("P-0", "P-1"):
        line = {"material": "PLATE", "place": "WH1", "lot": lot, "quantity": "40", "amount": "80"}
        await plant.do(f"stock {lot}", "inventory.receive_material", supplier="S1", lines=[line])
    for order in ("WO-1", "WO-2"):
        await plant.do(
            f"{order} draft", "kernel.create_work_order", code=order, site="F1", material="SCREW",
            ordered="100000", route="Turn→Check",
        )  # fmt: skip
        await plant.do(f"{order} released", "kernel.release_work_order", work_order=order)
        await plant.do(f"{order} begun", "kernel.report_operation", job_order=f"{order}-10", good=5)
        await plant.do(f"{order} seen", "kernel.report_operation", job_order=f"{order}-20", good=1)
    return plant


def next_item(chance: random.Random) -> Item:
    """Return what one of many clients does next."""
    order = chance.choice(("WO-1", "WO-2"))
    lot = chance.choice(("P-0", "P-1"))
    line = {"material": "PLATE", "lot": lot, "quantity": str(chance.randint(1, 3))}
    kind = chance.randrange(6)
    if kind < 2:
        return item("kernel.report_operation", job_order=f"{order}-{10 + 10 * kind}", good="2")
    if kind == 2:
        source, target = chance.choice((("WH1", "WH2"), ("WH2", "WH1")))
        return item("inventory.move_material", lines=[line | {"source": source, "target": target}])
    if kind == 3:
        job = f"{order}-{chance.choice((10, 20))}"
        return item("inventory.issue_material", job_order=job, lines=[line | {"source": "WH1"}])
    if kind == 4:
        code = f"H-{chance.randrange(10**9)}"
        return item(
            "kernel.place_hold", code=code, lots=[{"material": "PLATE", "lot": lot}], reason="x"
        )
    return item("inventory.pack", place="WH1", handling_unit=f"BOX-{lot}", lines=[line])


async def storm(plant: Plant, clients: int) -> list[tuple[Item, Outcome]]:
    """Let many clients of two processes work on the same jobs and lots; return what they got."""
    doors = [Door(plant.store, Desk(registry=REGISTRY)) for _ in range(2)]
    given: list[tuple[Item, Outcome]] = []

    async def client(number: int) -> None:
        chance = random.Random(number)
        for _ in range(TURNS[clients]):
            one = next_item(chance)
            (outcome,) = await doors[number % 2].submit(plant.tenant, KEEPER, items=[one])
            given.append((one, outcome))
            if one.verb == "kernel.place_hold" and not isinstance(outcome, Problem):
                released = item("kernel.release_hold", code=said(one, "code"), reason="fine")
                answer = (await doors[number % 2].submit(plant.tenant, KEEPER, items=[released]))[0]
                assert not isinstance(answer, Problem), answer
                given.append((released, answer))

    await asyncio.gather(*(client(number) for number in range(clients)))
    return given


@pytest.mark.parametrize("clients", CROWDS)
async def test_many_clients_on_two_jobs_and_two_lots(plant: Plant, clients: int) -> None:
    given = await storm(plant, clients)
    refused = {outcome.code for _, outcome in given if isinstance(outcome, Problem)}
    assert refused <= MEANT
    accepted = sum(not isinstance(outcome, Problem) for _, outcome in given)
    assert accepted > len(given) / 2, "the test must do something"
    made = {"WO-1-10": 5, "WO-2-10": 5, "WO-1-20": 1, "WO-2-20": 1}
    for one, outcome in given:
        if one.verb == "kernel.report_operation" and not isinstance(outcome, Problem):
            made[said(one, "job_order")] += 2
    rows = await plant.rows("SELECT code, good FROM job_order WHERE code = ANY(%s)", [*made])
    assert {str(code): good for code, good in rows} == made
    for order in ("WO-1", "WO-2"):
        waiting = made[f"{order}-10"] - made[f"{order}-20"]
        held = await plant.rows(
            "SELECT coalesce(sum(b.quantity), 0) FROM balance b JOIN place p ON p.id = b.place "
            "JOIN lot l ON l.id = b.lot AND l.code = '-' WHERE p.code = ANY(%s)",
            [f"wip:{order}-20", f"unreported:{order}-10"],
        )
        assert held[0][0] == Decimal(waiting)
    async with plant.store.transaction(plant.tenant) as tx:
        proof = await prove(tx)
    assert proof.ok, proof


def said(one: Item, field: str) -> str:
    """Return what a command says in one field."""
    assert isinstance(one.body, bytes)
    return str(msgspec.json.decode(one.body, type=dict[str, object])[field])


@pytest.mark.parametrize("clients", CROWDS)
async def test_the_order_of_locks_leaves_no_deadlock_to_retry(
    plant: Plant, clients: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's own figure comes seconds later: what each client was told is counted, at once.

    Both doors are in this process, so that not one goes by unseen, retried though it is.
    """
    met = deadlocks(monkeypatch)
    await storm(plant, clients)
    assert met == []


async def test_a_deadlock_would_be_noted(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who lock the same two job orders in opposite order: one of them is told, and counted."""
    met = deadlocks(monkeypatch)
    lock = "SELECT code FROM job_order WHERE code = %(code)s FOR UPDATE"
    both_have_one = asyncio.Barrier(2)

    async def taker(first: str, second: str) -> None:
        with suppress(SerializationOrDeadlock):
            async with plant.store.transaction(plant.tenant) as tx:
                await tx.fetch(lock, {"code": first})
                await both_have_one.wait()
                await tx.fetch(lock, {"code": second})

    await asyncio.gather(taker("WO-1-10", "WO-2-10"), taker("WO-2-10", "WO-1-10"))
    assert met == ["40P01"]


@pytest.mark.parametrize("clients", CROWDS)
async def test_what_many_did_at_once_comes_out_as_in_the_order_they_were_decided_in(
    store: Store, plant: Plant, clients: int
) -> None:
    given = await storm(plant, clients)
    accepted = [(a.recorded_at, one) for one, a in given if isinstance(a, Answer)]
    alone = await built(store, await new_tenant(store))
    door = Door(store, Desk(registry=REGISTRY))
    for _, one in sorted(accepted, key=lambda pair: pair[0]):
        (outcome,) = await door.submit(alone.tenant, KEEPER, items=[one])
        assert isinstance(outcome, Answer), (one, outcome)
    assert await what_stands(alone) == await what_stands(plant)


async def what_stands(plant: Plant) -> list[tuple[object, ...]]:
    """Return what each place holds of each lot, and what was reported."""
    balances = await plant.rows(
        "SELECT p.code, l.code, h.code, b.status, sum(b.quantity), sum(b.value) FROM balance b "
        "JOIN place p ON p.id = b.place LEFT JOIN lot l ON l.id = b.lot "
        "LEFT JOIN handling_unit h ON h.id = b.handling_unit "
        "WHERE b.quantity <> 0 OR b.value <> 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    )
    made = await plant.rows("SELECT code, good, status FROM job_order ORDER BY code")
    return [*balances, *made]


def deadlocks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which every deadlock is added that anybody is told of from now on."""
    met: list[str] = []
    told = SerializationOrDeadlock.__init__

    def noted(refusal: SerializationOrDeadlock, sqlstate: str, *said: str) -> None:
        met.append(sqlstate)
        told(refusal, sqlstate, *said)

    monkeypatch.setattr(SerializationOrDeadlock, "__init__", noted)
    return met
