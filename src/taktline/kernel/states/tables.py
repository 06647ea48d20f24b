"""What machines' states bring to the platform: verbs, queries, facts, events, what is sealed."""

from uuid import UUID

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.states import facts, load, merge, queries, record, write
from taktline.kernel.states.merge import MergeStops
from taktline.kernel.states.write import LabelStop, RecordStates, SplitStop, Watch
from taktline.platform.events.cover import Covered
from taktline.platform.registry import EventKind, Part
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb


def _at_unit(watch: Watch, command: RecordStates) -> tuple[UUID, ...]:
    return watch.unit(command.work_unit).path


def _at_stop(watch: Watch, command: LabelStop | SplitStop | MergeStops) -> tuple[UUID, ...]:
    return watch.units[watch.stop(command.stop).work_unit].path


FACT_KINDS: tuple[AnyFactKind, ...] = (
    FactKind(facts.StatesRecorded, record.record_states, write.fold_recorded),
    FactKind(facts.StopSplit, record.record_splits, write.fold_split),
    FactKind(facts.StopLabelled, record.record_labels),
    FactKind(merge.StopsMerged, merge.record_merges, merge.fold_merged),
)

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.record_states",
        write.RecordStates,
        needs="state:report",
        load=load.load_recordings,
        decide=write.decide_record,
        label=Text(en="Record machine states", zh="记录设备状态"),
        kind="fact",
        path=_at_unit,
        refusals=(NotFound, write.BadIntervals, write.StatesSettled),
        events=("state.recorded",),
    ),
    Verb(
        "kernel.label_stop",
        write.LabelStop,
        needs="stop:label",
        load=load.load_labels,
        decide=write.decide_label,
        label=Text(en="Explain a stop", zh="标注停机原因"),
        path=_at_stop,
        refusals=(NotFound, write.StopRunning),
        events=("stop.labelled",),
    ),
    Verb(
        "kernel.split_stop",
        write.SplitStop,
        needs="stop:label",
        load=load.load_splits,
        decide=write.decide_split,
        label=Text(en="Split a stop", zh="拆分停机"),
        path=_at_stop,
        refusals=(NotFound, write.StopRunning, write.NotWithinStop),
        events=("stop.split",),
    ),
    Verb(
        "kernel.merge_stops",
        MergeStops,
        needs="stop:label",
        load=merge.load_merges,
        decide=merge.decide_merge,
        label=Text(en="Merge two stops", zh="合并停机"),
        path=_at_stop,
        refusals=(NotFound, write.StopRunning, merge.NotAdjacent),
        events=("stop.merged",),
    ),
)

EVENTS = (
    EventKind(
        name="state.recorded",
        entity="equipment",
        label=Text(en="Machine states recorded", zh="设备状态已记录"),
    ),
    EventKind(
        name="stop.labelled", entity="stop", label=Text(en="Stop explained", zh="停机已标注")
    ),
    EventKind(name="stop.split", entity="stop", label=Text(en="Stop split", zh="停机已拆分")),
    EventKind(name="stop.merged", entity="stop", label=Text(en="Stops merged", zh="停机已合并")),
)

COVERED = (
    Covered(
        table="state_interval",
        key=("id",),
        columns=(
            "id", "cause", "line", "site", "work_unit", "connection", "state", "said",
            "job_order", "started_at", "ended_at", "is_provisional", "recorded_at",
        ),
    ),
    Covered(
        table="counter_reading",
        key=("id",),
        columns=(
            "id", "cause", "site", "work_unit", "at", "delta", "value", "epoch", "kind",
            "estimated", "recorded_at",
        ),
    ),
)  # fmt: skip
"""Stops and series are not sealed: stops get their labels later, series are thinned with age."""

PART = Part(
    name="kernel.states",
    verbs=VERBS,
    queries=queries.QUERIES,
    fact_kinds=FACT_KINDS,
    events=EVENTS,
    covered=COVERED,
    sql="taktline.kernel.states",
)
