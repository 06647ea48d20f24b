"""What a station knows of its jobs: kit, people, calls; which lot fits; whose code was scanned."""

from decimal import Decimal
from typing import cast

import pytest

from taktline.base.ids import derived_id
from taktline.kernel.orders.station.codes import Meaning
from taktline.kernel.orders.station.component import Fit
from taktline.kernel.orders.station.instructions import Step
from taktline.kernel.orders.station.marks import Component, Marks, kit_of
from taktline.platform.command import Grant, Principal
from taktline.store import Store
from tests.ledger_fixtures import material
from tests.story.plant import LEAD, Plant, step, told

pytestmark = pytest.mark.anyio

NOBODY = Principal(id=LEAD.id, name="reader", grants=(Grant(needs="job_order:read"),))


@pytest.fixture
async def shop(store: Store, tenant: str) -> Plant:
    """Give two screws' worth of plates: each piece takes 2 kg from the line side LS-1."""
    plant = Plant(store, tenant)
    await plant.set_up(("RAW-1", "store"), ("LS-1", "line_side"))
    for lot, kg, until in (("L-1", "50", "2027-01-01"), ("L-OLD", "9", "2026-01-01"),
                           ("L-BAD", "9", "2027-01-01")):  # fmt: skip
        await plant.do(f"in {lot}", "inventory.receive_material", supplier="S1",
                       lines=[{"material": "PLATE", "place": "RAW-1", "quantity": kg, "lot": lot,
                               "expires_on": until}])  # fmt: skip
    takes = {"material": "PLATE", "quantity_per": "2", "place": "LS-1"}
    await plant.order("WO-1", "10", step(materials=[takes]))
    return plant


async def moved(shop: Plant, lot: str, kg: str) -> None:
    await shop.do(f"out {lot} {kg}", "inventory.move_material",
                  lines=[{"material": "PLATE", "lot": lot, "quantity": kg,
                          "source": "RAW-1", "target": "LS-1"}])  # fmt: skip


async def marks(shop: Plant) -> Marks:
    return cast(Marks, (await shop.ask("kernel.station_marks")).rows[0])


async def fit(shop: Plant, lot: str, **more: str) -> Fit:
    found = await shop.ask("kernel.component_check", job_order="WO-1-10", lot=lot, **more)
    return cast(Fit, found.rows[0])


async def test_the_kit_of_ten_pieces_is_complete_with_twenty_kilograms(shop: Plant) -> None:
    assert (await marks(shop)).kit == "missing"
    await moved(shop, "L-1", "6")
    seen = await marks(shop)
    assert (seen.kit, seen.kit_pieces) == ("partial", Decimal(3))
    assert [(one.needed, one.here) for one in seen.components] == [(Decimal(20), Decimal(6))]
    await moved(shop, "L-1", "14")
    assert (await marks(shop)).kit == "complete"
    await shop.do("2 made", "kernel.report_operation", job_order="WO-1-10", good="2")
    assert [(one.needed, one.here) for one in (await marks(shop)).components] == [
        (Decimal(16), Decimal(16))
    ]


async def test_a_lot_fits_only_where_it_is_good_and_stands_at_the_job(shop: Plant) -> None:
    assert (await fit(shop, "L-1")).verdict == "not_here"
    await moved(shop, "L-1", "6")
    assert (await fit(shop, "L-1")).verdict == "fits"
    assert (await fit(shop, "L-OLD")).verdict == "expired"
    await shop.do("hold", "kernel.place_hold", code="H-1", reason="rust",
                  lots=[{"material": "PLATE", "lot": "L-BAD"}])  # fmt: skip
    held = await fit(shop, "L-BAD")
    assert held.verdict == "held"
    assert "rust" in held.held_by[0]


async def test_a_lot_of_another_material_is_not_on_the_bill(shop: Plant) -> None:
    await shop.do("in BR", "inventory.receive_material", supplier="S1",
                  lines=[{"material": "BR-100", "place": "RAW-1", "quantity": "5",
                          "lot": "B-1"}])  # fmt: skip
    wrong = await fit(shop, "B-1")
    assert (wrong.verdict, wrong.uses) == ("not_on_bill", ("PLATE",))


async def test_a_call_and_who_took_it_stand_beside_the_job(shop: Plant) -> None:
    await shop.do("call", "kernel.raise_work_alert", job_order="WO-1-10", kind="material",
                  text="plates")  # fmt: skip
    seen = (await marks(shop)).calls
    assert [(one.kind, one.text, one.acknowledged_at) for one in seen] == [
        ("material", "plates", None)
    ]
    await shop.do("come", "kernel.acknowledge_work_alert", work_alert=seen[0].code)
    assert (await marks(shop)).calls[0].acknowledged_at is not None


async def test_a_scanned_order_means_its_job_and_only_what_one_may_read(shop: Plant) -> None:
    await shop.row("person", id=LEAD.id, code="P-7", name="Li", site=(await site(shop)))
    found = (await shop.ask("kernel.station_code", code="WO-1")).rows
    assert [(one.kind, one.job_order) for one in cast(list[Meaning], found)] == [
        ("job_order", "WO-1-10")
    ]
    found = (await shop.ask("kernel.station_code", code="P-7")).rows
    assert [one.kind for one in cast(list[Meaning], found)] == ["person"]
    assert (await shop.ask("kernel.station_code", NOBODY, code="P-7")).rows == []


async def site(shop: Plant) -> object:
    return (await shop.rows("SELECT id FROM site"))[0][0]


def test_a_kit_is_partial_from_the_first_whole_piece_on() -> None:
    def of(here: str) -> Component:
        return Component(
            material="PLATE", name="Plate", name_en=None, unit="kg", per_piece=Decimal(2),
            needed=Decimal(20), here=Decimal(here), place="LS-1", traced="lot",
        )  # fmt: skip

    assert kit_of((of("1.9"),)) == ("missing", Decimal(0))
    assert kit_of((of("2"), of("100"))) == ("partial", Decimal(1))
    assert kit_of(()) == ("none", None)


async def test_a_products_own_instructions_stand_in_place_of_the_general_ones(
    shop: Plant,
) -> None:
    for code, place, words in (("I-2", 2, "Press"), ("I-1", 1, "Wear gloves")):
        await shop.row("work_instruction", id=derived_id("test", code), code=code,
                       operation="Work", step=place, text=words)  # fmt: skip
    shown = await shop.ask("kernel.work_instructions", job_order="WO-1-10")
    assert [(one.step, one.text) for one in cast(list[Step], shown.rows)] == [
        (Decimal(1), "Wear gloves"),
        (Decimal(2), "Press"),
    ]
    await shop.row("work_instruction", id=derived_id("test", "I-3"), code="I-3", operation="Work",
                   step=1, text="Press screws gently", material=material("SCREW"))  # fmt: skip
    shown = await shop.ask("kernel.work_instructions", job_order="WO-1-10")
    assert [one.text for one in cast(list[Step], shown.rows)] == ["Press screws gently"]


async def test_a_station_asks_for_the_values_of_the_process_and_keeps_how_they_were_judged(
    shop: Plant,
) -> None:
    oven = {"code": "oven", "name": "Oven", "unit": "°C", "lower": "180", "upper": "200",
            "beyond": "refuse"}  # fmt: skip
    await shop.order("WO-2", "5", step(parameters=[oven]))
    rows = cast(list[Marks], (await shop.ask("kernel.station_marks")).rows)
    [asked] = next(one.parameters for one in rows if one.job_order == "WO-2-10")
    assert (asked.code, asked.lower, asked.upper) == ("oven", Decimal(180), Decimal(200))
    report = {"job_order": "WO-2-10", "good": "1", "source": "terminal"}
    verb = "kernel.report_operation"
    outcomes = [
        await shop.refused("none", verb, **report),
        await shop.refused("words", verb, **report, parameters={"oven": "hot"}),
        await shop.refused("hot", verb, **report, parameters={"oven": "201"}),
    ]
    assert [one.code for one in outcomes] == [
        "parameter-missing", "wrong-parameter", "parameter-beyond",
    ]  # fmt: skip
    await shop.do("hot, confirmed", verb, **report, parameters={"oven": "201"},
                  confirm=["parameter-beyond"])  # fmt: skip
    [said] = told(await shop.ask("kernel.job_responses", job_order="WO-2-10"), "parameters")[:1]
    assert said == ({"oven": {"name": "Oven", "value": "201", "unit": "°C", "lower": "180",
                              "upper": "200", "judged": "beyond"}},)  # fmt: skip
    calls = told(await shop.ask("kernel.work_alerts"), "kind", "text")
    assert ("quality", "Oven 201 °C") in calls
