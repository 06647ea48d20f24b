"""The wall of stations: what each does now, since when, on which job, how fast, who was called."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.cockpit.window import REACHED_UNITS, reach, refuse_window
from taktline.base.instant import Instant
from taktline.kernel.states.rules import MachineState
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx

CYCLE_WITHIN = "1 hour"
"""How far back a machine's own cycle is measured: long enough for some pieces, short enough to be
about the present."""


class WallParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which stations, and the window their pieces are counted in.

    Attributes:
        since: included.
        until: excluded; the state shown is the one at this instant.
        within: code of an area, line or station: only what stands there; all if None.
        limit: rows, 1 to 1000.
    """

    since: Instant
    until: Instant
    within: str | None = None
    limit: int = 500


class WallRow(msgspec.Struct, frozen=True, kw_only=True):
    """One station: the lowest level of equipment, with or without a machine that speaks.

    Attributes:
        parent: code of the line or area it stands in.
        state: None where no machine has ever said anything.
        since: when that state began; an unbroken run of the same state counts as one.
        heard_until: to when it is known.
        job_order: what the machine said it works on, else what runs there, else what was reported
            there last in the window.
        is_running: whether that job order is started and not paused.
        ordered: pieces of the job order.
        job_good: of them reported good so far.
        planned_cycle_s: planned run time of one piece; 0 where nobody planned one.
        cycle_s: seconds of running for each counted piece in the hour before `until`.
        counted: pieces its counter added in the window; None where it has none.
        good: pieces reported good in the window; the rows: `cockpit.reports`.
        bad: pieces reported bad in it.
        stop: the stop that goes on, to be labelled when it is over.
        unlabelled: stops in the window that are over and that nobody has explained.
        call: code of the worst call for help that is open there.
    """

    work_unit: str
    name: str
    name_en: str | None
    parent: str | None
    parent_name: str | None
    parent_name_en: str | None
    state: MachineState | None
    said: str | None
    since: datetime | None
    heard_until: datetime | None
    job_order: str | None
    operation: str | None
    work_order: str | None
    material: str | None
    is_running: bool
    ordered: Decimal | None
    job_good: Decimal | None
    planned_cycle_s: float | None
    cycle_s: float | None
    counted: Decimal | None
    good: Decimal
    bad: Decimal
    stop: UUID | None
    unlabelled: int
    call: str | None
    call_kind: str | None
    called_at: datetime | None
    is_call_taken: bool


class LineRow(msgspec.Struct, frozen=True, kw_only=True):
    """A place that has stations: a board can be shown of it.

    Attributes:
        stations: how many stand there, at any depth.
    """

    code: str
    name: str
    name_en: str | None
    level: str
    stations: int


class LinesParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All lines and areas the reader may see."""

    limit: int = 200


INSIDE = f"""{REACHED_UNITS}, inside AS (
        SELECT r.id, r.code, r.parent FROM reached r
        WHERE CASE WHEN %(within)s::text IS NULL
            THEN NOT EXISTS (SELECT 1 FROM reached up WHERE up.id = r.parent)
            ELSE r.code = %(within)s::text END
        UNION SELECT r.id, r.code, r.parent FROM reached r JOIN inside i ON r.parent = i.id
    ), station AS (
        SELECT e.id, e.code, e.name, e.name_en, e.parent
        FROM inside i JOIN equipment e ON e.id = i.id
        WHERE NOT e.archived AND NOT EXISTS (
            SELECT 1 FROM equipment c WHERE c.parent = e.id AND NOT c.archived)
    )"""
"""The stations below a place: equipment that has nothing below itself."""

WALL = f"""{INSIDE}
    SELECT e.code, e.name, e.name_en, p.code, p.name, p.name_en,
        s.state, s.said, s.began_at, s.ended_at,
        j.code, j.operation, w.code, m.code, coalesce(j.status = 'running', false),
        j.ordered, j.good, j.planned_run_s::double precision, h.cycle_s, c.counted,
        coalesce(d.good, 0), coalesce(d.bad, 0),
        t.running, coalesce(t.unlabelled, 0), a.code, a.kind, a.raised_at,
        coalesce(a.acknowledged_at IS NOT NULL, false)
    FROM station e
    LEFT JOIN equipment p ON p.id = e.parent
    LEFT JOIN LATERAL (
        SELECT i.state, i.said, i.ended_at, i.job_order, coalesce((
            SELECT min(b.started_at) FROM state_interval b
            WHERE b.work_unit = e.id AND b.replaced_by IS NULL AND b.state = i.state
                AND b.started_at <= i.started_at AND b.started_at > coalesce((
                    SELECT max(o.started_at) FROM state_interval o
                    WHERE o.work_unit = e.id AND o.replaced_by IS NULL AND o.state <> i.state
                        AND o.started_at < i.started_at AND o.started_at > i.started_at
                            - interval '1 day'), i.started_at - interval '1 day')),
            i.started_at) AS began_at
        FROM state_interval i
        WHERE i.work_unit = e.id AND i.replaced_by IS NULL AND i.started_at < %(until)s
        ORDER BY i.started_at DESC LIMIT 1) AS s ON true
    LEFT JOIN LATERAL (
        SELECT r.id FROM job_order r
        WHERE r.work_unit = e.id AND r.status = 'running'
        ORDER BY r.started_at DESC NULLS LAST LIMIT 1) AS n ON true
    LEFT JOIN (
        SELECT r.work_unit, sum(r.sign * (r.good + r.sample)) AS good,
            sum(r.sign * (r.defective + r.scrap + r.rework)) AS bad,
            (array_agg(r.job_order ORDER BY r.occurred_at DESC))[1] AS last_job
        FROM job_response r
        WHERE r.kind = 'report' AND r.occurred_at >= %(since)s AND r.occurred_at < %(until)s
            AND r.work_unit IS NOT NULL
        GROUP BY r.work_unit) AS d ON d.work_unit = e.id
    LEFT JOIN job_order j ON j.id = coalesce(s.job_order, n.id, d.last_job)
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN material m ON m.id = j.material
    LEFT JOIN LATERAL (
        SELECT sum(k.delta) AS counted FROM counter_reading k
        WHERE k.work_unit = e.id AND k.at >= %(since)s AND k.at < %(until)s
            AND k.kind <> 'rejected') AS c ON true
    LEFT JOIN LATERAL (
        SELECT (SELECT sum(extract(epoch FROM least(i.ended_at, %(until)s)
                - greatest(i.started_at, %(until)s - interval '{CYCLE_WITHIN}')))
            FROM state_interval i
            WHERE i.work_unit = e.id AND i.replaced_by IS NULL AND i.state = 'executing'
                AND i.started_at < %(until)s AND i.started_at > %(until)s - interval '1 day'
                AND i.ended_at > %(until)s - interval '{CYCLE_WITHIN}')::double precision
            / nullif((SELECT sum(k.delta) FROM counter_reading k
                WHERE k.work_unit = e.id AND k.at >= %(until)s - interval '{CYCLE_WITHIN}'
                    AND k.at < %(until)s AND k.kind <> 'rejected'), 0)::double precision
            AS cycle_s) AS h ON true
    LEFT JOIN LATERAL (
        SELECT (array_agg(o.id ORDER BY o.started_at DESC) FILTER (WHERE o.is_provisional))[1]
                AS running,
            count(*) FILTER (WHERE NOT o.is_provisional AND o.reason IS NULL) AS unlabelled
        FROM stop o
        WHERE o.work_unit = e.id AND NOT o.withdrawn AND o.started_at < %(until)s
            AND o.started_at > %(since)s - interval '1 day' AND o.ended_at > %(since)s) AS t ON true
    LEFT JOIN LATERAL (
        SELECT x.code, x.kind, x.raised_at, x.acknowledged_at
        FROM work_alert x LEFT JOIN job_order y ON y.id = x.job_order
        WHERE x.resolved_at IS NULL AND coalesce(x.work_unit, y.work_unit) = e.id
        ORDER BY x.severity DESC, x.raised_at LIMIT 1) AS a ON true
    ORDER BY p.code NULLS FIRST, e.code
    LIMIT %(limit)s"""

LINES = f"""{REACHED_UNITS}, below AS (
        SELECT r.id AS top, r.id FROM reached r
        UNION SELECT b.top, r.id FROM below b JOIN reached r ON r.parent = b.id
    )
    SELECT e.code, e.name, e.name_en, e.level, count(*)
    FROM below b
    JOIN equipment e ON e.id = b.top AND NOT e.archived
    JOIN equipment s ON s.id = b.id AND s.id <> e.id AND NOT s.archived
    WHERE NOT EXISTS (SELECT 1 FROM equipment c WHERE c.parent = s.id AND NOT c.archived)
    GROUP BY e.code, e.name, e.name_en, e.level
    ORDER BY e.code
    LIMIT %(limit)s"""


async def wall(tx: Tx, asked: WallParams, reader: Principal) -> Page[WallRow]:
    """Return every station with what it does at the window's end.

    Raises:
        NoWindow: the window is no period.
    """
    refuse_window(asked.since, asked.until)
    params = {
        **msgspec.structs.asdict(asked), **reach(reader, "state:read", limit=asked.limit),
    }  # fmt: skip
    rows = await tx.rows(WALL, params, as_=WallRow)
    return Page(rows=rows, total=len(rows))


async def lines(tx: Tx, asked: LinesParams, reader: Principal) -> Page[LineRow]:
    """Return the places that have stations below them."""
    params = reach(reader, "equipment:read", limit=asked.limit)
    return Page(rows=await tx.rows(LINES, params, as_=LineRow))
