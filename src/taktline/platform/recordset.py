"""Rows on their way into a set-based statement: one JSON text that PostgreSQL reads as a table.

An array per column says the same and costs five times as much for a single row, on both sides.
"""

from collections.abc import Mapping, Sequence

import msgspec

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
    return {name: _ENCODER.encode(rows).decode()}


def hex_of(value: bytes) -> str:
    """Return bytes as the text PostgreSQL reads into a `bytea`."""
    return "\\x" + value.hex()
