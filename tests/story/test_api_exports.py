"""Lists and queries as files: same filter, order, columns and rights; codes stay as they are."""

import csv
import io
import json
import zipfile

import pytest

from taktline.api import exports, queries
from taktline.catalog import export
from tests.api_ground import Api

BOM = "\ufeff"


@pytest.fixture(scope="module")
async def materials(api: Api) -> Api:
    for code, places in (("kg", 3), ("0012", 0)):
        body = {"code": code, "name": code, "places": places}
        assert (await api.command("unit.create", body)).status_code == 200
    names = ["=1+1", "螺钉, 大", "plain", "+49 170", "@home"]
    for n, name in enumerate(names):
        body = {
            "code": f"000{n}",
            "name": name,
            "unit": "0012" if n else "kg",
            "standard_cost": str(n * 1000),
        }
        assert (await api.command("material.create", body)).status_code == 200
    return api


async def text(api: Api, path: str, **params: str) -> str:
    answer = await api.get(path, **params)
    assert answer.status_code == 200, answer.text
    return answer.content.decode()


LIST = "/api/v1/records/material/export"


async def test_a_list_becomes_a_file_with_its_filter_order_and_columns(materials: Api) -> None:
    asked = {"filter": "standard_cost >= 1000", "order": "-code"}
    params = [("fields", f) for f in ("code", "name", "unit", "standard_cost")]
    answer = await materials.client.get(
        LIST, params=[*params, *asked.items()], headers=materials.headers
    )
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''material.csv"
    said = answer.content.decode()
    assert said.startswith(BOM)
    rows = list(csv.reader(io.StringIO(said.removeprefix(BOM))))
    assert rows[0] == ["Code", "Name", "Base unit", "Standard cost per unit"]
    assert rows[1:] == [
        ['="0004"', "'@home", '="0012"', "4000"],
        ['="0003"', '="+49 170"', '="0012"', "3000"],
        ['="0002"', "plain", '="0012"', "2000"],
        ['="0001"', "螺钉, 大", '="0012"', "1000"],
    ]


async def test_headings_are_in_the_readers_language(materials: Api) -> None:
    headers = {**materials.headers, "Accept-Language": "zh"}
    answer = await materials.client.get(
        LIST, params=[("fields", "code"), ("fields", "unit.name")], headers=headers
    )
    assert answer.content.decode().splitlines()[0].endswith("基本单位 / 名称")


async def test_lines_of_json_are_rows_as_the_api_writes_them(materials: Api) -> None:
    said = await text(materials, LIST, format="jsonl", fields="code", filter='unit.code = "kg"')
    assert [json.loads(line) for line in said.splitlines()] == [{"code": "0000"}]
    rows = (await text(materials, LIST, format="jsonl")).splitlines()
    listed = (await materials.get("/api/v1/records/material")).json()["rows"]
    assert len(rows) == 5
    assert json.loads(rows[0])["unit"] == listed[0]["unit"]


async def test_an_excel_file_keeps_codes_as_text_and_numbers_as_numbers(materials: Api) -> None:
    answer = await materials.client.get(
        LIST,
        params=[("fields", "code"), ("fields", "standard_cost"), ("format", "xlsx")],
        headers=materials.headers,
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<t>0004</t>" in sheet
    assert "<v>4000</v>" in sheet


async def test_more_pages_than_one_become_one_file(
    materials: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "PAGE_MAX", 2)
    said = await text(materials, LIST, format="jsonl", fields="code", order="-standard_cost")
    codes = [json.loads(line)["code"] for line in said.splitlines()]
    assert codes == ["0004", "0003", "0002", "0001", "0000"]


async def test_a_list_longer_than_a_file_is_refused_before_it_begins(
    materials: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "RECORD_ROWS_MAX", 4)
    answer = await materials.get(LIST)
    assert (answer.status_code, answer.json()["code"]) == (422, "export-too-large")
    assert "more than 4 rows" in answer.json()["title"]
    assert (await materials.get(LIST, filter='code != "0000"')).status_code == 200


async def test_a_grouped_list_exports_its_measures(materials: Api) -> None:
    answer = await materials.client.get(
        LIST,
        params=[("group", "unit"), ("measures", "count"), ("measures", "sum:standard_cost")],
        headers=materials.headers,
    )
    rows = list(csv.reader(io.StringIO(answer.content.decode().removeprefix(BOM))))
    assert sorted(rows[1:]) == [['="0012"', "4", "10000"], ["kg", "1", "0"]]


async def test_a_query_becomes_a_file(materials: Api) -> None:
    said = await text(materials, "/api/v1/queries/platform.users/export", format="jsonl")
    listed = (await materials.query("platform.users")).json()["rows"]
    assert [json.loads(line) for line in said.splitlines()] == listed
    wrong = await materials.get("/api/v1/queries/platform.users/export", format="pdf")
    assert (wrong.status_code, wrong.json()["at"]) == (400, "/format")


async def test_a_query_longer_than_a_file_is_refused(
    materials: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "QUERY_ROWS_MAX", 0)
    answer = await materials.get("/api/v1/queries/platform.users/export")
    assert answer.json()["code"] == "export-too-large"


async def test_a_stranger_gets_no_file(materials: Api) -> None:
    for path in (LIST, "/api/v1/queries/platform.users/export"):
        assert (await materials.client.get(path)).status_code == 401
