"""Follows one machine signal by signal: its raw state, its counter, and what has become certain."""

from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.kernel.states.context import NEVER_US, Context
from taktline.kernel.states.mapping import ItemMeaning, MachineMapping
from taktline.kernel.states.rules import MachineState, Moment, RawState, raw_state, stop_state
from taktline.kernel.states.signal import SECOND_US, Signal
from taktline.science.kpi import CounterStep, counter_step
from taktline.science.kpi.counters import StepKind

HEARTBEATS = 3
CYCLES = 3


class StateInterval(msgspec.Struct, frozen=True, kw_only=True):
    """One state from when to when (end excluded), with the value that began it."""

    start_us: int
    end_us: int
    state: MachineState
    cause: str = ""  # e.g. "Program_Status=FEED_HOLD"; empty when the plan or a timer began it.

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return (self.end_us - self.start_us) / SECOND_US


class Production(msgspec.Struct, frozen=True, kw_only=True):
    """What one reading of the counter adds; (epoch, value) names it for ever."""

    at_us: int
    delta: float
    value: float
    epoch: int  # How often the counter began anew before.
    kind: StepKind
    estimated: bool = False  # It was made at an unknown time while nobody listened.

    def report_id(self, work_unit: str) -> UUID:
        """Return the id of the command that reports it: the same reading reports once for ever."""
        return derived_id("production", work_unit, self.epoch, f"{self.value:.6f}")


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a machine at one instant; enough to go on from."""

    now_us: int
    values: dict[str, str] = {}  # Of the mapped items only.
    heard_us: int | None = None
    raw: RawState | None = None
    raw_since_us: int = 0
    raw_cause: str = ""
    stable: RawState | None = None
    stable_since_us: int = 0
    stable_cause: str = ""
    count: float | None = None
    count_us: int = 0  # When it was read so.
    suspect: float | None = None  # A reading that was rejected, until the next one decides.
    suspect_us: int = 0
    moved_us: int | None = None  # When it moved last.
    epoch: int = 0
    estimates: bool = False  # The counter was unknown since its last reading.


class Tracker:
    """Folds signals in order into intervals and production; closed intervals never change again."""

    def __init__(self, mapping: MachineMapping, context: Context, *, at: Checkpoint) -> None:
        self._mapping = mapping
        self._context = context
        self._relevant = mapping.items()
        self._at = at
        self._values = dict(at.values)
        self._heard_us = at.heard_us
        self._now_us = at.now_us
        self._border_us = context.next_border(at.now_us)
        self._moved_us = at.moved_us
        self.intervals: list[StateInterval] = []
        self.production: list[Production] = []
        if at.raw is None:
            self._judge(at.now_us, "")

    def feed(self, signal: Signal) -> None:
        """Take the next signal; it is not earlier than the one before."""
        self.advance(signal.at_us)
        was_silent = self._is_silent(signal.at_us)
        self._heard_us = signal.at_us
        item, value = signal.item, signal.value
        if item in self._relevant:
            if item == self._mapping.counter:
                self._read_counter(signal.at_us, value)
            elif self._values.get(item) == value and not was_silent:
                return
            self._values[item] = value
            self._judge(signal.at_us, f"{item}={value}")
        elif was_silent:
            self._judge(signal.at_us, "")

    def advance(self, until_us: int) -> None:
        """Let time pass: borders of the plan and timers up to the instant take effect."""
        while True:
            silent_us, idle_us = self._silent_from(), self._idle_from()
            border_us = self._border_us
            due = [t for t in (border_us, idle_us, silent_us) if self._now_us < t <= until_us]
            if not due:
                break
            self._now_us = min(due)
            if self._now_us >= border_us:
                self._border_us = self._context.next_border(self._now_us)
            self._judge(self._now_us, "")
        self._now_us = max(self._now_us, until_us)

    def checkpoint(self) -> Checkpoint:
        """Return where the machine stands."""
        return msgspec.structs.replace(
            self._at,
            now_us=self._now_us,
            values=dict(self._values),
            heard_us=self._heard_us,
            moved_us=self._moved_us,
        )

    def open_intervals(self, until_us: int) -> list[StateInterval]:
        """Return what follows the closed intervals up to an instant; it may still change."""
        at = self._at
        if at.stable is None or at.raw is None or until_us <= at.stable_since_us:
            return []
        new = at.raw != at.stable and self._holds(until_us)
        end_us = at.raw_since_us if new else until_us
        found = [
            self._interval(at.stable, at.stable_since_us, end_us=end_us, cause=at.stable_cause)
        ]
        if new:
            found.append(
                self._interval(at.raw, at.raw_since_us, end_us=until_us, cause=at.raw_cause)
            )
        return [interval for interval in found if interval.end_us > interval.start_us]

    def _judge(self, at_us: int, cause: str) -> None:
        raw = raw_state(self._moment(at_us))
        at = self._at
        if raw == at.raw:
            return
        if at.stable is not None and at.raw is not None and self._holds(at_us):
            at = self._settle(at)
        if at.stable is None or (at.raw is None):
            at = msgspec.structs.replace(at, stable=raw, stable_since_us=at_us, stable_cause=cause)
        elif at.stable_since_us == at_us:  # Several signals of the very first instant.
            at = msgspec.structs.replace(at, stable=raw, stable_cause=cause)
        self._at = msgspec.structs.replace(at, raw=raw, raw_since_us=at_us, raw_cause=cause)

    def _settle(self, at: Checkpoint) -> Checkpoint:
        """The raw state held long enough: it becomes the stable one, from its beginning."""
        if at.raw is None or at.stable is None or at.raw == at.stable:
            return at
        closed = self._interval(
            at.stable, at.stable_since_us, end_us=at.raw_since_us, cause=at.stable_cause
        )
        if closed.end_us > closed.start_us:
            self.intervals.append(closed)
        return msgspec.structs.replace(
            at, stable=at.raw, stable_since_us=at.raw_since_us, stable_cause=at.raw_cause
        )

    def _holds(self, until_us: int) -> bool:
        return until_us - self._at.raw_since_us >= self._mapping.debounce_s * SECOND_US

    def _interval(self, raw: RawState, start_us: int, *, end_us: int, cause: str) -> StateInterval:
        state: MachineState
        if raw == "stop":
            length_s = (end_us - start_us) / SECOND_US
            state = stop_state(length_s, minor_stop_s=self._mapping.minor_stop_s)
        else:
            state = raw
        return StateInterval(start_us=start_us, end_us=end_us, state=state, cause=cause)

    def _moment(self, at_us: int) -> Moment:
        mapping, holds = self._mapping, self._context.holds
        return Moment(
            silent=self._is_silent(at_us),
            unknown=self._is_unknown(),
            planned_off=holds("planned_off", at_us),
            maintenance=self._means(mapping.maintenance),
            alarm=any(self._means(alarm) for alarm in mapping.alarms),
            setup=self._means(mapping.setup) or holds("setup", at_us),
            running=self._means(mapping.run) or at_us < self._idle_from(),
            holds_job=holds("job", at_us) or holds("setup", at_us),
        )

    def _means(self, meaning: ItemMeaning | None) -> bool:
        return meaning is not None and meaning.holds(self._values.get(meaning.item))

    def _is_unknown(self) -> bool:
        mapping = self._mapping
        if mapping.availability is not None and not self._means(mapping.availability):
            return True
        if mapping.run is None:  # Only a counter speaks; what it never said is no silence.
            return self._values.get(mapping.counter or "") in mapping.unknown
        value = self._values.get(mapping.run.item)
        return value is None or value in mapping.unknown

    def _silent_from(self) -> int:
        heartbeat_s = self._mapping.heartbeat_s
        if heartbeat_s is None or self._heard_us is None:
            return NEVER_US
        # Longer than three heartbeats: a signal at their very end still breaks the silence.
        return self._heard_us + round(HEARTBEATS * heartbeat_s * SECOND_US) + 1

    def _is_silent(self, at_us: int) -> bool:
        if self._mapping.heartbeat_s is None:
            return False
        return self._heard_us is None or at_us >= self._silent_from()

    def _idle_from(self) -> int:
        """When the counter's last move stops counting as running; the past if it never moved."""
        cycle_s = self._mapping.ideal_cycle_s
        if cycle_s is None or self._moved_us is None:
            return -NEVER_US
        return self._moved_us + round(CYCLES * cycle_s * SECOND_US)

    def _read_counter(self, at_us: int, value: str) -> None:
        reading = _number(value)
        if reading is None:
            self._at = msgspec.structs.replace(self._at, estimates=True)
            return
        at = self._at
        step = self._step(at_us, reading)
        anew = step.kind in ("rollover", "reset") or (step.kind == "first" and at.count is not None)
        if step.delta > 0 or step.kind in ("rejected", "reset"):
            self.production.append(
                Production(
                    at_us=at_us,
                    delta=step.delta,
                    value=reading,
                    epoch=at.epoch + anew,
                    kind=step.kind,
                    estimated=at.estimates,
                )
            )
        if step.delta > 0 and not at.estimates:
            self._moved_us = at_us
        counted = msgspec.structs.replace(at, epoch=at.epoch + anew, estimates=False)
        if step.kind == "rejected":
            self._at = msgspec.structs.replace(counted, suspect=reading, suspect_us=at_us)
        else:
            self._at = msgspec.structs.replace(counted, count=reading, count_us=at_us, suspect=None)

    def _step(self, at_us: int, reading: float) -> CounterStep:
        """Judge a reading: by the last one accepted, else by the one that was rejected before.

        A counter that was set to another level is rejected once; when it goes on from there, that
        level is a new beginning (kind `first`), which produces nothing by itself. Where no ideal
        cycle bounds it, a reset adds nothing either: nobody could tell it from noise.
        """
        at, mapping = self._at, self._mapping
        step = counter_step(
            at.count,
            reading,
            maximum=mapping.counter_maximum,
            elapsed_s=(at_us - at.count_us) / SECOND_US,
            ideal_cycle_s=mapping.ideal_cycle_s,
        )
        if step.kind == "reset" and mapping.ideal_cycle_s is None:
            return CounterStep(delta=0, kind="reset", claimed=step.delta)
        if step.kind == "rejected" and at.suspect is not None:
            again = counter_step(
                at.suspect,
                reading,
                elapsed_s=(at_us - at.suspect_us) / SECOND_US,
                ideal_cycle_s=mapping.ideal_cycle_s,
            )
            return CounterStep(delta=again.delta, kind="first") if again.kind == "counted" else step
        return step


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
