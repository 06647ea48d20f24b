"""A machine while it runs: late signals of the last minutes are taken in by computing anew."""

from collections.abc import Iterable

import msgspec

from taktline.kernel.states.context import Context
from taktline.kernel.states.history import joined
from taktline.kernel.states.mapping import MachineMapping
from taktline.kernel.states.signal import SECOND_US, Reading, Signal, in_order
from taktline.kernel.states.tracker import Checkpoint, Production, StateInterval, Tracker

WINDOW_US = 600 * SECOND_US
"""Ten minutes: how late a signal may come and still be taken in by itself."""
AHEAD_US = 300 * SECOND_US
"""Five minutes: how far ahead of our clock a machine's clock is believed."""


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a running machine between two deliveries."""

    checkpoint: Checkpoint
    settled_us: int  # Everything before this instant is settled; earlier signals come too late.
    newest_us: int  # The newest signal of all; the window reaches back from here.
    recent: tuple[Reading, ...] = ()  # Signals from `settled_us` on that can matter, in order.


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery changed: rows to add for good, and rows that replace the provisional ones."""

    live: Live
    settled: tuple[StateInterval, ...]  # Never change again.
    settled_production: tuple[Production, ...]
    provisional: tuple[StateInterval, ...]  # From the last settled one up to the newest signal.
    provisional_production: tuple[Production, ...]
    late: tuple[Reading, ...] = ()  # Older than the window: for the correction path.
    ahead: tuple[Reading, ...] = ()  # From a clock too far ahead: not believed.


def opened(at_us: int) -> Live:
    """Return a machine nobody has heard of yet, from an instant on."""
    return Live(checkpoint=Checkpoint(now_us=at_us), settled_us=at_us, newest_us=at_us)


def take(
    live: Live,
    arrived: Iterable[Signal],
    *,
    mapping: MachineMapping,
    now_us: int,
    until_us: int | None = None,
    context: Context | None = None,
) -> Taken:
    """Take in signals as they arrive: late, doubled, in any order.

    Whatever arrives within ten minutes (by the machine's own clock) gives the same intervals in
    the end as if it had come in order.

    Args:
        live: what is kept of the machine.
        arrived: the delivery.
        mapping: what its data items mean.
        now_us: our clock, microseconds since 1970 UTC.
        until_us: up to here the line vouches that nothing else happened; else up to the newest
            signal.
        context: planned-off times and job orders.
    """
    plan = context or Context()
    readings = [Reading(at_us=s.at_us, item=s.item, value=s.value) for s in arrived]
    settled_us = live.settled_us
    late = tuple(r for r in readings if r.at_us < settled_us)
    ahead = tuple(r for r in readings if r.at_us > now_us + AHEAD_US)
    good = [r for r in readings if settled_us <= r.at_us <= now_us + AHEAD_US]
    newest_us = max((live.newest_us, until_us or 0, *(r.at_us for r in good)))
    matters = mapping.items()
    if mapping.heartbeat_s is None:  # Else every word counts, whatever it says.
        good = [r for r in good if r.item in matters]
    recent = in_order([*live.recent, *good])
    window_us = WINDOW_US if mapping.late_s is None else round(mapping.late_s * SECOND_US)
    # Settled in steps of a whole window: settling writes all that is provisional anew.
    is_due = newest_us - settled_us >= window_us * (1 if until_us is None else 2)
    horizon_us = max(settled_us, newest_us - window_us) if is_due else settled_us

    tracker = Tracker(mapping, plan, at=live.checkpoint)
    for reading in recent:
        if reading.at_us < horizon_us:
            tracker.feed(reading)
    if horizon_us > settled_us:
        # One microsecond before the horizon: a signal at the horizon itself may still come.
        tracker.advance(horizon_us - 1)
    closed, produced = tuple(tracker.intervals), tuple(tracker.production)
    kept = tracker.checkpoint()
    rest = tuple(r for r in recent if r.at_us >= horizon_us)

    ahead_of_time = Tracker(mapping, plan, at=kept)
    for reading in rest:
        ahead_of_time.feed(reading)
    ahead_of_time.advance(newest_us)
    open_now = [*ahead_of_time.intervals, *ahead_of_time.open_intervals(newest_us)]
    return Taken(
        live=Live(checkpoint=kept, settled_us=horizon_us, newest_us=newest_us, recent=rest),
        settled=closed,
        settled_production=produced,
        provisional=tuple(joined(open_now)),
        provisional_production=tuple(ahead_of_time.production),
        late=late,
        ahead=ahead,
    )
