"""The walk of docs/guides/walk-administrator.md: people, rights, PIN, login, devices, the log."""

import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, Person, signed_in
from tests.browser.hands import choose

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
WORDS = {
    "en-US": {
        "users": "Users", "new": "New user", "name": "Name", "save": "Save", "role": "Role",
        "operator": "Operator", "give": "Give this role", "pin": "Station PIN",
        "new_pin": "New PIN", "set": "Set the PIN", "weak": "PIN", "login": "Signing in",
        "login_name": "Login name", "give_login": "Give a login", "handed": "I have handed",
        "devices": "Devices", "pair": "Pair a device", "digits": "six digits", "code": "Code",
        "log": "Audit log", "left": "Has left: end all rights", "close": "Close",
    },
    "zh-CN": {
        "users": "用户", "new": "新建用户", "name": "名称", "save": "保 存", "role": "角色",
        "operator": "操作工", "give": "授予角色", "pin": "工位 PIN", "new_pin": "新 PIN",
        "set": "设置 PIN", "weak": "PIN", "login": "密码登录", "login_name": "登录名",
        "give_login": "创建登录", "handed": "已交给本人", "devices": "终端设备",
        "pair": "配对设备", "digits": "六位数字", "code": "编码", "log": "审计日志",
        "left": "离职:终止全部权限", "close": "Close",
    },
}  # fmt: skip


async def open_user(page: Page, name: str) -> None:
    """Open somebody's panel from the list."""
    await page.locator(".table-row").filter(has_text=name).click()


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
async def test_an_administrator_brings_somebody_in_and_lets_them_go(
    desk: Desk, api: Api, person: Person, language: str
) -> None:
    words = WORDS[language]
    name = f"Li Ping {language}"
    page = await desk.page(language="zh-CN" if language == "zh-CN" else "en-US")
    await signed_in(page, person, "/")
    menu = page.locator(".shell-menu.beside")
    await menu.get_by_role("link", name=words["users"], exact=True).click()
    await page.get_by_role("button", name=words["new"]).click()
    await page.get_by_role("dialog").get_by_label(words["name"], exact=True).fill(name)
    await page.get_by_role("dialog").get_by_role("button", name=words["save"]).click()
    await open_user(page, name)
    role = page.locator(".ant-form-item").filter(has=page.get_by_title(words["role"], exact=True))
    await choose(page, role.get_by_role("combobox"), words["operator"], typed=words["operator"])
    await page.get_by_role("button", name=words["give"]).click()
    await expect(page.locator(".admin-rule").filter(has_text=words["operator"])).to_be_visible()

    await page.get_by_role("tab", name=words["pin"]).click()
    await page.get_by_label(words["new_pin"]).fill("1234")
    await page.get_by_role("button", name=words["set"]).click()
    await expect(page.get_by_role("alert").filter(has_text=words["weak"]).first).to_be_visible()
    desk.provoked("status of 400")
    await page.get_by_label(words["new_pin"]).fill("7351")
    await page.get_by_role("button", name=words["set"]).click()
    await expect(page.locator(".ant-message-success")).to_be_visible()

    await page.get_by_role("tab", name=words["login"]).click()
    login = f"liping-{api.tenant[-8:]}-{language[:2]}"
    await page.get_by_label(words["login_name"]).fill(login)
    await page.get_by_role("button", name=words["give_login"]).click()
    secret = page.locator(".admin-secret code")
    await expect(secret).to_be_visible()
    password = await secret.inner_text()
    await page.get_by_role("button", name=words["handed"]).click()
    other = await desk.page()
    await other.goto("/")
    await other.locator("input[autocomplete=username]").fill(login)
    await other.locator("input[autocomplete=current-password]").fill(password)
    await other.locator("button[type=submit]").click()
    await expect(other.locator("input[autocomplete=new-password]").first).to_be_visible()

    await page.get_by_role("button", name=words["left"]).click()
    await page.locator(".ant-popconfirm-buttons .ant-btn-primary").click()
    await expect(page.locator(".table-row").filter(has_text=name)).to_have_count(0)

    await menu.get_by_role("link", name=words["log"], exact=True).click()
    row = page.locator(".table-row").filter(has_text="user_account.disabled")
    await expect(row.first).to_be_visible()


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
async def test_a_wrong_pairing_code_is_refused_beside_its_field(
    desk: Desk, person: Person, language: str
) -> None:
    words = WORDS[language]
    page = await desk.page(language="zh-CN" if language == "zh-CN" else "en-US")
    await signed_in(page, person, "/")
    menu = page.locator(".shell-menu.beside")
    await menu.get_by_role("link", name=words["devices"], exact=True).click()
    await page.get_by_role("button", name=words["pair"]).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(words["digits"]).fill("000000")
    await dialog.get_by_label(words["code"], exact=True).fill("T-1")
    await dialog.get_by_label(words["name"], exact=True).fill("Terminal 1")
    await dialog.get_by_role("button", name=words["pair"]).click()
    await expect(dialog.locator(".ant-form-item-explain-error")).to_be_visible()
