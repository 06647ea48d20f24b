"""The commands of an entity as they are sent: one typed struct each, made from its fields."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal, cast
from uuid import UUID

import msgspec

from taktline.base.money import Money
from taktline.base.quantity import Quantity
from taktline.catalog.entity import Entity, Field, FieldType
from taktline.catalog.shape import Shape, ShapedField
from taktline.platform.command import Command

Instant = Annotated[datetime, msgspec.Meta(tz=True)]

TYPES: dict[FieldType, object] = {
    "text": str,
    "long_text": str,
    "number": Decimal,
    "money": Money,
    "quantity": Decimal,
    "instant": Instant,
    "date": date,
    "time": time,
    "duration": Decimal,
    "switch": bool,
    "link": str,
    "links": list[str],
    "file": UUID,
    "files": list[UUID],
    "json": object,
}
"""How values are written in a command; options and subforms have types of their own."""

RECORD = "record"
EXPECTED_VERSION = "expected_version"
RESERVED = frozenset({*Command.__struct_fields__, RECORD, EXPECTED_VERSION, "command"})
"""Names of the envelope, which no field may have."""


class Structs(msgspec.Struct, frozen=True, kw_only=True):
    """The four commands of one entity."""

    create: type[Command]
    change: type[Command]
    archive: type[Command]
    restore: type[Command]


def structs_of(shape: Shape) -> Structs:
    """Return the command structs of an entity; a tenant's own fields travel in `extra`."""
    entered = {n: f for n, f in shape.fields.items() if f.is_entered and n in shape.entity.fields}
    stem = "".join(part.capitalize() for part in shape.name.split("_"))
    record = (RECORD, str)
    version = (EXPECTED_VERSION, int)
    given = (RECORD, UUID | msgspec.UnsetType, msgspec.UNSET)
    creation = [_created(shape, name, field) for name, field in entered.items()]
    changes = [_changed(shape, name, field) for name, field in entered.items()]
    label = shape.entity.label.en.lower()
    return Structs(
        create=_struct(
            f"Create{stem}",
            [given, *creation],
            f"Make a new {label}.{_told(shape, {RECORD: 'its id; the door makes one if absent'})}",
        ),
        change=_struct(
            f"Change{stem}",
            [record, version, *changes],
            f"Change a {label}; a field that is absent stays, null clears it."
            + _told(shape, IDENTIFIED),
        ),
        archive=_struct(
            f"Archive{stem}",
            [record, version],
            f"Take a {label} out of use; what links to it stays.{_told(None, IDENTIFIED)}",
        ),
        restore=_struct(
            f"Restore{stem}",
            [record, version],
            f"Take an archived {label} into use again.{_told(None, IDENTIFIED)}",
        ),
    )


IDENTIFIED = {
    RECORD: "its id, or its code",
    EXPECTED_VERSION: "the version that was read; another one is refused",
}


def row_struct(shape: Shape, name: str) -> type[msgspec.Struct]:
    """Return the struct of one row of a subform."""
    child = shape.subforms[name]
    fields = [
        _created(child, key, field)
        for key, field in child.fields.items()
        if field.is_entered and key not in ("parent", "line")
    ]
    return msgspec.defstruct(
        f"{_camel(child.name)}Row", fields, frozen=True, kw_only=True, forbid_unknown_fields=True,
        omit_defaults=True, module=__name__,
    )  # fmt: skip


def wire_type(shape: Shape, name: str, field: ShapedField) -> object:
    """Return the type a field's value is sent in."""
    match field.field.type:
        case "option":
            return Literal[tuple(field.field.options)]
        case "options":
            return list[Literal[tuple(field.field.options)]]  # type: ignore[misc]  # made at run time
        case "subform":
            return list[row_struct(shape, name)]  # type: ignore[misc]  # made at run time
        case "quantity" if field.beside is not None:
            return Quantity
        case kind:
            return TYPES[kind]


def extra_types(own: Mapping[str, Field], shape: Shape) -> dict[str, object]:
    """Return the types of a tenant's own fields, by their keys without `x_`."""
    return {key: wire_type(shape, f"x_{key}", shape.fields[f"x_{key}"]) for key in own}


def reserved_in(entity: Entity) -> list[str]:
    """Return the fields whose names the envelope needs."""
    return sorted(RESERVED & entity.fields.keys())


Specified = tuple[str, object] | tuple[str, object, object]


def _created(shape: Shape, name: str, field: ShapedField) -> Specified:
    kind = wire_type(shape, name, field)
    if field.field.required and field.default is None:
        return (name, kind)
    return (name, _or_none(kind), msgspec.UNSET)


def _changed(shape: Shape, name: str, field: ShapedField) -> Specified:
    return (name, _or_none(wire_type(shape, name, field)), msgspec.UNSET)


def _or_none(kind: object) -> object:
    if kind is object:
        return object
    return kind | None | msgspec.UnsetType  # type: ignore[operator]  # types are made at run time


def _struct(name: str, fields: list[Specified], doc: str) -> type[Command]:
    made = msgspec.defstruct(
        name,
        cast("list[tuple[str, type]]", fields),
        bases=(Command,),
        namespace={"__doc__": doc},
        module=__name__,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        omit_defaults=True,
    )
    return cast("type[Command]", made)


def _told(shape: Shape | None, first: Mapping[str, str]) -> str:
    """Return the `Attributes:` of a struct: what each field means, in the document's words."""
    lines = [f"    {name}: {meaning}." for name, meaning in first.items()]
    for name, field in shape.entity.fields.items() if shape is not None else ():
        if shape is not None and shape.fields[name].is_entered:
            lines.append(f"    {name}: {_meaning(field)}.")
    return "\n\nAttributes:\n" + "\n".join(lines) + "\n"


def _meaning(field: Field) -> str:
    words = field.label.en
    if field.type == "link":
        words += f"; id or code of a {field.to}"
    if field.unit is not None:
        words += f", in {field.unit}"
    if field.min is not None or field.max is not None:
        words += f", {field.min if field.min is not None else '...'} to {field.max or '...'}"
    return words


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
