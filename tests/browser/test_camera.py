"""A phone without a scanner: its camera reads linear and square codes, heard like a scanner's."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.api_ground import Api
from tests.browser.chromium import ARGUMENTS, chromium
from tests.browser.conftest import PHONE, Desk
from tests.browser.fake_camera import film, linear, square
from tests.browser.floor_ground import Line, at_work, give, new_line, paired, worker
from tests.postgres import Backend

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
LABEL = "(01)06901234000016(3103)012500(10)L-CAM"
SEEN_WITHIN_MS = 60_000
PLAIN = "plain.example"


@pytest.fixture(scope="module")
async def browser(
    anyio_backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browser]:
    """Start a Chromium whose camera sees a label of goods, then the code of a place."""
    scenes = [linear(LABEL), square("https://floor.example/c/DOCK")]
    camera = film(tmp_path_factory.mktemp("camera") / "film.y4m", scenes)
    plain = f"--host-resolver-rules=MAP {PLAIN} 127.0.0.1"
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=chromium(), args=[*ARGUMENTS, *camera, plain]
        )
        yield opened
        await opened.close()


@pytest.fixture(scope="module")
async def line(api: Api) -> Line:
    """Give a store with a dock, an article with its number, and somebody who receives."""
    line = await new_line(api)
    async with api.runtime.store.transaction(api.tenant) as tx:
        tx.execute("UPDATE material SET gtin = '6901234000016' WHERE code = 'PLATE'")
    await give(api, "kernel.open_place", code="DOCK", kind="store")
    await worker(api, "赵 Zhao", "warehouse")
    return line


async def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    folder = os.environ.get("FLOOR_PICTURES")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_the_camera_reads_a_gs1_label_and_the_place_one_after_the_other(
    desk: Desk, line: Line
) -> None:
    page = await desk.page(size=PHONE)
    await paired(page, line)
    await at_work(page, "赵 Zhao")
    await expect(page.locator(".person")).to_be_visible()
    await page.goto("/floor/warehouse/receive")
    await page.evaluate("localStorage.setItem('taktline.camera.keep', 'yes')")
    await page.get_by_role("button", name="Scan with the camera").click()
    camera = page.get_by_role("region", name="Camera")
    keep = camera.get_by_role("button", name="Keep scanning")
    await expect(keep).to_have_attribute("aria-pressed", "true")
    known = page.locator(".warehouse-known")
    await expect(known).to_contain_text("L-CAM", timeout=SEEN_WITHIN_MS)
    await expect(known).to_contain_text("PLATE")
    await expect(known).to_contain_text("DOCK", timeout=SEEN_WITHIN_MS)
    await picture(page, "camera-phone")
    await camera.get_by_role("button", name="Close the camera").click()
    await expect(camera).to_have_count(0)
    live = "document.querySelectorAll('video').length"
    assert await page.evaluate(live) == 0


async def test_a_camera_that_may_not_be_used_says_what_to_do(desk: Desk, line: Line) -> None:
    page = await desk.page(size=PHONE, language="zh-CN")
    await page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => "
        "{ throw new DOMException('', 'NotAllowedError'); }"
    )
    await paired(page, line)
    await page.get_by_role("button", name="用摄像头扫码").click()
    await expect(page.get_by_role("alert")).to_contain_text("浏览器不允许使用摄像头")


async def test_an_address_that_is_not_secured_says_what_is_missing_and_work_goes_on(
    desk: Desk, line: Line
) -> None:
    page = await desk.page(size=PHONE)
    port = desk.address.rpartition(":")[2]
    await page.goto(f"http://{PLAIN}:{port}/floor")
    note = page.get_by_role("note")
    await expect(note).to_contain_text("Missing here: camera, work without a network, installation")
    await picture(page, "plain-phone")
    await expect(page.locator(".floor-center h1")).to_be_visible()
    desk.provoked("Cross-Origin-Opener-Policy")
    safe = await desk.page(size=PHONE)
    await safe.goto("/floor")
    await expect(safe.locator(".floor-center h1")).to_be_visible()
    await expect(safe.get_by_role("note")).to_have_count(0)
