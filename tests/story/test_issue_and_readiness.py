"""Issuing as a store does it: to the bill, for several orders, back good and bad; who can start."""

import asyncio
from decimal import Decimal

import msgspec
import pytest

from taktline.apps.inventory.bill import AboveBill
from taktline.apps.inventory.readiness import ReadinessParams, ReadinessRow, readiness
from taktline.base.ids import uuid7
from taktline.platform.door import Door
from taktline.platform.envelope import Answer, Item
from taktline.platform.judge import Desk
from taktline.store import Store
from tests.story.plant import LEAD, REGISTRY, Plant, cause, code_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """Return a plant with two orders of 10 and 20 brackets: 2 kg of plate and 4 screws each."""
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"), ("L1", "line_side"))
    materials = [
        {"material": "PLATE", "quantity_per": "2", "issue_method": "issue"},
        {"material": "SCREW", "quantity_per": "4", "issue_method": "issue"},
    ]
    press = {"sequence": 10, "name": "press", "planned_run_s": "30", "materials": materials}
    await plant.do(
        "route", "kernel.create_work_master", code="R-1", name="bracket", material="BR-100",
        operations=[press],
    )  # fmt: skip
    await plant.do("valid", "kernel.release_work_master", work_master="R-1", expected_version=1)
    for code, ordered, priority in (("WO-A", "10", 50), ("WO-B", "20", 90)):
        await plant.do(
            f"{code} draft", "kernel.create_work_order", site="F1", code=code, material="BR-100",
            ordered=ordered, work_master="R-1", receipt_place="WH2", priority=priority,
        )  # fmt: skip
        await plant.do(f"{code} out", "kernel.release_work_order", work_order=code)
    await receive(plant, "plates", "PLATE", quantity="50", lot="PL-1")
    await receive(plant, "screws", "SCREW", quantity="100")
    return plant


async def receive(plant: Plant, label: str, material: str, *, quantity: str, **line: str) -> None:
    goods = {"material": material, "place": "WH1", "quantity": quantity, "amount": quantity, **line}
    await plant.do(label, "inventory.receive_material", site="F1", supplier="S1", lines=[goods])


async def ready(plant: Plant) -> list[ReadinessRow]:
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        return (await readiness(tx, ReadinessParams(), LEAD)).rows


def numbers(row: ReadinessRow) -> list[Decimal]:
    """Return open pieces, and sets possible now, after inspection, and when all has come."""
    return [
        row.open_quantity, row.sets_on_hand, row.sets_with_inspection, row.sets_with_all,
    ]  # fmt: skip


@pytest.mark.worked_example
async def test_the_more_urgent_order_takes_first_and_the_other_sees_what_it_loses(
    plant: Plant,
) -> None:
    urgent, other = await ready(plant)
    assert urgent.work_order == "WO-B"
    assert numbers(urgent) == [20, 20, 20, 20]
    assert urgent.short == []
    # 50 kg less 40 are five sets of plate; 100 screws less 80 are five sets of screws.
    assert other.work_order == "WO-A"
    assert numbers(other) == [10, 5, 5, 5]
    missing = {one.material: one for one in other.short}
    plate = missing["PLATE"]
    assert [plate.needed, plate.on_hand, plate.taken_before, plate.short] == [20, 10, 40, 10]
    assert missing["SCREW"].short == 20


@pytest.mark.worked_example
async def test_what_waits_for_inspection_counts_apart(plant: Plant) -> None:
    await plant.execute("UPDATE material SET inspected = true WHERE code = 'PLATE'")
    await receive(plant, "more plates", "PLATE", quantity="10", lot="PL-2")
    await receive(plant, "more screws", "SCREW", quantity="100")
    other = (await ready(plant))[1]
    assert numbers(other) == [10, 5, 10, 10]


@pytest.mark.worked_example
async def test_several_orders_are_served_by_one_issue_and_keep_what_they_got(plant: Plant) -> None:
    lines = [
        {"job_order": "WO-A-10", "material": "PLATE", "quantity": "20", "lot": "PL-1"},
        {"job_order": "WO-B-10", "material": "PLATE", "quantity": "30", "lot": "PL-1"},
    ]
    answer = await plant.do(
        "both", "inventory.issue_material", lines=[{**line, "source": "WH1"} for line in lines]
    )
    assert [event.name for event in answer.events] == ["material.issued"] * 2
    assert [await plant.held(f"wip:WO-{one}-10") for one in "AB"] == [20, 30]
    urgent, other = await ready(plant)
    assert [urgent.sets_on_hand, other.sets_on_hand] == [15, 5]


@pytest.mark.worked_example
async def test_more_than_the_bill_needs_a_reason_and_somebody_who_answers(plant: Plant) -> None:
    line = {"material": "PLATE", "quantity": "21", "lot": "PL-1", "source": "WH1"}
    asked: dict[str, object] = {"job_order": "WO-A-10", "lines": [line]}
    assert (await plant.refused("over", "inventory.issue_material", **asked)).code == "above-bill"
    answer = await plant.do(
        "over all the same", "inventory.issue_material", **asked, confirm=["above-bill"],
        reason="one plate was bent",
    )  # fmt: skip
    told = await plant.rows("SELECT payload FROM event WHERE cause = %s", answer.id)
    payload = msgspec.convert(told[0][0], dict[str, str])
    assert (payload["beyond_bill"], payload["reason"]) == ("1", "one plate was bent")
    pump = {"material": "BR-100", "quantity": "1", "lot": "X", "source": "WH1"}
    other = await plant.refused(
        "odd", "inventory.issue_material", job_order="WO-A-10", lines=[pump]
    )
    assert other.code in {"unknown-lot", "not-on-bill"}


@pytest.mark.worked_example
async def test_bad_material_comes_back_rejected_and_goes_to_its_supplier(plant: Plant) -> None:
    goods = {"material": "PLATE", "quantity": "5", "lot": "PL-1"}
    await plant.do(
        "out", "inventory.issue_material", job_order="WO-A-10", lines=[{**goods, "source": "WH1"}]
    )
    back = {**goods, "target": "WH1", "fault": "material"}
    answer = await plant.do("back", "inventory.return_material", job_order="WO-A-10", lines=[back])
    told = await plant.rows("SELECT payload FROM event WHERE cause = %s", answer.id)
    assert msgspec.convert(told[0][0], dict[str, str])["fault"] == "material"
    sent = {**goods, "source": "WH1", "status": "rejected"}
    claim = await plant.do(
        "claim", "inventory.return_to_supplier", site="F1", supplier="S1", code="RT-1",
        reason="cracked", replacement=True, lines=[sent],
    )  # fmt: skip
    told = await plant.rows("SELECT payload FROM event WHERE cause = %s", claim.id)
    payload = msgspec.convert(told[0][0], dict[str, object])
    assert (payload["claim"], payload["replacement"]) == ("5", True)
    assert await plant.held("supplier:S1") == -145


async def test_an_assembly_is_taken_apart_and_a_tank_is_filled(plant: Plant) -> None:
    await receive(plant, "pump", "BR-100", quantity="2", lot="OLD")
    await plant.do(
        "apart", "inventory.remake_goods", site="F1", kind="disassembly",
        of=[{"material": "BR-100", "place": "WH1", "lot": "OLD", "quantity": "2"}],
        into=[
            {"material": "PLATE", "place": "WH1", "lot": "PL-9", "quantity": "4", "share": "3"},
            {"material": "SCREW", "place": "WH1", "quantity": "8", "share": "1"},
        ],
    )  # fmt: skip
    worth = await plant.rows(
        "SELECT b.value FROM balance b JOIN lot l ON l.id = b.lot WHERE l.code = 'PL-9' "
        "AND b.is_physical"
    )
    assert worth == [(1.5,)]
    await plant.do(
        "tank", "inventory.remake_goods", site="F1", kind="mixing",
        of=[
            {"material": "PLATE", "place": "WH1", "lot": "PL-1", "quantity": "50"},
            {"material": "PLATE", "place": "WH1", "lot": "PL-9", "quantity": "4"},
        ],
        into=[{"material": "PLATE", "place": "WH1", "lot": "MIX-1", "quantity": "54"}],
    )  # fmt: skip
    made_of = await plant.rows(
        "SELECT i.code FROM lot_edge e JOIN lot i ON i.id = e.input_lot JOIN lot o "
        "ON o.id = e.output_lot WHERE o.code = 'MIX-1' ORDER BY 1"
    )
    assert made_of == [("PL-1",), ("PL-9",)]


async def told_of(plant: Plant, cause: object) -> list[dict[str, object]]:
    """Return what the events of a command tell, in order."""
    rows = await plant.rows("SELECT payload FROM event WHERE cause = %s ORDER BY ordinal", cause)
    return [msgspec.convert(row[0], dict[str, object]) for row in rows]


@pytest.mark.worked_example
async def test_what_comes_beyond_the_order_is_kept_for_the_supplier_in_three_ways(
    plant: Plant,
) -> None:
    line = {"material": "PLATE", "place": "WH1", "lot": "PL-5", "quantity": "14", "price": "3"}
    answer = await plant.do(
        "too much", "inventory.receive_material", site="F1", supplier="S1",
        lines=[{**line, "ordered": "8", "order_line": "PO-7/1"}],
    )  # fmt: skip
    ours, theirs = await told_of(plant, answer.id)
    assert (ours["quantity"], ours["order_line"]) == ("8", "PO-7/1")
    assert (theirs["quantity"], theirs["kept_for_supplier"]) == ("6", True)
    kept = {"material": "PLATE", "lot": "PL-5", "owner": "S1", "quantity": "2"}
    for label, amount in (("accept", "6"), ("gift", "0")):
        await plant.do(
            label, "inventory.change_owner", site="F1", place="WH1", line=kept, amount=amount
        )
    await plant.do(
        "back", "inventory.return_to_supplier", site="F1", supplier="S1", code="RT-2",
        reason="not ordered", lines=[{**kept, "source": "WH1"}],
    )  # fmt: skip
    left = await plant.rows(
        "SELECT b.owner IS NULL, b.quantity, b.value FROM balance b JOIN lot l ON l.id = b.lot "
        "WHERE l.code = 'PL-5' AND b.is_physical AND b.quantity <> 0"
    )
    assert left == [(True, 12, 30)]  # Eight for 24.00, two accepted for 6.00, two for nothing.


@pytest.mark.worked_example
async def test_a_short_delivery_and_a_replacement_say_so(plant: Plant) -> None:
    line = {"material": "PLATE", "place": "WH1", "lot": "PL-6", "quantity": "5", "price": "3"}
    short = await plant.do(
        "short", "inventory.receive_material", site="F1", supplier="S1",
        lines=[{**line, "ordered": "8"}],
    )  # fmt: skip
    assert [one["short"] for one in await told_of(plant, short.id)] == ["3"]
    again = await plant.do(
        "again", "inventory.receive_material", site="F1", supplier="S1",
        lines=[{**line, "replacement_for": "RT-2", "free_of_charge": True, "price": None}],
    )  # fmt: skip
    assert [one["replacement_for"] for one in await told_of(plant, again.id)] == ["RT-2"]


async def test_inspections_of_deliveries_are_numbered_year_by_year(plant: Plant) -> None:
    await plant.execute("UPDATE material SET inspected = true WHERE code IN ('PLATE', 'BR-100')")
    for number, (material, lot) in enumerate((("PLATE", "PL-7"), ("BR-100", "B-7"))):
        line = {"material": material, "place": "WH1", "lot": lot, "quantity": "5", "amount": "5"}
        await plant.do(
            f"delivery {number}", "inventory.receive_material", site="F1", supplier="S1",
            occurred_at=f"2026-03-0{number + 1}T08:00:00Z", lines=[line],
        )  # fmt: skip
    codes = await plant.rows("SELECT code FROM job_order WHERE code LIKE 'IQ%%' ORDER BY code")
    assert codes == [("IQ-2026-00001",), ("IQ-2026-00002",)]


async def test_commands_of_one_batch_share_what_the_bill_allows(plant: Plant) -> None:
    line = {"material": "PLATE", "quantity": "15", "lot": "PL-1", "source": "WH1"}
    body = msgspec.json.encode({"job_order": "WO-A-10", "lines": [line]})
    items = [
        Item(
            verb="inventory.issue_material",
            body=body[:-1] + f',"id":"{cause(f"part {n}")}"}}'.encode(),
        )
        for n in range(2)
    ]
    first, second = await plant.door.submit(plant.tenant, LEAD, items=items)
    assert isinstance(first, Answer)
    assert isinstance(second, AboveBill)
    assert (second.values["allowed"], second.values["issued"]) == ("20", "15")


async def test_two_stores_at_the_same_moment_cannot_both_use_up_the_bill(plant: Plant) -> None:
    """WO-A may get 20 kg; four processes bring 15 kg each, of lots that nobody else locks."""
    lots = [f"PL-{number}" for number in range(2, 6)]
    for lot in lots:
        await receive(plant, lot, "PLATE", quantity="20", lot=lot)
    doors = [Door(plant.store, Desk(registry=REGISTRY)) for _ in lots]
    asked = [
        Item(
            verb="inventory.issue_material",
            body=msgspec.json.encode({
                "id": uuid7(), "job_order": "WO-A-10",
                "lines": [{"material": "PLATE", "quantity": "15", "lot": lot, "source": "WH1"}],
            }),
            client="test",
        )
        for lot in lots
    ]  # fmt: skip
    given = await asyncio.gather(
        *(
            door.submit(plant.tenant, LEAD, items=[one])
            for door, one in zip(doors, asked, strict=True)
        )
    )
    told = sorted(code_of(outcome) for (outcome,) in given)
    assert told == ["above-bill", "above-bill", "above-bill", "accepted"]
