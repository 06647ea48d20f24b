"""The state rule table: what a machine is doing, from what it says; the first row that holds."""

from collections.abc import Callable
from typing import Literal, get_args

import msgspec

MachineState = Literal[
    "executing",
    "setup",
    "idle_no_order",
    "waiting",
    "minor_stop",
    "fault",
    "maintenance",
    "planned_off",
    "offline",
]
"""What a work unit does; a stop becomes `minor_stop` or `waiting` by its length."""

RawState = Literal[
    "executing", "setup", "idle_no_order", "stop", "fault", "maintenance", "planned_off", "offline"
]
"""The same before the length of a stop is known."""

MACHINE_STATES: tuple[MachineState, ...] = get_args(MachineState)

STOPPED: frozenset[MachineState] = frozenset({"waiting", "minor_stop", "fault"})
"""States that somebody should explain."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """All that the rules look at, at one instant."""

    silent: bool = False  # No word for three heartbeats.
    unknown: bool = False  # The run state or the availability is not known.
    planned_off: bool = False  # By the calendar.
    maintenance: bool = False
    alarm: bool = False
    setup: bool = False  # The machine's mode, or the active job order is in setup.
    running: bool = False  # Run signal, or the counter moved within three ideal cycles.
    holds_job: bool = False  # A job order is active on the work unit.


class StateRule(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table."""

    state: RawState
    when: Callable[[Moment], bool]


RULES: tuple[StateRule, ...] = (
    StateRule(state="offline", when=lambda m: m.silent or m.unknown),
    StateRule(state="planned_off", when=lambda m: m.planned_off),
    StateRule(state="maintenance", when=lambda m: m.maintenance),
    StateRule(state="fault", when=lambda m: m.alarm),
    StateRule(state="setup", when=lambda m: m.setup),
    StateRule(state="executing", when=lambda m: m.running),
    StateRule(state="stop", when=lambda m: m.holds_job),
    StateRule(state="idle_no_order", when=lambda _: True),
)
"""In this order; offline stands first because nothing else is known then."""


def raw_state(moment: Moment) -> RawState:
    """Return the state of the first rule that holds."""
    return next(rule.state for rule in RULES if rule.when(moment))


def stop_state(length_s: float, *, minor_stop_s: float) -> MachineState:
    """Name a stop by its length: `minor_stop` below the threshold, from it on `waiting`."""
    return "minor_stop" if length_s < minor_stop_s else "waiting"
