"""The facts of machines: states as intervals, stops somebody should explain, pieces counted."""

from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.states.rules import MachineState
from taktline.platform.command import Fact
from taktline.science.kpi.counters import StepKind


class StateRow(msgspec.Struct, frozen=True, kw_only=True):
    """One state of one work unit from when to when (end excluded).

    Attributes:
        said: what the machine said when it began.
        is_provisional: later signals may still change it.
    """

    id: UUID
    state: MachineState
    said: str = ""
    job_order: UUID | None = None
    started_at: Instant
    ended_at: Instant
    is_provisional: bool = False


class StopRow(msgspec.Struct, frozen=True, kw_only=True):
    """An interruption; its id follows from work unit and start, so that its label stays with it."""

    id: UUID
    state: MachineState
    said: str = ""
    job_order: UUID | None = None
    started_at: Instant
    ended_at: Instant
    is_provisional: bool = False


class CounterRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one reading of a counter added, in pieces."""

    id: UUID
    at: Instant
    delta: float
    value: float
    epoch: int
    kind: StepKind
    estimated: bool = False


class StatesRecorded(Fact, frozen=True, kw_only=True):
    """What a machine did within a window; what was provisional from its start on is replaced."""

    work_unit: UUID
    site: UUID
    connection: str
    starts_at: Instant
    states: tuple[StateRow, ...] = ()
    stops: tuple[StopRow, ...] = ()
    counters: tuple[CounterRow, ...] = ()


class StopLabelled(Fact, frozen=True, kw_only=True):
    """Somebody says why a machine stood still; None: nobody knows any more."""

    stop: UUID
    reason: UUID | None
    note: str = ""


class StopSplit(Fact, frozen=True, kw_only=True):
    """A stop had two reasons: it ends earlier, and another begins there.

    Attributes:
        stop: the one that ends at `at`.
        rest: id of the one that begins there; it has no label yet.
    """

    stop: UUID
    rest: UUID
    at: Instant
