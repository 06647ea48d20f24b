"""Wake-up calls between door, sealer and subscribers: only hints, the rows are the truth."""

import asyncio


class Ear:
    """Somebody who waits for news of tenants."""

    def __init__(self) -> None:
        self._rung: set[str] = set()
        self._event = asyncio.Event()

    def ring(self, tenant: str) -> None:
        """Note that there is news of a tenant."""
        self._rung.add(tenant)
        self._event.set()

    async def next(self, wait_s: float) -> frozenset[str]:
        """Wait for news; return the tenants that have some, none when the time is over.

        Args:
            wait_s: seconds to wait at most.
        """
        try:
            async with asyncio.timeout(wait_s):
                await self._event.wait()
        except TimeoutError:
            return frozenset()
        rung, self._rung = frozenset(self._rung), set()
        self._event.clear()
        return rung


class Bell:
    """Rings in all ears of this process."""

    def __init__(self) -> None:
        self._ears: set[Ear] = set()

    def ring(self, tenant: str) -> None:
        """Tell everybody who listens that there is news of a tenant."""
        for ear in self._ears:
            ear.ring(tenant)

    def ear(self) -> Ear:
        """Return a new ear; give it back with `close`."""
        ear = Ear()
        self._ears.add(ear)
        return ear

    def close(self, ear: Ear) -> None:
        """Stop listening."""
        self._ears.discard(ear)
