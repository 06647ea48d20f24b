"""Merging stops: one interruption that was told as two becomes one again, with one reason."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from taktline.base.instant import Instant, wire
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.states.load import load_stops
from taktline.kernel.states.write import KnownStop, Watch
from taktline.platform.command import Booked, Command, Event, Fact, Ids
from taktline.platform.transaction import Tx


class MergeStops(Command, frozen=True, kw_only=True):
    """Two stops, one right after the other, were one; the machine's states stay as they are.

    The earlier one keeps its id, its start and its reason; where it has none, it takes the later
    one's.

    Attributes:
        stop: one of them.
        other: the one right before or right after it, at the same machine.
    """

    stop: UUID
    other: UUID


class StopsMerged(Fact, frozen=True, kw_only=True):
    """The earlier stop reaches to the end of the later one, which is withdrawn."""

    stop: UUID
    gone: UUID
    ended_at: Instant


class NotAdjacent(Problem):
    """Between two stops the machine did something."""

    title = Text(
        en="Only stops that follow right after each other are merged: the first ends at {ends_at}, "
        "the next begins at {starts_at}.",
        zh="只能合并首尾相接的停机:前一次结束于 {ends_at},后一次开始于 {starts_at}。",
    )
    status = 400


MERGE = """
    UPDATE stop s SET ended_at = %(ended_at)s, version = s.version + 1,
        reason = coalesce(s.reason, g.reason),
        note = CASE WHEN s.reason IS NULL THEN g.note ELSE s.note END,
        labelled_at = CASE WHEN s.reason IS NULL THEN g.labelled_at ELSE s.labelled_at END,
        labelled_by = CASE WHEN s.reason IS NULL THEN g.labelled_by ELSE s.labelled_by END,
        updated_at = %(recorded)s, updated_by = %(by)s
    FROM stop g WHERE s.id = %(stop)s AND g.id = %(gone)s"""

WITHDRAW = """
    UPDATE stop SET withdrawn = true, version = version + 1, updated_at = %(recorded)s,
        updated_by = %(by)s
    WHERE id = %(gone)s"""


async def load_merges(tx: Tx, commands: Sequence[MergeStops]) -> Watch:
    """Lock both stops of each command."""
    return await load_stops(tx, sorted({i for c in commands for i in (c.stop, c.other)}))


def decide_merge(watch: Watch, command: MergeStops, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that two stops are one.

    Raises:
        NotFound: there is no such stop, or the other one is of another machine.
        StopRunning: one of them still goes on.
        NotAdjacent: they do not touch, or are the same one.
    """
    one, two = watch.stop(command.stop), watch.stop(command.other)
    if one.work_unit != two.work_unit:
        raise NotFound(kind="stop", code=str(command.other), at="/other")
    first, last = sorted((one, two), key=lambda stop: stop.started_at)
    if first.ended_at != last.started_at:
        raise NotAdjacent(
            ends_at=wire(first.ended_at), starts_at=wire(last.started_at), at="/other"
        )
    merged = StopsMerged(stop=first.id, gone=last.id, ended_at=last.ended_at)
    return [merged, _told(first, gone=last.id, ends_at=last.ended_at)]


def fold_merged(watch: Watch, fact: StopsMerged) -> None:
    """Let the next command of the batch see one stop where two were."""
    whole = watch.stops[fact.stop]
    watch.stops[fact.stop] = msgspec.structs.replace(whole, ended_at=fact.ended_at)
    del watch.stops[fact.gone]


def record_merges(tx: Tx, booked: Sequence[Booked[StopsMerged]]) -> None:
    """Write merges, one after the other: a merged stop may be merged again. People do this."""
    for one in booked:
        params: dict[str, object] = {
            "stop": one.fact.stop, "gone": one.fact.gone, "ended_at": one.fact.ended_at,
            "recorded": one.stamp.recorded_at, "by": one.stamp.by,
        }  # fmt: skip
        tx.execute(MERGE, params)
        tx.execute(WITHDRAW, params)


def _told(stop: KnownStop, *, gone: UUID, ends_at: Instant) -> Event:
    return Event(
        name="stop.merged",
        entity="stop",
        record=stop.id,
        code=stop.code,
        site=stop.site,
        payload={"starts_at": wire(stop.started_at), "ends_at": wire(ends_at), "gone": str(gone)},
    )
