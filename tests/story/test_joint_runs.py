"""One machine run, many orders: furnace, plates cut from one sheet, a mold of several cavities."""

from decimal import Decimal

import pytest

from taktline.base.ids import derived_id
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE, material, place
from tests.story.plant import LEAD, Plant, at, cause, code_of, step, told

pytestmark = pytest.mark.anyio
D = Decimal
STAMP = (NOON, LEAD.id, NOON, LEAD.id)
MADE = "created_at, created_by, updated_at, updated_by"


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("L1", "line_side"), ("WH1", "store"), ("FG1", "store"))
    for code in ("FURNACE", "LASER", "PRESS"):
        await plant.execute(
            f"INSERT INTO equipment (id, code, name, site, level, {MADE}) "
            "VALUES (%s, %s, 'machine', %s, 'work_cell', %s, %s, %s, %s)",
            derived_id("test", code), code, SITE, *STAMP,
        )  # fmt: skip
    await plant.execute(
        f"INSERT INTO physical_asset (id, code, name, kind, site, cavities, {MADE}) "
        "VALUES (%s, 'M-8', 'mold', 'mold', %s, 8, %s, %s, %s, %s)",
        derived_id("test", "M-8"), SITE, *STAMP,
    )  # fmt: skip
    return plant


@pytest.mark.worked_example
async def test_a_furnace_anneals_three_orders_at_once_and_each_bears_its_weight(
    plant: Plant,
) -> None:
    """100 pieces of 2 kg, 50 of 4 kg and 10 of 10 kg share 3 h of furnace 200 : 200 : 100."""
    operations = [step(machine_rate="60")]
    for code, ordered in (("WO-1", "100"), ("WO-2", "50"), ("WO-3", "10")):
        await plant.order(code, ordered, operations=operations)
    run = {"run": "FR-1"}
    await plant.do("open", "kernel.open_run", code="FR-1", work_unit="FURNACE", rule="weight",
                   occurred_at=at("01-05 06:00"))  # fmt: skip
    lacking = await plant.refused("no weight", "kernel.load_run", **run, job_order="WO-1-10")
    assert (lacking.code, lacking.at) == ("measure-missing", "/measure")
    for code, kilos in (("WO-1", "2"), ("WO-2", "4"), ("WO-3", "10")):
        await plant.do(f"{code} in", "kernel.load_run", **run, job_order=f"{code}-10",
                       measure=kilos, occurred_at=at("01-05 06:30"))  # fmt: skip
    twice = await plant.refused("twice", "kernel.load_run", **run, job_order="WO-1-10", measure="2")
    assert twice.code == "loaded-elsewhere"
    early = await plant.refused("early", "kernel.report_run", **run)
    assert early.code == "wrong-run-state"
    await plant.do("start", "kernel.start_run", **run, occurred_at=at("01-05 07:00"))
    assert await plant.rows("SELECT DISTINCT status FROM job_order") == [("running",)]
    await plant.do("stop", "kernel.stop_run", **run, occurred_at=at("01-05 10:00"))
    cracked = [{"quantity": "1", "defect_code": "crack"}]
    lines = [{"job_order": "WO-3-10", "defects": cracked}]
    await plant.do("report", "kernel.report_run", **run, lines=lines, labor_s="1000",
                   occurred_at=at("01-05 10:15"))  # fmt: skip
    members = await plant.ask("kernel.run_members", run="FR-1")
    assert told(members, "job_order", "made", "share", "machine_s", "labor_s") == [
        ("WO-1-10", D(100), D(200), D(4320), D(400)),
        ("WO-2-10", D(50), D(200), D(4320), D(400)),
        ("WO-3-10", D(10), D(100), D(2160), D(200)),
    ]
    assert await plant.rows("SELECT code, good, defective FROM job_order ORDER BY code") == [
        ("WO-1-10", 100, 0), ("WO-2-10", 50, 0), ("WO-3-10", 9, 1),
    ]  # fmt: skip
    charged = "SELECT sum(value) FROM move WHERE source_kind = 'absorption'"
    assert await plant.rows(charged) == [(180,)]
    again = await plant.refused("again", "kernel.report_run", **run)
    assert again.code == "run-reported-before"
    with_it = await plant.ask("kernel.co_processed", job_order="WO-2-10")
    assert told(with_it, "run", "job_order", "quantity") == [
        ("FR-1", "WO-1-10", D(100)), ("FR-1", "WO-3-10", D(10)),
    ]  # fmt: skip
    assert await plant.proved()


async def test_a_wrong_report_of_a_run_is_taken_back_as_a_whole_and_made_anew(
    plant: Plant,
) -> None:
    for code in ("WO-1", "WO-2"):
        await plant.order(code, "10", route="下料→检")
    await plant.do("open", "kernel.open_run", code="FR-1", work_unit="FURNACE", rule="equal")
    for code in ("WO-1", "WO-2"):
        await plant.do(f"{code} in", "kernel.load_run", run="FR-1", job_order=f"{code}-10")
    await plant.do("start", "kernel.start_run", run="FR-1")
    await plant.do("report", "kernel.report_run", run="FR-1")
    alone = await plant.refused(
        "alone", "kernel.correct_report", report=cause("report"), good="8", reason="miscounted"
    )
    assert alone.code == "joint-report"
    await plant.do("back", "kernel.reverse_command", command=cause("report"), reason="miscounted")
    assert (await plant.ask("kernel.co_processed", job_order="WO-1-10")).rows == []
    lines = [{"job_order": "WO-1-10", "good": "8"}]
    await plant.do("anew", "kernel.report_run", run="FR-1", lines=lines)
    await plant.do("stop", "kernel.stop_run", run="FR-1")
    assert await plant.rows("SELECT good FROM job_order WHERE sequence = 10 ORDER BY code") == [
        (8,), (10,)
    ]  # fmt: skip
    foreign = [{"job_order": "WO-9-10", "good": "8"}]
    none = await plant.refused("none", "kernel.report_run", run="FR-1", lines=foreign)
    assert none.code == "run-reported-before"
    assert await plant.proved()


async def test_one_member_of_a_run_is_corrected_and_all_are_shared_anew(plant: Plant) -> None:
    """100 pieces of 2 kg and 50 of 4 kg share 3 h; 20 of the first were none: 160 : 200."""
    await plant.order("WO-1", "100", step(10, machine_rate="60"), step(20, "Check"))
    await plant.order("WO-2", "50", step(10, machine_rate="60"), step(20, "Check"))
    run = {"run": "FR-1"}
    await plant.do("open", "kernel.open_run", code="FR-1", work_unit="FURNACE", rule="weight")
    for code, kilos in (("WO-1", "2"), ("WO-2", "4")):
        await plant.do(f"{code} in", "kernel.load_run", **run, job_order=f"{code}-10",
                       measure=kilos, occurred_at=at("01-05 06:30"))  # fmt: skip
    await plant.do("start", "kernel.start_run", **run, occurred_at=at("01-05 07:00"))
    await plant.do("stop", "kernel.stop_run", **run, occurred_at=at("01-05 10:00"))
    fix = {**run, "lines": [{"job_order": "WO-1-10", "good": "80"}], "reason": "counted again"}
    early = await plant.refused("early", "kernel.correct_run", **fix)
    assert early.code == "run-not-reported"
    cracked = {"quantity": "1", "defect_code": "crack"}
    lines = [{"job_order": "WO-2-10", "good": "49", "defects": [cracked]}]
    await plant.do("report", "kernel.report_run", **run, lines=lines, labor_s="900",
                   occurred_at=at("01-05 10:15"))  # fmt: skip
    await plant.do("next", "kernel.report_operation", job_order="WO-1-20", good="70")
    why = await plant.refused("why", "kernel.correct_run", **{**fix, "reason": " "})
    assert (why.code, why.at) == ("reason-missing", "/reason")
    low = [{"job_order": "WO-1-10", "good": "60"}]
    gone = await plant.refused("gone", "kernel.correct_run", **{**fix, "lines": low})
    assert gone.code == "shortage", "70 of them were worked on already"
    await plant.do("fix", "kernel.correct_run", **fix)

    async def shared() -> list[tuple[object, ...]]:
        members = await plant.ask("kernel.run_members", run="FR-1")
        return told(members, "job_order", "made", "share", "machine_s", "labor_s")

    assert await shared() == [
        ("WO-1-10", D(80), D(160), D(4800), D(400)), ("WO-2-10", D(50), D(200), D(6000), D(500)),
    ]  # fmt: skip
    counted = "SELECT code, good, defective FROM job_order WHERE sequence = 10 ORDER BY code"
    assert await plant.rows(counted) == [("WO-1-10", 80, 0), ("WO-2-10", 49, 1)]
    charged = "SELECT sum(CASE WHEN source_kind = 'absorption' THEN value ELSE -value END) " \
        "FROM move WHERE 'absorption' IN (source_kind, target_kind)"  # fmt: skip
    assert await plant.rows(charged) == [(180,)], "three hours at 60, however they are shared"
    await plant.do("again", "kernel.correct_run", **{**fix, "lines": [], "labor_s": "720"})
    assert [row[4] for row in await shared()] == [D(320), D(400)], "what was corrected stays so"
    own = await plant.ask("kernel.co_processed", job_order="WO-1-10")
    assert told(own, "job_order", "quantity") == [("WO-2-10", D(50))]
    for what in ("next", "again"):
        await plant.do(f"{what} back", "kernel.reverse_command", command=cause(what), reason="none")
    none = await plant.refused("none", "kernel.correct_run", **fix)
    assert none.code == "run-not-reported"
    assert await plant.proved()


async def test_a_member_of_a_run_is_corrected_to_a_lot_that_is_there(plant: Plant) -> None:
    for code, lot in (("WO-1", "P-1"), ("WO-2", "P-2")):
        await plant.order(code, "10", step(10), step(20, "Check"), material="BR-100",
                          lot_policy="per_component_lot")  # fmt: skip
        await plant.do(f"{code} first", "kernel.report_operation", job_order=f"{code}-10",
                       good="1", lot=lot)  # fmt: skip
    await plant.do("open", "kernel.open_run", code="FR-1", work_unit="FURNACE", rule="equal")
    for code in ("WO-1", "WO-2"):
        await plant.do(f"{code} in", "kernel.load_run", run="FR-1", job_order=f"{code}-10")
    await plant.do("start", "kernel.start_run", run="FR-1")
    lines = [{"job_order": f"{code}-10", "good": "4", "lot": "P-1"} for code in ("WO-1", "WO-2")]
    await plant.do("report", "kernel.report_run", run="FR-1", lines=lines)
    for lot, verdict in (("P-9", "unknown-lot"), ("P-2", "accepted")):
        line = {"job_order": "WO-2-10", "good": "4", "lot": lot}
        said = {"run": "FR-1", "lines": [line], "reason": "the other crate"}
        assert code_of(await plant.send(lot, "kernel.correct_run", **said)) == verdict
    waiting = """SELECT p.code, l.code, b.quantity FROM balance b JOIN lot l ON l.id = b.lot
        JOIN place p ON p.id = b.place WHERE p.kind = 'wip' AND b.quantity <> 0 ORDER BY 1, 2"""
    assert await plant.rows(waiting) == [("wip:WO-1-20", "P-1", 5), ("wip:WO-2-20", "P-2", 5)]
    assert await plant.proved()


async def test_cards_of_one_order_share_a_bath_and_keep_their_own_counts(plant: Plant) -> None:
    await plant.order("WO-1", "30", route="下料→电镀→检")
    await plant.do("cards", "kernel.create_flow_cards", work_order="WO-1", quantity="10")
    for number in ("01", "02"):
        await plant.do(f"cut {number}", "kernel.report_operation", job_order="WO-1-10", good="10",
                       flow_card=f"WO-1-C{number}")  # fmt: skip
    await plant.do("open", "kernel.open_run", code="BATH-1", work_unit="FURNACE")
    for number in ("01", "02"):
        await plant.do(f"in {number}", "kernel.load_run", run="BATH-1", flow_card=f"WO-1-C{number}")
    dry = await plant.do("dry in", "kernel.load_run", run="BATH-1", flow_card="WO-1-C03")
    assert dry is not None
    await plant.do("dry out", "kernel.unload_run", run="BATH-1", flow_card="WO-1-C03")
    loaded = await plant.ask("kernel.run_members", run="BATH-1")
    assert told(loaded, "flow_card", "job_order", "quantity")[:2] == [
        ("WO-1-C01", "WO-1-20", D(10)), ("WO-1-C02", "WO-1-20", D(10)),
    ]  # fmt: skip
    await plant.do("start", "kernel.start_run", run="BATH-1")
    burnt = [{"quantity": "1", "defect_code": "burnt"}]
    await plant.do("report", "kernel.report_run", run="BATH-1",
                   lines=[{"flow_card": "WO-1-C02", "defects": burnt}])  # fmt: skip
    said = """SELECT f.code, r.good, r.defective FROM job_response r
        JOIN flow_card f ON f.id = r.flow_card JOIN job_order j ON j.id = r.job_order
        WHERE j.sequence = 20 AND r.kind = 'report' ORDER BY f.code"""
    assert await plant.rows(said) == [("WO-1-C01", 10, 0), ("WO-1-C02", 9, 1)]
    assert await plant.held("wip:WO-1-30") == 19
    assert await plant.proved()


@pytest.mark.worked_example
async def test_one_sheet_becomes_parts_of_two_orders_and_an_offcut_with_its_size(
    plant: Plant,
) -> None:
    """A sheet of 100 kg, 500.00: 60 x 1.0 and 10 x 2.0 of area, 20 kg go back as 600 x 400 mm."""
    await plant.do(
        "buy", "inventory.receive_material", site="F1", supplier="S1", reference="DN-1",
        lines=[{"material": "PLATE", "place": "L1", "quantity": "100", "amount": "500",
                "lot": "S-1", "supplier_lot": "X-1"}],
    )  # fmt: skip
    for code, ordered in (("WO-1", "60"), ("WO-2", "10")):
        await plant.order(
            code, ordered, material="BR-100", receipt_place="FG1", costing="actual",
            operations=[step(materials=[
                {"material": "PLATE", "quantity_per": "1.5", "place": "L1"}])],
        )  # fmt: skip
    await plant.do("open", "kernel.open_run", code="NEST-1", work_unit="LASER", rule="area")
    for code, area in (("WO-1", "1"), ("WO-2", "2")):
        await plant.do(f"{code} in", "kernel.load_run", run="NEST-1", job_order=f"{code}-10",
                       measure=area)  # fmt: skip
    await plant.do("start", "kernel.start_run", run="NEST-1")
    offcut = {"lot": "S-1-A", "quantity": "20", "place": "WH1", "length_mm": "600",
              "width_mm": "400"}  # fmt: skip
    sheet = {"material": "PLATE", "lot": "S-1", "quantity": "100", "place": "L1"}
    large = await plant.refused(
        "large", "kernel.report_run", run="NEST-1",
        materials=[{**sheet, "offcuts": [{**offcut, "quantity": "120"}]}],
    )  # fmt: skip
    assert large.code == "offcut-too-large"
    await plant.do("report", "kernel.report_run", run="NEST-1",
                   materials=[{**sheet, "offcuts": [offcut]}])  # fmt: skip
    used = """SELECT p.code, m.quantity, m.value FROM move m JOIN place p ON p.id = m.target_place
        WHERE m.source_kind = 'line_side' ORDER BY p.code"""
    assert (await plant.rows(used))[-2:] == [
        ("transform:WO-1-10", 60, 300), ("transform:WO-2-10", 20, 100),
    ]  # fmt: skip
    assert await plant.held("L1") == 0
    kept = await plant.ask("kernel.offcuts", material="PLATE", length_mm="390", width_mm="590")
    assert told(kept, "lot", "parent_lot", "place", "quantity", "length_mm") == [
        ("S-1-A", "S-1", "WH1", D(20), D(600))
    ]
    assert (await plant.ask("kernel.offcuts", length_mm="601", width_mm="1")).rows == []
    edges = """SELECT i.code, o.code FROM lot_edge e JOIN lot i ON i.id = e.input_lot
        JOIN lot o ON o.id = e.output_lot ORDER BY o.code"""
    assert await plant.rows(edges) == [("S-1", "S-1-A"), ("S-1", "WO-1"), ("S-1", "WO-2")]
    with_it = await plant.ask("kernel.co_processed", material="BR-100", lot="WO-1")
    assert told(with_it, "lot", "run") == [("WO-2", "NEST-1")]
    tree = await plant.ask("kernel.trace", material="PLATE", lot="S-1")
    assert sorted(told(tree, "lot", "co_processed")) == [
        ("S-1", []), ("S-1-A", []), ("WO-1", ["WO-2"]), ("WO-2", ["WO-1"]),
    ]  # fmt: skip
    for code in ("WO-1", "WO-2"):
        await plant.do(f"{code} end", "kernel.complete_job_order", job_order=f"{code}-10")
        await plant.do(f"{code} close", "kernel.close_work_order", work_order=code)
    worth = "SELECT l.code, b.value FROM balance b JOIN lot l ON l.id = b.lot WHERE b.place = %s"
    rows = await plant.rows(worth + " ORDER BY l.code", place("FG1"))
    assert rows == [("WO-1", 300), ("WO-2", 100)]
    assert await plant.proved()


async def test_a_sheet_that_gave_a_smaller_offcut_is_told_anew_and_shared_to_the_cent(
    plant: Plant,
) -> None:
    """100 kg, 500.00: not 20 but 10 kg went back, 10 x 400 instead of 600: the parts bear 450."""
    bought = {"material": "PLATE", "place": "L1", "quantity": "100", "amount": "500", "lot": "S-1"}
    await plant.do("buy", "inventory.receive_material", supplier="S1", lines=[bought])
    plate = {"material": "PLATE", "quantity_per": "1.5", "place": "L1"}
    for code, ordered in (("WO-1", "60"), ("WO-2", "10")):
        await plant.order(code, ordered, step(materials=[plate]), material="BR-100",
                          receipt_place="FG1")  # fmt: skip
    run = {"run": "NEST-1"}
    await plant.do("open", "kernel.open_run", code="NEST-1", work_unit="LASER", rule="area")
    for code, area in (("WO-1", "1"), ("WO-2", "3")):
        await plant.do(f"{code} in", "kernel.load_run", **run, job_order=f"{code}-10", measure=area)
    await plant.do("start", "kernel.start_run", **run)
    offcut = {"lot": "S-1-A", "quantity": "20", "place": "WH1", "length_mm": "600",
              "width_mm": "400"}  # fmt: skip
    sheet = {"material": "PLATE", "lot": "S-1", "quantity": "100", "place": "L1"}
    await plant.do("report", "kernel.report_run", **run,
                   materials=[{**sheet, "offcuts": [offcut]}])  # fmt: skip
    less = [{**sheet, "offcuts": [{**offcut, "quantity": "10", "length_mm": "300"}]}]
    await plant.do("fix", "kernel.correct_run", **run, reason="measured", materials=less)
    kept = await plant.ask("kernel.offcuts", material="PLATE")
    assert told(kept, "lot", "quantity", "length_mm") == [("S-1-A", D(10), D(300))]
    cost = """SELECT p.code, sum(b.value) FROM balance b JOIN place p ON p.id = b.place
        JOIN material m ON m.id = b.material AND m.code = 'PLATE'
        WHERE p.kind IN ('transform', 'store') GROUP BY p.code HAVING sum(b.value) <> 0
        ORDER BY p.code"""
    assert await plant.rows(cost) == [
        ("WH1", 50), ("transform:WO-1-10", 300), ("transform:WO-2-10", 150),
    ]  # fmt: skip
    assert await plant.proved()


@pytest.mark.worked_example
async def test_a_mold_with_a_blocked_cavity_makes_left_and_right_parts_and_regrind(
    plant: Plant,
) -> None:
    """8 cavities, 4 left and 4 right; number 8 is plugged: 100 strokes are 400 and 300 pieces."""
    for code in ("LEFT", "RIGHT"):
        await plant.order(code, "400", operations=[step()], under_limit="0.5")
    await plant.do("plug", "kernel.block_cavity", physical_asset="M-8", cavity=8, site="F1",
                   reason="flash", occurred_at=at("01-05 06:00"))  # fmt: skip
    again = await plant.refused("again", "kernel.block_cavity", physical_asset="M-8", cavity=8,
                                site="F1", reason="flash")  # fmt: skip
    assert again.code == "cavity-is-blocked"
    await plant.do("open", "kernel.open_run", code="MOLD-1", work_unit="PRESS", rule="cavity",
                   physical_asset="M-8", occurred_at=at("01-05 07:00"))  # fmt: skip
    await plant.do("left", "kernel.load_run", run="MOLD-1", job_order="LEFT-10",
                   cavities=[1, 2, 3, 4], occurred_at=at("01-05 07:00"))  # fmt: skip
    taken = await plant.refused("taken", "kernel.load_run", run="MOLD-1", job_order="RIGHT-10",
                                cavities=[4, 5])  # fmt: skip
    assert taken.code == "cavity-taken"
    await plant.do("right", "kernel.load_run", run="MOLD-1", job_order="RIGHT-10",
                   cavities=[5, 6, 7, 8], occurred_at=at("01-05 07:00"))  # fmt: skip
    await plant.do("start", "kernel.start_run", run="MOLD-1", occurred_at=at("01-05 07:00"))
    short = [{"quantity": "5", "defect_code": "short"}]
    wrong = await plant.refused(
        "wrong", "kernel.report_run", run="MOLD-1", strokes="100",
        lines=[{"job_order": "LEFT-10", "good": "399", "defects": short}],
    )  # fmt: skip
    assert wrong.code == "strokes-differ"
    regrind = {"material": "PLATE", "lot": "REGRIND-1", "quantity": "7", "place": "WH1",
               "price": "2"}  # fmt: skip
    await plant.do(
        "report", "kernel.report_run", run="MOLD-1", strokes="100", machine_s="3500",
        lines=[{"job_order": "LEFT-10", "defects": short}], by_products=[regrind],
        occurred_at=at("01-05 10:00"),
    )  # fmt: skip
    members = await plant.ask("kernel.run_members", run="MOLD-1")
    assert told(members, "job_order", "made", "share", "machine_s") == [
        ("LEFT-10", D(400), D(4), D(2000)), ("RIGHT-10", D(300), D(3), D(1500)),
    ]  # fmt: skip
    beside = """SELECT p.code, m.quantity, m.value FROM move m JOIN place p ON p.id = m.source_place
        WHERE m.material = %s ORDER BY p.code"""
    assert await plant.rows(beside, material("PLATE")) == [
        ("transform:LEFT-10", 4, 8), ("transform:RIGHT-10", 3, 6),
    ]  # fmt: skip
    await plant.do("mend", "kernel.free_cavity", physical_asset="M-8", cavity=8, site="F1")
    assert await plant.proved()
