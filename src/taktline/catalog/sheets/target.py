"""Where the rows of a sheet go: the fields that may come, and the command each row becomes."""

from collections.abc import Mapping, Sequence

import msgspec

from taktline.base.text import Text
from taktline.catalog.entity import FieldType
from taktline.catalog.shape import Shape, ShapedField
from taktline.catalog.sheets.field import SheetField, SheetKind
from taktline.catalog.sheets.rows import SheetRow

KINDS: Mapping[FieldType, SheetKind] = {
    "text": "text",
    "long_text": "text",
    "number": "number",
    "money": "number",
    "quantity": "number",
    "duration": "number",
    "instant": "instant",
    "date": "date",
    "time": "text",
    "switch": "switch",
    "option": "option",
    "options": "options",
    "link": "link",
    "links": "links",
}
"""Types of fields that one cell can say; the others are entered where they are made."""


class RowCommand(msgspec.Struct, frozen=True, kw_only=True):
    """One command made of rows.

    Attributes:
        lines: of the rows it stands for, in the order of `at`.
        body: its fields without the envelope.
        at: JSON pointers into the body under which each line's fields stand; empty = the body.
    """

    verb: str
    lines: tuple[int, ...]
    body: Mapping[str, object]
    at: tuple[str, ...] = ()


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of record that is brought in from sheets, one command for each row.

    Attributes:
        name: as it stands in the address.
        verb: that takes one row.
    """

    name: str
    verb: str
    label: Text
    fields: tuple[SheetField, ...]

    def commands(self, rows: Sequence[SheetRow], *, same: Mapping[str, object]) -> list[RowCommand]:
        """Return the commands of rows without mistakes.

        Args:
            same: values that hold for every row which says none itself.
        """
        return [
            RowCommand(verb=self.verb, lines=(row.line,), body={**same, **row.values})
            for row in rows
        ]


def entity_target(shape: Shape) -> Target:
    """Return the target of any entity that is created generically, made of its document."""
    return Target(
        name=shape.name,
        verb=f"{shape.name}.create",
        label=shape.entity.label,
        fields=tuple(
            _field(shape, one)
            for one in shape.fields.values()
            if one.is_entered and one.field.type in KINDS
        ),
    )


def _field(shape: Shape, one: ShapedField) -> SheetField:
    kind = KINDS[one.field.type]
    if kind == "text" and (one.name in shape.entity.key or one.name == "code"):
        kind = "code"
    return SheetField(
        name=one.name,
        label=one.field.label,
        kind=kind,
        required=one.field.required and one.field.default is None,
        options={key: option.label for key, option in one.field.options.items()},
        to=one.field.to,
    )
