"""The walk of docs/guides/walk-technician.md: a call taken, a stop explained, the call settled."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import PHONE, Desk, signed_in, with_login
from tests.browser.hands import choose
from tests.machine_ground import Works, asked, done, ordered, works

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

WORDS = {
    "en-US": {
        "menu": "Menu", "calls": "Calls for help", "take": "I take it", "wall": "Machines now",
        "coming": "Call: Machine, somebody comes", "stops": "Stops", "only": "Not explained",
        "why": "Why did it stand still?", "explain": "Explain", "split": "Split",
        "merge": "Merge with", "settled": "Settled", "quiet": "Nobody calls for help.",
        "all": "All stops",
    },
    "zh-CN": {
        "menu": "菜单", "calls": "安灯呼叫", "take": "我来处理", "wall": "设备现状",
        "coming": "呼叫:设备,已有人响应", "stops": "停机", "only": "未说明",
        "why": "为什么停机?", "explain": "说明原因", "split": "拆分", "merge": "与",
        "settled": "已解决", "quiet": "无人呼叫。", "all": "全部停机",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
async def plant(api: Api) -> Works:
    """Give a machine that stood twice, and the order on it."""
    plant = await works(api)
    await ordered(plant)
    await plant.reported("W-1-10", "1", 30)
    await plant.ran("M-1", ("executing", 0, 60), ("fault", 60, 80), ("executing", 80, 90),
                    ("fault", 90, 110), ("executing", 110, 120))  # fmt: skip
    return plant


async def unexplained(plant: Works) -> list[dict[str, object]]:
    """Return the stops nobody has explained."""
    window = {"since": plant.at(0), "until": plant.at(120)}
    return await asked(plant.api, "kernel.stops", **window, unlabelled="true")


async def chosen(page: Page, name: str) -> None:
    """Choose a page from the menu, which a phone hides behind three lines."""
    await page.locator(".shell-open").click()
    await page.get_by_role("dialog").get_by_role("link", name=re.compile(f"{name}$")).click()


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_a_technician_takes_a_call_explains_the_stop_and_settles_it(
    desk: Desk, plant: Works, language: str
) -> None:
    words = WORDS[language]
    person = await with_login(plant.api.runtime, plant.api.tenant, "maintenance")
    call = {"job_order": "W-1-10", "work_unit": "M-1", "kind": "machine", "severity": 3,
            "text": "Ram stuck"}  # fmt: skip
    await done(plant.api, "kernel.raise_work_alert", call)
    page = await desk.page(language="zh-CN" if language == "zh-CN" else "en-US", size=PHONE)
    await signed_in(page, person, "/")

    await chosen(page, words["calls"])
    row = page.get_by_role("row", name=re.compile("Ram stuck"))
    await row.get_by_role("button", name=words["take"]).click()
    await expect(row.get_by_role("button", name=words["take"])).to_have_count(0)

    pages = page.locator(".area-pages")
    await pages.get_by_role("link", name=words["wall"]).click()
    await expect(page.locator("[data-unit=M-1]")).to_contain_text(words["coming"])

    await pages.get_by_role("link", name=words["stops"], exact=True).click()
    await page.get_by_text(words["only"], exact=True).first.click()
    await expect(page).to_have_url(re.compile("only=yes"))
    table = page.get_by_role("region", name=words["stops"])
    stops = table.get_by_role("row", name=re.compile("M-1"))
    waiting = len(await unexplained(plant))
    await expect(stops).to_have_count(waiting)
    await stops.first.click()
    drawer = page.get_by_role("dialog")
    await drawer.get_by_role("button", name=re.compile(f"^{words['split']}$|拆 ?分")).click()
    await expect(stops).to_have_count(waiting + 1)
    await drawer.get_by_role("button", name=re.compile(f"^{words['merge']}")).click()
    await expect(stops).to_have_count(waiting)
    await choose(page, drawer.get_by_label(words["why"]), "MECH")
    await drawer.get_by_role("button", name=words["explain"]).click()
    await expect(stops).to_have_count(waiting - 1)
    assert len(await unexplained(plant)) == waiting - 1

    await chosen(page, words["calls"])
    await row.get_by_role("button", name=re.compile(words["settled"])).click()
    await expect(page.get_by_text(words["quiet"])).to_be_visible()
