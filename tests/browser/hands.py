"""What a person's hands do on a page, waiting as a person waits until things stand still."""

import re

from playwright.async_api import Locator, Page, expect

OPEN_S = 20
"""How long a list may take to open on a machine with other work."""


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
