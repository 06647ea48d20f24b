"""The first afternoon of `docs/start`: an empty company, one Excel, one printed card, one phone."""

import re
from pathlib import Path
from typing import Literal

import msgspec
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from playwright.async_api import Locator, Page, expect

from taktline.platform.identity.set_up import make_set_up_link
from tests.api_ground import Api, new_api
from tests.browser.conftest import PHONE, Desk
from tests.browser.floor_ground import at_work, keys, scan
from tests.browser.hands import button

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

Language = Literal["zh-CN", "en-US"]
PASSWORD = "first-Password-8"
TOUCHES_MAX = 20
"""In the office, from the link that the first start prints to a phone with somebody at it."""
HEADINGS = ("工单号", "料号", "品名", "数量", "交期", "工序")
ORDERS = (
    ("MO-1", "A-100", "轴", 120, "2030.9.5", "下料→数车→检"),
    ("MO-2", "A-100", "轴", 80, "2030.9.6", "下料→数车→检"),
    ("MO-3", "B-200", "法兰", 40, "2030.9.9", "下料→发黑(委外)→检"),
)
WORDS: dict[Language, dict[str, str]] = {
    "en-US": {
        "make": "Make administrator", "enter": "Sign in and begin",
        "site": "Name", "found": "Make the factory", "bring": "Bring in Excel",
        "try": "Try 3 rows out", "too": "Make it along with the rows", "all": "Bring in 3 rows",
        "done": "Done", "release": "Release 3",
        "print": "Print: Flow cards", "people": "Let people in", "who": "Who", "in": "Let 1 in",
        "handed": "I have handed it over", "phone": "Let a phone in",
        "digits": "The six digits it shows", "pair": "Pair a device",
        "bad": "Not OK", "reason": "Without a reason",
    },
    "zh-CN": {
        "make": "创建管理员", "enter": "登录并开始使用",
        "site": "名称", "found": "新建工厂", "bring": "导入 Excel",
        "try": "试导入 3 行", "too": "随这些行一起新建", "all": "导入 3 行",
        "done": "完成", "release": "下达 3 个",
        "print": "打印流转卡", "people": "开通人员", "who": "人员", "in": "开通 1 人",
        "handed": "已交给本人", "phone": "接入手机",
        "digits": "设备显示的六位数字", "pair": "配对设备",
        "bad": "不良待判", "reason": "不填原因",
    },
}  # fmt: skip


class Hands(msgspec.Struct, kw_only=True):
    """Counts what a person does: touches, and fields that something is typed into."""

    touches: int = 0
    typed: int = 0

    async def touch(self, thing: Locator) -> None:
        """Click once."""
        await thing.click()
        self.touches += 1

    async def type(self, field: Locator, words: str) -> None:
        """Fill one field."""
        await field.fill(words)
        self.typed += 1


def excel(folder: Path) -> Path:
    """Write the orders as people have them: a title above, a total below."""
    path = folder / "orders.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("计划")
    sheet.merge_range(0, 0, 0, 5, "九月生产计划")
    for line, row in enumerate((HEADINGS, *ORDERS, ("合计", None, None, 240)), start=1):
        sheet.write_row(line, 0, row)
    book.close()
    return path


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
async def test_a_company_begins_with_one_excel_one_card_and_one_phone(
    desk: Desk, api: Api, tmp_path: Path, language: Language
) -> None:
    say, hands = WORDS[language], Hands()
    company = await new_api(api.runtime, api.client)
    office = await desk.page(language=language)
    await administrator_made(office, company, say, hands)
    await factory_founded(office, say, hands)
    await orders_brought(office, say, hands, file=excel(tmp_path))
    await cards_printed(office, say, hands)
    pin = await person_let_in(office, say, hands)
    phone = await desk.page(language=language, size=PHONE)
    await phone_let_in(office, phone, company, say=say, hands=hands)
    assert hands.touches <= TOUCHES_MAX, hands

    card = await first_card(company)
    await at_work(phone, "李明", pin)
    await office.goto("/orders/MO-1")
    done = office.locator('[data-job="MO-1-10"]')
    await expect(done).to_contain_text("下料")
    await expect(phone.locator(".next")).to_contain_text("下料")
    await scan(phone, card)
    await expect(phone.locator(".report .send")).to_be_visible()
    await keys(phone, "115")
    await phone.locator(".add").click()
    await button(phone, say["bad"]).click()
    await keys(phone, "5")
    await button(phone, say["reason"]).click()
    await phone.locator(".send").click()
    await expect(done).to_contain_text("115")


async def administrator_made(
    page: Page, company: Api, say: dict[str, str], hands: Hands
) -> None:  # tidy: positional - a page, whose it is and who works at it
    """Follow the link that the first start prints."""
    token = (await make_set_up_link(company.runtime.gate, company.tenant)).reveal()
    language = "zh" if say["done"] == "完成" else "en"
    await page.goto(f"/set-up?token={token}&language={language}")
    login = f"boss-{company.tenant[-8:]}"
    told = {"name": "王总", "login": login, "password": PASSWORD, "again": PASSWORD}
    for name, words in told.items():
        await hands.type(page.locator(f"input[name={name}]"), words)
    await hands.touch(button(page, say["make"]))
    await hands.touch(page.get_by_role("link", name=say["enter"]))
    await hands.type(page.locator("input[autocomplete=username]"), login)
    await hands.type(page.locator("input[autocomplete=current-password]"), PASSWORD)
    await hands.touch(page.locator("button[type=submit]"))


async def factory_founded(page: Page, say: dict[str, str], hands: Hands) -> None:
    """Name the factory."""
    await hands.type(page.get_by_label(say["site"], exact=True), "一厂")
    await hands.touch(button(page, say["found"]))


async def orders_brought(page: Page, say: dict[str, str], hands: Hands, *, file: Path) -> None:
    """Bring the Excel in, with the materials and units it names."""
    await hands.touch(button(page, say["bring"]))
    drawer = page.get_by_role("dialog")
    await drawer.locator("input[type=file]").set_input_files(file)
    hands.touches += 2
    await hands.touch(button(drawer, say["try"]))
    await hands.touch(button(drawer, say["too"]))
    await hands.touch(button(drawer, say["all"]))
    await hands.touch(button(drawer, say["done"]))
    await expect(drawer).to_be_hidden()


async def cards_printed(page: Page, say: dict[str, str], hands: Hands) -> None:
    """Release all orders, and print a card for each."""
    await expect(page.locator(".ant-table-row")).to_have_count(3)
    box = page.get_by_role("columnheader").get_by_role("checkbox")
    await box.check()
    await hands.touch(button(page, say["release"]))
    await expect(page.get_by_role("toolbar")).to_be_hidden()
    await box.check()
    hands.touches += 2
    async with page.expect_popup() as opened:
        await hands.touch(page.get_by_role("button", name=say["print"]))
    await (await opened.value).close()


async def person_let_in(page: Page, say: dict[str, str], hands: Hands) -> str:
    """Let one person in; return the PIN to hand over."""
    await page.goto("/")
    await hands.touch(button(page, say["people"]))
    dialog = page.get_by_role("dialog")
    await hands.type(dialog.get_by_label(say["who"], exact=True), "李明 1001")
    await hands.touch(button(dialog, say["in"]))
    pin = await dialog.locator(".ant-table-row code").inner_text()
    await hands.touch(button(dialog, say["handed"]))
    await expect(dialog).to_be_hidden()
    return pin


async def phone_let_in(
    office: Page, phone: Page, company: Api, *, say: dict[str, str], hands: Hands
) -> None:
    """Show the phone the office's picture, and type the six digits that it shows."""
    await office.goto("/")
    await hands.touch(button(office, say["phone"]))
    dialog = office.get_by_role("dialog")
    address = dialog.get_by_role("img", name="/floor?tenant=")
    await expect(address).to_be_visible()
    await phone.goto(await address.get_attribute("aria-label") or "")
    shown = phone.get_by_test_id("pairing-code")
    await expect(shown).to_have_text(re.compile(r"\d{3} \d{3}"))
    digits = (await shown.inner_text()).replace(" ", "")
    await hands.type(dialog.get_by_label(say["digits"]), digits)
    await hands.touch(button(dialog, say["pair"]))
    await expect(dialog).to_be_hidden()
    await expect(phone.locator(".tile").first).to_be_visible()


async def first_card(company: Api) -> str:
    """Return what is printed on the first order's card."""
    answer = await company.get(
        "/api/v1/records/flow_card", filter='work_order.code = "MO-1"', limit="1"
    )
    return str(answer.json()["rows"][0]["code"])
