"""What each machine did through a window, one lane a machine: compact enough for a whole plant."""

from collections.abc import Sequence

import msgspec

from taktline.apps.cockpit.wall import INSIDE
from taktline.apps.cockpit.window import reach, refuse_window
from taktline.base.instant import Instant
from taktline.base.problem import Invalid
from taktline.base.text import Text
from taktline.kernel.states.rules import MachineState
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx

LANE_DAYS_MAX = 8
"""Days of one picture: a week and the day that is running."""
DAY_S = 86_400


class LanesTooLong(Invalid):
    """A picture of so many days shows nothing."""

    title = Text(
        en="A timeline covers at most {days} days; choose a shorter time.",
        zh="时间轴最多显示 {days} 天,请缩短时间范围。",
    )


class TimelineParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which stations, from when to when.

    Attributes:
        within: code of an area, line or station; all if None.
        limit: lanes, 1 to 1000.
    """

    since: Instant
    until: Instant
    within: str | None = None
    limit: int = 100


class LaneRow(msgspec.Struct, frozen=True, kw_only=True):
    """One station's states in order; the rows behind it: `kernel.machine_states`.

    Neighbours of one state are joined.

    Attributes:
        states: what it did.
        starts_s: whole seconds after the window's start at which each began, 0 at the least.
        ends_s: at which each ended; what lies between two nobody knows of.
    """

    work_unit: str
    name: str
    name_en: str | None
    states: list[MachineState]
    starts_s: list[int]
    ends_s: list[int]


class _Lane(msgspec.Struct, frozen=True, kw_only=True):
    work_unit: str
    name: str
    name_en: str | None
    states: list[MachineState]
    starts: list[float]
    ends: list[float]


LANES = f"""{INSIDE}
    SELECT e.code, e.name, e.name_en,
        array_agg(i.state ORDER BY i.started_at),
        array_agg(extract(epoch FROM greatest(i.started_at, %(since)s) - %(since)s)
            ::double precision ORDER BY i.started_at),
        array_agg(extract(epoch FROM least(i.ended_at, %(until)s) - %(since)s)
            ::double precision ORDER BY i.started_at)
    FROM station e
    JOIN state_interval i ON i.work_unit = e.id AND i.replaced_by IS NULL
        AND i.started_at < %(until)s AND i.ended_at > %(since)s
    GROUP BY e.code, e.name, e.name_en
    ORDER BY e.code
    LIMIT %(limit)s"""


async def timeline(tx: Tx, asked: TimelineParams, reader: Principal) -> Page[LaneRow]:
    """Return a lane for each station that was heard of.

    Raises:
        NoWindow: the window is no period.
        LanesTooLong: it covers more days than a picture shows.
    """
    refuse_window(asked.since, asked.until)
    if (asked.until - asked.since).total_seconds() > LANE_DAYS_MAX * DAY_S:
        raise LanesTooLong(reason="since, until", days=LANE_DAYS_MAX, at="/until")
    params = {
        **msgspec.structs.asdict(asked), **reach(reader, "state:read", limit=asked.limit),
    }  # fmt: skip
    found = await tx.rows(LANES, params, as_=_Lane)
    return Page(rows=[lane_of(one) for one in found], total=len(found))


def lane_of(found: _Lane) -> LaneRow:
    """Return a lane in whole seconds, neighbours of one state joined."""
    spans = joined(found.states, [round(s) for s in found.starts], [round(e) for e in found.ends])
    return LaneRow(
        work_unit=found.work_unit,
        name=found.name,
        name_en=found.name_en,
        states=[state for state, _, _ in spans],
        starts_s=[start for _, start, _ in spans],
        ends_s=[end for _, _, end in spans],
    )


def joined(
    states: Sequence[MachineState], starts: Sequence[int], ends: Sequence[int]
) -> list[tuple[MachineState, int, int]]:
    """Return spans in order; those that touch and are of one state become one."""
    spans: list[tuple[MachineState, int, int]] = []
    for state, start, end in zip(states, starts, ends, strict=True):
        if spans and spans[-1][0] == state and spans[-1][2] == start:
            spans[-1] = (state, spans[-1][1], end)
        elif end > start:
            spans.append((state, start, end))
    return spans
