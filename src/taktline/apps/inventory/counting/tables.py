"""What cycle counting brings: its verbs, queries, facts and events."""

from typing import cast
from uuid import UUID

from taktline.apps.inventory import count, dock, topics
from taktline.apps.inventory.counting import enter, facts, plan
from taktline.apps.inventory.counting.queries import QUERIES
from taktline.apps.inventory.scale import BadWeighing, CountedOtherwise
from taktline.base.code import BadCode
from taktline.base.problem import NotFound
from taktline.base.quantity import NotADecimal
from taktline.base.text import Text
from taktline.kernel.ledger import refusals as ledger
from taktline.kernel.ledger.entry import NoPlaceOfGoods
from taktline.kernel.ledger.references import NoSecondUnit, QuantityNotPositive, SiteNeeded
from taktline.kernel.resources.conversion import OutOfTolerance
from taktline.platform.registry import EventKind
from taktline.platform.verb import AnyFactKind, FactKind, Verb


def _planned_at(state: plan.Sheets, command: plan.PlanCount) -> tuple[UUID, ...]:
    site = state.refs.site_or_none(command.site)
    return () if site is None else (site,)


def _counted_at(
    state: enter.Counting, command: enter.EnterCount | enter.ApproveCount
) -> tuple[UUID, ...]:
    sheet = state.sheets.get(command.count)
    return () if sheet is None else (sheet.site,)


COUNT_VERBS = (
    Verb(
        "inventory.classify_materials",
        plan.ClassifyMaterials,
        needs="stock_count:plan",
        load=plan.load_classes,
        decide=plan.decide_classify,
        label=Text(en="Classify materials A, B, C", zh="ABC 分类"),
        events=("abc_class.computed",),
    ),
    Verb(
        "inventory.plan_count",
        plan.PlanCount,
        needs="stock_count:plan",
        load=plan.load_plans,
        decide=plan.decide_plan,
        label=Text(en="Plan a count", zh="下达盘点"),
        path=_planned_at,
        refusals=(
            BadCode, SiteNeeded, NotFound, ledger.UnknownPlace, NoPlaceOfGoods, plan.CountExists,
            plan.NothingToCount,
        ),
        events=("stock_count.planned",),
    ),
    Verb(
        "inventory.enter_count",
        enter.EnterCount,
        needs="material:count",
        load=enter.load_counting,
        decide=enter.decide_enter,
        label=Text(en="Enter a count", zh="录入盘点"),
        kind="fact",
        path=_counted_at,
        refusals=(
            dock.LineCount, NotFound, ledger.LotNeeded, ledger.UnknownLot, enter.CountClosed,
            enter.NotOnSheet, NotADecimal, *count.COUNTS, BadWeighing, CountedOtherwise,
            NoSecondUnit, QuantityNotPositive, OutOfTolerance, ledger.Shortage,
            ledger.BackdatedShortage,
        ),
        events=(
            "stock_count.entered", "stock_count.advanced", "stock_count.booked",
            "reservation.cut", "work_alert.raised",
        ),
    ),
    Verb(
        "inventory.approve_count",
        enter.ApproveCount,
        needs="stock_count:approve",
        load=enter.load_counting,
        decide=enter.decide_approve,
        label=Text(en="Approve a count", zh="审批盘点差异"),
        path=_counted_at,
        signed_as=topics.count_difference,
        refusals=(
            NotFound, enter.CountClosed, enter.ApprovalReasonMissing, ledger.Shortage,
            ledger.BackdatedShortage,
        ),
        events=(
            "stock_count.booked", "stock_count.cancelled", "reservation.cut", "work_alert.raised",
        ),
    ),
)  # fmt: skip
COUNT_QUERIES = QUERIES
COUNT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(facts.CountPlanned, facts.record_planned, plan.fold_plan),
        FactKind(facts.CountLineEntered, facts.record_entered, enter.fold_entered),
        FactKind(facts.CountMoved, facts.record_moved, enter.fold_moved),
        FactKind(facts.MaterialClassed, facts.record_classed),
    ),
)
_LABELS = {
    "abc_class.computed": ("Materials classified", "物料已分类"),
    "stock_count.planned": ("Count planned", "盘点已下达"),
    "stock_count.entered": ("Count entered", "盘点已录入"),
    "stock_count.advanced": ("Count goes on", "盘点已推进"),
    "stock_count.booked": ("Count booked", "盘点已入账"),
    "stock_count.cancelled": ("Count cancelled", "盘点已取消"),
}
COUNT_EVENTS = tuple(
    EventKind(name=name, entity=name.partition(".")[0], label=Text(en=en, zh=zh))
    for name, (en, zh) in _LABELS.items()
)
