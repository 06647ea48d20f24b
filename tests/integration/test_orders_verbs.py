"""Every command about work on a real server: what a shop of counts does, from route to close."""

import asyncio
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.apps.quality.verbs import PART as QUALITY
from taktline.base.ids import derived_id
from taktline.base.problem import Problem
from taktline.kernel.orders.tables import PART as ORDERS
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE
from tests.story.plant import LEAD, Plant, at, cause

pytestmark = pytest.mark.anyio
D = Decimal
LI, WANG, PRESS, LINE = (derived_id("test", name) for name in ("Li", "Wang", "PRESS-1", "LINE-1"))
STAMP = (NOON, LEAD.id, NOON, LEAD.id)
MADE = "created_at, created_by, updated_at, updated_by"


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("FG1", "store"))
    for id_, code in ((LI, "P-LI"), (WANG, "P-WANG")):
        await plant.execute(
            f"INSERT INTO person (id, code, name, site, {MADE}) "
            "VALUES (%s, %s, 'somebody', %s, %s, %s, %s, %s)",
            id_, code, SITE, *STAMP,
        )  # fmt: skip
    for id_, code, level, parent in (
        (LINE, "LINE-1", "production_line", None), (PRESS, "PRESS-1", "work_cell", LINE),
    ):  # fmt: skip
        await plant.execute(
            f"INSERT INTO equipment (id, code, name, site, level, parent, labor_rate_per_h, {MADE})"
            " VALUES (%s, %s, 'machine', %s, %s, %s, 60, %s, %s, %s, %s)",
            id_, code, SITE, level, parent, *STAMP,
        )  # fmt: skip
    return plant


async def typed_order(plant: Plant, code: str, ordered: str, route: str) -> None:
    """Draft and release an order with a typed route: no stock, no lots, no stations."""
    await plant.do(
        f"{code} draft",
        "kernel.create_work_order",
        code=code,
        site="F1",
        material="SCREW",
        ordered=ordered,
        route=route,
    )
    await plant.do(f"{code} released", "kernel.release_work_order", work_order=code)


async def report(plant: Plant, label: str, job: str, **said: object) -> None:
    await plant.do(label, "kernel.report_operation", job_order=job, **said)


async def ask(
    plant: Plant, name: str, by: Principal = LEAD, **params: object
) -> Page[msgspec.Struct]:
    query = next(query for query in (*ORDERS.queries, *QUALITY.queries) if query.name == name)
    async with plant.store.transaction(plant.tenant) as tx:
        found: Page[msgspec.Struct] = await query.run(tx, msgspec.convert(params, query.params), by)
        return found


def told(page: Page[msgspec.Struct], *fields: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(row, field) for field in fields) for row in page.rows]


async def test_a_typed_route_is_reported_out_of_order_and_closes_when_all_is_told(
    plant: Plant,
) -> None:
    await typed_order(plant, "WO-1", "10", "下料→数车→检")
    await report(plant, "turned", "WO-1-20", good="4")
    page = await ask(plant, "kernel.imbalances")
    assert told(page, "job_order", "quantity") == [("WO-1-10", D(4))]
    await report(plant, "cut", "WO-1-10", good="10")
    assert (await ask(plant, "kernel.imbalances")).rows == []
    assert await plant.held("wip:WO-1-20") == 6
    await report(plant, "turned rest", "WO-1-20", good="6")
    await report(plant, "checked", "WO-1-30", good="10")
    assert await plant.held("finished:WO-1") == 10
    progress = await ask(plant, "kernel.work_order_progress", work_order="WO-1")
    assert told(progress, "code", "good", "in_process", "unreported") == [
        ("WO-1-10", D(10), D(0), D(0)),
        ("WO-1-20", D(10), D(0), D(0)),
        ("WO-1-30", D(10), D(0), D(0)),
    ]
    early = await plant.refused("early", "kernel.close_work_order", work_order="WO-1")
    assert early.code == "illegal-step"
    for sequence in (10, 20, 30):
        await plant.do(f"end {sequence}", "kernel.complete_job_order", job_order=f"WO-1-{sequence}")
    await plant.do("close", "kernel.close_work_order", work_order="WO-1")
    assert await plant.rows("SELECT DISTINCT status FROM job_order") == [("closed",)]


async def test_an_open_imbalance_blocks_closing(plant: Plant) -> None:
    await typed_order(plant, "WO-1", "4", "下料→检")
    await report(plant, "checked", "WO-1-20", good="4")
    await plant.do("end 20", "kernel.complete_job_order", job_order="WO-1-20")
    short = await plant.refused("short", "kernel.complete_job_order", job_order="WO-1-10")
    assert short.code == "illegal-step"
    await report(plant, "half", "WO-1-10", good="3")
    await plant.do("end 10", "kernel.complete_job_order", job_order="WO-1-10", reason="miscounted")
    refusal = await plant.refused("close", "kernel.close_work_order", work_order="WO-1")
    assert refusal.code == "imbalance-open"
    await plant.do("again", "kernel.reopen_job_order", job_order="WO-1-10", reason="one more")
    await report(plant, "rest", "WO-1-10", good="1")
    await plant.do("end again", "kernel.complete_job_order", job_order="WO-1-10")
    await plant.do("closed", "kernel.close_work_order", work_order="WO-1")


async def test_persons_machines_holds_and_alerts_on_a_job(plant: Plant) -> None:
    await typed_order(plant, "WO-1", "10", "下料→检")
    job = {"job_order": "WO-1-10"}
    await plant.do(
        "to press", "kernel.dispatch_job_order", **job, work_center="LINE-1", work_unit="PRESS-1"
    )
    queue = await ask(plant, "kernel.dispatch_queue", work_unit="PRESS-1")
    assert told(queue, "code", "status", "work_center") == [("WO-1-10", "dispatched", "LINE-1")]
    await plant.do("start", "kernel.start_job_order", **job)
    for person in ("P-LI", "P-WANG"):
        await plant.do(f"in {person}", "kernel.sign_in", **job, resource=person)
    twice = await plant.refused("twice", "kernel.sign_in", **job, resource="P-LI")
    assert twice.code == "already-present"
    await plant.do("out", "kernel.sign_out", **job, resource="P-LI")
    await plant.do("pause", "kernel.pause_job_order", **job, reason="break")
    await plant.do("resume", "kernel.resume_job_order", **job)
    await plant.do("hold", "kernel.hold_job_order", **job, reason="noise", alert="machine")
    alerts = await ask(plant, "kernel.work_alerts")
    code = str(told(alerts, "code")[0][0])
    await plant.do("taken", "kernel.acknowledge_work_alert", work_alert=code)
    await plant.do("settled", "kernel.resolve_work_alert", work_alert=code)
    assert (await ask(plant, "kernel.work_alerts")).rows == []
    await plant.do("go on", "kernel.release_held_job_order", **job, reason="tightened")
    await report(
        plant, "shared", "WO-1-10", good="10", labor_s="3600",
        persons=[{"person": "P-LI", "coefficient": "2"}, {"person": "P-WANG"}],
        share_rule="coefficient",
    )  # fmt: skip
    shares = await plant.rows("SELECT quantity, labor_s FROM person_share ORDER BY quantity")
    assert shares == [(3, 1200), (7, 2400)]
    said = await ask(plant, "kernel.job_responses", job_order="WO-1-10")
    assert told(said, "kind")[0] == ("report",)


async def test_defects_wait_to_be_judged_and_go_where_the_verdict_says(plant: Plant) -> None:
    await typed_order(plant, "WO-1", "10", "下料→检")
    bad = [{"quantity": "4", "defect_code": "burr"}]
    await report(plant, "cut", "WO-1-10", good="6", defects=bad)
    assert await plant.held("defective:WO-1-10") == 4
    judged: dict[str, object] = {"job_order": "WO-1-10", "defect_code": "burr"}
    verb = "kernel.judge_defective"
    await plant.do("scrapped", verb, **judged, quantity="1", verdict="scrap")
    await plant.do("repaired", verb, **judged, quantity="1", verdict="repaired")
    await plant.do("reworked", verb, **judged, quantity="2", verdict="rework")
    assert await plant.held("defective:WO-1-10") == 0
    assert await plant.held("wip:WO-1-20") == 7
    assert await plant.held("scrap:burr") == 1
    assert await plant.held("wip:WO-1-10-R1") == 2
    await report(plant, "done again", "WO-1-10-R1", good="2")
    assert await plant.held("wip:WO-1-20") == 9
    wip = await ask(plant, "kernel.work_in_process")
    assert told(wip, "job_order", "quantity") == [("WO-1-20", D(9))]
    totals = "SELECT good, scrap, rework, defective, repaired FROM job_order WHERE code = 'WO-1-10'"
    assert await plant.rows(totals) == [(6, 1, 2, 0, 1)]
    await plant.do(
        "back", "kernel.reverse_command", command=cause("scrapped"), reason="wrong piece"
    )
    assert await plant.rows(totals) == [(6, 0, 2, 1, 1)]


async def test_a_job_order_is_split_and_joined_and_the_sum_stays(plant: Plant) -> None:
    await typed_order(plant, "WO-1", "10", "下料→检")
    verb = "kernel.split_job_order"
    for number in (1, 2):
        await plant.do(f"split {number}", verb, job_order="WO-1-10", quantity="3")
    ordered = "SELECT code, ordered FROM job_order WHERE sequence = 10 ORDER BY code"
    assert await plant.rows(ordered) == [("WO-1-10", 4), ("WO-1-10.1", 3), ("WO-1-10.2", 3)]
    await plant.do("merge", "kernel.merge_job_orders", job_order="WO-1-10.2", into="WO-1-10.1")
    await report(plant, "parent", "WO-1-10", good="4")
    await report(plant, "child", "WO-1-10.1", good="6")
    assert await plant.held("wip:WO-1-20") == 10
    await plant.do("split 3", verb, job_order="WO-1-20", quantity="4")
    assert await plant.held("wip:WO-1-20") == 6
    assert await plant.held("wip:WO-1-20.1") == 4
    refusal = await plant.refused("split 4", verb, job_order="WO-1-20", quantity="6")
    assert refusal.code == "not-divisible"


async def test_half_done_orders_begin_where_they_stand(plant: Plant) -> None:
    await typed_order(plant, "WO-1", "10", "下料→车→检")
    await plant.do(
        "opening",
        "kernel.open_work_order",
        work_order="WO-1",
        operations=[
            {"sequence": 10, "finished": "9", "scrapped": "1", "value": "90.00"},
            {"sequence": 20, "waiting": "5", "finished": "4"},
            {"sequence": 30, "waiting": "4"},
        ],
    )
    assert await plant.held("wip:WO-1-20") == 5
    cost = await ask(plant, "kernel.work_order_cost", work_order="WO-1")
    assert told(cost, "account", "amount") == [("opening", D(90))]
    await report(plant, "turned", "WO-1-20", good="5")
    await report(plant, "checked", "WO-1-30", good="9")
    assert await plant.held("finished:WO-1") == 9


async def test_reports_that_ask_for_it_are_confirmed_once(plant: Plant) -> None:
    await plant.do(
        "draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
        ordered="10", operations=[{"sequence": 10, "name": "Cut", "needs_confirmation": True,
        "start_by_report": True, "work_center": "LINE-1"}],
    )  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    await report(plant, "cut", "WO-1-10", good="10", labor_s="3600")
    cost = await ask(plant, "kernel.work_order_cost", work_order="WO-1")
    assert ("absorption:labor", D(60)) in told(cost, "account", "amount")
    await plant.do("yes", "kernel.confirm_reports", reports=[str(cause("cut"))])
    said = await ask(plant, "kernel.job_responses", job_order="WO-1-10")
    assert told(said, "kind", "confirmation")[0] == ("report", "confirmed")
    refusal = await plant.refused(
        "twice", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
        ordered="1", route="A->B",
    )  # fmt: skip
    assert refusal.code == "code-taken"


async def test_drafts_are_changed_and_orders_given_up(plant: Plant) -> None:
    await plant.do(
        "draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
        ordered="10", route="Cut->Check",
    )  # fmt: skip
    await plant.do(
        "more", "kernel.change_work_order", work_order="WO-1", expected_version=1, ordered="12"
    )
    stale = await plant.refused(
        "stale", "kernel.change_work_order", work_order="WO-1", expected_version=1, ordered="13"
    )
    assert stale.code == "stale-version"
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    await plant.do("revoke", "kernel.revoke_job_order", job_order="WO-1-10", reason="later")
    await plant.do("cancel", "kernel.cancel_work_order", work_order="WO-1", reason="not wanted")
    assert await plant.rows("SELECT DISTINCT status FROM job_order") == [("cancelled",)]
    await typed_order(plant, "WO-2", "5", "Cut->Check")
    await plant.do("abort 20", "kernel.abort_job_order", job_order="WO-2-20", reason="no machine")
    await plant.do("abort 10", "kernel.abort_job_order", job_order="WO-2-10", reason="no machine")
    assert await plant.rows("SELECT status FROM work_order WHERE code = 'WO-2'") == [("aborted",)]


async def test_work_masters_have_revisions_and_released_orders_keep_theirs(plant: Plant) -> None:
    await plant.do("m1", "kernel.create_work_master", code="R-1", route="Cut->Check")
    draft = await plant.refused(
        "o0", "kernel.create_work_order", code="WO-0", site="F1", material="SCREW",
        ordered="1", work_master="R-1",
    )  # fmt: skip
    assert draft.code == "not-released"
    await plant.do("m2", "kernel.release_work_master", work_master="R-1", expected_version=1)
    await plant.do(
        "o1", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
        ordered="1", work_master="R-1",
    )  # fmt: skip
    await plant.do("o2", "kernel.release_work_order", work_order="WO-1")
    before = await plant.rows("SELECT snapshot::text FROM job_order ORDER BY code")
    await plant.do("m3", "kernel.revise_work_master", work_master="R-1")
    await plant.do(
        "m4", "kernel.change_work_master", work_master="R-1", expected_version=1,
        route="Cut->Drill->Check",
    )  # fmt: skip
    await plant.do("m5", "kernel.release_work_master", work_master="R-1", expected_version=2)
    statuses = await plant.rows("SELECT revision, status FROM work_master ORDER BY revision")
    assert statuses == [(1, "obsolete"), (2, "released")]
    assert await plant.rows("SELECT snapshot::text FROM job_order ORDER BY code") == before


async def test_results_are_judged_by_inclusive_limits(plant: Plant) -> None:
    await plant.do(
        "plan", "quality.import_inspection_plan", code="IP-1", material="SCREW",
        characteristics=[{"code": "D1", "lsl": "9.9", "usl": "10.1", "unit": "mm"},
                         {"code": "LOOK", "kind": "attribute"}],
    )  # fmt: skip
    await plant.do(
        "draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
        ordered="10", operations=[{"sequence": 10, "name": "Cut", "first_article": "1"},
                                  {"sequence": 20, "name": "Check"}],
    )  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    await plant.do("start", "kernel.start_job_order", job_order="WO-1-10")
    await report(plant, "sample", "WO-1-10", sample="1")
    await plant.do(
        "measured", "quality.record_results", inspection="WO-1-10-Q1", plan="IP-1",
        results=[{"characteristic": "D1", "value": "10.1"},
                 {"characteristic": "D1", "piece": 2, "value": "10.1001"},
                 {"characteristic": "LOOK", "ok": True}],
    )  # fmt: skip
    assert await plant.rows("SELECT passed FROM test_result ORDER BY piece, value") == [
        (True,), (True,), (False,),
    ]  # fmt: skip
    measured = await ask(plant, "quality.inspection_results", inspection="WO-1-10-Q1")
    assert told(measured, "characteristic", "passed") == [
        ("D1", True), ("D1", False), ("LOOK", True),
    ]  # fmt: skip
    sampling = await ask(plant, "quality.sampling_plan", lot_size=1000, aql="1.0")
    assert told(sampling, "letter", "sample_size", "accept", "reject") == [("J", 80, 2, 3)]
    failed = {"inspection": "WO-1-10-Q1", "decision": "reject"}
    assert (await plant.refused("why", "quality.decide_inspection", **failed)).code == (
        "reason-missing"
    )
    await plant.do("failed", "quality.decide_inspection", **failed, reason="too wide")
    state = "SELECT status, first_article, sample, defective FROM job_order WHERE code = 'WO-1-10'"
    assert await plant.rows(state) == [("held", "failed", 0, 1)]
    await plant.do("undo", "kernel.reverse_command", command=cause("failed"), reason="mixed up")
    assert await plant.rows(state) == [("running", "required", 1, 0)]
    await plant.do(
        "passed", "quality.decide_inspection", inspection="WO-1-10-Q1", decision="accept"
    )
    assert await plant.rows(state) == [("running", "passed", 0, 0)]
    assert await plant.held("wip:WO-1-20") == 1


async def test_concurrent_reports_up_and_down_the_route_come_out_even(plant: Plant) -> None:
    await typed_order(plant, "WO-1", "60", "Cut->Drill->Check")
    doors = {sequence: Plant(plant.store, plant.tenant) for sequence in (30, 20, 10)}
    sent = [
        door.send(f"{at_} {n}", "kernel.report_operation", job_order=f"WO-1-{at_}", good="1")
        for n in range(20)
        for at_, door in doors.items()
    ]
    outcomes = await asyncio.gather(*sent)
    assert [outcome for outcome in outcomes if isinstance(outcome, Problem)] == []
    assert (await ask(plant, "kernel.imbalances")).rows == []
    assert (await ask(plant, "kernel.work_in_process")).rows == []
    assert await plant.held("finished:WO-1") == 20
    totals = "SELECT DISTINCT good FROM job_order"
    assert await plant.rows(totals) == [(20,)]


async def test_a_batch_of_reports_takes_two_round_trips_to_load(plant: Plant) -> None:
    await typed_order(plant, "WO-1", "10", "Cut->Check")
    verb = next(verb for verb in ORDERS.verbs if verb.name == "kernel.report_operation")
    reports = [verb.command(id=UUID(int=n), job_order="WO-1-10", good=D(1)) for n in range(1, 9)]
    async with plant.store.transaction(plant.tenant) as tx:
        await verb.load(tx, reports)
        assert tx.round_trips <= 2


async def test_a_grant_at_one_work_center_shows_only_its_queue(plant: Plant) -> None:
    await typed_order(plant, "WO-1", "10", "Cut->Check")
    await plant.do(
        "to line", "kernel.dispatch_job_order", job_order="WO-1-10", work_center="LINE-1"
    )
    grant = msgspec.structs.replace(LEAD.grants[0], needs="job_order:read", node=LINE)
    local = msgspec.structs.replace(LEAD, grants=(grant,))
    page = await ask(plant, "kernel.dispatch_queue", by=local)
    assert told(page, "code") == [("WO-1-10",)]
    everywhere = await ask(plant, "kernel.dispatch_queue")
    assert len(everywhere.rows) == 2
    assert at("01-05 07:00").endswith("+08:00")


@pytest.mark.parametrize(
    "table", ["job_dependency", "job_resource", "planned_move", "report_confirmation"]
)
async def test_what_belongs_to_a_job_order_says_its_site(
    store: Store, module_tenant: str, table: str
) -> None:
    async with store.transaction(module_tenant, readonly=True) as tx:
        rows = await tx.fetch(
            "SELECT attnotnull FROM pg_attribute WHERE attrelid = %(t)s::text::regclass "
            "AND attname = 'site'",
            {"t": table},
        )
    assert rows == [(True,)]
