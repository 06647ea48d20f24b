"""What lending decisions know, and the parties they speak of."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.dock import AccountKind, Dock
from taktline.apps.inventory.issue import wip_of
from taktline.apps.inventory.lending.facts import Loan, LoanChanged, LoanMade
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.platform.command import Event
from taktline.platform.transaction import Tx


class LoanBetweenWhom(Problem):
    """Goods are lent by somebody to somebody else, at one site."""

    title = Text(
        en="Say who lends and who borrows: a job order or a place each, of one site, and not the "
        "same.",
        zh="请分别填写借出方和借入方:任务单或库位二者择一,须同一工厂且不可相同。",
    )
    status = 400


class LoanIsThere(Problem):
    """A loan's code is used once."""

    title = Text(en="There is a loan {code} already.", zh="借料单 {code} 已存在。")


class LoanEnded(Problem):
    """Nothing is owed any more."""

    title = Text(en="{loan} is settled: nothing is owed any more.", zh="{loan} 已结清。")


class MoreThanOwed(Problem):
    """More is given back than was lent."""

    title = Text(
        en="{loan} owes {owed} {unit} of {material}; {asked} were given back.",
        zh="{loan} 尚欠 {material} {owed} {unit},本次归还 {asked} 超出。",
    )


class Party(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who lends or borrows: a job order, or a department by its store or line side."""

    job_order: str | None = None
    place: str | None = None

    @property
    def is_one(self) -> bool:
        """Whether exactly one of the two is said."""
        return (self.job_order is None) != (self.place is None)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A party as it stands on the floor."""

    site: UUID
    place: UUID
    job: UUID | None = None


class LoanRead(msgspec.Struct, frozen=True, kw_only=True):
    """A loan with the names of its parties, as it was read."""

    loan: Loan
    lender: Party
    borrower: Party
    unit: str


class Loans(Dock, kw_only=True):
    """What lending knows beside the stock: the loans that are named, and codes that are taken."""

    loans: dict[UUID, LoanRead] = {}
    codes: set[str] = set()

    def of_code(self, code: str) -> list[LoanRead]:
        """Return the lines of a loan, in order.

        Raises:
            NotFound: there is none of this code.
        """
        found = [one for one in self.loans.values() if one.loan.code == code]
        if not found:
            raise NotFound(kind="loan", code=code, at="/loan")
        return sorted(found, key=lambda one: one.loan.line)

    def line(self, code: str, line: int) -> LoanRead:
        """Return one line of a loan.

        Raises:
            NotFound: there is none.
        """
        for one in self.of_code(code):
            if one.loan.line == line:
                return one
        raise NotFound(kind="loan", code=f"{code}/{line}", at="/lines")


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """One loan as it is read."""

    id: UUID
    site: UUID
    code: str
    line: int
    material: UUID
    lender_place: UUID
    lender_job: UUID | None
    borrower_place: UUID
    borrower_job: UUID | None
    lent: Decimal
    returned: Decimal
    kept: Decimal
    due_on: date
    lender_code: str
    borrower_code: str
    unit: str


NAMED_LOANS = """
    SELECT l.id, l.site, l.code, l.line::integer AS line, l.material, l.lender_place, l.lender_job,
        l.borrower_place, l.borrower_job, l.lent, l.returned, l.kept, l.due_on,
        coalesce(lj.code, lp.code) AS lender_code, coalesce(bj.code, bp.code) AS borrower_code,
        u.code AS unit
    FROM loan l
    JOIN place lp ON lp.id = l.lender_place
    JOIN place bp ON bp.id = l.borrower_place
    LEFT JOIN job_order lj ON lj.id = l.lender_job
    LEFT JOIN job_order bj ON bj.id = l.borrower_job
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    WHERE l.code = ANY(%(codes)s::text[])
    ORDER BY l.id FOR UPDATE OF l"""
CODES = "SELECT code FROM loan WHERE code = ANY(%(codes)s::text[])"


async def named_loans(tx: Tx, codes: Iterable[str]) -> dict[UUID, LoanRead]:
    """Lock the loans that are named, every line of them."""
    rows = await tx.rows(NAMED_LOANS, {"codes": sorted(set(codes))}, as_=_Row)
    return {row.id: _read(row) for row in rows}


async def taken_codes(tx: Tx, codes: Iterable[str]) -> set[str]:
    """Return those of some codes that loans have already."""
    return {str(code) for (code,) in await tx.fetch(CODES, {"codes": sorted(set(codes))})}


def _read(row: _Row) -> LoanRead:
    names = Loan.__struct_fields__
    loan = Loan(**{name: getattr(row, name) for name in names})
    return LoanRead(
        loan=loan,
        lender=_party(row.lender_code, is_job=row.lender_job is not None),
        borrower=_party(row.borrower_code, is_job=row.borrower_job is not None),
        unit=row.unit,
    )


def _party(code: str, *, is_job: bool) -> Party:
    return Party(job_order=code) if is_job else Party(place=code)


def accounts_of(*parties: Party) -> tuple[tuple[AccountKind, str], ...]:
    """Return the job orders among some parties, as accounts to lock."""
    return tuple(("wip", one.job_order) for one in parties if one.job_order is not None)


def places_of(*parties: Party) -> tuple[str, ...]:
    """Return the stores and line sides among some parties."""
    return tuple(one.place for one in parties if one.place is not None)


def standing(dock: Dock, entry: Entry, party: Party, *, site: UUID) -> Standing:
    """Return where a party's goods stand; a job order's wip is opened where it is not there.

    Raises:
        LoanBetweenWhom: it names no party, or two.
        NotFound, JobEnded: the job order.
        UnknownPlace, NoPlaceOfGoods: the place.
    """
    if not party.is_one:
        raise LoanBetweenWhom
    if party.job_order is not None:
        job = dock.open_job(party.job_order)
        return Standing(site=job.site, place=wip_of(entry, job), job=job.id)
    return Standing(site=site, place=entry.known_place(site, party.place or ""))


def loan_event(read: LoanRead, name: str, *, material: str, **payload: object) -> Event:
    """Return an event that tells of a loan."""
    loan = read.loan
    return Event(
        name=name,
        entity="loan",
        record=loan.id,
        code=loan.code,
        site=loan.site,
        payload={
            "line": loan.line,
            "material": material,
            "lender": read.lender.job_order or read.lender.place,
            "borrower": read.borrower.job_order or read.borrower.place,
            "owed": plain(loan.owed),
            "unit": read.unit,
            "due_on": loan.due_on.isoformat(),
            **payload,
        },
    )


def fold_made(state: object, fact: LoanMade) -> None:
    """Let later commands of the batch see that a code is taken."""
    if isinstance(state, Loans):
        state.codes.add(fact.loan.code)


def fold_changed(state: object, fact: LoanChanged) -> None:
    """Let later commands of the batch see what is still owed."""
    if isinstance(state, Loans) and fact.loan.id in state.loans:
        known = state.loans[fact.loan.id]
        state.loans[fact.loan.id] = msgspec.structs.replace(known, loan=fact.loan)
