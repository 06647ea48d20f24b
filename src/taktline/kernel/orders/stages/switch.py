"""Switching stages on at any time, and off never silently."""

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Confirmable, NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.stages.facts import StagesSet, stage_id
from taktline.kernel.orders.stages.store import Chosen, Scope
from taktline.kernel.resources.stages import NEEDS, STAGES, Stage
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.confirm import refuse_unless_confirmed


class SwitchStages(Command, frozen=True, kw_only=True):
    """The plant, or one material class, works with more or fewer stages from now on.

    The first choice for the whole plant says everything that is on: what it does not name is off.

    Attributes:
        material_class: code or id; the whole plant if None.
        switch_on: stages that begin.
        switch_off: stages that end; needs `reason` and to be confirmed.
    """

    material_class: str | None = None
    switch_on: tuple[Stage, ...] = ()
    switch_off: tuple[Stage, ...] = ()
    reason: str | None = None


class NothingSwitched(Problem):
    """The stages are as asked for already, or a stage is to be on and off at once."""

    title = Text(
        en="Nothing would change: {stages} are on for {scope}.",
        zh="没有变化:{scope} 已启用 {stages}。",
    )
    status = 400


class StageNeeded(Problem):
    """A stage rests on another that is off, or S1 would be switched off."""

    title = Text(
        en="{stage} cannot stand without {needed}: switch both.",
        zh="{stage} 依赖 {needed},请一并设置。",
    )


class StageInUse(Problem):
    """Goods are still kept in a way that the stage gives."""

    title = Text(
        en="{stage} cannot be switched off for {scope}: {materials} are still in stock that way. "
        "Use, move or count them out first.",
        zh="{scope} 不能关闭 {stage}:{materials} 仍有相应库存,请先领用、移走或盘点清零。",
    )


class StageSwitchedOff(Confirmable):
    """A stage would end; orders that are under way keep what they were released with."""

    title = Text(
        en="{stages} would be switched off for {scope}; {orders} open work orders go on as they "
        "were released. Confirm it if that is wanted.",
        zh="将对 {scope} 关闭 {stages};{orders} 个未完工单按下达时的设置继续。确需关闭请确认。",
    )


class OpeningBalancesMissing(Confirmable):
    """Stock begins to be kept of materials whose opening balance nobody booked."""

    title = Text(
        en="Book the opening balance of {count} materials first ({materials} ...), or confirm "
        "that none of them is in stock.",
        zh="请先录入 {count} 个物料的期初库存({materials} 等);确无库存请确认。",
    )


def decide_switch(scopes: Chosen, command: SwitchStages, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what is switched on from now on; history stays as it is.

    Raises:
        NotFound: there is no such material class.
        NothingSwitched: it is so already.
        StageNeeded: S5 without S4, or S1 off.
        ReasonMissing: something is switched off and nobody says why.
        StageInUse: goods are still kept in the way the stage gives.
        StageSwitchedOff: not confirmed.
        OpeningBalancesMissing: stock begins, and nobody booked or denied what is there.
    """
    scope = scopes.scope(command.material_class)
    if scope is None:
        raise NotFound(
            kind="material_class", code=command.material_class or "", at="/material_class"
        )
    before = set(scope.stages)
    after = _after(scope, command)
    _refuse_contradiction(scope, command, after=after)
    gone = [stage for stage in STAGES if stage in before - after]
    if gone:
        _refuse_silent(scope, command, gone=gone)
    if "s4" in after - before or (not scope.is_chosen and "s4" in command.switch_on):
        _ask_opening(scope, command)
    stages = tuple(stage for stage in STAGES if stage in after)
    fact = StagesSet(
        id=stage_id(scope.material_class),
        material_class=scope.material_class,
        stages=stages,
        reason=command.reason,
    )
    return [fact, *_told(scope, stages=stages, begun=after - before, gone=gone)]


def fold_stages(state: object, fact: StagesSet) -> None:
    """The stages of a scope are others from now on."""
    if not isinstance(state, Chosen):
        return
    for name, scope in list(state.scopes.items()):
        if scope.material_class == fact.material_class:
            changed = msgspec.structs.replace(scope, stages=fact.stages, is_chosen=True)
            state.scopes[name] = changed


def _after(scope: Scope, command: SwitchStages) -> set[Stage]:
    begins_plant = not scope.is_chosen and scope.material_class is None
    kept: set[Stage] = {"s1"} if begins_plant else set(scope.stages)
    return (kept | set(command.switch_on)) - set(command.switch_off)


def _refuse_contradiction(scope: Scope, command: SwitchStages, *, after: set[Stage]) -> None:
    is_same = scope.is_chosen and after == set(scope.stages)
    if is_same or set(command.switch_on) & set(command.switch_off):
        raise NothingSwitched(stages=sorted(scope.stages), scope=scope.name)
    if "s1" not in after:
        raise StageNeeded(stage="S1", needed=Text("at least orders", "至少工单"), at="/switch_off")
    for stage, needed in NEEDS.items():
        if stage in after and needed not in after:
            raise StageNeeded(stage=stage.upper(), needed=needed.upper(), at="/switch_on")


def _refuse_silent(scope: Scope, command: SwitchStages, *, gone: list[Stage]) -> None:
    """Let nothing end without a reason, somebody who confirms it, and empty stores."""
    if not scope.has_begun:
        return
    if not (command.reason or "").strip():
        raise ReasonMissing(field="reason", at="/reason")
    in_use: dict[Stage, tuple[str, ...]] = {"s4": scope.in_stock, "s5": scope.in_lots}
    for stage in gone:
        if in_use.get(stage):
            raise StageInUse(stage=stage.upper(), scope=scope.name, materials=list(in_use[stage]))
    refuse_unless_confirmed(
        command,
        StageSwitchedOff(
            stages=[stage.upper() for stage in gone], scope=scope.name, orders=scope.open_orders
        ),
    )


def _ask_opening(scope: Scope, command: SwitchStages) -> None:
    if scope.unopened > 0:
        refuse_unless_confirmed(
            command,
            OpeningBalancesMissing(count=scope.unopened, materials=list(scope.unopened_codes)),
        )


def _told(
    scope: Scope, *, stages: tuple[Stage, ...], begun: set[Stage], gone: list[Stage]
) -> list[Event]:
    told: list[Event] = []
    for name, changed in (("switched_on", sorted(begun)), ("switched_off", gone)):
        if changed or (name == "switched_on" and not gone):
            told.append(
                Event(
                    name=f"stage.{name}",
                    entity="stage",
                    record=stage_id(scope.material_class),
                    code=scope.name,
                    payload={"changed": list(changed), "stages": list(stages)},
                )
            )
    return told
