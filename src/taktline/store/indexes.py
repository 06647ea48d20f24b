"""Says how indexes are made: with their table, or beside other work where it holds rows."""

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from taktline.store.plan import IndexPlan, Later
from taktline.store.types import DIALECT

BUILDING = "_building"
"""How an index is called until it is whole, or until its constraint takes it over."""
BESIDE = " CONCURRENTLY "
PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_./()"
"""Characters that an index of characters leaves out: nearly every text holds some of them."""
EXTENSION = "pg_trgm"
FIND_EXTENSION = """
    SELECT n.nspname::text FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
"""
"""Where the extension stands that makes indexes of trigrams; no row = this server has none."""


def quoted(name: str) -> str:
    """Return a name as it stands in a statement."""
    return DIALECT.identifier_preparer.quote(name)


def is_built_beside(statement: str) -> bool:
    """Say whether a statement builds an index beside other work, in no transaction."""
    return statement.startswith("CREATE ") and f" INDEX{BESIDE}" in statement


def unfinished_name(name: str) -> str:
    """Return the name of an index while it is built."""
    return f"{name}{BUILDING}"


def create_index(
    plan: IndexPlan, table: str, trigrams: str, *, name: str = "", beside: bool = False
) -> str:
    """Return the statement that makes an index.

    Args:
        trigrams: the schema of the extension that such an index needs.
        name: another one than the plan's.
        beside: it is built while everybody goes on writing, in no transaction.
    """
    begin = f"CREATE {'UNIQUE ' if plan.unique else ''}INDEX{BESIDE if beside else ' '}"
    begin += f"{quoted(name or plan.name)} ON {quoted(table)} "
    match plan.kind:
        case "trigrams":
            opclass = f"{quoted(trigrams)}.gin_trgm_ops"
            return (
                begin + f"USING gin ({', '.join(f'{quoted(c)} {opclass}' for c in plan.columns)})"
            )
        case "characters":
            parts = [str(characters(sa.literal_column(quoted(c)))) for c in plan.columns]
            return begin + f"USING gin ({', '.join(f'({part})' for part in parts)})"
        case "sorted":
            text = f"({', '.join(map(quoted, plan.columns))})"
            if plan.beside:
                text += f" INCLUDE ({', '.join(map(quoted, plan.beside))})"
            where = "" if plan.present is None else f" WHERE {quoted(plan.present)} IS NOT NULL"
            return begin + text + where


def index_later(plan: IndexPlan, table: str, trigrams: str) -> Later:
    """Return how a table with rows gets an index: built under another name, then renamed."""
    building = unfinished_name(plan.name)
    statements: tuple[str, ...] = (
        create_index(plan, table, trigrams, name=building, beside=True),
        f"ALTER INDEX {quoted(building)} RENAME TO {quoted(plan.name)}",
    )
    if plan.kind == "characters":  # How rare each is the planner learns from this.
        statements = (*statements, f"ANALYZE {quoted(table)}")
    return Later(table=table, name=plan.name, statements=statements)


def characters(column: "ColumnElement[Any]") -> "ColumnElement[Any]":
    """Return what an index of characters holds of a text: each one but the plain ones."""
    rest = sa.func.translate(column, sa.literal_column(f"'{PLAIN}'"), sa.literal_column("''"))
    return sa.func.string_to_array(rest, sa.literal_column("NULL"))


def caseless(text: str) -> list[str]:
    """Return the characters of a text that an index of characters can be asked for.

    Those without letters' case stay what they are in every text that contains this one, letters'
    case aside.
    """
    return sorted({one for one in text if unicodedata.category(one) == "Lo"})


def has_trigram(text: str) -> bool:
    """Say whether an index of trigrams can be asked for a text: it has three letters in a row."""
    return re.search(r"[0-9A-Za-z]{3}", text) is not None
