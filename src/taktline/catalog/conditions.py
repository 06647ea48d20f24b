"""Which rules of an entity the database states too, so that it refuses what we let pass."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from hashlib import sha256

import msgspec

from taktline.base.problem import Problem
from taktline.catalog.expression import Expression
from taktline.catalog.feel_types import SYSTEM_TYPES, RecordTypes
from taktline.catalog.shape import OWN, Shape, ShapedField
from taktline.feel import sql_tree as sql
from taktline.feel.to_sql import to_sql
from taktline.feel.types import BOOLEAN, NUMBER, STRING, ContextType, Type
from taktline.store.plan import ColumnType, HoldsPlan

NAME_PART = 17
"""Characters of a table and of a rule in a condition's name, before its digests."""

COMPARABLE: frozenset[ColumnType] = frozenset(
    {"text", "boolean", "integer", "decimal", "instant", "date", "time", "duration"}
)
"""Columns a condition may compare; others it may only ask whether they are empty."""


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as the database states it.

    Attributes:
        plan: the constraint.
        check: name of the entity's check; None for a rule of one field.
        field: the field whose rule it is; None for a check.
    """

    plan: HoldsPlan
    check: str | None = None
    field: str | None = None


def stated(shape: Shape, types: Mapping[str, Type]) -> Iterator[Stated]:
    """Return the rules of an entity, or of a subform's rows, that the database can state.

    Conditions through links, over lists, with the time of day, or with what the database cannot
    answer with the same meaning stay rules of ours alone.

    Args:
        shape: the entity.
        types: of its fields, as formulas see them.
    """
    for field in shape.fields.values():
        if field.column is not None:
            for tree in field_rules(field, shape, types):
                plan = HoldsPlan(name=stated_name(shape.table, field.name, tree), tree=tree)
                yield Stated(plan=plan, field=field.name)
    for check in shape.checks:
        found = translated(check.holds, shape, types)
        if found is not None:
            plan = HoldsPlan(name=stated_name(shape.table, check.name, found), tree=found)
            yield Stated(plan=plan, check=check.name)


def stated_beside(shape: Shape, types: Mapping[str, Type]) -> Iterator[Stated]:
    """Return the rules that a table of other code can state about the fields a tenant added.

    That code writes its rows before the added fields, so only rules over added fields alone count,
    and only those that hold where all of them are empty.
    """
    empty = dict.fromkeys(shape.fields)
    checks = {check.name: check.holds for check in shape.checks}
    for one in stated(shape, types):
        if not all(path.startswith(OWN) for path in columns_in(one.plan.tree)):
            continue
        if one.check is not None and checks[one.check].compiled(empty).value is False:
            continue
        if not isinstance(one.plan.tree, sql.Case):
            yield one


def columns_in(tree: object) -> set[str]:
    """Return the columns a condition looks at."""
    if isinstance(tree, sql.Column):
        return {tree.path[0]}
    return {name for part in parts_of(tree) for name in columns_in(part)}


def types_in(shape: Shape, types: RecordTypes, *, is_subform: bool = False) -> dict[str, Type]:
    """Return the types of an entity's fields, or of those of a subform's rows."""
    if not is_subform:
        return types.of(shape.name)
    own = {name: types.field(shaped.field) for name, shaped in shape.fields.items()}
    return {**SYSTEM_TYPES, **own}


def field_rules(
    field: ShapedField, shape: Shape, types: Mapping[str, Type]
) -> Iterator[sql.SqlTree]:
    """Return the rules of one field: its bounds, its length, when it may not be empty."""
    low, high = field.field.min, field.field.max
    if field.column == "decimal" and (low is not None or high is not None):
        column = sql.Column(path=(field.name,), type=NUMBER)
        bounds: list[sql.SqlTree] = []
        if low is not None:
            least = sql.Literal(value=Decimal(low), type=NUMBER)
            bounds.append(sql.Compare(operator=">=", left=column, right=least))
        if high is not None:
            most = sql.Literal(value=Decimal(high), type=NUMBER)
            bounds.append(sql.Compare(operator="<=", left=column, right=most))
        yield bounds[0] if len(bounds) == 1 else sql.And(items=tuple(bounds))
    if field.column == "text" and field.field.length is not None:
        text = sql.Column(path=(field.name,), type=STRING)
        yield sql.Compare(
            operator="<=",
            left=sql.Function(name="length", arguments=(text,), type=NUMBER),
            right=sql.Literal(value=Decimal(field.field.length), type=NUMBER),
        )
    if field.required_when is not None and not field.field.required:
        condition = translated(field.required_when, shape, types)
        if condition is not None:
            filled = sql.IsNull(value=sql.Column(path=(field.name,), type=STRING), negated=True)
            anything = sql.Literal(value=True, type=BOOLEAN)
            yield sql.Case(condition=condition, yes=filled, no=anything, type=BOOLEAN)


def translated(
    expression: Expression, shape: Shape, types: Mapping[str, Type]
) -> sql.SqlTree | None:
    """Return a condition on a row's own columns; None where the database cannot state it."""
    columns = {column.name: column.type for column in shape.columns}
    if any(len(path) > 1 or path[0] not in columns for path in expression.paths):
        return None
    known = {
        name: STRING if isinstance(types.get(name), ContextType) else kind
        for name, kind in types.items()
    }
    try:
        tree = to_sql(expression.node, known, mode="value")
    except Problem:
        return None
    return tree if is_own(tree, columns) else None


def is_own(tree: object, columns: Mapping[str, ColumnType]) -> bool:
    """Whether a condition looks at nothing but a row's own columns, each in a way it bears."""
    if isinstance(tree, sql.Moment):
        return False
    if isinstance(tree, sql.Column):
        return columns[tree.path[0]] in COMPARABLE
    if isinstance(tree, sql.IsNull) and isinstance(tree.value, sql.Column):
        return True
    return all(is_own(part, columns) for part in parts_of(tree))


def parts_of(tree: object) -> Iterable[object]:
    """Return what a translated condition is made of."""
    if not isinstance(tree, msgspec.Struct):
        return ()
    values: list[object] = [getattr(tree, name) for name in tree.__struct_fields__]
    listed = [value if isinstance(value, tuple) else (value,) for value in values]
    return [part for one in listed for part in one if isinstance(part, msgspec.Struct)]


def stated_name(table: str, rule: str, tree: sql.SqlTree) -> str:
    """Return the name of a condition; another condition of the same rule has another name."""
    said = msgspec.json.encode(tree, enc_hook=str, order="sorted")
    return f"{stated_stem(table, rule)}{sha256(said).hexdigest()[:8]}"


def stated_stem(table: str, rule: str) -> str:
    """Return the begin of the names of a rule's conditions."""
    bare = rule.replace("-", "_")
    digest = sha256(f"{table}.{rule}".encode()).hexdigest()[:8]
    return f"{table[:NAME_PART]}_{bare[:NAME_PART]}_{digest}_c"
