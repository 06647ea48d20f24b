"""What screens that only listen cost the server: CPU of its process while nothing happens.

The server runs in a process of its own, as in a plant; the clients hold one stream each and read
it, as browsers do. Then one thing happens, and the time until every client was told is taken.
The wish: 200 quiet clients cost at most 10 % of a core; everybody knows within a second.
Run: `python -m bench live_clients`, with `--clients 200 --seconds 20`.
"""

import asyncio
import contextlib
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import psutil

from taktline.api.runtime import running
from taktline.base.ids import uuid7
from taktline.platform.setting import Settings
from tests.api_ground import new_api
from tests.served import served

CLIENTS = 200
SECONDS = 20.0
SETTLE_S = 3.0
TELLINGS = 5
TOLD_WITHIN_S = 9.0
WISH_SHARE = 0.10
WISH_S = 1.0


def serve(folder: str, said: Connection) -> None:
    """Serve an installation until the other side says something; tell address, key, pid."""
    with served(Settings(data_dir=Path(folder), language="en", log_level="error")) as url:
        said.send(url)
        said.recv()


class Clients:
    """Streams that are open, and when each heard of something."""

    def __init__(self, url: str, key: str) -> None:
        self._host, _, port = url.removeprefix("http://").partition(":")
        self._port = int(port)
        self._request = (
            f"GET /api/v1/live HTTP/1.1\r\nHost: {self._host}\r\n"
            f"Authorization: Bearer {key}\r\nAccept: text/event-stream\r\n\r\n"
        ).encode()
        self._tasks: list[asyncio.Task[None]] = []
        self._news = asyncio.Event()
        self.open = 0
        self.heard: list[float] = []

    async def grow(self, count: int) -> None:
        """Open so many streams and wait until all are answered."""
        self._tasks += [asyncio.create_task(self._follow()) for _ in range(count)]
        while self.open < len(self._tasks):
            await self._something()

    async def all_heard(self, within_s: float) -> float | None:
        """Wait until every client heard of something; return when the last did, None: not all."""
        ends = time.perf_counter() + within_s
        while len(self.heard) < self.open:
            if time.perf_counter() > ends:
                return None
            await self._something()
        return max(self.heard)

    async def _something(self) -> None:
        self._news.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), timeout=1)

    async def leave(self) -> None:
        """Close all streams."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self) -> None:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(self._request)
            assert b" 200 " in await reader.readline()
            self.open += 1
            self._news.set()
            while line := await reader.readline():
                if line.startswith(b"event: hint"):
                    self.heard.append(time.perf_counter())
                    self._news.set()
        finally:
            writer.close()


async def quiet_share(server: psutil.Process, seconds: float) -> float:
    """Return the share of a core a process takes over some seconds."""
    await asyncio.sleep(SETTLE_S)
    before, began = server.cpu_times(), time.perf_counter()
    await asyncio.sleep(seconds)
    after, took = server.cpu_times(), time.perf_counter() - began
    return (after.user + after.system - before.user - before.system) / took


async def told_after(clients: Clients, client: httpx.AsyncClient, key: str) -> float:
    """Let something happen; return the seconds until the last client was told."""
    clients.heard.clear()
    code = f"U{uuid7().hex[-10:]}"
    await client.post(
        "/api/v1/commands/unit.create",
        json={"id": str(uuid7()), "code": code, "name": code},
        headers={"Authorization": f"Bearer {key}"},
    )
    done = time.perf_counter()
    last = await clients.all_heard(TOLD_WITHIN_S)
    return TOLD_WITHIN_S if last is None else last - done


async def key_in(folder: Path) -> str:
    """Make a tenant with a key that may do everything."""
    settings = Settings(data_dir=folder, language="en", log_level="error")
    async with running(settings) as runtime, httpx.AsyncClient() as unused:
        made = await new_api(runtime, unused)
    return made.key


async def measure(url: str, key: str, process: BaseProcess) -> None:
    """Compare the server without and with its listeners."""
    count = _given("--clients", CLIENTS)
    seconds = _given("--seconds", SECONDS)
    server = psutil.Process(process.pid)
    clients = Clients(url, key)
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        await clients.grow(1)
        alone = await quiet_share(server, seconds)
        await clients.grow(int(count) - 1)
        listened = await quiet_share(server, seconds)
        told = [await told_after(clients, client, key) for _ in range(TELLINGS)]
        memory = server.memory_info().rss / 1e6
        await clients.leave()
    share = listened - alone
    print(
        f"{int(count)} quiet streams: {share:.1%} of a core beyond the {alone:.1%} of one "
        f"(wished at most {WISH_SHARE:.0%}), {share / count * 1e6:.0f} us a second each; "
        f"{memory:.0f} MB; all told after {statistics.median(told) * 1000:.0f} ms, "
        f"at most {max(told) * 1000:.0f} ms (wished {WISH_S * 1000:.0f} ms)"
    )


def _given(option: str, otherwise: float) -> float:
    return float(sys.argv[sys.argv.index(option) + 1]) if option in sys.argv else otherwise


def main() -> None:
    """Run in a folder of its own, which is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="taktline-bench-"))
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(str(folder), theirs))
    try:
        key = asyncio.run(key_in(folder))
        process.start()
        while not ours.poll(timeout=1):
            assert process.is_alive(), "the server did not start"
        url = ours.recv()
        asyncio.run(measure(url, key, process))
        ours.send("enough")
        process.join(timeout=30)
    finally:
        if process.is_alive():
            process.terminate()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
