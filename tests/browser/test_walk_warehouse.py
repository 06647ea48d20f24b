"""The walk of docs/guides/walk-warehouse.md: a PDA receives, puts away, picks, moves and counts."""

import os
import re
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import PHONE, Desk, signed_in, with_login
from tests.browser.floor_ground import Line, at_work, give, keys, new_line, paired, scan, worker
from tests.browser.hands import cut_off, flashed

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
LABEL = "]C10106901234000016310301250010{lot}"
WORDS = {
    "en-US": {
        "warehouse": "Warehouse", "receive": "Receive", "put_away": "Put away", "pick": "Pick",
        "move": "Move", "count": "Count", "take": "Take", "book": "Book", "undo": "Undo",
        "undone": "Undone", "wrong": "Wrong material", "held": "Held", "back": "Back",
        "unknown": "Unknown code", "goods": "Scan the goods", "target": "Scan where it goes",
    },
    "zh-CN": {
        "warehouse": "仓库", "receive": "收货", "put_away": "上架", "pick": "领料",
        "move": "移库", "count": "盘点", "take": "取", "book": "入账", "undo": "撤销",
        "undone": "已撤销", "wrong": "物料不对", "held": "已扣留", "back": "返回",
        "unknown": "无法识别", "goods": "扫货物", "target": "扫目标库位",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a store with two shelves, a held lot, and a job order that gets plates."""
    line = await new_line(api)
    async with api.runtime.store.transaction(api.tenant) as tx:
        tx.execute("UPDATE material SET gtin = '6901234000016' WHERE code = 'PLATE'")
    for code in ("DOCK", "A-03", "B-01"):
        await give(api, "kernel.open_place", code=code, kind="store")
    for material, lot in (("PLATE", "L-HELD"), ("BR-100", "B-1")):
        await give(api, "inventory.receive_material", supplier="S1", lines=[
            {"material": material, "place": "A-03", "lot": lot, "quantity": "5"}])  # fmt: skip
    await give(api, "kernel.place_hold", code="N-1", reason="rust",
               lots=[{"material": "PLATE", "lot": "L-HELD"}])  # fmt: skip
    await worker(api, "赵 Zhao", "warehouse")
    return line


async def ordered(line: Line, code: str) -> str:
    """Release an order whose two pieces take 4 kg of plate each; return its job order."""
    takes = {"material": "PLATE", "quantity_per": "4", "issue_method": "issue"}
    step = {"sequence": 10, "name": "Press", "start_by_report": True, "materials": [takes]}
    await give(line.api, "kernel.create_work_order", code=code, site="F1", material="SCREW",
               ordered="2", operations=[step])  # fmt: skip
    await give(line.api, "kernel.release_work_order", work_order=code)
    return f"{code}-10"


class Row(msgspec.Struct, frozen=True):
    """What lies at a place."""

    place: str
    quantity: Decimal


class Rows(msgspec.Struct, frozen=True):
    """Rows of a query."""

    rows: list[Row]


async def lies(line: Line, lot: str) -> dict[str, Decimal]:
    """Return where a lot of plate lies."""
    answer = await line.api.query("kernel.on_hand", material="PLATE", lot=lot)
    found = msgspec.json.decode(answer.content, type=Rows, strict=False).rows
    return {row.place: row.quantity for row in found}


async def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    folder = os.environ.get("FLOOR_PICTURES")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def red(page: Page, word: str) -> None:
    """Read the red screen and put it away."""
    await expect(page.locator(".flash-bad")).to_contain_text(word)
    await page.locator(".flash-bad .primary").click()


async def known(page: Page, *words: str) -> None:
    """Wait until the screen says that it knows these."""
    for word in words:
        await expect(page.locator(".warehouse-known")).to_contain_text(word)


async def opened(page: Page, task: str) -> None:
    """Open a task from the warehouse's own tiles."""
    await page.locator(".warehouse-tasks .tile").filter(has_text=task).click()
    await expect(page.locator(".warehouse-head h1")).to_have_text(task)


async def press(page: Page, word: str) -> None:
    """Touch the key beside the amount."""
    await page.locator(".amount").get_by_role("button", name=re.compile(word)).click()


async def submit(page: Page) -> None:
    """Send the office's form once it is not busy any more."""
    key = page.locator(".task button[type=submit]")
    await expect(key).not_to_have_class(re.compile("ant-btn-loading"))
    await key.click()


async def over(page: Page, back: str) -> None:
    """Go back to the tasks."""
    await page.locator(".warehouse-head").get_by_role("button", name=back).click()


class Keeper(msgspec.Struct, frozen=True, kw_only=True):
    """Who walks, and with what: words of the language, the lot and the job order."""

    line: Line
    words: dict[str, str]
    tag: str
    lot: str
    job: str


async def receives(page: Page, keeper: Keeper) -> None:
    """Receive a labelled lot at the dock."""
    await opened(page, keeper.words["receive"])
    await page.locator(".warehouse-choices .key").filter(has_text="S1").click()
    await scan(page, "DOCK")
    await known(page, "S1", "DOCK")
    await scan(page, LABEL.format(lot=keeper.lot))
    await known(page, keeper.lot)
    await expect(page.locator(".amount .typed")).to_contain_text("12.5")
    await picture(page, f"warehouse-{keeper.tag}-receive")
    await (
        page.locator(".amount").get_by_role("button", name=re.compile(keeper.words["book"])).click()
    )
    await flashed(page)
    assert await lies(keeper.line, keeper.lot) == {"DOCK": Decimal("12.5")}
    await over(page, keeper.words["back"])


async def puts_away(page: Page, keeper: Keeper) -> None:
    """Put the lot away, take it back, and put it away again."""
    await opened(page, keeper.words["put_away"])
    await scan(page, keeper.lot)
    await known(page, keeper.lot, "DOCK")
    await (
        page.locator(".amount").get_by_role("button", name=re.compile(keeper.words["take"])).click()
    )
    await expect(page.locator(".warehouse-next")).to_contain_text(keeper.words["target"])
    await picture(page, f"warehouse-{keeper.tag}-target")
    await scan(page, "A-03")
    await flashed(page)
    assert await lies(keeper.line, keeper.lot) == {"A-03": Decimal("12.5")}
    await page.locator(".undo").get_by_role("button", name=keeper.words["undo"]).click()
    await flashed(page, keeper.words["undone"])
    assert await lies(keeper.line, keeper.lot) == {"DOCK": Decimal("12.5")}
    await scan(page, keeper.lot)
    await (
        page.locator(".amount").get_by_role("button", name=re.compile(keeper.words["take"])).click()
    )
    await scan(page, "A-03")
    await flashed(page)
    await over(page, keeper.words["back"])


async def picks(page: Page, keeper: Keeper) -> None:
    """Pick for a job order; wrong, held and unknown goods are refused in red."""
    await opened(page, keeper.words["pick"])
    await scan(page, keeper.job)
    await expect(page.locator(".pick-row")).to_contain_text("PLATE")
    await picture(page, f"warehouse-{keeper.tag}-pick")
    await scan(page, "B-1")
    await picture(page, f"warehouse-{keeper.tag}-wrong")
    await red(page, keeper.words["wrong"])
    await scan(page, "L-HELD")
    await red(page, keeper.words["held"])
    await scan(page, "NOBODY-KNOWS")
    await red(page, keeper.words["unknown"])
    await scan(page, keeper.lot)
    await expect(page.locator(".amount .typed")).to_contain_text("8")
    await (
        page.locator(".amount").get_by_role("button", name=re.compile(keeper.words["book"])).click()
    )
    await flashed(page)
    await expect(page.locator(".pick-row.done")).to_contain_text("PLATE")
    assert (await lies(keeper.line, keeper.lot))["A-03"] == Decimal("4.5")
    await over(page, keeper.words["back"])


async def moves(page: Page, keeper: Keeper) -> None:
    """Move some of it to another shelf."""
    await opened(page, keeper.words["move"])
    await scan(page, "A-03")
    await expect(page.locator(".warehouse-next")).to_contain_text(keeper.words["goods"])
    await scan(page, keeper.lot)
    await known(page, keeper.lot)
    await keys(page, "2")
    await (
        page.locator(".amount").get_by_role("button", name=re.compile(keeper.words["take"])).click()
    )
    await scan(page, "B-01")
    await flashed(page)
    await known(page, "A-03")
    assert (await lies(keeper.line, keeper.lot))["B-01"] == Decimal(2)
    await over(page, keeper.words["back"])


async def counts(page: Page, keeper: Keeper) -> None:
    """Count it without a network; the count is booked when the network is back."""
    await opened(page, keeper.words["count"])
    await scan(page, "B-01")
    await known(page, "B-01")
    await cut_off(page)
    await scan(page, keeper.lot)
    await known(page, keeper.lot)
    await keys(page, "3")
    await (
        page.locator(".amount").get_by_role("button", name=re.compile(keeper.words["book"])).click()
    )
    await flashed(page, tone="kept")
    await picture(page, f"warehouse-{keeper.tag}-kept")
    await expect(page.get_by_test_id("waiting")).to_contain_text("1")
    await page.context.set_offline(False)
    await expect(page.get_by_test_id("waiting")).to_have_count(0)
    assert (await lies(keeper.line, keeper.lot))["B-01"] == Decimal(3)


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_a_keeper_receives_puts_away_picks_moves_and_counts_by_scan(
    desk: Desk, line: Line, language: str
) -> None:
    words, tag = WORDS[language], language[:2].upper()
    job = await ordered(line, f"WO-{tag}")
    keeper = Keeper(line=line, words=words, tag=tag, lot=f"H-{tag}", job=job)
    page = await desk.page(
        language="zh-CN" if language == "zh-CN" else "en-US", size=PHONE,
        look="dark" if language == "zh-CN" else "light",
    )  # fmt: skip
    await paired(page, line)
    await at_work(page, "Zhao")
    await page.locator(".tile").filter(has_text=words["warehouse"]).click()
    await picture(page, f"warehouse-{tag}-tasks")
    await receives(page, keeper)
    await puts_away(page, keeper)
    await picks(page, keeper)
    await moves(page, keeper)
    await counts(page, keeper)


async def test_the_office_books_by_form_and_says_beside_the_field_what_is_wrong(
    desk: Desk, line: Line
) -> None:
    keeper = await with_login(line.api.runtime, line.api.tenant, "warehouse")
    page = await desk.page()
    await signed_in(page, keeper, "/stock")
    await page.get_by_role("button", name=re.compile("^Book")).first.click()
    await page.get_by_role("menuitem", name="Receive", exact=True).click()
    await expect(page).to_have_url(re.compile("/stock/do/receive"))
    await page.get_by_label("Supplier", exact=True).fill("S1")
    await page.get_by_label("Material", exact=True).fill("PLATE")
    await page.get_by_label("Quantity", exact=True).fill("30")
    await page.get_by_label("Place", exact=True).fill("NOWHERE")
    await page.get_by_label("Lot", exact=True).fill("H-OFFICE")
    await submit(page)
    field = page.locator(".ant-form-item", has=page.get_by_label("Place", exact=True))
    await expect(field.locator(".ant-form-item-explain-error")).to_contain_text("NOWHERE")
    await page.get_by_label("Place", exact=True).fill("A-03")
    await submit(page)
    await expect(page.locator(".ant-alert-success")).to_be_visible()
    assert await lies(line, "H-OFFICE") == {"A-03": Decimal(30)}

    await (
        page.get_by_role("navigation", name="Pages of the stock desk")
        .get_by_role("link", name="On hand")
        .click()
    )
    await page.get_by_label("Lot or serial").fill("H-OFFICE")
    await page.get_by_role("button", name="Find").click()
    row = page.get_by_role("row", name=re.compile("H-OFFICE"))
    await row.get_by_role("button", name=re.compile("^Book")).click()
    await page.get_by_role("menuitem", name="Move", exact=True).click()
    await expect(page.get_by_label("From place")).to_have_value("A-03")
    await expect(page.get_by_text(re.compile("A-03 has 30 kg"))).to_be_visible()
    await page.get_by_label("Quantity", exact=True).fill("300")
    await page.get_by_label("To place").fill("B-01")
    await submit(page)
    field = page.locator(".ant-form-item", has=page.get_by_label("Quantity", exact=True))
    await expect(field.locator(".ant-form-item-explain-error")).to_contain_text("300")
    await page.get_by_label("Quantity", exact=True).fill("10")
    await submit(page)
    await expect(page.locator(".ant-alert-success")).to_be_visible()
    assert await lies(line, "H-OFFICE") == {"A-03": Decimal(20), "B-01": Decimal(10)}


async def test_a_count_is_planned_counted_blind_twice_and_approved(desk: Desk, line: Line) -> None:
    await give(line.api, "kernel.open_place", code="C-09", kind="store")
    await give(line.api, "inventory.receive_material", supplier="S1", lines=[
        {"material": "PLATE", "place": "C-09", "lot": "H-COUNT", "quantity": "100"}])  # fmt: skip
    boss = await with_login(line.api.runtime, line.api.tenant, "administrator")
    page = await desk.page()
    await signed_in(page, boss, "/stock/counts")
    await page.get_by_role("button", name="Plan a count").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Number of the count").fill("CT-1")
    await form.get_by_label("Place", exact=True).fill("C-09")
    await form.get_by_role("button", name="Plan a count").click()
    await expect(page).to_have_url(re.compile("/stock/counts/CT-1"))
    for counted, state in (("80", "To count again"), ("81", "To approve")):
        await page.get_by_label(re.compile("^Counted PLATE")).fill(counted)
        await page.get_by_role("button", name="Enter 1 lines").click()
        await expect(page.get_by_text(state, exact=True)).to_be_visible()
    row = page.get_by_role("row", name=re.compile("H-COUNT"))
    await expect(row).to_contain_text("-19")
    await page.get_by_label("What explains the difference").fill("weighed wrongly")
    await page.get_by_role("button", name="Approve and book").click()
    await expect(page.get_by_text("Booked", exact=True)).to_be_visible()
    assert await lies(line, "H-COUNT") == {"C-09": Decimal(81)}
