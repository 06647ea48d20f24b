"""Piece counters of machines: what a new reading adds, through roll-overs, resets and noise."""

from typing import Literal

import msgspec

NEAR_FULL = 0.9  # A counter that falls from above this share of its maximum has rolled over.
CAP_FACTOR = 1.5  # More than this many times the ideal output is no production but an error.

StepKind = Literal["first", "counted", "rollover", "reset", "rejected"]


class CounterStep(msgspec.Struct, frozen=True, kw_only=True):
    """What one reading adds to the production of its unit."""

    delta: float  # Pieces to book; 0 for a first or a rejected reading.
    kind: StepKind
    claimed: float = 0  # What a rejected reading would have added.


def counter_step(
    previous: float | None,
    current: float,
    *,
    maximum: float | None = None,
    elapsed_s: float | None = None,
    ideal_cycle_s: float | None = None,
) -> CounterStep:
    """Judge one counter reading against the one before it.

        c2 >= c1                      counted:  delta = c2 - c1
        c2 < c1, c1 > 0.9 * maximum   rollover: delta = maximum - c1 + c2 + 1
        c2 < c1 otherwise             reset:    delta = c2
        delta > 1.5 * elapsed / cycle rejected: delta = 0, reported as an exception

    A first reading never makes production: what stood on the counter before belongs to the past.

    Args:
        previous: c1, the last reading accepted; None when there is none.
        current: c2, pieces, 0 or more.
        maximum: largest value the counter shows before it starts again at 0 (65 535, ...).
        elapsed_s: seconds between the two readings; None leaves the cap out.
        ideal_cycle_s: seconds the fastest piece takes, above 0; None leaves the cap out.

    Source: handbook of production indices, "Counters and micro-stops"; 0.9 and 1.5 are its choice.
    """
    if previous is None:
        return CounterStep(delta=0, kind="first")
    kind: StepKind = "counted"
    delta = current - previous
    if delta < 0:
        full = maximum is not None and previous > NEAR_FULL * maximum
        kind = "rollover" if full else "reset"
        delta = (maximum or 0) - previous + current + 1 if full else current
    if _exceeds_cap(delta, elapsed_s=elapsed_s, ideal_cycle_s=ideal_cycle_s):
        return CounterStep(delta=0, kind="rejected", claimed=delta)
    return CounterStep(delta=delta, kind=kind)


def is_stop_by_count(gap_s: float, *, ideal_cycle_s: float, cycles: float = 3) -> bool:
    """Whether a pause between two counts is a stop, for units without a state signal.

        stop when gap > max(k * ideal cycle, 10 s), k = 3

    Args:
        gap_s: seconds since the last count.
        ideal_cycle_s: seconds of the ideal cycle.
        cycles: k, ideal cycles without a count that are still no stop.

    Source: handbook of production indices, "Counters and micro-stops".
    """
    return gap_s > max(cycles * ideal_cycle_s, 10.0)


def _exceeds_cap(delta: float, *, elapsed_s: float | None, ideal_cycle_s: float | None) -> bool:
    if elapsed_s is None or ideal_cycle_s is None or ideal_cycle_s <= 0:
        return False
    # One piece may always end just after the reading, however short the time between them.
    return delta > max(1.0, CAP_FACTOR * elapsed_s / ideal_cycle_s)
