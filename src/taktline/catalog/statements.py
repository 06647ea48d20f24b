"""SQL of the generic commands: one statement per table for a whole batch, columns by name.

Names come from checked documents (`entity.KEY`) and are quoted; values travel as parameters only.
Rows travel as one JSON parameter, which also carries lists that `unnest` cannot.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from taktline.store.plan import ColumnPlan, ColumnType
from taktline.store.types import CATALOG_NAMES

UPDATED_MAX = 200
"""Statements kept in memory per kind; a tenant has about as many entities."""


def quoted(name: str) -> str:
    """Return a name as SQL takes it, also where it is a word of SQL."""
    return f'"{name}"'


Lock = Literal["", " FOR UPDATE", " FOR SHARE"]
"""How rows are held that are read: not at all, to be written, so that nobody writes them."""


def select_named(table: str, columns: Sequence[str], *, by_code: bool, lock: Lock) -> str:
    """Return the reading of records by id and code: parameters `ids` and `codes`."""
    listed = ", ".join(quoted(name) for name in columns)
    where = "id = ANY(%(ids)s::uuid[])"
    if by_code:
        where += ' OR "code" = ANY(%(codes)s::text[])'
    return f"SELECT {listed} FROM {quoted(table)} WHERE {where} ORDER BY id{lock}"


def select_beyond(table: str, columns: Sequence[str]) -> str:
    """Return the reading of the next records by id: parameters `after` and `limit`."""
    listed = ", ".join(quoted(name) for name in columns)
    return (
        f"SELECT {listed} FROM {quoted(table)} "
        "WHERE %(after)s::uuid IS NULL OR id > %(after)s::uuid "
        "ORDER BY id LIMIT %(limit)s::integer FOR UPDATE"
    )


def select_taken(table: str, columns: Sequence[ColumnPlan]) -> str:
    """Return the looking up of unique combinations: parameter `rows`, one object each."""
    listed = ", ".join(f"t.{quoted(column.name)}" for column in columns)
    same = " AND ".join(
        f"t.{quoted(c.name)} IS NOT DISTINCT FROM r.{quoted(c.name)}"
        if c.nullable
        else f"t.{quoted(c.name)} = r.{quoted(c.name)}"
        for c in columns
    )
    return f"SELECT t.id, {listed} FROM {quoted(table)} t JOIN {_recordset(columns)} ON {same}"


@lru_cache(maxsize=UPDATED_MAX)
def insert_rows(table: str, columns: tuple[ColumnPlan, ...]) -> str:
    """Return the insertion of rows: parameter `rows`."""
    names = ", ".join(quoted(column.name) for column in columns)
    values = ", ".join(f"r.{quoted(column.name)}" for column in columns)
    return f"INSERT INTO {quoted(table)} ({names}) SELECT {values} FROM {_recordset(columns)}"


@lru_cache(maxsize=UPDATED_MAX)
def update_rows(table: str, columns: tuple[ColumnPlan, ...]) -> str:
    """Return the change of rows by id: parameter `rows`, each with every column."""
    settings = ", ".join(
        f"{quoted(c.name)} = r.{quoted(c.name)}" for c in columns if c.name != "id"
    )
    return (
        f"UPDATE {quoted(table)} AS t SET {settings} FROM {_recordset(columns)} WHERE t.id = r.id"
    )


def delete_children(table: str) -> str:
    """Return the removal of a record's subform rows before they are written anew."""
    return f"DELETE FROM {quoted(table)} WHERE parent = ANY(%(parents)s::uuid[])"


def select_children(table: str, columns: Sequence[str]) -> str:
    """Return the reading of subform rows, in their order."""
    listed = ", ".join(quoted(name) for name in columns)
    return (
        f"SELECT {listed} FROM {quoted(table)} WHERE parent = ANY(%(parents)s::uuid[]) "
        "ORDER BY parent, line"
    )


def select_tree(table: str) -> str:
    """Return the reading of what stands below what; trees are masters, so small enough."""
    return f"SELECT id, parent FROM {quoted(table)} WHERE parent IS NOT NULL"


def count_uses(table: str, column: str) -> str:
    """Return the counting of records in use that link to some: parameter `ids`."""
    name = quoted(column)
    return (
        f"SELECT {name}, count(*) FROM {quoted(table)} "
        f"WHERE {name} = ANY(%(ids)s::uuid[]) AND NOT archived GROUP BY {name}"
    )


def count_named(table: str, column: str, *, keeping: str) -> str:
    """Return the counting of records whose json names some by id: parameter `ids`.

    Args:
        keeping: the question for the ids of the records that are looked through.
    """
    return (
        f"SELECT n.id, count(*) FROM unnest(%(ids)s::uuid[]) AS n(id) JOIN {quoted(table)} t "
        f"ON position('\"' || n.id::text || '\"' IN t.{quoted(column)}::text) > 0 "
        f"WHERE t.id IN (SELECT k.record FROM ({keeping}) k) GROUP BY n.id"
    )


def clear_links(table: str, column: str) -> str:
    """Return the clearing of links to archived records: `ids`, `at`, `by`."""
    name = quoted(column)
    return (
        f"UPDATE {quoted(table)} SET {name} = NULL, version = version + 1, "
        "updated_at = %(at)s::timestamptz, updated_by = %(by)s::uuid "
        f"WHERE {name} = ANY(%(ids)s::uuid[]) AND NOT archived"
    )


SELECT_FILLING = """
    SELECT entity, fields, done, total FROM catalog_step
    WHERE kind = 'fill' AND state <> 'done' ORDER BY ordinal
"""
SELECT_PLACES = "SELECT id, parent, site FROM equipment"

INSERT_HISTORY = """
    INSERT INTO record_history (id, entity, record, field, old, new, cause, changed_by, changed_at)
    SELECT id, entity, record, field, old::json, new::json, cause, changed_by, changed_at
    FROM unnest(%(ids)s::uuid[], %(entities)s::text[], %(records)s::uuid[], %(fields)s::text[],
                %(olds)s::text[], %(news)s::text[], %(causes)s::uuid[], %(by)s::uuid[],
                %(at)s::timestamptz[])
         AS t (id, entity, record, field, old, new, cause, changed_by, changed_at)
"""


def _recordset(columns: Sequence[ColumnPlan]) -> str:
    typed = ", ".join(f"{quoted(c.name)} {_type(c.type)}" for c in columns)
    return f"json_to_recordset(%(rows)s::json) AS r ({typed})"


def _type(kind: ColumnType) -> str:
    return CATALOG_NAMES[kind]
