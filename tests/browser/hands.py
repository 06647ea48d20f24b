"""What a person's hands do on a page, waiting as a person waits until things stand still."""

import asyncio
import re
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.async_api import BrowserContext, Locator, Page, Request, expect

OPEN_S = 20
"""How long a list may take to open on a machine with other work."""
QUIET_S, LOOK_S, PATIENCE_S = 0.2, 0.05, 30.0
LIVE = "/api/v1/live"
"""The one request that is always under way: the line by which the server tells of changes."""

_under_way: WeakKeyDictionary[BrowserContext, set[Request]] = WeakKeyDictionary()


def watch(context: BrowserContext) -> None:
    """Keep count of what a browser has asked for and not got yet."""
    asked = _under_way.setdefault(context, set())
    context.on("request", lambda one: None if urlsplit(one.url).path == LIVE else asked.add(one))

    def ended(one: Request) -> None:
        asked.discard(one)

    context.on("requestfinished", ended)
    context.on("requestfailed", ended)


async def cut_off(page: Page) -> None:
    """Take the network away when nothing is under way: what breaks off half loaded is a fault that
    the browser tells of, and not what somebody does who walks out of reach.
    """
    asked, quiet_s = _under_way[page.context], 0.0
    async with asyncio.timeout(PATIENCE_S):
        while quiet_s < QUIET_S:
            await asyncio.sleep(LOOK_S)
            quiet_s = 0.0 if asked else quiet_s + LOOK_S
    await page.context.set_offline(True)


def button(place: Page | Locator, name: str) -> Locator:
    """Return a button by its words; Ant Design puts a blank between two Chinese letters."""
    spaced = r"\s?".join(re.escape(letter) for letter in name) if len(name) == 2 else None
    exact = re.compile(f"^{spaced}$") if spaced else name
    return place.get_by_role("button", name=exact, exact=True)


async def choose(
    page: Page, field: Locator, option: str | re.Pattern[str], *, typed: str = ""
) -> None:
    """Choose the first option with these words in the list of a field, looked for by typing."""
    await field.click()
    if typed:
        await field.fill(typed)
    opened = page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")
    wanted = opened.locator(".ant-select-item-option", has_text=option).first
    await expect(wanted).to_be_visible(timeout=OPEN_S * 1000)
    await wanted.click()
    await expect(wanted).to_be_hidden()
