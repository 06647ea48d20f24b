"""Goods are lent, given back in one or several parts, or kept for good."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.dock import (
    Dock,
    GoodsLine,
    Taking,
    load_dock,
    measured,
    refuse_lines,
    taken,
)
from taktline.apps.inventory.lending.facts import Loan, LoanChanged, LoanMade
from taktline.apps.inventory.lending.loans import (
    LoanBetweenWhom,
    LoanEnded,
    LoanIsThere,
    LoanRead,
    Loans,
    MoreThanOwed,
    Party,
    Standing,
    accounts_of,
    loan_event,
    named_loans,
    places_of,
    standing,
    taken_codes,
)
from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Invalid, Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import StockKey
from taktline.kernel.ledger.references import Entered, ReferencesWanted
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx


class KeptReasonMissing(Problem):
    """Whoever keeps what was lent says why."""

    title = Text(
        en="Say why {loan} need not be given back.", zh="请说明 {loan} 为何不再归还(转领)。"
    )
    status = 400


class LendMaterial(Command, frozen=True, kw_only=True):
    """One order or department lends goods to another (借料); the loan says until when.

    Attributes:
        code: the number of the slip; made up where it is left out.
        lender: whose goods leave: a job order's, or those of a store or line side.
        borrower: who gets them.
        due_on: when they are to be given back, not before today.
        lines: each becomes a line of the loan; where a job order lends, traced lines name the lot.
    """

    site: str | None = None
    code: str | None = None
    lender: Party
    borrower: Party
    due_on: date
    reason: str = ""
    lines: tuple[GoodsLine, ...]


class RepaidLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some goods that are given back: any lot of the material that was lent.

    Attributes:
        line: of the loan.
        quantity: in `unit`, or in the base unit; above 0, at most what is owed.
        source: where they come from instead of the borrower, a store after a delivery for instance.
        target: where they go instead of to the lender, whose order has ended for instance.
    """

    line: int = 1
    quantity: Decimal
    unit: str | None = None
    lot: str | None = None
    source: Party | None = None
    target: Party | None = None


class RepayLoan(Command, frozen=True, kw_only=True):
    """Some or all of what was lent is given back (还料)."""

    loan: str
    lines: tuple[RepaidLine, ...]


class KeepLoan(Command, frozen=True, kw_only=True):
    """What is still owed stays with the borrower for good (借转领).

    Attributes:
        line: of the loan; left out = all that are open.
        reason: why it need not be given back.
    """

    loan: str
    reason: str
    line: int | None = None


async def load_lending(tx: Tx, commands: Sequence[LendMaterial]) -> Loans:
    """Lock the job orders, then both ends of every line."""
    codes = await taken_codes(tx, (c.code for c in commands if c.code is not None))
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot if command.lender.place is not None else line.lot or "",
            places=places_of(command.lender, command.borrower),
            accounts=accounts_of(command.lender, command.borrower),
            owners=(line.owner,),
            units=(line.handling_unit, None),
        )
        for command in commands
        for line in command.lines
    ]
    jobs = {job for command in commands for _, job in accounts_of(command.lender, command.borrower)}
    dock = await load_dock(tx, commands, takings, named=ReferencesWanted(), jobs=jobs)
    return _loans(dock, codes=codes)


def decide_lend(dock: Loans, command: LendMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide a loan: goods move with their value, and a line each says who owes them.

    Raises:
        LineCount: no line, or more than 500.
        BadCode, LoanIsThere: its number.
        Invalid: it would be due in the past.
        SiteNeeded, NotFound, JobEnded, UnknownPlace, NoPlaceOfGoods: what is named.
        LoanBetweenWhom: nobody, or one and the same, lends and borrows.
        NoConversion, QuantityNotPositive, OutOfTolerance: a quantity says nothing.
        UnknownLot, LotNeeded, NothingAllocatable: the lot.
        StatusForbids, LotHeld, LotExpired, Shortage, BackdatedShortage: see `checked`.
    """
    refuse_lines(command.lines)
    code = _code(dock, command, ids)
    entry = Entry(dock.stock, ids.new)
    site = _site(dock, command)
    lender = standing(dock, entry, command.lender, site=site)
    borrower = standing(dock, entry, command.borrower, site=site)
    if lender.place == borrower.place or lender.site != borrower.site:
        raise LoanBetweenWhom(at="/borrower")
    if command.due_on < entry.stock.today(lender.site, command.occurred_at):
        raise Invalid(reason="a loan is due today or later", at="/due_on")
    facts: list[Fact] = []
    for number, line in enumerate(command.lines, start=1):
        quantity = _lent(dock, entry, command, line=line, ends=(lender, borrower))
        material = dock.material(line.material)
        loan = Loan(
            id=ids.new(), site=lender.site, code=code, line=number, material=material.id,
            lender_place=lender.place, lender_job=lender.job, borrower_place=borrower.place,
            borrower_job=borrower.job, lent=quantity, due_on=command.due_on,
        )  # fmt: skip
        read = LoanRead(
            loan=loan, lender=command.lender, borrower=command.borrower, unit=material.unit
        )
        facts += [
            LoanMade(loan=loan, reason=command.reason, lent_at=command.occurred_at),
            loan_event(
                read, "loan.made", material=material.code, quantity=plain(quantity),
                reason=command.reason,
            ),
        ]  # fmt: skip
    return [*booked(entry, occurred_at=command.occurred_at), *facts]


def _code(dock: Loans, command: LendMaterial, ids: Ids) -> str:
    if command.code is None:
        return f"LN-{ids.cause.hex[:12].upper()}-{ids.cause.hex[-4:].upper()}"
    code = checked_code(command.code)
    if code in dock.codes:
        raise LoanIsThere(code=code, at="/code")
    return code


def _site(dock: Loans, command: LendMaterial) -> UUID:
    """Return the site of a loan: that of the job order that lends or borrows, else the named one.

    Raises:
        NotFound, JobEnded: the job order.
        SiteNeeded: no job order, and no site where there are several.
    """
    for party in (command.lender, command.borrower):
        if party.job_order is not None:
            return dock.open_job(party.job_order).site
    return dock.refs.site(command.site)


def _lent(
    dock: Loans, entry: Entry, command: LendMaterial, *, line: GoodsLine,
    ends: tuple[Standing, Standing],
) -> Decimal:  # fmt: skip  # tidy: positional - state, entry, command
    """Move what one line lends; return how much, in the base unit."""
    lender, borrower = ends
    if lender.job is None:
        parts = taken(dock, entry, line, place=lender.place, at=command.occurred_at)
    else:
        parts = [_from_job(dock, entry, line, place=lender.place)]
    for key, part in parts:
        target = StockKey(place=borrower.place, lot=key.lot, owner=key.owner)
        entry.move(key, target, quantity=part.base, entered=part)
    return sum((part.base for _, part in parts), ZERO)


def _from_job(
    dock: Dock, entry: Entry, line: GoodsLine, *, place: UUID
) -> tuple[StockKey, Entered]:  # tidy: positional - state, entry, line
    material = dock.material(line.material)
    entered = measured(dock, line, material=material)
    lot = entry.known_lot(material, line.lot)
    return StockKey(place=place, lot=lot, owner=dock.owner(line.owner)), entered


async def load_repaid(tx: Tx, commands: Sequence[RepayLoan]) -> Loans:
    """Lock the loans, then the job orders, then both ends of every line."""
    loans = await named_loans(tx, (command.loan for command in commands))
    takings = []
    for command in commands:
        for line in command.lines:
            found = _line(loans, command.loan, line.line)
            if found is None:
                continue
            source, target = line.source or found.borrower, line.target or found.lender
            takings.append(
                Taking(
                    site=str(found.loan.site),
                    material=str(found.loan.material),
                    lot=line.lot if source.place is not None else line.lot or "",
                    places=places_of(source, target),
                    accounts=accounts_of(source, target),
                )
            )
    jobs = {job for taking in takings for _, job in taking.accounts}
    dock = await load_dock(tx, commands, takings, named=ReferencesWanted(), jobs=jobs)
    return _loans(dock, loans=loans)


def decide_repay(dock: Loans, command: RepayLoan, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what is given back: goods move, and so much less is owed; all of it ends the line.

    Raises:
        LineCount: no line, or more than 500.
        NotFound: there is no such loan or line, or a party is not there.
        LoanEnded: nothing is owed any more.
        LoanBetweenWhom: a source or target names no party, or two, or both are one.
        MoreThanOwed: it is more than was lent.
        JobEnded: the job order it comes from or goes to is over; name another target.
        NoConversion, QuantityNotPositive: a quantity says nothing.
        UnknownLot, LotNeeded, NothingAllocatable, StatusForbids, LotHeld, LotExpired, Shortage,
        BackdatedShortage: the goods.
    """
    refuse_lines(command.lines)
    entry = Entry(dock.stock, ids.new)
    facts: dict[UUID, LoanRead] = {}
    told: list[Fact] = []
    for line in command.lines:
        read = dock.line(command.loan, line.line)
        read = facts.get(read.loan.id, read)
        after = _repaid(dock, entry, command, line=line, read=read)
        facts[read.loan.id] = after
        back = after.loan.returned - read.loan.returned
        material = dock.stock.materials[read.loan.material].code
        name = "loan.repaid" if after.loan.owed > 0 else "loan.ended"
        told.append(loan_event(after, name, material=material, quantity=plain(back)))
    changed = [LoanChanged(loan=r.loan, changed_at=command.occurred_at) for r in facts.values()]
    return [*booked(entry, occurred_at=command.occurred_at), *changed, *told]


def _repaid(
    dock: Loans, entry: Entry, command: RepayLoan, *, line: RepaidLine, read: LoanRead
) -> LoanRead:  # tidy: positional - state, entry, command
    loan = read.loan
    if loan.owed <= 0:
        raise LoanEnded(loan=f"{loan.code}/{loan.line}", at="/lines")
    source = standing(dock, entry, line.source or read.borrower, site=loan.site)
    target = standing(dock, entry, line.target or read.lender, site=loan.site)
    if source.place == target.place or source.site != target.site:
        raise LoanBetweenWhom(at="/lines")
    goods = GoodsLine(
        material=str(loan.material), quantity=line.quantity, unit=line.unit, lot=line.lot
    )
    material = dock.material(goods.material)
    entered = dock.refs.entered(material, line.quantity, unit=line.unit)
    if entered.base > loan.owed:
        raise MoreThanOwed(
            loan=f"{loan.code}/{loan.line}", owed=plain(loan.owed), unit=material.unit,
            material=material.code, asked=plain(entered.base), at="/lines",
        )  # fmt: skip
    if source.job is None:
        parts = taken(dock, entry, goods, place=source.place, at=command.occurred_at)
    else:
        parts = [_from_job(dock, entry, goods, place=source.place)]
    for key, part in parts:
        entry.move(key, StockKey(place=target.place, lot=key.lot), quantity=part.base, entered=part)
    back = msgspec.structs.replace(loan, returned=loan.returned + entered.base)
    return msgspec.structs.replace(read, loan=back)


async def load_kept(tx: Tx, commands: Sequence[KeepLoan]) -> Loans:
    """Lock the loans; no goods move."""
    loans = await named_loans(tx, (command.loan for command in commands))
    takings = [
        Taking(site=str(one.loan.site), material=str(one.loan.material), lot="", places=())
        for one in loans.values()
    ]
    dock = await load_dock(tx, commands, takings, named=ReferencesWanted())
    return _loans(dock, loans=loans)


def decide_keep(dock: Loans, command: KeepLoan, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that what is owed stays where it is; its value went along when it was lent.

    Raises:
        NotFound: there is no such loan or line.
        KeptReasonMissing: nobody says why.
        LoanEnded: nothing is owed any more.
    """
    lines = dock.of_code(command.loan)
    if command.line is not None:
        lines = [dock.line(command.loan, command.line)]
    if not command.reason.strip():
        raise KeptReasonMissing(loan=command.loan, at="/reason")
    owing = [one for one in lines if one.loan.owed > 0]
    if not owing:
        raise LoanEnded(loan=command.loan, at="/loan")
    facts: list[Fact] = []
    for read in owing:
        loan = msgspec.structs.replace(read.loan, kept=read.loan.kept + read.loan.owed)
        ended = msgspec.structs.replace(read, loan=loan)
        material = dock.stock.materials[loan.material].code
        facts += [
            LoanChanged(loan=loan, changed_at=command.occurred_at, reason=command.reason),
            loan_event(
                ended, "loan.kept", material=material, quantity=plain(read.loan.owed),
                reason=command.reason,
            ),
        ]  # fmt: skip
    return facts


def _line(loans: dict[UUID, LoanRead], code: str, line: int) -> LoanRead | None:
    found = (r for r in loans.values() if (r.loan.code, r.loan.line) == (code, line))
    return next(found, None)  # tidy: positional - what is looked up


def _loans(
    dock: Dock, *, loans: dict[UUID, LoanRead] | None = None, codes: set[str] | None = None
) -> Loans:
    return Loans(
        stock=dock.stock,
        refs=dock.refs,
        open_jobs=dock.open_jobs,
        inspections=dock.inspections,
        loans=loans or {},
        codes=codes or set(),
    )
