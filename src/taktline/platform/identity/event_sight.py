"""What a reader of events may be told of one: nothing, or the event without hidden fields."""

from uuid import UUID

import msgspec

from taktline.platform.command import Principal
from taktline.platform.events.event import SealedEvent
from taktline.platform.identity.access import hidden_fields, masked_fields, reaches
from taktline.platform.secret import SHOWN

READ_EVENTS = "event:read"
"""The permission to read events beside those to read what they are about."""


def may_follow(reader: Principal | None) -> bool:
    """Say whether somebody may be told of events at all."""
    return reader is not None and bool(reaches(reader, READ_EVENTS))


def told_of(event: SealedEvent, reader: Principal) -> SealedEvent | None:
    """Return an event as a reader may see it; None = not at all.

    The reader may read the entity at the event's site; a grant that is narrowed by a scope tells
    nothing, as the record is not at hand. Hidden fields are left out, masked ones are starred.
    """
    path = () if event.site is None else (event.site,)
    if not reads_at(reader, event.entity, path):
        return None
    hidden = hidden_fields(reader, event.entity, path)
    masked = masked_fields(reader, event.entity, path)
    if not hidden and not masked:
        return event
    payload = {
        name: SHOWN if name in masked else value
        for name, value in event.payload.items()
        if name not in hidden
    }
    return msgspec.structs.replace(event, payload=payload)


def reads_at(reader: Principal, entity: str, path: tuple[UUID, ...]) -> bool:
    """Say whether somebody reads every record of an entity at a place."""
    return any(
        reach.scope is None and reader.holds(reach.node, path)
        for reach in reaches(reader, f"{entity}:read")
    )
