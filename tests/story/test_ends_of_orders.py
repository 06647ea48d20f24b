"""Orders that end early, reports taken back twice, and goods that are not ours to give."""

import asyncio
from decimal import Decimal

import pytest

from taktline.store import Store
from tests.ledger_fixtures import SITE
from tests.story.plant import Plant, at, cause, code_of, step

pytestmark = pytest.mark.anyio
OF_SITE = {"site": "F1"}


@pytest.fixture
async def plant(store: Store, tenant: str) -> Plant:
    """Return a plant with 100 kg of plate at 5.00 in its store."""
    plant = Plant(store, tenant)
    await plant.set_up(("WH1", "store"), ("WH2", "store"), ("FG1", "store"))
    await receive(plant, "P1", "100", amount="500")
    return plant


async def receive(plant: Plant, lot: str, quantity: str, **said: object) -> None:
    line = {"material": "PLATE", "lot": lot, "place": "WH1", "quantity": quantity, **said}
    await plant.do(f"buy {lot}", "inventory.receive_material", **OF_SITE, supplier="S1",
                   lines=[line])  # fmt: skip


async def promises(plant: Plant) -> list[tuple[object, ...]]:
    rows = await plant.rows("SELECT demand, quantity, status FROM reservation ORDER BY demand")
    return [(demand, Decimal(str(quantity)), status) for demand, quantity, status in rows]


async def test_an_order_that_has_material_is_cancelled_when_that_went_back(plant: Plant) -> None:
    """Cancelled: only before it begins, with nothing booked on it (isa95, section 4)."""
    plate = {"material": "PLATE", "quantity_per": "2", "issue_method": "issue"}
    await plant.order("WO-1", "10", step(materials=[plate]), receipt_place="FG1")
    promise = {"demand": "job_order:WO-1-10", "material": "PLATE", "quantity": "30"}
    await plant.do("promise", "inventory.make_reservation", **OF_SITE, place="WH1", **promise)
    goods = {"material": "PLATE", "lot": "P1", "quantity": "20"}
    await plant.do("issue", "inventory.issue_material", job_order="WO-1-10",
                   lines=[{**goods, "source": "WH1"}])  # fmt: skip
    assert await promises(plant) == [("job_order:WO-1-10", 10, "open")], "20 of 30 are there"
    early = await plant.refused("early", "kernel.cancel_work_order", work_order="WO-1", reason="x")
    assert early.code == "pieces-left"
    assert early.values["place"] == "wip:WO-1-10"
    await plant.do("back", "inventory.return_material", job_order="WO-1-10",
                   lines=[{**goods, "target": "WH1"}])  # fmt: skip
    await plant.do("gone", "kernel.cancel_work_order", work_order="WO-1", reason="not wanted")
    assert await promises(plant) == [("job_order:WO-1-10", 0, "released")]
    assert [await plant.held("WH1"), await plant.worth("WH1")] == [100, 500]
    assert await plant.proved()


async def test_nothing_is_given_up_that_a_supplier_still_has(plant: Plant) -> None:
    await plant.order("WO-2", "10", step(), step(20, "Plate", supplier="S1"), receipt_place="FG1")
    await plant.do("made", "kernel.report_operation", job_order="WO-2-10", good="5")
    await plant.do("sent", "kernel.send_out", job_order="WO-2-20", quantity="5")
    away = await plant.refused("away", "kernel.abort_job_order", job_order="WO-2-20", reason="x")
    assert [away.code, away.values["quantity"]] == ["still-outside", "5"]
    await plant.do("in", "kernel.take_in", job_order="WO-2-20", spoiled="5")
    await plant.do("end", "kernel.abort_job_order", job_order="WO-2-20", reason="spoiled there")


async def test_a_correction_is_corrected_and_taken_back_but_each_only_once(plant: Plant) -> None:
    """A reversal takes back exactly its part; at most one per move, and none of a reversal (L7)."""
    plate = {"material": "PLATE", "quantity_per": "2", "place": "WH1"}
    await plant.order("WO-3", "10", step(materials=[plate]), step(20), receipt_place="FG1")

    async def corrected(label: str, of: str, good: str) -> None:
        await plant.do(label, "kernel.correct_report", report=cause(of), good=good, reason="again")

    await plant.do("5", "kernel.report_operation", job_order="WO-3-10", good="5")
    await corrected("4", "5", "4")
    await corrected("3", "4", "3")
    assert [await plant.held("wip:WO-3-20"), await plant.held("WH1")] == [3, 94]
    for number, of in enumerate(("5", "4")):
        for verb, named in (("correct_report", "report"), ("reverse_command", "command")):
            late = await plant.refused(
                f"late {number} {verb}", f"kernel.{verb}", **{named: cause(of)}, reason="again"
            )
            assert late.code == "already-reversed"
    await plant.do("none", "kernel.reverse_command", command=cause("3"), reason="never made")
    again = await plant.refused("r", "kernel.reverse_command", command=cause("none"), reason="x")
    assert again.code in {"nothing-to-reverse", "already-reversed"}, "report again instead"
    assert [await plant.held("wip:WO-3-20"), await plant.held("WH1")] == [0, 100]
    assert await plant.worth("WH1") == 500
    assert await plant.proved()


async def test_a_report_tells_of_a_month_at_most(plant: Plant) -> None:
    await plant.order("WO-4", "10", step(), receipt_place="FG1")
    for field, seconds in (
        ("labor_s", "94608000"), ("machine_s", "2678401"), ("labor_s", "-1"),
    ):  # fmt: skip
        wrong = await plant.refused(
            f"{field} {seconds}", "kernel.report_operation", job_order="WO-4-10", good="1",
            **{field: seconds},
        )  # fmt: skip
        assert wrong.code == ("negative-count" if seconds == "-1" else "time-too-long")
        assert wrong.at == f"/{field}"
    await plant.do("month", "kernel.report_operation", job_order="WO-4-10", good="1",
                   machine_s="2678400")  # fmt: skip


async def test_what_has_expired_is_promised_to_nobody(plant: Plant) -> None:
    """Allocatable: available, ours, not held and not expired (ledger, section 1)."""
    await receive(plant, "OLD", "40", amount="200", expires_on="2020-01-31")
    promise = {"demand": "order:1", "material": "PLATE"}
    much = await plant.refused("141", "inventory.make_reservation", **promise, quantity="101")
    assert [much.code, much.values["held"]] == ["nothing-allocatable", "100"]
    await plant.do("100", "inventory.make_reservation", **promise, quantity="100")


async def test_promised_goods_leave_for_another_only_where_somebody_says_so(plant: Plant) -> None:
    await plant.do("promise", "inventory.make_reservation", demand="order:1", material="PLATE",
                   quantity="60", place="WH1", lot="P1")  # fmt: skip
    lines = [{"material": "PLATE", "lot": "P1", "quantity": "50", "source": "WH1"}]
    leaves = {"code": "SH-1", "customer": "C9", "lines": lines}
    other = await plant.refused("other", "inventory.ship_material", **leaves)
    assert [other.code, other.values["demands"]] == ["promised-to-others", ["order:1"]]
    await plant.do("said", "inventory.ship_material", **leaves, confirm=["promised-to-others"])
    assert await promises(plant) == [("order:1", 50, "open")], "ten of 60 are cut"


async def test_a_suppliers_goods_are_sold_only_once_they_are_ours(plant: Plant) -> None:
    """Consignment: what is used becomes ours for what we owe; the rest stays theirs, worth 0."""
    await receive(plant, "CO", "100", ordered="0")
    theirs = {"material": "PLATE", "lot": "CO", "quantity": "20", "owner": "S1"}
    sold = {"code": "SH-1", "customer": "C9"}
    early = await plant.refused("early", "inventory.ship_material", **sold,
                                lines=[{**theirs, "source": "WH1"}])  # fmt: skip
    assert early.code == "not-ours"
    owed = {**OF_SITE, "place": "WH1", "line": theirs}
    odd = await plant.refused("odd", "inventory.change_owner", **owed, amount="-60")
    assert odd.code == "negative-value"
    await plant.do("ours", "inventory.change_owner", **owed, amount="60")
    ours = {"material": "PLATE", "lot": "CO", "quantity": "20", "source": "WH1"}
    await plant.do("sold", "inventory.ship_material", **sold, lines=[ours])
    assert await plant.moves("ours", "sold") == [
        "WH1@S1 -> WH1 | CO | 20 | 0.00",
        "supplier:S1 -> WH1 | CO | - | 60.00",
        "WH1 -> customer:C9 | CO | 20 | 60.00",
    ]
    assert await plant.proved()


async def test_a_second_measure_goes_back_with_its_goods(plant: Plant) -> None:
    """Catch weight: a second quantity measured beside the first, of what has a second unit."""
    line = {"material": "SCREW", "quantity": "100", "place": "WH1", "amount": "5"}
    bought = {**OF_SITE, "supplier": "S1"}
    none = await plant.refused("none", "inventory.receive_material", **bought,
                               lines=[{**line, "second_quantity": "1.05"}])  # fmt: skip
    assert none.code == "no-second-unit"
    await plant.execute(
        "UPDATE material SET catch_weight_unit = (SELECT id FROM unit WHERE code = 'kg') "
        "WHERE code = 'SCREW'"
    )
    below = await plant.refused("below", "inventory.receive_material", **bought,
                                lines=[{**line, "second_quantity": "-1"}])  # fmt: skip
    assert below.code == "quantity-not-positive"
    await plant.do("bought", "inventory.receive_material", **bought,
                   lines=[{**line, "second_quantity": "1.05"}])  # fmt: skip
    moved = {"material": "SCREW", "quantity": "40", "second_quantity": "0.42"}
    await plant.do("moved", "inventory.move_material", **OF_SITE,
                   lines=[{**moved, "source": "WH1", "target": "WH2"}])  # fmt: skip
    await plant.do("back", "kernel.reverse_command", command=cause("moved"), reason="wrong shelf")
    measured = await plant.rows(
        "SELECT second_quantity FROM move WHERE cause = ANY(%s::uuid[])",
        [cause("moved"), cause("back")],
    )
    assert [str(row[0]) for row in measured] == ["0.420000", "0.420000"]


async def test_a_job_order_is_as_urgent_as_an_order_can_be(plant: Plant) -> None:
    """Priority 0..100, 100 highest; the plan ends after it starts (isa95, section 6)."""
    await plant.order("WO-5", "10", step(), receipt_place="FG1")
    job = {"job_order": "WO-5-10", "crew": "NIGHT"}
    await plant.row("crew", id=cause("crew"), site=SITE, code="NIGHT", name="夜班")
    for label, said, verdict in (
        ("101", {"priority": 101}, "bad-work-order"), ("-1", {"priority": -1}, "bad-work-order"),
        ("back", {"planned_start_at": at("02-02 08:00"), "planned_end_at": at("02-01 08:00")},
         "bad-work-order"),
        ("100", {"priority": 100}, "accepted"),
    ):  # fmt: skip
        told = await plant.send(label, "kernel.dispatch_job_order", **job, **said)
        assert code_of(told) == verdict, label


async def test_a_shipment_has_its_number_alone_until_it_is_taken_back(plant: Plant) -> None:
    goods = {"material": "SCREW", "place": "WH1", "quantity": "30", "amount": "30"}
    await plant.do("screws came", "inventory.receive_material", site="F1", supplier="S1",
                   lines=[goods])  # fmt: skip
    line = {"material": "SCREW", "quantity": "10", "source": "WH1"}
    asked: dict[str, object] = {"site": "F1", "code": "SH-77", "customer": "C9", "lines": [line]}
    first = await plant.do("leaves", "inventory.ship_material", **asked)
    again = await plant.refused("leaves again", "inventory.ship_material", **asked)
    assert again.code == "shipment-twice"
    assert (again.values["customer"], again.at) == ("C9", "/code")
    # A second pallet of the same truck says so; another number needs no word.
    await plant.do("second pallet", "inventory.ship_material", **asked, part_of=str(first.id))
    for label in ("leaves", "second pallet"):
        assert (await plant.refused(f"{label} twice", "inventory.ship_material", **asked)).code == (
            "shipment-twice"
        )
        await plant.do(f"{label} back", "kernel.reverse_command", command=str(cause(label)),
                       reason="wrong truck")  # fmt: skip
    await plant.do("leaves anew", "inventory.ship_material", **asked)
    assert await plant.held("WH1") == 120, "100 kg of plate and 20 screws"


async def test_two_trucks_with_one_number_at_once_are_one_truck(plant: Plant) -> None:
    goods = {"material": "SCREW", "place": "WH1", "quantity": "30", "amount": "30"}
    await plant.do("screws came", "inventory.receive_material", site="F1", supplier="S1",
                   lines=[goods])  # fmt: skip
    line = {"material": "SCREW", "quantity": "10", "source": "WH1"}
    asked: dict[str, object] = {"site": "F1", "code": "SH-78", "customer": "C9", "lines": [line]}
    other = Plant(plant.store, plant.tenant)
    outcomes = await asyncio.gather(
        *(one.send(label, "inventory.ship_material", **asked)
          for one, label in ((plant, "a"), (other, "b"), (plant, "c")))
    )  # fmt: skip
    assert sorted(code_of(one) for one in outcomes) == [
        "accepted",
        "shipment-twice",
        "shipment-twice",
    ]
    assert await plant.held("WH1") == 120, "100 kg of plate and 20 screws"


async def test_another_systems_order_is_one_work_order_also_at_once(plant: Plant) -> None:
    """The record that has it is named, whether one looks before or both make it together."""
    asked: dict[str, object] = {
        "site": "F1", "material": "SCREW", "ordered": "10", "source_system": "erp",
    }  # fmt: skip
    await plant.do("erp", "kernel.create_work_order", code="WO-E1", **asked, source_ref="4711")
    again = await plant.refused(
        "erp again", "kernel.create_work_order", code="WO-E2", **asked, source_ref="4711"
    )
    assert (again.code, again.values["code"], again.at) == ("source-taken", "WO-E1", "/source_ref")
    await plant.do("mes", "kernel.create_work_order", code="WO-E2", **asked, source_ref="4712")
    other = Plant(plant.store, plant.tenant)
    outcomes = await asyncio.gather(
        *(one.send(code, "kernel.create_work_order", code=code, **asked, source_ref="4713")
          for one, code in ((plant, "WO-E3"), (other, "WO-E4")))
    )  # fmt: skip
    assert sorted(map(code_of, outcomes)) == ["accepted", "source-taken"]
