"""What was done to the lots of a trace: operations, machines, people, parameters."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.tracing.tree import TREES, Cursor, TreeParams, tree_params
from taktline.base.code import id_of
from taktline.base.text import Text
from taktline.kernel.ledger.asked import rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx


class WorkRow(msgspec.Struct, frozen=True, kw_only=True):
    """One report that stands of one lot of the trace.

    Attributes:
        depth: 0 for the lot asked for.
        people: whom the report names, else who gave it.
        parameters: what the reporter or the machine said beside quantities.
    """

    id: UUID
    depth: int
    material: str
    lot: str
    at: datetime
    job_order: str
    work_order: str | None
    operation: str
    work_unit: str | None
    people: list[str]
    good: Decimal
    defective: Decimal
    scrap: Decimal
    parameters: dict[str, object]
    unit: str | None


# The second alternative names places by what they belong to, so that a job order's node counts.
SEEN_AT_JOB = """(%(nodes)s::uuid[] IS NULL OR j.site = ANY(%(nodes)s::uuid[])
        OR coalesce(r.work_unit, j.work_unit, j.work_center) IN (
            WITH RECURSIVE below AS (
                SELECT unnest(%(nodes)s::uuid[]) AS id
                UNION SELECT c.id FROM equipment c JOIN below b ON c.parent = b.id
            ) SELECT id FROM below))"""
WORK = f"""{{tree}}
    SELECT r.id, n.depth, m.code, l.code, r.occurred_at, j.code, w.code, j.operation, e.code,
        coalesce(nullif(ARRAY(SELECT h.name FROM person_share s JOIN person h ON h.id = s.person
                WHERE s.job_response = r.id ORDER BY s.share DESC, h.name), '{{{{}}}}'),
            ARRAY(SELECT u.name FROM command c JOIN user_account u ON u.id = c.principal
                WHERE c.id = r.cause)),
        r.good, r.defective, r.scrap, r.parameters, j.unit
    FROM node n
    JOIN lot l ON l.id = n.lot AND l.code <> '-'
    JOIN material m ON m.id = l.material
    JOIN job_response r ON r.lot = n.lot AND r.kind = 'report' AND r.sign = 1
    JOIN job_order j ON j.id = r.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN equipment e ON e.id = coalesce(r.work_unit, j.work_unit)
    WHERE NOT EXISTS (SELECT 1 FROM job_response b WHERE b.reverses = r.id) AND {SEEN_AT_JOB}
        AND (%(after_depth)s::integer IS NULL OR (n.depth, r.occurred_at, r.id) > (
            %(after_depth)s::integer,
            (SELECT a.occurred_at FROM job_response a WHERE a.id = %(after_id)s::uuid),
            %(after_id)s::uuid))
    ORDER BY n.depth, r.occurred_at, r.id LIMIT %(limit)s"""
BOTH_WAYS = {way: WORK.replace("{tree}", tree).replace("{{}}", "{}") for way, tree in TREES.items()}


async def trace_work(tx: Tx, asked: TreeParams, reader: Principal) -> Page[WorkRow]:
    """Return what was reported of the lots of a trace, the nearest lots first."""
    depth, mark = Cursor.of(asked.after, 2).parts
    params = {
        **await tree_params(tx, asked, reader, needs="job_order:read"),
        "after_depth": int(depth) if depth and depth.isdigit() else None,
        "after_id": id_of(mark) if mark else None,
    }
    rows = rows_as(await tx.fetch(BOTH_WAYS[asked.direction], params, prepare=False), WorkRow)
    last = rows[-1] if len(rows) == asked.limit else None
    return Page(rows=rows, after=None if last is None else f"{last.depth}|{last.id}")


WORK_QUERY = Query(
    name="inventory.trace_work",
    params=TreeParams,
    row=WorkRow,
    needs="job_order:read",
    run=trace_work,
    label=Text(en="Work on the lots of a trace", zh="追溯作业记录"),
    units={"unit": ("good", "defective", "scrap")},
)
