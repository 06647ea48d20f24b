"""Who owes whom what, and what is overdue."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.lending.facts import LoanStatus
from taktline.base.text import Text
from taktline.kernel.ledger.asked import SEEN, bounded_limit, nodes_of, rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx


class LoanParams(msgspec.Struct, frozen=True, kw_only=True):
    """Which loans: open ones unless `settled`; of a party, a material, only what is overdue.

    Attributes:
        party: code of a job order, work order or place that lends or borrows.
        on: the day overdue is reckoned for; left out = today at the site.
    """

    site: str | None = None
    party: str | None = None
    material: str | None = None
    overdue: bool = False
    settled: bool = False
    on: date | None = None
    limit: int = 100


class LoanListed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a loan, the longest overdue first; quantities in the base unit.

    Attributes:
        days_overdue: 0 until the day after `due_on`, and for what is settled.
    """

    id: UUID
    site: str
    code: str
    line: int
    material: str
    unit: str
    lender: str
    borrower: str
    lent: Decimal
    returned: Decimal
    kept: Decimal
    owed: Decimal
    due_on: date
    days_overdue: int
    status: LoanStatus
    reason: str
    lent_at: datetime


LISTED = f"""
    SELECT l.id, s.code, l.code, l.line::integer, m.code, u.code, coalesce(lj.code, lp.code),
        coalesce(bj.code, bp.code), l.lent, l.returned, l.kept, l.lent - l.returned - l.kept,
        l.due_on, d.days, l.status, l.reason, l.lent_at, count(*) OVER ()
    FROM loan l
    JOIN site s ON s.id = l.site
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    JOIN place lp ON lp.id = l.lender_place
    JOIN place bp ON bp.id = l.borrower_place
    LEFT JOIN job_order lj ON lj.id = l.lender_job
    LEFT JOIN job_order bj ON bj.id = l.borrower_job
    LEFT JOIN work_order lw ON lw.id = lj.work_order
    LEFT JOIN work_order bw ON bw.id = bj.work_order
    CROSS JOIN LATERAL (
        SELECT CASE WHEN l.status = 'open' THEN greatest(
            coalesce(%(on)s::date, (now() AT TIME ZONE s.zone)::date) - l.due_on, 0) ELSE 0 END
            AS days) d
    WHERE (%(settled)s OR l.status = 'open')
        AND (NOT %(overdue)s OR d.days > 0)
        AND (%(site)s::text IS NULL OR s.code = %(site)s)
        AND (%(material)s::text IS NULL OR m.code = %(material)s)
        AND (%(party)s::text IS NULL
            OR %(party)s IN (lj.code, bj.code, lw.code, bw.code, lp.code, bp.code))
        AND EXISTS (SELECT 1 FROM place p WHERE p.id IN (l.lender_place, l.borrower_place)
            AND {SEEN})
    ORDER BY d.days DESC, l.due_on, l.code, l.line LIMIT %(limit)s"""


async def loans(
    tx: Tx, asked: LoanParams, reader: Principal
) -> Page[LoanListed]:  # tidy: positional - the shape of a query
    """Return who owes whom what, the longest overdue first."""
    params = {
        **msgspec.structs.asdict(asked),
        "limit": bounded_limit(asked.limit),
        "nodes": nodes_of(reader, "loan:read"),
    }
    rows = await tx.fetch(LISTED, params)
    total = msgspec.convert(rows[0][-1], int) if rows else 0
    return Page(rows=rows_as([row[:-1] for row in rows], LoanListed), total=total)


QUERIES = (
    Query(
        name="inventory.loans",
        params=LoanParams,
        row=LoanListed,
        needs="loan:read",
        run=loans,
        label=Text(en="Loans", zh="借料清单"),
        units={"unit": ("lent", "returned", "kept", "owed")},
    ),
)
