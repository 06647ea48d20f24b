"""A line whose jobs use up plates: good, expired, held and wrong lots to be scanned."""

import os
import re
from base64 import b64decode
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.floor_ground import LINE, Line, give, scan

KG_PER_PIECE = 2
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one point."""
GOOD, SPARE, EXPIRED, HELD, WRONG = "L-GOOD", "L-SPARE", "L-OLD", "L-HELD", "B-1"


async def plates(line: Line) -> None:
    """Receive lots of plates and of something else, and hold one."""
    await give(line.api, "kernel.open_place", code="RAW-1", kind="store")
    lots = [
        {"material": "PLATE", "quantity": "500", "lot": GOOD, "expires_on": "2099-01-01"},
        {"material": "PLATE", "quantity": "500", "lot": SPARE, "expires_on": "2099-01-01"},
        {"material": "PLATE", "quantity": "5", "lot": EXPIRED, "expires_on": "2020-01-01"},
        {"material": "PLATE", "quantity": "5", "lot": HELD, "expires_on": "2099-01-01"},
        {"material": "BR-100", "quantity": "5", "lot": WRONG},
    ]
    await give(line.api, "inventory.receive_material", supplier="S1",
               lines=[{**one, "place": "RAW-1"} for one in lots])  # fmt: skip
    await give(line.api, "kernel.place_hold", code="H-7", reason="rust",
               lots=[{"material": "PLATE", "lot": HELD}])  # fmt: skip


async def plate_order(line: Line, code: str, *, ordered: int = 20) -> str:
    """Release an order whose pieces take plates, and bring the first lot to it."""
    takes = {"material": "PLATE", "quantity_per": str(KG_PER_PIECE), "issue_method": "issue"}
    step = {"sequence": 10, "name": "Press", "start_by_report": True, "materials": [takes],
            "count_tolerance": "2"}  # fmt: skip
    await give(line.api, "kernel.create_work_order", code=code, site="F1", material="SCREW",
               ordered=str(ordered), operations=[step], priority=90)  # fmt: skip
    await give(line.api, "kernel.release_work_order", work_order=code)
    job = f"{code}-10"
    await give(line.api, "kernel.dispatch_job_order", job_order=job, work_center=LINE)
    brought = {"material": "PLATE", "lot": GOOD, "quantity": str(ordered * KG_PER_PIECE)}
    await give(line.api, "inventory.issue_material", job_order=job,
               lines=[{**brought, "source": "RAW-1"}])  # fmt: skip
    return job


async def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    folder = os.environ.get("FLOOR_PICTURES")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def chosen(page: Page, job: str) -> None:
    """Have a job on top, by its card."""
    await expect(page.locator(".next h1, .empty")).to_be_visible()
    await scan(page, job)
    await expect(page.locator(".next")).to_contain_text(job)


async def red(page: Page, *words: str) -> None:
    """Read the red screen and put it away."""
    screen = page.locator(".flash-bad")
    for word in words:
        await expect(screen).to_contain_text(re.compile(word))
    await screen.locator(".primary").click()
