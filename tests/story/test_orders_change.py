"""Orders change while they run: done quantity stays, the rest goes another way, stations read."""

from decimal import Decimal

import msgspec
import pytest

from taktline.base.ids import derived_id
from taktline.platform.envelope import Answer
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE
from tests.story.plant import LEAD, Plant, at, step, told

pytestmark = pytest.mark.anyio
D = Decimal
REPORT, REVISE, ACK = (
    "kernel.report_operation", "kernel.revise_running_order", "kernel.acknowledge_change"
)  # fmt: skip
STAMP = (NOON, LEAD.id, NOON, LEAD.id)
MADE = "created_at, created_by, updated_at, updated_by"

ROUTE = [step(10, "Saw"), step(20, "Turn", work_center="TURN"), step(30, "Pack")]


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("L1", "line_side"), ("FG1", "store"))
    for code in ("TURN", "GRIND"):
        await plant.execute(
            f"INSERT INTO equipment (id, code, name, site, level, {MADE}) "
            "VALUES (%s, %s, 'center', %s, 'production_line', %s, %s, %s, %s)",
            derived_id("test", code), code, SITE, *STAMP,
        )  # fmt: skip
    return plant


async def jobs(plant: Plant, code: str = "WO-1") -> list[tuple[object, ...]]:
    return await plant.rows(
        "SELECT j.code, j.operation, j.ordered, j.good, j.status FROM job_order j "
        "JOIN work_order w ON w.id = j.work_order WHERE w.code = %s "
        "ORDER BY j.sequence, j.split_no, j.code",
        code,
    )


async def read(plant: Plant, *codes: str) -> None:
    """Let stations acknowledge what they were told."""
    for code in codes:
        await plant.do(f"read {code}", ACK, job_order=code)


@pytest.mark.worked_example
async def test_a_running_order_grows_and_shrinks_but_never_below_what_is_done(
    plant: Plant,
) -> None:
    await plant.order("WO-1", "100", *ROUTE)
    await plant.do("saw", REPORT, job_order="WO-1-10", good="60")
    said = {"work_order": "WO-1", "reason": "customer wants more"}
    below = await plant.refused("below", REVISE, **said, ordered="50")
    assert (below.code, below.values["done"]) == ("below-done", "60")
    same = await plant.refused("same", REVISE, **said, ordered="100")
    assert same.code == "nothing-revised"
    await plant.do("more", REVISE, **said, ordered="120", due_at=at("02-01 12:00"))
    assert [row[2] for row in await jobs(plant)] == [120, 120, 120]
    unread = await plant.refused("unread", REPORT, job_order="WO-1-10", good="1")
    assert unread.code == "change-unread"
    await read(plant, "WO-1-10", "WO-1-20", "WO-1-30")
    twice = await plant.refused("twice", ACK, job_order="WO-1-10")
    assert twice.code == "nothing-to-read"
    await plant.do("saw on", REPORT, job_order="WO-1-10", good="60")
    await plant.do("less", REVISE, work_order="WO-1", reason="and less", ordered="120",
                   started_quantity="125")  # fmt: skip
    found = await plant.ask("kernel.order_revisions", work_order="WO-1")
    assert told(found, "revision", "reason", "ordered") == [
        (1, "-", D(100)), (2, "customer wants more", D(120)), (3, "and less", D(120)),
    ]  # fmt: skip
    assert await plant.rows("SELECT snapshot_revision FROM work_order") == [(3,)]


@pytest.mark.worked_example
async def test_done_quantity_stays_on_the_old_revision_and_the_rest_is_turned_anew(
    plant: Plant,
) -> None:
    """Of 100, 40 are turned the old way; 60 that wait or come are turned by the new drawing."""
    await plant.order("WO-1", "100", *ROUTE)
    await plant.do("saw", REPORT, job_order="WO-1-10", good="70")
    await plant.do("turn", REPORT, job_order="WO-1-20", good="40")
    finer = step(20, "Turn finer", work_center="TURN", planned_labor_s="90")
    change = {"kind": "replace", "sequence": 20, "operation": finer}
    await plant.do("new drawing", REVISE, work_order="WO-1", reason="drawing B",
                   operations=[change])  # fmt: skip
    assert await jobs(plant) == [
        ("WO-1-10", "Saw", 100, 70, "running"), ("WO-1-20", "Turn", 40, 40, "running"),
        ("WO-1-20v2", "Turn finer", 60, 0, "dispatched"), ("WO-1-30", "Pack", 100, 0, "dispatched"),
    ]  # fmt: skip
    assert await plant.held("wip:WO-1-20v2") == 30
    assert await plant.held("wip:WO-1-20") == 0
    open_ = await plant.ask("kernel.change_notices")
    assert ("WO-1-20v2", "TURN", "drawing B") in told(open_, "job_order", "work_center", "text")
    await plant.do("old", "kernel.complete_job_order", job_order="WO-1-20")
    await read(plant, "WO-1-20v2")
    await plant.do("saw rest", REPORT, job_order="WO-1-10", good="30")
    assert await plant.held("wip:WO-1-20v2") == 60
    await plant.do("turn rest", REPORT, job_order="WO-1-20v2", good="60")
    assert await plant.held("wip:WO-1-30") == 100
    await plant.do("pack", REPORT, job_order="WO-1-30", good="100")
    for code in ("WO-1-10", "WO-1-20v2", "WO-1-30"):
        await plant.do(f"end {code}", "kernel.complete_job_order", job_order=code)
    await plant.do("close", "kernel.close_work_order", work_order="WO-1")
    assert await plant.proved()


@pytest.mark.worked_example
async def test_an_operation_is_added_skipped_and_sent_outside_with_the_effect_shown_first(
    plant: Plant,
) -> None:
    await plant.order("WO-1", "100", *ROUTE)
    await plant.do("saw", REPORT, job_order="WO-1-10", good="50")
    changes: list[dict[str, object]] = [
        {"kind": "add", "sequence": 15, "operation": step(15, "Grind", work_center="GRIND")},
        {"kind": "outside", "sequence": 20, "supplier": "S1"},
    ]
    said = {"work_order": "WO-1", "reason": "burrs", "operations": changes}
    dry = await plant.send("dry", REVISE, **said, dry_run=True)
    assert isinstance(dry, Answer)
    assert dry.facts is not None
    assert len(await jobs(plant)) == 3
    await plant.do("add", REVISE, **said)
    assert [(row[0], row[1]) for row in await jobs(plant)] == [
        ("WO-1-10", "Saw"), ("WO-1-15", "Grind"), ("WO-1-20", "Turn"), ("WO-1-30", "Pack"),
    ]  # fmt: skip
    (effect,) = await plant.rows("SELECT effect FROM order_revision WHERE revision = 2")
    shown = msgspec.convert(effect[0], dict[str, object])
    assert shown["pieces"] == [{"from": "WO-1-20", "to": "WO-1-15", "lot": "-", "quantity": "50"}]
    assert set(msgspec.convert(shown["stations"], list[str])) == {"GRIND", "TURN"}
    assert await plant.rows("SELECT supplier IS NOT NULL FROM job_order WHERE sequence = 20") == [
        (True,)
    ]
    await read(plant, "WO-1-15", "WO-1-20")
    await plant.do("grind", REPORT, job_order="WO-1-15", good="50")
    assert await plant.held("wip:WO-1-20") == 50
    skip = {"work_order": "WO-1", "reason": "no turning",
            "operations": [{"kind": "skip", "sequence": 20}]}  # fmt: skip
    await plant.do("skip", REVISE, **skip)
    assert await plant.held("wip:WO-1-30") == 50
    assert ("WO-1-20", "Turn", 100, 0, "cancelled") in await jobs(plant)
    await plant.do("saw rest", REPORT, job_order="WO-1-10", good="50")
    await plant.do("grind rest", REPORT, job_order="WO-1-15", good="50")
    assert await plant.held("wip:WO-1-30") == 100
    last = await plant.refused("last", REVISE, work_order="WO-1", reason="x",
                               operations=[{"kind": "skip", "sequence": 30}])  # fmt: skip
    assert last.code == "bad-change"
    assert await plant.proved()


async def test_operations_change_places_while_nobody_has_begun_them(plant: Plant) -> None:
    await plant.order("WO-1", "10",
        step(10, "Saw"), step(20, "Turn"), step(30, "Grind"), step(40, "Pack"))  # fmt: skip
    await plant.do("saw", REPORT, job_order="WO-1-10", good="10")
    await plant.do("move", REVISE, work_order="WO-1", reason="grind first",
                   operations=[{"kind": "move", "sequence": 30, "to": 15}])  # fmt: skip
    assert await plant.held("wip:WO-1-30") == 10
    await plant.do("grind", ACK, job_order="WO-1-30")
    await plant.do("ground", REPORT, job_order="WO-1-30", good="10")
    assert await plant.held("wip:WO-1-20") == 10
    back = await plant.refused("back", REVISE, work_order="WO-1", reason="no",
                               operations=[{"kind": "move", "sequence": 15, "to": 35}])  # fmt: skip
    assert back.code == "bad-change"
    assert await plant.proved()


async def test_a_finished_operation_is_not_changed_and_a_draft_is_edited_instead(
    plant: Plant,
) -> None:
    await plant.order("WO-1", "10", *ROUTE)
    await plant.do("saw", REPORT, job_order="WO-1-10", good="10")
    await plant.do("sawn", "kernel.complete_job_order", job_order="WO-1-10")
    saw = {"kind": "replace", "sequence": 10, "operation": step(10, "Shear")}
    over = await plant.refused("over", REVISE, work_order="WO-1", reason="x", operations=[saw])
    assert over.code == "operation-over"
    more = await plant.refused("more", REVISE, work_order="WO-1", reason="x", ordered="12")
    assert more.code == "operation-over"
    silent = await plant.refused("silent", REVISE, work_order="WO-1", reason=" ", ordered="12")
    assert silent.code == "reason-missing"
    await plant.do("draft", "kernel.create_work_order", code="WO-2", site="F1", material="SCREW",
                   ordered="10", route="A→B")  # fmt: skip
    draft = await plant.refused("early", REVISE, work_order="WO-2", reason="x", ordered="12")
    assert draft.code == "order-not-running"


@pytest.mark.worked_example
async def test_a_released_drawing_names_what_becomes_of_every_open_order(plant: Plant) -> None:
    """Three orders: one finishes old, one switches from card 3 on, one stops for rework."""
    for revision, name in ((1, "Turn"), (2, "Turn finer")):
        if revision == 1:
            await plant.do("master", "kernel.create_work_master", code="R-1", material="SCREW",
                           operations=[
                               step(10, "Saw"), step(20, name, work_center="TURN")])  # fmt: skip
        else:
            await plant.do("revise", "kernel.revise_work_master", work_master="R-1")
            await plant.do("edit", "kernel.change_work_master", work_master="R-1",
                           expected_version=1, operations=[
                               step(10, "Saw"), step(20, name, work_center="TURN")])  # fmt: skip
        version = 1 if revision == 1 else 2
        await plant.do(f"out {revision}", "kernel.release_work_master", work_master="R-1",
                       expected_version=version)  # fmt: skip
        if revision == 1:
            for code in ("WO-A", "WO-B", "WO-C"):
                await plant.do(f"{code} draft", "kernel.create_work_order", code=code, site="F1",
                               material="SCREW", ordered="40", work_master="R-1")  # fmt: skip
                await plant.do(f"{code} out", "kernel.release_work_order", work_order=code)
    await plant.do("cards", "kernel.create_flow_cards", work_order="WO-B", quantity="10")
    for number in (1, 2, 3):
        await plant.do(f"saw {number}", REPORT, job_order="WO-B-10", good="10",
                       flow_card=f"WO-B-C0{number}")  # fmt: skip
    await plant.do("saw C", REPORT, job_order="WO-C-10", good="40")
    change: dict[str, object] = {
        "code": "EC-1", "kind": "drawing", "material": "SCREW", "document": "D-7 rev B",
        "text": "finer surface", "work_master": "R-1",
    }  # fmt: skip
    old, rework = ({"work_order": "WO-A", "effect": "finish_old"},
                   {"work_order": "WO-C", "effect": "rework"})  # fmt: skip
    switch = {"work_order": "WO-B", "effect": "switch", "from_card": 3, "from_sequence": 20}
    missing = await plant.refused("missing", "kernel.release_change", **change, orders=[old])
    assert (missing.code, missing.values["orders"]) == ("effect-missing", ["WO-B", "WO-C"])
    await plant.do("change", "kernel.release_change", **change, orders=[old, switch, rework])
    assert [row[1:3] for row in await jobs(plant, "WO-A")] == [("Saw", 40), ("Turn", 40)]
    assert [row[:3] for row in await jobs(plant, "WO-B")] == [
        ("WO-B-10", "Saw", 40), ("WO-B-20", "Turn", 20), ("WO-B-20v2", "Turn finer", 20),
    ]  # fmt: skip
    assert await plant.held("wip:WO-B-20") == 20
    assert await plant.held("wip:WO-B-20v2") == 10
    wrong = await plant.refused("wrong", REPORT, job_order="WO-B-20", good="10",
                                flow_card="WO-B-C03")  # fmt: skip
    assert wrong.code == "other-revision"
    await read(plant, "WO-B-20v2")
    await plant.do("old card", REPORT, job_order="WO-B-20", good="10", flow_card="WO-B-C01")
    await plant.do("new card", REPORT, job_order="WO-B-20v2", good="10", flow_card="WO-B-C03")
    await plant.do("saw 4", REPORT, job_order="WO-B-10", good="10", flow_card="WO-B-C04")
    assert await plant.held("wip:WO-B-20v2") == 10
    assert [row[4] for row in await jobs(plant, "WO-C")] == ["held", "released"]
    old_stock = await plant.ask("kernel.old_version_stock", engineering_change="EC-1")
    places = told(old_stock, "place", "effect", "quantity")
    assert ("wip:WO-C-20", "rework", D(40)) in places
    assert ("wip:WO-B-20", "switch", D(10)) in places
    assert await plant.proved()
