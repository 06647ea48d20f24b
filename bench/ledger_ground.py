"""A tenant with as many moves as a bench asks for: orders of three operations, made set by set.

Every order takes a lot of plate and some screws, makes 100 pieces in five reports per operation,
receives them, ships them (nine of ten) and is closed at value zero: 57 moves, 10 genealogy edges,
2 lots, 6 places, some 20 balances. The laws of the ledger hold for all of it.
"""

import time
from collections.abc import Callable

from taktline.kernel.ledger.record import TIED
from taktline.store import Store
from tests.ledger_fixtures import BY, SITE, insert_masters, material, place

MOVES_PER_ORDER = 57
ORDERS_AT_ONCE = 20_000
WAIT_MS = 3_600_000

OWN = {"W10": "wip", "W20": "wip", "W30": "wip", "T10": "transform", "T20": "transform",
    "T30": "transform"}  # fmt: skip
"""Places of one order, and their kinds."""
SHARED = {"S": ("supplier:S1", "supplier"), "WH": ("WH1", "store"), "L1": ("L1", "line_side"),
    "FG": ("FG1", "finished"), "C": ("customer:C9", "customer"),
    "AL": ("absorption:labor", "absorption")}  # fmt: skip

Step = tuple[int, str, str, str, str, str, str, str]
"""Command within the order, source, target, lot, quantity, value, entered quantity and unit."""


def order_steps() -> list[Step]:
    """Return the moves of one order, in the order they are booked."""
    steps: list[Step] = [
        (0, "S", "WH", "R", "200", "200", "200", "kg"),
        (1, "WH", "L1", "R", "200", "200", "200", "kg"),
        (2, "S", "L1", "N", "400", "20", "4", "box"),
    ]
    for report in range(5):
        steps += [
            (10 + report, "L1", "T10", "R", "40", "40", "", ""),
            (10 + report, "AL", "T10", "", "0", "10", "", ""),
            (10 + report, "T10", "W10", "P", "20", "", "", ""),
            (10 + report, "W10", "W20", "P", "20", "", "20", "pcs"),
            (20 + report, "AL", "T20", "", "0", "20", "", ""),
            (20 + report, "W20", "W30", "P", "20", "", "20", "pcs"),
            (30 + report, "L1", "T30", "N", "80", "4", "", ""),
            (30 + report, "AL", "T30", "", "0", "10", "", ""),
            (30 + report, "W30", "T30", "P", "20", "", "", ""),
            (30 + report, "T30", "FG", "P", "20", "84", "20", "pcs"),
        ]
    return [
        *sorted(steps, key=lambda step: step[0]),
        (40, "T10", "T30", "", "0", "250", "", ""),
        (40, "T20", "T30", "", "0", "100", "", ""),
        (41, "FG", "WH", "P", "100", "420", "100", "pcs"),
        (42, "WH", "C", "P", "100", "420", "100", "pcs"),
    ]


def _place(column: str) -> str:
    shared = " ".join(
        f"WHEN '{key}' THEN '{place(code)}'::uuid" for key, (code, _) in SHARED.items()
    )
    return f"CASE {column} {shared} ELSE md5({column} || o.i)::uuid END"


def _kind(column: str) -> str:
    kinds = {**OWN, **{key: kind for key, (_, kind) in SHARED.items()}}
    return f"CASE {column} " + " ".join(f"WHEN '{k}' THEN '{v}'" for k, v in kinds.items()) + " END"


def _numbered(kind: int, number: str) -> str:
    return f"('{kind:08x}' || lpad(to_hex({number}), 24, '0'))::uuid"


ORDERS = "generate_series(%(first)s::bigint, %(last)s::bigint) AS o(i)"
MADE = f"timestamptz '2020-01-01', '{BY}'::uuid, timestamptz '2020-01-01', '{BY}'::uuid"
LOT = """CASE t.lot WHEN 'N' THEN md5('screws')::uuid WHEN '' THEN NULL
    ELSE md5(t.lot || o.i)::uuid END"""
INSERT_ORDERS = f"""
    INSERT INTO work_order (id, site, code, kind, material, unit, ordered, started_quantity, status,
        closed_at, snapshot, snapshot_hash, created_at, created_by, updated_at, updated_by)
    SELECT {_numbered(1, "o.i")}, '{SITE}', 'WO-' || o.i, 'normal', '{material("BR-100")}', 'pcs',
        100, 100, 'closed', '2020-01-01', '{{}}', '\\x00', {MADE} FROM {ORDERS}"""
INSERT_JOBS = f"""
    INSERT INTO job_order (id, site, code, work_order, sequence, work_type, operation, ordered,
        status, cause, created_at, created_by, updated_at, updated_by)
    SELECT {_numbered(2, "o.i * 100 + n")}, '{SITE}', 'JO-' || o.i || '-' || n,
        {_numbered(1, "o.i")}, n, 'production', 'make', 100, 'closed', {_numbered(1, "o.i")}, {MADE}
    FROM {ORDERS} CROSS JOIN unnest('{{10,20,30}}'::integer[]) AS n"""
INSERT_PLACES = f"""
    INSERT INTO place (id, site, code, kind, job_order, may_go_below, is_physical, created_at,
        created_by, updated_at, updated_by)
    SELECT {_place("p.key")}, '{SITE}', p.kind || ':JO-' || o.i || '-' || p.n, p.kind,
        {_numbered(2, "o.i * 100 + p.n")}, p.kind = 'transform', p.kind = 'wip', {MADE}
    FROM {ORDERS} CROSS JOIN (VALUES {", ".join(f"('{k}', '{v}', {k[1:]})" for k, v in OWN.items())}
    ) AS p(key, kind, n)"""
INSERT_LOTS = f"""
    INSERT INTO lot (id, code, material, is_serial, created_at, created_by, updated_at, updated_by)
    SELECT md5('R' || o.i)::uuid, 'R-' || o.i, '{material("PLATE")}'::uuid, false, {MADE}
    FROM {ORDERS}
    UNION ALL
    SELECT md5('P' || o.i)::uuid, 'P-' || o.i, '{material("BR-100")}'::uuid, false, {MADE}
    FROM {ORDERS}"""


def insert_moves() -> str:
    """Return the statement that books the moves of some orders."""
    rows = ", ".join(
        f"({line}, {step[0]}, '{step[1]}', '{step[2]}', '{step[3]}', {step[4]}::numeric, "
        f"{step[5] or 'NULL'}::numeric, {step[6] or 'NULL'}::numeric, "
        + (f"'{step[7]}'" if step[7] else "NULL::text")
        + ")"
        for line, step in enumerate(order_steps())
    )
    return f"""
    INSERT INTO move (id, cause, line, site, source_place, source_kind, source_status, target_place,
        target_kind, target_status, material, lot, quantity, unit, value, currency,
        entered_quantity, entered_unit, occurred_at, recorded_at, posted_on)
    SELECT {_numbered(3, "o.i * 100 + t.line")}, {_numbered(4, "o.i * 100 + t.command")}, t.line,
        '{SITE}', {_place("t.source")}, {_kind("t.source")}, 'available', {_place("t.target")},
        {_kind("t.target")}, 'available',
        CASE t.lot WHEN 'R' THEN '{material("PLATE")}'::uuid WHEN 'P' THEN
            '{material("BR-100")}'::uuid WHEN 'N' THEN '{material("SCREW")}'::uuid END,
        {LOT}, t.quantity, CASE t.lot WHEN 'R' THEN 'kg' WHEN '' THEN NULL ELSE 'pcs' END,
        t.value, CASE WHEN t.value IS NOT NULL THEN 'CNY' END, t.entered, t.unit,
        w.at, w.at + interval '1 second', w.at::date
    FROM {ORDERS} CROSS JOIN (VALUES {rows})
        AS t(line, command, source, target, lot, quantity, value, entered, unit)
    CROSS JOIN LATERAL (SELECT timestamptz '2020-01-01 00:00+00'
        + (o.i * 60 + t.command * 300) * interval '1 second' AS at) w
    WHERE NOT (t.command = 42 AND o.i %% 10 = 0)
    ORDER BY o.i, t.line"""


BALANCES = """
    INSERT INTO balance (id, place, material, lot, status, stripe, quantity, value, may_go_below,
        is_physical, last_occurred_at)
    SELECT md5(e.place::text || coalesce(e.lot::text, ''))::uuid, e.place, l.material, e.lot,
        'available', 0, e.quantity, e.value, p.may_go_below, p.is_physical, e.at
    FROM (
        SELECT place, lot, sum(quantity) AS quantity, sum(value) AS value, max(occurred_at) AS at
        FROM (
            SELECT target_place AS place, lot, quantity, coalesce(value, 0) AS value, occurred_at
            FROM move
            UNION ALL
            SELECT source_place, lot, -quantity, -coalesce(value, 0), occurred_at FROM move
        ) AS both_ends GROUP BY place, lot
    ) e JOIN place p ON p.id = e.place LEFT JOIN lot l ON l.id = e.lot"""
EDGES = (
    TIED.format(which="true")
    + """
    INSERT INTO lot_edge (id, input_lot, output_lot, transform, cause, quantity_in, quantity_out)
    SELECT md5(t.input_lot::text || t.output_lot::text || t.transform::text || t.cause::text)::uuid,
        t.input_lot, t.output_lot, t.transform, t.cause, t.quantity_in, t.quantity_out
    FROM tied t"""
)
PROMISES = """
    INSERT INTO reservation (id, site, demand, balance, material, lot, quantity, status, cause)
    SELECT b.id, p.site, 'order:' || b.id, b.id, b.material, b.lot, b.quantity, 'open', b.id
    FROM balance b JOIN place p ON p.id = b.place
    WHERE p.code = 'WH1' AND b.quantity > 0 ORDER BY b.id LIMIT 1000"""
INDEXES = """
    SELECT indexname::text, indexdef FROM pg_indexes
    WHERE schemaname = (SELECT n.nspname FROM pg_class c JOIN pg_namespace n
        ON n.oid = c.relnamespace WHERE c.oid = 'move'::regclass)
        AND tablename IN ('move', 'balance', 'lot_edge')
        AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
TABLES = ("work_order", "job_order", "place", "lot", "move", "balance", "lot_edge", "reservation")


async def make_ground(
    store: Store, tenant: str, *, moves: int, tell: Callable[[str], None] = print
) -> None:
    """Fill an empty tenant with some number of moves and what they imply.

    Args:
        moves: about so many; whole orders are made.
    """
    started, orders = time.perf_counter(), max(1, moves // MOVES_PER_ORDER)
    await _masters(store, tenant)
    async with store.transaction(tenant) as tx:
        indexes = [(str(name), str(sql)) for name, sql in await tx.fetch(INDEXES)]
        for name, _ in indexes:
            tx.execute(f"DROP INDEX {name}", prepare=False)
    for first in range(1, orders + 1, ORDERS_AT_ONCE):
        span = {"first": first, "last": min(first + ORDERS_AT_ONCE - 1, orders)}
        statements = (INSERT_ORDERS, INSERT_JOBS, INSERT_PLACES, INSERT_LOTS, insert_moves())
        for sql in statements:
            await run_alone(store, tenant, sql=sql, params=span)
        tell(f"   {span['last']:,} orders after {time.perf_counter() - started:.0f} s")
    for sql in (BALANCES, EDGES, PROMISES, *(sql for _, sql in indexes)):
        await run_alone(store, tenant, sql=sql)
    for table in TABLES:
        await run_alone(store, tenant, sql=f"ANALYZE {table}")
    tell(f"   {orders * MOVES_PER_ORDER:,} moves made in {time.perf_counter() - started:.0f} s")


async def _masters(store: Store, tenant: str) -> None:
    async with store.transaction(tenant) as tx:
        insert_masters(tx)
        tx.execute(
            f"INSERT INTO unit (id, code, name, places, created_at, created_by, updated_at, "
            f"updated_by) VALUES (md5('box')::uuid, 'box', 'box', 0, {MADE})"
        )
        tx.execute(
            f"INSERT INTO unit_conversion (id, material, source_unit, target_unit, num, den, "
            f"created_at, created_by, updated_at, updated_by) SELECT md5('box')::uuid, m.id, "
            f"s.id, t.id, 100, 1, {MADE} FROM material m, unit s, unit t "
            "WHERE (m.code, s.code, t.code) = ('SCREW', 'box', 'pcs')"
        )
        tx.execute(
            f"INSERT INTO lot (id, code, material, is_serial, created_at, created_by, updated_at, "
            f"updated_by) VALUES (md5('screws')::uuid, '-', '{material('SCREW')}', false, {MADE})"
        )
        for code, kind in SHARED.values():
            below, physical = kind in {"supplier", "absorption"}, kind in PHYSICAL_HERE
            tx.execute(
                "INSERT INTO place (id, site, code, kind, may_go_below, is_physical, created_at, "
                f"created_by, updated_at, updated_by) VALUES (%s, %s, %s, %s, %s, %s, {MADE})",
                (place(code), SITE, code, kind, below, physical),
            )


PHYSICAL_HERE = {"store", "line_side", "finished"}


async def run_alone(
    store: Store, tenant: str, *, sql: str, params: dict[str, int] | None = None
) -> None:
    """Run one long statement in a transaction of its own."""
    async with store.transaction(
        tenant, durable=False, statement_timeout_ms=WAIT_MS, lock_timeout_ms=WAIT_MS
    ) as tx:
        tx.execute("SET LOCAL work_mem = '256MB'", prepare=False)
        tx.execute("SET LOCAL maintenance_work_mem = '512MB'", prepare=False)
        tx.execute(sql, params, prepare=False)
