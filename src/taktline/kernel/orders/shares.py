"""Who did it: shares of a report per person, exact to the piece, the second and the cent."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.base.quantity import STORED_PLACES, ZERO, bounded, plain, shares
from taktline.base.text import Text
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.rows import PersonShare

ShareRule = Literal["equal", "hours", "coefficient", "given"]
PERSONS_MAX = 50
"""People on one report: a larger crew reports by team."""
PERSON_S_MAX = Decimal(31 * 86_400)
"""Seconds of one person or machine in one report: a month without a break."""
LABOR_S_MAX = Decimal(366 * 86_400)
"""Seconds of all people in one report: a crew of twelve for such a month."""


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


class TimeTooLong(Problem):
    """More time than one report can tell of: milliseconds, or a date, taken for seconds."""

    title = Text(
        en="{field} is {value} s: one report tells of at most {limit} s. Give seconds.",
        zh="{field} 为 {value} 秒,一次报工最多 {limit} 秒,请以秒为单位填写。",
    )
    status = 400


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


REFUSALS: tuple[type[Problem], ...] = (TimeTooLong, NoShare, SharesDiffer)


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


def refuse_odd_times(
    *, labor_s: Decimal, machine_s: Decimal, persons: Sequence[PersonLine] = ()
) -> None:
    """Refuse times that nobody can have worked.

    Args:
        labor_s: seconds of people in all.
        machine_s: seconds of a machine.

    Raises:
        NotADecimal: a time is no plain decimal of at most 14 digits.
        NegativeCount: one is below zero.
        TimeTooLong: one is longer than a report can tell of.
    """
    own = [(f"persons/{n}/labor_s", one.labor_s) for n, one in enumerate(persons)]
    for field, seconds, limit in (
        ("labor_s", labor_s, LABOR_S_MAX),
        ("machine_s", machine_s, PERSON_S_MAX),
        *((field, seconds, PERSON_S_MAX) for field, seconds in own if seconds is not None),
    ):
        if bounded(seconds) < 0:
            raise NegativeCount(field=field, value=seconds, at=f"/{field}")
        if seconds > limit:
            raise TimeTooLong(field=field, value=plain(seconds), limit=plain(limit), at=f"/{field}")


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
