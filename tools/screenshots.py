"""Takes the pictures of the docs from the running demo: `python -m tools.screenshots`.

Starts a demo of its own in an empty folder, signs in as its administrator, photographs the main
screens in both languages, and ends the demo. Needs Chromium; a picture is docs/img/NAME.png.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Literal

import httpx
import msgspec
from playwright.async_api import Browser, Page, async_playwright

from taktline.base.host import free_port
from taktline.base.ids import uuid7
from taktline.plants.founding import TENANT

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "img"
DAYS = 8
READY_WITHIN_S = 300
SETTLED_MS = 1_500
"""The first question is asked by then, and later its chart is drawn."""
LOADING = ".ant-skeleton, .ant-spin-spinning"
PASSWORD = "a-word-for-pictures-1"
PIN = "4826"
OPERATOR = "刘洋"
LINE = "L1"
SIGN_IN = re.compile("Sign in|登录")
DESK, PHONE, TERMINAL = (1280, 800), (390, 844), (1280, 800)
LANGUAGES: dict[str, str] = {"en": "en-US", "zh": "zh-CN"}
BROWSER = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """One screen to photograph.

    Attributes:
        name: of the picture's file.
        path: address of the page.
        follow: what is clicked there first; None = nothing.
    """

    name: str
    path: str
    follow: str | None = None
    look: Literal["light", "dark"] = "light"
    size: tuple[int, int] = DESK


SHOTS = (
    Shot(name="cockpit", path="/"),
    Shot(name="cockpit-dark-phone", path="/", look="dark", size=PHONE),
    Shot(name="order", path="/orders", follow=".ant-table-row"),
    Shot(name="dispatch", path="/dispatch"),
    Shot(name="machines", path="/machines", look="dark"),
    Shot(name="losses", path="/machines/oee"),
    Shot(name="sales", path="/sales"),
    Shot(name="stock", path="/stock"),
)

STATION = Shot(name="station", path="/floor", size=TERMINAL)


class Demo(msgspec.Struct, frozen=True, kw_only=True):
    """A demo that runs: where, and how one gets in."""

    url: str
    login: str
    password: str


def main() -> None:
    """Take all pictures."""
    program = next(
        (found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None
    )
    if program is None:
        sys.exit("There is no Chromium here: apt install chromium fonts-noto-cjk")
    with demo() as running:
        asyncio.run(take(running, program))


@contextmanager
def demo() -> Iterator[Demo]:
    """Run a demo while the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="taktline-pictures-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as another account and must get through
    port = free_port()
    said = folder / "said.txt"
    with said.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "taktline", "demo", "--data-dir", str(folder / "plant"),
                "--port", str(port), "--days", str(DAYS), "--language", "en",
            ],
            stdout=output, stderr=subprocess.STDOUT,
            env={**os.environ, "COLUMNS": "400", "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        yield _told(process, said, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder)


def _told(process: subprocess.Popen[bytes], said: Path, url: str) -> Demo:
    """Return how one gets into a demo, once it says so."""
    until = time.monotonic() + READY_WITHIN_S
    while process.poll() is None and time.monotonic() < until:
        found = re.search(r"Sign in as (\w+).*password: (\S+)", said.read_text("utf-8"))
        if found:
            return Demo(url=url, login=found[1], password=found[2])
        time.sleep(0.5)
    raise SystemExit(f"The demo did not come up:\n{said.read_text('utf-8')}")


async def take(running: Demo, program: str) -> None:
    """Photograph every screen in every language."""
    async with signed_in(running) as office, async_playwright() as playwright:
        await give_pin(office)
        cookies = [
            {"name": name, "value": value, "url": running.url}
            for name, value in office.cookies.items()
        ]
        browser = await playwright.chromium.launch(executable_path=program, args=BROWSER)
        for language in LANGUAGES:
            for shot in SHOTS:
                async with opened(browser, running, shot, language=language) as page:
                    await page.context.add_cookies(cookies)  # type: ignore[arg-type]  # same keys
                    await photograph(page, shot, language)
            async with opened(browser, running, STATION, language=language) as page:
                await at_station(page, office)
                await photographed(page, STATION, language)
        await browser.close()


@asynccontextmanager
async def signed_in(running: Demo) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that asks as the administrator, with a password of its own."""
    who = {"login": running.login}
    async with httpx.AsyncClient(base_url=running.url, timeout=30) as client:
        await until_served(client)
        chosen = {**who, "old": running.password, "new": PASSWORD}
        (await client.post("/api/v1/change-password", json=chosen)).raise_for_status()
        answer = await client.post("/api/v1/sign-in", json={**who, "password": PASSWORD})
        client.headers["x-csrf-token"] = answer.raise_for_status().json()["csrf_token"]
        yield client


async def until_served(client: httpx.AsyncClient) -> None:
    """Wait until the demo answers."""
    async with asyncio.timeout(READY_WITHIN_S):
        while True:
            try:
                await client.get("/")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.2)


async def give(office: httpx.AsyncClient, verb: str, **fields: object) -> None:
    """Give a command that must be accepted."""
    body = {"id": str(uuid7()), **fields}
    answer = await office.post(f"/api/v1/commands/{verb}", json=body)
    assert answer.status_code == 200, answer.text


async def give_pin(office: httpx.AsyncClient) -> None:
    """Let the operator of the pictures sign in at a station."""
    users = (await office.get("/api/v1/queries/platform.users")).raise_for_status().json()["rows"]
    user = next(row["id"] for row in users if row["name"] == OPERATOR)
    staged = await office.post("/api/v1/staged/pin", json={"pin": PIN})
    await give(office, "platform.set_pin", user=user, secret=staged.json()["secret"])


async def at_station(page: Page, office: httpx.AsyncClient) -> None:
    """Pair a terminal and sign the operator in at it."""
    await page.goto(f"/floor?tenant={TENANT}")
    shown = page.get_by_test_id("pairing-code")
    await shown.get_by_text(re.compile(r"\d{3} \d{3}")).or_(shown).first.wait_for()
    code = (await shown.inner_text()).replace(" ", "")
    number = uuid7().hex[-8:]
    await give(office, "platform.pair_device", pairing_code=code, code=f"T-{number}",
               name="Terminal", node=await line_of(office))  # fmt: skip
    await page.locator(".tile").filter(has_text=OPERATOR).click(timeout=READY_WITHIN_S * 1000)
    for digit in PIN:
        await page.locator(".keypad:visible").get_by_text(digit, exact=True).click()
    await page.get_by_role("button", name=SIGN_IN).click()
    await page.wait_for_timeout(SETTLED_MS)


async def line_of(office: httpx.AsyncClient) -> str:
    """Return the id of the line the operator works at."""
    asked = await office.get("/api/v1/records/equipment", params={"search": LINE})
    rows: list[dict[str, str]] = asked.raise_for_status().json()["rows"]
    return next(row["id"] for row in rows if row["code"] == LINE)


@asynccontextmanager
async def opened(
    browser: Browser, running: Demo, shot: Shot, *, language: str
) -> AsyncIterator[Page]:
    """Give an empty page as a reader of the language sees it."""
    width, height = shot.size
    context = await browser.new_context(
        locale=LANGUAGES[language],
        color_scheme=shot.look,
        viewport={"width": width, "height": height},
        base_url=running.url,
    )
    yield await context.new_page()
    await context.close()


async def photograph(page: Page, shot: Shot, language: str) -> None:
    """Open a screen and photograph it."""
    await page.goto(shot.path)
    if shot.follow is not None:
        await page.locator(shot.follow).first.click()
    await photographed(page, shot, language)


async def photographed(page: Page, shot: Shot, language: str) -> None:
    """Photograph what a page shows when it has settled."""
    await page.wait_for_timeout(SETTLED_MS)
    await page.locator(LOADING).first.wait_for(state="detached")
    await page.wait_for_timeout(SETTLED_MS)
    ending = "" if language == "en" else ".zh-CN"
    place = PICTURES / f"{shot.name}{ending}.png"
    await page.screenshot(path=place, type="png")
    print(place.name)


if __name__ == "__main__":
    main()
