"""Any entity from its document alone: list, search, sort, create, change, refusals in place."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Desk, Person, signed_in

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def at_desk(desk: Desk, person: Person, path: str) -> Page:
    page = await desk.page()
    await signed_in(page, person, path)
    return page


def rows(page: Page) -> Locator:
    return page.locator(".list-row")


def field(page: Page, label: str) -> Locator:
    return page.get_by_role("dialog").get_by_label(label, exact=True)


async def create(page: Page, code: str, name: str) -> None:
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.get_by_role("button", name="New", exact=True).click()
    await field(page, "Code").fill(code)
    await field(page, "Name").fill(name)
    await page.get_by_role("button", name="Save").click()


async def test_a_record_is_created_found_and_changed(desk: Desk, person: Person) -> None:
    page = await at_desk(desk, person, "/records/material_class")
    await expect(page.get_by_text("No Material class yet: enter the first one.")).to_be_visible()
    await create(page, "STEEL/δ", "Steel")
    await expect(rows(page)).to_have_count(1)
    await create(page, "BRASS", "Brass")
    await expect(rows(page)).to_have_count(2)

    await page.get_by_role("columnheader", name="Code").click()
    await expect(page).to_have_url(re.compile("order=code"))
    await expect(rows(page).first).to_contain_text("BRASS")
    await page.get_by_label("Search code or name").fill("δ")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("search="))
    await expect(rows(page)).to_have_count(1)
    await page.reload()
    await expect(rows(page)).to_have_count(1)

    await rows(page).first.click()
    await page.get_by_role("button", name="Change").click()
    await field(page, "Name").fill("Stainless steel")
    await page.get_by_role("button", name="Save").click()
    await expect(rows(page).first).to_contain_text("Stainless steel")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.go_back()
    await expect(rows(page)).to_have_count(2)


async def test_a_refusal_stands_beside_its_field(desk: Desk, person: Person) -> None:
    page = await at_desk(desk, person, "/records/material_class")
    await create(page, "COPPER", "Copper")
    await expect(rows(page).filter(has_text="COPPER")).to_have_count(1)
    await create(page, "COPPER", "Copper again")
    beside = page.locator("#code_help")
    await expect(beside).to_contain_text("COPPER")
    await field(page, "Code").fill("COPPER-2")
    await page.get_by_role("button", name="Save").click()
    await expect(rows(page).filter(has_text="COPPER-2")).to_have_count(1)


async def test_an_unknown_kind_of_record_is_said_so(desk: Desk, person: Person) -> None:
    page = await at_desk(desk, person, "/records/nothing")
    await expect(page.get_by_text("There is no entity nothing.")).to_be_visible()
