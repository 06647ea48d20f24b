"""A device in use: touches counted, two tabs, a full disk, a wrong clock, a new version."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk
from tests.browser.floor_ground import Line, at_work, keys, new_line, paired, scan
from tests.browser.floor_material import GOOD, chosen, plate_order, plates
from tests.browser.hands import cut_off, flashed, gone

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

TOUCHES_MAX = 4
APART = timedelta(minutes=2)
"""How far a device may be from the plant's time that it learnt from answers under way."""
COUNT = """addEventListener("click", () => { window.touches += 1; }, true)"""


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a line with two people and plates in the store."""
    made = await new_line(api)
    await plates(made)
    return made


@pytest.fixture
async def page(desk: Desk, line: Line) -> AsyncIterator[Page]:
    """Give a paired terminal."""
    opened = await desk.page()
    await paired(opened, line)
    yield opened
    await opened.context.set_offline(False)


async def good_only(page: Page) -> None:
    await page.locator(".dock .primary").click()
    await page.locator(".send").click()


async def with_reason(page: Page, kind: str) -> None:
    await page.locator(".dock .primary").click()
    await page.locator(f".kind-{kind}").click()
    await page.locator(".reasons .key").first.click()
    await page.locator(".send").click()


async def scrap(page: Page) -> None:
    await with_reason(page, "scrap")


async def rework(page: Page) -> None:
    await with_reason(page, "rework")


async def two_digits(page: Page) -> None:
    await page.locator(".dock .primary").click()
    await keys(page, "12")
    await page.locator(".send").click()


async def with_lot(page: Page) -> None:
    await scan(page, GOOD)
    await flashed(page, GOOD)
    await good_only(page)


Doing = Callable[[Page], Awaitable[None]]
KINDS: dict[str, Doing] = {
    "Good 20": good_only, "Good 12": two_digits, "Scrap 1": scrap, "Rework 1": rework,
    "Good 7": with_lot,
}  # fmt: skip


async def test_a_normal_report_of_every_kind_takes_at_most_four_touches(
    page: Page, line: Line
) -> None:
    jobs = [
        await plate_order(line, f"WO-T{at}", ordered=7 if doing is with_lot else 20)
        for at, doing in enumerate(KINDS.values())
    ]
    await at_work(page, "Wang")
    await page.evaluate(COUNT)
    taken: dict[str, int] = {}
    for job, (said, doing) in zip(jobs, KINDS.items(), strict=True):
        await chosen(page, job)
        await page.evaluate("window.touches = 0")
        await doing(page)
        await expect(page.locator(".flash-good")).to_contain_text(said)
        taken[said] = await page.evaluate("window.touches")
        await gone(page)
    assert max(taken.values()) <= TOUCHES_MAX, taken


async def report(page: Page, good: str, flash: str) -> None:
    await page.locator(".dock .primary").click()
    await keys(page, good)
    await page.locator(".send").click()
    await flashed(page, tone=flash)


async def booked(line: Line, job: str) -> list[float]:
    return sorted(float(row["good"]) for row in await line.responses(job))


async def test_two_tabs_of_one_device_send_what_both_kept_exactly_once(
    page: Page, line: Line
) -> None:
    job = await line.order("WO-TABS", 100)
    await at_work(page, "Li")
    await chosen(page, job)
    other = await page.context.new_page()
    await other.goto("/floor/station")
    await chosen(other, job)
    await cut_off(page)
    await report(page, "1", "kept")
    await report(other, "2", "kept")
    await report(page, "3", "kept")
    await page.context.set_offline(False)
    for tab in (page, other):
        await expect(tab.get_by_test_id("waiting")).to_have_count(0)
    assert await booked(line, job) == [1, 2, 3]


async def test_a_full_device_says_that_nothing_was_kept_and_leaves_the_form_as_it_is(
    page: Page, line: Line
) -> None:
    job = await line.order("WO-FULL", 100)
    await at_work(page, "Li")
    await chosen(page, job)
    await page.evaluate(
        """() => { const add = IDBObjectStore.prototype.add;
            IDBObjectStore.prototype.add = function (...given) {
              if (!window.full) return add.apply(this, given);
              throw new DOMException("no room", "QuotaExceededError");
            }; window.full = true; }"""
    )
    await page.locator(".dock .primary").click()
    await keys(page, "31")
    await page.locator(".send").click()
    await expect(page.locator(".flash-bad")).to_contain_text("Not saved")
    await page.get_by_role("button", name="Understood").click()
    await expect(page.locator(".typed")).to_contain_text("31")
    assert await booked(line, job) == []
    await page.evaluate("window.full = false")
    await page.locator(".send").click()
    await flashed(page)
    assert await booked(line, job) == [31]


async def test_a_device_whose_clock_is_years_behind_reports_at_the_plants_time(
    page: Page, line: Line
) -> None:
    job = await line.order("WO-CLOCK", 100)
    await page.clock.install(time=datetime(2015, 1, 1, tzinfo=UTC))
    await page.reload()
    await at_work(page, "Li")
    await chosen(page, job)
    await cut_off(page)
    before = datetime.now(UTC)
    await report(page, "5", "kept")
    after = datetime.now(UTC)
    await page.context.set_offline(False)
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    [row] = await line.responses(job)
    at = datetime.fromisoformat(row["occurred_at"])
    assert before - APART <= at <= after + APART


async def test_a_new_version_taken_while_commands_wait_sends_them_once(
    page: Page, line: Line
) -> None:
    job = await line.order("WO-NEWER", 100)
    await at_work(page, "Li")
    await chosen(page, job)
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await cut_off(page)
    await report(page, "6", "kept")
    await report(page, "7", "kept")
    await page.evaluate(
        """async () => {
            for (const one of await navigator.serviceWorker.getRegistrations()) {
              await one.unregister();
            }
            for (const name of await caches.keys()) await caches.delete(name);
        }"""
    )
    async with page.expect_response("**/api/v1/commands"):
        await page.context.set_offline(False)
        await page.goto("/floor/station")
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert await booked(line, job) == [6, 7]
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
