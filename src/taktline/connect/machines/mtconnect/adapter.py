"""Listens to one MTConnect adapter over TCP: heartbeat, reconnect, and honesty while it is gone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection
from datetime import UTC, datetime
from itertools import count

import msgspec

from taktline.connect.machines.mtconnect.observation import (
    UNAVAILABLE,
    Observation,
    microseconds_of,
)
from taktline.connect.machines.mtconnect.shdr import LINE_MAX, ShdrParser

HEARTBEAT_S = 10.0
"""Between two pings, until the adapter's own PONG names its interval."""
SILENCE_FACTOR = 2
"""This many heartbeats without a word, and the connection is taken for dead."""
BACK_OFF_FIRST_S = 0.5
BACK_OFF_MAX_S = 60.0
CONNECT_S = 10.0


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where an adapter listens."""

    host: str
    port: int = 7878


class Connected(msgspec.Struct, frozen=True, kw_only=True):
    """The adapter answers; what it says next is its whole state."""

    at_us: int


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """The adapter is gone; every item it ever named is UNAVAILABLE from now, by our clock."""

    at_us: int
    reason: str
    observations: tuple[Observation, ...] = ()


AdapterEvent = Observation | Connected | Dropped


def back_off_s(attempt: int) -> float:
    """Seconds to wait before the next attempt: doubled from 0.5 s, at most a minute.

    Args:
        attempt: failures in a row, from 0.
    """
    return min(BACK_OFF_MAX_S, BACK_OFF_FIRST_S * 2.0 ** min(attempt, 16))


def clock_us() -> int:
    """Return our clock in microseconds since 1970 UTC."""
    return microseconds_of(datetime.now(UTC))


async def listen(
    address: Address,
    *,
    conditions: Collection[str] = (),
    time_series: Collection[str] = (),
    clock: Callable[[], int] = clock_us,
    heartbeat_s: float = HEARTBEAT_S,
) -> AsyncIterator[AdapterEvent]:
    """Yield what the adapter says, for ever, over every interruption; cancel the task to stop.

    Args:
        address: where the adapter listens.
        conditions: data items known to be conditions.
        time_series: data items known to be time series.
        clock: our clock, microseconds since 1970.
        heartbeat_s: seconds between pings before the adapter tells its own interval.

    Yields:
        `Connected`, then observations, then `Dropped` with UNAVAILABLE for every item seen, and
        so on. Lines without a time get our clock.

    Source: MTConnect adapter protocol (SHDR with `* PING` / `* PONG ms`).
    """
    seen: set[str] = set()
    failures = 0
    while True:
        parser = ShdrParser(conditions=conditions, time_series=time_series)
        reason = "refused"
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection(
                    address.host, address.port, limit=LINE_MAX
                )
        except (OSError, TimeoutError) as error:
            reason = str(error) or "no answer"
        else:
            failures = 0
            yield Connected(at_us=clock())
            try:
                async for observation in _session(
                    reader, writer, parser=parser, clock=clock, heartbeat_s=heartbeat_s
                ):
                    seen.add(observation.item)
                    yield observation
                reason = "closed or silent"
            except (OSError, ValueError) as error:  # ValueError: a line without end.
                reason = str(error)
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
            now = clock()
            gone = tuple(
                Observation(at_us=now, item=item, value=UNAVAILABLE) for item in sorted(seen)
            )
            yield Dropped(at_us=now, reason=reason, observations=gone)
        await asyncio.sleep(back_off_s(failures))
        failures += 1


async def _session(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    parser: ShdrParser,
    clock: Callable[[], int],
    heartbeat_s: float,
) -> AsyncIterator[Observation]:
    """Yield observations until the other side closes or stays silent for two heartbeats."""
    pinging = asyncio.create_task(_ping(writer, parser, heartbeat_s=heartbeat_s))
    try:
        while True:
            told = parser.heartbeat_ms
            patience_s = SILENCE_FACTOR * (told / 1000 if told else heartbeat_s)
            try:
                async with asyncio.timeout(patience_s):
                    raw = await reader.readline()
            except TimeoutError:
                return
            if not raw:
                return
            line = raw.decode("utf-8", errors="replace")
            for observation in parser.parse(line, received_us=clock()):
                yield observation
    finally:
        pinging.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pinging


async def _ping(writer: asyncio.StreamWriter, parser: ShdrParser, *, heartbeat_s: float) -> None:
    for _ in count():
        with contextlib.suppress(OSError):
            writer.write(b"* PING\n")
            await writer.drain()
        told = parser.heartbeat_ms
        await asyncio.sleep(told / 1000 if told else heartbeat_s)
