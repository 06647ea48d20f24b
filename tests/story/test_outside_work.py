"""Outside processing: several operations in a row, several suppliers, loss, prices, statements."""

from decimal import Decimal

import pytest

from taktline.store import Store
from tests.ledger_fixtures import NOON, SUPPLIER
from tests.story.plant import LEAD, Plant, at, cause, step, told

pytestmark = pytest.mark.anyio
D = Decimal
REPORT, OUT, IN = "kernel.report_operation", "kernel.send_out", "kernel.take_in"


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("FG1", "store"), ("site:S1", "supplier_site"))
    await plant.execute(
        "INSERT INTO partner (id, code, name, is_supplier, is_customer, created_at, created_by, "
        "updated_at, updated_by) VALUES (gen_random_uuid(), 'S2', 'partner', true, false, "
        "%s, %s, %s, %s)", NOON, LEAD.id, NOON, LEAD.id,
    )  # fmt: skip
    return plant


LABOR = {"planned_labor_s": "540", "labor_rate": "60"}


@pytest.mark.worked_example
async def test_two_operations_in_a_row_go_out_once_and_come_back_behind_the_second(
    plant: Plant,
) -> None:
    await plant.order(
        "WO-1", "100", step(10, "Turn"), step(20, "Blacken", supplier="S1"),
        step(30, "Grind", supplier="S1"), step(40, "Check"),
    )  # fmt: skip
    await plant.do("turned", REPORT, job_order="WO-1-10", good="100")
    wrong = await plant.refused("wrong", OUT, job_order="WO-1-20", quantity="100",
                                through="WO-1-10")  # fmt: skip
    assert wrong.code == "not-in-row"
    await plant.do("out", OUT, job_order="WO-1-20", quantity="100", through="WO-1-30",
                   price="2.5")  # fmt: skip
    await plant.do("back", IN, job_order="WO-1-20", good="58", spoiled="2")
    assert await plant.rows("SELECT code, good, scrap FROM job_order ORDER BY sequence") == [
        ("WO-1-10", 100, 0), ("WO-1-20", 58, 2), ("WO-1-30", 0, 0), ("WO-1-40", 0, 0),
    ]  # fmt: skip
    assert await plant.held("wip:WO-1-30") == 58
    await plant.do("ground", REPORT, job_order="WO-1-30", good="58")
    early = await plant.refused("early", "kernel.complete_job_order", job_order="WO-1-20")
    assert early.code == "still-outside"
    await plant.do("rest", IN, job_order="WO-1-20", good="40")
    more = await plant.refused("more", IN, job_order="WO-1-20", good="1")
    assert more.code == "shortage"
    found = await plant.ask("kernel.outside_statement", supplier="S1")
    assert told(found, "sent", "returned", "spoiled", "outside", "charge") == [
        (D(100), D(98), D(2), D(0), D(245))
    ]
    assert await plant.proved()


@pytest.mark.worked_example
async def test_two_suppliers_share_an_order_and_one_hands_on_to_the_other(plant: Plant) -> None:
    await plant.order("WO-1", "100", step(10, "Turn"), step(20, "Blacken"), step(30, "Check"))
    await plant.do("turned", REPORT, job_order="WO-1-10", good="100")
    nobody = await plant.refused("nobody", OUT, job_order="WO-1-20", quantity="1")
    assert nobody.code == "not-outside"
    await plant.do("to S1", OUT, job_order="WO-1-20", quantity="60", supplier="S1")
    await plant.do("to S2", OUT, job_order="WO-1-20", quantity="30", supplier="S2")
    much = await plant.refused("much", IN, job_order="WO-1-20", supplier="S2", good="31")
    assert much.code == "shortage"
    await plant.do("on", IN, job_order="WO-1-20", supplier="S1", good="20", price="1",
                   forward_to="S2")  # fmt: skip
    await plant.do("back 2", IN, job_order="WO-1-20", supplier="S2", good="45", defective="5")
    first = await plant.ask("kernel.outside_statement", supplier="S1")
    assert told(first, "sent", "returned", "outside", "charge") == [(D(60), D(20), D(40), D(20))]
    second = await plant.ask("kernel.outside_statement", supplier="S2")
    assert told(second, "sent", "returned", "defective", "outside") == [(D(50), D(45), D(5), D(0))]
    assert await plant.held("wip:WO-1-20") == 55
    assert await plant.held("defective:WO-1-20") == 5
    late = await plant.refused("late", "kernel.reverse_command", command=cause("to S1"), reason="x")
    assert late.code == "shortage"
    await plant.do("mistake", OUT, job_order="WO-1-20", quantity="10", supplier="S1")
    await plant.do("undo", "kernel.reverse_command", command=cause("mistake"), reason="x")
    again = await plant.ask("kernel.outside_statement", supplier="S1")
    assert told(again, "sent", "returned", "outside") == [(D(60), D(20), D(40))]
    still = await plant.ask("kernel.outside_overdue", supplier="S1")
    assert told(still, "quantity", "outside") == [(D(60), D(40))]
    assert await plant.proved()


@pytest.mark.worked_example
async def test_loss_beyond_the_allowed_is_charged_to_the_supplier(plant: Plant) -> None:
    """2 % of 100 may be lost: of 5, two are ours at 9.00 and three are deducted: 27.00."""
    await plant.order("WO-1", "100", step(10, "Turn", **LABOR), step(20, "Blacken", supplier="S1"),
                      step(30, "Check"), costing="actual", under_limit="0.1")  # fmt: skip
    await plant.do("turned", REPORT, job_order="WO-1-10", good="100", labor_s="54000")
    await plant.do("out", OUT, job_order="WO-1-20", quantity="100", allowed_loss="0.02",
                   price="4")  # fmt: skip
    await plant.do("first", IN, job_order="WO-1-20", good="50", spoiled="1")
    await plant.do("rest", IN, job_order="WO-1-20", good="45", spoiled="4")
    found = await plant.ask("kernel.outside_statement", supplier="S1")
    assert told(found, "sent", "returned", "spoiled", "charge", "claim", "loss", "amount") == [
        (D(100), D(95), D(5), D(380), D(27), D(18), D(353))
    ]
    scrapped = "SELECT sum(quantity), sum(value) FROM move WHERE target_kind = 'scrap'"
    assert await plant.rows(scrapped) == [(2, 18)]
    assert await plant.proved()


@pytest.mark.worked_example
async def test_the_statement_of_a_month_begins_with_what_was_out_before(plant: Plant) -> None:
    await plant.order("WO-1", "100", step(10, "Turn"), step(20, "Blacken", supplier="S1"))
    await plant.do("turned", REPORT, job_order="WO-1-10", good="100", occurred_at=at("01-05 08:00"))
    said = {"job_order": "WO-1-20"}
    await plant.do("jan", OUT, **said, quantity="60", occurred_at=at("01-20 08:00"),
                   due_at=at("01-25 08:00"), document="DN-1")  # fmt: skip
    await plant.do("jan back", IN, **said, good="10", price="3", occurred_at=at("01-31 23:30"))
    await plant.do("feb", OUT, **said, quantity="40", occurred_at=at("02-01 00:30"),
                   due_at=at("02-20 08:00"), document="DN-2")  # fmt: skip
    await plant.do("feb back", IN, **said, good="70", price="3", occurred_at=at("02-10 08:00"))
    months = [
        await plant.ask("kernel.outside_statement", supplier="S1", month=f"2026-0{month}")
        for month in (1, 2, 3)
    ]
    columns = ("opening", "sent", "returned", "outside", "charge")
    assert [told(page, *columns) for page in months] == [
        [(D(0), D(60), D(10), D(50), D(30))], [(D(50), D(40), D(70), D(20), D(210))],
        [(D(20), D(0), D(0), D(20), D(0))],
    ]  # fmt: skip
    late = await plant.ask("kernel.outside_overdue", at=at("03-01 08:00"))
    assert told(late, "supplier", "document", "quantity", "outside") == [
        ("S1", "DN-2", D(40), D(20))
    ]
    early = await plant.ask("kernel.outside_overdue", at=at("02-15 08:00"))
    assert early.rows == []


@pytest.mark.worked_example
async def test_pieces_go_by_weight_or_by_card_and_are_paid_by_kg_or_lot(plant: Plant) -> None:
    await plant.order("WO-1", "100", step(10, "Turn"), step(20, "Blacken", supplier="S1"))
    await plant.do("cards", "kernel.create_flow_cards", work_order="WO-1", quantity="50")
    await plant.do("turned", REPORT, job_order="WO-1-10", good="50", flow_card="WO-1-C01")
    await plant.do("turned 2", REPORT, job_order="WO-1-10", good="50", flow_card="WO-1-C02")
    said = {"job_order": "WO-1-20"}
    nothing = await plant.refused("nothing", OUT, **said)
    assert nothing.code == "how-many"
    await plant.do("card", OUT, **said, flow_card="WO-1-C01", price="80", price_per="lot")
    await plant.do("card back", IN, **said, good="50")
    await plant.do("weighed", OUT, **said, weight_kg="12.52", piece_weight_kg="0.25", price="2",
                   price_per="kg")  # fmt: skip
    assert await plant.held("site:S1") == 50
    unweighed = await plant.refused("unweighed", IN, **said, good="50")
    assert unweighed.code == "weight-needed"
    await plant.do("kg back", IN, **said, good="50", weight_kg="12.4")
    found = await plant.ask("kernel.outside_statement", supplier="S1")
    assert told(found, "sent", "returned", "charge") == [(D(100), D(100), D("104.8"))]


@pytest.mark.worked_example
async def test_what_comes_back_is_inspected_piece_by_piece_where_that_is_agreed(
    plant: Plant,
) -> None:
    await plant.order("WO-1", "50", step(10, "Turn"), step(20, "Blacken", supplier="S1"),
                      step(30, "Check"))  # fmt: skip
    await plant.do("turned", REPORT, job_order="WO-1-10", good="50")
    await plant.do("out", OUT, job_order="WO-1-20", quantity="50", is_inspected=True)
    await plant.do("back", IN, job_order="WO-1-20", good="50")
    assert await plant.held("wip:WO-1-20-Q1") == 50
    parts = [{"lot": "-", "accepted": "47", "rejected": "3"}]
    await plant.do("judged", "quality.decide_inspection", inspection="WO-1-20-Q1",
                   decision="conditional", reason="3 stained", parts=parts)  # fmt: skip
    assert await plant.held("wip:WO-1-30") == 47
    assert await plant.held("defective:WO-1-20") == 3
    totals = "SELECT good, defective, sample, status FROM job_order WHERE code = 'WO-1-20'"
    assert await plant.rows(totals) == [(47, 3, 0, "running")]
    line = "SELECT quantity, caused_by_supplier FROM defect_line"
    assert await plant.rows(line) == [(3, SUPPLIER)]
    assert await plant.proved()


@pytest.mark.worked_example
async def test_a_supplier_makes_the_whole_item_from_our_material(plant: Plant) -> None:
    """200 kg at 1 000.00 lie at his site; 40 pieces of 4 kg come back at 3.00: 920.00."""
    await plant.do(
        "buy", "inventory.receive_material", site="F1", supplier="S1", reference="DN-1",
        lines=[{"material": "PLATE", "place": "WH1", "quantity": "200", "amount": "1000",
                "lot": "P1", "supplier_lot": "X-1"}],
    )  # fmt: skip
    await plant.do("give", "inventory.move_material", site="F1", lines=[
        {"material": "PLATE", "lot": "P1", "quantity": "200", "source": "WH1",
         "target": "site:S1"}])  # fmt: skip
    await plant.order(
        "WO-1", "50", step(10, "Turned outside", supplier="S1", materials=[
            {"material": "PLATE", "quantity_per": "4", "place": "site:S1"}]),
        material="BR-100", receipt_place="FG1", costing="actual", kind="outside",
        under_limit="0.5",
    )  # fmt: skip
    await plant.do("back", IN, job_order="WO-1-10", good="40", price="3", lot="B-1")
    assert await plant.held("site:S1") == 40
    assert await plant.held("FG1") == 40
    await plant.do("end", "kernel.complete_job_order", job_order="WO-1-10")
    await plant.do("close", "kernel.close_work_order", work_order="WO-1")
    worth = "SELECT sum(value) FROM balance b JOIN place p ON p.id = b.place WHERE p.code = 'FG1'"
    assert await plant.rows(worth) == [(920,)]
    edges = "SELECT count(*) FROM lot_edge"
    assert await plant.rows(edges) == [(1,)]
    assert await plant.proved()
