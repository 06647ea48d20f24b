"""The shapes of work in process, as the ledger chapter tells them: splits, joins, activities."""

from decimal import Decimal

import pytest

from taktline.store import Store
from tests.ledger_fixtures import NOON, material, unit
from tests.story.plant import LEAD, Plant, step

pytestmark = pytest.mark.anyio
D = Decimal
STAMP = (NOON, LEAD.id, NOON, LEAD.id)
MADE = "created_at, created_by, updated_at, updated_by"
REPORT, END = "kernel.report_operation", "kernel.complete_job_order"


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("L1", "line_side"), ("WH1", "store"), ("FG1", "store"))
    for code, traced in (("CABINET", "lot"), ("FRAME", "none"), ("DOOR", "none"), ("OIL-B", "lot")):
        await plant.execute(
            "INSERT INTO material (id, code, name, unit, lot_traced, standard_cost, "
            f"{MADE}) VALUES (%s, %s, 'material', %s, %s, 5, %s, %s, %s, %s)",
            material(code), code, unit("pcs"), traced, *STAMP,
        )  # fmt: skip
    return plant


@pytest.mark.worked_example
async def test_ten_frames_and_twenty_doors_become_ten_cabinets_of_760(plant: Plant) -> None:
    """Branches with a material of their own join: 500 + 160 + 100 of labor, nothing is left."""
    rate = {"labor_rate": "60"}
    await plant.order(
        "WO-1", "10", material="CABINET",
        operations=[
            step(10, "Weld frames", material="FRAME", dependencies=[], planned_labor_s="3000",
                 **rate),
            step(20, "Press doors", material="DOOR", pieces_per="2", dependencies=[],
                 planned_labor_s="480", **rate),
            step(30, "Assemble", planned_labor_s="600", **rate,
                 dependencies=[{"predecessor": 10}, {"predecessor": 20}],
                 materials=[{"material": "FRAME", "quantity_per": "1"},
                            {"material": "DOOR", "quantity_per": "2"}]),
        ],
        receipt_place="FG1", costing="actual",
    )  # fmt: skip
    planned = "SELECT code, ordered, unit, planned_cost FROM job_order ORDER BY sequence"
    assert await plant.rows(planned) == [
        ("WO-1-10", 10, "pcs", 50), ("WO-1-20", 20, "pcs", 8), ("WO-1-30", 10, "pcs", 76),
    ]  # fmt: skip
    await plant.do("frames", REPORT, job_order="WO-1-10", good="10", labor_s="30000")
    early = await plant.refused("early", REPORT, job_order="WO-1-30", good="10", lot="C-1")
    assert early.code == "shortage" or early.code == "nothing-allocatable"
    await plant.do("doors", REPORT, job_order="WO-1-20", good="20", labor_s="9600")
    assert await plant.held("wip:WO-1-30") == 30
    await plant.do("cabinets", REPORT, job_order="WO-1-30", good="10", labor_s="6000", lot="C-1")
    moves = """SELECT p.code, t.code, m.quantity, m.value FROM move m
        JOIN place p ON p.id = m.source_place JOIN place t ON t.id = m.target_place
        WHERE m.quantity > 0 ORDER BY m.recorded_at, m.line"""
    assert await plant.rows(moves) == [
        ("transform:WO-1-10", "wip:WO-1-10", 10, None), ("wip:WO-1-10", "wip:WO-1-30", 10, None),
        ("transform:WO-1-20", "wip:WO-1-20", 20, None), ("wip:WO-1-20", "wip:WO-1-30", 20, None),
        ("wip:WO-1-30", "transform:WO-1-30", 10, 0), ("wip:WO-1-30", "transform:WO-1-30", 20, 0),
        ("transform:WO-1-30", "FG1", 10, 760),
    ]  # fmt: skip
    assert await plant.worth("transform:WO-1-10") == 500
    assert await plant.worth("transform:WO-1-20") == 160
    for sequence in (10, 20, 30):
        await plant.do(f"end {sequence}", END, job_order=f"WO-1-{sequence}")
    await plant.do("close", "kernel.close_work_order", work_order="WO-1")
    assert await plant.worth("FG1") == 760
    assert await plant.worth("transform:WO-1-30") == 0
    assert await plant.proved()


@pytest.mark.worked_example
async def test_a_soak_test_moves_nothing_and_lets_pass_what_it_has_passed(plant: Plant) -> None:
    await plant.order(
        "WO-1", "10",
        operations=[step(10, "Mount"), step(20, "Soak test", is_activity=True, planned_labor_s="60",
              labor_rate="60"), step(30, "Pack")],
    )  # fmt: skip
    waits = """SELECT a.sequence, b.sequence FROM job_dependency d
        JOIN job_order a ON a.id = d.predecessor JOIN job_order b ON b.id = d.successor
        ORDER BY 1, 2"""
    assert await plant.rows(waits) == [(10, 20), (10, 30), (20, 30)]
    await plant.do("mounted", REPORT, job_order="WO-1-10", good="10")
    assert await plant.held("wip:WO-1-30") == 10
    early = await plant.refused("early", REPORT, job_order="WO-1-30", good="1")
    assert early.code == "activity-behind"
    bad = [{"quantity": "1", "defect_code": "leak"}]
    wrong = await plant.refused("bad", REPORT, job_order="WO-1-20", good="5", defects=bad)
    assert wrong.code == "activity-counts"
    await plant.do("soaked", REPORT, job_order="WO-1-20", good="6", labor_s="360")
    assert await plant.held("wip:WO-1-20") == 0
    await plant.do("packed", REPORT, job_order="WO-1-30", good="6")
    more = await plant.refused("more", REPORT, job_order="WO-1-30", good="1")
    assert more.code == "activity-behind"
    beyond = await plant.refused("beyond", REPORT, job_order="WO-1-20", good="5")
    assert beyond.code == "started-exceeded"
    await plant.do("soaked rest", REPORT, job_order="WO-1-20", good="4")
    await plant.do("packed rest", REPORT, job_order="WO-1-30", good="4")
    for sequence in (10, 20, 30):
        await plant.do(f"end {sequence}", END, job_order=f"WO-1-{sequence}")
    await plant.do("close", "kernel.close_work_order", work_order="WO-1")
    assert await plant.proved()


@pytest.mark.worked_example
async def test_two_machines_make_sixty_and_forty_and_both_add_up(plant: Plant) -> None:
    """Branches that share one quantity: split 60 and 40, both move into the next operation."""
    await plant.order("WO-1", "100", operations=[step(10, "Turn"), step(20, "Grind")])
    await plant.do("split", "kernel.split_job_order", job_order="WO-1-10", quantity="40")
    await plant.do("sixty", REPORT, job_order="WO-1-10", good="60")
    await plant.do("forty", REPORT, job_order="WO-1-10.1", good="40")
    assert await plant.held("wip:WO-1-20") == 100
    assert await plant.rows("SELECT sum(ordered) FROM job_order WHERE sequence = 10") == [(100,)]


@pytest.mark.worked_example
async def test_a_split_operation_gets_from_before_what_each_part_still_needs(plant: Plant) -> None:
    await plant.order("WO-1", "100", operations=[step(10, "Turn"), step(20, "Grind")])
    await plant.do("thirty", REPORT, job_order="WO-1-10", good="30")
    await plant.do("split", "kernel.split_job_order", job_order="WO-1-20", quantity="40")
    assert await plant.held("wip:WO-1-20") == 18
    assert await plant.held("wip:WO-1-20.1") == 12
    await plant.do("fifty", REPORT, job_order="WO-1-10", good="50")
    assert await plant.held("wip:WO-1-20") == 60
    assert await plant.held("wip:WO-1-20.1") == 20
    await plant.do("twenty", REPORT, job_order="WO-1-10", good="20")
    assert await plant.held("wip:WO-1-20.1") == 40
    await plant.do("ground", REPORT, job_order="WO-1-20.1", good="40")
    assert await plant.held("finished:WO-1") == 40


@pytest.mark.worked_example
async def test_a_transfer_batch_lets_the_next_operation_start_at_a_hundred(plant: Plant) -> None:
    """isa95: 500 ordered, transfer batch 100: operation 20 may start at 100 good."""
    await plant.order(
        "WO-1", "500",
        operations=[{"sequence": 10, "name": "Turn", "transfer_batch": "100"},
         {"sequence": 20, "name": "Grind"}],
    )  # fmt: skip
    await plant.do("start 10", "kernel.start_job_order", job_order="WO-1-10")
    await plant.do("99", REPORT, job_order="WO-1-10", good="99")
    early = await plant.refused("early", "kernel.start_job_order", job_order="WO-1-20")
    assert early.code == "predecessor-open"
    await plant.do("one more", REPORT, job_order="WO-1-10", good="1")
    await plant.do("start 20", "kernel.start_job_order", job_order="WO-1-20")


@pytest.mark.worked_example
async def test_a_by_product_takes_its_fixed_value_and_the_rest_goes_sixty_to_forty(
    plant: Plant,
) -> None:
    """Transform holds 9 000: 100 at 2.00, then 5 280 and 3 520, settled to both at the close."""
    await plant.order(
        "WO-1", "100", material="BR-100",
        operations=[step(10, "Distil", planned_labor_s="3600", labor_rate="80", materials=[
            {"material": "OIL-B", "use": "co_product", "quantity_per": "1", "place": "FG1",
             "cost_share": "0.4"},
            {"material": "BR-100", "use": "produce", "quantity_per": "1", "cost_share": "0.6"},
            {"material": "SCREW", "use": "by_product", "quantity_per": "1", "place": "WH1",
             "planned_price": "2"}])],
        receipt_place="FG1", costing="actual",
    )  # fmt: skip
    labor_s = str(9000 * 3600 // 80)
    await plant.do("made", REPORT, job_order="WO-1-10", good="100", labor_s=labor_s)
    assert await plant.worth("WH1") == 200
    await plant.do("end", END, job_order="WO-1-10")
    await plant.do("close", "kernel.close_work_order", work_order="WO-1")
    rows = await plant.rows(
        "SELECT m.code, sum(b.value) FROM balance b JOIN place p ON p.id = b.place "
        "JOIN material m ON m.id = b.material WHERE p.code = 'FG1' GROUP BY m.code ORDER BY 1"
    )
    assert rows == [("BR-100", 5280), ("OIL-B", 3520)]
    assert await plant.worth("transform:WO-1-10") == 0
    assert await plant.proved()


@pytest.mark.worked_example
async def test_hours_dearer_than_planned_are_a_rate_variance_or_cost_of_the_order(
    plant: Plant,
) -> None:
    """28 h at 85 where 80 were planned: 140.00, to the variance at standard, else into the lot."""
    for code, costing in (("WO-S", "standard"), ("WO-A", "actual")):
        await plant.order(
            code, "100", material="BR-100",
            operations=[step(10, "Make", planned_labor_s="1008", labor_rate="80")],
            receipt_place="FG1", costing=costing,
        )  # fmt: skip
        await plant.do(f"{code} made", REPORT, job_order=f"{code}-10", good="100",
                       labor_s=str(28 * 3600))  # fmt: skip
        await plant.do(f"{code} end", END, job_order=f"{code}-10")
        wrong = await plant.refused(f"{code} wrong", "kernel.close_work_order", work_order=code,
                                    actual_labor_rate="-1")  # fmt: skip
        assert wrong.code == "negative-count"
        await plant.do(f"{code} close", "kernel.close_work_order", work_order=code,
                       actual_labor_rate="85")  # fmt: skip
    assert await plant.worth("variance:labor_rate") == 140
    assert await plant.worth("absorption:labor") == -2 * 2380
    lots = "SELECT l.code, b.value FROM balance b JOIN lot l ON l.id = b.lot WHERE b.value > 0"
    assert await plant.rows(lots + " AND b.is_physical ORDER BY l.code") == [
        ("WO-A", 2380), ("WO-S", 2240),
    ]  # fmt: skip
    assert await plant.proved()


@pytest.mark.worked_example
async def test_a_disassembly_order_takes_cabinets_apart_into_what_they_were_made_of(
    plant: Plant,
) -> None:
    """10 cabinets of 760.00: frames bear 60 %, doors 40 %, nothing else comes out."""
    await plant.do(
        "buy", "inventory.receive_material", site="F1", supplier="S1", reference="DN-1",
        lines=[{"material": "CABINET", "place": "WH1", "quantity": "10", "amount": "760",
                "lot": "C-1", "supplier_lot": "X"}],
    )  # fmt: skip
    parts = [
        {"material": "CABINET", "quantity_per": "1", "place": "WH1", "planned_price": "76"},
        {"material": "FRAME", "use": "co_product", "quantity_per": "1", "place": "FG1",
         "cost_share": "0.6"},
        {"material": "DOOR", "use": "co_product", "quantity_per": "2", "place": "FG1",
         "cost_share": "0.4"},
    ]  # fmt: skip
    await plant.order("WO-1", "10", step(10, "Take apart", materials=parts), material="CABINET",
                      kind="disassembly", costing="actual")  # fmt: skip
    await plant.do("apart", REPORT, job_order="WO-1-10", good="10", lot="C-1")
    assert await plant.held("WH1") == 0
    rows = await plant.rows(
        "SELECT m.code, sum(b.quantity), sum(b.value) FROM balance b "
        "JOIN place p ON p.id = b.place JOIN material m ON m.id = b.material "
        "WHERE p.code = 'FG1' GROUP BY m.code ORDER BY 1"
    )
    assert rows == [("DOOR", 20, 304), ("FRAME", 10, 456)]
    assert await plant.held("finished:WO-1") == 0
    await plant.do("end", END, job_order="WO-1-10")
    await plant.do("close", "kernel.close_work_order", work_order="WO-1")
    assert await plant.worth("transform:WO-1-10") == 0
    assert await plant.proved()


@pytest.mark.worked_example
async def test_of_a_thousand_1020_are_accepted_960_end_silently_and_940_need_a_reason(
    plant: Plant,
) -> None:
    """isa95 section 7, limits: ordered 1 000, over 2 %, under 5 %."""
    for code in ("WO-1", "WO-2", "WO-3"):
        await plant.order(
            code, "1000", operations=[step(10, "Make")], started_quantity="1100",
            over_limit="0.02", under_limit="0.05",
        )  # fmt: skip
    over = await plant.refused("over", REPORT, job_order="WO-1-10", good="1021")
    assert over.code == "over-delivery"
    await plant.do("1020", REPORT, job_order="WO-1-10", good="1020")
    await plant.do("960", REPORT, job_order="WO-2-10", good="960")
    await plant.do("silent", END, job_order="WO-2-10")
    await plant.do("940", REPORT, job_order="WO-3-10", good="940")
    short = await plant.refused("short", END, job_order="WO-3-10")
    assert short.code == "short-close"
    await plant.do("said", END, job_order="WO-3-10", reason="material was short")
