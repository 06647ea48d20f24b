"""Material that is there, given to those who need it in the order of their priority."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal

import msgspec

ZERO = Decimal(0)


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody needs so much of a material, in its base unit."""

    demand: Hashable
    material: Hashable
    quantity: Decimal


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a demand gets, and what it lacks; together what it needs."""

    given: Decimal
    lacking: Decimal


def allocated(
    needs: Sequence[Need], stock: Mapping[Hashable, Decimal]
) -> dict[tuple[Hashable, Hashable], Given]:
    """Give what is in stock to demands, the first one first.

    given = min(needed, in stock - given to earlier demands); lacking = needed - given

    Args:
        needs: in the order of priority; quantities 0 or more.
        stock: what is free of each material, 0 or more.

    Returns:
        By demand and material.

    Source: kitting by priority, as taught with any shortage list (netting in priority order).
    """
    left = dict(stock)
    found: dict[tuple[Hashable, Hashable], Given] = {}
    for need in needs:
        before = found.get((need.demand, need.material), Given(given=ZERO, lacking=ZERO))
        taken = min(need.quantity, left.get(need.material, ZERO))
        left[need.material] = left.get(need.material, ZERO) - taken
        found[need.demand, need.material] = Given(
            given=before.given + taken, lacking=before.lacking + need.quantity - taken
        )
    return found
