"""Sixteen people at once on three lots and two jobs: all adds up, nobody sees a deadlock."""

import asyncio
import random
from collections import defaultdict
from decimal import Decimal

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.verify import prove
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item
from taktline.platform.judge import Desk
from taktline.store import Store
from tests.story.plant import LEAD, REGISTRY, Plant

pytestmark = pytest.mark.anyio

CLIENTS, EACH, SERVERS = 16, 16, 3
LOTS, JOBS = ("A", "B", "C"), ("WO-1-10", "WO-2-10")
HELD = Decimal(100)
SHORT = {"shortage", "backdated-shortage"}
"""The only reasons to refuse: somebody else took the goods first."""
Ends = tuple[str | None, str | None, str, Decimal]


async def shop(plant: Plant) -> None:
    """Fill a store with three lots and release two orders."""
    await plant.set_up(("WH1", "store"), ("WH2", "store"))
    lines = [
        {"material": "PLATE", "place": "WH1", "lot": lot, "quantity": str(HELD), "amount": "333"}
        for lot in LOTS
    ]
    await plant.do("in", "inventory.receive_material", supplier="S1", lines=lines)
    for code in ("WO-1", "WO-2"):
        order = {"code": code, "site": "F1", "material": "SCREW", "ordered": "1000"}
        await plant.do(f"{code} draft", "kernel.create_work_order", **order, route="下料→检")
        await plant.do(f"{code} out", "kernel.release_work_order", work_order=code)


def drawn(chance: random.Random) -> tuple[str, dict[str, object], Ends | None]:
    """Draw a command: its verb, its body, and what it takes from where to where."""
    lot, quantity = chance.choice(LOTS), Decimal(chance.randint(1, 30))
    job, places = chance.choice(JOBS), chance.sample(["WH1", "WH2"], 2)
    line: dict[str, object] = {"material": "PLATE", "lot": lot, "quantity": str(quantity)}
    match chance.randrange(5):
        case 0:
            both = {"source": places[0], "target": places[1]}
            body: dict[str, object] = {"lines": [{**line, **both}]}
            return "inventory.move_material", body, (places[0], places[1], lot, quantity)
        case 1:
            body = {"job_order": job, "lines": [{**line, "source": places[0]}]}
            return "inventory.issue_material", body, (places[0], f"wip:{job}", lot, quantity)
        case 2:
            body = {"job_order": job, "lines": [{**line, "target": places[0]}]}
            return "inventory.return_material", body, (f"wip:{job}", places[0], lot, quantity)
        case 3:
            seen = {"material": "PLATE", "lot": lot, "counted": str(quantity)}
            return "inventory.count_material", {"place": places[0], "lines": [seen]}, None
        case _:
            good = Decimal(chance.randint(1, 3))
            body = {"job_order": job, "good": str(good)}
            return "kernel.report_operation", body, (None, f"wip:{job[:-2]}20", "-", good)


async def client(door: Door, plant: Plant, seed: int, into: dict[tuple[str, str], Decimal]) -> int:
    """Give some commands one after the other; add up what was accepted; count the refused."""
    chance = random.Random(seed)
    refused = 0
    for _ in range(EACH):
        verb, body, ends = drawn(chance)
        item = Item(verb=verb, body=msgspec.json.encode({"id": uuid7(), **body}))
        (outcome,) = await door.submit(plant.tenant, LEAD, items=[item])
        if isinstance(outcome, Problem):
            assert outcome.code in SHORT, str(outcome)
            refused += 1
        elif ends is not None:
            source, target, lot, quantity = ends
            if source is not None:
                into[source, lot] -= quantity
            into[target or "", lot] += quantity
        else:
            await counted(plant, outcome, str(body["place"]), into=into)
    return refused


async def counted(
    plant: Plant, answer: Answer, place: str, *, into: dict[tuple[str, str], Decimal]
) -> None:
    """Add what a count found more, or less, than the books said."""
    rows = await plant.rows(
        "SELECT payload FROM event WHERE cause = %s AND name = 'place.counted'", answer.id
    )
    (line,) = msgspec.convert(rows[0][0], dict[str, list[dict[str, str]]])["lines"]
    into[place, line["lot"]] += Decimal(line["counted"]) - Decimal(line["expected"])


async def test_concurrent_commands_on_hot_lots_and_jobs_add_up(store: Store, tenant: str) -> None:
    plant = Plant(store, tenant)
    await shop(plant)
    doors = [Door(store, Desk(registry=REGISTRY)) for _ in range(SERVERS)]
    total: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    total |= {("WH1", lot): HELD for lot in LOTS}
    refused = await asyncio.gather(
        *(client(doors[n % SERVERS], plant, n, total) for n in range(CLIENTS))
    )
    assert sum(refused) < CLIENTS * EACH / 2
    rows = await plant.rows(
        "SELECT p.code, l.code, sum(b.quantity) FROM balance b JOIN place p ON p.id = b.place "
        "JOIN lot l ON l.id = b.lot WHERE p.is_physical GROUP BY 1, 2 HAVING sum(b.quantity) <> 0"
    )
    standing = {
        (place, lot): quantity
        for place, lot, quantity in msgspec.convert(rows, list[tuple[str, str, Decimal]])
    }
    assert standing == {key: quantity for key, quantity in total.items() if quantity != 0}
    async with store.transaction(tenant) as tx:
        proof = await prove(tx)
    assert proof.findings == []
    assert proof.moves > CLIENTS * EACH / 3
