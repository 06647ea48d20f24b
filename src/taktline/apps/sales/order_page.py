"""What the page of a sales order shows: operations, work orders, shipments, links."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.sales.around import LinesWanted, read_around, read_lines
from taktline.base.instant import Instant
from taktline.base.text import Text
from taktline.kernel.ledger.asked import nodes_of, rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx


class OfOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which sales order, by code."""

    sales_order: str


class WorkParams(OfOrder, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which sales order, and the instant from which open work is loaded; now if None."""

    at: Instant | None = None


class OrderOperation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of a work order that makes something for a line, in pieces of all its lines.

    Attributes:
        quantity: of the work order, for this line.
        in_process: pieces lying at the operation: they wait until it is begun.
        to_judge: pieces reported bad that nobody has judged; `outside` pieces at suppliers.
    """

    line: int
    work_order: str
    order_status: str
    ordered: Decimal
    quantity: Decimal
    job_order: str
    sequence: int
    operation: str
    status: str
    is_first: bool
    station: str | None
    in_process: Decimal
    good: Decimal
    to_judge: Decimal
    rework: Decimal
    scrap: Decimal
    outside: Decimal


OPERATIONS = """
    SELECT l.line::integer, w.code, w.status, w.ordered, s.quantity, j.code, j.sequence::integer,
        j.operation, j.status,
        NOT EXISTS (SELECT 1 FROM job_dependency d WHERE d.successor = j.id), e.code,
        coalesce(h.there, 0), j.good + j.repaired, coalesce(h.to_judge, 0), j.rework, j.scrap,
        coalesce(h.outside, 0)
    FROM sales_order o
    JOIN sales_order_line l ON l.sales_order = o.id
    JOIN order_supply s ON s.sales_order_line = l.id AND s.quantity > 0
    JOIN work_order w ON w.id = s.work_order
    JOIN job_order j ON j.work_order = w.id
    LEFT JOIN equipment e ON e.id = coalesce(j.work_unit, j.work_center)
    LEFT JOIN LATERAL (
        SELECT sum(b.quantity) FILTER (WHERE p.kind = 'wip') AS there,
            sum(b.quantity) FILTER (WHERE p.kind = 'defective') AS to_judge,
            sum(b.quantity) FILTER (WHERE p.kind = 'supplier_site') AS outside
        FROM place p JOIN balance b ON b.place = p.id AND b.material = j.material
        WHERE p.job_order = j.id) AS h ON true
    WHERE o.code = %(sales_order)s AND j.work_type = 'production' AND j.status <> 'cancelled'
        AND (%(nodes)s::uuid[] IS NULL OR o.site = ANY(%(nodes)s::uuid[]))
    ORDER BY l.line, w.code, j.sequence, j.split_no, j.code
    LIMIT 1000"""


class OrderWork(msgspec.Struct, frozen=True, kw_only=True):
    """A work order that makes something for a line of a sales order.

    Attributes:
        quantity: of it, for this line; `finished` good behind its last operation, for this line.
        expected_at: when it ends by the queues of today; None = it is a draft, over, or too far.
    """

    line: int
    work_order: str
    status: str
    material: str
    ordered: Decimal
    quantity: Decimal
    finished: Decimal
    due_at: datetime | None
    expected_at: datetime | None
    is_late: bool


WORK_HEADS = """
    SELECT w.id, m.code, w.due_at FROM work_order w LEFT JOIN material m ON m.id = w.material
    WHERE w.id = ANY(%(work_orders)s::uuid[])"""


class OrderShipped(msgspec.Struct, frozen=True, kw_only=True):
    """What left for a line.

    Attributes:
        quantity: what left; `taken_back` of it by a reversal of the booking.
    """

    line: int
    code: str
    material: str
    unit: str
    quantity: Decimal
    taken_back: Decimal
    lots: list[str]
    shipped_at: datetime
    by: str | None


SHIPMENTS = """
    SELECT l.line::integer, h.code, m.code, u.code, h.quantity,
        coalesce(sum(v.quantity) FILTER (WHERE b.id IS NOT NULL), 0),
        coalesce(array_agg(DISTINCT t.code) FILTER (WHERE t.code <> '-'), '{}'),
        h.shipped_at, a.name
    FROM sales_order o
    JOIN sales_order_line l ON l.sales_order = o.id
    JOIN order_shipment h ON h.sales_order_line = l.id
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN move v ON v.cause = h.shipment AND v.target_kind = 'customer'
    LEFT JOIN move b ON b.reverses = v.id
    LEFT JOIN lot t ON t.id = v.lot
    LEFT JOIN command c ON c.id = h.cause
    LEFT JOIN user_account a ON a.id = c.principal
    WHERE o.code = %(sales_order)s
        AND (%(nodes)s::uuid[] IS NULL OR o.site = ANY(%(nodes)s::uuid[]))
    GROUP BY h.id, h.code, h.quantity, h.shipped_at, l.line, m.code, u.code, a.name
    ORDER BY h.shipped_at DESC, l.line
    LIMIT 1000"""


class OrderTold(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a sales order, the newest first.

    Attributes:
        what: `placed`, `changed`, `planned`, `linked`, `shipped`, `closed`, `cancelled`, or of a
            customer's link: `created`, `opened`, `revoked`.
        of: order, line or link.
        payload: what was told with it.
    """

    at: datetime
    of: str
    what: str
    code: str
    payload: dict[str, object]
    by: str | None


STORY = """
    WITH own AS (
        SELECT o.id FROM sales_order o
        WHERE o.code = %(sales_order)s
            AND (%(nodes)s::uuid[] IS NULL OR o.site = ANY(%(nodes)s::uuid[])))
    SELECT e.occurred_at, e.entity, split_part(e.name, '.', 2), e.code, e.payload, a.name
    FROM event e
    LEFT JOIN command c ON c.id = e.cause
    LEFT JOIN user_account a ON a.id = c.principal
    WHERE e.record IN (
        SELECT id FROM own
        UNION SELECT l.id FROM own JOIN sales_order_line l ON l.sales_order = own.id
        UNION SELECT k.id FROM own JOIN customer_link k ON k.sales_order = own.id)
        AND e.entity IN ('sales_order', 'sales_order_line', 'customer_link')
    ORDER BY e.occurred_at DESC, e.ordinal DESC
    LIMIT 500"""


class CustomerLinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A link that a customer may read an order's progress by; never its secret.

    Attributes:
        state: open, ended, or revoked.
        opened: how often somebody opened it; each time is in the order's story.
    """

    id: UUID
    name: str
    state: Literal["open", "ended", "revoked"]
    ends_at: datetime
    created_at: datetime
    by: str | None
    opened: int
    last_opened_at: datetime | None


LINKS = """
    SELECT k.id, k.name,
        CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.ends_at <= %(now)s::timestamptz
            THEN 'ended' ELSE 'open' END,
        k.ends_at, k.created_at, a.name, k.opened::integer, k.last_opened_at
    FROM sales_order o
    JOIN customer_link k ON k.sales_order = o.id
    LEFT JOIN user_account a ON a.id = k.created_by
    WHERE o.code = %(sales_order)s
        AND (%(nodes)s::uuid[] IS NULL OR o.site = ANY(%(nodes)s::uuid[]))
    ORDER BY k.created_at DESC
    LIMIT 200"""


async def order_operations(
    tx: Tx, asked: OfOrder, reader: Principal
) -> Page[OrderOperation]:  # tidy: positional - the shape of a query
    """Return what lies at each operation of the work orders that serve a sales order."""
    rows = await tx.fetch(OPERATIONS, _named(asked, reader, needs="sales_order:read"))
    return Page(rows=rows_as(rows, OrderOperation), total=len(rows))


async def order_work(
    tx: Tx, asked: WorkParams, reader: Principal
) -> Page[OrderWork]:  # tidy: positional - the shape of a query
    """Return the work orders that serve a sales order, and when each ends."""
    wanted = LinesWanted(sales_order=asked.sales_order)
    lines = await read_lines(tx, wanted, nodes_of(reader, "sales_order:read"))
    around = await read_around(tx, lines, asked.at or tx.present)
    ids = [one.id for work in around.work.values() for one in work]
    heads = msgspec.convert(
        await tx.fetch(WORK_HEADS, {"work_orders": ids}),
        list[tuple[UUID, str | None, datetime | None]],
    )
    known = {id_: (material, due) for id_, material, due in heads}
    rows: list[OrderWork] = []
    for line in lines:
        for one in around.work.get(line.id, ()):
            material, due = known[one.id]
            ends = around.ends.get(one.id)
            rows.append(
                OrderWork(
                    line=line.line, work_order=one.code, status=one.status,
                    material=material or line.material, ordered=one.ordered,
                    quantity=one.quantity, finished=one.share(one.finished), due_at=due,
                    expected_at=ends, is_late=ends is not None and due is not None and ends > due,
                )
            )  # fmt: skip
    return Page(rows=rows, total=len(rows))


async def order_shipments(
    tx: Tx, asked: OfOrder, reader: Principal
) -> Page[OrderShipped]:  # tidy: positional - the shape of a query
    """Return what left for a sales order, the newest first."""
    rows = await tx.fetch(SHIPMENTS, _named(asked, reader, needs="sales_order:read"))
    return Page(rows=rows_as(rows, OrderShipped), total=len(rows))


async def order_story(
    tx: Tx, asked: OfOrder, reader: Principal
) -> Page[OrderTold]:  # tidy: positional - the shape of a query
    """Return what happened to a sales order, the newest first."""
    rows = await tx.fetch(STORY, _named(asked, reader, needs="sales_order:read"))
    return Page(rows=rows_as(rows, OrderTold), total=len(rows))


async def customer_links(
    tx: Tx, asked: OfOrder, reader: Principal
) -> Page[CustomerLinkRow]:  # tidy: positional - the shape of a query
    """Return the links by which customers read a sales order."""
    named = {**_named(asked, reader, needs="customer_link:read"), "now": tx.present}
    rows = await tx.fetch(LINKS, named)
    return Page(rows=rows_as(rows, CustomerLinkRow), total=len(rows))


def _named(asked: OfOrder, reader: Principal, *, needs: str) -> dict[str, object]:
    return {"sales_order": asked.sales_order, "nodes": nodes_of(reader, needs)}


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="sales.order_operations", params=OfOrder, row=OrderOperation,
        needs="sales_order:read", run=order_operations,
        label=Text("Operations behind a sales order", "订单工序进度"),
    ),
    Query(
        name="sales.order_work", params=WorkParams, row=OrderWork, needs="sales_order:read",
        run=order_work, label=Text("Work orders behind a sales order", "订单关联工单"),
    ),
    Query(
        name="sales.order_shipments", params=OfOrder, row=OrderShipped,
        needs="sales_order:read", run=order_shipments,
        label=Text("Shipments of a sales order", "订单发货记录"),
    ),
    Query(
        name="sales.order_story", params=OfOrder, row=OrderTold, needs="sales_order:read",
        run=order_story, label=Text("What happened to a sales order", "订单经过"),
    ),
    Query(
        name="sales.customer_links", params=OfOrder, row=CustomerLinkRow,
        needs="customer_link:read", run=customer_links,
        label=Text("Links for customers", "客户链接"),
    ),
)  # fmt: skip
