"""What was said at a station survives the network, the battery, the browser and the server."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.api_ground import Api, api_settings
from tests.browser.chromium import ARGUMENTS, chromium
from tests.browser.conftest import PHONE, Desk
from tests.browser.floor_ground import PIN, Line, at_work, keys, new_line, paired
from tests.browser.floor_material import chosen
from tests.browser.hands import cut_off, flashed, gone, watch
from tests.served import served

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

REPORTS = 50
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a line with two people."""
    return await new_line(api)


class Device:
    """A browser with a disk of its own that is closed, killed and opened again."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder = folder
        self._address = address
        self._playwright = async_playwright()
        self._context: BrowserContext | None = None

    async def opened(self) -> Page:
        """Open the browser on its disk; return its page."""
        playwright = await self._playwright.start()
        self._context = await playwright.chromium.launch_persistent_context(
            self._folder,
            executable_path=chromium(),
            args=ARGUMENTS,
            locale="en-US",
            viewport={"width": PHONE[0], "height": PHONE[1]},
            base_url=self._address,
        )
        watch(self._context)
        return self._context.pages[0]

    async def closed(self) -> None:
        """Close the browser as a person does."""
        assert self._context is not None
        await self._context.close()
        await self._stop()

    async def killed(self, page: Page) -> None:
        """Let the browser die at once, as with an empty battery."""
        assert self._context is not None
        session = await self._context.new_cdp_session(page)
        died = asyncio.Event()
        self._context.on("close", lambda _: died.set())
        asked = asyncio.ensure_future(session.send("Browser.crash"))
        await asyncio.wait_for(died.wait(), timeout=60)
        await asyncio.gather(asked, return_exceptions=True)
        await self._stop()

    async def _stop(self) -> None:
        self._context = None
        await self._playwright.__aexit__()
        self._playwright = async_playwright()

    async def away(self, is_away: bool) -> None:
        """Take the network away, or give it back."""
        assert self._context is not None
        if is_away:
            await cut_off(self._context.pages[0])
        else:
            await self._context.set_offline(False)


@pytest.fixture
async def device(tmp_path: Path, address: str) -> AsyncIterator[Device]:
    """Give a browser on a disk of its own."""
    given = Device(tmp_path / "browser", address)
    yield given
    if given._context is not None:  # the test failed half way
        await given.closed()


async def report(page: Page, good: str, flash: str) -> None:
    await page.locator(".dock .primary").click()
    await keys(page, good)
    await page.locator(".send").click()
    await expect(page.locator(f".flash-{flash}")).to_be_visible()


async def sent_again(page: Page) -> None:
    """Open the floor anew, sign in if it asks, and wait until what was kept is sent."""
    async with page.expect_response("**/api/v1/commands"):
        await page.goto("/floor")
        await page.locator(".tile, .person").first.wait_for()
        if await page.locator(".tile").count():
            await at_work(page, "Li")


async def kept(page: Page) -> None:
    """Wait until the page may be opened without a network."""
    await page.evaluate(
        "navigator.serviceWorker.ready.then(() => caches.match('/floor')).then((one) => {"
        " if (!one) throw new Error('the page is not kept') })"
    )


async def test_fifty_reports_of_half_an_hour_offline_are_booked_once_after_the_browser_was_closed(
    device: Device, line: Line
) -> None:
    job = await line.order("WO-FIFTY", 5000)
    page = await device.opened()
    await page.clock.install()
    await paired(page, line)
    await at_work(page, "Li")
    await chosen(page, job)
    await kept(page)
    await device.away(True)
    for number in range(1, REPORTS + 1):
        await report(page, str(number), "kept")
        await page.clock.fast_forward(int(HALF_AN_HOUR / REPORTS / timedelta(milliseconds=1)))
        await gone(page)
    await expect(page.get_by_test_id("waiting")).to_have_text(f"{REPORTS} waiting")
    await device.closed()
    assert await line.responses(job) == []

    page = await device.opened()
    await sent_again(page)
    await expect(page.get_by_test_id("waiting")).to_have_count(0, timeout=60_000)
    rows = await line.responses(job)
    assert [float(row["good"]) for row in reversed(rows)] == list(range(1, REPORTS + 1))


async def test_a_browser_killed_right_after_the_flash_has_lost_nothing(
    device: Device, line: Line
) -> None:
    job = await line.order("WO-KILL", 50)
    page = await device.opened()
    await paired(page, line)
    await device.closed()
    page = await device.opened()
    await page.goto("/floor")
    await at_work(page, "Li")
    await chosen(page, job)
    await device.away(True)
    await report(page, "7", "kept")
    await device.killed(page)

    page = await device.opened()
    await sent_again(page)
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert [float(row["good"]) for row in await line.responses(job)] == [7]


async def test_a_server_that_is_started_again_under_an_open_page_goes_on_with_it(
    desk: Desk, line: Line, database_folder: Path
) -> None:
    job = await line.order("WO-RESTART", 50)
    settings = api_settings(database_folder)
    with served(settings) as first:
        port = urlsplit(first).port or 0
        own = Desk(desk._browser, first)
        page = await own.page()
        await paired(page, line)
        await at_work(page, "Li")
        await chosen(page, job)
        await report(page, "2", "good")
        await gone(page)
        await page.locator(".dock .primary").click()
        await keys(page, "3")
    await page.locator(".send").click()
    await flashed(page, tone="kept")
    await expect(page.get_by_test_id("waiting")).to_have_text("1 waiting")
    with served(settings, port=port):
        await expect(page.get_by_test_id("waiting")).to_have_count(0, timeout=60_000)
        await expect(page.locator(".badge")).to_contain_text("Online")
        await report(page, "4", "good")
        await page.close()
    rows = await line.responses(job)
    assert [float(row["good"]) for row in reversed(rows)] == [2, 3, 4]


async def test_a_session_that_ends_in_the_middle_of_a_form_keeps_every_line_of_it(
    desk: Desk, line: Line
) -> None:
    job = await line.order("WO-EXPIRED", 50)
    page = await desk.page()
    await paired(page, line)
    await at_work(page, "Li")
    await chosen(page, job)
    await page.locator(".dock .primary").click()
    await keys(page, "9")
    await page.locator(".add").click()
    await page.locator(".kind-to_judge").click()
    await page.locator(".reasons .key").first.click()
    await page.context.clear_cookies()
    await page.locator(".send").click()
    await expect(page.locator(".pin h1")).to_have_text("李 Li")
    await gone(page)
    await keys(page, PIN)
    await page.locator(".pin .primary").click()
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    [row] = [one for one in await line.responses(job) if float(one["good"]) > 0]
    assert (float(row["good"]), float(row["defective"])) == (9, 1)
