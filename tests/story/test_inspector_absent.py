"""The inspector is absent: wait, let the lead judge, or go on with few pieces at risk."""

from datetime import date, datetime
from decimal import Decimal

import msgspec
import pytest

from taktline.base.ids import derived_id
from taktline.kernel.ledger.verify import prove
from taktline.kernel.orders.pay.store import Asked, read_earned
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE
from tests.story.plant import LEAD, Plant, at

pytestmark = pytest.mark.anyio
D = Decimal
STAMP = (NOON, LEAD.id, NOON, LEAD.id)
JOB = {"job_order": "WO-1-10"}
REPORT = "kernel.report_operation"


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("FG1", "store"))
    await plant.row("equipment", id=derived_id("press"), code="PRESS-1", name="Press", site=SITE,
              level="work_cell")  # fmt: skip
    await plant.row("person", id=derived_id("LI"), code="LI", name="Li", site=SITE)
    await plant.row("pay_rate", id=derived_id("rate"), code="R", kind="piece", rate=1,
              valid_from=date(2026, 1, 1))  # fmt: skip
    return plant


async def begun(plant: Plant, **absence: object) -> None:
    """Release and start an order of which one piece is the first article; give the sample."""
    operations = [{"sequence": 10, "name": "Press", "first_article": "1",
                   "first_article_absence": absence or None}]  # fmt: skip
    await plant.do("draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
                   ordered="100", operations=operations, receipt_place="FG1")  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    await plant.do("start", "kernel.start_job_order", **JOB, work_unit="PRESS-1",
                   occurred_at=at("01-05 08:00"))  # fmt: skip
    await plant.do("sample", REPORT, **JOB, sample="1", occurred_at=at("01-05 08:10"),
                   persons=[{"person": "LI"}], inspection="FA-1")  # fmt: skip


async def decide(plant: Plant, decision: str, when: str) -> None:
    reason = {} if decision == "accept" else {"reason": "burr"}
    await plant.do(decision, "quality.decide_inspection", inspection="FA-1", decision=decision,
                   occurred_at=at(when), **reason)  # fmt: skip


async def paid(plant: Plant) -> Decimal:
    asked = Asked(first=date(2026, 1, 1), last=date(2026, 1, 31))
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        return sum((one.amount for one in await read_earned(tx, asked)), D(0))


@pytest.mark.worked_example
async def test_where_everybody_waits_the_time_is_a_stop_with_its_reason(plant: Plant) -> None:
    await begun(plant)
    refusal = await plant.refused("early", REPORT, **JOB, good="5", occurred_at=at("01-05 08:20"))
    assert refusal.code == "first-article-open"
    nobody = await plant.refused("lead", "kernel.judge_first_article", **JOB, verdict="passed")
    assert nobody.code == "inspector-only"
    await decide(plant, "accept", "01-05 09:00")
    stops = await plant.rows(
        "SELECT d.code, s.started_at, s.ended_at, s.state FROM stop s "
        "JOIN downtime_reason d ON d.id = s.reason"
    )
    start, end = (datetime.fromisoformat(at(when)) for when in ("01-05 08:10", "01-05 09:00"))
    assert stops == [("等检", start, end, "waiting")]


async def test_a_stop_the_machine_told_itself_gets_the_reason(plant: Plant) -> None:
    await begun(plant)
    start, end = (datetime.fromisoformat(at(when)) for when in ("01-05 08:12", "01-05 08:59"))
    await plant.row("stop", id=derived_id("stop"), site=SITE, work_unit=derived_id("press"),
              state="waiting", started_at=start, ended_at=end)  # fmt: skip
    await decide(plant, "reject", "01-05 09:00")
    stops = await plant.rows(
        "SELECT d.code, s.started_at, s.ended_at FROM stop s "
        "JOIN downtime_reason d ON d.id = s.reason"
    )
    assert stops == [("等检", start, end)]


@pytest.mark.worked_example
async def test_the_lead_judges_and_the_inspector_confirms_in_time(plant: Plant) -> None:
    await begun(plant, policy="lead", confirm_within_h="2")
    await plant.do("judged", "kernel.judge_first_article", **JOB, verdict="passed",
                   occurred_at=at("01-05 08:30"))  # fmt: skip
    await plant.do("on", REPORT, **JOB, good="20", occurred_at=at("01-05 10:30"))
    late = {**JOB, "good": "1", "occurred_at": at("01-05 10:31")}
    refusal = await plant.refused("late", REPORT, **late)
    assert refusal.code == "first-article-unconfirmed"
    await decide(plant, "accept", "01-05 11:00")
    await plant.do("confirmed", REPORT, **late)
    assert await plant.held("FG1") == 22
    waits = await plant.rows("SELECT ended_at FROM stop")
    assert waits == [(datetime.fromisoformat(at("01-05 08:30")),)]


async def test_an_inspector_who_finds_otherwise_holds_what_the_lead_let_go_on(
    plant: Plant,
) -> None:
    await begun(plant, policy="lead")
    await plant.do("judged", "kernel.judge_first_article", **JOB, verdict="passed",
                   occurred_at=at("01-05 08:30"))  # fmt: skip
    await decide(plant, "reject", "01-05 09:00")
    rows = await plant.rows("SELECT status, first_article, first_article_due_at FROM job_order "
                            "WHERE code = 'WO-1-10'")  # fmt: skip
    assert rows == [("held", "failed", None)]


async def test_a_lead_who_finds_it_bad_says_why_and_holds_the_job(plant: Plant) -> None:
    await begun(plant, policy="lead")
    verb = "kernel.judge_first_article"
    silent = await plant.refused("silent", verb, **JOB, verdict="failed")
    assert silent.code == "reason-missing"
    await plant.do("bad", verb, **JOB, verdict="failed", reason="burr")
    rows = await plant.rows("SELECT status, hold_reason FROM job_order WHERE code = 'WO-1-10'")
    assert rows == [("held", "burr")]
    again = await plant.refused("again", verb, **JOB, verdict="passed")
    assert again.code == "nothing-to-judge"


@pytest.mark.worked_example
async def test_pieces_at_risk_are_kept_apart_until_judged_and_then_count(plant: Plant) -> None:
    await begun(plant, policy="at_risk", at_risk="10")
    li = {"persons": [{"person": "LI"}]}
    await plant.do("risk", REPORT, **JOB, **li, good="8", occurred_at=at("01-05 08:30"))
    assert await plant.held("FG1") == 0
    assert await plant.held("wip:FA-1") == 9
    refusal = await plant.refused("more", REPORT, **JOB, good="3", occurred_at=at("01-05 08:40"))
    assert (refusal.code, refusal.values["limit"]) == ("risk-used-up", "11")
    assert await paid(plant) == 0
    await decide(plant, "accept", "01-05 09:00")
    assert await plant.held("FG1") == 9
    assert await paid(plant) == 9
    counts = await plant.rows("SELECT good, sample FROM job_order WHERE code = 'WO-1-10'")
    assert counts == [(9, 0)]
    assert await plant.rows("SELECT count(*) FROM stop") == [(0,)]
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


async def test_pieces_at_risk_wait_to_be_judged_when_the_first_article_fails(
    plant: Plant,
) -> None:
    await begun(plant, policy="at_risk", at_risk="10")
    await plant.do("risk", REPORT, **JOB, good="8", occurred_at=at("01-05 08:30"))
    await decide(plant, "reject", "01-05 09:00")
    assert await plant.held("defective:WO-1-10") == 9
    assert await plant.held("FG1") == 0
    status = await plant.rows("SELECT status FROM job_order WHERE code = 'WO-1-10'")
    assert msgspec.convert(status, list[tuple[str]]) == [("held",)]
