"""What switching stages brings: the command, its fact, its events."""

from typing import cast

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.stages import facts, store, switch
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (FactKind(facts.StagesSet, store.record_stages, switch.fold_stages),),
)

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.switch_stages", switch.SwitchStages, needs="stage:switch",
        load=store.load_stages, decide=switch.decide_switch,
        label=Text("Switch stages", "启用或关闭阶段"),
        refusals=(NotFound, switch.NothingSwitched, switch.StageNeeded, ReasonMissing,
                  switch.StageInUse, switch.StageSwitchedOff, switch.OpeningBalancesMissing),
        events=("stage.switched_on", "stage.switched_off"),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "stage.switched_on": ("Stages switched on", "阶段已启用"),
    "stage.switched_off": ("Stages switched off", "阶段已关闭"),
}
