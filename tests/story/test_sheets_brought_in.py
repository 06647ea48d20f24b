"""Sheets over HTTP: looked at, tried out, brought in; each mistake beside its cell."""

import json

import httpx
import pytest

from tests.api_ground import Api
from tests.old_excel import old_workbook

pytestmark = pytest.mark.anyio

COLUMNS = {"A": "code", "B": "material", "C": "ordered", "D": "due_at", "E": "route"}
HEADINGS = ("工单号", "机型", "数量", "交期", "工序")
PLAN: list[tuple[object, ...]] = [
    ("九月计划",),
    HEADINGS,
    ("MO-1", "P-01", "１２０", "2026.9.5", "下料→数车→检"),
    ("MO-2", "P-01", 80, "2026.9.6", "下料→检"),
    ("合计", None, 200),
]


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    given: list[tuple[str, dict[str, object]]] = [
        ("site.create", {"code": "S1", "name": "一厂", "zone": "Asia/Shanghai"}),
        ("unit.create", {"code": "pcs", "name": "件", "places": 0}),
        ("material.create", {"code": "P-01", "name": "轴", "unit": "pcs"}),
    ]
    for verb, fields in given:
        answer = await api.command(verb, fields)
        assert answer.status_code == 200, answer.text
    return api


async def send(
    api: Api, step: str, rows: list[tuple[object, ...]], target: str = "work_order", **asked: str
) -> httpx.Response:
    """Send a sheet in the reader's Chinese."""
    headers = {**api.headers, "Accept-Language": "zh"}
    return await api.client.post(
        f"/api/v1/sheets/{target}/{step}",
        params={"name": "计划.xls", **asked},
        content=old_workbook("计划", rows),
        headers=headers,
    )


def told(columns: dict[str, str] | None = None, **same: str) -> dict[str, str]:
    """Return the mapping and the site as the address carries them."""
    chosen = {"site": "S1", **same}
    return {"columns": json.dumps(columns or COLUMNS), "same": json.dumps(chosen)}


async def test_a_plan_is_tried_out_then_brought_in_once_and_its_headings_are_remembered(
    plant: Api,
) -> None:
    looked = (await send(plant, "look", PLAN)).json()
    assert (looked["heading_line"], looked["rows"]) == (2, 2)
    fields = {one["column"]: one["field"] for one in looked["columns"]}
    assert fields == {**COLUMNS, "B": None}, "nobody knows yet what 机型 means"
    assert looked["skipped"] == [{"line": 5, "why": "total", "text": "合计 200"}]
    assert looked["columns"][1]["samples"] == ["P-01", "P-01"]

    tried = (await send(plant, "import", PLAN, dry_run="true", **told())).json()
    assert (tried["accepted"], tried["refused_rows"]) == (2, 0)
    assert await plant.count("work_order") == 0

    for _ in range(2):
        brought = (await send(plant, "import", PLAN, **told())).json()
        assert (brought["accepted"], brought["dry_run"]) == (2, False)
    orders = (await plant.get("/api/v1/records/work_order", order="code")).json()["rows"]
    assert [(one["code"], one["ordered"], one["due_at"]) for one in orders] == [
        ("MO-1", "120", "2026-09-05T15:59:59Z"),
        ("MO-2", "80", "2026-09-06T15:59:59Z"),
    ]

    again = (await send(plant, "look", PLAN)).json()["columns"][1]
    assert (again["field"], again["by"]) == ("material", "remembered")


@pytest.mark.worked_example
async def test_each_mistake_is_told_by_line_and_column_and_nothing_is_brought_in(
    plant: Api,
) -> None:
    before = await plant.count("work_order")
    rows: list[tuple[object, ...]] = [
        HEADINGS,
        ("MO-11", "P-01", "12件", "2026.9.5", "下料→检"),
        ("6.90123E+12", "P-01", 5, "2026.9.5", "下料→检"),
        ("MO-13", "P-99", 5, "2026.9.5", "下料→检"),
        ("MO-14", "P-01", 5, "2026.9.5", "下料→→检"),
        ("MO-15", "P-01", 5, "2026.9.5", "下料→检"),
        ("MO-15", "P-01", 6, "2026.9.5", "下料→检"),
    ]
    tried = (await send(plant, "import", rows, dry_run="true", **told())).json()
    assert (tried["rows"], tried["accepted"], tried["refused_rows"]) == (6, 1, 5)
    assert [(one["line"], one["column"], one["code"]) for one in tried["refused"]] == [
        (2, "C", "cell-no-number"),
        (3, "A", "code-damaged"),
        (4, "B", "not-found"),
        (5, "E", "bad-route"),
        (7, "A", "code-taken"),
    ]
    assert tried["refused"][0]["title"] == "“12件”不是数字,请只填数字,不带单位。"
    brought = (await send(plant, "import", rows, **told())).json()
    assert (brought["accepted"], await plant.count("work_order")) == (0, before)

    good = (await send(plant, "import", rows, only_good="true", **told())).json()
    assert (good["accepted"], good["refused_rows"]) == (1, 5)
    assert await plant.count("work_order") == before + 1


async def test_a_needed_field_without_a_column_is_asked_for_before_any_row(plant: Api) -> None:
    columns = {"A": "code", "B": "material"}
    answer = await send(plant, "import", PLAN, dry_run="true", **told(columns))
    assert (answer.status_code, answer.json()["code"]) == (422, "columns-missing")
    assert "数量" in answer.json()["title"]
    fresh: list[tuple[object, ...]] = [HEADINGS[:2], ("MO-21", "P-01"), ("MO-22", "P-01")]
    tried = await send(plant, "import", fresh, dry_run="true", **told(columns, ordered="5"))
    assert tried.json()["accepted"] == 2


async def test_any_entity_is_brought_in_by_its_document(plant: Api) -> None:
    rows: list[tuple[object, ...]] = [
        ("编码", "名称", "基本单位", "批次追溯"),
        ("００７", "轴承", "pcs", "否"),
        (6901230000000, "螺钉", "pcs", None),
    ]
    looked = (await send(plant, "look", rows, "material")).json()
    columns = {one["column"]: one["field"] for one in looked["columns"] if one["field"]}
    assert columns.items() >= {"A": "code", "B": "name", "C": "unit"}.items()
    chosen = {letters: field for letters, field in columns.items() if letters != "D"}
    brought = await send(plant, "import", rows, "material", columns=json.dumps(chosen))
    assert brought.json()["accepted"] == 2, brought.text
    found = (await plant.get("/api/v1/records/material", filter='name = "轴承"')).json()["rows"]
    assert found[0]["code"] == "007"


async def test_what_cannot_be_brought_in_is_refused(plant: Api) -> None:
    assert (await send(plant, "look", PLAN, "move")).status_code == 404
    assert (await send(plant, "look", PLAN, sheet="别的")).json()["code"] == "sheet-unknown"
    assert (await send(plant, "import", PLAN[:2], **told())).json()["code"] == "no-rows"
    wrong = await send(plant, "import", PLAN, columns="[1]")
    assert (wrong.status_code, wrong.json()["at"]) == (400, "/columns")
    nobody = await plant.client.post("/api/v1/sheets/work_order/look", content=b"a,b")
    assert nobody.status_code == 401
