"""What changes of running orders bring: facts, verbs, events, queries."""

from typing import cast
from uuid import UUID

from taktline.base.code import BadCode
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.orders import counts, release, topics, work_master
from taktline.kernel.orders import load as order_load
from taktline.kernel.orders.change import content, engineering, facts, load, rebuild, record, revise
from taktline.kernel.orders.change.queries import QUERIES as QUERIES
from taktline.kernel.orders.shop import Shop, path_of
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(facts.OrderRevised, record.record_revisions, facts.fold_revised),
        FactKind(facts.NoticeGiven, record.record_notices),
        FactKind(facts.NoticeRead, record.record_read),
        FactKind(facts.EngineeringChanged, record.record_changes, facts.fold_engineering),
        FactKind(facts.EffectNamed, record.record_effects),
    ),
)


def _at_order(shop: Shop, command: revise.ReviseRunningOrder) -> tuple[UUID, ...]:
    return (shop.work_order(command.work_order).site,)


def _at_job(shop: Shop, command: revise.AcknowledgeChange) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.job_order))


_REVISED = (
    revise.OrderNotRunning,
    work_master.StaleVersion,
    counts.ReasonMissing,
    release.NotReleased,
    revise.NotByCard,
    content.NotLinear,
    content.BadChange,
    work_master.BadOperation,
    revise.NothingRevised,
    release.BadWorkOrder,
    revise.BelowDone,
    rebuild.OperationOver,
    rebuild.ComponentsLeft,
)
_CHANGED = ("work_order.revised", "job_order.released", "job_order.dispatched",
            "job_order.cancelled")  # fmt: skip

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.revise_running_order", revise.ReviseRunningOrder, needs="work_order:revise",
        load=load.load_revisions, decide=revise.decide_revise,
        label=Text("Change a running order", "变更在制工单"), path=_at_order,
        signed_as=topics.order_change,
        refusals=(NotFound, *_REVISED), events=_CHANGED,
    ),
    Verb(
        "kernel.acknowledge_change", revise.AcknowledgeChange, needs="job_order:report",
        load=order_load.load_jobs, decide=revise.decide_acknowledge,
        label=Text("Acknowledge a change", "确认变更通知"), path=_at_job,
        refusals=(NotFound, revise.NothingToRead), events=("job_order.change_acknowledged",),
    ),
    Verb(
        "kernel.release_change", engineering.ReleaseChange, needs="engineering_change:release",
        load=load.load_engineering, decide=engineering.decide_release_change,
        label=Text("Release a change", "发布工程变更"), signed_as=topics.engineering_change,
        refusals=(BadCode, work_master.CodeTaken, NotFound, engineering.NotConcerned,
                  engineering.EffectMissing, engineering.SwitchToWhat, *_REVISED),
        events=("engineering_change.released", "job_order.held", "job_order.revoked",
                "work_alert.raised", *_CHANGED),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "work_order.revised": ("Running order changed", "在制工单已变更"),
    "job_order.change_acknowledged": ("Change acknowledged", "变更已确认"),
    "engineering_change.released": ("Change released", "工程变更已发布"),
}
