"""The types of an entity's fields as FEEL knows them; a link is a context of the linked record."""

from collections.abc import Mapping

from taktline.catalog.entity import Entity, Field, FieldType
from taktline.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    ListType,
    SimpleType,
    Type,
)
from taktline.store.plan import ColumnType

TYPES: dict[FieldType, Type] = {
    "text": STRING,
    "long_text": STRING,
    "number": NUMBER,
    "money": NUMBER,
    "quantity": NUMBER,
    "instant": DATE_TIME,
    "date": DATE,
    "time": TIME,
    "duration": DAYS,
    "switch": BOOLEAN,
    "option": STRING,
    "options": ListType(STRING),
    "links": ListType(ANY),
    "file": STRING,
    "files": ListType(STRING),
    "json": ANY,
    "running_number": STRING,
}

SYSTEM_TYPES: dict[str, Type] = {
    "id": STRING,
    "archived": BOOLEAN,
    "version": NUMBER,
    "created_at": DATE_TIME,
    "created_by": STRING,
    "updated_at": DATE_TIME,
    "updated_by": STRING,
}

COLUMN_OF_TYPE: dict[str, ColumnType] = {
    "number": "decimal",
    "string": "text",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "instant",
    "days and time duration": "duration",
}

DEPTH_MAX = 3
"""Links one after the other that a formula may follow."""


class RecordTypes:
    """The types of all entities' fields, each made when it is first asked for."""

    def __init__(self, entities: Mapping[str, Entity]) -> None:
        self._entities = entities
        self._made: dict[tuple[str, int], dict[str, Type]] = {}

    def of(self, name: str, depth: int = DEPTH_MAX) -> dict[str, Type]:
        """Return the types of a record's fields.

        Args:
            name: the entity.
            depth: links that may be followed from here.
        """
        made = self._made.get((name, depth))
        if made is None:
            entity = self._entities[name]
            own = {key: self.field(field, depth) for key, field in entity.fields.items()}
            own.update(self._looked_up(entity))
            made = self._made[name, depth] = {**_system(entity), **beside_types(entity), **own}
        return made

    def field(self, field: Field, depth: int = DEPTH_MAX) -> Type:
        """Return the type of one field."""
        if field.type == "link":
            return self._link(field.to or "", depth)
        if field.type == "subform":
            rows = {key: self.field(part, depth) for key, part in field.fields.items()}
            return ListType(ContextType(rows, is_open=True))
        return TYPES.get(field.type, ANY)

    def _looked_up(self, entity: Entity) -> dict[str, Type]:
        """Return the types of fields that are read through a link."""
        found: dict[str, Type] = {}
        for key, field in entity.fields.items():
            link = entity.fields.get(field.through or "")
            target = self._entities.get((link.to if link is not None else None) or "")
            source = None if target is None else target.fields.get(field.field or "")
            if field.type == "lookup" and source is not None:
                found[key] = self.field(source, 0)
            elif field.type == "roll_up":
                found[key] = self._rolled_up(entity, field)
        return found

    def _rolled_up(self, entity: Entity, field: Field) -> Type:
        """Return the type of a roll-up: a number, or what its least or greatest value is."""
        rows = self._entities.get(field.to or "")
        lines = entity.fields.get(field.through or "")
        fields = lines.fields if rows is None and lines is not None else {}
        source = (fields if rows is None else rows.fields).get(field.field or "")
        if field.measure in (None, "count") or source is None:
            return NUMBER
        kind = self.field(source, 0)
        return kind if field.measure in ("min", "max") or kind == DAYS else NUMBER

    def _link(self, target: str, depth: int) -> Type:
        """Return the type of a linked record: what it holds, as far as links may be followed."""
        if target not in self._entities or depth == 0:
            return ContextType({"id": STRING, "code": STRING})
        return ContextType({"code": STRING, **self.of(target, depth - 1)})


def _system(entity: Entity) -> dict[str, Type]:
    return {name: SYSTEM_TYPES[name] for name in entity.system}


def beside_types(entity: Entity) -> dict[str, Type]:
    """Return the types of the columns that hold a value's unit or currency."""
    found: dict[str, Type] = {}
    for key, field in entity.fields.items():
        if field.type == "money":
            found[f"{key}_currency"] = STRING
        elif field.type == "quantity" and field.unit is None and entity.storage == "catalog":
            found[f"{key}_unit"] = STRING
    return found


def column_type(kind: Type) -> ColumnType:
    """Return the column type a simple FEEL type is compared in."""
    return COLUMN_OF_TYPE.get(kind.name, "text") if isinstance(kind, SimpleType) else "text"
