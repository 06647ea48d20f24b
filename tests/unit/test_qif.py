"""QIF: both laboratories' reports against what they are known to say, value by value."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from taktline.connect.business.qif import BadReport, NotQif, Report, read_report, report_of
from taktline.science.spc import Limits, capability
from tests.shared_inputs import shared

NIST_PLATE = "7_11_2017 9_16_18 AM Plate_Results.qif"
NIST_COVER = "7_18_2017 9_24_30 AM Cover_Results.qif"
MTC_PLATE = "PlateResults_20_samples.QIF"
MTC_COVER = "CoverResults_20_samples.QIF"


def folder() -> Path:
    return shared("nist-box-assembly/inspection")


def report(name: str) -> Report:
    return read_report(folder() / "qif" / name)


@pytest.mark.parametrize(
    ("name", "characteristics", "counts"),
    [
        (NIST_PLATE, 38, (662, 98, 1)),
        (MTC_PLATE, 17, (569, 51, 0)),
        (NIST_COVER, 28, (559, 1, 19)),
        (MTC_COVER, 12, (541, 0, 20)),
    ],
)
def test_judgements_are_counted_as_the_laboratories_made_them(
    name: str, characteristics: int, counts: tuple[int, int, int]
) -> None:
    found = report(name)
    statuses = [m.status for piece in found.results.pieces for m in piece.measurements]
    passed = sum(piece.status == "pass" for piece in found.results.pieces)
    assert len(found.plan.characteristics) == characteristics
    assert len(found.results.pieces) == 20
    assert (statuses.count("pass"), statuses.count("fail"), passed) == counts
    assert found.differences() == 0


@pytest.mark.parametrize(
    ("name", "part"),
    [
        (NIST_PLATE, "plate"),
        (MTC_PLATE, "plate"),
        (NIST_COVER, "cover"),
        (MTC_COVER, "cover"),
    ],
)
def test_every_value_and_limit_is_that_of_the_table(name: str, part: str) -> None:
    found = report(name)
    with (folder() / f"{part}_characteristics.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["report"] == name]
    assert [
        (c.id, c.name, c.kind, float(low), float(c.usl))
        for c in found.plan.characteristics
        if (low := c.natural_limit if c.lsl is None else c.lsl) is not None and c.usl is not None
    ] == [
        (r["char_id"], r["characteristic"], r["type"], float(r["lsl"]), float(r["usl"]))
        for r in rows
    ]
    assert [str(c.nominal or "") for c in found.plan.characteristics] == [
        str(float(r["nominal"])).removesuffix(".0") if r["nominal"] else "" for r in rows
    ]
    lab = rows[0]["lab"]
    with (folder() / f"{part}_measurements.csv").open() as file:
        wanted = [
            (
                int(r["seq_in_report"]),
                r["serial"],
                r["char_id"],
                r["feature"],
                float(r["value"]),
                r["char_status"].lower(),
                r["piece_status"].lower(),
            )
            for r in csv.DictReader(file)
            if r["lab"] == lab
        ]
    assert [
        (
            p.sequence,
            p.serial or "",
            m.characteristic_id,
            m.feature or "",
            float(m.value),
            m.status,
            p.status,
        )
        for p in found.results.pieces
        for m in p.measurements
    ] == wanted


def test_a_negative_geometric_tolerance_can_only_mean_its_absolute_value() -> None:
    plan = report(MTC_PLATE).plan
    perpendicularity = next(c for c in plan.characteristics if c.kind == "Perpendicularity")
    assert perpendicularity.usl == Decimal("0.13")
    assert perpendicularity.lsl is None
    assert perpendicularity.natural_limit == 0
    assert perpendicularity.is_one_sided
    assert perpendicularity.judge(Decimal("0.13")) == "pass"
    assert perpendicularity.judge(Decimal("0.131")) == "fail"


def test_deviations_are_limits_around_the_nominal_and_noise_of_printing_is_gone() -> None:
    plan = report(MTC_PLATE).plan
    distance = next(c for c in plan.characteristics if c.name == "DISTANCEBETWEEN4")
    limits = (distance.nominal, distance.lsl, distance.usl)
    assert limits == (Decimal("71.16"), Decimal("70.96"), Decimal("71.36"))


def test_pieces_are_known_by_the_serial_or_else_by_their_place() -> None:
    pattern = re.compile(r"^0*(\d+)$")
    assert [p.number(pattern) for p in report(NIST_PLATE).results.pieces] == [
        str(n) for n in range(1, 21)
    ]
    pattern = re.compile(r"_A(\d+)_")
    mtc = report(MTC_PLATE).results.pieces
    assert [p.number(pattern) for p in mtc] == [str(n) for n in range(1, 21)]
    assert mtc[-1].serial is None


def test_a_part_number_that_was_written_as_a_measurement_is_recognised() -> None:
    assert report(NIST_PLATE).identifiers() == {"5"}
    assert report(NIST_COVER).identifiers() == {"5"}
    assert report(MTC_PLATE).identifiers() == frozenset()


def test_capability_is_what_the_laboratorys_own_software_printed() -> None:
    found = report(NIST_PLATE)
    with (folder() / "plate_published_capability.csv").open() as file:
        published = list(csv.DictReader(file))
    compared = 0
    for row in published:
        if row["char_id"] in found.identifiers():
            continue
        c = found.plan.characteristic(row["char_id"])
        values = [
            float(m.value)
            for piece in found.results.pieces
            for m in piece.measurements
            if m.characteristic_id == c.id
        ]
        limits = Limits(
            lsl=None if c.lsl is None else float(c.lsl),
            usl=None if c.usl is None else float(c.usl),
            natural_limit=None if c.natural_limit is None else float(c.natural_limit),
        )
        ours = capability(values, limits)
        assert ours.n == int(row["n"])
        for name, value in (
            ("average", ours.mean),
            ("minimum", ours.minimum),
            ("maximum", ours.maximum),
            ("stdev", ours.sigma_overall),
            ("cp", ours.cp),
            ("cpk", ours.cpk),
            ("pp", ours.pp),
            ("ppk", ours.ppk),
        ):
            assert value == pytest.approx(float(row[name]), rel=3e-5), (c.name, name)
            compared += 1
    assert compared == 37 * 8


def test_the_second_laboratorys_values_are_those_of_its_capability_report() -> None:
    with (folder() / "plate_mtc_capability_report.csv").open() as file:
        rows = {(r["feature"], r["characteristic"]): r for r in csv.DictReader(file)}
    found = report(MTC_PLATE)
    seen = 0
    for piece in found.results.pieces:
        for m in piece.measurements:
            c = found.plan.characteristic(m.characteristic_id)
            row = rows.get((m.feature or "", c.name))
            if row is None or not row[f"A{piece.sequence:02}"]:
                continue
            seen += 1
            assert float(m.value) == pytest.approx(float(row[f"A{piece.sequence:02}"]), abs=6e-4)
    assert seen >= 500


def test_another_document_and_a_broken_reference_are_refused() -> None:
    with pytest.raises(NotQif, match="html"):
        report_of(b"<html/>")
    broken = b"""<QIFDocument><Characteristics><CharacteristicItems>
      <DiameterCharacteristicItem id="5"><Name>D</Name>
        <CharacteristicNominalId>3</CharacteristicNominalId></DiameterCharacteristicItem>
      </CharacteristicItems></Characteristics></QIFDocument>"""
    with pytest.raises(BadReport, match="CharacteristicNominalId 3 leads nowhere"):
        report_of(broken, name="x.qif")
