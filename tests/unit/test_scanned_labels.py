"""What a scanned code says: the handbook's examples, and codes that only look like GS1."""

from datetime import date
from decimal import Decimal

import pytest

from taktline.apps.inventory.desk.label import read_label

ELEMENTS = "01069012340000161126010517270105310301250010L2601A"


@pytest.mark.parametrize("before", ["", "]C1", "]d2", "]Q3"])
def test_an_element_string_gives_material_lot_dates_and_weight(before: str) -> None:
    label = read_label(before + ELEMENTS)
    assert (label.gtin, label.lot) == ("06901234000016", "L2601A")
    assert (label.produced_on, label.expires_on) == (date(2026, 1, 5), date(2027, 1, 5))
    assert label.net_kg == Decimal("12.500")


def test_the_same_is_read_from_brackets_from_a_link_and_with_separators() -> None:
    brackets = read_label("(01)06901234000016(11)260105(17)270105(3103)012500(10)L2601A")
    separated = read_label("]C1010690123400001610L2601A\x1d1126010517270105\x1d3103012500")
    assert brackets.lot == separated.lot == "L2601A"
    assert brackets.expires_on == separated.expires_on == date(2027, 1, 5)
    link = read_label("https://id.gs1.org/01/06901234000016/10/L2601A/21/S0001?17=270105")
    assert (link.gtin, link.lot, link.serial) == ("06901234000016", "L2601A", "S0001")
    assert link.expires_on == date(2027, 1, 5)


def test_a_pallet_is_known_by_its_sscc() -> None:
    assert read_label("00006901234000000018").sscc == "006901234000000018"
    assert read_label("https://id.gs1.org/00/006901234000000018").sscc == "006901234000000018"


def test_an_article_number_alone_is_a_gtin() -> None:
    assert read_label("6901234000016").gtin == "06901234000016"


@pytest.mark.parametrize(
    "code",
    ["L1/ST2", "10-4711", "WO-1-20", "轴承 6204", "01069012340000179", "6901234000017", "(20", ""],
)
def test_what_is_no_gs1_stays_a_code_of_ours(code: str) -> None:
    label = read_label(code)
    assert label.code == code
    assert (label.gtin, label.lot, label.sscc) == (None, None, None)
