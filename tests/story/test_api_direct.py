"""A single command takes a shorter way through the server, and nobody can tell."""

import httpx
import pytest

from taktline.base.ids import uuid7
from tests.api_ground import Api

CREATE = "platform.create_user"
OWN = {"x-request-id", "date", "content-length"}


async def both(api: Api, verb: str, body: bytes, **headers: str) -> list[httpx.Response]:
    """Send the same twice: the short way, and (by the trailing slash) through the router."""
    given = {"Authorization": f"Bearer {api.key}", "Content-Type": "application/json"} | headers
    path = f"/api/v1/commands/{verb}"
    sent = {name: value for name, value in given.items() if value}
    return [
        await api.client.post(address, content=body, headers=sent) for address in (path, f"{path}/")
    ]


@pytest.mark.parametrize(
    ("verb", "body", "headers", "status"),
    [
        (CREATE, b'{"id": "%s", "name": "Ann"}' % str(uuid7()).encode(), {}, 200),
        (CREATE, b'{"commands": [{"id": "%s", "name": "B"}]}' % str(uuid7()).encode(), {}, 200),
        (CREATE, b'{"id": "x", "nam": 1}', {"Accept-Language": "zh"}, 400),
        (CREATE, b"no json", {}, 400),
        (CREATE, b"{}", {"Authorization": ""}, 401),
        (CREATE, b"{}", {"Authorization": "Bearer tkk_wrong"}, 401),
        ("platform.no_such_verb", b"{}", {}, 404),
        (CREATE, b" " * 8_000_001, {}, 413),
    ],
    ids=[
        "one",
        "many",
        "unknown field",
        "no json",
        "no key",
        "wrong key",
        "no such verb",
        "too long",
    ],
)
async def test_the_short_way_and_the_router_answer_alike(
    api: Api, verb: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    short, routed = await both(api, verb, body, **headers)
    assert short.status_code == routed.status_code == status
    assert short.content == routed.content.replace(b',"repeated":true', b"")
    assert shown(short) == shown(routed)


def shown(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OWN}


async def test_other_methods_of_the_same_address_are_refused_by_the_router(api: Api) -> None:
    answer = await api.client.get(f"/api/v1/commands/{CREATE}")
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
