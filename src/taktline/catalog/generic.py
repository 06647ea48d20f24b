"""The commands every entity has without a line of Python: create, change, archive, restore."""

from collections.abc import Callable, Mapping

import msgspec
from msgspec import UNSET

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.decide import (
    decide_archive,
    decide_change,
    decide_new,
    decide_restore,
    place_of_command,
)
from taktline.catalog.expression import expression
from taktline.catalog.load import Loader, Shapes
from taktline.catalog.number import NoNumbers, NumberSource
from taktline.catalog.refusals import (
    REFUSALS,
    FieldFixed,
    FieldInUse,
    LinkAmbiguous,
    LinkMissing,
    NotArchived,
    NotEditable,
    RecordArchived,
    RecordChanged,
    RecordNotEditable,
    StillLinked,
)
from taktline.catalog.shape import Shape
from taktline.catalog.wire import Structs, structs_of
from taktline.platform.command import Command
from taktline.platform.outside.file import FileGone
from taktline.platform.registry import EventKind
from taktline.platform.second_signature import Topic
from taktline.platform.verb import AnyVerb, Verb

FILES: tuple[type[Problem], ...] = (FileGone,)
NAMED: tuple[type[Problem], ...] = (LinkMissing, LinkAmbiguous, RecordChanged)


class EventPayload(msgspec.Struct, frozen=True, kw_only=True):
    """What an event of a record tells beside it.

    Attributes:
        version: the record's version from then on.
        fields: which fields changed; only when something was changed.
    """

    version: int
    fields: list[str] = []


def verbs_of(
    shape: Shape,
    shapes: Shapes,
    *,
    structs: Structs | None = None,
    numbers: NumberSource | None = None,
) -> tuple[AnyVerb, ...]:
    """Return the generic commands of an entity: all four, or the first where it only grows.

    Args:
        shape: the entity.
        shapes: all entities it may link to.
        structs: its command structs, where they exist already (a tenant's variant of an entity).
        numbers: where running numbers come from; not needed where no field has a number rule.
    """
    kinds = structs or structs_of(shape)
    loader = Loader(shape=shape, shapes=shapes, numbers=numbers or NoNumbers())
    name, label = shape.name, shape.entity.label
    path = place_of_command if shape.is_placed else None
    signed = _signed(shape)
    stays = (
        (FieldFixed, FieldInUse) if any(f.fixed_by for f in shape.entity.fields.values()) else ()
    )
    fixed = (RecordNotEditable,) if shape.editable else ()
    made = (
        Verb(
            f"{name}.create",
            kinds.create,
            needs=f"{name}:create",
            load=loader.new,
            decide=decide_new,
            label=_labelled(CREATE, label),
            path=path,
            refusals=(*FILES, *REFUSALS, *fixed),
            signed_as=signed,
            events=(f"{name}.created",),
        ),
        Verb(
            f"{name}.change",
            kinds.change,
            needs=f"{name}:change",
            load=loader.existing,
            decide=decide_change,
            label=_labelled(CHANGE, label),
            path=path,
            refusals=(*NAMED, RecordArchived, *fixed, NotEditable, *stays, *FILES, *REFUSALS),
            signed_as=signed,
            events=(f"{name}.changed",),
        ),
        Verb(
            f"{name}.archive",
            kinds.archive,
            needs=f"{name}:archive",
            load=loader.leaving,
            decide=decide_archive,
            label=_labelled(ARCHIVE, label),
            path=path,
            refusals=(*NAMED, RecordArchived, *fixed, StillLinked),
            events=(f"{name}.archived",),
        ),
        Verb(
            f"{name}.restore",
            kinds.restore,
            needs=f"{name}:archive",
            load=loader.leaving,
            decide=decide_restore,
            label=_labelled(RESTORE, label),
            path=path,
            refusals=(*NAMED, NotArchived, *fixed),
            events=(f"{name}.restored",),
        ),
    )
    return made[: len(shape.actions)]  # in the order of `ACTIONS`


def _signed(shape: Shape) -> Callable[[Command], Topic | None] | None:
    """Return what tells whether a command about a record is for two people to decide."""
    rule = shape.entity.signed
    if rule is None:
        return None
    names = tuple(shape.entity.fields)
    when, topic = expression(rule.when, names), rule.topic

    def topic_of(command: Command) -> Topic | None:
        said = {name: getattr(command, name, None) for name in names}
        given = {name: None if value is UNSET else value for name, value in said.items()}
        return topic if when.value(given, command.occurred_at) is True else None

    return topic_of


def events_of(shape: Shape) -> tuple[EventKind, ...]:
    """Return the events that the generic commands of an entity write."""
    return tuple(
        EventKind(
            name=f"{shape.name}.{happened}",
            entity=shape.name,
            label=_labelled(words, shape.entity.label),
            payload=EventPayload,
        )
        for happened, words in list(HAPPENED.items())[: len(shape.actions)]
    )


CREATE = Text(en="New {entity}", zh="新建{entity}")
CHANGE = Text(en="Change {entity}", zh="修改{entity}")
ARCHIVE = Text(en="Archive {entity}", zh="归档{entity}")
RESTORE = Text(en="Restore {entity}", zh="恢复{entity}")
HAPPENED: Mapping[str, Text] = {
    "created": Text(en="{Entity} created", zh="{Entity}已新建"),
    "changed": Text(en="{Entity} changed", zh="{Entity}已修改"),
    "archived": Text(en="{Entity} archived", zh="{Entity}已归档"),
    "restored": Text(en="{Entity} restored", zh="{Entity}已恢复"),
}


def _labelled(words: Text, label: Text) -> Text:
    return Text(
        en=words.say("en", entity=label.en.lower(), Entity=label.en),
        zh=words.say("zh", entity=label.zh, Entity=label.zh),
    )
