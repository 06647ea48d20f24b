"""Built-in lists of any length: PostgreSQL answers what looking through all rows would answer."""

import json

import msgspec
import pytest

from taktline.api import queries, records
from taktline.api.answers import Answers, answers_of
from taktline.api.caller import Caller
from taktline.api.registry import REGISTRY
from taktline.api.runtime import Runtime
from taktline.catalog.answers.columns import columns_of
from tests.api_ground import Api, new_key
from tests.catalog_office import SYSTEM
from tests.ledger_fixtures import insert_masters

pytestmark = pytest.mark.anyio

MOVES, STOCK = "kernel.moves", "kernel.on_hand"
IN_FULL = sorted(name for name, one in REGISTRY.queries.items() if one.source is not None)
QUESTIONS: dict[str, list[dict[str, str]]] = {
    MOVES: [
        {"filter": 'source = "WH1"', "order": "-quantity"},
        {"filter": "quantity > 20 and reverses = null", "order": "target,-quantity"},
        {"search": "h-7", "order": "quantity"},
        {"filter": 'source = "WH1"', "group": "target,material", "measures": "count,sum:quantity"},
        {"group": "month:posted_on", "measures": "max:quantity,count_distinct:lot"},
        {"filter": "occurred_at <= now()", "marks": 'target = "WH1"', "order": "quantity,target"},
    ],
    STOCK: [
        {"filter": "quantity - reserved > 20", "order": "-quantity"},
        {"filter": 'contains(place, "WH")', "order": "lot"},
        {"search": "WH1", "order": "lot,quantity"},
        {"group": "place", "measures": "sum:quantity,avg:quantity,sum:value"},
        {"measures": "count,sum:quantity"},
        {"filter": "held_by = null", "measures": "count"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    """Give a plant that received three lots and shipped a part of two."""
    async with api.runtime.store.transaction(api.tenant) as tx:
        insert_masters(tx)
    given: list[tuple[str, dict[str, object]]] = [
        ("kernel.open_place", {"code": "WH1", "kind": "store"})
    ]
    for number in range(7, 10):
        line = {"material": "PLATE", "lot": f"H-{number}", "place": "WH1"}
        received = {**line, "quantity": f"{number}0", "price": "5"}
        given.append(("inventory.receive_material", {"supplier": "S1", "lines": [received]}))
    for number in range(7, 9):
        line = {"material": "PLATE", "lot": f"H-{number}", "source": "WH1", "quantity": "30"}
        shipped: dict[str, object] = {"code": f"SH-{number}", "customer": "C9", "lines": [line]}
        given.append(("inventory.ship_material", shipped))
    for verb, fields in given:
        answer = await api.command(verb, fields)
        assert answer.status_code == 200, answer.text
    return api


def listed(asked: dict[str, str]) -> dict[str, str | list[str]]:
    several = ("order", "group", "measures")
    return {name: said.split(",") if name in several else said for name, said in asked.items()}


async def page(api: Api, name: str, asked: dict[str, str]) -> dict[str, object]:
    params = listed({"totals": "true", **asked})
    answer = await api.client.get(f"/api/v1/records/{name}", params=params, headers=api.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def looked_through(runtime: Runtime, caller: Caller, name: str) -> Answers | None:
    """Return a list whose rows are all read and looked through."""
    found = await answers_of(runtime, caller, name)
    assert found is not None
    bare = msgspec.structs.replace(found.query, source=None)
    return msgspec.structs.replace(found, query=bare)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
async def test_the_database_answers_what_looking_through_all_rows_does(
    plant: Api, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asked in QUESTIONS[name]:
        stated = await page(plant, name, asked)
        assert stated["rows"], asked
        with monkeypatch.context() as patched:
            patched.setattr(records, "answers_of", looked_through)
            assert await page(plant, name, asked) == stated, asked


@pytest.mark.parametrize("name", IN_FULL)
async def test_every_column_can_be_sorted_grouped_filtered_and_looked_at(
    plant: Api, name: str
) -> None:
    columns = columns_of(REGISTRY.queries[name], SYSTEM.shapes)
    for column in columns.values():
        if column.type == "options":
            continue
        asked = {"order": f"-{column.name}", "filter": f"{column.name} != null"}
        if column.stored == "uuid":
            del asked["filter"]
        await page(plant, name, asked)
        await page(plant, name, {"group": column.name, "measures": "count"})


async def test_a_list_beyond_what_is_looked_through_is_paged_entered_and_told_in_whole(
    plant: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "QUERY_ROWS_MAX", 1)
    whole = await page(plant, MOVES, {"order": "-quantity,target"})
    first = await page(plant, MOVES, {"order": "-quantity,target", "limit": "2"})
    after = {"order": "-quantity,target", "limit": "4", "after": str(first["after"])}
    second = await page(plant, MOVES, after)
    assert [*_ids(first), *_ids(second)] == _ids(whole)[:6]
    assert first["total"] == whole["total"] == len(_ids(whole))
    plain = await page(plant, MOVES, {"limit": "2"})
    assert plain["total"] == whole["total"], "also as the query pages itself"
    ways = await plant.get(f"/api/v1/records/{MOVES}/waypoints", filter="quantity > 0")
    assert ways.json()["total"] == whole["total"]
    asked = {"fields": "quantity", "order": "-quantity", "format": "jsonl"}
    file = await plant.get(f"/api/v1/records/{MOVES}/export", **asked)
    rows = [json.loads(line)["quantity"] for line in file.content.decode().splitlines()]
    assert rows == [row["quantity"] for row in _rows(whole)]


async def test_who_may_not_see_values_or_some_moves_finds_them_nowhere(plant: Api) -> None:
    key = await new_key(plant.runtime, plant.tenant, allowed=("balance:read",))
    headers = {"Authorization": f"Bearer {key}"}
    refused = await plant.client.get(f"/api/v1/records/{MOVES}?search=H", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "may-not-read")
    asked = f"/api/v1/records/{STOCK}?search=H-7&order=lot"
    assert (await plant.client.get(asked, headers=headers)).json()["rows"]


def _rows(told: dict[str, object]) -> list[dict[str, object]]:
    return msgspec.convert(told["rows"], list[dict[str, object]])


def _ids(told: dict[str, object]) -> list[object]:
    return [row["id"] for row in _rows(told)]
