"""From recordings to machine states, stops and counters, and the measured series beside them."""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from taktline.connect.machines.mtconnect import microseconds_of
from taktline.kernel.states.context import Context, ContextSpan
from taktline.kernel.states.history import History, history
from taktline.kernel.states.mapping import MachineMapping
from taktline.kernel.states.signal import instant
from taktline.kernel.states.telemetry import Point, Telemetry
from taktline.plants.clerk import Order
from taktline.plants.replay.orders import Batch
from taktline.plants.replay.recordings import Progress, Run
from taktline.platform.transaction import Tx

POINTS_AT_ONCE = 50_000


BUSY = """
    SELECT s.started_at, s.ended_at FROM state_interval s
    JOIN equipment e ON e.id = s.work_unit
    WHERE e.code = %(machine)s AND s.connection <> %(connection)s AND NOT s.is_provisional
        AND s.started_at < %(until)s AND s.ended_at > %(since)s
    ORDER BY s.started_at"""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A time that is settled."""

    started_at: datetime
    ended_at: datetime


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


async def busy_spans(tx: Tx, batch: Batch) -> dict[str, list[tuple[int, int]]]:
    """Return when the batch's machines have states from elsewhere: those are settled and stay."""
    found: dict[str, list[tuple[int, int]]] = {}
    for shift in windows(batch.recorded.runs):
        rows = await tx.rows(
            BUSY,
            {
                "machine": shift.machine,
                "connection": connection_of(batch),
                "since": instant(shift.start_us),
                "until": instant(shift.end_us),
            },
            as_=Span,
        )
        spans = [(microseconds_of(one.started_at), microseconds_of(one.ended_at)) for one in rows]
        found.setdefault(shift.machine, []).extend(spans)
    return found


def connection_of(batch: Batch) -> str:
    """Return who says the states of a batch."""
    return f"recording of {batch.recorded.part}"


def states(batch: Batch, busy: dict[str, list[tuple[int, int]]]) -> list[Order]:
    """Return one command for each stretch: its states, the stops among them, its counter.

    Args:
        batch: what was recorded.
        busy: per machine what other recordings have said already; it is left out.
    """
    mapping = batch.example.mapping.recordings.machine
    orders: list[Order] = []
    for shift in windows(batch.recorded.runs):
        seen = past(shift, mapping)
        job_of = _job_of(batch, shift.runs)
        for start_us, end_us in free_of(shift, busy.get(shift.machine, [])):
            part = _within(seen, start_us, end_us)
            orders.append(_recorded(batch, shift, part, job_of=job_of))
    return orders


def free_of(shift: Shift, busy: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what is left of a stretch when other times are taken out of it."""
    found: list[tuple[int, int]] = []
    at_us = shift.start_us
    for start_us, end_us in sorted(busy):
        if at_us < start_us < shift.end_us:
            found.append((at_us, start_us))
        at_us = max(at_us, end_us)
    return [*found, (at_us, shift.end_us)] if at_us < shift.end_us else found


def _within(seen: History, start_us: int, end_us: int) -> History:
    """Return a part of a machine's past; intervals are clipped to it."""
    clipped = [
        msgspec.structs.replace(
            one, start_us=max(one.start_us, start_us), end_us=min(one.end_us, end_us)
        )
        for one in seen.intervals
    ]
    return History(
        start_us=start_us,
        end_us=end_us,
        intervals=tuple(one for one in clipped if one.start_us < one.end_us),
        production=tuple(one for one in seen.production if start_us <= one.at_us < end_us),
    )


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


def _recorded(
    batch: Batch, shift: Shift, seen: History, *, job_of: Callable[[int], str | None]
) -> Order:
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
        key=(shift.machine, seen.start_us, seen.end_us),
        fields={
            "work_unit": shift.machine,
            "connection": connection_of(batch),
            "starts_at": instant(seen.start_us),
            "ends_at": instant(seen.end_us),
            "intervals": intervals,
            "counters": counters,
        },
        at=instant(seen.end_us),
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
