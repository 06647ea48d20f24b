"""Counting as the handbook tells it (ledger, section 8): often what is worth it, blind, twice."""

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from taktline.apps.inventory.counting.abc import COUNTS_A_YEAR, TOLERANCE, abc_classes, is_within
from taktline.apps.inventory.counting.queries import (
    AccuracyParams,
    DueParams,
    SheetParams,
    SheetRow,
    count_accuracy,
    count_sheet,
    counts_due,
)
from taktline.base.ids import derived_id
from taktline.kernel.ledger.verify import prove
from taktline.store import Store
from tests.ledger_fixtures import NOON
from tests.ledger_plant import KEEPER, Plant, new_plant

pytestmark = pytest.mark.anyio
LATER = NOON + timedelta(days=10)


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """Return a store with 1000 kg of plate in two lots and 500 screws, all of class C."""
    plant = await new_plant(store, tenant)
    await plant.receive("A", "600", amount="3000")
    await plant.receive("B", "400", amount="2000")
    await plant.receive("", "500", amount="25", of="SCREW")
    return plant


async def planned(plant: Plant) -> None:
    answer = await plant.give("inventory.plan_count", code="CT-1", place="WH1", at=LATER)
    assert [event.name for event in answer.events] == ["stock_count.planned"]


def line(quantity: str, lot: str | None = None) -> dict[str, object]:
    material = "SCREW" if lot is None else "PLATE"
    return {"material": material, "lot": lot, "counted": quantity}


async def entered(plant: Plant, *lines: dict[str, object]) -> list[str]:
    answer = await plant.give("inventory.enter_count", count="CT-1", lines=list(lines), at=LATER)
    return [event.name for event in answer.events]


async def sheet(plant: Plant) -> list[SheetRow]:
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        return (await count_sheet(tx, SheetParams(count="CT-1"), KEEPER)).rows


@pytest.mark.worked_example
async def test_a_sheet_is_blind_and_what_is_within_tolerance_is_booked_at_once(
    plant: Plant,
) -> None:
    await planned(plant)
    rows = await sheet(plant)
    assert [(row.material, row.lot, row.to_count) for row in rows] == [
        ("PLATE", "A", True), ("PLATE", "B", True), ("SCREW", "-", True),
    ]  # fmt: skip
    assert all(row.expected is None and row.counted is None for row in rows)
    assert await entered(plant, line("600", "A")) == ["stock_count.entered"]
    # 392 of 400 is 2 %, within the 5 % of class C.
    assert await entered(plant, line("392", "B"), line("500")) == [
        "stock_count.entered", "stock_count.booked",
    ]  # fmt: skip
    assert await plant.balances("adjustment%") == {"adjustment:count B": "8 40"}
    assert [row.expected for row in await sheet(plant)] == [600, 400, 500]
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


@pytest.mark.worked_example
async def test_out_of_tolerance_is_counted_twice_and_then_approved(plant: Plant) -> None:
    await planned(plant)
    first = await entered(plant, line("600", "A"), line("300", "B"), line("500"))
    assert first == ["stock_count.entered", "stock_count.advanced"]
    again = [row.lot for row in await sheet(plant) if row.to_count]
    assert again == ["B"]
    other = await plant.refused(
        "inventory.enter_count", count="CT-1", lines=[line("600", "A")], at=LATER
    )
    assert other.code == "not-on-sheet"
    assert await entered(plant, line("310", "B")) == [
        "stock_count.entered", "stock_count.advanced",
    ]  # fmt: skip
    assert await plant.balances("adjustment%") == {}
    silent = await plant.refused("inventory.approve_count", count="CT-1", reason=" ")
    assert silent.code == "approval-reason-missing"
    await plant.give("inventory.approve_count", count="CT-1", reason="scrap not booked")
    assert await plant.balances("adjustment%") == {"adjustment:count B": "90 450"}
    closed = await plant.refused("inventory.approve_count", count="CT-1", reason="again")
    assert closed.code == "count-closed"
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        (accuracy,) = (await count_accuracy(tx, AccuracyParams(), KEEPER)).rows
    assert [accuracy.counted, accuracy.within] == [3, 2]
    assert accuracy.accuracy == Decimal("0.666667")


async def test_a_second_count_that_agrees_needs_nobody(plant: Plant) -> None:
    await planned(plant)
    await entered(plant, line("600", "A"), line("300", "B"), line("500"))
    told = await entered(plant, line("400", "B"))
    assert told == ["stock_count.entered", "stock_count.booked"]
    assert await plant.balances("adjustment%") == {}


@pytest.mark.worked_example
async def test_what_moves_during_the_count_is_no_difference(plant: Plant) -> None:
    await planned(plant)
    goods = {"material": "PLATE", "lot": "B", "quantity": "100", "source": "WH1", "target": "WH2"}
    await plant.give("inventory.move_material", lines=[goods], at=LATER + timedelta(hours=1))
    told = await entered(plant, line("600", "A"), line("400", "B"), line("500"))
    assert told[-1] == "stock_count.booked"
    assert await plant.balances("adjustment%") == {}


async def test_a_count_is_thrown_away_with_a_reason(plant: Plant) -> None:
    await planned(plant)
    await entered(plant, line("600", "A"), line("300", "B"), line("500"))
    await entered(plant, line("310", "B"))
    await plant.give("inventory.approve_count", count="CT-1", reason="wrong shelf", accept=False)
    assert await plant.rows("SELECT status, reason FROM stock_count") == [
        ("cancelled", "wrong shelf")
    ]
    twice = await plant.refused("inventory.plan_count", code="CT-1", place="WH1")
    assert twice.code == "count-exists"
    empty = await plant.refused("inventory.plan_count", code="CT-2", place="WH2")
    assert empty.code == "nothing-to-count"


@pytest.mark.worked_example
async def test_what_is_consumed_most_is_counted_most(plant: Plant) -> None:
    ship = {"material": "PLATE", "lot": "A", "quantity": "100", "source": "WH1"}
    screws = {"material": "SCREW", "quantity": "400", "source": "WH1"}
    await plant.give(
        "inventory.ship_material", code="S-1", customer="C9", lines=[ship, screws], at=LATER
    )
    await plant.give("inventory.classify_materials", until="2026-02-01")
    classes = await plant.rows(
        "SELECT m.code, a.class, a.annual_value FROM abc_class a JOIN material m "
        "ON m.id = a.material WHERE a.annual_value > 0 ORDER BY 1"
    )
    assert classes == [("PLATE", "A", 500), ("SCREW", "C", 20)]
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        due = (await counts_due(tx, DueParams(), KEEPER)).rows
    assert [(row.place, row.material, row.abc) for row in due] == [
        ("WH1", "PLATE", "A"), ("WH1", "SCREW", "C"),
    ]  # fmt: skip
    await planned(plant)
    limits = await plant.rows("SELECT DISTINCT class, tolerance FROM stock_count_line ORDER BY 1")
    assert limits == [("A", Decimal("0.002")), ("C", Decimal("0.05"))]


@pytest.mark.worked_example
def test_classes_follow_the_share_of_value_before_each_material() -> None:
    one, two, three, four = (derived_id("test", name) for name in ("1", "2", "3", "4"))
    values = {one: Decimal(70), two: Decimal(15), three: Decimal(11), four: Decimal(4)}
    assert abc_classes(values) == {one: "A", two: "A", three: "B", four: "C"}
    assert set(abc_classes({one: Decimal(0)}).values()) == {"C"}


def test_the_tolerance_is_a_share_of_what_the_books_say() -> None:
    assert is_within(Decimal(995), Decimal(1000), tolerance=Decimal("0.005"))
    assert not is_within(Decimal(994), Decimal(1000), tolerance=Decimal("0.005"))
    assert not is_within(Decimal(1), Decimal(0), tolerance=Decimal("0.05"))
    assert msgspec.to_builtins(is_within(Decimal(0), Decimal(0), tolerance=Decimal(0))) is True


@pytest.mark.worked_example
def test_the_dearer_the_oftener_and_the_closer_goods_are_counted() -> None:
    """A monthly and within 0.2 %, B quarterly and 1 %, C once a year and 5 %."""
    assert COUNTS_A_YEAR == {"A": 12, "B": 4, "C": 1}
    near = {"A": (998, 997), "B": (990, 989), "C": (950, 949)}
    for kind, (counted, missed) in near.items():
        tolerance = TOLERANCE[kind]  # type: ignore[index]  # the three classes
        assert is_within(Decimal(counted), Decimal(1000), tolerance=tolerance)
        assert not is_within(Decimal(missed), Decimal(1000), tolerance=tolerance)
