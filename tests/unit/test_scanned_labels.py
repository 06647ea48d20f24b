"""What a scanned code says: the handbook's examples, and codes that only look like GS1."""

import csv
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from taktline.apps.inventory.desk.label import Label, read_label
from tests.shared_inputs import shared
from tests.tidy.tree import ROOT

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


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A scanned text and what it says, as the browser's tests read it too."""

    scanned: str
    says: dict[str, str]
    code: str | None = None


class Cases(msgspec.Struct, frozen=True, kw_only=True):
    """The file both sides are tested by."""

    cases: list[Case]


CASES = msgspec.json.decode(
    (ROOT / "web/src/shared/scan/cases.json").read_bytes(), type=Cases
).cases
NAMES = {"producedOn": "produced_on", "expiresOn": "expires_on", "netKg": "net_kg"}


def said(label: Label) -> dict[str, str]:
    """Return what a label says beside its code."""
    return {
        name: str(value)
        for name in Label.__struct_fields__
        if name != "code" and (value := getattr(label, name)) is not None
    }


@pytest.mark.parametrize(
    "code", ["2020\x1d30", "]C130", "https://[2001:db8/01/06901234000016", "https://a]/01/1"]
)
def test_a_count_of_nothing_and_an_address_nobody_could_open_say_nothing(code: str) -> None:
    assert said(read_label(code)) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.scanned.replace("\x1d", "~")[:60])
def test_the_server_reads_what_the_browser_reads(case: Case) -> None:
    label = read_label(case.scanned)
    assert said(label) == {NAMES.get(name, name): value for name, value in case.says.items()}
    if case.code is not None:
        assert label.code == case.code


def test_gs1s_own_vectors_say_the_same_however_they_are_written() -> None:
    with (shared("gs1") / "element_string_vectors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    # Some are good or not by a setting of the library they were made for.
    refused = {row["input"] for row in rows if row["expect"] != "ok"}
    read = 0
    for row in rows:
        if row["input"] in refused:
            continue
        unbracketed = row["expected_output"].replace("^", "\x1d")
        if not unbracketed.startswith("\x1d") or "\\" in row["input"]:
            continue
        whole = read_label("]d2" + unbracketed.lstrip("\x1d"))
        assert said(read_label(row["input"].replace("<GS>", "\x1d"))) == said(whole), row["input"]
        read += bool(said(whole))
    assert read >= 30


def test_gs1s_own_vectors_with_a_wrong_check_digit_name_no_article_and_no_pallet() -> None:
    wrong = ("INCORRECT_CHECK_DIGIT", "NON_DIGIT_CHARACTER")
    with (shared("gs1") / "element_string_vectors.csv").open(encoding="utf-8") as file:
        refused = [row["input"] for row in csv.DictReader(file) if row["detail"] in wrong]
    assert len(refused) == 2
    assert all(said(read_label(text)) == {} for text in refused)
