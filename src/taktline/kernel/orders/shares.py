"""Who did it: shares of a report per person, exact to the piece, the second and the cent."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.base.quantity import STORED_PLACES, ZERO, plain, shares
from taktline.base.text import Text
from taktline.kernel.orders.rows import PersonShare

ShareRule = Literal["equal", "hours", "coefficient", "given"]
PERSONS_MAX = 50
"""People on one report: a larger crew reports by team."""


class PersonLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person named in a report.

    Attributes:
        labor_s: seconds this person worked; where nobody says, the report's are shared.
        coefficient: weight under the rule `coefficient`, above 0.
        quantity: pieces of this person under the rule `given`.
    """

    person: str
    labor_s: Decimal | None = None
    coefficient: Decimal = Decimal(1)
    quantity: Decimal = ZERO


class SharesDiffer(Problem):
    """Given pieces do not sum to what was reported."""

    title = Text(
        en="The persons' pieces sum to {given}; {reported} good pieces were reported.",
        zh="人员数量合计 {given},报工合格数量为 {reported}。",
    )
    status = 400


class NoShare(Problem):
    """The rule gives nobody a share: no hours, no pieces, or somebody is named twice."""

    title = Text(
        en="The rule {rule} gives no share: name each person once, with {rule} above zero.",
        zh="按 {rule} 无法分摊:每人只能出现一次,且数值须大于零。",
    )
    status = 400


def person_shares(
    lines: tuple[PersonLine, ...],
    persons: list[UUID],
    *,
    rule: ShareRule,
    pieces: Decimal,
    labor_s: Decimal,
    places: int,
) -> tuple[PersonShare, ...]:
    """Split a report over its persons.

    Args:
        lines: as they were written.
        persons: their ids, in the same order.
        rule: equal; by hours worked; by coefficient; or the pieces given per person.
        pieces: good pieces reported, in the material's base unit.
        labor_s: seconds reported in all; where every person gives his own, their sum.
        places: decimal places of the unit.

    Returns:
        Shares that sum to 1, pieces to `pieces` and seconds to `labor_s` exactly (largest
        remainder, ties to the earlier line).

    Raises:
        NoShare: more than 50 persons, one twice, or no weight above zero.
        SharesDiffer: given pieces do not sum to the reported ones.
    """
    if not lines:
        return ()
    weights = [_weight(line, rule) for line in lines]
    if len(lines) > PERSONS_MAX or len(set(persons)) < len(lines) or not any(weights):
        raise NoShare(rule=rule, at="/persons")
    if min(weights) < 0:
        raise NoShare(rule=rule, at="/persons")
    if rule == "given" and sum(weights, ZERO) != pieces:
        raise SharesDiffer(given=plain(sum(weights, ZERO)), reported=plain(pieces), at="/persons")
    seconds = [line.labor_s for line in lines]
    given = [s for s in seconds if s is not None]
    parts_s = given if len(given) == len(lines) else shares(labor_s, weights, STORED_PLACES)
    return tuple(
        PersonShare(person=person, share=share, quantity=quantity, labor_s=part_s)
        for person, share, quantity, part_s in zip(
            persons,
            shares(Decimal(1), weights, STORED_PLACES),
            shares(pieces, weights, places),
            parts_s,
            strict=True,
        )
    )


def labor_of(lines: tuple[PersonLine, ...], labor_s: Decimal) -> Decimal:
    """Return the seconds of a report: the sum over its persons where all give theirs."""
    given = [line.labor_s for line in lines if line.labor_s is not None]
    return sum(given, ZERO) if lines and len(given) == len(lines) else labor_s


def _weight(line: PersonLine, rule: ShareRule) -> Decimal:
    if rule == "hours":
        return line.labor_s or ZERO
    if rule == "coefficient":
        return line.coefficient
    return line.quantity if rule == "given" else Decimal(1)
