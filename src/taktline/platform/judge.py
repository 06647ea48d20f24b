"""Whether a command may be given here and now: rights, rules, and a clock one can believe."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from taktline.base.ids import IdSource, uuid7
from taktline.base.instant import CLOCK_AHEAD_MAX, Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.clock import SystemClock
from taktline.platform.command import AT_ONCE, Clock, Command, Principal
from taktline.platform.envelope import Asked
from taktline.platform.guard import (
    NOTHING_LOOKED_AT,
    Compiled,
    Extras,
    Guards,
    Looked,
    NoExtras,
    NoGuards,
    NoScopes,
    NothingCompiled,
    Question,
    Scopes,
    SecurityLog,
    SilentLog,
)
from taktline.platform.identity.access import RoleGrant, sees
from taktline.platform.identity.places import NoPlaces, Places
from taktline.platform.registry import Registry
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyVerb

REPRESENT = "command:represent"
"""The permission to give a command for somebody else: a lead reports what a colleague did."""
CLOCK_BEGAN = datetime(1970, 1, 2, tzinfo=UTC)
"""Imported history may be old, but not older than the computers that kept it."""
CLOCK_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
"""No plant of ours ran before: a device that says so has lost its battery."""


class NotPermitted(Problem):
    """The asker may not give this command, at least not here."""

    title = Text(en="You may not do this: {needs} is not granted here.", zh="无权操作:{needs}。")
    status = 403


class FieldNotYours(NotPermitted):
    """The asker may give the command, but may only read a field it would change."""

    title = Text(en="You may read {field}, not change it.", zh="您只能查看 {field},不能修改。")
    status = 403


class OverrideDenied(Problem):
    """The asker may give the command, but may not overrule this refusal."""

    title = Text(
        en="You may not overrule {code}: {needs} is not granted here.",
        zh="无权确认 {code}:缺少权限 {needs}。",
    )
    status = 403


class ClockLost(Problem):
    """A command claims to be older than any record of a plant."""

    title = Text(
        en="{occurred_at} is no time at which this can have happened.",
        zh="{occurred_at} 不是可能发生的时间。",
    )
    status = 400


class ClockAhead(Problem):
    """A command claims to come from the future."""

    title = Text(
        en="{occurred_at} lies more than {limit_s} s ahead of the server's clock, {now}.",
        zh="{occurred_at} 比服务器时间 {now} 超前 {limit_s} 秒以上。",
    )
    status = 400


class TenantClosed(Problem):
    """The tenant takes no commands at present."""

    title = Text(en="This tenant is {state}.", zh="该租户当前状态为 {state}。")
    status = 503
    retry = True


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What every decision of this process has at hand.

    Attributes:
        registry: verbs and fact kinds.
        clock: strictly increasing, UTC.
        new_id: source of record ids.
    """

    registry: Registry
    clock: Clock = msgspec.field(default_factory=SystemClock)
    new_id: IdSource = uuid7
    guards: Guards = msgspec.field(default_factory=NoGuards)
    scopes: Scopes = msgspec.field(default_factory=NoScopes)
    compiled: Compiled = msgspec.field(default_factory=NothingCompiled)
    log: SecurityLog = msgspec.field(default_factory=SilentLog)
    extras: Extras = msgspec.field(default_factory=NoExtras)
    places: Places = msgspec.field(default_factory=NoPlaces)


def may_somewhere(principal: Principal, verb: AnyVerb) -> bool:
    """Say whether the asker has a verb's permission anywhere; asked before anything is read."""
    return bool(principal.granted(verb.needs))


def refuse_unpermitted(desk: Desk, question: Question) -> None:
    """Ask rights and rules about one command.

    Raises:
        NotPermitted: no grant covers the verb, or giving it for somebody else, at this place and
            record, or the asker does not see a record that the command names.
        FieldNotYours: the asker may only read a field it would change.
        OverrideDenied: a code in `confirm` may not be overruled by the asker.
        Problem: the rule that does not hold.
    """
    verb, command = question.verb, question.command
    path = () if verb.path is None else verb.path(question.state, command)
    if not granted(desk.scopes, verb.needs, path=path, question=question):
        raise NotPermitted(needs=verb.needs)
    for place in () if verb.also is None else verb.also(question.state, command):
        if not granted(desk.scopes, verb.needs, path=place, question=question):
            raise NotPermitted(needs=verb.needs)
    unseen, fixed = question.looked.unseen, question.looked.fixed
    if unseen and command.id in unseen:
        raise NotPermitted(needs=unseen[command.id])
    if fixed and command.id in fixed:
        field = fixed[command.id]
        raise FieldNotYours(field=field, at=f"/{field}")
    if question.on_behalf_of not in (None, question.principal.person) and not granted(
        desk.scopes, REPRESENT, path=path, question=question
    ):
        raise NotPermitted(needs=REPRESENT)
    for code in command.confirm:
        needs = f"override:{code}"
        if not granted(desk.scopes, needs, path=path, question=question):
            raise OverrideDenied(code=code, needs=needs)
    refusal = desk.guards.refuse(question)
    if refusal is not None:
        raise refusal


async def looked_at(desk: Desk, tx: Tx, asked: Sequence[Asked]) -> Looked:
    """Ask about the records that commands of one verb name, for askers who see only some."""
    askers = {id(one.principal): one.principal for one in asked}
    conditional = {key for key, principal in askers.items() if has_conditions(principal)}
    about = [(one.command, one.principal) for one in asked if id(one.principal) in conditional]
    return await desk.scopes.look(tx, asked[0].verb, about) if about else NOTHING_LOOKED_AT


def places_of(asked: Asked, state: object) -> tuple[UUID, ...]:
    """Return where a command would act, for people to settle it later; () = nowhere known."""
    try:
        return () if asked.verb.path is None else asked.verb.path(state, asked.command)
    except Problem:
        return ()  # what it names is not there: that may be why it was refused


def hidden_names(principal: Principal) -> frozenset[str]:
    """Return the names of all fields that somebody does not see of some entity."""
    rules = {
        (grant.needs.partition(":")[0], rule.field)
        for grant in principal.grants
        if isinstance(grant, RoleGrant)
        for rule in grant.fields
    }
    return frozenset(field for entity, field in rules if not sees(principal, entity, field))


def has_conditions(principal: Principal) -> bool:
    """Say whether somebody's grants hold on some records or fields only."""
    return principal.is_conditional


def granted(scopes: Scopes, needs: str, *, path: tuple[UUID, ...], question: Question) -> bool:
    """Say whether a grant covers a permission at a place and for the record that was loaded."""
    return any(
        question.principal.holds(grant.node, path)
        and (grant.scope is None or scopes.admits(grant.scope, question))
        for grant in question.principal.granted(needs)
    )


def refuse_past(asked: Asked, *, uncertain: bool) -> None:
    """Refuse a command from before computers kept time, unless its clock was replaced.

    Raises:
        ClockLost: it claims to be older than CLOCK_BEGAN.
    """
    if not uncertain and asked.command.occurred_at < CLOCK_BEGAN:
        raise ClockLost(occurred_at=asked.command.occurred_at.isoformat(), at="/occurred_at")


def timed(asked: Asked, now: Instant) -> tuple[Command, bool]:
    """Fill in when a command happened, and say whether the sender's clock is unbelievable.

    An offline fact is never refused for its clock: ours takes the place of a clock that ran ahead
    or fell back to its beginnings; what was sent stays in the body.
    """
    command = asked.command
    if command.occurred_at == AT_ONCE:
        return msgspec.structs.replace(command, occurred_at=now), False
    believable = CLOCK_BEFORE <= command.occurred_at <= now + CLOCK_AHEAD_MAX
    if not believable and asked.verb.kind == "fact" and command.offline:
        return msgspec.structs.replace(command, occurred_at=now), True
    return command, False


def refuse_future(asked: Asked, now: Instant, *, uncertain: bool) -> None:
    """Refuse a command from the future, unless its clock was replaced.

    Raises:
        ClockAhead: it lies more than CLOCK_AHEAD_MAX ahead.
    """
    sent = asked.command.occurred_at
    if not uncertain and sent != AT_ONCE and sent > now + CLOCK_AHEAD_MAX:
        limit_s = int(CLOCK_AHEAD_MAX / timedelta(seconds=1))
        raise ClockAhead(
            occurred_at=sent.isoformat(), limit_s=limit_s, now=now.isoformat(), at="/occurred_at"
        )
