"""A customer's own entity behaves like ours: in the document, on the command line, in lists."""

import json
from uuid import UUID

import msgspec
import pytest

from taktline.api.own_openapi import own_document
from taktline.base.ids import uuid7
from taktline.cli.schema import commands_in
from taktline.platform.command import Grant, Principal
from tests.api_ground import Api

APP = "app: notes\nlabel: {en: Notes, zh: 备注}\nversion: 1.0.0\n"
NOTE = """
entity: plant_note
label: {en: Plant note, zh: 工厂备注}
key: [code]
title: text
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  text: {type: text, label: {en: Text, zh: 内容}}
  pages: {type: number, places: 0, label: {en: Pages, zh: 页数}}
  urgent: {type: switch, label: {en: Urgent, zh: 紧急}}
  about: {type: link, to: material, label: {en: About, zh: 关于}}
"""
OVERLAY = """
overlay: material-fields
entity: material
fields:
  hazard: {type: text, label: {en: Hazard, zh: 危险}}
"""


@pytest.fixture(scope="module")
async def notes(api: Api) -> Api:
    documents = [
        {"kind": "app", "name": "notes", "text": APP},
        {"kind": "entity", "name": "plant_note", "text": NOTE},
        {"kind": "overlay", "name": "material-fields", "text": OVERLAY},
    ]
    body: dict[str, object] = {"app": "notes", "documents": documents}
    answer = await api.command("catalog.publish_app", body)
    assert answer.status_code == 200, answer.text
    await api.runtime.catalogs.reload(api.tenant)  # readers would see it within the second
    return api


async def test_the_document_of_a_signed_in_caller_knows_his_tenants_entities(notes: Api) -> None:
    common = (await notes.client.get("/api/openapi.json")).json()
    own = (await notes.get("/api/v1/openapi.json")).json()
    more = own["paths"].keys() - common["paths"].keys()
    assert more == {
        "/api/v1/commands/plant_note.create",
        "/api/v1/commands/plant_note.change",
        "/api/v1/commands/plant_note.archive",
        "/api/v1/commands/plant_note.restore",
        "/api/v1/records/plant_note",
        "/api/v1/records/material",
    }
    assert common["paths"].keys() <= own["paths"].keys()
    listed = json.dumps(own["paths"]["/api/v1/records/material"])
    assert '"x_hazard"' in listed
    assert (await notes.client.get("/api/v1/openapi.json")).status_code == 401


async def test_every_reference_of_the_document_leads_somewhere(notes: Api) -> None:
    own = (await notes.get("/api/v1/openapi.json")).json()
    schemas, responses = own["components"]["schemas"], own["components"]["responses"]

    def references(part: object) -> set[str]:
        if isinstance(part, dict):
            here = {str(part["$ref"])} if "$ref" in part else set()
            return here.union(*(references(one) for one in part.values()))
        return set().union(*(references(one) for one in part)) if isinstance(part, list) else set()

    for reference in references(own):
        kind, _, name = reference.removeprefix("#/components/").partition("/")
        assert name in (schemas if kind == "schemas" else responses), reference


async def test_the_document_tells_a_reader_only_what_he_may_use(notes: Api) -> None:
    catalog = await notes.runtime.catalogs.current(notes.tenant)
    clerk = Principal(id=UUID(int=7), name="Clerk", grants=(Grant(needs="plant_note:read"),))
    paths = own_document(catalog, clerk)["paths"]
    assert isinstance(paths, dict)
    assert "/api/v1/records/plant_note" in paths
    assert "/api/v1/records/material" not in paths
    assert "/api/v1/commands/plant_note.create" not in paths


async def test_words_are_typed_by_what_the_document_says_of_a_command(notes: Api) -> None:
    own = (await notes.get("/api/v1/openapi.json")).json()
    by_name = {one.name: one for one in commands_in(own)}
    kind = by_name["plant_note.create"].kind
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    assert bool in getattr(types["urgent"], "__args__", (types["urgent"],))
    assert by_name["plant_note.create"].label.zh == "新建工厂备注"
    assert by_name["plant_note.create"].needs == "plant_note:create"


async def test_a_refusal_calls_a_kind_of_ones_own_as_its_app_does(notes: Api) -> None:
    nowhere = uuid7()
    said: dict[str, object] = {"entity": "plant_note", "record": str(nowhere), "text": "?"}
    refused = [
        (await notes.command("catalog.write_comment", said)).json(),
        (await notes.get(f"/api/v1/records/plant_note/{nowhere}/comments")).json(),
    ]
    words = {f"There is no plant note {nowhere}.", f"没有工厂备注 {nowhere}。"}
    assert all(one["title"] in words for one in refused)
    assert [one["args"]["kind"] for one in refused] == ["plant_note"] * 2, "for programs"
