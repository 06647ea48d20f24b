"""From states to the time model: which seconds of a machine count as what (ISO 22400)."""

from collections.abc import Iterable, Mapping

import msgspec

from taktline.kernel.states.rules import MACHINE_STATES, MachineState
from taktline.kernel.states.signal import instant
from taktline.kernel.states.tracker import StateInterval
from taktline.science.kpi import Span, TimeModel, time_model_from_observed


class UsagePolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a plant counts what the standard leaves open; shown beside every figure."""

    offline_is_delay: bool = False  # Else unknown time is left out and shown apart.
    minor_stops_are_delay: bool = True  # Else they stay in production, as lost performance.
    maintenance_is_planned: bool = True  # Else it is a delay.


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """The time model of a machine, and the seconds that are in none of its parts."""

    model: TimeModel
    planned_off_s: float
    maintenance_s: float  # Planned maintenance; 0 when the policy counts it as delay.
    unknown_s: float  # Offline; 0 when the policy counts it as delay.


def usage(seconds: Mapping[MachineState, float], policy: UsagePolicy | None = None) -> Usage:
    """Sort a machine's seconds into the time model.

        executing -> APT, setup -> AUST, fault, waiting and minor stops -> ADET,
        idle without order -> ADOT, planned off and planned maintenance -> outside PBT

    Args:
        seconds: of each state, as `History.seconds` gives them.
        policy: how offline time, minor stops and maintenance count.

    Source: OPC 40001-1 Annex C (states to ISO 22400-2 times); the policy is the plant's choice.
    """
    rules = policy or UsagePolicy()
    of = {state: seconds.get(state, 0.0) for state in MACHINE_STATES}
    production, delay = of["executing"], of["fault"] + of["waiting"]
    if rules.minor_stops_are_delay:
        delay += of["minor_stop"]
    else:
        production += of["minor_stop"]
    delay += of["offline"] if rules.offline_is_delay else 0.0
    delay += 0.0 if rules.maintenance_is_planned else of["maintenance"]
    model = time_model_from_observed(
        planned_busy_time_s=production + delay + of["setup"] + of["idle_no_order"],
        production_time_s=production,
        unit_setup_time_s=of["setup"],
        unit_delay_time_s=delay,
        unit_down_time_s=of["idle_no_order"],
    )
    return Usage(
        model=model,
        planned_off_s=of["planned_off"],
        maintenance_s=of["maintenance"] if rules.maintenance_is_planned else 0.0,
        unknown_s=0.0 if rules.offline_is_delay else of["offline"],
    )


def spans_of(intervals: Iterable[StateInterval]) -> list[Span]:
    """Return states as spans, to be cut into atoms beside shifts, jobs, hours and dates."""
    return [
        Span(start=instant(one.start_us), end=instant(one.end_us), value=one.state)
        for one in intervals
    ]
