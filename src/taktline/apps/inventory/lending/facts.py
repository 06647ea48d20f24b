"""The facts of lending, and how they are written."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx

LoanStatus = Literal["open", "returned", "kept"]


class Loan(msgspec.Struct, frozen=True, kw_only=True):
    """One material that one party owes another; quantities in its base unit.

    Attributes:
        lender_place: the store, line side or wip the goods came from; `lender_job` where it is
            the wip of a job order. Likewise of the borrower.
        kept: what the borrower need not give back.
    """

    id: UUID
    site: UUID
    code: str
    line: int
    material: UUID
    lender_place: UUID
    borrower_place: UUID
    lent: Decimal
    due_on: date
    lender_job: UUID | None = None
    borrower_job: UUID | None = None
    returned: Decimal = ZERO
    kept: Decimal = ZERO

    @property
    def owed(self) -> Decimal:
        """What is still to be given back."""
        return self.lent - self.returned - self.kept

    @property
    def status(self) -> LoanStatus:
        """Open while anything is owed; kept where something was kept for good."""
        if self.owed > 0:
            return "open"
        return "kept" if self.kept > 0 else "returned"


class LoanMade(Fact, frozen=True, kw_only=True):
    """Goods were lent."""

    loan: Loan
    reason: str
    lent_at: Instant


class LoanChanged(Fact, frozen=True, kw_only=True):
    """Some of a loan was given back, or is kept for good."""

    loan: Loan
    changed_at: Instant
    reason: str = ""


INSERT = """
    INSERT INTO loan (id, site, code, line, material, lender_place, lender_job, borrower_place,
        borrower_job, lent, due_on, reason, lent_at, cause)
    SELECT n.id, n.site, n.code, n.line, n.material, n.lender_place, n.lender_job,
        n.borrower_place, n.borrower_job, n.lent, n.due_on, n.reason, n.lent_at, n.cause
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(code)s::text[], %(line)s::integer[],
        %(material)s::uuid[], %(lender_place)s::uuid[], %(lender_job)s::uuid[],
        %(borrower_place)s::uuid[], %(borrower_job)s::uuid[], %(lent)s::numeric[],
        %(due_on)s::date[], %(reason)s::text[], %(lent_at)s::timestamptz[], %(cause)s::uuid[])
        AS n(id, site, code, line, material, lender_place, lender_job, borrower_place,
            borrower_job, lent, due_on, reason, lent_at, cause)"""
CHANGE = """
    UPDATE loan l SET returned = n.returned, kept = n.kept, status = n.status,
        closed_at = CASE WHEN n.status = 'open' THEN NULL ELSE n.at END,
        close_reason = CASE WHEN n.reason = '' THEN l.close_reason ELSE n.reason END,
        version = l.version + 1
    FROM unnest(%(id)s::uuid[], %(returned)s::numeric[], %(kept)s::numeric[], %(status)s::text[],
        %(at)s::timestamptz[], %(reason)s::text[]) AS n(id, returned, kept, status, at, reason)
    WHERE l.id = n.id"""
ROW = (
    "id", "site", "code", "line", "material", "lender_place", "lender_job", "borrower_place",
    "borrower_job", "lent", "due_on",
)  # fmt: skip


def record_made(tx: Tx, booked: Sequence[Booked[LoanMade]]) -> None:
    """Write new loans."""
    columns: dict[str, object] = {
        name: [getattr(one.fact.loan, name) for one in booked] for name in ROW
    }
    columns |= {
        "reason": [one.fact.reason for one in booked],
        "lent_at": [one.fact.lent_at for one in booked],
        "cause": [one.stamp.cause for one in booked],
    }
    tx.execute(INSERT, columns)


def record_changed(tx: Tx, booked: Sequence[Booked[LoanChanged]]) -> None:
    """Write what became of loans; of several changes of one the last holds."""
    last = list({one.fact.loan.id: one.fact for one in booked}.values())
    tx.execute(
        CHANGE,
        {
            "id": [f.loan.id for f in last],
            "returned": [f.loan.returned for f in last],
            "kept": [f.loan.kept for f in last],
            "status": [f.loan.status for f in last],
            "at": [f.changed_at for f in last],
            "reason": [f.reason for f in last],
        },
    )
