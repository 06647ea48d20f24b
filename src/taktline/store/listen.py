"""Wakes processes that wait for news: one connection listens, another tells, rows remain the truth.

A wake-up may be lost or come twice (rule R13); whoever waits looks at the rows again anyway, at
least once a second.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import psycopg
from psycopg import pq

from taktline.store.address import Address
from taktline.store.encode import bind
from taktline.store.refusals import ConnectionLost, DatabaseUnreachable, StatementRefused
from taktline.store.wire import connect

CHANNEL = "taktline"
TELL = "SELECT pg_catalog.pg_notify(%s, %s)"
GONE = (ConnectionLost, DatabaseUnreachable, StatementRefused)
PAUSE_S = 0.05
"""A process tells the others at most so often: NOTIFY takes a lock of the whole server."""
RECONNECT_S = 1.0
PAYLOAD_MAX = 7_000
"""PostgreSQL allows 8,000 bytes."""


class Listener:
    """Somebody who waits for news about one topic."""

    def __init__(self, bell: "Bell", topic: str) -> None:
        self._bell = bell
        self._topic = topic
        self._news = asyncio.Event()

    async def wait(self, timeout_s: float) -> bool:
        """Wait for news, at most so long; says whether there were any. News wait for the waiter."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._news.wait()
        heard = self._news.is_set()
        self._news.clear()
        return heard

    def wake(self) -> None:
        """End the present or the next wait."""
        self._news.set()

    def __enter__(self) -> "Listener":
        self._bell.add(self._topic, self)
        return self

    def __exit__(self, *error: object) -> None:
        self._bell.remove(self._topic, self)


class Bell:
    """One per process: rings for its own waiters at once and for other processes' within 50 ms."""

    def __init__(self, address: Callable[[], Address]) -> None:
        self._address = address
        self._listeners: dict[str, set[Listener]] = {}
        self._unsaid: set[str] = set()
        self._has_unsaid = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._own_voice = 0
        self.listening = asyncio.Event()

    async def open(self) -> None:
        """Begin to listen and to tell; a broken connection is made again every second."""
        self._tasks = [
            asyncio.create_task(self._for_ever(self._listen), name="bell-listen"),
            asyncio.create_task(self._for_ever(self._tell), name="bell-tell"),
        ]

    async def close(self) -> None:
        """Stop listening and telling."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def ring(self, topic: str) -> None:
        """Tell everybody that something about a topic was committed."""
        self._wake(topic)
        self._unsaid.add(topic)
        self._has_unsaid.set()

    def listener(self, topic: str) -> Listener:
        """Return a waiter for a topic, to be used in a `with` block."""
        return Listener(self, topic)

    def add(self, topic: str, listener: Listener) -> None:
        """Let a waiter hear of a topic."""
        self._listeners.setdefault(topic, set()).add(listener)

    def remove(self, topic: str, listener: Listener) -> None:
        """Forget a waiter."""
        waiting = self._listeners.get(topic, set())
        waiting.discard(listener)
        if not waiting:
            self._listeners.pop(topic, None)

    def _wake(self, topic: str) -> None:
        for listener in self._listeners.get(topic, ()):
            listener.wake()

    async def _for_ever(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            with contextlib.suppress(psycopg.Error, OSError, *GONE):
                await work()
            self.listening.clear()
            await asyncio.sleep(RECONNECT_S)

    async def _connect(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        return await psycopg.AsyncConnection.connect(
            self._address().conninfo(), autocommit=True, connect_timeout=10
        )

    async def _listen(self) -> None:
        async with await self._connect() as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.listening.set()
            for topic in list(self._listeners):
                self._wake(topic)  # what was said while nobody listened
            heard = asyncio.Event()
            loop, socket = asyncio.get_running_loop(), connection.pgconn.socket
            while True:
                # Asked anew every time: some event loops tell of a broken line only once.
                loop.add_reader(socket, heard.set)
                try:
                    await heard.wait()
                finally:
                    loop.remove_reader(socket)
                heard.clear()
                self._hear(connection.pgconn)

    def _hear(self, line: pq.abc.PGconn) -> None:
        """Wake whoever waits for what others tell; what we said ourselves we know."""
        line.consume_input()
        while (notice := line.notifies()) is not None:
            if notice.be_pid != self._own_voice:
                for topic in notice.extra.decode().split(","):
                    self._wake(topic)

    async def _tell(self) -> None:
        wire = await connect(self._address())
        self._own_voice = wire.backend
        try:
            while True:
                await self._has_unsaid.wait()
                self._has_unsaid.clear()
                unsaid, self._unsaid = self._unsaid, set()
                for payload in _payloads(unsaid):
                    wire.queue(bind(TELL, (CHANNEL, payload)), prepare=True)
                await wire.exchange()
                await asyncio.sleep(PAUSE_S)
        finally:
            wire.close()


def _payloads(topics: set[str]) -> list[str]:
    """Join topics with commas into as few messages as fit."""
    payloads: list[str] = []
    for topic in sorted(topics):
        if payloads and len(payloads[-1]) + len(topic) < PAYLOAD_MAX:
            payloads[-1] += "," + topic
        else:
            payloads.append(topic)
    return payloads
