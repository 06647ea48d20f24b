"""Goods that are not ours: a customer's material is worked without value, a supplier's is owed."""

from decimal import Decimal

import pytest

from taktline.base.quantity import plain
from taktline.store import Store
from tests.story.plant import Plant, cause, step, told

pytestmark = pytest.mark.anyio
CAME = ("received", "consumed", "scrapped", "returned", "taken_over", "there")
PLATES: dict[str, object] = {"material": "PLATE", "quantity_per": "2", "issue_method": "issue"}


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """Return a plant with two stores and a line side; S1 only sells to us, C9 only buys."""
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("FG", "store"), ("L1", "line_side"))
    await plant.execute("UPDATE partner SET is_customer = (code = 'C9'), "
                        "is_supplier = (code = 'S1')")  # fmt: skip
    return plant


async def came(plant: Plant, owner: str, *, lot: str, quantity: str) -> None:
    """Receive plates that stay their sender's."""
    line = {"material": "PLATE", "place": "WH1", "quantity": quantity, "lot": lot, "theirs": True}
    await plant.do(
        f"{lot} came", "inventory.receive_material", site="F1", supplier=owner, lines=[line]
    )


async def issued(plant: Plant, order: str, *, owner: str, lot: str, quantity: str) -> None:
    """Bring somebody's plates to the first operation of an order."""
    line = {"material": "PLATE", "lot": lot, "quantity": quantity, "source": "WH1", "owner": owner}
    await plant.do(
        f"{order} issue {lot}", "inventory.issue_material", job_order=f"{order}-10", lines=[line]
    )


async def brackets(plant: Plant, order: str, materials: dict[str, object] = PLATES) -> None:
    """Release an order of ten brackets, two plates each."""
    await plant.order(order, "10", step(materials=[materials]), material="BR-100",
                      receipt_place="FG")  # fmt: skip


async def reported(plant: Plant, order: str) -> list[str]:
    """Report ten brackets of an order; return what that moved."""
    await plant.do(
        order, "kernel.report_operation", job_order=f"{order}-10", good="10", lot=f"B-{order}"
    )
    return await plant.moves(order)


async def corrected(plant: Plant, order: str, good: str) -> None:
    await plant.do(f"{order} corrected", "kernel.correct_report", report=str(cause(order)),
                   good=good, reason="counted again")  # fmt: skip


async def owned(plant: Plant, owner: str, **asked: object) -> list[tuple[object, ...]]:
    page = await plant.ask("inventory.goods_of_others", owner=owner, **asked)
    return [
        tuple(plain(one) if isinstance(one, Decimal) else one for one in row)
        for row in told(page, "lot", *CAME)
    ]


async def test_a_customers_plates_are_worked_at_no_value_and_all_of_them_are_told(
    plant: Plant,
) -> None:
    await came(plant, "C9", lot="CP", quantity="100")
    await brackets(plant, "WO-1")
    await issued(plant, "WO-1", owner="C9", lot="CP", quantity="20")
    assert await reported(plant, "WO-1") == [
        "wip:WO-1-10@C9 -> transform:WO-1-10@C9 | CP | 20 | 0.00",
        "transform:WO-1-10 -> FG | B-WO-1 | 10 | 100.00",
    ]
    await corrected(plant, "WO-1", "9")
    back = {"material": "PLATE", "lot": "CP", "quantity": "2", "owner": "C9", "target": "WH1"}
    await plant.do("back", "inventory.return_material", job_order="WO-1-10", lines=[back])
    await plant.do("end", "kernel.complete_job_order", job_order="WO-1-10", reason="nine will do")
    await plant.finish("WO-1")
    # Planned at 10.00 each, and nothing was spent: settled to what is in them of ours.
    assert await plant.worth("FG") == 0
    spoiled = {"material": "PLATE", "lot": "CP", "quantity": "3", "owner": "C9", "source": "WH1"}
    await plant.do("spoiled", "inventory.scrap_material", site="F1", defect_code="bent",
                   reason="fell", lines=[spoiled])  # fmt: skip
    sent = {**spoiled, "quantity": "5"}
    await plant.do("sent", "inventory.ship_material", site="F1", code="SH-1", customer="C9",
                   lines=[sent])  # fmt: skip
    assert await owned(plant, "C9") == [("CP", "100", "18", "3", "5", "0", "74")]
    assert await owned(plant, "S1") == []
    assert await plant.proved()


async def test_what_a_lot_of_ours_and_a_customers_is_made_into_traces_to_both(plant: Plant) -> None:
    await came(plant, "C9", lot="CP", quantity="12")
    ours = {"material": "PLATE", "place": "WH1", "quantity": "8", "lot": "OP", "amount": "40"}
    await plant.do("ours", "inventory.receive_material", site="F1", supplier="S1", lines=[ours])
    await brackets(plant, "WO-1")
    await issued(plant, "WO-1", owner="C9", lot="CP", quantity="12")
    line = {"material": "PLATE", "lot": "OP", "quantity": "8", "source": "WH1"}
    await plant.do("rest", "inventory.issue_material", job_order="WO-1-10", lines=[line])
    assert (await reported(plant, "WO-1"))[:2] == [
        "wip:WO-1-10@C9 -> transform:WO-1-10@C9 | CP | 12 | 0.00",
        "wip:WO-1-10 -> transform:WO-1-10 | OP | 8 | 40.00",
    ]
    edges = await plant.rows("SELECT i.code, quantity_in::float FROM lot_edge e JOIN lot i "
                             "ON i.id = e.input_lot ORDER BY 1")  # fmt: skip
    assert edges == [("CP", 12), ("OP", 8)]


async def test_a_suppliers_plates_become_ours_and_owed_when_they_are_used(plant: Plant) -> None:
    await came(plant, "S1", lot="SP", quantity="50")
    await brackets(plant, "WO-2")
    await issued(plant, "WO-2", owner="S1", lot="SP", quantity="20")
    assert await plant.worth("wip:WO-2-10") == 0
    assert await reported(plant, "WO-2") == [
        "wip:WO-2-10@S1 -> transform:WO-2-10 | SP | 20 | 0.00",
        "supplier:S1 -> transform:WO-2-10 | SP | - | 100.00",
        "transform:WO-2-10 -> FG | B-WO-2 | 10 | 100.00",
    ]
    assert await owned(plant, "S1") == [("SP", "50", "0", "0", "0", "20", "30")]
    await corrected(plant, "WO-2", "5")
    assert await owned(plant, "S1") == [("SP", "50", "0", "0", "0", "10", "40")]
    assert await plant.worth("supplier:S1") == -50
    assert await plant.proved()


async def test_at_a_line_side_only_the_lot_that_is_named_as_mounted_is_used_of_others(
    plant: Plant,
) -> None:
    await came(plant, "C9", lot="CP", quantity="40")
    line = {"material": "PLATE", "lot": "CP", "quantity": "40", "owner": "C9"}
    await plant.do("moved", "inventory.move_material", site="F1",
                   lines=[{**line, "source": "WH1", "target": "L1"}])  # fmt: skip
    await brackets(plant, "WO-3", {**PLATES, "issue_method": "backflush", "place": "L1"})
    asked: dict[str, object] = {"job_order": "WO-3-10", "good": "10", "lot": "B-3"}
    nothing = await plant.refused("not named", "kernel.report_operation", **asked)
    assert nothing.code == "nothing-allocatable"
    await plant.do("named", "kernel.report_operation", **asked,
                   components=[{"material": "PLATE", "lot": "CP"}])  # fmt: skip
    assert await owned(plant, "C9") == [("CP", "40", "20", "0", "0", "0", "20")]
