"""Stock alarms: line sides that owe material, lots past their date or soon to be."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from taktline.apps.cockpit.window import SITES, reach
from taktline.base.instant import Instant, business_date
from taktline.platform.command import Principal
from taktline.platform.query import Page
from taktline.platform.transaction import Tx

AlarmKind = Literal["owed", "expired", "expiring"]
SOON_DAYS = 14
SOON_DAYS_MAX = 366


class AlarmsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wrong with stock at an instant.

    Attributes:
        at: the instant; the first site's business day of it decides what has expired.
        soon_days: lots that expire within so many days are told, 0 to 366.
        limit: rows, 1 to 1000.
    """

    at: Instant
    soon_days: int = SOON_DAYS
    limit: int = 200


class AlarmRow(msgspec.Struct, frozen=True, kw_only=True):
    """One alarm, most urgent kind first; the rows: `kernel.on_hand` of the material and lot.

    Attributes:
        quantity: what is owed (`owed`), or what lies there in a usable status, in the base unit.
    """

    alarm: AlarmKind
    site: str
    place: str
    material: str
    name: str
    name_en: str | None
    lot: str
    quantity: Decimal
    unit: str
    expires_on: date | None


ALARMS = """
    WITH found AS (
        SELECT CASE WHEN b.quantity < 0 THEN 'owed' WHEN l.expires_on <= %(today)s::date
                THEN 'expired' ELSE 'expiring' END AS alarm,
            b.place, b.material, b.lot, sum(abs(b.quantity)) AS quantity, l.expires_on
        FROM balance b JOIN lot l ON l.id = b.lot
        WHERE b.quantity < 0 AND b.may_go_below AND b.is_physical
            OR b.quantity > 0 AND b.is_physical AND b.status IN ('available', 'quarantine')
                AND l.expires_on <= %(soon)s::date
        GROUP BY 1, b.place, b.material, b.lot, l.expires_on
    )
    SELECT f.alarm, s.code, p.code, m.code, m.name, m.name_en, l.code, f.quantity, u.code,
        f.expires_on
    FROM found f
    JOIN place p ON p.id = f.place AND p.kind IN ('store', 'line_side', 'transit', 'finished')
    JOIN site s ON s.id = p.site
    JOIN material m ON m.id = f.material
    JOIN unit u ON u.id = m.unit
    JOIN lot l ON l.id = f.lot
    WHERE %(nodes)s::uuid[] IS NULL OR p.site = ANY(%(nodes)s::uuid[])
        OR p.equipment IN (
            WITH RECURSIVE below AS (
                SELECT unnest(%(nodes)s::uuid[]) AS id
                UNION SELECT c.id FROM equipment c JOIN below b ON c.parent = b.id
            ) SELECT id FROM below)
    ORDER BY array_position(ARRAY['owed', 'expired', 'expiring'], f.alarm), f.expires_on,
        m.code, l.code, p.code
    LIMIT %(limit)s"""


class _Site(msgspec.Struct, frozen=True, kw_only=True):
    zone: str
    day_starts_s: Decimal


async def stock_alarms(tx: Tx, asked: AlarmsParams, reader: Principal) -> Page[AlarmRow]:
    """Return what is owed, expired or expires soon."""
    sites = await tx.rows(SITES, as_=_Site)
    zone, starts_s = (sites[0].zone, sites[0].day_starts_s) if sites else ("UTC", Decimal(0))
    today = business_date(asked.at, ZoneInfo(zone), timedelta(seconds=float(starts_s)))
    soon = today + timedelta(days=min(max(asked.soon_days, 0), SOON_DAYS_MAX))
    params = {"today": today, "soon": soon, **reach(reader, "balance:read", limit=asked.limit)}
    return Page(rows=await tx.rows(ALARMS, params, as_=AlarmRow))
