"""The planner's walk: orders out of Excel, released at once, dispatched, changed while they run."""

import re
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, signed_in, with_login
from tests.browser.hands import button, choose
from tests.browser.test_office import done

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

HEADINGS = ("工单号", "机型", "数量", "交期", "作业模板")
WORDS: dict[str, dict[str, str]] = {
    "en-US": {
        "import": "Import", "brings": "What 机型 brings", "material": "Material *",
        "try": "Try 3 rows out", "wrong": "1 of 3 rows have mistakes", "unit": "without a unit",
        "corrected": "Choose the corrected file", "right": "All 3 rows are right",
        "bring": "Bring in 3 rows", "brought": "3 rows were brought in", "done": "Done",
        "draft": "Draft", "release": "Release 3", "board": "Dispatch board",
        "center": "Work center", "move": "Move to … {}", "station": "Station", "go": "Move",
        "cancel": "Cancel", "now": "is now at L-1", "fits": "is made at TURN",
        "change": "Change", "quantity": "Quantity", "reason": "Reason", "look": "Show the effect",
        "effect": "What this does", "take": "Change it so",
    },
    "zh-CN": {
        "import": "导入", "brings": "机型 对应的字段", "material": "物料 *",
        "try": "试导入 3 行", "wrong": "3 行中有 1 行有错误", "unit": "不带单位",
        "corrected": "选择改好的文件", "right": "3 行全部正确",
        "bring": "导入 3 行", "brought": "已导入 3 行", "done": "完成",
        "draft": "草稿", "release": "下达 3 个", "board": "派工看板",
        "center": "工作中心", "move": "移至… {}", "station": "工位", "go": "移动",
        "cancel": "取消", "now": "已派到 L-1", "fits": "应在 TURN 加工",
        "change": "变更", "quantity": "数量", "reason": "原因", "look": "查看影响",
        "effect": "变更影响", "take": "确认变更",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
async def shop(api: Api) -> Api:
    """Give a factory with two lathes, a grinder, a shaft and how it is made."""
    await done(await api.command("site.create", {"code": "S1", "name": "一厂"}))
    await done(await api.command("unit.create", {"code": "pcs", "name": "件"}))
    shaft: dict[str, object] = {"code": "P-01", "name": "轴", "unit": "pcs"}
    await done(await api.command("material.create", shaft))
    for center, machines in (("TURN", ("L-1", "L-2")), ("GRIND", ("G-1",))):
        named: dict[str, object] = {"code": center, "name": center, "site": "S1"}
        await done(await api.command("equipment.create", {**named, "level": "production_unit"}))
        for code in machines:
            below = {**named, "code": code, "name": code, "level": "work_cell", "parent": center}
            await done(await api.command("equipment.create", below))
    steps = [
        {"sequence": 10, "name": "Turn", "work_center": "TURN", "planned_run_s": "360",
         "start_by_report": True},
        {"sequence": 20, "name": "Grind", "work_center": "GRIND", "planned_run_s": "60",
         "start_by_report": True},
    ]  # fmt: skip
    master: dict[str, object] = {"code": "R-SHAFT", "name": "Shaft", "material": "P-01"}
    await done(await api.command("kernel.create_work_master", {**master, "operations": steps}))
    ready = {"work_master": "R-SHAFT", "expected_version": 1}
    await done(await api.command("kernel.release_work_master", ready))
    return api


def plan(folder: Path, *, prefix: str, second: object) -> Path:
    """Write a month's plan as people have it: a title, headings of their own, a total."""
    path = folder / "plan.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("九月")
    sheet.merge_range(0, 0, 0, 4, "九月生产计划")
    rows = [
        HEADINGS,
        (f"{prefix}-1", "P-01", 10, "2030.9.5", "R-SHAFT"),
        (f"{prefix}-2", "P-01", second, "2030.9.6", "R-SHAFT"),
        (f"{prefix}-3", "P-01", 10, "2030.9.7", "R-SHAFT"),
        ("合计", None, 30),
    ]
    for line, row in enumerate(rows, start=1):
        sheet.write_row(line, 0, row)
    book.close()
    return path


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_a_planner_brings_in_releases_dispatches_and_changes_orders(
    desk: Desk, shop: Api, tmp_path: Path, language: str
) -> None:
    words, prefix = WORDS[language], f"MO{language[:2]}"
    planner = await with_login(shop.runtime, shop.tenant, "planner")
    page = await desk.page(language="zh-CN" if language == "zh-CN" else "en-US")
    await signed_in(page, planner, "/orders")

    await button(page, words["import"]).click()
    drawer = page.get_by_role("dialog")
    file = drawer.locator("input[type=file]")
    await file.set_input_files(plan(tmp_path, prefix=prefix, second="12件"))
    brings = drawer.get_by_label(words["brings"])
    await expect(button(drawer, words["try"])).to_be_disabled()
    await choose(page, brings, words["material"])
    await button(drawer, words["try"]).click()
    await expect(drawer.get_by_text(words["wrong"])).to_be_visible()
    await expect(drawer.get_by_role("row", name=re.compile(words["unit"]))).to_have_count(1)
    await button(drawer, words["corrected"]).click()
    await file.set_input_files(plan(tmp_path, prefix=prefix, second=12))
    await button(drawer, words["try"]).click()
    await expect(drawer.get_by_text(words["right"])).to_be_visible()
    await button(drawer, words["bring"]).click()
    await expect(drawer.get_by_text(words["brought"])).to_be_visible()
    await button(drawer, words["done"]).click()

    await page.locator(".narrowed-stands").get_by_text(words["draft"], exact=True).click()
    await expect(page).to_have_url(re.compile("stand=draft"))
    await page.get_by_role("columnheader").get_by_role("checkbox").check()
    await button(page, words["release"]).click()
    await expect(page.get_by_role("toolbar")).to_be_hidden()

    await page.locator(".shell-menu").get_by_role("link", name=words["board"]).click()
    await choose(page, page.get_by_label(words["center"]), "TURN")
    await expect(page).to_have_url(re.compile("below=TURN"))
    await move(page, words, f"{prefix}-1-10", "L-1")
    await expect(page.get_by_role("status").filter(has_text=words["now"])).to_be_visible()
    lane = page.get_by_role("listitem", name="L-1", exact=True)
    await expect(lane.locator(f'.job[aria-label="{prefix}-1-10"]')).to_be_visible()
    await drag(page, f"{prefix}-2-10", f"{prefix}-1-10")
    behind = f'.job[aria-label="{prefix}-2-10"] + .job[aria-label="{prefix}-1-10"]'
    await expect(lane.locator(behind)).to_have_count(1)

    await page.goto("/dispatch")
    await move(page, words, f"{prefix}-3-10", "G-1")
    warning = page.get_by_role("dialog").filter(has_text=words["fits"])
    await expect(warning).to_be_visible()
    await button(warning, words["cancel"]).click()
    await expect(warning).to_be_hidden()

    await page.goto(f"/orders/{prefix}-1")
    await button(page, words["change"]).click()
    form = page.get_by_role("dialog")
    await form.get_by_label(words["quantity"], exact=True).fill("12")
    await form.get_by_label(words["reason"], exact=True).fill("more wanted")
    await button(form, words["look"]).click()
    effect = form.get_by_role("region", name=words["effect"])
    await expect(effect.locator(".ant-table-row")).to_have_count(2)
    await button(form, words["take"]).click()
    await expect(form).to_be_hidden()
    await expect(page.get_by_text("12 pcs")).to_be_visible()


async def move(page: Page, words: dict[str, str], job: str, station: str) -> None:
    """Send a job by the menu of its card."""
    await page.get_by_role("button", name=words["move"].format(job), exact=True).click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label(words["station"], exact=True)
    await choose(page, field, re.compile(f"^{station} "))
    await button(dialog, words["go"]).click()


async def drag(page: Page, job: str, onto: str) -> None:
    """Drag a job by its grip onto another one, before which it goes."""
    grip = page.get_by_role("listitem", name=job, exact=True).locator(".job-grip")
    await grip.hover()
    source = await grip.bounding_box()
    target = await page.get_by_role("listitem", name=onto, exact=True).bounding_box()
    assert source is not None
    assert target is not None
    await page.mouse.move(source["x"] + 8, source["y"] + 8)
    await page.mouse.down()
    await page.mouse.move(source["x"] + 30, source["y"] + 30, steps=4)
    await page.mouse.move(target["x"] + 60, target["y"] + 40, steps=10)
    await expect(page.locator(".job-over")).to_have_count(1)
    await page.mouse.up()
