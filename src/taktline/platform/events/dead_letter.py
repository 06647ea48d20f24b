"""Dead letters: events that a subscriber could not take, kept with the reason for a person."""

from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import NotFound
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page
from taktline.platform.transaction import Tx


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One event a subscriber could not take.

    Attributes:
        subscriber: who could not.
        cause: the command that made the event.
        ordinal: the event's place among that command's events.
        code: the refusal's code; `internal-error` for a mistake of ours.
    """

    subscriber: str
    cause: UUID
    ordinal: int
    position: int
    code: str
    args: dict[str, object]
    failed_at: Instant


class DeadLetters(msgspec.Struct, frozen=True, kw_only=True):
    """Which dead letters to list.

    Attributes:
        subscriber: only this one's; None = all.
        after: cursor of the page before.
        limit: rows, at most PAGE_MAX.
    """

    subscriber: str | None = None
    after: str | None = None
    limit: int = 100


LIST = """
    SELECT subscriber, cause, ordinal, position, code, args, failed_at
    FROM dead_letter
    WHERE (%(subscriber)s::text IS NULL OR subscriber = %(subscriber)s::text)
      AND (position, subscriber) > (%(position)s::bigint, %(name)s::text)
    ORDER BY position, subscriber
    LIMIT %(limit)s
"""

TAKE = """
    DELETE FROM dead_letter
    WHERE subscriber = %(subscriber)s AND cause = %(cause)s AND ordinal = %(ordinal)s
    RETURNING position
"""


async def list_dead_letters(tx: Tx, asked: DeadLetters, reader: Principal) -> Page[DeadLetter]:
    """List dead letters in the order of their events."""
    limit = max(1, min(asked.limit, PAGE_MAX))
    position, _, name = (asked.after or "0:").partition(":")
    params = {
        "subscriber": asked.subscriber,
        "position": int(position) if position.isdecimal() else 0,
        "name": name,
        "limit": limit,
    }
    rows = await tx.rows(LIST, params, as_=DeadLetter)
    full = len(rows) == limit
    return Page(rows=rows, after=f"{rows[-1].position}:{rows[-1].subscriber}" if full else None)


async def take(tx: Tx, subscriber: str, *, cause: UUID, ordinal: int) -> int:
    """Take a dead letter back to try its event again; return the event's position.

    Raises:
        NotFound: there is no such dead letter.
    """
    params = {"subscriber": subscriber, "cause": cause, "ordinal": ordinal}
    rows = await tx.fetch(TAKE, params)
    if not rows:
        raise NotFound(kind="dead_letter", code=f"{subscriber} {cause}.{ordinal}")
    return msgspec.convert(rows[0][0], int)
