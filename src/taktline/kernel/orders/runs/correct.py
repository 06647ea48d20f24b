"""Correcting the report of a run: what is told anew of some members is booked for all, exactly."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.reversal import not_before
from taktline.kernel.orders.correct import also_cut, as_one, booked_anew, refuse_foreign
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.facts import JobReported
from taktline.kernel.orders.flow_card import opened_again
from taktline.kernel.orders.lowered import lowered
from taktline.kernel.orders.product_lot import refuse_unknown_lot
from taktline.kernel.orders.reverse import fold_into, refuse_closed, scratch, taken_back
from taktline.kernel.orders.rows import Response
from taktline.kernel.orders.runs.facts import Bay, Member, Run
from taktline.kernel.orders.runs.report import (
    ReportRun,
    RunLine,
    is_about,
    made_of_run,
    report_of,
    share_of,
    shared_time,
    took_part,
)
from taktline.kernel.orders.runs.steps import run_event, run_of
from taktline.kernel.orders.runs.used import MadeOf, RunByProduct, RunMaterial, used_together
from taktline.kernel.orders.shares import PersonLine
from taktline.platform.command import Command, Event, Fact, Ids


class CorrectRun(Command, frozen=True, kw_only=True):
    """The report of a run said something wrong; what is absent was right.

    Attributes:
        reason: why; always needed.
        lines: members of which something else is true, each as it should be; the others stay as
            they were told.
        materials, by_products, persons: all of them as they should be; absent = as they were.
    """

    run: str
    reason: str
    lines: tuple[RunLine, ...] = ()
    strokes: Decimal | None = None
    labor_s: Decimal | None = None
    machine_s: Decimal | None = None
    persons: tuple[PersonLine, ...] | None = None
    materials: tuple[RunMaterial, ...] | None = None
    by_products: tuple[RunByProduct, ...] | None = None


class RunNotReported(Problem):
    """Only a report that stands can be corrected."""

    title = Text(
        en="Run {code} has no report that stands: report it.",
        zh="合炉 {code} 没有有效报工,请先报工。",
    )


class RunArchived(Problem):
    """What the report said is kept outside the database by now."""

    title = Text(
        en="What was told of run {code} is archived: take its report back and report it anew.",
        zh="合炉 {code} 的原报工内容已归档,请整体冲销后重新报工。",
    )


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The report of a run that stands.

    Attributes:
        cause: the command that booked it.
        said: what was told first; None = archived.
        fixes: every correction since, the last one last.
    """

    cause: UUID
    said: ReportRun | None
    fixes: tuple[CorrectRun, ...] = ()


class ReportedBay(Bay, kw_only=True):
    """Runs with what was told of them."""

    standing: dict[UUID, Standing] = {}


def decide_correct_run(bay: ReportedBay, command: CorrectRun, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a run's report is taken back and booked anew for every member, in one command.

    As the parts of time and consumption follow from what all members made, all are shared anew. As
    for one report, what came after need not be undone where every later balance stays possible.

    Raises:
        NotFound: there is no such run.
        RunNotReported: none of its reports stands.
        RunArchived: nobody knows any more what was told.
        OrderClosed: a member's order is closed.
        ReasonMissing: nobody says why.
        MayNotCorrect: not one's own, or too late.
        NotAMember, NegativeCount, StrokesDiffer: the lines.
        UnknownPlace, UnknownLot, OffcutTooLarge: what was used, or where it goes.
        Problem: whatever refuses the corrected report of a member.
    """
    run = run_of(bay, command.run)
    standing = bay.standing.get(run.id)
    if standing is None:
        raise RunNotReported(code=run.code)
    if standing.said is None:
        raise RunArchived(code=run.code)
    reports = tuple(one for one in bay.responses[standing.cause] if one.kind == "report")
    jobs = [bay.jobs[one] for one in dict.fromkeys(said.job_order for said in reports)]
    refuse_closed(jobs)
    if not command.reason.strip():
        raise ReasonMissing(field="reason", at="/reason")
    for job in jobs:
        refuse_foreign(bay, job, report=standing.cause, now=now, ids=ids)
    moves = bay.moves.get(standing.cause, ())
    at = not_before(command.occurred_at, moves)
    back = taken_back(bay, standing.cause, moves=moves, responses=reports, ids=ids)
    for one in took_part(bay, run):
        for line in command.lines:
            if is_about(bay, line, one):
                refuse_unknown_lot(bay, bay.jobs[one.job_order], line.lot)
    state = scratch(bay)
    fold_into(state, back)
    told = standing.said
    for fix in (*standing.fixes, command):
        told = rewritten(bay, run, said=told, command=fix)
    dated = msgspec.structs.replace(
        told, id=command.id, occurred_at=at, confirm=command.confirm, reason=command.reason
    )
    booked = _booked(state, run, told=told, dated=dated, reports=reports, ids=ids)
    back += opened_again(reports)
    both = as_one(bay, [*back, *booked], at=at)
    return [
        *both,
        *also_cut(bay, both, ids=ids),
        *_lowered(bay, reports, booked, reason=command.reason, ids=ids),
        run_event("corrected", run, reason=command.reason),
    ]


def rewritten(bay: Bay, run: Run, *, said: ReportRun, command: CorrectRun) -> ReportRun:
    """Return a run's report as it should have been."""
    given = {
        name: value
        for name in ("strokes", "labor_s", "machine_s", "persons", "materials", "by_products")
        if (value := getattr(command, name)) is not None
    }
    members = took_part(bay, run)
    anew = [one for one in members if any(is_about(bay, line, one) for line in command.lines)]
    kept = [line for line in said.lines if not any(is_about(bay, line, one) for one in anew)]
    return msgspec.structs.replace(said, **given, lines=(*kept, *command.lines))


def _booked(
    state: ReportedBay,
    run: Run,
    *,
    told: ReportRun,
    dated: ReportRun,
    reports: tuple[Response, ...],
    ids: Ids,
) -> list[Fact]:
    """Return what the report books anew.

    Args:
        told: as on the day it was made, whose cavities and times count.
        dated: the same, as it is booked now.
    """
    members = _concerned(state, run, told=told, reports=reports)
    made = made_of_run(state, run, members=members, command=told)
    shared = shared_time(run, told, made)
    facts = used_together(state, run, made=made, command=dated, ids=ids)
    fold_into(state, facts)
    for one, part in zip(made, shared, strict=True):
        anew = msgspec.structs.replace(
            report_of(state, run, one=one, command=dated),
            labor_s=part.labor_s,
            machine_s=part.machine_s,
            persons=part.persons,
        )
        was = _said_of(one, reports)
        booked = booked_anew(state, state.jobs[one.job.id], anew, said=was, ids=ids)
        fold_into(state, booked)
        facts += booked
        if any(isinstance(fact, JobReported) for fact in booked):
            facts.append(share_of(run, one, booked=booked, said=anew, command=dated, ids=ids))
    return facts


def _concerned(
    state: Bay, run: Run, *, told: ReportRun, reports: tuple[Response, ...]
) -> list[Member]:
    """Return the members that were reported, and those a line names: who was loaded since is not
    told of by anybody yet.
    """
    known = {(said.job_order, said.flow_card) for said in reports}
    return [
        one
        for one in took_part(state, run)
        if (one.job_order, one.flow_card) in known
        or any(is_about(state, line, one) for line in told.lines)
    ]


def _said_of(one: MadeOf, reports: tuple[Response, ...]) -> Response:
    """Return what was told of a member; of one that made nothing, what was told of another."""
    own = (one.member.job_order, one.member.flow_card)
    found = [said for said in reports if (said.job_order, said.flow_card) == own]
    return (found or list(reports))[-1]


def _lowered(
    bay: Bay, reports: tuple[Response, ...], booked: list[Fact], *, reason: str, ids: Ids
) -> list[Event]:
    """Return who has fewer pieces or hours than before."""
    fresh = [fact.response for fact in booked if isinstance(fact, JobReported)]
    told: list[Event] = []
    for was in reports:
        own = (was.job_order, was.flow_card)
        now = next((one for one in fresh if (one.job_order, one.flow_card) == own), None)
        told += lowered(bay.jobs[was.job_order], was, now, reason=reason, ids=ids)
    return told
