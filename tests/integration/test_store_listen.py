"""Wake-ups reach other processes, and come in bundles."""

import time

import pytest

from taktline.store import Bell, Store

pytestmark = pytest.mark.anyio


async def test_a_ring_wakes_waiters_of_this_and_of_other_processes(bare_store: Store) -> None:
    here, there = Bell(lambda: bare_store.cell.app), Bell(lambda: bare_store.cell.app)
    await here.open()
    await there.open()
    try:
        with here.listener("plant") as near, there.listener("plant") as far:
            await here.listening.wait()
            await there.listening.wait()
            await far.wait(0.2)  # who begins to listen is woken once
            await near.wait(0)
            here.ring("plant")
            assert await near.wait(0)
            assert await far.wait(5)
            here.ring("other")
            assert not await near.wait(0)
            assert not await far.wait(0.2)
    finally:
        await here.close()
        await there.close()


async def test_news_that_come_before_the_wait_are_not_lost(bare_store: Store) -> None:
    bell = Bell(lambda: bare_store.cell.app)
    with bell.listener("plant") as waiter:
        bell.ring("plant")
        assert await waiter.wait(0)
        started = time.monotonic()
        assert not await waiter.wait(0.05)
        assert time.monotonic() - started >= 0.04
