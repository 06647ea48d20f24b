"""What orders bring to the platform: facts, verbs, queries, events."""

from typing import Protocol, cast
from uuid import UUID

from taktline.base.code import BadCode
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.ledger.opening_end import OpeningClosed
from taktline.kernel.ledger.refusals import (
    AlreadyReversed,
    BackdatedShortage,
    LotNeeded,
    NothingAllocatable,
    NothingToReverse,
    Shortage,
    UnknownLot,
    UnknownPlace,
)
from taktline.kernel.orders import (
    alerts,
    card_tables,
    close,
    complete,
    correct,
    counts,
    defects,
    facts,
    first_article,
    floor_tables,
    flow_card,
    fold,
    hold,
    judge,
    limits,
    load,
    loads,
    loans,
    opening,
    parameters,
    people_tables,
    places,
    product_lot,
    record,
    release,
    report,
    report_load,
    require_first_article,
    reverse,
    route,
    shapes,
    shares,
    split,
    start,
    states,
    team,
    work_master,
)
from taktline.kernel.orders.absence import gate
from taktline.kernel.orders.columns import DEFECT, RESPONSE, SHARE
from taktline.kernel.orders.dispatching import fit
from taktline.kernel.orders.dispatching.load import load_dispatch
from taktline.kernel.orders.job_detail import JOB_QUERY
from taktline.kernel.orders.outside import NotOutside
from taktline.kernel.orders.queue import QUERIES
from taktline.kernel.orders.shop import Shop, path_of
from taktline.kernel.orders.stages import policy
from taktline.kernel.orders.topics import decided_at_correction, decided_at_report, of_verdict
from taktline.platform.events.cover import Covered
from taktline.platform.outside.file import FileGone
from taktline.platform.registry import EventKind, Part
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(facts.WorkMasterWritten, record.record_work_masters, fold.fold_work_master),
        FactKind(facts.WorkOrderCreated, record.record_work_orders, fold.fold_work_order_created),
        FactKind(
            facts.WorkOrderChanged, record.record_work_order_changes, fold.fold_work_order_changed
        ),
        FactKind(facts.JobOrderCreated, record.record_jobs, fold.fold_job_created),
        FactKind(facts.JobOrderRewritten, record.record_job_rewrites, fold.fold_job_changed),
        FactKind(
            facts.DependencyRemoved,
            record.record_dependencies_removed,
            fold.fold_dependency_removed,
        ),
        FactKind(facts.DependencyAdded, record.record_dependencies, fold.fold_dependency),
        FactKind(facts.JobOrderChanged, record.record_job_changes, fold.fold_job_changed),
        FactKind(facts.JobReported, record.record_responses, fold.fold_reported),
        FactKind(facts.PlannedMove, record.record_planned, fold.fold_planned),
        FactKind(facts.PlannedMoveEnded, record.record_planned_ended, fold.fold_planned_ended),
        FactKind(facts.ResponseConfirmed, record.record_confirmations),
        FactKind(facts.SignedIn, record.record_signed_in, fold.fold_signed_in),
        FactKind(facts.SignedOut, record.record_signed_out, fold.fold_signed_out),
        FactKind(facts.AlertRaised, record.record_alerts, fold.fold_alert),
        FactKind(facts.AlertMoved, record.record_alerts_moved, fold.fold_alert_moved),
    ),
)


def _at_job(shop: Shop, command: load.NamesJob) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.job_order))


class _NamesOrder(Protocol):
    @property
    def work_order(self) -> str: ...


def _at_order(shop: Shop, command: _NamesOrder) -> tuple[UUID, ...]:
    return (shop.work_order(command.work_order).site,)


def _at_site(shop: Shop, command: release.CreateWorkOrder) -> tuple[UUID, ...]:
    return (shop.resource(command.site, "site").id,)


def _at_report(shop: Shop, command: correct.CorrectReport) -> tuple[UUID, ...]:
    return _of_responses(shop, command.report)


def _at_cause(shop: Shop, command: reverse.ReverseCommand) -> tuple[UUID, ...]:
    return _of_responses(shop, command.command)


def _of_responses(shop: Shop, cause: UUID) -> tuple[UUID, ...]:
    said = shop.responses.get(cause, ())
    if said:
        return path_of(shop, shop.jobs[said[0].job_order])
    moves = shop.moves.get(cause, ())
    return (shop.stock.places[moves[0].source.place].site,) if moves else ()


_MASTER: tuple[type[Exception], ...] = (route.BadRoute, *work_master.WRITTEN_WRONG)
_MOVED = ("reservation.cut", "place.overdrawn", "work_alert.raised")
"""What moves may do to others: promises that can no longer be kept, line sides that owe."""
_ORDER_ENDED = ("work_order.completed", "reservation.released")
_STEP = (NotFound, states.IllegalStep, counts.ReasonMissing)
_TAKEN = (Shortage, BackdatedShortage, NothingAllocatable)
_COUNTED: tuple[type[Problem], ...] = (
    counts.TooManyDefects,
    counts.NegativeCount,
    BadCode,
    counts.NothingReported,
    defects.MayNotJudge,
    gate.FirstArticleUnconfirmed,
    gate.RiskUsedUp,
    first_article.FirstArticleOpen,
    limits.ActivityCounts,
    limits.ActivityBehind,
    limits.StartedExceeded,
    limits.OverDelivery,
    counts.ReasonMissing,
    limits.CountTolerance,
    flow_card.VoidCard,
    flow_card.ForeignCard,
    flow_card.OtherRevision,
    flow_card.AboveCard,
    *shares.REFUSALS,
    report.NotAComponent,
    defects.ReworkJobEnded,
    product_lot.UntracedProduct,
    LotNeeded,
    UnknownLot,
)

_TEAM = (team.LateEntry, team.OtherSite, team.NotOnRoster, team.DispatchedToOthers,
         team.NotQualified)  # fmt: skip

MASTER_VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.create_work_master", work_master.CreateWorkMaster, needs="work_master:write",
        load=loads.load_new_masters, decide=work_master.decide_create,
        label=Text("Draft a work master", "新建作业模板"),
        refusals=(work_master.CodeTaken, *_MASTER, NotFound), events=("work_master.created",),
    ),
    Verb(
        "kernel.change_work_master", work_master.ChangeWorkMaster, needs="work_master:write",
        load=loads.load_masters, decide=work_master.decide_change,
        label=Text("Change a draft", "修改作业模板草稿"),
        refusals=(NotFound, work_master.NotDraft, work_master.StaleVersion, *_MASTER),
        events=("work_master.changed",),
    ),
    Verb(
        "kernel.release_work_master", work_master.ReleaseWorkMaster, needs="work_master:release",
        load=loads.load_masters, decide=work_master.decide_release,
        label=Text("Release a work master", "发布作业模板"),
        refusals=(NotFound, work_master.NotDraft, work_master.StaleVersion, *_MASTER[1:]),
        events=("work_master.released",),
    ),
    Verb(
        "kernel.revise_work_master", work_master.ReviseWorkMaster, needs="work_master:write",
        load=loads.load_masters, decide=work_master.decide_revise,
        label=Text("Draft a new revision", "新建作业模板版本"),
        refusals=(NotFound, work_master.CodeTaken), events=("work_master.created",),
    ),
)  # fmt: skip

ORDER_VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.create_work_order", release.CreateWorkOrder, needs="work_order:write",
        load=loads.load_new_orders, decide=release.decide_create,
        label=Text("Create a work order", "新建工单"), path=_at_site,
        refusals=(work_master.CodeTaken, *release.NOT_MADE, NotFound, release.NotReleased,
                  *_MASTER, UnknownPlace, policy.StockNotKept, release.BadWorkOrder),
        events=("work_order.created",),
    ),
    Verb(
        "kernel.change_work_order", release.ChangeWorkOrder, needs="work_order:write",
        load=loads.load_changed_orders, decide=release.decide_change,
        label=Text("Change a draft work order", "修改工单草稿"), path=_at_order,
        refusals=(NotFound, release.OrderNotDraft, work_master.StaleVersion, *_MASTER,
                  release.NotReleased, release.BadWorkOrder),
        events=("work_order.changed",),
    ),
    Verb(
        "kernel.release_work_order", release.ReleaseWorkOrder, needs="work_order:release",
        load=loads.load_orders, decide=release.decide_release,
        label=Text("Release a work order", "下达工单"), path=_at_order,
        refusals=(NotFound, states.IllegalStep, work_master.StaleVersion, policy.StockNotKept,
                  release.NoOperations, release.NotReleased),
        events=("work_order.released", "job_order.released", "job_order.dispatched"),
    ),
    Verb(
        "kernel.open_work_order", opening.OpenWorkOrder, needs="work_order:open",
        load=loads.load_opening, decide=opening.decide_open,
        label=Text("Book a half-done order", "录入在制期初"), path=_at_order,
        refusals=(NotFound, OpeningClosed, opening.NoSuchOperation, opening.AlreadyBegun,
                  counts.NegativeCount, NotOutside, LotNeeded),
        events=("work_order.opened",),
    ),
    Verb(
        "kernel.close_work_order", close.CloseWorkOrder, needs="work_order:close",
        load=loads.load_close, decide=close.decide_close,
        label=Text("Close a work order", "关闭工单"), path=_at_order,
        refusals=(NotFound, states.IllegalStep, work_master.StaleVersion, complete.PiecesLeft,
                  close.ImbalanceOpen, loans.LoanOpen, counts.NegativeCount, close.NoExpense),
        events=("job_order.closed", "work_order.closed", "reservation.released"),
    ),
    Verb(
        "kernel.cancel_work_order", hold.CancelWorkOrder, needs="work_order:cancel",
        load=loads.load_cancelled, decide=hold.decide_cancel,
        label=Text("Cancel a work order", "取消工单"), path=_at_order,
        refusals=(*_STEP, work_master.StaleVersion, hold.AlreadyWorked, complete.PiecesLeft),
        events=("job_order.cancelled", "work_order.cancelled", "reservation.released"),
    ),
)  # fmt: skip

JOB_VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.dispatch_job_order", hold.DispatchJobOrder, needs="job_order:dispatch",
        load=load_dispatch, decide=hold.decide_dispatch,
        label=Text("Dispatch a job order", "派工"), path=_at_job, also=places.also_dispatched,
        refusals=(NotFound, states.IllegalStep, hold.Unplaced, hold.DispatchTargetMissing,
                  fit.MachineDoesNotFit, team.NotQualified, release.BadWorkOrder),
        events=("job_order.dispatched",),
    ),
    Verb(
        "kernel.revoke_job_order", hold.RevokeJobOrder, needs="job_order:dispatch",
        load=load.load_jobs, decide=hold.decide_revoke,
        label=Text("Take a job order back", "撤回派工"), path=_at_job,
        refusals=_STEP, events=("job_order.revoked",),
    ),
    Verb(
        "kernel.start_job_order", start.StartJobOrder, needs="job_order:report",
        load=load.load_jobs, decide=start.decide_start, kind="fact",
        label=Text("Start", "开工"), path=_at_job,
        refusals=(NotFound, states.IllegalStep, start.PredecessorOpen),
        events=("job_order.started",),
    ),
    Verb(
        "kernel.require_first_article", require_first_article.RequireFirstArticle,
        needs="inspection:request", load=load.load_jobs,
        decide=require_first_article.decide_require,
        label=Text("Require a first article", "要求首件检验"), path=_at_job,
        refusals=(NotFound, reverse.OrderClosed, counts.NegativeCount,
                  require_first_article.FirstArticleStands,
                  require_first_article.FirstArticleLate),
        events=("job_order.first_article_required",),
    ),
    Verb(
        "kernel.pause_job_order", hold.PauseJobOrder, needs="job_order:report",
        load=load.load_jobs, decide=hold.decide_pause, kind="fact",
        label=Text("Pause", "暂停"), path=_at_job, refusals=_STEP, events=("job_order.paused",),
    ),
    Verb(
        "kernel.resume_job_order", hold.ResumeJobOrder, needs="job_order:report",
        load=load.load_jobs, decide=hold.decide_resume, kind="fact",
        label=Text("Resume", "继续"), path=_at_job, refusals=_STEP, events=("job_order.resumed",),
    ),
    Verb(
        "kernel.hold_job_order", hold.HoldJobOrder, needs="job_order:report",
        load=load.load_jobs, decide=hold.decide_hold, kind="fact",
        label=Text("Hold and call for help", "异常暂停"), path=_at_job, refusals=_STEP,
        events=("job_order.held", "work_alert.raised"),
    ),
    Verb(
        "kernel.release_held_job_order", hold.ReleaseHeldJobOrder, needs="job_order:release_held",
        load=load.load_jobs, decide=hold.decide_release_held,
        label=Text("Release from hold", "解除异常暂停"), path=_at_job, refusals=_STEP,
        events=("job_order.hold_released",),
    ),
    Verb(
        "kernel.report_operation", report.ReportOperation, needs="job_order:report",
        load=report_load.load_reports, decide=report.decide_report, kind="fact",
        label=Text("Report", "报工"), path=_at_job, signed_as=decided_at_report,
        refusals=(NotFound, report.ChangeUnread, report.NotRunning, FileGone, *_COUNTED,
                  *parameters.REFUSALS, *_TAKEN),
        events=(*_MOVED, "job_order.started", "job_order.reported", "inspection.requested",
                "job_order.released", "job_order.dispatched", "flow_card.finished"),
    ),
    Verb(
        "kernel.judge_defective", judge.JudgeDefective, needs="job_order:judge",
        load=load.load_judging, decide=judge.decide_judge,
        label=Text("Judge defective pieces", "不良判定"), path=_at_job, signed_as=of_verdict,
        refusals=(NotFound, reverse.OrderClosed, counts.NegativeCount, judge.SupplierNeeded,
                  LotNeeded, UnknownLot, defects.ReworkJobEnded, Shortage),
        events=(*_MOVED, "job_order.judged", "job_order.released", "job_order.dispatched"),
    ),
    Verb(
        "kernel.correct_report", correct.CorrectReport, needs="job_order:report",
        load=loads.load_corrections, decide=correct.decide_correct,
        label=Text("Correct a report", "更正报工"), path=_at_report,
        signed_as=decided_at_correction,
        refusals=(NotFound, reverse.OrderClosed, correct.JointReport, counts.ReasonMissing,
                  correct.MayNotCorrect, AlreadyReversed, *_COUNTED, *_TAKEN),
        events=(*_MOVED, "job_order.corrected", "person.figure_lowered", "inspection.requested",
                "job_order.released", "job_order.dispatched"),
    ),
    Verb(
        "kernel.reverse_command", reverse.ReverseCommand, needs="command:reverse",
        load=loads.load_reversals, decide=reverse.decide_reverse,
        label=Text("Take a command back", "冲销"), path=_at_cause,
        refusals=(NotFound, OpeningClosed, reverse.OrderClosed, NothingToReverse, AlreadyReversed,
                  *_TAKEN),
        events=(*_MOVED, "job_order.cancelled", "work_order.cancelled", "person.figure_lowered",
                "job_order.reversed", "command.reversed"),
    ),
    Verb(
        "kernel.complete_job_order", complete.CompleteJobOrder, needs="job_order:report",
        load=loads.load_completions, decide=complete.decide_complete, kind="fact",
        label=Text("Complete", "完工"), path=_at_job,
        refusals=(*_STEP, report.NotRunning, limits.CountTolerance, complete.InspectionOpen,
                  complete.StillOutside, complete.PiecesLeft, limits.ShortClose, *_TAKEN),
        events=(*_MOVED, "job_order.reported", "job_order.completed", *_ORDER_ENDED),
    ),
    Verb(
        "kernel.reopen_job_order", complete.ReopenJobOrder, needs="job_order:reopen",
        load=load.load_ending, decide=complete.decide_reopen,
        label=Text("Reopen", "重新打开"), path=_at_job, refusals=(*_STEP, complete.UsedUp),
        events=("job_order.reopened", "work_order.reopened"),
    ),
    Verb(
        "kernel.abort_job_order", hold.AbortJobOrder, needs="job_order:abort",
        load=loads.load_completions, decide=hold.decide_abort,
        label=Text("Abort", "终止"), path=_at_job,
        refusals=(*_STEP, complete.StillOutside, complete.PiecesLeft),
        events=("job_order.aborted", "work_order.aborted", *_ORDER_ENDED),
    ),
    Verb(
        "kernel.split_job_order", split.SplitJobOrder, needs="job_order:dispatch",
        load=load.load_ending, decide=split.decide_split,
        label=Text("Split", "拆分任务"), path=_at_job,
        also=places.also_dispatched, refusals=(NotFound, split.NotDivisible),
        events=("job_order.split", "job_order.released", "job_order.dispatched"),
    ),
    Verb(
        "kernel.merge_job_orders", split.MergeJobOrders, needs="job_order:dispatch",
        load=load.load_ending, decide=split.decide_merge,
        label=Text("Merge", "合并任务"), path=_at_job,
        also=places.also_merged, refusals=(NotFound, split.NotSiblings),
        events=("job_order.merged", "job_order.cancelled"),
    ),
)  # fmt: skip

ALERT_VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.raise_work_alert", alerts.RaiseWorkAlert, needs="work_alert:raise",
        load=load.load_jobs, decide=alerts.decide_raise, kind="fact",
        label=Text("Call for help", "呼叫"), path=_at_job, also=places.also_called,
        refusals=(NotFound,), events=("work_alert.raised",),
    ),
    Verb(
        "kernel.acknowledge_work_alert", alerts.AcknowledgeWorkAlert, needs="work_alert:answer",
        load=loads.load_alerts, decide=alerts.decide_acknowledge,
        label=Text("Take an alert", "响应异常"), path=places.at_alert,
        refusals=(NotFound, alerts.AlertTaken), events=("work_alert.acknowledged",),
    ),
    Verb(
        "kernel.resolve_work_alert", alerts.ResolveWorkAlert, needs="work_alert:answer",
        load=loads.load_alerts, decide=alerts.decide_resolve,
        label=Text("Settle an alert", "解决异常"), path=places.at_alert, refusals=(NotFound,),
        events=("work_alert.resolved",),
    ),
)  # fmt: skip

VERBS: tuple[AnyVerb, ...] = (
    *MASTER_VERBS,
    *ORDER_VERBS,
    *JOB_VERBS,
    *ALERT_VERBS,
    *card_tables.VERBS,
    *shapes.VERBS,
    *people_tables.VERBS,
    *floor_tables.VERBS,
)

_EVENTS: dict[str, tuple[str, str]] = {
    "work_master.created": ("Work master drafted", "作业模板已新建"),
    "work_master.changed": ("Work master changed", "作业模板已修改"),
    "work_master.released": ("Work master released", "作业模板已发布"),
    "work_order.created": ("Work order created", "工单已新建"),
    "work_order.changed": ("Work order changed", "工单已修改"),
    "work_order.released": ("Work order released", "工单已下达"),
    "work_order.opened": ("Half-done order booked", "在制期初已录入"),
    "work_order.completed": ("Work order completed", "工单已完工"),
    "work_order.reopened": ("Work order reopened", "工单已重新打开"),
    "work_order.closed": ("Work order closed", "工单已关闭"),
    "work_order.cancelled": ("Work order cancelled", "工单已取消"),
    "work_order.aborted": ("Work order aborted", "工单已终止"),
    "job_order.released": ("Job order released", "任务已下达"),
    "job_order.dispatched": ("Job order dispatched", "任务已派工"),
    "job_order.revoked": ("Job order taken back", "任务已撤回"),
    "job_order.started": ("Job order started", "任务已开工"),
    "job_order.first_article_required": ("First article required", "已要求首件"),
    "job_order.paused": ("Job order paused", "任务已暂停"),
    "job_order.resumed": ("Job order resumed", "任务已继续"),
    "job_order.held": ("Job order held", "任务异常暂停"),
    "job_order.hold_released": ("Hold released", "异常暂停已解除"),
    "job_order.reported": ("Reported", "已报工"),
    "job_order.judged": ("Defective pieces judged", "不良已判定"),
    "job_order.corrected": ("Report corrected", "报工已更正"),
    "job_order.reversed": ("Report taken back", "报工已冲销"),
    "job_order.completed": ("Job order completed", "任务已完工"),
    "job_order.reopened": ("Job order reopened", "任务已重新打开"),
    "job_order.closed": ("Job order closed", "任务已关闭"),
    "job_order.cancelled": ("Job order cancelled", "任务已取消"),
    "job_order.aborted": ("Job order aborted", "任务已终止"),
    "job_order.split": ("Job order split", "任务已拆分"),
    "job_order.merged": ("Job orders merged", "任务已合并"),
    "job_order.signed_in": ("Signed in on a job", "已上岗"),
    "job_order.signed_out": ("Signed out of a job", "已离岗"),
    "job_order.report_confirmed": ("Report confirmed", "报工已确认"),
    "job_order.report_refused": ("Report refused", "报工未确认"),
    "person.figure_lowered": ("Somebody's figure lowered", "本人数量被调减"),
    "inspection.requested": ("Inspection requested", "已请检"),
    "work_alert.raised": ("Work alert raised", "异常已呼叫"),
    "work_alert.acknowledged": ("Work alert taken", "异常已响应"),
    "work_alert.resolved": ("Work alert settled", "异常已解决"),
    "command.reversed": ("Command taken back", "命令已冲销"),
}


def _text_of(column: tuple[str, str]) -> str:
    """Return a column as the seal reads it: JSON as its text."""
    name, kind = column
    return f"{name}::text" if kind == "jsonb" else name


_OTHERS = card_tables.EVENTS | people_tables.EVENTS | floor_tables.EVENTS | shapes.EVENTS
EVENTS = tuple(
    EventKind(name=name, entity=name.partition(".")[0], label=Text(*label))
    for name, label in (_EVENTS | _OTHERS).items()
)

COVERED = (
    Covered(
        table="job_response",
        key=("id",),
        columns=(*(_text_of(column) for column in RESPONSE), "clock_uncertain"),
    ),
    Covered(table="defect_line", key=("id",), columns=tuple(name for name, _ in DEFECT)),
    Covered(table="person_share", key=("id",), columns=tuple(name for name, _ in SHARE)),
)
"""What reports said is sealed; orders and job orders change, their totals follow from responses."""

PART = Part(
    name="kernel.orders",
    covered=(*COVERED, *floor_tables.COVERED),
    verbs=VERBS,
    queries=(
        *QUERIES,
        JOB_QUERY,
        *card_tables.QUERIES,
        *people_tables.QUERIES,
        *floor_tables.QUERIES,
        *shapes.QUERIES,
    ),
    fact_kinds=(
        *card_tables.FACT_KINDS,
        *floor_tables.FACT_KINDS,
        *FACT_KINDS,
        *shapes.FACT_KINDS,
    ),
    events=EVENTS,
    sql="taktline.kernel.orders",
)
