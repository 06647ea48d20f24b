"""Which of the sessions that hold a stream open have ended; asked once a second for all of them."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from taktline.platform.identity.gate import Gate
from taktline.platform.identity.session import LIVING
from taktline.store import CONTROL

EVERY_S = 0.5
"""A session that was ended elsewhere ends its streams within the second."""

ALIVE = f"SELECT token_hash FROM session WHERE token_hash = ANY(%(hashes)s::bytea[]) AND {LIVING}"


class LivingSessions:
    """The sessions whose streams this process serves."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._followed: Counter[bytes] = Counter()
        self._ended: set[bytes] = set()
        self._asked = 0.0
        self._asking = asyncio.Lock()

    @contextmanager
    def followed(self, token: str) -> Iterator[bytes]:
        """Look after a session while the block runs; gives what `ended` is asked with."""
        fingerprint = self._gate.keys.fingerprint("session", token)
        self._followed[fingerprint] += 1
        try:
            yield fingerprint
        finally:
            self._followed[fingerprint] -= 1
            if self._followed[fingerprint] <= 0:
                del self._followed[fingerprint]
                self._ended.discard(fingerprint)

    async def ended(self, fingerprint: bytes) -> bool:
        """Say whether a session has ended, as the database said at most half a second ago."""
        loop = asyncio.get_running_loop()
        async with self._asking:
            if loop.time() - self._asked >= EVERY_S:
                await self._ask()
                self._asked = loop.time()
        return fingerprint in self._ended

    async def _ask(self) -> None:
        hashes = list(self._followed)
        async with self._gate.database.transaction(CONTROL, readonly=True) as tx:
            rows = await tx.fetch(ALIVE, {"hashes": hashes, "now": self._gate.clock()})
        living = {msgspec.convert(row[0], bytes) for row in rows}
        self._ended = set(hashes) - living
