"""A shift closes with one page: counted against the books, told or flagged, signed by both."""

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.base.ids import derived_id, uuid7
from taktline.kernel.orders.tables import PART as ORDERS
from taktline.platform.command import Grant, Principal
from taktline.platform.envelope import Answer
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE, place
from tests.story.plant import LEAD, Plant, at, code_of

pytestmark = pytest.mark.anyio
D = Decimal
LINE, PRESS, DAY = (derived_id("test", name) for name in ("LINE-1", "PRESS-1", "DAY"))
STAMP = (NOON, LEAD.id, NOON, LEAD.id)
OUT, COMES = (
    Principal(id=derived_id("user", name), name=name, grants=(Grant(needs="*"),))
    for name in ("Zhang", "Sun")
)
PAGE = {"work_center": "LINE-1", "shift": "DAY", "business_date": "2026-01-05"}
CODE = "LINE-1/2026-01-05/DAY"
HAND, TAKE = "kernel.hand_over_shift", "kernel.take_over_shift"


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("LINE-SIDE", "line_side"))
    await plant.row("equipment", id=LINE, code="LINE-1", name="Line", site=SITE,
              level="production_line")  # fmt: skip
    await plant.row("equipment", id=PRESS, code="PRESS-1", name="Press", site=SITE,
              level="work_cell", parent=LINE)  # fmt: skip
    await plant.row("calendar", id=DAY, code="NORMAL", name="Normal")
    await plant.row("shift", id=DAY, code="DAY", name="Day", calendar=DAY, starts_s=28800,
              ends_s=57600)  # fmt: skip
    for code in ("LI", "WANG"):
        await plant.row("person", id=derived_id("test", code), code=code, name=code, site=SITE)
    await plant.execute("UPDATE place SET equipment = %s WHERE id = %s", LINE, place("LINE-SIDE"))
    line = {"place": "LINE-SIDE", "material": "SCREW", "quantity": "500", "value": "5"}
    await plant.do("at the line", "kernel.open_balance", site="F1", lines=[line])
    cut = {"sequence": 10, "name": "Cut", "work_center": "LINE-1", "start_by_report": True}
    check = {"sequence": 20, "name": "Check", "work_center": "LINE-1", "start_by_report": True}
    await plant.do("draft", "kernel.create_work_order", code="WO-1", site="F1", material="SCREW",
                   ordered="100", operations=[cut, check])  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")
    return plant


async def worked(plant: Plant) -> None:
    """Cut 62 with 3 to judge and 2 scrapped, check 40, cut 5 after the shift: 27 wait there."""
    bad = [{"quantity": "3", "defect_code": "burr"},
           {"quantity": "2", "defect_code": "crack", "outcome": "scrap"}]  # fmt: skip
    await plant.do("cut", "kernel.report_operation", job_order="WO-1-10", good="62", defects=bad,
                   occurred_at=at("01-05 10:00"))  # fmt: skip
    await plant.do("checked", "kernel.report_operation", job_order="WO-1-20", good="40",
                   occurred_at=at("01-05 15:00"))  # fmt: skip
    await plant.do("after", "kernel.report_operation", job_order="WO-1-10", good="5",
                   occurred_at=at("01-05 17:00"))  # fmt: skip
    await plant.do("call", "kernel.raise_work_alert", job_order="WO-1-20", kind="tool",
                   text="gauge worn")  # fmt: skip
    for person, job in (("LI", "WO-1-10"), ("WANG", "WO-1-20")):
        await plant.do(f"in {person}", "kernel.sign_in", job_order=job, resource=person)


@pytest.mark.worked_example
async def test_the_page_tells_what_is_booked_and_counted_and_flags_what_nobody_explains(
    plant: Plant,
) -> None:
    await worked(plant)
    counted = [
        {"job_order": "WO-1-20", "quantity": "26", "explanation": "one fell behind the press"}
    ]
    answer = await plant.give(OUT, HAND, **PAGE, counted=counted, notes="gauge is worn",
                        tools="hammer lent to LINE-2", staying=["WANG"])  # fmt: skip
    assert isinstance(answer, Answer), answer
    said = await plant.rows(
        "SELECT code, produced, scrapped, flagged, content, notes FROM shift_handover"
    )
    code, produced, scrapped, flagged, content, notes = said[0]
    assert (code, produced, scrapped, flagged, notes) == (CODE, 102, 2, 0, "gauge is worn")
    page = msgspec.convert(content, dict[str, object])
    lines = {
        line["job_order"]: line for line in msgspec.convert(page["lines"], list[dict[str, object]])
    }
    check, cut = lines["WO-1-20"], lines["WO-1-10"]
    assert [D(str(check[name])) for name in ("booked", "counted")] == [27, 26]
    assert (check["explanation"], check["is_flagged"]) == ("one fell behind the press", False)
    assert D(str(cut["to_judge"])) == 3
    assert [one["text"] for one in msgspec.convert(page["alerts"], list[dict[str, object]])] == [
        "gauge worn"
    ]
    material = msgspec.convert(page["material"], list[dict[str, object]])
    assert [(one["material"], str(one["quantity"])) for one in material] == [
        ("SCREW", "500.000000")
    ]
    assert page["left"] == ["LI"]


async def test_what_is_not_counted_or_differs_without_a_word_is_flagged(plant: Plant) -> None:
    await worked(plant)
    counted = [{"job_order": "WO-1-20", "quantity": "20"}]
    await plant.give(OUT, HAND, **PAGE, counted=counted)
    assert await plant.rows("SELECT flagged FROM shift_handover") == [(1,)]
    other = {**PAGE, "business_date": "2026-01-06"}
    await plant.give(OUT, HAND, **other)
    flagged = await plant.rows("SELECT flagged FROM shift_handover ORDER BY business_date")
    assert flagged == [(1,), (1,)]


@pytest.mark.worked_example
async def test_timers_of_leavers_stop_and_their_jobs_go_on(plant: Plant) -> None:
    await worked(plant)
    await plant.give(OUT, HAND, **PAGE, staying=["WANG"])
    left = await plant.rows(
        "SELECT p.code FROM job_resource r JOIN person p ON p.id = r.resource "
        "WHERE r.signed_out_at IS NOT NULL"
    )
    assert left == [("LI",)]
    running = await plant.rows("SELECT count(*) FROM job_order WHERE status = 'running'")
    assert running == [(2,)]


@pytest.mark.worked_example
async def test_both_sides_sign_once_and_nobody_takes_over_from_himself(plant: Plant) -> None:
    await worked(plant)
    assert code_of(await plant.give(OUT, HAND, **PAGE)) == "accepted"
    assert code_of(await plant.give(OUT, HAND, **PAGE)) == "handed-over"
    assert code_of(await plant.give(OUT, TAKE, shift_handover=CODE)) == "same-hand"
    remark = {"remark": "two boxes short at the line"}
    assert code_of(await plant.give(COMES, TAKE, shift_handover=CODE, **remark)) == "accepted"
    assert code_of(await plant.give(COMES, TAKE, shift_handover=CODE)) == "taken-over"
    assert code_of(await plant.give(COMES, TAKE, shift_handover="NONE")) == "not-found"
    signed = await plant.rows("SELECT side, name, remark FROM handover_signature ORDER BY side")
    assert signed == [("incoming", "Sun", "two boxes short at the line"),
                      ("outgoing", "Zhang", "")]  # fmt: skip


async def test_a_page_names_only_what_is_there(plant: Plant) -> None:
    await worked(plant)
    nowhere = {**PAGE, "work_center": "LINE-9"}
    assert code_of(await plant.give(OUT, HAND, **nowhere)) == "not-found"
    counted = [{"job_order": "WO-9-10", "quantity": "1"}]
    assert code_of(await plant.give(OUT, HAND, **PAGE, counted=counted)) == "not-found"
    minus = [{"job_order": "WO-1-20", "quantity": "-1"}]
    assert code_of(await plant.give(OUT, HAND, **PAGE, counted=minus)) == "negative-count"
    photo = [str(UUID(int=7))]
    assert code_of(await plant.give(OUT, HAND, **PAGE, photos=photo)) == "not-found"


async def test_the_page_can_be_looked_at_before_it_is_signed(plant: Plant) -> None:
    await worked(plant)
    query = next(query for query in ORDERS.queries if query.name == "kernel.handover_draft")
    read = msgspec.convert(PAGE, query.params, strict=False)
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        page = await query.run(tx, read, OUT)
        stranger = Principal(id=uuid7(), name="stranger")
        nothing = await query.run(tx, read, stranger)
    assert [(one.code, one.produced, one.present) for one in page.rows] == [
        (CODE, 102, ("LI", "WANG"))
    ]
    assert nothing.rows == []
