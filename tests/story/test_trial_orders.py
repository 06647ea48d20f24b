"""Trials and samples (试制, 样品) cost money, and what they make is worth nothing in stock."""

import pytest

from taktline.kernel.ledger.verify import prove
from taktline.store import Store
from tests.story.plant import Plant, step

pytestmark = pytest.mark.anyio


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """Return a plant with 100 kg of plate at 5.00 at the line."""
    plant = Plant(store, tenant)
    await plant.set_up(("L1", "line_side"), ("FG1", "store"))
    goods = {"material": "PLATE", "place": "L1", "quantity": "100", "amount": "500", "lot": "P1"}
    await plant.do("buy", "inventory.receive_material", site="F1", supplier="S1", lines=[goods])
    return plant


async def made(plant: Plant, code: str, kind: str) -> None:
    """Make 9 good pieces and one that is scrapped, of 2 kg and a quarter of an hour at 80.00."""
    operation = step(
        planned_labor_s="900", labor_rate="80",
        materials=[{"material": "PLATE", "quantity_per": "2", "place": "L1"}],
    )  # fmt: skip
    await plant.order(code, "10", operation, material="BR-100", kind=kind, receipt_place="FG1",
                      under_limit="0.2")  # fmt: skip
    await plant.do(
        f"{code} made", "kernel.report_operation", job_order=f"{code}-10", good="9",
        labor_s="9000", defects=[{"quantity": "1", "defect_code": "bore", "outcome": "scrap"}],
    )  # fmt: skip
    await plant.do(f"{code} end", "kernel.complete_job_order", job_order=f"{code}-10")


async def test_a_trial_costs_an_expense_account_and_stocks_nothing_of_value(plant: Plant) -> None:
    """20 kg at 5.00 and 2.5 h at 80.00 are 300.00; all of it is expense, none of it stock."""
    await made(plant, "TR-1", "trial")
    assert await plant.held("FG1") == 9
    assert [await plant.worth("FG1"), await plant.worth("scrap:bore")] == [0, 0]
    await plant.do("close", "kernel.close_work_order", work_order="TR-1")
    assert await plant.worth("expense:trial") == 300
    assert await plant.worth("FG1") == 0
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


async def test_a_sample_goes_to_the_account_that_is_named_and_a_normal_order_to_its_product(
    plant: Plant,
) -> None:
    await made(plant, "SP-1", "sample")
    await plant.do(
        "close sample", "kernel.close_work_order", work_order="SP-1", expense_account="RD-2026"
    )
    assert await plant.worth("expense:RD-2026") == 300
    await made(plant, "WO-1", "normal")
    odd = await plant.refused(
        "odd", "kernel.close_work_order", work_order="WO-1", expense_account="RD-2026"
    )
    assert odd.code == "no-expense"
    await plant.do("close normal", "kernel.close_work_order", work_order="WO-1")
    assert await plant.worth("FG1") == 270, "30.00 a piece; one of ten is in the scrap"
    assert await plant.worth("expense:RD-2026") == 300
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []
