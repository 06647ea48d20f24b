"""People sign in at the browser: initial password, wrong words, both languages, light and dark."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Desk, Person

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

CHOSEN = "chosen-Password-8"


async def credentials(page: Page, person: Person, password: str) -> None:
    await page.locator("input[autocomplete=username]").fill(person.login)
    await page.locator("input[autocomplete=current-password]").fill(password)
    await page.locator("button[type=submit]").click()


async def test_an_initial_password_is_changed_on_the_way_in(desk: Desk, person: Person) -> None:
    page = await desk.page()
    await page.goto("/")
    await expect(page).to_have_url(re.compile("/sign-in"))
    await credentials(page, person, person.password)
    await page.get_by_label("New password (at least 10 characters)").fill(CHOSEN)
    await page.get_by_label("New password again").fill("another-Password-9")
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


async def test_nobody_is_sent_elsewhere_after_signing_in(desk: Desk, person: Person) -> None:
    page = await desk.page()
    await page.goto("/sign-in?back=https%3A%2F%2Felsewhere.example%2F")
    await credentials(page, person, person.password)
    await page.get_by_label("New password (at least 10 characters)").fill(CHOSEN)
    await page.get_by_label("New password again").fill(CHOSEN)
    await page.get_by_role("button", name="Save and sign in").click()
    await expect(page.get_by_role("heading", name="Good day, Ann")).to_be_visible()
    assert page.url.startswith(desk.address)
