"""Goods in a store that are of no use any more are scrapped: they leave with their value."""

from collections.abc import Sequence

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.dock import (
    Dock,
    GoodsLine,
    Taking,
    goods_event,
    load_dock,
    measured,
    refuse_lines,
)
from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.quantity import ZERO, plain
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import StockKey
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx


class ScrapLine(GoodsLine, frozen=True, kw_only=True):
    """Some goods and the place they lie at."""

    source: str


class ScrapMaterial(Command, frozen=True, kw_only=True):
    """Goods are thrown away: rejected ones, broken ones, what nobody may use any more.

    Attributes:
        defect_code: what is wrong with them; scrap is counted by it.
        reason: for people.
    """

    site: str | None = None
    defect_code: str
    reason: str
    lines: tuple[ScrapLine, ...]


async def load_scrapping(tx: Tx, commands: Sequence[ScrapMaterial]) -> Dock:
    """Lock what leaves, and the heap it goes to."""
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot or "",
            places=(line.source, heap_of(command)),
            statuses=(line.status, "available"),
            owners=(line.owner,),
            units=(line.handling_unit, None),
        )
        for command in commands
        for line in command.lines
    ]
    return await load_dock(tx, commands, takings, named=ReferencesWanted())


def heap_of(command: ScrapMaterial) -> str:
    """Return the code of the place that scrap of a defect is counted at."""
    return f"scrap:{command.defect_code}"


def decide_scrap(dock: Dock, command: ScrapMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide the moves `store -> scrap:<defect code>`: blocked and rejected goods, too.

    Raises:
        LineCount, BadCode, SiteNeeded, NotFound, UnknownPlace, UnknownLot, LotNeeded: what is
            named.
        NoConversion, QuantityNotPositive, OutOfTolerance: a quantity says nothing.
        Shortage, BackdatedShortage: fewer are there.
    """
    refuse_lines(command.lines)
    checked_code(command.defect_code)
    site = dock.refs.site(command.site)
    entry = Entry(dock.stock, ids.new)
    heap = entry.place(site, heap_of(command), kind="scrap")
    for line in command.lines:
        material = dock.material(line.material)
        entered = measured(dock, line, material=material)
        source = StockKey(
            place=entry.known_place(site, line.source, at="/lines"),
            lot=entry.known_lot(material, line.lot),
            handling_unit=dock.unit(line.handling_unit),
            status=line.status,
            owner=dock.owner(line.owner),
        )
        target = StockKey(place=heap, lot=source.lot, owner=source.owner)
        entry.move(source, target, quantity=entered.base, entered=entered)
    told = [
        goods_event(
            dock, entry, move, name="material.scrapped", defect_code=command.defect_code,
            reason=command.reason, lost=plain(move.value or ZERO),
        )
        for move in entry.moves
    ]  # fmt: skip
    return [*booked(entry, occurred_at=command.occurred_at), *told]
