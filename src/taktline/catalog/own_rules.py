"""Rules of a tenant's overlays over records that other commands write: asked of each of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import LANGUAGES, Text
from taktline.catalog.app import Overlay
from taktline.catalog.extra import OfRecord
from taktline.catalog.filter import filter_of
from taktline.catalog.fits import ANY_MOMENT, Moment
from taktline.catalog.path import Paths
from taktline.catalog.refusals import FieldRequired, RuleBroken
from taktline.catalog.shape import OWN, Shape
from taktline.catalog.tenant import TenantCatalog
from taktline.platform.transaction import Tx
from taktline.store.plan import AnyOf, Output, QueryPlan, Ref
from taktline.store.queries import compile_query

ID = Ref(column="id", type="uuid", nullable=False)


class OwnRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of an overlay, said as the condition of records that break it.

    Attributes:
        broken: FEEL, true for a record that breaks the rule.
        problem: what its command is refused with.
    """

    broken: str
    problem: Problem


class OwnRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant's overlays ask of records that the kernel's and apps' commands write.

    Attributes:
        rules: by entity; asked of every record a command tells of, once it is written.
        required: by entity, its own fields that a new record cannot be without.
    """

    rules: Mapping[str, tuple[OwnRule, ...]] = {}
    required: Mapping[str, tuple[str, ...]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.rules or self.required)


def own_rules(catalog: TenantCatalog) -> OwnRules:
    """Return what a tenant's overlays ask of records that are not written generically."""
    rules: dict[str, list[OwnRule]] = defaultdict(list)
    required: dict[str, list[str]] = defaultdict(list)
    for _, overlay in catalog.read.overlays:
        shape = catalog.shapes[overlay.entity]
        if shape.is_generic:
            continue
        for _, rule in rules_in(overlay, shape):
            rules[shape.name].append(rule)
        for key, field in overlay.fields.items():
            if field.required:
                required[shape.name].append(f"{OWN}{key}")
    return OwnRules(
        rules={name: tuple(found) for name, found in rules.items()},
        required={name: tuple(found) for name, found in required.items()},
    )


def rules_in(overlay: Overlay, shape: Shape) -> Iterator[tuple[tuple[str, ...], OwnRule]]:
    """Return an overlay's rules with their places in the document."""
    for key, field in overlay.fields.items():
        if field.required_when is not None and not field.required:
            missing = FieldRequired(label=field.label, at=f"/extra/{key}")
            broken = f"({field.required_when}) and {OWN}{key} = null"
            yield ("fields", key, "required_when"), OwnRule(broken=broken, problem=missing)
    for name, check in overlay.checks.items():
        sentence = with_labels(check.title, shape)
        problem = RuleBroken(sentence=sentence, check=name, at=check.at or None)
        rule = OwnRule(broken=f"not({check.holds})", problem=problem)
        yield ("checks", name, "holds"), rule


def unasked_rules(
    catalog: TenantCatalog, overlay: Overlay
) -> Iterator[tuple[tuple[str, ...], Problem]]:
    """Return which of an overlay's rules the database cannot be asked, and why."""
    shape = catalog.shapes[overlay.entity]
    if shape.is_generic:
        return
    types = catalog.records.types.of(shape.name)
    for path, rule in rules_in(overlay, shape):
        try:
            filter_of(rule.broken, types, Paths(catalog.shapes, shape), moment=ANY_MOMENT)
        except Problem as problem:
            yield path, problem


def unasked_editable(catalog: TenantCatalog, entity: str) -> Iterator[Problem]:
    """Return why lists cannot be told which records of an entity may be changed."""
    shape = catalog.shapes[entity]
    types, paths = catalog.records.types.of(entity), Paths(catalog.shapes, shape)
    for rule in shape.editable:
        try:
            filter_of(rule.holds.text, types, paths, moment=ANY_MOMENT)
        except Problem as problem:
            yield problem


def with_labels(title: Text, shape: Shape) -> Text:
    """Return a rule's sentence with fields by their labels, where no values are at hand."""
    labels = {name: field.field.label for name, field in shape.fields.items()}
    words = {say: {n: one.say(say) for n, one in labels.items()} for say in LANGUAGES}
    return Text(**{say: title.say(say, **words[say]) for say in LANGUAGES})


def missing_fields(
    own: OwnRules,
    shapes: Mapping[str, Shape],
    *,
    extra: Mapping[str, object],
    facts: Sequence[OfRecord],
    made: frozenset[UUID],
) -> list[Problem]:
    """Return which of its own fields a tenant asks for in a new record and a command leaves out.

    Args:
        extra: as the command carries it.
        facts: what the command tells of.
        made: ids that came into being with this command.
    """
    said = [key for key, value in extra.items() if value is not None]
    given = {key if key.startswith(OWN) else f"{OWN}{key}" for key in said}
    asked = {
        (fact.entity, name)
        for fact in facts
        if fact.record in made
        for name in own.required.get(fact.entity, ())
        if name not in given
    }
    return [
        FieldRequired(
            label=shapes[entity].fields[name].field.label, at=f"/extra/{name.removeprefix(OWN)}"
        )
        for entity, name in sorted(asked)
    ]


async def broken_rules(
    tx: Tx,
    own: OwnRules,
    catalog: TenantCatalog,
    *,
    told: Sequence[tuple[UUID, Sequence[OfRecord]]],
    moment: Moment,
) -> dict[UUID, Problem]:
    """Return which commands leave a record that breaks a rule, each with the refusal.

    Args:
        tx: the transaction in which the commands' facts are written already.
        told: per command what it tells of.
    """
    commands: dict[str, dict[UUID, UUID]] = defaultdict(dict)
    for command, facts in told:
        for fact in facts:
            if fact.entity in own.rules:
                commands[fact.entity][fact.record] = command
    found: dict[UUID, Problem] = {}
    for entity, by_record in commands.items():
        for rule in own.rules[entity]:
            for record in await _breaking(tx, catalog, entity, list(by_record), rule, moment):
                found.setdefault(by_record[record], rule.problem)
    return found


async def _breaking(
    tx: Tx, catalog: TenantCatalog, entity: str, records: list[UUID], rule: OwnRule, moment: Moment
) -> list[UUID]:  # tidy: positional - one question
    shape = catalog.shapes[entity]
    paths = Paths(catalog.shapes, shape)
    asked = filter_of(rule.broken, catalog.records.types.of(entity), paths, moment=moment)
    plan = QueryPlan(
        table=shape.table,
        links=paths.links,
        outputs=(Output(name="id", ref=ID),),
        filters=(AnyOf(ref=ID, values=records), *asked.conditions),
        limit=len(records),
    )
    query = compile_query(plan)
    rows = await tx.fetch(query.sql, query.params, prepare=False)
    return [msgspec.convert(record, UUID) for (record,) in rows]
