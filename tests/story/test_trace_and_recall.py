"""One bad delivery: what was made of it, by whom, and where every piece of it is (traceability)."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from taktline.api.registry import REGISTRY
from taktline.base.ids import derived_id
from taktline.platform.command import Grant, Principal
from taktline.store import Store
from tests.story.plant import LEAD, Plant, code_of, told

pytestmark = pytest.mark.anyio
D = Decimal
LOT = {"material": "PLATE", "lot": "H-7"}


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """Make 40 brackets from 40 kg of lot H-7 (100 kg received), ship 30; hold nothing yet."""
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"), ("FG1", "store"))
    await plant.execute("UPDATE material SET gtin = '6901234000016' WHERE code = 'PLATE'")
    for lot, expires in (("H-7", "2030-01-01"), ("H-8", "2029-01-01")):
        await plant.do(f"receive {lot}", "inventory.receive_material", supplier="S1", lines=[
            {"material": "PLATE", "place": "WH1", "lot": lot, "quantity": "100", "price": "5",
             "expires_on": expires}])  # fmt: skip
    await plant.order(
        "WO-1", "40",
        {"sequence": 10, "name": "Cut", "start_by_report": True, "materials": [
            {"material": "PLATE", "quantity_per": "1", "issue_method": "issue"}]},
        material="BR-100", receipt_place="FG1",
    )  # fmt: skip
    return plant


async def made(plant: Plant) -> None:
    await plant.do("issue", "inventory.issue_material", job_order="WO-1-10", lines=[
        {"material": "PLATE", "lot": "H-7", "quantity": "40", "source": "WH1"}])  # fmt: skip
    await plant.do("report", "kernel.report_operation", job_order="WO-1-10", good="40", lot="B-1",
                   parameters={"speed": 80})  # fmt: skip
    await plant.do("ship", "inventory.ship_material", code="SH-1", customer="C9", lines=[
        {"material": "BR-100", "lot": "B-1", "quantity": "30", "source": "FG1"}])  # fmt: skip


async def ask(
    plant: Plant, name: str, who: Principal = LEAD, /, **params: object
) -> list[msgspec.Struct]:
    """Ask a query page by page, one row each, so that its cursor is walked as well."""
    query, found = REGISTRY.queries[name], list[msgspec.Struct]()
    after: dict[str, object] = {}
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        paged = "after" in query.params.__struct_fields__
        while True:
            small = {"limit": 1, **after} if paged else {}
            page = await query.run(tx, msgspec.convert({**params, **small}, query.params), who)
            found += page.rows
            if page.after is None:
                return found
            after = {"after": page.after}


def fields(rows: list[msgspec.Struct], *names: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(row, name) for name in names) for row in rows]


async def test_the_recall_list_tells_what_left_first_and_with_which_shipment(plant: Plant) -> None:
    await made(plant)
    rows = await ask(plant, "inventory.recall_list", **LOT)
    assert fields(rows, "where", "lot", "quantity", "partner", "place", "document") == [
        ("shipped", "B-1", 30, "C9", "customer:C9", "SH-1"),
        ("in_stock", "B-1", 10, None, "FG1", None),
        ("in_stock", "H-7", 60, None, "WH1", None),
    ]
    back = await ask(plant, "inventory.recall_list", material="BR-100", lot="B-1",
                     direction="backward")  # fmt: skip
    assert ("H-7", "in_stock") in fields(back, "lot", "where")
    elsewhere = Principal(id=LEAD.id, name="x", grants=(Grant(needs="*", node=LEAD.id),))
    assert await ask(plant, "inventory.recall_list", elsewhere, **LOT) == []


async def test_lines_and_work_of_a_trace_say_where_who_and_with_which_settings(
    plant: Plant,
) -> None:
    await made(plant)
    [line] = await ask(plant, "inventory.trace_edges", **LOT)
    assert fields([line], "lot", "into_lot", "job_order", "operation", "quantity_in",
                  "quantity_out") == [("H-7", "B-1", "WO-1-10", "Cut", 40, 40)]  # fmt: skip
    upward = await ask(plant, "inventory.trace_edges", material="BR-100", lot="B-1",
                       direction="backward")  # fmt: skip
    assert upward == [line]
    [work] = await ask(plant, "inventory.trace_work", **LOT)
    assert fields([work], "depth", "lot", "job_order", "good", "parameters") == [
        (1, "B-1", "WO-1-10", 40, {"speed": 80}),
    ]
    await plant.do("back", "kernel.reverse_command", reason="wrong lot",
                   command=str((await plant.rows("SELECT id FROM command WHERE verb = "
                   "'inventory.ship_material'"))[0][0]))  # fmt: skip
    rows = await ask(plant, "inventory.recall_list", **LOT)
    assert fields(rows, "where") == [("in_stock",), ("in_stock",)]


async def test_the_picking_list_names_open_quantities_and_the_first_to_expire_first(
    plant: Plant,
) -> None:
    [row] = await ask(plant, "inventory.pick_list", job_order="WO-1-10")
    assert fields([row], "material", "needed", "issued", "open") == [("PLATE", 40, 0, 40)]
    assert fields(row.places, "place", "lot", "free") == [  # type: ignore[attr-defined]  # a PickRow
        ("WH1", "H-8", 100), ("WH1", "H-7", 100),
    ]  # fmt: skip
    await plant.do("hold", "kernel.place_hold", code="N-1", reason="notice",
                   lots=[{"material": "PLATE", "lot": "H-8"}])  # fmt: skip
    await made(plant)
    [row] = await ask(plant, "inventory.pick_list", job_order="WO-1-10")
    assert fields([row], "issued", "open") == [(40, 0)]
    assert fields(row.places, "lot", "free") == [("H-7", 60)]  # type: ignore[attr-defined]  # as above
    assert await ask(plant, "inventory.pick_list", job_order="nobody's") == []


async def test_stock_is_added_up_unit_by_unit_whatever_it_is_grouped_by(plant: Plant) -> None:
    await made(plant)
    total = await ask(plant, "inventory.stock_summary", by="all")
    assert fields(total, "unit", "quantity") == [("kg", 160), ("pcs", 10)]
    by_place = await ask(plant, "inventory.stock_summary", by="place")
    assert fields(by_place, "key", "quantity", "unit") == [("FG1", 10, "pcs"), ("WH1", 160, "kg")]
    by_lot = await ask(plant, "inventory.stock_summary", by="lot", material="PLATE")
    assert fields(by_lot, "key", "material", "quantity", "expires_first") == [
        ("H-7", "PLATE", 60, date(2030, 1, 1)), ("H-8", "PLATE", 100, date(2029, 1, 1)),
    ]  # fmt: skip
    nobody = await ask(plant, "inventory.stock_summary", material="PUMP")
    assert nobody == []


async def test_a_scanned_code_is_told_whatever_it_is(plant: Plant) -> None:
    async def meant(code: str) -> list[tuple[object, ...]]:
        rows = await ask(plant, "inventory.what_is", code=code)
        return fields(rows, "kind", "code", "material", "lot", "quantity")

    assert await meant("WH1") == [("place", "WH1", "", "", None)]
    assert await meant("H-7") == [("lot", "H-7", "PLATE", "H-7", None)]
    assert await meant("WO-1-10") == [("job_order", "WO-1-10", "BR-100", "", None)]
    assert await meant("WO-1") == await meant("WO-1-10")
    assert await meant("6901234000016") == [("material", "PLATE", "PLATE", "", None)]
    label = "(01)06901234000016(3103)012500(10)"
    assert await meant(f"{label}H-7") == [("lot", "H-7", "PLATE", "H-7", D("12.5"))]
    assert await meant(f"{label}NEW") == [("material", "PLATE", "PLATE", "NEW", D("12.5"))]
    assert await meant("whatever") == []
    await plant.do("hold", "kernel.place_hold", code="N-1", reason="notice", lots=[LOT])
    [held] = await ask(plant, "inventory.what_is", code="H-7")
    assert fields([held], "held_by", "expired") == [(["N-1"], False)]


async def test_a_count_shows_its_differences_only_when_everybody_has_counted(plant: Plant) -> None:
    await plant.do("plan", "inventory.plan_count", code="CT-1", place="WH1")
    line = {"material": "PLATE", "lot": "H-7"}
    other = {"material": "PLATE", "lot": "H-8", "counted": "100"}
    await plant.do("first", "inventory.enter_count", count="CT-1",
                   lines=[{**line, "counted": "80"}, other])  # fmt: skip
    assert await ask(plant, "inventory.count_differences", count="CT-1") == []
    await plant.do("second", "inventory.enter_count", count="CT-1",
                   lines=[{**line, "counted": "81"}])  # fmt: skip
    rows = await ask(plant, "inventory.count_differences", count="CT-1")
    assert fields(rows, "lot", "expected", "first", "second", "difference", "value", "within") == [
        ("H-7", 100, 80, 81, -19, D("-95.00"), False), ("H-8", 100, 100, None, 0, D(0), True),
    ]  # fmt: skip


async def test_a_move_tells_which_command_made_it_and_who_gave_it(plant: Plant) -> None:
    await made(plant)
    page = await plant.ask("kernel.moves", place="WH1", limit=1)
    assert told(page, "verb", "lot") == [("inventory.issue_material", "H-7")]


async def test_who_booked_goods_wrongly_undoes_it_within_a_quarter_of_an_hour(
    plant: Plant,
) -> None:
    move = {"material": "PLATE", "lot": "H-7", "quantity": "40", "source": "WH1", "target": "WH2"}
    answer = await plant.do("move", "inventory.move_material", lines=[move])
    other = Principal(id=derived_id("test", "other"), name="o", grants=(Grant(needs="*"),))
    undo, command = REGISTRY.verbs["inventory.undo_booking"], {"booking": str(answer.id)}
    refused = await plant.give(other, undo.name, **command)
    assert code_of(refused) == "may-not-undo"
    await plant.do("undo", undo.name, **command)
    assert await plant.held("WH1") == 200
    assert (await plant.refused("again", undo.name, **command)).code == "already-reversed"
    release = await plant.rows("SELECT id FROM command WHERE verb = 'kernel.release_work_order'")
    other_kind = await plant.refused("kind", undo.name, booking=str(release[0][0]))
    assert other_kind.code == "may-not-undo"
    nothing = await plant.refused("none", undo.name, booking=str(derived_id("test", "none")))
    assert nothing.code == "not-found"
    ship = await plant.do("gone", "inventory.ship_material", code="SH-9", customer="C9", lines=[
        {"material": "PLATE", "lot": "H-7", "quantity": "1", "source": "WH1"}])  # fmt: skip
    assert (await plant.refused("ship", undo.name, booking=str(ship.id))).code == "may-not-undo"
