"""Somebody is let in by one request: who they are, their role and their PIN, or nothing of it."""

from uuid import UUID

import pytest

from taktline.base.ids import uuid7
from tests.api_ground import Api

pytestmark = pytest.mark.anyio


async def let_in(api: Api, user: UUID, *, secret: str) -> list[dict[str, object]]:
    """Give the three commands together, all or none."""
    steps: list[dict[str, object]] = [
        {"command": "platform.create_user", "user": str(user), "name": "李明", "number": "1001"},
        {"command": "platform.assign_role", "user": str(user), "role": "operator"},
        {"command": "platform.set_pin", "user": str(user), "secret": secret},
    ]
    sent = [{"id": str(uuid7()), **step} for step in steps]
    answer = await api.post("/api/v1/commands", {"commands": sent, "atomic": True})
    answers: list[dict[str, object]] = answer.raise_for_status().json()["answers"]
    return answers


async def staged(api: Api) -> str:
    answer = await api.post("/api/v1/staged/pin", {"pin": "4827"})
    return str(answer.raise_for_status().json()["secret"])


async def test_somebody_is_let_in_whole_or_not_at_all(api: Api) -> None:
    before = await api.count("user_account")
    refused = await let_in(api, uuid7(), secret=str(uuid7()))
    assert refused[2]["problem"]["code"] == "secret-gone"  # type: ignore[index]
    assert await api.count("user_account") == before

    user = uuid7()
    made = await let_in(api, user, secret=await staged(api))
    assert all("problem" not in one or one["problem"] is None for one in made)
    users = (await api.query("platform.users")).json()["rows"]
    assert [one["name"] for one in users if one["id"] == str(user)] == ["李明"]
    assert await api.count("user_account") == before + 1


async def test_nobody_gets_the_id_of_somebody_else(api: Api) -> None:
    user = uuid7()
    first = await api.command("platform.create_user", {"user": str(user), "name": "Ann"})
    assert first.status_code == 200
    again = await api.command("platform.create_user", {"user": str(user), "name": "Bob"})
    assert again.json()["code"] == "number-taken"
    assert again.json()["at"] == "/user"
