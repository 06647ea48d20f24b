"""Commands over HTTP: shape errors, languages, ids, batches, dry runs, keys and limits."""

import asyncio

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.platform.identity.rate import RateLimits
from tests.api_ground import Api, in_process, new_key

CREATE = "platform.create_user"
BELIEVED_S = 1.1
"""A credential is believed for a second without asking."""


async def test_all_shape_errors_of_a_command_are_told_at_once(api: Api) -> None:
    answer = await api.command(CREATE, {"nam": "Ann", "language": "fr"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["code"] == "several"
    assert {one["at"] for one in told["problems"]} == {"/nam", "/name", "/language"}
    assert (await api.command(CREATE, {"name": "Ann", "language": "zh"})).status_code == 200


async def test_a_refusal_speaks_the_readers_language(api: Api) -> None:
    fields: dict[str, object] = {"name": "Ann", "number": "L-1"}
    assert (await api.command(CREATE, fields)).status_code == 200
    english = await api.command(CREATE, fields, **{"Accept-Language": "en"})
    chinese = await api.command(CREATE, fields, **{"Accept-Language": "zh-CN,en;q=0.5"})
    assert english.status_code == chinese.status_code == 409
    assert english.json()["code"] == chinese.json()["code"]
    assert english.json()["args"] == chinese.json()["args"]
    assert "工号" in chinese.json()["title"]
    assert "工号" not in english.json()["title"]


async def test_the_same_id_is_booked_once_and_answered_alike(api: Api) -> None:
    fields: dict[str, object] = {"id": str(uuid7()), "name": "Ann"}
    before = await api.count("command")
    first, second = await api.command(CREATE, fields), await api.command(CREATE, fields)
    assert "repeated" not in first.json()
    assert second.json() == {**first.json(), "repeated": True}
    assert await api.count("command") == before + 1


async def test_a_batch_says_which_of_its_commands_had_been_booked_before(api: Api) -> None:
    old: dict[str, object] = {"id": str(uuid7()), "name": "Ann"}
    new: dict[str, object] = {"id": str(uuid7()), "name": "Eve"}
    first = (await api.command(CREATE, old)).json()
    before = await api.count("command")
    answer = await api.post(f"/api/v1/commands/{CREATE}", {"commands": [old, new]})
    told, fresh = (one["answer"] for one in answer.json()["answers"])
    assert told == {**first, "repeated": True}
    assert (fresh["id"], "repeated" in fresh) == (new["id"], False)
    assert await api.count("command") == before + 1


async def test_the_same_id_with_another_body_is_refused_and_shows_nothing(api: Api) -> None:
    known = str(uuid7())
    first = await api.command(CREATE, {"id": known, "name": "Ann"})
    other = await api.command(CREATE, {"id": known, "name": "Eve"})
    assert (other.status_code, other.json()["code"]) == (409, "id-reused")
    assert first.json()["events"][0]["record"] not in other.text


async def test_a_batch_keeps_order_and_answers_each_command(api: Api) -> None:
    ids = [str(uuid7()) for _ in range(3)]
    bodies = [
        {"id": ids[0], "name": "Ann"},
        {"id": ids[1], "name": ""},
        {"id": ids[2], "name": "Eve"},
    ]
    answer = await api.post(f"/api/v1/commands/{CREATE}", {"commands": bodies})
    assert answer.status_code == 200
    answers = answer.json()["answers"]
    assert [one.get("answer", {}).get("id") for one in answers] == [ids[0], None, ids[2]]
    assert answers[1]["problem"]["code"] == "bad-name"


async def test_a_mixed_batch_names_the_verb_of_each_command(api: Api) -> None:
    role = {"command": "platform.create_role", "id": str(uuid7()), "code": "packer"}
    commands = [
        {"command": CREATE, "id": str(uuid7()), "name": "Ann"},
        {**role, "name": "Packer", "permissions": [{"needs": "job_order:read"}]},
        {"command": "platform.unheard_of", "id": str(uuid7())},
    ]
    answer = await api.post("/api/v1/commands", {"commands": commands})
    told = answer.json()["answers"]
    assert "answer" in told[0]
    assert told[2]["problem"]["code"] == "unknown-verb"
    assert len(told) == 3


async def test_an_atomic_batch_is_all_or_nothing(api: Api) -> None:
    before = await api.count("command")
    good, bad = {"id": str(uuid7()), "name": "Ann"}, {"id": str(uuid7()), "name": ""}
    asked = {"commands": [good, bad], "atomic": True}
    answers = (await api.post(f"/api/v1/commands/{CREATE}", asked)).json()["answers"]
    assert answers[0]["problem"]["code"] == "neighbour-refused"
    assert answers[1]["problem"]["code"] == "bad-name"
    assert await api.count("command") == before
    asked = {"commands": [good, {**bad, "name": "Eve"}], "atomic": True}
    answers = (await api.post(f"/api/v1/commands/{CREATE}", asked)).json()["answers"]
    assert all("answer" in one for one in answers)


async def test_a_dry_run_tells_the_facts_and_keeps_nothing(api: Api) -> None:
    before = await api.count("command")
    fields: dict[str, object] = {"id": str(uuid7()), "name": "Ann"}
    dry = await api.command(CREATE, {**fields, "dry_run": True})
    assert dry.json()["facts"]
    assert await api.count("command") == before
    wet = await api.command(CREATE, fields)
    assert "facts" not in wet.json()


async def test_more_commands_than_a_request_may_carry_are_refused(api: Api) -> None:
    answer = await api.post(f"/api/v1/commands/{CREATE}", {"commands": [{}] * 1001})
    assert (answer.status_code, answer.json()["code"]) == (400, "batch-too-long")


async def test_a_body_that_is_too_long_is_refused_before_it_is_read(api: Api) -> None:
    answer = await api.client.post(
        f"/api/v1/commands/{CREATE}", content=b" " * 8_000_001, headers=api.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"id": 1}', b"[" * 100_000])
async def test_what_is_no_command_is_refused_without_an_error_of_ours(
    api: Api, body: bytes
) -> None:
    path = f"/api/v1/commands/{CREATE}"
    assert (await api.client.post(path, content=body, headers=api.headers)).status_code == 400
    assert (
        await api.client.post("/api/v1/commands", content=body, headers=api.headers)
    ).status_code == 400


async def test_a_key_that_was_revoked_opens_nothing_after_a_second(api: Api) -> None:
    known = await _key_ids(api)
    key = await new_key(api.runtime, api.tenant, allowed=("*",))
    mine = {"Authorization": f"Bearer {key}"}
    assert (await api.client.get("/api/v1/me", headers=mine)).status_code == 200
    (made,) = await _key_ids(api) - known
    assert (await api.command("platform.revoke_api_key", {"api_key": made})).status_code == 200
    await asyncio.sleep(BELIEVED_S)
    assert (await api.client.get("/api/v1/me", headers=mine)).status_code == 401
    assert (await api.get("/api/v1/me")).status_code == 200


async def _key_ids(api: Api) -> set[str]:
    return {str(row["id"]) for row in (await api.query("platform.api_keys")).json()["rows"]}


async def test_who_asks_too_fast_is_told_when_to_come_back(api: Api) -> None:
    limited = msgspec.structs.replace(api.runtime, limits=RateLimits())
    async with in_process(limited) as client:
        answers = [await client.get("/api/v1/me", headers=api.headers) for _ in range(170)]
    refused = [one for one in answers if one.status_code == 429]
    assert answers[0].status_code == 200
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    assert refused[0].json()["retry"] is True
