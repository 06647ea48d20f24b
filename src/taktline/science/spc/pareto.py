"""Pareto: which few causes make most of the trouble."""

from collections.abc import Sequence

import msgspec

from taktline.science.spc.refusals import BadCount


class ParetoBar(msgspec.Struct, frozen=True, kw_only=True):
    """One cause with its part of the whole and what it comes to with all larger ones.

    Attributes:
        index: place in what was given.
        share: of the whole, 0 to 1.
        cumulative: share of this and all larger ones, 0 to 1.
        is_vital: one of the few that together make 80 percent.
    """

    index: int
    share: float
    cumulative: float
    is_vital: bool


VITAL_SHARE = 0.8
"""The few causes that make four fifths of the losses."""


def pareto(counts: Sequence[float]) -> list[ParetoBar]:
    """Sort counts in descending order with their shares; equal ones keep their order.

        share = count / sum, cumulative = sum of the shares down to this one
        vital: what is needed, from the largest on, to reach 80 percent

    Args:
        counts: pieces, cost or ppm per cause; 0 or more, one unit.

    Returns:
        One bar per count; none where all are 0.

    Raises:
        BadCount: a count is negative.

    Source: Juran, Quality Control Handbook, 1951, "the vital few and the trivial many".
    """
    for index, count in enumerate(counts):
        if count < 0:
            raise BadCount(index=index + 1, count=count, size=0)
    whole = sum(counts)
    if whole == 0:
        return []
    bars: list[ParetoBar] = []
    before = 0.0
    for index in sorted(range(len(counts)), key=lambda one: -counts[one]):
        share = counts[index] / whole
        bars.append(
            ParetoBar(
                index=index,
                share=share,
                cumulative=min(1.0, before + share),
                is_vital=before < VITAL_SHARE,
            )
        )
        before += share
    return bars
