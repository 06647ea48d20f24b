"""Hears a machine through an MTConnect agent: sample after sample, and plainly what was lost."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import msgspec

from taktline.base.problem import Problem
from taktline.connect.connections.address import Judge, judged_client, place_of
from taktline.connect.connections.connection import Connection
from taktline.connect.live.heard import Heard, Mark, Tried, found, not_working
from taktline.connect.machines.mtconnect import (
    UNAVAILABLE,
    Agent,
    Cursor,
    Followed,
    Observation,
    StreamItem,
    back_off_s,
    follow,
)
from taktline.connect.machines.mtconnect.adapter import clock_us

LOOK_EVERY_S = 1.0
MARK = "mtconnect_agent"
DEVICES_SHOWN_MAX = 50


class AgentLine:
    """The protocol `mtconnect_agent`."""

    def __init__(self, judge: Judge, *, look_every_s: float = LOOK_EVERY_S) -> None:
        self._judge = judge
        self._look_every_s = look_every_s

    async def hear(self, connection: Connection, mark: Mark) -> AsyncIterator[Heard]:
        """Yield looks at the line, at least once a second, over every interruption.

        An agent keeps what happened while nobody asked: while it does not answer nothing is
        vouched for, and nothing is made up either; what it kept fills the time.
        """
        following = _Following(mark)
        failures, connected_us = 0, None
        async with judged_client(self._judge) as client:
            agent = self._agent(connection, client)
            while True:
                try:
                    heard, more = await following.look(agent)
                except Problem as problem:
                    yield Heard(at_us=clock_us(), problem=problem, dropped=connected_us is not None)
                    connected_us = None
                    await asyncio.sleep(back_off_s(failures))
                    failures += 1
                    continue
                connected_us, failures = connected_us or heard.at_us, 0
                yield _connected(heard, connected_us)
                if not more:
                    await asyncio.sleep(self._look_every_s)

    async def attempt(self, connection: Connection, items: frozenset[str]) -> Tried:
        """Ask once for the device model and the present values."""
        try:
            async with judged_client(self._judge) as client:
                agent = self._agent(connection, client)
                model = await agent.probe()
                answer = await agent.current()
        except Problem as problem:
            return not_working(problem)
        said = {i.observation.item: i.observation.value for i in answer.items}
        devices = [device.name for device in model.devices[:DEVICES_SHOWN_MAX]]
        return found(said, items, devices=devices)

    def _agent(self, connection: Connection, client: httpx.AsyncClient) -> Agent:
        place = place_of("mtconnect_agent", connection.address)
        return Agent(url=place.url, client=client, device=connection.device)


def _connected(heard: Heard, since_us: int) -> Heard:
    return Heard(
        at_us=heard.at_us,
        observations=heard.observations,
        vouched_us=heard.vouched_us,
        connected_us=since_us,
        place=heard.place,
        gap=heard.gap,
    )


class _Following:
    """Where reading stands in an agent's buffer."""

    def __init__(self, mark: Mark) -> None:
        self._items = mark.items
        self._known_us = mark.known_us
        self._cursor = _cursor_of(mark.place)

    async def look(self, agent: Agent) -> tuple[Heard, bool]:
        """Read on; returns what was heard, and whether the buffer holds more.

        Raises:
            AgentSilent, AgentRefused, NotStreams, NotXml: the agent did not answer as it should.
        """
        if self._cursor is None:
            step = follow(None, await agent.current())
            said = _as_of(step.items, step.creation_us or clock_us())
        else:
            step = await agent.step(self._cursor)
            said = [item.observation for item in step.items]
            if step.gap is not None:
                said = [*self._across(step, (await agent.current()).items), *said]
        self._cursor = step.cursor
        # An agent's own clock, so that its delay counts as nothing; ours where it tells none.
        vouched_us = None if step.more else (step.creation_us or clock_us())
        newest = [one.at_us for one in said]
        self._known_us = max([self._known_us or 0, vouched_us or 0, *newest])
        heard = Heard(
            at_us=clock_us(),
            observations=tuple(said),
            vouched_us=vouched_us,
            place={
                "kind": MARK,
                "instance": step.cursor.instance_id,
                "next": str(step.cursor.next_sequence),
            },
            gap=step.gap is not None,
        )
        return heard, step.more

    def _across(self, step: Followed, present: tuple[StreamItem, ...]) -> list[Observation]:
        """Return what is known and what is not after values were lost.

        An item that has not changed since we knew it was the same all the time; one that has is
        unknown from then until its present value began.
        """
        if self._known_us is None:
            return [item.observation for item in present]
        now = {item.observation.item: item.observation for item in present}
        changed = [
            item for item in sorted(self._items)
            if item not in now or now[item].at_us > self._known_us
        ]  # fmt: skip
        unknown = [
            Observation(at_us=self._known_us + 1, item=item, value=UNAVAILABLE) for item in changed
        ]
        return [*unknown, *(one for one in now.values() if one.at_us > self._known_us)]


def _as_of(items: tuple[StreamItem, ...], start_us: int) -> list[Observation]:
    """Return present values: what was so before we listened is so from our first look on."""
    return [
        msgspec.structs.replace(one, at_us=max(one.at_us, start_us))
        for one in (item.observation for item in items)
    ]


def _cursor_of(place: dict[str, str] | None) -> Cursor | None:
    if place is None or place.get("kind") != MARK:
        return None
    return Cursor(instance_id=place["instance"], next_sequence=int(place["next"]))
