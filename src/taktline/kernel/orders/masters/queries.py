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


def limit_of(asked: OperationsParams) -> int:
    """Return how many rows a page has."""
    return min(max(asked.limit, 1), PAGE_MAX)


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
    params = _wanted(asked)
    rows = structs(await tx.fetch(OPERATIONS, params), OperationRow)
    last = rows[-1] if len(rows) == limit_of(asked) else None
    return Page(rows=rows, after=None if last is None else f"{last.sequence}:{last.code}")


class ValueAskedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One value of the process that an operation of a routing asks for, with what is right.

    Attributes:
        parameter: its key in a report, unique in the operation.
        choices: what a choice may be, ` / ` between them.
        beyond: what becomes of a value that is not right: alert, refuse.
    """

    code: str
    revision: int
    status: str
    sequence: int
    operation: str
    parameter: str
    parameter_name: str | None
    parameter_name_en: str | None
    kind: str
    unit: str | None
    lower: Decimal | None
    upper: Decimal | None
    choices: str | None
    required: bool
    beyond: str
    work_master_id: UUID


VALUES = """
    SELECT m.code, m.revision::integer, m.status, (o.o->>'sequence')::integer, o.o->>'name',
        v.v->>'code', nullif(v.v->>'name', ''), v.v->>'name_en',
        coalesce(v.v->>'kind', 'number'), nullif(v.v->>'unit', ''),
        (v.v->>'lower')::numeric, (v.v->>'upper')::numeric,
        (SELECT string_agg(c.c, ' / ' ORDER BY c.n)
            FROM jsonb_array_elements_text(v.v->'choices') WITH ORDINALITY AS c (c, n)),
        coalesce((v.v->>'required')::boolean, true), coalesce(v.v->>'beyond', 'alert'), m.id,
        v.n::integer
    FROM work_master m
    CROSS JOIN LATERAL jsonb_array_elements(m.content->'operations') AS o (o)
    CROSS JOIN LATERAL jsonb_array_elements(o.o->'parameters') WITH ORDINALITY AS v (v, n)
    WHERE m.kind = 'routing' AND CASE
        WHEN %(id)s::uuid IS NOT NULL THEN m.id = %(id)s::uuid
        ELSE (%(code)s::text IS NULL OR m.code = %(code)s::text) AND NOT EXISTS (
            SELECT 1 FROM work_master n WHERE n.code = m.code AND n.revision > m.revision) END
        AND (%(after_code)s::text IS NULL OR (m.code, (o.o->>'sequence')::integer, v.n)
            > (%(after_code)s::text, %(after_sequence)s::integer, %(after_line)s::bigint))
    ORDER BY m.code, (o.o->>'sequence')::integer, v.n LIMIT %(limit)s"""


async def routing_values(tx: Tx, asked: OperationsParams, reader: Principal) -> Page[ValueAskedRow]:
    """Return the values that operations of routings ask for, by code, sequence and their order."""
    line, _, rest = (asked.after or "").partition(":")
    before = msgspec.structs.replace(asked, after=rest or None)
    params = {**_wanted(before), "after_line": int(line) if line.isdigit() else None}
    fetched = await tx.fetch(VALUES, params)
    rows = structs([row[:-1] for row in fetched], ValueAskedRow)
    if len(rows) < limit_of(asked):
        return Page(rows=rows, after=None)
    last = rows[-1]
    return Page(rows=rows, after=f"{fetched[-1][-1]}:{last.sequence}:{last.code}")


def _wanted(asked: OperationsParams) -> dict[str, object]:
    """Return which routings are asked for, and behind which row the page begins."""
    known = None if asked.work_master is None else id_of(asked.work_master)
    sequence, _, code = (asked.after or "").partition(":")
    return {
        "id": known,
        "code": None if known is not None else asked.work_master,
        "after_code": code or None,
        "after_sequence": int(sequence) if sequence.isdigit() else None,
        "limit": limit_of(asked),
    }


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.routing_operations", params=OperationsParams, row=OperationRow,
        needs="work_master:read", run=routing_operations,
        label=Text("Operations of routings", "工艺路线工序"),
    ),
    Query(
        name="kernel.routing_values", params=OperationsParams, row=ValueAskedRow,
        needs="work_master:read", run=routing_values,
        label=Text("Values of the process in routings", "工艺路线参数"),
    ),
)  # fmt: skip
