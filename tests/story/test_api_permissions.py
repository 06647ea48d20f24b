"""Nobody gets anything they may not have: every command, query and list of the registry."""

import re

import httpx
import pytest

from taktline.api.registry import REGISTRY, SYSTEM
from taktline.api.routes import ROUTES
from taktline.base.ids import uuid7
from tests.api_ground import Api, new_key, new_user
from tests.ledger_fixtures import insert_masters

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


@pytest.mark.parametrize("verb", VERBS)
async def test_no_other_way_in_lets_a_lesser_role_give_a_command(
    api: Api, lesser: dict[str, str], verb: str
) -> None:
    """Dry, many, all or nothing, mixed, offline: each refuses as the plain command does."""
    plain = {"id": str(uuid7()), "offline": True}
    ways: dict[str, object] = {
        f"/api/v1/commands/{verb}": {"commands": [plain], "atomic": True},
        f"/api/v1/commands/{verb}?": {"commands": [plain, {"id": str(uuid7())}]},
        f"/api/v1/commands/{verb}??": {"commands": [plain], "dry_run": True},
        "/api/v1/commands": {"commands": [{**plain, "command": verb}], "atomic": True},
        "/api/v1/commands?": {"commands": [{**plain, "command": verb}], "dry_run": True},
    }
    before = await api.count("command"), await api.count("parked_fact")
    for path, body in ways.items():
        answer = await api.client.post(path.rstrip("?"), json=body, headers=lesser)
        told = [one["problem"]["code"] for one in answer.json()["answers"]]
        assert set(told) == {"not-permitted"}, (path, told)
    dry = await api.client.post(
        f"/api/v1/commands/{verb}", json={**plain, "dry_run": True}, headers=lesser
    )
    assert dry.json()["code"] == "not-permitted"
    assert "facts" not in dry.text
    assert (await api.count("command"), await api.count("parked_fact")) == before


@pytest.mark.parametrize("query", QUERIES)
async def test_an_export_gives_a_lesser_role_no_query(
    api: Api, lesser: dict[str, str], query: str
) -> None:
    answer = await api.client.get(f"/api/v1/queries/{query}/export", headers=lesser)
    assert answer.status_code in (400, 403)
    if answer.status_code == 403:
        assert answer.json()["code"] == "may-not-read"


@pytest.mark.parametrize("entity", ENTITIES)
async def test_an_export_and_a_description_give_a_lesser_role_no_entity(
    api: Api, lesser: dict[str, str], entity: str
) -> None:
    for path in (f"/api/v1/records/{entity}/export", f"/api/v1/entities/{entity}"):
        answer = await api.client.get(path, headers=lesser)
        assert answer.status_code in (403, 404), (path, answer.text[:200])


ONES_OWN: dict[str, str] = {
    "me": "who one is",
    "live": "hints of what one may read, so none",
    "sessions": "one's own sessions",
    "end_sessions": "one's own sessions",
    "upload": "a file nobody else sees until a command links it",
    "second_signature": "another person's signature, with that person's PIN and right",
    "entities": "the entities one may read, so none",
    "find": "records one may read, so none",
    "actions": "commands one may give on records one may read, so none",
    "mentions": "comments that speak to one, on records one may read, so none",
    "list_templates": "papers of records one may read, so none",
}
"""Addresses that answer whoever is signed in, and with what of their own."""


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
async def test_every_other_address_refuses_a_lesser_role_or_gives_only_its_own(
    api: Api, lesser: dict[str, str], route: object
) -> None:
    found = next(one for one in GUARDED if one is route)
    if found.name == "live":
        return  # a stream without end; see `test_live_streams`
    path = re.sub(r"{entity:str}", "material", found.path)
    path = re.sub(r"{name:str}", "kernel.on_hand", path)
    path = re.sub(r"{\w+:str}", str(uuid7()), path)
    said = {"user": str(uuid7()), "login": "eve", "password": "a-long-password-1", "pin": "2839"}
    names = found.body.__struct_fields__ if found.body else ()
    body = {name: said[name] for name in names if name in said}
    answer = await api.client.request(found.method, path, json=body, headers=lesser)
    if found.name in ONES_OWN:
        assert answer.status_code in (200, 204, 400, 403), answer.text
        assert str(await _known_user(api)) not in answer.text
    else:
        assert answer.status_code in (401, 403, 404), (found.name, answer.text[:200])


async def test_a_stranger_reads_of_the_document_only_what_is_the_same_for_everybody(
    api: Api, client: httpx.AsyncClient
) -> None:
    document = (await client.get("/api/openapi.json")).text
    assert api.tenant not in document
    assert str(await _known_user(api)) not in document


async def test_a_fact_that_waits_is_booked_only_with_the_right_to_book_it(api: Api) -> None:
    """Settling is one right, the command itself another."""
    key = await new_key(api.runtime, api.tenant, allowed=("parked_fact:settle", "parked_fact:read"))
    body = {"id": str(uuid7()), "parked_fact": str(await _parked(api))}
    headers = {"Authorization": f"Bearer {key}"}
    refused = await api.client.post(
        "/api/v1/commands/platform.retry_parked_fact", json=body, headers=headers
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
    heard = await api.command("platform.retry_parked_fact", {**body, "id": str(uuid7())})
    assert heard.json()["code"] != "not-permitted", "the twin that may comes to the old refusal"


async def _parked(api: Api) -> object:
    """Return a fact that was made offline and could not be booked."""
    async with api.runtime.store.transaction(api.tenant) as tx:
        insert_masters(tx)
    await api.command("kernel.open_place", {"code": "WH", "kind": "store", "site": "F1"})
    line = {"material": "PLATE", "quantity": "1", "lot": "L-1", "source": "WH", "target": "WH"}
    await api.command(
        "inventory.receive_material",
        {"supplier": "S1", "lines": [
            {"material": "PLATE", "place": "WH", "lot": "L-1", "quantity": "1", "amount": "1"}
        ]},
    )  # fmt: skip
    answer = await api.command("inventory.move_material", {"lines": [line], "offline": True})
    return answer.json()["parked"]["parked_fact"]


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
