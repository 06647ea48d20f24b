"""What came beyond an order is accepted, at its price or free of charge; or it goes back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.dock import Dock, Taking, goods_event, load_dock
from taktline.apps.inventory.purchasing.facts import PurchaseLine
from taktline.apps.inventory.purchasing.lines import (
    Bought,
    NotKept,
    charged,
    line_event,
    load_purchases,
)
from taktline.apps.inventory.purchasing.order import line_named
from taktline.base.instant import Instant
from taktline.base.quantity import ZERO, plain
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import Move, StockKey, StockStatus
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import Material
from taktline.kernel.ledger.value import averaged_moves, planned_value
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx

Way = Literal["accept", "free_of_charge"]


class AcceptExcess(Command, frozen=True, kw_only=True):
    """Goods kept for their supplier beyond an order (代管) become ours.

    The third way, sending them back, is `inventory.return_to_supplier` with their order line.

    Attributes:
        order_line: `order/line` they came for.
        way: accept raises the order by them, at its price; free_of_charge takes them as a present.
        quantity: in `unit`, or in the base unit; above 0, at most what is kept.
        second_quantity: what they weigh, where the line is charged by weight.
        reason: who wanted more of it, and why.
    """

    order_line: str
    way: Way
    place: str
    quantity: Decimal
    unit: str | None = None
    lot: str | None = None
    status: StockStatus = "available"
    handling_unit: str | None = None
    second_quantity: Decimal | None = None
    reason: str = ""


async def load_excess(tx: Tx, commands: Sequence[AcceptExcess]) -> Dock:
    """Lock the lines, then the supplier's goods and our own beside them."""
    purchases = await load_purchases(tx, (command.order_line for command in commands))
    named, takings = ReferencesWanted(), []
    for command in commands:
        line = purchases.get(command.order_line)
        if line is None:
            continue
        named.want(partners=[line.supplier_code])
        takings.append(
            Taking(
                site=str(line.site),
                material=str(line.material),
                lot=command.lot or "",
                places=(command.place,),
                accounts=(("supplier", line.supplier_code),),
                statuses=(command.status,),
                owners=(line.supplier_code, None),
                units=(command.handling_unit,),
                averaged=True,
            )
        )
    dock = await load_dock(tx, commands, takings, named=named)
    dock.purchases = purchases
    return dock


def decide_excess(dock: Dock, command: AcceptExcess, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a supplier's excess is ours: the goods without value, then what we owe.

    Raises:
        NotFound, OrderLineClosed: the line.
        NoConversion, QuantityNotPositive: the quantity says nothing.
        NotKept: less is kept for the supplier.
        UnknownPlace, NoPlaceOfGoods, UnknownLot, LotNeeded: where they stand.
        WeightMissing: the line is charged by weight and nobody weighed.
        Shortage, BackdatedShortage: fewer of theirs are there.
    """
    line = line_named(dock, command.order_line)
    material = dock.material(str(line.material))
    entered = dock.refs.entered(material, command.quantity, unit=command.unit)
    if entered.base > line.kept:
        raise NotKept(
            order_line=line.name, kept=plain(line.kept), unit=material.unit,
            asked=plain(entered.base), at="/quantity",
        )  # fmt: skip
    entry = Entry(dock.stock, ids.new)
    theirs = StockKey(
        place=entry.known_place(line.site, command.place),
        lot=entry.known_lot(material, command.lot),
        handling_unit=dock.unit(command.handling_unit),
        status=command.status,
        owner=line.supplier,
    )
    ours = msgspec.structs.replace(theirs, owner=None)
    move = entry.move(theirs, ours, quantity=entered.base, value=ZERO, entered=entered)
    bought, amount = Bought(dock.purchases, ids), ZERO
    if command.way == "accept":
        bill = charged(
            line, dock.refs, material=material, base=entered.base,
            weighed=command.second_quantity, currency=entry.stock.currency,
        )  # fmt: skip
        amount = bill.amount or ZERO
        _owe(
            entry,
            line,
            key=ours,
            goods=Goods(material, entered.base, amount),
            at=command.occurred_at,
        )
        bought.book(
            _raised(line, entered.base), "accepted", lot=_lot(ours), quantity=entered.base,
            at=command.occurred_at, weighed=command.second_quantity,
            theoretical_weight=bill.theoretical_weight, invoice_quantity=bill.quantity,
            amount=bill.amount, reference=command.reason,
        )  # fmt: skip
    else:
        free = msgspec.structs.replace(
            line, kept=line.kept - entered.base, free=line.free + entered.base
        )
        bought.book(
            free, "free", lot=_lot(ours), quantity=entered.base, at=command.occurred_at,
            amount=ZERO, reference=command.reason,
        )  # fmt: skip
    told = [
        goods_event(
            dock, entry, move, name="stock_owner.changed", owner=line.supplier_code,
            amount=str(amount), order_line=line.name,
        ),
        line_event(
            bought.lines[line.name], "purchase_line.excess_accepted", way=command.way,
            quantity=plain(entered.base), reason=command.reason,
        ),
    ]  # fmt: skip
    return [*booked(entry, occurred_at=command.occurred_at), *bought.facts(), *told]


def _raised(line: PurchaseLine, quantity: Decimal) -> PurchaseLine:  # tidy: positional - by what
    return msgspec.structs.replace(
        line,
        quantity=line.quantity + quantity,
        received=line.received + quantity,
        kept=line.kept - quantity,
    )


class Goods(NamedTuple):
    """What is taken over, and what it costs."""

    material: Material
    quantity: Decimal
    amount: Decimal


def _owe(entry: Entry, line: PurchaseLine, *, key: StockKey, goods: Goods, at: Instant) -> None:
    """Book what we owe for goods: at standard cost what differs goes to `variance:price`."""
    account = entry.place(
        line.site, f"supplier:{line.supplier_code}", kind="supplier", partner=line.supplier
    )
    worth = goods.amount
    if goods.material.costing == "standard" and goods.material.standard_cost is not None:
        worth = planned_value(entry.stock, goods.material, goods.quantity)
    _money(entry, StockKey(place=account, lot=key.lot), key, worth)
    if goods.amount != worth:
        apart = StockKey(place=entry.place(line.site, "variance:price", kind="variance"))
        _money(entry, StockKey(place=account), apart, goods.amount - worth)
    if goods.material.costing == "moving_average":
        average = entry.place(line.site, "variance:average", kind="variance")
        entry.add(
            *averaged_moves(
                entry.stock, goods.material, site=line.site, at=at, variance=average,
                new=entry.new_id,
            )
        )  # fmt: skip


def _money(
    entry: Entry, source: StockKey, target: StockKey, amount: Decimal
) -> None:  # tidy: positional - from, to, how much
    ends = (source, target) if amount > 0 else (target, source)
    entry.add(
        Move(id=entry.new_id(), source=ends[0], target=ends[1], quantity=ZERO, value=abs(amount))
    )


def _lot(key: StockKey) -> UUID:
    assert key.lot is not None, "goods are of a lot"
    return key.lot
