"""How a simulated plant reaches the platform: over its HTTP API, with a key, like everybody."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import httpx
import msgspec

from taktline.api.runtime import Runtime
from taktline.api.server import web_application
from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Command
from taktline.platform.envelope import Answer, Item
from taktline.platform.identity.key_verbs import CreateApiKey
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.staged_secret import stage_api_key
from taktline.platform.identity.user_verbs import CreateUser

if TYPE_CHECKING:
    from httpx._transports.asgi import _ASGIApp as AsgiApplication

BASE = "http://plant.simulated"
TIMEOUT_S = 60.0


class ApiFailed(Problem):
    """The platform answered something no plant can work with."""

    title = Text(en="{place} answered {status}: {told}", zh="{place} 返回 {status}:{told}")
    status = 502


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one command: accepted, parked, or refused by a code."""

    code: str | None = None
    said: str = ""
    is_parked: bool = False

    @property
    def accepted(self) -> bool:
        """Whether it was booked as it was told."""
        return self.code is None and not self.is_parked


class Office:
    """Somebody with a key."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def tell(self, commands: Sequence[tuple[str, dict[str, object]]]) -> list[Told]:
        """Send commands in one request; what became of each, in order."""
        body = {"commands": [{"command": verb, **fields} for verb, fields in commands]}
        answer = await self._client.post("/api/v1/commands", json=body)
        if answer.status_code != 200:
            raise ApiFailed(place="commands", status=answer.status_code, told=answer.text[:300])
        return [_told(one) for one in msgspec.json.decode(answer.content, type=_Answers).answers]

    async def ask(self, query: str, params: Mapping[str, str]) -> list[dict[str, object]]:
        """Ask a query; all its rows, page by page."""
        return await self._read(f"/api/v1/queries/{query}", params)

    async def records(self, entity: str, **params: str) -> list[dict[str, object]]:
        """Read records of a kind; all of them, page by page."""
        return await self._read(f"/api/v1/records/{entity}", params)

    async def _read(self, path: str, params: Mapping[str, str]) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        after: str | None = None
        while True:
            asked = {**params, "limit": "500", **({} if after is None else {"after": after})}
            answer = await self._client.get(path, params=asked)
            if answer.status_code != 200:
                raise ApiFailed(place=path, status=answer.status_code, told=answer.text[:300])
            page = msgspec.json.decode(answer.content, type=_Page)
            rows += page.rows
            after = page.after
            if after is None or not page.rows:
                return rows


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    rows: list[dict[str, object]]
    after: str | None = None


class _Problem(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    title: str = ""


class _Accepted(msgspec.Struct, frozen=True, kw_only=True):
    parked: dict[str, object] | None = None


class _Answered(msgspec.Struct, frozen=True, kw_only=True):
    answer: _Accepted | None = None
    problem: _Problem | None = None


class _Answers(msgspec.Struct, frozen=True, kw_only=True):
    answers: list[_Answered]


def _told(one: _Answered) -> Told:
    if one.problem is not None:
        return Told(code=one.problem.code, said=one.problem.title)
    return Told(is_parked=one.answer is not None and one.answer.parked is not None)


@asynccontextmanager
async def office(runtime: Runtime, tenant: str) -> AsyncIterator[Office]:
    """Give somebody of a tenant who may do everything, with a key of their own."""
    key = await _key(runtime, tenant)
    application = web_application(runtime.settings, runtime=runtime)
    # httpx describes ASGI with looser types than Litestar.
    transport = httpx.ASGITransport(app=cast("AsgiApplication", application))
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE, headers=headers, timeout=TIMEOUT_S
    ) as client:
        yield Office(client)


async def _key(runtime: Runtime, tenant: str) -> str:
    made = await _given(
        runtime,
        tenant,
        "platform.create_user",
        command=CreateUser(id=uuid7(), name="Simulation"),
    )
    user = made.events[0].record
    role = AssignRole(id=uuid7(), user=user, role="administrator")
    await _given(runtime, tenant, "platform.assign_role", command=role)
    staged = await stage_api_key(runtime.gate, tenant, by=SYSTEM)
    assert staged.shown is not None
    key = CreateApiKey(
        id=uuid7(), secret=staged.id, name="simulation", user=user, allowed=("*",),
        ends_at=runtime.gate.clock() + timedelta(days=30),
    )  # fmt: skip
    await _given(runtime, tenant, "platform.create_api_key", command=key)
    return staged.shown.reveal()


async def _given(runtime: Runtime, tenant: str, verb: str, *, command: Command) -> Answer:
    item = Item(verb=verb, body=command, client="simulate")
    outcome = (await runtime.door.submit(tenant, SYSTEM, items=[item]))[0]
    if isinstance(outcome, Problem):
        raise outcome
    return outcome
