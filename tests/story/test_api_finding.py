"""A search box finds records of every kind, the exact code first, and only what one may see."""

import pytest

from taktline.catalog import finding
from tests.api_ground import Api, new_key


async def made(api: Api, entity: str, code: str, name: str) -> None:
    answer = await api.command(f"{entity}.create", {"code": code, "name": name})
    assert answer.status_code == 200, answer.text


async def found(api: Api, text: str, key: str | None = None, **more: str) -> list[list[str]]:
    """Return what is found as lists of kind, code and fit."""
    headers = api.headers if key is None else {"Authorization": f"Bearer {key}"}
    answer = await api.client.get("/api/v1/find", params={"text": text, **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    return [
        [kind["entity"], one["code"], one["fit"]]
        for kind in answer.json()["kinds"]
        for one in kind["records"]
    ]


async def test_an_exact_code_comes_first_then_what_begins_so_then_what_contains_it(
    api: Api,
) -> None:
    await made(api, "material_class", "K-12", "Castings")
    await made(api, "material_class", "K-1", "Shafts")
    await made(api, "personnel_class", "PK-1", "Turners")
    await made(api, "hold_reason", "H-9", "Like k-1")
    expected = [
        ["material_class", "K-1", "exact"],
        ["material_class", "K-12", "begins"],
        ["hold_reason", "H-9", "contains"],
        ["personnel_class", "PK-1", "contains"],
    ]
    assert await found(api, "K-1") == expected
    assert await found(api, "  k-1 ") == expected, "neither case nor blanks matter"
    assert await found(api, "Shaf") == [["material_class", "K-1", "contains"]]
    assert await found(api, "K-1", entity="personnel_class") == [expected[3]]
    assert await found(api, "   ") == []
    assert await found(api, "100%_") == [], "signs of patterns are letters"


async def test_nobody_finds_what_they_may_not_see(api: Api) -> None:
    await made(api, "material_class", "S-1", "Steel")
    await made(api, "hold_reason", "S-10", "Scratched")
    key = await new_key(api.runtime, api.tenant, allowed=("hold_reason:read",))
    assert await found(api, "S-1", key) == [["hold_reason", "S-10", "begins"]]
    assert len(await found(api, "S-1")) == 2


async def test_each_kind_tells_so_many_and_says_when_there_are_more(api: Api) -> None:
    for number in range(4):
        await made(api, "hold_reason", f"M-{number}", "Many")
    answer = (await api.get("/api/v1/find", text="M-", each="3")).json()
    assert [len(kind["records"]) for kind in answer["kinds"]] == [3]
    assert answer["kinds"][0]["has_more"]
    all_four = (await api.get("/api/v1/find", text="M-", each="4")).json()
    assert not all_four["kinds"][0]["has_more"]
    refused = await api.get("/api/v1/find", text="M-", each="51")
    assert refused.status_code == 400


async def test_of_a_very_large_table_only_the_beginning_of_codes_is_looked_for(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made(api, "hold_reason", "L-1", "Large")
    assert await found(api, "arge") == [["hold_reason", "L-1", "contains"]]
    monkeypatch.setattr(finding, "LOOKED_THROUGH_MAX", -2)
    assert await found(api, "arge") == []
    answer = (await api.get("/api/v1/find", text="l-")).json()
    assert [kind["by_beginning"] for kind in answer["kinds"]] == [True]


async def test_the_commands_on_records_are_those_of_ones_rights(api: Api) -> None:
    key = await new_key(
        api.runtime, api.tenant, allowed=("lot:read", "material:read", "material:create")
    )
    told = await api.client.get("/api/v1/actions", headers={"Authorization": f"Bearer {key}"})
    kinds = {one["entity"]: one for one in told.json()["entities"]}
    assert list(kinds) == ["material"]
    assert (kinds["material"]["may_create"], kinds["material"]["may_change"]) == (True, False)
    everything = (await api.get("/api/v1/actions")).json()["entities"]
    verbs = {action["verb"] for one in everything for action in one["actions"]}
    assert {"kernel.release_work_order", "kernel.dispatch_job_order"} <= verbs
