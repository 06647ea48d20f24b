"""Components brought to one order are taken for another: one command, both bills stay right."""

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
from taktline.apps.inventory.issue import wip_of
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import StockKey
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx


class SameJob(Problem):
    """Goods are transferred from one job order to another."""

    title = Text(en="{code} has them already.", zh="已在 {code} 名下。")
    status = 400


class TransferMaterial(Command, frozen=True, kw_only=True):
    """Unused components go from one job order to another (挪料), with their value.

    Attributes:
        source: job order that has them.
        target: job order that needs them, at the same site.
        reason: why, for the one whose goods are taken.
    """

    source: str
    target: str
    lines: tuple[GoodsLine, ...]
    reason: str = ""


async def load_transfers(tx: Tx, commands: Sequence[TransferMaterial]) -> Dock:
    """Lock both job orders, then both ends of every line."""
    takings = [
        Taking(
            site=None,
            material=line.material,
            lot=line.lot or "",
            places=(),
            accounts=(("wip", command.source), ("wip", command.target)),
            owners=(line.owner,),
        )
        for command in commands
        for line in command.lines
    ]
    jobs = {job for command in commands for job in (command.source, command.target)}
    return await load_dock(tx, commands, takings, named=ReferencesWanted(), jobs=jobs)


def decide_transfer(dock: Dock, command: TransferMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide the moves `wip:<source> -> wip:<target>`: each bill shows what it really used.

    Raises:
        LineCount: no line, or more than 500.
        NotFound: a job order, material or owner.
        JobEnded: one of the job orders is not released, or over.
        SameJob: both are one.
        NoConversion, QuantityNotPositive: a quantity says nothing.
        UnknownLot, LotNeeded: the lot.
        StatusForbids, LotHeld, Shortage, BackdatedShortage: see `checked`.
    """
    refuse_lines(command.lines)
    giver, taker = dock.open_job(command.source), dock.open_job(command.target)
    if giver.id == taker.id:
        raise SameJob(code=giver.code, at="/target")
    entry = Entry(dock.stock, ids.new)
    source, target = wip_of(entry, giver), wip_of(entry, taker)
    for line in command.lines:
        material = dock.material(line.material)
        entered = measured(dock, line, material=material)
        lot, owner = entry.known_lot(material, line.lot), dock.owner(line.owner)
        entry.move(
            StockKey(place=source, lot=lot, owner=owner),
            StockKey(place=target, lot=lot, owner=owner),
            quantity=entered.base,
            entered=entered,
        )
    told = [
        goods_event(
            dock, entry, move, name="material.transferred", job_order=giver.code,
            to_job_order=taker.code, reason=command.reason,
        )
        for move in entry.moves
    ]  # fmt: skip
    return [*booked(entry, occurred_at=command.occurred_at), *told]
