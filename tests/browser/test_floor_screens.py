"""The floor's other screens: my work, the shift handed over with two PINs, reports for others."""

from typing import Literal

import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import DESK, PHONE, Desk
from tests.browser.floor_ground import PIN, Line, at_work, keys, new_line, paired, worker
from tests.browser.floor_material import chosen, picture
from tests.browser.hands import cut_off, flashed

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a line with two people."""
    return await new_line(api)


async def opened(
    desk: Desk,
    line: Line,
    who: str,
    *,
    language: Literal["zh-CN", "en-US"] = "en-US",
    size: tuple[int, int] = DESK,
) -> Page:
    """Give a paired terminal with somebody at work."""
    page = await desk.page(language=language, size=size)
    await paired(page, line)
    await at_work(page, who)
    await expect(page.locator(".person")).to_be_visible()
    return page


async def report(page: Page, good: str) -> None:
    await page.locator(".dock .primary").click()
    await keys(page, good)
    await page.locator(".send").click()
    await flashed(page)


async def screen(page: Page, name: str) -> None:
    """Open a screen by its tile."""
    await page.locator(".where.key").click()
    await page.locator(".home .tile").filter(has_text=name).click()


async def test_ones_own_reports_of_today_are_one_touch_away_and_the_station_stays_as_it_is(
    desk: Desk, line: Line
) -> None:
    job = await line.order("WO-MINE", 50)
    page = await opened(desk, line, "Li", language="zh-CN", size=PHONE)
    await chosen(page, job)
    await report(page, "6")
    await page.locator(".dock .primary").click()
    await keys(page, "4")
    await page.locator(".where.key").click()
    await picture(page, "home-zh-phone")
    await page.locator(".home .tile").filter(has_text="我的报工").click()
    await expect(page).to_have_url(f"{desk.address}/floor/mine")
    await expect(page.locator(".totals dd").first).to_have_text("6")
    await picture(page, "mine-zh-phone")
    await expect(page.locator(".reports li")).to_contain_text("已计入")
    await page.go_back()
    await page.go_back()
    await expect(page.locator(".typed:visible")).to_contain_text("4")


async def test_a_screen_that_was_never_opened_opens_without_a_network(
    desk: Desk, line: Line
) -> None:
    page = await opened(desk, line, "Li")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await cut_off(page)
    await page.goto("/floor/mine")
    await expect(page.get_by_role("button", name="This month")).to_be_visible()
    await page.context.set_offline(False)


async def test_a_shift_is_counted_and_handed_over_with_two_pins(desk: Desk, line: Line) -> None:
    job = await line.order("WO-SHIFT", 50)
    await worker(line.api, "赵 Zhao", "operator", "line_leader")
    page = await opened(desk, line, "Wang")
    await chosen(page, job)
    await report(page, "8")
    await screen(page, "Shift handover")
    behind = page.locator(".count-row").filter(has_text="WO-SHIFT-20")
    await expect(behind).to_contain_text("booked 8 pcs")
    await behind.click()
    await keys(page, "7")
    await page.get_by_role("button", name="Carried to the next operation").click()
    await picture(page, "count")
    await page.get_by_role("button", name="That is what lies there").click()
    await expect(behind).to_contain_text("Explained")
    await page.get_by_label("The next shift has to know").fill("Coolant is low.")
    await picture(page, "handover")
    await page.get_by_role("button", name="Hand over").click()
    await keys(page, PIN)
    await page.get_by_role("dialog").get_by_role("button", name="Hand over").click()
    await flashed(page, "Handed over")
    await page.get_by_role("dialog").get_by_role("button", name="Zhao").click()
    await keys(page, PIN)
    await picture(page, "takes-over")
    await page.get_by_role("dialog").get_by_role("button", name="Take over").click()
    await flashed(page, "Taken over")
    await expect(page.locator(".person-name")).to_have_text("赵 Zhao")
    answer = await line.api.get("/api/v1/records/handover_signature")
    sides = [one["side"] for one in msgspec.json.decode(answer.content)["rows"]]
    assert sorted(sides) == ["incoming", "outgoing"]


async def test_a_block_from_excel_becomes_reports_for_others(desk: Desk, line: Line) -> None:
    job = await line.order("WO-OTHERS", 100)
    page = await opened(desk, line, "Wang")
    await screen(page, "Report for others")
    await expect(page.locator(".others tbody tr")).to_have_count(3)
    block = f"Person\\tJob\\tGood\\tBad\\n李 Li\\t{job}\\t12\\t1\\tD1\\t1.5\\n李 Li\\tNO-JOB\\t5"
    await page.locator(".others input").first.evaluate(
        """(input, text) => {
            const pasted = new DataTransfer();
            pasted.setData("text", text);
            input.dispatchEvent(new ClipboardEvent("paste",
                { clipboardData: pasted, bubbles: true, cancelable: true }));
        }""",
        block.replace("\\t", "\t").replace("\\n", "\n"),
    )
    await expect(page.locator(".others tbody tr")).to_have_count(2)
    await expect(page.locator(".others tr.wrong")).to_contain_text("Which job?")
    await picture(page, "others")
    await expect(page.get_by_role("button", name="Save 2 reports")).to_be_disabled()
    await page.locator(".others tr.wrong").get_by_label("Job or order").fill(job)
    await page.get_by_role("button", name="Check all").click()
    await expect(page.locator(".good-word")).to_have_count(2)
    await page.get_by_role("button", name="Save 2 reports").click()
    await flashed(page, "2 reports saved")
    rows = [row for row in await line.responses(job) if float(row["good"]) > 0]
    assert sorted(float(row["good"]) for row in rows) == [5, 12]
