"""Run rules: patterns on a control chart that chance alone hardly makes."""

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from taktline.science.spc.charts import Chart

Rule = Literal["WE1", "WE2", "WE3", "WE4", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"]

WESTERN_ELECTRIC: tuple[Rule, ...] = ("WE1", "WE2", "WE3", "WE4")
NELSON: tuple[Rule, ...] = ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8")
SPREAD_AND_ATTRIBUTES: tuple[Rule, ...] = ("N1", "N2")
"""The default for R, S and attribute charts, whose points are not normally distributed."""


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """One rule broken: the last point of the run is marked, the run is listed."""

    rule: Rule
    point: int  # Index from 0 of the point that completed the pattern.
    run: tuple[int, ...]  # Indices of all points of the pattern, the last one included.


def signals(
    chart: Chart,
    *,
    rules: Sequence[Rule] = WESTERN_ELECTRIC,
    excluded: Collection[int] = (),
    versions: Sequence[int] | None = None,
) -> list[Signal]:
    """Look back from every point and name the patterns it completes.

    Zones: sigma of a point is a third of the distance from the center line to its upper limit.
    A point exactly on the center line breaks runs on one side; two equal neighbours break trends
    and alternation. The point marked always belongs to the pattern itself, so that a pattern is
    not reported again by a calm point after it. Zones are open: exactly 1, 2 or 3 sigma is not
    beyond.

        WE1, N1  1 point beyond 3 sigma
        WE2, N5  2 of 3 beyond 2 sigma, same side
        WE3, N6  4 of 5 beyond 1 sigma, same side
        WE4, N2  8 (Nelson: 9) in a row on one side of the center line
        N3       6 in a row steadily rising or falling
        N4       14 in a row alternating up and down
        N7       15 in a row within 1 sigma, either side
        N8       8 in a row beyond 1 sigma, either side

    Args:
        chart: points with center line and limits.
        rules: the rules to apply, in any order.
        excluded: indices of points that are left out as if they had not been taken.
        versions: limit version of each point; a run never reaches over a change.

    Returns:
        Signals by point, then in the order of `rules`.

    Source: Western Electric, Statistical Quality Control Handbook, 1956; Nelson, Journal of Quality
    Technology 16 (1984) 237-239.
    """
    result: list[Signal] = []
    for stretch in _stretches(len(chart.points), excluded, versions=versions):
        seen = _Seen(
            z=[_z(chart, index) for index in stretch],
            x=[chart.points[index] for index in stretch],
        )
        for last in range(len(stretch)):
            for rule in rules:
                run = _PATTERNS[rule](seen, last)
                if run:
                    marked = tuple(stretch[i] for i in run)
                    result.append(Signal(rule=rule, point=stretch[last], run=marked))
    return result


def _stretches(
    count: int, excluded: Collection[int], *, versions: Sequence[int] | None
) -> list[list[int]]:
    stretches: list[list[int]] = []
    before: int | None = None
    for index in range(count):
        version = versions[index] if versions is not None else 0
        if not stretches or version != before:
            stretches.append([])
        before = version
        if index not in excluded:
            stretches[-1].append(index)
    return stretches


def _z(chart: Chart, index: int) -> float:
    sigma = (chart.ucl[index] - chart.center) / 3
    away = chart.points[index] - chart.center
    if sigma > 0:
        return away / sigma
    return 0.0 if away == 0 else float("inf") if away > 0 else float("-inf")


class _Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one unbroken stretch: distance from the center in sigmas, and the value."""

    z: Sequence[float]
    x: Sequence[float]


_Pattern = Callable[[_Seen, int], Sequence[int]]


def _beyond(needed: int, of: int, *, sigmas: float) -> _Pattern:
    def pattern(seen: _Seen, last: int) -> Sequence[int]:
        if abs(seen.z[last]) <= sigmas:
            return ()
        side = 1 if seen.z[last] > 0 else -1
        window = range(max(0, last - of + 1), last + 1)
        run = [i for i in window if seen.z[i] * side > sigmas]
        return run if len(run) >= needed else ()

    return pattern


def _all(length: int, holds: Callable[[float], bool]) -> _Pattern:
    def pattern(seen: _Seen, last: int) -> Sequence[int]:
        run = range(last - length + 1, last + 1)
        return run if run.start >= 0 and all(holds(seen.z[i]) for i in run) else ()

    return pattern


def _one_side(length: int) -> _Pattern:
    def pattern(seen: _Seen, last: int) -> Sequence[int]:
        run = range(last - length + 1, last + 1)
        if run.start < 0:
            return ()
        above = all(seen.z[i] > 0 for i in run)
        below = all(seen.z[i] < 0 for i in run)
        return run if above or below else ()

    return pattern


def _trend(length: int) -> _Pattern:
    def pattern(seen: _Seen, last: int) -> Sequence[int]:
        run = range(last - length + 1, last + 1)
        if run.start < 0:
            return ()
        steps = [seen.x[i + 1] - seen.x[i] for i in run[:-1]]
        return run if all(s > 0 for s in steps) or all(s < 0 for s in steps) else ()

    return pattern


def _alternating(length: int) -> _Pattern:
    def pattern(seen: _Seen, last: int) -> Sequence[int]:
        run = range(last - length + 1, last + 1)
        if run.start < 0:
            return ()
        steps = [seen.x[i + 1] - seen.x[i] for i in run[:-1]]
        return run if all(a * b < 0 for a, b in pairwise(steps)) else ()

    return pattern


_PATTERNS: dict[Rule, _Pattern] = {
    "WE1": _beyond(1, 1, sigmas=3),
    "WE2": _beyond(2, 3, sigmas=2),
    "WE3": _beyond(4, 5, sigmas=1),
    "WE4": _one_side(8),
    "N1": _beyond(1, 1, sigmas=3),
    "N2": _one_side(9),
    "N3": _trend(6),
    "N4": _alternating(14),
    "N5": _beyond(2, 3, sigmas=2),
    "N6": _beyond(4, 5, sigmas=1),
    "N7": _all(15, lambda z: abs(z) < 1),
    "N8": _all(8, lambda z: abs(z) > 1),
}
