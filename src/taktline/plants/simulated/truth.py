"""What really happened in a simulated plant: kept apart from everything the platform hears."""

import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from taktline.plants.simulated.scenario import STEP_S, Days, Fault, Machine, Scenario, faults_on

MINOR_STOP_S = 300
"""A stop that lasts as long is waiting: the threshold the plant's mapping names."""
TAKEN_FROM_S = 2_400
"""The bench takes pieces that were turned so long before: by then they are counted for certain."""
LAST_PIECE_S = 1_800
"""No piece is begun within the last half hour of a shift; who is held up stays on until the last
piece has been counted for so long."""
TOLD_AFTER_S = 600
"""After a line came back, what its machine cannot know any more is told by hand."""

BEFORE_S, AFTER_S = 3_600, 3 * 3_600
"""What is simulated before the first shift and after the last: orders are planned, then closed."""

Doing = Literal["executing", "ready", "fault", "off"]


class Said(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One value of one data item, as the machine itself knows it."""

    at_s: int
    item: str
    value: str


class Span(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """From when to when something was so; the end excluded."""

    start_s: int
    end_s: int
    state: str


class Turned(msgspec.Struct, kw_only=True):
    """A machine's day: what it did, what it said, when each piece was done."""

    machine: Machine
    job_from_s: int
    job_until_s: int
    doing: list[Span] = []
    said: list[Said] = []
    pieces: list[int] = []
    resets: list[int] = []
    cuts: list[tuple[int, int]] = []  # Nobody can hear it, and it keeps nothing.

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """When nobody could hear it: cuts that touch each other are one."""
        found: list[tuple[int, int]] = []
        for begin, end in sorted(self.cuts):
            if found and begin <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], end))
            else:
                found.append((begin, end))
        return found

    def heard_s(self, piece_s: int) -> int:
        """Return when a piece could be heard of at the earliest."""
        return next((end for begin, end in self.gaps if begin <= piece_s < end), piece_s)

    @property
    def lost(self) -> list[tuple[int, int]]:
        """Pieces that no counter tells: when they are told by hand, and how many.

        A counter that begins anew while nobody hears it says afterwards less than it made.
        """
        found: list[tuple[int, int]] = []
        for begin, end in self.gaps:
            made = sum(begin <= piece <= end for piece in self.pieces)
            before, after = self._counter(begin - 1), self._counter(end)
            counted = after - before if after >= before else 0
            if made > counted:
                found.append((end + TOLD_AFTER_S, made - counted))
        return found

    def _counter(self, at_s: int) -> int:
        """Return what the counter shows at an instant."""
        since = max((reset for reset in self.resets if reset <= at_s), default=0)
        return sum(since < piece <= at_s for piece in self.pieces)


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """One report of the bench, as it should be booked."""

    at_s: int
    machine: str
    number: int
    good: int
    defective: int


class Happened(msgspec.Struct, kw_only=True):
    """The truth of a run, and what the platform said to people while it went on.

    Attributes:
        refused: faults that were answered by a refusal, and how often.
        surprises: what was answered differently than a well-behaved platform would.
    """

    scenario: Scenario
    days: Days
    count: int
    machines: dict[str, list[Turned]] = {}
    handed: dict[tuple[int, str], list[Handed]] = {}
    refused: dict[str, int] = {}
    surprises: list[str] = []

    @property
    def start_s(self) -> int:
        """When the simulation begins."""
        return self.days.at(0, self.scenario.shift.begins) - BEFORE_S

    @property
    def end_s(self) -> int:
        """When it ends."""
        return self.days.at(self.count - 1, self.scenario.shift.ends) + AFTER_S


def truth_of(scenario: Scenario, zone: str, count: int) -> Happened:
    """Return what will really happen in so many days."""
    happened = Happened(scenario=scenario, days=Days(scenario, zone), count=count)
    for machine in scenario.machines:
        turned = [machine_day(scenario, happened.days, n, machine=machine) for n in range(count)]
        happened.machines[machine.code] = turned
        for day, one in enumerate(turned):
            handed = bench_day(scenario, happened.days, day, turned=one)
            happened.handed[day, machine.code] = handed
    return happened


def machine_day(scenario: Scenario, days: Days, day: int, *, machine: Machine) -> Turned:
    """Return a machine's day, by the seed and the script."""
    start_s = days.at(day, scenario.shift.begins) + 300
    turned = Turned(
        machine=machine, job_from_s=start_s, job_until_s=days.at(day, scenario.shift.ends)
    )
    faults = faults_on(
        scenario, day, machine.code, "counter_reset", "machine_down", "power_cut", "line_cut"
    )
    lathe = _Lathe(turned, _chance(scenario, day, machine.code), _due(days, day, faults))
    lathe.work(until_s=turned.job_until_s - LAST_PIECE_S)
    last_s = max(map(turned.heard_s, turned.pieces), default=0)
    overtime_s = -(-(last_s + LAST_PIECE_S) // STEP_S) * STEP_S
    turned.job_until_s = max(turned.job_until_s, overtime_s)
    return turned


def bench_day(scenario: Scenario, days: Days, day: int, *, turned: Turned) -> list[Handed]:
    """Return what people report of a machine's pieces: what they took, good and not."""
    chance = _chance(scenario, day, f"bench:{turned.machine.code}")
    bench = scenario.bench
    handed: list[Handed] = []
    taken = 0
    times = list(range(turned.job_from_s + 3_600, turned.job_until_s, bench.every_s))
    for number, at_s in enumerate([*times, turned.job_until_s + 1_200]):
        ready = sum(turned.heard_s(piece) <= at_s - TAKEN_FROM_S for piece in turned.pieces)
        count = ready - taken
        if count <= 0:
            continue
        bad = sum(chance.random() < bench.defect_share for _ in range(count))
        handed.append(
            Handed(
                at_s=at_s,
                machine=turned.machine.code,
                number=number,
                good=count - bad,
                defective=bad,
            )
        )
        taken = ready
    return handed


def states_of(days: Sequence[Turned], start_s: int, until_s: int, *, as_heard: bool) -> list[Span]:
    """Return the states a machine was in between two instants, as the platform names them.

    Args:
        as_heard: while nobody could hear it, it is offline: all that is known for certain.
    """
    doing = [span for one in days for span in one.doing]
    cuts = [cut for one in days for cut in one.cuts] if as_heard else []
    jobs = [(one.job_from_s, one.job_until_s) for one in days]
    borders = {start_s, until_s, *(b for span in doing for b in (span.start_s, span.end_s))}
    borders |= {b for pair in (*cuts, *jobs) for b in pair}
    edges = sorted(b for b in borders if start_s <= b <= until_s)
    found: list[Span] = []
    for begin, end in pairwise(edges):
        state = _state_at(begin, doing, cuts, jobs=jobs)
        if found and found[-1].state == state:
            found[-1] = msgspec.structs.replace(found[-1], end_s=end)
        else:
            found.append(Span(start_s=begin, end_s=end, state=state))
    return [_named(span) for span in found]


def _state_at(
    at_s: int,
    doing: Iterable[Span],
    cuts: Iterable[tuple[int, int]],
    *,
    jobs: Iterable[tuple[int, int]],
) -> str:
    if any(begin <= at_s < end for begin, end in cuts):
        return "offline"
    now = next((span.state for span in doing if span.start_s <= at_s < span.end_s), "ready")
    if now in ("executing", "fault"):
        return now
    if now == "off":
        return "offline"
    return "stop" if any(begin <= at_s < end for begin, end in jobs) else "idle_no_order"


def _named(span: Span) -> Span:
    if span.state != "stop":
        return span
    is_minor = span.end_s - span.start_s < MINOR_STOP_S
    return msgspec.structs.replace(span, state="minor_stop" if is_minor else "waiting")


def _chance(scenario: Scenario, day: int, what: str) -> random.Random:
    return random.Random(f"{scenario.seed}:{day}:{what}")


def _due(days: Days, day: int, faults: Iterable[Fault]) -> list[tuple[int, Fault]]:
    return sorted(((days.at(day, fault.at), fault) for fault in faults), key=lambda due: due[0])


class _Lathe:
    """A machine that turns piece after piece while things happen to it."""

    def __init__(self, turned: Turned, chance: random.Random, due: list[tuple[int, Fault]]) -> None:
        self._turned = turned
        self._chance = chance
        self._due = due
        self._now_s = turned.job_from_s
        self._count = 0

    def work(self, *, until_s: int) -> None:
        machine = self._turned.machine
        while self._now_s < until_s and len(self._turned.pieces) < machine.ordered:
            if not self._pass(machine.load_s + self._chance.randint(-5, 15), "ready"):
                continue
            self._say("execution", "ACTIVE")
            if self._pass(machine.cycle_s + self._chance.randint(-3, 3), "executing"):
                self._count += 1
                self._turned.pieces.append(self._now_s)
                self._say("parts", str(self._count))
            self._say("execution", "READY")
        for at_s, fault in self._due:  # What comes after the last piece.
            self._now_s = max(self._now_s, at_s)
            self._happen(fault, "ready")
        self._due = []

    def _pass(self, seconds: int, doing: Doing) -> bool:
        """Let time pass, with whatever happens in it; False where the power went away."""
        left = seconds
        while left > 0:
            next_s, fault = self._due[0] if self._due else (self._now_s + left, None)
            until_s = self._now_s + left
            if fault is None or next_s >= until_s:
                self._do(doing, left)
                return True
            self._do(doing, max(next_s - self._now_s, 0))
            left = until_s - self._now_s
            self._due.pop(0)
            if not self._happen(fault, doing):
                return False
        return True

    def _do(self, doing: Doing, seconds: int) -> None:
        if seconds > 0:
            span = Span(start_s=self._now_s, end_s=self._now_s + seconds, state=doing)
            self._turned.doing.append(span)
            self._now_s += seconds

    def _happen(self, fault: Fault, doing: Doing) -> bool:
        if self._turned.said and self._turned.said[-1].at_s == self._now_s:
            self._do(doing, 1)  # Nobody could say which of two values of one second came first.
        if fault.kind == "counter_reset":
            self._begin_anew()
        elif fault.kind == "machine_down":
            self._say("system", "FAULT")
            self._do("fault", max(fault.for_s, 1))
            self._say("system", "NORMAL")
        elif fault.kind == "line_cut":
            self._cut(fault)
        else:
            self._cut(fault)
            begin, end = self._turned.cuts[-1]
            self._do(doing, begin - self._now_s)
            self._do("off", end - begin)
            self._say("execution", "READY")
            self._begin_anew()
            return False
        return True

    def _begin_anew(self) -> None:
        self._count = 0
        self._turned.resets.append(self._now_s)
        self._say("parts", "0")

    def _cut(self, fault: Fault) -> None:
        begin = -(-self._now_s // STEP_S) * STEP_S
        length = -(-max(fault.for_s, STEP_S) // STEP_S) * STEP_S
        self._turned.cuts.append((begin, begin + length))

    def _say(self, item: str, value: str) -> None:
        self._turned.said.append(Said(at_s=self._now_s, item=item, value=value))
