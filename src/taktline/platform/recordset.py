"""Rows on their way into a set-based statement and out of it: one JSON text for a whole table.

An array per column says the same and costs five times as much for a single row, on both sides; rows
read column by column cost three times what one text costs that is decoded into structs at once.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

T = TypeVar("T")

Columns = Sequence[tuple[str, str]]
"""Names and PostgreSQL types, in the order of the table."""

_ENCODER = msgspec.json.Encoder(decimal_format="string")


def recordset(columns: Columns, *, rows: str = "rows") -> str:
    """Return the table that a statement reads from its parameter `rows`, named `t`.

    Args:
        rows: another name of the parameter, where a statement has several.
    """
    named = ", ".join(f"{name} {kind}" for name, kind in columns)
    return f"json_to_recordset(%({rows})s::json) AS t ({named})"


def insert(table: str, columns: Columns, *, rows: str = "rows") -> str:
    """Return the statement that inserts rows; see `recordset`."""
    names = ", ".join(name for name, _ in columns)
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM {recordset(columns, rows=rows)}"


def rows_of(
    rows: Sequence[msgspec.Struct] | Sequence[Mapping[str, object]], *, name: str = "rows"
) -> dict[str, object]:
    """Return the parameter of such a statement, under its name.

    Values are as everywhere (texts, decimals, ids, instants with a zone); `msgspec.Raw` is JSON as
    it stands, `hex_of` makes bytes.
    """
    return {name: msgspec.Raw(_ENCODER.encode(rows))}


def table_of(question: str) -> str:
    """Return an expression: all rows of a question as one JSON text, NULL where there are none.

    Columns are named like the fields of the struct they are read into.
    """
    return f"(SELECT json_agg(t)::text FROM ({question}) AS t)"


def told(table: object, rows: msgspec.json.Decoder[list[T]]) -> list[T]:
    """Return the rows of such a table.

    Raises:
        msgspec.ValidationError: a column does not have the field's type.
    """
    return rows.decode(table) if isinstance(table, str) else []


def hex_of(value: bytes) -> str:
    """Return bytes as the text PostgreSQL reads into a `bytea`."""
    return "\\x" + value.hex()
