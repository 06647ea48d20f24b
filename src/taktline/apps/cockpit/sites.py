"""The sites of a tenant, their clocks, and how recent what is known of them is."""

from datetime import datetime
from decimal import Decimal

import msgspec

from taktline.apps.cockpit.window import reach
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page
from taktline.platform.transaction import Tx


class SitesParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All sites the reader may see."""

    limit: int = 100


class SiteRow(msgspec.Struct, frozen=True, kw_only=True):
    """One site.

    Attributes:
        day_starts_s: seconds after midnight at which its business day begins.
        heard_at: newest instant anything was reported or heard of there, by the floor's clock.
    """

    code: str
    name: str
    name_en: str | None
    zone: str
    day_starts_s: Decimal
    heard_at: datetime | None


SITES = """
    SELECT s.code, s.name, s.name_en, s.zone, s.day_starts_s, greatest(
        (SELECT max(r.occurred_at) FROM job_response r WHERE r.site = s.id
            AND r.business_date >= (
                SELECT max(l.business_date) FROM job_response l WHERE l.site = s.id)),
        (SELECT max(u.heard) FROM equipment e JOIN LATERAL (
            SELECT i.ended_at AS heard FROM state_interval i
            WHERE i.work_unit = e.id AND i.replaced_by IS NULL
            ORDER BY i.started_at DESC LIMIT 1) AS u ON true
            WHERE e.site = s.id))
    FROM site s
    WHERE NOT s.archived AND (%(nodes)s::uuid[] IS NULL OR s.id = ANY(%(nodes)s::uuid[]))
    ORDER BY s.code
    LIMIT %(limit)s"""


async def sites(tx: Tx, asked: SitesParams, reader: Principal) -> Page[SiteRow]:
    """Return the sites with the newest instant known of each."""
    params = reach(reader, "equipment:read", limit=min(asked.limit, PAGE_MAX))
    return Page(rows=await tx.rows(SITES, params, as_=SiteRow))


ZONE = """
    SELECT s.zone FROM site s
    WHERE NOT s.archived AND (%(nodes)s::uuid[] IS NULL OR s.id = ANY(%(nodes)s::uuid[])
        OR EXISTS (SELECT 1 FROM equipment e WHERE e.site = s.id AND e.id = ANY(%(nodes)s::uuid[])))
    ORDER BY s.code LIMIT 1"""


async def zone_of(tx: Tx, reader: Principal) -> str | None:
    """Return the zone of the factory somebody works in, the first of several; None without one."""
    nodes = {grant.node for grant in reader.grants}
    everywhere = None in nodes or not nodes
    found = await tx.fetch(
        ZONE, {"nodes": None if everywhere else [node for node in nodes if node is not None]}
    )
    return str(found[0][0]) if found else None
