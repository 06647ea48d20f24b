"""The first day from Excel: what lies in the stores, and orders that are half done."""

import json

import httpx
import pytest

from tests.api_ground import Api
from tests.old_excel import old_workbook

pytestmark = pytest.mark.anyio
Rows = list[tuple[object, ...]]

STOCK: Rows = [
    ("期初库存表",),
    ("料号", "库位", "批号", "期初数量", "单位", "期初金额", "库存状态", "有效期至"),
    ("R-01", "WH1", "H-77", "120.5", "kg", "1205", "可用", "2031.6.30"),
    ("R-01", "WH1", "H-78", "30", "kg", None, "冻结", None),
    ("P-01", "WH1", None, "１００", "件", "550.00", None, None),
    ("合计", None, None, "250.5"),
]
WORK: Rows = [
    (
        "工单号",
        "料号",
        "订单数量",
        "工艺路线",
        "工序",
        "在制数",
        "已完工",
        "报废",
        "委外数",
        "供应商",
    ),
    ("MO-1", "P-01", 100, "下料→数车→发黑(委外)→检", "下料", 0, 95, 5, None, None),
    ("MO-1", "P-01", 100, None, "数车", 40, 55, None, None, None),
    ("MO-1", "P-01", 100, None, "发黑", 5, 30, None, 20, "S001"),
    ("MO-2", "P-01", 50, "下料→检", "检", 12, 3, None, None, None),
]


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    given: list[tuple[str, dict[str, object]]] = [
        ("site.create", {"code": "S1", "name": "一厂", "zone": "Asia/Shanghai"}),
        ("unit.create", {"code": "件", "name": "件", "places": 0}),
        ("unit.create", {"code": "kg", "name": "公斤", "places": 3}),
        ("material.create", {"code": "P-01", "name": "轴", "unit": "件"}),
        ("material.create", {"code": "R-01", "name": "钢", "unit": "kg", "lot_traced": "lot"}),
        ("partner.create", {"code": "S001", "name": "发黑厂", "is_supplier": True}),
        ("kernel.open_place", {"site": "S1", "code": "WH1", "kind": "store"}),
    ]
    for verb, fields in given:
        answer = await api.command(verb, fields)
        assert answer.status_code == 200, answer.text
    return api


async def brought(api: Api, target: str, rows: Rows, **asked: str) -> dict[str, object]:
    """Bring a sheet in by the headings as they are understood, for site S1."""

    async def sent(step: str, **more: str) -> httpx.Response:
        answer = await api.client.post(
            f"/api/v1/sheets/{target}/{step}",
            params={"name": "期初.xls", **more},
            content=old_workbook("期初", rows),
            headers={**api.headers, "Accept-Language": "zh"},
        )
        assert answer.status_code == 200, answer.text
        return answer

    columns = {one["column"]: one["field"] for one in (await sent("look")).json()["columns"]}
    assert None not in columns.values(), columns
    chosen = {"columns": json.dumps(columns), "same": json.dumps({"site": "S1"})}
    told: dict[str, object] = (await sent("import", **chosen, **asked)).json()
    return told


async def test_opening_stock_comes_from_a_sheet_with_lots_values_and_status(plant: Api) -> None:
    tried = await brought(plant, "opening_balance", STOCK, dry_run="true")
    assert (tried["accepted"], tried["refused"]) == (3, [])
    assert await plant.count("move") == 0
    wrong: Rows = [*STOCK[:4], ("P-01", "NIRGENDS", None, 5, "件", None, None, None),
                   ("P-01", "WH1", None, "5个", "件", None, None, None)]  # fmt: skip
    refused = await brought(plant, "opening_balance", wrong, dry_run="true")
    assert isinstance(refused["refused"], list)
    assert [(one["line"], one["column"], one["code"]) for one in refused["refused"]] == [
        (5, "B", "unknown-place"), (6, "D", "cell-no-number"),
    ]  # fmt: skip
    for _ in range(2):
        assert (await brought(plant, "opening_balance", STOCK))["accepted"] == 3
    rows = (await plant.query("kernel.on_hand", place="WH1")).json()["rows"]
    stock = {
        (r["material"], r["lot"], r["status"]): (float(r["quantity"]), float(r["value"]))
        for r in rows
    }
    assert stock == {
        ("R-01", "H-77", "available"): (120.5, 1205),
        ("R-01", "H-78", "blocked"): (30, 0),
        ("P-01", "-", "available"): (100, 550),
    }


async def test_half_done_orders_come_from_a_sheet_one_row_an_operation(plant: Api) -> None:
    tried = await brought(plant, "opening_order", WORK, dry_run="true")
    assert (tried["accepted"], tried["refused"]) == (4, [])
    assert await plant.count("work_order") == 0
    wrong: Rows = [
        *WORK[:3], ("MO-1", "P-01", 90, None, "检", 5, None, None, None, None),
        ("MO-3", "P-01", 5, "下料→检", "磨", 5, None, None, None, None),
        ("MO-4", "P-99", 5, "下料→检", "检", 5, None, None, None, None),
    ]  # fmt: skip
    refused = await brought(plant, "opening_order", wrong, dry_run="true")
    assert isinstance(refused["refused"], list)
    assert [(one["line"], one["column"], one["code"]) for one in refused["refused"]] == [
        (4, "A", "code-taken"), (5, "E", "no-such-operation"), (6, "B", "not-found"),
    ]  # fmt: skip
    assert (await brought(plant, "opening_order", WORK))["accepted"] == 4
    answer = await plant.get("/api/v1/records/job_order", order="code")
    jobs = {one["code"]: (one["status"], one["good"]) for one in answer.json()["rows"]}
    assert jobs["MO-1-20"] == ("running", "55")
    assert jobs["MO-2-20"] == ("running", "3")
    on_hand = (await plant.query("kernel.on_hand", material="P-01")).json()["rows"]
    where = {row["place"]: float(row["quantity"]) for row in on_hand if row["place"] != "WH1"}
    assert where == {
        "wip:MO-1-20": 40, "wip:MO-1-30": 5, "site:S001": 20, "wip:MO-2-20": 12,
    }  # fmt: skip
