"""Costing as the handbook tells it (ledger, sections 4 to 6): every number through the door."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from taktline.base.ids import uuid7
from taktline.kernel.ledger.period_check import PeriodCheckParams, period_checks
from taktline.kernel.ledger.verify import prove
from taktline.store import Store
from tests.ledger_fixtures import BY, NOON, SITE, material, unit
from tests.ledger_plant import KEEPER, Plant, new_plant, queue_job

pytestmark = pytest.mark.anyio


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    return await new_plant(store, tenant)


async def proved(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        assert (await prove(tx)).findings == []


async def screws(plant: Plant, quantity: str, amount: str, *, place: str = "WH1") -> None:
    await plant.receive("", quantity, amount=amount, of="SCREW", place=place)


async def move(plant: Plant, quantity: str, source: str, target: str) -> None:
    line = {"material": "SCREW", "quantity": quantity, "source": source, "target": target}
    await plant.give("inventory.move_material", lines=[line])


async def invoice(plant: Plant, amount: str, **line: object) -> None:
    answer = await plant.give(
        "inventory.post_invoice", supplier="S1", reference="INV-7",
        lines=[{"amount": amount, **line}],
    )  # fmt: skip
    assert [e.name for e in answer.events] == ["invoice.posted"]


@pytest.mark.worked_example
async def test_moving_average_is_told_as_the_handbook_tells_it(plant: Plant) -> None:
    await plant.change_material("SCREW", costing="moving_average")
    await screws(plant, "100", "1000")
    await screws(plant, "50", "650")
    assert await plant.balances("WH1") == {"WH1 -": "150 1650"}  # The average is 11.00.
    await move(plant, "60", "WH1", "WH2")
    assert await plant.balances("WH_") == {"WH1 -": "90 990", "WH2 -": "60 660"}
    await proved(plant)


@pytest.mark.worked_example
async def test_first_in_first_out_takes_the_oldest_price_also_without_lots(plant: Plant) -> None:
    await plant.change_material("SCREW", costing="fifo")
    await screws(plant, "100", "1000")  # at 10.00
    await screws(plant, "50", "650")  # at 13.00
    await move(plant, "60", "WH1", "WH2")
    assert await plant.balances("WH_") == {"WH1 -": "90 1050", "WH2 -": "60 600"}
    await move(plant, "60", "WH1", "WH2")  # 40 at 10.00, 20 at 13.00
    assert await plant.balances("WH_") == {"WH1 -": "30 390", "WH2 -": "120 1260"}
    await move(plant, "100", "WH2", "L1")  # all that came at 10.00
    assert await plant.balances("L1") == {"L1 -": "100 1000"}
    assert await plant.balances("WH_") == {"WH1 -": "30 390", "WH2 -": "20 260"}
    await proved(plant)


async def test_layers_hold_within_one_command_and_after_a_late_invoice(plant: Plant) -> None:
    await plant.change_material("SCREW", costing="fifo")
    await screws(plant, "10", "100")
    await screws(plant, "10", "200")
    lines = [
        {"material": "SCREW", "quantity": "5", "source": "WH1", "target": target}
        for target in ("WH2", "L1", "WH2")
    ]
    await plant.give("inventory.move_material", lines=lines)
    held = await plant.balances()
    assert (held["WH1 -"], held["WH2 -"], held["L1 -"]) == ("5 100", "10 150", "5 50")
    await invoice(plant, "20", material="SCREW", quantity="20")  # 1.00 more for each piece
    held = await plant.balances()
    assert (held["WH1 -"], held["WH2 -"], held["L1 -"]) == ("5 105", "10 160", "5 55")
    await move(plant, "5", "WH2", "WH1")  # the five of 10.00 and their share of the invoice
    assert (await plant.balances("WH2"))["WH2 -"] == "5 106.67"
    await proved(plant)


async def test_the_average_is_one_over_all_own_places_of_the_site(plant: Plant) -> None:
    await plant.change_material("SCREW", costing="moving_average")
    await screws(plant, "100", "1000")
    await screws(plant, "50", "650", place="WH2")
    assert await plant.balances("WH_") == {"WH1 -": "100 1100", "WH2 -": "50 550"}
    await screws(plant, "1", "0.01", place="WH2")
    assert await plant.balances("WH_") == {"WH1 -": "100 1092.72", "WH2 -": "51 557.29"}
    assert await plant.balances("variance%") == {}
    await proved(plant)


async def test_the_average_of_traced_goods_is_one_over_all_lots(plant: Plant) -> None:
    await plant.change_material("PLATE", costing="moving_average")
    await plant.receive("A", "100", amount="1000")
    await plant.receive("B", "50", amount="650")
    assert await plant.balances("WH1") == {"WH1 A": "100 1100", "WH1 B": "50 550"}
    await proved(plant)


@pytest.mark.worked_example
async def test_a_line_side_that_owes_gets_the_new_price_and_the_rest_is_a_variance(
    plant: Plant,
) -> None:
    await plant.change_material("SCREW", costing="moving_average", may_go_below=True)
    await plant.give("kernel.open_place", code="L9", kind="line_side", may_go_below=True)
    await screws(plant, "10", "100", place="L9")
    await move(plant, "30", "L9", "WH2")  # 20 are owed at nothing.
    await screws(plant, "10", "130", place="L9")
    assert await plant.balances("L9") == {"L9 -": "-10 -130"}  # Still owed, at the new price.
    assert await plant.balances("variance%") == {"variance:average -": "0 260"}


@pytest.mark.worked_example
async def test_a_late_invoice_is_shared_two_thirds_to_stock_one_third_to_variance(
    plant: Plant,
) -> None:
    await plant.receive("A", "150", amount="1500")
    ship = {"material": "PLATE", "lot": "A", "quantity": "50", "source": "WH1"}
    await plant.give("inventory.ship_material", code="SH-1", customer="C9", lines=[ship])
    await invoice(plant, "30", material="PLATE", lot="A", quantity="150")
    assert await plant.balances("WH1") == {"WH1 A": "100 1020"}
    assert await plant.balances("variance%") == {"variance:price": "0 10"}
    await invoice(plant, "-30", material="PLATE", lot="A", quantity="150")
    assert await plant.balances("WH1") == {"WH1 A": "100 1000"}
    assert await plant.balances("variance%") == {}
    await proved(plant)


async def test_goods_never_give_back_more_than_they_are_worth(plant: Plant) -> None:
    await plant.receive("A", "10", amount="20")
    await invoice(plant, "-50", material="PLATE", lot="A", quantity="10")
    assert await plant.balances("WH1") == {"WH1 A": "10 0"}
    assert await plant.balances("variance%") == {"variance:price": "0 -30"}


async def test_at_standard_a_late_invoice_is_all_price_variance(plant: Plant) -> None:
    await plant.change_material("PLATE", costing="standard", standard_cost=10)
    await plant.receive("A", "215", amount="2150")
    assert await plant.balances("variance%") == {}
    await invoice(plant, "215", material="PLATE", lot="A", quantity="215")
    assert await plant.balances("variance%") == {"variance:price": "0 215"}
    assert await plant.balances("WH1") == {"WH1 A": "215 2150"}


async def test_a_service_done_outside_goes_into_its_job(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        await queue_job(tx, "JO-25", site=SITE)
        await queue_job(tx, "JO-99", site=SITE, status="closed")
    await invoice(plant, "388", job_order="JO-25")  # 97 pieces at 4.00.
    assert await plant.balances() == {"supplier:S1": "0 -388", "transform:JO-25": "0 388"}
    late = {"supplier": "S1", "lines": [{"amount": "1", "job_order": "JO-99"}]}
    assert (await plant.refused("inventory.post_invoice", **late)).code == "job-ended"
    nothing = {"supplier": "S1", "lines": [{"amount": "1"}]}
    assert (await plant.refused("inventory.post_invoice", **nothing)).code == "invoice-of-what"


@pytest.mark.worked_example
async def test_consignment_costs_only_what_is_used(plant: Plant) -> None:
    await plant.receive("A", "100", amount="0", ordered="0")
    assert await plant.balances("WH1") == {"WH1@S1 A": "100 0"}
    goods = {"material": "PLATE", "lot": "A", "quantity": "20", "owner": "S1"}
    await plant.give("inventory.change_owner", place="WH1", line=goods, amount="60")
    assert await plant.balances("WH1") == {"WH1 A": "20 60", "WH1@S1 A": "80 0"}
    assert await plant.balances("supplier%") == {"supplier:S1 A": "-100 -60"}


@pytest.mark.worked_example
async def test_what_is_missing_at_a_count_leaves_with_its_value(plant: Plant) -> None:
    await plant.receive("A", "100", amount="1000")
    line = {"material": "PLATE", "lot": "A", "counted": "98"}
    await plant.give("inventory.count_material", place="WH1", lines=[line])
    assert await plant.balances("adjustment%") == {"adjustment:count A": "2 20"}
    found = {"material": "PLATE", "lot": "A", "counted": "99"}
    await plant.give("inventory.count_material", place="WH1", lines=[found])
    assert await plant.balances("WH1") == {"WH1 A": "99 990"}


@pytest.mark.worked_example
async def test_components_go_from_one_order_to_another_with_their_value(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        for code in ("JO-1", "JO-2"):
            await queue_job(tx, code, site=SITE)
    await plant.receive("A", "100", amount="300")
    line = {"material": "PLATE", "lot": "A", "quantity": "100", "source": "WH1"}
    await plant.give("inventory.issue_material", job_order="JO-1", lines=[line])
    taken = {"material": "PLATE", "lot": "A", "quantity": "40"}
    both = {"source": "JO-1", "target": "JO-2"}
    await plant.give("inventory.transfer_material", **both, lines=[taken])
    assert await plant.balances("wip%") == {"wip:JO-1 A": "60 180", "wip:JO-2 A": "40 120"}
    over = await plant.refused(
        "inventory.transfer_material", **both, lines=[{**taken, "quantity": "61"}]
    )
    same = await plant.refused(
        "inventory.transfer_material", source="JO-1", target="JO-1", lines=[taken]
    )
    assert (over.code, same.code) == ("shortage", "same-job")
    await proved(plant)


async def test_a_promise_binds_until_its_time_and_is_then_ended(plant: Plant) -> None:
    await plant.receive("A", "100", amount="100")
    until = plant.now + timedelta(hours=1)
    promise = {"demand": "order:1", "material": "PLATE", "quantity": "80"}
    await plant.give("inventory.make_reservation", **promise, expires_at=until.isoformat())
    ship = {"code": "SH-1", "customer": "C9"}
    line = {"material": "PLATE", "quantity": "30", "source": "WH1"}
    refusal = await plant.refused("inventory.ship_material", **ship, lines=[line])
    assert refusal.code == "nothing-allocatable"
    await plant.give("inventory.expire_reservations")
    assert await plant.rows("SELECT status FROM reservation") == [("open",)]
    plant.now = until
    await plant.give("inventory.ship_material", **ship, lines=[line])
    answer = await plant.give("inventory.expire_reservations")
    assert [e.name for e in answer.events] == ["reservation.expired"]
    assert await plant.rows("SELECT status FROM reservation") == [("expired",)]
    await proved(plant)


@pytest.mark.worked_example
async def test_the_last_period_is_opened_again_with_a_reason_and_closed_anew(
    plant: Plant,
) -> None:
    await plant.give("kernel.close_period", ends_on="2026-01-31")
    await plant.give("kernel.close_period", ends_on="2026-02-28")
    wrong = await plant.refused("kernel.reopen_period", ends_on="2026-01-31", reason="audit")
    silent = await plant.refused("kernel.reopen_period", ends_on="2026-02-28", reason=" ")
    assert (wrong.code, silent.code) == ("not-last-closed", "not-last-closed")
    await plant.give("kernel.reopen_period", ends_on="2026-02-28", reason="audit")
    late = NOON + timedelta(days=40)
    await plant.receive("A", "1", amount="5", at=late)
    await plant.receive("B", "1", amount="5", at=NOON)
    posted = await plant.rows("SELECT posted_on::text FROM move ORDER BY line, id")
    assert posted == [("2026-02-14",), ("2026-02-01",)]
    await plant.give("kernel.close_period", ends_on="2026-02-20")
    rows = await plant.rows("SELECT starts_on::text, ends_on::text, status FROM period ORDER BY 1")
    assert rows == [("2000-01-01", "2026-01-31", "closed"), ("2026-02-01", "2026-02-20", "closed")]


@pytest.mark.worked_example
async def test_a_catch_weight_beyond_the_tolerance_is_refused(plant: Plant) -> None:
    async with plant.store.transaction(plant.tenant) as tx:
        tx.execute(
            "UPDATE material SET catch_weight_unit = %s, catch_weight_tolerance = 0.05 "
            "WHERE code = 'BR-100'",
            (unit("kg"),),
        )
        tx.execute(
            "INSERT INTO unit_conversion (id, material, source_unit, target_unit, num, den, "
            "created_at, created_by, updated_at, updated_by) "
            "VALUES (%s, %s, %s, %s, 3, 2, %s, %s, %s, %s)",
            (uuid7(), material("BR-100"), unit("pcs"), unit("kg"), NOON, BY, NOON, BY),
        )
    line = {"material": "BR-100", "place": "WH1", "lot": "W-1", "quantity": "10"}
    bought = {"supplier": "S1"}
    refusal = await plant.refused(
        "inventory.receive_material", **bought, lines=[{**line, "second_quantity": "16"}]
    )
    assert refusal.code == "out-of-tolerance"
    await plant.give(
        "inventory.receive_material", **bought, lines=[{**line, "second_quantity": "15.7"}]
    )
    rows = await plant.rows("SELECT quantity, second_quantity FROM move")
    assert [(float(str(q)), float(str(w))) for q, w in rows] == [(10.0, 15.7)]


async def test_a_promise_from_one_place_is_kept_and_cut_by_what_is_there(plant: Plant) -> None:
    await plant.receive("A", "100", amount="100")
    await plant.receive("B", "50", amount="50", place="WH2")
    promise = {"demand": "order:1", "material": "PLATE", "place": "WH2"}
    over = await plant.refused("inventory.make_reservation", **promise, quantity="60")
    assert str(over).startswith("WH2 has 50 kg")
    await plant.give("inventory.make_reservation", **promise, quantity="40")
    more = await plant.refused(
        "inventory.make_reservation", **{**promise, "demand": "order:2"}, quantity="20"
    )
    assert more.code == "nothing-allocatable"
    counted = {"material": "PLATE", "lot": "B", "counted": "30"}
    answer = await plant.give("inventory.count_material", place="WH2", lines=[counted])
    assert [e.name for e in answer.events] == [
        "reservation.cut",
        "work_alert.raised",
        "place.counted",
    ]
    assert await plant.rows("SELECT status, quantity FROM reservation") == [("open", 30)]
    elsewhere = {"material": "PLATE", "lot": "A", "counted": "60"}
    answer = await plant.give("inventory.count_material", place="WH1", lines=[elsewhere])
    assert [e.name for e in answer.events] == ["place.counted"]
    await proved(plant)


@pytest.mark.worked_example
async def test_a_line_side_opened_by_policy_tells_each_time_and_is_cleared_by_period_end(
    plant: Plant,
) -> None:
    await plant.change_material("SCREW", may_go_below=True)
    await plant.give("kernel.open_place", code="L9", kind="line_side", may_go_below=True)
    await screws(plant, "10", "100", place="L9")
    line = {"material": "SCREW", "quantity": "30", "source": "L9", "target": "WH2"}
    answer = await plant.give("inventory.move_material", lines=[line])
    assert [e.name for e in answer.events] == [
        "place.overdrawn",
        "work_alert.raised",
        "material.moved",
    ]
    more = await plant.refused("inventory.move_material", lines=[{**line, "source": "L1"}])
    assert more.code in {"shortage", "nothing-allocatable"}  # Not opened: no less than nothing.
    owes = await plant.refused("kernel.close_period", ends_on="2026-01-31")
    assert str(owes).startswith("L9 SCREW still owe")
    await plant.give("kernel.close_period", ends_on="2026-01-31", confirm=["line-side-owes"])
    back = {**line, "source": "WH2", "target": "L9", "quantity": "20"}
    await plant.give("inventory.move_material", lines=[back])
    await plant.give("kernel.close_period", ends_on="2026-02-10")


async def test_goods_are_issued_at_the_site_of_the_job_where_there_are_several(
    plant: Plant,
) -> None:
    await plant.receive("A", "100", amount="300")
    async with plant.store.transaction(plant.tenant) as tx:
        await queue_job(tx, "JO-1", site=SITE)
        tx.execute(
            "INSERT INTO site (id, code, name, zone, currency, created_at, created_by, updated_at, "
            "updated_by) VALUES (%s, 'F2', 'Factory 2', 'UTC', 'CNY', %s, %s, %s, %s)",
            (uuid7(), NOON, BY, NOON, BY),
        )
    line = {"material": "PLATE", "lot": "A", "quantity": "40", "source": "WH1"}
    await plant.give("inventory.issue_material", job_order="JO-1", lines=[line])
    back = {"material": "PLATE", "lot": "A", "quantity": "10", "target": "WH1"}
    await plant.give("inventory.return_material", job_order="JO-1", lines=[back])
    assert await plant.balances("w%") == {"wip:JO-1 A": "30 90"}
    move_line = {**line, "target": "WH2", "quantity": "1"}
    refusal = await plant.refused("inventory.move_material", lines=[move_line])
    assert refusal.code == "site-needed"


@pytest.mark.worked_example
async def test_pieces_are_counted_by_weight_and_both_figures_are_kept(plant: Plant) -> None:
    await screws(plant, "1000", "50")
    line = {"material": "SCREW", "source": "WH1", "target": "L1"}
    scale = {"gross": "2.62", "tare": "0.12", "sample_pieces": 20, "sample_weight": "0.10"}
    goods = {**line, "quantity": "500", "weighed": scale}  # 2.50 kg at 5 g a piece
    await plant.give("inventory.move_material", lines=[goods])
    kept = await plant.rows("SELECT quantity, second_quantity FROM move WHERE quantity = 500")
    assert kept == [(500, Decimal("2.5"))]
    wrong = await plant.refused("inventory.move_material", lines=[{**goods, "quantity": "450"}])
    assert (wrong.code, wrong.values["weighed"]) == ("counted-otherwise", "500")
    empty = {**goods, "weighed": {**scale, "gross": "0.12"}}
    assert (await plant.refused("inventory.move_material", lines=[empty])).code == "bad-weighing"


async def test_a_count_by_weight_needs_no_second_count(plant: Plant) -> None:
    await screws(plant, "1000", "50")
    scale = {"gross": "5.02", "tare": "0.07", "sample_pieces": 100, "sample_weight": "0.5"}
    answer = await plant.give(
        "inventory.count_material", place="WH1", lines=[{"material": "SCREW", "weighed": scale}]
    )
    told = answer.events[-1].name
    assert told == "place.counted"
    assert await plant.balances("WH1") == {"WH1 -": "990 49.5"}
    nothing = await plant.refused(
        "inventory.count_material", place="WH1", lines=[{"material": "SCREW"}]
    )
    assert nothing.code == "nothing-counted"


@pytest.mark.worked_example
async def test_a_catch_weight_goes_with_the_goods_over_all_lots_they_come_from(
    plant: Plant,
) -> None:
    await plant.receive("A", "30", amount="300", expires_on="2027-01-01")
    await plant.receive("B", "70", amount="700", expires_on="2027-02-01")
    async with plant.store.transaction(plant.tenant) as tx:
        tx.execute("UPDATE material SET catch_weight_unit = unit WHERE code = 'PLATE'")
    line = {"material": "PLATE", "quantity": "40", "source": "WH1", "second_quantity": "8.001"}
    await plant.give("inventory.ship_material", code="SH-9", customer="C9", lines=[line])
    kept = await plant.rows(
        "SELECT quantity, second_quantity FROM move WHERE target_kind = 'customer' ORDER BY line"
    )
    assert kept == [(30, Decimal("6.001")), (10, Decimal(2))]


@pytest.mark.worked_example
@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        ("fefo", {"B": 25, "A": 15}),
        ("fifo", {"A": 30, "B": 10}),
        ("lifo", {"C": 40}),
        ("fewest_units", {"B": 25, "A": 15}),
    ],
)
async def test_goods_are_promised_hard_in_the_order_of_a_rule(
    plant: Plant, rule: str, taken: dict[str, int]
) -> None:
    for day, (lot, quantity, ends) in enumerate(
        (("A", "30", "2027-03-01"), ("B", "25", "2027-01-01"), ("C", "50", "2027-06-01"))
    ):
        at = NOON + timedelta(days=day)
        await plant.receive(lot, quantity, amount="10", expires_on=ends, at=at)
    await plant.give(
        "inventory.make_reservation", demand="order:7", material="PLATE", place="WH1",
        quantity="40", rule=rule,
    )  # fmt: skip
    promised = await plant.rows(
        "SELECT l.code, r.quantity FROM reservation r JOIN lot l ON l.id = r.lot"
    )
    assert {str(lot): quantity for lot, quantity in promised} == taken
    line = {"material": "PLATE", "quantity": "100", "source": "WH1"}
    others = await plant.refused("inventory.ship_material", code="X", customer="C9", lines=[line])
    assert others.values["held"] == "65"
    await proved(plant)


@pytest.mark.worked_example
async def test_lots_that_keep_too_short_are_not_promised(plant: Plant) -> None:
    await plant.change_material("PLATE", shelf_life_min_days=30)
    await plant.receive("A", "10", amount="10", expires_on="2026-05-01")
    await plant.receive("B", "10", amount="10", expires_on="2026-12-01")
    promise: dict[str, object] = {
        "demand": "order:8", "material": "PLATE", "place": "WH1", "rule": "fefo",
        "needed_on": "2026-04-15",
    }  # fmt: skip
    refusal = await plant.refused("inventory.make_reservation", quantity="11", **promise)
    assert refusal.values["held"] == "10"
    await plant.give("inventory.make_reservation", quantity="10", **promise)
    assert await plant.rows("SELECT l.code FROM reservation r JOIN lot l ON l.id = r.lot") == [
        ("B",)
    ]


@pytest.mark.worked_example
async def test_what_breaks_a_promise_or_owes_calls_for_somebody(plant: Plant) -> None:
    await screws(plant, "100", "10")
    await plant.give(
        "inventory.make_reservation", demand="order:9", material="SCREW", quantity="80"
    )
    counted = {"material": "SCREW", "counted": "50"}
    await plant.give("inventory.count_material", place="WH1", lines=[counted])
    called = await plant.rows("SELECT kind, severity, text FROM work_alert")
    assert called == [("material", 2, "order:9: 80.000000 -> 50.000000")]


async def test_a_list_says_what_is_open_before_a_period_is_closed(plant: Plant) -> None:
    await plant.change_material("SCREW", may_go_below=True)
    await plant.give("kernel.open_place", code="L9", kind="line_side", may_go_below=True)
    await screws(plant, "5", "10", place="L9")
    await move(plant, "30", "L9", "WH2")
    await plant.receive("A", "10", amount="50", ordered="4")
    async with plant.store.transaction(plant.tenant, readonly=True) as tx:
        asked = PeriodCheckParams(ends_on=date(2026, 1, 31))
        rows = (await period_checks(tx, asked, KEEPER)).rows
    found = {row.check: (row.found, row.examples) for row in rows}
    assert found["line-side-owes"] == (1, ["L9 SCREW"])
    assert [row.check for row in rows if row.blocks] == ["line-side-owes"]
    assert found["kept-for-suppliers"] == (1, ["WH1 A"])
    assert found["not-proved"][0] == 1
    assert (found["unreported"], found["in-transit"]) == ((0, []), (0, []))
