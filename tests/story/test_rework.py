"""Rework as the chapters tell it: loops by a route, orders of their own, and whose cause it was."""

from decimal import Decimal

import pytest

from taktline.base.ids import derived_id
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE
from tests.story.plant import LEAD, Plant, step, told

pytestmark = pytest.mark.anyio
D = Decimal
REPORT, REWORK = "kernel.report_operation", "kernel.rework_defective"
LI = derived_id("test", "Li")


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("L1", "line_side"), ("FG1", "store"))
    await plant.execute(
        "INSERT INTO person (id, code, name, site, created_at, created_by, updated_at, updated_by) "
        "VALUES (%s, 'P-LI', 'Li', %s, %s, %s, %s, %s)", LI, SITE, NOON, LEAD.id, NOON, LEAD.id,
    )  # fmt: skip
    return plant


@pytest.mark.worked_example
async def test_rework_goes_through_two_operations_again_and_its_cost_has_an_owner(
    plant: Plant,
) -> None:
    rate = {"labor_rate": "60", "planned_labor_s": "60"}
    await plant.order("WO-1", "100", step(10, "Turn", **rate), step(20, "Grind", **rate),
                      step(30, "Check"), material="BR-100", costing="actual")  # fmt: skip
    await plant.do("turned", REPORT, job_order="WO-1-10", good="100", labor_s="6000")
    bad = [{"quantity": "8", "defect_code": "burr"}]
    await plant.do("ground", REPORT, job_order="WO-1-20", good="92", defects=bad, labor_s="6000")
    said = {"job_order": "WO-1-20", "quantity": "8", "defect_code": "burr"}
    which = await plant.refused("which", REWORK, **said)
    assert which.code == "which-route"
    both = await plant.refused("both", REWORK, **said, from_sequence=10, route="A→B")
    assert both.code == "which-route"
    later = await plant.refused("later", REWORK, **said, sequences=[30])
    assert later.code == "no-such-sequence"
    await plant.do("loop", REWORK, **said, from_sequence=10, caused_at_job="WO-1-10",
                   caused_by_person="P-LI", reason="tool worn")  # fmt: skip
    chain = "SELECT code, operation, ordered FROM job_order WHERE is_rework ORDER BY code"
    assert await plant.rows(chain) == [
        ("WO-1-20-R1", "返工 Rework Turn", 8), ("WO-1-20-R2", "返工 Rework Grind", 8),
    ]  # fmt: skip
    await plant.do("again 1", REPORT, job_order="WO-1-20-R1", good="8", labor_s="600")
    lost = [{"quantity": "1", "defect_code": "burr", "outcome": "scrap"}]
    await plant.do("again 2", REPORT, job_order="WO-1-20-R2", good="7", labor_s="600",
                   defects=lost)  # fmt: skip
    assert await plant.held("wip:WO-1-30") == 99
    page = await plant.ask("kernel.rework_cost", work_order="WO-1")
    assert told(page, "found_at", "quantity", "caused_at", "caused_by_person", "good", "scrap",
                "cost") == [
        ("WO-1-20", D(8), "WO-1-10", "P-LI", D(7), D(1), D(20))
    ]  # fmt: skip
    totals = "SELECT good, rework, defective FROM job_order WHERE code = 'WO-1-20'"
    assert await plant.rows(totals) == [(92, 8, 0)]
    assert await plant.proved()


async def test_a_typed_route_takes_the_pieces_of_a_last_operation_to_stock(plant: Plant) -> None:
    await plant.order("WO-1", "10", step(10, "Make"), material="BR-100", receipt_place="FG1")
    bad = [{"quantity": "4", "defect_code": "dent"}]
    await plant.do("made", REPORT, job_order="WO-1-10", good="6", defects=bad)
    await plant.do("loop", REWORK, job_order="WO-1-10", quantity="4", defect_code="dent",
                   route="敲平→抛光")  # fmt: skip
    await plant.do("flat", REPORT, job_order="WO-1-10-R1", good="4")
    await plant.do("bright", REPORT, job_order="WO-1-10-R2", good="4")
    assert await plant.held("FG1") == 10
    assert await plant.proved()


@pytest.mark.worked_example
async def test_defective_pieces_become_an_order_that_makes_a_new_lot_of_the_old(
    plant: Plant,
) -> None:
    """5 pieces at planned 10.00 leave their order; an hour at 60.00 later they are worth 110.00."""
    rate = {"labor_rate": "60", "planned_labor_s": "600"}
    await plant.order("WO-1", "50", step(10, "Make", **rate), material="BR-100", costing="actual",
                      receipt_place="FG1")  # fmt: skip
    bad = [{"quantity": "5", "defect_code": "dent"}]
    await plant.do("made", REPORT, job_order="WO-1-10", good="45", defects=bad, labor_s="30000")
    said = {"code": "RW-1", "quantity": "5", "defect_code": "dent", "receipt_place": "FG1"}
    nowhere = await plant.refused("nowhere", "kernel.create_rework_order", **said, route="修")
    assert nowhere.code == "from-where"
    none = await plant.refused("none", "kernel.create_rework_order", **said, job_order="WO-1-10")
    assert none.code == "no-rework-route"
    mend = {"operations": [step(10, "Mend", labor_rate="60")]}
    await plant.do("rework", "kernel.create_rework_order", **said, **mend, job_order="WO-1-10",
                   caused_by_supplier="S1")  # fmt: skip
    kind = """SELECT r.kind, w.code FROM work_order r JOIN work_order w ON w.id = r.parent
        WHERE r.code = 'RW-1'"""
    assert await plant.rows(kind) == [("rework", "WO-1")]
    await plant.do("end 1", "kernel.complete_job_order", job_order="WO-1-10", reason="5 reworked")
    await plant.do("close 1", "kernel.close_work_order", work_order="WO-1")
    await plant.do("mended", REPORT, job_order="RW-1-10", good="5", labor_s="3600")
    await plant.do("end 2", "kernel.complete_job_order", job_order="RW-1-10")
    await plant.do("close 2", "kernel.close_work_order", work_order="RW-1")
    lots = """SELECT l.code, b.quantity, b.value FROM balance b JOIN lot l ON l.id = b.lot
        JOIN place p ON p.id = b.place WHERE p.code = 'FG1' ORDER BY l.code"""
    assert await plant.rows(lots) == [("RW-1", 5, 110), ("WO-1", 45, 450)]
    edges = """SELECT i.code, o.code FROM lot_edge e JOIN lot i ON i.id = e.input_lot
        JOIN lot o ON o.id = e.output_lot"""
    assert await plant.rows(edges) == [("WO-1", "RW-1")]
    page = await plant.ask("kernel.rework_cost", work_order="WO-1")
    assert told(page, "caused_by_supplier", "rework", "good", "cost") == [
        ("S1", "RW-1-10", D(5), D(60))
    ]
    assert await plant.proved()


async def test_blocked_goods_of_a_store_are_reworked_by_an_order_of_their_own(
    plant: Plant,
) -> None:
    await plant.do(
        "buy", "inventory.receive_material", site="F1", supplier="S1", reference="DN-1",
        lines=[{"material": "BR-100", "place": "FG1", "quantity": "10", "amount": "100",
                "lot": "B-1", "supplier_lot": "X"}],
    )  # fmt: skip
    line = {"material": "BR-100", "lot": "B-1", "status": "available", "quantity": "4"}
    await plant.do("block", "inventory.change_status", site="F1", place="FG1", line=line,
                   to="blocked", reason="scratches")  # fmt: skip
    said = {"code": "RW-1", "quantity": "4", "defect_code": "scratch", "site": "F1",
            "place": "FG1", "material": "BR-100", "lot": "B-1", "route": "抛光"}  # fmt: skip
    much = await plant.refused("much", "kernel.create_rework_order", **{**said, "quantity": "5"})
    assert much.code == "shortage"
    await plant.do("rework", "kernel.create_rework_order", **said, receipt_place="FG1")
    await plant.do("bright", REPORT, job_order="RW-1-10", good="4")
    lots = """SELECT l.code, b.status, b.quantity, b.value FROM balance b
        JOIN lot l ON l.id = b.lot JOIN place p ON p.id = b.place
        WHERE p.code = 'FG1' AND b.quantity > 0 ORDER BY l.code"""
    assert await plant.rows(lots) == [
        ("B-1", "available", 6, 60), ("RW-1", "available", 4, 40),
    ]  # fmt: skip

    assert await plant.proved()


async def test_a_card_is_done_when_nothing_of_it_waits_and_open_again_when_taken_back(
    plant: Plant,
) -> None:
    await plant.do("draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
                   ordered="20", route="下料→检")  # fmt: skip
    await plant.do("released", "kernel.release_work_order", work_order="WO-1")
    await plant.do("cards", "kernel.create_flow_cards", work_order="WO-1", quantity="10")
    card = {"flow_card": "WO-1-C01"}
    bad = [{"quantity": "1", "defect_code": "burr"}]
    await plant.do("cut", REPORT, job_order="WO-1-10", good="9", defects=bad, **card)
    status = "SELECT status FROM flow_card WHERE code = 'WO-1-C01'"
    assert await plant.rows(status) == [("open",)]
    await plant.do("some", REPORT, job_order="WO-1-20", good="5", **card)
    assert await plant.rows(status) == [("open",)]
    answer = await plant.do("rest", REPORT, job_order="WO-1-20", good="4", **card)
    assert await plant.rows(status) == [("done",)]
    assert "flow_card.finished" in [event.name for event in answer.events]
    await plant.do("back", "kernel.reverse_command", command=answer.id, reason="miscounted")
    assert await plant.rows(status) == [("open",)]
