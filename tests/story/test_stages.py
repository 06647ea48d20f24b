"""A plant starts small, without stock and lots; lots are switched on with an order half done."""

from decimal import Decimal

import pytest

from taktline.store import Store
from tests.story.plant import Plant

pytestmark = pytest.mark.anyio
D = Decimal
IN_STOCK = (
    "SELECT p.code, l.code, b.quantity FROM balance b JOIN place p ON p.id = b.place "
    "JOIN lot l ON l.id = b.lot WHERE p.kind IN ('store', 'finished', 'wip') AND b.quantity > 0 "
    "ORDER BY p.code, l.code"
)


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("FG1", "store"))
    return plant


async def order(plant: Plant, code: str, **said: object) -> None:
    draft = {"code": code, "site": "F1", "material": "SCREW", "ordered": "10"}
    await plant.do(f"{code} draft", "kernel.create_work_order", **draft, **said)
    await plant.do(f"{code} released", "kernel.release_work_order", work_order=code)


async def report(plant: Plant, job: str, good: str, **said: object) -> None:
    await plant.do(f"{job} {good}", "kernel.report_operation", job_order=job, good=good, **said)


async def finish(plant: Plant, code: str) -> None:
    for sequence in (10, 20):
        job = f"{code}-{sequence}"
        await plant.do(f"end {job}", "kernel.complete_job_order", job_order=job)
    await plant.do(f"close {code}", "kernel.close_work_order", work_order=code)


async def test_orders_and_route_alone_deliver_to_a_place_of_the_order(plant: Plant) -> None:
    await order(plant, "WO-1", route="下料→检")
    await report(plant, "WO-1-10", "10")
    await report(plant, "WO-1-20", "10")
    await finish(plant, "WO-1")
    assert await plant.rows(IN_STOCK) == [("finished:WO-1", "-", 10)]


async def test_stock_without_lots_takes_what_the_last_operation_delivers(plant: Plant) -> None:
    await order(plant, "WO-1", route="下料→检", receipt_place="FG1")
    await report(plant, "WO-1-10", "10")
    await report(plant, "WO-1-20", "10")
    await finish(plant, "WO-1")
    assert await plant.rows(IN_STOCK) == [("FG1", "-", 10)]


async def test_an_order_goes_through_the_upgrade_to_lots_in_mid_route(plant: Plant) -> None:
    await order(plant, "WO-1", route="下料→检")
    await report(plant, "WO-1-10", "10")
    await report(plant, "WO-1-20", "4")
    await plant.execute("UPDATE material SET lot_traced = 'lot' WHERE code = 'SCREW'")
    await report(plant, "WO-1-20", "6")
    await finish(plant, "WO-1")
    await order(plant, "WO-2", route="下料→检", receipt_place="FG1")
    await report(plant, "WO-2-10", "10", lot="L-7")
    await report(plant, "WO-2-20", "10")
    await finish(plant, "WO-2")
    assert await plant.rows(IN_STOCK) == [("FG1", "L-7", 10), ("finished:WO-1", "-", 10)]
