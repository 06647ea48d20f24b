"""Reads job orders and what belongs to them, locked in the house order, in one round trip."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.kernel.ledger.facts import StockKey, StockStatus
from taktline.kernel.orders.columns import JOB, RESPONSE, WORK_ORDER
from taktline.kernel.orders.facts import WorkMaster
from taktline.kernel.orders.rows import COUNTED, Dependency, Job, Response, WorkOrder
from taktline.kernel.orders.shop import Author, Planned, Present, Resource, Shop
from taktline.kernel.orders.snapshot import JobSnapshot
from taktline.platform.recordset import table_of, told
from taktline.platform.transaction import Params, Pending, Row, Tx

S = TypeVar("S", bound=msgspec.Struct)

SNAPSHOTS_REMEMBERED = 1_000
"""Of the job orders work goes on at; some kilobytes each."""

JOB_FIELDS = (*(name for name, _ in JOB), *COUNTED)
# Bytes travel in JSON as base64, without the line ends that PostgreSQL puts into longer ones.
JOB_COLUMNS = ", ".join(
    "translate(encode(j.snapshot_hash, 'base64'), E'\\n', '') AS snapshot_hash"
    if name == "snapshot_hash"
    else f"j.{name}"
    for name in JOB_FIELDS
    if name != "snapshot"
)
JOB_NAMES = ", ".join(name for name in JOB_FIELDS if name != "snapshot")
ORDER_FIELDS = tuple(name for name, _ in WORK_ORDER)
MASTER_FIELDS = (
    "id", "code", "revision", "kind", "name", "name_en", "material", "status", "content",
    "content_hash", "version",
)  # fmt: skip

# The job orders a batch is about; only the parts a batch needs, as each costs a look-up.
BY_ID = """
        SELECT id, work_order, inspects FROM job_order WHERE id = ANY(%(ids)s::uuid[])"""
BY_CODE = """
        SELECT id, work_order, inspects FROM job_order WHERE code = ANY(%(codes)s::text[])"""
BY_CAUSE = """
        SELECT j.id, j.work_order, j.inspects
            FROM job_response r JOIN job_order j ON j.id = r.job_order
            WHERE r.cause = ANY(%(causes)s::uuid[])
        UNION SELECT id, work_order, inspects
            FROM job_order WHERE cause = ANY(%(causes)s::uuid[])"""
BY_ORDER = """
        SELECT j.id, j.work_order, j.inspects
            FROM work_order w JOIN job_order j ON j.work_order = w.id
            WHERE w.id = ANY(%(order_ids)s::uuid[])
        UNION SELECT j.id, j.work_order, j.inspects
            FROM work_order w JOIN job_order j ON j.work_order = w.id
            WHERE w.code = ANY(%(order_codes)s::text[])"""
NOTHING = "SELECT id, work_order, inspects FROM job_order WHERE false"
NAMED = "{named}"

LOCK_ORDERS = f"""{NAMED}
    SELECT {", ".join(f"w.{name}" for name in ORDER_FIELDS)}
    FROM work_order w
    WHERE w.id = ANY(%(order_ids)s::uuid[]) OR w.code = ANY(%(order_codes)s::text[])
        OR w.id IN (SELECT work_order FROM named)
    ORDER BY w.id FOR NO KEY UPDATE OF w"""

# What may be taken before it was reported upstream is settled between the two: both are locked.
# Looked up by key, written as arrays and not as joins: where PostgreSQL joins, it would rather read
# all of a table, as long as that is small or it expects many to be named.
LOCK_JOBS = f"""{NAMED}, wanted AS (
        SELECT id FROM named
        UNION SELECT inspects FROM named WHERE inspects IS NOT NULL
        UNION SELECT j.id FROM job_order j
            WHERE j.work_order = ANY(ARRAY(SELECT work_order FROM named)) AND NOT j.report_point
        UNION SELECT d.predecessor
            FROM named n JOIN job_order j ON j.id = n.id AND j.report_policy = 'flagged'
            JOIN job_dependency d ON d.successor = j.id),
    locked AS MATERIALIZED (
        SELECT {JOB_COLUMNS}, j.snapshot::text AS kept
        FROM job_order j
        WHERE j.id = ANY(ARRAY(SELECT id FROM wanted))
        ORDER BY j.id FOR NO KEY UPDATE OF j)
    SELECT {table_of(f"SELECT {JOB_NAMES} FROM locked")}, array_agg(kept) FROM locked"""

# Neighbours are read as they are: only their place, state and totals matter to a report.
NEIGHBOURS = f"""
    SELECT {JOB_COLUMNS}
    FROM job_order j
    WHERE j.work_order = ANY(ARRAY(SELECT work_order FROM named))
        AND j.id <> ALL(ARRAY(SELECT id FROM named))"""

DEPENDENCIES = """
    SELECT d.predecessor, d.successor, d.type, d.lag_s
    FROM job_dependency d
    WHERE d.predecessor = ANY(ARRAY(
        SELECT j.id FROM job_order j
        WHERE j.work_order = ANY(ARRAY(SELECT work_order FROM named))))"""

LOTS_WAITING = """
    SELECT o.id AS job, unnest(ARRAY(
        SELECT b.lot FROM balance b
        WHERE b.quantity <> 0 AND b.lot IS NOT NULL AND b.place = ANY(ARRAY(
            SELECT p.id FROM place p
            WHERE p.job_order = o.id AND p.kind IN ('wip', 'defective'))))) AS lot
    FROM (SELECT id FROM named
        UNION SELECT inspects FROM named WHERE inspects IS NOT NULL) AS o(id)"""

PLANNED_MOVES = f"""{NAMED}
    SELECT id, job_order, lot, handling_unit, owner, source_place, source_status, target_place,
        target_status, quantity
    FROM planned_move
    WHERE status = 'open' AND job_order IN (SELECT id FROM named)
    ORDER BY id"""

PRESENT = f"""{NAMED}
    SELECT id, job_order, kind, resource FROM job_resource
    WHERE signed_in_at IS NOT NULL AND signed_out_at IS NULL
        AND job_order IN (SELECT id FROM named)"""

# Of whatever the batch names, and of the machines its job orders stand at.
EQUIPMENT = """
    WITH RECURSIVE wanted AS (
        {wanted}SELECT coalesce(j.work_unit, j.work_center) AS id FROM job_order j
            WHERE j.id IN (SELECT id FROM named)),
    up AS (
        SELECT e.id AS leaf, e.id, e.parent, 0 AS height
        FROM equipment e WHERE e.id IN (SELECT id FROM wanted)
        UNION ALL SELECT up.leaf, e.id, e.parent, up.height + 1
        FROM up JOIN equipment e ON e.id = up.parent WHERE up.height < 10),
    nodes AS (SELECT leaf, array_agg(id ORDER BY height DESC) AS path FROM up GROUP BY leaf)
    SELECT e.id, e.code, n.path, e.labor_rate_per_h AS labor_rate,
        e.machine_rate_per_h AS machine_rate, e.overhead_rate_per_h AS overhead_rate,
        e.dispatch_mode
    FROM nodes n JOIN equipment e ON e.id = n.leaf"""
OTHERS = "".join(
    f"""
    UNION ALL SELECT id, code, ARRAY[id], 0, 0, 0, 'none' FROM {table}
        WHERE id = ANY(%(resource_ids)s::uuid[]) OR code = ANY(%(resource_codes)s::text[])"""
    for table in ("person", "partner", "crew", "site")
)
RESOURCES_OF_JOBS = EQUIPMENT.format(wanted="")
RESOURCES = (
    EQUIPMENT.format(
        wanted="""SELECT unnest(%(resource_ids)s::uuid[]) AS id
        UNION SELECT id FROM equipment WHERE code = ANY(%(resource_codes)s::text[])
        UNION """
    )
    + OTHERS
)

MASTERS = f"""
    SELECT {", ".join(f"m.{name}" for name in MASTER_FIELDS)}
    FROM work_master m
    WHERE m.id = ANY(%(master_ids)s::uuid[]) OR m.code = ANY(%(master_codes)s::text[])
        OR m.code IN (SELECT code FROM work_master WHERE id = ANY(%(master_ids)s::uuid[]))
        OR m.id IN (SELECT work_master FROM work_order
            WHERE id = ANY(%(order_ids)s::uuid[]) OR code = ANY(%(order_codes)s::text[]))
    ORDER BY m.id"""

MATERIAL_IDS = """
    SELECT id FROM material
    WHERE id = ANY(%(material_ids)s::uuid[]) OR code = ANY(%(material_codes)s::text[])"""

RESPONSE_FIELDS = tuple(
    name for name, _ in RESPONSE if name not in {"cause", "line", "occurred_at", "recorded_at"}
)
# Decimals travel as text inside JSON, else they would come back as floats.
RESPONSES = f"""
    SELECT r.cause,
        EXISTS (SELECT 1 FROM job_response back WHERE back.reverses = r.id),
        coalesce((SELECT jsonb_agg(to_jsonb(d) - 'job_response'
                || jsonb_build_object('quantity', d.quantity::text) ORDER BY d.line)
            FROM defect_line d WHERE d.job_response = r.id), '[]'),
        coalesce((SELECT jsonb_agg(jsonb_build_object('person', s.person,
                'share', s.share::text, 'quantity', s.quantity::text, 'labor_s', s.labor_s::text)
                ORDER BY s.person)
            FROM person_share s WHERE s.job_response = r.id), '[]'),
        {", ".join(f"r.{name}" for name in RESPONSE_FIELDS)}
    FROM job_response r
    WHERE r.cause = ANY(%(causes)s::uuid[])
    ORDER BY r.cause, r.line"""

AUTHORS = "SELECT id, principal, recorded_at FROM command WHERE id = ANY(%(causes)s::uuid[])"

ALERTS = """
    SELECT id, code, site, acknowledged_at IS NOT NULL,
        (SELECT coalesce(j.work_unit, j.work_center) FROM job_order j
            WHERE j.id = work_alert.job_order)
    FROM work_alert
    WHERE resolved_at IS NULL
        AND (id = ANY(%(alert_ids)s::uuid[]) OR code = ANY(%(alert_codes)s::text[]))
    ORDER BY id FOR NO KEY UPDATE"""

# What stands around the job orders, once they are locked: one statement, a table in each column.
AROUND = f"""{NAMED}
    SELECT {table_of(NEIGHBOURS)}, {table_of(DEPENDENCIES)}, {table_of(LOTS_WAITING)},
        {{resources}}"""
ONLY_RESOURCES = f"""{NAMED}
    SELECT NULL, NULL, NULL, {{resources}}"""

STATEMENTS = (
    MASTERS, LOCK_ORDERS, LOCK_JOBS, AROUND, ONLY_RESOURCES, PLANNED_MOVES, PRESENT, MATERIAL_IDS,
    RESPONSES, AUTHORS, ALERTS,
)  # fmt: skip


class Named(msgspec.Struct, kw_only=True):
    """What a batch of commands names; each name is an id or a code.

    Attributes:
        causes: commands that are taken back or corrected.
        resources: equipment, persons and sites.
        lock_orders: the work orders of the named job orders are changed too.
        planned: what the job orders are to judge or carry is needed.
        present: who is signed in on them is needed.
        routes: routes are written, so that what their components are made of is needed.
    """

    jobs: set[str] = set()
    orders: set[str] = set()
    masters: set[str] = set()
    materials: set[str] = set()
    resources: set[str] = set()
    alerts: set[str] = set()
    causes: set[UUID] = set()
    lock_orders: bool = False
    planned: bool = False
    present: bool = False
    routes: bool = False

    def params(self) -> dict[str, object]:
        """Return the parameters of every statement here."""
        return {
            **_both("", "s", self.jobs),
            **_both("order_", "s", self.orders),
            **_both("master_", "s", self.masters),
            **_both("material_", "s", self.materials),
            **_both("resource_", "s", self.resources),
            **_both("alert_", "s", self.alerts),
            "causes": sorted(self.causes),
        }


class Read(msgspec.Struct, kw_only=True):
    """What one round trip brought: the shop without its stock, lots waiting, named materials."""

    shop: Shop
    waiting: dict[UUID, set[UUID]]
    materials: set[UUID]


class AskedShop(msgspec.Struct, kw_only=True, eq=False):
    """What a batch names, on its way: its statements in the order of the locks."""

    sent: dict[str, Pending]


async def read_shop(tx: Tx, named: Named) -> Read:
    """Read what a batch names, work orders before job orders, each locked by id."""
    return await take_shop(ask_shop(tx, named))


def ask_shop(tx: Tx, named: Named) -> AskedShop:
    """Queue the questions for what a batch names."""
    params = named.params()
    texts = _texts(
        by_id=bool(params["ids"]),
        by_code=bool(params["codes"]),
        by_cause=bool(named.causes),
        by_order=bool(named.orders),
        by_name=bool(named.resources),
    )
    chosen = _statements(named)
    statements: list[tuple[str, Params]] = [(texts[sql], params) for sql in chosen]
    return AskedShop(sent=dict(zip(chosen, tx.send_many(statements), strict=True)))


async def take_shop(asked: AskedShop) -> Read:
    """Return what was asked for."""
    found = {sql: await one.rows() for sql, one in asked.sent.items()}
    around = found.get(AROUND) or found.get(ONLY_RESOURCES) or [(None,) * 4]
    neighbours, dependencies, lots, resources = around[0]
    jobs = {job.id: job for job in told(neighbours, _JOBS)}
    jobs |= {job.id: job for job in _locked(found.get(LOCK_JOBS, []))}
    shop = Shop(
        jobs=jobs,
        work_orders=by_id(structs(found.get(LOCK_ORDERS, []), WorkOrder, fields=ORDER_FIELDS)),
        work_masters=by_id(structs(found.get(MASTERS, []), WorkMaster, fields=MASTER_FIELDS)),
        dependencies={
            (one.predecessor, one.successor): one for one in told(dependencies, _DEPENDENCIES)
        },
        resources={one.id: one for one in told(resources, _RESOURCES)},
        planned={one.id: one for one in map(_planned, found.get(PLANNED_MOVES, []))},
        present=by_id(structs(found.get(PRESENT, []), Present)),
        responses={},
        moves={},
        reversed_moves=set(),
        reversed_responses=set(),
        alerts={},
        authors={},
        received={},
        inflow={},
    )
    _take_back(shop, found)
    waiting: dict[UUID, set[UUID]] = {}
    for one in told(lots, _LOTS):
        waiting.setdefault(one.job, set()).add(one.lot)
    materials = {row[0] for row in msgspec.convert(found.get(MATERIAL_IDS, []), list[tuple[UUID]])}
    return Read(shop=shop, waiting=waiting, materials=materials)


@lru_cache
def _texts(
    *, by_id: bool, by_code: bool, by_cause: bool, by_order: bool, by_name: bool
) -> dict[str, str]:
    """Return the text of each statement for batches that name things in these ways."""
    parts = ((BY_ID, by_id), (BY_CODE, by_code), (BY_CAUSE, by_cause), (BY_ORDER, by_order))
    found = " UNION ".join(part for part, is_needed in parts if is_needed) or NOTHING
    resources = table_of(RESOURCES if by_name else RESOURCES_OF_JOBS)
    return {
        sql: sql.replace(NAMED, f"WITH named AS ({found})").replace("{resources}", resources)
        for sql in STATEMENTS
    }


def _statements(named: Named) -> list[str]:
    """Return the statements a batch needs, in the order of the locks."""
    has_jobs = bool(named.jobs or named.causes or named.orders)
    chosen = {
        MASTERS: bool(named.masters or named.orders),
        LOCK_ORDERS: named.lock_orders,
        LOCK_JOBS: has_jobs,
        AROUND: has_jobs,
        ONLY_RESOURCES: not has_jobs and bool(named.resources),
        PLANNED_MOVES: named.planned,
        PRESENT: named.present,
        MATERIAL_IDS: bool(named.materials),
        RESPONSES: bool(named.causes),
        AUTHORS: bool(named.causes),
        ALERTS: bool(named.alerts),
    }
    return [sql for sql, is_needed in chosen.items() if is_needed]


class _Waiting(msgspec.Struct, frozen=True, kw_only=True):
    job: UUID
    lot: UUID


_JOBS = msgspec.json.Decoder(list[Job])
_DEPENDENCIES = msgspec.json.Decoder(list[Dependency])
_LOTS = msgspec.json.Decoder(list[_Waiting])
_RESOURCES = msgspec.json.Decoder(list[Resource])


def _locked(rows: Sequence[Row]) -> list[Job]:
    """Return locked job orders with what each keeps of its work master.

    That is decoded once for all reports.
    """
    jobs = [(job, kept) for table, texts in rows for job, kept in _paired(table, texts)]
    return [
        msgspec.structs.replace(job, snapshot=_snapshot(kept)) if isinstance(kept, str) else job
        for job, kept in jobs
    ]


def _paired(table: object, texts: object) -> Iterable[tuple[Job, object]]:
    jobs = told(table, _JOBS)
    return zip(jobs, texts, strict=True) if isinstance(texts, list) else ()


@lru_cache(maxsize=SNAPSHOTS_REMEMBERED)
def _snapshot(text: str) -> JobSnapshot:
    return msgspec.json.decode(text, type=JobSnapshot, strict=False)


def _take_back(shop: Shop, found: dict[str, list[Row]]) -> None:
    for cause, is_reversed, defects, persons, *said in found.get(RESPONSES, []):
        assert isinstance(cause, UUID)
        fields = dict(zip(RESPONSE_FIELDS, said, strict=True))
        response = msgspec.convert(
            fields | {"defects": defects, "persons": persons}, Response, strict=False
        )
        shop.responses[cause] = (*shop.responses.get(cause, ()), response)
        if is_reversed:
            shop.reversed_responses.add(response.id)
    for cause, principal, at in msgspec.convert(
        found.get(AUTHORS, []), list[tuple[UUID, UUID, datetime]]
    ):
        shop.authors[cause] = Author(principal=principal, recorded_at=at)


class _PlannedRow(msgspec.Struct, array_like=True, frozen=True):
    id: UUID
    job_order: UUID
    lot: UUID
    handling_unit: UUID | None
    owner: UUID | None
    source_place: UUID
    source_status: StockStatus
    target_place: UUID
    target_status: StockStatus
    quantity: Decimal


def _planned(row: Row) -> Planned:
    one = msgspec.convert(row, _PlannedRow)
    source = StockKey(
        place=one.source_place,
        lot=one.lot,
        handling_unit=one.handling_unit,
        status=one.source_status,
        owner=one.owner,
    )
    target = msgspec.structs.replace(source, place=one.target_place, status=one.target_status)
    return Planned(
        id=one.id, job_order=one.job_order, source=source, target=target, quantity=one.quantity
    )


def _both(prefix: str, suffix: str, references: Collection[str]) -> dict[str, object]:
    """Return ids and codes apart: a reference is one or the other."""
    if not references:
        return {f"{prefix}id{suffix}": [], f"{prefix}code{suffix}": []}
    ids = {reference: id_of(reference) for reference in references}
    return {
        f"{prefix}id{suffix}": sorted(found for found in ids.values() if found is not None),
        f"{prefix}code{suffix}": sorted(name for name, found in ids.items() if found is None),
    }


def by_id(rows: Sequence[S]) -> dict[UUID, S]:
    """Return rows by their id."""
    return {msgspec.convert(getattr(row, "id"), UUID): row for row in rows}  # noqa: B009 # any struct with an id


def structs(rows: Sequence[Row], kind: type[S], *, fields: Sequence[str] | None = None) -> list[S]:
    """Turn rows into structs, columns to fields by position."""
    names = kind.__struct_fields__ if fields is None else fields
    return [msgspec.convert(dict(zip(names, row, strict=True)), kind, strict=False) for row in rows]
