"""Rules ready to run: every expression compiled, every word resolved, broken ones set apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from taktline.base.ids import derived_id
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.app import file_of
from taktline.catalog.document import Document, parse
from taktline.catalog.tenant import TenantCatalog
from taktline.engines.rules.document import Rule
from taktline.engines.rules.table import COUNTED, MANY, Table, text_of
from taktline.engines.rules.words import EVENT, Vocabulary, types_after, types_before
from taktline.feel import Compiled, compile
from taktline.feel import parse as read
from taktline.feel import paths as paths_in
from taktline.feel.tree import LogicNode, Node
from taktline.platform.command import Grant, Principal
from taktline.platform.verb import AnyVerb

Path = tuple[str, ...]


class NothingToFollow(Problem):
    """A rule speaks of something that is not there any more."""

    title = Text(en="There is no {kind} {name}.", zh="没有 {kind} {name}。")
    status = 400


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """An expression of a rule, as written and ready to run."""

    text: str
    compiled: Compiled

    @property
    def looks_at(self) -> frozenset[Path]:
        """The dotted names it uses."""
        return frozenset(paths_in(self.compiled.node))


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a rule looks up: the values its fields must have, what is read of it."""

    name: str
    entity: str
    match: Mapping[str, Condition]
    fields: tuple[str, ...]
    by: str | None
    last: bool


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A command that a rule gives."""

    verb: AnyVerb
    arguments: Mapping[str, Condition]
    when: Condition | None


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that may refuse a command."""

    name: str
    rule: Rule
    when: Condition | None
    holds: Condition


class After(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that follows an event.

    Attributes:
        entity: the kind of record the event is about; None where records of it are not kept.
        fields: what is read of that record.
        looks_at: all dotted names it uses.
        parts: what all must hold for `when` to be true, each with the names it uses: a part that
            is false spares the look-ups of the others.
        gives: in whose name its commands are given: the rule itself, with just their permissions.
    """

    name: str
    rule: Rule
    entity: str | None
    fields: tuple[str, ...]
    looks_at: frozenset[Path]
    when: Condition | None
    parts: tuple[tuple[Condition, frozenset[str]], ...]
    looks: tuple[Look, ...]
    table: Table | None
    steps: tuple[Given, ...]
    gives: Principal

    @property
    def payload(self) -> tuple[str, ...]:
        """Names it looks for in the event's payload."""
        return tuple(p[2] for p in self.looks_at if p[:2] == (EVENT, "payload") and len(p) > 2)

    @property
    def sees_record(self) -> bool:
        """Whether it uses the record that the event is about."""
        return any(path[0] == self.entity for path in self.looks_at)


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that cannot run: something it speaks of went since it was published."""

    name: str
    rule: Rule
    why: Problem


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """All rules of a tenant.

    Attributes:
        before: by verb.
        after: by event, in the order of their names.
        broken: by verb or event.
    """

    before: Mapping[str, tuple[Before, ...]] = {}
    after: Mapping[str, tuple[After, ...]] = {}
    broken: Mapping[str, tuple[Broken, ...]] = {}


def compiled_rules(
    documents: Sequence[Document], words: Vocabulary, catalog: TenantCatalog
) -> Rules:
    """Return rules ready to run; a rule takes the place of the one it replaces."""
    read_rules = {
        f"{document.app}/{document.name}": parse(document.text, Rule, file_of(document))
        for document in documents
    }
    replaced = {rule.replaces for rule in read_rules.values()}
    before: dict[str, list[Before]] = {}
    after: dict[str, list[After]] = {}
    broken: dict[str, list[Broken]] = {}
    for name, rule in sorted(read_rules.items()):
        if rule.disabled or name in replaced:
            continue
        subject = rule.before or rule.after or ""
        try:
            if rule.before is not None:
                before.setdefault(subject, []).append(before_of(name, rule, words, catalog=catalog))
            else:
                after.setdefault(subject, []).append(after_of(name, rule, words, catalog=catalog))
        except Problem as problem:
            broken.setdefault(subject, []).append(Broken(name=name, rule=rule, why=problem))
    return Rules(
        before={verb: tuple(found) for verb, found in before.items()},
        after={event: tuple(found) for event, found in after.items()},
        broken={subject: tuple(found) for subject, found in broken.items()},
    )


def before_of(name: str, rule: Rule, words: Vocabulary, *, catalog: TenantCatalog) -> Before:
    """Compile a rule before a verb.

    Raises:
        NothingToFollow: there is no such verb.
        ParseError, LimitReached: an expression cannot be read.
    """
    verb = words.verb(rule.before or "", catalog)
    if verb is None:
        raise NothingToFollow(kind="command", name=rule.before)
    names = tuple(types_before(verb, words, catalog))
    return Before(
        name=name,
        rule=rule,
        when=condition(rule.when, names),
        holds=needed(rule.holds or "null", names),
    )


def after_of(name: str, rule: Rule, words: Vocabulary, *, catalog: TenantCatalog) -> After:
    """Compile a rule after an event.

    Raises:
        NothingToFollow: there is no such event, command or entity.
        ParseError, LimitReached: an expression cannot be read.
    """
    event = rule.after or ""
    if words.event_entity(event, catalog) is None:
        raise NothingToFollow(kind="event", name=event)
    entity = words.event_entity(event, catalog)
    names = (*types_after(event, words, catalog), *rule.find)
    outputs = () if rule.decide is None else rule.decide.outputs
    when = condition(rule.when, names)
    table = None if rule.decide is None else Table(rule.decide, names)
    steps = tuple(_steps(rule, (*names, *outputs), words, catalog=catalog))
    match = {
        found: {path: needed(text_of(cell), names) for path, cell in find.match.items()}
        for found, find in rule.find.items()
    }
    used = frozenset(
        path for one in _conditions(when, steps, match.values()) for path in one.looks_at
    ) | (frozenset() if table is None else table.looks_at)
    if missing := [one.entity for one in rule.find.values() if one.entity not in catalog.shapes]:
        raise NothingToFollow(kind="entity", name=missing[0])
    return After(
        name=name,
        rule=rule,
        entity=entity if entity in catalog.shapes else None,
        fields=fields_read(entity or "", used),
        looks_at=used,
        when=when,
        parts=parts_of(when, frozenset(rule.find)),
        looks=tuple(
            Look(
                name=found,
                entity=find.entity,
                match=match[found],
                fields=fields_read(found, used),
                by=find.by,
                last=find.last,
            )
            for found, find in rule.find.items()
        ),
        table=table,
        steps=steps,
        gives=principal_of(name, steps),
    )


def principal_of(name: str, steps: Iterable[Given]) -> Principal:
    """Return the rule as somebody who gives commands: it may give those it names, no others."""
    needs = dict.fromkeys(step.verb.needs for step in steps)
    return Principal(
        id=derived_id("rule", name),
        name=name,
        kind="rule",
        grants=tuple(Grant(needs=one) for one in needs),
    )


def condition(text: str | None, names: Sequence[str]) -> Condition | None:
    """Compile an expression that may be absent."""
    return None if text is None else needed(text, names)


def parts_of(
    when: Condition | None, found: frozenset[str]
) -> tuple[tuple[Condition, frozenset[str]], ...]:
    """Return the parts of a condition joined by `and`, each with the look-ups it needs."""
    parts = () if when is None else tuple(_conjuncts(when.compiled.node))
    return tuple(
        (one, frozenset(path[0] for path in one.looks_at) & found)
        for one in (Condition(text="", compiled=compile(node)) for node in parts)
    )


def _conjuncts(node: Node) -> Iterator[Node]:
    if isinstance(node, LogicNode) and node.operator == "and":
        yield from _conjuncts(node.left)
        yield from _conjuncts(node.right)
    else:
        yield node


def needed(text: str, names: Sequence[str]) -> Condition:
    """Compile an expression.

    Raises:
        ParseError, LimitReached: it cannot be read.
    """
    known = tuple(names)
    return Condition(text=text, compiled=compile(read(text, known, properties=known)))


def fields_read(name: str, used: Iterable[Path]) -> tuple[str, ...]:
    """Return the fields of a record that expressions look at, dotted, without its name."""
    return tuple(sorted({".".join(path[1:]) for path in used if path[0] == name and path[1:]}))


def is_many(rule: Rule) -> bool:
    """Whether the steps are given once per row of the table that fits."""
    return rule.decide is not None and rule.decide.hit_policy in MANY


def outputs_of(rule: Rule, value: object) -> dict[str, object]:
    """Return what a decision gives the steps to work with, by the names of its outputs."""
    assert rule.decide is not None
    if rule.decide.hit_policy in COUNTED:
        return {rule.decide.outputs[0]: value}
    return dict(value) if isinstance(value, dict) else dict.fromkeys(rule.decide.outputs)


def _steps(
    rule: Rule, names: Sequence[str], words: Vocabulary, *, catalog: TenantCatalog
) -> Iterator[Given]:
    for step in rule.then:
        verb = words.verb(step.command, catalog)
        if verb is None:
            raise NothingToFollow(kind="command", name=step.command)
        yield Given(
            verb=verb,
            arguments={key: needed(text_of(cell), names) for key, cell in step.with_.items()},
            when=condition(step.when, names),
        )


def _conditions(
    when: Condition | None,
    steps: Iterable[Given],
    matches: Iterable[Mapping[str, Condition]],
) -> Iterator[Condition]:
    if when is not None:
        yield when
    for step in steps:
        yield from step.arguments.values()
        if step.when is not None:
            yield step.when
    for match in matches:
        yield from match.values()
