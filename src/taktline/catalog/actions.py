"""Commands that are about one record of a kind, with what their forms ask: buttons on its page."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import inspect

from taktline.base.text import Text
from taktline.catalog.beside.commands import AboutRecord
from taktline.catalog.described import FieldShown
from taktline.catalog.entity import FieldType, Option
from taktline.catalog.naming import ALSO_CALLED
from taktline.catalog.shape import Shape
from taktline.platform.command import Command, Principal
from taktline.platform.identity.access import reaches
from taktline.platform.verb import AnyVerb

ENVELOPE = frozenset(field.name for field in msgspec.structs.fields(Command))
VERSION = "expected_version"

WORDS: Mapping[str, Text] = {
    "code": Text(en="Code", zh="编码"),
    "document": Text(en="Document number", zh="单据号"),
    "due_at": Text(en="Due", zh="交期"),
    "effective_on": Text(en="In force from", zh="生效日期"),
    "good": Text(en="Good", zh="合格数量"),
    "into": Text(en="Into", zh="合并到"),
    "name": Text(en="Name", zh="名称"),
    "note": Text(en="Note", zh="备注"),
    "other": Text(en="The other one", zh="另一条"),
    "planned_end_at": Text(en="Planned end", zh="计划结束"),
    "planned_start_at": Text(en="Planned start", zh="计划开始"),
    "priority": Text(en="Priority", zh="优先级"),
    "quantity": Text(en="Quantity", zh="数量"),
    "reason": Text(en="Reason", zh="原因"),
    "remark": Text(en="Remark", zh="备注"),
    "split_at": Text(en="Split at", zh="拆分时刻"),
    "target": Text(en="To", zh="目标位置"),
}
"""What fields of commands are called that no field of the record is called like."""

PLAIN: Mapping[type, FieldType] = {
    inspect.StrType: "text",
    inspect.UUIDType: "text",
    inspect.IntType: "number",
    inspect.DecimalType: "number",
    inspect.BoolType: "switch",
    inspect.DateTimeType: "instant",
    inspect.DateType: "date",
}


class ActionShown(msgspec.Struct, frozen=True, kw_only=True):
    """A command about one record, as a button and its form need it.

    Attributes:
        record: the command's field that names the record.
        by_code: it names it by its code; else by its id.
        is_versioned: it wants to know which version of the record was read.
        fields: what the form asks.
    """

    verb: str
    label: Text
    record: str
    by_code: bool
    is_versioned: bool
    fields: tuple[FieldShown, ...]


def actions_of(
    shape: Shape, verbs: Iterable[AnyVerb], shapes: Mapping[str, Shape], *, reader: Principal
) -> tuple[ActionShown, ...]:
    """Return the commands a reader may give on a record, beside create, change and archive.

    A command whose form would have to ask what has no words or no plain control is left out: it
    has a screen of its own.
    """
    found = (_action(shape, verb, shapes) for verb in verbs if reaches(reader, verb.needs))
    return tuple(one for one in found if one is not None)


def _action(shape: Shape, verb: AnyVerb, shapes: Mapping[str, Shape]) -> ActionShown | None:
    if verb.needs.partition(":")[0] != shape.name or issubclass(verb.command, AboutRecord):
        return None
    if verb.name.partition(".")[0] in shapes:
        return None
    kind = inspect.type_info(verb.command)
    assert isinstance(kind, inspect.StructType)
    own = [field for field in kind.fields if field.name not in ENVELOPE]
    named = [f for f in own if f.required and ALSO_CALLED.get(f.name, f.name) == shape.name]
    if len(named) != 1 or type(named[0].type) not in (inspect.StrType, inspect.UUIDType):
        return None
    asked = [field for field in own if field not in named and field.name != VERSION]
    shown = {field.name: _asked(field, shape, shapes) for field in asked}
    if any(field.required and shown[field.name] is None for field in asked):
        return None
    return ActionShown(
        verb=verb.name,
        label=verb.label,
        record=named[0].name,
        by_code=shape.has_code and type(named[0].type) is inspect.StrType,
        is_versioned=any(field.name == VERSION for field in own),
        fields=tuple(one for one in shown.values() if one is not None),
    )


def _asked(field: inspect.Field, shape: Shape, shapes: Mapping[str, Shape]) -> FieldShown | None:
    """Return a field of a form; None where it has no words, or no plain control."""
    label = _label(field.name, shape, shapes)
    kind = _plain(field.type)
    if label is None or kind is None:
        return None
    entity = ALSO_CALLED.get(field.name, field.name)
    if entity in shapes and isinstance(kind, (inspect.StrType, inspect.UUIDType)):
        return _shown(field, label, type="link", to=entity)
    same = shape.fields.get(field.name)
    if isinstance(kind, inspect.LiteralType):
        known = {} if same is None else same.field.options
        options = {str(v): known.get(str(v)) for v in kind.values}
        told = {key: one for key, one in options.items() if one is not None}
        return (
            _shown(field, label, type="option", options=told) if len(told) == len(options) else None
        )
    if same is not None and same.field.type == "option":
        return _shown(field, label, type="option", options=same.field.options)
    places = 0 if isinstance(kind, inspect.IntType) else None
    return _shown(field, label, type=PLAIN[type(kind)], places=places)


def _shown(
    field: inspect.Field,
    label: Text,
    *,
    type: FieldType,
    to: str | None = None,
    options: Mapping[str, Option] | None = None,
    places: int | None = None,
) -> FieldShown:
    return FieldShown(
        name=field.name,
        type=type,
        label=label,
        level="edit",
        required=field.required,
        is_entered=True,
        to=to,
        places=places,
        options=dict(options or {}),
    )


def _label(name: str, shape: Shape, shapes: Mapping[str, Shape]) -> Text | None:
    field = shape.fields.get(name)
    if field is not None:
        return field.field.label
    target = shapes.get(ALSO_CALLED.get(name, name))
    return WORDS.get(name) if target is None else target.entity.label


def _plain(kind: inspect.Type) -> inspect.Type | None:
    """Return the one plain type of a field, whether or not it may be left out."""
    kinds = list(_members(kind))
    known = (*PLAIN, inspect.LiteralType)
    return kinds[0] if len(kinds) == 1 and type(kinds[0]) in known else None


def _members(kind: inspect.Type) -> Iterator[inspect.Type]:
    if isinstance(kind, inspect.UnionType):
        for one in kind.types:
            yield from _members(one)
    elif isinstance(kind, inspect.Metadata):
        yield from _members(kind.type)
    elif not isinstance(kind, inspect.NoneType):
        yield kind
