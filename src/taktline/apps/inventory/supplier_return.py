"""Goods go back to their supplier: rejected ones, and what came beyond the order."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

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
from taktline.apps.inventory.purchasing.facts import PurchaseLine
from taktline.apps.inventory.purchasing.lines import (
    Bought,
    NotKept,
    load_purchases,
    ordered_line,
)
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import StockKey
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx


class SupplierReturnLine(GoodsLine, frozen=True, kw_only=True):
    """Some goods and the place they leave; `owner` where they were the supplier's still (代管).

    Attributes:
        order_line: `order/line` of the purchase order they came for.
    """

    source: str
    order_line: str = ""


class NotTheirs(Problem):
    """Goods of one supplier would go to another."""

    title = Text(
        en="{material} belongs to {owner}: it goes back to {owner}, not to {supplier}.",
        zh="{material} 归 {owner} 所有,应退回 {owner},不能退给 {supplier}。",
    )


class ReturnToSupplier(Command, frozen=True, kw_only=True):
    """Goods leave for their supplier, ours with the value they have.

    Attributes:
        code: the number of the return; a later delivery names it in `replacement_for` (补货).
        reason: what is wrong with them.
        replacement: the supplier sends others; else the claim is money.
    """

    site: str | None = None
    supplier: str
    code: str
    reason: str
    lines: tuple[SupplierReturnLine, ...]
    replacement: bool = False


async def load_supplier_returns(tx: Tx, commands: Sequence[ReturnToSupplier]) -> Dock:
    """Lock what leaves."""
    named = ReferencesWanted()
    named.want(partners=[command.supplier for command in commands])
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot or "",
            places=(line.source,),
            accounts=(("supplier", command.supplier),),
            statuses=(line.status, "available"),
            owners=(line.owner, None),
            units=(line.handling_unit, None),
        )
        for command in commands
        for line in command.lines
    ]
    purchases = await load_purchases(
        tx, (line.order_line for command in commands for line in command.lines)
    )
    dock = await load_dock(tx, commands, takings, named=named)
    dock.purchases = purchases
    return dock


def decide_return_to_supplier(
    dock: Dock, command: ReturnToSupplier, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide the moves `store -> supplier`: held, blocked and rejected goods may go there, too.

    Raises:
        LineCount, SiteNeeded, NotFound, UnknownPlace, UnknownLot, LotNeeded: what is named.
        NoConversion, QuantityNotPositive, OutOfTolerance: a quantity says nothing.
        NotTheirs: they belong to somebody else.
        NotOnOrder, NotKept: the order line they came for.
        Shortage, BackdatedShortage: fewer are there.
    """
    refuse_lines(command.lines)
    site = dock.refs.site(command.site)
    supplier = dock.refs.partner(command.supplier)
    entry = Entry(dock.stock, ids.new)
    code = dock.refs.partner_code(command.supplier)
    gone = entry.place(site, f"supplier:{code}", kind="supplier", partner=supplier)
    bought = Bought(dock.purchases, ids)
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
        if source.owner not in {None, supplier}:
            raise NotTheirs(material=material.code, owner=line.owner, supplier=code, at="/lines")
        target = StockKey(place=gone, lot=source.lot)
        entry.move(source, target, quantity=entered.base, entered=entered)
        order = ordered_line(
            bought.lines, line.order_line, material=material, supplier=supplier, comes=False
        )
        if order is not None:
            returned(bought, order, command, source=source, quantity=entered.base)
    told = [
        goods_event(
            dock, entry, move, name="material.sent_back", supplier=code, code=command.code,
            reason=command.reason, replacement=command.replacement,
            claim=plain(move.value or ZERO),
        )
        for move in entry.moves
    ]  # fmt: skip
    return [*booked(entry, occurred_at=command.occurred_at), *bought.facts(), *told]


def returned(
    bought: Bought, order: PurchaseLine, command: ReturnToSupplier, *, source: StockKey,
    quantity: Decimal,
) -> None:  # fmt: skip  # tidy: positional - the three that go together
    """Write down what goes back: of what was kept for the supplier, or of what was ours.

    Raises:
        NotKept: less is kept for the supplier.
    """
    assert source.lot is not None, "goods are of a lot"
    if source.owner is not None:
        if quantity > order.kept:
            raise NotKept(
                order_line=order.name, kept=plain(order.kept), unit="", asked=plain(quantity),
                at="/lines",
            )  # fmt: skip
        after = msgspec.structs.replace(order, kept=order.kept - quantity)
    else:
        again = quantity if command.replacement else ZERO
        after = msgspec.structs.replace(
            order, returned=order.returned + quantity, to_replace=order.to_replace + again
        )
    bought.book(
        after, "returned", lot=source.lot, quantity=quantity, at=command.occurred_at,
        reference=command.code,
    )  # fmt: skip
