"""Records that may be changed only at times: refused at every door, told by every list."""

import httpx
import pytest

from taktline.base.ids import uuid7
from tests.api_ground import Api
from tests.story.test_master_sheets import bring

pytestmark = pytest.mark.anyio

APP = "app: claims\nlabel: {en: Claims, zh: 索赔}\nversion: 1.0.0\n"
CLAIM = """
entity: claim
label: {en: Claim, zh: 索赔}
key: [code]
title: code
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  amount: {type: number, label: {en: Amount, zh: 金额}}
  status:
    type: option
    required: true
    default: '"open"'
    label: {en: Status, zh: 状态}
    options:
      open: {label: {en: Open, zh: 未结}}
      closed: {label: {en: Closed, zh: 已结}}
editable:
  holds: status = "open"
  title: {en: "Claim {code} is closed; open it again first.", zh: "索赔 {code} 已结,请先重新打开。"}
  always: [status]
"""


@pytest.fixture(scope="module")
async def plant(api: Api) -> Api:
    """Give two bills with a line each: one in force, and a draft."""
    documents = [
        {"kind": "app", "name": "claims", "text": APP},
        {"kind": "entity", "name": "claim", "text": CLAIM},
    ]
    given: list[tuple[str, dict[str, object]]] = [
        ("catalog.publish_app", {"app": "claims", "documents": documents}),
        ("unit.create", {"code": "pcs", "name": "件", "places": 0}),
    ]
    given += [
        ("material.create", {"code": code, "name": code, "unit": "pcs"})
        for code in ("MOTOR", "PUMP", "ROTOR", "SHAFT")
    ]
    given += [
        ("kernel.write_material_bill", {"material": made, "code": f"B-{made}", "lines": [
            {"material": "ROTOR", "line": 1, "quantity_per": "1"}]})
        for made in ("MOTOR", "PUMP")
    ]  # fmt: skip
    for verb, fields in given:
        answer = await api.command(verb, fields)
        assert answer.status_code == 200, answer.text
    await api.runtime.catalogs.reload(api.tenant)  # readers would see it within the second
    bill = await one_of(api, "material_bill", 'code = "B-MOTOR"')
    named = {"material_bill": bill["id"], "expected_version": bill["version"]}
    answer = await api.command("kernel.release_material_bill", named)
    assert answer.status_code == 200, answer.text
    return api


async def one_of(api: Api, entity: str, filter_: str) -> dict[str, object]:
    listed = await api.get(f"/api/v1/records/{entity}", filter=filter_, archived="true")
    (row,) = listed.json()["rows"]
    assert isinstance(row, dict)
    return row


async def line_of(api: Api, bill: str) -> dict[str, object]:
    """Return what a command needs to name the line of a bill."""
    row = await one_of(api, "material_bill_line", f'material_bill.code = "{bill}" and line = 1')
    return {"record": row["id"], "expected_version": row["version"]}


def refused(answer: httpx.Response, sentence: str) -> None:
    assert answer.status_code == 409, answer.text
    assert answer.json()["code"] == "record-not-editable"
    assert sentence in answer.json()["title"], answer.text


IN_FORCE = "Bill B-MOTOR is in force or was: its lines stay as they are"


@pytest.mark.parametrize("verb", ["change", "archive", "restore", "create"])
async def test_a_line_of_a_bill_in_force_stays_and_that_of_a_draft_does_not(
    plant: Api, verb: str
) -> None:
    new = {"line": 7, "material": "SHAFT", "quantity_per": "2"}
    for bill, is_free in (("B-MOTOR", False), ("B-PUMP", True)):
        named = await line_of(plant, bill)
        fields = {
            "create": {"material_bill": bill, **new},
            "change": {**named, "quantity_per": "3"},
        }.get(verb, named)
        if verb == "restore" and not is_free:
            continue  # nothing of it could be archived in the first place
        answer = await plant.command(f"material_bill_line.{verb}", fields)
        if is_free:
            assert answer.status_code == 200, answer.text
        else:
            refused(answer, IN_FORCE)


async def test_a_line_does_not_move_into_a_bill_in_force(plant: Api) -> None:
    named = await line_of(plant, "B-PUMP")
    answer = await plant.command("material_bill_line.change", {**named, "material_bill": "B-MOTOR"})
    refused(answer, IN_FORCE)


async def test_a_bill_in_force_is_no_more_edited_and_none_begins_in_force(plant: Api) -> None:
    for code, is_free in (("B-MOTOR", False), ("B-PUMP", True)):
        row = await one_of(plant, "material_bill", f'code = "{code}"')
        named = {"record": row["id"], "expected_version": row["version"]}
        answer = await plant.command("material_bill.change", {**named, "quantity": "10"})
        if is_free:
            assert answer.status_code == 200, answer.text
        else:
            refused(answer, "Bill B-MOTOR revision 1 is in force or was")
            refused(await plant.command("material_bill.archive", named), "begin a new revision")
    head = {"code": "B-X", "name": "X", "material": "SHAFT"}
    born = await plant.command("material_bill.create", {**head, "status": "released"})
    refused(born, "Bill B-X revision 1")
    row = await one_of(plant, "material_bill", 'code = "B-PUMP"')
    named = {"record": row["id"], "expected_version": row["version"]}
    forced = await plant.command("material_bill.change", {**named, "status": "released"})
    assert forced.json()["code"] == "not-editable", "a bill comes into force by its own command"


async def test_of_many_commands_at_once_only_those_are_refused_that_touch_what_is_in_force(
    plant: Api,
) -> None:
    commands = []
    for bill in ("B-MOTOR", "B-PUMP"):
        named = await line_of(plant, bill)
        changed = {"id": str(uuid7()), **named, "scrap_share": "0.02"}
        commands.append({"command": "material_bill_line.change", **changed})
    answer = await plant.post("/api/v1/commands", {"commands": commands})
    assert answer.status_code in (200, 207), answer.text
    first, second = answer.json()["answers"]
    assert first["problem"]["code"] == "record-not-editable"
    assert "problem" not in second


async def test_lists_and_screens_are_told_what_may_be_changed(plant: Api) -> None:
    page = await plant.get("/api/v1/records/material_bill", editable="true", order="code")
    told = dict(
        zip((row["code"] for row in page.json()["rows"]), page.json()["editable"], strict=True)
    )
    assert told == {"B-MOTOR": False, "B-PUMP": True}
    lines = await plant.get(
        "/api/v1/records/material_bill_line", editable="true",
        filter='material_bill.code = "B-MOTOR"',
    )  # fmt: skip
    assert lines.json()["editable"] == [False]
    assert not (await plant.get("/api/v1/records/unit", editable="true")).json()["editable"]
    shown = (await plant.get("/api/v1/entities/material_bill_line")).json()
    assert shown["editable"]["title"]["zh"].startswith("物料清单 {material_bill}")
    assert (await plant.get("/api/v1/entities/unit")).json()["editable"] is None


async def test_ones_own_kind_of_record_closes_and_opens_again(plant: Api) -> None:
    for code, status in (("C-1", "open"), ("C-2", "closed")):
        made = await plant.command("claim.create", {"code": code, "status": status})
        assert made.status_code == 200, "what a change opens again may begin closed"
    closed = {"record": "C-2", "expected_version": 1}
    refused(await plant.command("claim.change", {**closed, "amount": "5"}), "Claim C-2 is closed")
    refused(await plant.command("claim.change", {**closed, "amount": "5", "status": "open"}), "C-2")
    opened = await plant.command("claim.change", {**closed, "status": "open"})
    assert opened.status_code == 200, opened.text
    changed = {"record": "C-2", "expected_version": 2, "amount": "5", "status": "closed"}
    assert (await plant.command("claim.change", changed)).status_code == 200
    archived = await plant.command("claim.archive", {"record": "C-2", "expected_version": 3})
    refused(archived, "open it again first")


async def test_a_sheet_tells_the_row_that_is_closed_and_brings_in_the_others(plant: Api) -> None:
    for code, status in (("S-1", "open"), ("S-2", "closed")):
        await plant.command("claim.create", {"code": code, "status": status})
    rows: list[list[object]] = [["Code", "Amount"], ["S-1", 7], ["S-2", 7]]
    for dry_run in (True, False):
        told = await bring(plant, "claim", rows, dry_run=dry_run)
        refusals = told["refused"]
        assert isinstance(refusals, list)
        found = [(one["line"], one["code"]) for one in refusals]
        assert found == [(3, "record-not-editable")], told
    assert (await one_of(plant, "claim", 'code = "S-2"'))["amount"] is None


OVERLAY = """
overlay: kept
entity: material
fields:
  kept: {type: switch, label: {en: Kept as it is, zh: 已锁定}}
editable:
  holds: x_kept != true
  title: {en: "{code} is kept as it is; unlock it first.", zh: "{code} 已锁定,请先解锁。"}
  always: [x_kept]
"""


async def overlaid(plant: Api, text: str) -> httpx.Response:
    documents = [
        {"kind": "app", "name": "locks", "text": APP.replace("claims", "locks")},
        {"kind": "overlay", "name": "kept", "text": text},
    ]
    answer = await plant.command("catalog.publish_app", {"app": "locks", "documents": documents})
    await plant.runtime.catalogs.reload(plant.tenant)  # readers would see it within the second
    return answer


async def test_an_overlay_says_while_records_of_ours_may_be_changed(plant: Api) -> None:
    kernel = await overlaid(plant, OVERLAY.replace("entity: material", "entity: work_order"))
    assert kernel.status_code == 400, "what verbs of ours write asks checks and guards instead"
    assert (await overlaid(plant, OVERLAY)).status_code == 200

    async def changed(**fields: object) -> httpx.Response:
        row = await one_of(plant, "material", 'code = "PUMP"')
        named = {"record": row["id"], "expected_version": row["version"]}
        return await plant.command("material.change", {**named, **fields})

    assert (await changed(name="Pump 2")).status_code == 200
    assert (await changed(extra={"kept": True})).status_code == 200
    refused(await changed(name="Pump 3"), "PUMP is kept as it is")
    page = await plant.get("/api/v1/records/material", editable="true", order="code")
    told = dict(zip([r["code"] for r in page.json()["rows"]], page.json()["editable"], strict=True))
    assert [told["MOTOR"], told["PUMP"]] == [True, False]
    assert (await changed(extra={"kept": False})).status_code == 200, "that opens it again"
    assert (await changed(name="Pump 3")).status_code == 200
