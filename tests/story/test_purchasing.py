"""Receiving as the dock knows it (handbook, shopfloor section 8): to the order, or beyond."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from taktline.apps.inventory.purchasing.queries import (
    DeliveryParams,
    PurchaseListed,
    PurchaseParams,
    purchase_lines,
    supplier_deliveries,
)
from taktline.base.ids import uuid7
from taktline.kernel.ledger.verify import prove
from taktline.store import Store
from tests.ledger_fixtures import NOON, material, unit
from tests.ledger_plant import KEEPER, Plant, codes, item, new_plant

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)
PROMISED = NOON.date()


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """Return a plant with 100 kg of plate on order at 5.00, promised for the day of the tests."""
    plant = await new_plant(store, tenant)
    await ordered(plant, "PO-1", {"material": "PLATE", "quantity": "100", "price": "5"})
    return plant


async def ordered(plant: Plant, code: str, *lines: Mapping[str, object]) -> None:
    promised = {"promised_on": PROMISED.isoformat()}
    await plant.give(
        "inventory.create_purchase_order", code=code, supplier="S1", at=NOON - 10 * DAY,
        lines=[{**promised, **line} for line in lines],
    )  # fmt: skip


def delivery(quantity: str, lot: str, **more: object) -> dict[str, object]:
    line = {
        "material": "PLATE", "place": "WH1", "quantity": quantity, "lot": lot,
        "order_line": "PO-1/10", **more,
    }  # fmt: skip
    return {"supplier": "S1", "at": NOON, "lines": [line]}


async def line(plant: Plant, name: str = "PO-1/10") -> PurchaseListed:
    order = name.partition("/")[0]
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        rows = (await purchase_lines(tx, PurchaseParams(order=order, on=PROMISED), KEEPER)).rows
    return next(row for row in rows if row.order_line == name)


async def sound(plant: Plant) -> bool:
    async with plant.store.transaction(plant.tenant) as tx:
        return (await prove(tx)).findings == []


async def test_a_short_delivery_is_priced_by_its_order_and_leaves_the_rest_open(
    plant: Plant,
) -> None:
    await plant.give("inventory.receive_material", **delivery("60", "A"))
    assert await plant.balances("WH1%") == {"WH1 A": "60 300"}
    first = await line(plant)
    assert (first.received, first.open, first.status) == (Decimal(60), Decimal(40), "open")
    await plant.give("inventory.receive_material", **delivery("40", "B"))
    assert (await line(plant)).status == "received"
    assert await sound(plant)


@pytest.mark.worked_example
async def test_what_comes_beyond_the_order_is_kept_and_goes_three_ways(plant: Plant) -> None:
    await plant.give("inventory.receive_material", **delivery("130", "A"))
    assert await plant.balances("WH1%") == {"WH1 A": "100 500", "WH1@S1 A": "30 0"}
    excess: dict[str, object] = {"order_line": "PO-1/10", "place": "WH1", "lot": "A", "at": NOON}
    await plant.give("inventory.accept_excess", way="accept", quantity="10", **excess)
    await plant.give("inventory.accept_excess", way="free_of_charge", quantity="5", **excess)
    await plant.give(
        "inventory.return_to_supplier", supplier="S1", code="RT-1", reason="beyond", at=NOON,
        lines=[{
            "material": "PLATE", "quantity": "15", "lot": "A", "source": "WH1", "owner": "S1",
            "order_line": "PO-1/10",
        }],
    )  # fmt: skip
    assert await plant.balances("WH1%") == {"WH1 A": "115 550"}
    row = await line(plant)
    assert [row.quantity, row.received, row.kept, row.free] == [110, 110, 0, 5]
    assert await sound(plant)


async def test_within_the_over_receipt_share_more_is_ours_at_once(plant: Plant) -> None:
    await plant.change_material("PLATE", over_receipt=Decimal("0.05"))
    await plant.give("inventory.receive_material", **delivery("60", "A"))
    await plant.give("inventory.receive_material", **delivery("45", "B"))
    row = await line(plant)
    assert [row.received, row.kept, row.open] == [105, 0, 0]
    await plant.give("inventory.receive_material", **delivery("1", "C"))
    assert (await line(plant)).kept == 1


async def test_two_trucks_at_the_same_moment_are_counted_one_after_the_other(
    plant: Plant,
) -> None:
    trucks = [item("inventory.receive_material", **delivery("70", lot)) for lot in ("A", "B")]
    assert codes(await plant.submit(*trucks)) == ["accepted", "accepted"]
    row = await line(plant)
    assert [row.received, row.kept] == [100, 40]


@pytest.mark.worked_example
async def test_weight_is_charged_as_weighed_or_as_it_should_be(plant: Plant) -> None:
    """A bar weighs 6 kg by its table; ten weighed 61.5 kg. Steel is charged at 5.00 a kilogram."""
    await plant.change_material("BR-100", catch_weight_unit=unit("kg"))
    async with plant.store.transaction(plant.tenant) as tx:
        tx.execute(
            "INSERT INTO unit_conversion (id, material, source_unit, target_unit, num, den, "
            "created_at, created_by, updated_at, updated_by) "
            "VALUES (%s, %s, %s, %s, 6, 1, %s, %s, %s, %s)",
            (
                uuid7(),
                material("BR-100"),
                unit("pcs"),
                unit("kg"),
                NOON,
                KEEPER.id,
                NOON,
                KEEPER.id,
            ),
        )
    bars = {"material": "BR-100", "quantity": "10", "price": "5", "invoice_unit": "kg"}
    await ordered(plant, "PO-2", bars, {**bars, "weight_basis": "weighed"})
    for name, lot in (("PO-2/10", "H1"), ("PO-2/20", "H2")):
        steel = delivery("10", lot, material="BR-100", order_line=name, second_quantity="61.5",
                         supplier_lot="H-77120")  # fmt: skip
        await plant.give("inventory.receive_material", **steel)
    rows = await plant.rows(
        "SELECT l.line::integer, r.theoretical_weight, r.weighed, r.invoice_quantity, r.amount, "
        "r.supplier_lot FROM purchase_receipt r JOIN purchase_line l ON l.id = r.purchase_line "
        "ORDER BY l.line"
    )
    assert rows == [
        (10, 60, Decimal("61.5"), 60, 300, "H-77120"),
        (20, 60, Decimal("61.5"), Decimal("61.5"), Decimal("307.5"), "H-77120"),
    ]
    assert (await plant.balances("WH1%"))["WH1 H2"] == "10 307.5"
    assert await sound(plant)


async def test_suppliers_are_measured_by_what_they_promised_first(plant: Plant) -> None:
    await plant.give(
        "inventory.change_purchase_line", order_line="PO-1/10", reason="called", at=NOON,
        promised_on=(PROMISED + 5 * DAY).isoformat(),
    )  # fmt: skip
    late: dict[str, object] = {**delivery("60", "A"), "at": NOON + 3 * DAY}
    await plant.give("inventory.receive_material", **late)
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        (one,) = (await supplier_deliveries(tx, DeliveryParams(), KEEPER)).rows
        on = PROMISED + 7 * DAY
        (listed,) = (await purchase_lines(tx, PurchaseParams(late=True, on=on), KEEPER)).rows
        early = PurchaseParams(late=True, on=date(2026, 1, 1))
        none = (await purchase_lines(tx, early, KEEPER)).rows
    assert (one.deliveries, one.on_time, one.days_late) == (1, 0, Decimal("3.00"))
    assert (listed.open, listed.days_late, listed.postponed_days) == (Decimal(40), 2, 5)
    assert none == []


async def test_a_number_of_another_system_is_kept_as_words(plant: Plant) -> None:
    await plant.give("inventory.receive_material", **delivery("5", "A", order_line="4500012-10"))
    told = await plant.rows("SELECT payload FROM event WHERE name = 'material.received'")
    assert "4500012-10" in str(told)
    assert await plant.rows("SELECT 1 FROM purchase_receipt") == []
    missing = await plant.refused(
        "inventory.receive_material", **delivery("5", "A", order_line="PO-1/99")
    )
    assert missing.code == "not-found"
