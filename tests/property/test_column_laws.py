"""Columns of measured values say what the points say: each once, minutes summed up the same."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taktline.kernel.states.columns import columns_of, instants, minutes_of, newest_rows, once
from taktline.kernel.states.telemetry import Point

START = datetime(2026, 2, 28, 23, 58, tzinfo=UTC)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def points(draw: st.DrawFn) -> Point:
    """Draw a number or a word of one of three series within some minutes."""
    word = draw(st.one_of(st.none(), st.sampled_from(["高", "low", ""])))
    return Point(
        series=draw(st.sampled_from(["a", "b", "c"])),
        at=START + timedelta(seconds=draw(st.integers(0, 240))),
        number=draw(NUMBERS) if word is None else None,
        word=word,
        is_good=draw(st.booleans()),
    )


def rank(point: Point) -> tuple[bool, float, str]:
    return point.is_good, point.number if point.number is not None else 0.0, point.word or ""


@settings(max_examples=100)
@given(st.lists(points(), max_size=60))
def test_each_series_and_instant_is_kept_once_whatever_the_order(given: list[Point]) -> None:
    chosen: dict[tuple[str, datetime], Point] = {}
    for point in given:
        key = (point.series, point.at)
        if key not in chosen or rank(chosen[key]) < rank(point):
            chosen[key] = point
    kept = once(columns_of(given))
    back = columns_of(given[::-1])
    told = [
        (kept.codes[series], at, kept.words.get(row), good)
        for row, (series, at, good) in enumerate(
            zip(kept.series.tolist(), instants(kept.at_us), kept.good.tolist(), strict=True)
        )
    ]
    assert len(told) == len(chosen)
    for code, at, _, good in told:
        assert chosen[code, at].is_good == good
    assert len(once(back)) == len(kept)
    newest = {kept.codes[kept.series[row]]: kept.at_us[row] for row in newest_rows(kept)}
    assert newest.keys() == {point.series for point in given}


@settings(max_examples=100)
@given(st.lists(points(), max_size=60))
def test_minutes_summed_up_at_once_are_those_summed_up_one_by_one(given: list[Point]) -> None:
    kept = once(columns_of(given))
    expected: dict[tuple[str, int], list[float]] = defaultdict(list)
    for row, (series, at_us) in enumerate(
        zip(kept.series.tolist(), kept.at_us.tolist(), strict=True)
    ):
        if row not in kept.words:
            expected[kept.codes[series], at_us // 60_000_000].append(float(kept.number[row]))
    minutes = minutes_of(kept)
    for index, (series, at_us) in enumerate(
        zip(minutes.series.tolist(), minutes.minute_us.tolist(), strict=True)
    ):
        numbers = expected.pop((kept.codes[series], at_us // 60_000_000))
        assert minutes.count[index] == len(numbers)
        assert minutes.minimum[index] == min(numbers)
        assert minutes.maximum[index] == max(numbers)
        assert minutes.total[index] == pytest.approx(sum(numbers), abs=1e-6)
        assert minutes.last[index] == numbers[-1]
    assert not expected
