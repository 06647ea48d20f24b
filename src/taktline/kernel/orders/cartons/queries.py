"""What people look at of cartons: what is in one, for its label, and where it came from."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx


class CartonParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which carton, by code."""

    carton: str
    limit: int = 200


class CartonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One lot in a carton, as its label shows it."""

    carton: str
    status: str
    place: str
    material: str
    lot: str
    quantity: Decimal
    unit: str
    customer: str | None


CONTENT = """
    SELECT c.code, c.status, p.code, m.code, l.code, b.quantity, u.code,
        (SELECT w.customer_ref FROM balance o
            JOIN place t ON t.id = o.place AND t.kind = 'transform'
            JOIN job_order j ON j.id = t.job_order JOIN work_order w ON w.id = j.work_order
            WHERE o.lot = b.lot AND o.quantity < 0 ORDER BY w.id LIMIT 1)
    FROM carton c JOIN balance b ON b.handling_unit = c.id AND b.quantity > 0
    JOIN place p ON p.id = b.place
    JOIN lot l ON l.id = b.lot
    JOIN material m ON m.id = b.material
    JOIN unit u ON u.id = m.unit
    WHERE c.code = %(carton)s::text
        AND (%(everywhere)s::boolean OR c.site = ANY(%(nodes)s::uuid[]))
    ORDER BY m.code, l.code LIMIT %(limit)s"""


class HistoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that went into a carton or came out of it, newest first.

    Attributes:
        other: the carton on the other side; None = loose, a customer, scrap.
    """

    id: UUID
    occurred_at: datetime
    went_in: bool
    lot: str
    quantity: Decimal
    place: str
    other: str | None
    unit: str | None


HISTORY = """
    SELECT v.id, v.occurred_at, v.target_handling_unit IS NOT DISTINCT FROM c.id, l.code,
        v.quantity,
        CASE WHEN v.target_handling_unit IS NOT DISTINCT FROM c.id THEN s.code ELSE t.code END,
        CASE WHEN v.target_handling_unit IS NOT DISTINCT FROM c.id THEN a.code ELSE z.code END,
        v.unit
    FROM carton c
    JOIN LATERAL (SELECT DISTINCT b.lot FROM balance b WHERE b.handling_unit = c.id) AS k ON true
    JOIN move v ON v.lot = k.lot AND c.id IN (v.source_handling_unit, v.target_handling_unit)
        AND v.source_handling_unit IS DISTINCT FROM v.target_handling_unit
    JOIN lot l ON l.id = v.lot
    JOIN place s ON s.id = v.source_place
    JOIN place t ON t.id = v.target_place
    LEFT JOIN handling_unit a ON a.id = v.source_handling_unit
    LEFT JOIN handling_unit z ON z.id = v.target_handling_unit
    WHERE c.code = %(carton)s::text
        AND (%(everywhere)s::boolean OR c.site = ANY(%(nodes)s::uuid[]))
    ORDER BY v.recorded_at DESC, v.id DESC LIMIT %(limit)s"""


async def content(tx: Tx, params: CartonParams, reader: Principal) -> Page[CartonRow]:
    """Return what is in a carton."""
    rows = await tx.fetch(CONTENT, _asked(params, reader))
    return Page(rows=structs(rows, CartonRow), total=len(rows))


async def history(tx: Tx, params: CartonParams, reader: Principal) -> Page[HistoryRow]:
    """Return what went into a carton and out of it."""
    return Page(rows=structs(await tx.fetch(HISTORY, _asked(params, reader)), HistoryRow))


def _asked(params: CartonParams, reader: Principal) -> dict[str, object]:
    limit = min(max(params.limit, 1), PAGE_MAX)
    return {"carton": params.carton, **scope_of(reader, "carton:read", limit=limit)}


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.carton", params=CartonParams, row=CartonRow, needs="carton:read",
        run=content, label=Text("What is in a carton", "箱内明细"),
    ),
    Query(
        name="kernel.carton_history", params=CartonParams, row=HistoryRow, needs="carton:read",
        run=history, label=Text("History of a carton", "装箱与换箱记录"),
        units={"unit": ("quantity",)},
    ),
)  # fmt: skip
