"""Laws of machine states: every second once, nothing from repetition, nothing from disorder."""

import random
from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from taktline.kernel.states.context import Context, ContextSpan
from taktline.kernel.states.execution import execution_of
from taktline.kernel.states.history import History, history, joined
from taktline.kernel.states.live import WINDOW_US, opened, take
from taktline.kernel.states.mapping import ItemMeaning, MachineMapping
from taktline.kernel.states.signal import SECOND_US, Reading
from taktline.kernel.states.tracker import Production, StateInterval

MAPPING = MachineMapping(
    run=ItemMeaning(item="run", values=frozenset({"ON"})),
    complete=ItemMeaning(item="run", values=frozenset({"END"})),
    alarms=(ItemMeaning(item="alarm", values=frozenset({"FAULT"})),),
    counter="parts",
    counter_maximum=255,
    ideal_cycle_s=5,
    heartbeat_s=60,
    minor_stop_s=30,
)
WITHOUT_HEARTBEAT = msgspec.structs.replace(MAPPING, heartbeat_s=None)
HOUR_US = 3600 * SECOND_US

readings = st.one_of(
    st.tuples(st.just("run"), st.sampled_from(["ON", "OFF", "END", "UNAVAILABLE"])),
    st.tuples(st.just("alarm"), st.sampled_from(["FAULT", "NORMAL"])),
    st.tuples(st.just("parts"), st.integers(0, 255).map(str)),
    st.tuples(st.just("pos"), st.sampled_from(["1", "2"])),
)
times = st.one_of(st.integers(0, HOUR_US), st.integers(0, 3600).map(lambda s: s * SECOND_US))
signals = st.lists(
    st.builds(lambda at, r: Reading(at_us=at, item=r[0], value=r[1]), times, readings), max_size=40
)
spans = st.lists(
    st.builds(
        lambda kind, start, length: ContextSpan(kind=kind, start_us=start, end_us=start + length),
        st.sampled_from(["planned_off", "job", "setup"]),
        times,
        st.integers(1, HOUR_US),
    ),
    max_size=5,
)


def past(found: list[Reading], plan: list[ContextSpan], *, end_us: int = HOUR_US) -> History:
    return history(found, mapping=MAPPING, start_us=0, end_us=end_us, context=Context(plan))


@given(signals, spans)
def test_the_states_of_a_window_are_its_wall_time(
    found: list[Reading], plan: list[ContextSpan]
) -> None:
    seen = past(found, plan)
    assert seen.intervals[0].start_us == 0
    assert seen.intervals[-1].end_us == HOUR_US
    assert all(a.end_us == b.start_us for a, b in pairwise(seen.intervals))
    assert all(one.start_us < one.end_us for one in seen.intervals)
    assert all(a.state != b.state for a, b in pairwise(seen.intervals))
    assert abs(sum(seen.seconds().values()) - 3600) < 1e-6


@given(signals, spans, st.randoms(use_true_random=False))
def test_order_of_arrival_and_repetition_change_nothing(
    found: list[Reading], plan: list[ContextSpan], chance: random.Random
) -> None:
    mixed = [*found, *chance.sample(found, len(found) // 2)]
    chance.shuffle(mixed)
    assert past(mixed, plan) == past(found, plan)
    assert execution_of(mixed, MAPPING) == execution_of(found, MAPPING)


@given(signals)
def test_the_first_reading_of_a_counter_and_nothing_else_is_unpaid(found: list[Reading]) -> None:
    seen = past(found, [])
    assert all(step.delta >= 0 for step in seen.production)
    # No piece is faster than the ideal cycle allows, however the counter jumped about.
    assert seen.produced <= max(len(found), 1.5 * 3600 / 5 + len(found))
    assert past([r for r in found if r.item != "parts"], []).production == ()


@given(
    signals,
    spans,
    st.randoms(use_true_random=False),
    st.integers(1, 7),
    st.sampled_from([MAPPING, WITHOUT_HEARTBEAT]),
)
def test_signals_that_come_late_within_the_window_end_in_the_same_states(
    found: list[Reading],
    plan: list[ContextSpan],
    chance: random.Random,
    size: int,
    mapping: MachineMapping,
) -> None:
    # Everyone may be overtaken by less than the window: by up to half of it.
    delay = {id(r): chance.randrange(WINDOW_US // 2) for r in found}
    arrival = sorted(found, key=lambda r: r.at_us + delay[id(r)])
    newest_us = max((r.at_us for r in found), default=0)
    again = [r for r in arrival if r.at_us > newest_us - WINDOW_US]
    arrival += chance.sample(again, min(2, len(again)))
    live = opened(0)
    intervals: list[StateInterval] = []
    produced: list[Production] = []
    last: list[StateInterval] = []
    last_produced: list[Production] = []
    for start in range(0, len(arrival), size):
        taken = take(
            live,
            arrival[start : start + size],
            mapping=mapping,
            now_us=HOUR_US,
            context=Context(plan),
        )
        assert taken.late == taken.ahead == ()
        live = taken.live
        intervals += taken.settled
        produced += taken.settled_production
        last, last_produced = list(taken.provisional), list(taken.provisional_production)
    if not found:
        return
    straight = history(
        found, mapping=mapping, start_us=0, end_us=newest_us + 1, context=Context(plan)
    )
    assert [*produced, *last_produced] == list(straight.production)
    whole = joined([*intervals, *last])
    assert [(i.start_us, i.state) for i in whole if i.start_us < newest_us] == [
        (i.start_us, i.state) for i in straight.intervals if i.start_us < newest_us
    ]


def test_a_signal_older_than_the_window_is_late_and_one_from_the_future_is_not_believed() -> None:
    first = [Reading(at_us=HOUR_US, item="run", value="ON")]
    live = take(opened(0), first, mapping=MAPPING, now_us=HOUR_US).live
    old = Reading(at_us=HOUR_US - WINDOW_US - 1, item="run", value="OFF")
    just = Reading(at_us=HOUR_US - WINDOW_US, item="run", value="OFF")
    wild = Reading(at_us=2 * HOUR_US, item="run", value="OFF")
    taken = take(live, [old, just, wild], mapping=MAPPING, now_us=HOUR_US)
    assert taken.late == (old,)
    assert taken.ahead == (wild,)
    assert just in taken.live.recent
