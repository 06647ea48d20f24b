"""What a line of a delivery costs, how much of it is ours, and what it means for its order."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.delivery import Delivery, PriceTwice, ReceiptLine
from taktline.apps.inventory.purchasing.facts import PurchaseLine
from taktline.apps.inventory.purchasing.lines import (
    INVOICE_PLACES,
    Charged,
    NothingToReplace,
    accepted_of,
    charged,
)
from taktline.base.money import to_minor
from taktline.base.quantity import ZERO, plain, rounded
from taktline.kernel.ledger.references import Entered
from taktline.kernel.ledger.stock import Material, Stock
from taktline.kernel.ledger.value import planned_value


def paid_for(
    delivery: Delivery, line: ReceiptLine, *, material: Material, entered: Entered,
    order: PurchaseLine | None,
) -> Decimal:  # fmt: skip
    """Return what a line costs: as it says, else by its order, else as planned."""
    stock = delivery.entry.stock
    if line.price is not None and line.amount is not None:
        raise PriceTwice(at="/lines")
    if line.free_of_charge or line.replacement_for:
        return _replaced(stock, line, material=material, quantity=entered.base)
    if line.amount is not None:
        return to_minor(line.amount, stock.currency)
    if line.price is not None:
        return to_minor(line.price * entered.base, stock.currency)
    if order is not None and order.price is not None:
        return _charged(delivery, order, line, base=entered.base).amount or ZERO
    return planned_value(stock, material, entered.base)


def _replaced(stock: Stock, line: ReceiptLine, *, material: Material, quantity: Decimal) -> Decimal:
    """Return what a present or a replacement costs: a replacement what was taken back with it."""
    if line.free_of_charge:
        return ZERO
    if line.amount is not None:
        return to_minor(line.amount, stock.currency)
    if line.price is not None:
        return to_minor(line.price * quantity, stock.currency)
    return planned_value(stock, material, quantity)


def _charged(
    delivery: Delivery, order: PurchaseLine, line: ReceiptLine, *, base: Decimal
) -> Charged:  # tidy: positional - the three that go together
    dock = delivery.dock
    return charged(
        order, dock.refs, material=delivery.entry.stock.materials[order.material], base=base,
        weighed=line.second_quantity, currency=delivery.entry.stock.currency,
    )  # fmt: skip


def accepted(
    material: Material, line: ReceiptLine, *, quantity: Decimal, order: PurchaseLine | None
) -> Decimal:
    """Return how much is taken as ours: all within what may come on top, else what is open."""
    if line.theirs:
        return ZERO
    if line.replacement_for or line.free_of_charge:
        return quantity
    if order is not None:
        return accepted_of(order, material, quantity)
    if line.ordered is None or quantity <= line.ordered * (1 + material.over_receipt):
        return quantity
    return line.ordered


def against_order(
    delivery: Delivery, order: PurchaseLine, line: ReceiptLine, *, lot: UUID,
    parts: tuple[Decimal, Decimal],
) -> None:  # fmt: skip  # tidy: positional - the three that go together
    """Write down what a line of the delivery means for its order.

    Raises:
        NothingToReplace: a replacement, and fewer were sent back to be replaced.
    """
    ours, kept = parts
    at, base = delivery.command.occurred_at, ours + kept
    if line.replacement_for:
        material = delivery.entry.stock.materials[order.material]
        if base > order.to_replace:
            raise NothingToReplace(
                order_line=order.name, open=plain(order.to_replace), unit=material.unit,
                asked=plain(base), at="/lines",
            )  # fmt: skip
        after = msgspec.structs.replace(order, to_replace=order.to_replace - base)
        delivery.bought.book(
            after, "replacement", lot=lot, quantity=base, at=at, supplier_lot=line.supplier_lot,
            weighed=line.second_quantity, reference=line.replacement_for,
        )  # fmt: skip
        return
    if line.free_of_charge:
        after = msgspec.structs.replace(order, free=order.free + base)
        delivery.bought.book(
            after, "free", lot=lot, quantity=base, at=at, supplier_lot=line.supplier_lot,
            weighed=line.second_quantity, reference=delivery.command.reference, amount=ZERO,
        )  # fmt: skip
        return
    bill = _charged(delivery, order, line, base=base)
    after = msgspec.structs.replace(order, received=order.received + ours, kept=order.kept + kept)
    delivery.bought.book(
        after, "delivery", lot=lot, quantity=ours, at=at, kept=kept,
        supplier_lot=line.supplier_lot, weighed=line.second_quantity,
        theoretical_weight=bill.theoretical_weight,
        invoice_quantity=rounded(bill.quantity * ours / base, INVOICE_PLACES),
        amount=None if bill.amount is None
        else to_minor(bill.amount * ours / base, delivery.entry.stock.currency),
        reference=delivery.command.reference,
    )  # fmt: skip
