"""How many pieces an inspection looks at: from level and AQL, stricter after bad lots."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.quality.decide import NotAnInspection
from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.changes import inspection_event
from taktline.kernel.orders.reverse import OrderClosed
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Command, Fact, Ids
from taktline.science.sampling.plans import Level, Plan, Severity, code_letter, plan, plan_for_lot
from taktline.science.sampling.switching import LotResult, Switching, after_lot, resume

Class = Literal["critical", "major", "minor"]


class ClassSampling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How strictly one class of characteristics is sampled.

    Attributes:
        severity: the class: critical, major or minor.
        aql: as printed in the standard, "0.010" to "10".
    """

    severity: Class
    level: Level = "II"
    aql: str


class SamplingRuleSet(Fact, frozen=True, kw_only=True):
    """An inspection plan asks for this level and AQL in one class."""

    id: UUID
    work_master: UUID
    severity: Class
    level: Level
    aql: str


class SamplePlanned(Fact, frozen=True, kw_only=True):
    """An inspection looks at so many pieces in one class of characteristics.

    Attributes:
        state: normal, tightened or reduced inspection, as the lots before demanded.
        accept: most nonconforming pieces with which the lot passes (Ac).
        reject: fewest with which it does not (Re).
    """

    id: UUID
    site: UUID
    job_order: UUID
    work_master: UUID
    material: UUID | None
    supplier: UUID | None
    operation: str
    severity: Class
    level: Level
    aql: str
    state: Severity
    lot_size: Decimal
    letter: str
    sample_size: int
    accept: int
    reject: int
    is_steady: bool
    reduced_approved: bool
    is_resumed: bool


class PlanSample(Command, frozen=True, kw_only=True):
    """An inspection gets its sample: n, Ac and Re per class, from the size of the lot.

    Attributes:
        inspection: code or id of its job order; the lot is what it is ordered for.
        plan: code or id of the inspection plan.
        supplier: code or id; of incoming goods. Lots of a material, supplier and operation are
            one series, in which bad lots make inspection stricter.
        is_steady: production runs at a steady rate; asked for reduced inspection.
        reduced_approved: somebody responsible wants reduced inspection where it is earned.
        resumes: corrective action was taken after the series had been discontinued.
    """

    inspection: str
    plan: str
    supplier: str | None = None
    is_steady: bool = True
    reduced_approved: bool = False
    resumes: bool = False


class EarlierLot(msgspec.Struct, frozen=True, kw_only=True):
    """One lot of a series that was decided, as its sampling plan and results say."""

    severity: Class
    supplier: UUID | None
    material: UUID | None
    operation: str
    letter: str
    aql: str
    state: Severity
    is_steady: bool
    reduced_approved: bool
    is_resumed: bool
    nonconforming: int


class Sampler(Shop, kw_only=True):
    """What a sample is planned on: the rules of the plans, the lots before.

    Attributes:
        rules: by inspection plan.
        earlier: decided lots of the same materials, oldest first.
        planned_samples: inspections that have their sample.
    """

    rules: dict[UUID, tuple[SamplingRuleSet, ...]] = {}
    earlier: tuple[EarlierLot, ...] = ()
    planned_samples: set[UUID] = set()


class NoSamplingRule(Problem):
    """The inspection plan says no level and AQL."""

    title = Text(
        en="Inspection plan {plan} states no level and AQL: import it with `sampling`.",
        zh="检验方案 {plan} 未规定检验水平和 AQL,请在导入时给出。",
    )


class SampleStands(Problem):
    """The inspection has its sample already."""

    title = Text(en="{code} has its sampling plan already.", zh="{code} 已有抽样方案。")


def decide_sample(shop: Sampler, command: PlanSample, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how many pieces of a lot are looked at, per class of characteristics.

    Raises:
        NotFound: there is no such inspection, plan or supplier.
        NotAnInspection: the job order judges nothing.
        OrderClosed: it was decided.
        SampleStands: it has its sample.
        NoSamplingRule: the plan states no level and AQL.
        InspectionDiscontinued: too many lots of the series were refused; somebody has to act.
        LotTooSmall: the lot has less than 2 pieces.
    """
    inspection = shop.job(command.inspection)
    if inspection.work_type != "quality":
        raise NotAnInspection(code=inspection.code)
    if inspection.status in ENDED:
        raise OrderClosed(code=inspection.code, status=inspection.status)
    if inspection.id in shop.planned_samples:
        raise SampleStands(code=inspection.code)
    master = shop.work_master(command.plan)
    rules = shop.rules.get(master.id, ())
    if not rules:
        raise NoSamplingRule(plan=master.code, at="/plan")
    supplier = None
    if command.supplier is not None:
        supplier = shop.resource(command.supplier, "partner").id
    made: list[SamplePlanned] = []
    for rule in rules:
        series = [
            lot
            for lot in shop.earlier
            if (lot.severity, lot.supplier, lot.material, lot.operation)
            == (rule.severity, supplier, inspection.material, inspection.operation)
        ]
        before = switched(series)
        standing = resume(before) if command.resumes else before
        found = plan_for_lot(
            int(inspection.ordered), rule.aql, level=rule.level, severity=standing.severity
        )
        made.append(
            SamplePlanned(
                id=derived_id("sampling_plan", inspection.id, rule.severity),
                site=inspection.site,
                job_order=inspection.id,
                work_master=master.id,
                material=inspection.material,
                supplier=supplier,
                operation=inspection.operation,
                severity=rule.severity,
                level=rule.level,
                aql=rule.aql,
                state=found.severity,
                lot_size=inspection.ordered,
                letter=found.code_letter,
                sample_size=found.n,
                accept=found.accept,
                reject=found.reject,
                is_steady=command.is_steady,
                reduced_approved=command.reduced_approved,
                is_resumed=standing != before,
            )
        )
    told = {one.severity: f"n {one.sample_size} Ac {one.accept} Re {one.reject}" for one in made}
    return [*made, inspection_event(inspection, "sampled", plan=master.code, **told)]


def switched(series: Sequence[EarlierLot]) -> Switching:
    """Return where a series stands after its lots; recomputed from the facts, stored nowhere.

    Args:
        series: decided lots of one material, supplier, operation and class, oldest first.

    Source: ISO 2859-1:1999 clause 9.3.
    """
    standing = Switching()
    for lot in series:
        if lot.is_resumed:
            standing = resume(standing)
        if standing.state == "discontinued":
            continue
        standing = after_lot(
            standing,
            LotResult(
                plan=_plan_of(lot),
                nonconforming=lot.nonconforming,
                production_steady=lot.is_steady,
                reduced_approved=lot.reduced_approved,
            ),
        )
    return standing


def _plan_of(lot: EarlierLot) -> Plan:
    return plan(lot.letter, lot.aql, severity=lot.state)


def rules_of(master: UUID, sampling: Sequence[ClassSampling]) -> list[Fact]:
    """Return what an inspection plan asks per class, each checked against the tables.

    Raises:
        NoSuchPlan: the standard has no such level or AQL.
    """
    for one in sampling:
        plan(code_letter(2, level=one.level), one.aql)
    return [
        SamplingRuleSet(
            id=derived_id("sampling_rule", master, one.severity),
            work_master=master,
            severity=one.severity,
            level=one.level,
            aql=one.aql,
        )
        for one in {one.severity: one for one in sampling}.values()
    ]
