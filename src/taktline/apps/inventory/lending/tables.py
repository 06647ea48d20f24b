"""What lending brings: its verbs, query, facts and events."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from taktline.apps.inventory import dock, places
from taktline.apps.inventory.lending import facts, lend, loans
from taktline.apps.inventory.lending.queries import QUERIES
from taktline.apps.inventory.scale import BadWeighing, CountedOtherwise
from taktline.base.code import BadCode
from taktline.base.problem import Invalid, NotFound
from taktline.base.text import Text
from taktline.kernel.ledger import refusals as ledger
from taktline.kernel.ledger.entry import NoPlaceOfGoods
from taktline.kernel.ledger.references import QuantityNotPositive, SiteNeeded
from taktline.kernel.resources.conversion import NoConversion, OutOfTolerance
from taktline.platform.registry import EventKind
from taktline.platform.verb import AnyFactKind, FactKind, Verb

_GOODS = (
    ledger.UnknownPlace, NoPlaceOfGoods, NoConversion, QuantityNotPositive, ledger.UnknownLot,
    ledger.LotNeeded, ledger.NothingAllocatable, ledger.StatusForbids, ledger.LotHeld,
    ledger.LotExpired, ledger.SerialTwice, ledger.Shortage, ledger.BackdatedShortage,
    ledger.ValueShortage,
)  # fmt: skip
_BOOKED = ("reservation.cut", "place.overdrawn", "work_alert.raised")


def _ends(state: loans.Loans, command: lend.LendMaterial) -> list[places.Place]:
    found = [_of(state, party, command.site) for party in (command.lender, command.borrower)]
    return [place for place in found if place]


def _lent_at(state: loans.Loans, command: lend.LendMaterial) -> places.Place:
    return next(iter(_ends(state, command)), ())


def _of(state: loans.Loans, party: loans.Party, site: str | None) -> places.Place:
    if party.job_order is not None:
        return places.of_job(state.open_jobs.get(party.job_order))
    known = state.refs.site_or_none(site)
    if known is None:
        return ()
    return places.standing_at(state, known, party.place or "")


def _owed_at(state: loans.Loans, command: lend.RepayLoan | lend.KeepLoan) -> tuple[UUID, ...]:
    return next(iter(_owing(state, command)), ())


def _owing(
    state: loans.Loans, command: lend.RepayLoan | lend.KeepLoan
) -> Iterable[tuple[UUID, ...]]:
    """Return where the parties of a loan stand: whoever settles it has a say at both."""
    own = [one for one in state.loans.values() if one.loan.code == command.loan]
    found = [
        place if (place := _of(state, party, str(one.loan.site))) else (one.loan.site,)
        for one in own
        for party in (one.borrower, one.lender)
    ]
    return list(dict.fromkeys(found))


LENDING_VERBS = (
    Verb(
        "inventory.lend_material",
        lend.LendMaterial,
        needs="material:lend",
        load=lend.load_lending,
        decide=lend.decide_lend,
        label=Text(en="Lend material", zh="借料"),
        kind="fact",
        path=_lent_at,
        also=_ends,
        refusals=(
            dock.LineCount, BadCode, loans.LoanIsThere, SiteNeeded, NotFound, dock.JobEnded,
            loans.LoanBetweenWhom, Invalid, *_GOODS, OutOfTolerance, BadWeighing, CountedOtherwise,
        ),
        events=("loan.made", *_BOOKED),
    ),
    Verb(
        "inventory.repay_loan",
        lend.RepayLoan,
        needs="material:lend",
        load=lend.load_repaid,
        decide=lend.decide_repay,
        label=Text(en="Give back what was lent", zh="还料"),
        kind="fact",
        path=_owed_at,
        also=_owing,
        refusals=(
            dock.LineCount, NotFound, loans.LoanEnded, loans.LoanBetweenWhom, loans.MoreThanOwed,
            dock.JobEnded, *_GOODS,
        ),
        events=("loan.repaid", "loan.ended", *_BOOKED),
    ),
    Verb(
        "inventory.keep_loan",
        lend.KeepLoan,
        needs="loan:settle",
        load=lend.load_kept,
        decide=lend.decide_keep,
        label=Text(en="Keep what was lent", zh="借料转领用"),
        path=_owed_at,
        also=_owing,
        refusals=(NotFound, lend.KeptReasonMissing, loans.LoanEnded),
        events=("loan.kept",),
    ),
)  # fmt: skip
LENDING_QUERIES = QUERIES
LENDING_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(facts.LoanMade, facts.record_made, loans.fold_made),
        FactKind(facts.LoanChanged, facts.record_changed, loans.fold_changed),
    ),
)
_LABELS = {
    "loan.made": ("Goods lent", "已借料"),
    "loan.repaid": ("Part of a loan given back", "已部分还料"),
    "loan.ended": ("Loan given back in full", "借料已还清"),
    "loan.kept": ("Loan kept for good", "借料已转领"),
}
LENDING_EVENTS = tuple(
    EventKind(name=name, entity="loan", label=Text(en=en, zh=zh))
    for name, (en, zh) in _LABELS.items()
)
