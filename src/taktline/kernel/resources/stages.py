"""What a plant has switched on: S1 orders, S2 pay, S3 quality, S4 stock, S5 lots, S6 machines."""

from collections.abc import Collection
from typing import Literal

Stage = Literal["s1", "s2", "s3", "s4", "s5", "s6"]
STAGES: tuple[Stage, ...] = ("s1", "s2", "s3", "s4", "s5", "s6")
NEEDS: dict[Stage, Stage] = {"s5": "s4"}
"""Lots and serials are kept of stock: S5 rests on S4."""


def is_on(stages: Collection[str], stage: Stage) -> bool:
    """Say whether a stage is switched on; where nobody ever chose, everything is.

    Source: handbook, shopfloor section 1.
    """
    return not stages or stage in stages
