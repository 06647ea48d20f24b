"""The rows of a query over the doors of records: lists, groups, views, files, refusals."""

import json

import httpx
import pytest

from taktline.api import queries
from taktline.base.ids import uuid7
from tests.api_ground import Api, new_key

USERS = "platform.users"
LIST = f"/api/v1/records/{USERS}"


@pytest.fixture(scope="module")
async def people(api: Api) -> Api:
    for number in range(4):
        body: dict[str, object] = {"name": f"Person {number}", "number": f"P-{number}"}
        made = await api.command("platform.create_user", body)
        assert made.status_code == 200, made.text
    return api


async def test_a_query_is_described_like_a_kind_of_record(people: Api) -> None:
    shown = (await people.get(f"/api/v1/entities/{USERS}")).json()
    assert (shown["entity"], shown["label"]["zh"], shown["commands"]) == (USERS, "用户", [])
    fields = {one["name"]: one for one in shown["fields"]}
    assert fields["state"]["type"] in ("option", "text")
    assert fields["pin_locked_until"]["type"] == "instant"
    assert "id" not in fields


async def test_rows_as_they_come_have_the_querys_own_pages(people: Api) -> None:
    whole = (await people.get(LIST, totals="true")).json()
    told = (await people.query(USERS)).json()["rows"]
    assert [row["id"] for row in whole["rows"]] == [row["id"] for row in told]
    assert whole["total"] == len(told)
    first = (await people.get(LIST, limit="2")).json()
    second = (await people.get(LIST, limit="2", after=first["after"])).json()
    assert [*first["rows"], *second["rows"]] == whole["rows"][:4]


async def test_rows_are_filtered_sorted_marked_and_put_together(people: Api) -> None:
    asked = {"filter": 'starts with(number, "P-")', "order": "-number", "totals": "true"}
    page = (await people.get(LIST, marks='number = "P-2"', **asked)).json()
    assert [row["number"] for row in page["rows"]] == ["P-3", "P-2", "P-1", "P-0"]
    assert (page["total"], page["marks"]) == (4, [None, 0, None, None])
    grouped = await people.get(LIST, group="state", measures="count", filter=asked["filter"])
    assert grouped.json()["rows"] == [{"state": "active", "count": 4}]
    ways = (await people.get(f"{LIST}/waypoints", filter=asked["filter"])).json()
    assert (ways["total"], ways["marks"]) == (4, [])


async def test_what_the_query_asks_narrows_before_anything_else(people: Api) -> None:
    none = (await people.get(LIST, state="disabled", filter='number = "P-1"')).json()
    one = (await people.get(LIST, state="active", filter='number = "P-1"')).json()
    assert (len(none["rows"]), len(one["rows"])) == (0, 1)
    wrong = await people.get(LIST, nothing="1")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "shape-refused")


async def test_a_file_holds_exactly_what_is_filtered(people: Api) -> None:
    asked = {"filter": 'number in ("P-1", "P-2")', "order": "number", "format": "jsonl"}
    answer = await people.get(f"{LIST}/export", fields="number", **asked)
    rows = [json.loads(line) for line in answer.content.decode().splitlines()]
    assert rows == [{"number": "P-1"}, {"number": "P-2"}]


async def test_more_rows_than_are_looked_through_are_refused(
    people: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "QUERY_ROWS_MAX", 1)
    for asked in ({"filter": 'number = "P-1"'}, {"measures": "count"}, {"order": "number"}):
        refused = await people.get(LIST, **asked)
        assert (refused.status_code, refused.json()["code"]) == (422, "list-too-long")
    assert "has more than 1 rows" in refused.json()["title"]
    assert (await people.get(LIST)).status_code == 200


async def test_who_may_not_ask_the_query_sees_no_list_and_keeps_no_view(people: Api) -> None:
    allowed = ("unit:read", "saved_view:read", "saved_view:save")
    other = await new_key(people.runtime, people.tenant, allowed=allowed)
    for path in (LIST, f"{LIST}/export", f"/api/v1/entities/{USERS}"):
        found = await people.client.get(path, headers={"Authorization": f"Bearer {other}"})
        assert (found.status_code, found.json()["code"]) == (403, "may-not-read")
    view: dict[str, object] = {"entity": USERS, "name": "Mine", "content": {}}
    address = "/api/v1/commands/catalog.save_view"
    body = {"id": str(uuid7()), **view}
    kept = await people.client.post(
        address, json=body, headers={"Authorization": f"Bearer {other}"}
    )
    assert kept.status_code == 403
    assert (await people.command("catalog.save_view", view)).status_code == 200


async def keep(api: Api, source: str, content: dict[str, object]) -> httpx.Response:
    body: dict[str, object] = {"entity": source, "name": "Wrong", "content": content}
    return await api.command("catalog.save_view", body)


async def test_a_view_of_a_querys_rows_names_its_columns(people: Api) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"filter": "nothing = 1"}, "/content/filter"),
        ({"columns": ["number", "nothing"]}, "/content/columns/1"),
        ({"group": ["month:nothing"]}, "/content/group/0"),
    ]
    for content, at in wrong:
        refused = await keep(people, USERS, content)
        assert (refused.status_code, refused.json()["at"]) == (400, at)
    unknown = await keep(people, "platform.nothing", {})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-entity")
