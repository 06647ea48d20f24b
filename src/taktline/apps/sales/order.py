"""A customer orders something, wants it otherwise, or gives it up."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.sales.book import NamesLine, NamesOrder, OrderBook, load_book, load_named
from taktline.apps.sales.facts import (
    LineChanged,
    LineStatus,
    OrderChanged,
    OrderLine,
    OrderPlaced,
    SalesOrder,
)
from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Invalid, NotFound, Problem
from taktline.base.quantity import bounded, plain, rounded
from taktline.base.text import Text
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.number import Counter, take_beside
from taktline.platform.transaction import Tx

LINES_MAX = 200
"""Lines of one order: a book of spare parts; more is several orders."""
STEP = 10
"""Lines are numbered 10, 20, 30 as people leave room between them."""


class OrderLineCount(Problem):
    """An order has no lines, or too many."""

    title = Text(
        en="{count} lines; an order has 1 to {limit}.",
        zh="共 {count} 行,须为 1 至 {limit} 行。",
    )
    status = 400


class SalesOrderExists(Problem):
    """Sales orders have codes of their own."""

    title = Text(en="There is a sales order {code} already.", zh="销售订单 {code} 已存在。")


class NoCustomer(Problem):
    """The partner is not marked as a customer."""

    title = Text(
        en="{code} is no customer; mark the partner as one first.",
        zh="{code} 不是客户,请先在往来单位中标记为客户。",
    )
    status = 400


class BelowShipped(Problem):
    """Less would be ordered than has left."""

    title = Text(
        en="{order_line}: {shipped} {unit} were shipped; not fewer can be ordered.",
        zh="{order_line} 已发货 {shipped} {unit},订购数量不能更少。",
    )


class AlreadyShipped(Problem):
    """A line of which something left cannot be as if it had never been ordered."""

    title = Text(
        en="{order_line}: {shipped} {unit} were shipped; close it short instead.",
        zh="{order_line} 已发货 {shipped} {unit},不能取消,请短交关闭。",
    )


class EndReasonMissing(Problem):
    """Whoever gives up what was ordered says why."""

    title = Text(
        en="Say why {order_line} ends with {open} {unit} open.",
        zh="请说明 {order_line} 尚欠 {open} {unit} 即结束的原因。",
    )
    status = 400


class WantedLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One material that a sales orders.

    Attributes:
        line: its number on the order, 1 or more; left out = 10, 20, 30, ...
        quantity: in `unit`, or in the base unit; above 0.
        promised_on: the day we promise.
        wanted_on: the day the customer asked for; left out = nobody said.
        customer_material: the customer's own part number.
        priority: 0 to 100, 100 highest.
    """

    material: str
    quantity: Decimal
    promised_on: date
    line: int | None = None
    unit: str | None = None
    wanted_on: date | None = None
    customer_material: str = ""
    priority: int = 50


class CreateSalesOrder(Command, frozen=True, kw_only=True):
    """A customer orders something.

    Attributes:
        code: left out, it gets the next number `SO-<year>-<number>`.
        customer: code or id of a partner who is a customer.
        customer_number: the customer's own number of the order.
        salesperson: code or id of a person; left out = who enters it, where that is a person.
        ordered_on: left out = today at the site.
    """

    site: str | None = None
    code: str | None = None
    customer: str
    customer_number: str = ""
    salesperson: str | None = None
    note: str = ""
    ordered_on: date | None = None
    lines: tuple[WantedLine, ...]


class ChangeSalesOrder(NamesOrder, frozen=True, kw_only=True):
    """The head of an order is changed; what is absent stays."""

    customer_number: str | None = None
    salesperson: str | None = None
    note: str | None = None


class ChangeOrderLine(NamesLine, frozen=True, kw_only=True):
    """A line is wanted in another quantity, promised for another day, or more or less urgent.

    Attributes:
        quantity: base unit; not below what was shipped.
        promised_on: the first promise stays what we are measured by.
        priority: 0 to 100, 100 highest.
    """

    quantity: Decimal | None = None
    promised_on: date | None = None
    priority: int | None = None
    reason: str = ""


class CloseOrderLine(NamesLine, frozen=True, kw_only=True):
    """What is still open of a line will not be shipped any more (短交关闭)."""

    reason: str = ""


class CancelOrderLine(NamesLine, frozen=True, kw_only=True):
    """The customer does not want a line any more; nothing of it has left."""

    reason: str = ""


STAFF = "SELECT p.id FROM user_account u JOIN person p ON p.id = u.person"
IS_CUSTOMER = "SELECT id FROM partner WHERE is_customer AND id = ANY(%(ids)s::uuid[])"


async def load_new(tx: Tx, commands: Sequence[CreateSalesOrder]) -> OrderBook:
    """Read what is named, and take numbers for orders that bring none."""
    book = await load_named(
        tx,
        materials={line.material for command in commands for line in command.lines},
        partners={command.customer for command in commands},
        people={c.salesperson for c in commands if c.salesperson is not None},
        codes={command.code for command in commands if command.code is not None},
    )
    partners = {"ids": sorted(set(book.refs.partners.values()))}
    rows, staff = await tx.fetch_many([(IS_CUSTOMER, partners), (STAFF, None)])
    book.customers = {one: "" for (one,) in msgspec.convert(rows, list[tuple[UUID]])}
    book.people |= {str(one): one for (one,) in msgspec.convert(staff, list[tuple[UUID]])}
    nameless = [command for command in commands if command.code is None]
    for year in sorted({command.occurred_at.year for command in nameless}):
        own = [command for command in nameless if command.occurred_at.year == year]
        shown = min(year, tx.present.year)
        counter = Counter(rule="sales_order", period=str(shown))
        dry = all(command.dry_run for command in own)
        numbers = await take_beside(tx, counter, count=len(own), dry=dry)
        pairs = zip(own, numbers, strict=True)
        book.numbers |= {command.id: f"SO-{shown}-{number:04d}" for command, number in pairs}
    return book


def decide_new(book: OrderBook, command: CreateSalesOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide a sales order.

    Raises:
        OrderLineCount: no line, or more than 200.
        BadCode, SalesOrderExists: its number.
        SiteNeeded, NotFound: site, customer, salesperson or material.
        NoCustomer: the partner is none.
        Invalid: a line's number occurs twice or is below 1, or a priority out of range.
        NoConversion, QuantityNotPositive: a quantity.
    """
    if not 1 <= len(command.lines) <= LINES_MAX:
        raise OrderLineCount(count=len(command.lines), limit=LINES_MAX, at="/lines")
    code = checked_code(book.numbers[command.id] if command.code is None else command.code)
    if code in book.codes:
        raise SalesOrderExists(code=code, at="/code")
    site = book.refs.site(command.site)
    customer = book.refs.partner(command.customer)
    if customer not in book.customers:
        raise NoCustomer(code=command.customer, at="/customer")
    order = SalesOrder(
        id=ids.new(), site=site, code=code, customer=customer,
        customer_number=command.customer_number.strip(),
        salesperson=_person(book, command.salesperson) or book.people.get(str(ids.by.person)),
        note=command.note, ordered_on=command.ordered_on or book.day(site, command.occurred_at),
    )  # fmt: skip
    lines = [
        _wanted(book, order, wanted, place=place, ids=ids)
        for place, wanted in enumerate(command.lines)
    ]
    numbers = [line.line for line in lines]
    if len(set(numbers)) < len(numbers) or min(numbers) < 1:
        raise Invalid(reason="the lines are numbered from 1, each once", at="/lines")
    told = Event(
        name="sales_order.placed", entity="sales_order", record=order.id, code=code,
        site=site,
        payload={
            "customer": book.refs.partner_code(command.customer), "lines": len(lines),
            "customer_number": order.customer_number,
        },
    )  # fmt: skip
    return [OrderPlaced(order=order, lines=tuple(lines)), told]


def _wanted(
    book: OrderBook, order: SalesOrder, wanted: WantedLine, *, place: int, ids: Ids
) -> OrderLine:  # tidy: positional - a line of an order in its book
    """Return a line as it is wanted; what is wrong with it is told at its place."""
    at = f"/lines/{place}"
    try:
        material = book.materials[book.refs.material(wanted.material)]
    except Problem as problem:
        raise problem.located(f"{at}/material") from None
    try:
        quantity = book.refs.entered(material, wanted.quantity, unit=wanted.unit).base
    except Problem as problem:
        raise problem.located(f"{at}/quantity") from None
    _refuse_priority(wanted.priority, at=f"{at}/priority")
    return OrderLine(
        id=ids.new(), site=order.site, order_id=order.id, order=order.code,
        line=(place + 1) * STEP if wanted.line is None else wanted.line, material=material.id,
        quantity=quantity,
        promised_on=wanted.promised_on, first_promised_on=wanted.promised_on,
        wanted_on=wanted.wanted_on, customer_material=wanted.customer_material.strip(),
        priority=wanted.priority,
    )  # fmt: skip


def _person(book: OrderBook, reference: str | None) -> UUID | None:
    if not reference:
        return None
    if reference not in book.people:
        raise NotFound(kind="person", code=reference, at="/salesperson")
    return book.people[reference]


def _refuse_priority(priority: int, *, at: str = "/priority") -> None:
    if not 0 <= priority <= 100:
        raise Invalid(reason="priority must be 0 to 100", at=at)


async def load_heads(tx: Tx, commands: Sequence[ChangeSalesOrder]) -> OrderBook:
    """Lock the orders that are named, and find their new salespeople."""
    people = {c.salesperson for c in commands if c.salesperson}
    return await load_book(tx, commands, people=people)


def decide_head(book: OrderBook, command: ChangeSalesOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how the head of an order reads.

    Raises:
        NotFound: order or salesperson.
    """
    order = book.order(command.sales_order)
    given = {
        "customer_number": command.customer_number,
        "salesperson": _person(book, command.salesperson),
        "note": command.note,
    }
    changed = msgspec.structs.replace(
        order,
        version=order.version + 1,
        **{name: value for name, value in given.items() if value is not None},
    )
    told = Event(
        name="sales_order.changed", entity="sales_order", record=order.id, code=order.code,
        site=order.site,
    )  # fmt: skip
    return [OrderChanged(order=changed), told]


async def load_lines(tx: Tx, commands: Sequence[NamesLine]) -> OrderBook:
    """Lock the orders that are named with their lines."""
    return await load_book(tx, commands)


def decide_change(book: OrderBook, command: ChangeOrderLine, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a line is wanted and promised as from now on.

    Raises:
        NotFound, OrderLineEnded: the line.
        Invalid: the priority is out of range.
        BelowShipped: less would be ordered than has left, or nothing.
    """
    line = book.open_line(command)
    material = book.materials[line.material]
    priority = line.priority if command.priority is None else command.priority
    _refuse_priority(priority)
    quantity = line.quantity
    if command.quantity is not None:
        quantity = rounded(bounded(command.quantity), material.unit_places)
    if quantity < line.shipped or quantity <= 0:
        raise BelowShipped(
            order_line=line.name, shipped=plain(line.shipped), unit=material.unit, at="/quantity"
        )
    changed = msgspec.structs.replace(
        line, quantity=quantity, promised_on=command.promised_on or line.promised_on,
        priority=priority, reason=command.reason or line.reason, version=line.version + 1,
    )  # fmt: skip
    told = line_event(
        changed, "changed", was_quantity=plain(line.quantity), quantity=plain(quantity),
        was_promised_on=line.promised_on.isoformat(), promised_on=changed.promised_on.isoformat(),
        was_priority=line.priority, priority=priority, reason=command.reason,
    )  # fmt: skip
    return [LineChanged(line=changed), told]


def decide_close(book: OrderBook, command: CloseOrderLine, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that nothing more is shipped for a line.

    Raises:
        NotFound, OrderLineEnded: the line.
        EndReasonMissing: something is open and nobody says why.
    """
    return _ended(book, command, status="closed", reason=command.reason)


def decide_cancel(book: OrderBook, command: CancelOrderLine, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a line is not wanted any more.

    Raises:
        NotFound, OrderLineEnded: the line.
        AlreadyShipped: something of it has left.
        EndReasonMissing: nobody says why.
    """
    line = book.open_line(command)
    if line.shipped > 0:
        unit = book.materials[line.material].unit
        raise AlreadyShipped(order_line=line.name, shipped=plain(line.shipped), unit=unit)
    return _ended(book, command, status="cancelled", reason=command.reason)


def _ended(book: OrderBook, command: NamesLine, *, status: LineStatus, reason: str) -> list[Fact]:
    line = book.open_line(command)
    unit = book.materials[line.material].unit
    if line.open > 0 and not reason.strip():
        raise EndReasonMissing(order_line=line.name, open=plain(line.open), unit=unit, at="/reason")
    ended = msgspec.structs.replace(line, status=status, reason=reason, version=line.version + 1)
    told = line_event(ended, status, short=plain(line.open), reason=reason)
    return [LineChanged(line=ended), told]


def line_event(line: OrderLine, done: str, /, **payload: object) -> Event:
    """Return what happened to a line, told under its order and number."""
    return Event(
        name=f"sales_order_line.{done}", entity="sales_order_line", record=line.id,
        code=line.name, site=line.site, payload=payload,
    )  # fmt: skip
