"""The walk of docs/guides/walk-plant-manager.md: from figures to reports, losses, a board."""

import re
import time

import pytest
from playwright.async_api import expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, signed_in, with_login
from tests.machine_ground import Works, ordered, works

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

LIVE_MS = 15_000
"""How soon a report is to be seen on a board, on a busy machine."""
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
    pages = page.locator(".machines-pages")
    await pages.get_by_role("link", name=words["oee"]).click()
    await expect(page.locator(".factors strong").first).to_contain_text("%")
    await expect(page.locator(".losses li")).not_to_have_count(0)
    await page.get_by_role("row", name=re.compile("M-1")).click()
    await expect(page).to_have_url(re.compile("unit=M-1"))
    await pages.get_by_role("link", name=words["stops"], exact=True).click()
    await page.locator(".ant-card").get_by_text(words["by"], exact=True).click()
    await expect(page).to_have_url(re.compile("by=work_unit"))


async def test_a_board_fills_a_television_and_shows_a_report_at_once(
    desk: Desk, plant: Works
) -> None:
    person = await with_login(plant.api.runtime, plant.api.tenant, "plant_manager")
    page = await desk.page(size=(1920, 1080))
    await signed_in(page, person, "/")
    await page.locator(".shell-menu.beside").get_by_role("link", name="Big screens").click()
    await page.get_by_role("link", name=re.compile("Line one")).click()
    good = page.locator(".board-big")
    before = int(await good.inner_text())
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
    began = time.monotonic()
    await plant.api.seal()
    await expect(good).to_have_text(str(before + 1), timeout=LIVE_MS)
    assert time.monotonic() - began < LIVE_MS / 1000


async def test_a_television_is_paired_by_a_code_and_needs_no_password(
    desk: Desk, plant: Works
) -> None:
    page = await desk.page(size=(1920, 1080))
    await page.goto("/board/L1")
    await page.get_by_label("Company code").fill(plant.api.tenant)
    await page.get_by_role("button", name="Show a code").click()
    code = (await page.get_by_test_id("pairing-code").inner_text()).replace(" ", "")
    paired: dict[str, object] = {"pairing_code": code, "code": "TV-1", "name": "Hall"}
    answer = await plant.api.command("platform.pair_device", paired)
    assert answer.status_code == 200, answer.text
    await expect(page.locator(".board-big")).to_be_visible(timeout=30_000)
    await expect(page.get_by_role("heading", name="Line one")).to_be_visible()
    before = int(await page.locator(".board-big").inner_text())
    await plant.reported("W-1-10", "1", 119)
    await plant.api.seal()
    await expect(page.locator(".board-big")).to_have_text(str(before + 1), timeout=LIVE_MS)

    await page.context.set_offline(True)
    await plant.reported("W-1-10", "1", 119)
    await plant.api.seal()
    await page.context.set_offline(False)
    await expect(page.locator(".board-big")).to_have_text(str(before + 2), timeout=30_000)
