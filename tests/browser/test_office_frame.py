"""The office's frame on any page: focus, language and look, a session that ends, paper."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, Person, signed_in
from tests.browser.hands import button
from tests.browser.test_bills_and_routings import sheet, tried
from tests.browser.test_office import done, plant, released, report

__all__ = ["plant"]
pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SHUT = """
() => new Promise((tell) => {
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  requestAnimationFrame(() => tell(document.activeElement.className));
})
"""
"""Press Escape, and look one picture later: long before a drawer has slid away."""


async def switched(page: Page, words: str) -> None:
    """Throw a switch of the frame by its name, over whatever is open."""
    await page.locator(".shell-head").wait_for()
    await page.keyboard.press("Control+k")
    await expect(page.locator(".go-menu input")).to_be_focused()
    await page.keyboard.type(words)
    await expect(page.locator(".go-menu").get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator(".go-menu")).to_have_count(0)


async def test_a_drawer_gives_the_focus_back_the_moment_it_is_shut(
    desk: Desk, person: Person
) -> None:
    page = await desk.page()
    await page.emulate_media(reduced_motion="no-preference")
    await signed_in(page, person, "/admin/roles")
    await page.locator(".table-row").first.press("Enter")
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_role("heading").first).to_be_visible()
    assert "table-row" in await page.evaluate(SHUT)
    await expect(drawer).to_have_count(0)
    await expect(page.locator(".table-row").first).to_be_focused()


async def test_language_and_look_are_switched_over_a_form_a_list_and_a_sheet_without_loss(
    desk: Desk, person: Person, plant: Api, tmp_path: Path
) -> None:
    for code in ("KEEP-A", "KEEP-B"):
        await done(await plant.command("hold_reason.create", {"code": code, "name": code}))
    page = await desk.page()
    await signed_in(page, person, "/records/hold_reason?search=KEEP-A")
    rows = page.locator(".list-row")
    await expect(rows).to_have_count(1)
    await button(page, "New").click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Code", exact=True).fill("HALF")
    await switched(page, "中文")
    typed = drawer.locator("#code")
    await expect(drawer.get_by_text("编码", exact=True)).to_be_visible()
    await expect(typed).to_have_value("HALF")
    await switched(page, "深色")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(typed).to_have_value("HALF")
    await expect(rows).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(drawer).to_have_count(0)

    await page.goto("/master/materials")
    await switched(page, "English")
    await button(page, "Bring in Excel").click()
    lines = [("Code", "Name", "Base unit"), ("KEEP-1", "Axle", "ea")]
    opened = await tried(page, sheet(tmp_path, "keep.xlsx", lines))
    await expect(button(opened, "Bring in 1 rows")).to_be_visible()
    await switched(page, "中文")
    await expect(opened.get_by_role("button", name=re.compile("导入 1 行"))).to_be_visible()


async def asked_back(page: Page, person: Person) -> Locator:
    """Sign in again in the dialog that lies over the page."""
    again = page.get_by_role("dialog").filter(has_text="your session has ended")
    await again.locator("input[autocomplete=username]").fill(person.login)
    await again.locator("input[autocomplete=current-password]").fill(person.password)
    await again.locator("button[type=submit]").click()
    await expect(again).to_have_count(0)
    return again


async def test_a_session_that_ends_in_the_middle_of_a_form_is_asked_back_and_the_form_goes_on(
    desk: Desk, person: Person, plant: Api
) -> None:
    page = await desk.page()
    await signed_in(page, person, "/admin/settings")
    await page.get_by_role("button", name="Change").first.click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Name", exact=True).fill("Works by the river")
    await page.context.clear_cookies()
    await button(drawer, "Save").click()
    await asked_back(page, person)
    await expect(page.locator(".ant-message-success")).to_be_visible()
    await expect(page.get_by_text("Works by the river")).to_be_visible()
    site = (await plant.get("/api/v1/records/site", filter='code = "S1"')).json()["rows"][0]
    assert site["name"] == "Works by the river"


async def on_paper(page: Page) -> None:
    """Print, and look at what stands on the paper: black on white, whole, nothing to press."""
    await page.emulate_media(media="print", color_scheme="dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    await expect(page.locator(".shell-head")).to_be_hidden()
    await expect(page.locator(".shell-menu.beside")).to_be_hidden()
    seen = page.locator(".shell-page button").filter(visible=True)
    await expect(seen).to_have_count(0)
    wide = "Math.max(...[...document.querySelectorAll('table')].map((one) => one.scrollWidth), 0)"
    assert await page.evaluate(wide) <= await page.evaluate("document.body.clientWidth")


async def test_pages_are_printed_clean(desk: Desk, person: Person, plant: Api) -> None:
    await released(plant, "PAPER-1", due_at="2026-01-01T00:00:00Z")
    await report(plant, "PAPER-1-10", "2")
    page = await desk.page(look="dark")
    await page.set_viewport_size({"width": 720, "height": 1000})
    await signed_in(page, person, "/orders/PAPER-1")
    row = page.get_by_role("region", name="Reports").get_by_role("row")
    await expect(row).to_have_count(2)
    await expect(page).to_have_title("PAPER-1 · Work orders · Taktline")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await on_paper(page)
    await expect(page.get_by_role("heading", name="PAPER-1")).to_be_visible()
    await expect(row.last).to_be_visible()

    await page.emulate_media(media="screen", color_scheme="dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.goto("/cockpit/late")
    await expect(page.get_by_role("row", name=re.compile("PAPER-1"))).to_be_visible()
    await on_paper(page)
    await expect(page.get_by_role("row", name=re.compile("PAPER-1"))).to_be_visible()
