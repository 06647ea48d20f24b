"""Undo: whoever booked goods wrongly takes the booking back, for a quarter of an hour."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.ledger.opening_end import OpeningClosed
from taktline.kernel.ledger.refusals import (
    AlreadyReversed,
    BackdatedShortage,
    NothingAllocatable,
    NothingToReverse,
    Shortage,
)
from taktline.kernel.orders.correct import OWN_CORRECTION_MAX
from taktline.kernel.orders.loads import load_reversals
from taktline.kernel.orders.reverse import OrderClosed, ReverseCommand, decide_reverse
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx
from taktline.platform.verb import Verb

UNDONE = frozenset(
    {
        "inventory.count_material",
        "inventory.issue_material",
        "inventory.move_handling_unit",
        "inventory.move_material",
        "inventory.pack",
        "inventory.receive_material",
        "inventory.return_material",
    }
)
"""Bookings of goods that people undo by themselves; what left the house is not among them."""
REASON = Text(en="undone by who booked it", zh="本人撤销")
VERBS = "SELECT id, verb FROM command WHERE id = ANY(%(commands)s::uuid[])"


class MayNotUndo(Problem):
    """Somebody else's booking, one of another kind, or one's own after a quarter of an hour."""

    title = Text(
        en="You may undo your own bookings of goods for {minutes} minutes; ask the team lead.",
        zh="本人的出入库操作 {minutes} 分钟内可撤销,请联系班组长。",
    )
    status = 403


class UndoBooking(Command, frozen=True, kw_only=True):
    """The last booking was wrong and did not happen.

    Attributes:
        booking: id of the command that booked it. (In a mixed batch `command` is the verb.)
    """

    booking: UUID


class Undoing(Shop, kw_only=True):
    """What a reversal knows, and what kind each command was.

    Attributes:
        verbs: by the id of the command.
    """

    verbs: dict[UUID, str] = {}


async def load_undone(tx: Tx, commands: Sequence[UndoBooking]) -> Undoing:
    """Lock what the commands touched, and read what they were."""
    read = tx.send(VERBS, {"commands": [command.booking for command in commands]})
    shop = await load_reversals(tx, [_reversal(command) for command in commands])
    verbs = dict(msgspec.convert(await read.rows(), list[tuple[UUID, str]]))
    known = {name: getattr(shop, name) for name in shop.__struct_fields__}
    return Undoing(**known, verbs=verbs)


def decide_undo(shop: Undoing, command: UndoBooking, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a booking is taken back as a whole, if it was one's own a moment ago.

    Raises:
        NotFound: nothing was booked under this id.
        MayNotUndo: not one's own, too late, or no booking of goods.
        NothingToReverse, AlreadyReversed: it moved nothing, or was taken back before.
        Shortage, BackdatedShortage: what it brought is not there any more.
    """
    verb = shop.verbs.get(command.booking)
    if verb is None:
        raise NotFound(kind="command", code=str(command.booking), at="/booking")
    author = shop.authors.get(command.booking)
    is_own = author is not None and author.principal == ids.by.id
    in_time = author is not None and now - author.recorded_at <= OWN_CORRECTION_MAX
    if verb not in UNDONE or not is_own or not in_time:
        raise MayNotUndo(minutes=int(OWN_CORRECTION_MAX.total_seconds() // 60))
    return decide_reverse(shop, _reversal(command), now, ids)


def _reversal(command: UndoBooking) -> ReverseCommand:
    return ReverseCommand(
        id=command.id,
        occurred_at=command.occurred_at,
        command=command.booking,
        reason=REASON.en,
    )


def _at_booking(shop: Undoing, command: UndoBooking) -> tuple[UUID, ...]:
    moves = shop.moves.get(command.booking, ())
    return (shop.stock.places[moves[0].source.place].site,) if moves else ()


UNDO_VERB = Verb(
    "inventory.undo_booking",
    UndoBooking,
    needs="material:undo",
    load=load_undone,
    decide=decide_undo,
    label=Text(en="Undo a booking of goods", zh="撤销出入库"),
    path=_at_booking,
    refusals=(
        NotFound, MayNotUndo, OpeningClosed, OrderClosed, NothingToReverse, AlreadyReversed,
        Shortage, BackdatedShortage, NothingAllocatable,
    ),
    events=(
        "reservation.cut", "place.overdrawn", "work_alert.raised", "job_order.cancelled",
        "command.reversed",
    ),
)  # fmt: skip
