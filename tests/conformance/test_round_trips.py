"""Hot commands ask the database at most three times a batch, however many are folded into it."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from taktline.platform.database import LOCK_TIMEOUT_MS
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item
from taktline.platform.judge import Desk
from taktline.store import Store
from taktline.store.encode import statement_of
from taktline.store.transaction import Transaction
from tests.ledger_fixtures import NOON
from tests.ledger_plant import KEEPER, item
from tests.story.plant import REGISTRY, Plant, step

pytestmark = pytest.mark.anyio
ROUND_TRIPS_MAX = 3
MANY = 20
SEQUENTIAL = re.compile(
    r"Seq Scan on (balance|command|event|hold|job_order|job_response|lot|material|move|place)\b"
)


class Counting:
    """A store that notes how often each transaction asked the server."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.round_trips: list[int] = []

    @asynccontextmanager
    async def transaction(
        self, tenant: str, *, readonly: bool = False, lock_timeout_ms: int = LOCK_TIMEOUT_MS
    ) -> AsyncIterator[Transaction]:
        opened = self.store.transaction(tenant, readonly=readonly, lock_timeout_ms=lock_timeout_ms)
        async with opened as tx:
            yield tx
        self.round_trips.append(tx.round_trips)

    async def outside(self, tenant: str, statements: Sequence[str]) -> None:
        await self.store.outside(tenant, statements)


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"), ("L1", "line_side"))
    await plant.do(
        "draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
        ordered="1000", route="Turn→Check",
    )  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    await plant.do("first", "kernel.report_operation", job_order="WO-1-10", good="1")
    line = {"material": "PLATE", "place": "WH1", "lot": "P-0", "quantity": "1000", "amount": "1"}
    await plant.do("stock", "inventory.receive_material", supplier="S1", lines=[line])
    return plant


def bodies(verb: str) -> list[Item]:
    """Return commands of one kind that can all be accepted."""
    found: list[dict[str, object]] = []
    for number in range(MANY):
        if verb == "kernel.report_operation":
            found.append({"job_order": "WO-1-10", "good": "1"})
        elif verb == "inventory.receive_material":
            line = {
                "material": "PLATE", "place": "WH1", "lot": f"P-{number + 1}", "quantity": "1",
                "amount": "1",
            }  # fmt: skip
            found.append({"supplier": "S1", "at": NOON, "lines": [line]})
        else:
            line = {"material": "PLATE", "quantity": "1", "source": "WH1"}
            is_move = verb == "inventory.move_material"
            found.append(
                {"lines": [line | {"target": "WH2"}]}
                if is_move
                else {"job_order": "WO-1-10", "lines": [line]}
            )
    return [item(verb, **body) for body in found]


@pytest.mark.parametrize("count", [1, MANY])
@pytest.mark.parametrize(
    "verb",
    [
        "kernel.report_operation",
        "inventory.receive_material",
        "inventory.move_material",
        "inventory.issue_material",
    ],
)
async def test_a_hot_command_takes_three_round_trips_at_most(
    plant: Plant, verb: str, count: int
) -> None:
    counting = Counting(plant.store)
    door = Door(counting, Desk(registry=REGISTRY))
    outcomes = await door.submit(plant.tenant, KEEPER, items=bodies(verb)[:count])
    assert all(isinstance(outcome, Answer) for outcome in outcomes), outcomes[0]
    assert len(counting.round_trips) == 1, "they are folded into one transaction"
    assert counting.round_trips[0] <= ROUND_TRIPS_MAX


async def test_a_report_as_usual_takes_two_round_trips(plant: Plant) -> None:
    counting = Counting(plant.store)
    door = Door(counting, Desk(registry=REGISTRY))
    for _ in range(3):
        reports = [item("kernel.report_operation", job_order="WO-1-10", good="1")]
        outcome = (await door.submit(plant.tenant, KEEPER, items=reports))[0]
        assert isinstance(outcome, Answer), outcome
    assert counting.round_trips[-1] == ROUND_TRIPS_MAX - 1


async def test_a_report_that_touches_other_stock_than_usual_begins_again(plant: Plant) -> None:
    counting = Counting(plant.store)
    door = Door(counting, Desk(registry=REGISTRY))
    spoilt: dict[str, object] = {
        "defects": [{"defect_code": "burr", "quantity": "1", "outcome": "rework"}]
    }
    said: list[dict[str, object]] = [{"good": "1"}, {"good": "1"}, spoilt, {"good": "1"}]
    for counts in said:
        reports = [item("kernel.report_operation", job_order="WO-1-10", **counts)]
        outcome = (await door.submit(plant.tenant, KEEPER, items=reports))[0]
        assert isinstance(outcome, Answer), outcome
    assert counting.round_trips[-1] == ROUND_TRIPS_MAX, "the job has a rework job order now"


class Usual:
    """A job order that uses up plates at L1, reported as always by one of two server processes."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.counting = Counting(plant.store)
        self.door = Door(self.counting, Desk(registry=REGISTRY))

    async def receive(self, lot: str, quantity: str) -> None:
        """Put plates at L1, by the other process."""
        line = {"material": "PLATE", "place": "L1", "lot": lot, "quantity": quantity, "amount": "1"}
        await self.plant.do(lot, "inventory.receive_material", supplier="S1", lines=[line])

    async def report(self) -> Answer:
        """Report one piece, which uses up a plate."""
        reports = [item("kernel.report_operation", job_order="WO-2-10", good="1")]
        outcome = (await self.door.submit(self.plant.tenant, KEEPER, items=reports))[0]
        assert isinstance(outcome, Answer), outcome
        return outcome

    @property
    def round_trips(self) -> int:
        """How often the last report asked the server, without the beginnings that were in vain."""
        return self.counting.round_trips[-1]


@pytest.fixture
async def usual(plant: Plant) -> Usual:
    usual = Usual(plant)
    plates = {"material": "PLATE", "quantity_per": "1", "place": "L1"}
    await plant.order("WO-2", "100", step(10, "Press", materials=[plates]))
    await usual.receive("P-1", "4")
    for _ in range(4):
        await usual.report()
    assert usual.round_trips == ROUND_TRIPS_MAX - 1, "what it meets is known by now"
    return usual


async def test_a_lot_that_came_meanwhile_is_met_though_others_were_until_now(usual: Usual) -> None:
    await usual.receive("P-2", "9")
    answer = await usual.report()
    assert usual.round_trips == ROUND_TRIPS_MAX, "it began again"
    lots = await usual.plant.rows(
        "SELECT l.code FROM move m JOIN lot l ON l.id = m.lot JOIN material x ON x.id = l.material "
        "WHERE m.cause = %s AND x.code = 'PLATE'",
        answer.id,
    )
    assert lots == [("P-2",)]
    await usual.report()
    await usual.report()
    assert usual.round_trips == ROUND_TRIPS_MAX - 1, "and knows P-2 then"


async def test_a_promise_made_meanwhile_is_cut_by_a_report_that_knew_of_none(usual: Usual) -> None:
    await usual.receive("P-2", "9")
    for _ in range(3):
        await usual.report()
    assert usual.round_trips == ROUND_TRIPS_MAX - 1
    promise = {"material": "PLATE", "quantity": "1006", "site": "F1", "demand": "order:1"}
    await usual.plant.do("promise", "inventory.make_reservation", **promise)
    answer = await usual.report()
    assert "reservation.cut" in [event.name for event in answer.events]


async def test_what_a_usual_report_asks_reads_no_big_table_whole(
    usual: Usual, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    await usual.receive("P-2", "9")
    with monkeypatch.context() as heard:
        heard.setattr(usual.plant.store, "on_statement", lambda _, sql: asked.append(sql))
        for _ in range(3):
            await usual.report()
    assert asked
    async with usual.plant.store.transaction(usual.plant.tenant) as tx:
        for sql in {one for one in asked if one.split()[0] in {"SELECT", "WITH"}}:
            statement = statement_of(sql)
            values = ", ".join(["NULL"] * len(statement.names))
            tx.execute(f"PREPARE asked AS {statement.sql.decode()}", prepare=False)
            explain = f"EXPLAIN EXECUTE asked{values and f'({values})'}"  # the plan for any values
            plan = await tx.fetch(explain, prepare=False)
            tx.execute("DEALLOCATE asked", prepare=False)
            whole = [line for (line,) in plan if SEQUENTIAL.search(str(line))]
            assert not whole, f"{whole} in {sql}"
