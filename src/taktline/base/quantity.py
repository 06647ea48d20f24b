"""Quantities: exact decimals with a unit, rounded once, at entry."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text

ZERO = Decimal(0)
DIGITS_MAX = 14
"""Digits before the point, so that sums of millions still fit numeric(20,6)."""
PLACES_MAX = 12
"""Digits behind the point accepted in entered quantities; they are rounded once to the unit."""
STORED_PLACES = 6
"""Scale of numeric(20,6)."""


class NotADecimal(Problem):
    """A number that is not a plain decimal, or is too long."""

    title = Text(
        en="{value} is not a plain decimal number of at most 14 digits before the point.",
        zh="{value} 不是小数点前至多 14 位的普通十进制数。",
    )
    status = 400


class TooPrecise(Problem):
    """A quantity has more places than its unit knows."""

    title = Text(
        en="{value} {unit}: {unit} has at most {places} decimal places.",
        zh="{value} {unit}:{unit} 最多 {places} 位小数。",
    )
    status = 400


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in a unit, as it travels where the record does not fix the unit."""

    amount: Decimal
    unit: str


def bounded(value: Decimal) -> Decimal:
    """Return the value if it is finite and within the wire's limits.

    Raises:
        NotADecimal: NaN, infinity, an exponent beyond the limits, or too many digits.
    """
    if value is ZERO:  # what nobody entered
        return value
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise NotADecimal(value=str(value))
    # The first digit stands so many places before the point, 0 for units.
    adjusted = len(digits) + exponent - 1
    if -exponent > PLACES_MAX or (adjusted >= DIGITS_MAX and value):
        raise NotADecimal(value=f"{value:.20E}")
    return value


def rounded(value: Decimal, places: int) -> Decimal:
    """Round a quantity half up to the unit's places (handbook ledger section 5)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def rounded_value(value: Decimal, places: int) -> Decimal:
    """Round an amount of money half even to the currency's minor unit."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def plain(value: Decimal) -> str:
    """Return a decimal in plain notation: `1E+2` -> `100`, `2.50` -> `2.5`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shares(total: Decimal, weights: list[Decimal], places: int) -> list[Decimal]:
    """Split a total by weights so that the parts sum to it exactly (largest remainder).

    Args:
        total: what is split; may be negative.
        weights: at least one above zero; none below.
        places: decimal places of every part.

    Returns:
        One part per weight, in order; ties go to the earlier part. 100 over three equal weights at
        two places: 33.34, 33.33, 33.33.
    """
    if total < 0:
        return [-part for part in shares(-total, weights, places)]
    whole = sum(weights, ZERO)
    assert whole > 0, "a split needs a weight"
    step = Decimal(1).scaleb(-places)
    exact = [total * weight / whole for weight in weights]
    parts = [(part // step) * step for part in exact]
    left = int((total - sum(parts, ZERO)) / step)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:left]:
        parts[i] += step
    return parts
