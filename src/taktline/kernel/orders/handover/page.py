"""What the page of a shift handover shows, as the books have it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.quantity import ZERO
from taktline.kernel.resources.worktime import wall
from taktline.platform.transaction import Row, Tx

LINES_MAX = 500
"""Lines of one part of the page: a work center with more is several."""
S = TypeVar("S", bound=msgspec.Struct)

CENTER = """
    SELECT e.id, e.code, e.site, s.code, s.zone, s.day_starts_s::integer,
        array_prepend(e.site, ARRAY(
            WITH RECURSIVE up AS (
                SELECT x.id, x.parent FROM equipment x WHERE x.id = e.id
                UNION ALL SELECT x.id, x.parent FROM up JOIN equipment x ON x.id = up.parent)
            SELECT id FROM up))
    FROM equipment e JOIN site s ON s.id = e.site
    WHERE e.code = ANY(%(codes)s::text[]) OR e.id::text = ANY(%(codes)s::text[])"""
SHIFT = """
    SELECT id, code, starts_s::integer, ends_s::integer FROM shift
    WHERE code = %(shift)s::text OR id::text = %(shift)s::text"""

# The center and what stands below it: job orders, stops and line sides belong to any of them.
BELOW = """
    WITH RECURSIVE below AS (
        SELECT %(center)s::uuid AS id
        UNION SELECT e.id FROM below b JOIN equipment e ON e.parent = b.id)"""
HERE = "(j.work_center IN (SELECT id FROM below) OR j.work_unit IN (SELECT id FROM below))"

MADE = f"""{BELOW}
    SELECT coalesce(sum((r.good + r.repaired) * r.sign), 0), coalesce(sum(r.scrap * r.sign), 0)
    FROM job_response r JOIN job_order j ON j.id = r.job_order
    WHERE {HERE} AND j.work_type = 'production'
        AND r.occurred_at >= %(starts_at)s::timestamptz
        AND r.occurred_at < %(ends_at)s::timestamptz
        AND NOT EXISTS (SELECT 1 FROM job_response o WHERE o.id = r.reverses
            AND o.occurred_at < %(starts_at)s::timestamptz)"""
LINES = f"""{BELOW}
    SELECT j.id, j.code, w.code, j.operation, j.status, m.code, j.unit,
        coalesce(sum(b.quantity) FILTER (WHERE p.kind = 'wip'), 0),
        coalesce(sum(b.quantity) FILTER (WHERE p.kind = 'defective'), 0)
    FROM job_order j
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN material m ON m.id = j.material
    LEFT JOIN place p ON p.job_order = j.id AND p.kind IN ('wip', 'defective')
    LEFT JOIN balance b ON b.place = p.id AND b.material = j.material
    WHERE {HERE}
    GROUP BY j.id, j.code, w.code, j.operation, j.status, m.code, j.unit, j.sequence
    HAVING j.status IN ('running', 'held', 'suspended') OR coalesce(sum(b.quantity), 0) <> 0
    ORDER BY w.code, j.sequence, j.code LIMIT {LINES_MAX}"""
STOPS = f"""{BELOW}
    SELECT e.code, t.started_at, t.ended_at, d.code, t.said
    FROM stop t JOIN equipment e ON e.id = t.work_unit
    LEFT JOIN downtime_reason d ON d.id = t.reason
    WHERE t.work_unit IN (SELECT id FROM below) AND NOT t.withdrawn
        AND t.started_at < %(ends_at)s::timestamptz AND t.ended_at > %(starts_at)s::timestamptz
    ORDER BY t.started_at, t.id LIMIT {LINES_MAX}"""
ALERTS = f"""{BELOW}
    SELECT a.code, a.kind, a.severity, a.text, a.raised_at, j.code
    FROM work_alert a LEFT JOIN job_order j ON j.id = a.job_order
    WHERE a.resolved_at IS NULL AND (a.work_unit IN (SELECT id FROM below) OR {HERE})
    ORDER BY a.severity DESC, a.raised_at LIMIT {LINES_MAX}"""
MATERIAL = f"""{BELOW}
    SELECT p.code, m.code, l.code, sum(b.quantity), u.code
    FROM place p JOIN balance b ON b.place = p.id AND b.quantity <> 0
    JOIN material m ON m.id = b.material JOIN unit u ON u.id = m.unit
    LEFT JOIN lot l ON l.id = b.lot
    WHERE p.kind = 'line_side' AND p.equipment IN (SELECT id FROM below)
    GROUP BY p.code, m.code, l.code, u.code ORDER BY p.code, m.code, l.code LIMIT {LINES_MAX}"""
PRESENT = f"""{BELOW}
    SELECT r.id, r.resource, p.code FROM job_resource r JOIN job_order j ON j.id = r.job_order
    JOIN person p ON p.id = r.resource
    WHERE r.kind = 'person' AND r.signed_in_at IS NOT NULL AND r.signed_out_at IS NULL AND {HERE}
    ORDER BY r.id FOR UPDATE OF r"""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What lies at one operation.

    Attributes:
        booked: pieces in its work in process; `to_judge` those that wait to be judged.
        counted: what the outgoing shift counted; None = not counted.
        explanation: why the two differ.
        is_flagged: they differ, or nobody counted, and nobody says why.
    """

    job_order: str
    work_order: str | None
    operation: str
    status: str
    material: str | None
    unit: str | None
    booked: Decimal
    to_judge: Decimal
    counted: Decimal | None = None
    explanation: str = ""
    is_flagged: bool = False


class StopLine(msgspec.Struct, frozen=True, kw_only=True):
    """A stop within the shift; `reason` None = nobody has explained it."""

    work_unit: str
    started_at: datetime
    ended_at: datetime
    reason: str | None
    said: str


class AlertLine(msgspec.Struct, frozen=True, kw_only=True):
    """A call for help that is not settled."""

    code: str
    kind: str
    severity: int
    text: str
    raised_at: datetime
    job_order: str | None


class MaterialLine(msgspec.Struct, frozen=True, kw_only=True):
    """Material at the line."""

    place: str
    material: str
    lot: str | None
    quantity: Decimal
    unit: str


class Present(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is signed in on a job order here."""

    id: UUID
    person: UUID
    code: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """All of it.

    Attributes:
        path: of the work center in the hierarchy, from the site down.
        produced: good and repaired pieces of all operations here; `scrapped` likewise.
    """

    center: UUID
    center_code: str
    site: UUID
    site_code: str
    path: tuple[UUID, ...]
    shift: UUID | None
    shift_code: str
    business_date: date
    starts_at: datetime
    ends_at: datetime
    produced: Decimal = ZERO
    scrapped: Decimal = ZERO
    lines: tuple[Line, ...] = ()
    stops: tuple[StopLine, ...] = ()
    alerts: tuple[AlertLine, ...] = ()
    material: tuple[MaterialLine, ...] = ()
    present: tuple[Present, ...] = ()


async def read_page(
    tx: Tx, center: str, *, shift: str | None, day: date, locks: bool
) -> Page | None:
    """Return the page of a work center for a shift of a day; None where there is none such.

    Args:
        locks: keep those who are signed in from signing out meanwhile.
    """
    found = await tx.fetch(CENTER, {"codes": [center]})
    if not found:
        return None
    head = msgspec.convert(found[0], tuple[UUID, str, UUID, str, str, int, tuple[UUID, ...]])
    zone, day_starts = ZoneInfo(head[4]), head[5]
    worked = None if shift is None else await tx.fetch(SHIFT, {"shift": shift})
    if shift is not None and not worked:
        return None
    starts, ends, shift_id, shift_code = day_starts, day_starts + 86_400, None, ""
    if worked:
        shift_id, shift_code, starts, ends = msgspec.convert(worked[0], tuple[UUID, str, int, int])
    page = Page(
        center=head[0],
        center_code=head[1],
        site=head[2],
        site_code=head[3],
        path=tuple(dict.fromkeys(head[6])),
        shift=shift_id,
        shift_code=shift_code,
        business_date=day,
        starts_at=wall(day, starts, zone),
        ends_at=wall(day, ends, zone),
    )
    return await _filled(tx, page, locks=locks)


async def _filled(tx: Tx, page: Page, *, locks: bool) -> Page:
    params = {"center": page.center, "starts_at": page.starts_at, "ends_at": page.ends_at}
    present = PRESENT if locks else PRESENT.replace("FOR UPDATE OF r", "")
    statements = [MADE, LINES, STOPS, ALERTS, MATERIAL, present]
    rows = await tx.fetch_many([(sql, params) for sql in statements])
    produced, scrapped = msgspec.convert(rows[0][0], tuple[Decimal, Decimal])
    return msgspec.structs.replace(
        page,
        produced=produced,
        scrapped=scrapped,
        lines=tuple(_line(row) for row in rows[1]),
        stops=tuple(_struct(row, StopLine) for row in rows[2]),
        alerts=tuple(_struct(row, AlertLine) for row in rows[3]),
        material=tuple(_struct(row, MaterialLine) for row in rows[4]),
        present=tuple(_struct(row, Present) for row in rows[5]),
    )


def _line(row: Row) -> Line:
    return _struct(row[1:], Line)


def _struct(row: Sequence[object], kind: type[S]) -> S:
    names = kind.__struct_fields__
    return msgspec.convert(dict(zip(names, row, strict=False)), kind, strict=False)
