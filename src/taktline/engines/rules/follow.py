"""Rules after an event: read each sealed event once, look, decide, and give commands."""

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import wire
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.tenant import TenantCatalog
from taktline.engines.rules.compiled import (
    After,
    Broken,
    Condition,
    Given,
    Rules,
    is_many,
    outputs_of,
)
from taktline.engines.rules.guard import KIND, reached
from taktline.engines.rules.log import Firing, Status, keep, keep_refusals
from taktline.engines.rules.reading import Reader, Record
from taktline.engines.rules.table import Decision
from taktline.engines.rules.words import EVENT, sent_as
from taktline.feel import Result
from taktline.feel.values import adopt, to_json
from taktline.platform.caused import Caused
from taktline.platform.command import Clock
from taktline.platform.events.event import SealedEvent
from taktline.platform.events.subscriber import Subscriber
from taktline.platform.transaction import Tx

NAME = "rules.after"
BATCH = 50
"""Events of one transaction: rules look at what earlier commands left, so batches are short."""
COMMANDS_MAX = 200
"""Commands of one firing: a table that collects more gives work to a report, not to a rule."""

TOO_MANY = Text(
    en="{count} commands at once; at most {limit}", zh="一次 {count} 个命令,最多 {limit} 个"
)
ENCODER = msgspec.json.Encoder(decimal_format="number")

Current = Callable[[str], Awaitable[TenantCatalog]]


class Fired(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule made of one event.

    Attributes:
        rule: its name, with its app.
        status: None = the event does not concern it.
        looked_at: the values it used, by dotted name.
        rows: numbers of the rows of its table that fitted.
        commands: what it gives, in order.
        fault: why it could not be judged.
    """

    rule: str
    event: SealedEvent
    status: Status | None
    looked_at: Mapping[str, object] = {}
    rows: tuple[int, ...] = ()
    commands: tuple[Caused, ...] = ()
    fault: Text | None = None


class Fault(Exception):  # noqa: N818 - named for what it says
    """A rule cannot be judged for an event."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def rules_subscriber(current: Current, clock: Clock) -> Subscriber:
    """Return the subscriber that runs all tenants' rules.

    Args:
        current: returns a tenant's catalog.
        clock: `now()` of rules and the time of firings.
    """

    async def react(tx: Tx, events: Sequence[SealedEvent]) -> list[tuple[SealedEvent, Caused]]:
        catalog = await current(tx.tenant)
        rules, reader = rules_of(catalog), Reader(tx, catalog, clock())
        found = [one async for one in fired(events, reader, rules)]
        keep(tx, [firing_of(one, reader) for one in found if one.status is not None])
        return [(one.event, command) for one in found for command in one.commands]

    def refused(tx: Tx, told: Sequence[tuple[SealedEvent, Caused, Problem]]) -> None:
        keep_refusals(tx, [(firing_id(one.principal.name, event), why) for event, one, why in told])

    return Subscriber(name=NAME, react=react, refused=refused, batch=BATCH)


def rules_of(catalog: TenantCatalog) -> Rules:
    """Return the rules of a catalog."""
    rules = catalog.made.get(KIND)
    return rules if isinstance(rules, Rules) else Rules()


async def fired(
    events: Sequence[SealedEvent], reader: Reader, rules: Rules
) -> AsyncIterator[Fired]:
    """Say what rules make of events, in the order of events and of the rules' names."""
    records = await _records(events, reader, rules)
    for event in events:
        for broken in rules.broken.get(event.name, ()):
            yield _broken(broken, event)
        for rule in rules.after.get(event.name, ()):
            context: Record = {EVENT: told(event, rule.payload)}
            if rule.entity is not None:
                context[rule.entity] = records.get((rule.entity, str(event.record)))
            yield await judged(rule, event, context, reader=reader)


async def judged(rule: After, event: SealedEvent, context: Record, *, reader: Reader) -> Fired:
    """Ask one rule about one event.

    Args:
        context: the event and its record.
        reader: looks further records up.
    """
    decision: Decision | None = None
    nothing = Fired(rule=rule.name, event=event, status=None)
    try:
        if _is_out(rule, context, reader, known=set()):
            return nothing
        known: set[str] = set()
        for look in rule.looks:
            match = {path: _value(one, context, reader) for path, one in look.match.items()}
            context[look.name] = await reader.first(look, match)
            known.add(look.name)
            if _is_out(rule, context, reader, known=known):
                return nothing
        if not _holds(rule.when, context, reader):
            return nothing
        rounds: list[dict[str, object]] = [{}]
        if rule.table is not None:
            decision = rule.table.decide(context, now=reader.now)
            if decision.fault is not None:
                raise Fault(decision.fault)
            rounds = list(_rounds(rule, decision))
        commands = tuple(_commands(rule, event, context, rounds=rounds, reader=reader))
    except Fault as fault:
        return Fired(
            rule=rule.name,
            event=event,
            status="faulted",
            looked_at=looked_at(rule, context),
            fault=fault.why,
        )
    return Fired(
        rule=rule.name,
        event=event,
        status="done" if commands else "nothing",
        looked_at=looked_at(rule, context),
        rows=() if decision is None else decision.rows,
        commands=commands,
    )


def firing_id(rule: str, event: SealedEvent) -> UUID:
    """Return the id of a rule's firing for an event; always the same."""
    return derived_id("rule firing", rule, event.cause, event.ordinal)


def firing_of(one: Fired, reader: Reader) -> Firing:
    """Return a firing as it is kept."""
    event = one.event
    assert one.status is not None
    return Firing(
        id=firing_id(one.rule, event),
        rule=one.rule,
        event=event.name,
        event_cause=event.cause,
        event_ordinal=event.ordinal,
        position=event.position,
        entity=event.entity,
        about=str(event.record),
        code=event.code,
        status=one.status,
        looked_at=one.looked_at,
        fitted=one.rows,
        commands=[_shown(command) for command in one.commands],
        fault=None if one.fault is None else f"{one.fault.en} · {one.fault.zh}",
        fired_at=reader.now,
    )


def told(event: SealedEvent, payload: Iterable[str] = ()) -> dict[str, object]:
    """Return an event as rules see it.

    Args:
        payload: what a rule looks for in the payload; what the event does not tell is null.
    """
    return {
        "name": event.name,
        "entity": event.entity,
        "record": str(event.record),
        "code": event.code,
        "site": None if event.site is None else str(event.site),
        "cause": str(event.cause),
        "position": event.position,
        "depth": event.depth,
        "occurred_at": event.occurred_at,
        "recorded_at": event.recorded_at,
        "payload": {**dict.fromkeys(payload), **event.payload},
    }


def looked_at(rule: After, context: Mapping[str, object]) -> dict[str, object]:
    """Return the values a rule used, by dotted name."""
    found: dict[str, object] = {}
    for path in sorted(rule.looks_at):
        if path[0] in context:
            found[".".join(path)] = to_json(adopt(reached(context, path)))
    return found


async def _records(
    events: Sequence[SealedEvent], reader: Reader, rules: Rules
) -> dict[tuple[str, str], Record]:
    """Read the records that events are about, one question per kind of record."""
    ids: dict[str, set[str]] = {}
    fields: dict[str, set[str]] = {}
    for event in events:
        for rule in rules.after.get(event.name, ()):
            if rule.entity is not None and (rule.fields or rule.sees_record):
                ids.setdefault(rule.entity, set()).add(str(event.record))
                fields.setdefault(rule.entity, set()).update(rule.fields)
    found: dict[tuple[str, str], Record] = {}
    for entity, wanted in ids.items():
        rows = await reader.by_id(entity, wanted, sorted(fields[entity]))
        found |= {(entity, record): row for record, row in rows.items()}
    return found


def _rounds(rule: After, decision: Decision) -> Iterator[dict[str, object]]:
    """Return what the steps work with: once, or once per row that fitted; never if none did."""
    if is_many(rule.rule):
        assert isinstance(decision.value, list)
        for value in decision.value:
            yield outputs_of(rule.rule, value)
    elif decision.value is not None:
        yield outputs_of(rule.rule, decision.value)


def _commands(
    rule: After,
    event: SealedEvent,
    context: Mapping[str, object],
    *,
    rounds: Sequence[Mapping[str, object]],
    reader: Reader,
) -> Iterator[Caused]:
    """Return the commands of a firing; each id follows from event, rule and place."""
    count = len(rounds) * len(rule.steps)
    if count > COMMANDS_MAX:
        words = {"count": count, "limit": COMMANDS_MAX}
        raise Fault(Text(en=TOO_MANY.say("en", **words), zh=TOO_MANY.say("zh", **words)))
    for turn, outputs in enumerate(rounds):
        seen = {**context, **outputs}
        for index, step in enumerate(rule.steps):
            if step.when is not None and not _holds(step.when, seen, reader):
                continue
            number = turn * len(rule.steps) + index
            command = derived_id("rule", rule.name, event.cause, event.ordinal, number)
            yield Caused(
                verb=step.verb.name,
                body=_body(step, command, event, seen=seen, reader=reader),
                principal=rule.gives,
                client=f"rule {rule.name}",
            )


def _body(
    step: Given,
    command: UUID,
    event: SealedEvent,
    *,
    seen: Mapping[str, object],
    reader: Reader,
) -> bytes:
    sent: dict[str, object] = {"id": str(command), "occurred_at": wire(event.occurred_at)}
    for key, argument in step.arguments.items():
        value = sent_as(_value(argument, seen, reader))
        if value is not None:
            sent[key] = value
    return ENCODER.encode(sent)


def _is_out(rule: After, context: Mapping[str, object], reader: Reader, *, known: set[str]) -> bool:
    """Whether a part of the condition that can be asked by now is false, and so the whole."""
    return any(
        part.compiled(context, now=reader.now).value is False
        for part, uses in rule.parts
        if uses <= known
    )


def _holds(condition: Condition | None, context: Mapping[str, object], reader: Reader) -> bool:
    """Whether a condition is exactly true.

    Raises:
        Fault: it is neither true nor false, because something in it does not fit.
    """
    if condition is None:
        return True
    found = condition.compiled(context, now=reader.now)
    if found.value is None and found.notes:
        raise Fault(_why(found))
    return found.value is True


def _value(condition: Condition, context: Mapping[str, object], reader: Reader) -> object:
    found = condition.compiled(context, now=reader.now)
    if found.value is None and found.notes:
        raise Fault(_why(found))
    return found.value


def _why(result: Result) -> Text:
    return result.diagnostics[0].message


def _broken(broken: Broken, event: SealedEvent) -> Fired:
    why = Text(en=broken.why.say("en"), zh=broken.why.say("zh"))
    return Fired(rule=broken.name, event=event, status="faulted", fault=why)


def _shown(command: Caused) -> dict[str, object]:
    assert isinstance(command.body, bytes)
    return {"command": command.verb, "with": msgspec.json.decode(command.body)}
