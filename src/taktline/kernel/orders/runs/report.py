"""Reporting a run once: pieces per member, time and what was used shared by the run's rule."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, plain, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.facts import NO_LOT
from taktline.kernel.orders.consume import consumed_lines
from taktline.kernel.orders.counts import DefectLine, NegativeCount
from taktline.kernel.orders.facts import JobReported
from taktline.kernel.orders.report import Mounted, ReportOperation, decide_report
from taktline.kernel.orders.reverse import fold_into, scratch
from taktline.kernel.orders.rows import Job, Response, Source
from taktline.kernel.orders.runs.facts import Bay, Member, Run, RunReported
from taktline.kernel.orders.runs.share import SECOND_PLACES, parts_of, weight_of
from taktline.kernel.orders.runs.steps import EmptyRun, refuse_state, run_event, run_of
from taktline.kernel.orders.runs.used import (
    MadeOf,
    RunByProduct,
    RunMaterial,
    used_together,
)
from taktline.kernel.orders.shares import PersonLine, labor_of, refuse_odd_times
from taktline.platform.command import Command, Fact, Ids, Scalar


class RunLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of one member, where it is not simply all good.

    Attributes:
        good: base unit; what was loaded (or the strokes made) less the defects if None.
        lot: code of the product's lot; as for a report.
    """

    job_order: str | None = None
    flow_card: str | None = None
    good: Decimal | None = None
    defects: tuple[DefectLine, ...] = ()
    lot: str | None = None


class ReportRun(Command, frozen=True, kw_only=True):
    """A run is reported, once, for everybody who took part.

    Attributes:
        lines: members that are not simply all good.
        strokes: of the mold; each makes one piece in every cavity that is not blocked.
        labor_s: seconds of people, shared; the sum over `persons` where all give theirs.
        machine_s: seconds of the equipment, shared; from start to end of the run if None.
        parameters: values of the process, which was one for all members.
    """

    run: str
    lines: tuple[RunLine, ...] = ()
    strokes: Decimal | None = None
    labor_s: Decimal = ZERO
    machine_s: Decimal | None = None
    persons: tuple[PersonLine, ...] = ()
    materials: tuple[RunMaterial, ...] = ()
    by_products: tuple[RunByProduct, ...] = ()
    parameters: dict[str, Scalar] = {}
    crew: UUID | None = None
    shift: UUID | None = None
    reason: str | None = None
    source: Source = "api"


class RunReportedBefore(Problem):
    """A run is reported once; a wrong report is taken back as a whole first."""

    title = Text(
        en="Run {code} is reported already. Take that report back to report it anew.",
        zh="合炉 {code} 已报工,如有错误请先冲销再重报。",
    )


class NotAMember(Problem):
    """A line of the report is about something that did not take part."""

    title = Text(en="{what} took no part in run {code}.", zh="{what} 未参加合炉 {code}。")
    status = 400


class StrokesDiffer(Problem):
    """Strokes times cavities in use are the pieces made; what is told is something else."""

    title = Text(
        en="{strokes} strokes with {cavities} cavities in use make {made} of {job_order}; {told} "
        "were told.",
        zh="{strokes} 模 × {cavities} 腔应产 {job_order} {made} 件,申报 {told} 件。",
    )
    status = 400


def decide_report_run(bay: Bay, command: ReportRun, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a run's one report changes: an ordinary report of each member, all or none.

    Time and what was used together are shared by the run's rule, the parts exact by largest
    remainder. What the members' own operations plan of such a material is then not taken again.
    Offcuts go back to stock as lots that trace to the sheet; by-products reduce the cost.

    Raises:
        NotFound: there is no such run, material or person.
        WrongRunState: it has not begun.
        RunReportedBefore: its report stands.
        EmptyRun: nothing took part.
        NotAMember: a line is about something else.
        NegativeCount: a quantity or time is below zero.
        StrokesDiffer: strokes and pieces contradict each other.
        UnknownPlace, UnknownLot, OffcutTooLarge: what was used, or where it goes.
        Problem: whatever refuses the report of a member.

    Source: handbook, shopfloor section 5.
    """
    run = run_of(bay, command.run)
    refuse_state(run, "running", "ended")
    if run.id in bay.reported:
        raise RunReportedBefore(code=run.code)
    made = made_of_run(bay, run, members=took_part(bay, run), command=command)
    state = scratch(bay)
    facts = used_together(state, run, made=made, command=command, ids=ids)
    fold_into(state, facts)
    for one, part in zip(made, shared_time(run, command, made), strict=True):
        said = msgspec.structs.replace(
            report_of(bay, run, one=one, command=command),
            labor_s=part.labor_s,
            machine_s=part.machine_s,
            persons=part.persons,
        )
        booked = decide_report(state, said, now, ids)
        fold_into(state, booked)
        facts += [*booked, share_of(run, one, booked=booked, said=said, command=command, ids=ids)]
    told = run_event("reported", run, members=len(made), strokes=_text(command.strokes))
    return [*facts, told]


def took_part(bay: Bay, run: Run) -> list[Member]:
    """Return the members that were in a run while it ran, as they were loaded."""
    begun = run.started_at
    found = [
        one
        for one in bay.members.values()
        if one.run == run.id
        and (one.unloaded_at is None or (begun is not None and one.unloaded_at > begun))
    ]
    return sorted(found, key=lambda one: (one.loaded_at, one.id))


def cavities_in_use(bay: Bay, run: Run, member: Member, *, at: Instant) -> int:
    """Return how many of a member's cavities are not blocked on the day of an instant."""
    day = bay.stock.today(run.site, at)
    blocked = {
        block.cavity
        for block in bay.blocks.values()
        if block.physical_asset == run.physical_asset and block.covers(day)
    }
    return len(set(member.cavities) - blocked)


def made_of_run(bay: Bay, run: Run, *, members: list[Member], command: ReportRun) -> list[MadeOf]:
    """Return what is reported of each member, in the order they were loaded.

    Raises:
        EmptyRun: nothing took part.
        NotAMember, NegativeCount, StrokesDiffer: a line is about something else, or is no count.
    """
    if not members:
        raise EmptyRun(code=run.code)
    lines = _by_member(bay, run, members=members, lines=command.lines)
    return [_made_of(bay, run, member=one, line=lines.get(one.id), command=command)
            for one in members]  # fmt: skip


def _by_member(
    bay: Bay, run: Run, *, members: list[Member], lines: tuple[RunLine, ...]
) -> dict[UUID, RunLine]:
    found: dict[UUID, RunLine] = {}
    for index, line in enumerate(lines):
        fits = [one for one in members if is_about(bay, line, one) and one.id not in found]
        if len(fits) != 1:
            what = line.flow_card or line.job_order or "-"
            raise NotAMember(what=what, code=run.code, at=f"/lines/{index}")
        found[fits[0].id] = line
    return found


def is_about(
    bay: Bay, line: RunLine, member: Member
) -> bool:  # tidy: positional - a line and whom it may mean
    """Say whether a line of a report is about a member, by its card or its job order."""
    card = None if member.flow_card is None else bay.cards.get(member.flow_card)
    if line.flow_card is not None:
        return card is not None and line.flow_card in (card.code, str(card.id))
    job = bay.jobs[member.job_order]
    return line.job_order in (job.code, str(job.id))


def _made_of(
    bay: Bay, run: Run, *, member: Member, line: RunLine | None, command: ReportRun
) -> MadeOf:
    job = bay.jobs[member.job_order]
    said = line or RunLine()
    places = _places(bay, job)
    bad = sum((rounded(bounded(one.quantity), places) for one in said.defects), ZERO)
    in_use = cavities_in_use(bay, run, member, at=command.occurred_at)
    worked = member.quantity
    if command.strokes is not None:
        if bounded(command.strokes) < 0:
            raise NegativeCount(field="strokes", value=command.strokes, at="/strokes")
        worked = rounded(command.strokes * in_use, places)
    good = worked - bad if said.good is None else rounded(bounded(said.good), places)
    if good < 0:
        raise NegativeCount(field="good", value=good, at="/lines")
    if command.strokes is not None and good + bad != worked:
        raise StrokesDiffer(
            strokes=plain(command.strokes), cavities=in_use, made=plain(worked),
            job_order=job.code, told=plain(good + bad), at="/lines",
        )  # fmt: skip
    weight = weight_of(run.rule, pieces=good + bad, measure=member.measure, cavities=in_use)
    return MadeOf(
        member=member, job=job, good=good, defects=said.defects, lot=said.lot, weight=weight
    )


def report_of(bay: Bay, run: Run, *, one: MadeOf, command: ReportRun) -> ReportOperation:
    """Return the ordinary report of one member, its time still open."""
    planned = {line.material_id for line in consumed_lines(one.job)}
    mounted = tuple(
        Mounted(material=used.material, lot=used.lot or NO_LOT, quantity=ZERO)
        for used in command.materials
        if bay.material(used.material).id in planned
    )
    card = one.member.flow_card
    return ReportOperation(
        id=command.id,
        occurred_at=command.occurred_at,
        confirm=command.confirm,
        job_order=str(one.job.id),
        good=one.good,
        defects=one.defects,
        lot=one.lot,
        components=mounted,
        parameters=command.parameters,
        work_unit=str(run.work_unit),
        flow_card=None if card is None else str(card),
        crew=command.crew,
        shift=command.shift,
        reason=command.reason,
        source=command.source,
    )


class TimePart(msgspec.Struct, frozen=True, kw_only=True):
    """The seconds of a run that one member bears, and of whom."""

    labor_s: Decimal
    machine_s: Decimal
    persons: tuple[PersonLine, ...]


def shared_time(
    run: Run, command: ReportRun, made: list[MadeOf]
) -> list[TimePart]:  # tidy: positional - a run, its report and its members
    """Share a run's time by its rule, exact by largest remainder.

    Raises:
        NegativeCount, TimeTooLong: a time is below zero, or longer than a report can tell of.
    """
    weights = [one.weight for one in made]
    labor = parts_of(_labor(command), weights, SECOND_PLACES)
    machine = parts_of(_machine(run, command), weights, SECOND_PLACES)
    return [
        TimePart(labor_s=labor_s, machine_s=machine_s, persons=persons)
        for labor_s, machine_s, persons in zip(labor, machine, _persons(command, made), strict=True)
    ]


def _places(bay: Bay, job: Job) -> int:
    return 0 if job.material is None else bay.stock.materials[job.material].unit_places


def _labor(command: ReportRun) -> Decimal:
    seconds = labor_of(command.persons, command.labor_s)
    refuse_odd_times(labor_s=seconds, machine_s=command.machine_s or ZERO, persons=command.persons)
    return seconds


def _machine(run: Run, command: ReportRun) -> Decimal:
    if command.machine_s is not None:
        return command.machine_s
    assert run.started_at is not None, "a run that is reported has begun"
    ended_at = run.ended_at or max(command.occurred_at, run.started_at)
    return rounded(Decimal(str((ended_at - run.started_at).total_seconds())), SECOND_PLACES)


def _persons(command: ReportRun, made: list[MadeOf]) -> list[tuple[PersonLine, ...]]:
    """Return for each member the persons with their part of the time."""
    weights = [one.weight for one in made]
    seconds = [
        None if one.labor_s is None else parts_of(one.labor_s, weights, SECOND_PLACES)
        for one in command.persons
    ]
    return [
        tuple(
            msgspec.structs.replace(person, labor_s=None if parts is None else parts[index])
            for person, parts in zip(command.persons, seconds, strict=True)
        )
        for index in range(len(made))
    ]


def share_of(
    run: Run, one: MadeOf, *, booked: list[Fact], said: ReportOperation, command: ReportRun,
    ids: Ids,
) -> RunReported:  # fmt: skip
    """Return what a run made of one member, for those who ask what ran together."""
    response = _response(booked)
    return RunReported(
        id=ids.new(),
        site=run.site,
        run=run.id,
        run_member=one.member.id,
        job_order=one.job.id,
        lot=response.lot,
        quantity=one.pieces,
        share=one.weight,
        strokes=command.strokes,
        labor_s=response.labor_s,
        machine_s=said.machine_s,
    )


def _response(booked: list[Fact]) -> Response:
    said = [fact.response for fact in booked if isinstance(fact, JobReported)]
    return next(one for one in reversed(said) if one.kind == "report")


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
