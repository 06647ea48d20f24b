"""The walk of docs/guides/walk-quality-trace.md: from one bad lot to everything made of it."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, signed_in, with_login
from tests.browser.floor_ground import give
from tests.ledger_fixtures import insert_masters

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
LOTS = 8
"""More lots of one kind than are drawn one by one."""
WORDS = {
    "en-US": {
        "trace": "Trace", "into": "Made into", "work": "Work", "recall": "Recall list",
        "file": "Excel file", "lot": "Lot page", "hold": "Hold", "code": "Number",
        "reason": "Reason", "with": "Hold everything made from it", "release": "Release",
        "why": "Why may it end", "go": "A code, a name", "here": "Trace from here",
        "all": "On all lots of this hold",
    },
    "zh-CN": {
        "trace": "追 ?溯", "into": "去向", "work": "作业", "recall": "召回清单",
        "file": "导出 Excel", "lot": "批次页", "hold": "扣 ?留", "code": "通知单号",
        "reason": "原因", "with": "同时扣留", "release": "解除扣留",
        "why": "为何可以解除", "go": "编码、名称、页面", "here": "从此批次追溯",
        "all": "解除该扣留单的全部批次",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    """Give a plant that made eight lots of brackets of one lot of plate and shipped one of them."""
    async with api.runtime.store.transaction(api.tenant) as tx:
        insert_masters(tx)
    for code in ("WH1", "FG1"):
        await give(api, "kernel.open_place", code=code, kind="store")
    await give(api, "inventory.receive_material", supplier="S1", lines=[
        {"material": "PLATE", "place": "WH1", "lot": "H-7", "quantity": "100"}])  # fmt: skip
    takes = {"material": "PLATE", "quantity_per": "1", "issue_method": "issue"}
    step = {"sequence": 10, "name": "Press", "start_by_report": True, "materials": [takes]}
    await give(api, "kernel.create_work_order", code="WO-T", site="F1", material="BR-100",
               ordered=str(LOTS), receipt_place="FG1", operations=[step])  # fmt: skip
    await give(api, "kernel.release_work_order", work_order="WO-T")
    await give(api, "inventory.issue_material", job_order="WO-T-10", lines=[
        {"material": "PLATE", "lot": "H-7", "quantity": str(LOTS), "source": "WH1"}])  # fmt: skip
    for number in range(1, LOTS + 1):
        await give(api, "kernel.report_operation", job_order="WO-T-10", good="1",
                   lot=f"B-{number}", parameters={"speed": 80})  # fmt: skip
    await give(api, "inventory.ship_material", code="SH-1", customer="C9", lines=[
        {"material": "BR-100", "lot": "B-1", "quantity": "1", "source": "FG1"}])  # fmt: skip
    await api.seal()
    return api


async def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    folder = os.environ.get("FLOOR_PICTURES")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_an_engineer_finds_what_was_made_of_a_lot_and_holds_all_of_it(
    desk: Desk, plant: Api, language: str
) -> None:
    words, code = WORDS[language], f"N-{language}"
    engineer = await with_login(plant.runtime, plant.tenant, "quality_engineer")
    page = await desk.page(
        language="zh-CN" if language == "zh-CN" else "en-US",
        look="dark" if language == "zh-CN" else "light",
    )
    await signed_in(page, engineer, "/")
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name=re.compile(words["go"])).fill("H-7")
    await expect(page.get_by_role("option").first).to_contain_text("H-7")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/lots/PLATE/H-7"))
    await picture(page, f"lot-{language}")

    await page.locator(".lot-head").get_by_role("button", name=re.compile(words["trace"])).click()
    await page.locator(".trace-head").get_by_text(re.compile(words["into"])).click()
    await expect(page).to_have_url(re.compile("direction=forward"))
    folded = page.locator(".graph-box.folded")
    await expect(folded).to_contain_text(str(LOTS))
    await folded.click()
    await expect(page.locator(".graph-box")).to_have_count(LOTS + 1)
    await page.locator(".graph-box", has_text="B-2").first.click()
    await expect(page.locator(".graph-box.far")).to_have_count(LOTS - 1)
    await picture(page, f"trace-{language}")
    drawer = page.get_by_role("dialog")
    await expect(drawer).to_contain_text("WO-T-10")
    await expect(drawer.get_by_role("button", name=words["here"])).to_be_visible()
    await page.keyboard.press("Escape")

    await page.get_by_role("tab", name=words["work"], exact=True).click()
    await expect(page.get_by_role("row", name=re.compile("B-1.*speed 80"))).to_be_visible()
    await page.get_by_role("tab", name=words["recall"], exact=True).click()
    first = page.get_by_role("row").nth(1)
    await expect(first).to_contain_text("C9")
    await expect(first).to_contain_text("SH-1")
    await expect(page.locator(".table-head")).to_contain_text("100.00 %")
    await picture(page, f"recall-{language}")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name=words["file"]).click()
    assert (await waiting.value).suggested_filename == "trace-PLATE-H-7.xlsx"

    await page.get_by_role("link", name=words["lot"]).click()
    hold, head = re.compile(f"^{words['hold']}$"), page.locator(".lot-head")
    await head.get_by_role("button", name=hold).click()
    form = page.get_by_role("dialog")
    await form.get_by_label(re.compile(words["code"])).fill(code)
    await form.get_by_label(words["reason"]).fill("rust")
    await form.get_by_text(re.compile(words["with"])).click()
    await form.get_by_role("button", name=hold).click()
    await expect(page.locator(".lot-head .ant-tag", has_text=code)).to_be_visible()
    assert await plant.count(f"hold WHERE released_at IS NULL AND code = '{code}'") == LOTS + 1

    await head.get_by_role("button", name=re.compile(words["release"])).click()
    release = page.get_by_role("dialog")
    await release.get_by_label(re.compile(words["why"])).fill("sorted out")
    await release.get_by_text(words["all"]).click()
    await release.get_by_role("button", name=re.compile(words["release"])).click()
    await expect(page.locator(".lot-head .ant-tag", has_text=code)).to_have_count(0)
    assert await plant.count("hold WHERE released_at IS NULL") == 0
