"""Who is spoken to in a comment says that they read it: it is told as new no longer."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.text import Text
from taktline.platform.command import Booked, Command, Fact, Ids
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyVerb, FactKind, Verb

OWN = "saved_view:save"
"""What one keeps for oneself needs no more than a way of looking does."""
READ_AT_ONCE_MAX = 100


class ReadMentions(Command, frozen=True, kw_only=True):
    """Note that the giver read what was said to them.

    Attributes:
        comments: ids of the comments; those that do not speak to the giver are passed over.
    """

    comments: Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=READ_AT_ONCE_MAX)]


class Spoken(msgspec.Struct, kw_only=True, eq=False):
    """What a batch looks at: to whom each of the comments speaks."""

    spoken_to: dict[UUID, set[UUID]]


class MentionRead(Fact, frozen=True, kw_only=True):
    """Somebody read a comment that speaks to them."""

    comment: UUID
    reader: UUID


SPOKEN = """
    SELECT comment, mentions FROM record_comment WHERE comment = ANY(%(comments)s::uuid[])
"""
NOTED = """
    INSERT INTO mention_read (reader, comment, read_at)
    SELECT r.reader, r.comment, %(at)s::timestamptz
    FROM unnest(%(readers)s::uuid[], %(comments)s::uuid[]) AS r (reader, comment)
    ON CONFLICT (reader, comment) DO NOTHING
"""


async def load_mentions(tx: Tx, commands: Sequence[ReadMentions]) -> Spoken:
    """Read to whom the comments of a batch speak, in any of their wordings."""
    comments = sorted({comment for one in commands for comment in one.comments})
    found: dict[UUID, set[UUID]] = {}
    for comment, mentions in await tx.fetch(SPOKEN, {"comments": comments}):
        known = found.setdefault(msgspec.convert(comment, UUID), set())
        known |= set(msgspec.convert(mentions, list[UUID]))
    return Spoken(spoken_to=found)


def decide_read(
    state: Spoken, command: ReadMentions, now: Instant, ids: Ids
) -> list[Fact]:  # tidy: positional - the four of decide
    """Decide which comments the giver has read: those that speak to them."""
    reader = ids.by.id
    return [
        MentionRead(comment=comment, reader=reader)
        for comment in dict.fromkeys(command.comments)
        if reader in state.spoken_to.get(comment, ())
    ]


def fold_read(state: object, fact: MentionRead) -> None:
    """Reading twice is reading once."""


def record_read(tx: Tx, facts: Sequence[Booked[MentionRead]]) -> None:
    """Note what was read: one statement for a batch."""
    tx.execute(
        NOTED,
        {
            "readers": [booked.fact.reader for booked in facts],
            "comments": [booked.fact.comment for booked in facts],
            "at": facts[0].stamp.recorded_at,
        },
    )


READ_KIND = FactKind(MentionRead, record_read, fold_read)


def mention_verbs() -> tuple[AnyVerb, ...]:
    """Return the command by which somebody says that they read what was said to them."""
    return (
        Verb(
            "catalog.read_mentions",
            ReadMentions,
            needs=OWN,
            load=load_mentions,
            decide=decide_read,
            label=Text(en="Mark comments as read", zh="标记评论为已读"),
        ),
    )
