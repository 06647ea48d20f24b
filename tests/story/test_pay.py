"""Pay in its simple form: pieces times rate plus hours times rate, to the cent, following facts."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from taktline.base.ids import derived_id
from taktline.platform.command import Grant, Principal
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE, material
from tests.story.plant import LEAD, Plant, at, cause

pytestmark = pytest.mark.anyio
D = Decimal
PEOPLE = {name: derived_id("test", name) for name in ("LI", "WANG", "ZHAO")}
MADE = "created_at, created_by, updated_at, updated_by"
STAMP = (NOON, LEAD.id, NOON, LEAD.id)
DAYS = {"first": "2026-01-05", "last": "2026-01-31"}
LI_HIMSELF = Principal(
    id=derived_id("user", "LI"), name="Li", person=PEOPLE["LI"],
    grants=(Grant(needs="my_work:read"),),
)  # fmt: skip


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up()
    for code, id_ in PEOPLE.items():
        await plant.execute(
            f"INSERT INTO person (id, code, name, site, {MADE}) "
            "VALUES (%s, %s, 'somebody', %s, %s, %s, %s, %s)",
            id_, code, SITE, *STAMP,
        )  # fmt: skip
    await rate(plant, "turning", kind="piece", operation="数车", rate="0.25")
    await rate(plant, "time", kind="hour", rate="24.00")
    draft = {"code": "WO-1", "site": "F1", "material": "SCREW", "ordered": "5000"}
    await plant.do("draft", "kernel.create_work_order", **draft, route="数车→打扫→检")
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    return plant


async def rate(plant: Plant, code: str, **said: object) -> None:
    row = {"valid_from": date(2026, 1, 1), "operation": None, "material": None, "person": None,
           "valid_to": None} | said  # fmt: skip
    await plant.execute(
        "INSERT INTO pay_rate (id, code, kind, operation, material, person, rate, valid_from, "
        f"valid_to, {MADE}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        derived_id("rate", code), code, row["kind"], row["operation"], row["material"],
        row["person"], row["rate"], row["valid_from"], row["valid_to"], *STAMP,
    )  # fmt: skip


async def report(plant: Plant, label: str, job: str, *persons: str, **said: object) -> None:
    lines = [{"person": person} for person in persons]
    body = {"occurred_at": at("01-05 10:00"), "persons": lines, **said}
    await plant.do(label, "kernel.report_operation", job_order=job, **body)


async def amounts(plant: Plant, **params: object) -> list[tuple[object, ...]]:
    page = await plant.ask("kernel.pay", **{**DAYS, "by": "month", **params})
    return [tuple(getattr(row, name) for name in ("person", "amount")) for row in page.rows]


@pytest.mark.worked_example
async def test_320_pieces_at_a_quarter_and_an_hour_and_a_half_at_24_are_116(plant: Plant) -> None:
    await report(plant, "turned", "WO-1-10", "LI", good="320")
    await report(plant, "swept", "WO-1-20", "LI", labor_s="5400")
    assert await amounts(plant) == [("LI", D("116.00"))]


async def test_hours_of_piece_work_are_paid_only_at_a_rate_of_that_operation(plant: Plant) -> None:
    await report(plant, "turned", "WO-1-10", "LI", good="320", labor_s="5400")
    assert await amounts(plant) == [("LI", D("80.00"))]
    await rate(plant, "turning hours", kind="hour", operation="数车", rate="24.00")
    assert await amounts(plant) == [("LI", D("116.00"))]


async def test_three_who_share_25_yuan_get_it_to_the_last_cent(plant: Plant) -> None:
    await report(plant, "together", "WO-1-10", "LI", "WANG", "ZHAO", good="100")
    found = msgspec.convert(await amounts(plant), list[tuple[str, Decimal]])
    assert sorted(amount for _, amount in found) == [D("8.33"), D("8.33"), D("8.34")]


async def test_the_rate_that_names_most_wins_and_only_on_its_days(plant: Plant) -> None:
    await rate(plant, "screws", kind="piece", operation="数车", material=material("SCREW"),
               rate="0.30", valid_from=date(2026, 1, 6))  # fmt: skip
    await rate(plant, "raised", kind="piece", operation="数车", material=material("SCREW"),
               rate="0.40", valid_from=date(2026, 1, 7), valid_to=date(2026, 1, 7))  # fmt: skip
    for day in ("05", "06", "07", "08"):
        await report(plant, day, "WO-1-10", "LI", good="100", occurred_at=at(f"01-{day} 10:00"))
    page = await plant.ask("kernel.pay", **DAYS)
    assert [getattr(row, "amount") for row in page.rows] == [D(25), D(30), D(40), D(30)]  # noqa: B009


async def test_pieces_that_ask_for_confirmation_are_paid_when_somebody_confirmed(
    plant: Plant,
) -> None:
    asked = [{"sequence": 10, "name": "数车", "needs_confirmation": True, "start_by_report": True}]
    await plant.do("draft 2", "kernel.create_work_order", code="WO-2", site="F1", material="SCREW",
                   ordered="500", operations=asked)  # fmt: skip
    await plant.do("release 2", "kernel.release_work_order", work_order="WO-2")
    await report(plant, "asked", "WO-2-10", "LI", good="320")
    assert await amounts(plant) == []
    assert await plant.held("finished:WO-2") == 320
    await plant.do("yes", "kernel.confirm_reports", reports=[str(cause("asked"))])
    assert await amounts(plant) == [("LI", D("80.00"))]


@pytest.mark.worked_example
async def test_pay_follows_a_correction_and_the_worker_is_told(plant: Plant) -> None:
    await report(plant, "turned", "WO-1-10", "LI", good="320")
    answer = await plant.do("fixed", "kernel.correct_report", report=str(cause("turned")),
                            good="300", reason="recounted")  # fmt: skip
    assert await amounts(plant) == [("LI", D("75.00"))]
    told = next(event for event in answer.events if event.name == "person.figure_lowered")
    assert told.record == PEOPLE["LI"]
    raised = await plant.do("up", "kernel.correct_report", report=str(cause("fixed")),
                            good="310", reason="found ten more")  # fmt: skip
    assert "person.figure_lowered" not in {event.name for event in raised.events}


@pytest.mark.worked_example
async def test_what_is_corrected_after_the_close_is_a_difference_in_the_open_period(
    plant: Plant,
) -> None:
    await report(plant, "turned", "WO-1-10", "LI", good="320")
    await plant.do("january", "kernel.close_pay_period", starts_on="2026-01-01",
                   ends_on="2026-01-31")  # fmt: skip
    await plant.do("fixed", "kernel.correct_report", report=str(cause("turned")), good="300",
                   reason="recounted")  # fmt: skip
    await report(plant, "later", "WO-1-10", "LI", good="100", occurred_at=at("02-03 10:00"))
    february = {"first": "2026-02-01", "last": "2026-02-28", "by": "month"}
    page = await plant.ask("kernel.pay", **february)
    fields = ("day", "is_difference", "pieces", "amount")
    assert [tuple(getattr(row, name) for name in fields) for row in page.rows] == [
        (date(2026, 1, 1), True, D(-20), D("-5.00")),
        (date(2026, 2, 1), False, D(100), D("25.00")),
    ]
    await plant.do("february", "kernel.close_pay_period", ends_on="2026-02-28")
    paid = await plant.rows("SELECT day, is_difference, amount FROM pay_line ORDER BY day, amount")
    assert paid == [
        (date(2026, 1, 5), True, D("-5")), (date(2026, 1, 5), False, D(80)),
        (date(2026, 2, 3), False, D(25)),
    ]  # fmt: skip
    refusal = await plant.refused("again", "kernel.close_pay_period", ends_on="2026-02-28")
    assert refusal.code == "pay-days-wrong"


async def test_reports_that_wait_are_told_before_their_days_are_paid(plant: Plant) -> None:
    asked = [{"sequence": 10, "name": "数车", "needs_confirmation": True, "start_by_report": True}]
    await plant.do("draft 2", "kernel.create_work_order", code="WO-2", site="F1", material="SCREW",
                   ordered="500", operations=asked)  # fmt: skip
    await plant.do("release 2", "kernel.release_work_order", work_order="WO-2")
    await report(plant, "asked", "WO-2-10", "LI", good="320")
    days = {"starts_on": "2026-01-01", "ends_on": "2026-01-31"}
    refusal = await plant.refused("close", "kernel.close_pay_period", **days)
    assert (refusal.code, refusal.values["count"]) == ("reports-unconfirmed", 1)
    await plant.do("close 2", "kernel.close_pay_period", **days, confirm=["reports-unconfirmed"])


@pytest.mark.worked_example
async def test_whoever_reports_the_next_operation_is_paid_for_the_one_without_a_report_point(
    plant: Plant,
) -> None:
    await rate(plant, "chamfer", kind="piece", operation="倒角", rate="0.10")
    skipped = {"sequence": 10, "name": "倒角", "report_point": False, "paid_with_next": True}
    next_one = {"sequence": 20, "name": "数车", "start_by_report": True}
    await plant.do("draft 2", "kernel.create_work_order", code="WO-2", site="F1", material="SCREW",
                   ordered="500", operations=[skipped, next_one])  # fmt: skip
    await plant.do("release 2", "kernel.release_work_order", work_order="WO-2")
    await report(plant, "both", "WO-2-20", "LI", "WANG", good="100")
    assert await amounts(plant) == [("LI", D("17.50")), ("WANG", D("17.50"))]


@pytest.mark.worked_example
async def test_my_work_shows_my_reports_their_state_and_what_they_brought(plant: Plant) -> None:
    await report(plant, "turned", "WO-1-10", "LI", good="320")
    await report(plant, "shared", "WO-1-10", "LI", "WANG", good="100")
    await report(plant, "his", "WO-1-10", "WANG", good="50")
    await plant.do("fixed", "kernel.correct_report", report=str(cause("turned")), good="300",
                   reason="recounted")  # fmt: skip
    page = await plant.ask("kernel.my_work", LI_HIMSELF, **DAYS)
    mine = {getattr(row, "report"): row for row in page.rows}  # noqa: B009
    assert mine.keys() == {cause("turned"), cause("shared")} | {cause("fixed")}
    fields = ("state", "pieces", "amount", "reason")
    said = {id_: tuple(getattr(row, name) for name in fields) for id_, row in mine.items()}
    assert said[cause("turned")] == ("corrected", D(320), D(0), "recounted")
    assert said[cause("fixed")] == ("counted", D(300), D("75.00"), "")
    assert said[cause("shared")] == ("counted", D(50), D("12.50"), "")
    own = await plant.ask("kernel.my_pay", LI_HIMSELF, **DAYS)
    assert [getattr(row, "amount") for row in own.rows] == [D("87.50")]  # noqa: B009


async def test_where_pay_is_not_switched_on_nothing_is_paid(plant: Plant) -> None:
    await report(plant, "turned", "WO-1-10", "LI", good="320")
    confirm = {"confirm": ["stage-switched-off"], "reason": "counts only"}
    await plant.do("small", "kernel.switch_stages", switch_on=["s1"], **confirm)
    assert await amounts(plant) == []
    await plant.do("pay", "kernel.switch_stages", switch_on=["s2"])
    assert await amounts(plant) == [("LI", D("80.00"))]
