"""An entity made ready for work: its columns, its links, its conditions compiled once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from taktline.base.text import Text
from taktline.catalog.column import COLUMN_TYPES, beside_of, columns_of, from_feel, system_columns
from taktline.catalog.entity import Editable, Entity, Field
from taktline.catalog.expression import Expression, expression
from taktline.store.plan import ColumnPlan, ColumnType

SITE = "site"
EQUIPMENT = "equipment"
"""The entities whose records are the nodes at which permissions hold (ISA-95 hierarchy)."""

PARENT = "parent"
"""The field by which records of one entity stand below each other."""

Action = Literal["create", "change", "archive", "restore"]
ACTIONS: tuple[Action, ...] = ("create", "change", "archive", "restore")
"""What the generic commands do with a record."""

OWN = "x_"
"""Begin of the names of fields that a tenant added to somebody else's entity."""


class ShapedField(msgspec.Struct, frozen=True, kw_only=True):
    """One field with everything that was compiled from it.

    Attributes:
        beside: column of its unit or currency.
        column: type of its column; None = it has none.
        constant: the default, where it is the same for every record; wrapped in a tuple.
    """

    name: str
    field: Field
    column: ColumnType | None
    beside: str | None = None
    constant: tuple[object] | None = None
    default: Expression | None = None
    formula: Expression | None = None
    required_when: Expression | None = None
    editable: Expression | None = None
    pattern: re.Pattern[str] | None = None

    @property
    def is_entered(self) -> bool:
        """Whether people give its value; else it is numbered, computed or read."""
        computed = self.formula is not None or self.field.type == "running_number"
        return (self.column is not None or self.field.type == "subform") and not computed


class ShapedCheck(msgspec.Struct, frozen=True, kw_only=True):
    """One condition every record must hold, compiled."""

    name: str
    holds: Expression
    title: Text
    at: str


class ShapedEditable(msgspec.Struct, frozen=True, kw_only=True):
    """While a record may be changed, compiled.

    Attributes:
        links: the links the condition looks through.
    """

    holds: Expression
    title: Text
    always: frozenset[str]
    links: frozenset[str]

    @property
    def is_reopened(self) -> bool:
        """Whether a change of the record itself can always make it editable again."""
        return {path[0] for path in self.holds.paths} <= self.always


class Referrer(msgspec.Struct, frozen=True, kw_only=True):
    """A field elsewhere that links to this entity.

    Attributes:
        keeps: its entity, where its records keep what they link to only at times (`Keeps`).
        is_within: the field is json that names records by id somewhere within.
    """

    table: str
    column: str
    label: Text
    on_delete: Literal["restrict", "clear"]
    keeps: str | None = None
    is_within: bool = False


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """One entity, or the rows of a subform, ready for work.

    Attributes:
        table: its table.
        fields: by key, a tenant's own fields (`x_...`) behind the entity's.
        columns: everything stored of a record, system columns first.
        uniques: column combinations no two records share, the key first.
        formulas: fields computed at save, each after those it looks at.
        needed: per link field, the linked record's columns that conditions look at.
        referrers: who links here and has a say when a record is archived.
        is_lines: these are the rows of a subform.
        subforms: shapes of the rows, by field.
        editable: while a record may be changed: what the entity says, then what overlays say; all
            must hold.
        sought: the texts in which the search looks; none = what people call a record.
    """

    entity: Entity
    table: str
    fields: Mapping[str, ShapedField]
    columns: tuple[ColumnPlan, ...]
    uniques: tuple[tuple[str, ...], ...]
    formulas: tuple[str, ...]
    checks: tuple[ShapedCheck, ...]
    needed: Mapping[str, frozenset[str]]
    referrers: tuple[Referrer, ...] = ()
    is_lines: bool = False
    subforms: Mapping[str, "Shape"] = {}
    editable: tuple[ShapedEditable, ...] = ()
    sought: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the entity."""
        return self.entity.entity

    @property
    def has_code(self) -> bool:
        """Whether records are called by a code."""
        return "code" in self.entity.fields

    @property
    def searched(self) -> tuple[str, ...]:
        """The fields in which the search of a list looks: what people call a record."""
        if self.sought:
            return self.sought
        names = dict.fromkeys(("code", "name", "name_en", self.entity.title))
        fields = self.entity.fields
        return tuple(
            n for n in names if n in fields and fields[n].type in ("text", "running_number")
        )

    @property
    def links(self) -> Iterator[ShapedField]:
        """The fields that hold ids of records."""
        return (f for f in self.fields.values() if f.field.type in ("link", "links"))

    @property
    def is_generic(self) -> bool:
        """Whether the create, change and archive commands may write it."""
        return not self.entity.written_by

    @property
    def actions(self) -> tuple[Action, ...]:
        """What the generic commands may do with a record; nothing where verbs of ours write it."""
        if not self.is_generic:
            return ()
        return ("create",) if self.entity.append_only else ACTIONS

    @property
    def has_tree(self) -> bool:
        """Whether records stand below others of the same entity."""
        field = self.entity.fields.get(PARENT)
        return field is not None and field.type == "link" and field.to == self.name

    @property
    def is_placed(self) -> bool:
        """Whether permissions may hold at a part of the hierarchy only."""
        return self.entity.per_site or self.name == SITE

    def code_of(self, row: Mapping[str, object]) -> str:
        """Return what people call a record."""
        if self.has_code:
            return str(row["code"])
        return " / ".join(str(row[name]) for name in self.entity.key if row.get(name) is not None)


def shape_of(
    entity: Entity, own: Mapping[str, Field] | None = None, *, laid: Iterable[Editable] = ()
) -> Shape:
    """Compile one entity.

    Args:
        entity: the document.
        own: fields a tenant added, by their keys without `x_`.
        laid: what overlays say of when its records may be changed.

    Raises:
        ParseError, LimitReached: an expression cannot be read.
    """
    added = {f"{OWN}{name}": field for name, field in (own or {}).items()}
    every = {**entity.fields, **added}
    names = [*every, *entity.system]
    fields = {
        name: shaped_field(name, field, names=names, entity=entity, is_own=name in added)
        for name, field in every.items()
    }
    checks = tuple(
        ShapedCheck(name=n, holds=expression(c.holds, names), title=c.title, at=c.at)
        for n, c in entity.checks.items()
    )
    columns = tuple(
        column
        for name, field in every.items()
        for column in columns_of(name, field, "catalog" if name in added else entity.storage)
    )
    rules = laid if entity.editable is None else (entity.editable, *laid)
    editable = tuple(_editable(rule, entity, names) for rule in rules)
    return Shape(
        entity=entity,
        table=entity.entity,
        fields=fields,
        columns=(*system_columns(entity), *columns),
        uniques=uniques_of(entity),
        formulas=tuple(ordered_formulas(fields)),
        checks=checks,
        needed=_needed(fields, checks, editable),
        editable=editable,
        subforms={n: subform_shape(entity, n, f) for n, f in every.items() if f.type == "subform"},
    )


def _editable(
    rule: Editable, entity: Entity, names: Iterable[str]
) -> ShapedEditable:  # tidy: positional - a rule, and whose
    """Compile while a record may be changed."""
    holds = expression(rule.holds, names)
    links = {path[0] for path in holds.paths if len(path) > 1 and path[0] in entity.fields}
    return ShapedEditable(
        holds=holds, title=rule.title, always=frozenset(rule.always), links=frozenset(links)
    )


def shaped_field(
    name: str, field: Field, *, names: Iterable[str], entity: Entity, is_own: bool
) -> ShapedField:
    """Compile one field.

    Raises:
        ParseError, LimitReached: one of its expressions cannot be read.
    """

    def compiled(text: str | None) -> Expression | None:
        return None if text is None else expression(text, names)

    column = COLUMN_TYPES.get(field.type)
    default = compiled(field.default)
    constant: tuple[object] | None = None
    if default is not None and default.is_constant and column is not None:
        constant = (from_feel(default.compiled({}).value, column),)
    return ShapedField(
        name=name,
        field=field,
        column=column,
        beside=beside_of(name, field, "catalog" if is_own else entity.storage),
        constant=constant,
        default=default,
        formula=compiled(field.formula),
        required_when=compiled(field.required_when),
        editable=compiled(field.editable),
        pattern=None if field.pattern is None else re.compile(field.pattern),
    )


def subform_shape(entity: Entity, name: str, field: Field) -> Shape:
    """Return the shape of a subform's rows: a child table with its parent and its line."""
    rows = Entity(
        entity=f"{entity.entity}_{name}",
        label=field.label,
        key=("parent", "line"),
        title="line",
        fields={
            "parent": Field(type="link", to=entity.entity, required=True, label=entity.label),
            "line": Field(type="number", required=True, places=0, label=LINE),
            **field.fields,
        },
        history=False,
    )
    return msgspec.structs.replace(shape_of(rows), is_lines=True)


LINE = Text(en="Line", zh="行号")


def uniques_of(entity: Entity) -> tuple[tuple[str, ...], ...]:
    """Return what must be unique: the key, each unique field, each unique index."""
    found = [tuple(entity.key)] if all(name in entity.fields for name in entity.key) else []
    found += [(name,) for name, field in entity.fields.items() if field.unique]
    found += [index.fields for index in entity.indexes if index.unique]
    return tuple(dict.fromkeys(found))


def ordered_formulas(fields: Mapping[str, ShapedField]) -> list[str]:
    """Return the computed fields, each behind those it looks at; a loop is an own mistake."""
    waiting = {
        name: {path[0] for path in field.formula.paths}
        for name, field in fields.items()
        if field.formula is not None
    }
    ordered: list[str] = []
    while waiting:
        free = [name for name, looks_at in waiting.items() if not looks_at & waiting.keys()]
        assert free, f"formulas look at each other: {sorted(waiting)}"
        ordered += free
        for name in free:
            del waiting[name]
    return ordered


def _needed(
    fields: Mapping[str, ShapedField],
    checks: Iterable[ShapedCheck],
    editable: Iterable[ShapedEditable],
) -> dict[str, frozenset[str]]:
    """Return which fields of linked records the expressions look at."""
    found: dict[str, set[str]] = {}
    expressions = [*(check.holds for check in checks), *(rule.holds for rule in editable)]
    for field in fields.values():
        parts = (field.default, field.formula, field.required_when, field.editable)
        expressions += [part for part in parts if part is not None]
    for one in expressions:
        for path in one.paths:
            if len(path) > 1 and path[0] in fields:
                found.setdefault(path[0], set()).add(path[1])
    return {name: frozenset(columns) for name, columns in found.items()}


def called_in_sentence(shapes: Mapping[str, Shape], entity: str) -> dict[str, Text]:
    """Return what people call a kind of record within a sentence; nothing where nobody knows it."""
    if entity not in shapes:
        return {}
    label = shapes[entity].entity.label
    return {"kind": Text(en=label.en[:1].lower() + label.en[1:], zh=label.zh)}


def with_referrers(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """Tell every shape which entities link to it and keep it in use."""
    found: dict[str, list[Referrer]] = {}
    for shape in shapes.values():
        keeps = shape.entity.keeps
        for link in shape.links:
            target = link.field.to or ""
            counts = shape.is_generic or (keeps is not None and link.name in keeps.links)
            if counts and link.field.type == "link" and target in shapes:
                found.setdefault(target, []).append(
                    Referrer(
                        table=shape.table,
                        column=link.name,
                        label=shape.entity.label,
                        on_delete=link.field.on_delete,
                        keeps=None if shape.is_generic else shape.name,
                    )
                )
        for target, field in () if keeps is None else keeps.within.items():
            found.setdefault(target, []).append(
                Referrer(
                    table=shape.table, column=field, label=shape.entity.label,
                    on_delete="restrict", keeps=shape.name, is_within=True,
                )
            )  # fmt: skip
    return {
        name: msgspec.structs.replace(shape, referrers=tuple(found.get(name, ())))
        for name, shape in shapes.items()
    }
