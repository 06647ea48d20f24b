"""A work unit's day: when it is planned off, maintained, set up, stopped or at fault, by a seed."""

import random
from collections.abc import Sequence

import msgspec

from taktline.kernel.states.rules import MachineState

MINUTE = 60.0
DAY_S = 12 * 3600.0
"""The day shift from 08:00 to 20:00, in seconds after 08:00; the night shift is as long."""
BREAKS = ((4 * 3600.0, 40 * MINUTE), (9.5 * 3600.0, 20 * MINUTE))
"""Dinner at 12:00, tea at 17:30."""
SMALLEST_S = 0.001
"""What is shorter is rounding, not work."""
FAULT_REASONS = ("MECH", "ELEC", "PNEU", "CTRL")


class Stretch(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A time in which a unit is in one state; seconds after the shift's start."""

    begin: float
    end: float
    state: MachineState
    said: str = ""
    job: str | None = None


def blocked(unit: str, seed: str, *, breaks: bool = True) -> list[Stretch]:
    """Return when a unit cannot work in a shift of 12 h, in order, none overlapping.

    About 60 min of breaks, 30 min maintenance, 40 min set-up, 45 min faults, 25 min minor stops:
    the machine of the handbook's worked example (kpi section 3).

    Args:
        seed: the same seed gives the same day.
        breaks: False for machines that run through.
    """
    chance = random.Random(f"{seed}:{unit}")
    stretches: list[Stretch] = []
    if breaks:
        for begin, length in BREAKS:
            stretches.append(
                Stretch(begin=begin, end=begin + length, state="planned_off", said="BREAK")
            )
    wanted: list[tuple[float, MachineState, str]] = [
        (30 * MINUTE, "maintenance", "PM"),
        (22 * MINUTE, "setup", "SETUP"),
        (18 * MINUTE, "setup", "SETUP"),
    ]
    for _ in range(chance.choice((1, 2, 2, 3))):
        length = chance.uniform(8, 32) * MINUTE
        wanted.append((length, "fault", chance.choice(FAULT_REASONS)))
    minor = chance.randint(5, 10)
    wanted.extend((chance.uniform(60, 280), "minor_stop", "JAM") for _ in range(minor))
    for length, state, said in wanted:
        _place(stretches, chance, length=length, state=state, said=said)
    return sorted(stretches)


def _place(
    stretches: list[Stretch],
    chance: random.Random,
    *,
    length: float,
    state: MachineState,
    said: str,
) -> None:
    """Put a stop where nothing else is; a day that is full already does without it."""
    for _ in range(20):
        begin = round(chance.uniform(0.2 * 3600, DAY_S - 3600), 0)
        end = begin + round(length, 0)
        if all(end + 30 <= s.begin or begin >= s.end + 30 for s in stretches):
            stretches.append(Stretch(begin=begin, end=end, state=state, said=said))
            return


class Unit:
    """One work unit through a shift: works between its stops, one batch after the other."""

    def __init__(self, code: str, stops: Sequence[Stretch], *, pace: float = 1.0) -> None:
        """Begin a shift.

        Args:
            stops: when it cannot work.
            pace: real seconds per planned second; above 1 is slower than planned.
        """
        self.code = code
        self._pace = pace
        self.free_at = 0.0
        self._stops = list(stops)
        self._worked: list[Stretch] = []

    def work(self, ready: float, seconds: float, *, job: str | None = None) -> float:
        """Work for so many seconds from when the pieces are ready; return when it is done."""
        at = max(ready, self.free_at)
        left = seconds * self._pace
        while left > SMALLEST_S:
            stop = next((s for s in self._stops if s.end > at), None)
            if stop is not None and stop.begin <= at:
                at = stop.end
                continue
            until = at + left if stop is None else min(at + left, stop.begin)
            self._worked.append(Stretch(begin=at, end=until, state="executing", job=job))
            left -= until - at
            at = until
        self.free_at = at
        return at

    def stretches(self, until: float, *, ends: bool) -> list[Stretch]:
        """Return the states from the shift's start: work, stops, and between them waiting.

        Args:
            until: end of the shift; overtime goes beyond.
            ends: after the last work no order is left (else the unit waits for the next pieces).
        """
        busy = _with_jobs(sorted([*self._worked, *self._stops]))
        last_worked = max((s.end for s in self._worked), default=0.0)
        result: list[Stretch] = []
        at = 0.0
        for stretch in [*busy, None]:
            end = max(until, at) if stretch is None else stretch.begin
            if end > at:
                over = ends and at >= last_worked
                state: MachineState = "idle_no_order" if over else "waiting"
                result.append(Stretch(begin=at, end=end, state=state))
            if stretch is not None:
                result.append(stretch)
                at = stretch.end
        return _joined(result)


def _with_jobs(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Let what stops a unit in the middle of a job belong to that job."""
    result: list[Stretch] = []
    job: str | None = None
    for stretch in stretches:
        job = stretch.job or job
        stops_work = stretch.state in ("fault", "minor_stop")
        result.append(msgspec.structs.replace(stretch, job=job) if stops_work else stretch)
    return result


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Put neighbours of one state and job together."""
    result: list[Stretch] = []
    for stretch in stretches:
        last = result[-1] if result else None
        same = last is not None and (last.state, last.said, last.job) == (
            stretch.state,
            stretch.said,
            stretch.job,
        )
        if last is not None and same and abs(last.end - stretch.begin) < 0.001:
            result[-1] = msgspec.structs.replace(last, end=stretch.end)
        else:
            result.append(stretch)
    return result
