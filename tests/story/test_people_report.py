"""How people report: who may, for whom, when it began, who stands by it, what is still owed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.base.ids import derived_id, uuid7
from taktline.platform.command import Grant, Principal
from taktline.platform.envelope import Answer, Item, Outcome
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE
from tests.story.plant import LEAD, Plant, at, cause, code_of, step, told

pytestmark = pytest.mark.anyio
D = Decimal
NAMES = ("LI", "WANG", "ZHAO", "LINE", "CREW-A", "CREW-B", "DAY", "CART", "OTHER", "TURNERS")
ID = {name: derived_id("test", name) for name in NAMES}
MADE = "created_at, created_by, updated_at, updated_by"
STAMP = (NOON, LEAD.id, NOON, LEAD.id)


def worker(name: str, *needs: str) -> Principal:
    grants = tuple(Grant(needs=one) for one in ("job_order:report", "my_work:read", *needs))
    return Principal(id=derived_id("user", name), name=name, person=ID[name], grants=grants)


LI = worker("LI")


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up()
    for code in ("LI", "WANG", "ZHAO"):
        await plant.row("person", id=ID[code], code=code, name=code, site=SITE)
    await plant.row("site", id=ID["OTHER"], code="F2", name="Factory 2")
    await plant.row("calendar", id=ID["DAY"], code="NORMAL", name="Normal")
    await plant.execute("UPDATE site SET calendar = %s WHERE code = 'F1'", ID["DAY"])
    await plant.row("shift", id=ID["DAY"], code="DAY", name="Day", calendar=ID["DAY"],
              starts_s=28800, ends_s=57600)  # fmt: skip
    await plant.row("crew", id=ID["CREW-A"], code="CREW-A", name="A", site=SITE)
    await plant.row("crew", id=ID["CREW-B"], code="CREW-B", name="B", site=ID["OTHER"])
    await plant.row("crew_member", id=derived_id("m"), crew=ID["CREW-A"], person=ID["LI"],
              valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))  # fmt: skip
    await plant.row("handling_unit", id=ID["CART"], code="CART", site=ID["OTHER"])
    await plant.row("equipment", id=ID["LINE"], code="LINE-1", name="Line", site=SITE,
              level="production_line")  # fmt: skip
    await plant.order("WO-1", "1000", step(10, "Cut"))
    return plant


async def report(plant: Plant, who: Principal, **said: object) -> Outcome:
    body = {"job_order": "WO-1-10", "good": "10", **said}
    return await plant.give(who, "kernel.report_operation", **body)


async def test_crew_shift_and_carrier_exist_and_are_of_the_factory(plant: Plant) -> None:
    assert code_of(await report(plant, LEAD, crew=ID["CREW-A"], shift=ID["DAY"])) == "accepted"
    for field, known in (("crew", ID["CREW-B"]), ("handling_unit", ID["CART"])):
        assert code_of(await report(plant, LEAD, **{field: known})) == "other-site"
    for field in ("crew", "handling_unit", "shift"):
        assert code_of(await report(plant, LEAD, **{field: uuid7()})) == "not-found"


async def test_who_is_not_on_the_roster_of_the_day_is_taken_when_a_lead_confirms_it(
    plant: Plant,
) -> None:
    said = {"crew": ID["CREW-A"], "persons": [{"person": "LI"}]}
    assert code_of(await report(plant, LEAD, **said, occurred_at=at("06-30 12:00"))) == "accepted"
    late = {**said, "occurred_at": at("07-01 12:00")}
    assert code_of(await report(plant, LEAD, **late)) == "not-on-roster"
    assert code_of(await report(plant, LEAD, **late, confirm=["not-on-roster"])) == "accepted"


async def test_whoever_reports_at_a_station_reports_his_own_work(plant: Plant) -> None:
    assert code_of(await report(plant, LI, source="pda", labor_s="600")) == "accepted"
    assert code_of(await report(plant, LI, source="api")) == "accepted"
    rows = await plant.rows("SELECT person, share, quantity, labor_s FROM person_share")
    assert rows == [(ID["LI"], 1, 10, 600)]


@pytest.mark.worked_example
async def test_an_earlier_shift_is_reported_within_the_window_and_later_with_permission(
    plant: Plant,
) -> None:
    def ago(hours: int) -> str:
        return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()

    by_hand = {"source": "office", "persons": [{"person": "LI"}]}
    assert code_of(await report(plant, LI, **by_hand, occurred_at=ago(500))) == "accepted"
    await plant.execute("UPDATE site SET late_entry_h = 72")
    assert code_of(await report(plant, LI, **by_hand, occurred_at=ago(70))) == "accepted"
    assert code_of(await report(plant, LI, **by_hand, occurred_at=ago(74))) == "late-entry"
    lead = worker("WANG", "job_order:report_late")
    assert code_of(await report(plant, lead, **by_hand, occurred_at=ago(74))) == "accepted"
    await plant.execute("UPDATE site SET late_entry_h = 12")
    assert code_of(await report(plant, LI, **by_hand, occurred_at=ago(13))) == "late-entry"
    offline = await report(plant, LI, **by_hand, occurred_at=ago(13), offline=True)
    assert isinstance(offline, Answer)
    assert offline.parked is None


@pytest.mark.worked_example
async def test_a_lead_reports_row_by_row_for_others_and_a_wrong_row_stops_no_other(
    plant: Plant,
) -> None:
    await plant.execute(
        "INSERT INTO user_account (id, name, language, created_at, created_by, updated_at, "
        "updated_by) VALUES (%s, 'Lead', 'zh', %s, %s, %s, %s)", LEAD.id, *STAMP,
    )  # fmt: skip
    rows = [("LI", "30"), ("NOBODY", "5"), ("WANG", "20")]
    items = [
        Item(
            verb="kernel.report_operation",
            body=msgspec.json.encode({
                "id": cause(person), "job_order": "WO-1-10", "good": good, "source": "office",
                "persons": [{"person": person}],
            }),
            on_behalf_of=ID.get(person),
        )
        for person, good in rows
    ]  # fmt: skip
    outcomes = await plant.door.submit(plant.tenant, LEAD, items=items)
    assert [code_of(one) for one in outcomes] == ["accepted", "not-found", "accepted"]
    mine = await plant.ask("kernel.my_work", LI)
    assert told(mine, "report", "pieces", "reported_by") == [(cause("LI"), D(30), "Lead")]


@pytest.mark.worked_example
async def test_a_job_that_its_first_report_starts_began_at_the_sign_in_or_the_last_report(
    plant: Plant,
) -> None:
    async def started(code: str) -> tuple[object, ...]:
        sql = "SELECT started_at, start_is_estimated FROM job_order WHERE code = %s"
        return (await plant.rows(sql, code))[0]

    for number in (2, 3, 4):
        await plant.order(f"WO-{number}", "1000", step(10, "Cut"))
    li = {"persons": [{"person": "LI"}]}
    await plant.do("in", "kernel.sign_in", job_order="WO-2-10", resource="LI",
                   occurred_at=at("01-05 08:00"))  # fmt: skip
    await report(plant, LEAD, job_order="WO-2-10", **li, occurred_at=at("01-05 10:00"))
    assert await started("WO-2-10") == (datetime.fromisoformat(at("01-05 08:00")), True)
    await report(plant, LEAD, job_order="WO-3-10", **li, occurred_at=at("01-05 11:30"))
    assert await started("WO-3-10") == (datetime.fromisoformat(at("01-05 10:00")), True)
    await report(plant, LEAD, job_order="WO-4-10", **li, occurred_at=at("01-06 11:30"))
    assert await started("WO-4-10") == (datetime.fromisoformat(at("01-06 11:30")), True)


@pytest.mark.worked_example
@pytest.mark.parametrize(
    ("mode", "target"),
    [("machine", {"work_unit": "PRESS-1"}), ("team", {"crew": "CREW-A"}),
     ("person", {"person": "LI"}), ("none", {})],
)  # fmt: skip
async def test_a_work_center_dispatches_to_machine_team_person_or_nobody(
    plant: Plant, mode: str, target: dict[str, str]
) -> None:
    await plant.row("equipment", id=derived_id("press"), code="PRESS-1", name="Press",
              site=SITE, level="work_cell", parent=ID["LINE"])  # fmt: skip
    await plant.execute("UPDATE equipment SET dispatch_mode = %s WHERE code = 'LINE-1'", mode)
    await plant.order("WO-2", "1000", {"sequence": 10, "name": "Cut", "start_by_report": True,
                      "work_center": "LINE-1", "dispatch": "manual"})  # fmt: skip
    verb, job = "kernel.dispatch_job_order", {"job_order": "WO-2-10"}
    if target:
        refusal = await plant.refused("to nobody", verb, **job)
        assert refusal.code == "dispatch-target-missing"
        assert refusal.at == f"/{next(iter(target))}"
    await plant.do("dispatched", verb, **job, **target)
    others = {"job_order": "WO-2-10", "persons": [{"person": "WANG"}],
              "occurred_at": at("01-05 10:00")}  # fmt: skip
    expected = "dispatched-to-others" if mode in {"team", "person"} else "accepted"
    assert code_of(await report(plant, LEAD, **others)) == expected
    own = {**others, "persons": [{"person": "LI"}]}
    assert code_of(await report(plant, LEAD, **own)) == "accepted"
    queue = await plant.ask("kernel.dispatch_queue", LEAD, crew="CREW-B", person="WANG")
    seen = {code for (code,) in told(queue, "code")}
    assert ("WO-2-10" in seen) == (mode in {"machine", "none"})


@pytest.mark.worked_example
async def test_whoever_is_qualified_takes_the_card(plant: Plant) -> None:
    await plant.row("personnel_class", id=ID["TURNERS"], code="TURNERS", name="Turners")
    await plant.row("qualification", id=derived_id("q"), person=ID["LI"],
              personnel_class=ID["TURNERS"], level=2, valid_from=date(2026, 1, 1))  # fmt: skip
    asked = {"kind": "person", "resource": "TURNERS", "skill_level_min": 2}
    await plant.order("WO-2", "1000", {"sequence": 10, "name": "Turn", "start_by_report": True,
                      "resources": [asked]})  # fmt: skip
    wang = {"job_order": "WO-2-10", "persons": [{"person": "WANG"}]}
    assert code_of(await report(plant, LEAD, **wang)) == "not-qualified"
    li = {**wang, "persons": [{"person": "LI"}]}
    assert code_of(await report(plant, LEAD, **li)) == "accepted"


@pytest.mark.worked_example
async def test_confirmation_is_asked_by_amount_by_sample_and_by_whom_it_says(
    plant: Plant,
) -> None:
    cut = step(10, "Cut")
    await plant.order("WO-2", "1000", cut | {"confirmation": {"by": "inspector", "above": "50"}})
    await plant.order("WO-3", "1000", cut | {"confirmation": {"sample": "0"}})
    small, big = uuid7(), uuid7()
    said = {"persons": [{"person": "LI"}]}
    await report(plant, LEAD, job_order="WO-2-10", good="50", id=small, **said)
    await report(plant, LEAD, job_order="WO-2-10", good="51", id=big, **said)
    await report(plant, LEAD, job_order="WO-3-10", good="51")
    rows = await plant.rows("SELECT confirmation FROM job_response WHERE kind = 'report' "
                            "ORDER BY recorded_at")  # fmt: skip
    assert [one for (one,) in rows] == ["not_asked", "asked", "not_asked"]
    verb, which = "kernel.confirm_reports", {"reports": [str(big)]}
    lead = worker("WANG", "job_order:confirm")
    assert code_of(await plant.give(lead, verb, **which)) == "inspector-needed"
    himself = worker("LI", "job_order:confirm", "inspection:decide")
    assert code_of(await plant.give(himself, verb, **which)) == "own-report"
    inspector = worker("ZHAO", "job_order:confirm", "inspection:decide")
    assert code_of(await plant.give(inspector, verb, **which)) == "accepted"


@pytest.mark.worked_example
async def test_reports_to_confirm_show_the_unlikely_on_top(plant: Plant) -> None:
    await plant.order("WO-2", "1000", {"sequence": 10, "name": "Cut", "start_by_report": True,
                      "needs_confirmation": True, "planned_run_s": "36"})  # fmt: skip
    await plant.do("cards", "kernel.create_flow_cards", work_order="WO-2", quantity="100")
    usual, fast, carded = cause("usual"), cause("fast"), cause("carded")
    said = {"job_order": "WO-2-10"}
    await report(plant, LEAD, **said, id=usual, good="100", labor_s="3600")
    await report(plant, LEAD, **said, id=fast, good="121", labor_s="3600")
    await report(plant, LEAD, **said, id=carded, good="110", labor_s="7200",
                 flow_card="WO-2-C01", confirm=["above-card"])  # fmt: skip
    page = await plant.ask("kernel.reports_to_confirm", LEAD)
    assert told(page, "report", "of_standard", "above_card", "is_outlier") == [
        (fast, D("1.2100"), False, True),
        (carded, D("0.5500"), True, True),
        (usual, D("1.0000"), False, False),
    ]
    every: list[UUID] = [msgspec.convert(one, UUID) for (one,) in told(page, "report")]
    await plant.do("all", "kernel.confirm_reports", reports=[str(one) for one in every])
    assert (await plant.ask("kernel.reports_to_confirm", LEAD)).rows == []


@pytest.mark.worked_example
async def test_an_imbalance_says_since_when_and_whose_it_is(plant: Plant) -> None:
    await plant.order(
        "WO-2", "1000",
        {"sequence": 10, "name": "Cut", "start_by_report": True, "report_policy": "flagged"},
        {"sequence": 20, "name": "Check", "start_by_report": True, "report_policy": "flagged"},
    )  # fmt: skip
    li, wang = [{"person": "LI"}], [{"person": "WANG"}]
    first, second = {"job_order": "WO-2-10"}, {"job_order": "WO-2-20"}
    await report(plant, LEAD, **first, good="10", persons=li, occurred_at=at("01-05 09:00"))
    await report(plant, LEAD, **second, good="12", persons=wang, occurred_at=at("01-05 10:00"))
    await report(plant, LEAD, **first, good="2", persons=li, occurred_at=at("01-05 11:00"))
    await report(plant, LEAD, **second, good="3", persons=wang, occurred_at=at("01-05 12:00"))
    await report(plant, LEAD, **second, good="4", persons=wang, occurred_at=at("01-05 13:00"))
    page = await plant.ask("kernel.imbalances", LEAD)
    fields = ("job_order", "quantity", "since", "last_reported_by", "taken_by")
    since = datetime.fromisoformat(at("01-05 12:00"))
    assert told(page, *fields) == [("WO-2-10", D(7), since, ["LI"], ["WANG"])]
    for job in ("WO-2-10", "WO-2-20"):
        await plant.do(f"end {job}", "kernel.complete_job_order", job_order=job, reason="short")
    refusal = await plant.refused("close", "kernel.close_work_order", work_order="WO-2")
    assert refusal.code == "imbalance-open"
