"""Goods leave for a line of a sales order, all of it or a part."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from taktline.apps.sales.book import NamesLine, NamesOrder, OrderBook, load_book
from taktline.apps.sales.facts import LineShipped
from taktline.apps.sales.order import LINES_MAX, OrderLineCount, line_event
from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Confirmable
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.platform.caused import Caused, Then, caused_id
from taktline.platform.command import Fact, Ids
from taktline.platform.transaction import Tx


class MoreThanOrdered(Confirmable):
    """More would leave than the line still wants."""

    title = Text(
        en="{order_line} wants {open} {unit} more; {asked} are to be shipped.",
        zh="{order_line} 尚欠 {open} {unit},本次发货 {asked} 超出。",
    )


class ShippedGoods(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some goods that leave for one line.

    Attributes:
        line: the line's number.
        quantity: in `unit`, or in the base unit; above 0.
        source: code of the place they leave.
        lot: left out, the lot is chosen as the store does (FEFO).
    """

    line: int
    quantity: Decimal
    source: str
    unit: str | None = None
    lot: str | None = None


class ShipSalesOrder(NamesOrder, frozen=True, kw_only=True):
    """Goods leave for a sales order; the store books them in the same moment.

    Attributes:
        code: the shipment's number.
    """

    code: str
    lines: tuple[ShippedGoods, ...]


async def load_shipped(tx: Tx, commands: Sequence[ShipSalesOrder]) -> OrderBook:
    """Lock the orders that are named with their lines."""
    return await load_book(tx, commands)


def decide_shipped(book: OrderBook, command: ShipSalesOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what leaves for which line; moving the goods follows as `inventory.ship_material`.

    Raises:
        OrderLineCount, BadCode: what is shipped, and under which number.
        NotFound, OrderLineEnded: the order or a line.
        NoConversion, QuantityNotPositive: a quantity.
        MoreThanOrdered: more than the line still wants, not confirmed.
    """
    if not 1 <= len(command.lines) <= LINES_MAX:
        raise OrderLineCount(count=len(command.lines), limit=LINES_MAX, at="/lines")
    code = checked_code(command.code)
    order = book.order(command.sales_order)
    facts: list[Fact] = []
    gone: dict[int, Decimal] = {}
    for place, goods in enumerate(command.lines):
        named = NamesLine(id=command.id, sales_order=order.code, line=goods.line)
        line = book.open_line(named)
        material = book.materials[line.material]
        quantity = book.refs.entered(material, goods.quantity, unit=goods.unit).base
        left = line.open - gone.get(line.line, Decimal(0))
        if quantity > left and "more-than-ordered" not in command.confirm:
            raise MoreThanOrdered(
                order_line=line.name, open=plain(left), asked=plain(quantity),
                unit=material.unit, at=f"/lines/{place}/quantity",
            )  # fmt: skip
        gone[line.line] = gone.get(line.line, Decimal(0)) + quantity
        shipment = caused_id("sales.ship", command.id, place)
        shipped = LineShipped(
            id=ids.new(), line=line, code=code, quantity=quantity,
            shipped_at=command.occurred_at, shipment=shipment,
        )  # fmt: skip
        booking = _booking(book, command, goods, shipped=shipped)
        facts += [
            shipped,
            line_event(line, "shipped", shipment=code, quantity=plain(quantity)),
            Then(next=Caused(verb="inventory.ship_material", body=booking, principal=ids.by)),
        ]
    return facts


def _booking(
    book: OrderBook, command: ShipSalesOrder, goods: ShippedGoods, *, shipped: LineShipped
) -> bytes:  # tidy: positional - goods of a command in its book
    """Return the body of the command that moves the goods; what is promised to the line goes."""
    line = shipped.line
    moved: dict[str, object] = {
        "material": str(line.material), "quantity": goods.quantity, "source": goods.source,
        "unit": goods.unit, "lot": goods.lot,
    }  # fmt: skip
    return ENCODER.encode(
        {
            "id": shipped.shipment,
            "occurred_at": command.occurred_at,
            "site": str(line.site),
            "code": shipped.code,
            "customer": book.customers[book.orders[line.order_id].customer],
            "confirm": command.confirm,
            "demand": f"sales_order_line:{line.id}",
            "part_of": str(command.id),
            "lines": [{name: value for name, value in moved.items() if value is not None}],
        }
    )


ENCODER = msgspec.json.Encoder()
