"""The salesperson's walk: an order by hand, its progress, a change, a link, a rush looked at."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.async_api import expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, Person, signed_in, with_login
from tests.browser.hands import button, choose
from tests.browser.test_office import done

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

PHONE = (390, 844)
WORDS: dict[str, dict[str, str]] = {
    "en-US": {
        "new": "New sales order", "customer": "Customer", "number": "Customer's order number",
        "material": "Material", "quantity": "Quantity", "promised": "Promised", "save": "Save",
        "unplanned": "10 are not planned", "change": "Change", "reason": "Reason",
        "effect": "What this means", "links": "Link for the customer", "whom": "For whom",
        "make": "Make a link", "address": "Address for the customer", "rush": "Rush",
        "ask": "A planner can accept it", "nothing": "there is nothing to put first",
        "cancel": "Cancel", "page": "Order progress", "revoke": "Revoke", "revoked": "Revoked",
        "menu": "Order progress",
    },
    "zh-CN": {
        "new": "新建销售订单", "customer": "客户", "number": "客户单号",
        "material": "物料", "quantity": "数量", "promised": "承诺交期", "save": "保存",
        "unplanned": "10 未计划", "change": "变更", "reason": "原因",
        "effect": "变更影响", "links": "客户链接", "whom": "发给",
        "make": "生成链接", "address": "客户网址", "rush": "插单",
        "ask": "由计划员确认执行", "nothing": "尚无工单生产此行",
        "cancel": "取消", "page": "订单进度", "revoke": "撤销", "revoked": "已撤销",
        "menu": "订单进度",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
async def market(api: Api) -> Api:
    """Give a factory with one product, one customer, and a person who sells."""
    await done(await api.command("site.create", {"code": "S1", "name": "一厂"}))
    await done(await api.command("unit.create", {"code": "pcs", "name": "件"}))
    await done(await api.command("material.create", {"code": "M-1", "name": "轴", "unit": "pcs"}))
    buyer: dict[str, object] = {"code": "C-9", "name": "锐行", "is_customer": True}
    await done(await api.command("partner.create", buyer))
    return api


async def seller(api: Api, code: str) -> Person:
    """Return a login of somebody with the role Sales who is a person of the plant."""
    made = await api.command("person.create", {"code": code, "name": "郑洁", "site": "S1"})
    await done(made)
    person = await with_login(api.runtime, api.tenant, "sales")
    users = (await api.query("platform.users")).json()["rows"]
    user = next(one for one in users if UUID(one["id"]).hex.endswith(person.login[4:]))
    known = {"user": user["id"], "expected_version": user["version"]}
    joined = {**known, "person": made.json()["events"][0]["record"]}
    await done(await api.command("platform.change_user", joined))
    return person


@pytest.mark.parametrize(("language", "size"), [("zh-CN", (1280, 800)), ("en-US", PHONE)])
async def test_a_salesperson_enters_an_order_follows_it_and_lets_the_customer_look(
    desk: Desk, market: Api, language: str, size: tuple[int, int]
) -> None:
    words = WORDS[language]
    person = await seller(market, f"P-{language}")
    page = await desk.page(language="zh-CN" if language == "zh-CN" else "en-US", size=size)
    await signed_in(page, person, "/sales")

    await button(page, words["new"]).click()
    drawer = page.get_by_role("dialog")
    await choose(page, drawer.get_by_label(words["customer"], exact=True), "C-9", typed="C-9")
    await drawer.get_by_label(words["number"]).fill("PO-77")
    await choose(page, drawer.get_by_label(words["material"], exact=True), "M-1", typed="M-1")
    await drawer.get_by_label(words["quantity"]).fill("10")
    day = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%d")
    await drawer.get_by_label(words["promised"]).fill(day)
    await page.locator(f'.ant-picker-dropdown td[title="{day}"]').click()
    await button(drawer, words["save"]).click()

    await expect(page).to_have_url(re.compile(r"/sales/SO-\d{4}-\d{4}$"))
    await expect(page.get_by_text(words["unplanned"])).to_be_visible()

    await button(page, words["change"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(words["quantity"]).fill("12")
    await expect(dialog.get_by_text(words["effect"])).to_be_visible()
    await expect(dialog.get_by_text(words["unplanned"].replace("10", "12"))).to_be_visible()
    await dialog.get_by_label(words["reason"]).fill("+2")
    await button(dialog, words["save"]).click()
    await expect(page.get_by_text(words["unplanned"].replace("10", "12"))).to_be_visible()

    await button(page, words["rush"]).click()
    await expect(page.get_by_role("dialog").get_by_text(words["nothing"])).to_be_visible()
    await button(page.get_by_role("dialog"), words["cancel"]).click()

    await button(page, words["links"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(words["whom"]).fill("王经理")
    await button(dialog, words["make"]).click()
    address = await dialog.get_by_label(words["address"]).input_value()
    look = await desk.page(language="zh-CN" if language == "zh-CN" else "en-US", size=PHONE)
    await look.goto(address)
    await expect(look.get_by_role("heading", name=words["page"])).to_be_visible()
    await expect(look.get_by_text("PO-77")).to_be_visible()
    wide = await look.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE[0], "the customer's page fits a phone"

    await button(dialog, words["revoke"]).click()
    await button(page.locator(".ant-popover"), words["revoke"]).click()
    await expect(dialog.get_by_text(words["revoked"], exact=True)).to_be_visible()
    answer = await look.goto(address)
    assert answer is not None
    assert answer.status == 404
