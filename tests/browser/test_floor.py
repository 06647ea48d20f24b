"""A terminal on the floor: paired, signed in with a PIN, work reported in four touches."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import DESK, PHONE, Desk
from tests.browser.floor_ground import Line, at_work, keys, new_line, paired
from tests.browser.hands import flashed, gone

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a line with two people."""
    return await new_line(api)


async def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    folder = os.environ.get("FLOOR_PICTURES")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize(
    ("language", "look", "size"),
    [("en-US", "light", DESK), ("zh-CN", "dark", DESK), ("zh-CN", "light", PHONE),
     ("en-US", "dark", PHONE)],
)  # fmt: skip
async def test_work_is_reported_within_four_touches(
    desk: Desk, line: Line, language: str, look: str, size: tuple[int, int]
) -> None:
    order = f"WO-{language[:2]}{look[:1]}{size[0]}"
    job = await line.order(order, 100)
    page = await desk.page(language=language, look=look, size=size)  # type: ignore[arg-type] # parametrised
    tag = f"{language[:2]}-{look}-{size[0]}"
    await page.goto("/floor")
    await picture(page, f"{tag}-0-unpaired")
    await paired(page, line)
    await picture(page, f"{tag}-1-tiles")
    await at_work(page, "Li")
    await page.locator(".row, .next").filter(has_text=job).first.click()
    await expect(page.locator(".next")).to_contain_text(job)
    await picture(page, f"{tag}-2-station")

    await page.locator(".dock .primary").click()
    await keys(page, "12")
    await picture(page, f"{tag}-3-report")
    await page.locator(".send").click()
    await expect(page.locator(".flash-good")).to_contain_text("12")
    await picture(page, f"{tag}-4-flash")
    await gone(page)
    assert [float(row["good"]) for row in await line.responses(job)] == [12]
    await expect(page.locator(".next .figures strong").first).to_have_text("12")
    await picture(page, f"{tag}-5-reported")

    await page.locator(".dock .primary").click()
    await page.locator(".kind-to_judge").click()
    await page.locator(".reasons .key").first.click()
    await picture(page, f"{tag}-6-bad")
    await page.locator(".send").click()
    await flashed(page)
    assert [float(row["defective"]) for row in await line.responses(job)] == [1, 0]
