"""Capability: how well a process fits between the limits of its drawing."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev

import msgspec

from taktline.science.spc.charts import moving_ranges
from taktline.science.spc.constants import MOVING_RANGE_D2
from taktline.science.spc.refusals import BadLimits, TooFewValues


class Capability(msgspec.Struct, frozen=True, kw_only=True):
    """Capability (sigma within) and performance (overall sigma); None where it does not exist."""

    n: int
    mean: float
    minimum: float
    maximum: float
    sigma_within: float
    sigma_overall: float
    cp: float | None
    cpl: float | None
    cpu: float | None
    cpk: float | None
    pp: float | None
    ppl: float | None
    ppu: float | None
    ppk: float | None
    cpm: float | None


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of a drawing, in the unit of the values.

    A one-sided characteristic has one of `lsl` and `usl`. `natural_limit` is the value it cannot
    pass on its open side (0 for form and position deviations): it gives Cp a width but no Cpk.
    """

    lsl: float | None = None
    usl: float | None = None
    target: float | None = None
    natural_limit: float | None = None


def capability(
    values: Sequence[float], limits: Limits, *, sigma_within: float | None = None
) -> Capability:
    """Capability and performance indices of measured values.

        Cp  = (USL - LSL) / (6 sigma_w)
        Cpu = (USL - mean) / (3 sigma_w), Cpl = (mean - LSL) / (3 sigma_w), Cpk = min(Cpu, Cpl)
        Pp, Ppl, Ppu, Ppk: the same with the sample standard deviation s (n - 1)
        Cpm = (USL - LSL) / (6 sqrt(s^2 + (mean - target)^2))

    One-sided: Cpk is Cpu or Cpl alone; Cp uses the natural limit on the open side, when there is
    one. Quote Cpk of a stable process only, and beside it n.

    Args:
        values: one unit, in order of production; at least 2.
        limits: the drawing's limits, at least one of `lsl` and `usl`.
        sigma_within: short-term sigma, e.g. Rbar / d2 of a chart; when not given, that of
            individuals: mean moving range / 1.128.

    Returns:
        Indices without unit. With no spread at all they do not exist and are None.

    Raises:
        TooFewValues: less than 2 values.
        BadLimits: no limit, or the lower one not below the upper.

    Source: ISO 22514-2; AIAG SPC; NIST/SEMATECH e-Handbook 6.1.6; Cpm: Chan, Cheng, Spiring 1988.
    """
    if len(values) < 2:
        raise TooFewValues(chart="capability", needed=2, what="values", given=len(values))
    mean, overall = fmean(values), stdev(values)
    within = (
        fmean(moving_ranges(values)) / MOVING_RANGE_D2 if sigma_within is None else sigma_within
    )
    short = indices(mean, within, limits=limits)
    long = indices(mean, overall, limits=limits)
    return Capability(
        n=len(values),
        mean=mean,
        minimum=min(values),
        maximum=max(values),
        sigma_within=within,
        sigma_overall=overall,
        cp=short.width,
        cpl=short.lower,
        cpu=short.upper,
        cpk=short.worst,
        pp=long.width,
        ppl=long.lower,
        ppu=long.upper,
        ppk=long.worst,
        cpm=_cpm(mean, overall, limits=limits),
    )


class Indices(msgspec.Struct, frozen=True, kw_only=True):
    """The four indices of one sigma: width (Cp, Pp), lower, upper, worst (Cpk, Ppk)."""

    width: float | None
    lower: float | None
    upper: float | None
    worst: float | None


def indices(mean: float, sigma: float, *, limits: Limits) -> Indices:
    """The four indices of a known mean and sigma; None where sigma is 0 or the side is open.

        width = (USL - LSL) / (6 sigma), upper = (USL - mean) / (3 sigma),
        lower = (mean - LSL) / (3 sigma), worst = the smaller one

    Args:
        mean: in the unit of the limits.
        sigma: same unit, 0 or more.
        limits: at least one of `lsl` and `usl`.

    Raises:
        BadLimits: no limit, or the lower one not below the upper.

    Source: NIST/SEMATECH e-Handbook 6.1.6.
    """
    lsl, usl = limits.lsl, limits.usl
    if (lsl is None and usl is None) or (lsl is not None and usl is not None and lsl >= usl):
        raise BadLimits(lsl=lsl, usl=usl)
    if sigma <= 0:
        return Indices(width=None, lower=None, upper=None, worst=None)
    span = _span(limits)
    lower = None if lsl is None else (mean - lsl) / (3 * sigma)
    upper = None if usl is None else (usl - mean) / (3 * sigma)
    sides = [side for side in (lower, upper) if side is not None]
    return Indices(
        width=None if span is None else span / (6 * sigma),
        lower=lower,
        upper=upper,
        worst=min(sides),
    )


def _span(limits: Limits) -> float | None:
    low = limits.natural_limit if limits.lsl is None else limits.lsl
    high = limits.natural_limit if limits.usl is None else limits.usl
    return None if low is None or high is None else high - low


def _cpm(mean: float, sigma: float, *, limits: Limits) -> float | None:
    if limits.target is None or limits.lsl is None or limits.usl is None:
        return None
    spread = sqrt(sigma**2 + (mean - limits.target) ** 2)
    return (limits.usl - limits.lsl) / (6 * spread) if spread > 0 else None
