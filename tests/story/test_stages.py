"""A plant starts small and grows: stages are switched on at any time, and off never silently."""

from decimal import Decimal

import pytest

from taktline.base.ids import derived_id
from taktline.kernel.ledger.verify import prove
from taktline.store import Store
from tests.ledger_fixtures import NOON
from tests.story.plant import LEAD, Plant

pytestmark = pytest.mark.anyio
D = Decimal
ROUTE = "下料→数车→钻攻→发黑(委外)→磨→检→包装"
FASTENERS = derived_id("test", "FASTENERS")
IN_STOCK = (
    "SELECT p.code, l.code, b.quantity FROM balance b JOIN place p ON p.id = b.place "
    "JOIN lot l ON l.id = b.lot WHERE p.kind IN ('store', 'finished', 'wip') AND b.quantity > 0 "
    "ORDER BY p.code, l.code"
)


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("FG1", "store"), ("LINE", "line_side"))
    await plant.execute(
        "INSERT INTO material_class (id, code, name, created_at, created_by, updated_at, "
        "updated_by) VALUES (%s, 'FASTENERS', 'Fasteners', %s, %s, %s, %s)",
        FASTENERS, NOON, LEAD.id, NOON, LEAD.id,
    )  # fmt: skip
    await plant.execute(
        "UPDATE material SET material_class = %s WHERE code IN ('SCREW', 'BR-100')", FASTENERS
    )
    return plant


async def switch(plant: Plant, *stages: str, **said: object) -> None:
    label = f"switch {stages} {said}"
    body = {"switch_on": stages, "confirm": ["opening-balances-missing"], **said}
    await plant.do(label, "kernel.switch_stages", **body)


async def report(plant: Plant, job: str, good: str, **said: object) -> None:
    label = f"{job} {good} {said}"
    await plant.do(label, "kernel.report_operation", job_order=job, good=good, **said)


async def finish(plant: Plant, code: str) -> None:
    for sequence in (10, 20):
        job = f"{code}-{sequence}"
        await plant.do(f"end {job}", "kernel.complete_job_order", job_order=job)
    await plant.do(f"close {code}", "kernel.close_work_order", work_order=code)


async def opening(plant: Plant, quantity: str) -> None:
    line = {"place": "FG1", "material": "SCREW", "quantity": quantity, "value": "5"}
    await plant.do(f"opening {quantity}", "kernel.open_balance", site="F1", lines=[line])


@pytest.mark.worked_example
async def test_at_s1_an_order_is_material_quantity_and_a_route_in_one_line(plant: Plant) -> None:
    await switch(plant, "s1")
    await plant.order("WO-1", "10", route=ROUTE)
    jobs = await plant.rows(
        "SELECT sequence, operation, status, report_policy, work_center IS NULL, "
        "(snapshot -> 'operation' ->> 'is_outside')::boolean FROM job_order ORDER BY sequence"
    )
    assert [row[1] for row in jobs] == ["下料", "数车", "钻攻", "发黑", "磨", "检", "包装"]
    assert [row[0] for row in jobs if row[5]] == [40]
    assert {row[2:5] for row in jobs} == {("dispatched", "flagged", True)}
    for sequence in range(10, 80, 10):
        await report(plant, f"WO-1-{sequence}", "10")
    assert await plant.rows(IN_STOCK) == [("finished:WO-1", "-", 10)]


@pytest.mark.worked_example
async def test_at_s1_work_in_process_is_exact_though_no_stock_is_kept(plant: Plant) -> None:
    await switch(plant, "s1")
    await plant.order("WO-1", "10", route="下料→检")
    await report(plant, "WO-1-10", "9", defects=[
        {"quantity": "1", "defect_code": "BURR", "outcome": "scrap"}])  # fmt: skip
    await report(plant, "WO-1-20", "4")
    assert await plant.rows(IN_STOCK) == [("finished:WO-1", "-", 4), ("wip:WO-1-20", "-", 5)]


async def test_below_s4_components_are_not_taken_and_no_store_is_delivered_to(
    plant: Plant,
) -> None:
    await switch(plant, "s1", "s2")
    components = [{"material": "PLATE", "quantity_per": "0.5", "place": "LINE"}]
    operations = [{"sequence": 10, "name": "Cut", "start_by_report": True,
                   "materials": components}]  # fmt: skip
    refusal = await plant.refused(
        "into stock", "kernel.create_work_order", code="WO-0", site="F1", material="SCREW",
        ordered="10", operations=operations, receipt_place="FG1",
    )  # fmt: skip
    assert refusal.code == "stock-not-kept"
    await plant.order("WO-1", "10", operations=operations)
    await report(plant, "WO-1-10", "10")
    assert await plant.rows(IN_STOCK) == [("finished:WO-1", "-", 10)]
    assert await plant.rows("SELECT count(*) FROM move WHERE source_kind = 'line_side'") == [(0,)]


async def test_below_s3_no_first_article_is_waited_for_and_from_s3_on_it_is(plant: Plant) -> None:
    await switch(plant, "s1")
    operations = [{"sequence": 10, "name": "Cut", "start_by_report": True, "first_article": "1"}]
    await plant.order("WO-1", "10", operations=operations)
    await report(plant, "WO-1-10", "10")
    await switch(plant, "s3")
    await plant.order("WO-2", "10", operations=operations)
    refusal = await plant.refused(
        "before", "kernel.report_operation", job_order="WO-2-10", good="10"
    )
    assert refusal.code == "first-article-open"


@pytest.mark.worked_example
async def test_at_s4_stock_without_lots_takes_what_the_last_operation_delivers(
    plant: Plant,
) -> None:
    await switch(plant, "s1", "s4")
    await plant.execute("UPDATE material SET lot_traced = 'lot' WHERE code = 'SCREW'")
    await plant.order("WO-1", "10", route="下料→检", receipt_place="FG1")
    await report(plant, "WO-1-10", "10")
    await report(plant, "WO-1-20", "10")
    await finish(plant, "WO-1")
    assert await plant.rows(IN_STOCK) == [("FG1", "-", 10)]


@pytest.mark.worked_example
async def test_at_s5_what_is_traced_gets_its_lot_and_is_never_flagged(plant: Plant) -> None:
    await switch(plant, "s1", "s4", "s5")
    await plant.execute("UPDATE material SET lot_traced = 'lot' WHERE code = 'SCREW'")
    await plant.order("WO-1", "10", route="下料→检", receipt_place="FG1")
    refusal = await plant.refused(
        "too early", "kernel.report_operation", job_order="WO-1-20", good="1", lot="L-7"
    )
    assert refusal.code in {"unknown-lot", "shortage"}
    await report(plant, "WO-1-10", "10", lot="L-7")
    await report(plant, "WO-1-20", "10")
    assert await plant.rows(IN_STOCK) == [("FG1", "L-7", 10)]


@pytest.mark.worked_example
async def test_an_order_goes_through_the_upgrade_from_s1_to_s5_in_mid_route(plant: Plant) -> None:
    await switch(plant, "s1")
    await plant.order("WO-1", "10", route="下料→检")
    await report(plant, "WO-1-10", "10")
    await report(plant, "WO-1-20", "4")
    for stage in ("s2", "s3", "s4"):
        await switch(plant, stage)
    await opening(plant, "5")
    await plant.execute("UPDATE material SET lot_traced = 'lot' WHERE code = 'SCREW'")
    await switch(plant, "s5")
    await report(plant, "WO-1-20", "6")
    await finish(plant, "WO-1")
    await plant.order("WO-2", "10", route="下料→检", receipt_place="FG1")
    await report(plant, "WO-2-10", "10", lot="L-7")
    await report(plant, "WO-2-20", "10")
    await finish(plant, "WO-2")
    assert await plant.rows(IN_STOCK) == [
        ("FG1", "-", 5), ("FG1", "L-7", 10), ("finished:WO-1", "-", 10)]  # fmt: skip
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


@pytest.mark.worked_example
async def test_switching_stock_on_asks_for_opening_balances(plant: Plant) -> None:
    await switch(plant, "s1", material_class="FASTENERS", switch_off=["s4", "s5"], reason="small")
    refusal = await plant.refused(
        "stock", "kernel.switch_stages", material_class="FASTENERS", switch_on=["s4"]
    )
    assert refusal.code == "opening-balances-missing"
    assert refusal.values["count"] == 2
    assert "BR-100" in refusal.say("en")
    await opening(plant, "10")
    await plant.execute("UPDATE material SET archived = true WHERE code = 'BR-100'")
    await plant.do("stock 2", "kernel.switch_stages", material_class="FASTENERS", switch_on=["s4"])


@pytest.mark.worked_example
async def test_a_stage_goes_off_only_with_reason_confirmation_and_empty_stores(
    plant: Plant,
) -> None:
    await switch(plant, "s1", "s3", "s4")
    await plant.order("WO-1", "10", route="下料→检")
    verb, off = "kernel.switch_stages", {"switch_off": ["s3"]}
    assert (await plant.refused("silent", verb, **off)).code == "reason-missing"
    refusal = await plant.refused("unconfirmed", verb, **off, reason="no inspector")
    assert refusal.code == "stage-switched-off"
    assert refusal.values["orders"] == 1
    confirmed = {"reason": "no inspector", "confirm": ["stage-switched-off"]}
    answer = await plant.do("off", verb, **off, **confirmed)
    assert [event.name for event in answer.events] == ["stage.switched_off"]
    await opening(plant, "5")
    in_use = await plant.refused("stock off", verb, switch_off=["s4"], **confirmed)
    assert in_use.code == "stage-in-use"


async def test_lots_need_stock_and_orders_are_never_off(plant: Plant) -> None:
    await switch(plant, "s1")
    verb = "kernel.switch_stages"
    assert (await plant.refused("lots", verb, switch_on=["s5"])).code == "stage-needed"
    assert (await plant.refused("all off", verb, switch_off=["s1"])).code == "stage-needed"
    assert (await plant.refused("same", verb, switch_on=["s1"])).code == "nothing-switched"
    assert (await plant.refused("whom", verb, material_class="NO", switch_on=["s2"])).code == (
        "not-found"
    )


@pytest.mark.worked_example
async def test_the_order_of_reports_follows_operation_route_class_and_factory(
    plant: Plant,
) -> None:
    async def policy(code: str, **said: object) -> object:
        await plant.order(code, "10", **said)
        rows = await plant.rows("SELECT DISTINCT report_policy FROM job_order WHERE code LIKE %s",
                                f"{code}-%")  # fmt: skip
        return rows[0][0]

    plain = {"sequence": 10, "name": "Cut"}
    assert await policy("WO-1", operations=[plain]) == "strict"
    assert await policy("WO-2", route="Cut") == "flagged"
    await plant.execute("UPDATE site SET report_policy = 'flagged'")
    assert await policy("WO-3", operations=[plain]) == "flagged"
    await plant.execute("UPDATE material_class SET report_policy = 'strict'")
    assert await policy("WO-4", operations=[plain]) == "strict"
    assert await policy("WO-5", route="Cut") == "strict"
    said = plain | {"report_policy": "flagged"}
    assert await policy("WO-6", operations=[said]) == "flagged"
    assert await policy("WO-7", operations=[said], material="BR-100") == "strict"
