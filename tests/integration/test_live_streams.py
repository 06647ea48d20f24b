"""Live hints over several processes of one database: they arrive, resume, end with the session."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from taktline.api.runtime import Runtime
from taktline.base.host import free_port
from taktline.base.ids import uuid7
from taktline.platform.identity.login import give_login
from taktline.platform.secret import Secret
from tests.api_ground import Api, new_key, new_user
from tests.api_ground import own_client as client
from tests.api_ground import own_runtime as runtime
from tests.postgres import installation

__all__ = ["client", "runtime"]

pytestmark = pytest.mark.anyio
PASSWORD = "correct-horse-9"
STREAMS = 200
IDLE_S = 6.0
LIMIT_S = 60.0
"""How long anything may take on a machine that does much else: a limit, no target."""
SOON_S, LOOKS = 10.0, 500
"""What is told at once, and takes well below a second on a machine of its own."""
CPU_SHARE_MAX = 0.15
"""Of one core, for a whole process with worker and 200 quiet streams, on a busy machine."""


class Served:
    """One server process."""

    def __init__(self, url: str, process: asyncio.subprocess.Process) -> None:
        self.url = url
        self.process = process


@asynccontextmanager
async def process(folder: Path) -> AsyncIterator[Served]:
    """Run `taktline serve` on an installation while the block runs."""
    port = free_port()
    command = (
        sys.executable, "-m", "taktline", "serve", "--data-dir", str(folder), "--port", str(port),
        "--processes", "1", "--language", "en",
    )  # fmt: skip
    started = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(base_url=url, timeout=LIMIT_S) as http:
            async with asyncio.timeout(LIMIT_S):
                while not await _answers(http):
                    assert started.returncode is None, "the server did not start"
                    await asyncio.sleep(0.1)
        yield Served(url, started)
    finally:
        if started.returncode is None:
            started.terminate()
        await started.wait()


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/api/health")).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def database_folder() -> Iterator[Path]:
    """Give an installation of one's own: its workers would work for other tests' tenants."""
    yield from installation(f"live-{os.getpid()}")


@pytest.fixture(scope="module")
async def two(runtime: Runtime, database_folder: Path) -> AsyncIterator[tuple[Served, Served]]:
    """Give two server processes on the database of the tests."""
    async with AsyncExitStack() as stack:
        first, second = await asyncio.gather(
            stack.enter_async_context(process(database_folder)),
            stack.enter_async_context(process(database_folder)),
        )
        yield first, second


class Follower:
    """One open stream and the hints that came by it."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()
        self.last = ""

    async def next(self, within_s: float = LIMIT_S) -> dict[str, str]:
        """Return the next hint."""
        async with asyncio.timeout(within_s):
            async for line in self._lines:
                if line.startswith("id:"):
                    self.last = line.removeprefix("id:").strip()
                told = line.removeprefix("data:").strip() if line.startswith("data:") else ""
                if told:
                    found: dict[str, str] = json.loads(told)
                    return found
        raise AssertionError("the stream ended")

    async def begun(self) -> None:
        """Wait until the stream says that it follows."""
        async with asyncio.timeout(LIMIT_S):
            async for line in self._lines:
                if line.startswith("id:"):
                    self.last = line.removeprefix("id:").strip()
                if not line and self.last:
                    return

    async def end(self) -> None:
        """Wait for the server to end the stream."""
        async with asyncio.timeout(SOON_S):
            async for _ in self._lines:
                pass


@asynccontextmanager
async def following(url: str, **headers: str) -> AsyncIterator[Follower]:
    async with (
        httpx.AsyncClient(base_url=url, timeout=LIMIT_S) as http,
        http.stream("GET", "/api/v1/live", headers=headers) as response,
    ):
        assert response.status_code == 200
        yield Follower(response)


def key_of(api: Api) -> dict[str, str]:
    return {"Authorization": f"Bearer {api.key}"}


async def made(api: Api, url: str) -> str:
    """Make a user through one of the servers."""
    async with httpx.AsyncClient(base_url=url, timeout=LIMIT_S) as http:
        body = {"id": str(uuid7()), "name": "Ann"}
        answer = await http.post(
            "/api/v1/commands/platform.create_user", json=body, headers=key_of(api)
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["records"][0]["id"])


async def test_a_hint_arrives_at_every_process(api: Api, two: tuple[Served, Served]) -> None:
    async with AsyncExitStack() as stack:
        followers = [
            await stack.enter_async_context(following(one.url, **key_of(api))) for one in two
        ]
        for follower in followers:
            await follower.begun()
        for server in two:
            user = await made(api, server.url)
            assert [(await one.next())["id"] for one in followers] == [user, user]


async def test_a_stream_resumes_at_another_process(api: Api, two: tuple[Served, Served]) -> None:
    async with following(two[0].url, **key_of(api)) as follower:
        await follower.begun()
        first = await made(api, two[1].url)
        assert (await follower.next())["id"] == first
        last = follower.last
    missed = [await made(api, two[0].url) for _ in range(3)]
    headers = {**key_of(api), "Last-Event-ID": last}
    async with following(two[1].url, **headers) as follower:
        assert [(await follower.next())["id"] for _ in missed] == missed


async def test_who_may_read_nothing_hears_of_nothing(api: Api, two: tuple[Served, Served]) -> None:
    key = await new_key(api.runtime, api.tenant, allowed=("nobody:read",))
    async with following(two[0].url, Authorization=f"Bearer {key}") as follower:
        await follower.begun()
        await made(api, two[0].url)
        with pytest.raises(TimeoutError):
            await follower.next(within_s=1.5)


@asynccontextmanager
async def signed_in(api: Api, name: str, url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser signed in at one process."""
    async with httpx.AsyncClient(base_url=url, timeout=LIMIT_S) as browser:
        body = {"login": name, "password": PASSWORD, "tenant": api.tenant}
        answer = await browser.post("/api/v1/sign-in", json=body)
        assert answer.status_code == 200, answer.text
        browser.headers["x-csrf-token"] = answer.json()["csrf_token"]
        yield browser


async def gone(browser: httpx.AsyncClient) -> None:
    """Wait until a browser is signed in no more."""
    async with asyncio.timeout(SOON_S):
        for _ in range(LOOKS):
            if (await browser.get("/api/v1/me")).status_code == 401:
                return
            await asyncio.sleep(0.02)
    raise AssertionError("still signed in")


async def test_a_session_that_ends_at_one_process_ends_at_the_other_too(
    api: Api, two: tuple[Served, Served]
) -> None:
    user, name = await new_user(api.runtime, api.tenant, "viewer"), f"ann{uuid7().hex[-8:]}"
    gate = api.runtime.gate
    await give_login(
        gate, api.tenant, user=user, name=name, password=Secret(PASSWORD), must_change=False
    )
    async with signed_in(api, name, two[0].url) as browser:
        cookie = {"Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items())}
        async with (
            httpx.AsyncClient(base_url=two[1].url, headers=cookie, timeout=LIMIT_S) as elsewhere,
            following(two[1].url, **cookie) as follower,
        ):
            await follower.begun()
            assert (await elsewhere.get("/api/v1/me")).status_code == 200
            ended = await browser.post("/api/v1/sessions/end", json={})
            assert ended.json() == {"ended": 1}
            await gone(elsewhere)
            await follower.end()


async def test_somebody_who_leaves_hears_nothing_more(api: Api, two: tuple[Served, Served]) -> None:
    user, name = await new_user(api.runtime, api.tenant, "auditor"), f"bob{uuid7().hex[-8:]}"
    await give_login(
        api.runtime.gate, api.tenant, user=user, name=name, password=Secret(PASSWORD),
        must_change=False,
    )  # fmt: skip
    async with signed_in(api, name, two[0].url) as browser:
        cookie = {"Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items())}
        async with following(two[1].url, **cookie) as follower:
            await follower.begun()
            await api.command("platform.disable_user", {"user": str(user)})
            await gone(browser)
            await follower.end()
    listed = await api.query("platform.users", state="disabled")
    assert str(user) in listed.text, "the name stays"


async def test_two_hundred_quiet_screens_cost_little(
    api: Api, two: tuple[Served, Served], record_property: Callable[[str, object], None]
) -> None:
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            httpx.AsyncClient(
                base_url=two[0].url, timeout=LIMIT_S,
                limits=httpx.Limits(max_connections=STREAMS + 10),
            )
        )  # fmt: skip
        keys = [await new_key(api.runtime, api.tenant, allowed=("*",)) for _ in range(4)]
        for number in range(STREAMS):
            headers = {"Authorization": f"Bearer {keys[number % len(keys)]}"}
            request = http.build_request("GET", "/api/v1/live", headers=headers)
            response = await http.send(request, stream=True)
            assert response.status_code == 200
            stack.push_async_callback(response.aclose)
        await asyncio.sleep(1.0)
        watched = psutil.Process(two[0].process.pid)
        before = sum(watched.cpu_times()[:2])
        await asyncio.sleep(IDLE_S)
        share = (sum(watched.cpu_times()[:2]) - before) / IDLE_S
    record_property("cpu_share", share)
    assert share < CPU_SHARE_MAX, f"{share:.1%} of a core"
