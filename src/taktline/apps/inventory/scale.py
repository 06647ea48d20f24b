"""What a scale says beside what people count: catch weight, and counting pieces by weight."""

from decimal import Decimal
from fractions import Fraction

import msgspec

from taktline.base.problem import Problem
from taktline.base.quantity import plain
from taktline.base.text import Text

TOLERANCE = Decimal("0.02")
"""Share by which counted and weighed pieces may differ where the material names none."""


class BadWeighing(Problem):
    """A weighing from which no number of pieces follows."""

    title = Text(
        en="The weights say nothing: gross must exceed the tare, sample and its pieces be above 0.",
        zh="称重数据无效:毛重须大于皮重,样品重量与件数须大于零。",
    )
    status = 400


class CountedOtherwise(Problem):
    """Scale and person disagree by more than the tolerance."""

    title = Text(
        en="{counted} were counted, {weighed} weighed: more than {tolerance} % apart. Count again.",
        zh="清点 {counted},称重折算 {weighed},相差超过 {tolerance} %,请重新清点。",
    )


class Weighing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One load on a scale and the sample that says what a piece weighs; one unit of weight.

    Attributes:
        gross: load with its box, above `tare`.
        tare: the empty box, 0 or more.
        sample_pieces: pieces of the sample, 1 or more; the more, the better.
        sample_weight: of the whole sample, above 0.
        tolerance: share counted and weighed pieces may differ, 0..1; None = the material's.
    """

    gross: Decimal
    tare: Decimal = Decimal(0)
    sample_pieces: int
    sample_weight: Decimal
    tolerance: Decimal | None = None

    @property
    def net(self) -> Decimal:
        """What the goods weigh."""
        return self.gross - self.tare


def pieces_by_weight(weighing: Weighing) -> int:
    """Return how many pieces lie on the scale.

    pieces = net weight * pieces of the sample / weight of the sample, half up

    Raises:
        BadWeighing: no number follows.
    """
    sound = weighing.sample_pieces >= 1 and weighing.sample_weight > 0 and weighing.tare >= 0
    if not sound or weighing.net <= 0:
        raise BadWeighing(at="/lines")
    exact = Fraction(weighing.net) * weighing.sample_pieces / Fraction(weighing.sample_weight)
    return int(exact + Fraction(1, 2))


def refuse_counted_otherwise(
    counted: Decimal, weighing: Weighing, *, tolerance: Decimal | None
) -> int:
    """Return what the scale says, refusing a count that is too far from it.

    Raises:
        BadWeighing: the scale says nothing.
        CountedOtherwise: |counted - weighed| > tolerance * weighed.
    """
    weighed = pieces_by_weight(weighing)
    allowed = next((t for t in (weighing.tolerance, tolerance) if t is not None), TOLERANCE)
    if abs(counted - weighed) > allowed * weighed:
        raise CountedOtherwise(
            counted=plain(counted), weighed=str(weighed), tolerance=plain(allowed * 100),
            at="/lines",
        )  # fmt: skip
    return weighed
