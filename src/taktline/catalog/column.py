"""Which column a field's value stands in, and how the value looks there, on the wire, in FEEL."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.catalog.entity import Entity, Field, FieldType, Storage
from taktline.feel.durations import DaysDuration
from taktline.feel.temporal import Date, DateTime, Time
from taktline.feel.temporal_text import to_python
from taktline.store.plan import ColumnPlan, ColumnType

COLUMN_TYPES: dict[FieldType, ColumnType] = {
    "text": "text",
    "long_text": "text",
    "number": "decimal",
    "money": "decimal",
    "quantity": "decimal",
    "instant": "instant",
    "date": "date",
    "time": "time",
    "duration": "duration",
    "switch": "boolean",
    "option": "text",
    "options": "texts",
    "link": "uuid",
    "links": "uuids",
    "file": "uuid",
    "files": "uuids",
    "json": "json",
    "running_number": "text",
}
"""Types of fields that have a column; subforms have a table, look-ups and roll-ups are read."""

SYSTEM_COLUMNS = (
    ColumnPlan(name="id", type="uuid", nullable=False),
    ColumnPlan(name="archived", type="boolean", nullable=False, default=False),
    ColumnPlan(name="version", type="integer", nullable=False, default=1),
    ColumnPlan(name="created_at", type="instant", nullable=False),
    ColumnPlan(name="created_by", type="uuid", nullable=False),
    ColumnPlan(name="updated_at", type="instant", nullable=False),
    ColumnPlan(name="updated_by", type="uuid", nullable=False),
)

_PYTHON: dict[ColumnType, tuple[type, ...]] = {
    "text": (str,),
    "decimal": (Decimal,),
    "boolean": (bool,),
    "instant": (datetime,),
    "date": (date,),
    "time": (time,),
    "duration": (timedelta,),
}


def has_column(field: Field) -> bool:
    """Say whether a field's value is stored in the entity's own table."""
    return field.type in COLUMN_TYPES


def columns_of(name: str, field: Field, storage: Storage) -> tuple[ColumnPlan, ...]:
    """Return the columns of one field: none, one, or two where a unit or currency comes with it."""
    if not has_column(field):
        return ()
    nullable = not field.required or field.formula is not None
    column = ColumnPlan(name=name, type=COLUMN_TYPES[field.type], nullable=nullable)
    beside = beside_of(name, field, storage)
    if beside is None:
        return (column,)
    return (column, ColumnPlan(name=beside, type="text", nullable=nullable))


def beside_of(name: str, field: Field, storage: Storage) -> str | None:
    """Return the column of a value's unit or currency; None where the record fixes it."""
    if field.type == "money":
        return f"{name}_currency"
    if field.type == "quantity" and field.unit is None and storage == "catalog":
        return f"{name}_unit"
    return None


def table_columns(entity: Entity) -> tuple[ColumnPlan, ...]:
    """Return all columns of an entity's table, system columns first."""
    own = (
        column
        for name, field in entity.fields.items()
        for column in columns_of(name, field, entity.storage)
    )
    return (*system_columns(entity), *own)


def system_columns(entity: Entity) -> tuple[ColumnPlan, ...]:
    """Return the columns an entity's table has without naming them."""
    return tuple(column for column in SYSTEM_COLUMNS if column.name in entity.system)


def from_feel(value: object, kind: ColumnType) -> object:
    """Return what a formula gave as its column holds it; None where it does not fit there."""
    if isinstance(value, (Date, Time, DateTime, DaysDuration)):
        value = to_python(value)
    if value is None:
        return None
    if kind == "json":
        return msgspec.to_builtins(value, enc_hook=str)
    if kind == "uuid":
        return _uuid(value)
    if kind in ("texts", "uuids"):
        items = value if isinstance(value, list) else [value]
        found = [_uuid(item) if kind == "uuids" else str(item) for item in items]
        return [item for item in found if item is not None]
    if kind == "date" and isinstance(value, datetime):
        return None
    return value if isinstance(value, _PYTHON[kind]) else None


def _uuid(value: object) -> UUID | None:
    """Return the id that a text, or a linked record as formulas see it, stands for."""
    if isinstance(value, dict):
        value = value.get("id")
    try:
        return UUID(str(value))
    except ValueError:
        return None
