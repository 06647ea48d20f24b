"""Live hints: which record changed, so that open screens read again; resumed by position."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from uuid import UUID

import msgspec

from taktline.platform.database import Database
from taktline.platform.events.event import SealedEvent, Window, read_events
from taktline.platform.events.wake import POLL_S, topic
from taktline.store.listen import Bell

KEPT_MAX = 2_000
"""Hints kept in memory per tenant, for screens that come back after a short break."""
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
    """One tenant's sealed events as hints, read from the database once for all screens."""

    def __init__(self, database: Database, bell: Bell, *, tenant: str) -> None:
        self._database = database
        self._bell = bell
        self._tenant = tenant
        self._kept: deque[Hint] = deque(maxlen=KEPT_MAX)
        self._until: int | None = None
        self._reading = asyncio.Lock()

    async def hints(self, after: int | None, *, seen: Seen) -> AsyncIterator[list[Hint]]:
        """Follow what happens, for ever.

        Args:
            after: the last position the client saw; None = from now on.
            seen: whether the reader may know of it, by site and permission.

        Yields:
            Hints in order; an empty list about once a second when nothing happened.
        """
        with self._bell.listener(topic("sealed", self._tenant)) as listener:
            head = await self._joined()
            position = head if after is None else after
            while True:
                await self._read_on()
                found, position = await self._since(position)
                yield [hint for hint in found if seen(hint)]
                if not found:
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
        async with self._reading:
            if self._until is None or head - self._until > KEPT_MAX:
                self._kept.clear()
                self._until = head
        return head

    async def _read_on(self) -> None:
        """Read new events into memory; one reader at a time, the others have its hints."""
        if self._reading.locked():
            async with self._reading:
                return
        async with self._reading:
            more = True
            while more:
                window = await self._window(self._until or 0)
                self._kept.extend(hint_of(event) for event in window.events)
                self._until, more = window.until, window.more

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
