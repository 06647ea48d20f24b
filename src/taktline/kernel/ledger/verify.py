"""Proves the ledger: rebuilds balances, values and genealogy from the moves, and compares."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from uuid import UUID

import msgspec

from taktline.kernel.ledger.checks import MUST_BE_IN_DATE, OUT_OF_THE_WAY, UNRELEASED_MAY_REACH
from taktline.kernel.ledger.facts import PHYSICAL
from taktline.kernel.ledger.record import TIED
from taktline.platform.transaction import Tx

FINDINGS_MAX = 20
"""Findings told per law: the first ones show the cause, the rest follow from it."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One place where the ledger is not as its moves say, or a law does not hold.

    Attributes:
        law: L1..L12 of the handbook's ledger chapter, section 10.
        subject: what it is about: place and lot, a move, a pair of lots.
        expected: what the moves say.
        found: what stands there.
    """

    law: str
    subject: str
    expected: str
    found: str


class LedgerProof(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at and what was wrong."""

    ok: bool
    moves: int
    balances: int
    edges: int
    findings: list[Finding]


class Law(msgspec.Struct, frozen=True, kw_only=True):
    """A law and the statement that finds where it does not hold: subject, expected, found."""

    law: str
    title: str
    sql: str


SLACK = "30 seconds"
"""Servers' clocks differ, and a command waits for locks after it took the time: what was recorded
this close to a hold's begin or end is not judged by it."""
ENDS = """
    SELECT target_place AS place, lot, target_handling_unit AS handling_unit,
        target_status AS status, target_owner AS owner, quantity, coalesce(value, 0) AS value,
        occurred_at
    FROM move
    UNION ALL
    SELECT source_place, lot, source_handling_unit, source_status, source_owner, -quantity,
        -coalesce(value, 0), occurred_at
    FROM move"""
NO_UUID = "'00000000-0000-0000-0000-000000000000'::uuid"
KEY_TEXT = """(SELECT p.code FROM place p WHERE p.id = x.place)
            || CASE WHEN x.status <> 'available' THEN '!' || x.status ELSE '' END
            || coalesce(' ' || (SELECT l.code FROM lot l WHERE l.id = x.lot), '')"""


# What a conversion said when a move was booked: its value before the first change that came later.
THEN = """coalesce((
                SELECT (x.old #>> '{{}}')::numeric FROM record_history x
                WHERE x.entity = 'unit_conversion' AND x.record = v.id AND x.field = '{field}'
                    AND x.changed_at > m.recorded_at
                ORDER BY x.changed_at LIMIT 1), v.{field}) AS {field}"""


def _kinds(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


LAWS = (
    Law(
        law="L1",
        title="every lot adds up to nothing over all places",
        sql="""
        SELECT coalesce((SELECT l.code FROM lot l WHERE l.id = b.lot), '-'), '0',
            sum(b.quantity)::text
        FROM balance b WHERE b.lot IS NOT NULL
        GROUP BY b.lot HAVING sum(b.quantity) <> 0 ORDER BY 1""",
    ),
    Law(
        law="L1",
        title="all value adds up to nothing",
        sql="SELECT 'value', '0', sum(value)::text FROM balance HAVING sum(value) <> 0",
    ),
    Law(
        law="L2",
        title="balances are what the moves add up to",
        sql=f"""
        WITH r AS (
            SELECT place, coalesce(lot, {NO_UUID}) AS lot,
                coalesce(handling_unit, {NO_UUID}) AS handling_unit, status,
                coalesce(owner, {NO_UUID}) AS owner, sum(quantity) AS quantity,
                sum(value) AS value, max(occurred_at) AS last_occurred_at
            FROM ({ENDS}) e GROUP BY 1, 2, 3, 4, 5
        ), b AS (
            SELECT place, coalesce(lot, {NO_UUID}) AS lot,
                coalesce(handling_unit, {NO_UUID}) AS handling_unit, status,
                coalesce(owner, {NO_UUID}) AS owner, sum(quantity) AS quantity,
                sum(value) AS value, max(last_occurred_at) AS last_occurred_at
            FROM balance GROUP BY 1, 2, 3, 4, 5
        ), x AS (
            SELECT place, lot, handling_unit, status, owner,
                coalesce(r.quantity, 0) AS rq, coalesce(r.value, 0) AS rv,
                coalesce(b.quantity, 0) AS bq, coalesce(b.value, 0) AS bv,
                r.last_occurred_at AS rt, b.last_occurred_at AS bt
            FROM r FULL JOIN b USING (place, lot, handling_unit, status, owner)
        )
        SELECT {KEY_TEXT}, rq || ' for ' || rv || coalesce(' at ' || rt, ''),
            bq || ' for ' || bv || coalesce(' at ' || bt, '')
        FROM x WHERE rq <> bq OR rv <> bv OR rt IS DISTINCT FROM bt ORDER BY 1""",
    ),
    Law(
        law="L2",
        title="a balance names the material and the policy of its lot and place",
        sql=f"""
        SELECT {KEY_TEXT}, 'as lot and place say', 'material, serial or physical differs'
        FROM balance x JOIN place p ON p.id = x.place LEFT JOIN lot l ON l.id = x.lot
        WHERE x.material IS DISTINCT FROM l.material OR x.is_physical <> p.is_physical
            OR x.is_serial <> coalesce(l.is_serial, false)
            OR (x.may_go_below AND NOT p.may_go_below) ORDER BY 1""",
    ),
    Law(
        law="L2",
        title="genealogy is what the moves tie together",
        sql=TIED.format(which="true")
        + """
        SELECT (SELECT l.code FROM lot l WHERE l.id = coalesce(t.input_lot, e.input_lot))
                || ' -> '
                || (SELECT l.code FROM lot l WHERE l.id = coalesce(t.output_lot, e.output_lot)),
            coalesce(t.quantity_in, 0) || ' -> ' || coalesce(t.quantity_out, 0),
            coalesce(e.quantity_in, 0) || ' -> ' || coalesce(e.quantity_out, 0)
        FROM tied t FULL JOIN lot_edge e ON e.input_lot = t.input_lot
            AND e.output_lot = t.output_lot AND e.transform = t.transform AND e.cause = t.cause
        WHERE coalesce(t.quantity_in, 0) <> coalesce(e.quantity_in, 0)
            OR coalesce(t.quantity_out, 0) <> coalesce(e.quantity_out, 0)
        ORDER BY 1""",
    ),
    Law(
        law="L3",
        title="no place of goods was ever below zero",
        sql=f"""
        WITH change AS (
            SELECT e.place, e.lot, e.handling_unit, e.status, e.owner, e.occurred_at,
                sum(e.quantity) AS quantity, sum(e.value) AS value
            FROM ({ENDS}) e
            JOIN place p ON p.id = e.place AND p.is_physical
            JOIN lot l ON l.id = e.lot
            JOIN material m ON m.id = l.material
            WHERE NOT (p.may_go_below AND m.may_go_below AND m.lot_traced = 'none')
            GROUP BY 1, 2, 3, 4, 5, 6
        ), x AS (
            SELECT place, lot, handling_unit, status, owner, occurred_at,
                sum(quantity) OVER w AS running, sum(value) OVER w AS worth
            FROM change
            WINDOW w AS (
                PARTITION BY place, lot, handling_unit, status, owner ORDER BY occurred_at)
        )
        SELECT {KEY_TEXT} || ' at ' || min(occurred_at), '0 or more',
            min(running) || ' for ' || min(worth)
        FROM x WHERE running < 0 OR worth < 0
        GROUP BY place, lot, handling_unit, status, owner ORDER BY 1""",
    ),
    Law(
        law="L4",
        title="a serial is one piece in one place",
        sql="""
        SELECT l.code, '1 piece in one place', string_agg(b.quantity::text, ', ' ORDER BY b.id)
        FROM balance b JOIN lot l ON l.id = b.lot AND l.is_serial
        GROUP BY l.id, l.code
        HAVING sum(b.quantity) FILTER (WHERE NOT b.may_go_below) > 1
            OR bool_or(b.quantity NOT IN (-1, 0, 1)) ORDER BY 1""",
    ),
    Law(
        law="L6",
        title="a closed work order is empty and settled",
        sql="""
        SELECT p.code, '0 for 0', sum(b.quantity) || ' for ' || sum(b.value)
        FROM work_order w
        JOIN job_order j ON j.work_order = w.id
        JOIN place p ON p.job_order = j.id
        JOIN balance b ON b.place = p.id
        WHERE w.status = 'closed'
        GROUP BY p.id, p.code, p.kind
        HAVING sum(b.value) <> 0 OR (p.kind <> 'transform' AND bool_or(b.quantity <> 0))
        ORDER BY 1""",
    ),
    Law(
        law="L7",
        title="a reversal takes back exactly one move",
        sql="""
        SELECT r.id::text, 'the move ' || r.reverses || ' swapped', 'something else'
        FROM move r LEFT JOIN move m ON m.id = r.reverses
        WHERE r.reverses IS NOT NULL AND (
            m.id IS NULL OR m.reverses IS NOT NULL OR r.lot IS DISTINCT FROM m.lot
            OR r.quantity <> m.quantity OR coalesce(r.value, 0) <> coalesce(m.value, 0)
            OR (r.source_place, r.source_handling_unit, r.source_status, r.source_owner)
                IS DISTINCT FROM
                (m.target_place, m.target_handling_unit, m.target_status, m.target_owner)
            OR (r.target_place, r.target_handling_unit, r.target_status, r.target_owner)
                IS DISTINCT FROM
                (m.source_place, m.source_handling_unit, m.source_status, m.source_owner))
        ORDER BY 1""",
    ),
    Law(
        law="L9",
        title="no more is promised of a key than it holds",
        sql=f"""
        SELECT {KEY_TEXT}, x.quantity || ' or less', sum(r.quantity) || ' promised'
        FROM reservation r JOIN balance x ON x.id = r.balance
        WHERE r.status = 'open'
        GROUP BY x.id, x.place, x.status, x.lot, x.quantity
        HAVING sum(r.quantity) > x.quantity ORDER BY 1""",
    ),
    Law(
        law="L9",
        title="no more is promised of a material than can be taken",
        sql="""
        SELECT m.code, coalesce(f.quantity, 0) || ' or less', r.quantity || ' promised'
        FROM (
            SELECT material, sum(quantity) AS quantity FROM reservation
            WHERE status = 'open' GROUP BY material
        ) r
        JOIN material m ON m.id = r.material
        LEFT JOIN (
            SELECT b.material, sum(b.quantity) AS quantity FROM balance b
            WHERE b.status = 'available' AND b.owner IS NULL AND b.is_physical
                AND NOT EXISTS (
                    SELECT 1 FROM hold h WHERE h.lot = b.lot AND h.released_at IS NULL)
            GROUP BY b.material
        ) f ON f.material = r.material
        WHERE r.quantity > coalesce(f.quantity, 0) ORDER BY 1""",
    ),
    Law(
        law="L10",
        title="a quantity follows from what was entered, by the conversion of that time",
        sql=f"""
        SELECT m.id::text, round(m.entered_quantity * c.num / c.den, u.places::integer)::text,
            m.quantity::text
        FROM move m
        JOIN material a ON a.id = m.material
        JOIN unit u ON u.id = a.unit
        JOIN LATERAL (
            SELECT 1::numeric AS num, 1::numeric AS den WHERE m.entered_unit = u.code
            UNION ALL
            (SELECT CASE WHEN s.code = m.entered_unit THEN w.num ELSE w.den END,
                CASE WHEN s.code = m.entered_unit THEN w.den ELSE w.num END
            FROM unit_conversion v
            JOIN unit s ON s.id = v.source_unit
            JOIN unit t ON t.id = v.target_unit
            JOIN LATERAL (SELECT {THEN.format(field="num")}, {THEN.format(field="den")}) w ON true
            WHERE m.entered_unit <> u.code AND (v.material = a.id OR v.material IS NULL)
                AND ((s.code, t.code) = (m.entered_unit, u.code)
                    OR (t.code, s.code) = (m.entered_unit, u.code))
                AND v.created_at <= m.recorded_at AND NOT v.archived
            ORDER BY v.material IS NULL, s.code <> m.entered_unit LIMIT 1)
        ) c ON true
        WHERE m.entered_quantity IS NOT NULL
            AND round(m.entered_quantity * c.num / c.den, u.places::integer) <> m.quantity
        ORDER BY 1""",
    ),
    Law(
        law="L11",
        title="nothing unreleased reached production or a customer",
        sql=f"""
        SELECT m.id::text, 'decided on first', m.source_status || ' to ' || m.target_kind
        FROM move m JOIN place t ON t.id = m.target_place
        WHERE m.quantity > 0 AND m.source_status <> 'available' AND m.source_place <> t.id
            AND m.target_kind NOT IN ({_kinds(OUT_OF_THE_WAY)}, 'transform')
            AND NOT t.takes_unreleased
            AND NOT (m.target_kind IN ({_kinds(UNRELEASED_MAY_REACH)})
                AND m.target_status = m.source_status)
            AND EXISTS (SELECT 1 FROM place s WHERE s.id = m.source_place AND s.is_physical)
        ORDER BY 1""",
    ),
    Law(
        law="L11",
        title="nothing held was used while the hold was open",
        sql=f"""
        SELECT m.id::text, 'not while held by ' || h.code, m.source_kind || ' to ' || m.target_kind
        FROM hold h
        JOIN command c ON c.id = h.cause
        LEFT JOIN command r ON r.id = h.release_cause
        JOIN move m ON m.lot = h.lot AND m.quantity > 0
            AND m.recorded_at > c.recorded_at + interval '{SLACK}'
            AND (h.release_cause IS NULL OR m.recorded_at < r.recorded_at - interval '{SLACK}')
        WHERE m.target_kind NOT IN ({_kinds(OUT_OF_THE_WAY)}) AND m.source_kind <> 'adjustment'
            AND NOT (m.source_status <> m.target_status AND (
                m.source_place = m.target_place OR m.source_kind NOT IN ({_kinds(PHYSICAL)})))
            AND NOT (m.target_kind = 'transform' AND EXISTS (
                SELECT 1 FROM move s WHERE s.cause = m.cause AND s.lot = m.lot
                    AND s.source_place = m.target_place AND s.target_kind = 'scrap'))
        ORDER BY 1""",
    ),
    Law(
        law="L11",
        title="nothing out of date reached production or a customer",
        sql=f"""
        SELECT m.id::text, 'before ' || l.expires_on, (m.occurred_at AT TIME ZONE s.zone)::text
        FROM move m JOIN lot l ON l.id = m.lot JOIN site s ON s.id = m.site
        WHERE m.quantity > 0 AND m.reverses IS NULL
            AND m.source_kind IN ('store', 'line_side', 'transit', 'finished')
            AND m.target_kind IN ({_kinds(MUST_BE_IN_DATE)})
            AND l.expires_on <= ((m.occurred_at AT TIME ZONE s.zone)
                - make_interval(secs => s.day_starts_s::double precision))::date
        ORDER BY 1""",
    ),
)
"""L5 needs a walk and is asked apart; L8 is about running together and L12 follows from L1, as
every kind of place stands on one side of it."""

FIRST = """
    SELECT f.subject, f.expected, f.found FROM ({law}) AS f(subject, expected, found)
    LIMIT %(limit)s"""
COUNTS = (
    "SELECT (SELECT count(*) FROM move), (SELECT count(*) FROM balance), "
    "(SELECT count(*) FROM lot_edge)"
)
# Only lots that are made from others and that others are made from can stand in a circle: what is
# bought and what is sold, most of all lots, stays out of memory.
STANDING = """
    SELECT e.input_lot, e.output_lot FROM lot_edge e
    WHERE EXISTS (SELECT 1 FROM lot_edge i WHERE i.output_lot = e.input_lot)
        AND EXISTS (SELECT 1 FROM lot_edge o WHERE o.input_lot = e.output_lot)
    GROUP BY input_lot, output_lot HAVING sum(quantity_out) > 0
    ORDER BY input_lot, output_lot"""


async def prove(tx: Tx, progress: Callable[[str], None] | None = None) -> LedgerProof:
    """Recompute everything that is derived from moves, and check the laws of the ledger.

    Reads the whole tenant: seconds for a million moves. Call it in a transaction of its own; what
    is booked meanwhile may look like a finding.

    Args:
        progress: told what is being proved.
    """
    findings: list[Finding] = []
    for law in LAWS:
        if progress is not None:
            progress(f"{law.law}: {law.title}")
        rows = await tx.fetch(FIRST.format(law=law.sql), {"limit": FINDINGS_MAX})
        findings += _told(law.law, rows)
    if progress is not None:
        progress("L5: no lot was made from itself")
    findings += await _circles(tx)
    moves, balances, edges = msgspec.convert((await tx.fetch(COUNTS))[0], tuple[int, int, int])
    return LedgerProof(
        ok=not findings, moves=moves, balances=balances, edges=edges, findings=findings
    )


def _told(law: str, rows: list[tuple[object, ...]]) -> list[Finding]:
    return [
        Finding(law=law, subject=str(subject), expected=str(expected), found=str(found))
        for subject, expected, found in rows
    ]


async def _circles(tx: Tx) -> list[Finding]:
    edges = msgspec.convert(await tx.fetch(STANDING), list[tuple[UUID, UUID]])
    return [
        Finding(law="L5", subject=str(lot), expected="made from others", found="made from itself")
        for lot in in_circles(edges)[:FINDINGS_MAX]
    ]


def in_circles(edges: Iterable[tuple[UUID, UUID]]) -> list[UUID]:
    """Return the lots that stand on or behind a circle of (input, output) edges; none is right.

    Kahn's algorithm: what nothing leads to is taken away until nothing more can be.
    """
    onward: dict[UUID, list[UUID]] = defaultdict(list)
    leading: dict[UUID, int] = defaultdict(int)
    for source, target in edges:
        onward[source].append(target)
        leading[target] += 1
        leading[source] += 0
    ready = deque(lot for lot, count in leading.items() if count == 0)
    while ready:
        lot = ready.popleft()
        del leading[lot]
        for target in onward[lot]:
            leading[target] -= 1
            if leading[target] == 0:
                ready.append(target)
    return sorted(leading)
