"""The real server on a port, a tenant of its own, and a browser in front of them."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from taktline.api.runtime import Runtime
from taktline.api.web_client import client_files
from taktline.platform.identity.login import give_login
from taktline.platform.secret import Secret
from tests.api_ground import Api, api, api_settings, client, new_user, runtime
from tests.browser.chromium import ARGUMENTS, chromium
from tests.browser.hands import calm, watch
from tests.postgres import Backend, installation
from tests.served import served
from tests.strain import strain

__all__ = ["api", "client", "runtime"]

PASSWORD = "chosen-Password-8"
DESK, PHONE = (1280, 800), (390, 844)
IGNORED = (
    *(f"status of {code}" for code in (401, 403, 404, 409, 422, 429)),
    "ERR_INTERNET_DISCONNECTED",
)
"""The browser notes refused and cut-off requests as errors; that they are is ours to test."""
PATIENCE_MS = 60_000
"""How long a page may take to show what is expected of it: a limit for slow machines, no target."""
expect.set_options(timeout=PATIENCE_MS)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with a login and a password."""

    login: str
    password: str


class Desk:
    """Opens pages as different people and devices see them, and hears what goes wrong there."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self.address = address
        self.wrong: list[str] = []

    async def page(
        self,
        *,
        language: Literal["zh-CN", "en-US"] = "en-US",
        look: Literal["light", "dark"] = "light",
        size: tuple[int, int] = DESK,
    ) -> Page:
        """Open an empty page of a browser that nobody used before."""
        width, height = size
        context = await self._browser.new_context(
            locale=language,
            color_scheme=look,
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
            base_url=self.address,
        )
        watch(context)
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(calm())
        page = await context.new_page()
        await strain(page)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._hear)
        return page

    def provoked(self, text: str) -> None:
        """Take back one complaint that the test itself has caused; it must be there."""
        found = [complaint for complaint in self.wrong if text in complaint]
        assert found, f"nothing was said of {text}"
        self.wrong.remove(found[0])

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not any(known in said.text for known in IGNORED):
            self.wrong.append(f"{said.text} at {said.location['url']}")


@pytest.fixture(scope="session")
def database_folder() -> Iterator[Path]:
    """Give an installation of one's own: its workers would work for other tests' tenants."""
    yield from installation(f"browser-{os.getpid()}")


@pytest.fixture(scope="session")
def address(database_folder: Path) -> Iterator[str]:
    """Serve the installation; skipped where the pages were not built."""
    if not client_files():
        pytest.skip("the web client is not built: make web")
    with served(api_settings(database_folder)) as url:
        yield url


@pytest.fixture(scope="session")
async def browser(anyio_backend: Backend) -> AsyncIterator[Browser]:
    """Start a Chromium."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        await opened.close()


@pytest.fixture
async def desk(browser: Browser, address: str) -> AsyncIterator[Desk]:
    """Give pages; whatever a page complained about fails the test."""
    given = Desk(browser, address)
    yield given
    for context in browser.contexts:
        await context.close()
    assert given.wrong == []


@pytest.fixture
async def person(api: Api) -> Person:
    """Give an administrator with a password."""
    return await with_login(api.runtime, api.tenant, "administrator")


async def with_login(
    runtime: Runtime, tenant: str, *roles: str, must_change: bool = False
) -> Person:
    """Make a user with roles and a login, whose password is cheap to check."""
    user = await new_user(runtime, tenant, *roles)
    login = f"ann-{user.hex[-12:]}"
    secret = Secret(PASSWORD)
    await give_login(
        runtime.gate, tenant, user=user, name=login, password=secret, must_change=must_change
    )
    return Person(login=login, password=PASSWORD)


async def signed_in(page: Page, person: Person, path: str) -> None:
    """Open an address as somebody; the form that asks for the password has tests of its own."""
    words = {"login": person.login, "password": person.password}
    opened = await page.request.post("/api/v1/sign-in", data=words)
    assert opened.ok, await opened.text()
    await page.goto(path)
    await page.wait_for_selector(".shell")
