"""A company in which nothing was entered: every page of the office says what to do there."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import Desk, Person, signed_in
from tests.browser.test_accessible import REFUSED, SETTLED_MS, addresses, opened

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
NOTHING = ".nothing:visible"
WORDS_MIN = 12
"""Fewer letters than this tell nobody what to do."""
BARE = re.compile(r"^(no data|暂无数据|暂无内容)。?$", re.IGNORECASE)
FULL = (
    "/account", "/admin/log", "/admin/roles", "/admin/sessions", "/admin/settings",
    "/admin/signatures", "/admin/users", "/board", "/records", "/search", "/sign-in",
)  # fmt: skip
"""Pages that show something in an empty company, too, or ask for something first."""
ABOUT_NOTHING = re.compile(r"/none\b|^/c/|^/jobs/|^/lots/|^/orders/|^/trace/|/do/|/board/")
"""Pages about one record, which is not there, and forms."""


FIRSTS = (
    ("/stock", "Receive goods", "/stock/do/receive"),
    ("/quality/charts", "Bring in an inspection plan", "/quality/plans"),
    ("/master/skills", "Enter people", "/master/people"),
)
"""A page, its first key, and where that leads."""


async def faults_of(page: Page, address: str) -> list[str]:
    """Return what is wrong with what a page says where there is nothing."""
    await opened(page, address)
    said = [text.strip() for text in await page.locator(".ant-empty:visible").all_inner_texts()]
    bare = [text for text in said if BARE.match(text) or len(text) < WORDS_MIN]
    plain = await page.locator(".ant-empty:visible:not(.nothing)").count()
    wrong = [f"{address}: says only {text!r}" for text in bare]
    if plain:
        wrong.append(f"{address}: is empty in a way of its own")
    return wrong


@pytest.mark.timeout(300)
async def test_every_page_of_an_empty_company_says_what_is_missing(
    desk: Desk, person: Person, api: Api
) -> None:
    page = await desk.page(language="en-US")
    await signed_in(page, person, "/")
    about = [one for one in addresses() if one not in FULL and not ABOUT_NOTHING.search(one)]
    found = [fault for address in about for fault in await faults_of(page, address)]
    desk.wrong[:] = [one for one in desk.wrong if REFUSED not in one]
    assert len(about) > len(FULL)
    assert found == []


async def test_an_empty_page_leads_to_what_is_done_first(desk: Desk, person: Person) -> None:
    page = await desk.page(language="en-US")
    await signed_in(page, person, "/")
    for address, first, leads in FIRSTS:
        await page.goto(address)
        await page.locator(NOTHING).get_by_role("link", name=first, exact=True).click()
        await expect(page).to_have_url(re.compile(f"{leads}$"), timeout=SETTLED_MS)
