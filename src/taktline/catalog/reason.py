"""Why the database refused a record, in the words our own rules would have used."""

from collections.abc import Mapping

from taktline.base.problem import Problem
from taktline.base.text import LANGUAGES, Text
from taktline.catalog.conditions import stated, types_in
from taktline.catalog.planner import known_stem, name_of
from taktline.catalog.refusals import (
    AlreadyExists,
    FieldRequired,
    FieldTooLong,
    LinkMissing,
    OptionDisabled,
    RuleBroken,
)
from taktline.catalog.rules import out_of_range
from taktline.catalog.shape import Shape
from taktline.catalog.tenant import TenantCatalog
from taktline.catalog.upkeep import with_subforms
from taktline.feel import sql_tree as sql

UNKNOWN = "…"
"""Stands for a value that the database does not tell."""


def reason_of(catalog: TenantCatalog, constraint: str, table: str) -> Problem | None:
    """Return the refusal that a constraint stands for; None where it is none of the documents'.

    Args:
        catalog: the tenant's entities.
        constraint: its name as the database tells it.
        table: which table's.
    """
    shape = with_subforms(catalog.shapes).get(table)
    if shape is None:
        return None
    types = types_in(shape, catalog.records.types, is_subform=table not in catalog.shapes)
    for one in stated(shape, types):
        if one.plan.name == constraint:
            return _rule(shape, one.check, one.field, one.plan.tree)
    for unique in shape.uniques:
        if constraint == name_of(table, "_".join(unique), "key"):
            labels = _labels(shape)
            words = Text(
                **{say: ", ".join(labels[n].say(say) for n in unique) for say in LANGUAGES}
            )
            return AlreadyExists(entity=shape.entity.label, values=words, at=f"/{unique[-1]}")
    return _field(shape, constraint)


def _rule(
    shape: Shape, check: str | None, field: str | None, tree: sql.SqlTree
) -> Problem:  # tidy: positional - one stated rule
    if check is not None:
        found = next(one for one in shape.checks if one.name == check)
        labels = _labels(shape)
        sentence = Text(
            **{
                say: found.title.say(say, **{n: t.say(say) for n, t in labels.items()})
                for say in LANGUAGES
            }
        )
        return RuleBroken(sentence=sentence, check=check, at=found.at or None)
    shaped = shape.fields[field or ""]
    at = f"/{shaped.name}"
    if isinstance(tree, sql.Case):
        return FieldRequired(label=shaped.field.label, at=at)
    if shaped.column == "text":
        limit = shaped.field.length or 0
        return FieldTooLong(label=shaped.field.label, length=UNKNOWN, limit=limit, at=at)
    return out_of_range(shaped, UNKNOWN).located(at)


def _field(shape: Shape, constraint: str) -> Problem | None:
    for field in shape.fields.values():
        at = f"/{field.name}"
        if constraint.startswith(known_stem(shape.table, field.name)):
            return OptionDisabled(label=field.field.label, value=UNKNOWN, at=at)
        if constraint == name_of(shape.table, field.name, "fkey"):
            to = field.field.to or ""
            return LinkMissing(label=field.field.label, entity=to, value=UNKNOWN, at=at)
    return None


def _labels(shape: Shape) -> Mapping[str, Text]:
    return {name: field.field.label for name, field in shape.fields.items()}
