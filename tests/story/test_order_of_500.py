"""The order of 500 pieces with everything in line: what each operation loses, what it all costs.

ISA-95 chapter, section 7, and ledger chapter, section 2: three operations, transfer batch 100, a
rework loop, samples destroyed in a test; casting 4.00, planned cost 6.00, 9.00 and 10.00.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from taktline.store import Store
from tests.story.plant import Plant, cause, step, told

pytestmark = [pytest.mark.anyio, pytest.mark.worked_example]
D = Decimal
REPORT = "kernel.report_operation"
SCRAPPED = {"outcome": "scrap"}


@pytest.fixture(scope="module")
async def plant(store: Store, module_tenant: str) -> Plant:
    plant = Plant(store, module_tenant)
    await plant.set_up(("L1", "line_side"), ("FG1", "store"))
    await plant.execute("UPDATE material SET lot_traced = 'none' WHERE code = 'BR-100'")
    casting = {"material": "SCREW", "place": "L1", "quantity": "500", "amount": "2000"}
    await plant.do("buy", "inventory.receive_material", site="F1", supplier="S1",
                   lines=[casting])  # fmt: skip
    await release(plant)
    await begin_20_at_100(plant)
    await work(plant)
    return plant


async def release(plant: Plant) -> None:
    labor = {"labor_rate": "60"}
    casting = {"material": "SCREW", "quantity_per": "1", "place": "L1", "planned_price": "4"}
    operations = [
        step(10, "Cast", planned_labor_s="120", transfer_batch="100", materials=[casting], **labor),
        {"sequence": 20, "name": "Bore", "planned_labor_s": "180", **labor},
        step(30, "Finish", planned_labor_s="60", **labor),
    ]
    await plant.do("draft", "kernel.create_work_order", code="WO-1", site="F1", material="BR-100",
                   ordered="500", operations=operations, costing="standard", under_limit="0.1",
                   receipt_place="FG1")  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1",
                   job_codes={"10": "10", "20": "20", "30": "30"})  # fmt: skip


async def begin_20_at_100(plant: Plant) -> None:
    """Operation 20 may start when 100 are good at operation 10, not at 99; tried, not booked."""
    early = await plant.refused("early", "kernel.start_job_order", job_order="20")
    assert early.code == "predecessor-open"
    await plant.do("99", REPORT, job_order="10", good="99")
    refused = await plant.refused("at 99", "kernel.start_job_order", job_order="20")
    assert refused.code == "predecessor-open"
    await plant.do("back 99", "kernel.reverse_command", command=cause("99"), reason="-")


async def work(plant: Plant) -> None:
    porosity = {**SCRAPPED, "quantity": "20", "defect_code": "porosity"}
    await plant.do("ten", REPORT, job_order="10", good="480", defects=[porosity],
                   labor_s="60000")  # fmt: skip
    await plant.do("start 20", "kernel.start_job_order", job_order="20")
    for batch in (1, 2, 3):
        await plant.do(f"batch {batch}", REPORT, job_order="20", good="100")
    bore = [
        {**SCRAPPED, "quantity": "10", "defect_code": "bore"},
        {"quantity": "15", "defect_code": "bore", "outcome": "rework", "rework_job": "RW-1"},
    ]
    await plant.do("batch 4", REPORT, job_order="20", good="150", sample="5", defects=bore,
                   inspection="QI-1", labor_s="86400")  # fmt: skip
    await plant.do("tested", "quality.decide_inspection", inspection="QI-1", decision="accept",
                   parts=[{"lot": "-", "destroyed": "5"}])  # fmt: skip
    await plant.do("start loop", "kernel.start_job_order", job_order="RW-1")
    lost = [{**SCRAPPED, "quantity": "3", "defect_code": "bore"}]
    await plant.do("loop", REPORT, job_order="RW-1", good="12", defects=lost,
                   labor_s="1440")  # fmt: skip
    surface = [{**SCRAPPED, "quantity": "2", "defect_code": "surface"}]
    await plant.do("thirty", REPORT, job_order="30", good="460", defects=surface,
                   labor_s="27720")  # fmt: skip
    for job in ("10", "20", "RW-1", "30"):
        await plant.do(f"end {job}", "kernel.complete_job_order", job_order=job)


async def test_planned_cost_after_each_operation_is_6_then_9_then_10(plant: Plant) -> None:
    rows = await plant.rows("SELECT planned_cost FROM job_order WHERE NOT is_rework "
                            "AND work_type = 'production' ORDER BY sequence")  # fmt: skip
    assert rows == [(6,), (9,), (10,)]


async def test_every_line_of_the_example_is_the_move_it_names(plant: Plant) -> None:
    assert await plant.moves("ten") == [
        "L1 -> transform:10 | - | 500 | 2000.00",
        "absorption:labor -> transform:10 | - | - | 1000.00",
        "transform:10 -> wip:10 | - | 480 | -",
        "wip:10 -> wip:20 | - | 480 | -",
        "transform:10 -> scrap:porosity | - | 20 | 120.00",
    ]
    assert await plant.moves("batch 1", "batch 2", "batch 3", "batch 4") == [
        *["wip:20 -> wip:30 | - | 100 | -"] * 3,
        "absorption:labor -> transform:20 | - | - | 1440.00",
        "wip:20 -> wip:30 | - | 150 | -",
        "wip:20 -> wip:QI-1 | - | 5 | -",
        "wip:20 -> transform:20 | - | 10 | -",
        "transform:20 -> scrap:bore | - | 10 | 90.00",
        "wip:20 -> wip:RW-1 | - | 15 | -",
    ]
    assert await plant.moves("tested", "loop") == [
        "wip:QI-1 -> transform:QI-1 | - | 5 | -",
        "transform:QI-1 -> scrap:test | - | 5 | 45.00",
        "absorption:labor -> transform:RW-1 | - | - | 24.00",
        "wip:RW-1 -> wip:30 | - | 12 | -",
        "wip:RW-1 -> transform:RW-1 | - | 3 | -",
        "transform:RW-1 -> scrap:bore | - | 3 | 27.00",
    ]
    assert await plant.moves("thirty") == [
        "absorption:labor -> transform:30 | - | - | 462.00",
        "wip:30 -> transform:30 | - | 460 | -",
        "transform:30 -> FG1 | - | 460 | 4600.00",
        "wip:30 -> transform:30 | - | 2 | -",
        "transform:30 -> scrap:surface | - | 2 | 20.00",
    ]


async def test_what_enters_an_operation_is_good_scrap_rework_and_samples(plant: Plant) -> None:
    """500 = 480 + 20; 480 = 450 + 10 + 15 + 5; 15 = 12 + 3; 462 = 460 + 2."""
    page = await plant.ask("kernel.work_order_progress", work_order="WO-1")
    counts = {
        row[0]: row[1:]
        for row in told(page, "code", "good", "scrap", "rework", "sample", "in_process")
    }
    assert counts["10"] == (480, 20, 0, 0, 0)
    assert counts["20"] == (450, 10, 15, 5, 0)
    assert counts["RW-1"] == (12, 3, 0, 0, 0)
    assert counts["30"] == (460, 2, 0, 0, 0)
    assert 462 + (10 + 3) + 5 == 480  # Reached operation 30, scrap 13, sample 5.
    came = "SELECT sum(quantity) FROM move m JOIN place p ON p.id = m.target_place "
    assert await plant.rows(came + "WHERE p.code = 'wip:30'") == [(462,)]


async def test_first_pass_yield_of_operation_20_is_93_75_and_the_order_yields_92(
    plant: Plant,
) -> None:
    """450 of 480: neither the reworked pieces nor the samples that were destroyed passed."""
    now = datetime.now(UTC)
    window = {"since": now - timedelta(days=1), "until": now + timedelta(days=1)}
    page = await plant.ask("cockpit.yields", work_order="WO-1", **window)
    assert told(page, "sequence", "inspected", "bad", "first_pass")[1] == (20, 480, 25, 0.9375)
    rows = await plant.rows("""SELECT j.good / w.ordered FROM job_order j
        JOIN work_order w ON w.id = j.work_order WHERE j.code = '30'""")
    assert rows == [(D("0.92"),)]


async def test_the_close_leaves_24_of_unplanned_rework_and_everything_adds_up(
    plant: Plant,
) -> None:
    """In 4 926.00 = stock 4 600 + scrap 302 + variance 24; transforms before: 24.00 together."""
    values = {"10": 2880, "20": 1350, "QI-1": -45, "RW-1": -3, "30": -4158}
    assert {job: await plant.worth(f"transform:{job}") for job in values} == values
    assert sum(values.values()) == 24
    await plant.do("close", "kernel.close_work_order", work_order="WO-1")
    assert await plant.worth("variance:rework") == 24
    assert [await plant.worth(f"transform:{job}") for job in values] == [0] * 5
    scrap = [await plant.worth(f"scrap:{code}") for code in ("porosity", "bore", "test", "surface")]
    assert scrap == [120, 90 + 27, 45, 20]
    assert await plant.worth("FG1") == 4600
    assert sum(scrap) == 302
    assert 2000 - await plant.worth("absorption:labor") == 4926 == 4600 + 302 + 24
    left = "SELECT count(*) FROM balance b JOIN place p ON p.id = b.place "
    assert await plant.rows(left + "WHERE p.kind = 'wip' AND b.quantity <> 0") == [(0,)]
    assert await plant.proved()
