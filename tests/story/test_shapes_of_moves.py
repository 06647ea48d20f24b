"""What the ledger chapter tells of moves (sections 1 and 2), through the door, move for move.

A move is written `source -> target | lot | quantity | value`. All examples happen in one plant,
each with orders and lots of its own.
"""

from decimal import Decimal

import pytest

from taktline.store import Store
from tests.ledger_fixtures import NOON, unit
from tests.story.plant import LEAD, Plant, at, cause, step

pytestmark = [pytest.mark.anyio, pytest.mark.worked_example]
D = Decimal
REPORT, JUDGE = "kernel.report_operation", "kernel.judge_defective"
BURR = {"defect_code": "burr"}
OF_SITE = {"site": "F1"}


@pytest.fixture(scope="module")
async def plant(store: Store, module_tenant: str) -> Plant:
    plant = Plant(store, module_tenant)
    await plant.set_up(
        ("WH1", "store"), ("WH1/B-01", "store"), ("A-03", "store"), ("L1", "line_side"),
        ("FG1", "store"),
    )  # fmt: skip
    return plant


async def receive(
    plant: Plant, lot: str, quantity: str, amount: str, *, of: str = "PLATE", place: str = "WH1",
    **said: object,
) -> None:  # fmt: skip
    line = {"material": of, "place": place, "lot": lot, "quantity": quantity, "amount": amount}
    await plant.do(f"buy {lot}", "inventory.receive_material", **OF_SITE, supplier="S1",
                   lines=[{**line, **said}])  # fmt: skip


async def two_steps(plant: Plant, code: str, ordered: str, **first: object) -> None:
    await plant.order(code, ordered, step(10, "Turn", **first), step(20, "Grind"))


async def test_ten_cartons_at_40_are_packed_put_away_and_shipped(plant: Plant) -> None:
    """Three moves of 400.00 each: onto the pallet, with it to its bin, with it to the customer."""
    await receive(plant, "B-1", "10", "400", of="BR-100")
    goods = {"material": "BR-100", "lot": "B-1", "quantity": "10"}
    await plant.do("pack", "inventory.pack", **OF_SITE, place="WH1", handling_unit="P1",
                   lines=[goods])  # fmt: skip
    await plant.do("away", "inventory.move_handling_unit", **OF_SITE, handling_unit="P1",
                   target="WH1/B-01")  # fmt: skip
    line = {**goods, "source": "WH1/B-01", "handling_unit": "P1"}
    await plant.do("ship", "inventory.ship_material", **OF_SITE, code="SH-1", customer="C9",
                   lines=[line])  # fmt: skip
    assert await plant.moves("pack", "away", "ship") == [
        "WH1 -> WH1#P1 | B-1 | 10 | 400.00",
        "WH1#P1 -> WH1/B-01#P1 | B-1 | 10 | 400.00",
        "WH1/B-01#P1 -> customer:C9 | B-1 | 10 | 400.00",
    ]


async def test_of_100_pieces_40_go_to_the_child_and_come_back_by_the_same_moves(
    plant: Plant,
) -> None:
    await two_steps(plant, "SP", "100")
    await plant.do("sp made", REPORT, job_order="SP-10", good="100")
    await plant.do("sp split", "kernel.split_job_order", job_order="SP-20", quantity="40")
    await plant.do("sp back", "kernel.merge_job_orders", job_order="SP-20.1", into="SP-20")
    assert await plant.moves("sp split", "sp back") == [
        "wip:SP-20 -> wip:SP-20.1 | - | 40 | -",
        "wip:SP-20.1 -> wip:SP-20 | - | 40 | -",
    ]
    ordered = "SELECT sum(ordered) FROM job_order WHERE sequence = 20 AND status <> 'cancelled' "
    assert await plant.rows(ordered + "AND code LIKE 'SP-%%' AND %s", True) == [(100,)]


async def test_unused_components_go_with_the_child_in_proportion_and_with_their_value(
    plant: Plant,
) -> None:
    """Of 100 kg for 300.00 the child of 40 pieces in 100 gets 40 kg, 120.00."""
    await receive(plant, "K-1", "100", "300")
    plate = {"material": "PLATE", "quantity_per": "1", "issue_method": "issue"}
    await two_steps(plant, "SK", "100", materials=[plate])
    line = {"material": "PLATE", "lot": "K-1", "source": "WH1", "quantity": "100"}
    await plant.do("sk issue", "inventory.issue_material", job_order="SK-10", lines=[line])
    await plant.do("sk split", "kernel.split_job_order", job_order="SK-10", quantity="40")
    await plant.do("sk back", "kernel.merge_job_orders", job_order="SK-10.1", into="SK-10")
    assert await plant.moves("sk split", "sk back") == [
        "wip:SK-10 -> wip:SK-10.1 | K-1 | 40 | 120.00",
        "wip:SK-10.1 -> wip:SK-10 | K-1 | 40 | 120.00",
    ]


async def test_a_by_product_nobody_wants_leaves_worthless_and_its_disposal_costs(
    plant: Plant,
) -> None:
    sludge = {"material": "SCREW", "use": "by_product", "quantity_per": "1", "place": "WH1",
              "planned_price": "0"}  # fmt: skip
    await plant.order("DI", "5", step(10, "Pickle", materials=[sludge]), receipt_place="FG1")
    await plant.do("di made", REPORT, job_order="DI-10", good="5")
    await plant.do("di paid", "inventory.post_invoice", **OF_SITE, supplier="S1",
                   lines=[{"amount": "80", "job_order": "DI-10"}])  # fmt: skip
    made = await plant.moves("di made")
    assert [one for one in made if "WH1" in one] == ["transform:DI-10 -> WH1 | - | 5 | 0.00"]
    assert await plant.moves("di paid") == ["supplier:S1 -> transform:DI-10 | - | - | 80.00"]


async def test_issued_ahead_is_used_by_each_report_and_the_rest_returns(plant: Plant) -> None:
    await receive(plant, "I-1", "50", "150")
    plate = {"material": "PLATE", "quantity_per": "2", "issue_method": "issue"}
    await two_steps(plant, "IS", "25", materials=[plate])
    goods = {"material": "PLATE", "lot": "I-1"}
    await plant.do("is out", "inventory.issue_material", job_order="IS-10",
                   lines=[{**goods, "source": "WH1", "quantity": "50"}])  # fmt: skip
    await plant.do("is used", REPORT, job_order="IS-10", good="20")
    back = {**goods, "target": "WH1"}
    over = await plant.refused("is over", "inventory.return_material", job_order="IS-10",
                               lines=[{**back, "quantity": "11"}])  # fmt: skip
    assert str(over) == "wip:IS-10 holds 10 kg of lot I-1; 11 kg were asked for."
    await plant.do("is back", "inventory.return_material", job_order="IS-10",
                   lines=[{**back, "quantity": "10"}])  # fmt: skip
    assert await plant.moves("is out", "is back") == [
        "WH1 -> wip:IS-10 | I-1 | 50 | 150.00", "wip:IS-10 -> WH1 | I-1 | 10 | 30.00",
    ]  # fmt: skip
    assert (await plant.moves("is used"))[0] == "wip:IS-10 -> transform:IS-10 | I-1 | 40 | 120.00"


async def test_two_are_missing_and_one_is_found_neither_is_scrap_nor_yield(plant: Plant) -> None:
    """At operation 20, two in all without the lead; the order closes with what is missing."""
    await plant.order("MF", "100", step(10, "Turn"), step(20, "Grind", count_tolerance="2"),
                      under_limit="0.1")  # fmt: skip
    await plant.do("mf made", REPORT, job_order="MF-10", good="100")
    much = await plant.refused("mf 3", REPORT, job_order="MF-20", missing="3",
                               missing_reason="count")  # fmt: skip
    assert much.code == "count-tolerance"
    await plant.do("mf lost", REPORT, job_order="MF-20", missing="2", missing_reason="count")
    third = await plant.refused("mf third", REPORT, job_order="MF-20", missing="1",
                                missing_reason="count")  # fmt: skip
    assert (third.code, third.values["quantity"]) == ("count-tolerance", "3")
    await plant.do("mf one", REPORT, job_order="MF-20", found="1", found_reason="count")
    assert await plant.moves("mf lost", "mf one") == [
        "wip:MF-20 -> transform:MF-20 | - | 2 | -",
        "transform:MF-20 -> missing:count | - | 2 | -",
        "found:count -> wip:MF-20 | - | 1 | -",
    ]
    await plant.do("mf good", REPORT, job_order="MF-20", good="99")
    await plant.finish("MF", "10", "20")
    counts = "SELECT good, scrap, missing, found FROM job_order WHERE code = 'MF-20'"
    assert await plant.rows(counts) == [(99, 0, 2, 1)]


async def test_an_operation_is_completed_with_two_missing_in_one_step(plant: Plant) -> None:
    """Shop-floor chapter, section 3: completion offers "close with 2 missing"."""
    await plant.order("CM", "100", step(10, "Turn"), step(20, "Grind", count_tolerance="2"),
                      under_limit="0.1")  # fmt: skip
    await plant.do("cm made", REPORT, job_order="CM-10", good="100")
    await plant.do("cm good", REPORT, job_order="CM-20", good="98")
    await plant.do("cm 10 ends", "kernel.complete_job_order", job_order="CM-10")
    end = {"job_order": "CM-20", "missing_reason": "count"}
    left = await plant.refused("cm left", "kernel.complete_job_order", job_order="CM-20")
    assert (left.code, left.values["held"]) == ("pieces-left", "2")
    lead = await plant.refused("cm lead", "kernel.complete_job_order", **end, missing="3",
                               confirm=["count-tolerance"])  # fmt: skip
    assert lead.code == "shortage", "three are not there to be missing"
    why = await plant.refused("cm why", "kernel.complete_job_order", job_order="CM-20", missing=2)
    assert (why.code, why.at) == ("reason-missing", "/missing_reason")
    one = await plant.refused("cm one", "kernel.complete_job_order", **end, missing="1")
    assert (one.code, one.values["held"]) == ("pieces-left", "1")
    await plant.do("cm end", "kernel.complete_job_order", **end, missing="2")
    assert await plant.moves("cm end") == [
        "wip:CM-20 -> transform:CM-20 | - | 2 | -",
        "transform:CM-20 -> missing:count | - | 2 | -",
    ]
    counts = "SELECT good, missing, status FROM job_order WHERE code = 'CM-20'"
    assert await plant.rows(counts) == [(98, 2, "completed")]


async def test_of_300_pieces_one_in_a_hundred_may_be_missing_or_two_the_more_counts(
    plant: Plant,
) -> None:
    """Shop-floor chapter, section 3: 1 % or 2 pieces by the operator, beyond it by the lead."""
    grind = step(20, "Grind", count_tolerance="2", count_tolerance_share="0.01")
    for code, ordered, allowed in (("T3", "300", "3"), ("T1", "150", "2")):
        await plant.order(code, ordered, step(10, "Turn"), grind)
        await plant.do(f"{code} made", REPORT, job_order=f"{code}-10", good=ordered)
        said = {"job_order": f"{code}-20", "missing_reason": "count"}
        more = str(int(allowed) + 1)
        beyond = await plant.refused(f"{code} beyond", REPORT, **said, missing=more)
        assert (beyond.code, beyond.values["limit"]) == ("count-tolerance", allowed)
        await plant.do(f"{code} lost", REPORT, **said, missing=allowed)
        await plant.do(f"{code} lead", REPORT, **said, missing="1", confirm=["count-tolerance"])


async def test_what_is_defective_waits_and_is_judged_to_scrap_rework_or_onward(
    plant: Plant,
) -> None:
    await plant.order("DF", "10", step(20, "Turn"), step(30, "Grind"), step(40, "Pack"))
    await plant.do("df begun", REPORT, job_order="DF-20", good="10")
    await plant.do("df made", REPORT, job_order="DF-30", good="6",
                   defects=[{"quantity": "4", **BURR}])  # fmt: skip
    for verdict in ("scrap", "repaired", "concession", "rework"):
        await plant.do(f"df {verdict}", JUDGE, job_order="DF-30", quantity="1", verdict=verdict,
                       rework_job="RW-DF" if verdict == "rework" else None, **BURR)  # fmt: skip
    assert (await plant.moves("df made"))[-1] == "wip:DF-30 -> defective:DF-30 | - | 4 | -"
    judged = await plant.moves("df scrap", "df repaired", "df concession", "df rework")
    assert judged == [
        "defective:DF-30 -> transform:DF-30 | - | 1 | -",
        "transform:DF-30 -> scrap:burr | - | 1 | -",
        "defective:DF-30 -> wip:DF-40 | - | 1 | -",
        "defective:DF-30 -> wip:DF-40 | - | 1 | -",
        "defective:DF-30 -> wip:RW-DF | - | 1 | -",
    ]


async def test_an_order_of_one_operation_delivers_from_its_transform(plant: Plant) -> None:
    """Shop-floor chapter, section 2: transform -> stock, no place in between."""
    await plant.order("ONE", "5", step(10, "Press"), receipt_place="FG1")
    await plant.do("one made", REPORT, job_order="ONE-10", good="5")
    assert await plant.moves("one made") == ["transform:ONE-10 -> FG1 | - | 5 | -"]


async def test_what_is_taken_before_it_is_told_stands_at_unreported_until_it_is(
    plant: Plant,
) -> None:
    flagged = {"report_policy": "flagged"}
    await plant.order("UN", "10", step(10, "Turn", **flagged), step(20, "Grind", **flagged),
                      step(30, "Pack", **flagged))  # fmt: skip
    await plant.do("un ahead", REPORT, job_order="UN-20", good="4")
    await plant.do("un told", REPORT, job_order="UN-10", good="6")
    assert await plant.moves("un ahead", "un told") == [
        "unreported:UN-10 -> wip:UN-20 | - | 4 | -",
        "wip:UN-20 -> wip:UN-30 | - | 4 | -",
        "transform:UN-10 -> wip:UN-10 | - | 6 | -",
        "wip:UN-10 -> unreported:UN-10 | - | 4 | -",
        "wip:UN-10 -> wip:UN-20 | - | 2 | -",
    ]


async def test_lot_a_of_100_kg_becomes_a1_and_a2_by_a_transform_of_the_command(
    plant: Plant,
) -> None:
    await receive(plant, "A", "100", "500")
    parts = [{"lot": "A1", "quantity": "60"}, {"lot": "A2", "quantity": "40"}]
    await plant.do("split A", "inventory.split_lot", **OF_SITE, place="WH1", material="PLATE",
                   lot="A", parts=parts)  # fmt: skip
    own = f"transform:{cause('split A')}"
    assert await plant.moves("split A") == [
        f"WH1 -> {own} | A | 100 | 500.00",
        f"{own} -> WH1 | A1 | 60 | 300.00",
        f"{own} -> WH1 | A2 | 40 | 200.00",
    ]
    assert await plant.worth(own) == 0


async def test_a_hundred_over_three_is_33_34_33_33_and_33_33(plant: Plant) -> None:
    """Ledger chapter, section 5: splits by largest remainder, no cent is lost."""
    await receive(plant, "T", "3", "100")
    parts = [{"lot": f"T{number}", "quantity": "1"} for number in (1, 2, 3)]
    await plant.do("split T", "inventory.split_lot", **OF_SITE, place="WH1", material="PLATE",
                   lot="T", parts=parts)  # fmt: skip
    values = [line.rsplit(" ", 1)[1] for line in (await plant.moves("split T"))[1:]]
    assert values == ["33.34", "33.33", "33.33"]


async def test_a_tank_is_filled_by_making_a_new_mixture_of_both(plant: Plant) -> None:
    """300 at 600.00 in the tank and 100 at 250.00 delivered: a mixture of 400 at 850.00."""
    await receive(plant, "M1", "300", "600", place="A-03")
    await receive(plant, "D7", "100", "250")
    mixed = {"material": "PLATE"}
    await plant.do("tank", "inventory.remake_goods", **OF_SITE, kind="mixing", of=[
        {**mixed, "place": "A-03", "lot": "M1", "quantity": "300"},
        {**mixed, "place": "WH1", "lot": "D7", "quantity": "100"},
    ], into=[{**mixed, "place": "A-03", "lot": "M2", "quantity": "400"}])  # fmt: skip
    own = f"transform:{cause('tank')}"
    assert await plant.moves("tank") == [
        f"A-03 -> {own} | M1 | 300 | 600.00",
        f"WH1 -> {own} | D7 | 100 | 250.00",
        f"{own} -> A-03 | M2 | 400 | 850.00",
    ]
    edges = """SELECT i.code FROM lot_edge e JOIN lot i ON i.id = e.input_lot
        JOIN lot o ON o.id = e.output_lot WHERE o.code = 'M2' ORDER BY 1"""
    assert await plant.rows(edges) == [("D7",), ("M1",)]


async def test_thirty_of_a_hundred_kilograms_are_blocked_without_a_new_lot(plant: Plant) -> None:
    await receive(plant, "ST", "100", "500", place="A-03")
    line = {"material": "PLATE", "lot": "ST", "quantity": "30"}
    await plant.do("block", "inventory.change_status", **OF_SITE, place="A-03", line=line,
                   to="blocked", reason="rust")  # fmt: skip
    assert await plant.moves("block") == ["A-03 -> A-03!blocked | ST | 30 | 150.00"]


async def test_consignment_costs_60_when_20_of_100_are_used_and_is_issued_with_it(
    plant: Plant,
) -> None:
    await receive(plant, "CO", "100", "0", place="A-03", ordered="0")
    goods = {"material": "PLATE", "lot": "CO", "quantity": "20"}
    await plant.do("ours", "inventory.change_owner", **OF_SITE, place="A-03",
                   line={**goods, "owner": "S1"}, amount="60")  # fmt: skip
    plate = {"material": "PLATE", "quantity_per": "1", "issue_method": "issue"}
    await two_steps(plant, "CS", "20", materials=[plate])
    await plant.do("cs issue", "inventory.issue_material", job_order="CS-10",
                   lines=[{**goods, "source": "A-03"}])  # fmt: skip
    assert await plant.moves("buy CO", "ours", "cs issue") == [
        "supplier:S1 -> A-03@S1 | CO | 100 | 0.00",
        "A-03@S1 -> A-03 | CO | 20 | 0.00",
        "supplier:S1 -> A-03 | CO | - | 60.00",
        "A-03 -> wip:CS-10 | CO | 20 | 60.00",
    ]


async def test_a_count_of_98_takes_two_away_at_20_and_finds_at_the_average(plant: Plant) -> None:
    """Found goods come in at the average of the key, else of the lot, else at planned cost."""
    await receive(plant, "N", "100", "1000", place="A-03")
    for label, place, counted in (("98", "A-03", "98"), ("key", "A-03", "99"), ("lot", "FG1", "3")):
        line = {"material": "PLATE", "lot": "N", "counted": counted}
        await plant.do(label, "inventory.count_material", **OF_SITE, place=place, lines=[line])
    never = {"material": "PLATE", "lot": "N2", "counted": "2"}
    await plant.do("planned", "inventory.count_material", **OF_SITE, place="A-03", lines=[never])
    assert await plant.moves("98", "key", "lot", "planned") == [
        "A-03 -> adjustment:count | N | 2 | 20.00",
        "adjustment:count -> A-03 | N | 1 | 10.00",
        "adjustment:count -> FG1 | N | 3 | 30.00",
        "adjustment:count -> A-03 | N2 | 2 | 10.00",
    ]


async def test_opening_goods_stand_in_stores_and_pieces_at_their_operation(plant: Plant) -> None:
    """Goods with their value; of an order in progress the pieces, its value in the transform."""
    line = {"place": "A-03", "material": "PLATE", "lot": "OLD", "quantity": "7", "value": "70"}
    await plant.do("open stock", "kernel.open_balance", **OF_SITE, lines=[line])
    await two_steps(plant, "OP", "10")
    operations = [
        {"sequence": 10, "finished": "6"}, {"sequence": 20, "waiting": "6", "value": "54"},
    ]  # fmt: skip
    await plant.do("open work", "kernel.open_work_order", work_order="OP", operations=operations)
    assert await plant.moves("open stock") == ["opening -> A-03 | OLD | 7 | 70.00"]
    assert sorted(await plant.moves("open work")) == [
        "opening -> transform:OP-20 | - | - | 54.00", "opening -> wip:OP-20 | - | 6 | -",
    ]  # fmt: skip


async def test_a_reversal_swaps_every_move_and_is_itself_not_reversed(plant: Plant) -> None:
    await two_steps(plant, "RV", "10")
    await plant.do("rv made", REPORT, job_order="RV-10", good="10")
    await plant.do("rv back", "kernel.reverse_command", command=cause("rv made"), reason="other")
    assert await plant.moves("rv made", "rv back") == [
        "transform:RV-10 -> wip:RV-10 | - | 10 | -",
        "wip:RV-10 -> wip:RV-20 | - | 10 | -",
        "wip:RV-20 -> wip:RV-10 | - | 10 | -",
        "wip:RV-10 -> transform:RV-10 | - | 10 | -",
    ]
    for label, command in (("rv twice", "rv made"), ("rv of it", "rv back")):
        await plant.refused(label, "kernel.reverse_command", command=cause(command), reason="no")
    await plant.do("rv anew", REPORT, job_order="RV-10", good="10")


async def test_a_report_takes_quantity_per_piece_over_what_the_scrap_share_leaves(
    plant: Plant,
) -> None:
    """quantity_per * n / (1 - scrap share): 2 kg * (15 + 1 + 4) / (1 - 0.2) = 50 kg.

    Good, samples and every defect line count; the mounted lot goes first, then what expires
    first; a piece that comes back from rework takes nothing again.
    """
    for lot, expires in (("F-2", "2027-12-31"), ("F-1", "2027-06-30"), ("F-3", "2028-01-31")):
        await receive(plant, lot, "20", "60", place="L1", expires_on=expires)
    plate = {"material": "PLATE", "quantity_per": "2", "scrap_share": "0.2", "place": "L1"}
    await two_steps(plant, "BF", "20", materials=[plate])
    bad = [{"quantity": "4", **BURR, "outcome": "rework", "rework_job": "RW-BF"}]
    await plant.do("bf made", REPORT, job_order="BF-10", good="15", sample="1", defects=bad,
                   components=[{"material": "PLATE", "lot": "F-3"}])  # fmt: skip
    taken = [line for line in await plant.moves("bf made") if line.startswith("L1")]
    assert taken == [
        "L1 -> transform:BF-10 | F-3 | 20 | 60.00",
        "L1 -> transform:BF-10 | F-1 | 20 | 60.00",
        "L1 -> transform:BF-10 | F-2 | 10 | 30.00",
    ]
    await plant.do("bf again", REPORT, job_order="RW-BF", good="4")
    assert await plant.moves("bf again") == ["wip:RW-BF -> wip:BF-20 | - | 4 | -"]


async def test_half_a_cent_goes_to_the_even_one_and_the_last_takes_all_that_is_left(
    plant: Plant,
) -> None:
    """Ledger chapter, section 5: two pieces worth 0.25; the first takes 0.12, the last 0.13."""
    await receive(plant, "E-1", "2", "0.25", of="BR-100")
    line = {"material": "BR-100", "lot": "E-1", "quantity": "1", "source": "WH1", "target": "FG1"}
    for label in ("first cent", "last cent"):
        await plant.do(label, "inventory.move_material", **OF_SITE, lines=[line])
    assert await plant.moves("first cent", "last cent") == [
        "WH1 -> FG1 | E-1 | 1 | 0.12", "WH1 -> FG1 | E-1 | 1 | 0.13",
    ]  # fmt: skip


async def test_two_lots_become_one_with_the_earlier_date_and_the_worse_status(
    plant: Plant,
) -> None:
    """10 kg at 10.00 and 5 blocked kg at 10.00 are 15 blocked kg at 20.00, good until August."""
    await receive(plant, "MG-A", "10", "10", expires_on="2027-09-01")
    await receive(plant, "MG-B", "5", "10", expires_on="2027-08-01")
    line = {"material": "PLATE", "lot": "MG-B", "quantity": "5"}
    await plant.do("mg block", "inventory.change_status", **OF_SITE, place="WH1", line=line,
                   to="blocked", reason="rust")  # fmt: skip
    lots = [{"lot": "MG-A", "quantity": "10"}, {"lot": "MG-B", "quantity": "5",
                                                "status": "blocked"}]  # fmt: skip
    await plant.do("merge", "inventory.merge_lots", **OF_SITE, place="WH1", material="PLATE",
                   lots=lots, into="MG")  # fmt: skip
    own = f"transform:{cause('merge')}"
    assert await plant.moves("merge") == [
        f"WH1 -> {own} | MG-A | 10 | 10.00",
        f"WH1!blocked -> {own} | MG-B | 5 | 10.00",
        f"{own} -> WH1!blocked | MG | 15 | 20.00",
    ]
    expiry = "SELECT expires_on::text FROM lot WHERE code = 'MG'"
    assert await plant.rows(expiry) == [("2027-08-01",)]


async def test_a_regrade_moves_the_difference_of_two_values_to_its_variance(plant: Plant) -> None:
    """4 of 10 pieces at 8.00 become 3 kg at planned 5.00: 17.00 is the variance."""
    await receive(plant, "RG", "10", "80", of="BR-100")
    await plant.do("regrade", "inventory.regrade_lot", **OF_SITE, place="WH1", material="BR-100",
                   lot="RG", quantity="4", to_material="PLATE", to_lot="RG-2", to_quantity="3",
                   reason="second choice")  # fmt: skip
    own = f"transform:{cause('regrade')}"
    assert await plant.moves("regrade") == [
        f"WH1 -> {own} | RG | 4 | 32.00",
        f"{own} -> WH1 | RG-2 | 3 | 15.00",
        f"{own} -> variance:regrade | - | - | 17.00",
    ]


async def test_what_is_blocked_reaches_no_line_side_and_what_is_held_no_customer(
    plant: Plant,
) -> None:
    """Section 3: blocked goods go to the same place or another in the same status; held ones
    nowhere but into another status, scrap, the supplier's hands or a count."""
    await receive(plant, "BL", "10", "50")
    line = {"material": "PLATE", "lot": "BL", "quantity": "4"}
    await plant.do("bl block", "inventory.change_status", **OF_SITE, place="WH1", line=line,
                   to="blocked", reason="rust")  # fmt: skip
    goods = {**line, "status": "blocked", "source": "WH1"}
    out = await plant.refused("bl out", "inventory.move_material", **OF_SITE,
                              lines=[{**goods, "target": "L1"}])  # fmt: skip
    assert out.code == "status-forbids"
    await plant.do("bl away", "inventory.move_material", **OF_SITE,
                   lines=[{**goods, "target": "A-03"}])  # fmt: skip
    assert await plant.moves("bl away") == ["WH1!blocked -> A-03!blocked | BL | 4 | 20.00"]
    hold = {"code": "H-BL", "lots": [{"material": "PLATE", "lot": "BL"}], "reason": "notice"}
    await plant.do("bl hold", "kernel.place_hold", **hold)
    ship = {"code": "SH-BL", "customer": "C9",
            "lines": [{**line, "quantity": "1", "source": "WH1"}]}  # fmt: skip
    held = await plant.refused("bl ship", "inventory.ship_material", **OF_SITE, **ship)
    assert held.code == "lot-held"
    await plant.do("bl count", "inventory.count_material", **OF_SITE, place="WH1",
                   lines=[{"material": "PLATE", "lot": "BL", "counted": "5"}])  # fmt: skip
    await plant.do("bl free", "kernel.release_hold", code="H-BL", reason="cleared")
    await plant.do("bl shipped", "inventory.ship_material", **OF_SITE, **ship)


async def test_a_late_entry_must_leave_every_later_instant_possible(plant: Plant) -> None:
    """100 kg came at 8, 90 left at 10, 50 came at 12: at 9 there were only 10 kg to take."""
    for lot_at, quantity in (("01-05 08:00", "100"), ("01-05 12:00", "50")):
        line = {"material": "PLATE", "place": "WH1", "lot": "BD", "quantity": quantity,
                "amount": quantity}  # fmt: skip
        await plant.do(f"bd {lot_at}", "inventory.receive_material", **OF_SITE, supplier="S1",
                       lines=[line], occurred_at=at(lot_at))  # fmt: skip
        if lot_at == "01-05 08:00":
            gone = {"material": "PLATE", "lot": "BD", "source": "WH1", "target": "FG1"}
            await plant.do("bd 90", "inventory.move_material", **OF_SITE,
                           lines=[{**gone, "quantity": "90"}],
                           occurred_at=at("01-05 10:00"))  # fmt: skip
    early = {"occurred_at": at("01-05 09:00"), **OF_SITE}
    over = await plant.refused("bd 11", "inventory.move_material", **early,
                               lines=[{**gone, "quantity": "11"}])  # fmt: skip
    assert over.code == "backdated-shortage"
    await plant.do("bd 10", "inventory.move_material", **early, lines=[{**gone, "quantity": "10"}])


async def test_one_roll_is_48_5_kilograms_rounded_once_at_entry_and_kept_as_entered(
    plant: Plant,
) -> None:
    """Ledger chapter, section 5: a coil weighs 97/2 kg; three decimals of kg, half up."""
    await plant.row("unit", id=unit("roll"), code="roll", name="Roll", places=3)
    await plant.execute(
        "INSERT INTO unit_conversion (id, material, source_unit, target_unit, num, den, "
        "created_at, created_by, updated_at, updated_by) SELECT gen_random_uuid(), id, %s, %s, "
        "97, 2, %s, %s, %s, %s FROM material WHERE code = 'PLATE'",
        unit("roll"), unit("kg"), NOON, LEAD.id, NOON, LEAD.id,
    )  # fmt: skip
    await receive(plant, "CL", "3", "300", unit="roll")
    await receive(plant, "CM", "1.0005", "1", unit="kg")
    kept = "SELECT quantity, entered_quantity, entered_unit FROM move WHERE cause = %s"
    assert await plant.rows(kept, cause("buy CL")) == [(D("145.5"), 3, "roll")]
    assert await plant.rows(kept, cause("buy CM")) == [(D("1.001"), D("1.0005"), "kg")]


async def test_everything_above_leaves_the_ledger_proved(plant: Plant) -> None:
    assert await plant.proved()
