"""People sign in at the browser: initial password, wrong words, both languages, light and dark."""

import re

import pytest
from playwright.async_api import Page, expect

from taktline.platform.identity.lockout import FREE_TRIES
from tests.api_ground import Api
from tests.browser.conftest import PHONE, Desk, Person, with_login

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

CHOSEN = "another-Password-9"


@pytest.fixture
async def newcomer(api: Api) -> Person:
    """Give an administrator with an initial password."""
    return await with_login(api.runtime, api.tenant, "administrator", must_change=True)


async def credentials(page: Page, person: Person, password: str) -> None:
    await page.locator("input[autocomplete=username]").fill(person.login)
    await page.locator("input[autocomplete=current-password]").fill(password)
    await page.locator("button[type=submit]").click()


async def test_an_initial_password_is_changed_on_the_way_in(desk: Desk, newcomer: Person) -> None:
    page = await desk.page()
    await page.goto("/")
    await expect(page).to_have_url(re.compile("/sign-in"))
    await credentials(page, newcomer, newcomer.password)
    await page.get_by_label("New password (at least 10 characters)").fill(CHOSEN)
    await page.get_by_label("New password again").fill("mistyped-Password-9")
    await page.get_by_role("button", name="Save and sign in").click()
    await expect(page.get_by_text("The two passwords differ.")).to_be_visible()
    await page.get_by_label("New password again").fill(CHOSEN)
    await page.get_by_role("button", name="Save and sign in").click()
    await expect(page.get_by_role("heading", name="Good day, Ann")).to_be_visible()

    await page.reload()
    await expect(page.get_by_role("heading", name="Good day, Ann")).to_be_visible()
    await page.get_by_role("button", name="Ann").click()
    await page.get_by_text("Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_a_wrong_password_is_said_in_the_readers_language(desk: Desk, person: Person) -> None:
    page = await desk.page(language="zh-CN", look="dark", size=PHONE)
    await page.goto("/")
    await expect(page.get_by_role("heading", name="登录")).to_be_visible()
    await credentials(page, person, "not-the-password")
    await expect(page.get_by_role("alert")).to_contain_text(re.compile("[一-龥]"))
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"


async def test_who_is_wrong_too_often_waits_even_with_the_right_password(
    desk: Desk, person: Person
) -> None:
    page = await desk.page(language="zh-CN", size=PHONE)
    for _ in range(FREE_TRIES + 1):
        wrong = {"login": person.login, "password": "not-the-password"}
        refused = await page.request.post(f"{desk.address}/api/v1/sign-in", data=wrong)
        assert not refused.ok
    await page.goto("/")
    await credentials(page, person, person.password)
    await expect(page.get_by_role("alert")).to_contain_text("错误次数过多")


async def test_nobody_is_sent_elsewhere_after_signing_in(desk: Desk, newcomer: Person) -> None:
    page = await desk.page()
    await page.goto("/sign-in?back=https%3A%2F%2Felsewhere.example%2F")
    await credentials(page, newcomer, newcomer.password)
    await page.get_by_label("New password (at least 10 characters)").fill(CHOSEN)
    await page.get_by_label("New password again").fill(CHOSEN)
    await page.get_by_role("button", name="Save and sign in").click()
    await expect(page.get_by_role("heading", name="Good day, Ann")).to_be_visible()
    assert page.url.startswith(desk.address)
