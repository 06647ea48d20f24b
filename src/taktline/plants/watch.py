"""The live board in the terminal: `taktline watch`."""

import asyncio

import msgspec
from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text as Line

from taktline.api.runtime import Runtime, running
from taktline.base.problem import NotFound
from taktline.base.text import Language, Text
from taktline.plants.board import BoardReader
from taktline.plants.board_view import View
from taktline.plants.loop import run_until_stopped
from taktline.platform.clock import SystemClock
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.setting import Settings

EVERY_S = 2.0
PIPE_EVERY_S = 20.0
DEMO = "demo"
"""Folder of the demo plant within the data folder."""
WIDTH_MIN, HEIGHT_MIN = 80, 24
NOTHING = Text("There is no site yet.", "尚无工厂。")


def watch(
    settings: Settings,
    *,
    tenant: str | None = None,
    language: Language | None = None,
    once: bool = False,
    every_s: float = EVERY_S,
) -> None:
    """Show the board of a tenant until Ctrl-C; on a pipe one frame every twenty seconds.

    Args:
        settings: of the installation whose data folder is watched.
        tenant: its code; the only one if None.
        once: one frame, then end.
        every_s: seconds between frames, above 0.

    Raises:
        Problem: the database cannot be reached, or there is no such tenant.
    """
    chosen = language or settings.language
    run_until_stopped(_watch(settings, tenant=tenant, language=chosen, once=once, every_s=every_s))


async def _watch(
    settings: Settings, *, tenant: str | None, language: Language, once: bool, every_s: float
) -> None:
    demo = settings.data_dir / DEMO
    if not (settings.data_dir / "pg").exists() and (demo / "pg").exists():
        settings = msgspec.structs.replace(settings, data_dir=demo)
    async with running(settings) as runtime:
        codes = [one.code for one in await runtime.store.tenants()]
        chosen = tenant or (codes[0] if codes else "")
        if chosen not in codes:
            raise NotFound(kind="tenant", code=chosen)
        reader = reader_of(runtime, chosen)
        await show(reader, View(language), Console(), once=once, every_s=every_s)


def reader_of(runtime: Runtime, tenant: str) -> BoardReader:
    """Return a reader of the board with the installation's own rights."""
    return BoardReader(
        runtime.store, runtime.registry, tenant=tenant, reader=SYSTEM, clock=SystemClock()
    )


async def show(
    reader: BoardReader, view: View, console: Console, *, once: bool = False,
    every_s: float = EVERY_S,
) -> None:  # fmt: skip
    """Draw frame after frame: full screen on a terminal, plain on a pipe.

    Args:
        once: one frame, then end.
        every_s: seconds between frames.
    """
    if once or not console.is_terminal:
        while True:
            console.print(await _frame(reader, view, console))
            if once:
                return
            await asyncio.sleep(max(every_s, PIPE_EVERY_S))
    with Live(console=console, screen=True, auto_refresh=False) as live:
        while True:
            live.update(await _frame(reader, view, console), refresh=True)
            await asyncio.sleep(every_s)


async def _frame(reader: BoardReader, view: View, console: Console) -> RenderableType:
    board = await reader.read()
    if board is None:
        return Line(NOTHING.say(view.language))
    size = console.size
    return view.frame(board, width=max(size.width, WIDTH_MIN), height=max(size.height, HEIGHT_MIN))
