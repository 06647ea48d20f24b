"""The plant's orders at a glance: how far each has come, what waits, what is late."""

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from taktline.apps.cockpit.window import (
    REACHED_JOBS,
    SAID_WITHIN,
    FigureParams,
    reach,
    refuse_window,
)
from taktline.base.instant import Instant
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page
from taktline.platform.transaction import Tx

ONE_DAY = timedelta(days=1)


class OrdersParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which work orders: those that are not closed, oldest first.

    Attributes:
        at: the instant for which lateness is judged.
        limit: rows, 1 to 1000.
    """

    at: Instant
    limit: int = 100


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """How far one work order has come, in the material's base unit.

    Attributes:
        finished: good pieces behind the last operation.
        in_process: pieces at its operations.
        to_judge: pieces reported bad that nobody has judged.
        scrapped: pieces lost so far.
        progress: share of all operations' pieces that is done, 0 to 1.
        running: sequence and name of the operations that run now.
        rows: the same order by operation: `kernel.work_order_progress`.
    """

    code: str
    material: str
    name: str
    name_en: str | None
    unit: str | None
    status: str
    ordered: Decimal
    finished: Decimal
    in_process: Decimal
    to_judge: Decimal
    scrapped: Decimal
    progress: float
    running: list[str]
    is_held: bool
    due_at: datetime | None
    is_late: bool


ORDERS = f"""
    SELECT w.code, m.code, m.name, m.name_en, w.unit, w.status, w.ordered,
        coalesce(sum(j.good + j.repaired) FILTER (WHERE j.is_last), 0),
        coalesce(sum(j.waiting), 0), coalesce(sum(j.to_judge), 0), coalesce(sum(j.scrap), 0),
        coalesce(least(1, sum(j.good + j.repaired + j.scrap)
            / nullif(w.ordered * count(*), 0)), 0)::double precision,
        coalesce(array_agg(j.sequence::text || ' ' || j.operation ORDER BY j.sequence)
            FILTER (WHERE j.status IN ('running', 'held', 'suspended')), '{{}}'),
        bool_or(j.status = 'held'),
        w.due_at, coalesce(w.due_at < %(at)s, false)
    FROM work_order w
    JOIN LATERAL (
        SELECT j.sequence, j.operation, j.status, j.good, j.repaired, j.scrap,
            NOT EXISTS (SELECT 1 FROM job_dependency d WHERE d.predecessor = j.id) AS is_last,
            (SELECT sum(b.quantity) FROM place p JOIN balance b ON b.place = p.id
                WHERE p.job_order = j.id AND p.kind = 'wip' AND b.material = j.material
                    AND b.quantity <> 0) AS waiting,
            (SELECT sum(b.quantity) FROM place p JOIN balance b ON b.place = p.id
                WHERE p.job_order = j.id AND p.kind = 'defective' AND b.quantity <> 0) AS to_judge
        FROM job_order j
        WHERE j.work_order = w.id AND NOT j.is_rework AND j.work_type = 'production'
            AND j.status <> 'cancelled' AND {REACHED_JOBS}
    ) AS j ON true
    LEFT JOIN material m ON m.id = w.material
    WHERE w.status IN ('released', 'dispatched', 'running', 'held', 'suspended', 'completed')
    GROUP BY w.id, w.code, w.unit, w.status, w.ordered, w.due_at, m.id, m.code, m.name, m.name_en
    ORDER BY w.due_at, w.code
    LIMIT %(limit)s"""


class OutputRow(msgspec.Struct, frozen=True, kw_only=True):
    """What was finished of a material in a window.

    Attributes:
        planned: ordered by work orders whose planned end lies in the window's day.
        finished: good and repaired behind the last operation.
        bad: pieces reported bad anywhere on the way.
        scrapped: pieces judged lost.
    """

    material: str
    name: str
    name_en: str | None
    unit: str | None
    planned: Decimal
    finished: Decimal
    bad: Decimal
    scrapped: Decimal


OUTPUT = f"""
    WITH said AS (
        SELECT j.material,
            sum(r.sign * (r.good + r.repaired)) FILTER (WHERE NOT EXISTS (
                SELECT 1 FROM job_dependency d WHERE d.predecessor = j.id)) AS finished,
            sum(r.sign * (r.defective + r.scrap + r.rework)) FILTER (WHERE r.kind = 'report')
                AS bad,
            sum(r.sign * r.scrap) AS scrapped
        FROM site f JOIN job_response r ON r.site = f.id AND r.kind IN ('report', 'judge')
        JOIN job_order j ON j.id = r.job_order AND j.work_type = 'production'
        WHERE {SAID_WITHIN} AND {REACHED_JOBS}
        GROUP BY j.material
    ), wanted AS (
        SELECT w.material, sum(w.ordered) AS ordered
        FROM work_order w
        WHERE w.status NOT IN ('draft', 'cancelled')
            AND w.planned_end_at >= %(since)s AND w.planned_end_at < %(day_ends)s
        GROUP BY w.material
    )
    SELECT m.code, m.name, m.name_en, u.code, coalesce(w.ordered, 0), coalesce(s.finished, 0),
        coalesce(s.bad, 0), coalesce(s.scrapped, 0)
    FROM said s FULL JOIN wanted w ON w.material = s.material
    JOIN material m ON m.id = coalesce(s.material, w.material)
    JOIN unit u ON u.id = m.unit
    WHERE (%(material)s::text IS NULL OR m.code = %(material)s::text)
        AND (%(nodes)s::uuid[] IS NULL OR s.material IS NOT NULL)
    ORDER BY m.code
    LIMIT %(limit)s"""


class DayRow(msgspec.Struct, frozen=True, kw_only=True):
    """One business day of one material: what was finished, what was bad."""

    business_date: str
    material: str
    finished: Decimal
    bad: Decimal


DAYS = f"""
    SELECT r.business_date::text, m.code,
        coalesce(sum(r.sign * (r.good + r.repaired)) FILTER (WHERE NOT EXISTS (
            SELECT 1 FROM job_dependency d WHERE d.predecessor = j.id)), 0),
        coalesce(sum(r.sign * (r.defective + r.scrap + r.rework))
            FILTER (WHERE r.kind = 'report'), 0)
    FROM site f JOIN job_response r ON r.site = f.id AND r.kind IN ('report', 'judge')
    JOIN job_order j ON j.id = r.job_order AND j.work_type = 'production'
    JOIN material m ON m.id = j.material
    WHERE {SAID_WITHIN} AND {REACHED_JOBS}
        AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
    GROUP BY r.business_date, m.code
    ORDER BY r.business_date, m.code
    LIMIT %(limit)s"""


class ReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """One report behind a figure, newest first.

    Attributes:
        report: id of the command that reported.
        sign: -1 takes an earlier report back.
    """

    report: str
    occurred_at: datetime
    work_unit: str | None
    work_order: str | None
    job_order: str
    operation: str
    material: str | None
    lot: str | None
    good: Decimal
    sample: Decimal
    defective: Decimal
    scrap: Decimal
    sign: int


REPORTED = """
    SELECT r.cause::text, r.occurred_at, u.code, w.code, j.code, j.operation, m.code, l.code,
        r.good, r.sample, r.defective, r.scrap, r.sign, r.id"""
NAMES = """
    LEFT JOIN equipment u ON u.id = r.work_unit
    LEFT JOIN material m ON m.id = j.material
    LEFT JOIN lot l ON l.id = r.lot"""
WANTED = f"""
    WHERE r.kind = 'report' AND r.occurred_at >= %(since)s AND r.occurred_at < %(until)s
        AND {REACHED_JOBS}
        AND (%(work_unit)s::text IS NULL
            OR r.work_unit = (SELECT e.id FROM equipment e WHERE e.code = %(work_unit)s::text))
        AND (%(sequence)s::integer IS NULL OR j.sequence = %(sequence)s::integer)
        AND (%(material)s::text IS NULL
            OR j.material = (SELECT x.id FROM material x WHERE x.code = %(material)s::text))
        AND (%(after)s::uuid IS NULL OR (r.occurred_at, r.id) < (
            SELECT a.occurred_at, a.id FROM job_response a WHERE a.id = %(after)s::uuid))
    ORDER BY r.occurred_at DESC, r.id DESC
    LIMIT %(limit)s"""
# Walks the index by time backwards and stops at the page's end, however long the window is.
REPORTS = f"""{REPORTED}
    FROM job_response r
    JOIN job_order j ON j.id = r.job_order
    LEFT JOIN work_order w ON w.id = j.work_order{NAMES}{WANTED}"""
# An order's reports are few: from each of its job orders on, whatever the window.
REPORTS_OF_ORDER = f"""
    WITH own AS MATERIALIZED (
        SELECT j.id, j.code, j.operation, j.sequence, j.material, j.site, j.work_center,
            j.work_unit, w.code AS of_order
        FROM work_order w JOIN job_order j ON j.work_order = w.id
        WHERE w.code = %(work_order)s::text
    ), r AS MATERIALIZED (
        SELECT o.id, o.job_order, o.cause, o.kind, o.occurred_at, o.work_unit, o.lot, o.good,
            o.sample, o.defective, o.scrap, o.sign
        FROM own JOIN job_response o ON o.job_order = own.id
        WHERE o.kind = 'report' AND o.occurred_at >= %(since)s AND o.occurred_at < %(until)s
    ){REPORTED.replace("w.code", "j.of_order")}
    FROM own j JOIN r ON r.job_order = j.id{NAMES}{WANTED}"""


async def open_orders(tx: Tx, asked: OrdersParams, reader: Principal) -> Page[OrderRow]:
    """Return the work orders that are not closed, by due date."""
    params = {"at": asked.at, **reach(reader, "work_order:read", limit=asked.limit)}
    return Page(rows=await tx.rows(ORDERS, params, as_=OrderRow))


async def output(tx: Tx, asked: FigureParams, reader: Principal) -> Page[OutputRow]:
    """Return what was planned, finished and lost, by material.

    Raises:
        NoWindow: the window is no period.
    """
    params = _params(asked, reader)
    return Page(rows=await tx.rows(OUTPUT, params, as_=OutputRow))


async def daily_output(tx: Tx, asked: FigureParams, reader: Principal) -> Page[DayRow]:
    """Return what was finished and bad, by business day and material.

    Raises:
        NoWindow: the window is no period.
    """
    return Page(rows=await tx.rows(DAYS, _params(asked, reader), as_=DayRow))


async def reports(tx: Tx, asked: FigureParams, reader: Principal) -> Page[ReportRow]:
    """Return the reports behind a figure, newest first; those of one order over any time.

    Raises:
        NoWindow: the window is no period.
    """
    params = _params(asked, reader, of_order=asked.work_order is not None)
    asks = REPORTS if asked.work_order is None else REPORTS_OF_ORDER
    found = await tx.fetch(asks, params)
    names = ReportRow.__struct_fields__
    rows = [dict(zip(names, row[:-1], strict=True)) for row in found]
    after = str(found[-1][-1]) if len(found) == params["limit"] else None
    return Page(rows=msgspec.convert(rows, list[ReportRow]), after=after)


def _params(asked: FigureParams, reader: Principal, *, of_order: bool = False) -> dict[str, object]:
    refuse_window(asked.since, asked.until, unbounded=of_order)
    limit = min(max(asked.limit, 1), PAGE_MAX)
    given = msgspec.structs.asdict(asked)
    given["day_ends"] = max(asked.until, asked.since + ONE_DAY)
    return {**given, **reach(reader, "work_order:read", limit=limit)}
