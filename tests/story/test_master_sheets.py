"""Master data in Excel: out, changed, in again; new, changed and untouched rows are told apart."""

import io
import json
from collections.abc import Sequence

import httpx
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from python_calamine import CalamineWorkbook

from tests.api_ground import Api, new_key

pytestmark = pytest.mark.anyio

Rows = list[list[object]]
MATERIALS = ("CAR", "WHEEL", "RIM", "BOLT", "PAINT", "HUB")


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    given: list[tuple[str, dict[str, object]]] = [
        ("site.create", {"code": "S1", "name": "一厂", "zone": "Asia/Shanghai"}),
        ("unit.create", {"code": "pcs", "name": "件", "places": 0}),
        ("unit.create", {"code": "kg", "name": "千克", "places": 3}),
        ("equipment.create", {"code": "WC-1", "name": "车床", "site": "S1",
                              "level": "production_line"}),
    ]  # fmt: skip
    given.extend(
        ("material.create", {"code": code, "name": code.lower(), "unit": "pcs"})
        for code in MATERIALS
    )
    for verb, fields in given:
        answer = await api.command(verb, fields)
        assert answer.status_code == 200, answer.text
    return api


def workbook(rows: Sequence[Sequence[object]], *, title: str | None = None) -> bytes:
    """Return rows as an .xlsx; a title is merged over the columns and stands above the headings."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("主数据")
    begin = 0
    if title is not None:
        sheet.merge_range(0, 0, 0, len(rows[0]) - 1, title)
        begin = 1
    for at, row in enumerate(rows, start=begin):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    book.close()
    return out.getvalue()


async def send(api: Api, step: str, target: str, content: bytes, **asked: object) -> httpx.Response:
    words = {name: str(value).lower() if isinstance(value, bool) else str(value)
             for name, value in asked.items()}  # fmt: skip
    return await api.client.post(
        f"/api/v1/sheets/{target}/{step}",
        params={"name": "主数据.xlsx", **words},
        content=content,
        headers={**api.headers, "Accept-Language": "zh"},
    )


async def understood(api: Api, target: str, content: bytes) -> str:
    """Return the mapping that the server proposes, as the address carries it."""
    looked = await send(api, "look", target, content)
    assert looked.status_code == 200, looked.text
    return json.dumps({c["column"]: c["field"] for c in looked.json()["columns"] if c["field"]})


async def bring(
    api: Api, target: str, rows: Sequence[Sequence[object]], **asked: object
) -> dict[str, object]:
    content = workbook(rows, title=asked.pop("title", None))  # type: ignore[arg-type]  # a text
    columns = await understood(api, target, content)
    brought = await send(api, "import", target, content, columns=columns, **asked)
    assert brought.status_code == 200, brought.text
    found: dict[str, object] = brought.json()
    return found


async def exported(api: Api, path: str, **params: str) -> Rows:
    answer = await api.get(path, format="xlsx", **params)
    assert answer.status_code == 200, answer.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def counts(brought: dict[str, object]) -> tuple[object, ...]:
    return tuple(brought[name] for name in ("new", "changed", "unchanged", "refused_rows"))


async def test_an_untouched_export_changes_nothing_and_one_edited_cell_changes_one_value(
    plant: Api,
) -> None:
    rows = await exported(plant, "/api/v1/records/material/export", order="code")
    before = await plant.count("command")
    untouched = await bring(plant, "material", rows)
    assert counts(untouched) == (0, 0, 6, 0), untouched
    assert await plant.count("command") == before

    name = rows[0].index("Name")
    hub = next(row for row in rows if "HUB" in row)
    hub[name] = "轮毂"
    tried = await bring(plant, "material", rows, dry_run=True)
    assert counts(tried) == (0, 1, 5, 0)
    assert tried["plan"] == [{
        "line": rows.index(hub) + 1, "what": "changed", "called": "HUB",
        "changes": [{"field": "name", "before": "hub", "after": "轮毂"}],
    }]  # fmt: skip
    brought = await bring(plant, "material", rows, seen=tried["seen"])
    assert (counts(brought), brought["accepted"]) == ((0, 1, 5, 0), 1)
    again = await bring(plant, "material", rows, seen=tried["seen"])
    assert (counts(again), again["accepted"]) == ((0, 0, 6, 0), 0), "what is done is done once"
    found = await plant.get("/api/v1/records/material", filter='code = "HUB"')
    assert found.json()["rows"][0]["name"] == "轮毂"


async def test_new_changed_and_wrong_rows_of_one_sheet_are_all_or_none(plant: Api) -> None:
    rows: Rows = [
        ["物料编码", "名称", "基本单位", "标准单位成本"],
        ["ＨＵＢ", "轮毂 2", "pcs", "１２．５"],
        ["NEW-1", "新料", "pcs", None],
        ["NEW-2", "缺单位", None, None],
        ["NEW-3", "单位错", "barrel", None],
        ["NEW-1", "重复", "pcs", None],
    ]
    tried = await bring(plant, "material", rows, title="物料清单(样表)", dry_run=True)
    assert counts(tried) == (1, 1, 0, 3)
    refused = tried["refused"]
    assert isinstance(refused, list)
    assert [(one["line"], one["column"], one["code"]) for one in refused] == [
        (5, "C", "cell-missing"),
        (6, "C", "link-missing"),
        (7, "A", "row-repeated"),
    ]
    brought = await bring(plant, "material", rows, title="物料清单(样表)")
    assert brought["accepted"] == 0
    found = await plant.get("/api/v1/records/material", filter='code = "HUB"')
    assert found.json()["rows"][0]["name"] == "轮毂", "nothing of it was done"
    good = await bring(plant, "material", rows, title="物料清单(样表)", only_good=True)
    assert (counts(good), good["accepted"]) == ((1, 1, 0, 3), 2)
    cleared = await bring(
        plant, "material", [["编码", "标准单位成本"], ["HUB", None]], clear=True, dry_run=True
    )
    assert cleared["plan"] == [{
        "line": 2, "what": "changed", "called": "HUB",
        "changes": [{"field": "standard_cost", "before": "12.5", "after": ""}],
    }]  # fmt: skip
    kept = await bring(plant, "material", [["编码", "标准单位成本"], ["HUB", None]])
    assert counts(kept) == (0, 0, 1, 0)


async def test_what_somebody_changed_after_the_look_is_not_written_over(plant: Api) -> None:
    rows: Rows = [["编码", "名称"], ["RIM", "轮圈"]]
    tried = await bring(plant, "material", rows, dry_run=True)
    rim = (await plant.get("/api/v1/records/material", filter='code = "RIM"')).json()["rows"][0]
    changed = {"record": "RIM", "expected_version": rim["version"], "name": "rim 2"}
    assert (await plant.command("material.change", changed)).status_code == 200
    content = workbook(rows)
    columns = await understood(plant, "material", content)
    late = await send(plant, "import", "material", content, columns=columns, seen=tried["seen"])
    assert (late.status_code, late.json()["code"]) == (409, "plan-changed")


async def test_a_bill_of_many_levels_comes_from_one_sheet_and_goes_out_and_in_again(
    plant: Api,
) -> None:
    rows: Rows = [
        ["层级", "物料编码", "用量", "单位", "损耗率"],
        [0, "CAR", None, None, None],
        [1, "WHEEL", 4, "pcs", None],
        [2, "RIM", 1, "pcs", None],
        [2, "BOLT", 5, "件", "20%"],
        [1, "PAINT", "0.5", "pcs", None],
    ]
    tried = await bring(plant, "bill_of_materials", rows, title="BOM 表", dry_run=True)
    assert counts(tried) == (4, 0, 1, 0), tried
    brought = await bring(plant, "bill_of_materials", rows, title="BOM 表")
    assert brought["accepted"] == 4, brought
    again = await bring(plant, "bill_of_materials", rows, title="BOM 表")
    assert counts(again) == (0, 0, 5, 0)

    tree = (await plant.query("kernel.bill_tree", material="CAR", quantity="3")).json()["rows"]
    assert [(one["path"], one["material"], float(one["quantity"])) for one in tree] == [
        ("1", "WHEEL", 12), ("1.1", "RIM", 12), ("1.2", "BOLT", 75), ("2", "PAINT", 1.5),
    ]  # fmt: skip
    used = (await plant.query("kernel.where_used", material="BOLT")).json()["rows"]
    assert [(one["path"], float(one["quantity"])) for one in used] == [
        ("WHEEL", 6.25), ("WHEEL › CAR", 25),
    ]  # fmt: skip

    path = "/api/v1/queries/kernel.bill_tree/export"
    out = await exported(plant, path, material="CAR")
    untouched = await bring(plant, "bill_of_materials", out)
    assert counts(untouched) == (0, 0, 4, 0), untouched

    bill = await plant.get("/api/v1/records/material_bill", filter='material.code = "WHEEL"')
    wheel = bill.json()["rows"][0]
    released = await plant.command(
        "kernel.release_material_bill",
        {"material_bill": wheel["id"], "expected_version": wheel["version"]},
    )
    assert released.status_code == 200, released.text
    at = out[0].index("quantity_per")
    next(row for row in out if "BOLT" in row)[at] = 6
    out = [row for row in out if "RIM" not in row]
    tried = await bring(plant, "bill_of_materials", out, dry_run=True)
    assert (tried["changed"], tried["removed"], tried["unchanged"]) == (1, 1, 2), tried
    await bring(plant, "bill_of_materials", out)
    left, right = f"{wheel['code']}#1", f"{wheel['code']}#2"
    compared = (await plant.query("kernel.compare_bills", left=left, right=right)).json()["rows"]
    assert [(one["material"], one["change"], one["fields"]) for one in compared] == [
        ("RIM", "removed", []), ("BOLT", "changed", ["quantity_per"]),
    ]  # fmt: skip
    history = await plant.count("record_history WHERE entity = 'material_bill'")
    assert history > 0, "who released it is kept"


async def test_levels_are_read_by_outline_dots_parents_and_blanks(plant: Api) -> None:
    expected = [("HUB: BOLT", "new"), ("RIM: HUB", "new")]
    sheets: list[Rows] = [
        [["level", "item", "qty"], ["1", "RIM", 1], ["1.1", "HUB", 2], ["1.1.1", "BOLT", 3]],
        [["level", "item", "qty"], [".1", "RIM", 1], ["..2", "HUB", 2], ["...3", "BOLT", 3]],
        [["父件", "子件", "用量"], ["RIM", "HUB", 2], ["HUB", "BOLT", 3]],
        [["item", "qty"], ["RIM", 1], ["  HUB", 2], ["    BOLT", 3]],
    ]
    for rows in sheets:
        tried = await bring(plant, "bill_of_materials", rows, dry_run=True)
        plan = tried["plan"]
        assert isinstance(plan, list)
        assert sorted((one["called"], one["what"]) for one in plan) == expected, rows
    wrong: Rows = [
        ["level", "item", "qty", "unit"],
        [0, "RIM", None, None],
        [1, "HUB", 2, "kg"],
        [3, "BOLT", 3, None],
    ]
    tried = await bring(plant, "bill_of_materials", wrong, dry_run=True)
    refused = tried["refused"]
    assert isinstance(refused, list)
    assert [(one["line"], one["column"], one["code"]) for one in refused] == [
        (3, "D", "bill-unit-differs"), (4, "A", "level-skipped"),
    ]  # fmt: skip
    circle: Rows = [["父件", "子件", "用量"], ["BOLT", "CAR", 1]]
    tried = await bring(plant, "bill_of_materials", circle, dry_run=True)
    refused = tried["refused"]
    assert isinstance(refused, list)
    assert [(one["line"], one["column"], one["code"]) for one in refused] == [
        (2, "B", "material-in-itself")
    ]


async def test_routings_come_from_a_sheet_and_keep_what_the_sheet_does_not_say(
    plant: Api,
) -> None:
    rows: Rows = [
        ["产品编码", "工序号", "工序名称", "工作中心", "单件时间(秒)", "委外", "前工序"],
        ["CAR", 10, "下料", "WC-1", 30, "否", None],
        ["CAR", 20, "发黑", None, None, "是", None],
        ["CAR", 30, "总装", "WC-1", "９０", "否", "10;20"],
    ]
    assert counts(await bring(plant, "routing", rows, dry_run=True)) == (3, 0, 0, 0)
    await bring(plant, "routing", rows)
    assert counts(await bring(plant, "routing", rows)) == (0, 0, 3, 0)
    path = "/api/v1/queries/kernel.routing_operations/export"
    out = await exported(plant, path)
    assert counts(await bring(plant, "routing", out)) == (0, 0, 3, 0)

    fields = {"work_master": "CAR", "expected_version": 1}
    assert (await plant.command("kernel.release_work_master", fields)).status_code == 200
    rows[1][4] = 35
    tried = await bring(plant, "routing", rows, dry_run=True)
    assert tried["plan"] == [{
        "line": 2, "what": "changed", "called": "CAR: 10",
        "changes": [{"field": "planned_run_s", "before": "30", "after": "35"}],
    }]  # fmt: skip
    await bring(plant, "routing", rows)
    listed = (await plant.query("kernel.routing_operations", work_master="CAR")).json()["rows"]
    assert [(one["revision"], one["status"], one["predecessors"]) for one in listed] == [
        (2, "draft", None), (2, "draft", None), (2, "draft", [10, 20]),
    ]  # fmt: skip
    twice: Rows = [*rows, ["CAR", 30, "再来", None, None, None, None]]
    refused = (await bring(plant, "routing", twice, dry_run=True))["refused"]
    assert isinstance(refused, list)
    assert [(one["line"], one["code"]) for one in refused] == [(5, "sequence-twice")]
    draft = listed[0]["work_master_id"]
    retire = {"work_master": draft, "expected_version": 1}
    assert (await plant.command("kernel.retire_work_master", retire)).status_code == 200
    late = await plant.command("kernel.retire_work_master", retire)
    assert (late.status_code, late.json()["code"]) == (409, "stale-version")


async def test_values_of_the_process_come_from_a_sheet_a_row_each_and_go_out_again(
    plant: Api,
) -> None:
    steps = [
        {"sequence": 10, "name": "固化", "planned_run_s": "30"},
        {"sequence": 20, "name": "压装", "parameters": [{"code": "force", "unit": "kN"}]},
    ]
    routing: dict[str, object] = {"code": "R-RIM", "material": "RIM", "operations": steps}
    assert (await plant.command("kernel.create_work_master", routing)).status_code == 200
    rows: Rows = [
        ["工艺路线", "工序号", "参数编码", "名称", "英文名称", "类型", "单位", "下限", "上限",
         "选项", "必填", "超限处理"],
        ["R-RIM", 10, "temp", "炉温", "Temperature", "数值", "°C", 175, "１９５", None, "是",
         "停止,班组长可放行"],
        ["R-RIM", 10, None, "班次", None, "选项", None, None, None, "早/中/晚", "否", None],
        ["R-RIM", 20, "torque", "扭矩", "Torque", "数值", "N·m", "7.5", None, None, "是", None],
    ]  # fmt: skip
    tried = await bring(plant, "routing_value", rows, dry_run=True)
    assert counts(tried) == (3, 0, 0, 0)
    told = tried["plan"]
    assert isinstance(told, list)
    assert [one["called"] for one in told if one["what"] == "removed"] == ["R-RIM: 20 force"]
    await bring(plant, "routing_value", rows)
    assert counts(await bring(plant, "routing_value", rows)) == (0, 0, 3, 0)

    listed = (await plant.query("kernel.routing_values", work_master="R-RIM")).json()["rows"]
    assert [(one["sequence"], one["parameter"], one["kind"], one["lower"], one["choices"],
             one["required"], one["beyond"]) for one in listed] == [
        (10, "temp", "number", "175", None, True, "refuse"),
        (10, "班次", "choice", None, "早 / 中 / 晚", False, "alert"),
        (20, "torque", "number", "7.5", None, True, "alert"),
    ]  # fmt: skip
    first = (await plant.query("kernel.routing_values", work_master="R-RIM", limit="1")).json()
    then = await plant.query("kernel.routing_values", work_master="R-RIM", after=first["after"])
    assert [one["parameter"] for one in then.json()["rows"]] == ["班次", "torque"]
    out = await exported(plant, "/api/v1/queries/kernel.routing_values/export")
    assert counts(await bring(plant, "routing_value", out)) == (0, 0, 3, 0)
    operations = await plant.query("kernel.routing_operations", work_master="R-RIM")
    assert operations.json()["rows"][0]["planned_run_s"] == "30", "the rest of it stays"

    twice: Rows = [
        *rows,
        rows[1],
        ["R-RIM", 30, "speed", *[None] * 9],
        ["NO", 10, "a", *[None] * 9],
    ]
    refused = (await bring(plant, "routing_value", twice, dry_run=True))["refused"]
    assert isinstance(refused, list)
    assert sorted((one["line"], one["code"]) for one in refused) == [
        (5, "value-twice"), (6, "operation-unknown"), (7, "operation-unknown"),
    ]  # fmt: skip
    rows[1][7] = 200
    upside_down = (await bring(plant, "routing_value", rows, dry_run=True))["refused"]
    assert isinstance(upside_down, list)
    assert [one["code"] for one in upside_down] == ["bad-operation"]


async def test_who_may_not_read_bills_sees_none_and_who_may_not_write_them_writes_none(
    plant: Api,
) -> None:
    key = await new_key(plant.runtime, plant.tenant, allowed=("material:read",))
    headers = {"Authorization": f"Bearer {key}"}
    asked = await plant.client.get(
        "/api/v1/queries/kernel.where_used", params={"material": "BOLT"}, headers=headers
    )
    assert asked.status_code == 403
    content = workbook([["父件", "子件", "用量"], ["RIM", "HUB", 2]])
    sent = await plant.client.post(
        "/api/v1/sheets/bill_of_materials/look", content=content, headers=headers
    )
    assert sent.status_code == 403
    assert (await plant.query("kernel.where_used", material="NOWHERE")).status_code == 404
