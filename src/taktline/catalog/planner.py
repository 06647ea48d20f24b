"""Which tables follow from entity documents, and which statements bring a tenant's schema there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

import msgspec

from taktline.catalog.column import columns_of
from taktline.catalog.conditions import stated, stated_beside, types_in
from taktline.catalog.entity import Field
from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.shape import OWN, Shape
from taktline.feel.types import Type
from taktline.store.indexes import BUILDING, unfinished_name
from taktline.store.plan import (
    IDENTIFIER_BYTES_MAX,
    ConstraintPlan,
    HoldsPlan,
    IndexPlan,
    Later,
    OneOfPlan,
    ReferencePlan,
    TablePlan,
    UniquePlan,
)
from taktline.store.tables import (
    Found,
    later_for,
    later_required,
    statements_for,
)

ASKED = "_asked"
"""How the names of indexes end that no document asks for, but people's questions did."""
NAME_PART = 18
"""Characters of a table and of a column in a constraint's name, before its digest."""
WORDS_PART = 17
"""The same in the name of an option's check, which has two digests."""
CONDITION_NAME = re.compile(r"_[0-9a-f]{8}_[ck][0-9a-f]{8}$")
"""How the names of conditions end that the planner made: whose they are, and what they say."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant's schema holds now.

    Attributes:
        found: columns with their types, names of constraints and indexes.
        required: columns that may not be empty, as (table, column).
    """

    found: Found
    required: frozenset[tuple[str, str]]


class Design(msgspec.Struct, frozen=True, kw_only=True):
    """What documents ask for: all entities, and the types of their fields."""

    shapes: Mapping[str, Shape]
    types: RecordTypes


def table_plans(shape: Shape, design: Design) -> list[TablePlan]:
    """Return the tables of an entity: its own, and one per subform.

    For an entity whose table other code makes, only the columns that the tenant added.
    """
    types = types_in(shape, design.types)
    if shape.entity.storage == "kernel":
        added = {name: f.field for name, f in shape.fields.items() if name.startswith(OWN)}
        held = [one.plan for one in stated_beside(shape, types)]
        return [_extension(shape, added, design.shapes, held=held)] if added else []
    children = [
        _own_table(child, design.shapes, types=types_in(child, design.types, is_subform=True))
        for child in shape.subforms.values()
    ]
    return [_own_table(shape, design.shapes, types=types), *children]


def _own_table(
    shape: Shape, shapes: Mapping[str, Shape], *, types: Mapping[str, Type]
) -> TablePlan:
    fields = {name: shaped.field for name, shaped in shape.fields.items()}
    uniques: list[ConstraintPlan] = [
        UniquePlan(
            name=name_of(shape.table, "_".join(unique), "key"),
            columns=unique,
            nulls_equal=len(unique) > 1,
        )
        for unique in shape.uniques
    ]
    indexes = [
        IndexPlan(
            name=name_of(shape.table, "_".join(index.fields), "idx"),
            columns=(*index.fields, "id"),  # as lists are sorted and paged
            beside=("archived",) if "archived" in shape.entity.system else (),  # as they are cut
        )
        for index in shape.entity.indexes
        if not index.unique
    ]
    return TablePlan(
        name=shape.table,
        columns=shape.columns,
        constraints=(
            *uniques,
            *_constraints(shape, fields, shapes),
            *(one.plan for one in stated(shape, types)),
        ),
        indexes=(*indexes, *_link_indexes(shape, fields), *_search_indexes(shape)),
    )


def _extension(
    shape: Shape,
    added: Mapping[str, Field],
    shapes: Mapping[str, Shape],
    *,
    held: Iterable[HoldsPlan],
) -> TablePlan:
    columns = tuple(
        msgspec.structs.replace(column, nullable=True)
        for name, field in added.items()
        for column in columns_of(name, field, "catalog")
    )
    return TablePlan(
        name=shape.table,
        columns=columns,
        constraints=(*_constraints(shape, added, shapes), *held),
        indexes=_link_indexes(shape, added),
        extends=True,
    )


def _constraints(
    shape: Shape, fields: Mapping[str, Field], shapes: Mapping[str, Shape]
) -> tuple[ConstraintPlan, ...]:
    found: list[ConstraintPlan] = []
    for name, field in fields.items():
        if field.type in ("option", "options"):
            words = tuple(field.options)
            found.append(
                OneOfPlan(name=known_name(shape.table, name, words), column=name, words=words)
            )
        elif field.type == "link" and field.to in shapes:
            found.append(
                ReferencePlan(
                    name=name_of(shape.table, name, "fkey"), column=name, table=field.to or ""
                )
            )
    return tuple(found)


def _link_indexes(shape: Shape, fields: Mapping[str, Field]) -> tuple[IndexPlan, ...]:
    leading = {unique[0] for unique in shape.uniques}
    return tuple(
        IndexPlan(name=name_of(shape.table, name, "link"), columns=(name,))
        for name, field in fields.items()
        if field.type == "link" and name not in leading
    )


def _search_indexes(shape: Shape) -> tuple[IndexPlan, ...]:
    """Return what finds records by a part of their code or name; rows of lists are not searched."""
    columns = () if shape.is_lines else shape.searched
    if not columns:
        return ()
    return (
        IndexPlan(name=name_of(shape.table, "found", "trgm"), columns=columns, kind="trigrams"),
        IndexPlan(name=name_of(shape.table, "found", "char"), columns=columns, kind="characters"),
    )


def name_of(table: str, column: str, what: str) -> str:
    """Return the name of a constraint or index; long ones are cut and told apart by a digest."""
    name = f"{table}_{column}_{what}"
    if len(name.encode()) <= IDENTIFIER_BYTES_MAX:
        return name
    return f"{table[:NAME_PART]}_{column[:NAME_PART]}_{_digest(name)}_{what}"


def known_name(table: str, column: str, words: Iterable[str]) -> str:
    """Return the name of an option's check; other words make another name."""
    return f"{known_stem(table, column)}{_digest(','.join(sorted(words)))}"


def known_stem(table: str, column: str) -> str:
    """Return the begin of the names of an option's checks."""
    return f"{table[:WORDS_PART]}_{column[:WORDS_PART]}_{_digest(f'{table}.{column}')}_k"


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """How a schema comes to its documents.

    Attributes:
        statements: at once, in the transaction that puts the documents in force.
        later: afterwards, one by one, because they look at all rows of a table.
    """

    statements: tuple[str, ...]
    later: tuple[Later, ...]


def steps_to(shapes: Iterable[Shape], design: Design, standing: Standing) -> Steps:
    """Return what brings a schema to its documents; nothing that holds values is dropped.

    Renames come first, then what is missing; a column that left its document stays, but may be
    empty; a condition is replaced when it changes.

    Raises:
        NameTooLong, ColumnTypeDiffers, TableMissing: the documents cannot be followed.
    """
    listed = list(shapes)
    asked = [plan for shape in listed for plan in table_plans(shape, design)]
    renames, found = _renames(listed, standing.found)
    plans = [_fitting(plan, found) for plan in asked]
    stale = _stale_conditions(plans, found)
    kept = msgspec.structs.replace(found, names=found.names - set(stale))
    statements = (
        *renames,
        *_loosened(plans, standing, found),
        *(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"' for name, table in stale.items()),
        *_given_up(plans, found),
        *statements_for(plans, kept),
    )
    later = (*later_for(plans, kept), *_required_later(asked, standing, kept))
    return Steps(statements=statements, later=later)


def _given_up(plans: Iterable[TablePlan], found: Found) -> list[str]:
    """Return how indexes go that were begun for what nobody wants any more."""
    wanted = {
        unfinished_name(one.name)
        for plan in plans
        for one in (*plan.constraints, *plan.indexes)
        if isinstance(one, (UniquePlan, IndexPlan))
    }
    begun = sorted(name for name in found.names if name.endswith(BUILDING))
    return [
        f'DROP INDEX IF EXISTS "{name}"'
        for name in begun
        if name not in wanted and not name.endswith(unfinished_name(ASKED))
    ]


def _required_later(
    plans: Iterable[TablePlan], standing: Standing, found: Found
) -> Iterator[Later]:
    """Return the columns of tables with rows that may not be empty and still may be."""
    for plan in plans:
        if plan.extends or plan.name not in found.columns:
            continue
        for column in plan.columns:
            needed = not column.nullable and (plan.name, column.name) not in standing.required
            if needed and column.default is None:
                name = name_of(plan.name, column.name, "filled")
                yield later_required(plan.name, column.name, name, found=found)


def _renames(shapes: Iterable[Shape], found: Found) -> tuple[list[str], Found]:
    """Return the stated renames that are still to be done, and what is found after them."""
    statements: list[str] = []
    columns = {table: dict(kinds) for table, kinds in found.columns.items()}
    for shape in shapes:
        old_table = shape.entity.renamed_from
        if old_table in columns and shape.table not in columns:
            statements.append(f'ALTER TABLE "{old_table}" RENAME TO "{shape.table}"')
            columns[shape.table] = columns.pop(old_table)
        here = columns.get(shape.table, {})
        for name, shaped in shape.fields.items():
            old = shaped.field.renamed_from
            if old is None:
                continue
            was = f"{OWN}{old}" if name.startswith(OWN) else old
            if was in here and name not in here:
                statements.append(f'ALTER TABLE "{shape.table}" RENAME COLUMN "{was}" TO "{name}"')
                here[name] = here.pop(was)
    return statements, msgspec.structs.replace(found, columns=columns)


def _fitting(plan: TablePlan, found: Found) -> TablePlan:
    """Let columns that come to a table with records be empty: the rules ask for them anyway."""
    present = found.columns.get(plan.name)
    if present is None:
        return plan
    columns = tuple(
        column
        if column.name in present or column.default is not None
        else msgspec.structs.replace(column, nullable=True)
        for column in plan.columns
    )
    return msgspec.structs.replace(plan, columns=columns)


def _loosened(plans: Iterable[TablePlan], standing: Standing, found: Found) -> list[str]:
    """Return how columns that may be empty now, or left their document, lose their NOT NULL."""
    statements: list[str] = []
    for plan in plans:
        if plan.extends:
            continue
        needed = {column.name for column in plan.columns if not column.nullable}
        for table, column in sorted(standing.required):
            present = column in found.columns.get(table, {})
            if table == plan.name and present and column not in needed:
                statements.append(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP NOT NULL')
    return statements


def _stale_conditions(plans: Iterable[TablePlan], found: Found) -> dict[str, str]:
    """Return the conditions of ours that no document asks for any more, with their tables."""
    stale: dict[str, str] = {}
    for plan in plans:
        planned = {constraint.name for constraint in plan.constraints}
        for name in sorted(found.conditions.get(plan.name, ())):
            if CONDITION_NAME.search(name) and name not in planned:
                stale[name] = plan.name
    return stale


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]
