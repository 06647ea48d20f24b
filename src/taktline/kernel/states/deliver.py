"""From what a running machine's delivery changed to the command that records it."""

from uuid import UUID

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.kernel.states.live import Taken
from taktline.kernel.states.signal import instant
from taktline.kernel.states.tracker import Production, StateInterval
from taktline.kernel.states.write import CounterLine, RecordStates, StateLine


def recording_of(
    taken: Taken, *, work_unit: str, connection: str, job_order: str | None = None
) -> RecordStates | None:
    """Return the command that records a delivery; None where nothing is known yet.

    What is settled is said for good, the tail as provisional, to be replaced by the next delivery.
    The same delivery gives the same command, so that one that is sent twice is booked once.

    Args:
        taken: what the delivery changed.
        work_unit: code of the machine.
        connection: who heard it.
        job_order: code of the job order that is worked there now.
    """
    lines = [
        *(_state(one, job_order, provisional=False) for one in taken.settled),
        *(_state(one, job_order, provisional=True) for one in taken.provisional),
    ]
    counters = tuple(_counter(one) for one in taken.settled_production)
    if not lines:
        return None
    starts_at, ends_at = lines[0].starts_at, lines[-1].ends_at
    return RecordStates(
        id=_id(lines, counters, work_unit=work_unit, connection=connection),
        occurred_at=ends_at,
        work_unit=work_unit,
        connection=connection,
        starts_at=starts_at,
        ends_at=ends_at,
        intervals=tuple(lines),
        counters=counters,
    )


def _state(one: StateInterval, job_order: str | None, *, provisional: bool) -> StateLine:
    return StateLine(
        state=one.state,
        starts_at=instant(one.start_us),
        ends_at=instant(one.end_us),
        said=one.cause,
        job_order=job_order,
        provisional=provisional,
    )


def _counter(one: Production) -> CounterLine:
    return CounterLine(
        at=instant(one.at_us),
        delta=one.delta,
        value=one.value,
        epoch=one.epoch,
        kind=one.kind,
        estimated=one.estimated,
    )


def _id(
    lines: list[StateLine],
    counters: tuple[CounterLine, ...],
    *,
    work_unit: str,
    connection: str,
) -> UUID:
    told: list[tuple[object, Instant, Instant, bool]] = [
        (line.state, line.starts_at, line.ends_at, line.provisional) for line in lines
    ]
    read = [(one.at, one.value, one.epoch) for one in counters]
    return derived_id("states", connection, work_unit, told, read)
