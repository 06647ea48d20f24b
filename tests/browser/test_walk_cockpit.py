"""The walk of docs/guides/walk-plant-manager.md: from figures to reports, losses, a board."""

import re

import pytest
from playwright.async_api import expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, signed_in, with_login
from tests.browser.hands import cut_off
from tests.machine_ground import Works, asked, done, ordered, works

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

WORDS = {
    "en-US": {
        "output": "Output today", "late": "Late orders", "cockpit": "Cockpit", "flow": "Operations",
        "machines": "Machines", "oee": "OEE and losses", "stops": "Stops", "by": "Machine",
        "boards": "Big screens", "line": "Line one",
    },
    "zh-CN": {
        "output": "今日产出", "late": "延期工单", "cockpit": "驾驶舱", "flow": "工序流",
        "machines": "设备", "oee": "OEE 与损失", "stops": "停机", "by": "设备",
        "boards": "大屏看板", "line": "一线",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
async def plant(api: Api) -> Works:
    """Give a line that works, with an order past its time."""
    plant = await works(api)
    await ordered(plant, due_at=plant.at(60), planned_end_at=plant.at(100))
    await plant.reported("W-1-10", "4", 30)
    await plant.ran("M-1", ("executing", 0, 60), ("fault", 60, 80), ("executing", 80, 119),
                    goes_on=True)  # fmt: skip
    return plant


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_a_plant_manager_goes_from_a_figure_to_the_single_report_in_three_clicks(
    desk: Desk, plant: Works, language: str
) -> None:
    words = WORDS[language]
    person = await with_login(plant.api.runtime, plant.api.tenant, "plant_manager")
    page = await desk.page(language="zh-CN" if language == "zh-CN" else "en-US")
    await signed_in(page, person, "/")
    await expect(page.locator(".figure")).to_have_count(8)

    await page.get_by_role("link", name=re.compile(f"^{words['output']}")).click()
    await page.get_by_role("row", name=re.compile("SHAFT")).click()
    await expect(page).to_have_url(re.compile("/cockpit/reports"))
    await page.get_by_role("link", name="W-1-10").first.click()
    await expect(page).to_have_url(re.compile("/jobs/W-1-10$"))

    menu = page.locator(".shell-menu.beside")
    await menu.get_by_role("link", name=words["cockpit"]).click()
    await page.get_by_role("link", name=re.compile(f"^{words['late']}")).click()
    await page.get_by_role("row", name=re.compile("W-1")).click()
    await expect(page).to_have_url(re.compile("/orders/W-1$"))

    await menu.get_by_role("link", name=re.compile(f"{words['machines']}$")).click()
    await expect(page.locator("[data-unit=M-1] .state-executing")).to_be_visible()
    pages = page.locator(".area-pages")
    await pages.get_by_role("link", name=words["oee"]).click()
    await expect(page.locator(".factors strong").first).to_contain_text("%")
    await expect(page.locator(".losses li")).not_to_have_count(0)
    await page.get_by_role("row", name=re.compile("M-1")).click()
    await expect(page).to_have_url(re.compile("unit=M-1"))
    await pages.get_by_role("link", name=words["stops"], exact=True).click()
    await page.locator(".ant-card").get_by_text(words["by"], exact=True).click()
    await expect(page).to_have_url(re.compile("by=work_unit"))


# Which row of each figure, where it leads, and the link that is the third click where it needs one.
BEHIND = {
    "output": ("SHAFT", r"/cockpit/reports\?.*material=SHAFT", "W-1-10"),
    "oee": ("M-1", r"/cockpit/reports\?.*work_unit=M-1", "W-1-10"),
    "yield": ("SHAFT", r"/cockpit/reports\?.*material=SHAFT", "W-1-10"),
    "late": ("W-1", "/orders/W-1$", None),
    "stops": ("Press two", r"/machines/stops\?.*unit=M-2", None),
    "alerts": ("W-1-10", "/jobs/W-1-10$", None),
    "alarms": ("E-1", "/lots/STEEL/E-1$", None),
    "short": ("W-2", "/orders/W-2$", None),
}
COUNTED = {"late": "1", "stops": "1", "alerts": "1", "alarms": "1", "short": "1"}
"""Figures that are the number of their rows."""


async def lacking(plant: Works) -> None:
    """Let a lot be past its date, an order lack its steel, M-2 stand, somebody call for help."""
    api = plant.api
    steel: dict[str, object] = {"code": "STEEL", "name": "Steel", "unit": "ea", "lot_traced": "lot"}
    await done(api, "material.create", steel)
    await done(api, "partner.create", {"code": "P1", "name": "Mill", "is_supplier": True})
    await done(api, "kernel.open_place", {"code": "WH1", "site": "S1", "kind": "store"})
    old = {"material": "STEEL", "place": "WH1", "lot": "E-1", "quantity": "1",
           "expires_on": "2020-01-01"}  # fmt: skip
    await done(api, "inventory.receive_material", {"supplier": "P1", "lines": [old]})
    needs = {"material": "STEEL", "quantity_per": "1", "issue_method": "issue"}
    steps = [{"sequence": 10, "name": "Press", "materials": [needs]}]
    order: dict[str, object] = {"code": "W-2", "site": "S1", "material": "SHAFT", "ordered": "9"}
    await done(api, "kernel.create_work_order", {**order, "operations": steps})
    await done(api, "kernel.release_work_order", {"work_order": "W-2"})
    call: dict[str, object] = {"job_order": "W-1-10", "kind": "machine", "severity": 3, "text": "?"}
    await done(api, "kernel.raise_work_alert", call)
    await plant.ran("M-2", ("fault", 100, 119), goes_on=True)
    await api.seal()


async def test_every_figure_opens_the_rows_that_make_it_and_they_lead_to_the_record(
    desk: Desk, plant: Works
) -> None:
    await lacking(plant)
    person = await with_login(plant.api.runtime, plant.api.tenant, "plant_manager")
    page = await desk.page()
    await signed_in(page, person, "/")
    for figure, (row, leads, report) in BEHIND.items():
        await page.goto("/")
        shown = page.locator(f'.figure[href="/cockpit/{figure}"]')
        if figure in COUNTED:
            value = shown.locator(".figure-value")
            await expect(value).to_have_text(re.compile(rf"(▲ )?{COUNTED[figure]}$"))
        await shown.click()
        rows = page.locator("tbody tr.ant-table-row")
        await rows.filter(has_text=row).first.click(position={"x": 8, "y": 8})
        await expect(page).to_have_url(re.compile(leads))
        if report is not None:
            await page.get_by_role("link", name=report).first.click()
            await expect(page).to_have_url(re.compile(f"/jobs/{report}$"))


async def reported(plant: Works) -> int:
    """Return how many good pieces the line was told of, as its board has to show them."""
    rows = await asked(plant.api, "kernel.job_responses", job_order="W-1-10")
    return sum(int(float(str(row["good"]))) for row in rows)


async def test_a_board_fills_a_television_and_shows_a_report_at_once(
    desk: Desk, plant: Works
) -> None:
    person = await with_login(plant.api.runtime, plant.api.tenant, "plant_manager")
    page = await desk.page(size=(1920, 1080))
    await signed_in(page, person, "/")
    await page.locator(".shell-menu.beside").get_by_role("link", name="Big screens").click()
    await page.get_by_role("link", name=re.compile("Line one")).click()
    good, before = page.locator(".board-big"), await reported(plant)
    await expect(good).to_have_text(str(before))
    for width, height in ((1920, 1080), (3840, 2160), (1280, 720)):
        await page.set_viewport_size({"width": width, "height": height})
        over = await page.evaluate(
            "[document.documentElement.scrollWidth - innerWidth,"
            " document.documentElement.scrollHeight - innerHeight]"
        )
        assert over == [0, 0]
        words = "[...document.querySelectorAll('.board p, .board dt, .board h1, .board .state')]"
        smallest = f"Math.min(...{words}.map(e => parseFloat(getComputedStyle(e).fontSize)))"
        share = await page.evaluate(smallest) / height
        assert share > 0.033, "readable at five metres: every word a thirtieth of the height"
    await plant.reported("W-1-10", "1", 118)
    await plant.api.seal()
    await expect(good).to_have_text(str(before + 1))


async def test_a_television_is_paired_by_a_code_and_needs_no_password(
    desk: Desk, plant: Works
) -> None:
    page = await desk.page(size=(1920, 1080))
    await page.goto("/board/L1")
    await page.get_by_label("Company code").fill(plant.api.tenant)
    await page.get_by_role("button", name="Show a code").click()
    shown = page.get_by_test_id("pairing-code")
    await expect(shown).to_have_text(re.compile(r"\d{3} \d{3}"))
    code = (await shown.inner_text()).replace(" ", "")
    paired: dict[str, object] = {"pairing_code": code, "code": "TV-1", "name": "Hall"}
    answer = await plant.api.command("platform.pair_device", paired)
    assert answer.status_code == 200, answer.text
    await expect(page.locator(".board-big")).to_be_visible()
    await expect(page.get_by_role("heading", name="Line one")).to_be_visible()
    before = await reported(plant)
    await expect(page.locator(".board-big")).to_have_text(str(before))
    await plant.reported("W-1-10", "1", 119)
    await plant.api.seal()
    await expect(page.locator(".board-big")).to_have_text(str(before + 1))

    await cut_off(page)
    await plant.reported("W-1-10", "1", 119)
    await plant.api.seal()
    await page.context.set_offline(False)
    await expect(page.locator(".board-big")).to_have_text(str(before + 2))
