"""Administration in the browser: passwords, sessions, keys, roles with limits, the log."""

import re

import httpx
import pytest
from playwright.async_api import Page, expect

from taktline.platform.identity.login import give_login
from taktline.platform.secret import Secret
from tests.api_ground import Api, new_user
from tests.browser.conftest import PASSWORD, PHONE, Desk, Person, signed_in, with_login
from tests.browser.hands import button, choose
from tests.browser.test_office import done

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

FRESH = "quite-another-Password-7"
REFUSED = 401


async def asked_again(page: Page) -> None:
    """The session has ended: the page is asked back, and stays."""
    await expect(page.get_by_text("your session has ended")).to_be_visible()


async def test_a_password_is_changed_and_one_signs_out_everywhere(
    desk: Desk, person: Person
) -> None:
    page, elsewhere = await desk.page(), await desk.page()
    await signed_in(elsewhere, person, "/records")
    await signed_in(page, person, "/account")
    await page.get_by_label("Password so far").fill("not-the-password-1")
    for label in ("New password (at least 10 characters)", "New password again"):
        await page.get_by_label(label).fill(FRESH)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="wrong")).to_be_visible()
    await page.get_by_label("Password so far").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator(".ant-message-success")).to_be_visible()
    await asked_again(elsewhere)

    fresh = Person(login=person.login, password=FRESH)
    await signed_in(elsewhere, fresh, "/records")
    await page.reload()
    rows = page.get_by_role("region", name="Sessions").locator("tbody tr[data-row-key]")
    await expect(rows).to_have_count(2)
    await button(page, "Sign out everywhere").press("Enter")
    await button(page.locator(".ant-popconfirm"), "Sign out everywhere").press("Enter")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await asked_again(elsewhere)


async def test_an_administrator_ends_one_session_on_another_device(
    desk: Desk, api: Api, person: Person
) -> None:
    lost = await with_login(api.runtime, api.tenant, "buyer")
    phone, page = await desk.page(size=PHONE), await desk.page()
    await signed_in(phone, lost, "/account")
    await signed_in(page, person, f"/admin/sessions?search={lost.login}")
    await button(page, "End").press("Enter")
    await button(page.locator(".ant-popconfirm"), "End").press("Enter")
    await expect(page.locator(".ant-message-success")).to_be_visible()
    await asked_again(phone)
    await page.get_by_label("Name or address").fill("nobody-has-this-name")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("search=nobody"))
    await page.go_back()
    await expect(page).to_have_url(re.compile(lost.login))


async def test_a_key_is_shown_once_works_and_is_refused_once_it_is_taken_back(
    desk: Desk, person: Person
) -> None:
    page = await desk.page()
    await signed_in(page, person, "/admin/keys")
    await button(page, "New key").press("Enter")
    form = page.get_by_role("dialog")
    await form.get_by_label("Name", exact=True).fill("Weighing scale")
    await choose(page, form.get_by_label("User", exact=True), "Ann")
    permissions = form.get_by_label("Permissions", exact=True)
    await permissions.fill("user_account:read")
    await permissions.press("Enter")
    await form.locator("button[type=submit]").press("Enter")
    shown = page.locator(".admin-secret code")
    key = await shown.inner_text()
    await button(page, "I have handed it over").press("Enter")
    await expect(shown).to_have_count(0)
    assert key not in await page.content()

    async with httpx.AsyncClient(base_url=desk.address) as program:
        headers = {"authorization": f"Bearer {key}"}
        await done(await program.get("/api/v1/queries/platform.users", headers=headers))
        row = page.get_by_role("row", name=re.compile("Weighing scale"))
        await button(row, "Take back").press("Enter")
        await button(page.locator(".ant-popconfirm"), "Take back").press("Enter")
        await expect(row.get_by_text("Taken back")).to_be_visible()
        answer = await program.get("/api/v1/queries/platform.users", headers=headers)
    assert answer.status_code == REFUSED


async def test_a_role_reaches_only_its_records_fields_and_place_and_the_log_tells_it(
    desk: Desk, api: Api, person: Person
) -> None:
    await done(await api.command("site.create", {"code": "S1", "name": "Works"}))
    line: dict[str, object] = {"code": "LINE-1", "name": "Line", "site": "S1"}
    await done(await api.command("equipment.create", {**line, "level": "production_line"}))
    for code in ("SEEN", "HIDDEN"):
        await done(await api.command("hold_reason.create", {"code": code, "name": f"N-{code}"}))
    user = await new_user(api.runtime, api.tenant)
    renamed: dict[str, object] = {"user": str(user), "expected_version": 1, "name": "Narrow Nan"}
    await done(await api.command("platform.change_user", renamed))
    nan = Person(login=f"nan-{user.hex[-12:]}", password=PASSWORD)
    secret = Secret(PASSWORD)
    await give_login(api.runtime.gate, api.tenant, user=user, name=nan.login, password=secret,
                     must_change=False)  # fmt: skip
    page = await desk.page()
    await signed_in(page, person, "/admin/roles")
    await page.get_by_role("row", name=re.compile("buyer")).press("Enter")
    panel = page.get_by_role("dialog")
    await panel.get_by_label("Code", exact=True).fill("narrow")
    await panel.get_by_label("English", exact=True).fill("Narrowed")
    await button(panel, "Add a permission").press("Enter")
    await panel.get_by_label("Permission", exact=True).last.fill("hold_reason:read")
    await panel.get_by_label("Only records for which this is true").last.fill('code = "SEEN"')
    rules = panel.get_by_label("Fields not fully shown").last
    await rules.fill("Name: hidden")
    await page.get_by_title("Name: hidden", exact=True).first.wait_for()
    await rules.press("Enter")
    await panel.locator("button[type=submit]").press("Enter")
    await expect(page.get_by_role("row", name=re.compile("Narrowed"))).to_be_visible()

    await page.goto("/admin/users?search=Narrow")
    await page.get_by_role("row", name=re.compile("Narrow Nan")).press("Enter")
    await choose(page, panel.get_by_label("Role", exact=True), "Narrowed", typed="Narrowed")
    await choose(page, panel.get_by_label("Place", exact=True), "LINE-1", typed="LINE-1")
    await button(panel, "Give this role").press("Enter")
    await expect(panel.locator(".admin-rule")).to_contain_text("at one place")

    theirs = await desk.page()
    await signed_in(theirs, nan, "/records/hold_reason")
    await expect(theirs.locator(".list-row")).to_have_count(1)
    await expect(theirs.locator(".list-row")).to_contain_text("SEEN")
    await expect(theirs.get_by_role("columnheader", name="Name", exact=True)).to_have_count(0)

    await page.goto("/admin/log")
    await page.get_by_label("Code, event or command").fill("role.created")
    await page.keyboard.press("Enter")
    await page.locator(".table-row").filter(has_text="role.created").press("Enter")
    await expect(panel).to_contain_text("narrow")
    await page.keyboard.press("Escape")
    await page.go_back()
    await expect(page).to_have_url(re.compile("/admin/log$"))
    await page.go_back()
    await expect(page).to_have_url(re.compile("/admin/users"))
