"""Ctrl-K by keyboard alone: to a record, a page, a command; what a scanner types; all results."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, Person, signed_in, with_login
from tests.browser.test_office import done, plant, released

__all__ = ["plant"]
pytestmark = [pytest.mark.anyio, pytest.mark.slow]

WORDS = {
    "en-US": {
        "stock": "Stock", "kind": "Work order", "field": "Priority",
        "none": "Nothing is called", "label": "Change a draft work order",
    },
    "zh-CN": {
        "stock": "库存", "kind": "工单", "field": "优先级",
        "none": "没有找到", "label": "修改工单草稿",
    },
}  # fmt: skip


async def asked(page: Page, text: str) -> Locator:
    """Open the menu by its keys and type; return its options."""
    await expect(page.locator(".go-menu")).to_have_count(0)
    await page.keyboard.press("Control+k")
    await expect(page.locator(".go-menu input")).to_be_focused()
    await page.keyboard.type(text)
    return page.locator(".go-menu").get_by_role("option")


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_anything_is_gone_to_and_done_by_keyboard_alone(
    desk: Desk, person: Person, plant: Api, language: str
) -> None:
    words, code = WORDS[language], f"GO-{language[:2]}"
    for one in (code, f"{code}-2"):
        draft = {"code": one, "site": "S1", "material": "SHAFT", "ordered": "10"}
        await done(await plant.command("kernel.create_work_order", {**draft, "route": "Cut"}))
    page = await desk.page(language="zh-CN" if language == "zh-CN" else "en-US")
    await signed_in(page, person, "/")

    options = await asked(page, words["stock"])
    await expect(options.first).to_contain_text(words["stock"])
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/stock$"))

    options = await asked(page, code.lower())
    await expect(options.first).to_contain_text(code)
    await expect(options.nth(1)).to_contain_text(code)
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/orders/{code}$"))

    options = await asked(page, words["label"])
    await expect(options.first).to_contain_text(f"· {code}")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    field = form.get_by_label(words["field"], exact=True)
    await expect(field).to_be_visible()
    await field.fill("7")
    await page.keyboard.press("Enter")
    await expect(page.locator(".ant-message-success")).to_be_visible()
    order = await plant.get("/api/v1/records/work_order", filter=f'code = "{code}"')
    assert order.json()["rows"][0]["priority"] == 7

    await page.go_back()
    await expect(page).to_have_url(re.compile("/stock$"))
    options = await asked(page, words["label"])
    await expect(options.first).to_contain_text(words["kind"])
    await page.keyboard.press("Enter")
    await expect(page.locator(".go-chip")).to_be_visible()
    await page.keyboard.type(f"{code}-2")
    await expect(options.first).to_contain_text(f"{code}-2")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text(f"{code}-2")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await asked(page, "no such thing")
    await expect(page.locator(".go-menu").get_by_role("status")).to_contain_text(words["none"])

    await page.goto(f"/search?text={code}")
    await expect(page.locator(".go-rows a").first).to_have_attribute("href", f"/orders/{code}")


async def test_a_scanner_leads_straight_to_the_record_whatever_was_answered_yet(
    desk: Desk, person: Person, plant: Api
) -> None:
    await released(plant, "SCAN-1")
    page = await desk.page()
    await signed_in(page, person, "/stock")
    await page.keyboard.press("Control+k")
    await expect(page.locator(".go-menu input")).to_be_focused()
    await page.keyboard.type("SCAN-1\n")
    await expect(page).to_have_url(re.compile("/orders/SCAN-1$"))


async def test_who_may_little_finds_and_is_offered_little(desk: Desk, plant: Api) -> None:
    await released(plant, "SEEN-1")
    await done(await plant.command("hold_reason.create", {"code": "SEEN-H", "name": "Scratch"}))
    buyer = await with_login(plant.runtime, plant.tenant, "buyer")
    page = await desk.page()
    await signed_in(page, buyer, "/")
    options = await asked(page, "SEEN")
    told = await (await page.request.get("/api/v1/find?text=SEEN")).json()
    kinds = {kind["entity"] for kind in told["kinds"]}
    await expect(options).to_have_count(sum(len(kind["records"]) for kind in told["kinds"]))
    whole = await plant.get("/api/v1/find", text="SEEN")
    assert kinds < {kind["entity"] for kind in whole.json()["kinds"]}
