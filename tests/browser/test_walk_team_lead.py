"""The team lead's walk on a phone: what comes first, a job held and released, what became of it."""

import re

import pytest
from playwright.async_api import expect

from tests.api_ground import Api
from tests.browser.conftest import PHONE, Desk, signed_in, with_login
from tests.browser.hands import button, choose
from tests.browser.test_office import done

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

WORDS: dict[str, dict[str, str]] = {
    "en-US": {
        "menu": "Menu", "board": "Dispatch board", "center": "Work center",
        "move": "Move to … {}", "place": "Place in the queue", "before": "before {}", "go": "Move",
        "hold": "Hold", "reason": "Reason", "held": "Held", "release": "Release from hold",
        "running": "Running", "story": "Story", "ended": "Hold ended",
    },
    "zh-CN": {
        "menu": "菜单", "board": "派工看板", "center": "工作中心",
        "move": "移至… {}", "place": "队列位置", "before": "{} 之前", "go": "移动",
        "hold": "异常暂停", "reason": "原因", "held": "异常暂停", "release": "解除异常暂停",
        "running": "进行中", "story": "经过", "ended": "解除暂停",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
async def line(api: Api) -> Api:
    """Give a line with one machine and what it makes."""
    await done(await api.command("site.create", {"code": "S1", "name": "一厂"}))
    await done(await api.command("unit.create", {"code": "pcs", "name": "件"}))
    shaft: dict[str, object] = {"code": "P-01", "name": "轴", "unit": "pcs"}
    await done(await api.command("material.create", shaft))
    named: dict[str, object] = {"code": "TURN", "name": "Turning", "site": "S1"}
    await done(await api.command("equipment.create", {**named, "level": "production_unit"}))
    return api


async def turning(line: Api, code: str) -> None:
    """Release an order of one operation at the line."""
    steps = [{"sequence": 10, "name": "Turn", "work_center": "TURN", "planned_run_s": "360"}]
    order: dict[str, object] = {"code": code, "site": "S1", "material": "P-01", "ordered": "10"}
    await done(await line.command("kernel.create_work_order", {**order, "operations": steps}))
    await done(await line.command("kernel.release_work_order", {"work_order": code}))


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_a_team_lead_puts_a_queue_in_order_and_holds_a_job(
    desk: Desk, line: Api, language: str
) -> None:
    words, prefix = WORDS[language], f"T{language[:2]}"
    for number in (1, 2, 3):
        await turning(line, f"{prefix}-{number}")
    running, urgent = f"{prefix}-1-10", f"{prefix}-3-10"
    await done(await line.command("kernel.start_job_order", {"job_order": running}))
    lead = await with_login(line.runtime, line.tenant, "line_leader")
    chinese = language == "zh-CN"
    page = await desk.page(language="zh-CN" if chinese else "en-US", size=PHONE)
    await signed_in(page, lead, "/orders")

    await button(page, words["menu"]).click()
    await page.get_by_role("dialog").get_by_role("link", name=words["board"]).click()
    await choose(page, page.get_by_label(words["center"]), "TURN")
    await expect(page).to_have_url(re.compile("below=TURN"))
    await expect(button(page, words["menu"]), "it had its turn").not_to_be_focused()

    await page.get_by_role("button", name=words["move"].format(urgent), exact=True).click()
    dialog = page.get_by_role("dialog")
    before = words["before"].format(f"{prefix}-2-10")
    await choose(page, dialog.get_by_label(words["place"], exact=True), before)
    await button(dialog, words["go"]).click()
    await expect(dialog).to_be_hidden()
    queue = page.get_by_role("listitem", name="TURN", exact=True)
    put_before = f'.job[aria-label="{urgent}"] + .job[aria-label="{prefix}-2-10"]'
    await expect(queue.locator(put_before)).to_be_visible()

    await page.get_by_role("link", name=running, exact=True).click()
    await button(page, words["hold"]).click()
    await dialog.get_by_label(words["reason"], exact=True).fill("no bars")
    await button(dialog, words["hold"]).click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_text(words["held"]).first).to_be_visible()
    await button(page, words["release"]).click()
    await dialog.get_by_label(words["reason"], exact=True).fill("bars are here")
    await button(dialog, words["release"]).click()
    await expect(page.get_by_text(words["running"]).first).to_be_visible()

    await page.get_by_role("link", name=f"{prefix}-1", exact=True).click()
    await page.get_by_role("tab", name=words["story"]).click()
    await expect(page).to_have_url(re.compile("tab=story"))
    told = page.get_by_role("row", name=re.compile(words["ended"]))
    await expect(told).to_contain_text("bars are here")
