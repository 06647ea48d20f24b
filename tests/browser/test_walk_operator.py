"""The operator's walk of `docs/guides/walk-operator.md`, step by step, in both languages."""

from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.api_ground import Api
from tests.browser.conftest import PHONE, Desk
from tests.browser.floor_ground import Line, at_work, keys, new_line, paired, scan
from tests.browser.floor_material import (
    EXPIRED,
    GOOD,
    chosen,
    picture,
    plate_order,
    plates,
)
from tests.browser.hands import gone

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

Language = Literal["zh-CN", "en-US"]
LOW = (1024, 600)
WORDS: dict[Language, dict[str, str]] = {
    "en-US": {
        "start": "Start", "started": "Started", "mounted": "Mounted", "expired": "Expired",
        "understood": "Understood", "report": "Report", "send": "Report Good 5", "call": "Call",
        "maintenance": "Maintenance", "called": "Called", "bad": "Not OK", "scratch": "Scratch",
        "undo": "Undo", "taken": "Taken back", "pause": "Pause", "break": "Break",
        "paused": "Paused", "on": "Go on", "goes": "Goes on", "mine": "My work",
        "counted": "Counted", "out": "Sign out",
    },
    "zh-CN": {
        "start": "开工", "started": "已开工", "mounted": "已上料", "expired": "已过期",
        "understood": "知道了", "report": "报工", "send": "报工 良品 5", "call": "呼叫",
        "maintenance": "维修", "called": "已呼叫", "bad": "不良待判", "scratch": "划伤",
        "undo": "撤销", "taken": "已撤销", "pause": "暂停", "break": "休息",
        "paused": "已暂停", "on": "继续", "goes": "已继续", "mine": "我的报工",
        "counted": "已计入", "out": "退出登录",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a line with two people and plates in the store."""
    made = await new_line(api)
    await plates(made)
    return made


async def touch(page: Page, word: str) -> None:
    await page.get_by_role("button", name=word, exact=True).last.click()


async def told(page: Page, word: str, *, tone: str = "good") -> None:
    await expect(page.locator(f".flash-{tone}")).to_contain_text(word)
    if tone == "good":
        await gone(page)


@pytest.mark.parametrize(
    ("language", "size"),
    [("en-US", LOW), ("zh-CN", PHONE)],
)
async def test_an_operator_signs_in_works_and_goes(
    desk: Desk, line: Line, language: Language, size: tuple[int, int]
) -> None:
    say = WORDS[language]
    tag = f"walk-{language[:2]}-{size[0]}"
    job = await plate_order(line, f"WO-{language[:2]}-{size[0]}")
    page = await desk.page(language=language, size=size)
    await paired(page, line)
    await picture(page, f"{tag}-1-tiles")
    await at_work(page, "Li")
    await chosen(page, job)
    await picture(page, f"{tag}-2-station")

    await touch(page, say["start"])
    await told(page, say["started"])
    await scan(page, EXPIRED)
    await told(page, say["expired"], tone="bad")
    await picture(page, f"{tag}-3-red")
    await touch(page, say["understood"])
    await scan(page, GOOD)
    await told(page, say["mounted"])

    await touch(page, say["report"])
    await keys(page, "5")
    await picture(page, f"{tag}-4-report")
    await touch(page, say["send"])
    await told(page, "5")
    await expect(page.locator(".next .figures strong").first).to_have_text("5")
    await picture(page, f"{tag}-5-reported")
    await touch(page, say["report"])
    await touch(page, say["bad"])
    await touch(page, say["scratch"])
    await picture(page, f"{tag}-6-bad")
    await page.locator(".send").click()
    await told(page, "1")
    await touch(page, say["undo"])
    await told(page, say["taken"])

    await page.locator(".tool", has_text=say["call"]).click()
    await picture(page, f"{tag}-7-call")
    await touch(page, say["maintenance"])
    await told(page, say["called"])
    await touch(page, say["pause"])
    await touch(page, say["break"])
    await told(page, say["paused"])
    await touch(page, say["on"])
    await told(page, say["goes"])

    await page.locator(".where.key").click()
    await page.locator(".home .tile").filter(has_text=say["mine"]).click()
    counted = page.locator(".reports li").filter(has_text=say["counted"])
    await expect(counted.first).to_contain_text("5")
    await picture(page, f"{tag}-8-mine")
    await page.locator(".person").click()
    await touch(page, say["out"])
    await expect(page.locator(".tile").first).to_be_visible()
    done = [float(row["good"]) for row in await line.responses(job) if not row["is_reversed"]]
    assert 5 in done
