"""The lots of a trace, ring by ring, for every question that goes over all of them."""

import msgspec

from taktline.kernel.ledger.asked import Asked, bounded_limit, named_in, nodes_of
from taktline.kernel.ledger.trace_tree import STEP, TRACE_DEPTH_MAX, Direction
from taktline.platform.command import Principal
from taktline.platform.transaction import Tx

LOTS_MAX = 20_000
"""Lots of one trace that are looked at, the nearest first: more than a recall names by hand."""


class TreeParams(Asked, frozen=True, kw_only=True):
    """A lot, which way to look, how far.

    Attributes:
        depth: rings of the tree, 0 = the lot alone.
    """

    material: str
    lot: str
    direction: Direction = "forward"
    depth: int = 12


TREE = f"""
    WITH RECURSIVE tree AS (
        SELECT unnest(%(lots)s::uuid[]) AS lot, 0 AS depth
        UNION {{step}}
    ), node AS (
        SELECT lot, min(depth) AS depth FROM tree GROUP BY lot ORDER BY 2, 1 LIMIT {LOTS_MAX}
    )"""
TREES: dict[Direction, str] = {
    "forward": TREE.format(step=STEP.format(next="output_lot", own="input_lot")),
    "backward": TREE.format(step=STEP.format(next="input_lot", own="output_lot")),
}
"""What precedes a statement that speaks of `node (lot, depth)`."""


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page begins, as the page before said it; empty parts at the beginning."""

    parts: tuple[str | None, ...]

    @staticmethod
    def of(after: str | None, count: int) -> "Cursor":
        """Take a cursor apart; the last part may hold the separator itself."""
        if not after:
            return Cursor(parts=(None,) * count)
        found = after.split("|", count - 1)
        return Cursor(parts=(*found, *(None,) * (count - len(found))))


async def tree_params(
    tx: Tx, asked: TreeParams, reader: Principal, *, needs: str = "lot:read"
) -> dict[str, object]:
    """Return the parameters that every statement over a tree shares."""
    named = await named_in(tx, material=asked.material, lot=asked.lot)
    return {
        "lots": named.lots or [],
        "nodes": nodes_of(reader, needs),
        "depth": max(0, min(asked.depth, TRACE_DEPTH_MAX)),
        "limit": bounded_limit(asked.limit),
    }
