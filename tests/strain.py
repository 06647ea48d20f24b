"""A machine with other work, on purpose: answers come late at random, and pages think slowly.

What a test forgets to wait for shows itself here and not on the day of a landing:
`STRAIN=1 .venv/bin/pytest tests/browser`.
"""

import asyncio
import os
import random

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from playwright.async_api import Page

STRAINED = os.environ.get("STRAIN", "") not in ("", "0")
LATE_S, SELDOM_LATE_S, SELDOM = 0.15, 1.2, 0.15
"""Every answer is up to the first late; of this share, up to the second."""
SLOWER = 3
"""How many times slower a strained page's processor works."""


def strained(application: ASGIApp) -> ASGIApp:
    """Return an application whose answers come late, where strain was asked for."""
    return _late(application) if STRAINED else application


async def strain(page: Page) -> None:
    """Let a page think slowly, where strain was asked for."""
    if STRAINED:
        session = await page.context.new_cdp_session(page)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _late(application: ASGIApp) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            at_most_s = SELDOM_LATE_S if random.random() < SELDOM else LATE_S
            await asyncio.sleep(random.uniform(0, at_most_s))
        await application(scope, receive, send)

    return answer
