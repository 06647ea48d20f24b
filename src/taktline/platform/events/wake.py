"""Wake-up calls between door, sealer and subscribers: only hints, the rows are the truth."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Literal

import msgspec

from taktline.store import ConnectionLost, DatabaseUnreachable, StatementRefused, StoreBusy
from taktline.store.listen import Bell, Listener

POLL_S = 1.0
"""Everybody looks this often, whether woken or not."""
AWAY = (ConnectionLost, DatabaseUnreachable, StatementRefused, StoreBusy)
"""What goes away by itself; the next look finds everything again."""

Kind = Literal["committed", "sealed"]
Tenants = Callable[[], Awaitable[Sequence[str]]]


def topic(kind: Kind, tenant: str) -> str:
    """Return the bell's topic for one kind of news of a tenant."""
    return f"{kind}:{tenant}"


class News(msgspec.Struct, frozen=True):
    """Which tenants to look at.

    Attributes:
        woken: somebody rang for them; else it is only time to look at everybody.
    """

    tenants: frozenset[str]
    woken: bool


class _Pointer(Listener):
    """Tells an ear which tenant it was that rang."""

    def __init__(self, bell: Bell, ear: "Ear", tenant: str) -> None:
        super().__init__(bell, topic(ear.kind, tenant))
        self._ear = ear
        self._tenant = tenant

    def wake(self) -> None:
        """Pass the ringing on."""
        self._ear.note(self._tenant)


class Ear:
    """Hears one kind of news of many tenants at once."""

    def __init__(self, bell: Bell, kind: Kind) -> None:
        self.kind = kind
        self._bell = bell
        self._pointers: dict[str, _Pointer] = {}
        self._rung: set[str] = set()
        self._event = asyncio.Event()

    def follow(self, tenants: Iterable[str]) -> None:
        """Listen to exactly these tenants."""
        wanted = set(tenants)
        for tenant in wanted - self._pointers.keys():
            self._pointers[tenant] = _Pointer(self._bell, self, tenant)
            self._bell.add(topic(self.kind, tenant), self._pointers[tenant])
        for tenant in self._pointers.keys() - wanted:
            self._bell.remove(topic(self.kind, tenant), self._pointers.pop(tenant))

    def note(self, tenant: str) -> None:
        """Remember that there is news of a tenant."""
        self._rung.add(tenant)
        self._event.set()

    async def next(self, wait_s: float) -> frozenset[str]:
        """Wait for news, at most so many seconds; return the tenants that have some."""
        try:
            async with asyncio.timeout(wait_s):
                await self._event.wait()
        except TimeoutError:
            return frozenset()
        rung, self._rung = frozenset(self._rung), set()
        self._event.clear()
        return rung


async def rounds(bell: Bell, kind: Kind, *, tenants: Tenants) -> AsyncIterator[News]:
    """Say for ever which tenants to look at: those that rang at once, and all once a second.

    Args:
        bell: of this process.
        kind: which news to wait for.
        tenants: codes of all tenants to care for, asked once a second.
    """
    ear = Ear(bell, kind)
    loop = asyncio.get_running_loop()
    due = loop.time()
    everybody: frozenset[str] = frozenset()
    try:
        while True:
            rung = await ear.next(max(0.0, due - loop.time()))
            if rung:
                yield News(rung, woken=True)
            if loop.time() >= due:
                with contextlib.suppress(*AWAY):
                    everybody = frozenset(await tenants())
                    ear.follow(everybody)
                due = loop.time() + POLL_S
                yield News(everybody, woken=False)
    finally:
        ear.follow(())
