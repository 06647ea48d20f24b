"""Units convert exactly; equipment, assets and qualifications are found for an instant."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from taktline.base.ids import derived_id
from taktline.kernel.resources.conversion import (
    Conversion,
    NoConversion,
    OutOfTolerance,
    ratio,
    refuse_misfit,
    to_base,
)
from taktline.kernel.resources.hierarchy import Assignment, asset_in, closes_circle, path_of
from taktline.kernel.resources.skill import Qualification, is_qualified, level_on

COIL = derived_id("test", "coil")
OTHER = derived_id("test", "other")
ROLL = Conversion(material=COIL, source="roll", target="kg", num=97, den=2)
TON = Conversion(source="t", target="kg", num=1000, den=1)


def test_one_roll_is_forty_eight_and_a_half_kilograms() -> None:
    share = ratio([ROLL, TON], COIL, source="roll", target="kg")
    assert to_base(Decimal(3), share, places=3) == Decimal("145.500")


def test_a_conversion_serves_in_both_directions_and_stays_exact() -> None:
    share = ratio([ROLL], COIL, source="kg", target="roll")
    assert share == Fraction(2, 97)
    assert to_base(Decimal(97), share, places=0) == Decimal(2)


def test_a_global_conversion_serves_every_material_but_a_materials_own_only_it() -> None:
    assert ratio([ROLL, TON], OTHER, source="t", target="kg") == 1000
    with pytest.raises(NoConversion, match="from roll to kg"):
        ratio([ROLL, TON], OTHER, source="roll", target="kg")


def test_a_materials_own_conversion_counts_before_a_global_one() -> None:
    wide = Conversion(source="roll", target="kg", num=50, den=1)
    assert ratio([wide, ROLL], COIL, source="roll", target="kg") == Fraction(97, 2)
    assert ratio([wide, ROLL], OTHER, source="roll", target="kg") == 50


def test_a_quantity_is_rounded_half_up_and_once() -> None:
    third = Fraction(1, 3)
    assert to_base(Decimal(1), third, places=3) == Decimal("0.333")
    assert to_base(Decimal("0.5"), Fraction(1), places=0) == 1
    assert to_base(Decimal("-0.5"), Fraction(1), places=0) == -1
    assert to_base(Decimal("0.0005"), Fraction(1), places=3) == Decimal("0.001")


def test_a_catch_weight_must_fit_its_count() -> None:
    refuse_misfit(
        Decimal(10), Decimal("25.4"), share=Fraction(5, 2), tolerance=Decimal("0.02"),
        units="pcs/kg",
    )  # fmt: skip
    with pytest.raises(OutOfTolerance, match="expected 25"):
        refuse_misfit(
            Decimal(10), Decimal("25.6"), share=Fraction(5, 2), tolerance=Decimal("0.02"),
            units="pcs/kg",
        )  # fmt: skip


AREA, LINE, CELL = (derived_id("test", code) for code in ("area", "line", "cell"))
PARENTS: dict[UUID, UUID | None] = {AREA: None, LINE: AREA, CELL: LINE}


def test_the_path_of_a_station_leads_from_the_top_down() -> None:
    assert path_of(PARENTS, CELL) == (AREA, LINE, CELL)
    assert path_of(PARENTS, AREA) == (AREA,)


def test_a_line_cannot_stand_below_its_own_station() -> None:
    assert closes_circle(PARENTS, LINE, below=CELL)
    assert not closes_circle(PARENTS, CELL, below=AREA)


def test_the_asset_of_a_role_changes_at_the_instant_of_the_swap() -> None:
    swap = datetime(2026, 3, 1, 6, tzinfo=UTC)
    history = [
        Assignment(
            physical_asset=COIL, equipment=CELL, started_at=datetime(2026, 1, 1, tzinfo=UTC),
            ended_at=swap,
        ),
        Assignment(physical_asset=OTHER, equipment=CELL, started_at=swap),
    ]  # fmt: skip
    assert asset_in(history, CELL, at=datetime(2026, 2, 1, tzinfo=UTC)) == COIL
    assert asset_in(history, CELL, at=swap) == OTHER
    assert asset_in(history, LINE, at=swap) is None
    assert asset_in(history, CELL, at=datetime(2025, 1, 1, tzinfo=UTC)) is None


def test_a_qualification_holds_on_its_last_day_and_not_after() -> None:
    held = [
        Qualification(
            person=COIL, personnel_class=CELL, level=2, valid_from=date(2026, 1, 1),
            valid_to=date(2026, 6, 30),
        ),
        Qualification(person=COIL, personnel_class=CELL, level=1, valid_from=date(2026, 3, 1)),
    ]  # fmt: skip
    assert level_on(held, COIL, skill=CELL, day=date(2026, 6, 30)) == 2
    assert level_on(held, COIL, skill=CELL, day=date(2026, 7, 1)) == 1
    assert is_qualified(held, COIL, skill=CELL, day=date(2026, 6, 30), level=2)
    assert not is_qualified(held, COIL, skill=CELL, day=date(2026, 7, 1), level=2)
    assert level_on(held, OTHER, skill=CELL, day=date(2026, 6, 30)) is None
