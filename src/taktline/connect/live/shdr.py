"""Hears a machine through its MTConnect adapter: lines over TCP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from taktline.connect.connections.address import Judge, place_of
from taktline.connect.connections.connection import Connection, zone_of
from taktline.connect.live.heard import Heard, Mark, Tried, found, not_working
from taktline.connect.live.present import Present
from taktline.connect.machines.mtconnect import (
    Address,
    Connected,
    Dropped,
    Observation,
    ShdrParser,
    Unreached,
    listen,
)
from taktline.connect.machines.mtconnect.adapter import AdapterEvent, clock_us

LOOK_EVERY_S = 1.0
WAITING_MAX = 20_000
"""Values that wait to be booked; beyond it the adapter waits in turn, nothing is thrown away."""
AHEAD_US = 300_000_000
"""How far ahead of ours a machine's clock is believed."""
TRIAL_S = 3.0
"""An adapter tells everything it knows at once."""


class ShdrLine:
    """The protocol `mtconnect_shdr`."""

    def __init__(
        self,
        judge: Judge,
        *,
        look_every_s: float = LOOK_EVERY_S,
        clock: Callable[[], int] = clock_us,
    ) -> None:
        """Prepare; `clock` is ours, microseconds since 1970: a simulation's runs faster."""
        self._judge = judge
        self._look_every_s = look_every_s
        self._clock = clock

    async def hear(self, connection: Connection, mark: Mark) -> AsyncIterator[Heard]:
        """Yield looks at the line, at least once a second, over every interruption."""
        waiting: asyncio.Queue[AdapterEvent] = asyncio.Queue(WAITING_MAX)

        async def pump() -> None:
            async for event in self._events(connection):
                await waiting.put(event)

        pumping = asyncio.create_task(pump(), name=f"shdr:{connection.code}")
        look = _Look(Present(mark.items, known_us=mark.known_us))
        try:
            while not pumping.done():
                await asyncio.sleep(self._look_every_s)
                events: list[AdapterEvent] = []
                while not waiting.empty():
                    events.append(waiting.get_nowait())
                yield look.at(events, self._clock())
            await pumping  # It never ends but by its own mistake.
        finally:
            pumping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await pumping

    async def attempt(self, connection: Connection, items: frozenset[str]) -> Tried:
        """Call once, listen for a few seconds, hang up."""
        said: dict[str, str] = {}
        try:
            async with asyncio.timeout(TRIAL_S):
                async for event in self._events(connection):
                    if isinstance(event, Unreached):
                        return not_working(event.problem)
                    if isinstance(event, Observation):
                        said[event.item] = event.value
                    if isinstance(event, Dropped):
                        break
        except TimeoutError:
            pass
        return found(said, items, devices=[])

    def _events(self, connection: Connection) -> AsyncIterator[AdapterEvent]:
        place = place_of("mtconnect_shdr", connection.address)
        zone = zone_of(connection.zone)
        return listen(
            Address(host=place.host, port=place.port),
            parser=lambda: ShdrParser(zone=zone),
            clock=self._clock,
            find=self._judge.address,
        )


class _Look:
    """Turns the events of a line into looks at it."""

    def __init__(self, present: Present) -> None:
        self._present = present
        self._connected_us: int | None = None
        self._problem: Unreached | None = None

    def at(self, events: list[AdapterEvent], now_us: int) -> Heard:
        """Return what some events say, by our clock."""
        said: list[Observation] = []
        session: list[Observation] = []
        dropped = False
        for event in events:
            if isinstance(event, Observation):
                session.append(event)
                continue
            said += self._present.heard(session)
            session = []
            if isinstance(event, Connected):
                self._connected_us, unknown = self._present.connected(event.at_us)
                said += unknown
                self._problem = None
            elif isinstance(event, Dropped):
                newest_us = max((one.at_us for one in said), default=event.at_us)
                self._present.known(min(newest_us, event.at_us + AHEAD_US))
                said += self._present.dropped(event.at_us)
                self._connected_us, dropped = None, True
            else:
                self._problem = event
        said += self._present.heard(session)
        if self._connected_us is not None:
            newest_us = max((one.at_us for one in session), default=now_us)
            self._present.known(max(now_us, min(newest_us, now_us + AHEAD_US)))
        return Heard(
            at_us=now_us,
            observations=tuple(said),
            vouched_us=None if self._connected_us is None else now_us,
            connected_us=self._connected_us,
            dropped=dropped,
            problem=None if self._problem is None else self._problem.problem,
        )
