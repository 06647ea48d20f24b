"""How the members of a run share its time and what it used, to the last second and gram."""

from collections.abc import Sequence
from decimal import Decimal

from taktline.base.quantity import ZERO, shares
from taktline.kernel.orders.runs.facts import RunRule

SECOND_PLACES = 3
"""Places of a shared second: a report's time is measured no finer."""


def weight_of(rule: RunRule, *, pieces: Decimal, measure: Decimal | None, cavities: int) -> Decimal:
    """Return what one member counts for under a run's rule.

        equal     1
        quantity  pieces
        weight    pieces * weight of one
        area      pieces * area of one
        cavity    cavities in use

    Args:
        pieces: worked on in this run, good and bad.
        measure: weight or area of one piece.
        cavities: of the mold that make it and are not blocked.
    """
    if rule == "equal":
        return Decimal(1)
    if rule == "cavity":
        return Decimal(cavities)
    return pieces if rule == "quantity" else pieces * (measure or ZERO)


def parts_of(total: Decimal, weights: Sequence[Decimal], places: int) -> list[Decimal]:
    """Share a total by weights; equally where nobody weighs anything. The parts sum to it.

    Source: handbook, ledger section 5, largest remainder.
    """
    known = list(weights) if any(weights) else [Decimal(1)] * len(weights)
    return shares(total, known, places)
