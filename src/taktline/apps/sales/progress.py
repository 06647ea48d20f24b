"""The progress of sales orders as people and their customers read it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.sales.around import LinesWanted, read_around, read_lines
from taktline.apps.sales.labels import LABELS
from taktline.apps.sales.standing import Around, Holds, LineRow, Standing, standing
from taktline.base.instant import Instant
from taktline.base.text import Text
from taktline.kernel.ledger.asked import bounded_limit, nodes_of
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

LineState = Literal["open", "shipped", "closed", "cancelled"]
Shown = Literal["open", "late", "ended", "all"]


class ProgressParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lines.

    Attributes:
        show: open lines, those that are late, those that are over, or all.
        customer: code of a partner; `salesperson` code of a person.
        search: part of an order's or customer's number or name, or of a material's.
        at: the instant from which open work is loaded and lateness judged; now if None.
        after: cursor of the page before.
        limit: rows, 1 to 1000.
    """

    site: str | None = None
    sales_order: str | None = None
    customer: str | None = None
    salesperson: str | None = None
    material: str | None = None
    search: str | None = None
    show: Shown = "open"
    at: Instant | None = None
    after: str | None = None
    limit: int = 200


class ProgressLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a sales order and where its goods are, in the material's base unit.

    Attributes:
        state: open; shipped = all of it has left; closed short; or cancelled.
        planned: work orders make it, drafts included; `released` without drafts.
        begun: at or behind the first operation; `finished` good behind the last one.
        reserved: of stock, promised to this line; `free` is in stock and promised to nobody.
        shipped: what left, less what was taken back; `open` = ordered - shipped.
        expected_at: when the last open piece is made; None = no day can be told.
        late_days: days from the promise to what is expected, or to today; 0 = not late.
        holds: what holds it; `holds_at` names the operation, station, component or work order,
            `holds_count` pieces, or hours where it is a queue.
        rows: its work orders by operation: `sales.order_operations`.
    """

    id: UUID
    site: str
    sales_order: str
    line: int
    customer: str
    customer_name: str
    customer_name_en: str | None
    customer_number: str
    salesperson: str | None
    salesperson_name: str | None
    material: str
    name: str
    name_en: str | None
    customer_material: str
    unit: str
    quantity: Decimal
    ordered_on: date
    wanted_on: date | None
    promised_on: date
    first_promised_on: date
    priority: int
    state: LineState
    reason: str
    planned: Decimal
    released: Decimal
    begun: Decimal
    finished: Decimal
    reserved: Decimal
    free: Decimal
    shipped: Decimal
    open: Decimal
    expected_at: datetime | None
    is_late: bool
    late_days: int
    holds: Holds
    holds_at: str | None
    holds_count: Decimal | None


async def order_progress(
    tx: Tx, asked: ProgressParams, reader: Principal
) -> Page[ProgressLine]:  # tidy: positional - the shape of a query
    """Return lines of sales orders with where their goods are, the earliest promise first."""
    wanted = LinesWanted(
        site=asked.site, sales_order=asked.sales_order, customer=asked.customer,
        salesperson=asked.salesperson, material=asked.material, search=asked.search or None,
        only_open=asked.show in ("open", "late"),
    )  # fmt: skip
    lines = await read_lines(tx, wanted, nodes_of(reader, "sales_order:read"))
    around = await read_around(tx, lines, asked.at or tx.present)
    rows = [row for row in (progress_of(line, around) for line in lines) if fits(row, asked.show)]
    begins = _behind(rows, asked.after)
    limit = bounded_limit(asked.limit)
    page = rows[begins : begins + limit]
    more = begins + limit < len(rows)
    return Page(rows=page, total=len(rows), after=str(page[-1].id) if more else None)


def fits(row: ProgressLine, show: Shown) -> bool:
    """Say whether a line is among those that are to be shown."""
    match show:
        case "open":
            return row.state == "open"
        case "late":
            return row.is_late
        case "ended":
            return row.state != "open"
        case _:
            return True


def _behind(rows: list[ProgressLine], after: str | None) -> int:
    """Return where the page behind a cursor begins."""
    if after is None:
        return 0
    mark = UUID(after)
    return next((at + 1 for at, row in enumerate(rows) if row.id == mark), len(rows))


def progress_of(line: LineRow, around: Around) -> ProgressLine:
    """Return a line with where its goods are."""
    now = standing(line, around)
    shown = {
        name: value
        for name, value in msgspec.structs.asdict(line).items()
        if name in ProgressLine.__struct_fields__
    }
    stands = {
        name: value
        for name, value in msgspec.structs.asdict(now).items()
        if name in ProgressLine.__struct_fields__
    }
    return ProgressLine(
        **shown, **stands, state=_state(line, now), holds=now.hold.holds, holds_at=now.hold.at,
        holds_count=now.hold.count,
    )  # fmt: skip


def _state(line: LineRow, now: Standing) -> LineState:
    if line.status == "closed":
        return "closed"
    if line.status == "cancelled":
        return "cancelled"
    return "shipped" if now.open <= 0 else "open"


class PreviewParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line, and what it would be changed to; what is absent stays.

    Attributes:
        quantity: base unit, above 0.
        at: as in `sales.order_progress`.
    """

    sales_order: str
    line: int
    quantity: Decimal | None = None
    promised_on: date | None = None
    at: Instant | None = None


class PreviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it stands, and as it would.

    Attributes:
        is_after: False = as it stands now.
        surplus: planned beyond what would be open, in the base unit.
    """

    is_after: bool
    quantity: Decimal
    unit: str
    promised_on: date
    open: Decimal
    planned: Decimal
    surplus: Decimal
    expected_at: datetime | None
    is_late: bool
    late_days: int
    holds: Holds
    holds_at: str | None
    holds_count: Decimal | None


async def line_preview(
    tx: Tx, asked: PreviewParams, reader: Principal
) -> Page[PreviewRow]:  # tidy: positional - the shape of a query
    """Return how a line stands and how it would after a change; nothing is changed."""
    wanted = LinesWanted(sales_order=asked.sales_order)
    lines = await read_lines(tx, wanted, nodes_of(reader, "sales_order:read"))
    own = [line for line in lines if line.line == asked.line]
    around = await read_around(tx, own, asked.at or tx.present)
    rows: list[PreviewRow] = []
    for line in own:
        after = msgspec.structs.replace(
            line,
            quantity=line.quantity if asked.quantity is None else asked.quantity,
            promised_on=asked.promised_on or line.promised_on,
        )
        rows += [_preview(line, around, is_after=False), _preview(after, around, is_after=True)]
    return Page(rows=rows, total=len(rows))


def _preview(line: LineRow, around: Around, *, is_after: bool) -> PreviewRow:
    now = standing(line, around)
    return PreviewRow(
        is_after=is_after, quantity=line.quantity, unit=line.unit, promised_on=line.promised_on,
        open=now.open, planned=now.planned,
        surplus=max(now.planned - line.quantity, Decimal(0)), expected_at=now.expected_at,
        is_late=now.is_late, late_days=now.late_days, holds=now.hold.holds, holds_at=now.hold.at,
        holds_count=now.hold.count,
    )  # fmt: skip


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="sales.order_progress", params=ProgressParams, row=ProgressLine,
        needs="sales_order:read", run=order_progress,
        label=Text("Progress of sales orders", "订单进度"), labels=LABELS, of="sales_order_line",
        units={
            "unit": ("quantity", "planned", "released", "begun", "finished", "reserved", "free",
                     "shipped", "open"),
            "": ("holds_count",),
        },
    ),
    Query(
        name="sales.line_preview", params=PreviewParams, row=PreviewRow,
        needs="sales_order:read", run=line_preview,
        label=Text("What a change of a line would mean", "订单行变更预览"),
    ),
)  # fmt: skip
