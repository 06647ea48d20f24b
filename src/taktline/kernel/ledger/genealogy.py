"""Which lot was made from which: derived from the moves of one command, exactly."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import Move
from taktline.kernel.ledger.stock import Place


class LotEdge(msgspec.Struct, frozen=True, kw_only=True):
    """One lot went into another at a place where making happens, by one command.

    Attributes:
        quantity_in: of the input lot that went in there by that command; negative where the
            command takes back more than it adds.
        quantity_out: of the output lot that came out there by that command, likewise.
    """

    input_lot: UUID
    output_lot: UUID
    transform: UUID
    quantity_in: Decimal
    quantity_out: Decimal
    job_order: UUID | None = None


Ends = dict[UUID, dict[UUID, Decimal]]


def edges_of(moves: Iterable[Move], places: dict[UUID, Place]) -> list[LotEdge]:
    """Return the genealogy edges of the moves of one command, in key order.

    At each transform every lot that went in net is tied to every other lot that came out. A lot
    that only passes through (in and out alike) is tied to what was added to it, not to itself and
    not to other lots. Moves that reverse others cancel the edges of those (handbook, ledger
    section 7).
    """
    found: dict[tuple[UUID, UUID, UUID], tuple[Decimal, Decimal]] = {}
    moves = list(moves)
    for sign, part in (
        (1, [m for m in moves if m.reverses is None]),
        (-1, [m for m in moves if m.reverses is not None]),
    ):
        for key, went_in, came_out in _tied(part, places, backwards=sign < 0):
            before_in, before_out = found.get(key, (ZERO, ZERO))
            found[key] = (before_in + sign * went_in, before_out + sign * came_out)
    return [
        LotEdge(
            input_lot=key[0],
            output_lot=key[1],
            transform=key[2],
            quantity_in=quantities[0],
            quantity_out=quantities[1],
            job_order=places[key[2]].job_order,
        )
        for key, quantities in sorted(found.items())
        if quantities != (ZERO, ZERO)
    ]


def _tied(
    moves: list[Move], places: dict[UUID, Place], *, backwards: bool
) -> Iterable[tuple[tuple[UUID, UUID, UUID], Decimal, Decimal]]:
    went_in: Ends = defaultdict(lambda: defaultdict(lambda: ZERO))
    came_out: Ends = defaultdict(lambda: defaultdict(lambda: ZERO))
    for move in moves:
        lot = move.source.lot
        if lot is None or move.quantity == 0:
            continue
        source, target = move.source.place, move.target.place
        if backwards:
            source, target = target, source
        if places[target].kind == "transform":
            went_in[target][lot] += move.quantity
        if places[source].kind == "transform":
            came_out[source][lot] += move.quantity
    for transform, outputs in came_out.items():
        inputs = went_in.get(transform, {})
        for output, quantity_out in outputs.items():
            for lot, quantity_in in inputs.items():
                if lot != output and quantity_in > outputs.get(lot, ZERO):
                    yield (lot, output, transform), quantity_in, quantity_out


def closure(edges: Iterable[tuple[UUID, UUID]], start: Iterable[UUID], *, limit: int) -> list[UUID]:
    """Return the lots reached from some lots over (from, to) edges, nearest first, without them.

    Args:
        limit: at most so many; a recall beyond it is made in parts.
    """
    onward: dict[UUID, list[UUID]] = defaultdict(list)
    for source, target in edges:
        onward[source].append(target)
    seen = set(start)
    ring = list(start)
    found: list[UUID] = []
    while ring and len(found) < limit:
        following: list[UUID] = []
        for lot in ring:
            for target in onward[lot]:
                if target not in seen:
                    seen.add(target)
                    following.append(target)
        found += following
        ring = following
    return found[:limit]
