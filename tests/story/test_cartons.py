"""Remainders of two orders in one carton, by rule; what is re-boxed keeps its history."""

from decimal import Decimal

import pytest

from taktline.kernel.ledger.verify import prove
from taktline.store import Store
from tests.story.plant import Plant, told

pytestmark = pytest.mark.anyio
D = Decimal
PACK = "kernel.pack_carton"


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("FG1", "store"), ("FG2", "store"))
    make = [{"sequence": 10, "name": "Make", "start_by_report": True}]
    await plant.do("master", "kernel.create_work_master", code="R-1", material="BR-100",
                   operations=make)  # fmt: skip
    await plant.do("out", "kernel.release_work_master", work_master="R-1", expected_version=1)
    for code, customer, made in (("WO-1", "C9", "107"), ("WO-2", "C9", "55"), ("WO-3", "C8", "9")):
        await plant.do(f"{code} draft", "kernel.create_work_order", code=code, site="F1",
                       material="BR-100", ordered=made, work_master="R-1", customer_ref=customer,
                       receipt_place="FG1")  # fmt: skip
        await plant.do(f"{code} out", "kernel.release_work_order", work_order=code)
        await plant.do(f"{code} made", "kernel.report_operation", job_order=f"{code}-10",
                       good=made)  # fmt: skip
    return plant


def line(lot: str, quantity: str, **said: object) -> dict[str, object]:
    return {"material": "BR-100", "lot": lot, "quantity": quantity, **said}


@pytest.mark.worked_example
async def test_seven_and_five_left_over_go_into_one_carton_with_both_lots_on_its_label(
    plant: Plant,
) -> None:
    await plant.do("open", "kernel.open_carton", code="K-1", site="F1", place="FG1", lots_max=2,
                   capacity="12")  # fmt: skip
    await plant.do("pack", PACK, carton="K-1", lines=[line("WO-1", "7"), line("WO-2", "5")])
    label = await plant.ask("kernel.carton", carton="K-1")
    assert told(label, "lot", "quantity", "customer", "status") == [
        ("WO-1", D(7), "C9", "open"), ("WO-2", D(5), "C9", "open"),
    ]  # fmt: skip
    full = await plant.refused("full", PACK, carton="K-1", lines=[line("WO-1", "1")])
    assert full.code == "carton-full"
    await plant.do("close", "kernel.close_carton", carton="K-1")
    shut = await plant.refused("shut", PACK, carton="K-1", lines=[line("WO-1", "1")])
    assert shut.code == "carton-closed"
    assert await plant.held("FG1") == 171


@pytest.mark.worked_example
async def test_a_carton_takes_one_lot_one_version_and_one_customer_unless_it_may_more(
    plant: Plant,
) -> None:
    await plant.do("one", "kernel.open_carton", code="K-1", site="F1", place="FG1")
    lots = await plant.refused("lots", PACK, carton="K-1",
                               lines=[line("WO-1", "7"), line("WO-2", "5")])  # fmt: skip
    assert (lots.code, lots.values["count"]) == ("carton-of-many-lots", 2)
    await plant.do("two", "kernel.open_carton", code="K-2", site="F1", place="FG1", lots_max=3)
    customers = await plant.refused("customers", PACK, carton="K-2",
                                    lines=[line("WO-1", "7"), line("WO-3", "5")])  # fmt: skip
    assert (customers.code, customers.values["customers"]) == ("mixed-customers", ["C8", "C9"])
    await plant.do("revise", "kernel.revise_work_master", work_master="R-1")
    await plant.do("again", "kernel.release_work_master", work_master="R-1", expected_version=1)
    await plant.do("WO-4 draft", "kernel.create_work_order", code="WO-4", site="F1",
                   material="BR-100", ordered="5", work_master="R-1", customer_ref="C9",
                   receipt_place="FG1")  # fmt: skip
    await plant.do("WO-4 out", "kernel.release_work_order", work_order="WO-4")
    await plant.do("WO-4 made", "kernel.report_operation", job_order="WO-4-10", good="5")
    versions = await plant.refused("versions", PACK, carton="K-2",
                                   lines=[line("WO-1", "7"), line("WO-4", "5")])  # fmt: skip
    assert versions.code == "mixed-versions"
    empty = await plant.refused("empty", "kernel.close_carton", carton="K-2")
    assert empty.code == "carton-empty"
    await plant.do("any", "kernel.open_carton", code="K-3", site="F1", place="FG1", lots_max=3,
                   same_version=False, same_customer=False)  # fmt: skip
    await plant.do("mixed", PACK, carton="K-3",
                   lines=[line("WO-1", "7"), line("WO-3", "5"), line("WO-4", "5")])  # fmt: skip


async def test_what_is_re_boxed_keeps_where_it_was(plant: Plant) -> None:
    for code in ("K-1", "K-2"):
        await plant.do(f"open {code}", "kernel.open_carton", code=code, site="F1", place="FG1")
    await plant.do("first", PACK, carton="K-1", lines=[line("WO-1", "10")])
    await plant.do("moved", "inventory.move_handling_unit", site="F1", handling_unit="K-1",
                   target="FG2")  # fmt: skip
    much = await plant.refused("much", PACK, carton="K-2",
                               lines=[line("WO-1", "11", from_carton="K-1")])  # fmt: skip
    assert much.code == "shortage"
    same = await plant.refused("same", PACK, carton="K-1",
                               lines=[line("WO-1", "4", from_carton="K-1")])  # fmt: skip
    assert (same.code, same.at) == ("same-carton", "/lines/0/from_carton")
    await plant.do("over", PACK, carton="K-2", lines=[line("WO-1", "4", from_carton="K-1")])
    history = await plant.ask("kernel.carton_history", carton="K-1")
    assert told(history, "went_in", "quantity", "place", "other") == [
        (False, D(4), "FG1", "K-2"), (True, D(10), "FG1", None),
    ]  # fmt: skip
    assert told(await plant.ask("kernel.carton", carton="K-2"), "place", "quantity") == [
        ("FG1", D(4))
    ]
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        assert (await prove(tx)).ok
