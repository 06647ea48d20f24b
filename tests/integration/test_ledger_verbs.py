"""Inventory commands through the real door: what they book, in moves, balances and cents."""

from datetime import timedelta

import pytest

from taktline.store import Store
from tests.ledger_fixtures import NOON, SITE
from tests.ledger_plant import Plant, codes, item, new_plant, queue_job

pytestmark = pytest.mark.anyio


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    return await new_plant(store, tenant)


async def test_goods_come_in_at_what_was_paid_and_move_with_their_value(plant: Plant) -> None:
    answer = await plant.receive("PL-A", "120", amount="360")
    assert [e.name for e in answer.events] == ["material.received"]
    line = {"material": "PLATE", "lot": "PL-A", "quantity": "50", "source": "WH1", "target": "L1"}
    moved = await plant.give("inventory.move_material", lines=[line])
    assert [e.name for e in moved.events] == ["material.moved"]
    assert await plant.balances() == {
        "L1 PL-A": "50 150", "WH1 PL-A": "70 210", "supplier:S1 PL-A": "-120 -360",
    }  # fmt: skip


async def test_more_than_is_there_is_refused_and_what_is_there_accepted(plant: Plant) -> None:
    await plant.receive("PL-A", "120", amount="360")
    line = {"material": "PLATE", "lot": "PL-A", "source": "WH1", "target": "L1"}
    refusal = await plant.refused("inventory.move_material", lines=[{**line, "quantity": "121"}])
    assert str(refusal) == "WH1 holds 120 kg of lot PL-A; 121 kg were asked for."
    assert "批次 PL-A" in refusal.say("zh")
    await plant.give("inventory.move_material", lines=[{**line, "quantity": "120"}])
    assert await plant.balances("WH1") == {}


async def test_inspected_material_waits_and_a_second_delivery_joins_its_inspection(
    plant: Plant,
) -> None:
    await plant.change_material("PLATE", inspected=True)
    first = await plant.receive("PL-A", "120", amount="360")
    second = await plant.receive("PL-B", "100", amount="330")
    assert [e.name for e in first.events] == ["material.received", "inspection.requested"]
    assert [e.name for e in second.events] == ["material.received"]
    assert await plant.balances("WH1") == {
        "WH1!quarantine PL-A": "120 360", "WH1!quarantine PL-B": "100 330",
    }  # fmt: skip
    jobs = await plant.rows("SELECT count(*) FROM job_order")
    planned = await plant.rows("SELECT count(*) FROM planned_move WHERE status = 'open'")
    assert (jobs, planned) == ([(1,)], [(2,)])
    line = {"material": "PLATE", "lot": "PL-A", "quantity": "1", "status": "quarantine"}
    refusal = await plant.refused(
        "inventory.move_material", lines=[{**line, "source": "WH1", "target": "L1"}]
    )
    assert refusal.code == "status-forbids"
    await plant.give("inventory.move_material", lines=[{**line, "source": "WH1", "target": "WH2"}])


async def test_standard_costing_sets_the_price_difference_apart(plant: Plant) -> None:
    await plant.change_material("PLATE", costing="standard", standard_cost=10)
    await plant.receive("PL-A", "215", amount="2365")
    assert await plant.balances() == {
        "WH1 PL-A": "215 2150", "supplier:S1": "0 -215", "supplier:S1 PL-A": "-215 -2150",
        "variance:price": "0 215",
    }  # fmt: skip


async def test_a_price_below_standard_goes_the_other_way(plant: Plant) -> None:
    await plant.change_material("PLATE", costing="standard", standard_cost=10)
    await plant.receive("PL-A", "10", amount="90")
    assert await plant.balances("variance%") == {"variance:price": "0 -10"}


async def test_moving_average_is_eleven_after_the_handbooks_two_receipts(plant: Plant) -> None:
    await plant.change_material("SCREW", costing="moving_average")
    await plant.receive("", "100", amount="1000", of="SCREW")
    await plant.receive("", "50", amount="650", of="SCREW")
    line = {"material": "SCREW", "quantity": "60", "source": "WH1", "target": "WH2"}
    await plant.give("inventory.move_material", lines=[line])
    assert await plant.balances("WH_") == {"WH1 -": "90 990", "WH2 -": "60 660"}


async def test_what_was_not_ordered_stays_the_suppliers_until_it_is_accepted(
    plant: Plant,
) -> None:
    await plant.receive("PL-A", "120", amount="360", ordered="100")
    assert await plant.balances("WH1") == {"WH1 PL-A": "100 300", "WH1@S1 PL-A": "20 0"}
    goods = {"material": "PLATE", "lot": "PL-A", "quantity": "20", "owner": "S1"}
    await plant.give("inventory.change_owner", place="WH1", line=goods, amount="60")
    assert await plant.balances("WH1") == {"WH1 PL-A": "120 360"}
    assert await plant.balances("supplier%") == {"supplier:S1 PL-A": "-120 -360"}


async def test_a_change_of_status_moves_value_and_needs_no_new_lot(plant: Plant) -> None:
    await plant.receive("PL-A", "100", amount="500")
    goods = {"material": "PLATE", "lot": "PL-A", "quantity": "30"}
    answer = await plant.give(
        "inventory.change_status", place="WH1", line=goods, to="blocked", reason="rust"
    )
    assert [e.name for e in answer.events] == ["stock_status.changed"]
    assert await plant.balances("WH1") == {"WH1 PL-A": "70 350", "WH1!blocked PL-A": "30 150"}


async def test_shipping_without_a_lot_takes_the_first_to_expire_and_comes_back_blocked(
    plant: Plant,
) -> None:
    await plant.receive("B-2", "10", amount="20", of="BR-100", expires_on="2026-12-31")
    await plant.receive("B-1", "10", amount="30", of="BR-100", expires_on="2026-06-30")
    ship = {"code": "SH-1", "customer": "C9"}
    line = {"material": "BR-100", "quantity": "12", "source": "WH1"}
    answer = await plant.give("inventory.ship_material", **ship, lines=[line])
    assert [(e.name, e.code) for e in answer.events] == [("shipment.shipped", "SH-1")]
    assert await plant.balances("customer%") == {
        "customer:C9 B-1": "10 30", "customer:C9 B-2": "2 4",
    }  # fmt: skip
    back = {"material": "BR-100", "lot": "B-2", "quantity": "1", "target": "WH1"}
    await plant.give("inventory.take_back_material", **ship, reason="dent", lines=[back])
    assert await plant.balances("WH1") == {"WH1 B-2": "8 16", "WH1!blocked B-2": "1 2"}
    refusal = await plant.refused(
        "inventory.take_back_material", **ship, reason="?", lines=[{**back, "quantity": "2"}]
    )
    assert refusal.code == "shortage"


async def test_a_lot_that_expired_reaches_no_customer_but_another_store(plant: Plant) -> None:
    await plant.receive("B-1", "10", amount="30", of="BR-100", expires_on="2026-02-01")
    line = {"material": "BR-100", "lot": "B-1", "quantity": "1", "source": "WH1"}
    refusal = await plant.refused(
        "inventory.ship_material", code="SH-1", customer="C9", lines=[line]
    )
    assert refusal.code == "lot-expired"
    await plant.give("inventory.move_material", lines=[{**line, "target": "WH2"}])


async def test_a_split_shares_the_value_exactly_and_ties_the_lots(plant: Plant) -> None:
    await plant.receive("A", "100", amount="500")
    parts = [{"lot": "A1", "quantity": "60"}, {"lot": "A2", "quantity": "40"}]
    split = {"place": "WH1", "material": "PLATE", "lot": "A", "parts": parts}
    await plant.give("inventory.split_lot", **split)
    assert await plant.balances("WH1") == {"WH1 A1": "60 300", "WH1 A2": "40 200"}
    rows = await plant.rows(
        "SELECT i.code, o.code FROM lot_edge e JOIN lot i ON i.id = e.input_lot "
        "JOIN lot o ON o.id = e.output_lot ORDER BY 2"
    )
    assert rows == [("A", "A1"), ("A", "A2")]
    assert (await plant.refused("inventory.split_lot", **split)).code == "lot-is-there"


async def test_a_merge_takes_the_earlier_expiry_and_the_worse_status(plant: Plant) -> None:
    await plant.receive("A", "10", amount="10", expires_on="2026-09-01")
    await plant.receive("B", "10", amount="20", expires_on="2026-08-01")
    goods = {"material": "PLATE", "lot": "B", "quantity": "10"}
    await plant.give(
        "inventory.change_status", place="WH1", line=goods, to="blocked", reason="rust"
    )
    lots = [{"lot": "A", "quantity": "10"}, {"lot": "B", "quantity": "5", "status": "blocked"}]
    await plant.give("inventory.merge_lots", place="WH1", material="PLATE", lots=lots, into="AB")
    assert await plant.balances("WH1") == {"WH1!blocked AB": "15 20", "WH1!blocked B": "5 10"}
    expiry = await plant.rows("SELECT expires_on::text FROM lot WHERE code = 'AB'")
    assert expiry == [("2026-08-01",)]


async def test_a_regrade_leaves_the_difference_to_the_variance(plant: Plant) -> None:
    await plant.receive("B-1", "10", amount="80", of="BR-100")
    await plant.give(
        "inventory.regrade_lot", place="WH1", material="BR-100", lot="B-1", quantity="4",
        to_material="PLATE", to_lot="P-9", to_quantity="3", reason="second choice",
    )  # fmt: skip
    assert await plant.balances("WH1") == {"WH1 B-1": "6 48", "WH1 P-9": "3 15"}
    assert await plant.balances("variance%") == {"variance:regrade": "0 17"}
    total = await plant.rows(
        "SELECT sum(b.value) FROM balance b JOIN place p ON p.id = b.place "
        "WHERE p.kind = 'transform'"
    )
    assert total == [(0,)]


async def test_a_count_books_only_what_differs_at_the_time_it_was_counted(plant: Plant) -> None:
    await plant.receive("A", "100", amount="1000", at=NOON)
    line = {"material": "PLATE", "lot": "A", "quantity": "10", "source": "WH1", "target": "WH2"}
    await plant.give("inventory.move_material", at=NOON + timedelta(hours=2), lines=[line])
    counted = {"material": "PLATE", "lot": "A", "counted": "98"}
    await plant.give(
        "inventory.count_material", at=NOON + timedelta(hours=1), place="WH1", lines=[counted]
    )
    assert await plant.balances("WH1") == {"WH1 A": "88 880"}
    assert await plant.balances("adjustment%") == {"adjustment:count A": "2 20"}
    found = {"material": "PLATE", "lot": "A", "counted": "90"}
    await plant.give("inventory.count_material", place="WH1", lines=[found])
    assert await plant.balances("WH1") == {"WH1 A": "90 900"}


async def test_a_back_dated_move_must_leave_every_later_instant_possible(plant: Plant) -> None:
    await plant.receive("A", "100", amount="100", at=NOON)
    out = {"material": "PLATE", "lot": "A", "source": "WH1", "target": "WH2"}
    await plant.give(
        "inventory.move_material", at=NOON + timedelta(hours=2), lines=[{**out, "quantity": "90"}]
    )
    await plant.receive("A", "50", amount="50", at=NOON + timedelta(hours=4))
    early = NOON + timedelta(hours=1)
    refusal = await plant.refused(
        "inventory.move_material", at=early, lines=[{**out, "quantity": "11"}]
    )
    assert refusal.code == "backdated-shortage"
    assert "held only 10 kg" in str(refusal)
    await plant.give("inventory.move_material", at=early, lines=[{**out, "quantity": "10"}])
    assert (await plant.balances("WH1"))["WH1 A"].startswith("50 ")


async def test_goods_are_issued_to_a_job_and_the_rest_comes_back(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        await queue_job(tx, "JO-1", site=SITE)
        await queue_job(tx, "JO-2", site=SITE, status="closed")
    await plant.receive("A", "100", amount="300")
    line = {"material": "PLATE", "lot": "A", "quantity": "40", "source": "WH1"}
    await plant.give("inventory.issue_material", job_order="JO-1", lines=[line])
    back = {"material": "PLATE", "lot": "A", "quantity": "10", "target": "WH1"}
    await plant.give("inventory.return_material", job_order="JO-1", lines=[back])
    assert await plant.balances("w%") == {"wip:JO-1 A": "30 90"}
    refusal = await plant.refused("inventory.issue_material", job_order="JO-2", lines=[line])
    assert str(refusal) == "JO-2 is closed."


async def test_ten_cartons_are_packed_put_away_and_shipped(plant: Plant) -> None:
    await plant.receive("B-1", "10", amount="400", of="BR-100")
    goods = {"material": "BR-100", "lot": "B-1", "quantity": "10"}
    await plant.give("inventory.pack", place="WH1", handling_unit="P1", lines=[goods])
    assert await plant.balances("WH1") == {"WH1#P1 B-1": "10 400"}
    await plant.give("inventory.move_handling_unit", handling_unit="P1", target="WH2")
    assert await plant.balances("WH%") == {"WH2#P1 B-1": "10 400"}
    ship = {**goods, "source": "WH2", "handling_unit": "P1"}
    await plant.give("inventory.ship_material", code="SH-1", customer="C9", lines=[ship])
    assert await plant.balances("customer%") == {"customer:C9 B-1": "10 400"}
    empty = await plant.refused("inventory.move_handling_unit", handling_unit="P1", target="WH1")
    assert empty.code == "empty-unit"


async def test_what_is_promised_to_one_is_not_given_to_another(plant: Plant) -> None:
    await plant.receive("A", "100", amount="100")
    promise = {"demand": "order:1", "material": "PLATE", "quantity": "80"}
    await plant.give("inventory.make_reservation", **promise)
    over = await plant.refused("inventory.make_reservation", **promise)
    assert over.code == "nothing-allocatable"
    line = {"material": "PLATE", "quantity": "30", "source": "WH1", "target": "WH2"}
    refusal = await plant.refused("inventory.move_material", demand="order:2", lines=[line])
    assert refusal.code == "nothing-allocatable"
    ship = {"material": "PLATE", "quantity": "30", "source": "WH1"}
    await plant.give(
        "inventory.ship_material", code="SH-1", customer="C9", demand="order:1", lines=[ship]
    )
    rows = await plant.rows("SELECT status, quantity FROM reservation")
    assert rows == [("open", 50)]


async def test_a_count_cuts_promises_that_can_no_longer_be_kept(plant: Plant) -> None:
    await plant.receive("A", "100", amount="100")
    await plant.give(
        "inventory.make_reservation", demand="order:1", material="PLATE", quantity="80"
    )
    counted = {"material": "PLATE", "lot": "A", "counted": "60"}
    answer = await plant.give("inventory.count_material", place="WH1", lines=[counted])
    assert [e.name for e in answer.events] == [
        "reservation.cut",
        "work_alert.raised",
        "place.counted",
    ]
    assert await plant.rows("SELECT status, quantity FROM reservation") == [("open", 60)]


async def test_a_hold_that_cuts_promises_calls_somebody_for_each(plant: Plant) -> None:
    await plant.receive("A", "100", amount="500")
    await plant.receive("B", "30", amount="150")
    for demand in ("order:1", "order:2"):
        await plant.give(
            "inventory.make_reservation", demand=demand, material="PLATE", quantity="50"
        )
    hold = {"code": "H-1", "lots": [{"material": "PLATE", "lot": "A"}], "reason": "notice"}
    answer = await plant.give("kernel.place_hold", **hold)
    assert [event.name for event in answer.events] == [
        "lot.held", "reservation.cut", "reservation.cut", "work_alert.raised", "work_alert.raised",
    ]  # fmt: skip
    alerts = await plant.rows("SELECT kind, severity::integer, text FROM work_alert ORDER BY text")
    assert [(kind, severity) for kind, severity, _ in alerts] == [("material", 2)] * 2
    assert await plant.rows("SELECT sum(quantity) FROM reservation") == [(30,)]
    free = await plant.give("kernel.place_hold", **{**hold, "code": "H-2"})
    assert [event.name for event in free.events] == ["lot.held"], "nothing is promised of it"


async def test_commands_behind_a_hold_promise_only_what_it_leaves(plant: Plant) -> None:
    await plant.receive("A", "100", amount="500")
    await plant.receive("B", "30", amount="150")
    promise = item("inventory.make_reservation", demand="order:1", material="PLATE", quantity="10")
    hold = item(
        "kernel.place_hold", code="H-1", lots=[{"material": "PLATE", "lot": "A"}], reason="notice"
    )
    more = item("inventory.make_reservation", demand="order:2", material="PLATE", quantity="21")
    fits = item("inventory.make_reservation", demand="order:3", material="PLATE", quantity="20")
    told = await plant.submit(promise, hold, more, atomic=True)
    assert "nothing-allocatable" in codes(told)
    assert codes(await plant.submit(promise, hold, fits, atomic=True)) == ["accepted"] * 3


async def test_a_hold_stops_a_lot_with_everything_made_from_it(plant: Plant) -> None:
    await plant.receive("A", "100", amount="500")
    await plant.receive("B", "100", amount="500")
    parts = [{"lot": "A1", "quantity": "60"}]
    await plant.give("inventory.split_lot", place="WH1", material="PLATE", lot="A", parts=parts)
    hold = {"code": "H-1", "lots": [{"material": "PLATE", "lot": "A"}], "reason": "notice"}
    answer = await plant.give("kernel.place_hold", **hold, with_made_from=True)
    assert [(e.name, e.code) for e in answer.events] == [("lot.held", "A"), ("lot.held", "A1")]
    line = {"material": "PLATE", "quantity": "1", "source": "WH1"}
    ship = {"code": "SH-1", "customer": "C9"}
    refusal = await plant.refused("inventory.ship_material", **ship, lines=[{**line, "lot": "A1"}])
    assert str(refusal).startswith("Lot A1 is held by H-1")
    await plant.give("inventory.ship_material", **ship, lines=[{**line, "lot": "B"}])
    await plant.give("kernel.release_hold", code="H-1", reason="cleared")
    ship["code"] = "SH-2"
    await plant.give("inventory.ship_material", **ship, lines=[{**line, "lot": "A1"}])


async def test_nothing_is_posted_into_a_closed_period(plant: Plant) -> None:
    await plant.receive("A", "100", amount="500", at=NOON)
    await plant.give("kernel.close_period", ends_on="2026-01-31")
    await plant.receive("B", "100", amount="500", at=NOON)
    rows = await plant.rows(
        "SELECT l.code, m.posted_on::text FROM move m JOIN lot l ON l.id = m.lot ORDER BY 1"
    )
    assert rows == [("A", "2026-01-05"), ("B", "2026-02-01")]
    again = await plant.refused("kernel.close_period", ends_on="2026-01-20")
    early = await plant.refused("kernel.close_period", ends_on="2026-03-31")
    assert (again.code, early.code) == ("period-closed-already", "period-not-over")


async def test_opening_stock_comes_from_the_opening_place(plant: Plant) -> None:
    lines = [
        {"place": "WH1", "material": "PLATE", "lot": "OLD", "quantity": "7", "value": "70"},
        {"place": "L1", "material": "SCREW", "quantity": "500"},
    ]
    await plant.give("kernel.open_balance", lines=lines)
    assert await plant.balances() == {
        "L1 -": "500 2500", "WH1 OLD": "7 70", "opening -": "-500 -2500", "opening OLD": "-7 -70",
    }  # fmt: skip


async def test_commands_of_one_batch_see_each_other(plant: Plant) -> None:
    await plant.receive("A", "10", amount="10")
    line = {"material": "PLATE", "lot": "A", "quantity": "6", "source": "WH1", "target": "WH2"}
    outcomes = await plant.submit(*(item("inventory.move_material", lines=[line]) for _ in "ab"))
    assert codes(outcomes) == ["accepted", "shortage"]


async def test_a_serial_comes_in_once(plant: Plant) -> None:
    await plant.receive("SN-1", "1", amount="9", of="PUMP")
    refusal = await plant.refused(
        "inventory.receive_material",
        supplier="S1",
        lines=[{"material": "PUMP", "place": "WH1", "lot": "SN-1", "quantity": "1", "amount": "9"}],
    )
    assert refusal.code == "lot-exists"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"material": "NONE"}, "not-found"),
        ({"quantity": "0"}, "quantity-not-positive"),
        ({"quantity": "0.0004"}, "quantity-not-positive"),
        ({"unit": "t"}, "no-conversion"),
        ({"lot": "X"}, "unknown-lot"),
        ({"source": "WH9"}, "unknown-place"),
        ({"target": "WH1"}, "nothing-changes"),
        ({"handling_unit": "P9"}, "not-found"),
    ],
)
async def test_what_is_named_wrongly_is_refused_with_its_reason(
    plant: Plant, change: dict[str, str], code: str
) -> None:
    await plant.receive("A", "10", amount="10")
    line = {"material": "PLATE", "lot": "A", "quantity": "6", "source": "WH1", "target": "WH2"}
    refusal = await plant.refused("inventory.move_material", lines=[{**line, **change}])
    assert refusal.code == code
    await plant.give("inventory.move_material", lines=[line])
