"""Opening a run, loading and unloading it by scan, starting and stopping it."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.code import code as checked_code
from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import ZERO, bounded, rounded
from taktline.base.text import Text
from taktline.kernel.orders.counts import NegativeCount, ReasonMissing
from taktline.kernel.orders.flow_card import left_on_card, valid_card
from taktline.kernel.orders.rows import FlowCard, Job
from taktline.kernel.orders.runs.facts import (
    Bay,
    Member,
    MemberLoaded,
    MemberUnloaded,
    Run,
    RunChanged,
    RunMade,
    RunRule,
)
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.start import StartJobOrder, decide_start
from taktline.kernel.orders.states import ENDED
from taktline.kernel.orders.work_master import CodeTaken
from taktline.platform.command import Command, Event, Fact, Ids

MEMBERS_MAX = 200
"""Job orders and cards of one run: a furnace holds no more racks than people scan."""


class OpenRun(Command, frozen=True, kw_only=True):
    """A furnace, bath, sheet or mold is made ready for several orders at once.

    Attributes:
        work_unit: code or id of the equipment.
        rule: how time and consumption are shared: equal parts, by pieces, by weight, by area, or
            by the cavities in use.
        physical_asset: code or id of the mold, where one is used.
    """

    code: str
    work_unit: str
    rule: RunRule = "quantity"
    physical_asset: str | None = None
    note: str = ""


class LoadRun(Command, frozen=True, kw_only=True):
    """A job order, or a card, is loaded: its code is scanned.

    Attributes:
        job_order: code or id; with a card alone, the operation where the card's pieces wait.
        quantity: pieces, base unit; what the card still has there, else what waits at the
            operation or is still to be made there.
        measure: weight or area of one piece, where the run shares by it; above 0.
        cavities: numbers of the mold's cavities that make it.
    """

    run: str
    job_order: str | None = None
    flow_card: str | None = None
    quantity: Decimal | None = None
    measure: Decimal | None = None
    cavities: tuple[int, ...] = ()


class UnloadRun(Command, frozen=True, kw_only=True):
    """A job order or card is taken out again before the run ends."""

    run: str
    job_order: str | None = None
    flow_card: str | None = None


class StartRun(Command, frozen=True, kw_only=True):
    """The run begins, and with it every job order in it."""

    run: str


class StopRun(Command, frozen=True, kw_only=True):
    """The run has ended; what is in it comes out."""

    run: str


class CancelRun(Command, frozen=True, kw_only=True):
    """A run that nobody reported is given up."""

    run: str
    reason: str


class WrongRunState(Problem):
    """The run is not in a state for this."""

    title = Text(
        en="Run {code} is {status}; {wanted} is needed for this.",
        zh="合炉 {code} 当前状态为 {status},此操作要求 {wanted}。",
    )


class EmptyRun(Problem):
    """Nothing is loaded."""

    title = Text(en="Nothing is loaded into run {code}.", zh="合炉 {code} 中没有任务。")


class LoadedElsewhere(Problem):
    """A job order or card is in one run at a time."""

    title = Text(
        en="{what} is in run {run} already: unload it there first.",
        zh="{what} 已在合炉 {run} 中,请先取出。",
    )


class NotLoaded(Problem):
    """It is not in this run."""

    title = Text(en="{what} is not in run {run}.", zh="{what} 不在合炉 {run} 中。")


class WhichOperation(Problem):
    """A card alone says which operation only where its pieces wait at exactly one."""

    title = Text(
        en="Pieces of card {card} wait at {count} operations: scan the job order too.",
        zh="卡 {card} 的工件在 {count} 道工序待加工,请同时扫描任务。",
    )
    status = 400


class MeasureMissing(Problem):
    """The run's rule needs to know something of each member."""

    title = Text(
        en="Run {run} shares by {rule}: say the {needed} of {what}.",
        zh="合炉 {run} 按 {rule} 分摊,请填写 {what} 的 {needed}。",
    )
    status = 400


class CavityTaken(Problem):
    """A cavity makes one thing, and the mold has so many."""

    title = Text(
        en="Cavity {cavity} of run {run} is taken or is none of its mold.",
        zh="合炉 {run} 的 {cavity} 号型腔已占用或不存在。",
    )
    status = 400


class TooManyMembers(Problem):
    """More than one run can hold."""

    title = Text(en="Run {run} has {limit} members already.", zh="合炉 {run} 已有 {limit} 个任务。")


def decide_open(bay: Bay, command: OpenRun, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a run is open.

    Raises:
        BadCode: the code cannot be one.
        CodeTaken: the code is in use.
        NotFound: there is no such equipment or mold.
        MeasureMissing: cavities are counted and no mold is named.
    """
    name = checked_code(command.code)
    if any(run.code == name for run in bay.runs.values()):
        raise CodeTaken(kind="run", code=name, at="/code")
    unit = bay.resource(command.work_unit, "work_unit")
    asset = None
    if command.physical_asset is not None:
        asset = bay.assets.get(command.physical_asset)
        if asset is None:
            raise NotFound(kind="physical_asset", code=command.physical_asset, at="/physical_asset")
    if command.rule == "cavity" and asset is None:
        raise MeasureMissing(
            run=name, rule=command.rule, needed="mold", what=name, at="/physical_asset"
        )
    run = Run(
        id=ids.new(),
        site=bay.site_of(unit.id),
        code=name,
        work_unit=unit.id,
        physical_asset=asset,
        rule=command.rule,
        note=command.note,
    )
    return [RunMade(run=run), run_event("opened", run, rule=run.rule, work_unit=unit.code)]


def decide_load(bay: Bay, command: LoadRun, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a job order or card is in a run.

    Raises:
        NotFound: there is no such run, job order or card.
        WrongRunState: the run has ended.
        TooManyMembers: it is full.
        VoidCard: the card was reprinted.
        WhichOperation: the card alone does not say which operation.
        IllegalStep: the job order has ended.
        LoadedElsewhere: it is in a run already.
        NegativeCount: the quantity or measure is not above zero.
        MeasureMissing, CavityTaken: what the run's rule needs.
    """
    run = run_of(bay, command.run)
    refuse_state(run, "open", "running")
    if len(members_of(bay, run)) >= MEMBERS_MAX:
        raise TooManyMembers(run=run.code, limit=MEMBERS_MAX)
    job, card = _meant(bay, command)
    what = card.code if card is not None else job.code
    _refuse_loaded(bay, job, card, what=what)
    _refuse_unmeasured(bay, run, command=command, what=what)
    member = Member(
        id=ids.new(),
        site=run.site,
        run=run.id,
        job_order=job.id,
        flow_card=None if card is None else card.id,
        quantity=_quantity(bay, job, card, asked=command.quantity),
        measure=command.measure,
        cavities=tuple(sorted(command.cavities)),
        loaded_at=command.occurred_at,
    )
    facts: list[Fact] = [
        MemberLoaded(member=member),
        run_event("loaded", run, job_order=job.code, what=what, quantity=str(member.quantity)),
    ]
    if run.status == "running":
        facts += _started(bay, job, run=run, command=command, ids=ids)
    return facts


def decide_unload(bay: Bay, command: UnloadRun, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a job order or card is out of a run.

    Raises:
        NotFound: there is no such run, job order or card.
        WrongRunState: the run has ended.
        NotLoaded: it is not in it.
    """
    run = run_of(bay, command.run)
    refuse_state(run, "open", "running")
    what = command.flow_card or command.job_order or "-"
    found = [one for one in members_of(bay, run) if _is_meant(bay, one, command)]
    if not found:
        raise NotLoaded(what=what, run=run.code)
    return [
        *(MemberUnloaded(id=one.id, at=command.occurred_at) for one in found),
        run_event("unloaded", run, what=what),
    ]


def decide_start_run(bay: Bay, command: StartRun, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a run begins: every job order in it starts that does not run yet.

    Raises:
        NotFound: there is no such run.
        WrongRunState: it began already.
        EmptyRun: nothing is in it.
        IllegalStep, PredecessorOpen: one of its job orders cannot start.
    """
    run = run_of(bay, command.run)
    refuse_state(run, "open")
    members = members_of(bay, run)
    if not members:
        raise EmptyRun(code=run.code)
    begun = msgspec.structs.replace(run, status="running", started_at=command.occurred_at)
    facts: list[Fact] = [RunChanged(run=begun)]
    for job in dict.fromkeys(one.job_order for one in members):
        facts += _started(bay, bay.jobs[job], run=run, command=command, ids=ids)
    return [*facts, run_event("started", begun, members=len(members))]


def decide_stop(bay: Bay, command: StopRun, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a run has ended; it may be reported before or after.

    Raises:
        NotFound: there is no such run.
        WrongRunState: it does not run.
    """
    run = run_of(bay, command.run)
    refuse_state(run, "running")
    assert run.started_at is not None, "a running run has begun"
    ended_at = max(command.occurred_at, run.started_at)
    ended = msgspec.structs.replace(run, status="ended", ended_at=ended_at)
    return [
        RunChanged(run=ended),
        *(MemberUnloaded(id=one.id, at=ended_at) for one in members_of(bay, run)),
        run_event("stopped", ended),
    ]


def decide_cancel_run(bay: Bay, command: CancelRun, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a run is given up; the job orders in it stay as they are.

    Raises:
        NotFound: there is no such run.
        ReasonMissing: nobody says why.
        WrongRunState: it has ended, or its report stands.
    """
    run = run_of(bay, command.run)
    if not command.reason.strip():
        raise ReasonMissing(field="reason", at="/reason")
    refuse_state(run, "open", "running")
    if run.id in bay.reported:
        raise WrongRunState(
            code=run.code, status=Text("reported", "已报工"), wanted=Text("no report", "未报工")
        )
    gone = msgspec.structs.replace(run, status="cancelled")
    return [
        RunChanged(run=gone),
        *(MemberUnloaded(id=one.id, at=command.occurred_at) for one in members_of(bay, run)),
        run_event("cancelled", gone, reason=command.reason),
    ]


def run_of(bay: Bay, reference: str) -> Run:
    """Return a run by id or code.

    Raises:
        NotFound: there is none.
    """
    found = bay.runs.get(id_of(reference) or UUID(int=0))
    if found is None:
        found = next((run for run in bay.runs.values() if run.code == reference), None)
    if found is None:
        raise NotFound(kind="run", code=reference, at="/run")
    return found


def members_of(bay: Bay, run: Run) -> list[Member]:
    """Return what is in a run now, as it was loaded."""
    found = [m for m in bay.members.values() if m.run == run.id and m.unloaded_at is None]
    return sorted(found, key=lambda one: (one.loaded_at, one.id))


def refuse_state(run: Run, *wanted: Literal["open", "running", "ended"]) -> None:
    """Refuse what a run in this state cannot do.

    Raises:
        WrongRunState: it is in none of the states wanted.
    """
    if run.status not in wanted:
        raise WrongRunState(code=run.code, status=run.status, wanted=" / ".join(wanted))


def run_event(name: str, run: Run, **payload: object) -> Event:
    """Return an event about a run: `run.<what happened>`."""
    return Event(
        name=f"run.{name}",
        entity="run",
        record=run.id,
        code=run.code,
        site=run.site,
        payload={"status": run.status, "work_unit": str(run.work_unit), **payload},
    )


def _meant(bay: Bay, command: LoadRun) -> tuple[Job, FlowCard | None]:
    card = None if command.flow_card is None else valid_card(bay, command.flow_card)
    if command.job_order is not None:
        return bay.job(command.job_order), card
    if card is None:
        raise NotFound(kind="job_order", code="", at="/job_order")
    waiting = [
        job
        for job in bay.jobs_of(card.work_order)
        if job.work_type == "production" and not job.is_rework and job.status not in ENDED
        if left_on_card(bay, card, job=job) > 0 and _reached(bay, card, job)
    ]
    if len(waiting) != 1:
        raise WhichOperation(card=card.code, count=len(waiting), at="/job_order")
    return waiting[0], card


def _reached(bay: Shop, card: FlowCard, job: Job) -> bool:
    """Say whether pieces of a card came to a job order: it is a first one, or they were passed."""
    moved = [one for _, one in bay.predecessors(job) if not one.is_activity]
    before = [one.id for one in moved if not one.is_rework]
    return not before or any((card.id, one) in bay.card_counts for one in before)


def _refuse_loaded(bay: Bay, job: Job, card: FlowCard | None, *, what: str) -> None:
    if job.status in ENDED:
        raise NotFound(kind="job_order", code=f"{job.code} ({job.status})", at="/job_order")
    same = (job.id, None if card is None else card.id)
    for one in bay.members.values():
        if one.unloaded_at is None and (one.job_order, one.flow_card) == same:
            raise LoadedElsewhere(what=what, run=bay.runs[one.run].code)


def _refuse_unmeasured(bay: Bay, run: Run, *, command: LoadRun, what: str) -> None:
    if command.measure is not None and bounded(command.measure) <= 0:
        raise NegativeCount(field="measure", value=command.measure, at="/measure")
    needed = {"weight": command.measure, "area": command.measure, "cavity": command.cavities}
    if run.rule in needed and not needed[run.rule]:
        field = "cavities" if run.rule == "cavity" else run.rule
        raise MeasureMissing(run=run.code, rule=run.rule, needed=field, what=what, at="/measure")
    taken = {cavity for one in members_of(bay, run) for cavity in one.cavities}
    limit = None if run.physical_asset is None else bay.cavities.get(run.physical_asset)
    for cavity in command.cavities:
        beyond = cavity < 1 or (limit is not None and cavity > limit)
        if beyond or cavity in taken or command.cavities.count(cavity) > 1:
            raise CavityTaken(cavity=cavity, run=run.code, at="/cavities")


def _quantity(bay: Bay, job: Job, card: FlowCard | None, *, asked: Decimal | None) -> Decimal:
    material = None if job.material is None else bay.stock.materials[job.material]
    if asked is not None:
        quantity = rounded(bounded(asked), 0 if material is None else material.unit_places)
    elif card is not None:
        quantity = left_on_card(bay, card, job=job)
    else:
        quantity = max(job.ordered - job.made, ZERO)
    if quantity <= 0:
        raise NegativeCount(field="quantity", value=quantity, at="/quantity")
    return quantity


def _is_meant(bay: Bay, member: Member, command: UnloadRun) -> bool:
    if command.flow_card is not None:
        return member.flow_card == valid_card(bay, command.flow_card).id
    if command.job_order is None:
        return False
    return member.job_order == bay.job(command.job_order).id


def _started(bay: Bay, job: Job, *, run: Run, command: Command, ids: Ids) -> list[Fact]:
    if job.status == "running":
        return []
    start = StartJobOrder(
        id=command.id,
        occurred_at=command.occurred_at,
        job_order=str(job.id),
        work_unit=str(run.work_unit),
    )
    return decide_start(bay, start, command.occurred_at, ids)
