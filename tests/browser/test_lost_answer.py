"""The server goes away while a form is being sent: the page says so, and nothing is done twice."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, signed_in, with_login
from tests.browser.hands import button, choose
from tests.browser.test_bills_and_routings import sheet, tried
from tests.browser.test_office import done

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

AWAY = "The server does not answer"


@pytest.fixture(scope="module")
async def works(api: Api) -> Api:
    """Give a factory that makes a wheel and sells it."""
    await done(await api.command("site.create", {"code": "S1", "name": "Works"}))
    await done(await api.command("unit.create", {"code": "pcs", "name": "piece"}))
    await done(await api.command("material.create", {"code": "W", "name": "Wheel", "unit": "pcs"}))
    customer: dict[str, object] = {"code": "C-9", "name": "Buyer", "is_customer": True}
    await done(await api.command("partner.create", customer))
    return api


class Line:
    """The way to the server, which can be cut so that commands arrive and answers do not."""

    def __init__(self, desk: Desk, page: Page) -> None:
        self._desk = desk
        self._page = page
        self.arrived: list[str] = []

    async def cut(self, address: str) -> None:
        """Let what is sent to an address be done, and its answer be lost."""
        await self._page.route(re.compile(address), self._swallow)

    async def _swallow(self, route: Route) -> None:
        answer = await route.fetch()
        self.arrived.append(str(answer.status))
        await route.abort("connectionreset")

    async def mend(self) -> None:
        """Let answers through again; that they were lost is no fault of the page."""
        await self._page.unroute_all(behavior="wait")
        self._desk.wrong = [one for one in self._desk.wrong if "ERR_CONNECTION" not in one]


@pytest.fixture
async def page(desk: Desk, works: Api) -> Page:
    person = await with_login(works.runtime, works.tenant, "administrator")
    page = await desk.page()
    await signed_in(page, person, "/")
    return page


async def test_a_routing_whose_answer_was_lost_is_there_once(
    desk: Desk, works: Api, page: Page
) -> None:
    line = Line(desk, page)
    await page.goto("/master/routings")
    await button(page, "New routing").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Code", exact=True).fill("R-1")
    await dialog.get_by_label("Steps").fill("Cut -> Turn")
    await line.cut("/commands/kernel.create_work_master")
    save = dialog.locator("button[type=submit]")
    await save.click()
    await expect(dialog.get_by_role("alert")).to_contain_text(AWAY)
    await line.mend()
    await save.click()
    await expect(page).to_have_url(re.compile("/master/routings/[0-9a-f-]{36}"))
    assert line.arrived[0] == "200"
    assert await works.count("work_master") == 1


async def test_a_sales_order_whose_answer_was_lost_is_there_once(
    desk: Desk, works: Api, page: Page
) -> None:
    line = Line(desk, page)
    await page.goto("/sales")
    await button(page, "New sales order").click()
    drawer = page.get_by_role("dialog")
    await choose(page, drawer.get_by_label("Customer", exact=True), "C-9", typed="C-9")
    await choose(page, drawer.get_by_label("Material", exact=True), "W", typed="W")
    await drawer.get_by_label("Quantity").fill("10")
    day = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%d")
    await drawer.get_by_label("Promised").fill(day)
    await page.locator(f'.ant-picker-dropdown td[title="{day}"]').click()
    await line.cut("/commands/sales.create_sales_order")
    await button(drawer, "Save").click()
    await expect(drawer.get_by_role("alert")).to_contain_text(AWAY)
    await line.mend()
    await button(drawer, "Save").click()
    await expect(page).to_have_url(re.compile(r"/sales/SO-\d{4}-\d{4}$"))
    assert await works.count("sales_order") == 1


async def test_a_sheet_whose_answer_was_lost_is_brought_in_once(
    desk: Desk, works: Api, page: Page, tmp_path: Path
) -> None:
    line = Line(desk, page)
    await page.goto("/master/materials")
    await button(page, "Bring in Excel").click()
    rows = [("Code", "Name", "Base unit"), ("A-1", "Axle", "pcs"), ("A-2", "Axle two", "pcs")]
    drawer = await tried(page, sheet(tmp_path, "more.xlsx", rows))
    await line.cut("/sheets/material/import")
    bring = button(drawer, "Bring in 2 rows")
    await bring.click()
    await expect(drawer.get_by_role("alert")).to_contain_text(AWAY)
    await line.mend()
    await bring.click()
    await expect(drawer.get_by_role("status")).to_be_visible()
    assert line.arrived == ["200"]
    assert await works.count("material") == 3


async def test_what_had_been_said_already_is_told_and_said_twice_only_if_meant(
    desk: Desk, works: Api, page: Page
) -> None:
    line = Line(desk, page)
    (unit,) = (await works.get("/api/v1/records/unit")).json()["rows"]
    await page.goto(f"/records/unit?record={unit['id']}&tab=comments")
    said = page.locator(".comments li")
    text = page.get_by_label("Write a comment")
    await text.fill("Counted by weight")
    await line.cut("/commands/catalog.write_comment")
    await button(page, "Say").click()
    await expect(page.locator(".comment-write")).to_contain_text(AWAY)
    await line.mend()
    await button(page, "Say").click()
    note = page.get_by_role("alert").filter(has_text="nothing was booked twice")
    await expect(note).to_contain_text(re.compile(r"already been booked at \d\d:\d\d;"))
    await expect(said).to_have_count(1)
    assert await works.count("record_comment") == 1
    await button(note, "Book it once more").click()
    await expect(note).to_be_hidden()
    await expect(said).to_have_count(2)
    assert await works.count("record_comment") == 2
