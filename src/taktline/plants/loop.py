"""Runs a plant to its end: the event loop that suits the machine, and signals that end in order."""

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType

from taktline.base.loop import loop_factory


def run_until_stopped(work: Coroutine[object, object, None]) -> bool:
    """Run to the end, or until Ctrl-C or a polite kill; say whether it was stopped so."""
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        try:
            runner.run(_politely(work))
        except (KeyboardInterrupt, asyncio.CancelledError):
            return True
    return False


async def _politely(work: Coroutine[object, object, None]) -> None:
    """Let SIGTERM do what the runner makes of Ctrl-C: cancel the work, let it clean up."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def ended(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(task.cancel)

    before = signal.signal(signal.SIGTERM, ended)
    try:
        await work
    finally:
        signal.signal(signal.SIGTERM, before)
