"""What a query's rows consist of, as screens show it and conditions name it."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import cast

import msgspec
from msgspec import inspect

from taktline.base.text import Text
from taktline.catalog.column import COLUMN_TYPES
from taktline.catalog.described import EntityShown, FieldShown
from taktline.catalog.entity import FieldType, Option
from taktline.catalog.feel_types import TYPES
from taktline.catalog.offered import Offer
from taktline.catalog.shape import Shape
from taktline.feel.types import STRING, ListType, Type
from taktline.platform.registry import AnyQuery
from taktline.store.plan import ColumnType

KINDS: Mapping[type[inspect.Type], FieldType] = {
    inspect.StrType: "text",
    inspect.UUIDType: "text",
    inspect.LiteralType: "option",
    inspect.DecimalType: "number",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.BoolType: "switch",
    inspect.DateTimeType: "instant",
    inspect.DateType: "date",
    inspect.TimeType: "time",
    inspect.TimeDeltaType: "duration",
}
"""How a field of a row is shown; what is not among them is no column of a list."""

STORED: Mapping[type[inspect.Type], ColumnType] = {
    inspect.UUIDType: "uuid",
    inspect.IntType: "integer",
    inspect.FloatType: "float",
}
"""Types in which PostgreSQL has them, where how they are shown does not say so."""

WORDS: Mapping[str, Text] = {
    "code": Text(en="Code", zh="编码"),
    "name": Text(en="Name", zh="名称"),
    "name_en": Text(en="English name", zh="英文名称"),
    "unit": Text(en="Unit", zh="单位"),
    "currency": Text(en="Currency", zh="币种"),
    "kind": Text(en="Kind", zh="类型"),
    "status": Text(en="Status", zh="状态"),
    "work_unit": Text(en="Work unit", zh="工作单元"),
    "work_center": Text(en="Work center", zh="工作中心"),
    "operation": Text(en="Operation", zh="工序"),
    "occurred_at": Text(en="Occurred", zh="发生时间"),
    "quantity": Text(en="Quantity", zh="数量"),
    "reason": Text(en="Reason", zh="原因"),
}
"""Columns that many queries have, where neither the query nor its entity says what they are."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a query's rows.

    Attributes:
        type: how it is shown.
        feel: its type in conditions.
        is_shown: people read it; an id only names its row.
        unit_in: the column that holds its unit or currency.
        stored: its type in PostgreSQL; `nullable`: it may be empty.
    """

    name: str
    type: FieldType
    label: Text
    feel: Type
    options: dict[str, Option] = {}
    is_shown: bool = True
    unit_in: str | None = None
    stored: ColumnType = "text"
    nullable: bool = True


def is_list(query: AnyQuery) -> bool:
    """Whether each row of a query can be told from the others, as rows of a list must be."""
    return set(query.key) <= set(query.row.__struct_fields__)


def columns_of(query: AnyQuery, shapes: Mapping[str, Shape]) -> dict[str, Column]:
    """Return the columns of a query's rows, in their order.

    Args:
        query: it says itself what its columns are called, else the entity it reads does.
        shapes: all entities.
    """
    named = (query.of, query.needs.partition(":")[0])
    subjects = [shapes[name] for name in dict.fromkeys(named) if name in shapes]
    units = {name: unit for unit, names in query.units.items() if unit for name in names}
    return {
        name: Column(
            name=name,
            type=_chosen(kind, options := _options(query, name, subjects=subjects)),
            label=_label(query, name, subjects=subjects, shapes=shapes),
            feel=ListType(STRING) if kind == "options" else TYPES[kind],
            options=options,
            is_shown=stored != "uuid",
            unit_in=units.get(name),
            stored=stored,
            nullable=nullable,
        )
        for name, kind, stored, nullable in _fields(cast(Hashable, query.row))
    }


def _chosen(kind: FieldType, options: Mapping[str, Option]) -> FieldType:
    """A word out of a closed set is a choice where its entity says what each word means."""
    if kind in ("text", "option"):
        return "option" if options else "text"
    return kind


@lru_cache(maxsize=512)
def _fields(row: Hashable) -> tuple[tuple[str, FieldType, ColumnType, bool], ...]:
    return tuple(_kinds(cast(type[msgspec.Struct], row)))


def _kinds(row: type[msgspec.Struct]) -> Iterator[tuple[str, FieldType, ColumnType, bool]]:
    for field in msgspec.structs.fields(row):
        declared = inspect.type_info(field.type)
        parts = declared.types if isinstance(declared, inspect.UnionType) else (declared,)
        named = [one for one in parts if not isinstance(one, inspect.NoneType)]
        if len(named) != 1:
            continue
        kind = _kind(named[0])
        if kind is not None:
            stored = STORED.get(type(named[0])) or COLUMN_TYPES[kind]
            yield field.encode_name, kind, stored, len(parts) > len(named)


def _kind(declared: inspect.Type) -> FieldType | None:
    if isinstance(declared, (inspect.ListType, inspect.VarTupleType)):
        return "options" if isinstance(declared.item_type, inspect.StrType) else None
    return KINDS.get(type(declared))


def _label(
    query: AnyQuery, name: str, *, subjects: Sequence[Shape], shapes: Mapping[str, Shape]
) -> Text:
    """Return what a column is called: by the query, by its entities, by the entity it names."""
    own = query.labels.get(name)
    if own is not None:
        return own
    for subject in subjects:
        if name in subject.fields:
            return subject.fields[name].field.label
    named = shapes.get(name)
    return WORDS.get(name, Text(en=name, zh=name)) if named is None else named.entity.label


def _options(query: AnyQuery, name: str, *, subjects: Sequence[Shape]) -> dict[str, Option]:
    """Return what the words of a column mean: as the query says, or its entities."""
    own = {
        key.partition(".")[2]: Option(label=label)
        for key, label in query.labels.items()
        if key.startswith(f"{name}.")
    }
    fields = (subject.fields[name].field for subject in subjects if name in subject.fields)
    return own or next((field.options for field in fields if field.options), {})


def answer_shown(query: AnyQuery, shapes: Mapping[str, Shape]) -> EntityShown:
    """Return a query's rows as a kind of record that screens can list."""
    columns = [one for one in columns_of(query, shapes).values() if one.is_shown]
    days = [one.name for one in columns if one.type in ("date", "instant")]
    called = [one.name for one in columns if one.type == "text"]
    key = "code" if "code" in called else next(iter(called), "id")
    return EntityShown(
        entity=query.name,
        label=query.label,
        note="",
        key=(key,),
        title=key,
        commands=(),
        per_site=False,
        is_tree=False,
        fields=tuple(_shown(one) for one in columns),
        views=(Offer(kind="list"), *(Offer(kind="calendar", by=name) for name in days)),
    )


def _shown(column: Column) -> FieldShown:
    return FieldShown(
        name=column.name,
        type=column.type,
        label=column.label,
        level="read",
        options=column.options,
    )
