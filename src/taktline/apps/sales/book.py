"""What a decision about sales orders knows: orders, lines, what was shipped and planned."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.apps.sales.facts import (
    LineChanged,
    LineShipped,
    LineStatus,
    OrderChanged,
    OrderLine,
    OrderPlaced,
    SalesOrder,
    SupplySet,
)
from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.ledger.references import References, ReferencesWanted, load_references
from taktline.kernel.ledger.stock import Material
from taktline.platform.command import Command
from taktline.platform.transaction import Tx


class OrderLineEnded(Problem):
    """Nothing more happens to a line that was closed short or cancelled."""

    title = Text(
        en="{order_line} is {status}; nothing more is planned or shipped for it.",
        zh="{order_line} 当前为 {status},不能再计划或发货。",
    )


class NamesOrder(Command, frozen=True, kw_only=True):
    """A command about one sales order, by code or id."""

    sales_order: str


class NamesLine(NamesOrder, frozen=True, kw_only=True):
    """A command about one line of a sales order, by its number."""

    line: int


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A work order as far as a line needs to know it."""

    id: UUID
    code: str
    site: UUID
    material: UUID | None
    ordered: Decimal
    status: str


class Routed(msgspec.Struct, frozen=True, kw_only=True):
    """How a material is made: its newest released routing, and what goes into one piece.

    Attributes:
        parts: components with the quantity per piece, their loss included.
    """

    material: UUID
    code: str
    parts: tuple[tuple[UUID, Decimal], ...] = ()


class OrderBook(msgspec.Struct, kw_only=True):
    """The part of the order book that a batch of commands may see and change.

    Attributes:
        refs: what codes of sites, materials and customers mean.
        people: persons by code and by id.
        zones: the zone of each site, for the day an order is dated.
        numbers: the number taken for a command that brings none.
        supplies: what work orders make for lines, by line and work order.
        made: work orders that are named or make something for a line, by code and by id.
        routed: how materials are made, where a line is to be planned.
        on_hand: free stock by material, where a line is to be planned.
    """

    refs: References
    materials: dict[UUID, Material] = {}
    people: dict[str, UUID] = {}
    zones: dict[UUID, str] = {}
    codes: set[str] = set()
    numbers: dict[UUID, str] = {}
    orders: dict[UUID, SalesOrder] = {}
    lines: dict[UUID, OrderLine] = {}
    supplies: dict[tuple[UUID, UUID], Decimal] = {}
    made: dict[str, Made] = {}
    routed: dict[UUID, Routed] = {}
    on_hand: dict[UUID, Decimal] = {}
    customers: dict[UUID, str] = {}

    def order(self, reference: str) -> SalesOrder:
        """Return an order.

        Raises:
            NotFound: there is none.
        """
        own = id_of(reference)
        for order in self.orders.values():
            if order.code == reference or order.id == own:
                return order
        raise NotFound(kind="sales_order", code=reference, at="/sales_order")

    def line(self, command: NamesLine) -> OrderLine:
        """Return the line that a command names.

        Raises:
            NotFound: there is no such order or line.
        """
        order = self.order(command.sales_order)
        for line in self.lines.values():
            if line.order_id == order.id and line.line == command.line:
                return line
        code = f"{order.code}/{command.line}"
        raise NotFound(kind="sales_order_line", code=code, at="/line")

    def open_line(self, command: NamesLine) -> OrderLine:
        """Return the line that a command names, while something may still happen to it.

        Raises:
            NotFound: there is no such order or line.
            OrderLineEnded: it was closed short or cancelled.
        """
        line = self.line(command)
        if line.status != "open":
            raise OrderLineEnded(order_line=line.name, status=line.status, at="/line")
        return line

    def lines_of(self, order: SalesOrder) -> list[OrderLine]:
        """Return the lines of an order, by number."""
        own = [line for line in self.lines.values() if line.order_id == order.id]
        return sorted(own, key=lambda line: line.line)

    def day(self, site: UUID, at: Instant) -> date:
        """Return the date on a site's clock."""
        return at.astimezone(ZoneInfo(self.zones[site])).date()


MATERIALS = """
    SELECT m.id, m.code, u.code AS unit, u.places::integer AS unit_places
    FROM material m JOIN unit u ON u.id = m.unit WHERE m.id = ANY(%(ids)s::uuid[])"""
PEOPLE = """
    SELECT id, code FROM person
    WHERE code = ANY(%(codes)s::text[]) OR id = ANY(%(ids)s::uuid[])"""
ZONES = "SELECT id, zone FROM site"
CODES = "SELECT code FROM sales_order WHERE code = ANY(%(codes)s::text[])"
ORDERS = """
    SELECT o.id, o.site, o.code, o.customer, o.ordered_on, o.customer_number, o.salesperson,
        o.note, o.version::integer AS version
    FROM sales_order o
    WHERE o.code = ANY(%(codes)s::text[]) OR o.id = ANY(%(ids)s::uuid[])
    ORDER BY o.id FOR UPDATE"""
LINES = """
    SELECT l.id, l.site, l.sales_order AS order_id, o.code AS order, l.line::integer AS line,
        l.material, l.quantity, l.promised_on, l.first_promised_on, l.wanted_on,
        l.customer_material, l.priority::integer AS priority, l.status, l.reason,
        l.version::integer AS version
    FROM sales_order o JOIN sales_order_line l ON l.sales_order = o.id
    WHERE o.code = ANY(%(codes)s::text[]) OR o.id = ANY(%(ids)s::uuid[])
    ORDER BY l.id FOR UPDATE OF l"""
SHIPPED = """
    SELECT h.sales_order_line, sum(v.quantity)
    FROM sales_order o
    JOIN sales_order_line l ON l.sales_order = o.id
    JOIN order_shipment h ON h.sales_order_line = l.id
    JOIN move v ON v.cause = h.shipment AND v.target_kind = 'customer'
    WHERE (o.code = ANY(%(codes)s::text[]) OR o.id = ANY(%(ids)s::uuid[]))
        AND NOT EXISTS (SELECT 1 FROM move b WHERE b.reverses = v.id)
    GROUP BY h.sales_order_line"""
SUPPLIES = """
    SELECT s.sales_order_line, s.quantity, w.id, w.code, w.site, w.material, w.ordered, w.status
    FROM sales_order o
    JOIN sales_order_line l ON l.sales_order = o.id
    JOIN order_supply s ON s.sales_order_line = l.id
    JOIN work_order w ON w.id = s.work_order
    WHERE o.code = ANY(%(codes)s::text[]) OR o.id = ANY(%(ids)s::uuid[])"""
CUSTOMERS = """
    SELECT p.id, p.code FROM sales_order o JOIN partner p ON p.id = o.customer
    WHERE o.code = ANY(%(codes)s::text[]) OR o.id = ANY(%(ids)s::uuid[])"""
GONE = ("cancelled", "aborted")
"""Work orders of these states make nothing any more."""


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    site: UUID
    order_id: UUID
    order: str
    line: int
    material: UUID
    quantity: Decimal
    promised_on: date
    first_promised_on: date
    wanted_on: date | None
    customer_material: str
    priority: int
    status: LineStatus
    reason: str
    version: int


async def load_named(
    tx: Tx,
    *,
    materials: Iterable[str] = (),
    partners: Iterable[str] = (),
    people: Iterable[str] = (),
    codes: Iterable[str] = (),
) -> OrderBook:
    """Read what new orders name; nothing is locked."""
    wanted = ReferencesWanted()
    wanted.want(materials=materials, partners=partners)
    refs = await load_references(tx, wanted)
    known, persons, zones, taken = await tx.fetch_many(
        [
            (MATERIALS, {"ids": sorted(set(refs.materials.values()))}),
            (PEOPLE, apart(people)),
            (ZONES, None),
            (CODES, {"codes": sorted(set(codes))}),
        ]
    )
    people_by: dict[str, UUID] = {}
    for person, code in msgspec.convert(persons, list[tuple[UUID, str]]):
        people_by |= {code: person, str(person): person}
    return OrderBook(
        refs=refs,
        materials=materials_of(known),
        people=people_by,
        zones=dict(msgspec.convert(zones, list[tuple[UUID, str]])),
        codes={str(code) for (code,) in taken},
    )


async def load_book(
    tx: Tx, commands: Sequence[NamesOrder], *, people: Iterable[str] = ()
) -> OrderBook:
    """Lock the orders that are named with all their lines; read what is planned and shipped."""
    named = apart(command.sales_order for command in commands)
    orders = await tx.rows(ORDERS, named, as_=SalesOrder)
    lines = await tx.rows(LINES, named, as_=_Line)
    shipped, supplies, customers = await tx.fetch_many(
        [(SHIPPED, named), (SUPPLIES, named), (CUSTOMERS, named)]
    )
    book = await load_named(tx, materials={str(line.material) for line in lines}, people=people)
    book.orders = {order.id: order for order in orders}
    gone = dict(msgspec.convert(shipped, list[tuple[UUID, Decimal]]))
    book.customers = dict(msgspec.convert(customers, list[tuple[UUID, str]]))
    planned: dict[UUID, Decimal] = {}
    for line_id, quantity, *work_order in supplies:
        one = msgspec.convert(dict(zip(Made.__struct_fields__, work_order, strict=True)), Made)
        line, amount = msgspec.convert((line_id, quantity), tuple[UUID, Decimal])
        book.made |= {one.code: one, str(one.id): one}
        book.supplies[line, one.id] = amount
        if one.status not in GONE:
            planned[line] = planned.get(line, Decimal(0)) + amount
    book.lines = {
        line.id: OrderLine(
            **msgspec.structs.asdict(line),
            shipped=gone.get(line.id, Decimal(0)),
            planned=planned.get(line.id, Decimal(0)),
        )
        for line in lines
    }
    return book


def materials_of(rows: Sequence[tuple[object, ...]]) -> dict[UUID, Material]:
    """Return materials with their base unit, by id."""
    found = msgspec.convert(rows, list[tuple[UUID, str, str, int]])
    return {
        id_: Material(id=id_, code=code, unit=unit, unit_places=places)
        for id_, code, unit, places in found
    }


def apart(references: Iterable[str]) -> dict[str, object]:
    """Return ids and codes apart: a reference is one or the other."""
    ids = {reference: id_of(reference) for reference in references}
    return {
        "codes": sorted(code for code, own in ids.items() if own is None),
        "ids": sorted(own for own in ids.values() if own is not None),
    }


def fold_placed(state: object, fact: OrderPlaced) -> None:
    """Let later commands of the batch see the order."""
    if isinstance(state, OrderBook):
        state.codes.add(fact.order.code)


def fold_order_changed(state: object, fact: OrderChanged) -> None:
    """Let later commands of the batch see the order as it reads now."""
    if isinstance(state, OrderBook):
        state.orders[fact.order.id] = fact.order


def fold_line_changed(state: object, fact: LineChanged) -> None:
    """Let later commands of the batch see the line as it stands now."""
    if isinstance(state, OrderBook):
        state.lines[fact.line.id] = fact.line


def fold_supply(state: object, fact: SupplySet) -> None:
    """Let later commands of the batch see what is planned for the line."""
    if not isinstance(state, OrderBook):
        return
    before = state.supplies.get((fact.line, fact.work_order), Decimal(0))
    state.supplies[fact.line, fact.work_order] = fact.quantity
    line = state.lines[fact.line]
    state.lines[line.id] = msgspec.structs.replace(
        line, planned=line.planned + fact.quantity - before
    )


def fold_shipped(state: object, fact: LineShipped) -> None:
    """Let later commands of the batch see that goods left for the line."""
    if isinstance(state, OrderBook):
        line = state.lines[fact.line.id]
        state.lines[line.id] = msgspec.structs.replace(line, shipped=line.shipped + fact.quantity)
