"""A released change of a bill, routing, drawing or instruction names its effect on open orders."""

from uuid import UUID

import msgspec

from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.call import alert_event, alert_of
from taktline.kernel.orders.change.facts import (
    EffectNamed,
    EffectOnOrder,
    EngineeringChange,
    EngineeringChanged,
    EngineeringKind,
    Office,
)
from taktline.kernel.orders.change.revise import ReviseRunningOrder, decide_revise
from taktline.kernel.orders.changes import job_event, response, stepped
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.reverse import fold_into, scratch
from taktline.kernel.orders.rows import WorkOrder
from taktline.kernel.orders.states import ENDED
from taktline.kernel.orders.work_master import CodeTaken
from taktline.platform.command import Command, Event, Fact, Ids


class OrderEffect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a released change does to one open order.

    Attributes:
        effect: finish_old = as it began; switch = the rest by the new revision; rework = stop, and
            what is done is to be done again; stop = stop until somebody decides.
        from_card: first card of the new revision, for `switch`.
        from_sequence: first operation of it, for `switch`.
    """

    work_order: str
    effect: EffectOnOrder
    from_card: int | None = None
    from_sequence: int | None = None


class ReleaseChange(Command, frozen=True, kw_only=True):
    """A change is released; every open order of the material is named with its effect.

    Attributes:
        document: number and revision of the drawing, instruction or plan.
        work_master: code or id of the routing that orders switch to.
    """

    code: str
    kind: EngineeringKind
    material: str
    text: str
    document: str = ""
    work_master: str | None = None
    orders: tuple[OrderEffect, ...] = ()


class EffectMissing(Problem):
    """An open order of the material is not named."""

    title = Text(
        en="Say what becomes of {orders}: finish_old, switch, rework or stop.",
        zh="请说明对工单 {orders} 的影响:按旧版完成、切换、返工或停止。",
    )
    status = 400


class NotConcerned(Problem):
    """The order is not an open order of the material."""

    title = Text(
        en="{code} is no open order of {material}.", zh="{code} 不是物料 {material} 的在制工单。"
    )
    status = 400


class SwitchToWhat(Problem):
    """An order switches to a routing that must be named."""

    title = Text(en="Name the work master the orders switch to.", zh="请指明切换到的作业模板。")
    status = 400


def decide_release_change(
    shop: Office, command: ReleaseChange, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide what a released change does to every open order of its material.

    Raises:
        BadCode, CodeTaken: its code.
        NotFound: there is no such material, work master or order.
        NotConcerned: an order is named that is not open, or of another material.
        EffectMissing: an open order is not named.
        SwitchToWhat: an order switches, and nobody says to which routing.
        Problem: whatever refuses the change of an order that switches.

    Source: handbook, shopfloor section 6.
    """
    name = checked_code(command.code)
    if name in shop.taken:
        raise CodeTaken(kind="engineering_change", code=name, at="/code")
    material = shop.material(command.material)
    open_ = shop.open_orders.get(material.id, set())
    named = [(shop.work_order(one.work_order), one) for one in command.orders]
    for order, _ in named:
        if order.id not in open_:
            raise NotConcerned(code=order.code, material=material.code, at="/orders")
    lacking = open_ - {order.id for order, _ in named}
    if lacking:
        codes = sorted(shop.work_orders[one].code for one in lacking)
        raise EffectMissing(orders=codes, at="/orders")
    change = EngineeringChange(
        id=ids.new(),
        code=name,
        kind=command.kind,
        material=material.id,
        document=command.document,
        text=command.text,
        work_master=_master(shop, command),
    )
    facts: list[Fact] = [EngineeringChanged(change=change)]
    state = scratch(shop)
    for order, one in named:
        caused = _effect(state, order, one, command=command, now=now, ids=ids)
        fold_into(state, caused)
        facts += [*caused, _named(order, one, change=change.id, ids=ids)]
    return [*facts, _told(change, command)]


def _master(shop: Office, command: ReleaseChange) -> UUID | None:
    if command.work_master is None:
        if any(one.effect == "switch" for one in command.orders):
            raise SwitchToWhat(at="/work_master")
        return None
    return shop.work_master(command.work_master).id


def _effect(
    shop: Office, order: WorkOrder, one: OrderEffect, *, command: ReleaseChange, now: Instant,
    ids: Ids,
) -> list[Fact]:  # fmt: skip
    """Return what the change does to one order."""
    if one.effect == "finish_old":
        return []
    if one.effect == "switch":
        revise = ReviseRunningOrder(
            id=command.id,
            occurred_at=command.occurred_at,
            work_order=str(order.id),
            reason=f"{command.code}: {command.text}",
            from_sequence=one.from_sequence,
            from_card=one.from_card,
            work_master=command.work_master,
        )
        return decide_revise(shop, revise, now, ids)
    return _stopped(shop, order, one, command=command, ids=ids)


def _stopped(
    shop: Office, order: WorkOrder, one: OrderEffect, *, command: ReleaseChange, ids: Ids
) -> list[Fact]:
    """Hold every operation of an order that runs, and call somebody for what is to be redone."""
    facts: list[Fact] = []
    reason = f"{command.code}: {command.text}"
    for job in shop.jobs_of(order.id):
        if job.status in ENDED or job.work_type != "production" or job.status == "held":
            continue
        if job.status in {"running", "suspended"}:
            held = stepped(job, "hold", at=command.occurred_at, reason=reason)
            said = response(shop, job, kind="hold", ids=ids, at=command.occurred_at)
            facts += [
                JobOrderChanged(job=held),
                JobReported(response=msgspec.structs.replace(said, reason=reason)),
                job_event("held", held, reason=reason),
            ]
        elif job.status == "dispatched":
            back = stepped(job, "revoke", at=command.occurred_at)
            facts += [JobOrderChanged(job=back), job_event("revoked", back, reason=reason)]
    line = [job for job in shop.jobs_of(order.id) if job.work_type == "production"]
    if line:
        text = f"{reason} ({'返工 rework' if one.effect == 'rework' else '停止 stop'})"
        alert = alert_of(line[0], kind="method", severity=3, text=text, ids=ids)
        facts += [alert, alert_event("raised", alert)]
    return facts


def _named(order: WorkOrder, one: OrderEffect, *, change: UUID, ids: Ids) -> EffectNamed:
    return EffectNamed(
        id=ids.new(),
        site=order.site,
        engineering_change=change,
        work_order=order.id,
        effect=one.effect,
        from_card=one.from_card,
        from_sequence=one.from_sequence,
    )


def _told(change: EngineeringChange, command: ReleaseChange) -> Event:
    return Event(
        name="engineering_change.released",
        entity="engineering_change",
        record=change.id,
        code=change.code,
        payload={
            "kind": change.kind,
            "document": change.document,
            "orders": {one.work_order: one.effect for one in command.orders},
        },
    )
