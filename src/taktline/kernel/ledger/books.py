"""What the ledger's own commands know: the stock, what codes mean, holds and made-from."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from taktline.kernel.ledger.facts import lot_id
from taktline.kernel.ledger.load import load_stock
from taktline.kernel.ledger.references import References, ReferencesWanted, load_references
from taktline.kernel.ledger.stock import OpenHold, Stock, StockWanted
from taktline.platform.command import AT_ONCE, Command
from taktline.platform.posting_lock import ALONE, posting_lock
from taktline.platform.transaction import Overtaken, Tx

CLOSURE_MAX = 10_000
"""Lots one hold may reach: a recall beyond it is made in parts."""
CLOSURE_DEPTH_MAX = 50

MADE_FROM = """
    WITH RECURSIVE made AS (
        SELECT unnest(%(lots)s::uuid[]) AS lot, 0 AS depth
        UNION
        SELECT e.output_lot, m.depth + 1
        FROM made m
        JOIN lot_edge e ON e.input_lot = m.lot
        WHERE m.depth < %(depth)s
    )
    SELECT DISTINCT lot FROM made ORDER BY lot LIMIT %(limit)s"""

STANDING = """
    SELECT input_lot, output_lot
    FROM lot_edge
    WHERE input_lot = ANY(%(lots)s::uuid[])
    GROUP BY input_lot, output_lot
    HAVING sum(quantity_out) > 0
    ORDER BY input_lot, output_lot"""

ROWS_OF = """
    SELECT id FROM balance WHERE lot = ANY(%(lots)s::uuid[]) AND is_physical"""

OPEN_HOLDS = """
    SELECT h.id, h.code, h.lot, h.reason
    FROM hold h
    WHERE h.code = ANY(%(codes)s::text[]) AND h.released_at IS NULL
    ORDER BY h.code, h.id"""


class ClosedPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """Days that were frozen together."""

    starts_on: date
    ends_on: date


class Books(msgspec.Struct, kw_only=True):
    """The part of the ledger its own commands may see and change.

    Attributes:
        edges: standing (input lot, output lot) pairs below the lots of the batch.
        open_holds: by hold code.
        closed: the last closed periods, latest first.
        owing: some places that owe goods, as `place material`.
    """

    stock: Stock = msgspec.field(default_factory=Stock)
    refs: References = msgspec.field(default_factory=References)
    edges: tuple[tuple[UUID, UUID], ...] = ()
    open_holds: dict[str, tuple[OpenHold, ...]] = {}
    closed: tuple[ClosedPeriod, ...] = ()
    owing: tuple[str, ...] = ()


def dated(wanted: StockWanted, commands: Sequence[Command]) -> None:
    """Say from when on the journal may be needed."""
    for command in commands:
        if command.occurred_at != AT_ONCE:
            wanted.dated(command.occurred_at)


async def load_named(
    tx: Tx, *, materials: set[str], partners: set[str] | None = None
) -> References:
    """Find the materials and partners that commands name."""
    wanted = ReferencesWanted()
    wanted.want(materials=materials, partners=partners or set())
    return await load_references(tx, wanted)


async def load_made_from(
    tx: Tx, roots: set[UUID], wanted: StockWanted
) -> tuple[Stock, tuple[tuple[UUID, UUID], ...]]:  # tidy: positional - one call
    """Lock every balance of some lots and of everything made from them, all in one order.

    What is made or moved while we look is seen by looking again once the rows are locked;
    afterwards nothing more can be made from them.

    Raises:
        Overtaken: more was made from them, or they went elsewhere, before they were locked.
    """
    wanted.whole_lots |= roots | await _made_from(tx, roots)
    stock = await load_stock(tx, wanted)
    lots = {"lots": sorted(wanted.whole_lots)}
    standing, rows = await tx.fetch_many([(STANDING, lots), (ROWS_OF, lots)])
    keys = {key.balance_id() for key in stock.balances}
    if not await _made_from(tx, roots) <= wanted.whole_lots or any(
        row not in keys for (row,) in rows
    ):
        raise Overtaken
    return stock, tuple(msgspec.convert(standing, list[tuple[UUID, UUID]]))


async def _made_from(tx: Tx, roots: set[UUID]) -> set[UUID]:
    """Return some lots and everything made from them."""
    params = {"lots": sorted(roots), "depth": CLOSURE_DEPTH_MAX, "limit": CLOSURE_MAX}
    rows = msgspec.convert(await tx.fetch(MADE_FROM, params), list[tuple[UUID]])
    return {lot for (lot,) in rows}


async def load_open_holds(tx: Tx, codes: set[str]) -> dict[str, tuple[OpenHold, ...]]:
    """Return the holds of some codes that still bite."""
    rows = await tx.fetch(OPEN_HOLDS, {"codes": sorted(codes)})
    found: dict[str, tuple[OpenHold, ...]] = {}
    for id_, code, lot, reason in msgspec.convert(rows, list[tuple[UUID, str, UUID, str]]):
        hold = OpenHold(id=id_, code=code, lot=lot, reason=reason)
        found[code] = (*found.get(code, ()), hold)
    return found


CLOSED = """
    SELECT starts_on, ends_on FROM period WHERE status = 'closed'
    ORDER BY ends_on DESC LIMIT 2"""


async def load_closed(tx: Tx) -> tuple[ClosedPeriod, ...]:
    """Return the last two closed periods, latest first."""
    rows = msgspec.convert(await tx.fetch(CLOSED), list[tuple[date, date]])
    return tuple(ClosedPeriod(starts_on=first, ends_on=last) for first, last in rows)


OWING = """
    SELECT p.code || ' ' || m.code
    FROM balance b JOIN place p ON p.id = b.place JOIN material m ON m.id = b.material
    WHERE b.is_physical AND b.quantity < 0 ORDER BY 1 LIMIT 5"""


async def load_owing(tx: Tx) -> tuple[str, ...]:
    """Return some places of goods that owe, opened so by policy."""
    return tuple(str(name) for (name,) in await tx.fetch(OWING))


def lock_periods(tx: Tx) -> None:
    """Keep everybody from posting until this transaction ends."""
    tx.execute(ALONE, {"key": posting_lock(tx.tenant)})


def known_lot(
    refs: References, material: str, lot: str
) -> UUID | None:  # tidy: positional - a pair
    """Return the id of a lot that is named by material and code; None where the material is not."""
    owner = refs.materials.get(material)
    return lot_id(owner, lot) if owner is not None else None
