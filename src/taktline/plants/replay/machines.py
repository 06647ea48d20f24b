"""From recordings to machine states, stops and counters, and the measured series beside them."""

from collections.abc import Callable, Iterable

import msgspec

from taktline.kernel.states.context import Context, ContextSpan
from taktline.kernel.states.history import History, history
from taktline.kernel.states.mapping import MachineMapping
from taktline.kernel.states.signal import instant
from taktline.kernel.states.telemetry import Point, Telemetry
from taktline.plants.clerk import Order
from taktline.plants.replay.orders import Batch
from taktline.plants.replay.recordings import Progress, Run

POINTS_AT_ONCE = 50_000


class Shift(msgspec.Struct, kw_only=True):
    """A stretch of one machine's time without a gap in the recording."""

    machine: str
    start_us: int
    end_us: int
    runs: list[Run]


def windows(runs: Iterable[Run]) -> list[Shift]:
    """Return the stretches each machine was recorded in, from the first running value on.

    Recordings that overlap are one stretch: a machine has one state at a time.
    """
    found: list[Shift] = []
    ran = [run for run in runs if run.execution.start_us is not None]
    for run in sorted(ran, key=lambda one: (one.machine, one.execution.start_us or 0)):
        start_us, end_us = run.execution.start_us or 0, run.execution.last_us or 0
        last = found[-1] if found else None
        if last is not None and last.machine == run.machine and start_us <= last.end_us:
            last.end_us = max(last.end_us, end_us)
            last.runs.append(run)
        elif end_us > start_us:
            found.append(Shift(machine=run.machine, start_us=start_us, end_us=end_us, runs=[run]))
    return found


def past(shift: Shift, mapping: MachineMapping) -> History:
    """Return what a machine did in a stretch; while it worked on a piece it had a job order."""
    spans = [
        ContextSpan(
            kind="job",
            start_us=run.execution.start_us or 0,
            end_us=run.execution.end_us or run.execution.last_us,
        )
        for run in shift.runs
    ]
    return history(
        (observation for run in shift.runs for observation in run.observations),
        mapping=mapping,
        start_us=shift.start_us,
        end_us=shift.end_us,
        context=Context(spans),
    )


def states(batch: Batch) -> list[Order]:
    """Return one command for each stretch: its states, the stops among them, its counter."""
    mapping = batch.example.mapping.recordings.machine
    return [
        _recorded(shift, past(shift, mapping), job_of=_job_of(batch, shift.runs))
        for shift in windows(batch.recorded.runs)
    ]


def points_of(run: Run) -> list[Point]:
    """Return all values of a recording as points of series `machine.item`."""
    return [
        _point(f"{run.machine}.{seen.item}", seen.at_us, text=seen.value)
        for seen in run.observations
    ]


async def keep_series(
    telemetry: Telemetry, runs: Iterable[Run], progress: Progress | None = None
) -> int:
    """Keep all values; return how many are new."""
    kept = 0
    waiting: list[Point] = []
    listed = list(runs)
    for done, run in enumerate(listed, start=1):
        waiting += points_of(run)
        if len(waiting) >= POINTS_AT_ONCE or done == len(listed):
            kept += await telemetry.append(waiting)
            waiting = []
        if progress is not None:
            progress("measured series", done, len(listed))
    return kept


def _recorded(shift: Shift, seen: History, *, job_of: Callable[[int], str | None]) -> Order:
    intervals = [
        {
            "state": one.state,
            "starts_at": instant(one.start_us),
            "ends_at": instant(one.end_us),
            "said": one.cause,
            "job_order": job_of(one.start_us),
        }
        for one in seen.intervals
    ]
    counters = [
        {
            "at": instant(one.at_us),
            "delta": one.delta,
            "value": one.value,
            "epoch": one.epoch,
            "kind": one.kind,
            "estimated": one.estimated,
        }
        for one in seen.production
    ]
    return Order(
        verb="kernel.record_states",
        key=(shift.machine, shift.start_us, shift.end_us),
        fields={
            "work_unit": shift.machine,
            "connection": "recording",
            "starts_at": instant(shift.start_us),
            "ends_at": instant(shift.end_us),
            "intervals": intervals,
            "counters": counters,
        },
        at=instant(shift.end_us),
    )


def _job_of(batch: Batch, runs: list[Run]) -> Callable[[int], str | None]:
    spans = [
        (run.execution.start_us or 0, run.execution.end_us or run.execution.last_us or 0, run)
        for run in runs
    ]

    def job(at_us: int) -> str | None:
        hit = (run for start, end, run in spans if start <= at_us < end)
        run = next(hit, None)
        return None if run is None else batch.job(run.operation)

    return job


def _point(series: str, at_us: int, *, text: str) -> Point:
    try:
        number = float(text)
    except ValueError:
        return Point(series=series, at=instant(at_us), word=text)
    if number - number != 0:  # Infinite, or no number after all: kept as the word it is.
        return Point(series=series, at=instant(at_us), word=text)
    return Point(series=series, at=instant(at_us), number=number)
