"""A machine's past within a window: states without gap or overlap, stops, pieces produced."""

from collections.abc import Iterable

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.states.context import Context
from taktline.kernel.states.mapping import MachineMapping
from taktline.kernel.states.rules import STOPPED, MachineState
from taktline.kernel.states.signal import SECOND_US, Signal, in_order
from taktline.kernel.states.tracker import Checkpoint, Production, StateInterval, Tracker


class EmptyWindow(Problem):
    """A window of time ends before it begins."""

    title = Text(
        en="The window from {start_us} to {end_us} µs is empty.",
        zh="从 {start_us} 到 {end_us} 微秒的窗口为空。",
    )
    status = 422


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """An interruption of one machine; unlabelled until a person or a rule labels it."""

    start_us: int
    end_us: int
    state: MachineState
    cause: str  # What the machine said when it began.
    reason: str | None = None

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return (self.end_us - self.start_us) / SECOND_US


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What one machine did in a window; the intervals add up to it exactly."""

    start_us: int
    end_us: int
    intervals: tuple[StateInterval, ...]
    production: tuple[Production, ...]

    @property
    def produced(self) -> float:
        """Pieces counted in the window, estimated ones included, rejected ones not."""
        return sum(step.delta for step in self.production)

    def seconds(self) -> dict[MachineState, float]:
        """Return the seconds of each state."""
        total: dict[MachineState, int] = {}
        for one in self.intervals:
            total[one.state] = total.get(one.state, 0) + one.end_us - one.start_us
        return {state: length / SECOND_US for state, length in total.items()}


def history(
    signals: Iterable[Signal],
    *,
    mapping: MachineMapping,
    start_us: int,
    end_us: int,
    context: Context | None = None,
) -> History:
    """Derive the states, stops and pieces of one machine in a window.

    Signals may come in any order and more than once. Values from before the window say how the
    machine stood when it opened, unless nothing at all was heard for the mapping's `stale_s`
    before; then they are of another day and nobody knows. They never produce anything.

    Args:
        signals: of one machine; those at or after `end_us` are left out.
        mapping: what its data items mean.
        start_us: the window's start, microseconds since 1970 UTC.
        end_us: its end, excluded.
        context: planned-off times and job orders; none when not given.

    Raises:
        EmptyWindow: the window ends before it begins.
    """
    if end_us < start_us:
        raise EmptyWindow(start_us=start_us, end_us=end_us)
    ordered = in_order(signal for signal in signals if signal.at_us < end_us)
    first = _opening(ordered, mapping, start_us=start_us)
    tracker = Tracker(mapping, context or Context(), at=first)
    for signal in ordered:
        if signal.at_us >= start_us:
            tracker.feed(signal)
    tracker.advance(end_us)
    intervals = [*tracker.intervals, *tracker.open_intervals(end_us)]
    return History(
        start_us=start_us,
        end_us=end_us,
        intervals=tuple(joined(intervals)),
        production=tuple(tracker.production),
    )


def stops_of(intervals: Iterable[StateInterval]) -> list[Stop]:
    """Return the intervals that somebody should explain, as unlabelled stops."""
    return [
        Stop(start_us=one.start_us, end_us=one.end_us, state=one.state, cause=one.cause)
        for one in intervals
        if one.state in STOPPED
    ]


def joined(intervals: Iterable[StateInterval]) -> list[StateInterval]:
    """Join neighbours of one state; the first one's cause stays."""
    result: list[StateInterval] = []
    for one in intervals:
        if result and result[-1].state == one.state and result[-1].end_us == one.start_us:
            result[-1] = msgspec.structs.replace(result[-1], end_us=one.end_us)
        else:
            result.append(one)
    return result


def _opening(ordered: list[Signal], mapping: MachineMapping, *, start_us: int) -> Checkpoint:
    """How the machine stood at the window's start, if it was heard of shortly before."""
    relevant = mapping.items()
    fresh_us = start_us - round(mapping.stale_s * SECOND_US)
    values: dict[str, str] = {}
    heard_us: int | None = None
    count: float | None = None
    count_us = 0
    for signal in ordered:
        if signal.at_us >= start_us:
            break
        heard_us = signal.at_us
        if signal.item in relevant:
            values[signal.item] = signal.value
        if signal.item == mapping.counter and signal.value.replace(".", "", 1).isdecimal():
            count, count_us = float(signal.value), signal.at_us
    if heard_us is None or heard_us < fresh_us:
        return Checkpoint(now_us=start_us)
    return Checkpoint(
        now_us=start_us, values=values, heard_us=heard_us, count=count, count_us=count_us
    )
