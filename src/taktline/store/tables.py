"""Makes tables fit their plan: adds what is missing, one statement at a time, removes nothing."""

import re
from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateTable

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.store.filters import Writer, spelt
from taktline.store.indexes import FIND_EXTENSION, create_index, index_later, unfinished_name
from taktline.store.plan import (
    IDENTIFIER_BYTES_MAX,
    ColumnPlan,
    ConstraintPlan,
    HoldsPlan,
    IndexPlan,
    Later,
    OneOfPlan,
    ReferencePlan,
    TablePlan,
    UniquePlan,
)
from taktline.store.transaction import Transaction
from taktline.store.types import CATALOG_NAMES, DIALECT, SQL_TYPES

BROKEN_MAX = 10_001
"""Rows that stand against a condition are counted no further."""


class NameTooLong(Problem):
    """A table, column, constraint or index name the database cannot hold."""

    title = Text(
        en="The name {name} is longer than {limit} bytes.", zh="名称 {name} 超过 {limit} 字节。"
    )
    status = 400


class ColumnTypeDiffers(Problem):
    """A planned column exists with another type; changing a type needs a written step."""

    title = Text(
        en="The column {table}.{column} is {found}, planned is {planned}: a change of type needs a "
        "written migration.",
        zh="列 {table}.{column} 的类型为 {found},计划为 {planned}:更改类型需编写迁移步骤。",
    )


class TableMissing(Problem):
    """A plan extends a table that is not there."""

    title = Text(en="There is no table {table} to extend.", zh="没有可扩展的表 {table}。")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant's schema holds already.

    Attributes:
        columns: type by column name, by table.
        names: constraints and indexes.
        conditions: names of the check constraints, by table.
        unproved: constraints that hold for new rows and were not yet held against older ones.
        trigrams: the schema of the extension that indexes of trigrams need; "" = there is none.
    """

    columns: Mapping[str, Mapping[str, str]]
    names: frozenset[str]
    conditions: Mapping[str, frozenset[str]] = {}
    unproved: frozenset[str] = frozenset()
    trigrams: str = ""


async def found_tables(tx: Transaction, schema: str) -> Found:
    """Read what a schema holds, in one round trip."""
    columns = tx.send(
        "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod) "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid "
        "WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped",
        (schema,),
    )
    kept = tx.send(
        "SELECT r.relname::text, k.conname::text, k.contype = 'c', k.convalidated "
        "FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class r ON r.oid = k.conrelid "
        "JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = %s",
        (schema,),
    )
    extension = tx.send(FIND_EXTENSION)
    names = await tx.fetch(
        "SELECT k.conname::text FROM pg_catalog.pg_constraint k "
        "JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = %s "
        "UNION SELECT c.relname::text FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relkind IN ('i', 'I')",
        (schema, schema),
    )
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in await columns.rows():
        tables.setdefault(str(table), {})[str(column)] = str(kind)
    constraints = await kept.rows()
    conditions: dict[str, set[str]] = {}
    for table, name, is_condition, _ in constraints:
        if is_condition:
            conditions.setdefault(str(table), set()).add(str(name))
    return Found(
        columns=tables,
        names=frozenset(str(name) for (name,) in names),
        conditions={table: frozenset(listed) for table, listed in conditions.items()},
        unproved=frozenset(str(name) for _, name, _, proved in constraints if not proved),
        trigrams=next((str(schema) for (schema,) in await extension.rows()), ""),
    )


def statements_for(plans: Sequence[TablePlan], found: Found) -> list[str]:
    """Return the DDL that brings a schema to its plan: tables, columns, constraints, indexes.

    References come after all tables, so that tables may point at each other. What would read all
    rows of a table under a lock is left to `later_for`.

    Raises:
        NameTooLong, ColumnTypeDiffers, TableMissing: the plan cannot be followed.
    """
    first: list[str] = []
    last: list[str] = []
    metadata = sa.MetaData()
    tables = {plan.name: _table(plan, metadata, found) for plan in plans}
    for plan in plans:
        table = tables[plan.name]
        present = found.columns.get(plan.name)
        if present is None:
            first.append(_sql(CreateTable(_bare(table, plan))))
        else:
            first += _missing_columns(plan, table, present)
        last += [
            _sql(AddConstraint(_constraint(constraint, table, metadata, proved=present is None)))
            for constraint in plan.constraints
            if _checked(constraint.name) not in found.names and _fits_at_once(constraint, present)
        ]
        if present is None or plan.extends:
            last += [create_index(one, plan.name, found.trigrams) for one in _missing(plan, found)]
    return [*first, *last]


def later_for(plans: Sequence[TablePlan], found: Found) -> list[Later]:
    """Return what the constraints of tables with rows need beyond `statements_for`.

    A new condition is first asked of the rows, then holds for new ones, and is then proved for all
    without keeping anybody from writing (`VALIDATE CONSTRAINT` locks nothing that commands use).
    """
    later: list[Later] = []
    for plan in plans:
        present = found.columns.get(plan.name)
        if present is None:
            continue
        steps = [_later(plan, constraint, present, found) for constraint in plan.constraints]
        later += [step for step in steps if step is not None]
        if not plan.extends:
            later += [index_later(one, plan.name, found.trigrams) for one in _missing(plan, found)]
    return later


def _missing(plan: TablePlan, found: Found) -> list[IndexPlan]:
    """Return the indexes that are not there and can be made."""
    return [
        index
        for index in plan.indexes
        if _checked(index.name) not in found.names
        if index.kind != "trigrams" or found.trigrams
    ]


def _later(
    plan: TablePlan, constraint: ConstraintPlan, present: Mapping[str, str], found: Found
) -> Later | None:  # tidy: positional - one constraint of one table
    named = {"table": plan.name, "name": constraint.name}
    table = DIALECT.identifier_preparer.quote(plan.name)
    if isinstance(constraint, UniquePlan):
        return None if constraint.name in found.names else _unique_later(plan, constraint)
    proof = f'ALTER TABLE {table} VALIDATE CONSTRAINT "{constraint.name}"'
    standing = constraint.name in found.names
    if standing or _fits_at_once(constraint, present):
        unproved = not standing or constraint.name in found.unproved
        return Later(**named, statements=(proof,)) if unproved else None
    metadata = sa.MetaData()
    columns = [_column(column, plan.key) for column in plan.columns]
    made = _constraint(constraint, sa.Table(plan.name, metadata, *columns), metadata, proved=False)
    assert isinstance(made, sa.CheckConstraint)
    condition = made.sqltext.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})
    broken = (
        f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE NOT ({condition}) "
        f"LIMIT {BROKEN_MAX}) AS broken"
    )
    return Later(**named, broken=_as_sent(broken), statements=(_sql(AddConstraint(made)), proof))


def _unique_later(plan: TablePlan, constraint: UniquePlan) -> Later:
    """Return how values of a table with rows are kept apart, nobody being kept from writing.

    Rows that are alike are counted first; the index is built in no transaction; then the
    constraint takes it over, which reads nothing.
    """
    quote = DIALECT.identifier_preparer.quote
    table, index = quote(plan.name), quote(unfinished_name(constraint.name))
    columns = ", ".join(quote(column) for column in constraint.columns)
    nulls = " NULLS NOT DISTINCT" if constraint.nulls_equal else ""
    known = " AND ".join(f"{quote(column)} IS NOT NULL" for column in constraint.columns)
    those = "" if constraint.nulls_equal else f"WHERE {known} "
    return Later(
        table=plan.name,
        name=constraint.name,
        broken=f"SELECT count(*) FROM (SELECT 1 FROM {table} {those}GROUP BY {columns} "
        f"HAVING count(*) > 1 LIMIT {BROKEN_MAX}) AS broken",
        statements=(
            f"CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} ({columns}){nulls}",
            f"ALTER TABLE {table} ADD CONSTRAINT {quote(constraint.name)} UNIQUE USING INDEX "
            f"{index}",
        ),
    )


def later_required(table: str, column: str, name: str, *, found: Found) -> Later:
    """Return how a column of a table with rows becomes one that may not be empty.

    Args:
        name: of the condition that is proved first, so that the last step need not read the rows.
    """
    quoted = DIALECT.identifier_preparer.quote(table)
    made = f'ALTER TABLE {quoted} ADD CONSTRAINT "{name}" CHECK ("{column}" IS NOT NULL) NOT VALID'
    rest = (
        f'ALTER TABLE {quoted} VALIDATE CONSTRAINT "{name}"',
        f'ALTER TABLE {quoted} ALTER COLUMN "{column}" SET NOT NULL',
        f'ALTER TABLE {quoted} DROP CONSTRAINT "{name}"',
    )
    return Later(
        table=table,
        name=column,
        broken=f'SELECT count(*) FROM (SELECT 1 FROM {quoted} WHERE "{column}" IS NULL '
        f"LIMIT {BROKEN_MAX}) AS broken",
        statements=rest if name in found.names else (made, *rest),
    )


def _fits_at_once(constraint: ConstraintPlan, present: Mapping[str, str] | None) -> bool:
    """Whether a constraint cannot contradict rows: there are none, or its column is new to them."""
    match constraint:
        case ReferencePlan():
            return True
        case UniquePlan():
            return present is None
        case OneOfPlan(column=column):
            return present is None or column not in present
        case HoldsPlan():
            return present is None


async def apply_tables(tx: Transaction, schema: str, plans: Sequence[TablePlan]) -> list[str]:
    """Bring the tenant's tables to the plan within a transaction; return the statements sent."""
    statements = statements_for(plans, await found_tables(tx, schema))
    for statement in statements:
        tx.execute(statement, prepare=False)
    await tx.sync()
    return statements


def _table(plan: TablePlan, metadata: sa.MetaData, found: Found) -> sa.Table:
    if plan.extends and plan.name not in found.columns:
        raise TableMissing(table=plan.name)
    columns = [_column(column, plan.key) for column in plan.columns]
    known = {column.name for column in plan.columns}
    others = [
        sa.Column(name, sa.types.NullType())
        for name in found.columns.get(plan.name, {})
        if name not in known
    ]
    return sa.Table(_checked(plan.name), metadata, *columns, *others)


def _bare(table: sa.Table, plan: TablePlan) -> sa.Table:
    """Return the table with nothing but columns and its named key."""
    columns = [_column(column, plan.key) for column in plan.columns]
    key = sa.PrimaryKeyConstraint(*plan.key, name=_checked(f"{plan.name}_pkey"))
    return sa.Table(table.name, sa.MetaData(), *columns, key)


def _column(plan: ColumnPlan, key: tuple[str, ...]) -> "sa.Column[object]":
    default = None if plan.default is None else _literal(plan.default)
    return sa.Column(
        _checked(plan.name),
        SQL_TYPES[plan.type],
        nullable=plan.nullable and plan.name not in key,
        server_default=default,
        autoincrement=False,
    )


def _missing_columns(plan: TablePlan, table: sa.Table, present: Mapping[str, str]) -> list[str]:
    statements: list[str] = []
    compiler = DIALECT.ddl_compiler(DIALECT, None)  # type: ignore[arg-type]  # for parts of DDL
    name = DIALECT.identifier_preparer.quote(plan.name)
    for column in plan.columns:
        kind = present.get(column.name)
        if kind is None:
            text = _as_sent(compiler.get_column_specification(table.c[column.name]))
            statements.append(f"ALTER TABLE {name} ADD COLUMN {text}")
        elif kind != CATALOG_NAMES[column.type]:
            raise ColumnTypeDiffers(
                table=plan.name,
                column=column.name,
                found=kind,
                planned=CATALOG_NAMES[column.type],
            )
    return statements


def _constraint(
    plan: ConstraintPlan, table: sa.Table, metadata: sa.MetaData, *, proved: bool
) -> sa.Constraint:
    """Return a constraint; `proved` = the rows that are there are held against it at once."""
    match plan:
        case UniquePlan():
            unique = sa.UniqueConstraint(
                *[table.c[name] for name in plan.columns],
                name=plan.name,
                postgresql_nulls_not_distinct=plan.nulls_equal,
            )
            table.append_constraint(unique)
            return unique
        case ReferencePlan():
            if plan.table not in metadata.tables:
                sa.Table(plan.table, metadata, sa.Column("id", sa.Uuid()))
            reference = sa.ForeignKeyConstraint(
                [plan.column],
                [f"{plan.table}.id"],
                name=plan.name,
                postgresql_not_valid=not proved,
            )
            table.append_constraint(reference)
            return reference
        case OneOfPlan() | HoldsPlan():
            check = sa.CheckConstraint(
                _condition(plan, table), name=plan.name, postgresql_not_valid=not proved
            )
            table.append_constraint(check)
            return check


def _condition(plan: OneOfPlan | HoldsPlan, table: sa.Table) -> "sa.ColumnElement[bool]":
    if isinstance(plan, HoldsPlan):
        writer = Writer(
            lambda column: table.c[column.path[0]], code_point_order=False, spelt_out=True
        )
        return writer.write(plan.tree)
    column = table.c[plan.column]
    if isinstance(column.type, postgresql.ARRAY):
        return column.bool_op("<@")(spelt(list(plan.words), column.type))
    return column.in_([sa.literal(word, sa.Text()) for word in plan.words])


def _literal(value: str | bool | int) -> sa.TextClause:
    text = value.replace("'", "''") if isinstance(value, str) else str(value).lower()
    return sa.text(f"'{text}'".replace(":", r"\:")) if isinstance(value, str) else sa.text(text)


def _checked(name: str) -> str:
    if len(name.encode()) > IDENTIFIER_BYTES_MAX:
        raise NameTooLong(name=name, limit=IDENTIFIER_BYTES_MAX)
    return name


def _sql(element: sa.schema.ExecutableDDLElement) -> str:
    return _as_sent(str(element.compile(dialect=DIALECT)))


def _as_sent(text: str) -> str:
    """Return DDL on one line; it has no parameters, so its percent signs stand alone."""
    return re.sub(r"\s*\n\s*", " ", text.strip()).replace("%%", "%")
