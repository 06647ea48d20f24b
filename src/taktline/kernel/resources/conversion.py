"""Converts what a person entered into the material's base unit, exactly, rounded once."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.base.quantity import bounded
from taktline.base.text import Text


class NoConversion(Problem):
    """No exact ratio leads from the entered unit to the base unit."""

    title = Text(
        en="There is no conversion from {source} to {target}.",
        zh="没有从 {source} 到 {target} 的换算。",
    )
    status = 400


class OutOfTolerance(Problem):
    """The second measured quantity does not fit the first (catch weight)."""

    title = Text(
        en="{measured} {second_unit} do not fit {quantity} {unit}: expected {expected} "
        "{second_unit} within {tolerance} %.",
        zh="{measured} {second_unit} 与 {quantity} {unit} 不符:应为 {expected} {second_unit}"
        "(允差 {tolerance} %)。",
    )


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """One source unit is num / den target units; both integers above zero.

    Attributes:
        material: the material it holds for; None = every material.
    """

    source: str
    target: str
    num: int
    den: int
    material: UUID | None = None


def ratio(
    conversions: Iterable[Conversion], material: UUID, *, source: str, target: str
) -> Fraction:
    """Return how many target units one source unit is.

    The material's own conversion counts before a global one; either direction serves.

    Raises:
        NoConversion: none of them leads there.
    """
    if source == target:
        return Fraction(1)
    found = list(conversions)
    for owner in (material, None):
        for conversion in found:
            if conversion.material != owner:
                continue
            if (conversion.source, conversion.target) == (source, target):
                return Fraction(conversion.num, conversion.den)
            if (conversion.source, conversion.target) == (target, source):
                return Fraction(conversion.den, conversion.num)
    raise NoConversion(source=source, target=target)


def to_base(entered: Decimal, share: Fraction, *, places: int) -> Decimal:
    """Return an entered quantity in the base unit: entered * num / den, half up, rounded once.

    Args:
        entered: any finite decimal of at most 14 digits before the point.
        share: base units per entered unit, from `ratio`.
        places: decimal places of the base unit, 0..6.

    Source: handbook, ledger section 5: one roll = 48.5 kg is num 97, den 2.
    """
    exact = Fraction(bounded(entered)) * share
    scaled = exact * 10**places
    whole = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    if scaled.denominator != 1:
        whole = _half_up(scaled)
    return whole.quantize(Decimal(1), rounding=ROUND_HALF_UP).scaleb(-places)


def _half_up(value: Fraction) -> Decimal:
    """Round a fraction half up (away from zero) to an integer, without losing digits."""
    sign = -1 if value < 0 else 1
    return Decimal(sign * int(abs(value) + Fraction(1, 2)))


def refuse_misfit(
    quantity: Decimal, measured: Decimal, *, share: Fraction, tolerance: Decimal, units: str
) -> None:
    """Refuse a catch weight that is too far from what the first quantity lets one expect.

    Args:
        quantity: in the first unit.
        measured: in the second unit.
        share: second units expected per first unit.
        tolerance: share of the expectation, 0..1.
        units: both units as `first/second`, for the sentence.

    Raises:
        OutOfTolerance: |measured - expected| > tolerance * expected.
    """
    expected = Fraction(quantity) * share
    if abs(Fraction(measured) - expected) > Fraction(tolerance) * expected:
        first, _, second = units.partition("/")
        raise OutOfTolerance(
            measured=str(measured),
            second_unit=second,
            quantity=str(quantity),
            unit=first,
            expected=str(round(float(expected), 6)),
            tolerance=str(tolerance * 100),
        )
