"""Reading over HTTP: events and hints with resume, files, records, the document, figures."""

import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from taktline.api.registry import REGISTRY
from taktline.base.ids import uuid7
from tests.api_ground import Api, api_settings
from tests.api_ground import own_client as client
from tests.api_ground import own_runtime as runtime
from tests.postgres import installation
from tests.served import served

__all__ = ["client", "runtime"]


@pytest.fixture(scope="module")
def database_folder() -> Iterator[Path]:
    """Give an installation of one's own: its worker would work for other tests' tenants."""
    yield from installation(f"reading-{os.getpid()}")


@pytest.fixture(scope="module")
def address(database_folder: Path) -> Iterator[str]:
    """Give the address of the application, worker included, behind a real port."""
    with served(api_settings(database_folder)) as url:
        yield url


async def test_events_are_read_behind_a_position_in_one_order(api: Api) -> None:
    await _made_user(api)
    await _made_user(api)
    await api.seal()
    first = (await api.get("/api/v1/events", limit="2")).json()
    positions = [one["position"] for one in first["events"]]
    assert positions == [1, 2]
    rest = (await api.get("/api/v1/events", after="2")).json()["events"]
    assert rest[0]["position"] == 3


async def test_a_stream_resumes_behind_the_last_hint_it_told(api: Api, address: str) -> None:
    await _made_user(api)
    await _made_user(api)
    await api.seal()
    hints = await _hints(api, address, after="0", count=3)
    assert [one["id"] for one in hints] == ["1", "2", "3"]
    assert json.loads(str(hints[0]["data"])).keys() == {"entity", "id", "event", "site"}
    resumed = await _hints(api, address, after="1", count=2)
    assert [one["id"] for one in resumed] == ["2", "3"]


async def test_a_stream_tells_what_is_committed_while_it_is_open(api: Api, address: str) -> None:
    async with _stream(api, address, after=None) as stream:
        lines = _lines(stream)
        async for line in lines:
            if line.startswith(":"):
                break
        user = await _made_user(api)
        async for line in lines:
            if line.startswith("data:") and user in line:
                return
    pytest.fail("the stream ended before it told of the change")


async def test_an_upload_is_read_back_by_its_sender_and_can_do_nothing_in_a_browser(
    api: Api,
) -> None:
    picture = b"\x89PNG\r\n\x1a\n content"
    for media_type, shown in (("image/png", "inline"), ("application/zip", "attachment")):
        sent = await api.client.post(
            "/api/v1/files",
            params={"name": "照片 1.png"},
            content=picture,
            headers={**api.headers, "Content-Type": media_type},
        )
        assert sent.status_code == 200, sent.text
        got = await api.get(f"/api/v1/files/{sent.json()['id']}")
        assert got.content == picture
        assert got.headers["content-type"].startswith(media_type)
        assert got.headers["content-disposition"].startswith(shown)
        assert "sandbox" in got.headers["content-security-policy"]


async def test_a_file_that_could_run_as_a_page_is_not_taken(api: Api) -> None:
    sent = await api.client.post(
        "/api/v1/files", content=b"<script>", headers={**api.headers, "Content-Type": "text/html"}
    )
    assert (sent.status_code, sent.json()["code"]) == (415, "file-type-refused")


async def test_records_are_filtered_by_feel_and_paged(api: Api) -> None:
    for code in ("KG", "G", "MG"):
        fields: dict[str, object] = {"code": code, "name": code}
        made = await api.command("unit.create", fields)
        assert made.status_code == 200, made.text
    one = (await api.get("/api/v1/records/unit", filter='code = "KG"')).json()
    assert [row["code"] for row in one["rows"]] == ["KG"]
    page = (await api.get("/api/v1/records/unit", limit="2", totals="true")).json()
    assert (len(page["rows"]), page["total"]) == (2, 3)
    rest = (await api.get("/api/v1/records/unit", limit="2", after=page["after"])).json()
    assert len(rest["rows"]) == 1
    wrong = await api.get("/api/v1/records/unit", filter="colour = 1")
    assert wrong.status_code == 400


async def test_the_document_is_sent_once_to_who_has_it(client: httpx.AsyncClient) -> None:
    first = await client.get("/api/openapi.json")
    assert first.json()["openapi"] == "3.1.0"
    again = await client.get("/api/openapi.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = await client.get("/api/openapi.json", headers={"If-None-Match": '"old"'})
    assert other.status_code == 200


async def test_every_answer_carries_a_request_id_and_a_proxys_own_stays(
    client: httpx.AsyncClient,
) -> None:
    assert len((await client.get("/api/health")).headers["x-request-id"]) == 32
    given = await client.get("/api/health", headers={"X-Request-ID": "proxy-1"})
    assert given.headers["x-request-id"] == "proxy-1"
    forged = await client.get("/api/health", headers={"X-Request-ID": "a b\tc"})
    assert forged.headers["x-request-id"] != "a b\tc"


async def test_figures_count_requests_by_route_and_not_by_address(api: Api) -> None:
    await api.get(f"/api/v1/files/{uuid7()}")
    await api.get("/api/v1/nothing-here")
    await _made_user(api)
    text = (await api.client.get("/metrics")).text
    assert 'route="/api/v1/files/{file}"' in text
    assert 'taktline_commands_total{status="200",verb="platform.create_user"}' in text
    assert "nothing-here" not in text


async def test_an_address_nobody_has_and_a_wrong_method_are_told_as_refusals(
    client: httpx.AsyncClient,
) -> None:
    nowhere = await client.get("/api/v1/nothing-here", headers={"Accept-Language": "zh"})
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "no-such-address")
    wrong = await client.put("/api/v1/me")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-not-allowed")


async def test_a_parameter_that_is_unknown_or_cannot_be_stored_is_refused(api: Api) -> None:
    unknown = await api.query("platform.users", colour="red")
    assert (unknown.status_code, unknown.json()["at"]) == (400, "/colour")
    nul = await api.query("platform.users", limit="\0")
    assert nul.status_code == 400


PAGED = sorted(
    name for name, query in REGISTRY.queries.items() if "after" in query.params.__struct_fields__
)


@pytest.mark.parametrize("mark", ["", "xx", "WyJhIl0", "0" * 500])
@pytest.mark.parametrize("query", PAGED)
async def test_a_page_mark_nobody_made_is_no_error_of_ours(api: Api, query: str, mark: str) -> None:
    kind = REGISTRY.queries[query].params
    needed = {f.encode_name: "x" for f in msgspec.structs.fields(kind) if f.required}
    answer = await api.query(query, after=mark, **needed)
    assert answer.status_code < 500, answer.text


async def test_an_instant_no_zone_on_earth_has_is_refused(api: Api) -> None:
    wrong = await api.query("kernel.stops", since="2026-01-01T00:00:00-19:40")
    assert wrong.status_code == 400


async def _made_user(api: Api) -> str:
    made = await api.command("platform.create_user", {"name": "Ann"})
    assert made.status_code == 200, made.text
    return str(made.json()["events"][0]["record"])


def _stream(api: Api, address: str, *, after: str | None) -> "_Streaming":
    return _Streaming(api, address, after)


class _Streaming:
    """An open stream of hints."""

    def __init__(self, api: Api, address: str, after: str | None) -> None:
        resume = {"Last-Event-ID": after} if after is not None else {}
        self._client = httpx.AsyncClient(base_url=address, timeout=60)
        self._request = self._client.build_request(
            "GET", "/api/v1/live", headers={**api.headers, **resume}
        )

    async def __aenter__(self) -> httpx.Response:
        self._answer = await self._client.send(self._request, stream=True)
        assert self._answer.status_code == 200
        return self._answer

    async def __aexit__(self, *failure: object) -> None:
        await self._answer.aclose()
        await self._client.aclose()


def _lines(stream: httpx.Response) -> AsyncIterator[str]:
    return stream.aiter_lines()


async def _hints(api: Api, address: str, *, after: str, count: int) -> list[dict[str, str]]:
    """Return the first hints of a stream that resumes behind a position."""
    found: list[dict[str, str]] = []
    current: dict[str, str] = {}
    async with _stream(api, address, after=after) as stream:
        async for line in _lines(stream):
            name, _, value = line.partition(": ")
            if name in ("id", "data", "event"):
                current[name] = value
            elif not line and current.get("event") == "hint":
                found.append(current)
                current = {}
            if len(found) == count:
                return found
    return found
