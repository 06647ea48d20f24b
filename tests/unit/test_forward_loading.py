"""Work loaded onto stations in the order of their queues, and material given by priority."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from taktline.science.planning import Need, Span, Task, WorkingTime, allocated, loaded

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def task(key: str, hours: float, *, station: str = "P", rank: int = 1, after: str = "") -> Task:
    before = tuple(one for one in after.split() if one)
    return Task(key=key, station=station, left_s=hours * 3600, rank=(float(rank),), after=before)


def ends(*tasks: Task, machines: int = 1) -> dict[object, datetime]:
    found = loaded(tasks, {}, machines={"P": machines}, now=NOON)
    return {key: slot.ends_at for key, slot in found.items()}


def test_the_smaller_rank_goes_first_at_a_station() -> None:
    assert ends(task("a", 2, rank=2), task("b", 1, rank=1)) == {
        "b": NOON + HOUR,
        "a": NOON + 3 * HOUR,
    }


def test_a_station_does_not_idle_for_a_better_rank_that_cannot_begin_yet() -> None:
    found = ends(
        task("first", 2, station="Q"), task("urgent", 1, rank=0, after="first"),
        task("plain", 1, rank=5),
    )  # fmt: skip
    assert found["plain"] == NOON + HOUR
    assert found["urgent"] == NOON + 3 * HOUR


def test_two_machines_of_a_station_work_side_by_side() -> None:
    assert set(ends(task("a", 2), task("b", 2), machines=2).values()) == {NOON + 2 * HOUR}


def test_work_stops_overnight_and_goes_on_next_day() -> None:
    """Two shifts of 4 h with half an hour's break each: 5 h end 1.5 / 3.5 into the second one."""
    spans = [
        Span(starts_at=NOON + day * 24 * HOUR, ends_at=NOON + (day * 24 + 4) * HOUR, work_s=12_600)
        for day in (0, 1)
    ]
    slot = loaded([task("a", 5)], {"P": WorkingTime(spans)}, machines={}, now=NOON)["a"]
    assert slot.ends_at == NOON + 24 * HOUR + 4 * HOUR * (1.5 / 3.5)


def test_what_ends_behind_the_known_shifts_has_no_slot_and_what_waits_for_it_neither() -> None:
    time = WorkingTime([Span(starts_at=NOON, ends_at=NOON + HOUR, work_s=3600)])
    tasks = [task("a", 2), task("b", 1, station="Q", after="a")]
    assert loaded(tasks, {"P": time}, machines={}, now=NOON) == {}


jobs = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from("PQ"), st.integers(0, 3), st.booleans()),
    min_size=1, max_size=12,
)  # fmt: skip


@given(jobs)
def test_no_machine_does_two_things_and_nothing_begins_before_what_it_waits_for(
    drawn: list[tuple[int, str, int, bool]],
) -> None:
    tasks = [
        task(str(n), hours, station=station, rank=rank, after=str(n - 1) if n and waits else "")
        for n, (hours, station, rank, waits) in enumerate(drawn)
    ]
    slots = loaded(tasks, {}, machines={}, now=NOON)
    assert len(slots) == len(tasks)
    for one in tasks:
        assert all(slots[one.key].starts_at >= slots[key].ends_at for key in one.after)
    for station in "PQ":
        own = sorted(
            (slots[one.key].starts_at, slots[one.key].ends_at)
            for one in tasks
            if one.station == station
        )
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(own))


def test_stock_goes_to_the_first_and_the_last_lacks_what_is_not_there() -> None:
    needs = [Need(demand=d, material="M", quantity=Decimal(q)) for d, q in (("a", 6), ("b", 6))]
    found = allocated(needs, {"M": Decimal(10)})
    assert (found["a", "M"].lacking, found["b", "M"].given) == (Decimal(0), Decimal(4))
    assert found["b", "M"].lacking == Decimal(2)
