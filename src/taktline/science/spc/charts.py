"""Control charts: center line and limits of a process from its own samples."""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev

import msgspec

from taktline.science.spc.constants import MOVING_RANGE_D2, MOVING_RANGE_D4, constants
from taktline.science.spc.refusals import BadCount, TooFewValues, UnevenSubgroups


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """The points of one chart with its center line and limits, in the unit of the points.

    `lcl` and `ucl` have one entry per point: limits are stepped where sample sizes differ.
    """

    points: tuple[float, ...]
    center: float
    lcl: tuple[float, ...]
    ucl: tuple[float, ...]

    @property
    def outside(self) -> tuple[int, ...]:
        """Indices (from 0) of the points beyond their limits."""
        return tuple(
            i
            for i, (x, low, high) in enumerate(zip(self.points, self.lcl, self.ucl, strict=True))
            if x < low or x > high
        )

    def judge(self, points: Sequence[float]) -> "Chart":
        """Put new points of the same sample size under the limits frozen by the first study."""
        count = len(points)
        return Chart(
            points=tuple(points),
            center=self.center,
            lcl=(self.lcl[0],) * count,
            ucl=(self.ucl[0],) * count,
        )


class ChartPair(msgspec.Struct, frozen=True, kw_only=True):
    """A chart of location and one of spread, with the sigma within subgroups they agree on."""

    location: Chart
    spread: Chart
    sigma_within: float


def xbar_r(subgroups: Sequence[Sequence[float]]) -> ChartPair:
    """Means and ranges of subgroups of one size.

        Xbar: Xbarbar +- A2 * Rbar;  R: D3 * Rbar .. D4 * Rbar;  sigma within = Rbar / d2

    Args:
        subgroups: shape (subgroups, values), values in one unit; 2 to 25 values each.

    Raises:
        TooFewValues: no subgroup.
        UnevenSubgroups: sizes differ.
        NoConstants: size outside 2 to 25.

    Source: ISO 7870-2; Montgomery, Introduction to Statistical Quality Control.
    """
    k = constants(_size(subgroups, "Xbar-R chart"))
    means = [fmean(group) for group in subgroups]
    ranges = [max(group) - min(group) for group in subgroups]
    center, spread = fmean(means), fmean(ranges)
    return ChartPair(
        location=_chart(means, center, lcl=center - k.A2 * spread, ucl=center + k.A2 * spread),
        spread=_chart(ranges, spread, lcl=k.D3 * spread, ucl=k.D4 * spread),
        sigma_within=spread / k.d2,
    )


def xbar_s(subgroups: Sequence[Sequence[float]]) -> ChartPair:
    """Means and standard deviations of subgroups of one size; the choice above 10 values.

        Xbar: Xbarbar +- A3 * sbar;  S: B3 * sbar .. B4 * sbar;  sigma within = sbar / c4

    Args:
        subgroups: shape (subgroups, values), values in one unit; 2 to 25 values each.

    Raises:
        TooFewValues: no subgroup.
        UnevenSubgroups: sizes differ.
        NoConstants: size outside 2 to 25.

    Source: ISO 7870-2; Montgomery, Introduction to Statistical Quality Control.
    """
    k = constants(_size(subgroups, "Xbar-S chart"))
    means = [fmean(group) for group in subgroups]
    deviations = [stdev(group) for group in subgroups]
    center, spread = fmean(means), fmean(deviations)
    return ChartPair(
        location=_chart(means, center, lcl=center - k.A3 * spread, ucl=center + k.A3 * spread),
        spread=_chart(deviations, spread, lcl=k.B3 * spread, ucl=k.B4 * spread),
        sigma_within=spread / k.c4,
    )


def individuals(
    values: Sequence[float], *, i_factor: float | None = None, mr_factor: float | None = None
) -> ChartPair:
    """Single values and their moving ranges.

        I: mean +- 3 / 1.128 * MRbar;  MR: 0 .. 3.267 * MRbar;  sigma within = MRbar / 1.128

    Args:
        values: in order of production, one unit; at least 2.
        i_factor: another factor for I, e.g. the rounded 2.66 of printed tables.
        mr_factor: another factor for MR.

    Returns:
        The pair; the chart of moving ranges has one point less than the chart of values.

    Raises:
        TooFewValues: less than 2 values.

    Source: ISO 7870-2; NIST/SEMATECH e-Handbook 6.3.2.2.
    """
    ranges = moving_ranges(values)
    center, spread = fmean(values), fmean(ranges)
    reach = (3 / MOVING_RANGE_D2 if i_factor is None else i_factor) * spread
    top = (MOVING_RANGE_D4 if mr_factor is None else mr_factor) * spread
    return ChartPair(
        location=_chart(values, center, lcl=center - reach, ucl=center + reach),
        spread=_chart(ranges, spread, lcl=0.0, ucl=top),
        sigma_within=spread / MOVING_RANGE_D2,
    )


def moving_ranges(values: Sequence[float]) -> list[float]:
    """Distance between neighbours: |x_i - x_(i-1)|; one less than there are values.

    Args:
        values: in order of production; at least 2.

    Raises:
        TooFewValues: less than 2 values.

    Source: ISO 7870-2.
    """
    if len(values) < 2:
        raise TooFewValues(chart="individuals chart", needed=2, what="values", given=len(values))
    return [abs(second - first) for first, second in pairwise(values)]


def p_chart(nonconforming: Sequence[int], sizes: Sequence[int]) -> Chart:
    """Share of nonconforming units: pbar +- 3 sqrt(pbar (1 - pbar) / n_i), not below 0.

    Args:
        nonconforming: units per sample, 0 to the sample's size.
        sizes: units inspected per sample, above 0.

    Raises:
        TooFewValues: no sample.
        BadCount: a count does not fit its sample.

    Source: ISO 7870-2; Montgomery, Introduction to Statistical Quality Control.
    """
    _counts(nonconforming, sizes, chart="p chart", bounded=True)
    p = sum(nonconforming) / sum(sizes)
    reach = [3 * sqrt(p * (1 - p) / n) for n in sizes]
    points = [d / n for d, n in zip(nonconforming, sizes, strict=True)]
    return _stepped(points, p, reach=reach)


def np_chart(nonconforming: Sequence[int], size: int) -> Chart:
    """Number of nonconforming units: n pbar +- 3 sqrt(n pbar (1 - pbar)), not below 0.

    Args:
        nonconforming: units per sample, 0 to `size`.
        size: units in every sample, above 0.

    Raises:
        TooFewValues: no sample.
        BadCount: a count does not fit the sample.

    Source: ISO 7870-2; Montgomery, Introduction to Statistical Quality Control.
    """
    _counts(nonconforming, [size] * len(nonconforming), chart="np chart", bounded=True)
    p = sum(nonconforming) / (size * len(nonconforming))
    reach = 3 * sqrt(size * p * (1 - p))
    return _stepped([float(d) for d in nonconforming], size * p, reach=[reach] * len(nonconforming))


def c_chart(defects: Sequence[int]) -> Chart:
    """Number of defects in units of one size: cbar +- 3 sqrt(cbar), not below 0.

    Args:
        defects: per unit or area, 0 or more.

    Raises:
        TooFewValues: no sample.
        BadCount: a count is negative.

    Source: ISO 7870-2; Montgomery, Introduction to Statistical Quality Control.
    """
    _counts(defects, [1] * len(defects), chart="c chart", bounded=False)
    c = fmean(defects)
    return _stepped([float(d) for d in defects], c, reach=[3 * sqrt(c)] * len(defects))


def u_chart(defects: Sequence[int], sizes: Sequence[float]) -> Chart:
    """Defects per unit: ubar +- 3 sqrt(ubar / n_i), not below 0.

    Args:
        defects: per sample, 0 or more.
        sizes: units (or area) per sample, above 0.

    Raises:
        TooFewValues: no sample.
        BadCount: a count is negative or a size not above 0.

    Source: ISO 7870-2; Montgomery, Introduction to Statistical Quality Control.
    """
    _counts(defects, sizes, chart="u chart", bounded=False)
    u = sum(defects) / sum(sizes)
    points = [d / n for d, n in zip(defects, sizes, strict=True)]
    return _stepped(points, u, reach=[3 * sqrt(u / n) for n in sizes])


def _size(subgroups: Sequence[Sequence[float]], chart: str) -> int:
    if not subgroups:
        raise TooFewValues(chart=chart, needed=1, what="subgroups", given=0)
    size = len(subgroups[0])
    for index, group in enumerate(subgroups):
        if len(group) != size:
            raise UnevenSubgroups(index=index + 1, size=len(group), expected=size)
    return size


def _counts(counts: Sequence[int], sizes: Sequence[float], *, chart: str, bounded: bool) -> None:
    if not counts or len(counts) != len(sizes):
        raise TooFewValues(chart=chart, needed=max(1, len(sizes)), what="counts", given=len(counts))
    for index, (count, size) in enumerate(zip(counts, sizes, strict=True)):
        if count < 0 or size <= 0 or (bounded and count > size):
            raise BadCount(index=index + 1, count=count, size=size)


def _chart(points: Sequence[float], center: float, *, lcl: float, ucl: float) -> Chart:
    count = len(points)
    return Chart(points=tuple(points), center=center, lcl=(lcl,) * count, ucl=(ucl,) * count)


def _stepped(points: Sequence[float], center: float, *, reach: Sequence[float]) -> Chart:
    return Chart(
        points=tuple(points),
        center=center,
        lcl=tuple(max(0.0, center - r) for r in reach),
        ucl=tuple(center + r for r in reach),
    )
