"""Lines to machines: real adapters and agents, killed processes, bad data; nothing is invented."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from taktline.api.connecting import connecting
from taktline.base.ids import uuid7
from taktline.connect.connections import link
from taktline.connect.connections.address import Judge
from taktline.connect.live.agent import AgentLine
from taktline.connect.live.heard import Lines
from taktline.connect.live.shdr import ShdrLine
from tests.api_ground import Api

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
LOOK_S = 0.05
LOOKS = 1_000
"""At most, with 0.05 s between them: a limit for machines that do much else."""
MAPPING: dict[str, object] = {
    "run": {"item": "execution", "values": ["ACTIVE"]},
    "counter": "parts",
    "debounce_s": 0,
    "late_s": 0.2,
    "series": ["load"],
}
MODEL = b"<MTConnectDevices><Devices><Device id='d' name='M1'/></Devices></MTConnectDevices>"
OUT_OF_RANGE = b"<MTConnectError><Error errorCode='OUT_OF_RANGE'/></MTConnectError>"
HERE = ("127.0.0.0/8",)


def lines(*networks: str) -> Lines:
    judge = Judge(networks)
    return {
        "mtconnect_shdr": ShdrLine(judge, look_every_s=LOOK_S),
        "mtconnect_agent": AgentLine(judge, look_every_s=LOOK_S),
    }


class Adapter:
    """An MTConnect adapter on a free port: tells its present values, then what it is told to."""

    def __init__(self) -> None:
        self.present: dict[str, tuple[datetime, str]] = {}
        self.sessions: set[asyncio.StreamWriter] = set()
        self.calls = 0
        self.port = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Adapter"]:
        server = await asyncio.start_server(self._session, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.hang_up()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls += 1
        self.sessions.add(writer)
        for item, (at, value) in self.present.items():
            writer.write(shdr(at, item, value))
        with contextlib.suppress(OSError):
            while await reader.readline():
                writer.write(b"* PONG 10000\n")
        self.sessions.discard(writer)

    def hang_up(self) -> None:
        for writer in list(self.sessions):
            writer.close()

    def say(self, item: str, value: str, *, at: datetime | None = None, times: int = 1) -> None:
        """Say a value to whoever listens; it is the present one if no later one was said."""
        when = at or datetime.now(UTC)
        before = self.present.get(item)
        if before is None or before[0] <= when:
            self.present[item] = (when, value)
        for writer in self.sessions:
            writer.write(shdr(when, item, value) * times)


def shdr(at: datetime, item: str, value: str) -> bytes:
    return f"{at.isoformat().replace('+00:00', 'Z')}|{item}|{value}\n".encode()


class AgentServer:
    """An MTConnect agent over HTTP with a small buffer."""

    def __init__(self, *, size: int = 1_000) -> None:
        self.instance, self.size = 1, size
        self.buffer: list[tuple[int, str, datetime, str]] = []
        self.next = 1
        self.port = 0
        self.broken = False

    def say(self, item: str, value: str, *, at: datetime | None = None) -> None:
        self.buffer.append((self.next, item, at or datetime.now(UTC), value))
        self.buffer = self.buffer[-self.size :]
        self.next += 1

    def restart(self) -> None:
        """Begin anew: what was in the buffer is gone, present values are told again."""
        present = {item: (at, value) for _, item, at, value in self.buffer}
        self.instance, self.buffer, self.next = self.instance + 1, [], 1
        for item, (at, value) in present.items():
            self.say(item, value, at=at)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["AgentServer"]:
        server = await asyncio.start_server(self._session, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        place = urlsplit(target)
        asked = parse_qs(place.query)
        body = self._answer(place.path, asked)
        status = 503 if self.broken else 200
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        with contextlib.suppress(OSError):
            await writer.drain()
        writer.close()

    def _answer(self, path: str, asked: dict[str, list[str]]) -> bytes:
        if path.endswith("probe"):
            return MODEL
        first = self.buffer[0][0] if self.buffer else 1
        start = int(asked.get("from", [str(first)])[0])
        if path.endswith("current"):
            shown = list({row[1]: row for row in self.buffer}.values())
            after = self.next
        elif not first <= start <= self.next:
            return OUT_OF_RANGE
        else:
            shown = [row for row in self.buffer if row[0] >= start][:7]
            after = shown[-1][0] + 1 if shown else start
        items = "".join(
            f"<V dataItemId='{item}' name='{item}' sequence='{number}' "
            f"timestamp='{at.isoformat().replace('+00:00', 'Z')}'>{value}</V>"
            for number, item, at, value in shown
        )
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        return (
            f"<MTConnectStreams><Header instanceId='{self.instance}' nextSequence='{after}' "
            f"firstSequence='{first}' lastSequence='{self.next - 1}' creationTime='{now}'/>"
            f"<Streams><DeviceStream name='M1'><ComponentStream><Events>{items}</Events>"
            "</ComponentStream></DeviceStream></Streams></MTConnectStreams>"
        ).encode()


class Hall:
    """A machine in the hierarchy, its connection, and processes of the role."""

    def __init__(self, api: Api, unit: str) -> None:
        self.api, self.unit = api, unit

    async def give(self, verb: str, **fields: object) -> dict[str, object]:
        answer = await self.api.command(verb, fields)
        assert answer.status_code == 200, answer.text
        return msgspec.convert(answer.json(), dict[str, object])

    async def connect(self, protocol: str, address: str, **more: object) -> None:
        given: dict[str, object] = {"mapping": MAPPING, **more}
        await self.give(
            "connect.create_machine_connection", code=f"C-{self.unit}", name="Line",
            work_unit=self.unit, protocol=protocol, address=address, **given,
        )  # fmt: skip

    async def shown(self) -> dict[str, object]:
        """Return the connection as the query tells it."""
        answer = await self.api.query("connect.machine_connections", work_unit=self.unit)
        rows = answer.json()["rows"]
        assert len(rows) == 1, answer.text
        return msgspec.convert(rows[0], dict[str, object])

    async def states(self) -> list[tuple[str, datetime, datetime]]:
        answer = await self.api.query(
            "kernel.machine_states", work_unit=self.unit, since="2020-01-01T00:00:00Z",
            until="2100-01-01T00:00:00Z", limit="1000",
        )  # fmt: skip
        return [
            (row["state"], instant(row["started_at"]), instant(row["ended_at"]))
            for row in answer.json()["rows"]
        ]

    async def produced(self) -> float:
        """Return the pieces the counter is known to have counted."""
        async with self.api.runtime.store.transaction(self.api.tenant, readonly=True) as tx:
            rows = await tx.fetch(
                "SELECT coalesce(sum(c.delta), 0)::double precision FROM counter_reading c "
                "JOIN equipment e ON e.id = c.work_unit WHERE e.code = %(unit)s",
                {"unit": self.unit},
            )
        return msgspec.convert(rows[0][0], float)

    async def until(self, holds: Callable[[dict[str, object]], object], why: str) -> None:
        """Wait until the connection shows something."""
        for _ in range(LOOKS):
            if holds(await self.shown()):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{why}: {await self.shown()}")

    async def until_produced(self, pieces: float) -> None:
        for _ in range(LOOKS):
            if await self.produced() >= pieces:
                break
            await asyncio.sleep(0.05)
        assert await self.produced() == pieces

    async def until_states(self, count: int) -> None:
        for _ in range(LOOKS):
            if len(await self.states()) >= count:
                break
            await asyncio.sleep(0.05)

    @asynccontextmanager
    async def process(self, *networks: str) -> AsyncIterator[asyncio.Task[None]]:
        """Run the role for this tenant; cancelled in order at the end."""
        role = connecting(self.api.runtime, lines=lines(*(networks or HERE)), renew_every_s=0.3)

        async def tenants() -> list[str]:
            return [self.api.tenant]

        task = asyncio.create_task(role.run(tenants))
        try:
            yield task
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    @asynccontextmanager
    async def killed(self) -> AsyncIterator[None]:
        """Run the role in a process of its own, and kill that at the end as a power cut does."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.integration.connect_process",
            str(self.api.runtime.settings.data_dir), self.api.tenant, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        )  # fmt: skip
        try:
            yield
        finally:
            process.kill()
            await process.wait()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


@pytest.fixture
async def hall(api: Api, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """Give a machine nobody is connected to yet; leases are short."""
    monkeypatch.setattr(link, "LEASE", timedelta(seconds=3))
    monkeypatch.setattr("taktline.connect.live.run.LOOK_EVERY_S", 0.1)
    unit = f"M-{uuid7().hex[-8:]}"
    site = f"S-{uuid7().hex[-8:]}"
    hall = Hall(api, unit)
    await hall.give("site.create", code=site, name="Works", zone="UTC", currency="EUR")
    await hall.give("equipment.create", code=unit, name=unit, site=site, level="work_cell")
    yield hall
    await api.command("connect.archive_machine_connection", {"connection": f"C-{unit}"})


async def test_an_adapter_that_drops_and_returns_leaves_offline_and_no_piece(hall: Hall) -> None:
    began = ago(60)
    adapter = Adapter()
    adapter.say("execution", "ACTIVE", at=ago(7_200))
    adapter.say("parts", "100", at=ago(7_200))
    async with adapter.running():
        await hall.connect("mtconnect_shdr", f"127.0.0.1:{adapter.port}")
        async with hall.process():
            await hall.until(lambda c: c["connected_at"] and c["item"], "it is connected")
            for number in range(101, 106):
                adapter.say("parts", str(number), times=2)
            adapter.say("load", "12.5")
            await hall.until_produced(5)
            adapter.hang_up()
            await hall.until(lambda c: c["drops"] == 1, "the break is counted")
            adapter.say("parts", "107")
            await hall.until(lambda c: adapter.calls == 2 and c["connected_at"], "it is back")
            await hall.until_produced(7)
            adapter.say("parts", "108")
            await hall.until_produced(8)
    states = await hall.states()
    assert {state for state, _, _ in states} == {"executing", "offline"}
    assert all(a[2] == b[1] for a, b in pairwise(states)), "no gap, no overlap"
    assert states[0][1] > began, "nothing is told of before the connection"
    await hall.until(lambda c: c["process"] is None, "the line is given back")


async def test_late_doubled_and_shuffled_values_count_once_and_a_reset_invents_nothing(
    hall: Hall,
) -> None:
    adapter = Adapter()
    adapter.say("execution", "ACTIVE")
    adapter.say("parts", "0")
    async with adapter.running():
        mapping = {**MAPPING, "late_s": 1.0}
        await hall.connect("mtconnect_shdr", f"127.0.0.1:{adapter.port}", mapping=mapping)
        async with hall.process():
            await hall.until(lambda c: c["connected_at"] and c["item"], "it is connected")
            base = datetime.now(UTC)
            for number in (3, 1, 2, 5, 4):
                at = base + timedelta(milliseconds=10 * number)
                adapter.say("parts", str(number), at=at, times=3)
            adapter.say("parts", "0", at=base + timedelta(milliseconds=80))
            adapter.say("parts", "1", at=base + timedelta(milliseconds=90))
            adapter.say("parts", "4000", at=base + timedelta(days=1))
            await hall.until_produced(6)
            await hall.until(lambda c: c["ahead"] == 1, "a clock of tomorrow is not believed")
    assert await hall.produced() == 6, "1..5, then a reset, then one more"


async def test_another_process_takes_over_from_one_that_was_killed(hall: Hall) -> None:
    adapter = Adapter()
    adapter.say("execution", "ACTIVE")
    adapter.say("parts", "10")
    async with adapter.running():
        await hall.connect("mtconnect_shdr", f"127.0.0.1:{adapter.port}")
        async with hall.killed():
            await hall.until(lambda c: c["connected_at"] and c["item"], "it is connected")
            adapter.say("parts", "12")
            await hall.until_produced(2)
            first = (await hall.shown())["process"]
        adapter.hang_up()
        adapter.say("parts", "15")
        async with hall.process(), hall.process():
            await hall.until(
                lambda c: c["process"] not in (None, first) and c["connected_at"], "taken over"
            )
            await hall.until_produced(5)
            assert adapter.calls == 2, "one process calls, not both"
            adapter.say("parts", "16")
            await hall.until_produced(6)


async def test_a_process_whose_lease_is_anothers_books_nothing(hall: Hall) -> None:
    adapter = Adapter()
    adapter.say("execution", "ACTIVE")
    async with adapter.running():
        await hall.connect("mtconnect_shdr", f"127.0.0.1:{adapter.port}")
        async with hall.process():
            await hall.until(lambda c: c["connected_at"] and c["item"], "it is connected")
            async with hall.api.runtime.store.transaction(hall.api.tenant) as tx:
                tx.execute(
                    "UPDATE machine_link SET term = term + 1, holder = 'another', "
                    "lease_until = %(until)s",
                    {"until": datetime.now(UTC) + timedelta(hours=1)},
                )
            before = await hall.shown()
            adapter.say("execution", "READY")
            await asyncio.sleep(1.0)
            after = await hall.shown()
    assert (after["process"], after["received"]) == ("another", before["received"])


async def test_an_agent_is_read_on_where_a_killed_process_stood(hall: Hall) -> None:
    agent = AgentServer()
    agent.say("execution", "ACTIVE", at=ago(3_600))
    agent.say("parts", "500", at=ago(3_600))
    async with agent.running():
        await hall.connect("mtconnect_agent", f"http://127.0.0.1:{agent.port}")
        async with hall.killed():
            await hall.until(lambda c: c["connected_at"], "it is connected")
            agent.say("parts", "501")
            await hall.until_produced(1)
        stopped = datetime.now(UTC)
        agent.say("execution", "READY", at=stopped)
        for number in range(502, 522):
            agent.say("parts", str(number))
        agent.say("execution", "ACTIVE")
        async with hall.process():
            await hall.until_produced(21)
            await hall.until(lambda c: c["gaps"] == 0 and c["received"], "nothing was lost")
            await hall.until_states(3)
    states = await hall.states()
    assert [state for state, _, _ in states][:3] == ["executing", "idle_no_order", "executing"]
    assert states[1][1] == stopped, "what happened while nobody ran is told by the agent's buffer"


async def test_an_agent_that_lost_values_leaves_unknown_time_and_estimated_pieces(
    hall: Hall,
) -> None:
    agent = AgentServer(size=5)
    agent.say("execution", "ACTIVE", at=ago(3_600))
    agent.say("parts", "0", at=ago(3_600))
    async with agent.running():
        await hall.connect("mtconnect_agent", f"http://127.0.0.1:{agent.port}")
        async with hall.process():
            await hall.until(lambda c: c["connected_at"], "it is connected")
            agent.broken = True
            await hall.until(lambda c: c["problem"] == "agent-silent", "the failure is told")
            told = await hall.shown()
            assert "503" in str(told["said"])
            for number in range(1, 31):
                agent.say("parts", str(number))
            agent.say("execution", "ACTIVE", at=ago(3_600))
            agent.broken = False
            await hall.until(lambda c: c["gaps"] == 1 and c["problem"] is None, "told as a gap")
            await hall.until_produced(30)
            agent.restart()
            await hall.until(lambda c: c["gaps"] == 2, "a restart is a gap as well")
            agent.say("parts", "31")
            await hall.until_produced(31)


async def test_a_private_address_is_refused_until_the_operator_opens_its_network(
    hall: Hall,
) -> None:
    adapter = Adapter()
    async with adapter.running():
        await hall.connect("mtconnect_shdr", f"127.0.0.1:{adapter.port}")
        async with hall.process("10.0.0.0/8"):
            await hall.until(lambda c: c["problem"] == "network-not-allowed", "told")
            await hall.give("connect.try_machine_connection", connection=f"C-{hall.unit}")
            await hall.until(lambda c: c["trial"], "tried")
            trial = msgspec.convert((await hall.shown())["trial"], dict[str, object])
            assert trial["works"] is False
            assert "machine_networks" in str(trial["said"])
    assert adapter.calls == 0


async def test_a_trial_tells_what_was_heard_and_what_the_mapping_misses(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taktline.connect.live.shdr.TRIAL_S", 0.3)
    adapter = Adapter()
    adapter.say("execution", "READY")
    adapter.say("spindle", "7")
    async with adapter.running():
        await hall.connect("mtconnect_shdr", f"127.0.0.1:{adapter.port}", enabled=False)
        async with hall.process():
            await hall.give("connect.try_machine_connection", connection=f"C-{hall.unit}")
            await hall.until(lambda c: c["trial"], "tried")
            shown = await hall.shown()
    trial = msgspec.convert(shown["trial"], dict[str, object])
    assert trial["works"] is True
    assert trial["items"] == {"execution": "READY", "spindle": "7"}
    assert trial["unheard"] == ["parts"]
    assert shown["process"] is None, "it is tried out, not run"


async def test_bad_connections_are_refused_with_words_of_help(hall: Hall) -> None:
    good: dict[str, object] = {
        "code": "C1", "name": "Line", "work_unit": hall.unit, "protocol": "mtconnect_shdr",
        "address": "10.0.0.7:7878", "mapping": MAPPING,
    }  # fmt: skip
    bad: list[tuple[dict[str, object], str]] = [
        ({"address": "http://agent"}, "bad-address"),
        ({"address": "10.0.0.7:99999"}, "bad-address"),
        ({"protocol": "mtconnect_agent"}, "bad-address"),
        ({"zone": "Mars/Olympus"}, "bad-zone"),
        ({"mapping": {"wrong": 1}}, "bad-mapping"),
        ({"mapping": {}}, "bad-mapping"),
        ({"work_unit": "NOWHERE"}, "not-found"),
        ({"name": " "}, "name-length"),
    ]
    for change, code in bad:
        answer = await hall.api.command("connect.create_machine_connection", {**good, **change})
        assert answer.json()["code"] == code, answer.text
    await hall.give("connect.create_machine_connection", **good)
    second = {**good, "code": "C2"}
    taken = await hall.api.command("connect.create_machine_connection", second)
    assert taken.json()["code"] == "work-unit-taken"
    stale = {"connection": "C1", "expected_version": 9, "enabled": False}
    assert (await hall.api.command("connect.change_machine_connection", stale)).json()[
        "code"
    ] == "outdated"
    await hall.give(
        "connect.change_machine_connection", connection="C1", expected_version=1, enabled=False
    )
    await hall.give("connect.create_machine_connection", **second)
    await hall.give("connect.archive_machine_connection", connection="C1")
    again = await hall.api.command("connect.archive_machine_connection", {"connection": "C1"})
    assert again.json()["code"] == "connection-off"
