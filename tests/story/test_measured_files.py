"""Files of measuring machines brought in: a QIF report and a CSV as plan and as results."""

import json
from typing import Literal

import pytest

from tests.api_ground import Api
from tests.machine_ground import done
from tests.shared_inputs import shared

pytestmark = pytest.mark.anyio

PIECES = 20
REPORT = "nist-box-assembly/inspection/qif/7_11_2017 9_16_18 AM Plate_Results.qif"
PLANNED = """零件检验方案
编号,检验项目,名义值,上偏差,下偏差,单位,重要度
D1,直径,10,0.05,-0.05,mm,严重
L1,长度,25,0.1,0.1,mm,轻微
"""
MEASURED = """SN,Dimension,Actual,Status
3,直径,10.049,PASS
3,L1,25.2,FAIL
4,直径,9.94,PASS
"""


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    lots = [
        {"material": "plate", "place": "WH1", "lot": str(number), "quantity": "1"}
        for number in range(1, PIECES + 1)
    ]
    await done(api, "site.create", {"code": "S1", "name": "Works", "zone": "America/New_York"})
    await done(api, "unit.create", {"code": "pcs", "name": "pcs", "places": 0})
    traced: dict[str, object] = {"unit": "pcs", "lot_traced": "serial"}
    await done(api, "material.create", {"code": "plate", "name": "Plate", **traced})
    await done(api, "partner.create", {"code": "P1", "name": "Mill", "is_supplier": True})
    await done(api, "kernel.open_place", {"code": "WH1", "site": "S1", "kind": "store"})
    await done(api, "inventory.receive_material", {"supplier": "P1", "lines": lots})
    return api


async def rows(api: Api, sql: str) -> list[tuple[object, ...]]:
    async with api.runtime.store.transaction(api.tenant, readonly=True) as tx:
        return [tuple(row) for row in await tx.fetch(sql)]


async def asked_for(api: Api, code: str) -> None:
    fields: dict[str, object] = {"code": code, "site": "S1", "material": "plate", "quantity": "20"}
    await done(api, "quality.request_inspection", fields)


async def send(
    api: Api, target: str, step: Literal["look", "try", "import"], content: bytes, *,
    name: str, same: dict[str, str] | None = None,
) -> dict[str, object]:  # fmt: skip
    """Send a file as the page does: what it proposes is taken as it is."""
    address = f"/api/v1/sheets/{target}"
    looked = (
        await api.client.post(f"{address}/look", params={"name": name}, content=content,
                              headers=api.headers)
    ).json()  # fmt: skip
    if step == "look" or "columns" not in looked:
        return dict(looked)
    columns = {one["column"]: one["field"] for one in looked["columns"] if one["field"]}
    asked = {
        "name": name, "columns": json.dumps(columns), "same": json.dumps(same or {}),
        "sheet": looked["sheet"], "dry_run": str(step == "try").lower(),
    }  # fmt: skip
    answer = await api.client.post(
        f"{address}/import", params=asked, content=content, headers=api.headers
    )
    return dict(answer.json())


async def test_a_measuring_machines_report_becomes_a_plan_and_judged_results_once(
    plant: Api,
) -> None:
    content = shared(REPORT).read_bytes()
    looked = await send(plant, "inspection_plan", "look", content, name="plate.QIF")
    assert (looked["sheet"], looked["rows"]) == ("Characteristics", 38)
    same = {"plan": "plate-fai", "material": "plate"}
    tried = await send(plant, "inspection_plan", "try", content, name="plate.QIF", same=same)
    assert (tried["accepted"], tried["refused_rows"], await plant.count("characteristic")) == (
        38,
        0,
        0,
    )
    await send(plant, "inspection_plan", "import", content, name="plate.QIF", same=same)
    await asked_for(plant, "FAI-1")
    same = {"inspection": "FAI-1", "plan": "plate-fai", "laboratory": "nist"}
    for step in ("try", "import", "import"):
        brought = await send(plant, "inspection_result", step, content, name="plate.QIF", same=same)
        assert (brought["rows"], brought["accepted"], brought["refused_rows"]) == (760, 760, 0)
    found = await rows(
        plant,
        "SELECT count(*), count(*) FILTER (WHERE NOT passed), count(DISTINCT lot), "
        "count(*) FILTER (WHERE passed <> stated) FROM test_result",
    )
    assert found == [(760, 98, PIECES, 0)]


async def test_a_csv_says_each_row_that_cannot_be_meant(plant: Api) -> None:
    same = {"plan": "shaft-ip", "material": "plate"}
    plan = PLANNED.encode("gb18030")
    told = await send(plant, "inspection_plan", "import", plan, name="plan.csv", same=same)
    assert (told["accepted"], told["refused_rows"]) == (2, 0)
    limits = await rows(
        plant,
        "SELECT c.code, c.name, c.lsl, c.usl, c.severity FROM characteristic c "
        "JOIN work_master m ON m.id = c.work_master WHERE m.code = 'shaft-ip' ORDER BY c.sequence",
    )
    assert [(code, name, f"{low:.2f}", f"{high:.2f}", kind) for code, name, low, high, kind in
            limits] == [("D1", "直径", "9.95", "10.05", "major"),
                        ("L1", "长度", "24.90", "25.10", "minor")]  # fmt: skip
    await asked_for(plant, "IP-2")
    same = {"inspection": "IP-2", "plan": "shaft-ip"}
    wrong = MEASURED + "99,D1,10,PASS\n5,D7,10,PASS\n5,D1,10,perhaps\n5,D1,ten,PASS\n5,D1,,\n"
    tried = await send(plant, "inspection_result", "try", wrong.encode(), name="cmm.csv", same=same)
    refused = tried["refused"]
    assert isinstance(refused, list)
    assert [(one["line"], one["column"], one["code"]) for one in refused] == [
        (5, "A", "not-found"),
        (6, "B", "not-found"),
        (7, "D", "cell-no-choice"),
        (8, "C", "cell-no-number"),
        (9, "C", "no-verdict"),
    ]
    brought = await send(
        plant, "inspection_result", "import", MEASURED.encode(), name="cmm.csv", same=same
    )
    assert brought["accepted"] == 3
    judged = await rows(
        plant,
        "SELECT l.code, r.piece, r.passed, r.stated FROM test_result r JOIN lot l ON l.id = r.lot "
        "JOIN job_order j ON j.id = r.job_order WHERE j.code = 'IP-2' ORDER BY r.value",
    )
    assert judged == [("4", 2, False, True), ("3", 1, True, True), ("3", 1, False, False)]


async def test_a_report_that_is_none_is_refused_in_words(plant: Api) -> None:
    said = await send(plant, "inspection_plan", "look", b"<html/>", name="page.xml")
    assert said["code"] == "not-qif"
    broken = await send(plant, "inspection_plan", "look", b"<QIFDocument", name="cut.qif")
    assert broken["code"] == "not-xml"
