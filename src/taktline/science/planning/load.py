"""Finite forward loading: when each operation ends if every station works its queue in order."""

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate

import msgspec


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """One shift of a station.

    Attributes:
        work_s: seconds worked between its start and its end, breaks taken off; above 0.
    """

    starts_at: datetime
    ends_at: datetime
    work_s: float


class WorkingTime:
    """The shifts of a station ahead, as one line of worked seconds.

    A break lies anywhere in its shift, so work goes on evenly through it, a little slower.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = [span for span in spans if span.work_s > 0]
        self._starts = [span.starts_at for span in self._spans]
        self._before = [0.0, *accumulate(span.work_s for span in self._spans)]

    def worked_s(self, at: datetime) -> float:
        """Return the seconds worked from the first shift until an instant."""
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return 0.0
        span = self._spans[index]
        share = (at - span.starts_at) / (span.ends_at - span.starts_at)
        return self._before[index] + span.work_s * min(1.0, share)

    def instant(self, worked_s: float) -> datetime | None:
        """Return when so many seconds are worked; None = beyond the last shift that is known."""
        index = bisect_right(self._before, max(worked_s - 1e-6, 0.0)) - 1
        if index >= len(self._spans):
            return None
        span = self._spans[index]
        share = (worked_s - self._before[index]) / span.work_s
        return span.starts_at + (span.ends_at - span.starts_at) * share


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One operation that is not done.

    Attributes:
        station: where it is worked; None = nobody said, and nothing waits for anything there.
        left_s: seconds of work left, 0 or more.
        rank: smaller first where several wait at a station.
        after: operations that must end before it begins; those that are not among the tasks have.
    """

    key: Hashable
    station: Hashable | None
    left_s: float
    rank: tuple[float | str, ...]
    after: tuple[Hashable, ...] = ()


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """When an operation is worked by the plan.

    Attributes:
        waits_s: seconds of work of others that its station does before it, once it could begin.
    """

    starts_at: datetime
    ends_at: datetime
    waits_s: float


def loaded(
    tasks: Sequence[Task],
    times: Mapping[Hashable, WorkingTime],
    *,
    machines: Mapping[Hashable, int],
    now: datetime,
) -> dict[Hashable, Slot]:
    """Return when each operation is worked if no machine idles while something waits for it.

    In words: of all operations whose predecessors have been placed, the one that can begin first
    is placed next; where several can begin at once at a station, the smaller rank goes first. An
    operation runs through breaks and nights of its station and is not split.

    Args:
        tasks: all operations that are not done; keys are unique.
        times: the working time of each station; one without works around the clock.
        machines: how many machines a station has, 1 where it is not named.
        now: when loading begins.

    Returns:
        A slot for each operation; none for those that end behind the known shifts, wait for such,
        or wait for each other.

    Source: parallel schedule generation with a dispatch rule (Kolisch 1996, "Serial and parallel
    resource-constrained project scheduling methods revisited").
    """
    return _Loading(tasks, times, machines=machines, now=now).run()


class _Loading:
    def __init__(
        self,
        tasks: Sequence[Task],
        times: Mapping[Hashable, WorkingTime],
        *,
        machines: Mapping[Hashable, int],
        now: datetime,
    ) -> None:
        self._tasks = {task.key: task for task in tasks}
        self._times = times
        self._now = now
        self._free: dict[Hashable, list[datetime]] = defaultdict(
            list,
            {station: [now] * max(1, machines.get(station, 1))
             for station in {task.station for task in tasks}},
        )  # fmt: skip
        self._followers: dict[Hashable, list[Hashable]] = defaultdict(list)
        self._open: dict[Hashable, int] = {}
        for task in tasks:
            before = {key for key in task.after if key in self._tasks}
            self._open[task.key] = len(before)
            for key in before:
                self._followers[key].append(task.key)
        self._ready: dict[Hashable, datetime] = {}
        self._waiting: list[tuple[datetime, tuple[float | str, ...], str, Hashable]] = []
        self._slots: dict[Hashable, Slot] = {}

    def run(self) -> dict[Hashable, Slot]:
        for key, count in self._open.items():
            if count == 0:
                self._release(key, self._now)
        while self._waiting:
            begins, rank, name, key = heapq.heappop(self._waiting)
            free = self._begins(key)
            if free > begins:  # somebody else took the machine meanwhile
                heapq.heappush(self._waiting, (free, rank, name, key))
                continue
            self._place(key, begins)
        return self._slots

    def _release(self, key: Hashable, at: datetime) -> None:
        self._ready[key] = max(self._ready.get(key, self._now), at)
        rank = self._tasks[key].rank
        heapq.heappush(self._waiting, (self._begins(key), rank, str(key), key))

    def _begins(self, key: Hashable) -> datetime:
        station = self._tasks[key].station
        if station is None:
            return self._ready[key]
        return max(self._ready[key], self._free[station][0])

    def _place(self, key: Hashable, begins: datetime) -> None:
        task = self._tasks[key]
        ends = self._end(task, begins)
        if ends is None:
            return
        waits = self._between(task, self._ready[key], begins)
        self._slots[key] = Slot(starts_at=begins, ends_at=ends, waits_s=waits)
        if task.station is not None:
            heapq.heapreplace(self._free[task.station], ends)
        for follower in self._followers[key]:
            self._open[follower] -= 1
            self._ready[follower] = max(self._ready.get(follower, self._now), ends)
            if self._open[follower] == 0:
                self._release(follower, self._ready[follower])

    def _end(self, task: Task, begins: datetime) -> datetime | None:
        time = self._times.get(task.station)
        if time is None:
            return datetime.fromtimestamp(begins.timestamp() + task.left_s, begins.tzinfo)
        if task.left_s <= 0:
            return begins
        return time.instant(time.worked_s(begins) + task.left_s)

    def _between(self, task: Task, ready: datetime, begins: datetime) -> float:
        time = self._times.get(task.station)
        if time is None:
            return (begins - ready).total_seconds()
        return time.worked_s(begins) - time.worked_s(ready)
