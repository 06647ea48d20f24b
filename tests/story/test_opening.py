"""Starting in the middle: opening stock, half-way orders from one sheet, and the end of it."""

from decimal import Decimal

import pytest

from taktline.base.problem import Several
from taktline.store import Store
from tests.story.plant import Plant, cause

pytestmark = pytest.mark.anyio
D = Decimal
ROUTE = "下料→数车→发黑(委外)→检"
VERB = "kernel.open_work_orders"


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("FG1", "store"))
    return plant


def half_way(code: str, **said: object) -> dict[str, object]:
    """Return an order of 100: 5 lost at the first operation, 20 outside, 25 ready to be checked."""
    operations = [
        {"sequence": 10, "waiting": "0", "finished": "95", "scrapped": "5", "value": "190.00"},
        {"sequence": 20, "waiting": "40", "finished": "55"},
        {"sequence": 30, "waiting": "5", "finished": "30", "outside": "20", "supplier": "S1"},
        {"sequence": 40, "waiting": "25", "finished": "5"},
    ]
    return {"code": code, "material": "SCREW", "ordered": "100", "route": ROUTE,
            "operations": operations, **said}  # fmt: skip


@pytest.mark.worked_example
async def test_200_half_way_orders_come_from_one_sheet_after_one_dry_run(plant: Plant) -> None:
    sheet = {"site": "F1", "orders": [half_way(f"WO-{number}") for number in range(200)]}
    tried = await plant.do("sheet", VERB, **sheet, dry_run=True)
    assert tried.facts is not None
    assert sum(one.kind == "WorkOrderCreated" for one in tried.facts) == 200
    assert await plant.rows("SELECT count(*) FROM work_order") == [(0,)]
    await plant.do("sheet", VERB, **sheet)
    assert await plant.rows("SELECT count(*) FROM work_order WHERE status = 'released'") == [(200,)]
    assert await plant.held("site:S1") == 200 * 20
    assert await plant.held("wip:WO-7-20") == 40
    assert await plant.proved()


async def test_a_half_way_order_goes_on_where_it_stands(plant: Plant) -> None:
    await plant.do("sheet", VERB, site="F1", orders=[half_way("WO-1")])
    rows = await plant.rows("SELECT sequence, status, good, scrap FROM job_order ORDER BY sequence")
    assert rows == [(10, "running", 95, 5), (20, "running", 55, 0), (30, "running", 30, 0),
                    (40, "running", 5, 0)]  # fmt: skip
    await plant.do("back", "kernel.take_in", job_order="WO-1-30", good="20", supplier="S1")
    for job, good in (("WO-1-20", "40"), ("WO-1-30", "65"), ("WO-1-40", "90")):
        await plant.do(job, "kernel.report_operation", job_order=job, good=good)
    assert await plant.held("finished:WO-1") == 90
    assert await plant.proved()


async def test_every_wrong_row_of_a_sheet_is_told_at_once_and_none_is_booked(plant: Plant) -> None:
    wrong = [
        half_way("WO-1"), half_way("WO-1"), half_way("WO-2", material="NONE"),
        half_way("WO-3", operations=[{"sequence": 99}]),
        half_way("WO-4", operations=[{"sequence": 30, "outside": "5"}]),
    ]  # fmt: skip
    refusal = await plant.refused("sheet", VERB, site="F1", orders=wrong)
    assert isinstance(refusal, Several)
    assert [(one.code, one.at) for one in refusal.problems] == [
        ("code-taken", "/orders/1/code"),
        ("not-found", "/orders/2/material"),
        ("no-such-operation", "/orders/3/operations/0/sequence"),
        ("not-outside", "/orders/4/supplier"),
    ]
    assert await plant.rows("SELECT count(*) FROM work_order") == [(0,)]
    assert (await plant.refused("none", VERB, site="F1", orders=[])).code == "too-many-orders"


@pytest.mark.worked_example
async def test_an_opening_is_taken_back_until_it_is_closed(plant: Plant) -> None:
    line = {"place": "FG1", "material": "SCREW", "quantity": "10", "value": "50.00"}
    await plant.do("stock", "kernel.open_balance", site="F1", lines=[line])
    await plant.do("sheet", VERB, site="F1", orders=[half_way("WO-1")])
    await plant.do("undo", "kernel.reverse_command", command=str(cause("sheet")), reason="wrong")
    assert await plant.rows("SELECT status FROM work_order") == [("cancelled",)]
    assert await plant.held("site:S1") == 0
    assert await plant.proved()
    await plant.do("sheet 2", VERB, site="F1", orders=[half_way("WO-2")])
    await plant.do("closed", "kernel.close_opening", site="F1", reason="everything counted")
    undo = {"command": str(cause("sheet 2")), "reason": "too late"}
    assert (await plant.refused("late", "kernel.reverse_command", **undo)).code == "opening-closed"
    stock = {"command": str(cause("stock")), "reason": "too late"}
    assert (await plant.refused("late 2", "kernel.reverse_command", **stock)).code == (
        "opening-closed"
    )
    more = await plant.refused("more", "kernel.open_balance", site="F1", lines=[line])
    assert more.code == "opening-closed"
    order = await plant.refused("more orders", VERB, site="F1", orders=[half_way("WO-3")])
    assert order.code == "opening-closed"
    assert (await plant.refused("twice", "kernel.close_opening", site="F1")).code == (
        "opening-closed"
    )


async def test_one_half_done_order_is_taken_back_as_if_it_had_never_been_opened(
    plant: Plant,
) -> None:
    draft = {"code": "WO-1", "site": "F1", "material": "SCREW", "ordered": "10"}
    await plant.do("draft", "kernel.create_work_order", **draft, route="下料→检")
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    operations = [{"sequence": 10, "finished": "4"}, {"sequence": 20, "waiting": "4"}]
    await plant.do("open", "kernel.open_work_order", work_order="WO-1", operations=operations)
    await plant.do("undo", "kernel.reverse_command", command=str(cause("open")), reason="wrong")
    rows = await plant.rows("SELECT status, good, started_at FROM job_order ORDER BY sequence")
    assert rows == [("dispatched", 0, None), ("dispatched", 0, None)]
    await plant.do("again", "kernel.open_work_order", work_order="WO-1", operations=operations)
    assert await plant.held("wip:WO-1-20") == 4


async def test_opening_counts_are_never_negative(plant: Plant) -> None:
    row = half_way("WO-1", operations=[{"sequence": 10, "waiting": "-1"}])
    refusal = await plant.refused("minus", VERB, site="F1", orders=[row])
    assert refusal.code == "negative-count"
