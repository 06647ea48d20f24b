"""A machine that is listened to: only what is new is recorded, late signals correct it."""

import random
from itertools import pairwise

import pytest

from taktline.kernel.states.context import ContextSpan
from taktline.kernel.states.live import WINDOW_US
from taktline.kernel.states.mapping import BadMapping, ItemMeaning, MachineMapping, mapping_of
from taktline.kernel.states.running import (
    Look,
    News,
    Running,
    begun,
    job_at,
    look_at,
    plan_needed_us,
)
from taktline.kernel.states.signal import SECOND_US, Reading, instant
from taktline.kernel.states.write import RecordStates

START = 1_767_600_000 * SECOND_US
MAPPING = MachineMapping(
    run=ItemMeaning(item="run", values=frozenset({"1"})), counter="count", debounce_s=0
)


def us(seconds: float) -> int:
    return START + round(seconds * SECOND_US)


def signal(seconds: float, item: str, value: str) -> Reading:
    return Reading(at_us=us(seconds), item=item, value=value)


class Recorder:
    """What a machine's looks leave behind, as the tables keep it."""

    def __init__(self, spans: tuple[ContextSpan, ...] = ()) -> None:
        self.running: Running = begun(START)
        self.spans = spans
        self.settled: list[tuple[str, int, int]] = []
        self.provisional: list[tuple[str, int, int]] = []
        self.commands: list[RecordStates] = []
        self.pieces = 0.0

    def hear(self, *signals: Reading, until: float) -> News:
        needed = plan_needed_us(self.running)
        spans = tuple(s for s in self.spans if s.end_us is None or s.end_us > needed)
        news = look_at(
            self.running,
            Look(signals=signals, now_us=us(until), until_us=us(until), spans=spans),
            mapping=MAPPING,
            work_unit="M",
            connection="C",
        )
        self.running = news.running
        for record in news.records:
            self._record(record)
        return news

    def _record(self, record: RecordStates) -> None:
        self.commands.append(record)
        start = round(record.starts_at.timestamp() * SECOND_US)
        self.provisional = [one for one in self.provisional if one[2] <= start]
        for line in record.intervals:
            begin, end = (round(t.timestamp() * SECOND_US) for t in (line.starts_at, line.ends_at))
            assert all(end <= b or begin >= e for _, b, e in self.settled), "settled for good"
            row = (line.state, begin, end)
            (self.provisional if line.provisional else self.settled).append(row)
        self.pieces += sum(line.delta for line in record.counters)

    def states(self) -> list[tuple[str, float]]:
        rows = sorted([*self.settled, *self.provisional], key=lambda row: row[1])
        assert all(a[2] == b[1] for a, b in pairwise(rows)), "no gap"
        return [(state, (begin - START) / SECOND_US) for state, begin, _ in rows]


def test_a_state_that_goes_on_is_told_at_once_and_then_once_a_minute() -> None:
    machine = Recorder()
    machine.hear(signal(0, "run", "1"), until=1)
    told = len(machine.commands)
    for second in range(2, 50):
        assert machine.hear(until=second).records == ()
    machine.hear(until=62)
    assert len(machine.commands) == told + 1
    machine.hear(signal(63, "run", "0"), until=63.5)
    assert len(machine.commands) == told + 2, "a change is told at once"
    assert machine.states() == [("executing", 0), ("idle_no_order", 63)]


def test_a_late_signal_changes_what_is_provisional_and_not_what_is_settled() -> None:
    machine = Recorder()
    machine.hear(signal(0, "run", "1"), until=400)
    machine.hear(signal(100, "run", "0"), signal(160, "run", "1"), until=401)
    assert machine.states() == [("executing", 0), ("idle_no_order", 100), ("executing", 160)]
    machine.hear(until=2_000)
    assert machine.settled, "by now the first minutes are settled"
    late = machine.hear(signal(120, "run", "1"), until=2_001)
    assert (late.late, late.records) == (1, ())


def test_a_job_that_ends_on_the_border_of_what_is_settled_still_ends() -> None:
    end = us(600)
    job = ContextSpan(kind="job", start_us=us(-100), end_us=end, key="J")
    machine = Recorder((job,))
    machine.hear(signal(0, "run", "1"), signal(300, "run", "0"), until=301)
    # Settled exactly up to the job's end: one window before the newest instant.
    machine.hear(until=600 + WINDOW_US / SECOND_US)
    assert machine.running.live.settled_us == end
    machine.hear(until=3_000)
    assert machine.states() == [("executing", 0), ("waiting", 300), ("idle_no_order", 600)]
    jobs = {line.state: line.job_order for line in machine.commands[-1].intervals}
    assert jobs.get("waiting", "J") == "J"


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_arrival_changes_neither_states_nor_pieces(seed: int) -> None:
    chance = random.Random(seed)
    signals = [
        signal(
            n * 7 + chance.random(),
            *(("count", str(n)) if n % 2 else ("run", chance.choice("01"))),
        )
        for n in range(120)
    ]
    ordered, shuffled = Recorder(), Recorder()
    for n, one in enumerate(signals):
        ordered.hear(one, until=n * 7 + 1)
    doubled = sorted([*signals, *signals], key=lambda s: s.at_us + chance.randrange(200_000_000))
    for one in doubled:
        shuffled.hear(one, until=(one.at_us - START) / SECOND_US + 1)
    for machine in (ordered, shuffled):
        machine.hear(until=5_000)
    assert ordered.states() == shuffled.states()
    assert ordered.pieces == shuffled.pieces == 118


def test_an_interval_belongs_to_the_job_it_began_in_else_to_the_one_within_it() -> None:
    jobs = [
        ContextSpan(kind="job", start_us=10, end_us=20, key="A"),
        ContextSpan(kind="job", start_us=20, end_us=None, key="B"),
    ]
    assert [job_at(jobs, *span) for span in ((12, 25), (20, 30), (5, 15), (0, 10))] == [
        "A", "B", "A", None,
    ]  # fmt: skip
    assert instant(START).tzinfo is not None


@pytest.mark.parametrize(
    "given",
    [
        {"runs": {}},
        {"run": {"item": "e", "values": []}},
        {"counter": "c", "ideal_cycle_s": 0},
        {"counter": "c", "debounce_s": -1},
        {"counter": "c", "late_s": 7_200},
        {"alarms": [{"item": "a", "values": ["F"]}]},
    ],
)
def test_a_mapping_that_says_nothing_usable_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(BadMapping):
        mapping_of(given)
    assert mapping_of({"counter": "c"}).counter == "c"
