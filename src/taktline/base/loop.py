"""The event loop of a process: uvloop where there is one, what psycopg needs on Windows."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import TypeVar

T = TypeVar("T")


def run(work: Coroutine[object, object, T]) -> T:
    """Run asynchronous work to its end and return its result."""
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(work)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes the event loop that suits the machine."""
    if sys.platform == "win32":
        # psycopg cannot work on Windows' default loop.
        return asyncio.SelectorEventLoop
    import uvloop  # Not on Windows, so not at the top.

    return uvloop.new_event_loop
