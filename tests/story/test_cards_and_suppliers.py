"""What people carry and what goes out of the house: flow cards, outside operations."""

from decimal import Decimal

import msgspec
import pytest

from taktline.store import Store
from tests.ledger_fixtures import SUPPLIER
from tests.story.plant import Plant, told

pytestmark = pytest.mark.anyio
D = Decimal


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("FG1", "store"))
    return plant


@pytest.mark.worked_example
async def test_an_order_of_610_goes_by_six_cards_of_100_and_one_of_10(plant: Plant) -> None:
    await plant.order("WO-1", "610", route="下料→车→检")
    await plant.do("cards", "kernel.create_flow_cards", work_order="WO-1", quantity="100")
    cards = "SELECT code, quantity FROM flow_card WHERE status = 'open' ORDER BY number"
    assert await plant.rows(cards) == [
        *((f"WO-1-C{number:02d}", 100) for number in range(1, 7)),
        ("WO-1-C07", 10),
    ]
    again = await plant.refused(
        "again", "kernel.create_flow_cards", work_order="WO-1", quantity="50"
    )
    assert again.code == "cards-made"


@pytest.mark.worked_example
async def test_a_report_by_card_proposes_what_is_on_it_and_stops_above(plant: Plant) -> None:
    await plant.order("WO-1", "610", route="下料→车→检")
    await plant.do("cards", "kernel.create_flow_cards", work_order="WO-1", quantity="100")
    lines = await plant.ask("kernel.flow_card", flow_card="WO-1-C01")
    assert told(lines, "number", "of", "operation", "waiting") == [
        (1, 7, "下料", D(100)), (1, 7, "车", D(0)), (1, 7, "检", D(0)),
    ]  # fmt: skip
    said = {"job_order": "WO-1-10", "flow_card": "WO-1-C01"}
    bad = [{"quantity": "2", "defect_code": "burr"}]
    await plant.do("cut", "kernel.report_operation", **said, good="98", defects=bad)
    above = await plant.refused("above", "kernel.report_operation", **said, good="1")
    assert (above.code, above.at) == ("above-card", "/good")
    confirm = {"confirm": ["above-card"]}
    await plant.do("more", "kernel.report_operation", **said, good="1", **confirm)
    lines = await plant.ask("kernel.flow_card", flow_card="WO-1-C01")
    assert told(lines, "good", "bad", "waiting") == [
        (D(99), D(2), D(0)), (D(0), D(0), D(99)), (D(0), D(0), D(0)),
    ]  # fmt: skip
    turned = {"job_order": "WO-1-20", "flow_card": "WO-1-C01"}
    over = await plant.refused("over", "kernel.report_operation", **turned, good="100")
    assert over.code == "above-card"
    await plant.do("turned", "kernel.report_operation", **turned, good="99")
    await plant.order("WO-2", "5", route="下料→检")
    foreign = await plant.refused(
        "foreign", "kernel.report_operation", job_order="WO-2-10", good="5", flow_card="WO-1-C02"
    )
    assert foreign.code == "foreign-card"


@pytest.mark.worked_example
async def test_the_old_code_of_a_lost_card_says_who_reprinted_it(plant: Plant) -> None:
    await plant.order("WO-1", "20", route="下料→检")
    await plant.do("cards", "kernel.create_flow_cards", work_order="WO-1", quantity="10")
    await plant.do("lost", "kernel.reprint_flow_card", flow_card="WO-1-C02")
    said = {"job_order": "WO-1-10", "good": "10"}
    void = await plant.refused("old", "kernel.report_operation", **said, flow_card="WO-1-C02")
    assert void.code == "void-card"
    assert "void, reprinted by lead as WO-1-C02-R1" in void.say("en")
    lines = await plant.ask("kernel.flow_card", flow_card="WO-1-C02")
    assert told(lines, "status", "voided_by", "replaced_by")[0] == ("void", "lead", "WO-1-C02-R1")
    await plant.do("new", "kernel.report_operation", **said, flow_card="WO-1-C02-R1")
    twice = await plant.refused("twice", "kernel.reprint_flow_card", flow_card="WO-1-C02")
    assert twice.code == "void-card"
    await plant.do("lost again", "kernel.reprint_flow_card", flow_card="WO-1-C02-R1")
    codes = await plant.rows("SELECT code FROM flow_card WHERE status = 'open' ORDER BY code")
    assert codes == [("WO-1-C01",), ("WO-1-C02-R2",)]


@pytest.mark.worked_example
async def test_an_outside_operation_costs_and_loses_as_the_ledger_chapter_says(
    plant: Plant,
) -> None:
    """100 pieces at planned 9.00; 97 come back at 4.00, 3 are spoiled: 13.00 each."""
    labor = {"planned_labor_s": "540", "labor_rate": "60", "start_by_report": True}
    await plant.order(
        "WO-1", "100", costing="actual", receipt_place="FG1", under_limit="0.05",
        operations=[
            {"sequence": 20, "name": "Turn", **labor},
            {"sequence": 25, "name": "Blacken", "supplier": "S1", "start_by_report": True},
            {"sequence": 30, "name": "Check", "start_by_report": True},
        ],
    )  # fmt: skip
    await plant.do(
        "turned", "kernel.report_operation", job_order="WO-1-20", good="100", labor_s="54000"
    )
    inside = {"job_order": "WO-1-25"}
    await plant.do("out", "kernel.send_out", **inside, quantity="100", document="DN-1")
    assert await plant.held("wip:WO-1-25") == 0
    assert await plant.held("site:S1") == 100
    lacking = await plant.refused("too many", "kernel.take_in", **inside, good="101")
    assert lacking.code == "shortage"
    await plant.do("back", "kernel.take_in", **inside, good="60", price="4")
    early = await plant.refused("early", "kernel.complete_job_order", **inside)
    assert early.code == "still-outside"
    await plant.do("rest", "kernel.take_in", **inside, good="37", spoiled="3", price="4")
    statement = await plant.ask("kernel.outside_statement", supplier="S1")
    assert told(statement, "sent", "returned", "spoiled", "outside", "charge", "loss") == [
        (D(100), D(97), D(3), D(0), D(388), D(27))
    ]
    await plant.do("good", "kernel.report_operation", **inside, good="97")
    assert await plant.held("wip:WO-1-30") == 97
    cost = await plant.ask("kernel.work_order_cost", work_order="WO-1")
    assert told(cost, "account", "amount") == [
        ("absorption:labor", D(900)), ("scrap", D(-27)), ("supplier", D(388)),
    ]  # fmt: skip
    assert D(900) - D(27) + D(388) == 97 * D(13)
    line = "SELECT quantity, outcome, caused_by_supplier FROM defect_line"
    assert await plant.rows(line) == [(3, "scrap", SUPPLIER)]
    for sequence in (20, 25):
        await plant.do(f"end {sequence}", "kernel.complete_job_order",
                       job_order=f"WO-1-{sequence}")  # fmt: skip
    page = await plant.ask("kernel.job_order", job_order="WO-1-25")
    assert told(page, "status", "good", "scrap") == [("completed", D(97), D(3))]
    moves = page.rows[0].moves  # type: ignore[attr-defined]  # rows of any query
    assert {(m.place, m.other, m.came, m.went) for m in moves} >= {
        ("wip", "supplier_site", D(97), D(100)),
        ("transform", "supplier_site", D(3), D(0)),
        ("wip", "wip", D(100), D(97)),
    }


async def test_the_page_of_a_job_order_shows_materials_people_and_reports(plant: Plant) -> None:
    await plant.order(
        "WO-1", "10",
        operations=[{
            "sequence": 10, "name": "Mount", "start_by_report": True,
            "materials": [{"material": "BR-100", "quantity_per": "2", "fixed": "1",
                           "issue_method": "floor_stock"}],
        }],
    )  # fmt: skip
    await plant.do("made", "kernel.report_operation", job_order="WO-1-10", good="4")
    page = await plant.ask("kernel.job_order", job_order="WO-1-10")
    (job,) = page.rows
    shown = msgspec.to_builtins(job)
    assert [line["planned"] for line in shown["materials"]] == ["21.000000"]
    assert [said["kind"] for said in shown["responses"]][-1] in ("start", "report")
    assert shown["work_order"] == "WO-1"
    assert (await plant.ask("kernel.job_order", job_order="WO-9")).rows == []
