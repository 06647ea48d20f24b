"""The facts of purchasing, and how they are written."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx

LineStatus = Literal["open", "received", "closed"]
WeightBasis = Literal["theoretical", "weighed"]
ReceiptKind = Literal["delivery", "replacement", "accepted", "free", "returned"]


class PurchaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a purchase order; quantities in the material's base unit.

    Attributes:
        order: code of the purchase order; `supplier` is its partner.
        price: ledger currency per invoice unit; None = nobody said.
        invoice_unit: code of the unit the supplier charges by.
        weight_basis: whether the weighed figure is charged, or what the count works out to.
        first_promised_on: what was promised at first: what the supplier is measured by.
        received: taken as ours; accepted excess raises `quantity` with it.
        kept: came beyond the order and is the supplier's own still (代管).
        free: taken free of charge (赠品).
        returned: sent back; of it `to_replace` is to come again (补货).
    """

    id: UUID
    site: UUID
    order_id: UUID
    order: str
    line: int
    supplier: UUID
    supplier_code: str
    material: UUID
    quantity: Decimal
    invoice_unit: str
    weight_basis: WeightBasis
    promised_on: date
    first_promised_on: date
    price: Decimal | None = None
    received: Decimal = ZERO
    kept: Decimal = ZERO
    free: Decimal = ZERO
    returned: Decimal = ZERO
    to_replace: Decimal = ZERO
    closed: bool = False
    reason: str = ""

    @property
    def name(self) -> str:
        """How people name it: order and line."""
        return f"{self.order}/{self.line}"

    @property
    def open(self) -> Decimal:
        """What is still to come of what was ordered."""
        return ZERO if self.closed else max(self.quantity - self.received, ZERO)

    @property
    def status(self) -> LineStatus:
        """Open while something is to come; closed where it was given up."""
        if self.closed:
            return "closed"
        return "open" if self.open > 0 else "received"


class PurchaseOrdered(Fact, frozen=True, kw_only=True):
    """Something was ordered from a supplier; all lines are of one order."""

    id: UUID
    site: UUID
    code: str
    supplier: UUID
    note: str
    ordered_at: Instant
    lines: tuple[PurchaseLine, ...]


class PurchaseLineChanged(Fact, frozen=True, kw_only=True):
    """A line was promised anew, received, returned, raised or closed."""

    line: PurchaseLine


class PurchaseReceived(Fact, frozen=True, kw_only=True):
    """What one delivery line, return or acceptance meant for a line of an order.

    Attributes:
        theoretical_weight: what the quantity should weigh, in the material's second unit.
        weighed: what it did weigh.
        amount: ledger currency, what it is charged with.
    """

    id: UUID
    line: PurchaseLine
    kind: ReceiptKind
    lot: UUID
    quantity: Decimal
    received_at: Instant
    kept: Decimal = ZERO
    supplier_lot: str = ""
    theoretical_weight: Decimal | None = None
    weighed: Decimal | None = None
    invoice_quantity: Decimal | None = None
    amount: Decimal | None = None
    reference: str = ""


INSERT_ORDERS = """
    INSERT INTO purchase_order (id, site, code, supplier, note, ordered_at, cause)
    SELECT n.id, n.site, n.code, n.supplier, n.note, n.at, n.cause
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(code)s::text[], %(supplier)s::uuid[],
        %(note)s::text[], %(at)s::timestamptz[], %(cause)s::uuid[])
        AS n(id, site, code, supplier, note, at, cause)"""
INSERT_LINES = """
    INSERT INTO purchase_line (id, site, purchase_order, line, material, quantity, price,
        invoice_unit, weight_basis, promised_on, first_promised_on)
    SELECT n.id, n.site, n.order_id, n.line, n.material, n.quantity, n.price, n.invoice_unit,
        n.weight_basis, n.promised_on, n.first_promised_on
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(order_id)s::uuid[], %(line)s::integer[],
        %(material)s::uuid[], %(quantity)s::numeric[], %(price)s::numeric[],
        %(invoice_unit)s::text[], %(weight_basis)s::text[], %(promised_on)s::date[],
        %(first_promised_on)s::date[])
        AS n(id, site, order_id, line, material, quantity, price, invoice_unit, weight_basis,
            promised_on, first_promised_on)"""
CHANGE_LINES = """
    UPDATE purchase_line l SET quantity = n.quantity, price = n.price,
        promised_on = n.promised_on, received = n.received, kept = n.kept, free = n.free,
        returned = n.returned, to_replace = n.to_replace, status = n.status, reason = n.reason,
        version = l.version + 1
    FROM unnest(%(id)s::uuid[], %(quantity)s::numeric[], %(price)s::numeric[],
        %(promised_on)s::date[], %(received)s::numeric[], %(kept)s::numeric[], %(free)s::numeric[],
        %(returned)s::numeric[], %(to_replace)s::numeric[], %(status)s::text[], %(reason)s::text[])
        AS n(id, quantity, price, promised_on, received, kept, free, returned, to_replace, status,
            reason)
    WHERE l.id = n.id"""
INSERT_RECEIPTS = """
    INSERT INTO purchase_receipt (id, site, purchase_line, kind, lot, quantity, kept, supplier_lot,
        theoretical_weight, weighed, invoice_quantity, invoice_unit, amount, reference,
        promised_on, received_at, cause)
    SELECT n.id, n.site, n.line, n.kind, n.lot, n.quantity, n.kept, n.supplier_lot,
        n.theoretical_weight, n.weighed, n.invoice_quantity, n.invoice_unit, n.amount,
        n.reference, n.promised_on, n.received_at, n.cause
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(line)s::uuid[], %(kind)s::text[],
        %(lot)s::uuid[], %(quantity)s::numeric[], %(kept)s::numeric[], %(supplier_lot)s::text[],
        %(theoretical_weight)s::numeric[], %(weighed)s::numeric[], %(invoice_quantity)s::numeric[],
        %(invoice_unit)s::text[], %(amount)s::numeric[], %(reference)s::text[],
        %(promised_on)s::date[], %(received_at)s::timestamptz[], %(cause)s::uuid[])
        AS n(id, site, line, kind, lot, quantity, kept, supplier_lot, theoretical_weight, weighed,
            invoice_quantity, invoice_unit, amount, reference, promised_on, received_at, cause)"""
NEW_LINE = (
    "id", "site", "order_id", "line", "material", "quantity", "price", "invoice_unit",
    "weight_basis", "promised_on", "first_promised_on",
)  # fmt: skip
CHANGED_LINE = (
    "id", "quantity", "price", "promised_on", "received", "kept", "free", "returned", "to_replace",
    "status", "reason",
)  # fmt: skip
RECEIPT = (
    "id", "kind", "lot", "quantity", "kept", "supplier_lot", "theoretical_weight", "weighed",
    "invoice_quantity", "amount", "reference", "received_at",
)  # fmt: skip


def _columns(rows: Sequence[msgspec.Struct], names: Sequence[str]) -> dict[str, object]:
    return {name: [getattr(row, name) for row in rows] for name in names}


def record_ordered(tx: Tx, booked: Sequence[Booked[PurchaseOrdered]]) -> None:
    """Write purchase orders and their lines."""
    facts = [one.fact for one in booked]
    orders = _columns(facts, ("id", "site", "code", "supplier", "note"))
    orders["at"] = [fact.ordered_at for fact in facts]
    orders["cause"] = [one.stamp.cause for one in booked]
    tx.execute(INSERT_ORDERS, orders)
    tx.execute(INSERT_LINES, _columns([line for f in facts for line in f.lines], NEW_LINE))


def record_changed(tx: Tx, booked: Sequence[Booked[PurchaseLineChanged]]) -> None:
    """Write how lines stand; of several changes of one the last holds."""
    last = list({one.fact.line.id: one.fact.line for one in booked}.values())
    tx.execute(CHANGE_LINES, _columns(last, CHANGED_LINE))


def record_received(tx: Tx, booked: Sequence[Booked[PurchaseReceived]]) -> None:
    """Write what deliveries, returns and acceptances meant for their lines."""
    facts = [one.fact for one in booked]
    columns = _columns(facts, RECEIPT) | _columns(
        [fact.line for fact in facts], ("site", "invoice_unit", "promised_on")
    )
    columns["line"] = [fact.line.id for fact in facts]
    columns["cause"] = [one.stamp.cause for one in booked]
    tx.execute(INSERT_RECEIPTS, columns)
