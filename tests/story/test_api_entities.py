"""Entities as screens need them: what the reader may see and do, in both languages."""

import pytest

from tests.api_ground import Api, new_key

pytestmark = pytest.mark.anyio


async def test_an_entity_tells_its_fields_labels_and_commands(api: Api) -> None:
    shown = (await api.get("/api/v1/entities/material")).json()
    fields = {one["name"]: one for one in shown["fields"]}
    assert shown["label"] == {"en": "Material", "zh": "物料"}
    assert shown["key"] == ["code"]
    assert "material.create" in shown["commands"]
    assert fields["code"]["required"]
    assert fields["code"]["level"] == "edit"
    assert fields["unit"]["type"] == "link"
    assert fields["unit"]["to"] == "unit"


async def test_the_list_names_every_kind_the_reader_sees(api: Api) -> None:
    listed = (await api.get("/api/v1/entities")).json()["entities"]
    names = [one["entity"] for one in listed]
    assert names == sorted(names)
    assert {"material", "equipment", "person", "job_order", "move"} <= set(names)
    moves = next(one for one in listed if one["entity"] == "move")
    assert moves["commands"] == []


async def test_who_may_not_write_is_offered_no_command(api: Api) -> None:
    key = await new_key(api.runtime, api.tenant, allowed=("material:read",))
    headers = {"Authorization": f"Bearer {key}"}
    shown = await api.client.get("/api/v1/entities/material", headers=headers)
    assert shown.json()["commands"] == []
    assert {one["level"] for one in shown.json()["fields"]} <= {"read", "edit"}
    other = await api.client.get("/api/v1/entities/person", headers=headers)
    assert (other.status_code, other.json()["code"]) == (403, "not-permitted")


async def test_an_unknown_entity_is_refused(api: Api) -> None:
    answer = await api.get("/api/v1/entities/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-entity")
