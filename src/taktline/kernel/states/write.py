"""Recording states, labelling and splitting stops: what machines and people say, decided."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.ids import derived_id
from taktline.base.instant import Instant, wire
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.states.facts import (
    CounterRow,
    StateRow,
    StatesRecorded,
    StopLabelled,
    StopRow,
    StopSplit,
)
from taktline.kernel.states.rules import STOPPED, MachineState
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.science.kpi.counters import StepKind

LINES_MAX = 5_000
"""Intervals or readings of one command: a day of a restless machine."""


class StateLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One state from when to when (end excluded).

    Attributes:
        said: what the machine said when it began, for instance `Program_Status=FEED_HOLD`.
        job_order: code or id of the job order that was worked then.
        provisional: later signals may still change it; the next command replaces it.
    """

    state: MachineState
    starts_at: Instant
    ends_at: Instant
    said: str = ""
    job_order: str | None = None
    provisional: bool = False


class CounterLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one reading of a counter added, in pieces; the same reading counts once for ever.

    Attributes:
        epoch: how often the counter began anew before.
        estimated: made at an unknown time while nobody listened.
    """

    at: Instant
    delta: float
    value: float
    epoch: int
    kind: StepKind
    estimated: bool = False


class RecordStates(Command, frozen=True, kw_only=True):
    """A connection says what a machine did within a window.

    Attributes:
        work_unit: code or id.
        connection: who heard it.
        starts_at: from here on everything provisional is replaced; a provisional interval that
            reaches over it goes as a whole.
        ends_at: end of the window, excluded.
        intervals: in order, none overlapping another; gaps are times nobody knows of.
    """

    work_unit: str
    connection: str
    starts_at: Instant
    ends_at: Instant
    intervals: tuple[StateLine, ...] = ()
    counters: tuple[CounterLine, ...] = ()


class LabelStop(Command, frozen=True, kw_only=True):
    """Somebody says why a machine stood still; a later label replaces an earlier one.

    Attributes:
        reason: code or id of a downtime reason; None takes the label back.
    """

    stop: UUID
    reason: str | None
    note: str = ""


class SplitStop(Command, frozen=True, kw_only=True):
    """A stop had two reasons, one after the other; the machine's states stay as they are."""

    stop: UUID
    split_at: Instant


class BadIntervals(Problem):
    """Intervals that contradict each other or their window."""

    title = Text(
        en="Interval {line}: {reason}",
        zh="第 {line} 个区间:{reason}",
    )
    status = 400


class StatesSettled(Problem):
    """States of this time are settled; nothing changes them any more."""

    title = Text(
        en="The states of {work_unit} are settled from {starts_at} to {ends_at}.",
        zh="{work_unit} 在 {starts_at} 至 {ends_at} 的状态已定,不能再改。",
    )


class StopRunning(Problem):
    """A stop that still goes on may change; it is labelled or split when it is over."""

    title = Text(
        en="The stop from {starts_at} is not over yet.",
        zh="始于 {starts_at} 的停机尚未结束。",
    )
    retry = True


class NotWithinStop(Problem):
    """A stop is split between its start and its end."""

    title = Text(
        en="{split_at} is not within the stop from {starts_at} to {ends_at}.",
        zh="{split_at} 不在停机时段 {starts_at} 至 {ends_at} 之内。",
    )
    status = 400


class WorkUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A work unit that says states, with its way down from the site."""

    id: UUID
    code: str
    site: UUID
    path: tuple[UUID, ...] = ()


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A time that is settled."""

    work_unit: UUID
    started_at: Instant
    ended_at: Instant


class KnownStop(msgspec.Struct, frozen=True, kw_only=True):
    """A stop as it stands."""

    id: UUID
    work_unit: UUID
    site: UUID
    started_at: Instant
    ended_at: Instant
    is_provisional: bool = False
    code: str = ""


class Watch(msgspec.Struct, kw_only=True):
    """What a decision about machines knows."""

    units: dict[UUID, WorkUnit] = {}
    jobs: dict[str, UUID] = {}
    reasons: dict[str, UUID] = {}
    settled: list[Span] = []
    stops: dict[UUID, KnownStop] = {}

    def unit(self, reference: str) -> WorkUnit:
        """Return a work unit by code or id.

        Raises:
            NotFound: there is none.
        """
        found = self.units.get(id_of(reference) or derived_id())
        by_code = (unit for unit in self.units.values() if unit.code == reference)
        unit = found or next(by_code, None)
        if unit is None:
            raise NotFound(kind="equipment", code=reference, at="/work_unit")
        return unit

    def stop(self, stop: UUID) -> KnownStop:
        """Return a stop that is over.

        Raises:
            NotFound: there is none.
            StopRunning: it still goes on.
        """
        known = self.stops.get(stop)
        if known is None:
            raise NotFound(kind="stop", code=str(stop), at="/stop")
        if known.is_provisional:
            raise StopRunning(starts_at=wire(known.started_at))
        return known


def decide_record(watch: Watch, command: RecordStates, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a machine's window says: states, the stops among them, pieces counted.

    Raises:
        NotFound: there is no such work unit or job order.
        BadIntervals: they overlap, run backwards, leave the window or are too many.
        StatesSettled: a part of the window is settled already.
    """
    unit = watch.unit(command.work_unit)
    refuse_bad_intervals(command)
    for span in watch.settled:
        meets = span.started_at < command.ends_at and command.starts_at < span.ended_at
        if span.work_unit == unit.id and meets:
            raise StatesSettled(
                work_unit=unit.code, starts_at=wire(span.started_at), ends_at=wire(span.ended_at)
            )
    states = tuple(
        StateRow(
            id=derived_id("state_interval", ids.cause, line),
            state=one.state,
            said=one.said,
            job_order=_job(watch, one.job_order, line=line),
            started_at=one.starts_at,
            ended_at=one.ends_at,
            is_provisional=one.provisional,
        )
        for line, one in enumerate(command.intervals)
    )
    stops = tuple(_stop(unit, row) for row in states if row.state in STOPPED)
    recorded = StatesRecorded(
        work_unit=unit.id,
        site=unit.site,
        connection=command.connection,
        starts_at=command.starts_at,
        states=states,
        stops=stops,
        counters=tuple(_counter(unit, one) for one in command.counters),
    )
    return [recorded, _told(unit, command, stops=len(stops))]


def decide_label(watch: Watch, command: LabelStop, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a stop is explained by.

    Raises:
        NotFound: there is no such stop or reason.
        StopRunning: it still goes on.
    """
    stop = watch.stop(command.stop)
    reason = None if command.reason is None else watch.reasons.get(command.reason)
    if reason is None and command.reason is not None:
        raise NotFound(kind="downtime_reason", code=command.reason, at="/reason")
    told = _stop_event(stop, "labelled", reason=command.reason)
    return [StopLabelled(stop=stop.id, reason=reason, note=command.note), told]


def decide_split(watch: Watch, command: SplitStop, now: Instant, ids: Ids) -> list[Fact]:
    """Decide into which two a stop is split; the first keeps its label.

    Raises:
        NotFound: there is no such stop.
        StopRunning: it still goes on.
        NotWithinStop: it would leave nothing on one side.
    """
    stop = watch.stop(command.stop)
    if not stop.started_at < command.split_at < stop.ended_at:
        raise NotWithinStop(
            split_at=wire(command.split_at),
            starts_at=wire(stop.started_at),
            ends_at=wire(stop.ended_at),
            at="/split_at",
        )
    rest = stop_id(stop.work_unit, command.split_at)
    told = _stop_event(stop, "split", split_at=wire(command.split_at), rest=str(rest))
    return [StopSplit(stop=stop.id, rest=rest, at=command.split_at), told]


def refuse_bad_intervals(command: RecordStates) -> None:
    """Refuse intervals that contradict each other or their window.

    Raises:
        BadIntervals: the first one.
    """
    count = max(len(command.intervals), len(command.counters))
    if command.ends_at < command.starts_at or count > LINES_MAX:
        raise BadIntervals(line="-", reason=f"at most {LINES_MAX}, in a window that lasts.")
    before = command.starts_at
    provisional = False
    for line, one in enumerate(command.intervals):
        at = f"/intervals/{line}"
        if one.ends_at <= one.starts_at or one.starts_at < before or one.ends_at > command.ends_at:
            raise BadIntervals(line=line, reason="out of order or out of its window.", at=at)
        if provisional and not one.provisional:
            raise BadIntervals(line=line, reason="settled after a provisional one.", at=at)
        before, provisional = one.ends_at, one.provisional


def stop_id(work_unit: UUID, started_at: Instant) -> UUID:
    """Return the id of the stop that begins at an instant; the same for ever."""
    return derived_id("stop", work_unit, wire(started_at))


def fold_recorded(watch: Watch, fact: StatesRecorded) -> None:
    """Let the next command of the batch see what is settled and which stops there are."""
    for row in fact.states:
        if not row.is_provisional:
            span = Span(work_unit=fact.work_unit, started_at=row.started_at, ended_at=row.ended_at)
            watch.settled.append(span)


def fold_split(watch: Watch, fact: StopSplit) -> None:
    """Let the next command of the batch see both parts."""
    whole = watch.stops[fact.stop]
    watch.stops[fact.stop] = msgspec.structs.replace(whole, ended_at=fact.at)
    watch.stops[fact.rest] = msgspec.structs.replace(whole, id=fact.rest, started_at=fact.at)


def _job(watch: Watch, reference: str | None, *, line: int) -> UUID | None:
    if reference is None:
        return None
    job = watch.jobs.get(reference)
    if job is None:
        raise NotFound(kind="job_order", code=reference, at=f"/intervals/{line}/job_order")
    return job


def _stop(unit: WorkUnit, row: StateRow) -> StopRow:
    return StopRow(
        id=stop_id(unit.id, row.started_at),
        state=row.state,
        said=row.said,
        job_order=row.job_order,
        started_at=row.started_at,
        ended_at=row.ended_at,
        is_provisional=row.is_provisional,
    )


def _counter(unit: WorkUnit, one: CounterLine) -> CounterRow:
    return CounterRow(
        id=derived_id("counter_reading", unit.id, one.epoch, f"{one.value:.6f}"),
        at=one.at,
        delta=one.delta,
        value=one.value,
        epoch=one.epoch,
        kind=one.kind,
        estimated=one.estimated,
    )


def _told(unit: WorkUnit, command: RecordStates, *, stops: int) -> Event:
    seconds: dict[str, float] = {}
    for one in command.intervals:
        length = (one.ends_at - one.starts_at) / timedelta(seconds=1)
        seconds[one.state] = round(seconds.get(one.state, 0.0) + length, 6)
    return Event(
        name="state.recorded",
        entity="equipment",
        record=unit.id,
        code=unit.code,
        site=unit.site,
        payload={
            "starts_at": wire(command.starts_at),
            "ends_at": wire(command.ends_at),
            "seconds": seconds,
            "stops": stops,
            "produced": sum(one.delta for one in command.counters),
        },
    )


def _stop_event(stop: KnownStop, happened: str, **payload: object) -> Event:
    return Event(
        name=f"stop.{happened}",
        entity="stop",
        record=stop.id,
        code=stop.code,
        site=stop.site,
        payload={"starts_at": wire(stop.started_at), **payload},
    )


def paths(units: Sequence[WorkUnit]) -> dict[UUID, WorkUnit]:
    """Return work units by id."""
    return {unit.id: unit for unit in units}
