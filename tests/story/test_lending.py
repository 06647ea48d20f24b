"""Lending as the shop floor does it (handbook, shopfloor section 8): who owes whom, until when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from taktline.apps.inventory.lending.queries import LoanListed, LoanParams, loans
from taktline.kernel.ledger.verify import prove
from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE
from tests.ledger_plant import KEEPER, Plant, codes, item, new_plant, queue_job

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
DUE = (NOON + 7 * DAY).date()


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """Return a store with 100 kg of plate worth 500.00 and two job orders, 40 kg at the first."""
    plant = await new_plant(store, tenant)
    await plant.receive("A", "100", amount="500")
    async with store.transaction(tenant) as tx:
        await queue_job(tx, "JO-1", site=SITE)
        await queue_job(tx, "JO-2", site=SITE)
    await plant.give(
        "inventory.issue_material", job_order="JO-1", at=NOON, reason="ahead",
        confirm=["not-on-bill"],
        lines=[{"material": "PLATE", "quantity": "40", "lot": "A", "source": "WH1"}],
    )  # fmt: skip
    return plant


def lent(quantity: str = "30", **more: object) -> dict[str, object]:
    return {
        "at": NOON,
        "code": "LN-1",
        "lender": {"job_order": "JO-1"},
        "borrower": {"job_order": "JO-2"},
        "due_on": DUE.isoformat(),
        "lines": [{"material": "PLATE", "quantity": quantity, "lot": "A"}],
        **more,
    }


def back(quantity: str, **more: object) -> dict[str, object]:
    line = {"quantity": quantity, "lot": "A", **more}
    return {"loan": "LN-1", "at": NOON + DAY, "lines": [line]}


async def listed(plant: Plant, **asked: object) -> list[LoanListed]:
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        return (await loans(tx, LoanParams(**asked), KEEPER)).rows  # type: ignore[arg-type]  # as a client says them


@pytest.mark.worked_example
async def test_an_order_lends_to_another_and_gets_it_back_in_two_parts(plant: Plant) -> None:
    answer = await plant.give("inventory.lend_material", **lent())
    assert [event.name for event in answer.events] == ["loan.made"]
    assert await plant.balances("wip:%") == {"wip:JO-1 A": "10 50", "wip:JO-2 A": "30 150"}
    (row,) = await listed(plant, on=DUE)
    assert (row.lender, row.borrower, row.owed, row.days_overdue) == (
        "JO-1",
        "JO-2",
        Decimal(30),
        0,
    )
    first = await plant.give("inventory.repay_loan", **back("10"))
    assert [event.name for event in first.events] == ["loan.repaid"]
    last = await plant.give("inventory.repay_loan", **back("20"))
    assert [event.name for event in last.events] == ["loan.ended"]
    assert await plant.balances("wip:%") == {"wip:JO-1 A": "40 200"}
    assert await listed(plant) == []
    (done,) = await listed(plant, settled=True)
    assert (done.status, done.returned, done.owed) == ("returned", Decimal(30), Decimal(0))
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


@pytest.mark.worked_example
async def test_what_is_overdue_stands_on_top_with_its_days(plant: Plant) -> None:
    await plant.give("inventory.lend_material", **lent("10"))
    later = (DUE + 5 * DAY).isoformat()
    await plant.give("inventory.lend_material", **lent("10", code="LN-2", due_on=later))
    on = DUE + 3 * DAY
    assert [(r.code, r.days_overdue) for r in await listed(plant, on=on)] == [
        ("LN-1", 3), ("LN-2", 0),
    ]  # fmt: skip
    assert [r.code for r in await listed(plant, on=on, overdue=True)] == ["LN-1"]
    assert [r.code for r in await listed(plant, party="JO-2")] == ["LN-1", "LN-2"]
    assert await listed(plant, party="JO-9") == []


async def test_several_parts_given_back_at_the_same_moment_never_exceed_what_is_owed(
    plant: Plant,
) -> None:
    await plant.give("inventory.lend_material", **lent())
    parts = [item("inventory.repay_loan", **back("12")) for _ in range(3)]
    assert codes(await plant.submit(*parts)) == ["accepted", "accepted", "more-than-owed"]
    (row,) = await listed(plant)
    assert row.owed == Decimal(6)


async def test_a_loan_comes_back_from_a_delivery_and_to_a_store_where_the_order_is_over(
    plant: Plant,
) -> None:
    await plant.give("inventory.lend_material", **lent())
    await plant.rows("UPDATE job_order SET status = 'closed' WHERE code = 'JO-1' RETURNING 1")
    over = await plant.refused("inventory.repay_loan", **back("5"))
    assert over.code == "job-ended"
    await plant.receive("B", "30", amount="180", place="WH2")
    goods = back("30", lot="B", source={"place": "WH2"}, target={"place": "WH1"})
    await plant.give("inventory.repay_loan", **goods)
    assert (await plant.balances("WH%"))["WH1 B"] == "30 180"
    assert await listed(plant) == []


async def test_a_loan_is_not_due_in_the_past_and_names_two_parties(plant: Plant) -> None:
    past = date(2020, 1, 1).isoformat()
    assert (await plant.refused("inventory.lend_material", **lent(due_on=past))).code == "invalid"
    nobody = await plant.refused("inventory.lend_material", **lent(borrower={}))
    assert nobody.code == "loan-between-whom"
    both = {"job_order": "JO-2", "place": "WH1"}
    two = await plant.refused("inventory.lend_material", **lent(borrower=both))
    assert two.code == "loan-between-whom"
    assert codes([await plant.ask("inventory.lend_material", **lent())]) == ["accepted"]
