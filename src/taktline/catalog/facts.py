"""What the generic commands change, and how a batch of it is written: set-based, with history."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from taktline.catalog.durations import seconds_of
from taktline.catalog.records import Records, Row
from taktline.catalog.statements import (
    INSERT_HISTORY,
    clear_links,
    delete_children,
    insert_rows,
    update_rows,
)
from taktline.platform.command import Booked, Fact
from taktline.platform.events.cover import Covered
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind
from taktline.store import Json
from taktline.store.plan import ColumnPlan

_ENCODER = msgspec.json.Encoder(decimal_format="string", order="sorted", enc_hook=str)


class Columns:
    """The columns that are written, with their types; a dry run shows their names only."""

    __slots__ = ("plans",)

    def __init__(self, plans: tuple[ColumnPlan, ...]) -> None:
        self.plans = plans

    def __str__(self) -> str:
        return ", ".join(plan.name for plan in self.plans)


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """One field before and after."""

    id: UUID
    field: str
    old: object
    new: object


class RecordMade(Fact, frozen=True, kw_only=True):
    """A new record of an entity."""

    entity: str
    columns: Columns
    values: Row


class RecordWritten(Fact, frozen=True, kw_only=True):
    """A record as it stands after a change, and which fields changed."""

    entity: str
    columns: Columns
    values: Row
    changes: tuple[FieldChange, ...] = ()


class SubrowsWritten(Fact, frozen=True, kw_only=True):
    """The rows of a record's subform, in place of those before."""

    table: str
    field: str
    columns: Columns
    parent: UUID
    rows: list[Row]


class LinksCleared(Fact, frozen=True, kw_only=True):
    """Links to a record that went out of use are empty from now on."""

    table: str
    column: str
    record: UUID


def fold_written(state: object, fact: RecordMade | RecordWritten) -> None:
    """Let the next command of the batch see the record."""
    if isinstance(state, Records) and fact.entity == state.shape.name:
        state.add(fact.values)


def fold_subrows(state: object, fact: SubrowsWritten) -> None:
    """Let the next command of the batch see the rows."""
    if isinstance(state, Records) and fact.field in state.subrows:
        state.subrows[fact.field][fact.parent] = fact.rows


def record_made(tx: Tx, facts: Sequence[Booked[RecordMade]]) -> None:
    """Insert new records: one statement per table."""
    by_table: dict[str, list[Booked[RecordMade]]] = defaultdict(list)
    for booked in facts:
        by_table[booked.fact.entity].append(booked)
    for table, made in by_table.items():
        plans = made[0].fact.columns.plans
        rows = [json_row(booked.fact.values) for booked in made]
        tx.execute(insert_rows(table, plans), {"rows": Json(rows)}, prepare=False)


def record_written(tx: Tx, facts: Sequence[Booked[RecordWritten]]) -> None:
    """Change records: one statement per table, and one for all field histories.

    A record changed twice in a batch is written once, as it stands at the end.
    """
    by_table: dict[str, dict[object, RecordWritten]] = defaultdict(dict)
    for booked in facts:
        by_table[booked.fact.entity][booked.fact.values["id"]] = booked.fact
    for table, last in by_table.items():
        plans = next(iter(last.values())).columns.plans
        rows = [json_row(fact.values) for fact in last.values()]
        tx.execute(update_rows(table, plans), {"rows": Json(rows)}, prepare=False)
    _record_history(tx, facts)


def _record_history(tx: Tx, facts: Iterable[Booked[RecordWritten]]) -> None:
    changes = [(booked, change) for booked in facts for change in booked.fact.changes]
    if not changes:
        return
    tx.execute(
        INSERT_HISTORY,
        {
            "ids": [change.id for _, change in changes],
            "entities": [booked.fact.entity for booked, _ in changes],
            "records": [booked.fact.values["id"] for booked, _ in changes],
            "fields": [change.field for _, change in changes],
            "olds": [_ENCODER.encode(_json_value(c.old)).decode() for _, c in changes],
            "news": [_ENCODER.encode(_json_value(c.new)).decode() for _, c in changes],
            "causes": [booked.stamp.cause for booked, _ in changes],
            "by": [booked.stamp.by for booked, _ in changes],
            "at": [booked.stamp.recorded_at for booked, _ in changes],
        },
    )


def record_subrows(tx: Tx, facts: Sequence[Booked[SubrowsWritten]]) -> None:
    """Write subform rows anew: two statements per table."""
    by_table: dict[str, dict[UUID, SubrowsWritten]] = defaultdict(dict)
    for booked in facts:
        by_table[booked.fact.table][booked.fact.parent] = booked.fact
    for table, last in by_table.items():
        tx.execute(delete_children(table), {"parents": list(last)}, prepare=False)
        rows = [json_row(row) for fact in last.values() for row in fact.rows]
        if rows:
            plans = next(iter(last.values())).columns.plans
            tx.execute(insert_rows(table, plans), {"rows": Json(rows)}, prepare=False)


def record_cleared(tx: Tx, facts: Sequence[Booked[LinksCleared]]) -> None:
    """Empty links to records that went out of use: one statement per link."""
    by_link: dict[tuple[str, str], list[Booked[LinksCleared]]] = defaultdict(list)
    for booked in facts:
        by_link[booked.fact.table, booked.fact.column].append(booked)
    for (table, column), cleared in by_link.items():
        params = {
            "ids": [booked.fact.record for booked in cleared],
            "at": cleared[0].stamp.recorded_at,
            "by": cleared[0].stamp.by,
        }
        tx.execute(clear_links(table, column), params, prepare=False)


FACT_KINDS = (
    FactKind(RecordMade, record_made, fold_written),
    FactKind(RecordWritten, record_written, fold_written),
    FactKind(SubrowsWritten, record_subrows, fold_subrows),
    FactKind(LinksCleared, record_cleared, None),
)

HISTORY = Covered(
    table="record_history",
    key=("id",),
    columns=(
        "id", "entity", "record", "field", "old::text", "new::text", "cause", "changed_by",
        "changed_at",
    ),
)  # fmt: skip
"""Who changed what is a fact and is sealed."""


def json_row(row: Row) -> Row:
    """Return a record's values as PostgreSQL reads them from JSON."""
    return {name: _json_value(value) for name, value in row.items()}


def _json_value(value: object) -> object:
    """Return a value as PostgreSQL reads it from JSON; intervals as text."""
    return f"{seconds_of(value)} seconds" if isinstance(value, timedelta) else value
