"""Reads an MTConnect agent over HTTP: probe, current, and sample after sample without a hole."""

from collections.abc import AsyncIterator

import httpx
import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.machines.mtconnect.device import DeviceModel, device_model
from taktline.connect.machines.mtconnect.streams import (
    AgentRefused,
    Cursor,
    Followed,
    Streams,
    follow,
    streams,
)
from taktline.connect.xml import BYTES_MAX, XmlTooLarge

COUNT = 1_000
"""Observations asked for at a time."""
TIMEOUT_S = 30.0


class AgentSilent(Problem):
    """The agent did not answer, or not with success."""

    title = Text(en="{url} does not answer: {reason}", zh="{url} 无应答：{reason}")
    status = 502
    retry = True


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent at an address; the client is the caller's, who also closes it."""

    url: str  # e.g. http://agent:5000, without path
    client: httpx.AsyncClient
    device: str | None = None  # Only this machine's part.

    async def probe(self) -> DeviceModel:
        """Return the device model.

        Raises:
            AgentSilent: no answer, or no success.
            XmlTooLarge, NotXml, NotADeviceModel: the answer is not one.
        """
        return device_model(await self._get("probe", {}), name=f"{self.url}/probe")

    async def current(self) -> Streams:
        """Return the present value of every data item.

        Raises:
            AgentSilent: no answer, or no success.
            AgentRefused: the agent answered with an error document.
        """
        return streams(await self._get("current", {}), name=f"{self.url}/current")

    async def sample(self, start: int | None = None, *, count: int = COUNT) -> Streams:
        """Return observations from a sequence on.

        Args:
            start: first sequence wanted; the oldest in the buffer when not given.
            count: at most so many.

        Raises:
            AgentSilent: no answer, or no success.
            AgentRefused: the agent answered with an error document, e.g. OUT_OF_RANGE.
        """
        asked = {"count": str(count)} | ({} if start is None else {"from": str(start)})
        return streams(await self._get("sample", asked), name=f"{self.url}/sample")

    async def read_on(self, cursor: Cursor | None) -> AsyncIterator[Followed]:
        """Yield everything since the cursor and stop at the buffer's end.

        Where the agent restarted or its buffer ran over us, the step says so in `gap` and goes on
        with the oldest observation the buffer still holds.

        Args:
            cursor: where reading stood; None begins with the present values.

        Raises:
            AgentSilent: no answer, or no success.
        """
        if cursor is None:
            first = follow(None, await self.current())
            yield first
            cursor = first.cursor
        while True:
            step = await self.step(cursor)
            if step.items or step.gap:
                yield step
            if not step.more or step.cursor == cursor:
                return
            cursor = step.cursor

    async def step(self, cursor: Cursor) -> Followed:
        """Return what one answer adds to what was read up to the cursor.

        Raises:
            AgentSilent: no answer, or no success.
        """
        return follow(cursor, await self._since(cursor))

    async def _since(self, cursor: Cursor) -> Streams:
        try:
            answer = await self.sample(cursor.next_sequence)
        except AgentRefused:  # Out of range: the number is gone from the buffer, or not yet there.
            return await self.sample()
        # A restarted agent counts anew; from our number on we would miss its beginning.
        same = answer.header.instance_id == cursor.instance_id
        return answer if same else await self.sample()

    async def _get(self, path: str, asked: dict[str, str]) -> bytes:
        place = f"{self.device}/{path}" if self.device else path
        url = f"{self.url.rstrip('/')}/{place}"
        try:
            async with self.client.stream("GET", url, params=asked, timeout=TIMEOUT_S) as answer:
                content = bytearray()
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > BYTES_MAX:
                        raise XmlTooLarge(name=url, size=len(content), limit=BYTES_MAX)
        except httpx.HTTPError as error:
            raise AgentSilent(url=url, reason=str(error) or type(error).__name__) from error
        # Agents send error documents with status 400 and 404; those are read as such.
        if answer.status_code >= 500 or not content:
            raise AgentSilent(url=url, reason=f"HTTP {answer.status_code}")
        return bytes(content)
