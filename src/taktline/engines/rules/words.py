"""The names a rule may use and their types: the command or event, the records it is about."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import get_type_hints
from uuid import UUID

import msgspec
from msgspec import inspect as shapes_of

from taktline.base.problem import Problem
from taktline.catalog.entity import Entity
from taktline.catalog.meant import record_meant
from taktline.catalog.shape import OWN
from taktline.catalog.tenant import TenantCatalog
from taktline.feel.temporal import Date, DateTime, Time
from taktline.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    ListType,
    SimpleType,
    Type,
)
from taktline.feel.values import Value, adopt, text_of
from taktline.platform.guard import Question
from taktline.platform.registry import EventKind
from taktline.platform.verb import AnyVerb

COMMAND = "command"
BY = "by"
EVENT = "event"
EXTRA = "extra"
DEPTH_MAX = 4
"""Structs inside structs of a command that a rule may look into."""

PLAIN_TYPES: Mapping[type, Type] = {
    shapes_of.StrType: STRING,
    shapes_of.UUIDType: STRING,
    shapes_of.IntType: NUMBER,
    shapes_of.FloatType: NUMBER,
    shapes_of.DecimalType: NUMBER,
    shapes_of.BoolType: BOOLEAN,
    shapes_of.DateTimeType: DATE_TIME,
    shapes_of.DateType: DATE,
    shapes_of.TimeType: TIME,
}
READ_AS: Mapping[Type, type] = {
    NUMBER: Decimal,
    DATE_TIME: datetime,
    DATE: date,
    TIME: time,
    BOOLEAN: bool,
}
"""What a value that came as text is read as."""

BY_TYPE = ContextType(
    {"name": STRING, "kind": STRING, "id": STRING, "roles": ListType(STRING)}, is_open=False
)
EVENT_FIELDS: Mapping[str, Type] = {
    "name": STRING,
    "entity": STRING,
    "record": STRING,
    "code": STRING,
    "site": STRING,
    "cause": STRING,
    "position": NUMBER,
    "depth": NUMBER,
    "occurred_at": DATE_TIME,
    "recorded_at": DATE_TIME,
}


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the state a verb loaded, that rules before this verb may look at.

    Attributes:
        entity: what kind of record; its document says the fields.
        fields: fields of commands that name it, by id or code.
        kind: the struct the state holds it as; fields it has not are not offered.
        find: returns it from the state; raises a Problem where it is not there.
        code_of: returns the code of a record it links to, from the state, by entity and id.
    """

    entity: str
    fields: tuple[str, ...]
    kind: type[msgspec.Struct]
    find: Callable[[object, str], msgspec.Struct]
    code_of: Callable[[object, str, UUID], str | None]


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True):
    """What rules may speak of, beside a tenant's own documents; the composition root says it.

    Attributes:
        verbs: every command that is the same for all tenants.
        events: every event, likewise.
        views: by type of loaded state.
        kept_as: entity of an event -> entity whose record it is about, where they differ.
    """

    verbs: Callable[[], Mapping[str, AnyVerb]]
    events: Callable[[], Mapping[str, EventKind]]
    views: Mapping[type, tuple[View, ...]] = {}
    kept_as: Mapping[str, str] = {}

    def verb(self, name: str, catalog: TenantCatalog) -> AnyVerb | None:
        """Return a command as a tenant has it."""
        return catalog.verbs.get(name) or self.verbs().get(name)

    def event_entity(self, name: str, catalog: TenantCatalog) -> str | None:
        """Return which kind of record an event is about; None where there is no such event."""
        known = self.events().get(name)
        if known is not None:
            return self.kept_as.get(known.entity, known.entity)
        entity, _, happened = name.partition(".")
        shape = catalog.shapes.get(entity)
        own = shape is not None and shape.is_generic and happened in GENERIC_EVENTS
        return entity if own else None

    def views_of(self, verb: AnyVerb) -> tuple[View, ...]:
        """Return the records that rules before a verb may look at."""
        try:
            state = get_type_hints(verb.load).get("return")
        except (NameError, TypeError):
            return ()
        if not isinstance(state, type):
            return ()
        named = set(verb.command.__struct_fields__)
        return tuple(
            view
            for kind, views in self.views.items()
            if issubclass(state, kind)
            for view in views
            if named & set(view.fields)
        )


GENERIC_EVENTS = frozenset({"created", "changed", "archived", "restored"})


def struct_type(kind: type[msgspec.Struct], depth: int = DEPTH_MAX) -> ContextType:
    """Return a struct as FEEL sees it."""
    found = shapes_of.type_info(kind)
    assert isinstance(found, shapes_of.StructType)
    return _struct(found, depth)


def field_type(kind: type[msgspec.Struct], name: str) -> tuple[Type, bool]:
    """Return the type of a struct's field, and whether it must be given."""
    found = shapes_of.type_info(kind)
    assert isinstance(found, shapes_of.StructType)
    field = next(one for one in found.fields if one.encode_name == name)
    return _type(field.type, DEPTH_MAX), field.required


def fields_of(kind: type[msgspec.Struct]) -> dict[str, bool]:
    """Return the fields of a command and whether each must be given."""
    found = shapes_of.type_info(kind)
    assert isinstance(found, shapes_of.StructType)
    return {one.encode_name: one.required for one in found.fields}


def _struct(shape: shapes_of.StructType, depth: int) -> ContextType:
    if depth == 0:
        return ContextType({}, is_open=True)
    return ContextType({one.encode_name: _type(one.type, depth - 1) for one in shape.fields})


def _type(shape: shapes_of.Type, depth: int) -> Type:
    plain = PLAIN_TYPES.get(type(shape))
    if plain is not None:
        return plain
    match shape:
        case shapes_of.Metadata():
            return _type(shape.type, depth)
        case shapes_of.LiteralType():
            return STRING if all(isinstance(one, str) for one in shape.values) else ANY
        case shapes_of.UnionType():
            return _union(shape, depth)
        case shapes_of.ListType() | shapes_of.VarTupleType() | shapes_of.SetType():
            return ListType(_type(shape.item_type, depth))
        case shapes_of.StructType():
            return _struct(shape, depth)
        case shapes_of.DictType():
            return ContextType({}, is_open=True)
        case _:
            return ANY


def _union(shape: shapes_of.UnionType, depth: int) -> Type:
    """Return the type of a value that may be absent; of one of several kinds, anything."""
    nothing = shapes_of.NoneType
    found = [_type(one, depth) for one in shape.types if not isinstance(one, nothing)]
    return found[0] if found and all(one == found[0] for one in found) else ANY


def own_fields(catalog: TenantCatalog) -> dict[str, Type]:
    """Return the types of all fields that tenants added, by the name they travel under."""
    found: dict[str, Type] = {}
    for name, shape in catalog.shapes.items():
        types = catalog.records.types.of(name)
        for field in shape.fields:
            if field.startswith(OWN):
                bare = field.removeprefix(OWN)
                kind = types.get(field, ANY)
                found[bare] = kind if found.get(bare, kind) == kind else ANY
    return found


def types_before(verb: AnyVerb, words: Vocabulary, catalog: TenantCatalog) -> dict[str, Type]:
    """Return what a rule before a verb may look at."""
    command = struct_type(verb.command)
    extra = ContextType(own_fields(catalog))
    found: dict[str, Type] = {
        COMMAND: ContextType({**command.fields, EXTRA: extra}),
        BY: BY_TYPE,
    }
    for view in words.views_of(verb):
        found[view.entity] = view_type(view, catalog)
    generic = generic_entity(verb, catalog)
    if generic is not None:
        found[generic] = ContextType(catalog.records.types.of(generic, 0))
    return found


def generic_entity(verb: AnyVerb, catalog: TenantCatalog) -> str | None:
    """Return whose record a generic command writes; None of a verb written in Python."""
    entity, _, _ = verb.name.partition(".")
    shape = catalog.shapes.get(entity)
    return entity if shape is not None and shape.is_generic else None


def view_type(view: View, catalog: TenantCatalog) -> ContextType:
    """Return the fields of a view that both the document and the loaded struct have."""
    types = catalog.records.types.of(view.entity, 0)
    held = set(view.kind.__struct_fields__)
    return ContextType({name: kind for name, kind in types.items() if name in held})


def types_after(event: str, words: Vocabulary, catalog: TenantCatalog) -> dict[str, Type]:
    """Return what a rule after an event may look at."""
    known = words.events().get(event)
    payload = None if known is None else known.payload
    told: Type = ContextType({}, is_open=True) if payload is None else struct_type(payload)
    found: dict[str, Type] = {EVENT: ContextType({**EVENT_FIELDS, "payload": told})}
    entity = words.event_entity(event, catalog)
    if entity in catalog.shapes:
        assert entity is not None
        found[entity] = ContextType(catalog.records.types.of(entity))
    return found


def context_before(
    question: Question, words: Vocabulary, catalog: TenantCatalog
) -> dict[str, object]:
    """Return the values a rule before a verb looks at; what was not loaded is null."""
    command = question.command
    sent = {name: getattr(command, name) for name in command.__struct_fields__}
    own = own_fields(catalog)
    sent[EXTRA] = {name: read_as(command.extra.get(name), kind) for name, kind in own.items()}
    by = question.principal
    found: dict[str, object] = {
        COMMAND: {n: None if v is msgspec.UNSET else v for n, v in sent.items()},
        BY: {"name": by.name, "kind": by.kind, "id": str(by.id), "roles": list(by.roles)},
    }
    for view in words.views_of(question.verb):
        found[view.entity] = _viewed(view, question, catalog.shapes[view.entity].entity)
    generic = generic_entity(question.verb, catalog)
    if generic is not None:
        found[generic] = record_meant(question)
    return found


def _viewed(view: View, question: Question, entity: Entity) -> dict[str, object] | None:
    reference = next(
        (
            value
            for name in view.fields
            if isinstance(value := getattr(question.command, name, None), str)
        ),
        None,
    )
    if reference is None:
        return None
    try:
        record = view.find(question.state, reference)
    except Problem:
        return None
    found: dict[str, object] = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        field = entity.fields.get(name)
        if field is not None and field.type == "link" and isinstance(value, UUID):
            code = view.code_of(question.state, field.to or "", value)
            found[name] = {"id": str(value), "code": code}
        elif field is not None or name in entity.system:
            found[name] = value
    return found


def read_as(value: object, kind: Type) -> object:
    """Return a value that travelled as text as its type; as it came where it does not fit."""
    wanted = READ_AS.get(kind) if isinstance(kind, SimpleType) else None
    if wanted is None or value is None:
        return value
    try:
        return msgspec.convert(value, wanted, strict=False)
    except msgspec.ValidationError:
        return value


def sent_as(value: Value) -> object:
    """Return a FEEL value as it travels in a command: whole numbers as such, times as text."""
    value = adopt(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, list):
        return [sent_as(one) for one in value]
    if isinstance(value, dict):
        return {name: sent_as(one) for name, one in value.items() if one is not None}
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (Date, DateTime, Time)):
        return text_of(value).partition("@")[0]
    return text_of(value)


def link_id(value: Value) -> Value:
    """Return the id of a linked record; anything else as it is."""
    return value.get("id") if isinstance(value, dict) and "id" in value else value


def is_named(names: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether one of some expressions may use one of some names; asked of the words, generously."""
    return any(name in text for name in names for text in texts)
