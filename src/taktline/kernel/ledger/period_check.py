"""What is still open before a period is closed: a list that people work off."""

from datetime import date
from decimal import Decimal

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.asked import rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

EXAMPLES_MAX = 20
"""Examples told per point; the count says how many there are."""


class PeriodCheckParams(msgspec.Struct, frozen=True, kw_only=True):
    """The last day of the period that is to be closed."""

    ends_on: date


class PeriodCheckRow(msgspec.Struct, frozen=True, kw_only=True):
    """One point of the list.

    Attributes:
        blocks: closing refuses over it unless somebody confirms.
        found: how many there are; 0 = done.
        examples: codes of the first of them.
        amount: ledger currency that hangs on it; empty where none does.
    """

    check: str
    title: Text
    blocks: bool
    found: int
    examples: list[str]
    amount: Decimal | None


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A point and the statement that finds it: code, amount."""

    check: str
    title: Text
    sql: str
    blocks: bool = False


CHECKS = (
    Check(
        check="line-side-owes",
        title=Text(en="Line sides that owe goods", zh="线边欠料"),
        sql="""
        SELECT p.code || ' ' || m.code AS code, b.value AS amount
        FROM balance b JOIN place p ON p.id = b.place JOIN material m ON m.id = b.material
        WHERE p.kind = 'line_side' AND b.quantity < 0""",
        blocks=True,
    ),
    Check(
        check="unreported",
        title=Text(en="Pieces taken downstream and not reported upstream", zh="下道已取、上道未报"),
        sql="""
        SELECT p.code, NULL::numeric AS amount
        FROM balance b JOIN place p ON p.id = b.place
        WHERE p.kind = 'unreported' AND b.quantity <> 0""",
    ),
    Check(
        check="not-judged",
        title=Text(en="Defective pieces nobody has judged", zh="不良待判"),
        sql="""
        SELECT p.code, b.value AS amount FROM balance b JOIN place p ON p.id = b.place
        WHERE p.kind = 'defective' AND b.quantity > 0""",
    ),
    Check(
        check="not-inspected",
        title=Text(en="Goods that wait for inspection", zh="待检货物"),
        sql="""
        SELECT p.code || ' ' || l.code AS code, b.value AS amount
        FROM balance b JOIN place p ON p.id = b.place JOIN lot l ON l.id = b.lot
        WHERE b.status = 'quarantine' AND b.quantity > 0""",
    ),
    Check(
        check="not-settled",
        title=Text(en="Completed work orders that are not closed", zh="已完工未关闭的工单"),
        sql="""
        SELECT w.code, (
            SELECT sum(b.value) FROM job_order j JOIN place p ON p.job_order = j.id
            JOIN balance b ON b.place = p.id WHERE j.work_order = w.id) AS amount
        FROM work_order w
        WHERE w.status = 'completed' AND w.completed_at < %(ends_on)s::date + 1""",
    ),
    Check(
        check="in-transit",
        title=Text(en="Goods under way between sites", zh="在途货物"),
        sql="""
        SELECT p.code, b.value AS amount FROM balance b JOIN place p ON p.id = b.place
        WHERE p.kind = 'transit' AND b.quantity > 0""",
    ),
    Check(
        check="kept-for-suppliers",
        title=Text(en="Supplier's goods that nobody has decided on", zh="供应商代管货物"),
        sql="""
        SELECT p.code || ' ' || l.code AS code, NULL::numeric AS amount
        FROM balance b JOIN place p ON p.id = b.place JOIN lot l ON l.id = b.lot
        WHERE b.owner IS NOT NULL AND b.quantity > 0 AND b.is_physical""",
    ),
    Check(
        check="lent",
        title=Text(en="Goods lent and overdue", zh="逾期未还的借料"),
        sql="""
        SELECT l.code || '/' || l.line AS code, NULL::numeric AS amount
        FROM loan l WHERE l.status = 'open' AND l.due_on <= %(ends_on)s::date""",
    ),
    Check(
        check="not-proved",
        title=Text(en="The ledger was not proved since the period's end", zh="期末后未做账目验证"),
        sql="""
        SELECT 'taktline ledger verify' AS code, NULL::numeric AS amount
        WHERE NOT EXISTS (
            SELECT 1 FROM ledger_proof g
            WHERE g.is_sound AND g.proved_at >= %(ends_on)s::date + 1)""",
    ),
)
COUNTED = """
    SELECT count(*), coalesce((array_agg(f.code ORDER BY f.code))[1:%(most)s::integer], '{{}}'),
        sum(f.amount)
    FROM ({sql}) AS f"""


async def period_checks(
    tx: Tx, asked: PeriodCheckParams, reader: Principal
) -> Page[PeriodCheckRow]:  # tidy: positional - the shape of a query
    """Return what is still open, what blocks first; a point with 0 is done."""
    params = {"ends_on": asked.ends_on, "most": EXAMPLES_MAX}
    rows = [
        (check.check, check.title, check.blocks, *(await _found(tx, check, params)))
        for check in CHECKS
    ]
    return Page(rows=rows_as(rows, PeriodCheckRow), total=len(rows))


async def _found(
    tx: Tx, check: Check, params: dict[str, object]
) -> tuple[object, ...]:  # tidy: positional - a statement and its parameters
    return (await tx.fetch(COUNTED.format(sql=check.sql), params))[0]


PERIOD_CHECKS_QUERY = Query(
    name="kernel.period_checks",
    params=PeriodCheckParams,
    row=PeriodCheckRow,
    needs="period:read",
    run=period_checks,
    label=Text(en="Before closing a period", zh="结账检查清单"),
)
