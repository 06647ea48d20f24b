"""Whose code is this? What people at a station scan beside goods: cards, people, machines."""

from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.identity.access import nodes_for
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

Kind = Literal["flow_card", "job_order", "person", "equipment", "physical_asset", "carton"]
READS: dict[Kind, str] = {
    "flow_card": "flow_card:read",
    "job_order": "job_order:read",
    "person": "person:read",
    "equipment": "equipment:read",
    "physical_asset": "physical_asset:read",
    "carton": "carton:read",
}
FOUND_MAX = 20


class CodeParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the scanner read, or somebody typed."""

    code: str


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a code means.

    Attributes:
        status: of a card, a job order or carton; what a person is signed in on; a machine's job.
        job_order: where work on it goes on: of a card the step where its pieces wait, of a work
            order its first open step.
    """

    kind: Kind
    id: UUID
    code: str
    name: str
    name_en: str | None
    status: str
    job_order: str | None


MEANINGS = f"""
    SELECT 'flow_card', f.id, f.code, w.code, NULL, f.status,
        (SELECT j.code FROM job_order j WHERE j.work_order = w.id
            AND j.status IN ('dispatched', 'running', 'held', 'suspended')
            ORDER BY j.sequence, j.code LIMIT 1), 1 AS rank
    FROM flow_card f JOIN work_order w ON w.id = f.work_order
    WHERE f.code = %(code)s::text
    UNION ALL
    SELECT 'job_order', j.id, j.code, j.operation, NULL, j.status, j.code, 2
    FROM job_order j LEFT JOIN work_order w ON w.id = j.work_order
    WHERE (j.code = %(code)s::text OR (w.code = %(code)s::text
        AND j.status IN ('dispatched', 'running', 'held', 'suspended'))) AND {NODES}
    UNION ALL
    SELECT 'person', p.id, p.code, p.name, NULL,
        coalesce((SELECT string_agg(j.code, ', ' ORDER BY j.code) FROM job_resource r
            JOIN job_order j ON j.id = r.job_order WHERE r.resource = p.id
                AND r.signed_in_at IS NOT NULL AND r.signed_out_at IS NULL), ''), NULL, 3
    FROM person p WHERE NOT p.archived AND (%(code)s::text IN (p.code, p.badge) OR p.id IN (
        SELECT u.person FROM user_account u
        WHERE u.badge = %(code)s::text AND u.state = 'active'))
    UNION ALL
    SELECT 'equipment', e.id, e.code, e.name, e.name_en, e.level,
        (SELECT j.code FROM job_order j WHERE e.id IN (j.work_unit, j.work_center)
            AND j.status IN ('running', 'suspended', 'held')
            ORDER BY j.status = 'running' DESC, j.code LIMIT 1), 4
    FROM equipment e WHERE e.code = %(code)s::text AND NOT e.archived
    UNION ALL
    SELECT 'physical_asset', a.id, a.code, a.name, NULL, '', NULL, 5
    FROM physical_asset a WHERE a.code = %(code)s::text AND NOT a.archived
    UNION ALL
    SELECT 'carton', h.id, h.code, h.name, NULL, h.kind, NULL, 6
    FROM handling_unit h WHERE h.code = %(code)s::text AND NOT h.archived
    ORDER BY 8, 3, 2 LIMIT %(limit)s"""


async def station_code(tx: Tx, params: CodeParams, reader: Principal) -> Page[Meaning]:
    """Return what a code means of what the reader may see; none = nobody here knows it."""
    scope = scope_of(reader, "job_order:read", limit=FOUND_MAX)
    found = await tx.fetch(MEANINGS, {"code": params.code.strip(), **scope})
    rows = structs([row[:-1] for row in found], Meaning)
    seen = [row for row in rows if nodes_for(reader, READS[row.kind]) != ()]
    return Page(rows=seen, total=len(seen))


CODE_QUERY = Query(
    name="kernel.station_code", params=CodeParams, row=Meaning, needs="job_order:read",
    run=station_code, label=Text("What a code at a station means", "工位扫码识别"),
)  # fmt: skip
