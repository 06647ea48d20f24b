"""What a person's hands do on a page, waiting as a person waits until things stand still."""

import asyncio
import re
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.async_api import BrowserContext, Locator, Page, Request, expect

from tests.tidy.tree import ROOT

QUIET_S, LOOK_S, PATIENCE_S = 0.2, 0.05, 60.0
LIVE = "/api/v1/live"
"""The one request that is always under way: the line by which the server tells of changes."""

CALM = """
if (/^\\/(floor|board)/.test(location.pathname)) {
  const [after, every, ends] = [window.setTimeout, window.setInterval, new Set()];
  window.setTimeout = (act, ms, ...given) => {
    if (ms === PATIENCE) return after(act, 60000, ...given);
    if (ms !== GOOD && ms !== KEPT) return after(act, ms, ...given);
    const end = () => { if (ends.delete(end)) act(); };
    ends.add(end);
    return after(end, 5000);
  };
  window.setInterval = (act, ms, ...given) => every(act, ms === ASKS ? 250 : ms, ...given);
  window.putOut = () => [...ends].forEach((end) => end());
}
"""
"""How a terminal is on a machine with other work: it waits longer for an answer before it keeps
what was said, asks more often whether it was let in, and shows what it says until it was read.
"""
TIMES = {
    "PATIENCE": ("shared/offline/outbox.ts", "PATIENCE_MS"),
    "GOOD": ("shared/ui/flash.ts", "GOOD_MS"),
    "KEPT": ("shared/ui/flash.ts", "KEPT_MS"),
    "ASKS": ("features/floor-pairing/PairingPage.tsx", "ASK_MS"),
}

_under_way: WeakKeyDictionary[BrowserContext, set[Request]] = WeakKeyDictionary()


def calm() -> str:
    """Return what makes a page of the floor calm, with the times it goes by elsewhere."""
    script = CALM
    for word, (file, name) in TIMES.items():
        script = script.replace(word, _written(ROOT / "web" / "src" / file, name))
    return script


def _written(file: Path, name: str) -> str:
    found = re.search(rf"const {name} = ([\d_]+);", file.read_text(encoding="utf-8"))
    assert found, f"{file} names no {name}"
    return found[1]


async def flashed(page: Page, *words: str, tone: str = "good") -> None:
    """Read what is said over the whole screen, and have it gone."""
    said = page.locator(f".flash-{tone}")
    await expect(said).to_be_visible()
    for word in words:
        await expect(said).to_contain_text(word)
    await gone(page)


async def gone(page: Page) -> None:
    """Let go what was said over the whole screen, as it goes by itself after a while."""
    await page.evaluate("window.putOut?.()")
    await expect(page.locator(".flash")).to_have_count(0)


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
    await expect(wanted).to_be_visible()
    await wanted.click()
    await expect(wanted).to_be_hidden()
