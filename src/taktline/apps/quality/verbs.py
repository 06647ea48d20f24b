"""What quality brings to the platform: deciding inspections, recording results, importing plans."""

from typing import cast
from uuid import UUID

from taktline.apps.quality import (
    decide,
    facts,
    fold,
    load,
    plan,
    record,
    request,
    results,
    sampling,
    sampling_store,
    take,
)
from taktline.apps.quality.figures.tables import QUERIES as FIGURES
from taktline.apps.quality.lot_results import LOT_QUERIES
from taktline.apps.quality.queries import QUERIES
from taktline.base.code import BadCode
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.ledger.refusals import LotHeld, Shortage, UnknownPlace
from taktline.kernel.orders.counts import NegativeCount, ReasonMissing
from taktline.kernel.orders.reverse import OrderClosed
from taktline.kernel.orders.shop import Shop, path_of
from taktline.kernel.orders.work_master import CodeTaken
from taktline.platform.events.cover import Covered
from taktline.platform.outside.file import FileGone
from taktline.platform.registry import EventKind, Part
from taktline.platform.second_signature import Topic
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb
from taktline.science.sampling.refusals import InspectionDiscontinued, LotTooSmall, NoSuchPlan

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(facts.InspectionDecided, record.record_decisions),
        FactKind(
            facts.CharacteristicAdded, record.record_characteristics, fold.fold_characteristic
        ),
        FactKind(facts.ResultRecorded, record.record_results),
        FactKind(sampling.SamplingRuleSet, sampling_store.record_rules),
        FactKind(sampling.SamplePlanned, sampling_store.record_samples, sampling_store.fold_sample),
    ),
)


def concession(command: decide.DecideInspection) -> Topic | None:
    """Return the topic of using goods as they are; accepting and rejecting are the inspector's."""
    return "concession" if command.decision == "conditional" else None


def _at_decision(shop: Shop, command: decide.DecideInspection) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.inspection))


def _at_request(shop: Shop, command: request.RequestInspection) -> tuple[UUID, ...]:
    return (shop.resource(command.site, "site").id,)


def _at_sample(shop: Shop, command: sampling.PlanSample) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.inspection))


def _at_take(shop: Shop, command: take.TakeInspection) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.inspection))


def _at_results(shop: Shop, command: results.RecordResults) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.inspection))


VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "quality.decide_inspection", decide.DecideInspection, needs="inspection:decide",
        load=load.load_inspections, decide=decide.decide_inspection,
        label=Text("Decide an inspection", "检验判定"), path=_at_decision,
        signed_as=concession,
        refusals=(NotFound, decide.NotAnInspection, OrderClosed, ReasonMissing,
                  decide.AgainstProposal, decide.NothingToDecide, decide.PartsDiffer, UnknownPlace,
                  LotHeld, Shortage),
        events=("inspection.decided", "stock_status.changed", "job_order.held"),
    ),
    Verb(
        "quality.request_inspection", request.RequestInspection, needs="inspection:request",
        load=request.load_requests, decide=request.decide_request,
        label=Text("Request an inspection", "请检"), path=_at_request,
        refusals=(BadCode, CodeTaken, NotFound, NegativeCount),
        events=("inspection.requested", "job_order.dispatched"),
    ),
    Verb(
        "quality.take_inspection", take.TakeInspection, needs="inspection:measure",
        load=take.load_takes, decide=take.decide_take,
        label=Text("Take an inspection", "领取检验任务"), path=_at_take,
        refusals=(NotFound, decide.NotAnInspection, OrderClosed, take.InspectionTaken),
        events=("inspection.taken",),
    ),
    Verb(
        "quality.plan_sample", sampling.PlanSample, needs="inspection:request",
        load=sampling_store.load_samples, decide=sampling.decide_sample,
        label=Text("Plan a sample", "确定抽样方案"), path=_at_sample,
        refusals=(NotFound, decide.NotAnInspection, OrderClosed, sampling.SampleStands,
                  sampling.NoSamplingRule, InspectionDiscontinued, LotTooSmall),
        events=("inspection.sampled",),
    ),
    Verb(
        "quality.record_results", results.RecordResults, needs="inspection:measure",
        load=load.load_results, decide=results.decide_results, kind="fact",
        label=Text("Record results", "录入检验结果"), path=_at_results,
        refusals=(results.ResultCount, NotFound, decide.NotAnInspection, OrderClosed,
                  results.NoVerdict, FileGone),
        events=("inspection.measured",),
    ),
    Verb(
        "quality.import_inspection_plan", plan.ImportInspectionPlan,
        needs="inspection_plan:import",
        load=load.load_imports, decide=plan.decide_import,
        label=Text("Import an inspection plan", "导入检验方案"),
        refusals=(NotFound, CodeTaken, plan.BadCharacteristic, NoSuchPlan),
        events=("work_master.released",),
    ),
)  # fmt: skip

EVENTS = (
    EventKind(
        name="inspection.sampled",
        entity="inspection",
        label=Text("Sample planned", "抽样方案已确定"),
    ),
    EventKind(
        name="inspection.taken",
        entity="inspection",
        label=Text("Inspection taken", "检验任务已领取"),
    ),
    EventKind(
        name="inspection.decided",
        entity="inspection",
        label=Text("Inspection decided", "检验已判定"),
    ),
    EventKind(
        name="inspection.measured",
        entity="inspection",
        label=Text("Results recorded", "结果已录入"),
    ),
)

COVERED = (
    Covered(table="test_result", key=("id",), columns=tuple(name for name, _ in record.RESULT)),
    Covered(
        table="sampling_plan",
        key=("id",),
        columns=tuple(name for name, _ in sampling_store.PLAN),
    ),
    Covered(table="inspection", key=("id",), columns=tuple(name for name, _ in record.DECISION)),
)

PART = Part(
    name="apps.quality",
    covered=COVERED,
    verbs=VERBS,
    queries=(*QUERIES, sampling_store.PROPOSAL_QUERY, *LOT_QUERIES, *FIGURES),
    fact_kinds=FACT_KINDS,
    events=EVENTS,
    sql="taktline.apps.quality",
)
