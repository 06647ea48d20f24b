"""A machine that is listened to: what of a look at it is new, as the command that records it."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from taktline.base.ids import derived_id
from taktline.kernel.states.context import NEVER_US, Context, ContextSpan
from taktline.kernel.states.live import WINDOW_US, Live, opened, take
from taktline.kernel.states.mapping import MachineMapping
from taktline.kernel.states.signal import SECOND_US, Signal, instant
from taktline.kernel.states.tracker import Production, StateInterval
from taktline.kernel.states.write import LINES_MAX, CounterLine, RecordStates, StateLine

TELL_AGAIN_US = 60 * SECOND_US
"""A state that simply goes on is told once a minute; a change at once."""


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a machine that is listened to; written with what was recorded.

    Attributes:
        since_us: what lies before was never asked for.
        told: the provisional intervals as they were recorded last.
        commands: how many commands were made of it.
    """

    live: Live
    since_us: int
    told: tuple[StateLine, ...] = ()
    commands: int = 0


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What a look brought.

    Attributes:
        records: what is to be recorded, in order; mostly one command, none where nothing changed.
        counted: pieces that are certain now.
        late: signals older than what is settled.
        ahead: signals from a clock too far ahead.
    """

    running: Running
    records: tuple[RecordStates, ...]
    counted: tuple[Production, ...] = ()
    late: int = 0
    ahead: int = 0


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard of a machine, and what is known beside it.

    Attributes:
        until_us: up to here nothing else happened.
        spans: planned-off times and job orders, from `plan_needed_us` on; a job's `key` is its
            code.
    """

    signals: Sequence[Signal]
    now_us: int
    until_us: int | None = None
    spans: tuple[ContextSpan, ...] = ()


def begun(at_us: int) -> Running:
    """Return a machine that is listened to from an instant on.

    Signals of a machine whose clock is behind ours still count; nothing is told of before.
    """
    return Running(live=opened(at_us - WINDOW_US), since_us=at_us)


def plan_needed_us(running: Running) -> int:
    """Return from when on a look needs the plan: where the state that goes on began.

    A job order that ended at the very instant up to which all is settled still has its end to come.
    """
    checkpoint = running.live.checkpoint
    begun = [checkpoint.now_us, running.live.settled_us]
    if checkpoint.stable is not None:
        begun += [checkpoint.stable_since_us, checkpoint.raw_since_us]
    return min(begun) - 1


def with_epoch(running: Running, epoch: int) -> Running:
    """Return a machine whose counter begins anew under a number nobody used before."""
    checkpoint = msgspec.structs.replace(running.live.checkpoint, epoch=epoch)
    live = msgspec.structs.replace(running.live, checkpoint=checkpoint)
    return msgspec.structs.replace(running, live=live)


def look_at(
    running: Running, look: Look, *, mapping: MachineMapping, work_unit: str, connection: str
) -> News:
    """Take in what was heard, and say what of it must be recorded.

    Args:
        running: what is kept of the machine.
        look: what was heard.
        mapping: what its data items mean.
        work_unit: code of the machine.
        connection: who hears it.
    """
    taken = take(
        running.live,
        look.signals,
        mapping=mapping,
        now_us=look.now_us,
        until_us=look.until_us,
        context=Context(look.spans),
    )
    jobs = [span for span in look.spans if span.kind == "job"]
    settled = _lines(taken.settled, running.since_us, jobs=jobs, provisional=False)
    told = _lines(taken.provisional, running.since_us, jobs=jobs, provisional=True)
    new = [*settled, *_changed(running.told, told, all_of_it=bool(settled))]
    counters = tuple(_counter(one) for one in taken.settled_production)
    after = msgspec.structs.replace(running, live=taken.live)
    records: tuple[RecordStates, ...] = ()
    if new or counters:
        records = tuple(_commands(new, counters, running=after, speaks=(work_unit, connection)))
        after = msgspec.structs.replace(
            after, told=tuple(told), commands=running.commands + len(records)
        )
    return News(
        running=after,
        records=records,
        counted=taken.settled_production,
        late=len(taken.late),
        ahead=len(taken.ahead),
    )


def job_at(jobs: Iterable[ContextSpan], start_us: int, end_us: int) -> str | None:
    """Return the job order that was on a machine: at the start of an interval, else within it."""
    found = [
        span
        for span in jobs
        if span.start_us < end_us and (NEVER_US if span.end_us is None else span.end_us) > start_us
    ]
    before = [span for span in found if span.start_us <= start_us]
    if before:
        return max(before, key=lambda span: span.start_us).key
    return min(found, key=lambda span: span.start_us).key if found else None


def _lines(
    intervals: Iterable[StateInterval],
    since_us: int,
    *,
    jobs: Sequence[ContextSpan],
    provisional: bool,
) -> list[StateLine]:
    return [
        StateLine(
            state=one.state,
            starts_at=instant(max(one.start_us, since_us)),
            ends_at=instant(one.end_us),
            said=one.cause,
            job_order=job_at(jobs, one.start_us, one.end_us),
            provisional=provisional,
        )
        for one in intervals
        if one.end_us > since_us
    ]


def _changed(
    before: Sequence[StateLine], now: Sequence[StateLine], *, all_of_it: bool
) -> Sequence[StateLine]:
    """Return what must be told anew: from the first interval on that is not as it was told."""
    if all_of_it or not before:
        return now
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    if same == len(now) < len(before):
        return now[-1:]  # Fewer than told: from the last one on, the rest is replaced.
    if same == len(now) - 1 == len(before) - 1:
        was, is_ = before[same], now[same]
        goes_on = msgspec.structs.replace(was, ends_at=is_.ends_at) == is_
        longer_s = (is_.ends_at - was.ends_at).total_seconds()
        if goes_on and 0 <= longer_s < TELL_AGAIN_US / SECOND_US:
            return ()
    return now[same:]


def _commands(
    lines: Sequence[StateLine],
    counters: Sequence[CounterLine],
    *,
    running: Running,
    speaks: tuple[str, str],
) -> Iterator[RecordStates]:
    most = max(len(lines), len(counters))
    for number, first in enumerate(range(0, most, LINES_MAX), start=running.commands + 1):
        part = lines[first : first + LINES_MAX]
        ends_at = part[-1].ends_at if part else instant(running.live.newest_us)
        yield RecordStates(
            id=derived_id("states", speaks[1], running.since_us, number),
            occurred_at=ends_at,
            offline=True,  # A fact that cannot be booked is parked, not lost.
            work_unit=speaks[0],
            connection=speaks[1],
            starts_at=part[0].starts_at if part else ends_at,
            ends_at=ends_at,
            intervals=tuple(part),
            counters=tuple(counters[first : first + LINES_MAX]),
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
