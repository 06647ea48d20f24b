"""Browsers as old as promised open the pages; older ones are told what to install."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE, Desk

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
AS_CHROME_87 = """
for (const kind of [Array, String]) delete kind.prototype.at;
delete Object.getPrototypeOf(Uint8Array).prototype.at;
for (const name of ["findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"])
  delete Array.prototype[name];
delete Object.hasOwn; delete Object.groupBy; delete Map.groupBy; delete Promise.withResolvers;
delete window.structuredClone; delete Crypto.prototype.randomUUID;
"""
OLDER = "delete String.prototype.replaceAll; delete Promise.any;"


async def test_both_pages_open_without_what_came_after_chrome_87(desk: Desk) -> None:
    for address, field in (
        ("/floor", "#tenant, .pairing-code"),
        ("/sign-in", "input[type=password]"),
    ):
        page = await desk.page(size=PHONE)
        await page.add_init_script(AS_CHROME_87)
        await page.goto(address)
        await expect(page.locator(field)).to_be_visible()
        await expect(page.locator("#older")).to_be_hidden()
        assert await page.evaluate("[1, 2].at(-1) === 2 && crypto.randomUUID().length === 36")


async def test_an_older_browser_is_told_in_both_languages_what_to_install(desk: Desk) -> None:
    for address, named in (("/floor", "WebView 87"), ("/", "Edge 109")):
        page = await desk.page()
        await page.add_init_script(OLDER)
        await page.goto(address)
        said = page.locator("#older")
        await expect(said).to_be_visible()
        await expect(said).to_contain_text("此浏览器过旧")
        await expect(said).to_contain_text(named)
