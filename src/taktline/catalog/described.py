"""What a reader's screens need to know of an entity: its fields, labels, choices and commands."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from taktline.base.text import Text
from taktline.catalog.entity import FieldType, Option
from taktline.catalog.offered import Offer, offered
from taktline.catalog.shape import Shape, ShapedField
from taktline.catalog.sight import Sight, sight_of
from taktline.platform.command import Principal
from taktline.platform.identity.access import FieldLevel, reaches
from taktline.platform.judge import NotPermitted

RIGHT_OF = {"restore": "archive"}


class FieldShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field as a screen shows and asks for it.

    Attributes:
        level: how much of it the reader sees and may do: masked, read or edit.
        is_entered: people give its value; else it is numbered, computed or read.
        options: the choices of an option field, in reading order.
        fields: the columns of a subform's rows.
    """

    name: str
    type: FieldType
    label: Text
    level: FieldLevel
    note: Text | None = None
    required: bool = False
    is_entered: bool = False
    to: str | None = None
    unit: str | None = None
    length: int | None = None
    places: int | None = None
    min: str | None = None
    max: str | None = None
    pattern: str | None = None
    options: dict[str, Option] = {}
    fields: tuple["FieldShown", ...] = ()


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """Records of another kind that point at a record.

    Attributes:
        entity: their kind.
        field: the link by which they point.
        label: what they are called.
        link: what the link is called.
    """

    entity: str
    field: str
    label: Text
    link: Text


class EditableShown(msgspec.Struct, frozen=True, kw_only=True):
    """That records may be changed only at times; each row of a list tells whether it may now.

    Attributes:
        title: why one may not be; `{field}` stands for its value.
        always: fields that may be changed all the same.
    """

    title: Text
    always: tuple[str, ...]


class EntityShown(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of record as a reader's screens need it.

    Attributes:
        key: the fields people call a record by.
        title: the field shown where another record links to it.
        commands: names of the generic commands the reader may give somewhere.
        per_site: every record belongs to one site.
        is_tree: records stand below each other by their `parent`.
        related: kinds of records that point at these, as far as the reader sees them.
        views: the ways of looking at the records, the list first, each with its field.
        editable: records may be changed only at times; None = at any time.
    """

    entity: str
    label: Text
    note: str
    key: tuple[str, ...]
    title: str
    commands: tuple[str, ...]
    per_site: bool
    is_tree: bool
    fields: tuple[FieldShown, ...]
    views: tuple[Offer, ...] = ()
    related: tuple[Related, ...] = ()
    editable: EditableShown | None = None


class EntityNamed(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of record in a list of them."""

    entity: str
    label: Text
    note: str
    commands: tuple[str, ...]


def entities_of(shapes: Mapping[str, Shape], reader: Principal) -> list[EntityNamed]:
    """Return the kinds of records of which a reader sees any, by name."""
    return [
        EntityNamed(
            entity=name,
            label=shape.entity.label,
            note=shape.entity.note,
            commands=_commands(shape, reader),
        )
        for name, shape in sorted(shapes.items())
        if not shape.is_lines and _may_see(shape, reader, shapes)
    ]


def described(shape: Shape, reader: Principal, shapes: Mapping[str, Shape]) -> EntityShown:
    """Return one kind of record as a reader's screens need it; hidden fields are left out.

    Raises:
        NotPermitted: the reader sees no record of it.
    """
    sight = sight_of(shape, reader, shapes)
    entity = shape.entity
    fields = tuple(_fields(shape, shape.fields.values(), sight))
    readable = {one.name for one in fields if one.level != "masked"}
    return EntityShown(
        entity=shape.name,
        label=entity.label,
        note=entity.note,
        key=entity.key,
        title=entity.title,
        commands=_commands(shape, reader),
        per_site=entity.per_site,
        is_tree=shape.has_tree,
        fields=fields,
        views=tuple(one for one in offered(shape) if one.by is None or one.by in readable),
        related=tuple(_related(shape, reader, shapes)),
        editable=_editable(shape),
    )


def _editable(shape: Shape) -> EditableShown | None:
    """Return when records may be changed: why not, and what may be changed by all conditions."""
    if not shape.editable or not shape.is_generic:
        return None
    always = frozenset.intersection(*(rule.always for rule in shape.editable))
    listed = tuple(name for name in shape.fields if name in always)
    titles = [rule.title for rule in shape.editable]
    title = Text(en=" ".join(t.en for t in titles), zh="".join(t.zh for t in titles))
    return EditableShown(title=title, always=listed)


def _related(shape: Shape, reader: Principal, shapes: Mapping[str, Shape]) -> Iterator[Related]:
    for name, other in sorted(shapes.items()):
        if other.is_lines or not _may_see(other, reader, shapes):
            continue
        sight = sight_of(other, reader, shapes)
        for link in other.links:
            shown = sight.level_of(other, link.name) in ("read", "edit")
            if link.field.type == "link" and link.field.to == shape.name and shown:
                yield Related(
                    entity=name, field=link.name, label=other.entity.label, link=link.field.label
                )


def _may_see(shape: Shape, reader: Principal, shapes: Mapping[str, Shape]) -> bool:
    try:
        sight_of(shape, reader, shapes)
    except NotPermitted:
        return False
    return True


def _commands(shape: Shape, reader: Principal) -> tuple[str, ...]:
    return tuple(
        f"{shape.name}.{one}"
        for one in shape.actions
        if reaches(reader, f"{shape.name}:{RIGHT_OF.get(one, one)}")
    )


def _fields(shape: Shape, fields: Iterable[ShapedField], sight: Sight) -> list[FieldShown]:
    shown = []
    for one in fields:
        level = sight.level_of(shape, one.name)
        if level != "hidden":
            shown.append(_field(shape, one, level=level, sight=sight))
    return shown


def _field(shape: Shape, one: ShapedField, *, level: FieldLevel, sight: Sight) -> FieldShown:
    field = one.field
    lines = shape.subforms.get(one.name)
    return FieldShown(
        name=one.name,
        type=field.type,
        label=field.label,
        level=level,
        note=field.note,
        required=field.required,
        is_entered=one.is_entered,
        to=field.to,
        unit=field.unit,
        length=field.length,
        places=field.places,
        min=field.min,
        max=field.max,
        pattern=field.pattern,
        options=field.options,
        fields=() if lines is None else tuple(_fields(lines, lines.fields.values(), sight)),
    )
