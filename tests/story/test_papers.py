"""Papers of an order, a pick, an inspection, a pallet: exact size, a trace, rights."""

import re

import pytest

from taktline.engines.reports.template import Answers
from tests.api_ground import Api, new_key
from tests.story.test_prints import sizes_mm

pytestmark = pytest.mark.anyio
A4, A5, LABEL = (210.0, 297.0), (210.0, 148.0), (100.0, 70.0)
PICKED = {
    "sequence": 10, "name": "Press", "start_by_report": True,
    "materials": [{"material": "PLATE", "quantity_per": "4", "issue_method": "issue"}],
}  # fmt: skip


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    given: list[tuple[str, dict[str, object]]] = [
        ("site.create", {"code": "S1", "name": "一厂", "zone": "Asia/Shanghai"}),
        ("unit.create", {"code": "pcs", "name": "件", "places": 0}),
        ("material.create", {"code": "SCREW", "name": "螺钉 M4", "unit": "pcs"}),
        ("material.create", {"code": "PLATE", "name": "钢板", "unit": "pcs"}),
        ("kernel.create_work_order", {"code": "WO-P", "site": "S1", "material": "SCREW",
                                      "ordered": "2", "operations": [PICKED]}),
        ("kernel.release_work_order", {"work_order": "WO-P"}),
        ("kernel.open_place", {"code": "STORE", "site": "S1", "kind": "store"}),
        ("partner.create", {"code": "C1", "name": "供应商", "is_supplier": True}),
        ("inventory.receive_material", {"supplier": "C1", "site": "S1", "lines": [
            {"material": "PLATE", "place": "STORE", "lot": "L-1", "quantity": "20"}]}),
        ("inventory.pack", {"handling_unit": "HU-1", "site": "S1", "place": "STORE",
                            "lines": [{"material": "PLATE", "lot": "L-1", "quantity": "5"}]}),
    ]  # fmt: skip
    for verb, fields in given:
        answer = await api.command(verb, fields)
        assert answer.status_code == 200, f"{verb}: {answer.text}"
    return api


@pytest.mark.parametrize(
    ("template", "code", "size"),
    [
        ("traveller", "WO-P", A4),
        ("picking-list", "WO-P-10", A4),
        ("inspection-slip", "WO-P-10", A5),
        ("handling-unit-label", "HU-1", LABEL),
    ],
)
async def test_a_paper_has_its_exact_millimetres_and_leaves_a_trace(
    plant: Api, template: str, code: str, size: tuple[float, float]
) -> None:
    before = await plant.count("print_run")
    printed = await plant.post(f"/api/v1/prints/{template}", {"filter": f'code = "{code}"'})
    assert printed.status_code == 200, printed.text
    assert sizes_mm(printed.content) == [size]
    assert await plant.count("print_run") == before + 1


async def test_an_inspection_slip_lists_what_the_plan_of_the_inspection_asks_for(
    plant: Api,
) -> None:
    limits: list[dict[str, object]] = [
        {"code": "D", "name": "直径", "unit": "mm", "lsl": "9.95", "usl": "10.05"},
        {"code": "LOOK", "name": "外观", "kind": "attribute"},
    ]
    written: dict[str, object] = {
        "code": "IP-1", "name": "终检", "material": "SCREW", "characteristics": limits}  # fmt: skip
    answer = await plant.command("quality.import_inspection_plan", written)
    assert answer.status_code == 200, answer.text
    asked = await plant.query("quality.characteristics", inspection="WO-P-10")
    assert [one["code"] for one in asked.json()["rows"]] == ["D", "LOOK"]
    assert (await plant.query("quality.characteristics")).json()["rows"] == []
    wanted = {"filter": 'code = "WO-P-10"', "format": "png"}
    reading = ("job_order:read", "work_order:read", "material:read", "print_run:create",
               "lot:read", "place:read", "planned_move:read")  # fmt: skip
    pictures: list[bytes] = []
    for more in ((), ("characteristic:read", "work_master:read")):
        key = await new_key(plant.runtime, plant.tenant, allowed=(*reading, *more))
        headers = {"Authorization": f"Bearer {key}"}
        printed = await plant.client.post(
            "/api/v1/prints/inspection-slip", json=wanted, headers=headers
        )
        assert printed.status_code == 200, printed.text
        pictures.append(printed.content)
    without, listed = pictures
    assert without != listed, "who may not read the plan prints lines to write on"


async def test_who_may_not_ask_what_is_to_be_picked_prints_no_picking_list(plant: Api) -> None:
    reading = ("job_order:read", "work_order:read", "material:read", "equipment:read",
               "print_run:create")  # fmt: skip
    wanted = {"filter": 'code = "WO-P-10"'}
    for more, status in (((), 403), (("balance:read", "lot:read", "place:read"), 200)):
        key = await new_key(plant.runtime, plant.tenant, allowed=(*reading, *more))
        headers = {"Authorization": f"Bearer {key}"}
        answer = await plant.client.post(
            "/api/v1/prints/picking-list", json=wanted, headers=headers
        )
        assert answer.status_code == status, answer.text


async def test_every_query_that_a_paper_asks_exists(plant: Api) -> None:
    catalog = await plant.runtime.catalogs.current(plant.tenant)
    heads = [one.head for one in catalog.made["print_template"].values()]  # type: ignore[attr-defined]  # compiled by the engine
    asked: list[Answers] = [one for head in heads for one in head.answers.values()]
    assert sorted(one.query for one in asked) == ["inventory.pick_list", "quality.characteristics"]
    for one in asked:
        assert one.parameter in plant.runtime.registry.queries[one.query].params.__struct_fields__
    assert all(re.fullmatch("[a-z-]+", head.print_template) for head in heads)
