"""What goes on beside requests begins again when it fails, and ends when it is told to."""

import asyncio

from taktline.api import working
from taktline.api.working import kept_up


async def test_work_that_fails_begins_again() -> None:
    begun = 0

    async def work() -> None:
        nonlocal begun
        begun += 1
        if begun == 1:
            raise ConnectionError("the database is away")
        await asyncio.Event().wait()

    before, working.RESTART_AFTER_S = working.RESTART_AFTER_S, 0.0
    task = asyncio.create_task(kept_up("sealer", work))
    try:
        for _ in range(20):
            await asyncio.sleep(0)
        assert begun == 2
    finally:
        working.RESTART_AFTER_S = before
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_work_that_answers_a_cancellation_with_a_failure_ends_all_the_same() -> None:
    started = asyncio.Event()

    async def work() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise ConnectionError("closed while it was being closed") from None

    task = asyncio.create_task(kept_up("jobs", work))
    await started.wait()
    task.cancel()
    async with asyncio.timeout(60):
        await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
