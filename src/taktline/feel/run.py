"""One evaluation of a formula: its instant, its notes, and what it may still spend."""

import datetime as python
from time import thread_time

import msgspec

from taktline.feel.diagnostics import (
    DEPTH_MAX,
    LEVELS,
    SECONDS,
    STEPS,
    STEPS_MAX,
    TIME_S_MAX,
    Diagnostic,
    LimitReached,
    note,
)
from taktline.feel.temporal import DateTime
from taktline.feel.temporal_text import from_datetime

CLOCK_EVERY_STEPS = 500  # Reading the processor clock costs as much as a few steps.
DIAGNOSTICS_MAX = 100  # What a person reads; a loop may fail at every item.


class Note(msgspec.Struct, frozen=True):
    """Why something has no value, not yet put into words: most notes are never read."""

    code: str
    at: int
    args: dict[str, object]

    def diagnostic(self) -> Diagnostic:
        """Put the note into words."""
        return note(self.code, self.at, **self.args)


class Run:
    """The state of one evaluation. Nothing of it outlives the evaluation.

    The beginning of everything is a default of the class: most evaluations need none of it, and
    making a run must cost next to nothing.
    """

    moment: python.datetime | None = None
    zone = "UTC"
    notes: tuple[Note, ...] = ()
    steps = 0
    _depth = 0
    _deadline = 0.0
    _next_look = 0

    def note(self, code: str, at: int, **args: object) -> None:
        """Record why something has no value."""
        if len(self.notes) < DIAGNOSTICS_MAX:
            self.notes = (*self.notes, Note(code, at, args))

    def note_once(self, code: str, at: int, **args: object) -> None:
        """Record it if it is not yet recorded."""
        found = Note(code, at, args)
        if found not in self.notes:
            self.notes = (*self.notes, found)

    def spend(self, steps: int) -> None:
        """Count work done.

        Raises:
            LimitReached: more steps or processor time than one evaluation may take.
        """
        self.steps += steps
        if self.steps > STEPS_MAX:
            raise LimitReached(what=STEPS, limit=STEPS_MAX)
        if self.steps >= self._next_look:
            self._look_at_clock()

    def _look_at_clock(self) -> None:
        now = thread_time()
        if self._deadline == 0.0:
            self._deadline = now + TIME_S_MAX
        elif now > self._deadline:
            raise LimitReached(what=SECONDS, limit=TIME_S_MAX)
        self._next_look = self.steps + CLOCK_EVERY_STEPS

    def enter(self) -> None:
        """Begin a call of a function written in FEEL.

        Raises:
            LimitReached: calls are nested too deeply.
        """
        self._depth += 1
        self.spend(1)
        if self._depth > DEPTH_MAX:
            raise LimitReached(what=LEVELS, limit=DEPTH_MAX)

    def leave(self) -> None:
        """End a call."""
        self._depth -= 1

    def now(self, at: int) -> DateTime | None:
        """Return the instant of evaluation on the clock of its zone; null when none was given."""
        if self.moment is None:
            self.note("no-instant", at)
            return None
        from taktline.feel.temporal import in_zone, instant_ns

        instant = from_datetime(self.moment)
        return in_zone(instant_ns(instant), self.zone) or instant
