"""Listens to one MTConnect adapter over TCP: heartbeat, reconnect, and honesty while it is gone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.machines.mtconnect.observation import (
    UNAVAILABLE,
    Observation,
    microseconds_of,
)
from taktline.connect.machines.mtconnect.shdr import LINE_MAX, ShdrParser

SILENCE_FACTOR = 2
"""This many heartbeats without a word, and the connection is taken for dead."""
PATIENCE_S = 600.0
"""The same for an adapter that does not answer PING and may just have nothing to say."""
BACK_OFF_FIRST_S = 0.5
BACK_OFF_MAX_S = 60.0
CONNECT_S = 10.0


class AdapterAway(Problem):
    """Nobody listens where an adapter should be, or the line broke."""

    title = Text(
        en="The adapter {host}:{port} cannot be reached: {reason}. Is it running, and is the port "
        "open?",
        zh="无法连接适配器 {host}:{port}:{reason}。请确认其正在运行且端口已开放。",
    )
    status = 502
    retry = True


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


class Unreached(msgspec.Struct, frozen=True, kw_only=True):
    """A call that nobody answered; the next one follows after a while."""

    at_us: int
    problem: Problem


AdapterEvent = Observation | Connected | Dropped | Unreached
Find = Callable[[str, int], Awaitable[str]]
"""Turns host and port into the address to call; may refuse."""


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
    parser: Callable[[], ShdrParser] = ShdrParser,
    clock: Callable[[], int] = clock_us,
    patience_s: float = PATIENCE_S,
    find: Find | None = None,
) -> AsyncIterator[AdapterEvent]:
    """Yield what the adapter says, for ever, over every interruption; cancel the task to stop.

    Args:
        address: where the adapter listens.
        parser: makes the reader of a session's lines; it knows conditions, series, the zone.
        clock: our clock, microseconds since 1970.
        patience_s: seconds of silence allowed to an adapter that does not answer PING.
        find: turns the host into the address to call, anew at every attempt.

    Yields:
        `Connected`, then observations, then `Dropped` with UNAVAILABLE for every item seen, and
        so on; `Unreached` for every call that failed. Lines without a time get our clock.

    Source: MTConnect adapter protocol (SHDR with `* PING` / `* PONG ms`).
    """
    seen: set[str] = set()
    failures = 0
    while True:
        streams = await _open(address, find)
        if isinstance(streams, Problem):
            yield Unreached(at_us=clock(), problem=streams)
        else:
            yield Connected(at_us=clock())
            session = _Session(*streams, parser=parser(), patience_s=patience_s)
            async for observation in session.observations(clock):
                failures = 0
                seen.add(observation.item)
                yield observation
            yield _dropped(clock(), sorted(seen), reason=session.end)
        await asyncio.sleep(back_off_s(failures))
        failures += 1


async def _open(
    address: Address, find: Find | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | Problem:
    try:
        async with asyncio.timeout(CONNECT_S):
            host = address.host if find is None else await find(address.host, address.port)
            return await asyncio.open_connection(host, address.port, limit=LINE_MAX)
    except TimeoutError:
        reason = f"no answer within {CONNECT_S:g} s"
    except OSError as error:
        reason = error.strerror or str(error)
    except Problem as refusal:
        return refusal
    return AdapterAway(host=address.host, port=address.port, reason=reason)


def _dropped(at_us: int, items: Sequence[str], *, reason: str) -> Dropped:
    gone = tuple(Observation(at_us=at_us, item=item, value=UNAVAILABLE) for item in items)
    return Dropped(at_us=at_us, reason=reason, observations=gone)


class _Session:
    """One connection: reads lines, pings, and gives up when the other side is silent too long."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        parser: ShdrParser,
        patience_s: float,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._parser = parser
        self._patience_s = patience_s
        self._answers = asyncio.Event()  # The adapter answered a PING.
        self.end = "closed"  # Why it is over.

    async def observations(self, clock: Callable[[], int]) -> AsyncIterator[Observation]:
        """Yield observations until the other side closes or stays silent for too long."""
        pinging = asyncio.create_task(self._ping())
        try:
            while raw := await self._line():
                line = raw.decode("utf-8", errors="replace")
                for observation in self._parser.parse(line, received_us=clock()):
                    yield observation
                if self._parser.heartbeat_ms:
                    self._answers.set()
        finally:
            pinging.cancel()
            self._writer.close()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await pinging
                await self._writer.wait_closed()

    async def _line(self) -> bytes:
        """Return the next line; nothing when the other side closed, broke or fell silent."""
        try:
            async with asyncio.timeout(self._silence_s()):
                return await self._reader.readline()
        except TimeoutError:
            self.end = "silent"
        except (OSError, ValueError) as error:  # ValueError: a line that does not end.
            self.end = str(error)
        return b""

    def _silence_s(self) -> float:
        told_ms = self._parser.heartbeat_ms
        return SILENCE_FACTOR * told_ms / 1000 if told_ms else self._patience_s

    async def _ping(self) -> None:
        """Ping once, and in the adapter's own interval when it answers."""
        while True:
            with contextlib.suppress(OSError):
                self._writer.write(b"* PING\n")
                await self._writer.drain()
            await self._answers.wait()
            await asyncio.sleep((self._parser.heartbeat_ms or 1) / 1000)
