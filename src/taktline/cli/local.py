"""Commands and queries of the command line: on the local data folder, or through a server."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import httpx
import msgspec
from cyclopts import Parameter
from litestar.datastructures import MultiDict

from taktline.api.queries import UnknownQuery, parameters
from taktline.api.refusal import ProblemDetails, details
from taktline.api.registry import REGISTRY
from taktline.api.runtime import Runtime, running
from taktline.base.problem import Problem
from taktline.base.text import Language, Text
from taktline.cli.call import Call
from taktline.cli.files import file_text
from taktline.cli.schema import commands_in
from taktline.platform.command import Principal
from taktline.platform.envelope import Item
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.verb import AnyVerb

CLIENT = "taktline-cli"
TIMEOUT_S = 60.0


class WhichTenant(Problem):
    """There are several tenants, and none was named."""

    title = Text(
        en="Which tenant? Give --tenant; there are: {tenants}.",
        zh="请用 --tenant 指定租户;现有:{tenants}。",
    )
    status = 400


class NoTenant(Problem):
    """The installation has no tenant yet."""

    title = Text(
        en="There is no tenant yet: `taktline tenant create CODE` makes one.",
        zh="尚无租户:请执行 `taktline tenant create 编码`。",
    )
    status = 404


class ServerAway(Problem):
    """The server that was named does not answer."""

    title = Text(en="{url} does not answer: {reason}.", zh="{url} 无响应:{reason}。")
    status = 503
    retry = True


class KeyNeeded(Problem):
    """A server was named without a key."""

    title = Text(
        en="A server wants an API key: give --key @FILE; `taktline key create` makes one.",
        zh="访问服务器需要 API 密钥:请用 --key @文件;`taktline key create` 可创建。",
    )
    status = 401


class Refused(Problem):
    """What a server refused, in its own words."""

    title = Text(en="{sentence}", zh="{sentence}")


class CommandForm(msgspec.Struct, frozen=True, kw_only=True):
    """A command as it is typed in: its name and the struct of its fields."""

    name: str
    kind: type[msgspec.Struct]
    needs: str = ""
    label: Text = Text(en="", zh="")


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one command: JSON of its answer, or its refusal."""

    answer: msgspec.Raw | None = None
    problem: ProblemDetails | None = None


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a query as JSON shows it."""

    rows: list[dict[str, object]]
    after: str | None = None
    total: int | None = None
    total_is_estimate: bool = False


class Target(Protocol):
    """Where commands are given and queries asked."""

    async def give(self, verb: str, bodies: Sequence[bytes], *, atomic: bool) -> list[Answered]:
        """Give commands of one verb, in order."""

    async def form(self, name: str) -> CommandForm | None:
        """Return a command by its name, those of the tenant's own entities included."""

    async def own_forms(self) -> list[CommandForm]:
        """Return the commands of the tenant's own entities."""

    async def ask(self, query: str, params: Sequence[tuple[str, str]]) -> Rows:
        """Ask a query."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Where:
    """Where to work; a dataclass, because that is what the command line's parser knows.

    Attributes:
        url: server to ask instead of the local data folder · 服务器地址(默认使用本地数据文件夹)
        key: API key for the server, or @FILE · API 密钥,或 @文件
        tenant: its code, where there are several · 租户编码(有多个时)
    """

    url: str | None = None
    key: str | None = None
    tenant: str | None = None


HERE = Where()


@asynccontextmanager
async def target(call: Call, where: Where) -> AsyncIterator[Target]:
    """Open the place commands are given at: the server that was named, else the data folder.

    Raises:
        KeyNeeded: a server without a key.
        NoTenant, WhichTenant: locally, when it is not clear which tenant is meant.
        Problem: why the database cannot be opened.
    """
    if where.url is not None:
        if where.key is None:
            raise KeyNeeded
        key = file_text(Path(where.key[1:])).strip() if where.key.startswith("@") else where.key
        headers = {
            "Authorization": f"Bearer {key}",
            "Accept-Language": call.language,
            "X-Client": CLIENT,
        }
        async with httpx.AsyncClient(
            base_url=where.url.rstrip("/"), headers=headers, timeout=TIMEOUT_S
        ) as client:
            yield _Server(client)
        return
    async with running(call.settings(), limited=False) as runtime:
        tenant = await tenant_meant(runtime, where.tenant)
        yield _Local(runtime, tenant, call.language)


async def tenant_meant(runtime: Runtime, named: str | None) -> str:
    """Return the tenant that was named, or the only one there is.

    Raises:
        NoTenant: there is none.
        WhichTenant: there are several.
    """
    if named is not None:
        return named
    known = [tenant.code for tenant in await runtime.store.tenants() if tenant.state == "active"]
    if not known:
        raise NoTenant
    if len(known) > 1:
        raise WhichTenant(tenants=known)
    return known[0]


class _Local:
    """The data folder on this machine: whoever may read it may do everything."""

    def __init__(self, runtime: Runtime, tenant: str, language: Language) -> None:
        self._runtime = runtime
        self._tenant = tenant
        self._language = language
        self._principal: Principal = SYSTEM

    async def give(self, verb: str, bodies: Sequence[bytes], *, atomic: bool) -> list[Answered]:
        items = [Item(verb=verb, body=body, client=CLIENT) for body in bodies]
        outcomes = await self._runtime.door.submit(
            self._tenant, self._principal, items=items, atomic=atomic
        )
        return [
            Answered(problem=details(outcome, self._language))
            if isinstance(outcome, Problem)
            else Answered(answer=msgspec.Raw(msgspec.json.encode(outcome, enc_hook=str)))
            for outcome in outcomes
        ]

    async def form(self, name: str) -> CommandForm | None:
        await self._runtime.catalogs.ready(self._tenant)
        verb = self._runtime.registry.verb(self._tenant, name)
        return None if verb is None else form_of(verb)

    async def own_forms(self) -> list[CommandForm]:
        catalog = await self._runtime.catalogs.current(self._tenant)
        return [form_of(verb) for name, verb in catalog.verbs.items() if name not in REGISTRY.verbs]

    async def ask(self, query: str, params: Sequence[tuple[str, str]]) -> Rows:
        found = self._runtime.registry.queries.get(query)
        if found is None:
            raise UnknownQuery(query=query)
        asked = parameters(MultiDict(params), found.params)
        async with self._runtime.store.transaction(self._tenant, readonly=True) as tx:
            page = await found.run(tx, asked, self._principal)
        return msgspec.json.decode(msgspec.json.encode(page, enc_hook=str), type=Rows)


class _Server:
    """A server, with the rights of a key."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def give(self, verb: str, bodies: Sequence[bytes], *, atomic: bool) -> list[Answered]:
        path = f"/api/v1/commands/{quote(verb, safe='')}"
        if len(bodies) == 1:
            answer = await self._request("POST", path, content=bodies[0])
            if answer.is_success:
                return [Answered(answer=msgspec.Raw(answer.content))]
            return [Answered(problem=_problem(answer))]
        raws = [msgspec.Raw(body) for body in bodies]
        content = msgspec.json.encode({"commands": raws, "atomic": atomic})
        answer = await self._request("POST", path, content=content)
        if not answer.is_success:
            return [Answered(problem=_problem(answer))]
        return msgspec.json.decode(answer.content, type=_Several).answers

    async def form(self, name: str) -> CommandForm | None:
        verb = REGISTRY.verbs.get(name)
        if verb is not None:
            return form_of(verb)
        return next((one for one in await self.own_forms() if one.name == name), None)

    async def own_forms(self) -> list[CommandForm]:
        answer = await self._request("GET", "/api/v1/openapi.json")
        if not answer.is_success:
            raise refusal_of(_problem(answer))
        return [
            CommandForm(name=one.name, kind=one.kind, needs=one.needs, label=one.label)
            for one in commands_in(msgspec.json.decode(answer.content, type=dict[str, object]))
            if one.name not in REGISTRY.verbs
        ]

    async def ask(self, query: str, params: Sequence[tuple[str, str]]) -> Rows:
        path = f"/api/v1/queries/{quote(query, safe='')}"
        answer = await self._request("GET", path, params=params)
        if not answer.is_success:
            raise refusal_of(_problem(answer))
        return msgspec.json.decode(answer.content, type=Rows)

    async def _request(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        params: Sequence[tuple[str, str]] = (),
    ) -> httpx.Response:
        headers: Mapping[str, str] = {"Content-Type": "application/json"} if content else {}
        try:
            return await self._client.request(
                method, path, content=content, params=list(params), headers=headers
            )
        except httpx.HTTPError as failure:
            reason = str(failure) or type(failure).__name__
            raise ServerAway(url=str(self._client.base_url), reason=reason) from None


def form_of(verb: AnyVerb) -> CommandForm:
    """Return a command of this process as it is typed in."""
    return CommandForm(name=verb.name, kind=verb.command, needs=verb.needs, label=verb.label)


class _Several(msgspec.Struct, frozen=True, kw_only=True):
    answers: list[Answered]


def _problem(answer: httpx.Response) -> ProblemDetails:
    try:
        return msgspec.json.decode(answer.content, type=ProblemDetails)
    except msgspec.MsgspecError:
        raise ServerAway(
            url=str(answer.request.url), reason=f"it answers {answer.status_code}"
        ) from None


def refusal_of(problem: ProblemDetails) -> Problem:
    """Return a refusal that was told in words as one that can be raised and printed."""
    places = [f"{one.at}: {one.title}" if one.at else one.title for one in problem.problems]
    sentence = "\n".join(places) or problem.title
    return Refused(sentence=sentence, at=problem.at)
