"""A first sheet in an empty company: what it names and nobody has yet is offered, then made."""

import json

import httpx
import pytest

from tests.api_ground import Api, new_key
from tests.old_excel import old_workbook

pytestmark = pytest.mark.anyio

COLUMNS = {"A": "code", "B": "material", "C": "material.name", "D": "ordered", "E": "material.unit",
           "F": "route"}  # fmt: skip
ORDERS: list[tuple[object, ...]] = [
    ("工单号", "料号", "品名", "数量", "单位", "工序"),
    ("MO-1", "P-01", "轴", 120, "件", "下料→数车→检"),
    ("MO-2", "P-02", None, 80, "公斤", "下料→检"),
    ("MO-3", "P-01", None, 50, "件", "下料→检"),
]

READS = ("work_order:write", "material:read", "unit:read", "site:read")


@pytest.fixture(scope="module")
async def company(api: Api) -> Api:
    """Give a company that has a factory and nothing else."""
    answer = await api.command("site.create", {"code": "S1", "name": "一厂"})
    assert answer.status_code == 200, answer.text
    return api


async def send(
    api: Api, rows: list[tuple[object, ...]], *, step: str = "import", key: str = "",
    target: str = "work_order", **asked: str,
) -> httpx.Response:  # fmt: skip
    """Send a sheet in the reader's Chinese."""
    headers = {"Authorization": f"Bearer {key or api.key}", "Accept-Language": "zh"}
    told = {"columns": json.dumps(COLUMNS), **asked}
    return await api.client.post(
        f"/api/v1/sheets/{target}/{step}",
        params={"name": "计划.xls", **(told if step == "import" else {})},
        content=old_workbook("计划", rows),
        headers=headers,
    )


async def test_a_first_sheet_of_orders_brings_its_materials_and_units_with_it(
    company: Api,
) -> None:
    looked = (await send(company, ORDERS, step="look")).json()
    assert {one["column"]: one["field"] for one in looked["columns"]} == COLUMNS
    needed = {one["name"] for one in looked["fields"] if one["needed"]}
    assert needed == {"code", "material", "ordered"}, "the only factory goes without saying"

    tried = (await send(company, ORDERS, dry_run="true")).json()
    assert (tried["refused_rows"], tried["new"]) == (3, 0)
    made = [(one["entity"], one["code"], one["name"], one["line"]) for one in tried["makes"]]
    assert made == [
        ("unit", "件", "件", 2),
        ("unit", "公斤", "千克", 3),
        ("material", "P-01", "轴", 2),
        ("material", "P-02", "P-02", 3),
    ]

    offered = (await send(company, ORDERS, dry_run="true", make="true")).json()
    assert (offered["refused"], offered["new"]) == ([], 3)
    assert await company.count("material") == 0

    brought = (await send(company, ORDERS, make="true", seen=offered["seen"])).json()
    assert (brought["new"], brought["refused"]) == (3, [])
    read = await company.get("/api/v1/records/material", order="code")
    rows = read.json()["rows"]
    assert [(one["code"], one["name"], one["unit"]["code"]) for one in rows] == [
        ("P-01", "轴", "件"),
        ("P-02", "P-02", "公斤"),
    ]
    units = (await company.get("/api/v1/records/unit", order="code")).json()["rows"]
    assert {one["code"]: str(one["places"]) for one in units} == {"件": "0", "公斤": "3"}


async def test_one_wrong_row_says_nothing_of_those_whose_material_is_made(company: Api) -> None:
    rows: list[tuple[object, ...]] = [
        ORDERS[0],
        ("MO-11", "P-11", None, 5, "PCS", "下料→检"),
        ("MO-12", "P-11", None, 5, None, "下料→→检"),
        ("MO-13", "P-13", None, 0, None, "下料→检"),
    ]
    tried = (await send(company, rows, dry_run="true", make="true")).json()
    assert [(one["line"], one["column"], one["code"]) for one in tried["refused"]] == [
        (3, "F", "bad-route"),
        (4, None, "bad-work-order"),
    ]
    assert [one["code"] for one in tried["makes"]] == ["P-11", "P-13"], "PCS is what 件 is called"
    brought = (await send(company, rows, make="true", only_good="true")).json()
    assert brought["new"] == 1


async def test_nothing_is_offered_to_who_may_not_make_it(company: Api) -> None:
    rows: list[tuple[object, ...]] = [ORDERS[0], ("MO-21", "P-21", None, 5, "件", "检")]
    offered: list[list[str]] = []
    for more in ((), ("material:create",)):
        key = await new_key(company.runtime, company.tenant, allowed=(*READS, *more))
        tried = (await send(company, rows, key=key, dry_run="true", make="true")).json()
        offered.append([one["code"] for one in tried["makes"]])
        assert (tried["refused_rows"] == 0) is bool(offered[-1])
    assert offered == [[], ["P-21"]]


async def test_a_first_sales_order_brings_its_customer_and_material(company: Api) -> None:
    rows: list[tuple[object, ...]] = [
        ("订单号", "客户", "料号", "数量", "交期"),
        ("SO-1", "海河机械", "P-31", 10, "2030.9.5"),
    ]
    columns = {"A": "code", "B": "customer", "C": "material", "D": "quantity", "E": "promised_on"}
    told = {"columns": json.dumps(columns), "make": "true", "target": "sales_order"}
    brought = (await send(company, rows, **told)).json()
    assert brought["refused"] == []
    assert brought["makes"][0]["entity"] == "partner"
    customers = await company.get("/api/v1/records/partner", filter='code = "海河机械"')
    assert customers.json()["rows"][0]["is_customer"] is True
