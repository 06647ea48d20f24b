"""Live hints: which record changed, so that open screens read again; resumed by position."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from uuid import UUID

import msgspec

from taktline.platform.database import Database
from taktline.platform.events.event import SealedEvent, Window, read_events
from taktline.platform.events.wake import AWAY, POLL_S, topic
from taktline.store.listen import Bell

KEPT_MAX = 2_000
"""Hints kept in memory per tenant, for screens that come back after a short break."""
TICK_S = 0.5
"""A quiet follower looks up this often, to see whether its reader is still signed in."""
HINTS_MAX = 500
"""Hints handed out at once."""


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """Something happened to a record; what it is now, queries say.

    Attributes:
        position: of the event; a client that comes back names the last one it saw.
        event: public name of the event.
        site: the factory it happened in; None = tenant-wide.
    """

    position: int
    event: str
    entity: str
    record: UUID
    site: UUID | None


Seen = Callable[[Hint], bool]


class Feed:
    """One tenant's sealed events as hints, read from the database once for all screens.

    While anybody follows, one task reads what is new and wakes the followers; two hundred quiet
    screens cost one short look a second.
    """

    def __init__(self, database: Database, bell: Bell, *, tenant: str) -> None:
        self._database = database
        self._bell = bell
        self._tenant = tenant
        self._kept: deque[Hint] = deque(maxlen=KEPT_MAX)
        self._until: int | None = None
        self._joining = asyncio.Lock()
        self._followers = 0
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    async def hints(self, after: int | None, *, seen: Seen) -> AsyncIterator[list[Hint]]:
        """Follow what happens, for ever.

        Args:
            after: the last position the client saw; None = from now on.
            seen: whether the reader may know of it, by site and permission.

        Yields:
            Hints in order; an empty list every TICK_S when nothing happened.
        """
        windows = self.windows(after)
        try:
            async for _, found in windows:
                yield [hint for hint in found if seen(hint)]
        finally:
            await windows.aclose()

    async def windows(self, after: int | None) -> AsyncGenerator[tuple[int, list[Hint]], None]:
        """Follow what happens, with the position up to which each list reaches.

        Yields:
            At once, then whenever something happened, else every TICK_S.
        """
        head = await self._joined()
        position = head if after is None else after
        self._follow()
        try:
            while True:
                news = self._news
                found, position = await self._since(position)
                yield position, found
                if not found:
                    await self._wait(news)
        finally:
            self._leave()

    def _follow(self) -> None:
        self._followers += 1
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read_for_ever(), name=f"feed:{self._tenant}")

    def _leave(self) -> None:
        self._followers -= 1
        if self._followers == 0 and self._reader is not None:
            self._reader.cancel()
            self._reader = None

    async def _wait(self, news: asyncio.Event) -> None:
        """Wait for the reader to find something, at most TICK_S."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TICK_S):
                await news.wait()
        if self._reader is not None and self._reader.done():
            self._reader.result()

    async def _read_for_ever(self) -> None:
        with self._bell.listener(topic("sealed", self._tenant)) as listener:
            while True:
                with contextlib.suppress(*AWAY):
                    if await self._read_on():
                        self._news.set()
                        self._news = asyncio.Event()
                await listener.wait(POLL_S)

    async def _since(self, position: int) -> tuple[list[Hint], int]:
        """Return what follows a position: from memory if it is kept, else from the database."""
        if self._kept and self._kept[0].position <= position + 1:
            found = [hint for hint in self._kept if hint.position > position][:HINTS_MAX]
            return found, found[-1].position if found else max(position, self._until or 0)
        if position >= (self._until or 0):
            return [], position
        window = await self._window(position)
        return [hint_of(event) for event in window.events], window.until

    async def _joined(self) -> int:
        """Return where the chain ends; what nobody followed for long is not read after all."""
        head = await self._head()
        async with self._joining:
            if self._until is None or head - self._until > KEPT_MAX:
                self._kept.clear()
                self._until = head
        return head

    async def _read_on(self) -> bool:
        """Read new events into memory; says whether there were any."""
        found, more = False, True
        while more:
            window = await self._window(self._until or 0)
            self._kept.extend(hint_of(event) for event in window.events)
            self._until, more = window.until, window.more
            found = found or bool(window.events)
        return found

    async def _head(self) -> int:
        async with self._database.transaction(self._tenant, readonly=True) as tx:
            rows = await tx.fetch("SELECT position FROM event_head")
        return msgspec.convert(rows[0][0], int)

    async def _window(self, after: int) -> Window:
        async with self._database.transaction(self._tenant, readonly=True) as tx:
            return await read_events(tx, after, limit=HINTS_MAX)


class Feeds:
    """The feeds of all tenants that somebody follows in this process."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell
        self._feeds: dict[str, Feed] = {}

    def of(self, tenant: str) -> Feed:
        """Return the tenant's feed."""
        if tenant not in self._feeds:
            self._feeds[tenant] = Feed(self._database, self._bell, tenant=tenant)
        return self._feeds[tenant]


def hint_of(event: SealedEvent) -> Hint:
    """Return what a screen may know of an event: where to look again."""
    return Hint(
        position=event.position,
        event=event.name,
        entity=event.entity,
        record=event.record,
        site=event.site,
    )
