"""What a station shows beside each job of its queue: material, people, calls, changes, checks."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.asked import BUSINESS_DAY
from taktline.kernel.orders.content import OperationParameter
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.transaction import Params, Tx

Kit = Literal["none", "complete", "partial", "missing"]


class MarksParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose jobs: of a work center or a work unit, by code; of everything open if neither.

    Attributes:
        limit: job orders, 1 to 1000.
    """

    work_center: str | None = None
    work_unit: str | None = None
    limit: int = 100


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """A material that a job order uses up, and how much of it stands where it is taken from.

    Attributes:
        needed: for the pieces that are still to be made, base unit.
        here: usable there now: available, in date, not held, ours.
        place: where it is taken from, by code.
        traced: how the material is traced; what is traced is mounted by scan.
    """

    material: str
    name: str
    name_en: str | None
    unit: str
    per_piece: Decimal
    needed: Decimal
    here: Decimal
    place: str
    traced: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is signed in on the job order."""

    id: UUID
    code: str
    name: str
    since: datetime


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call for help that is not settled, and who has taken it."""

    code: str
    kind: str
    severity: int
    text: str
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection of the job order's pieces that is not decided."""

    code: str
    status: str
    ordered: Decimal


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """One job order of the queue with what is to be known before work goes on.

    Attributes:
        kit: none needed; complete for what is still to be made; partial; missing: not one piece.
        kit_pieces: pieces for which material is there; None where none is needed.
        change: what was changed in the running order and is not acknowledged.
        count_tolerance: pieces missing or found in all that the operator may book himself.
        parameters: values of the process that a report says, with their limits.
    """

    job_order: str
    kit: Kit
    kit_pieces: Decimal | None
    hold_reason: str | None
    change: str | None
    count_tolerance: Decimal
    parameters: tuple[OperationParameter, ...] = ()
    components: tuple[Component, ...] = ()
    present: tuple[Person, ...] = ()
    calls: tuple[Call, ...] = ()
    checks: tuple[Check, ...] = ()


class _Job(msgspec.Struct, frozen=True, kw_only=True):
    """A job order with what belongs to no list."""

    code: str
    hold_reason: str | None
    change: str | None
    count_tolerance: Decimal
    parameters: tuple[OperationParameter, ...]


# The job orders that are meant, once for every part that is asked.
MEANT = f"""
    WITH meant AS (
        SELECT j.id, j.code, j.site, j.snapshot, j.hold_reason, j.ordered,
            j.good, j.repaired, j.sample, j.scrap, j.rework, j.defective
        FROM job_order j
        LEFT JOIN equipment c ON c.id = j.work_center
        LEFT JOIN equipment u ON u.id = j.work_unit
        WHERE j.status IN ('dispatched', 'running', 'held', 'suspended') AND {NODES}
            AND (%(work_center)s::text IS NULL OR c.code = %(work_center)s::text)
            AND (%(work_unit)s::text IS NULL OR u.code = %(work_unit)s::text
                OR (j.work_unit IS NULL AND j.work_center IN (
                    SELECT e.parent FROM equipment e WHERE e.code = %(work_unit)s::text)))
        ORDER BY CASE WHEN j.status = 'dispatched' THEN 1 ELSE 0 END, -j.priority,
            coalesce(j.planned_start_at, 'infinity'), j.sequence, j.id
        LIMIT %(limit)s)"""
JOBS = f"""{MEANT}
    SELECT j.code, j.hold_reason,
        (SELECT string_agg(n.text, E'\\n' ORDER BY n.told_at) FROM change_notice n
            WHERE n.job_order = j.id AND n.acknowledged_at IS NULL),
        greatest(coalesce((j.snapshot -> 'operation' ->> 'count_tolerance')::numeric, 0),
            floor(j.ordered
                * coalesce((j.snapshot -> 'operation' ->> 'count_tolerance_share')::numeric, 0))),
        coalesce(j.snapshot -> 'operation' -> 'parameters', '[]')
    FROM meant j ORDER BY j.code"""
COMPONENTS = f"""{MEANT}
    SELECT j.code, m.code, m.name, m.name_en, u.code, n.per_piece,
        round(n.per_piece * greatest(j.ordered
            - (j.good + j.repaired + j.sample + j.scrap + j.rework + j.defective), 0)
            + CASE WHEN j.good + j.repaired + j.sample + j.scrap + j.rework + j.defective = 0
                THEN n.fixed ELSE 0 END, 6),
        coalesce((SELECT sum(b.quantity) FROM balance b JOIN lot l ON l.id = b.lot
            WHERE b.place = p.id AND b.material = m.id AND b.status = 'available'
                AND b.owner IS NULL
                AND (l.expires_on IS NULL OR l.expires_on > {BUSINESS_DAY})
                AND NOT EXISTS (SELECT 1 FROM hold h
                    WHERE h.lot = l.id AND h.released_at IS NULL)), 0),
        n.place, m.lot_traced
    FROM meant j
    JOIN site s ON s.id = j.site
    CROSS JOIN LATERAL (
        SELECT (line ->> 'material')::uuid AS material, min(l.at) AS at,
            sum(coalesce((line ->> 'quantity_per')::numeric, 0)
                / (1 - coalesce((line ->> 'scrap_share')::numeric, 0))) AS per_piece,
            sum(coalesce((line ->> 'fixed')::numeric, 0)) AS fixed,
            CASE WHEN coalesce(line ->> 'issue_method', 'backflush') = 'issue'
                OR line ->> 'place' IS NULL THEN 'wip:' || j.code ELSE line ->> 'place' END AS place
        FROM jsonb_array_elements(j.snapshot -> 'operation' -> 'materials')
            WITH ORDINALITY AS l (line, at)
        WHERE coalesce(line ->> 'use', 'consume') = 'consume'
            AND coalesce(line ->> 'issue_method', 'backflush') <> 'floor_stock'
        GROUP BY 1, 5) n
    JOIN material m ON m.id = n.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN place p ON p.site = j.site AND p.code = n.place
    ORDER BY j.code, n.at"""
PRESENT = f"""{MEANT}
    SELECT j.code, p.id, p.code, p.name, r.signed_in_at
    FROM meant j JOIN job_resource r ON r.job_order = j.id JOIN person p ON p.id = r.resource
    WHERE r.kind = 'person' AND r.signed_in_at IS NOT NULL AND r.signed_out_at IS NULL
    ORDER BY j.code, r.signed_in_at, r.id"""
CALLS = f"""{MEANT}
    SELECT j.code, a.code, a.kind, a.severity, a.text, a.raised_at, a.acknowledged_at, u.name
    FROM meant j JOIN work_alert a ON a.job_order = j.id
    LEFT JOIN user_account u ON u.id = a.acknowledged_by
    WHERE a.resolved_at IS NULL ORDER BY j.code, a.severity DESC, a.raised_at, a.id"""
CHECKS = f"""{MEANT}
    SELECT j.code, i.code, i.status, i.ordered FROM meant j JOIN job_order i ON i.inspects = j.id
    WHERE i.status NOT IN ('completed', 'closed', 'aborted', 'cancelled')
    ORDER BY j.code, i.code"""


async def station_marks(tx: Tx, params: MarksParams, reader: Principal) -> Page[Marks]:
    """Return what is to be known of each job order of a queue, in six statements for all."""
    asked: Params = {
        "work_center": params.work_center,
        "work_unit": params.work_unit,
        "now": tx.present,
        **scope_of(reader, "job_order:read", limit=min(max(params.limit, 1), PAGE_MAX)),
    }
    jobs, *parts = await tx.fetch_many(
        [(sql, asked) for sql in (JOBS, COMPONENTS, PRESENT, CALLS, CHECKS)]
    )
    components, present, calls, checks = parts
    rows = [
        _marked(
            job,
            components=tuple(structs(_of(components, job.code), Component)),
            present=tuple(structs(_of(present, job.code), Person)),
            calls=tuple(structs(_of(calls, job.code), Call)),
            checks=tuple(structs(_of(checks, job.code), Check)),
        )
        for job in structs(jobs, _Job)
    ]
    return Page(rows=rows, total=len(rows))


def _of(
    rows: list[tuple[object, ...]], job: str
) -> list[tuple[object, ...]]:  # tidy: positional - rows and whose
    return [row[1:] for row in rows if row[0] == job]


def _marked(
    job: _Job,
    *,
    components: tuple[Component, ...],
    present: tuple[Person, ...],
    calls: tuple[Call, ...],
    checks: tuple[Check, ...],
) -> Marks:
    kit, pieces = kit_of(components)
    return Marks(
        job_order=job.code,
        kit=kit,
        kit_pieces=pieces,
        hold_reason=job.hold_reason,
        change=job.change,
        count_tolerance=job.count_tolerance,
        parameters=job.parameters,
        components=components,
        present=present,
        calls=calls,
        checks=checks,
    )


def kit_of(components: tuple[Component, ...]) -> tuple[Kit, Decimal | None]:
    """Return whether everything is there, and for how many whole pieces.

    pieces = least of (usable there / needed for one piece), rounded down
    """
    wanted = [one for one in components if one.needed > 0]
    if not wanted:
        return "none", None
    pieces = min((one.here // one.per_piece for one in wanted if one.per_piece > 0), default=None)
    if all(one.here >= one.needed for one in wanted):
        return "complete", pieces
    if pieces is None:
        return "missing", None
    return ("partial" if pieces >= 1 else "missing"), max(pieces, Decimal(0))


MARKS_QUERY = Query(
    name="kernel.station_marks", params=MarksParams, row=Marks, needs="job_order:read",
    run=station_marks, label=Text("Queue of a station, what to know", "工位任务提示"),
)  # fmt: skip
