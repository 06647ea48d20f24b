"""Correcting a report: a reversing part and a new part, with the original shift and people."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.ledger.allocation import reservations_cut
from taktline.kernel.ledger.checks import checked_as_one
from taktline.kernel.ledger.entry import cut_events
from taktline.kernel.ledger.facts import LotCreated, Move, PlaceOpened, ReservationChanged
from taktline.kernel.ledger.reversal import not_before
from taktline.kernel.orders.changes import job_event
from taktline.kernel.orders.counts import DefectLine, NothingReported, ReasonMissing
from taktline.kernel.orders.defects import refuse_unjudged
from taktline.kernel.orders.facts import JobReported
from taktline.kernel.orders.flow_card import opened_again
from taktline.kernel.orders.limits import refuse_beyond_limits, refuse_miscount
from taktline.kernel.orders.lowered import lowered
from taktline.kernel.orders.product_lot import refuse_unknown_lot
from taktline.kernel.orders.report import (
    Mounted,
    ReportOperation,
    book,
    counts_of,
    reported,
)
from taktline.kernel.orders.reverse import fold_into, refuse_closed, scratch, taken_back
from taktline.kernel.orders.rows import Job, Response, Source
from taktline.kernel.orders.shares import PersonLine, ShareRule
from taktline.kernel.orders.shop import Shop, path_of
from taktline.kernel.orders.stock_alerts import stock_alerts
from taktline.platform.command import Command, Event, Fact, Ids

OWN_CORRECTION_MAX = timedelta(minutes=15)
"""How long people correct their own reports without the lead (handbook, shopfloor section 3)."""
CORRECT = "job_order:correct"
"""Permission to correct the reports of others, and one's own after that."""


class CorrectReport(Command, frozen=True, kw_only=True):
    """A report said something wrong; what is absent was right.

    Attributes:
        report: id of the command that reported.
        reason: why; always needed.
        defects: all defect lines as they should be; absent = as they were.
        persons: all persons as they should be; absent = as they were.
    """

    report: UUID
    reason: str
    good: Decimal | None = None
    sample: Decimal | None = None
    defects: tuple[DefectLine, ...] | None = None
    missing: Decimal | None = None
    missing_reason: str | None = None
    found: Decimal | None = None
    found_reason: str | None = None
    lot: str | None = None
    components: tuple[Mounted, ...] = ()
    labor_s: Decimal | None = None
    machine_s: Decimal | None = None
    persons: tuple[PersonLine, ...] | None = None
    share_rule: ShareRule = "equal"
    source: Source = "api"


class MayNotCorrect(Problem):
    """Somebody else's report, or one's own after a quarter of an hour."""

    title = Text(
        en="You may correct your own reports for {minutes} minutes; ask the team lead.",
        zh="本人报工 {minutes} 分钟内可更正,请联系班组长。",
    )
    status = 403


class JointReport(Problem):
    """The report of a run is about all of its members."""

    title = Text(
        en="This report is of a whole run; correct the run instead.",
        zh="该报工属于合炉,请更正合炉报工。",
    )


def decide_correct(shop: Shop, command: CorrectReport, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a report is taken back and booked anew, in one command.

    What came after need not be undone: allowed if every later balance stays possible. Both parts
    happen no earlier than the report, whosever clock was ahead.

    Raises:
        NotFound: no report was booked under this id.
        OrderClosed: the job order is closed.
        JointReport: it is the report of a run.
        ReasonMissing: nobody says why.
        MayNotCorrect: not one's own, or too late.
        UnknownLot: the lot it should have named was never seen.
        AlreadyReversed: it was corrected or taken back before.
        MayNotJudge, StartedExceeded, OverDelivery, CountTolerance: as for a report.
        Shortage, BackdatedShortage, NothingAllocatable: what it brought is not there any more, or
            what it needs.
    """
    said = _report_of(shop, command.report)
    job = shop.jobs[said.job_order]
    refuse_closed([job])
    if command.report in shop.joint:
        raise JointReport()
    if not command.reason.strip():
        raise ReasonMissing(field="reason", at="/reason")
    refuse_foreign(shop, job, report=command.report, now=now, ids=ids)
    moves = shop.moves.get(command.report, ())
    at = not_before(command.occurred_at, moves)
    command = msgspec.structs.replace(command, occurred_at=at)
    reports = tuple(one for one in shop.responses[command.report] if one.kind == "report")
    refuse_unknown_lot(shop, job, command.lot)
    back = taken_back(shop, command.report, moves=moves, responses=reports, ids=ids)
    before = scratch(shop)
    fold_into(before, back)
    anew = _rewritten(shop, said, command=command, job=job)
    booked = booked_anew(before, before.jobs[job.id], anew, said=said, ids=ids)
    back += opened_again(reports)
    fresh = [fact.response for fact in booked if isinstance(fact, JobReported)]
    now_said = next((one for one in fresh if one.job_order == job.id), None)
    told = lowered(job, said, now_said, reason=command.reason, ids=ids)
    both = as_one(shop, [*back, *booked], at=at)
    return [*both, *also_cut(shop, both, ids=ids), *told]


def booked_anew(
    shop: Shop, job: Job, report: ReportOperation, *, said: Response, ids: Ids
) -> list[Fact]:
    """Return what a report books that stands for an earlier one: its shift, day and crew stay.

    Raises:
        MayNotJudge, StartedExceeded, OverDelivery, CountTolerance: as for a report.
        Shortage, NothingAllocatable: what it needs is not there.
    """
    try:
        counts = counts_of(shop, job, report)
    except NothingReported:  # Nothing was made after all: what was said is only taken back.
        return [job_event("corrected", job, report=str(said.id), good="0")]
    refuse_unjudged(shop, job, counts=counts, ids=ids)
    refuse_beyond_limits(shop, job, counts=counts, command=report)
    reasons = {"missing": report.missing_reason or "", "found": report.found_reason or ""}
    refuse_miscount(job, counts, reasons=reasons, command=report)
    fresh = msgspec.structs.replace(
        reported(shop, job, report=report, counts=counts, ids=ids),
        shift=said.shift,
        business_date=said.business_date,
        crew=said.crew,
        work_unit=said.work_unit,
        parameters=said.parameters,
        flow_card=said.flow_card,
    )
    facts = book(shop, job, report=report, counts=counts, said=fresh, ids=ids)
    told = [f for f in facts if not (isinstance(f, Event) and f.name == "job_order.reported")]
    return [*told, job_event("corrected", job, report=str(said.id), good=str(counts.good))]


def _report_of(shop: Shop, command: UUID) -> Response:
    # Operations without a report point were booked before the one that was reported.
    for said in reversed(shop.responses.get(command, ())):
        if said.kind == "report" and said.sign == 1:
            return said
    raise NotFound(kind="report", code=str(command), at="/report")


def refuse_foreign(shop: Shop, job: Job, *, report: UUID, now: Instant, ids: Ids) -> None:
    """Refuse to correct somebody else's report, or one's own after a quarter of an hour.

    Raises:
        MayNotCorrect: without the lead's right.
    """
    author = shop.authors.get(report)
    is_own = author is not None and author.principal == ids.by.id
    in_time = author is not None and now - author.recorded_at <= OWN_CORRECTION_MAX
    if (is_own and in_time) or ids.by.may(CORRECT, path_of(shop, job)):
        return
    raise MayNotCorrect(minutes=int(OWN_CORRECTION_MAX.total_seconds() // 60))


def as_one(shop: Shop, facts: list[Fact], *, at: Instant) -> list[Fact]:
    """Return the facts with their moves stamped; only what both parts leave must be possible.

    Raises:
        StatusForbids, LotHeld, LotExpired, Shortage, BackdatedShortage, ValueShortage: see
            `checked_as_one`.
    """
    moves = [fact for fact in facts if isinstance(fact, Move)]
    known = _with_opened(shop, facts)
    stamped = iter(checked_as_one(known.stock, moves, occurred_at=at))
    return [next(stamped) if isinstance(fact, Move) else fact for fact in facts]


def _with_opened(shop: Shop, facts: list[Fact]) -> Shop:
    """Return a copy of the state that knows the places and lots the facts make."""
    known = scratch(shop)
    fold_into(known, [f for f in facts if isinstance(f, (PlaceOpened, LotCreated))])
    return known


def also_cut(shop: Shop, facts: list[Fact], *, ids: Ids) -> list[Fact]:
    """Return the promises that both parts together break, beside those the new part cut."""
    known = _with_opened(shop, facts).stock
    for fact in facts:
        if isinstance(fact, ReservationChanged):
            known.reservations[fact.id] = msgspec.structs.replace(
                known.reservations[fact.id], quantity=fact.quantity, status=fact.status
            )
    moves = [fact for fact in facts if isinstance(fact, Move)]
    cut = reservations_cut(known, moves)
    told = cut_events(known, cut)
    return [*cut, *told, *stock_alerts(told, ids.new)]


def _rewritten(shop: Shop, said: Response, *, command: CorrectReport, job: Job) -> ReportOperation:
    """Return the report as it should have been: as it was, with what the correction says."""
    lot = None if said.lot is None else shop.stock.lots[said.lot].code
    given = {
        "good": command.good,
        "sample": command.sample,
        "missing": command.missing,
        "missing_reason": command.missing_reason,
        "found": command.found,
        "found_reason": command.found_reason,
        "lot": command.lot,
        "labor_s": command.labor_s,
        "machine_s": command.machine_s,
        "defects": command.defects,
        "persons": command.persons,
    }
    was = ReportOperation(
        id=command.id,
        occurred_at=command.occurred_at,
        confirm=command.confirm,
        extra=command.extra,
        job_order=job.code,
        good=said.good,
        sample=said.sample,
        missing=said.missing,
        missing_reason=said.missing_reason,
        found=said.found,
        found_reason=said.found_reason,
        lot=lot,
        components=command.components,
        labor_s=said.labor_s,
        machine_s=said.machine_s,
        defects=_lines(shop, said),
        persons=_persons(said),
        share_rule="coefficient" if command.persons is None else command.share_rule,
        handling_unit=said.handling_unit,
        flow_card=None if said.flow_card is None else str(said.flow_card),
        reason=command.reason,
        source=command.source,
    )
    return msgspec.structs.replace(was, **{k: v for k, v in given.items() if v is not None})


def _lines(shop: Shop, said: Response) -> tuple[DefectLine, ...]:
    return tuple(
        DefectLine(
            quantity=row.quantity,
            defect_code=row.defect_code,
            outcome=row.outcome,
            defect_class=row.defect_class,
            found_at=row.found_at,
            caused_at_job=None if row.caused_at_job is None else str(row.caused_at_job),
            caused_at_operation=row.caused_at_operation,
            caused_by_person=row.caused_by_person,
            caused_by_supplier=row.caused_by_supplier,
            rework_job=None if row.rework_job is None else shop.jobs[row.rework_job].code,
            photo=row.photo,
        )
        for row in said.defects
    )


def _persons(said: Response) -> tuple[PersonLine, ...]:
    return tuple(PersonLine(person=str(one.person), coefficient=one.share) for one in said.persons)
