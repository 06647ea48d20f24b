"""Events as everybody reads them: sealed, in one order, by position."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.platform.transaction import Tx

EVENTS_MAX = 1_000
"""Events read at once."""
LOOK_AHEAD_MAX = 20_000
"""Positions searched in one statement for events of certain names, so that none runs long."""


class SealedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event that has its place in the tenant's one order.

    Attributes:
        position: from 1, without gaps.
        cause: the command that made it.
        ordinal: its place among that command's events, from 0.
        depth: how many causes lie behind its command.
    """

    position: int
    cause: UUID
    ordinal: int
    name: str
    version: int
    entity: str
    record: UUID
    code: str
    site: UUID | None
    payload: dict[str, object]
    depth: int
    occurred_at: Instant
    recorded_at: Instant

    @property
    def id(self) -> str:
        """The event's id for other programs: its cause and ordinal."""
        return f"{self.cause}.{self.ordinal}"


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Some events, and up to where one has now read.

    Attributes:
        events: in order.
        after: position one had read before.
        until: position to go on from; beyond the last event where names were left out.
        more: there may be further events already.
    """

    events: list[SealedEvent]
    after: int
    until: int
    more: bool


HEAD = "SELECT position FROM event_head"

READ = """
    SELECT position, cause, ordinal, name, version, entity, record, code, site, payload, depth,
           occurred_at, recorded_at
    FROM event
    WHERE position > %(after)s AND position <= %(last)s
      AND (%(names)s::text[] IS NULL OR name = ANY(%(names)s::text[]))
    ORDER BY position
    LIMIT %(limit)s
"""


async def read_events(
    tx: Tx, after: int, *, names: Iterable[str] | None = None, limit: int = EVENTS_MAX
) -> Window:
    """Return sealed events behind a position.

    Args:
        after: the last position one has read; 0 = from the beginning.
        names: public names of the events wanted; None = all.
        limit: events at most, 1 to EVENTS_MAX.
    """
    limit = max(1, min(limit, EVENTS_MAX))
    last = after + LOOK_AHEAD_MAX
    wanted = None if names is None else sorted(names)
    head_sent = tx.send(HEAD)
    sent = tx.send(READ, {"after": after, "last": last, "names": wanted, "limit": limit})
    events = await sent.rows_as(SealedEvent)
    head = msgspec.convert((await head_sent.rows())[0][0], int)
    if len(events) == limit:
        return Window(events=events, after=after, until=events[-1].position, more=True)
    seen = events[-1].position if events else after
    # Read before the events: all up to this position were visible to the second statement.
    until = max(seen, min(head, last), after)
    return Window(events=events, after=after, until=until, more=head > last)
