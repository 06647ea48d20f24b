"""A few connections shared by many tasks; a tenant gets the one that served it last."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from taktline.store.address import Address
from taktline.store.refusals import DatabaseUnreachable, StoreBusy
from taktline.store.wire import Wire, connect

SIZE = 8
WAIT_S = 30.0
"""Who waits longer for a connection is told that we are busy."""


class Lease:
    """A connection lent for one transaction; it can be exchanged while nothing was done on it."""

    def __init__(self, wire: Wire, tenant: str, connect: Callable[[], Awaitable[Wire]]) -> None:
        self.wire = wire
        self._tenant = tenant
        self._connect = connect

    async def renew(self) -> None:
        """Replace a connection whose server went away, and queue again what it had not answered.

        Raises:
            DatabaseUnreachable: the server does not come back.
        """
        lost = self.wire
        lost.close()
        self.wire = await self._connect()
        self.wire.serve(self._tenant)
        self.wire.requeue(lost.unanswered)


class Pool:
    """At most `size` connections of one login."""

    def __init__(
        self,
        address: Callable[[], Address],
        *,
        size: int = SIZE,
        revive: Callable[[], None] | None = None,
    ) -> None:
        """Prepare an empty pool.

        Args:
            address: where to connect, asked anew for every connection.
            size: connections at most.
            revive: brings a dead server back (blocking); None when it is not ours.
        """
        self._address = address
        self._revive = revive
        self._idle: list[Wire] = []
        self._free = asyncio.Semaphore(size)
        self._reviving = asyncio.Lock()

    @asynccontextmanager
    async def connection(self, tenant: str) -> AsyncIterator[Lease]:
        """Lend a connection.

        Raises:
            StoreBusy: none became free in time.
            DatabaseUnreachable: the server does not let us in.
        """
        lease = await self.lend(tenant)
        try:
            yield lease
        finally:
            self.take_back(lease)

    async def lend(self, tenant: str) -> Lease:
        """Lend a connection that `take_back` must be given in the end.

        Raises:
            StoreBusy, DatabaseUnreachable: as `connection`.
        """
        if not self._free.locked():
            await self._free.acquire()
        else:
            await self._one_free()
        try:
            wire = self._pick(tenant) or await self._connect()
            wire.serve(tenant)
        except BaseException:
            self._free.release()
            raise
        return Lease(wire, tenant, self._connect)

    def take_back(self, lease: Lease) -> None:
        """End a loan."""
        wire = lease.wire
        try:
            wire.forget()
            if wire.usable:
                self._idle.append(wire)
            else:
                wire.close()
        finally:
            self._free.release()

    async def _one_free(self) -> None:
        try:
            async with asyncio.timeout(WAIT_S):
                await self._free.acquire()
        except TimeoutError:
            raise StoreBusy(seconds=WAIT_S) from None

    def close(self) -> None:
        """Hang up all idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _pick(self, tenant: str) -> Wire | None:
        """Take the connection that served this tenant last, else the one unused for longest."""
        while self._idle:
            wire = self._idle.pop(self._best(tenant))
            if wire.usable and wire.answers():
                return wire
            wire.close()
        return None

    def _best(self, tenant: str) -> int:
        """Return where the connection stands that a tenant should get."""
        idle = self._idle
        if idle[-1].tenant == tenant:
            return -1
        mine = [index for index, wire in enumerate(idle) if wire.has_served(tenant)]
        last = [index for index in mine if idle[index].tenant == tenant]
        return (last or mine or [0])[-1]

    async def _connect(self) -> Wire:
        try:
            return await connect(self._address())
        except DatabaseUnreachable:
            if self._revive is None:
                raise
        async with self._reviving:
            await asyncio.to_thread(self._revive)
        return await connect(self._address())
