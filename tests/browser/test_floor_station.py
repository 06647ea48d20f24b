"""At the station: wrong lots turn the screen red, two people share a job, help is called."""

from decimal import Decimal

import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk
from tests.browser.floor_ground import (
    PIN,
    Line,
    at_work,
    give,
    keys,
    new_line,
    paired,
    scan,
    worker,
)
from tests.browser.floor_material import (
    EXPIRED,
    GOOD,
    HELD,
    PIXEL,
    WRONG,
    chosen,
    picture,
    plate_order,
    plates,
    red,
)
from tests.browser.hands import cut_off, flashed

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a line with two people and plates in the store."""
    made = await new_line(api)
    await plates(made)
    return made


@pytest.fixture
async def page(desk: Desk, line: Line) -> Page:
    """Give a paired terminal."""
    opened = await desk.page()
    await paired(opened, line)
    return opened


async def test_a_wrong_expired_or_held_lot_turns_the_screen_red_and_a_good_one_is_mounted(
    page: Page, line: Line
) -> None:
    job = await plate_order(line, "WO-LOT")
    await at_work(page, "Li")
    await chosen(page, job)
    await expect(page.locator(".next .kit-complete")).to_be_visible()
    await scan(page, EXPIRED)
    await picture(page, "red-expired")
    await red(page, "Expired", "2020-01-01")
    await scan(page, HELD)
    await red(page, "Lot on hold", "rust")
    await scan(page, WRONG)
    await expect(page.locator(".flash-bad .plain")).to_have_count(0)
    await red(page, "Wrong material", "uses PLATE")
    await scan(page, GOOD)
    await flashed(page, GOOD)
    await page.locator(".tool", has_text="Material").click()
    await picture(page, "lots")
    await expect(page.get_by_role("dialog")).to_contain_text("40 of 40 kg")
    await expect(page.locator(".lot")).to_contain_text(GOOD)
    await page.get_by_role("button", name="Back").click()
    await page.locator(".dock .primary").click()
    await keys(page, "3")
    await page.locator(".send").click()
    await flashed(page)
    await expect(page.locator(".next .figures strong").first).to_have_text("3")
    answer = await line.api.query("kernel.lot", material="PLATE", lot=GOOD)
    stands = msgspec.json.decode(answer.content)["rows"][0]["stands"]
    assert sum(float(one["quantity"]) for one in stands if one["place"] == f"wip:{job}") == 34


async def test_a_lead_may_use_another_material_with_a_reason(page: Page, line: Line) -> None:
    job = await plate_order(line, "WO-SUB")
    await at_work(page, "Wang")
    await chosen(page, job)
    await scan(page, WRONG)
    await page.get_by_role("button", name="Use it instead").click()
    await expect(page.locator(".sheet .primary")).to_be_disabled()
    await keys(page, "2")
    await page.get_by_role("button", name="Released as a substitute").click()
    await picture(page, "use-instead")
    await page.locator(".sheet .primary").click()
    await flashed(page, "Brought")
    answer = await line.api.query("kernel.lot", material="BR-100", lot=WRONG)
    stands = msgspec.json.decode(answer.content)["rows"][0]["stands"]
    assert {one["place"]: float(one["quantity"]) for one in stands}[f"wip:{job}"] == 2


async def test_two_people_share_one_job_and_it_runs_on_when_one_leaves(
    page: Page, line: Line
) -> None:
    job = await plate_order(line, "WO-TWO")
    badge = await line.badge("王 Wang")
    await at_work(page, "Li")
    await chosen(page, job)
    await page.locator(".dock .go").click()
    await flashed(page)
    await page.locator(".tool", has_text="People").click()
    await page.get_by_role("button", name="I work here").click()
    await flashed(page)
    await scan(page, badge)
    await page.get_by_role("button", name="Joins").click()
    await flashed(page)
    await expect(page.locator(".tool", has_text="People").locator("b")).to_have_text("2")
    await page.locator(".dock .primary").click()
    await keys(page, "5")
    await picture(page, "two-people")
    await expect(page.locator(".who .key[aria-pressed=true]")).to_have_count(2)
    await page.locator(".send").click()
    await flashed(page, "Good 5")
    shares = await shares_of(line.api)
    assert sorted(shares) == [2, 3]
    await page.locator(".tool", has_text="People").click()
    await page.locator(".waits", has_text="Wang").get_by_role("button").click()
    await flashed(page)
    await expect(page.locator(".waits", has_text="Wang")).to_have_count(0)
    await page.get_by_role("button", name="Back").click()
    await expect(page.locator(".next .pill-running")).to_be_visible()


async def shares_of(api: Api) -> list[float]:
    """Return the pieces of each person in the reports that name more than one."""
    async with api.runtime.store.transaction(api.tenant, readonly=True) as tx:
        rows = await tx.fetch(
            "SELECT quantity FROM person_share WHERE job_response IN "
            "(SELECT job_response FROM person_share GROUP BY 1 HAVING count(*) = 2)"
        )
    return [float(msgspec.convert(row[0], Decimal)) for row in rows]


async def test_a_call_is_seen_until_somebody_answers(page: Page, line: Line) -> None:
    job = await plate_order(line, "WO-CALL", ordered=30)
    await at_work(page, "Li")
    await chosen(page, job)
    await page.locator(".tool", has_text="Call").click()
    await picture(page, "call")
    await page.locator(".call-machine").click()
    await flashed(page, "Called")
    tool = page.locator(".tool", has_text="Call")
    await expect(tool).to_have_class("key tool tool-kept")
    alerts = msgspec.json.decode((await line.api.query("kernel.work_alerts")).content)["rows"]
    code = next(one["code"] for one in alerts if one["job_order"] == job)
    await give(line.api, "kernel.acknowledge_work_alert", work_alert=code)
    await expect(tool).to_have_class("key tool tool-good")
    await tool.click()
    await expect(page.get_by_role("dialog")).to_contain_text("is on the way")


async def test_good_bad_and_missing_pieces_go_in_one_report_and_a_scan_shows_what_a_code_is(
    page: Page, line: Line
) -> None:
    job = await plate_order(line, "WO-MIX")
    await at_work(page, "Li")
    await chosen(page, job)
    await scan(page, "PLATE")
    await page.get_by_role("button", name="Ask for this material").click()
    await page.get_by_role("dialog").locator(".key.primary").click()
    await flashed(page)
    await page.locator(".dock .primary").click()
    await keys(page, "7")
    await page.locator(".add").click()
    await page.locator(".kind-to_judge").click()
    await page.locator(".reasons .key").first.click()
    await keys(page, "2")
    await page.locator(".photo input").set_input_files(
        {"name": "scratch.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    await expect(page.locator(".photo")).to_contain_text("Photo taken")
    await page.locator(".add").click()
    await picture(page, "mix")
    await page.locator(".send").click()
    await flashed(page, "Good 7, Not OK 2")
    [row] = [one for one in await line.responses(job) if float(one["good"]) > 0]
    assert (float(row["good"]), float(row["defective"])) == (7, 2)
    lines = await line.api.get("/api/v1/records/defect_line")
    [photo] = [one["photo"] for one in msgspec.json.decode(lines.content)["rows"] if one["photo"]]
    assert (await line.api.get(f"/api/v1/files/{photo}")).content == PIXEL


OVEN = {"code": "oven", "name": "炉温", "name_en": "Oven", "unit": "°C", "lower": "180",
        "upper": "200", "beyond": "refuse"}  # fmt: skip
GAS = {"code": "gas", "name": "保护气", "name_en": "Gas", "kind": "choice", "choices": ["N2", "Ar"]}


async def test_values_of_the_process_are_asked_judged_and_confirmed_by_a_lead(
    page: Page, line: Line
) -> None:
    step = {"sequence": 10, "name": "Cure", "start_by_report": True, "parameters": [OVEN, GAS]}
    await give(line.api, "kernel.create_work_order", code="WO-OVEN", site="F1", material="SCREW",
               ordered="10", operations=[step])  # fmt: skip
    await give(line.api, "kernel.release_work_order", work_order="WO-OVEN")
    await give(line.api, "kernel.dispatch_job_order", job_order="WO-OVEN-10", work_center="WC-1")
    await at_work(page, "Wang")
    await chosen(page, "WO-OVEN-10")
    await page.locator(".dock .primary").click()
    await keys(page, "4")
    await page.locator(".send").click()
    await flashed(page, "Oven", tone="kept")
    await expect(page.locator(".amount-value")).to_be_visible()
    await scan(page, "+205.5")
    await expect(page.locator(".amount-value .typed-bad")).to_contain_text("205.5")
    await picture(page, "value-beyond")
    await page.locator(".value-keys .go").click()
    await page.get_by_role("button", name="N2").click()
    await picture(page, "values")
    await page.locator(".send").click()
    await expect(page.locator(".flash-bad")).to_contain_text("Oven is 205.5 °C")
    await picture(page, "value-refused")
    await page.get_by_role("button", name="Do it all the same").click()
    await flashed(page, "Good 4")
    [row] = [one for one in await line.responses("WO-OVEN-10") if float(one["good"]) > 0]
    values = msgspec.convert(row["parameters"], dict[str, dict[str, str]])
    assert (values["oven"]["judged"], values["gas"]["value"]) == ("beyond", "N2")


async def test_a_job_is_finished_with_pieces_missing_and_fewer_than_ordered(
    page: Page, line: Line
) -> None:
    steps = [{"sequence": at, "name": name, "start_by_report": True, "count_tolerance": "2"}
             for at, name in ((10, "Bend"), (20, "Weld"))]  # fmt: skip
    await give(line.api, "kernel.create_work_order", code="WO-SHORT", site="F1", material="SCREW",
               ordered="10", operations=steps)  # fmt: skip
    await give(line.api, "kernel.release_work_order", work_order="WO-SHORT")
    await give(line.api, "kernel.dispatch_job_order", job_order="WO-SHORT-20", work_center="WC-1")
    for job, good in (("WO-SHORT-10", "10"), ("WO-SHORT-20", "8")):
        await give(line.api, "kernel.report_operation", job_order=job, good=good)
    await at_work(page, "Li")
    await chosen(page, "WO-SHORT-20")
    await page.locator(".tool", has_text="Finish").click()
    sheet = page.get_by_role("dialog", name="Finish WO-SHORT-20")
    await expect(sheet).to_contain_text("2 pcs still lie here")
    await picture(page, "finish")
    await sheet.get_by_role("button", name="Lost on the way").click()
    await expect(sheet.locator(".primary")).to_be_disabled()
    await sheet.get_by_role("button", name="No more are needed").click()
    await sheet.get_by_role("button", name="Close with 2 missing").click()
    await flashed(page, "Finished")
    await expect(page.locator(".row, .next").filter(has_text="WO-SHORT-20")).to_have_count(0)
    [said] = [one for one in await line.responses("WO-SHORT-20") if float(one["missing"]) > 0]
    assert float(said["missing"]) == 2


async def test_how_the_work_is_done_is_shown_step_by_step_with_pictures(
    page: Page, line: Line
) -> None:
    answer = await line.api.client.post(
        "/api/v1/files", params={"name": "press.png"}, content=PIXEL,
        headers={**line.api.headers, "content-type": "image/png"},
    )  # fmt: skip
    picture_id = msgspec.json.decode(answer.content)["id"]
    await give(line.api, "work_instruction.create", code="I-1", operation="Press", step=1,
               text="放入板料", text_en="Lay the plate in.", picture=picture_id)  # fmt: skip
    await give(line.api, "work_instruction.create", code="I-2", operation="Press", step=2,
               text="双手按钮", text_en="Press both buttons.")  # fmt: skip
    job = await plate_order(line, "WO-HOW")
    await at_work(page, "Li")
    await chosen(page, job)
    how = page.locator(".tool", has_text="How to")
    await expect(how).to_have_class("key tool tool-kept")
    await page.wait_for_function(
        "async (path) => (await caches.match(path, {ignoreVary: true})) !== undefined",
        arg=f"/api/v1/files/{picture_id}",
    )
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await cut_off(page)
    await how.click()
    await expect(page.locator(".step")).to_contain_text("Lay the plate in.")
    shown = page.get_by_role("img", name="Lay the plate in.")
    await expect(shown).to_have_js_property("naturalWidth", 1)
    await page.get_by_role("button", name="The next step").click()
    await expect(page.locator(".step")).to_contain_text("Press both buttons.")
    await expect(page.get_by_role("button", name="The next step")).to_be_disabled()
    await page.get_by_role("button", name="Back", exact=True).click()
    await expect(how).to_have_class("key tool")
    await page.context.set_offline(False)


async def test_a_changed_instruction_is_read_before_work_begins(page: Page, line: Line) -> None:
    made = await give(line.api, "work_instruction.create", code="I-9", operation="Turn", step=1,
                      text="旧", text_en="Clamp at 20 bar.")  # fmt: skip
    job = await line.order("WO-NEW", 20)
    await at_work(page, "Li")
    await chosen(page, job)
    await page.locator(".tool", has_text="How to").click()
    await expect(page.locator(".step")).to_contain_text("20 bar")
    await page.get_by_role("button", name="Back", exact=True).click()
    [record] = msgspec.convert(made["records"], list[dict[str, object]])
    await give(line.api, "work_instruction.change", record=str(record["id"]), expected_version=1,
               text_en="Clamp at 25 bar.")  # fmt: skip
    await page.reload()
    await chosen(page, job)
    await expect(page.locator(".tool", has_text="How to")).to_have_class("key tool tool-kept")
    await page.locator(".dock .go").click()
    await expect(page.get_by_role("dialog")).to_contain_text("The instructions were changed")
    await expect(page.locator(".step")).to_contain_text("25 bar")
    await page.get_by_role("button", name="Back", exact=True).click()
    await page.locator(".dock .go").click()
    await flashed(page, "Started")


async def test_what_two_people_decide_is_signed_by_the_other_one_with_badge_and_pin(
    page: Page, line: Line
) -> None:
    job = await plate_order(line, "WO-SIGN")
    await worker(line.api, "赵 Zhao", "operator", "line_leader")
    badge = await line.badge("赵 Zhao")
    await give(line.api, "platform.require_second_signature", topic="over_issue")
    await at_work(page, "Wang")
    await chosen(page, job)
    await scan(page, WRONG)
    await page.get_by_role("button", name="Use it instead").click()
    await keys(page, "1")
    await page.get_by_role("button", name="Replaces missing material").click()
    await page.locator(".sheet .primary").click()
    asked = page.get_by_role("dialog", name="A second person signs")
    await expect(asked.get_by_role("button", name="Zhao")).to_be_visible()
    await expect(asked.get_by_role("button", name="Wang")).to_have_count(0)
    await picture(page, "second-signer")
    await scan(page, badge)
    await keys(page, "9182")
    await page.get_by_role("button", name="Sign", exact=True).click()
    await expect(page.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    await keys(page, PIN)
    await picture(page, "second-pin")
    await page.get_by_role("button", name="Sign", exact=True).click()
    await flashed(page, "Brought")
    await give(line.api, "platform.require_second_signature", topic="over_issue", required=False)
    [signed] = msgspec.json.decode((await line.api.query("platform.second_signatures")).content)[
        "rows"
    ]
    assert (signed["asked_by_name"], signed["signer_name"]) == ("王 Wang", "赵 Zhao")
    answer = await line.api.query("kernel.lot", material="BR-100", lot=WRONG)
    stands = msgspec.json.decode(answer.content)["rows"][0]["stands"]
    assert {one["place"]: float(one["quantity"]) for one in stands}[f"wip:{job}"] == 1
