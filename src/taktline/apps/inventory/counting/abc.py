"""Which materials are worth counting often: a few stand for most of the year's value."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal
from uuid import UUID

from taktline.base.quantity import ZERO

AbcClass = Literal["A", "B", "C"]
A_SHARE, B_SHARE = Decimal("0.80"), Decimal("0.95")
"""Class A is about 80 % of the value, B the next 15 %, C the rest (handbook, ledger section 8)."""
COUNTS_A_YEAR: Mapping[AbcClass, int] = {"A": 12, "B": 4, "C": 1}
TOLERANCE: Mapping[AbcClass, Decimal] = {
    "A": Decimal("0.002"), "B": Decimal("0.01"), "C": Decimal("0.05"),
}  # fmt: skip
"""Share by which a count may differ from the books before it is repeated."""


def abc_classes(values: Mapping[UUID, Decimal]) -> dict[UUID, AbcClass]:
    """Return the class of each material, by the value it was consumed for in a year.

    In falling order of value, a material is in class A while those before it stand for less than
    80 % of the whole, in B while for less than 95 %, else in C; what was not consumed is in C.

    Args:
        values: ledger currency, 0 or more.
    """
    whole = sum(values.values(), ZERO)
    found: dict[UUID, AbcClass] = {}
    before = ZERO
    for material, value in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])):
        share = before / whole if whole > 0 else Decimal(1)
        if value <= 0 or share >= B_SHARE:
            found[material] = "C"
        else:
            found[material] = "A" if share < A_SHARE else "B"
        before += value
    return found


def is_within(counted: Decimal, expected: Decimal, *, tolerance: Decimal) -> bool:
    """Say whether a count fits the books: |counted - expected| <= tolerance * expected."""
    return abs(counted - expected) <= tolerance * max(expected, ZERO)
