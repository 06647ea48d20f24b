"""What the seal covers: the tables whose rows are digested into the chain of events."""

import msgspec


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """A table of facts whose rows are sealed with the first event of the command that made them.

    Rows are only ever inserted, in the transaction of their command. Columns that are null are left
    out of the digest, so that a column added later does not break the seals of older rows. Derived
    and tenant-made columns (`x_`) are not covered.

    Attributes:
        table: name of the table.
        key: columns of its primary key; they fix the order within one command.
        columns: SQL expressions over the row, each a column or `column::text` (for json).
        cause: the column that holds the command's id; it needs an index.
    """

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    cause: str = "cause"


COMMAND = Covered(
    table="command",
    key=("id",),
    cause="id",
    columns=(
        "id", "verb", "principal", "on_behalf_of", "client", "cause", "depth", "occurred_at",
        "clock_uncertain", "recorded_at", "confirm", "body_hash", "answer::text",
    ),
)  # fmt: skip
"""The body is covered by its hash, so that it can move to an archive."""

EVENT_COLUMNS = (
    "cause", "ordinal", "name", "version", "entity", "record", "code", "site", "payload::text",
    "depth", "occurred_at", "recorded_at",
)  # fmt: skip

IN_UTC = "SET LOCAL TIME ZONE 'UTC'"
"""Instants become text within a digest: the same text wherever the server stands."""


def canonical_row(alias: str, columns: tuple[str, ...]) -> str:
    """Return the SQL of a row's canonical text: a JSON object of what is not null."""
    pairs = ", ".join(f"'{column.partition('::')[0]}', {alias}.{column}" for column in columns)
    return f"jsonb_strip_nulls(jsonb_build_object({pairs}))::text"


def digest_of(covered: Covered, command: str) -> str:
    """Return the SQL of what is sealed of one table for one command: `table:rows:sha256`, or null.

    Args:
        covered: the table.
        command: SQL of the command's id.
    """
    order = ", ".join(f"t.{column}" for column in covered.key)
    row = canonical_row("t", covered.columns)
    return (
        f"(SELECT '{covered.table}:' || count(*) || ':' || encode(sha256(convert_to("
        f"string_agg({row}, chr(10) ORDER BY {order}), 'UTF8')), 'hex') "
        f"FROM {covered.table} t WHERE t.{covered.cause} = {command} HAVING count(*) > 0)"
    )


def covers_sql(tables: tuple[Covered, ...], event: str) -> str:
    """Return the SQL of everything one event covers; only a command's first event covers anything.

    Args:
        tables: what is covered beside the command.
        event: alias of the event row.
    """
    digests = ", ".join(digest_of(table, f"{event}.cause") for table in (COMMAND, *tables))
    return f"CASE WHEN {event}.ordinal = 0 THEN concat_ws(' ', {digests}) ELSE '' END"
