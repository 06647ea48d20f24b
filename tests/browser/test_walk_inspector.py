"""The walk of docs/guides/walk-inspector.md: a delivery measured on a tablet, partly rejected."""

import os
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk
from tests.browser.floor_ground import Line, at_work, give, keys, new_line, paired, scan, worker
from tests.browser.hands import cut_off, flashed

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

TABLET = (1024, 768)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "000000050001a5f645400000000049454e44ae426082"
)
WORDS = {
    "en-US": {
        "screen": "Inspection", "good": "Within limits", "bad": "Out of limits", "ok": "OK",
        "not_ok": "Not OK", "next": "Next", "save": "Save piece", "taken": "Photo taken",
        "decide": "Decide", "reject": "Reject", "take": "Take it so", "proposal": "reject",
        "none": "Nothing waits to be inspected.",
    },
    "zh-CN": {
        "screen": "检验", "good": "合格", "bad": "超差", "ok": "合格", "not_ok": "不合格",
        "next": "下一项", "save": "保存第", "taken": "已拍照", "decide": "判定", "reject": "判退",
        "take": "确定", "proposal": "建议判退", "none": "没有待检任务。",

    },
}  # fmt: skip


class Results(msgspec.Struct):
    """Rows of the results of an inspection, as far as the test looks at them."""

    rows: list[dict[str, object]]


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a factory with a store, an inspector, and a plan with a sample of three pieces."""
    line = await new_line(api)
    await worker(api, "赵 Zhao", "quality_inspector")
    await give(api, "kernel.open_place", code="WH1", kind="store")
    async with api.runtime.store.transaction(api.tenant) as tx:
        tx.execute("UPDATE material SET inspected = true WHERE code = 'PLATE'")
    await give(
        api, "quality.import_inspection_plan", code="IP-PLATE", material="PLATE",
        characteristics=[
            {"code": "DIA", "name": "Ø 10", "unit": "mm", "lsl": "9.9", "usl": "10.1"},
            {"code": "LOOK", "name": "Scratches 划伤", "kind": "attribute"},
        ],
        sampling=[{"severity": "major", "aql": "4.0"}],
    )  # fmt: skip
    return line


async def delivered(line: Line, number: int) -> tuple[str, str]:
    """Receive a lot of twenty that waits for its inspection; return inspection and lot."""
    inspection, lot = f"IQ-{number}", f"LOT-{number}"
    arrived = {"material": "PLATE", "place": "WH1", "quantity": "20", "amount": "60", "lot": lot}
    await give(line.api, "inventory.receive_material", site="F1", supplier="S1",
               inspection=inspection, lines=[arrived])  # fmt: skip
    planned: dict[str, object] = {"inspection": inspection, "plan": "IP-PLATE", "supplier": "S1"}
    answer = await line.api.command("quality.plan_sample", planned)
    assert answer.status_code in (200, 409), answer.text  # A rule may have been quicker.
    return inspection, lot


async def results(line: Line, inspection: str) -> list[tuple[object, object, object]]:
    """Return piece, characteristic and verdict of everything that was measured."""
    answer = await line.api.query("quality.measurements", inspection=inspection)
    rows = msgspec.json.decode(answer.content, type=Results).rows
    return sorted((row["piece"], row["characteristic"], row["passed"]) for row in rows)


async def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    folder = os.environ.get("FLOOR_PICTURES")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def saved(page: Page, tone: str) -> None:
    """Touch the key that saves, and see it told over the whole screen."""
    await page.locator(".measure .send").click()
    await flashed(page, tone=tone)


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_an_inspector_measures_a_delivery_and_rejects_a_part_of_it(
    desk: Desk, line: Line, language: str
) -> None:
    words, number = WORDS[language], 1 if language == "en-US" else 2
    inspection, lot = await delivered(line, number)
    page = await desk.page(language="zh-CN" if number == 2 else "en-US", size=TABLET)
    await paired(page, line)

    # 1-3: sign in, open the screen, scan the label of the goods.
    await at_work(page, "Zhao")
    await page.get_by_role("button", name=words["screen"], exact=True).click()
    await expect(page.locator(".task")).to_contain_text(lot)
    await picture(page, f"inspector-{number}-tasks")
    await scan(page, lot)
    await expect(page.locator(".measure-top")).to_contain_text(inspection)

    # 4-6: key in the value, judge by sight, save the piece.
    await keys(page, "10")
    await expect(page.locator(".judged")).to_contain_text(words["good"])
    await page.get_by_role("button", name=words["next"], exact=True).click()
    await page.get_by_role("button", name=words["ok"], exact=True).click()
    await picture(page, f"inspector-{number}-measure")
    await saved(page, "good")

    # 7-8: a gauge types the value; what is out of limits stays in sight; the photo shows it.
    await expect(page.locator(".piece")).to_contain_text("2")
    await scan(page, "+10.30 mm")
    await expect(page.locator(".check").first).to_contain_text("10.30")
    await expect(page.locator(".judged-bad")).to_contain_text(words["bad"])
    await page.locator(".photo input").set_input_files(
        {"name": "piece.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    await expect(page.locator(".photo")).to_contain_text(words["taken"])
    await page.get_by_role("button", name=words["next"], exact=True).click()
    await page.get_by_role("button", name=words["ok"], exact=True).click()
    await picture(page, f"inspector-{number}-bad")
    await saved(page, "kept")

    # 9: without a network the piece is kept here, and sent once when it is back.
    await expect(page.locator(".piece")).to_contain_text("3")
    await cut_off(page)
    await scan(page, "9.95")
    await page.get_by_role("button", name=words["ok"], exact=True).click()
    await saved(page, "kept")
    await expect(page.locator(".measure-top .pill")).to_contain_text("3")
    await page.context.set_offline(False)
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert await results(line, inspection) == [
        (1, "DIA", True), (1, "LOOK", True), (2, "DIA", False), (2, "LOOK", True),
        (3, "DIA", True), (3, "LOOK", True),
    ]  # fmt: skip

    # 10-12: the decision; four of twenty are bad.
    await page.get_by_role("button", name=words["decide"], exact=True).click()
    await expect(page.locator(".note.bad")).to_contain_text(words["proposal"])
    await page.locator(".counts .check").filter(has_text=lot).click()
    await keys(page, "4")
    await page.get_by_role("button", name=words["take"], exact=True).click()
    await page.get_by_role("radio", name=words["reject"], exact=True).click()
    await page.locator(".why input").fill("Ø 10.30")
    await picture(page, f"inspector-{number}-decide")
    await page.locator(".entry-keys .primary").click()
    await flashed(page, words["reject"])
    await expect(page.get_by_text(words["none"])).to_be_visible()
    answer = await line.api.query("quality.inspections", stand="decided", inspection=inspection)
    (task,) = msgspec.json.decode(answer.content, type=Results).rows
    assert (task["decision"], task["failed"], task["reason"]) == ("reject", 1, "Ø 10.30")
