"""Machines and stations now: what they do, since when, on which job, and what they made."""

from datetime import datetime
from decimal import Decimal

import msgspec

from taktline.apps.cockpit.window import (
    REACHED_JOBS,
    REACHED_UNITS,
    SAID_WITHIN,
    FigureParams,
    reach,
    refuse_window,
)
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx
from taktline.science.kpi import first_pass_yield, rolled_throughput_yield


class StationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One work unit: its state at the window's end, its output within it.

    Attributes:
        state: None where no machine has said anything.
        said: what it said when the state began.
        heard_until: to when its state is known.
        good: pieces reported good in the window; the rows: `cockpit.reports`.
        bad: pieces reported bad.
    """

    work_unit: str
    name: str
    name_en: str | None
    work_center: str | None
    state: str | None
    said: str | None
    since: datetime | None
    heard_until: datetime | None
    job_order: str | None
    operation: str | None
    good: Decimal
    bad: Decimal
    last_report_at: datetime | None


STATIONS = f"""{REACHED_UNITS}
    SELECT e.code, e.name, e.name_en, c.code, s.state, s.said, s.started_at, s.ended_at,
        coalesce(sj.code, lj.code), coalesce(sj.operation, lj.operation),
        coalesce(d.good, 0), coalesce(d.bad, 0), d.last_at
    FROM reached e
    LEFT JOIN equipment c ON c.id = e.parent
    LEFT JOIN LATERAL (
        SELECT i.state, i.said, i.started_at, i.ended_at, i.job_order
        FROM state_interval i
        WHERE i.work_unit = e.id AND i.replaced_by IS NULL AND i.started_at < %(until)s
        ORDER BY i.started_at DESC LIMIT 1) AS s ON true
    LEFT JOIN job_order sj ON sj.id = s.job_order
    LEFT JOIN (
        SELECT r.work_unit, sum(r.sign * (r.good + r.sample)) AS good,
            sum(r.sign * (r.defective + r.scrap + r.rework)) AS bad,
            max(r.occurred_at) AS last_at,
            (array_agg(r.job_order ORDER BY r.occurred_at DESC))[1] AS last_job
        FROM site f JOIN job_response r ON r.site = f.id AND r.kind = 'report'
        WHERE {SAID_WITHIN} AND r.work_unit IS NOT NULL
        GROUP BY r.work_unit) AS d ON d.work_unit = e.id
    LEFT JOIN job_order lj ON lj.id = d.last_job
    WHERE (s.state IS NOT NULL OR d.good IS NOT NULL)
        AND (%(work_unit)s::text IS NULL OR e.code = %(work_unit)s::text)
    ORDER BY e.code
    LIMIT %(limit)s"""


class YieldRow(msgspec.Struct, frozen=True, kw_only=True):
    """First-pass yield of one operation; without a sequence, of all operations of the material.

    Attributes:
        inspected: IP, pieces reported there; of the whole: of its first operation.
        bad: pieces not right the first time; samples that wait, are kept or were destroyed are
            neither good nor bad.
        first_pass: GP / IP of the operation, GP with the samples that passed and went on; of the
            whole, what of the input was neither bad nor lost as a sample.
        rolled: of the whole: the product of its operations (RTY).
    """

    material: str
    sequence: int | None
    operation: str
    inspected: Decimal
    bad: Decimal
    first_pass: float | None
    rolled: float | None = None


# A sample that passed is good by the judgment that took it out of the samples.
YIELDS = f"""
    SELECT m.code, j.sequence, min(j.operation),
        sum(r.sign * (r.good + r.sample + r.scrap + r.rework + r.defective + r.repaired))
            FILTER (WHERE r.kind = 'report'),
        sum(r.sign * CASE r.kind WHEN 'report' THEN r.scrap + r.rework + r.defective + r.repaired
            ELSE r.defective END),
        sum(r.sign * r.good)
    FROM site f JOIN job_response r ON r.site = f.id
        AND (r.kind = 'report' OR (r.kind = 'judge' AND r.from_sample > 0))
    JOIN job_order j ON j.id = r.job_order AND j.work_type = 'production' AND NOT j.is_rework
    JOIN material m ON m.id = j.material
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN equipment u ON u.id = r.work_unit
    WHERE {SAID_WITHIN} AND {REACHED_JOBS}
        AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
        AND (%(work_order)s::text IS NULL OR w.code = %(work_order)s::text)
        AND (%(work_unit)s::text IS NULL OR u.code = %(work_unit)s::text)
    GROUP BY m.code, j.sequence
    HAVING bool_or(r.kind = 'report')
    ORDER BY m.code, j.sequence
    LIMIT %(limit)s"""


class DefectRow(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of defect and how many pieces had it, most frequent first."""

    defect_code: str
    name: str | None
    name_en: str | None
    pieces: Decimal
    operations: list[str]


DEFECTS = f"""
    SELECT d.defect_code, c.name, c.name_en, sum(d.quantity),
        array_agg(DISTINCT j.operation ORDER BY j.operation)
    FROM site f JOIN job_response r ON r.site = f.id AND r.kind = 'report'
        AND NOT EXISTS (SELECT 1 FROM job_response back WHERE back.reverses = r.id)
    JOIN defect_line d ON d.job_response = r.id
    JOIN job_order j ON j.id = r.job_order
    LEFT JOIN material m ON m.id = j.material
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN equipment u ON u.id = r.work_unit
    LEFT JOIN defect_code c ON c.code = d.defect_code
    WHERE {SAID_WITHIN} AND {REACHED_JOBS}
        AND (%(material)s::text IS NULL OR m.code = %(material)s::text)
        AND (%(work_order)s::text IS NULL OR w.code = %(work_order)s::text)
        AND (%(work_unit)s::text IS NULL OR u.code = %(work_unit)s::text)
    GROUP BY d.defect_code, c.name, c.name_en
    ORDER BY 4 DESC, d.defect_code
    LIMIT %(limit)s"""


class _Yield(msgspec.Struct, frozen=True, kw_only=True):
    material: str
    sequence: int
    operation: str
    inspected: Decimal
    bad: Decimal
    good: Decimal


async def stations(tx: Tx, asked: FigureParams, reader: Principal) -> Page[StationRow]:
    """Return every work unit that was heard of, with its state at the window's end.

    Raises:
        NoWindow: the window is no period.
    """
    return Page(rows=await tx.rows(STATIONS, _params(asked, reader, "state:read"), as_=StationRow))


async def yields(tx: Tx, asked: FigureParams, reader: Principal) -> Page[YieldRow]:
    """Return first-pass yield by operation, and for each material over all of them.

    Raises:
        NoWindow: the window is no period.
    """
    found = await tx.rows(YIELDS, _params(asked, reader, "kpi:read"), as_=_Yield)
    rows: list[YieldRow] = []
    for material in dict.fromkeys(one.material for one in found):
        mine = [one for one in found if one.material == material]
        rows += [_operation(one) for one in mine]
        rows.append(_whole(mine))
    return Page(rows=rows, total=len(rows))


async def defects(tx: Tx, asked: FigureParams, reader: Principal) -> Page[DefectRow]:
    """Return the defects found in a window, most frequent first.

    Raises:
        NoWindow: the window is no period.
    """
    return Page(rows=await tx.rows(DEFECTS, _params(asked, reader, "kpi:read"), as_=DefectRow))


def _operation(one: _Yield) -> YieldRow:
    return YieldRow(
        material=one.material,
        sequence=one.sequence,
        operation=one.operation,
        inspected=one.inspected,
        bad=one.bad,
        first_pass=_first_pass(one.inspected, good=one.good),
    )


def _whole(found: list[_Yield]) -> YieldRow:
    entered, bad = found[0].inspected, sum((one.bad for one in found), Decimal(0))
    lost = sum((one.inspected - one.good for one in found), Decimal(0))
    each = [_first_pass(one.inspected, good=one.good) for one in found]
    known = [one for one in each if one is not None]
    return YieldRow(
        material=found[0].material,
        sequence=None,
        operation="",
        inspected=entered,
        bad=bad,
        first_pass=_first_pass(entered, good=entered - lost),
        rolled=rolled_throughput_yield(known) if known else None,
    )


def _first_pass(inspected: Decimal, *, good: Decimal) -> float | None:
    """Return GP / IP; None where nothing was inspected, or more is bad than came in so far."""
    if inspected <= 0 or not 0 <= good <= inspected:
        return None
    return first_pass_yield(good_parts=float(good), inspected_parts=float(inspected))


def _params(asked: FigureParams, reader: Principal, needs: str) -> dict[str, object]:
    refuse_window(asked.since, asked.until)
    return {**msgspec.structs.asdict(asked), **reach(reader, needs, limit=asked.limit)}
