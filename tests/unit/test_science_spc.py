"""Control charts: published studies are reproduced, rules find their patterns."""

import csv
import json
from collections import defaultdict
from math import erfc, sqrt

import pytest

from taktline.science import spc
from tests.shared_inputs import shared

HUNDREDTHS = [
    (7, 9, 10, 10, 12),
    (9, 10, 10, 13, 13),
    (6, 8, 9, 10, 11),
    (9, 12, 12, 12, 14),
    (6, 10, 10, 11, 11),
    (8, 11, 12, 12, 12),
]
SUBGROUPS = [[9.90 + h / 100 for h in group] for group in HUNDREDTHS]
SINGLES = [10.0, 10.2, 9.9, 10.1, 10.4, 10.0, 9.8, 10.1]


def flat(points: list[float], *, sigma: float = 1.0) -> spc.Chart:
    """A chart around 0 whose points are given in sigmas."""
    n = len(points)
    return spc.Chart(points=tuple(points), center=0.0, lcl=(-3 * sigma,) * n, ucl=(3 * sigma,) * n)


def test_xbar_r_example_of_the_handbook() -> None:
    pair = spc.xbar_r(SUBGROUPS)
    assert pair.location.points == pytest.approx((9.996, 10.010, 9.988, 10.018, 9.996, 10.010))
    assert pair.spread.points == pytest.approx((0.05, 0.04, 0.05, 0.05, 0.05, 0.04))
    assert pair.location.center == pytest.approx(10.003)
    assert pair.spread.center == pytest.approx(0.046667, abs=5e-7)
    assert pair.location.ucl[0] == pytest.approx(10.0299, abs=5e-5)
    assert pair.location.lcl[0] == pytest.approx(9.9761, abs=5e-5)
    assert pair.spread.ucl[0] == pytest.approx(0.0987, abs=5e-5)
    assert pair.sigma_within == pytest.approx(0.02006, abs=5e-6)


def test_capability_example_of_the_handbook() -> None:
    values = [x for group in SUBGROUPS for x in group]
    limits = spc.Limits(lsl=9.90, usl=10.10)
    found = spc.capability(values, limits, sigma_within=spc.xbar_r(SUBGROUPS).sigma_within)
    assert found.cp == pytest.approx(1.661, abs=6e-4)
    assert found.cpk == pytest.approx(1.612, abs=6e-4)
    assert found.pp == pytest.approx(1.665, abs=6e-4)
    assert found.ppk == pytest.approx(1.615, abs=6e-4)
    assert found.sigma_overall == pytest.approx(0.020026, abs=5e-7)


def test_individuals_example_of_the_handbook_with_the_printed_factors() -> None:
    pair = spc.individuals(SINGLES, i_factor=2.66)
    assert pair.location.center == pytest.approx(10.0625)
    assert pair.spread.center == pytest.approx(0.27143, abs=5e-6)
    assert pair.location.lcl[0] == pytest.approx(9.3405, abs=5e-5)
    assert pair.location.ucl[0] == pytest.approx(10.7845, abs=5e-5)
    assert pair.spread.ucl[0] == pytest.approx(0.8868, abs=5e-5)


def test_p_and_np_charts_agree_and_floor_at_zero() -> None:
    bad = [6] * 10
    share = spc.p_chart(bad, [200] * 10)
    count = spc.np_chart(bad, 200)
    assert share.center == pytest.approx(0.03)
    assert share.ucl[0] == pytest.approx(0.0662, abs=5e-5)
    assert share.lcl[0] == 0
    assert count.ucl[0] == pytest.approx(200 * share.ucl[0])


def test_c_and_u_charts_agree_where_units_are_of_one_size() -> None:
    defects = [4, 9, 7, 12, 8]
    counts, rates = spc.c_chart(defects), spc.u_chart(defects, [2] * 5)
    assert counts.ucl[0] == pytest.approx(8 + 3 * sqrt(8))
    assert counts.lcl[0] == 0
    assert rates.ucl[0] == pytest.approx(4 + 3 * sqrt(4 / 2))


def test_limits_step_where_sample_sizes_differ() -> None:
    chart = spc.p_chart([3, 6], [100, 400])
    assert chart.ucl[0] > chart.ucl[1]


def test_constants_are_those_of_the_handbooks_table() -> None:
    with shared("../handbook/quality_spc_constants.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["n"]) for row in rows] == list(range(2, 26))
    for row in rows:
        k = spc.constants(int(row["n"]))
        for name in ("d2", "d3", "c4", "A", "A2", "A3", "B3", "B4", "D3", "D4"):
            assert getattr(k, name) == pytest.approx(float(row[name]), abs=5.1e-5), (k.n, name)


@pytest.mark.parametrize("n", [2, 5, 10, 25])
def test_the_mean_range_follows_from_the_normal_distribution(n: int) -> None:
    step, total, x = 0.01, 0.0, -8.0
    while x <= 8.0:
        below = erfc(-x / sqrt(2)) / 2
        total += (1 - (1 - below) ** n - below**n) * step
        x += step
    assert spc.constants(n).d2 == pytest.approx(total, abs=2e-6)


def test_pistonrings_study_of_montgomery() -> None:
    groups: dict[int, list[float]] = defaultdict(list)
    with shared("quality-reference/pistonrings.csv").open() as file:
        for row in csv.DictReader(file):
            groups[int(row["sample"])].append(float(row["diameter_mm"]))
    known = json.loads(shared("quality-reference/worked_examples.json").read_text())["pistonrings"]
    ordered = [groups[i] for i in sorted(groups)]
    study = spc.xbar_r(ordered[:25])
    assert study.location.center == pytest.approx(known["xbarbar"], abs=5e-7)
    assert study.spread.center == pytest.approx(known["rbar"], abs=5e-7)
    assert study.sigma_within == pytest.approx(known["sigma_within_rbar_d2"], abs=5e-9)
    assert study.location.ucl[0] == pytest.approx(known["xbar_ucl"], abs=5e-6)
    assert study.location.lcl[0] == pytest.approx(known["xbar_lcl"], abs=5e-6)
    assert study.spread.ucl[0] == pytest.approx(
        known["r_ucl"], abs=2e-5
    )  # D4 of three places there
    assert study.location.outside == study.spread.outside == ()
    later = study.location.judge([sum(g) / 5 for g in ordered[25:]])
    assert [26 + i for i in later.outside] == known["phase2_out"]
    low, high = known["capability_spec"]
    fit = spc.indices(
        study.location.center, study.sigma_within, limits=spc.Limits(lsl=low, usl=high)
    )
    assert fit.width == pytest.approx(known["cp"], abs=5e-5)
    assert fit.worst == pytest.approx(known["cpk"], abs=5e-5)


def test_orangejuice_study_of_montgomery() -> None:
    with shared("quality-reference/orangejuice.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["phase"] == "1"]
    known = json.loads(shared("quality-reference/worked_examples.json").read_text())["orangejuice"]
    chart = spc.p_chart([int(r["nonconforming"]) for r in rows], [int(r["n"]) for r in rows])
    assert len(chart.points) == known["samples"]
    assert chart.center == pytest.approx(known["pbar"], abs=5e-7)
    assert chart.ucl[0] == pytest.approx(known["ucl"], abs=5e-7)
    assert chart.lcl[0] == pytest.approx(known["lcl"], abs=5e-7)
    assert [i + 1 for i in chart.outside] == known["out"]


def test_individuals_chart_and_cpk_of_the_nist_handbook() -> None:
    known = json.loads(shared("quality-reference/worked_examples.json").read_text())
    singles, process = known["nist_individuals"], known["nist_cpk"]
    pair = spc.individuals(singles["data"])
    assert pair.location.center == pytest.approx(singles["mean"])
    assert pair.spread.center == pytest.approx(singles["mrbar"], abs=5e-5)
    assert pair.location.ucl[0] == pytest.approx(singles["ucl"], abs=5e-5)
    assert pair.location.lcl[0] == pytest.approx(singles["lcl"], abs=5e-5)
    limits = spc.Limits(lsl=process["lsl"], usl=process["usl"])
    found = spc.indices(process["mean"], process["s"], limits=limits)
    assert found.width == process["cp"]
    assert found.lower == pytest.approx(process["cpl"], abs=5e-5)
    assert found.upper == pytest.approx(process["cpu"], abs=5e-5)
    assert found.worst == found.upper


def test_a_form_tolerance_has_cpk_from_above_and_cp_down_to_its_natural_limit() -> None:
    values = [0.003, 0.004, 0.003, 0.004]
    found = spc.capability(values, spc.Limits(usl=0.5, natural_limit=0.0))
    assert found.cpl is None
    assert found.cpk == found.cpu
    assert found.cp == pytest.approx(0.5 / (6 * found.sigma_within))
    bare = spc.capability(values, spc.Limits(usl=0.5))
    assert bare.cp is None
    assert bare.cpk == found.cpk


def test_cpm_punishes_distance_from_the_target() -> None:
    values = [9.9, 10.0, 10.1, 10.0]
    on = spc.capability(values, spc.Limits(lsl=9, usl=11, target=10.0)).cpm
    off = spc.capability(values, spc.Limits(lsl=9, usl=11, target=10.3)).cpm
    assert on is not None
    assert off is not None
    assert on == pytest.approx(2 / (6 * sqrt(0.02 / 3)))
    assert off < on


def test_without_spread_there_is_no_capability() -> None:
    found = spc.capability([5.0, 5.0, 5.0], spc.Limits(lsl=4, usl=6, target=5))
    assert (found.cp, found.cpk, found.pp, found.ppk, found.cpm) == (None,) * 5


def test_limits_in_the_wrong_order_are_refused() -> None:
    spc.indices(1, 1, limits=spc.Limits(lsl=0, usl=2))
    with pytest.raises(spc.BadLimits, match="2 to 0"):
        spc.indices(1, 1, limits=spc.Limits(lsl=2, usl=0))
    with pytest.raises(spc.BadLimits):
        spc.indices(1, 1, limits=spc.Limits())


def test_impossible_samples_are_refused() -> None:
    with pytest.raises(spc.UnevenSubgroups, match="Subgroup 2 has 1"):
        spc.xbar_r([[1, 2], [1]])
    with pytest.raises(spc.NoConstants, match="26"):
        spc.xbar_s([[1.0] * 26])
    with pytest.raises(spc.BadCount, match="5 of 4"):
        spc.p_chart([5], [4])
    with pytest.raises(spc.TooFewValues):
        spc.individuals([1.0])


def test_xbar_s_uses_the_standard_deviation_within() -> None:
    pair = spc.xbar_s(SUBGROUPS)
    k = spc.constants(5)
    assert pair.sigma_within == pytest.approx(pair.spread.center / k.c4)
    assert pair.location.ucl[0] == pytest.approx(10.003 + k.A3 * pair.spread.center)
    assert pair.spread.lcl[0] == 0


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        ("WE1", [0.0, 3.1]),
        ("N1", [0.0, -3.1]),
        ("WE2", [2.1, 0.5, 2.1]),
        ("N5", [-2.1, 0.5, -2.1]),
        ("WE3", [1.1, 1.2, 0.1, 1.1, 1.3]),
        ("N6", [-1.1, -1.2, 0.1, -1.1, -1.3]),
        ("WE4", [0.5] * 8),
        ("N2", [-0.5] * 9),
        ("N3", [-1.2, -0.8, -0.2, 0.3, 0.7, 1.4]),
        ("N4", [0.1, -0.1] * 7),
        ("N7", [0.5, -0.5, 0.4] * 5),
        ("N8", [1.5, -1.5] * 4),
    ],
)
def test_each_rule_marks_the_last_point_of_its_pattern_and_no_earlier_one(
    rule: spc.Rule, points: list[float]
) -> None:
    found = spc.signals(flat(points), rules=(rule,))
    assert [s.point for s in found] == [len(points) - 1]
    assert found[0].run[-1] == len(points) - 1
    shorter = spc.signals(flat(points[:-1]), rules=(rule,))
    assert shorter == []


def test_a_point_on_the_center_line_breaks_a_side_run() -> None:
    assert spc.signals(flat([0.5] * 4 + [0.0] + [0.5] * 4), rules=("WE4",)) == []


def test_equal_neighbours_break_a_trend() -> None:
    assert spc.signals(flat([0.1, 0.2, 0.3, 0.3, 0.4, 0.5]), rules=("N3",)) == []


def test_two_points_on_opposite_sides_are_no_pair() -> None:
    assert spc.signals(flat([2.5, 0.0, -2.5]), rules=("WE2",)) == []


def test_an_excluded_point_is_skipped_and_a_new_limit_version_ends_the_run() -> None:
    points = [0.5] * 4 + [-2.0] + [0.5] * 4
    chart = flat(points)
    assert spc.signals(chart, rules=("WE4",)) == []
    (found,) = spc.signals(chart, rules=("WE4",), excluded={4})
    assert (found.point, found.run) == (8, (0, 1, 2, 3, 5, 6, 7, 8))
    versions = [1] * 6 + [2] * 3
    assert spc.signals(chart, rules=("WE4",), excluded={4}, versions=versions) == []
