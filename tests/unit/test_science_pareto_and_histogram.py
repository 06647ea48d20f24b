"""Histogram and Pareto: every value counted once, the vital few named."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taktline.base.problem import Problem
from taktline.science import spc


def test_sturges_classes_of_the_handbook_values_hold_every_value_once() -> None:
    hundredths = (7, 9, 10, 10, 12, 9, 10, 10, 13, 13, 6, 8, 9, 10, 11, 9, 12, 12, 12, 14)
    found = spc.histogram([9.9 + h / 100 for h in hundredths])
    assert len(found) == 6  # 1 + log2(20) = 5.3
    assert sum(one.count for one in found) == 20
    assert (found[0].low, found[-1].high) == pytest.approx((9.96, 10.04))
    assert sum(one.expected for one in found) == pytest.approx(20, rel=0.1)


def test_values_that_are_all_alike_make_one_class_and_one_value_makes_none() -> None:
    assert [one.count for one in spc.histogram([2.0, 2.0, 2.0])] == [3]
    with pytest.raises(Problem, match="2"):
        spc.histogram([2.0])


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60), st.integers(1, 12))
def test_no_value_is_lost_between_two_classes(values: list[float], bins: int) -> None:
    found = spc.histogram(values, bins=bins)
    assert sum(one.count for one in found) == len(values)
    assert all(a.high == b.low for a, b in pairwise(found))


def test_the_vital_few_make_four_fifths() -> None:
    found = spc.pareto([5, 60, 10, 25])
    assert [one.index for one in found] == [1, 3, 2, 0]
    assert [one.cumulative for one in found] == pytest.approx([0.60, 0.85, 0.95, 1.0])
    assert [one.is_vital for one in found] == [True, True, False, False]
    assert spc.pareto([0, 0]) == []
    with pytest.raises(spc.BadCount):
        spc.pareto([1, -1])
