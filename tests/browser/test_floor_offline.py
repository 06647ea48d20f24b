"""What is said at a station without a network is booked once, in order, or kept for the lead."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk
from tests.browser.floor_ground import PIN, Line, at_work, give, keys, new_line, paired, scan
from tests.browser.floor_material import PIXEL
from tests.browser.hands import cut_off, flashed, gone

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

OUTBOX = """() => new Promise((done, fail) => {
    const asked = indexedDB.open("taktline-floor");
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => {
        const all = asked.result.transaction("outbox").objectStore("outbox").getAll();
        all.onsuccess = () => { asked.result.close(); done(all.result); };
    };
})"""


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a line with two people."""
    return await new_line(api)


@pytest.fixture
async def page(desk: Desk, line: Line) -> AsyncIterator[Page]:
    """Give a paired terminal."""
    opened = await desk.page()
    await paired(opened, line)
    yield opened
    await opened.context.set_offline(False)


async def chosen(page: Page, job: str) -> None:
    await page.locator(".row, .next").filter(has_text=job).first.click()
    await expect(page.locator(".next")).to_contain_text(job)


async def report(page: Page, good: str, flash: str) -> None:
    await page.locator(".dock .primary").click()
    await keys(page, good)
    await page.locator(".send").click()
    await flashed(page, tone=flash)


def counted(rows: list[dict[str, str]]) -> list[float]:
    return [float(row["good"]) for row in reversed(rows)]


async def test_a_wrong_pin_says_so_and_the_right_one_opens(page: Page) -> None:
    await at_work(page, "Li", "9182")
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_role("alert")).not_to_be_empty()
    await keys(page, PIN)
    await page.locator(".pin .primary").click()
    await expect(page.locator(".person-name")).to_have_text("李 Li")


async def test_a_badge_stands_for_its_tile(page: Page, line: Line) -> None:
    badge = await line.badge("王 Wang")
    await scan(page, badge)
    await keys(page, PIN)
    await page.locator(".pin .primary").click()
    await expect(page.locator(".person-name")).to_have_text("王 Wang")


async def test_five_reports_made_offline_are_booked_once_and_in_order(
    page: Page, line: Line
) -> None:
    job = await line.order("WO-OFF", 100)
    await at_work(page, "Li")
    await chosen(page, job)
    await cut_off(page)
    for number in range(1, 6):
        await report(page, str(number), "kept")
        await expect(page.get_by_test_id("waiting")).to_have_text(f"{number} waiting")
    await expect(page.locator(".next .figures strong").first).to_have_text("15")
    kept = await page.evaluate(OUTBOX)
    assert [one["fields"]["good"] for one in kept] == ["1", "2", "3", "4", "5"]
    assert all(one["fields"]["offline"] for one in kept)
    assert await line.responses(job) == []

    await page.context.set_offline(False)
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    await expect(page.locator(".badge")).to_contain_text("Online")
    assert counted(await line.responses(job)) == [1, 2, 3, 4, 5]
    assert await page.evaluate(OUTBOX) == []


async def test_a_photo_taken_offline_waits_on_the_device_and_goes_with_its_report_once(
    page: Page, line: Line
) -> None:
    job = await line.order("WO-PHOTO", 100)
    await at_work(page, "Li")
    await chosen(page, job)
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await cut_off(page)
    await page.locator(".dock .primary").click()
    await page.locator(".kind-to_judge").click()
    await page.locator(".reasons .key").first.click()
    await page.locator(".photo input").set_input_files(
        {"name": "scratch.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    await expect(page.locator(".photo")).to_contain_text("Photo kept here")
    await page.locator(".send").click()
    await flashed(page, tone="kept")
    await page.reload()
    await page.locator(".badge").click()
    await expect(page.get_by_role("dialog").locator(".waits")).to_contain_text("with a photo")
    await page.get_by_role("dialog").locator(".key.plain").click()
    taken: list[str] = []
    page.on("response", lambda one: taken.append(urlsplit(one.url).path) if one.ok else None)
    await page.context.set_offline(False)
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert [one for one in taken if one in {"/api/v1/files", "/api/v1/commands"}] == [
        "/api/v1/files",
        "/api/v1/commands",
    ]
    lines = await line.api.get("/api/v1/records/defect_line")
    [photo] = [one["photo"] for one in msgspec.json.decode(lines.content)["rows"] if one["photo"]]
    assert (await line.api.get(f"/api/v1/files/{photo}")).content == PIXEL


async def test_an_answer_that_was_lost_is_asked_for_again_and_booked_once(
    page: Page, line: Line
) -> None:
    job = await line.order("WO-LOST", 100)
    await at_work(page, "Li")
    await chosen(page, job)
    lost = 0

    async def swallow(route: object) -> None:
        nonlocal lost
        lost += 1
        if lost > 1:
            await route.continue_()  # type: ignore[attr-defined] # Playwright's route
            return
        await route.fetch()  # type: ignore[attr-defined] # Playwright's route
        await route.abort("internetdisconnected")  # type: ignore[attr-defined] # Playwright's route

    await page.route("**/api/v1/commands", swallow)
    await report(page, "7", "kept")
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert lost > 1
    assert counted(await line.responses(job)) == [7]


async def test_what_cannot_be_booked_any_more_is_kept_for_the_lead(page: Page, line: Line) -> None:
    job = await line.order("WO-PARK", 10)
    await at_work(page, "Li")
    await chosen(page, job)
    await cut_off(page)
    await report(page, "3", "kept")
    await give(line.api, "kernel.start_job_order", job_order=job)
    await give(line.api, "kernel.hold_job_order", job_order=job, reason="smoke", alert="machine")
    await page.context.set_offline(False)
    await expect(page.get_by_test_id("returned")).to_have_text("1 came back")
    await page.locator(".badge").click()
    await expect(page.get_by_role("dialog")).to_contain_text("The team lead decides")
    assert await line.responses(job) == []
    assert await line.parked() == 1
    await page.get_by_role("button", name="Understood").click()
    await expect(page.get_by_test_id("returned")).to_have_count(0)


async def test_what_the_server_refuses_at_once_is_red_and_books_nothing(
    page: Page, line: Line
) -> None:
    job = await line.order("WO-RED", 10)
    await at_work(page, "Li")
    await chosen(page, job)
    await page.locator(".dock .primary").click()
    await keys(page, "99")
    await page.locator(".send").click()
    await expect(page.locator(".flash-bad")).to_contain_text("Not booked")
    await page.get_by_role("button", name="Understood").click()
    await expect(page.locator(".typed")).to_contain_text("99")
    assert await line.responses(job) == []
    assert await page.evaluate(OUTBOX) == []


async def test_ones_last_report_is_taken_back_in_one_touch(page: Page, line: Line) -> None:
    job = await line.order("WO-UNDO", 10)
    await at_work(page, "Li")
    await chosen(page, job)
    await report(page, "4", "good")
    await page.get_by_role("button", name="Undo", exact=True).click()
    await flashed(page, "Taken back")
    await expect(page.locator(".undo")).to_have_count(0)
    rows = await line.responses(job)
    assert sum(float(row["good"]) * int(row["sign"]) for row in rows) == 0
    assert len(rows) > 1


async def test_a_job_is_found_by_scan_and_an_unknown_code_is_said(page: Page, line: Line) -> None:
    await line.order("WO-S1", 10)
    job = await line.order("WO-S2", 10)
    await at_work(page, "Li")
    await expect(page.locator(".next h1")).to_be_visible()
    await scan(page, job)
    await expect(page.locator(".next")).to_contain_text(job)
    await scan(page, "NOBODY-KNOWS")
    await expect(page.get_by_role("alert")).to_contain_text("NOBODY-KNOWS")


async def test_a_session_that_ended_keeps_the_half_filled_form(page: Page, line: Line) -> None:
    job = await line.order("WO-HALF", 50)
    await at_work(page, "Li")
    await chosen(page, job)
    await page.locator(".dock .primary").click()
    await keys(page, "31")
    await page.context.clear_cookies()
    await page.locator(".send").click()
    await expect(page.locator(".pin h1")).to_have_text("李 Li")
    await gone(page)
    await keys(page, PIN)
    await page.locator(".pin .primary").click()
    # Only the head of who is signed in tells what still waits.
    await expect(page.locator(".person-name")).to_have_text("李 Li")
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert counted(await line.responses(job)) == [31]


async def test_signing_out_says_what_waits_unsent(page: Page, line: Line) -> None:
    job = await line.order("WO-OUT", 50)
    await at_work(page, "Li")
    await chosen(page, job)
    await cut_off(page)
    await report(page, "2", "kept")
    await page.locator(".person").click()
    await expect(page.get_by_role("dialog")).to_contain_text("1 not sent yet")
    await page.get_by_role("button", name="Sign out").last.click()
    await expect(page.locator(".tile").first).to_be_visible()
    await page.context.set_offline(False)
    await at_work(page, "Wang")
    await expect(page.locator(".person-name")).to_have_text("王 Wang")
    await expect(page.get_by_test_id("waiting")).to_have_text("1 waiting")
    assert await line.responses(job) == []
    await page.locator(".person").click()
    await page.get_by_role("button", name="Sign out").last.click()
    await at_work(page, "Li")
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert counted(await line.responses(job)) == [2]


async def test_a_page_opened_anew_without_a_network_goes_on(page: Page, line: Line) -> None:
    job = await line.order("WO-AGAIN", 50)
    await at_work(page, "Li")
    await chosen(page, job)
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await cut_off(page)
    await report(page, "3", "kept")
    await page.reload()
    await expect(page.locator(".person-name")).to_have_text("李 Li")
    await expect(page.get_by_test_id("waiting")).to_have_text("1 waiting")
    await chosen(page, job)
    await report(page, "4", "kept")
    await page.context.set_offline(False)
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert counted(await line.responses(job)) == [3, 4]
