"""The handbook's ledger examples (ledger, section 2), written down as it writes them."""

import pytest

from taktline.kernel.ledger.refusals import Shortage, StatusForbids
from tests.ledger_text import TextLedger

pytestmark = pytest.mark.worked_example


@pytest.fixture
def ledger() -> TextLedger:
    return TextLedger()


def test_the_example_with_everything_in_line_ends_at_the_last_cent(ledger: TextLedger) -> None:
    ledger.book("opening -> L1 | casting | 500 | 2000.00")
    ledger.book("L1 -> transform:10 | casting | 500 | 2000.00")
    ledger.book("absorption:labor -> transform:10 | - | - | 1000.00")
    ledger.book("transform:10 -> wip:10 | part | 480 | -")
    ledger.book("wip:10 -> wip:20 | part | 480 | -")
    ledger.book("transform:10 -> scrap:porosity | part | 20 | 120.00")
    ledger.book("absorption:labor -> transform:20 | - | - | 1440.00")
    for batch in (100, 100, 100, 150):
        ledger.book(f"wip:20 -> wip:30 | part | {batch} | -")
    ledger.book("wip:20 -> transform:20 -> scrap:bore | part | 10 | 90.00")
    ledger.book("wip:20 -> wip:RW-1 | part | 15 | -")
    ledger.book("wip:20 -> wip:QI-1 | part | 5 | -")
    ledger.book("wip:QI-1 -> transform:QI-1 -> scrap:test | part | 5 | 45.00")
    ledger.book("absorption:labor -> transform:RW-1 | - | - | 24.00")
    ledger.book("wip:RW-1 -> wip:30 | part | 12 | -")
    ledger.book("wip:RW-1 -> transform:RW-1 -> scrap:bore | part | 3 | 27.00")
    ledger.book("absorption:labor -> transform:30 | - | - | 462.00")
    ledger.book("wip:30 -> transform:30 -> FG1 | part | 460 | 4600.00")
    ledger.book("wip:30 -> transform:30 -> scrap:surface | part | 2 | 20.00")

    assert ledger.held("wip:") == {}
    values = {"10": "2880", "20": "1350", "QI-1": "-45", "RW-1": "-3", "30": "-4158"}
    assert {job: ledger.worth(f"transform:{job}") for job in values} == values
    assert ledger.worth("transform:") == "24"
    for job, amount in (("10", "2880.00"), ("20", "1350.00")):
        ledger.book(f"transform:{job} -> transform:30 | - | - | {amount}")
    for job, amount in (("QI-1", "45.00"), ("RW-1", "3.00")):
        ledger.book(f"transform:30 -> transform:{job} | - | - | {amount}")
    ledger.book("transform:30 -> variance:rework | - | - | 24.00")
    assert ledger.worth("transform:") == "0"
    assert (ledger.worth("FG1"), ledger.worth("scrap:"), ledger.worth("variance:")) == (
        "4600", "302", "24",
    )  # fmt: skip


def test_a_split_takes_pieces_without_and_components_with_their_value(ledger: TextLedger) -> None:
    ledger.book("opening -> wip:20 | part | 100 | -")
    ledger.book("opening -> wip:10 | steel | 100 | 300.00")
    ledger.book(
        """
        wip:20 -> wip:20.1 | part  | 40 | -
        wip:10 -> wip:10.1 | steel | 40 | 120.00
        """
    )
    assert ledger.held("wip:") == {
        "wip:10 steel": "60 180", "wip:10.1 steel": "40 120", "wip:20 part": "60 0",
        "wip:20.1 part": "40 0",
    }  # fmt: skip
    ledger.book(
        """
        wip:20.1 -> wip:20 | part  | 40 | -
        wip:10.1 -> wip:10 | steel | 40 | 120.00
        """
    )
    assert ledger.held("wip:") == {"wip:10 steel": "100 300", "wip:20 part": "100 0"}


def test_parallel_branches_join_in_a_cabinet(ledger: TextLedger) -> None:
    ledger.book("absorption:labor -> transform:A | - | - | 500.00")
    ledger.book("absorption:labor -> transform:B | - | - | 160.00")
    ledger.book("transform:A -> wip:A -> wip:30 | frame | 10 | -")
    ledger.book("transform:B -> wip:B -> wip:30 | door | 20 | -")
    ledger.book("absorption:labor -> transform:30 | - | - | 100.00")
    ledger.book(
        """
        wip:30 -> transform:30 | frame   | 10 | -
        wip:30 -> transform:30 | door    | 20 | -
        transform:30 -> FG1    | cabinet | 10 | 760.00
        """
    )
    assert ledger.worth("transform:30") == "-660"
    assert ledger.worth("transform:A") == "500"
    assert ledger.worth("transform:") == "0"
    assert ledger.held("wip:") == {}
    assert ledger.tied() == {"frame -> cabinet": "10 -> 10", "door -> cabinet": "20 -> 10"}


def test_branches_that_share_one_quantity_meet_again(ledger: TextLedger) -> None:
    ledger.book("transform:10 -> wip:20a | part | 60 | -")
    ledger.book("transform:10 -> wip:20b | part | 40 | -")
    ledger.book("wip:20a -> wip:30 | part | 60 | -")
    ledger.book("wip:20b -> wip:30 | part | 40 | -")
    assert ledger.held("wip:") == {"wip:30 part": "100 0"}


def test_a_by_product_has_a_fixed_price_and_the_rest_is_shared(ledger: TextLedger) -> None:
    ledger.book("absorption:labor -> transform:9 | - | - | 9000.00")
    ledger.book("transform:9 -> WH1 | turnings | 100 | 200.00")
    ledger.book(
        """
        transform:9 -> WH1 | A | 60 | 5280.00
        transform:9 -> WH1 | B | 40 | 3520.00
        """
    )
    assert ledger.worth("transform:9") == "0"
    ledger.book("transform:9 -> WH1 | sludge | 5 | -")
    ledger.book("supplier:S1 -> transform:9 | - | - | 80.00")
    assert ledger.worth("transform:9") == "80"  # Disposal costs money and stays with the order.


def test_an_outside_operation_brings_its_price_and_leaves_what_was_spoiled(
    ledger: TextLedger,
) -> None:
    ledger.book("opening -> wip:25 | part | 100 | -")
    ledger.book("opening -> transform:25 | - | - | 900.00")
    ledger.book("wip:25 -> site:S001 | part | 100 | -")
    ledger.book("site:S001 -> wip:25 | part | 97 | -")
    ledger.book("site:S001 -> transform:25 -> scrap:supplier | part | 3 | 27.00")
    ledger.book("supplier:S001 -> transform:25 | - | - | 388.00")
    ledger.book("wip:25 -> wip:30 | part | 97 | -")
    assert ledger.held("site:") == {}
    assert ledger.held("wip:") == {"wip:30 part": "97 0"}
    assert ledger.worth("transform:25") == "1261"  # 97 pieces at 13.00.
    assert ledger.held("scrap:") == {"scrap:supplier part": "3 27"}


def test_material_issued_ahead_returns_what_was_not_used_and_never_more(
    ledger: TextLedger,
) -> None:
    ledger.book("opening -> WH1 | steel | 100 | 300.00")
    ledger.book("WH1 -> wip:10 | steel | 50 | 150.00")
    ledger.book("wip:10 -> transform:10 | steel | 40 | 120.00")
    with pytest.raises(Shortage, match="wip:10 holds 10"):
        ledger.book("wip:10 -> transform:10 | steel | 11 | 33.00")
    ledger.book("wip:10 -> WH1 | steel | 10 | 30.00")
    assert ledger.held("WH1") == {"WH1 steel": "60 180"}
    assert ledger.held("wip:") == {}


def test_missing_and_found_pieces_are_neither_scrap_nor_yield(ledger: TextLedger) -> None:
    ledger.book("opening -> wip:20 | part | 100 | -")
    ledger.book("wip:20 -> transform:20 -> missing:count | part | 2 | -")
    ledger.book("found:count -> wip:20 | part | 1 | -")
    assert ledger.held("wip:20") == {"wip:20 part": "99 0"}
    assert ledger.held("missing:") == {"missing:count part": "2 0"}
    assert ledger.held("scrap:") == {}


def test_what_is_defective_waits_until_it_is_judged(ledger: TextLedger) -> None:
    ledger.book("opening -> wip:20 | part | 10 | -")
    ledger.book("wip:20 -> defective:20 | part | 4 | -")
    ledger.book("defective:20 -> transform:20 -> scrap:bore | part | 1 | 9.00")
    ledger.book("defective:20 -> wip:RW-2 | part | 2 | -")
    ledger.book("defective:20 -> wip:30 | part | 1 | -")
    assert ledger.held("defective:") == {}
    assert ledger.held("wip:") == {
        "wip:20 part": "6 0",
        "wip:30 part": "1 0",
        "wip:RW-2 part": "2 0",
    }


def test_a_lot_is_split_and_the_command_ends_at_value_zero(ledger: TextLedger) -> None:
    ledger.book("opening -> WH1 | bar/A | 100 | 500.00")
    split = ledger.book(
        """
        WH1 -> transform:c1 | bar/A  | 100 | 500.00
        transform:c1 -> WH1 | bar/A1 | 60  | 300.00
        transform:c1 -> WH1 | bar/A2 | 40  | 200.00
        """
    )
    assert ledger.held("WH1") == {"WH1 A1": "60 300", "WH1 A2": "40 200"}
    assert ledger.worth("transform:") == "0"
    assert ledger.tied() == {"A -> A1": "100 -> 60", "A -> A2": "100 -> 40"}
    ledger.take_back(split)
    assert ledger.held("WH1") == {"WH1 A": "100 500"}
    assert ledger.tied() == {}


def test_a_tank_is_filled_by_making_a_new_mixture(ledger: TextLedger) -> None:
    ledger.book("opening -> WH-T1 | oil/M1 | 300 | 600.00")
    ledger.book("supplier:S1 -> WH1 | oil/D7 | 100 | 250.00")
    ledger.book(
        """
        WH-T1 -> transform:c2 | oil/M1 | 300 | 600.00
        WH1 -> transform:c2   | oil/D7 | 100 | 250.00
        transform:c2 -> WH-T1 | oil/M2 | 400 | 850.00
        """
    )
    assert ledger.held("WH") == {"WH-T1 M2": "400 850"}
    assert ledger.tied() == {"M1 -> M2": "300 -> 400", "D7 -> M2": "100 -> 400"}


def test_disassembly_gives_the_parts_back(ledger: TextLedger) -> None:
    ledger.book("opening -> WH1 | pump/P-1 | 1 | 90.00")
    ledger.book(
        """
        WH1 -> transform:c3 | pump/P-1 | 1 | 90.00
        transform:c3 -> WH1 | motor    | 1 | 70.00
        transform:c3 -> WH1 | housing  | 1 | 20.00
        """
    )
    assert ledger.held("WH1") == {"WH1 housing": "1 20", "WH1 motor": "1 70"}
    assert set(ledger.tied()) == {"P-1 -> motor", "P-1 -> housing"}


def test_part_of_a_lot_is_blocked_without_a_new_lot(ledger: TextLedger) -> None:
    ledger.book("supplier:S1 -> A-03 | steel | 100 | 500.00")
    ledger.book("A-03 -> A-03!blocked | steel | 30 | 150.00")
    assert ledger.held("A-03") == {"A-03 steel": "70 350", "A-03!blocked steel": "30 150"}
    with pytest.raises(StatusForbids):
        ledger.book("A-03!blocked -> wip:10 | steel | 1 | 5.00")
    ledger.book("A-03 -> wip:10 | steel | 1 | 5.00")


def test_consignment_becomes_ours_when_it_is_used(ledger: TextLedger) -> None:
    ledger.book("supplier:S001 -> A-03@S001 | steel | 100 | -")
    ledger.book(
        """
        A-03@S001 -> A-03     | steel | 20 | -
        supplier:S001 -> A-03 | steel | -  | 60.00
        """
    )
    ledger.book("A-03 -> wip:10 | steel | 20 | 60.00")
    assert ledger.held("A-03") == {"A-03@ steel": "80 0"}
    assert ledger.held("wip:10") == {"wip:10 steel": "20 60"}


def test_a_count_books_the_difference_at_the_average(ledger: TextLedger) -> None:
    ledger.book("opening -> A-03 | steel | 100 | 1000.00")
    ledger.book("A-03 -> adjustment:count | steel | 2 | 20.00")
    assert ledger.held("A-03") == {"A-03 steel": "98 980"}


def test_out_of_order_pieces_stand_at_unreported_until_they_are_told(ledger: TextLedger) -> None:
    ledger.book("unreported:10 -> wip:20 | part | 4 | -")
    assert ledger.held("unreported:") == {"unreported:10 part": "-4 0"}
    ledger.book("transform:10 -> wip:10 -> unreported:10 | part | 4 | -")
    assert ledger.held("unreported:") == {}
    assert ledger.held("wip:") == {"wip:20 part": "4 0"}


def test_variances_at_standard_explain_every_cent(ledger: TextLedger) -> None:
    """Ledger section 6: standard 40.00 a piece, 100 good, 3 scrapped at the end."""
    ledger.book(
        """
        supplier:S1 -> WH1            | steel | 215 | 2150.00
        supplier:S1 -> variance:price | -     | -   | 215.00
        """
    )
    ledger.book(
        """
        absorption:labor -> transform:10        | - | - | 2240.00
        absorption:labor -> variance:labor_rate | - | - | 140.00
        """
    )
    ledger.book("WH1 -> transform:10 | steel | 215 | 2150.00")
    ledger.book("transform:10 -> FG1 | part | 100 | 4000.00")
    ledger.book("transform:10 -> scrap:surface | part | 3 | 120.00")
    assert ledger.worth("transform:10") == "270"
    ledger.book(
        """
        transform:10 -> variance:usage      | - | - | 90.00
        transform:10 -> variance:efficiency | - | - | 180.00
        """
    )
    assert ledger.worth("transform:10") == "0"
    material = [ledger.worth("variance:price"), ledger.worth("variance:usage")]
    labor = [ledger.worth("variance:labor_rate"), ledger.worth("variance:efficiency")]
    assert (material, labor) == (["215", "90"], ["140", "180"])
    assert 215 + 90 + 60 == 2365 - 2000  # With 60.00 of material in the scrapped pieces.
    assert 140 + 180 + 60 == 2380 - 2000  # With 60.00 of labor in them.
    assert ledger.worth("supplier:") == "-2365"
    assert ledger.worth("absorption:") == "-2380"
