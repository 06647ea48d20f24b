"""Taking moves back: the same quantities and values, source and target swapped."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from taktline.base.ids import IdSource
from taktline.base.instant import Instant
from taktline.kernel.ledger.facts import Move
from taktline.kernel.ledger.refusals import AlreadyReversed, NothingToReverse


class PostedMove(msgspec.Struct, frozen=True, kw_only=True):
    """A move as it stands in the journal, and whether another has taken it back."""

    move: Move
    cause: UUID
    reversed_by: UUID | None = None


def not_before(at: Instant, moves: Iterable[Move]) -> Instant:
    """Return when what takes these moves back happened: at its own instant, or theirs if later.

    Clocks of senders differ by seconds; nothing is taken back before it was there.
    """
    return max([at, *(move.occurred_at for move in moves if move.occurred_at is not None)])


def swapped(moves: Sequence[Move], new: IdSource) -> list[Move]:
    """Return the moves that take these back, last first, each saying what it reverses."""
    return [
        Move(
            id=new(),
            source=move.target,
            target=move.source,
            quantity=move.quantity,
            value=move.value,
            second_quantity=move.second_quantity,
            reverses=move.id,
        )
        for move in reversed(moves)
    ]


def reversal_moves(posted: Sequence[PostedMove], *, command: UUID, new: IdSource) -> list[Move]:
    """Return the moves that take back what one command booked and still stands.

    Of a correction only the new part is taken back: its reversing part stays. Whether every later
    balance stays possible is for `checked` to say.

    Args:
        posted: all moves of that command, in the order they were booked.

    Raises:
        NothingToReverse: the command moved nothing, or only took others back.
        AlreadyReversed: all of it has been taken back.
    """
    own = [p for p in posted if p.move.reverses is None]
    if not own:
        raise NothingToReverse(command=str(command))
    standing = [p.move for p in own if p.reversed_by is None]
    if not standing:
        raise AlreadyReversed(command=str(command))
    return swapped(standing, new)
