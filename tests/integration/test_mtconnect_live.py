"""MTConnect live: an adapter that drops, an agent whose buffer runs over and which restarts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from taktline.connect.machines.mtconnect import (
    UNAVAILABLE,
    Address,
    Agent,
    AgentSilent,
    Connected,
    Cursor,
    Dropped,
    Observation,
    back_off_s,
    listen,
)

Session = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(session: Session) -> AsyncIterator[int]:
    """A TCP server on a free port that talks by the given session."""
    server = await asyncio.start_server(session, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def take(events: AsyncIterator[object], wanted: int) -> list[object]:
    found: list[object] = []
    async with asyncio.timeout(60):
        async for event in events:
            found.append(event)
            if len(found) == wanted:
                break
    return found


@pytest.mark.anyio
async def test_a_dropped_adapter_makes_every_item_unavailable_and_is_called_again() -> None:
    pings: list[bytes] = []

    async def adapter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pings.append(await reader.readline())
        writer.write(b"* PONG 10000\n2026-01-05T08:00:00Z|execution|ACTIVE\n|line|7\n")
        await writer.drain()
        writer.close()

    ticks = count(1_000)
    async with serving(adapter) as port:
        events = listen(Address(host="127.0.0.1", port=port), clock=lambda: next(ticks))
        found = await take(events, 6)
    first, running, line, dropped, second, again = found
    assert isinstance(first, Connected)
    assert isinstance(running, Observation)
    assert (running.item, running.value) == ("execution", "ACTIVE")
    assert isinstance(line, Observation)
    assert line.at_us >= 1_000, "a line without time gets our clock"
    assert isinstance(dropped, Dropped)
    assert {(o.item, o.value) for o in dropped.observations} == {
        ("execution", UNAVAILABLE),
        ("line", UNAVAILABLE),
    }
    assert {o.at_us for o in dropped.observations} == {dropped.at_us}
    assert isinstance(second, Connected)
    assert isinstance(again, Observation)
    assert pings[0] == b"* PING\n"


@pytest.mark.anyio
async def test_a_silent_adapter_is_given_up_after_two_heartbeats() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* PONG 250\n2026-01-05T08:00:00Z|execution|ACTIVE\n")
        await reader.read()

    async with serving(mute) as port:
        events = listen(Address(host="127.0.0.1", port=port))
        found = await take(events, 3)
    dropped = found[-1]
    assert isinstance(dropped, Dropped)
    assert [o.value for o in dropped.observations] == [UNAVAILABLE]


@pytest.mark.anyio
async def test_an_adapter_without_heartbeat_may_be_silent_much_longer() -> None:
    async def old(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"2026-01-05T08:00:00Z|execution|ACTIVE\n")
        await asyncio.sleep(0.3)
        writer.write(b"2026-01-05T08:00:01Z|execution|READY\n")
        await reader.read()

    async with serving(old) as port:
        found = await take(listen(Address(host="127.0.0.1", port=port), patience_s=1.5), 4)
    assert [getattr(event, "value", "") for event in found[1:3]] == ["ACTIVE", "READY"]
    assert isinstance(found[3], Dropped)


def test_the_pause_between_attempts_doubles_up_to_a_minute() -> None:
    assert [back_off_s(n) for n in range(3)] == [0.5, 1.0, 2.0]
    assert back_off_s(50) == 60


DEVICES = b"""<MTConnectDevices>
  <Devices><Device id="d" name="M1"/></Devices>
</MTConnectDevices>"""


class Buffer:
    """What a small agent holds: a window of sequence numbers under an instance id."""

    def __init__(self) -> None:
        self.instance, self.first, self.last, self.status = "7", 1, 5, 200

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        place = urlsplit(request)
        asked = parse_qs(place.query)
        body = self.answer(place.path, int(asked.get("from", [str(self.first)])[0]))
        head = (
            f"HTTP/1.1 {self.status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    def answer(self, path: str, start: int) -> bytes:
        if path == "/probe":
            return DEVICES
        if not self.first <= start <= self.last + 1:
            return b"<MTConnectError><Error errorCode='OUT_OF_RANGE'/></MTConnectError>"
        if path == "/current":
            start = self.last
        numbers = range(start, min(start + 3, self.last + 1))
        items = "".join(
            f"<Line dataItemId='l' sequence='{n}' timestamp='2026-01-05T08:00:00Z'>{n}</Line>"
            for n in numbers
        )
        after = self.last + 1 if path == "/current" else start + len(numbers)
        return (
            f"<MTConnectStreams><Header instanceId='{self.instance}' nextSequence='{after}' "
            f"firstSequence='{self.first}' lastSequence='{self.last}'/><Streams>"
            f"<DeviceStream name='M1'><ComponentStream><Events>{items}</Events></ComponentStream>"
            f"</DeviceStream></Streams></MTConnectStreams>"
        ).encode()


async def read(agent: Agent, cursor: Cursor | None) -> tuple[list[int], list[str], Cursor | None]:
    numbers: list[int] = []
    gaps: list[str] = []
    async for step in agent.read_on(cursor):
        numbers += [i.observation.sequence or 0 for i in step.items]
        gaps += [step.gap.reason] if step.gap else []
        cursor = step.cursor
    return numbers, gaps, cursor


@pytest.mark.anyio
async def test_an_agent_is_read_without_a_hole_and_every_loss_is_marked() -> None:
    buffer = Buffer()
    async with serving(buffer.session) as port, httpx.AsyncClient(timeout=30) as client:
        agent = Agent(url=f"http://127.0.0.1:{port}", client=client)
        assert [d.name for d in (await agent.probe()).devices] == ["M1"]
        numbers, gaps, cursor = await read(agent, None)
        assert (numbers, gaps) == ([5], [])
        buffer.last = 13
        numbers, gaps, cursor = await read(agent, cursor)
        assert (numbers, gaps) == (list(range(6, 14)), [])
        assert await read(agent, cursor) == ([], [], cursor)
        buffer.first, buffer.last = 20, 25
        numbers, gaps, cursor = await read(agent, cursor)
        assert (numbers, gaps) == (list(range(20, 26)), ["overrun"])
        buffer.instance, buffer.first, buffer.last = "8", 1, 40
        numbers, gaps, cursor = await read(agent, cursor)
        assert (numbers, gaps) == (list(range(1, 41)), ["restart"])
        buffer.status = 503
        with pytest.raises(AgentSilent, match="503"):
            await read(agent, cursor)
    with pytest.raises(AgentSilent):
        async with httpx.AsyncClient(timeout=30) as client:
            await Agent(url="http://127.0.0.1:9", client=client).current()
