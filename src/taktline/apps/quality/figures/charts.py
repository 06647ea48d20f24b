"""Control charts, histograms and capability of what inspections measured."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Literal

import msgspec

from taktline.apps.quality.figures.values import (
    Counted,
    Measured,
    Specified,
    ValuesParams,
    samples,
    series,
    specified,
)
from taktline.base.instant import Instant
from taktline.base.problem import Invalid, Problem
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx
from taktline.science import spc

ChartKind = Literal["i_mr", "xbar_r", "xbar_s", "p", "np", "c", "u"]
Rules = Literal["western_electric", "nelson"]
RULES: dict[Rules, tuple[spc.Rule, ...]] = {
    "western_electric": spc.WESTERN_ELECTRIC,
    "nelson": spc.NELSON,
}
SUBGROUP_MAX = 25
RANGE_BELOW = 11
"""From this many values on the standard deviation says more of a subgroup than its range."""


class ChartParams(ValuesParams, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which values, drawn how.

    Attributes:
        chart: i_mr (single values), xbar_r or xbar_s (subgroups), p, np, c or u (counts per
            inspection); what fits the values if None.
        subgroup: so many values in a row make one, 2 to 25; one inspection's values if None.
        rules: whose run rules mark points.
        limits_until: the limits are those of the points before this instant, frozen; all points
            make them if None.
    """

    chart: ChartKind | None = None
    subgroup: int | None = None
    rules: Rules = "western_electric"
    limits_until: Instant | None = None


class PointRow(msgspec.Struct, frozen=True, kw_only=True):
    """One point of a control chart with its limits.

    Attributes:
        chart: what is drawn.
        point: number, from 1.
        inspection: of its first value; the rows: `quality.measurements` with it.
        size: values or pieces in it.
        value: mean, single value, share or count.
        spread: range, standard deviation or moving range; None on charts of counts and at the
            first single value.
        signals: rules that this point completes; `spread_signals` likewise.
        runs: rules broken by a run that this point belongs to.
        frozen: the limits were fixed before it.
        left_out: values beside the chart: subgroups of another size.
    """

    chart: ChartKind
    point: int
    inspection: str
    piece: int | None
    lot: str | None
    measured_at: datetime
    size: int
    value: float
    center: float
    lcl: float
    ucl: float
    spread: float | None = None
    spread_center: float | None = None
    spread_lcl: float | None = None
    spread_ucl: float | None = None
    signals: list[str] = []
    spread_signals: list[str] = []
    runs: list[str] = []
    frozen: bool = False
    left_out: int = 0


class BadSubgroup(Invalid):
    """A subgroup has 2 to 25 values."""


async def control_chart(tx: Tx, asked: ChartParams, reader: Principal) -> Page[PointRow]:
    """Return the points of a control chart, oldest first; none where there is too little.

    Raises:
        BadSubgroup: not 2 to 25.
    """
    if asked.subgroup is not None and not 2 <= asked.subgroup <= SUBGROUP_MAX:
        raise BadSubgroup(reason=f"subgroup is 2 to {SUBGROUP_MAX}", at="/subgroup")
    if asked.chart in ("p", "np", "c", "u"):
        rows = _counts(asked, await samples(tx, asked, reader))
    else:
        values = await series(tx, asked, reader)
        rows = _variables(asked, values)
        if not values and asked.chart is None:
            rows = _counts(asked, await samples(tx, asked, reader))
    return Page(rows=rows, total=len(rows))


def _variables(asked: ChartParams, values: Sequence[Measured]) -> list[PointRow]:
    groups = subgroups(values, size=asked.subgroup)
    size = Counter(len(group) for group in groups).most_common(1)[0][0] if groups else 0
    if asked.chart == "i_mr" or (asked.chart is None and len(groups) < 2) or size < 2:
        return _singles(asked, values)
    kept = [group for group in groups if len(group) == size and size <= SUBGROUP_MAX]
    if not kept:
        return _singles(asked, values)
    chart = asked.chart or ("xbar_r" if size < RANGE_BELOW else "xbar_s")
    numbers = [[one.value for one in group] for group in kept]
    study = spc.xbar_s if chart == "xbar_s" else spc.xbar_r
    base = [n for n, group in zip(numbers, kept, strict=True) if _sets_limits(asked, group[0])]
    whole, frozen = study(numbers), len(base) < len(numbers) and len(base) > 1
    limits = study(base) if frozen else whole
    pair = _under(limits, whole) if frozen else whole
    left = sum(len(group) for group in groups) - size * len(kept)
    return _points(asked, [group[0] for group in kept], pair, told=(chart, size, left))


def _singles(asked: ChartParams, values: Sequence[Measured]) -> list[PointRow]:
    if len(values) < 2:
        return []
    numbers = [one.value for one in values]
    base = [one.value for one in values if _sets_limits(asked, one)]
    whole = spc.individuals(numbers)
    frozen = 1 < len(base) < len(numbers)
    pair = _under(spc.individuals(base), whole) if frozen else whole
    return _points(asked, values, pair, told=("i_mr", 1, 0))


def subgroups(values: Sequence[Measured], *, size: int | None) -> list[list[Measured]]:
    """Return values in rational subgroups: those of one inspection, or so many in a row.

    Args:
        values: in the order they were measured.
        size: values in a row that make one; the last, incomplete ones make none.
    """
    if size is None:
        return [list(group) for _, group in groupby(values, key=lambda one: one.inspection)]
    whole = len(values) // size * size
    return [list(values[start : start + size]) for start in range(0, whole, size)]


def _sets_limits(asked: ChartParams, one: Measured) -> bool:
    return asked.limits_until is None or one.measured_at < asked.limits_until


def _under(limits: spc.ChartPair, whole: spc.ChartPair) -> spc.ChartPair:
    """Put all points under the limits of the first ones."""
    return spc.ChartPair(
        location=limits.location.judge(whole.location.points),
        spread=limits.spread.judge(whole.spread.points),
        sigma_within=limits.sigma_within,
    )


def _points(
    asked: ChartParams,
    firsts: Sequence[Measured],
    pair: spc.ChartPair,
    *,
    told: tuple[ChartKind, int, int],
) -> list[PointRow]:
    """Return one row per point; the first single value has no moving range."""
    chart, size, left = told
    late = len(pair.location.points) - len(pair.spread.points)
    marks, runs = _marked(pair.location, RULES[asked.rules])
    spread_marks, _ = _marked(pair.spread, spc.SPREAD_AND_ATTRIBUTES)
    return [
        PointRow(
            chart=chart,
            point=index + 1,
            inspection=first.inspection,
            piece=first.piece if size == 1 else None,
            lot=first.lot if size == 1 else None,
            measured_at=first.measured_at,
            size=size,
            value=pair.location.points[index],
            center=pair.location.center,
            lcl=pair.location.lcl[index],
            ucl=pair.location.ucl[index],
            spread=pair.spread.points[index - late] if index >= late else None,
            spread_center=pair.spread.center,
            spread_lcl=pair.spread.lcl[0],
            spread_ucl=pair.spread.ucl[0],
            signals=marks.get(index, []),
            spread_signals=spread_marks.get(index - late, []),
            runs=runs.get(index, []),
            frozen=asked.limits_until is not None and not _sets_limits(asked, first),
            left_out=left,
        )
        for index, first in enumerate(firsts)
    ]


def _marked(
    chart: spc.Chart, rules: Sequence[spc.Rule]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return by point the rules it completes, and those of the runs it belongs to."""
    ends: dict[int, list[str]] = {}
    runs: dict[int, list[str]] = {}
    for signal in spc.signals(chart, rules=rules):
        ends.setdefault(signal.point, []).append(signal.rule)
        for point in signal.run:
            if signal.rule not in runs.setdefault(point, []):
                runs[point].append(signal.rule)
    return ends, runs


def _counts(asked: ChartParams, found: Sequence[Counted]) -> list[PointRow]:
    if not found:
        return []
    chart = asked.chart or "p"
    size = Counter(one.pieces for one in found).most_common(1)[0][0]
    kept = [one for one in found if one.pieces == size] if chart in ("np", "c") else list(found)
    drawn = _count_chart(chart, kept, size=size)
    marks, runs = _marked(drawn, spc.SPREAD_AND_ATTRIBUTES)
    return [
        PointRow(
            chart=chart,
            point=index + 1,
            inspection=one.inspection,
            piece=None,
            lot=None,
            measured_at=one.measured_at,
            size=one.pieces,
            value=drawn.points[index],
            center=drawn.center,
            lcl=drawn.lcl[index],
            ucl=drawn.ucl[index],
            signals=marks.get(index, []),
            runs=runs.get(index, []),
            left_out=len(found) - len(kept),
        )
        for index, one in enumerate(kept)
    ]


def _count_chart(chart: ChartKind, kept: Sequence[Counted], *, size: int) -> spc.Chart:
    bad = [one.nonconforming for one in kept]
    defects = [one.nonconformities for one in kept]
    pieces = [one.pieces for one in kept]
    if chart == "np":
        return spc.np_chart(bad, size)
    if chart == "c":
        return spc.c_chart(defects)
    if chart == "u":
        return spc.u_chart(defects, pieces)
    return spc.p_chart(bad, pieces)


class CapableRow(msgspec.Struct, frozen=True, kw_only=True):
    """How well one characteristic keeps its limits; None where an index does not exist.

    Attributes:
        kind: variable or attribute.
        inspected: results; the rows: `quality.measurements` with plan and characteristic.
        failed: results out of their limits.
        sigma_within: mean moving range / 1.128; of subgroups if the chart has them.
        signals: run rules broken on its chart of single values (Western Electric).
    """

    plan: str
    plan_name: str
    characteristic: str
    name: str
    kind: str
    unit: str
    severity: str
    target: float | None
    lsl: float | None
    usl: float | None
    inspected: int
    failed: int
    inspections: int
    mean: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    sigma_within: float | None = None
    sigma_overall: float | None = None
    cp: float | None = None
    cpk: float | None = None
    pp: float | None = None
    ppk: float | None = None
    cpm: float | None = None
    signals: int = 0


async def capability(tx: Tx, asked: ValuesParams, reader: Principal) -> Page[CapableRow]:
    """Return every characteristic that was measured, with its capability.

    Sigma within is that of single values in the order they were measured, as laboratories print
    it; Cpk is quoted with n and with the rules its chart breaks, because an unstable process has
    none.
    """
    rows = [_capable(one) for one in await specified(tx, asked, reader)]
    return Page(rows=rows, total=len(rows))


def _capable(one: Specified) -> CapableRow:
    known = {
        name: getattr(one, name) for name in CapableRow.__struct_fields__ if hasattr(one, name)
    }
    row = CapableRow(**known)
    if len(one.values) < 2:
        return row
    pair = spc.individuals(one.values)
    broken = len(spc.signals(pair.location))
    limits = spc.Limits(
        lsl=one.lsl, usl=one.usl, target=one.target, natural_limit=one.natural_limit
    )
    try:
        found = spc.capability(one.values, limits)
    except Problem:  # No limits, or both alike: values, and no index.
        return msgspec.structs.replace(
            row,
            mean=pair.location.center,
            minimum=min(one.values),
            maximum=max(one.values),
            sigma_within=pair.sigma_within,
            signals=broken,
        )
    return msgspec.structs.replace(
        row,
        mean=found.mean,
        minimum=found.minimum,
        maximum=found.maximum,
        sigma_within=found.sigma_within,
        sigma_overall=found.sigma_overall,
        cp=found.cp,
        cpk=found.cpk,
        pp=found.pp,
        ppk=found.ppk,
        cpm=found.cpm,
        signals=broken,
    )


class HistogramParams(ValuesParams, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which values, in how many classes.

    Attributes:
        bins: 1 to 40; by Sturges' rule if None.
    """

    bins: int | None = None


class BinRow(msgspec.Struct, frozen=True, kw_only=True):
    """One class of a histogram.

    Attributes:
        expected: values a normal distribution of the same mean and sigma puts there.
        smallest: value in it, None without any; `largest` likewise. The rows:
            `quality.measurements` with them as low and high.
    """

    low: float
    high: float
    count: int
    expected: float
    smallest: float | None = None
    largest: float | None = None


async def histogram(tx: Tx, asked: HistogramParams, reader: Principal) -> Page[BinRow]:
    """Return how often values fall into classes of equal width; none of fewer than two values."""
    values = [one.value for one in await series(tx, asked, reader)]
    found = spc.histogram(values, bins=asked.bins) if len(values) > 1 else []
    rows = [BinRow(**msgspec.structs.asdict(one)) for one in found]
    return Page(rows=rows, total=len(rows))
