"""Laws of the sciences: time is neither lost nor counted twice, sums telescope."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from taktline.science import kpi, sampling

START = datetime(2026, 3, 28, 12, tzinfo=UTC)
offsets = st.integers(-3_000_000, 3_000_000)


def track(points: list[int]) -> list[kpi.Span]:
    """Neighbouring spans between the points, every second one left out."""
    times = [START + timedelta(milliseconds=p) for p in sorted(set(points))]
    pairs = list(pairwise(times))[::2]
    return [kpi.Span(start=a, end=b, value=f"v{i}") for i, (a, b) in enumerate(pairs)]


@given(st.lists(offsets, max_size=12), st.lists(offsets, max_size=12), st.integers(1, 2_000_000))
def test_atoms_add_up_to_the_wall_time_without_gap_or_overlap(
    first: list[int], second: list[int], length_ms: int
) -> None:
    window = kpi.Window(start=START, end=START + timedelta(milliseconds=length_ms))
    tracks = {"state": track(first), "job": track(second)}
    parts = kpi.atoms(window, tracks)
    assert parts[0].start == window.start
    assert parts[-1].end == window.end
    assert all(a.end == b.start for a, b in pairwise(parts))
    assert sum(((p.end - p.start) for p in parts), timedelta()) == window.end - window.start
    for name, spans in tracks.items():
        for part in parts:
            covering = [s.value for s in spans if s.start <= part.start and part.end <= s.end]
            assert part.keys[name] == (covering[0] if covering else None)


shares = st.builds(
    kpi.Share,
    planned_busy_time_s=st.floats(100, 1000),
    production_time_s=st.floats(1, 100),
    outputs=st.lists(
        st.builds(
            kpi.Output,
            planned_run_time_per_item_s=st.floats(0.1, 10),
            produced_quantity=st.floats(50, 100),
            good_quantity=st.floats(0, 50),
        ),
        min_size=1,
        max_size=3,
    ),
)


@given(st.lists(shares, min_size=1, max_size=5))
def test_the_factors_of_a_roll_up_multiply_to_its_index(parts: list[kpi.Share]) -> None:
    found = kpi.roll_up(parts)
    product = found.availability * found.effectiveness * found.quality_ratio
    assert abs(product - found.index) <= 1e-9 * max(1.0, found.index)
    singles = [kpi.roll_up([p]).index for p in parts]
    assert min(singles) - 1e-9 <= found.index <= max(singles) + 1e-9


@given(
    st.sampled_from(sampling.LETTERS),
    st.sampled_from(sampling.AQLS),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_a_worse_lot_is_never_accepted_more_often(
    letter: str, aql: str, first: float, second: float
) -> None:
    plan = sampling.plan(letter, aql)
    good, bad = sorted((first, second))
    better = sampling.acceptance_probability(plan, good)
    worse = sampling.acceptance_probability(plan, bad)
    assert 0 <= worse <= better + 1e-9 <= 1 + 2e-9


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30))
def test_a_counter_never_counts_backwards(readings: list[int]) -> None:
    previous: float | None = None
    total = 0.0
    for reading in readings:
        step = kpi.counter_step(previous, reading, maximum=65535)
        assert step.delta >= 0
        total += step.delta
        previous = reading
    rising = sorted(readings)
    previous, counted = None, 0.0
    for reading in rising:
        counted += kpi.counter_step(previous, reading, maximum=65535).delta
        previous = reading
    assert counted == rising[-1] - rising[0]
