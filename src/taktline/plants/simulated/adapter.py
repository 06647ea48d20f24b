"""A simulated machine's MTConnect adapter: real lines over a real socket, by a virtual clock."""

import asyncio
import contextlib
import random
from collections.abc import Sequence

from taktline.base.instant import wire
from taktline.plants.simulated.scenario import instant
from taktline.plants.simulated.truth import Said

TICK = "tick"
"""An item that means nothing: when it was heard, everything before it was."""


class Adapter:
    """Speaks SHDR to whoever calls; keeps nothing while nobody does."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._present: dict[str, Said] = {}
        self._held: list[Said] = []
        self._callers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._called = asyncio.Event()
        self.port = 0

    async def open(self) -> None:
        """Listen, and tell every caller the present values."""
        self._called.clear()
        self._server = await asyncio.start_server(self._session, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def called(self) -> None:
        """Wait until somebody called."""
        await self._called.wait()

    async def close(self) -> None:
        """Hang up and listen no more: the line is cut."""
        if self._server is not None:
            self._server.close()
        for caller in list(self._callers):
            caller.close()
        self._callers.clear()
        self._server = None

    @property
    def is_open(self) -> bool:
        """Whether anybody could call."""
        return self._server is not None

    def say(self, said: Sequence[Said], *, holds: bool = False, doubles: bool = False) -> None:
        """Say what the machine knows; what is not heard by anybody is not kept.

        Args:
            said: in the machine's order.
            holds: keep it back for now: it comes late, with its own times.
            doubles: say it twice and out of order, as bad gateways do.
        """
        for one in said:
            self._present[one.item] = one
        if holds:
            self._held += said
            return
        lines, self._held = [*self._held, *said], []
        if doubles:
            lines = [*lines, *lines]
            self._chance.shuffle(lines)
        self._write(lines)

    def tick(self, at_s: int, number: int) -> None:
        """Say that a step of time is over."""
        self._write([Said(at_s=at_s, item=TICK, value=str(number))])

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(_line(one) for one in self._present.values()))
        self._callers.add(writer)
        self._called.set()
        with contextlib.suppress(OSError):
            while await reader.readline():
                writer.write(b"* PONG 60000\n")
        self._callers.discard(writer)

    def _write(self, lines: Sequence[Said]) -> None:
        told = b"".join(_line(one) for one in lines)
        for caller in self._callers:
            caller.write(told)


def _line(said: Said) -> bytes:
    return f"{wire(instant(said.at_s))}|{said.item}|{said.value}\n".encode()
