"""What a line was to make today and has made, hour by hour: the figures of its board."""

from datetime import datetime
from decimal import Decimal

import msgspec

from taktline.apps.cockpit.orders import ONE_DAY
from taktline.apps.cockpit.wall import INSIDE
from taktline.apps.cockpit.window import reach, refuse_window
from taktline.base.instant import Instant
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx


class LineParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which line, and its day so far.

    Attributes:
        since: begin of the day.
        until: now.
        within: code of an area, line or station; the whole plant if None.
        limit: rows, 1 to 1000.
    """

    since: Instant
    until: Instant
    within: str | None = None
    limit: int = 100


class LineOutputRow(msgspec.Struct, frozen=True, kw_only=True):
    """One material at the line's end: its last operation there of each order.

    Attributes:
        planned: ordered by job orders whose planned end lies within the day.
        good: pieces reported good at the line's end in the window.
        bad: pieces reported bad there.
    """

    material: str
    name: str
    name_en: str | None
    unit: str | None
    planned: Decimal
    good: Decimal
    bad: Decimal


class LineHourRow(msgspec.Struct, frozen=True, kw_only=True):
    """One hour at the line's end, all materials together; hours without a report are left out."""

    hour: datetime
    good: Decimal
    bad: Decimal


# The last operation within the line: no next one of the same order stands there too.
ENDS = f"""{INSIDE}, line AS (
        SELECT j.id, j.material, j.unit, j.ordered, j.planned_end_at, j.status
        FROM job_order j
        WHERE j.work_type = 'production' AND NOT j.is_rework
            AND (j.work_center IN (SELECT id FROM inside) OR j.work_unit IN (SELECT id FROM inside))
            AND (j.ended_at IS NULL OR j.ended_at >= %(since)s)
    ), ends AS (
        SELECT l.id, l.material, l.unit, l.ordered, l.planned_end_at, l.status FROM line l
        WHERE NOT EXISTS (
            SELECT 1 FROM job_dependency d JOIN job_order n ON n.id = d.successor
            WHERE d.predecessor = l.id AND (n.work_center IN (SELECT id FROM inside)
                OR n.work_unit IN (SELECT id FROM inside)))
    ), said AS (
        SELECT r.job_order, r.occurred_at, r.sign * (r.good + r.sample) AS good,
            r.sign * (r.defective + r.scrap + r.rework) AS bad
        FROM job_response r
        WHERE r.kind = 'report' AND r.occurred_at >= %(since)s AND r.occurred_at < %(until)s
    )"""

OUTPUT = f"""{ENDS}
    SELECT m.code, m.name, m.name_en, min(e.unit),
        coalesce(sum(e.ordered) FILTER (WHERE e.status <> 'cancelled'
            AND e.planned_end_at >= %(since)s AND e.planned_end_at <= %(day_ends)s), 0),
        coalesce(sum(s.good), 0), coalesce(sum(s.bad), 0)
    FROM ends e
    JOIN material m ON m.id = e.material
    LEFT JOIN (
        SELECT job_order, sum(good) AS good, sum(bad) AS bad FROM said GROUP BY job_order
    ) AS s ON s.job_order = e.id
    GROUP BY m.code, m.name, m.name_en
    HAVING coalesce(sum(s.good), 0) <> 0 OR coalesce(sum(s.bad), 0) <> 0
        OR coalesce(sum(e.ordered) FILTER (WHERE e.planned_end_at >= %(since)s
            AND e.planned_end_at <= %(day_ends)s), 0) > 0
    ORDER BY 5 DESC, m.code
    LIMIT %(limit)s"""

HOURS = f"""{ENDS}
    SELECT %(since)s::timestamptz + floor(extract(epoch FROM s.occurred_at - %(since)s) / 3600)
            * interval '1 hour' AS hour, sum(s.good), sum(s.bad)
    FROM said s JOIN ends e ON e.id = s.job_order
    GROUP BY 1 ORDER BY 1
    LIMIT %(limit)s"""


async def line_output(tx: Tx, asked: LineParams, reader: Principal) -> Page[LineOutputRow]:
    """Return what a line's end was to make and has made, by material.

    Raises:
        NoWindow: the window is no period.
    """
    return Page(rows=await tx.rows(OUTPUT, _params(asked, reader), as_=LineOutputRow))


async def line_hours(tx: Tx, asked: LineParams, reader: Principal) -> Page[LineHourRow]:
    """Return what a line's end has made, hour by hour from the begin of the day.

    Raises:
        NoWindow: the window is no period.
    """
    return Page(rows=await tx.rows(HOURS, _params(asked, reader), as_=LineHourRow))


def _params(asked: LineParams, reader: Principal) -> dict[str, object]:
    refuse_window(asked.since, asked.until)
    given = msgspec.structs.asdict(asked)
    given["day_ends"] = max(asked.until, asked.since + ONE_DAY)
    return {**given, **reach(reader, "job_order:read", limit=asked.limit)}
