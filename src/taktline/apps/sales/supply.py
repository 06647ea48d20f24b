"""Work orders are made for a line of a sales order, or those there are serve it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.apps.sales.book import (
    GONE,
    Made,
    NamesLine,
    OrderBook,
    Routed,
    apart,
    load_book,
    materials_of,
)
from taktline.apps.sales.facts import OrderLine, SupplySet
from taktline.apps.sales.order import line_event
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import ZERO, bounded, plain, rounded
from taktline.base.text import Text
from taktline.kernel.orders.release import CreateWorkOrder
from taktline.platform.caused import Caused, Then, caused_id
from taktline.platform.command import Fact, Ids
from taktline.platform.transaction import Tx

DEPTH_MAX = 6
"""Levels of a bill that one click explodes: deeper ones are planned from the part's own order."""
ORDERS_MAX = 50
"""Work orders one click makes; a bill with more made parts is a matter for planning."""


class NothingToPlan(Problem):
    """Everything that is open of a line is planned or in stock for it already."""

    title = Text(
        en="{order_line}: {planned} {unit} are planned already, {open} are open.",
        zh="{order_line} 未交 {open} {unit},已计划 {planned},无需再计划。",
    )


class NotMadeHere(Problem):
    """No released routing says how the material is made."""

    title = Text(
        en="No released routing makes {material}; write one, or link a work order by hand.",
        zh="{material} 没有已发布的工艺路线,请先建立,或手工关联工单。",
    )


class WrongMaterial(Problem):
    """The work order makes something else than the line wants."""

    title = Text(
        en="{work_order} does not make {material}, which {order_line} wants.",
        zh="工单 {work_order} 生产的不是 {order_line} 所需的 {material}。",
    )


class MoreThanMade(Problem):
    """Lines are to get more of a work order than it makes."""

    title = Text(
        en="{work_order} makes {ordered} {unit}; {taken} of them are for other lines.",
        zh="工单 {work_order} 共 {ordered} {unit},其中 {taken} 已分给其他订单行。",
    )


class PlanOrderLine(NamesLine, frozen=True, kw_only=True):
    """Work orders are made for what is open of a line and not planned.

    Attributes:
        quantity: base unit; all that is open and not planned if None.
        parts: also work orders for the parts that are made here and not in stock.
    """

    quantity: Decimal | None = None
    parts: bool = True


class LinkWorkOrder(NamesLine, frozen=True, kw_only=True):
    """A work order makes so much for a line; 0 = none of it any more.

    Attributes:
        work_order: code or id.
        quantity: base unit; 0 or more; what the line still lacks, as far as it goes, if None.
    """

    work_order: str
    quantity: Decimal | None = None


NAMED = """
    SELECT w.id, w.code, w.site, w.material, w.ordered, w.status
    FROM work_order w
    WHERE w.code = ANY(%(codes)s::text[]) OR w.id = ANY(%(ids)s::uuid[])"""
TAKEN = """
    SELECT s.sales_order_line, s.work_order, s.quantity FROM order_supply s
    WHERE s.work_order = ANY(%(work_orders)s::uuid[])"""
ROUTED = """
    WITH RECURSIVE bill AS (
        SELECT m.id AS material, 0 AS depth
        FROM unnest(%(materials)s::uuid[]) AS m (id)
        UNION
        SELECT (x.line->>'material')::uuid, b.depth + 1
        FROM bill b
        JOIN LATERAL (
            SELECT w.content FROM work_master w
            WHERE w.material = b.material AND w.kind = 'routing' AND w.status = 'released'
            ORDER BY w.revision DESC LIMIT 1) AS r ON true
        CROSS JOIN LATERAL jsonb_array_elements(
            coalesce(r.content->'operations', '[]'::jsonb)) AS o (op)
        CROSS JOIN LATERAL jsonb_array_elements(
            coalesce(o.op->'materials', '[]'::jsonb)) AS x (line)
        WHERE b.depth < %(depth)s AND coalesce(x.line->>'use', 'consume') = 'consume')
    SELECT DISTINCT ON (w.material) w.material, w.code, w.content->'operations'
    FROM work_master w
    WHERE w.material IN (SELECT material FROM bill) AND w.kind = 'routing'
        AND w.status = 'released'
    ORDER BY w.material, w.revision DESC"""
FREE = """
    SELECT b.material, sum(b.quantity)
    FROM balance b JOIN place p ON p.id = b.place
    WHERE b.material = ANY(%(materials)s::uuid[]) AND b.quantity > 0 AND b.status = 'available'
        AND b.owner IS NULL AND p.kind IN ('store', 'line_side')
        AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.lot = b.lot AND h.released_at IS NULL)
    GROUP BY b.material"""
BASE = """
    SELECT m.id, m.code, u.code AS unit, u.places::integer
    FROM material m JOIN unit u ON u.id = m.unit WHERE m.id = ANY(%(ids)s::uuid[])"""
TAKEN_CODES = """
    SELECT w.id, w.code, w.site, w.material, w.ordered, w.status FROM work_order w
    WHERE w.customer_ref = ANY(%(lines)s::text[])"""


async def load_plans(tx: Tx, commands: Sequence[PlanOrderLine]) -> OrderBook:
    """Lock the orders, and read how their materials and parts are made and what is in stock."""
    book = await load_book(tx, commands)
    wanted = {line.material for line in book.lines.values()}
    lines = sorted(line.name for line in book.lines.values())
    rows, made = await tx.fetch_many(
        [
            (ROUTED, {"materials": sorted(wanted), "depth": DEPTH_MAX}),
            (TAKEN_CODES, {"lines": lines}),
        ]
    )
    book.routed = {one.material: one for one in map(_routed, rows)}
    parts = {part for one in book.routed.values() for part, _ in one.parts}
    known = sorted(parts | set(book.routed) | wanted)
    stock, masters = await tx.fetch_many([(FREE, {"materials": known}), (BASE, {"ids": known})])
    book.on_hand = dict(msgspec.convert(stock, list[tuple[UUID, Decimal]]))
    book.materials |= materials_of(masters)
    book.made |= {one.code: one for one in map(_made, made)}
    return book


class _Part(msgspec.Struct, frozen=True):
    material: UUID
    quantity_per: Decimal = ZERO
    scrap_share: Decimal = ZERO
    use: str = "consume"


class _Operation(msgspec.Struct, frozen=True):
    materials: tuple[_Part, ...] = ()


def _routed(row: tuple[object, ...]) -> Routed:
    material, code, content = row
    operations = msgspec.convert(content, tuple[_Operation, ...], strict=False)
    parts: dict[UUID, Decimal] = {}
    for part in (part for operation in operations for part in operation.materials):
        if part.use == "consume":
            each = part.quantity_per / (1 - part.scrap_share)
            parts[part.material] = parts.get(part.material, ZERO) + each
    own, name = msgspec.convert((material, code), tuple[UUID, str])
    return Routed(material=own, code=name, parts=tuple(parts.items()))


def _made(row: tuple[object, ...]) -> Made:
    return msgspec.convert(dict(zip(Made.__struct_fields__, row, strict=True)), Made)


def decide_plan(book: OrderBook, command: PlanOrderLine, now: Instant, ids: Ids) -> list[Fact]:
    """Decide which work orders are made for a line: its own, and those of its made parts.

    Quantity = what was ordered, less shipped and planned. Parts follow level by level:
    needed = quantity * quantity per / (1 - loss), less what is free in stock.

    Raises:
        NotFound, OrderLineEnded: the line.
        NothingToPlan: nothing is open that is not planned.
        NotMadeHere: no released routing makes the material.
    """
    line = book.open_line(command)
    material = book.materials[line.material]
    left = line.open - line.planned
    quantity = left if command.quantity is None else bounded(command.quantity)
    quantity = rounded(quantity, material.unit_places)
    if quantity <= 0:
        raise NothingToPlan(
            order_line=line.name, planned=plain(line.planned), open=plain(line.open),
            unit=material.unit, at="/quantity",
        )  # fmt: skip
    if line.material not in book.routed:
        raise NotMadeHere(material=material.code, at="/line")
    orders = [(line.material, quantity)]
    if command.parts:
        orders += _parts(book, line.material, quantity)
    code = _free_code(book, line.name.replace("/", "-"))
    facts: list[Fact] = []
    for place, (made, amount) in enumerate(orders[:ORDERS_MAX]):
        own = code if place == 0 else f"{code}.{place}"
        facts.append(_created(book, line, code=own, made=(made, amount), place=place, ids=ids))
    link = LinkWorkOrder(
        id=caused_id("sales.plan", ids.cause, ORDERS_MAX), sales_order=line.order,
        line=line.line, work_order=code, quantity=quantity, occurred_at=command.occurred_at,
    )  # fmt: skip
    linked = Then(next=Caused(verb="sales.link_work_order", body=link, principal=ids.by))
    told = line_event(
        line, "planned", work_order=code, quantity=plain(quantity), orders=len(orders)
    )
    return [told, *facts, linked]


def _created(
    book: OrderBook, line: OrderLine, *, code: str, made: tuple[UUID, Decimal], place: int,
    ids: Ids,
) -> Then:  # fmt: skip  # tidy: positional - a line of its book
    material, quantity = made
    zone = ZoneInfo(book.zones[line.site])
    due = datetime.combine(line.promised_on + timedelta(days=1), time(), tzinfo=zone)
    create = CreateWorkOrder(
        id=caused_id("sales.plan", ids.cause, place), code=code, site=str(line.site),
        material=str(material), ordered=quantity, work_master=book.routed[material].code,
        priority=line.priority, due_at=due, customer_ref=line.name,
    )  # fmt: skip
    return Then(next=Caused(verb="kernel.create_work_order", body=create, principal=ids.by))


def _parts(book: OrderBook, material: UUID, quantity: Decimal) -> list[tuple[UUID, Decimal]]:
    """Return what must be made of parts, level by level; what is in stock is used up first."""
    free = dict(book.on_hand)
    found: dict[UUID, Decimal] = {}
    level = {material: quantity}
    for _ in range(DEPTH_MAX):
        needed = _needed(book.routed, level)
        level = {}
        for part, amount in needed.items():
            taken = min(free.get(part, ZERO), amount)
            free[part] = free.get(part, ZERO) - taken
            places = book.materials[part].unit_places
            missing = (amount - taken).quantize(Decimal(1).scaleb(-places), rounding=ROUND_UP)
            if part in book.routed and missing > 0:
                level[part] = missing
                found[part] = found.get(part, ZERO) + missing
    return list(found.items())


def _needed(routed: Mapping[UUID, Routed], level: Mapping[UUID, Decimal]) -> dict[UUID, Decimal]:
    needed: dict[UUID, Decimal] = {}
    for material, quantity in level.items():
        for part, each in routed[material].parts:
            needed[part] = needed.get(part, ZERO) + each * quantity
    return needed


def _free_code(book: OrderBook, code: str) -> str:
    """Return a code that no work order of the line has: the line's own, then -2, -3."""
    if code not in book.made:
        return code
    number = 2
    while f"{code}-{number}" in book.made:
        number += 1
    return f"{code}-{number}"


async def load_links(tx: Tx, commands: Sequence[LinkWorkOrder]) -> OrderBook:
    """Lock the orders, and read the work orders and what of them is for whom."""
    book = await load_book(tx, commands)
    named = apart(command.work_order for command in commands)
    made = [_made(row) for row in await tx.fetch(NAMED, named)]
    book.made |= {one.code: one for one in made} | {str(one.id): one for one in made}
    rows = await tx.fetch(TAKEN, {"work_orders": sorted({one.id for one in made})})
    for line, work_order, quantity in msgspec.convert(rows, list[tuple[UUID, UUID, Decimal]]):
        book.supplies[line, work_order] = quantity
    return book


def decide_link(book: OrderBook, command: LinkWorkOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how much of a work order is made for a line.

    Raises:
        NotFound, OrderLineEnded: the line, or the work order.
        WrongMaterial: it makes something else, or nothing any more.
        MoreThanMade: other lines have it already.
    """
    line = book.open_line(command)
    made = book.made.get(command.work_order)
    if made is None or made.site != line.site:
        raise NotFound(kind="work_order", code=command.work_order, at="/work_order")
    material = book.materials[line.material]
    if made.material != line.material or made.status in GONE:
        raise WrongMaterial(
            work_order=made.code, material=material.code, order_line=line.name, at="/work_order"
        )
    taken = sum(
        (q for (other, order), q in book.supplies.items() if order == made.id and other != line.id),
        ZERO,
    )
    own = book.supplies.get((line.id, made.id), ZERO)
    lacking = max(line.open - line.planned + own, ZERO)
    asked = min(made.ordered - taken, lacking) if command.quantity is None else command.quantity
    quantity = rounded(bounded(asked), material.unit_places)
    if quantity < 0 or quantity + taken > made.ordered:
        raise MoreThanMade(
            work_order=made.code, ordered=plain(made.ordered), taken=plain(taken),
            unit=material.unit, at="/quantity",
        )  # fmt: skip
    supply = SupplySet(
        id=ids.new(), site=line.site, line=line.id, work_order=made.id, quantity=quantity
    )
    told = line_event(line, "linked", work_order=made.code, quantity=plain(quantity))
    return [supply, told]
