"""What a rush would do: which work becomes later and whose material is taken."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.sales.around import LinesWanted, in_turn, read_lines
from taktline.apps.sales.forecast import (
    NEVER,
    Component,
    Forecast,
    OpenJob,
    forecast,
    needs_of_work,
)
from taktline.base.instant import Instant
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.ledger.asked import nodes_of
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx
from taktline.science.planning import Given, Need, allocated

SHIFTED_S = 60.0
"""An order that ends less than this much later or earlier has not moved."""


class RushParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which line would go first.

    Attributes:
        at: the instant from which open work is loaded; now if None.
    """

    sales_order: str
    line: int
    at: Instant | None = None


class RushRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a rush would change.

    Attributes:
        kind: `own` = a work order of the line; `order` = another that ends later; `material` = a
            component that another work order would lack; `queue` = the new order of a station.
        sales_orders: orders and lines that the work order makes something for, as far as the
            reader may see them.
        before: when it ends now; `after` when it would; None = no day can be told.
        shift_s: seconds later, or earlier below 0.
        turns_late: it would miss its due date, and does not now.
        material: code of the component, with the `quantity` that would be taken away.
        station: code of the station whose queue would change, with its `jobs` in the new order.
    """

    kind: Literal["own", "order", "material", "queue"]
    work_order: str | None = None
    sales_orders: list[str] = []
    due_at: datetime | None = None
    before: datetime | None = None
    after: datetime | None = None
    shift_s: float = 0.0
    is_late: bool = False
    turns_late: bool = False
    material: str | None = None
    unit: str | None = None
    quantity: Decimal | None = None
    station: str | None = None
    jobs: list[str] = []


OWN = """
    SELECT s.work_order FROM order_supply s
    WHERE s.sales_order_line = %(line)s AND s.quantity > 0"""
ORDERS = """
    SELECT w.id, w.code, w.due_at FROM work_order w WHERE w.id = ANY(%(ids)s::uuid[])"""
SERVED = """
    SELECT s.work_order, o.code || '/' || l.line
    FROM order_supply s
    JOIN sales_order_line l ON l.id = s.sales_order_line
    JOIN sales_order o ON o.id = l.sales_order
    WHERE s.work_order = ANY(%(ids)s::uuid[]) AND s.quantity > 0
    ORDER BY 2"""
MATERIALS = """
    SELECT m.id, m.code, u.code FROM material m JOIN unit u ON u.id = m.unit
    WHERE m.id = ANY(%(ids)s::uuid[])"""


class _Heads(msgspec.Struct, kw_only=True):
    codes: dict[UUID, str]
    due: dict[UUID, datetime | None]
    served: dict[UUID, list[str]]


async def rush_preview(
    tx: Tx, asked: RushParams, reader: Principal
) -> Page[RushRow]:  # tidy: positional - the shape of a query
    """Return what becomes later and what lacks material if a line goes first; nothing is changed.

    All open work is loaded twice onto the queues of today, once as they are and once with the
    line's work right behind what runs already.

    Raises:
        NotFound: there is no such line.
    """
    wanted = LinesWanted(sales_order=asked.sales_order)
    lines = await read_lines(tx, wanted, nodes_of(reader, "sales_order:read"))
    own = next((line for line in lines if line.line == asked.line), None)
    if own is None:
        raise NotFound(kind="sales_order_line", code=f"{asked.sales_order}/{asked.line}")
    rows = await tx.fetch(OWN, {"line": own.id})
    rush = [order for (order,) in msgspec.convert(rows, list[tuple[UUID]])]
    plan = await forecast(tx, asked.at or tx.present)
    heads = await _heads(tx, sorted({*plan.orders, *rush}))
    after = msgspec.structs.replace(plan, slots=plan.slotted(rush))
    found = [
        *_shifted(plan, after, heads, rush=rush),
        *await _taken(tx, plan, after, heads=heads, rush=rush),
        *queues(plan, rush),
    ]
    return Page(rows=found, total=len(found))


async def _heads(tx: Tx, ids: Sequence[UUID]) -> _Heads:
    orders, served = await tx.fetch_many([(ORDERS, {"ids": ids}), (SERVED, {"ids": ids})])
    known = msgspec.convert(orders, list[tuple[UUID, str, datetime | None]])
    found = _Heads(
        codes={id_: code for id_, code, _ in known},
        due={id_: due for id_, _, due in known},
        served={},
    )
    for order, line in msgspec.convert(served, list[tuple[UUID, str]]):
        found.served.setdefault(order, []).append(line)
    return found


def _shifted(
    before: Forecast, after: Forecast, heads: _Heads, *, rush: Sequence[UUID]
) -> list[RushRow]:  # tidy: positional - two plans of the same work
    """Return the line's own work orders, then those that end later, the worst first."""
    ends, would = before.ends(before.slots), after.ends(after.slots)
    own = [_moved(order, heads, "own", at=(ends.get(order), would.get(order))) for order in rush]
    others = [
        _moved(order, heads, "order", at=(ends[order], would[order]))
        for order in ends
        if order not in rush
    ]
    later = [row for row in others if row.shift_s > SHIFTED_S]
    return own + sorted(later, key=lambda row: (not row.turns_late, -row.shift_s))


def _moved(
    order: UUID,
    heads: _Heads,
    kind: Literal["own", "order"],
    *,
    at: tuple[datetime | None, datetime | None],
) -> RushRow:
    before, after = at
    due = heads.due.get(order)
    shift = 0.0 if before is None or after is None else (after - before).total_seconds()
    is_late = after is not None and due is not None and after > due
    was_late = before is not None and due is not None and before > due
    return RushRow(
        kind=kind, work_order=heads.codes.get(order), sales_orders=heads.served.get(order, []),
        due_at=due, before=before, after=after, shift_s=shift, is_late=is_late,
        turns_late=is_late and not was_late,
    )  # fmt: skip


async def _taken(
    tx: Tx, before: Forecast, after: Forecast, *, heads: _Heads, rush: Sequence[UUID]
) -> list[RushRow]:
    """Return the components that others would lack: stock goes to whose work begins first."""
    needs, stock = await needs_of_work(tx)
    then = _given(needs, stock, [*rush, *in_turn(after)])
    now = _given(needs, stock, in_turn(before))
    taken = {
        pair: then[pair].lacking - now[pair].lacking
        for pair in now
        if pair[0] not in rush and then[pair].lacking > now[pair].lacking
    }
    rows = await tx.fetch(MATERIALS, {"ids": sorted({str(material) for _, material in taken})})
    names = {id_: (code, unit) for id_, code, unit in msgspec.convert(rows, _Names)}
    return [
        RushRow(
            kind="material", work_order=heads.codes.get(order),
            sales_orders=heads.served.get(order, []), due_at=heads.due.get(order),
            material=names[material][0], unit=names[material][1], quantity=quantity,
        )
        for (order, material), quantity in sorted(taken.items(), key=lambda one: -one[1])
    ]  # fmt: skip


_Names = list[tuple[UUID, str, str]]


def _given(
    needs: Sequence[Component], stock: Mapping[Hashable, Decimal], orders: Sequence[UUID]
) -> dict[tuple[UUID, UUID], Given]:
    place: dict[UUID, int] = {}
    for at, order in enumerate(orders):
        place.setdefault(order, at)
    ranked = sorted(needs, key=lambda one: (place.get(one.work_order, len(place)), one.material))
    found = allocated(
        [Need(demand=n.work_order, material=n.material, quantity=n.quantity) for n in ranked],
        stock,
    )
    return {(n.work_order, n.material): found[n.work_order, n.material] for n in ranked}


QUEUED = ("dispatched", "running", "held", "suspended")
"""Job orders of these states have a place in a queue that can be changed."""


def queues(plan: Forecast, rush: Sequence[UUID]) -> list[RushRow]:
    """Return the queue of each station where the line's work waits, with it behind what runs."""
    stations: dict[str, list[OpenJob]] = {}
    for job in plan.jobs.values():
        if job.station_code is not None and job.status in QUEUED:
            stations.setdefault(job.station_code, []).append(job)
    found: list[RushRow] = []
    for code, jobs in sorted(stations.items()):
        if not any(job.work_order in rush for job in jobs):
            continue
        then = sorted(jobs, key=lambda job: job.rank(is_rush=job.work_order in rush))
        if [one.code for one in then] != [one.code for one in sorted(jobs, key=OpenJob.rank)]:
            named = [job for job in then if job.work_order in rush or job.queue_rank < NEVER]
            found.append(RushRow(kind="queue", station=code, jobs=[one.code for one in named]))
    return found


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="sales.rush_preview", params=RushParams, row=RushRow, needs="sales_order:read",
        run=rush_preview, label=Text("What a rush order would shift", "插单影响预览"),
    ),
)  # fmt: skip
