"""What joint runs bring: facts, verbs, events, queries."""

from typing import cast
from uuid import UUID

from taktline.base.code import BadCode
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.ledger import refusals as ledger
from taktline.kernel.orders import (
    correct,
    counts,
    flow_card,
    report,
    reverse,
    start,
    states,
    topics,
    work_master,
)
from taktline.kernel.orders.runs import cavities, facts, load, record, steps, used
from taktline.kernel.orders.runs import correct as run_correct
from taktline.kernel.orders.runs import report as run_report
from taktline.kernel.orders.runs.facts import Bay
from taktline.kernel.orders.runs.queries import QUERIES as QUERIES
from taktline.kernel.orders.shares import TimeTooLong
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(facts.RunMade, record.record_runs, facts.fold_run),
        FactKind(facts.RunChanged, record.record_run_changes, facts.fold_run),
        FactKind(facts.MemberLoaded, record.record_members, facts.fold_loaded),
        FactKind(facts.MemberUnloaded, record.record_unloaded, facts.fold_unloaded),
        FactKind(facts.RunReported, record.record_reports, facts.fold_run_reported),
        FactKind(facts.OffcutKept, record.record_offcuts),
        FactKind(facts.CavityBlocked, record.record_blocks, facts.fold_blocked),
        FactKind(facts.CavityFreed, record.record_freed, facts.fold_freed),
    ),
)
"""Recorded after the facts of orders: members and reports refer to job orders."""

InRun = (
    steps.LoadRun
    | steps.UnloadRun
    | steps.StartRun
    | steps.StopRun
    | steps.CancelRun
    | run_report.ReportRun
    | run_correct.CorrectRun
)


def _at_run(bay: Bay, command: InRun) -> tuple[UUID, ...]:
    run = steps.run_of(bay, command.run)
    unit = bay.resources.get(run.work_unit)
    return (run.site,) if unit is None else (run.site, *unit.path)


def _at_unit(bay: Bay, command: steps.OpenRun) -> tuple[UUID, ...]:
    unit = bay.resource(command.work_unit, "work_unit")
    return (bay.site_of(unit.id), *unit.path)


def _at_site(bay: Bay, command: cavities.BlockCavity | cavities.FreeCavity) -> tuple[UUID, ...]:
    return (bay.resource(command.site, "site").id,)


_STARTS = (states.IllegalStep, start.PredecessorOpen)

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.open_run", steps.OpenRun, needs="run:report",
        load=load.load_open, decide=steps.decide_open,
        label=Text("Open a run", "新建合炉"), path=_at_unit,
        refusals=(BadCode, work_master.CodeTaken, NotFound, steps.MeasureMissing),
        events=("run.opened",),
    ),
    Verb(
        "kernel.load_run", steps.LoadRun, needs="run:report",
        load=load.load_members, decide=steps.decide_load, kind="fact",
        label=Text("Load into a run", "装炉"), path=_at_run,
        refusals=(NotFound, steps.WrongRunState, steps.TooManyMembers, flow_card.VoidCard,
                  steps.WhichOperation, steps.LoadedElsewhere, counts.NegativeCount,
                  steps.MeasureMissing, steps.CavityTaken, *_STARTS),
        events=("run.loaded", "job_order.started"),
    ),
    Verb(
        "kernel.unload_run", steps.UnloadRun, needs="run:report",
        load=load.load_members, decide=steps.decide_unload, kind="fact",
        label=Text("Unload from a run", "出炉"), path=_at_run,
        refusals=(NotFound, steps.WrongRunState, flow_card.VoidCard, steps.NotLoaded),
        events=("run.unloaded",),
    ),
    Verb(
        "kernel.start_run", steps.StartRun, needs="run:report",
        load=load.load_runs, decide=steps.decide_start_run, kind="fact",
        label=Text("Start a run", "合炉开工"), path=_at_run,
        refusals=(NotFound, steps.WrongRunState, steps.EmptyRun, *_STARTS),
        events=("run.started", "job_order.started"),
    ),
    Verb(
        "kernel.report_run", run_report.ReportRun, needs="run:report",
        load=load.load_run_reports, decide=run_report.decide_report_run, kind="fact",
        label=Text("Report a run", "合炉报工"), path=_at_run, signed_as=topics.decided_at_run,
        refusals=(NotFound, steps.WrongRunState, run_report.RunReportedBefore, steps.EmptyRun,
                  run_report.NotAMember, counts.NegativeCount, TimeTooLong,
                  run_report.StrokesDiffer,
                  ledger.UnknownPlace, ledger.UnknownLot, used.OffcutTooLarge,
                  report.NotRunning, ledger.Shortage),
        events=("run.reported", "job_order.started", "job_order.reported", "inspection.requested",
                "job_order.released", "job_order.dispatched", "reservation.cut",
                "place.overdrawn", "flow_card.finished"),
    ),
    Verb(
        "kernel.correct_run", run_correct.CorrectRun, needs="run:report",
        load=load.load_run_corrections, decide=run_correct.decide_correct_run,
        label=Text("Correct the report of a run", "更正合炉报工"), path=_at_run,
        signed_as=topics.decided_at_run,
        refusals=(NotFound, run_correct.RunNotReported, run_correct.RunArchived,
                  reverse.OrderClosed, counts.ReasonMissing, correct.MayNotCorrect,
                  run_report.NotAMember, counts.NegativeCount, TimeTooLong,
                  run_report.StrokesDiffer,
                  ledger.UnknownPlace, ledger.UnknownLot, used.OffcutTooLarge, ledger.Shortage),
        events=("run.corrected", "job_order.corrected", "person.figure_lowered",
                "inspection.requested", "job_order.released", "job_order.dispatched",
                "reservation.cut", "place.overdrawn"),
    ),
    Verb(
        "kernel.stop_run", steps.StopRun, needs="run:report",
        load=load.load_runs, decide=steps.decide_stop, kind="fact",
        label=Text("End a run", "合炉结束"), path=_at_run,
        refusals=(NotFound, steps.WrongRunState), events=("run.stopped",),
    ),
    Verb(
        "kernel.cancel_run", steps.CancelRun, needs="run:report",
        load=load.load_runs, decide=steps.decide_cancel_run,
        label=Text("Give a run up", "取消合炉"), path=_at_run,
        refusals=(NotFound, counts.ReasonMissing, steps.WrongRunState), events=("run.cancelled",),
    ),
    Verb(
        "kernel.block_cavity", cavities.BlockCavity, needs="cavity_block:write",
        load=load.load_cavities, decide=cavities.decide_block,
        label=Text("Block a cavity", "封堵型腔"), path=_at_site,
        refusals=(NotFound, counts.ReasonMissing, cavities.NoSuchCavity,
                  cavities.CavityIsBlocked),
        events=("cavity_block.created",),
    ),
    Verb(
        "kernel.free_cavity", cavities.FreeCavity, needs="cavity_block:write",
        load=load.load_cavities, decide=cavities.decide_free,
        label=Text("Free a cavity", "恢复型腔"), path=_at_site,
        refusals=(NotFound, cavities.CavityNotBlocked, cavities.FreedTooEarly),
        events=("cavity_block.ended",),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "run.opened": ("Run opened", "合炉已新建"),
    "run.loaded": ("Loaded into a run", "已装炉"),
    "run.unloaded": ("Unloaded from a run", "已出炉"),
    "run.started": ("Run started", "合炉已开工"),
    "run.reported": ("Run reported", "合炉已报工"),
    "run.corrected": ("Run's report corrected", "合炉报工已更正"),
    "run.stopped": ("Run ended", "合炉已结束"),
    "run.cancelled": ("Run given up", "合炉已取消"),
    "cavity_block.created": ("Cavity blocked", "型腔已封堵"),
    "cavity_block.ended": ("Cavity free again", "型腔已恢复"),
}
