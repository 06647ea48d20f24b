"""The floor for gloves, for weak eyes and for the keyboard: sizes, axe, and three tasks by keys."""

from typing import Literal

import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.axe import faults
from tests.browser.conftest import Desk
from tests.browser.floor_ground import PIN, Line, give, keys, new_line, paired, worker
from tests.browser.floor_material import chosen, picture, plate_order, plates
from tests.browser.hands import gone

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

LOW, PHONE = (1024, 600), (390, 844)
LONG_QUEUE = 5
"""Orders that wait beside the one on top: more than a low screen has room for."""
SMALL = """() => {
  const seen = (one) => one.checkVisibility({ checkOpacity: false }) && !one.closest(".sr-only");
  const told = [];
  for (const key of document.querySelectorAll("button, a, select, input, textarea, summary")) {
    if (!seen(key) || key.closest("label.key")) continue;
    const { width, height } = key.getBoundingClientRect();
    const least = key.matches(".primary") ? 96 : 64;
    if (height < least - 0.5 || width < 63.5) {
      told.push(`${Math.round(width)}x${Math.round(height)} ${key.outerHTML.slice(0, 90)}`);
    }
    if (key.matches("button") && key.scrollHeight > key.clientHeight + 2) {
      told.push(`words run out of ${key.outerHTML.slice(0, 90)}`);
    }
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const place = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === "" || !seen(place)) continue;
    const size = parseFloat(getComputedStyle(place).fontSize);
    if (size < 20) told.push(`${size}px ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return told;
}"""
"""What a gloved finger misses (64 px, 96 px for what is done most) and what nobody reads from an
arm's length: words have 24 px, what stands beside them 20."""


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a line with somebody who may open every screen, goods, and a delivery to be judged."""
    made = await new_line(api)
    await plates(made)
    await worker(api, "钱 Qian", "operator", "line_leader", "warehouse", "quality_inspector")
    async with api.runtime.store.transaction(api.tenant) as tx:
        tx.execute("UPDATE material SET inspected = true WHERE code = 'PLATE'")
    await give(
        api, "quality.import_inspection_plan", code="IP-PLATE", material="PLATE",
        characteristics=[{"code": "DIA", "name": "Ø 10", "unit": "mm", "lsl": "9", "usl": "11"}],
    )  # fmt: skip
    arrived = {"material": "PLATE", "place": "RAW-1", "quantity": "20", "amount": "60",
               "lot": "LOT-K"}  # fmt: skip
    await give(api, "inventory.receive_material", site="F1", supplier="S1", inspection="IQ-K",
               lines=[arrived])  # fmt: skip
    return made


class Looked:
    """What was found wrong with the screens that were looked at."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.wrong: list[str] = []

    async def at(self, name: str) -> None:
        """Look whether a screen can be touched, read and used with help; keep its picture."""
        await picture(self._page, name)
        small: list[str] = await self._page.evaluate(SMALL)
        self.wrong += [f"{name}: {one}" for one in (*small, *await faults(self._page))]


SCREENS = {
    "mine": ".totals", "handover": ".count-row, .note", "others": ".others tbody tr",
    "inspection": ".task", "inspection/IQ-K": ".measure-top", "inspection/IQ-K/decide": ".decision",
    "warehouse": ".warehouse-tasks .tile", "warehouse/receive": ".warehouse-next",
    "warehouse/count": ".warehouse-next",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "look", "size"), [("en-US", "light", LOW), ("zh-CN", "dark", PHONE)]
)
async def test_every_screen_of_the_floor_is_big_enough_readable_and_clean(
    desk: Desk,
    line: Line,
    language: Literal["en-US", "zh-CN"],
    look: Literal["light", "dark"],
    size: tuple[int, int],
) -> None:
    tag = f"{language[:2]}-{look}"
    job = await plate_order(line, f"WO-A{size[0]}")
    for place in range(LONG_QUEUE):
        await line.order(f"WO-A{size[0]}-{place}", 5)
    page = await desk.page(language=language, look=look, size=size)
    looked = Looked(page)
    await page.goto("/floor")
    await expect(page.locator("#tenant, .pairing-code")).to_be_visible()
    await looked.at(f"{tag}-unpaired")
    await paired(page, line)
    await looked.at(f"{tag}-tiles")
    await page.locator(".tile").filter(has_text="Qian").click()
    await looked.at(f"{tag}-pin")
    await keys(page, PIN)
    await page.locator(".pin .primary").click()
    await chosen(page, job)
    await looked.at(f"{tag}-station")
    for sheet in ("bell", "people", "picture", "box"):
        await page.locator(".tool").nth(["bell", "people", "picture", "box"].index(sheet)).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await looked.at(f"{tag}-sheet-{sheet}")
        await page.get_by_role("dialog").locator(".key.plain").click()
    await page.locator(".dock .primary").click()
    await page.locator(".kind").nth(1).click()
    await looked.at(f"{tag}-report")
    await page.locator(".report .back").click()
    await page.locator(".badge").click()
    await looked.at(f"{tag}-waiting")
    await page.get_by_role("dialog").locator(".key").last.click()
    await page.locator(".where.key").click()
    await looked.at(f"{tag}-home")
    for path, shown in SCREENS.items():
        await page.goto(f"/floor/{path}")
        await expect(page.locator(shown).first).to_be_visible()
        await looked.at(f"{tag}-{path.replace('/', '-')}")
    assert not looked.wrong, "\n".join(looked.wrong)


KEYS = "button, a, label, summary"


async def pressed(page: Page, name: str, *, exact: bool = True) -> None:
    """Reach a key with Tab alone once it is there, and press Enter."""
    key = page.locator(KEYS, has_text=name).or_(page.get_by_label(name, exact=exact))
    await expect(key.first).to_be_visible()
    seen = []
    for _ in range(80):
        await page.keyboard.press("Tab")
        told = await page.evaluate(
            "document.activeElement === document.body ? '' :"
            " (document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.innerText).replace(/\\s+/g, ' ').trim()"
        )
        if told == name or (not exact and name in told):
            await page.keyboard.press("Enter")
            return
        seen.append(told)
    raise AssertionError(f"Tab does not come to {name}: {seen}")


async def booked(page: Page) -> None:
    """Wait until the screen said so and everything is in the books, on a busy machine too."""
    await expect(page.locator(".flash-good, .flash-kept")).to_be_visible()
    await gone(page)
    await expect(page.get_by_test_id("waiting")).to_have_count(0)


async def typed(page: Page, digits: str) -> None:
    """Type digits once there is a pad to take them."""
    await expect(page.locator(".keypad:visible")).to_be_visible()
    await fingered(page, digits)


async def fingered(page: Page, words: str) -> None:
    """Type as fingers do, slower than any scanner by the page's own clock."""
    for letter in words:
        await page.keyboard.press(letter)
        await page.evaluate("new Promise((goOn) => setTimeout(goOn, 100))")


async def test_a_report_an_inspection_and_a_receipt_are_made_with_the_keyboard_alone(
    desk: Desk, line: Line
) -> None:
    await plate_order(line, "WO-FIRST")
    job = await plate_order(line, "WO-KEYS")
    page = await desk.page()
    await paired(page, line)
    await pressed(page, "钱 Qian", exact=False)
    await typed(page, PIN)
    await pressed(page, "Sign in")
    await expect(page.locator(".person")).to_be_visible()
    await pressed(page, job, exact=False)
    await expect(page.locator(".next")).to_contain_text(job)
    await pressed(page, "Report")
    await typed(page, "7")
    await pressed(page, "Report Good 7")
    await booked(page)
    assert [float(row["good"]) for row in await line.responses(job)] == [7]

    await pressed(page, "All screens", exact=False)
    await pressed(page, "Inspection")
    await pressed(page, "IQ-K", exact=False)
    await typed(page, "10.2")
    await pressed(page, "Save piece 1")
    await booked(page)
    answer = await line.api.query("quality.measurements", inspection="IQ-K")
    [result] = msgspec.json.decode(answer.content)["rows"]
    assert (float(result["value"]), result["passed"]) == (10.2, True)

    await pressed(page, "All screens", exact=False)
    await pressed(page, "Warehouse")
    await pressed(page, "Receive")
    await pressed(page, "S1", exact=False)
    for code in ("RAW-1", "PLATE", "L-KEYS"):
        await pressed(page, "Type the code")
        await fingered(page, code)
        await pressed(page, "Take this code")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.locator(".warehouse-known")).to_contain_text(code)
    await typed(page, "30")
    await pressed(page, "Book 30", exact=False)
    await booked(page)
    answer = await line.api.query("kernel.on_hand", material="PLATE", lot="L-KEYS")
    assert [float(row["quantity"]) for row in msgspec.json.decode(answer.content)["rows"]] == [30]
