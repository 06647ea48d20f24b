"""A tenant's own fields of records that kernel commands write: checked, and written beside them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable
from uuid import UUID

from taktline.base.code import id_of
from taktline.base.problem import Problem, Several
from taktline.catalog.facts import Columns, json_row
from taktline.catalog.given import extra_fields
from taktline.catalog.records import Records, Row
from taktline.catalog.refusals import LinkMissing, UnknownField
from taktline.catalog.rules import entered
from taktline.catalog.shape import OWN, Shape
from taktline.catalog.statements import update_rows
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind
from taktline.store import Json
from taktline.store.plan import ColumnPlan


@runtime_checkable
class OfRecord(Protocol):
    """A fact about one record: an event, or the fact that writes a record of its own."""

    @property
    def entity(self) -> str:
        """The kind of record."""

    @property
    def record(self) -> UUID:
        """Its id."""


class ExtraWritten(Fact, frozen=True, kw_only=True):
    """Values of a tenant's own fields of one record."""

    entity: str
    record: UUID
    columns: Columns
    values: Row


def extra_facts(
    shapes: Mapping[str, Shape], extra: Mapping[str, object], events: Sequence[OfRecord]
) -> list[Fact]:
    """Return what a command's `extra` writes: to the first record it tells of that has the fields.

    Args:
        shapes: the tenant's entities.
        extra: as the command carries it; links as ids.
        events: what the command's decision says happened, and the facts that write one record.

    Raises:
        UnknownField: no record of the command has such a field.
        FieldMalformed, Several, LinkMissing, FieldOutOfRange, ...: a value cannot stand there.
    """
    found: dict[tuple[str, UUID], Row] = {}
    problems: list[Problem] = []
    for key, value in extra.items():
        name = key if key.startswith(OWN) else f"{OWN}{key}"
        event = next((e for e in events if _has(shapes, e.entity, name)), None)
        try:
            if event is None:
                raise UnknownField(field=key[:80])
            row = _checked(shapes[event.entity], key, value)
            found.setdefault((event.entity, event.record), {}).update(row)
        except Problem as problem:
            problems.append(problem if problem.at else problem.located(f"/extra/{key[:80]}"))
    if problems:
        raise problems[0] if len(problems) == 1 else Several(problems)
    return [
        ExtraWritten(
            entity=entity,
            record=record,
            columns=Columns(_plans(shapes[entity], row)),
            values={"id": record, **row},
        )
        for (entity, record), row in found.items()
    ]


def record_extra(tx: Tx, facts: Sequence[Booked[ExtraWritten]]) -> None:
    """Write a tenant's own fields: one statement per table and set of fields.

    Stands behind the recorders of all other facts, since the records may be new.
    """
    groups: dict[tuple[str, tuple[ColumnPlan, ...]], dict[UUID, Row]] = defaultdict(dict)
    for booked in facts:
        key = (booked.fact.entity, booked.fact.columns.plans)
        groups[key][booked.fact.record] = booked.fact.values
    for (table, plans), rows in groups.items():
        listed = Json([json_row(row) for row in rows.values()])
        tx.execute(update_rows(table, plans), {"rows": listed}, prepare=False)


EXTRA_KIND = FactKind(ExtraWritten, record_extra)


def _has(shapes: Mapping[str, Shape], entity: str, name: str) -> bool:
    shape = shapes.get(entity)
    return shape is not None and name in shape.fields


def _checked(shape: Shape, key: str, value: object) -> Row:
    """Return one value as its column holds it."""
    ((name, typed),) = extra_fields(shape, {key: value}).items()
    field = shape.fields[name]
    if field.field.type == "link" and typed is not None:
        known = id_of(str(typed))
        if known is None:
            raise LinkMissing(
                label=field.field.label, entity=field.field.to or "", value=str(typed)[:80]
            )
        return {name: known}
    return entered(Records(shape), field, typed)


def _plans(shape: Shape, row: Row) -> tuple[ColumnPlan, ...]:
    return tuple(c for c in shape.columns if c.name == "id" or c.name in row)
