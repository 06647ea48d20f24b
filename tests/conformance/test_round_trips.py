"""Hot commands ask the database at most three times a batch, however many are folded into it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from taktline.platform.database import LOCK_TIMEOUT_MS
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item
from taktline.platform.judge import Desk
from taktline.store import Store
from taktline.store.transaction import Transaction
from tests.ledger_fixtures import NOON
from tests.ledger_plant import KEEPER, item
from tests.story.plant import REGISTRY, Plant

pytestmark = pytest.mark.anyio
ROUND_TRIPS_MAX = 3
MANY = 20


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
    await plant.set_up(("WH1", "store"), ("WH2", "store"))
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
