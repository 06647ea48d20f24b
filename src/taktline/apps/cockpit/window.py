"""The time a figure is asked for, and how it is cut: as a whole, by shift, by business day."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Invalid
from taktline.base.text import Text
from taktline.platform.command import Principal
from taktline.platform.identity.access import nodes_for
from taktline.platform.query import PAGE_MAX
from taktline.platform.transaction import Tx
from taktline.science.kpi import ShiftPattern, Span, Window, business_dates, shifts

WINDOW_DAYS_MAX = 366
"""Days one figure may cover; longer views are made of several."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_S = 86_400

Cut = Literal["window", "shift", "day"]

# What a reader may see: sites, and the equipment below the nodes a grant names.
REACHED_UNITS = """
    WITH RECURSIVE reached AS (
        SELECT id, code, name, name_en, parent, site FROM equipment
        WHERE %(nodes)s::uuid[] IS NULL OR id = ANY(%(nodes)s::uuid[])
            OR site = ANY(%(nodes)s::uuid[])
        UNION SELECT e.id, e.code, e.name, e.name_en, e.parent, e.site
        FROM equipment e JOIN reached r ON e.parent = r.id
    )"""
REACHED_JOBS = """
    (%(nodes)s::uuid[] IS NULL OR j.site = ANY(%(nodes)s::uuid[])
        OR j.work_center = ANY(%(nodes)s::uuid[]) OR j.work_unit = ANY(%(nodes)s::uuid[]))"""
# Business dates first, as they are indexed; the instants decide.
SAID_WITHIN = """
    r.business_date >= (%(since)s::timestamptz)::date - 2
    AND r.business_date <= (%(until)s::timestamptz)::date + 1
    AND r.occurred_at >= %(since)s::timestamptz AND r.occurred_at < %(until)s::timestamptz"""


class NoWindow(Invalid):
    """The window ends before it begins, or covers more than a year."""

    title = Text(
        en="A figure covers more than nothing and at most {days} days.",
        zh="统计区间须大于零且不超过 {days} 天。",
    )


class FigureParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when to when, and of what.

    Attributes:
        since: included.
        until: excluded.
        work_unit: code; all the reader may see if None.
        material: code; all if None.
        work_order: code; all if None.
        sequence: of reports: only of operations with this number; all if None.
        after: cursor of the page before.
        limit: rows, 1 to 1000.
    """

    since: Instant
    until: Instant
    work_unit: str | None = None
    material: str | None = None
    work_order: str | None = None
    sequence: int | None = None
    after: str | None = None
    limit: int = 200


class OeeParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when to when, of which unit, cut how.

    Attributes:
        by: one figure for the window, one per shift, or one per business day of the site.
        total: only the roll-up over the units.
    """

    since: Instant
    until: Instant
    work_unit: str | None = None
    by: Cut = "window"
    total: bool = False


class _Site(msgspec.Struct, frozen=True, kw_only=True):
    zone: str
    day_starts_s: Decimal


class _Shift(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    weekdays: list[str]
    starts_s: Decimal
    ends_s: Decimal


SITES = "SELECT zone, day_starts_s FROM site WHERE NOT archived ORDER BY code LIMIT 1"
SHIFTS = """
    SELECT DISTINCT h.code, h.weekdays, h.starts_s, h.ends_s
    FROM shift h JOIN site s ON s.calendar = h.calendar
    WHERE NOT h.archived AND h.work_center IS NULL ORDER BY h.code"""


def refuse_window(since: Instant, until: Instant, *, unbounded: bool = False) -> None:
    """Refuse a window nobody can mean.

    Args:
        unbounded: whether it may be longer than a year, as for the few reports of one order.

    Raises:
        NoWindow: it is empty, reversed, or longer than a year.
    """
    longest = timedelta(days=WINDOW_DAYS_MAX)
    if not since < until or (until - since > longest and not unbounded):
        raise NoWindow(reason="since, until", days=WINDOW_DAYS_MAX, at="/until")


def reach(reader: Principal, needs: str, *, limit: int = PAGE_MAX) -> dict[str, object]:
    """Return the parameters that keep a query to what its reader may see."""
    nodes = nodes_for(reader, needs)
    return {
        "nodes": None if nodes is None else list(nodes),
        "limit": min(max(limit, 1), PAGE_MAX),
    }


async def cuts(tx: Tx, asked: OeeParams) -> list[Span]:
    """Return the parts a window is cut into, named: `2026-01-05/DAY`, `2026-01-05`, or ``.

    The shifts are those of the sites' calendars; the zone and day boundary are the first site's.
    """
    whole = Span(start=asked.since, end=asked.until, value="")
    if asked.by == "window":
        return [whole]
    sites, patterns = tx.send(SITES), tx.send(SHIFTS)
    found = await sites.rows_as(_Site)
    known = await patterns.rows_as(_Shift)
    if not found:
        return [whole]
    zone, window = ZoneInfo(found[0].zone), Window(start=asked.since, end=asked.until)
    if asked.by == "day":
        return business_dates(window, zone, day_boundary=_clock(found[0].day_starts_s))
    return shifts(window, zone, patterns=[_pattern(shift) for shift in known])


def clipped(spans: list[Span], since: datetime, *, until: datetime) -> list[Span]:
    """Return the spans cut off at the window's ends."""
    return [
        Span(start=max(one.start, since), end=min(one.end, until), value=one.value) for one in spans
    ]


def _pattern(shift: _Shift) -> ShiftPattern:
    return ShiftPattern(
        code=shift.code,
        starts=_clock(shift.starts_s),
        ends=_clock(shift.ends_s),
        weekdays=frozenset(WEEKDAYS.index(day) for day in shift.weekdays),
    )


def _clock(seconds: Decimal) -> time:
    of_day = int(seconds) % DAY_S
    return time(of_day // 3600, of_day // 60 % 60, of_day % 60)
