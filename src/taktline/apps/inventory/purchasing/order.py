"""Something is ordered from a supplier, promised for another day, or given up."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from taktline.apps.inventory.dock import Dock, Taking, load_dock, refuse_lines
from taktline.apps.inventory.purchasing.facts import PurchaseLine, PurchaseOrdered, WeightBasis
from taktline.apps.inventory.purchasing.lines import (
    Bought,
    OrderLineClosed,
    line_event,
    load_purchases,
)
from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Invalid, NotFound, Problem
from taktline.base.quantity import bounded, plain
from taktline.base.text import Text
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import Material
from taktline.kernel.resources.conversion import ratio
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx


class PurchaseOrderExists(Problem):
    """Purchase orders have codes of their own."""

    title = Text(en="There is a purchase order {code} already.", zh="采购订单 {code} 已存在。")


class NothingIsWeighed(Problem):
    """A line is to be charged by weight, and its material has no unit of weight beside its own."""

    title = Text(
        en="{material} has no second unit to weigh it in; charge it by quantity.",
        zh="物料 {material} 未设第二单位,不能按过磅结算。",
    )
    status = 400


class BelowReceived(Problem):
    """Less would be ordered than has come."""

    title = Text(
        en="{order_line}: {received} {unit} have come; not fewer can be ordered.",
        zh="{order_line} 已收 {received} {unit},订购数量不能更少。",
    )


class CloseReasonMissing(Problem):
    """Whoever gives up what was ordered says why."""

    title = Text(
        en="Say why {order_line} is closed with {open} {unit} open.",
        zh="请说明 {order_line} 尚欠 {open} {unit} 即关闭的原因。",
    )
    status = 400


class OrderedLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One material that is ordered.

    Attributes:
        line: its number on the order, 1 or more; left out = 10, 20, 30, ...
        quantity: in `unit`, or in the base unit; above 0.
        price: ledger currency per invoice unit; 0 or more.
        invoice_unit: what the supplier charges by; left out = the base unit.
        weight_basis: charged as weighed, or as the quantity works out to (理计).
        promised_on: when it is to be here.
    """

    material: str
    quantity: Decimal
    promised_on: date
    line: int | None = None
    unit: str | None = None
    price: Decimal | None = None
    invoice_unit: str | None = None
    weight_basis: WeightBasis = "theoretical"


class CreatePurchaseOrder(Command, frozen=True, kw_only=True):
    """Order something from a supplier."""

    site: str | None = None
    code: str
    supplier: str
    note: str = ""
    lines: tuple[OrderedLine, ...]


class ChangePurchaseLine(Command, frozen=True, kw_only=True):
    """A line is promised for another day, at another price, or in another quantity.

    Attributes:
        order_line: `order/line`.
        promised_on: the first promise stays what the supplier is measured by.
        quantity: base unit; not below what has come.
    """

    order_line: str
    promised_on: date | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    reason: str = ""


class ClosePurchaseLine(Command, frozen=True, kw_only=True):
    """What is still open of a line will not come (短交关闭).

    Attributes:
        order_line: `order/line`.
    """

    order_line: str
    reason: str


class Purchasing(Dock, kw_only=True):
    """What ordering knows beside the stock: codes that are taken."""

    codes: set[str] = set()


CODES = "SELECT code FROM purchase_order WHERE code = ANY(%(codes)s::text[])"


async def load_new(tx: Tx, commands: Sequence[CreatePurchaseOrder]) -> Purchasing:
    """Read what is named; nothing is locked."""
    rows = await tx.fetch(CODES, {"codes": sorted({command.code for command in commands})})
    named = ReferencesWanted()
    named.want(partners=[command.supplier for command in commands])
    takings = [
        Taking(site=command.site, material=line.material, lot="", places=())
        for command in commands
        for line in command.lines
    ]
    dock = await load_dock(tx, commands, takings, named=named)
    return Purchasing(stock=dock.stock, refs=dock.refs, codes={str(code) for (code,) in rows})


def decide_new(
    dock: Purchasing, command: CreatePurchaseOrder, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide a purchase order.

    Raises:
        LineCount: no line, or more than 500.
        BadCode, PurchaseOrderExists: its number.
        SiteNeeded, NotFound: site, supplier or material.
        Invalid: a line's number occurs twice or is below 1, or a price below 0.
        NoConversion, QuantityNotPositive: a quantity, or the unit it is charged by.
        NothingIsWeighed: it is to be charged by a weight that nobody takes.
    """
    refuse_lines(command.lines)
    code = checked_code(command.code)
    if code in dock.codes:
        raise PurchaseOrderExists(code=code, at="/code")
    site = dock.refs.site(command.site)
    supplier = dock.refs.partner(command.supplier)
    order = ids.new()
    lines = []
    for place, line in enumerate(command.lines, start=1):
        material = dock.material(line.material)
        _refuse_price(line.price)
        quantity = dock.refs.entered(material, line.quantity, unit=line.unit).base
        lines.append(
            PurchaseLine(
                id=ids.new(), site=site, order_id=order, order=code,
                line=place * 10 if line.line is None else line.line, supplier=supplier,
                supplier_code=dock.refs.partner_code(command.supplier), material=material.id,
                quantity=quantity, price=line.price,
                invoice_unit=_invoice_unit(dock, line, material=material),
                weight_basis=line.weight_basis, promised_on=line.promised_on,
                first_promised_on=line.promised_on,
            )
        )  # fmt: skip
    numbers = [line.line for line in lines]
    if len(set(numbers)) < len(numbers) or min(numbers) < 1:
        raise Invalid(reason="the lines are numbered from 1, each once", at="/lines")
    placed = PurchaseOrdered(
        id=order, site=site, code=code, supplier=supplier, note=command.note,
        ordered_at=command.occurred_at, lines=tuple(lines),
    )  # fmt: skip
    told = Event(
        name="purchase_order.placed", entity="purchase_order", record=order, code=code, site=site,
        payload={"supplier": lines[0].supplier_code, "lines": len(lines)},
    )  # fmt: skip
    return [placed, told]


def _invoice_unit(dock: Dock, line: OrderedLine, *, material: Material) -> str:
    """Return the unit a line is charged by, once it is known how to come to it."""
    own = line.invoice_unit or material.unit
    source = material.unit
    if line.weight_basis == "weighed":
        if material.second_unit is None:
            raise NothingIsWeighed(material=material.code, at="/lines")
        source = material.second_unit
        own = line.invoice_unit or source
    ratio(dock.refs.conversions, material.id, source=source, target=own)
    return own


def _refuse_price(price: Decimal | None) -> None:
    if price is not None and bounded(price) < 0:
        raise Invalid(reason="a price is 0 or more", at="/price")


async def load_lines(
    tx: Tx, commands: Sequence[ChangePurchaseLine] | Sequence[ClosePurchaseLine]
) -> Dock:
    """Lock the lines that are named."""
    purchases = await load_purchases(tx, (command.order_line for command in commands))
    takings = [
        Taking(site=str(line.site), material=str(line.material), lot="", places=())
        for line in purchases.values()
    ]
    dock = await load_dock(tx, commands, takings, named=ReferencesWanted())
    dock.purchases = purchases
    return dock


def line_named(dock: Dock, name: str) -> PurchaseLine:
    """Return a line of a purchase order.

    Raises:
        NotFound: there is none.
        OrderLineClosed: it was closed short.
    """
    line = dock.purchases.get(name)
    if line is None:
        raise NotFound(kind="purchase_line", code=name, at="/order_line")
    if line.closed:
        raise OrderLineClosed(order_line=name, at="/order_line")
    return line


def decide_change(dock: Dock, command: ChangePurchaseLine, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a line is promised as from now on; what was received keeps its price.

    Raises:
        NotFound, OrderLineClosed: the line.
        Invalid: the price is below 0.
        BelowReceived: less would be ordered than has come.
    """
    line = line_named(dock, command.order_line)
    unit = dock.stock.materials[line.material].unit
    _refuse_price(command.price)
    quantity = line.quantity if command.quantity is None else bounded(command.quantity)
    if quantity < line.received or quantity <= 0:
        raise BelowReceived(
            order_line=line.name, received=plain(line.received), unit=unit, at="/quantity"
        )
    changed = msgspec.structs.replace(
        line,
        promised_on=command.promised_on or line.promised_on,
        price=line.price if command.price is None else command.price,
        quantity=quantity,
        reason=command.reason or line.reason,
    )
    bought = Bought(dock.purchases, ids)
    bought.change(changed)
    told = line_event(
        changed, "purchase_line.changed", was_promised_on=line.promised_on.isoformat(),
        quantity=plain(quantity), reason=command.reason,
    )  # fmt: skip
    return [*bought.facts(), told]


def decide_close(dock: Dock, command: ClosePurchaseLine, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that nothing more comes for a line.

    Raises:
        NotFound, OrderLineClosed: the line.
        CloseReasonMissing: something is open and nobody says why it will not come.
    """
    line = line_named(dock, command.order_line)
    unit = dock.stock.materials[line.material].unit
    if line.open > 0 and not command.reason.strip():
        raise CloseReasonMissing(
            order_line=line.name, open=plain(line.open), unit=unit, at="/reason"
        )
    closed = msgspec.structs.replace(line, closed=True, reason=command.reason)
    bought = Bought(dock.purchases, ids)
    bought.change(closed)
    told = line_event(closed, "purchase_line.closed", short=plain(line.open), reason=command.reason)
    return [*bought.facts(), told]


def fold_ordered(state: object, fact: PurchaseOrdered) -> None:
    """Let later commands of the batch see that a code is taken."""
    if isinstance(state, Purchasing):
        state.codes.add(fact.code)
