"""Routings as a list of operations: to be looked at, and to be kept in a sheet."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.text import Text
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx


class OperationsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which routing, by id or code; of a code, and of all where none is named, the newest revision.

    Attributes:
        after: mark of the last row seen.
    """

    work_master: str | None = None
    limit: int = PAGE_MAX
    after: str | None = None


class OperationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of a routing; times in seconds per piece, the set-up once per job order.

    Attributes:
        predecessors: sequences it waits for; None = the operation before it.
        components: how many materials it consumes.
    """

    code: str
    revision: int
    status: str
    name: str
    material: str | None
    sequence: int
    operation: str
    work_center: str | None
    work_center_name: str | None
    work_center_name_en: str | None
    planned_setup_s: Decimal
    planned_run_s: Decimal
    planned_labor_s: Decimal
    planned_machine_s: Decimal
    is_outside: bool
    supplier: str | None
    report_point: bool
    first_article: Decimal
    transfer_batch: Decimal
    pieces_per: Decimal
    predecessors: list[int] | None
    is_activity: bool
    makes: str | None
    components: int
    work_master_id: UUID


OPERATIONS = """
    SELECT m.code, m.revision::integer, m.status, m.name, p.code, (o.o->>'sequence')::integer,
        o.o->>'name', e.code, e.name, e.name_en,
        coalesce((o.o->>'planned_setup_s')::numeric, 0),
        coalesce((o.o->>'planned_run_s')::numeric, 0),
        coalesce((o.o->>'planned_labor_s')::numeric, 0),
        coalesce((o.o->>'planned_machine_s')::numeric, 0),
        coalesce((o.o->>'is_outside')::boolean, false), s.code,
        coalesce((o.o->>'report_point')::boolean, true),
        coalesce((o.o->>'first_article')::numeric, 0),
        coalesce((o.o->>'transfer_batch')::numeric, 0),
        coalesce((o.o->>'pieces_per')::numeric, 1),
        CASE WHEN jsonb_typeof(o.o->'dependencies') = 'array'
            THEN ARRAY(SELECT (d.d->>'predecessor')::integer
                FROM jsonb_array_elements(o.o->'dependencies') AS d (d)) END,
        coalesce((o.o->>'is_activity')::boolean, false), k.code,
        (SELECT count(*)::integer FROM jsonb_array_elements(o.o->'materials') AS c (c)
            WHERE coalesce(c.c->>'use', 'consume') = 'consume'),
        m.id
    FROM work_master m
    CROSS JOIN LATERAL jsonb_array_elements(m.content->'operations') AS o (o)
    LEFT JOIN material p ON p.id = m.material
    LEFT JOIN equipment e ON e.id::text = o.o->>'work_center'
    LEFT JOIN partner s ON s.id::text = o.o->>'supplier'
    LEFT JOIN material k ON k.id::text = o.o->>'material'
    WHERE m.kind = 'routing' AND CASE
        WHEN %(id)s::uuid IS NOT NULL THEN m.id = %(id)s::uuid
        ELSE (%(code)s::text IS NULL OR m.code = %(code)s::text) AND NOT EXISTS (
            SELECT 1 FROM work_master n WHERE n.code = m.code AND n.revision > m.revision) END
        AND (%(after_code)s::text IS NULL OR (m.code, (o.o->>'sequence')::integer)
            > (%(after_code)s::text, %(after_sequence)s::integer))
    ORDER BY m.code, (o.o->>'sequence')::integer LIMIT %(limit)s"""


async def routing_operations(
    tx: Tx, asked: OperationsParams, reader: Principal
) -> Page[OperationRow]:
    """Return the operations of routings, by code and sequence."""
    named = asked.work_master
    known = None if named is None else id_of(named)
    sequence, _, code = (asked.after or "").partition(":")
    limit = min(max(asked.limit, 1), PAGE_MAX)
    params = {
        "id": known,
        "code": None if known is not None else named,
        "after_code": code or None,
        "after_sequence": int(sequence) if sequence.isdigit() else None,
        "limit": limit,
    }
    rows = structs(await tx.fetch(OPERATIONS, params), OperationRow)
    last = rows[-1] if len(rows) == limit else None
    return Page(rows=rows, after=None if last is None else f"{last.sequence}:{last.code}")


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.routing_operations", params=OperationsParams, row=OperationRow,
        needs="work_master:read", run=routing_operations,
        label=Text("Operations of routings", "工艺路线工序"),
    ),
)  # fmt: skip
