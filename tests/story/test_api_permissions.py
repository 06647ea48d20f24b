"""Nobody gets anything they may not have: every command, query and list of the registry."""

import re

import httpx
import pytest

from taktline.api.registry import REGISTRY, SYSTEM
from taktline.api.routes import ROUTES
from taktline.base.ids import uuid7
from tests.api_ground import Api, new_key, new_user

VERBS = sorted(REGISTRY.verbs)
QUERIES = sorted(REGISTRY.queries)
ENTITIES = sorted(SYSTEM.entities)
GUARDED = [route for route in ROUTES if route.needs_sign_in]
ASKS = {
    "kernel.trace": {"material": "M", "lot": "L"},
}


@pytest.fixture(scope="module")
async def lesser(api: Api) -> dict[str, str]:
    """Give the headers of a key that may do one thing nobody else asks for."""
    key = await new_key(api.runtime, api.tenant, allowed=("nobody:read",))
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize("verb", VERBS)
async def test_a_stranger_gives_no_command(client: httpx.AsyncClient, verb: str) -> None:
    answer = await client.post(f"/api/v1/commands/{verb}", json={"id": str(uuid7())})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


@pytest.mark.parametrize("query", QUERIES)
async def test_a_stranger_reads_no_query(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/api/v1/queries/{query}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


@pytest.mark.parametrize("entity", ENTITIES)
async def test_a_stranger_reads_no_records(client: httpx.AsyncClient, entity: str) -> None:
    answer = await client.get(f"/api/v1/records/{entity}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
async def test_a_stranger_gets_nothing_from_the_other_addresses(
    client: httpx.AsyncClient, route: object
) -> None:
    found = next(one for one in GUARDED if one is route)
    path = re.sub(r"{\w+:str}", str(uuid7()), found.path)
    answer = await client.request(found.method, path, json={})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


@pytest.mark.parametrize("verb", VERBS)
async def test_a_lesser_role_gives_no_command_it_was_not_granted(
    api: Api, lesser: dict[str, str], verb: str
) -> None:
    path, body = f"/api/v1/commands/{verb}", {"id": str(uuid7())}
    refused = await api.client.post(path, json=body, headers=lesser)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
    # The twin that may: the same body comes as far as the command's own rules.
    heard = await api.client.post(path, json=body, headers=api.headers)
    assert heard.status_code not in (401, 403), heard.text


@pytest.mark.parametrize("query", QUERIES)
async def test_a_lesser_role_reads_no_query_it_was_not_granted(
    api: Api, lesser: dict[str, str], query: str
) -> None:
    refused = await api.client.get(f"/api/v1/queries/{query}", headers=lesser)
    assert (refused.status_code, refused.json()["code"]) == (403, "may-not-read")
    heard = await api.query(query)
    assert heard.status_code not in (401, 403), heard.text


@pytest.mark.parametrize("entity", ENTITIES)
async def test_a_lesser_role_reads_no_records_it_was_not_granted(
    api: Api, lesser: dict[str, str], entity: str
) -> None:
    refused = await api.client.get(f"/api/v1/records/{entity}", headers=lesser)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
    heard = await api.get(f"/api/v1/records/{entity}")
    assert heard.status_code == 200, heard.text


async def test_a_lesser_role_reads_no_events(api: Api, lesser: dict[str, str]) -> None:
    refused = await api.client.get("/api/v1/events", headers=lesser)
    assert (refused.status_code, refused.json()["code"]) == (403, "may-not-read")


@pytest.mark.parametrize("verb", VERBS)
async def test_another_tenants_administrator_changes_nothing_here(
    api: Api, neighbour: Api, verb: str
) -> None:
    theirs = str(await _known_user(api))
    before = await api.count("command"), await api.count("event")
    fields = REGISTRY.verbs[verb].command.__struct_fields__
    told: dict[str, object] = {name: theirs for name in fields if name in NAMES_A_RECORD}
    await neighbour.command(verb, {**told, "expected_version": 1})
    await neighbour.command(verb, told)
    assert (await api.count("command"), await api.count("event")) == before


@pytest.mark.parametrize("query", QUERIES)
async def test_another_tenants_administrator_reads_nothing_from_here(
    api: Api, neighbour: Api, query: str
) -> None:
    theirs = str(await _known_user(api))
    answer = await neighbour.query(query)
    assert theirs not in answer.text
    assert api.tenant not in answer.text


async def test_a_key_of_another_tenant_finds_no_session_file_or_user_here(
    api: Api, neighbour: Api
) -> None:
    staged = await api.client.post(
        "/api/v1/files?name=a.txt",
        content=b"secret",
        headers={**api.headers, "Content-Type": "text/plain"},
    )
    path = f"/api/v1/files/{staged.json()['id']}"
    assert (await api.get(path)).content == b"secret"
    assert (await neighbour.get(path)).status_code == 404
    body = {"user": str(await _known_user(api)), "login": "eve", "password": "a-long-password-1"}
    assert (await neighbour.post("/api/v1/logins", body)).status_code == 404


NAMES_A_RECORD = frozenset(
    {"user", "assignment", "api_key", "device", "webhook", "parked_fact", "job_order", "record"}
)
_users: dict[str, object] = {}


async def _known_user(api: Api) -> object:
    """Return a user of a tenant, made once."""
    if api.tenant not in _users:
        _users[api.tenant] = await new_user(api.runtime, api.tenant)
    return _users[api.tenant]
