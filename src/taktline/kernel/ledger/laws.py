"""The laws of the ledger as questions: each asks where it does not hold, over the whole tenant."""

from collections.abc import Iterable

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.checks import MUST_BE_IN_DATE, OUT_OF_THE_WAY, UNRELEASED_MAY_REACH
from taktline.kernel.ledger.facts import PHYSICAL
from taktline.kernel.ledger.record import TIED


class Law(msgspec.Struct, frozen=True, kw_only=True):
    """A law and the statement that finds where it does not hold: subject, expected, found.

    Attributes:
        weight: how long its statement takes beside others; the heavy ones begin first.
    """

    law: str
    title: Text
    sql: str
    weight: int = 1


SLACK = "30 seconds"
"""Servers' clocks differ, and a command waits for locks after it took the time: what was recorded
this close to a hold's begin or end is not judged by it."""
NO_UUID = "'00000000-0000-0000-0000-000000000000'::uuid"
KEY_TEXT = """(SELECT p.code FROM place p WHERE p.id = x.place)
            || CASE WHEN x.status <> 'available' THEN '!' || x.status ELSE '' END
            || coalesce('@' || (SELECT o.code FROM partner o WHERE o.id = x.owner), '')
            || coalesce('#' || (SELECT h.code FROM handling_unit h WHERE h.id = x.handling_unit),
                '')
            || coalesce(' ' || (SELECT l.code FROM lot l WHERE l.id = x.lot), '')"""


def _kinds(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


def _key_hash(end: str) -> str:
    """Return one number for the key at one end of a move.

    A number sorts several times faster than five columns. Two of ten million keys share one with a
    chance of one in a million; they would be judged as one key.
    """
    plain = (
        f"uuid_hash_extended(lot, uuid_hash_extended({end}_place, "
        f"hashtextextended({end}_status, 0)))"
    )
    return f"""CASE WHEN {end}_handling_unit IS NULL AND {end}_owner IS NULL THEN {plain}
            ELSE uuid_hash_extended(coalesce({end}_handling_unit, {NO_UUID}),
                uuid_hash_extended(coalesce({end}_owner, {NO_UUID}), {plain})) END"""


# Both ends of every move and, apart, the balances: what they add up to is the same key by key.
BALANCES = f"""
        WITH e AS (
            SELECT target_place AS place, lot, target_handling_unit AS handling_unit,
                target_status AS status, target_owner AS owner, quantity AS moved,
                coalesce(value, 0) AS worth, occurred_at AS at, NULL::numeric AS quantity,
                NULL::numeric AS value, NULL::timestamptz AS last_occurred_at
            FROM move
            UNION ALL
            SELECT source_place, lot, source_handling_unit, source_status, source_owner, -quantity,
                -coalesce(value, 0), occurred_at, NULL, NULL, NULL
            FROM move
            UNION ALL
            SELECT place, lot, handling_unit, status, owner, NULL, NULL, NULL, quantity, value,
                last_occurred_at
            FROM balance
        ), x AS (
            SELECT place, lot, handling_unit, status, owner, coalesce(sum(moved), 0) AS moved,
                coalesce(sum(worth), 0) AS worth, max(at) AS at,
                coalesce(sum(quantity), 0) AS quantity, coalesce(sum(value), 0) AS value,
                max(last_occurred_at) AS last_occurred_at
            FROM e GROUP BY place, lot, handling_unit, status, owner
        )
        SELECT {KEY_TEXT}, moved || ' for ' || worth || coalesce(' at ' || at, ''),
            quantity || ' for ' || value || coalesce(' at ' || last_occurred_at, '')
        FROM x
        WHERE moved <> quantity OR worth <> value OR at IS DISTINCT FROM last_occurred_at
        ORDER BY 1"""

# What each key of goods held after each instant at which it was touched.
NEVER_BELOW = f"""
        WITH change AS (
            SELECT {_key_hash("target")} AS key, true AS came, id, occurred_at, quantity,
                coalesce(value, 0) AS value
            FROM move WHERE lot IS NOT NULL AND target_kind IN ({_kinds(PHYSICAL)})
            UNION ALL
            SELECT {_key_hash("source")}, false, id, occurred_at, -quantity, -coalesce(value, 0)
            FROM move WHERE lot IS NOT NULL AND source_kind IN ({_kinds(PHYSICAL)})
        ), stood AS (
            SELECT id, came, occurred_at, sum(quantity) OVER w AS running,
                sum(value) OVER w AS worth
            FROM change WINDOW w AS (PARTITION BY key ORDER BY occurred_at)
        ), x AS (
            SELECT s.running, s.worth, s.occurred_at, m.lot,
                CASE WHEN s.came THEN m.target_place ELSE m.source_place END AS place,
                CASE WHEN s.came THEN m.target_handling_unit ELSE m.source_handling_unit END
                    AS handling_unit,
                CASE WHEN s.came THEN m.target_status ELSE m.source_status END AS status,
                CASE WHEN s.came THEN m.target_owner ELSE m.source_owner END AS owner
            FROM stood s JOIN move m ON m.id = s.id
            WHERE s.running < 0 OR s.worth < 0
        )
        SELECT {KEY_TEXT} || ' at ' || min(x.occurred_at), '0 or more',
            min(x.running) || ' for ' || min(x.worth)
        FROM x JOIN place q ON q.id = x.place JOIN lot k ON k.id = x.lot
        JOIN material a ON a.id = k.material
        WHERE NOT (q.may_go_below AND a.may_go_below AND a.lot_traced = 'none')
        GROUP BY x.place, x.lot, x.handling_unit, x.status, x.owner ORDER BY 1"""

GENEALOGY = (
    TIED.format(which="true")
    + """, e AS (
            SELECT input_lot, output_lot, transform, cause, quantity_in AS went_in,
                quantity_out AS came_out, NULL::numeric AS quantity_in,
                NULL::numeric AS quantity_out
            FROM tied
            UNION ALL
            SELECT input_lot, output_lot, transform, cause, NULL, NULL, quantity_in, quantity_out
            FROM lot_edge
        ), x AS (
            SELECT input_lot, output_lot, coalesce(sum(went_in), 0) AS went_in,
                coalesce(sum(came_out), 0) AS came_out, coalesce(sum(quantity_in), 0)
                AS quantity_in, coalesce(sum(quantity_out), 0) AS quantity_out
            FROM e GROUP BY input_lot, output_lot, transform, cause
        )
        SELECT coalesce((SELECT l.code FROM lot l WHERE l.id = x.input_lot), x.input_lot::text)
                || ' -> '
                || coalesce((SELECT l.code FROM lot l WHERE l.id = x.output_lot),
                    x.output_lot::text),
            went_in || ' -> ' || came_out, quantity_in || ' -> ' || quantity_out
        FROM x WHERE went_in <> quantity_in OR came_out <> quantity_out ORDER BY 1"""
)

# L12, as the handbook lists it: where a lot came from, and where it is or went.
CAME = ("supplier", "opening", "found", "unreported", "transform")
IS_OR_WENT = (*sorted(PHYSICAL), "customer", "scrap", "missing", "adjustment")
MASS = f"""
        SELECT coalesce((SELECT l.code FROM lot l WHERE l.id = b.lot), b.lot::text),
            (-coalesce(sum(b.quantity) FILTER (WHERE p.kind IN ({_kinds(CAME)})), 0))::text
                || ' came, less what was consumed',
            coalesce(sum(b.quantity) FILTER (WHERE p.kind IN ({_kinds(IS_OR_WENT)})), 0)
                || ' is there or went'
        FROM balance b JOIN place p ON p.id = b.place
        WHERE b.lot IS NOT NULL AND b.quantity <> 0
        GROUP BY b.lot
        HAVING coalesce(sum(b.quantity) FILTER (
            WHERE p.kind IN ({_kinds((*CAME, *IS_OR_WENT))})), 0) <> 0
        ORDER BY 1"""

# What a conversion said when a move was booked: its value before the first change that came later.
THEN = """coalesce((
                SELECT (x.old #>> '{{}}')::numeric FROM record_history x
                WHERE x.entity = 'unit_conversion' AND x.record = v.id AND x.field = '{field}'
                    AND x.changed_at > m.recorded_at
                ORDER BY x.changed_at LIMIT 1), v.{field}) AS {field}"""


def _ways() -> str:
    """Return every way from a unit somebody enters to the base unit of a material."""
    both = (
        ("source_unit", "target_unit", "num", "den"),
        ("target_unit", "source_unit", "den", "num"),
    )
    parts = [
        f"""
            SELECT a.id AS material, s.code AS entered, v.id, v.{num} AS num, v.{den} AS den,
                v.created_at, v.archived
            FROM unit_conversion v JOIN unit s ON s.id = v.{entered}
            JOIN material a ON {material} WHERE a.unit = v.{base}"""
        for entered, base, num, den in both
        for material in ("a.id = v.material", f"a.unit = v.{base} AND v.material IS NULL")
    ]
    return " UNION ALL".join(parts)


# Where one way leads from the unit to the base unit and it never changed, it is what was in force;
# elsewhere the way of that time is looked up.
CONVERTED = f"""
        WITH way AS ({_ways()}
        ), sole AS (
            SELECT material, entered, min(num) AS num, min(den) AS den,
                min(created_at) AS created_at
            FROM way w GROUP BY material, entered
            HAVING count(*) = 1 AND NOT bool_or(archived) AND NOT bool_or(EXISTS (
                SELECT 1 FROM record_history h
                WHERE h.entity = 'unit_conversion' AND h.record = w.id))
        ), x AS (
            SELECT m.id, m.quantity, m.entered_quantity, m.entered_unit,
                CASE WHEN m.entered_unit = u.code THEN round(m.entered_quantity, u.places::integer)
                    WHEN o.material IS NOT NULL
                        AND m.recorded_at > o.created_at - interval '{SLACK}'
                        THEN round(m.entered_quantity * o.num / o.den, u.places::integer)
                    ELSE round(m.entered_quantity * c.num / c.den, u.places::integer) END AS due
            FROM move m
            JOIN material a ON a.id = m.material
            JOIN unit u ON u.id = a.unit
            LEFT JOIN sole o ON o.material = m.material AND o.entered = m.entered_unit
                AND m.entered_unit <> u.code
            LEFT JOIN LATERAL (
                SELECT CASE WHEN s.code = m.entered_unit THEN w.num ELSE w.den END AS num,
                    CASE WHEN s.code = m.entered_unit THEN w.den ELSE w.num END AS den
                FROM unit_conversion v
                JOIN unit s ON s.id = v.source_unit
                JOIN unit t ON t.id = v.target_unit
                JOIN LATERAL (SELECT {THEN.format(field="num")}, {THEN.format(field="den")}) w
                    ON true
                WHERE m.entered_unit <> u.code AND o.material IS NULL
                    AND (v.material = a.id OR v.material IS NULL)
                    AND ((s.code, t.code) = (m.entered_unit, u.code)
                        OR (t.code, s.code) = (m.entered_unit, u.code))
                    AND v.created_at <= m.recorded_at + interval '{SLACK}'
                ORDER BY v.archived, v.material IS NULL, s.code <> m.entered_unit LIMIT 1
            ) c ON true
            WHERE m.entered_quantity IS NOT NULL
        )
        SELECT id::text, coalesce(due::text, 'no way from ' || entered_unit), quantity::text
        FROM x WHERE due IS DISTINCT FROM quantity ORDER BY 1"""

LAWS: tuple[Law, ...] = (
    Law(
        law="L1",
        title=Text(en="every lot adds up to nothing over all places", zh="每个批次各处之和为零"),
        sql="""
        SELECT coalesce((SELECT l.code FROM lot l WHERE l.id = b.lot), '-'), '0',
            sum(b.quantity)::text
        FROM balance b WHERE b.lot IS NOT NULL
        GROUP BY b.lot HAVING sum(b.quantity) <> 0 ORDER BY 1""",
        weight=7,
    ),
    Law(
        law="L1",
        title=Text(en="all value adds up to nothing", zh="全部价值之和为零"),
        sql="SELECT 'value', '0', sum(value)::text FROM balance HAVING sum(value) <> 0",
    ),
    Law(
        law="L2",
        title=Text(en="balances are what the moves add up to", zh="余额等于移动之和"),
        sql=BALANCES,
        weight=28,
    ),
    Law(
        law="L2",
        title=Text(
            en="a balance names the material and the policy of its lot and place",
            zh="余额的物料与策略与其批次、库位一致",
        ),
        sql=f"""
        SELECT {KEY_TEXT}, 'as lot and place say', 'material, serial or physical differs'
        FROM balance x JOIN place p ON p.id = x.place LEFT JOIN lot l ON l.id = x.lot
        WHERE x.material IS DISTINCT FROM l.material OR x.is_physical <> p.is_physical
            OR x.is_serial <> coalesce(l.is_serial, false)
            OR (x.may_go_below AND NOT p.may_go_below) ORDER BY 1""",
        weight=4,
    ),
    Law(
        law="L2",
        title=Text(en="genealogy is what the moves tie together", zh="谱系由移动推出"),
        sql=GENEALOGY,
        weight=20,
    ),
    Law(
        law="L3",
        title=Text(en="no place of goods was ever below zero", zh="任何时刻实物库位不为负"),
        sql=NEVER_BELOW,
        weight=25,
    ),
    Law(
        law="L4",
        title=Text(en="a serial is one piece in one place", zh="一个序列号只在一处且为一件"),
        sql="""
        SELECT l.code, '1 piece in one place', string_agg(b.quantity::text, ', ' ORDER BY b.id)
        FROM balance b JOIN lot l ON l.id = b.lot AND l.is_serial
        GROUP BY l.id, l.code
        HAVING sum(b.quantity) FILTER (WHERE NOT b.may_go_below) > 1
            OR bool_or(b.quantity NOT IN (-1, 0, 1)) ORDER BY 1""",
    ),
    Law(
        law="L6",
        title=Text(en="a closed work order is empty and settled", zh="已关闭工单无存且已结算"),
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
        weight=6,
    ),
    Law(
        law="L7",
        title=Text(en="a reversal takes back exactly one move", zh="一次冲销恰好抵回一笔移动"),
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
        weight=2,
    ),
    Law(
        law="L9",
        title=Text(en="no more is promised of a key than it holds", zh="硬预留不超过该键的余额"),
        sql=f"""
        SELECT {KEY_TEXT}, x.quantity || ' or less', sum(r.quantity) || ' promised'
        FROM reservation r JOIN balance x ON x.id = r.balance
        WHERE r.status = 'open'
        GROUP BY x.id, x.place, x.status, x.lot, x.owner, x.handling_unit, x.quantity
        HAVING sum(r.quantity) > x.quantity ORDER BY 1""",
    ),
    Law(
        law="L9",
        title=Text(
            en="no more is promised of a material than can be taken", zh="预留不超过物料可用量"
        ),
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
        weight=3,
    ),
    Law(
        law="L10",
        title=Text(
            en="a quantity follows from what was entered, by the conversion of that time",
            zh="数量可由录入量按当时换算得出",
        ),
        sql=CONVERTED,
        weight=8,
    ),
    Law(
        law="L11",
        title=Text(
            en="nothing unreleased reached production or a customer",
            zh="未放行的货物未进入生产或交给客户",
        ),
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
        weight=2,
    ),
    Law(
        law="L11",
        title=Text(en="nothing held was used while the hold was open", zh="扣留期间批次未被使用"),
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
        weight=2,
    ),
    Law(
        law="L11",
        title=Text(
            en="nothing out of date reached production or a customer",
            zh="过期货物未进入生产或交给客户",
        ),
        sql=f"""
        SELECT m.id::text, 'before ' || l.expires_on, (m.occurred_at AT TIME ZONE s.zone)::text
        FROM move m JOIN lot l ON l.id = m.lot AND l.expires_on IS NOT NULL
        JOIN site s ON s.id = m.site
        WHERE m.quantity > 0 AND m.reverses IS NULL
            AND m.source_kind IN ('store', 'line_side', 'transit', 'finished')
            AND m.target_kind IN ({_kinds(MUST_BE_IN_DATE)})
            AND l.expires_on <= ((m.occurred_at AT TIME ZONE s.zone)
                - make_interval(secs => s.day_starts_s::double precision))::date
        ORDER BY 1""",
        weight=3,
    ),
    Law(
        law="L12",
        title=Text(
            en="every piece of a lot is located or accounted for", zh="批次物料平衡:每件都有去向"
        ),
        sql=MASS,
        weight=8,
    ),
)
"""L5 needs a walk and is asked apart; L8 is about running together and is a test of its own."""
