"""A histogram: how often measured values fall into equal classes, beside the normal curve."""

from collections.abc import Sequence
from math import erf, sqrt
from statistics import fmean, stdev

import msgspec

from taktline.science.spc.refusals import TooFewValues

BINS_MAX = 40
"""More classes than a screen shows apart."""


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """One class: `low` belongs to it, `high` only to the last one.

    Attributes:
        low: in the unit of the values; `high` likewise.
        count: values in it.
        expected: how many a normal distribution of the same mean and sigma puts there.
        smallest: of the values in it, None without any; `largest` likewise.
    """

    low: float
    high: float
    count: int
    expected: float
    smallest: float | None = None
    largest: float | None = None


def histogram(values: Sequence[float], *, bins: int | None = None) -> list[Bin]:
    """Count values in classes of equal width from the smallest to the largest.

        number of classes = ceil(1 + log2(n)), at most 40, at least 5
        expected = n * (Phi((high - mean) / s) - Phi((low - mean) / s))

    Values that are all alike make one class without width.

    Args:
        values: one unit, any order; at least 2.
        bins: another number of classes, 1 to 40.

    Raises:
        TooFewValues: less than 2 values.

    Source: Sturges, "The Choice of a Class Interval", JASA 21 (1926) 65-66; NIST/SEMATECH
    e-Handbook 1.3.3.14.
    """
    count = len(values)
    if count < 2:
        raise TooFewValues(chart="histogram", needed=2, what="values", given=count)
    low, high = min(values), max(values)
    number = min(BINS_MAX, max(1, bins if bins is not None else _classes(count)))
    width = (high - low) / number
    if width == 0:
        alike = Bin(low=low, high=high, count=count, expected=float(count), smallest=low)
        return [msgspec.structs.replace(alike, largest=high)]
    held: list[list[float]] = [[] for _ in range(number)]
    for value in values:
        held[min(number - 1, int((value - low) / width))].append(value)
    mean, sigma = fmean(values), stdev(values)
    edges = [low + index * width for index in range(number)] + [high]
    below = [_normal(edge, mean, sigma=sigma) for edge in edges]
    return [
        Bin(
            low=edges[index],
            high=edges[index + 1],
            count=len(inside),
            expected=count * (below[index + 1] - below[index]),
            smallest=min(inside, default=None),
            largest=max(inside, default=None),
        )
        for index, inside in enumerate(held)
    ]


def _classes(count: int) -> int:
    return max(5, 1 + (count - 1).bit_length())


def _normal(x: float, mean: float, *, sigma: float) -> float:
    return 0.5 * (1 + erf((x - mean) / (sigma * sqrt(2))))
