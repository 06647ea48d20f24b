"""The page of one order: its material planned, issued and missing, its story, its flow."""

from decimal import Decimal

import pytest

from taktline.store import Store
from tests.story.plant import Plant, told

pytestmark = pytest.mark.anyio
D = Decimal


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("L1", "line_side"), ("FG1", "store"))
    return plant


async def test_an_order_tells_what_it_needs_got_and_used_and_what_happened(plant: Plant) -> None:
    """Ten pieces of 2 kg and one kilogram for the set-up; half is reported, a quarter wrong."""
    await plant.do(
        "buy", "inventory.receive_material", site="F1", supplier="S1", reference="DN-1",
        lines=[{"material": "PLATE", "place": "L1", "quantity": "50", "amount": "500",
                "lot": "P1", "supplier_lot": "X-1"}],
    )  # fmt: skip
    plate = {"material": "PLATE", "quantity_per": "2", "fixed": "1", "place": "L1"}
    steps = [
        {"sequence": 10, "name": "Press", "start_by_report": True, "materials": [plate]},
        {"sequence": 20, "name": "Check", "start_by_report": True, "report_policy": "flagged"},
        {"sequence": 30, "name": "Mark", "start_by_report": True,
         "dependencies": [{"predecessor": 10}]},
    ]  # fmt: skip
    await plant.do(
        "draft", "kernel.create_work_order", code="WO-1", site="F1", material="BR-100",
        ordered="10", receipt_place="FG1", operations=steps,
    )  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")

    asked = {"work_order": "WO-1"}
    fields = ("material", "planned", "issued", "used", "missing")
    page = await plant.ask("kernel.work_order_materials", **asked)
    assert told(page, *fields) == [("PLATE", D(21), D(0), D(0), D(21))]

    await plant.do(
        "report", "kernel.report_operation", job_order="WO-1-10", good="4",
        defects=[{"quantity": "1", "defect_code": "BURR"}],
    )  # fmt: skip
    page = await plant.ask("kernel.work_order_materials", **asked)
    assert told(page, *fields) == [("PLATE", D(21), D(11), D(11), D(10))]

    story = await plant.ask("kernel.work_order_story", **asked)
    said = told(story, "what", "job_order", "good", "bad", "is_back")
    assert ("report", "WO-1-10", D(4), D(1), False) in said
    assert {row[0] for row in said} >= {"created", "released", "report"}

    flow = await plant.ask("kernel.work_order_flow", **asked)
    assert told(flow, "before", "after") == [("WO-1-10", "WO-1-20"), ("WO-1-10", "WO-1-30")]


async def test_nobody_sees_the_page_of_an_order_elsewhere(plant: Plant) -> None:
    for name in ("materials", "story", "flow"):
        page = await plant.ask(f"kernel.work_order_{name}", work_order="WO-9")
        assert page.rows == []
