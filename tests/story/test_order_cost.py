"""What an order costs: the variances of the ledger chapter, components taken at completion."""

from decimal import Decimal

import pytest

from taktline.kernel.ledger.verify import prove
from taktline.store import Store
from tests.story.plant import Plant, told

pytestmark = pytest.mark.anyio
D = Decimal


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    plant = Plant(store, tenant)
    await plant.set_up(("L1", "line_side"), ("FG1", "store"))
    return plant


async def make(plant: Plant, ordered: str, operation: dict[str, object], **said: object) -> None:
    await plant.do(
        "draft", "kernel.create_work_order", code="WO-1", site="F1", material="BR-100",
        ordered=ordered, receipt_place="FG1",
        operations=[{"sequence": 10, "name": "Make", "start_by_report": True, **operation}],
        **said,
    )  # fmt: skip
    await plant.do("release", "kernel.release_work_order", work_order="WO-1")


@pytest.mark.worked_example
async def test_standard_cost_is_explained_by_price_usage_efficiency_and_scrap(
    plant: Plant,
) -> None:
    """Ledger chapter, section 6: 2 kg x 10.00 and 0.25 h x 80.00 a piece, 100 good, 3 scrapped.

    215 kg bought at 11.00 and 28 h at 85.00: of 365.00 material 215 is price, 90 usage, 60 in the
    scrap; of 380.00 labor 140 is rate, 180 efficiency, 60 in the scrap.
    """
    await plant.execute(
        "UPDATE material SET costing = 'standard', standard_cost = 10 WHERE code = 'PLATE'"
    )
    await plant.do(
        "buy", "inventory.receive_material", site="F1", supplier="S1", reference="DN-1",
        lines=[{"material": "PLATE", "place": "L1", "quantity": "215", "amount": "2365",
                "lot": "P1", "supplier_lot": "X-1"}],
    )  # fmt: skip
    assert await plant.moves("buy") == [
        "supplier:S1 -> L1 | P1 | 215 | 2150.00", "supplier:S1 -> variance:price | - | - | 215.00",
    ]  # fmt: skip
    await make(
        plant, "103",
        {
            "planned_labor_s": "900", "labor_rate": "80",
            "materials": [{"material": "PLATE", "quantity_per": "2", "place": "L1",
                           "issue_method": "issue"}],
        },
        costing="standard", under_limit="0.05",
    )  # fmt: skip
    await plant.do(
        "issue", "inventory.issue_material", job_order="WO-1-10",
        lines=[{"material": "PLATE", "lot": "P1", "source": "L1", "quantity": "215"}],
        confirm=["above-bill"], reason="the cutter was blunt",
    )  # fmt: skip
    bad = [{"quantity": "3", "defect_code": "bore", "outcome": "scrap"}]
    await plant.do(
        "made", "kernel.report_operation", job_order="WO-1-10", good="100", defects=bad,
        labor_s=str(28 * 3600),
        components=[{"material": "PLATE", "lot": "P1", "quantity": "215"}],
    )  # fmt: skip
    await plant.do("end", "kernel.complete_job_order", job_order="WO-1-10")
    await plant.do("close", "kernel.close_work_order", work_order="WO-1", actual_labor_rate="85")
    variance = {
        name: await plant.worth(f"variance:{name}")
        for name in ("price", "usage", "labor_rate", "efficiency")
    }
    assert variance == {"price": 215, "usage": 90, "labor_rate": 140, "efficiency": 180}
    assert await plant.moves("close") == [
        "absorption:labor -> variance:labor_rate | - | - | 140.00",
        "transform:WO-1-10 -> variance:usage | - | - | 90.00",
        "transform:WO-1-10 -> variance:efficiency | - | - | 180.00",
    ]
    in_scrap = 3 * 20
    assert variance["price"] + variance["usage"] + in_scrap == 2365 - 2000 == 365
    assert variance["labor_rate"] + variance["efficiency"] + in_scrap == 2380 - 2000 == 380
    assert await plant.worth("FG1") == 100 * 40
    assert await plant.worth("scrap:bore") == 3 * 40
    assert 2150 + 2240 == 100 * 40 + 3 * 40 + 90 + 180 == 4390
    assert await plant.worth("absorption:labor") == -2380
    assert await plant.worth("transform:WO-1-10") == 0


@pytest.mark.worked_example
async def test_a_price_below_standard_moves_from_the_variance_to_the_supplier(
    plant: Plant,
) -> None:
    await plant.execute(
        "UPDATE material SET costing = 'standard', standard_cost = 10 WHERE code = 'PLATE'"
    )
    line = {"material": "PLATE", "place": "L1", "quantity": "10", "amount": "90", "lot": "P1"}
    await plant.do("buy", "inventory.receive_material", site="F1", supplier="S1", lines=[line])
    assert await plant.moves("buy") == [
        "supplier:S1 -> L1 | P1 | 10 | 100.00", "variance:price -> supplier:S1 | - | - | 10.00",
    ]  # fmt: skip


@pytest.mark.worked_example
async def test_at_actual_cost_a_good_piece_costs_47_45_with_scrap_absorbed(plant: Plant) -> None:
    """(2 365 + 2 380) / 100; what three scrapped pieces bear at planned cost stays shown apart."""
    line = {"material": "PLATE", "place": "L1", "quantity": "215", "amount": "2365", "lot": "P1"}
    await plant.do("buy", "inventory.receive_material", site="F1", supplier="S1", lines=[line])
    plate = {"material": "PLATE", "quantity_per": "2", "place": "L1", "planned_price": "10"}
    await make(plant, "103", {"planned_labor_s": "900", "labor_rate": "80", "materials": [plate]},
               costing="actual", under_limit="0.05")  # fmt: skip
    bad = [{"quantity": "3", "defect_code": "bore", "outcome": "scrap"}]
    await plant.do("made", "kernel.report_operation", job_order="WO-1-10", good="100", defects=bad,
                   labor_s=str(28 * 3600),
                   components=[{"material": "PLATE", "lot": "P1", "quantity": "215"}])  # fmt: skip
    await plant.finish("WO-1", "10", actual_labor_rate="85")
    page = await plant.ask("kernel.work_order_cost", work_order="WO-1")
    cost = {str(name): D(str(amount)) for name, amount in told(page, "account", "amount")}
    assert [cost["component"], cost["absorption:labor"]] == [2365, 2380]
    assert (cost["component"] + cost["absorption:labor"]) / 100 == D("47.45")
    assert await plant.worth("scrap:bore") == 120
    assert await plant.worth("FG1") == 2365 + 2380 - 120


@pytest.mark.worked_example
async def test_overhead_is_absorbed_by_the_hour_and_what_was_not_is_under_absorbed(
    plant: Plant,
) -> None:
    """Budget 6 000 for 200 h is 30.00 an hour: 2 h absorb 60.00; of 75.00 spent 15.00 is left."""
    await make(
        plant, "10", {"labor_rate": "0", "overhead_rate": str(6000 // 200)}, costing="actual"
    )
    await plant.do("made", "kernel.report_operation", job_order="WO-1-10", good="10",
                   labor_s="7200")  # fmt: skip
    assert "absorption:overhead -> transform:WO-1-10 | - | - | 60.00" in await plant.moves("made")
    assert 75 + await plant.worth("absorption:overhead") == 15


@pytest.mark.worked_example
async def test_a_remainder_below_zero_moves_from_the_lots_back_to_the_order(plant: Plant) -> None:
    """Planned 20.00 a piece, worked cheaper: 10 pieces at 15.00; 6 in stock give 30.00 back."""
    await make(plant, "10", {"planned_labor_s": "900", "labor_rate": "80"}, costing="actual")
    await plant.do("made", "kernel.report_operation", job_order="WO-1-10", good="10",
                   lot="B1", labor_s=str(675 * 10))  # fmt: skip
    line = {"material": "BR-100", "lot": "B1", "quantity": "4", "source": "FG1"}
    await plant.do("ship", "inventory.ship_material", site="F1", code="SH-1", customer="C9",
                   lines=[line])  # fmt: skip
    await plant.finish("WO-1", "10")
    assert await plant.moves("close WO-1") == [
        "FG1 -> transform:WO-1-10 | B1 | - | 30.00",
        "variance:settlement -> transform:WO-1-10 | - | - | 20.00",
    ]


async def test_components_are_taken_at_completion_with_the_fixed_quantity_once(
    plant: Plant,
) -> None:
    await plant.do(
        "buy", "inventory.receive_material", site="F1", supplier="S1", reference="DN-1",
        lines=[{"material": "PLATE", "place": "L1", "quantity": "100", "amount": "1000",
                "lot": "P1", "supplier_lot": "X-1"}],
    )  # fmt: skip
    await make(
        plant, "10",
        {
            "backflush": "on_complete",
            "materials": [{"material": "PLATE", "quantity_per": "2", "fixed": "1.5",
                           "place": "L1"}],
        },
    )  # fmt: skip
    for number, good in enumerate(("4", "6")):
        await plant.do(f"made {number}", "kernel.report_operation", job_order="WO-1-10", good=good)
    assert await plant.held("L1") == 100
    await plant.do("end", "kernel.complete_job_order", job_order="WO-1-10")
    assert await plant.held("L1") == D("78.5")
    again = await plant.refused(
        "again", "kernel.reopen_job_order", job_order="WO-1-10", reason="one more"
    )
    assert again.code == "used-up"
    await plant.do("close", "kernel.close_work_order", work_order="WO-1")
    assert await plant.worth("FG1") == 215


@pytest.mark.worked_example
async def test_a_report_that_takes_promised_goods_cuts_the_promise(plant: Plant) -> None:
    await plant.do(
        "buy", "inventory.receive_material", site="F1", supplier="S1", reference="DN-1",
        lines=[{"material": "PLATE", "place": "L1", "quantity": "10", "amount": "100",
                "lot": "P1", "supplier_lot": "X-1"}],
    )  # fmt: skip
    await plant.do(
        "promise", "inventory.make_reservation", site="F1", demand="order:1", material="PLATE",
        quantity="10",
    )  # fmt: skip
    await make(
        plant, "5",
        {"materials": [{"material": "PLATE", "quantity_per": "2", "place": "L1",
                        "issue_method": "backflush"}]},
        costing="none",
    )  # fmt: skip
    answer = await plant.do(
        "report", "kernel.report_operation", job_order="WO-1-10", good="3", lot="B1",
        components=[{"material": "PLATE", "lot": "P1"}],
    )  # fmt: skip
    assert "reservation.cut" in [event.name for event in answer.events]
    assert await plant.rows("SELECT status, quantity FROM reservation") == [("open", D(4))]


@pytest.mark.parametrize("how", ["correct", "reverse"])
@pytest.mark.parametrize("hard", [{"place": "FG1", "lot": "B1"}, {}])
async def test_what_a_correction_takes_away_is_promised_to_nobody_any_more(
    plant: Plant, how: str, hard: dict[str, str]
) -> None:
    """10 brackets were reported and promised; 6 were made, or none."""
    await make(plant, "10", {}, costing="none")
    answer = await plant.do(
        "report", "kernel.report_operation", job_order="WO-1-10", good="10", lot="B1"
    )
    await plant.do(
        "promise", "inventory.make_reservation", site="F1", demand="order:1", material="BR-100",
        quantity="10", **hard,
    )  # fmt: skip
    if how == "correct":
        await plant.do("fix", "kernel.correct_report", report=answer.id, good="6", reason="again")
    else:
        await plant.do("fix", "kernel.reverse_command", command=answer.id, reason="not made")
    left = ("open", D(6)) if how == "correct" else ("cut", D(0))
    assert await plant.rows("SELECT status, quantity FROM reservation") == [left]
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


@pytest.mark.worked_example
async def test_what_a_close_settles_goes_to_stores_not_to_the_work_of_another_order(
    plant: Plant,
) -> None:
    """Brackets without lots in two orders: WO-1 received 10, WO-2 still works on 10.

    Labor of WO-1 cost 60.00 more than planned. 6 of its 10 pieces stand in FG1, 4 are shipped:
    36.00 goes to FG1, 24.00 to variance:settlement, nothing to what WO-2 has in process.
    """
    await plant.execute("UPDATE material SET lot_traced = 'none' WHERE code = 'BR-100'")
    for order in ("WO-1", "WO-2"):
        await plant.do(
            f"draft {order}", "kernel.create_work_order", code=order, site="F1",
            material="BR-100", ordered="10", receipt_place="FG1", costing="actual",
            operations=[
                {"sequence": 10, "name": "Press", "start_by_report": True,
                 "planned_labor_s": "900", "labor_rate": "80"},
                {"sequence": 20, "name": "Pack", "start_by_report": True},
            ],
        )  # fmt: skip
        await plant.do(f"release {order}", "kernel.release_work_order", work_order=order)
        bad = [{"quantity": "1", "defect_code": "bore"}] if order == "WO-2" else []
        await plant.do(
            f"press {order}", "kernel.report_operation", job_order=f"{order}-10",
            good="9" if bad else "10", defects=bad, labor_s=str(900 * 10 + 2700),
        )  # fmt: skip
    await plant.do("pack WO-1", "kernel.report_operation", job_order="WO-1-20", good="10")
    await plant.do(
        "ship", "inventory.ship_material", site="F1", code="SH-1", customer="C9",
        lines=[{"material": "BR-100", "quantity": "4", "source": "FG1"}],
    )  # fmt: skip
    await finish(plant, "WO-1")
    assert await plant.worth("FG1") == 6 * 20 + 36
    assert await plant.worth("variance:settlement") == 24
    assert await plant.worth("wip:WO-2-20") == await plant.worth("defective:WO-2-10") == 0
    await plant.do("pack WO-2", "kernel.report_operation", job_order="WO-2-20", good="9")
    await plant.do(
        "lost", "kernel.judge_defective", job_order="WO-2-10", quantity="1", verdict="scrap",
        defect_code="bore",
    )  # fmt: skip
    await finish(plant, "WO-2")
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


async def finish(plant: Plant, order: str) -> None:
    for sequence in (10, 20):
        await plant.do(
            f"end {order} {sequence}", "kernel.complete_job_order",
            job_order=f"{order}-{sequence}", confirm=["short-delivery"], reason="one was scrapped",
        )  # fmt: skip
    await plant.do(f"close {order}", "kernel.close_work_order", work_order=order)
