"""The facts of sales orders, and how they are written."""

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

LineStatus = Literal["open", "closed", "cancelled"]


class SalesOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer ordered, without its lines.

    Attributes:
        customer_number: the customer's own number of the order; empty = none was said.
        salesperson: who answers for it; only they see it, where their role says so.
    """

    id: UUID
    site: UUID
    code: str
    customer: UUID
    ordered_on: date
    customer_number: str = ""
    salesperson: UUID | None = None
    note: str = ""
    version: int = 1


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a sales order; quantities in the material's base unit.

    Attributes:
        wanted_on: the day the customer asked for; None = nobody said.
        promised_on: the day we promised; `first_promised_on` is what we are measured by.
        priority: 0 to 100, 100 highest.
        shipped: what left for it, less what was taken back; read from the moves.
        planned: what work orders make for it; read from its supplies.
    """

    id: UUID
    site: UUID
    order_id: UUID
    order: str
    line: int
    material: UUID
    quantity: Decimal
    promised_on: date
    first_promised_on: date
    wanted_on: date | None = None
    customer_material: str = ""
    priority: int = 50
    status: LineStatus = "open"
    reason: str = ""
    version: int = 1
    shipped: Decimal = ZERO
    planned: Decimal = ZERO

    @property
    def name(self) -> str:
        """How people name it: order and line."""
        return f"{self.order}/{self.line}"

    @property
    def open(self) -> Decimal:
        """What is still to be shipped."""
        return max(self.quantity - self.shipped, ZERO) if self.status == "open" else ZERO


class OrderPlaced(Fact, frozen=True, kw_only=True):
    """A customer ordered something; all lines are of this order."""

    order: SalesOrder
    lines: tuple[OrderLine, ...]


class OrderChanged(Fact, frozen=True, kw_only=True):
    """The head of an order reads otherwise from now on."""

    order: SalesOrder


class LineChanged(Fact, frozen=True, kw_only=True):
    """A line was promised anew, grew, shrank, was closed short or cancelled."""

    line: OrderLine


class SupplySet(Fact, frozen=True, kw_only=True):
    """So much of a work order is made for a line from now on; 0 = none of it.

    Attributes:
        work_order: code of one that is there, or is created by the next command.
    """

    id: UUID
    site: UUID
    line: UUID
    work_order: UUID
    quantity: Decimal


class LineShipped(Fact, frozen=True, kw_only=True):
    """Goods left for a line; `shipment` is the command that books their moves."""

    id: UUID
    line: OrderLine
    code: str
    quantity: Decimal
    shipped_at: Instant
    shipment: UUID


INSERT_ORDERS = """
    INSERT INTO sales_order (id, site, code, customer, customer_number, salesperson, note,
        ordered_on, cause)
    SELECT n.id, n.site, n.code, n.customer, n.customer_number, n.salesperson, n.note,
        n.ordered_on, n.cause
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(code)s::text[], %(customer)s::uuid[],
        %(customer_number)s::text[], %(salesperson)s::uuid[], %(note)s::text[],
        %(ordered_on)s::date[], %(cause)s::uuid[])
        AS n(id, site, code, customer, customer_number, salesperson, note, ordered_on, cause)"""
INSERT_LINES = """
    INSERT INTO sales_order_line (id, site, sales_order, line, material, customer_material,
        quantity, wanted_on, promised_on, first_promised_on, priority)
    SELECT n.id, n.site, n.order_id, n.line, n.material, n.customer_material, n.quantity,
        n.wanted_on, n.promised_on, n.first_promised_on, n.priority
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(order_id)s::uuid[], %(line)s::integer[],
        %(material)s::uuid[], %(customer_material)s::text[], %(quantity)s::numeric[],
        %(wanted_on)s::date[], %(promised_on)s::date[], %(first_promised_on)s::date[],
        %(priority)s::integer[])
        AS n(id, site, order_id, line, material, customer_material, quantity, wanted_on,
            promised_on, first_promised_on, priority)"""
CHANGE_ORDERS = """
    UPDATE sales_order o SET customer_number = n.customer_number, salesperson = n.salesperson,
        note = n.note, version = n.version
    FROM unnest(%(id)s::uuid[], %(customer_number)s::text[], %(salesperson)s::uuid[],
        %(note)s::text[], %(version)s::integer[])
        AS n(id, customer_number, salesperson, note, version)
    WHERE o.id = n.id"""
CHANGE_LINES = """
    UPDATE sales_order_line l SET quantity = n.quantity, promised_on = n.promised_on,
        priority = n.priority, status = n.status, reason = n.reason, version = n.version
    FROM unnest(%(id)s::uuid[], %(quantity)s::numeric[], %(promised_on)s::date[],
        %(priority)s::integer[], %(status)s::text[], %(reason)s::text[], %(version)s::integer[])
        AS n(id, quantity, promised_on, priority, status, reason, version)
    WHERE l.id = n.id"""
SET_SUPPLIES = """
    INSERT INTO order_supply (id, site, sales_order_line, work_order, quantity)
    SELECT n.id, n.site, n.line, n.work_order, n.quantity
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(line)s::uuid[], %(work_order)s::uuid[],
        %(quantity)s::numeric[]) AS n(id, site, line, work_order, quantity)
    ON CONFLICT (sales_order_line, work_order) DO UPDATE SET quantity = excluded.quantity"""
INSERT_SHIPMENTS = """
    INSERT INTO order_shipment (id, site, sales_order_line, code, quantity, shipped_at,
        shipment, cause)
    SELECT n.id, n.site, n.line, n.code, n.quantity, n.shipped_at, n.shipment, n.cause
    FROM unnest(%(id)s::uuid[], %(site)s::uuid[], %(line)s::uuid[], %(code)s::text[],
        %(quantity)s::numeric[], %(shipped_at)s::timestamptz[], %(shipment)s::uuid[],
        %(cause)s::uuid[])
        AS n(id, site, line, code, quantity, shipped_at, shipment, cause)"""
ORDER = ("id", "site", "code", "customer", "customer_number", "salesperson", "note", "ordered_on")
NEW_LINE = (
    "id", "site", "order_id", "line", "material", "customer_material", "quantity", "wanted_on",
    "promised_on", "first_promised_on", "priority",
)  # fmt: skip
CHANGED_ORDER = ("id", "customer_number", "salesperson", "note", "version")
CHANGED_LINE = ("id", "quantity", "promised_on", "priority", "status", "reason", "version")
SUPPLY = ("id", "site", "line", "work_order", "quantity")
SHIPMENT = ("id", "code", "quantity", "shipped_at", "shipment")


def columns(rows: Sequence[msgspec.Struct], names: Sequence[str]) -> dict[str, object]:
    """Return the values of structs by field, as statements take them."""
    return {name: [getattr(row, name) for row in rows] for name in names}


def record_placed(tx: Tx, booked: Sequence[Booked[OrderPlaced]]) -> None:
    """Write sales orders and their lines."""
    given = columns([one.fact.order for one in booked], ORDER)
    given["cause"] = [one.stamp.cause for one in booked]
    tx.execute(INSERT_ORDERS, given)
    lines = [line for one in booked for line in one.fact.lines]
    tx.execute(INSERT_LINES, columns(lines, NEW_LINE))


def record_order_changed(tx: Tx, booked: Sequence[Booked[OrderChanged]]) -> None:
    """Write how heads read; of several changes of one the last holds."""
    last = list({one.fact.order.id: one.fact.order for one in booked}.values())
    tx.execute(CHANGE_ORDERS, columns(last, CHANGED_ORDER))


def record_line_changed(tx: Tx, booked: Sequence[Booked[LineChanged]]) -> None:
    """Write how lines stand; of several changes of one the last holds."""
    last = list({one.fact.line.id: one.fact.line for one in booked}.values())
    tx.execute(CHANGE_LINES, columns(last, CHANGED_LINE))


def record_supplies(tx: Tx, booked: Sequence[Booked[SupplySet]]) -> None:
    """Write which work orders make what for which lines; the last word on a pair holds."""
    last = {(one.fact.line, one.fact.work_order): one.fact for one in booked}
    tx.execute(SET_SUPPLIES, columns(list(last.values()), SUPPLY))


def record_shipped(tx: Tx, booked: Sequence[Booked[LineShipped]]) -> None:
    """Write what left for which line."""
    facts = [one.fact for one in booked]
    given = columns(facts, SHIPMENT)
    given["site"] = [fact.line.site for fact in facts]
    given["line"] = [fact.line.id for fact in facts]
    given["cause"] = [one.stamp.cause for one in booked]
    tx.execute(INSERT_SHIPMENTS, given)
