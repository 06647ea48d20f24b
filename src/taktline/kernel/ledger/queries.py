"""Reading the ledger: the mass balance of a lot, what a pallet carries, and all its queries."""

from decimal import Decimal

import msgspec

from taktline.base.code import id_of
from taktline.base.text import Text
from taktline.kernel.ledger.asked import SEEN, Asked, nodes_of, page_of, paged, valued
from taktline.kernel.ledger.move_list import MOVES_QUERY
from taktline.kernel.ledger.on_hand import ON_HAND_QUERY, UNITS, OnHandRow
from taktline.kernel.ledger.trace_tree import TRACE_QUERY
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

CONTENT_DEPTH_MAX = 20
"""Handling units that stand on each other: cartons on trays on pallets, with room."""


class MassBalanceParams(msgspec.Struct, frozen=True, kw_only=True):
    """A lot."""

    material: str
    lot: str


class MassBalanceRow(msgspec.Struct, frozen=True, kw_only=True):
    """L12: what came (received .. created) equals what is or went (in_stock .. adjusted)."""

    unit: str
    received: Decimal
    opening: Decimal
    found: Decimal
    unreported: Decimal
    created: Decimal
    in_stock: Decimal
    in_process: Decimal
    consumed: Decimal
    shipped: Decimal
    scrapped: Decimal
    missing: Decimal
    adjusted: Decimal
    located_share: Decimal | None


class ContentParams(Asked, frozen=True, kw_only=True):
    """A handling unit, by code or id."""

    handling_unit: str


MASS_BALANCE = f"""
    SELECT u.code,
        -sum(b.quantity) FILTER (WHERE p.kind = 'supplier'),
        -sum(b.quantity) FILTER (WHERE p.kind = 'opening'),
        -sum(b.quantity) FILTER (WHERE p.kind = 'found'),
        -sum(b.quantity) FILTER (WHERE p.kind = 'unreported'),
        -sum(b.quantity) FILTER (WHERE p.kind = 'transform' AND b.quantity < 0),
        sum(b.quantity) FILTER (WHERE p.kind IN (
            'store', 'line_side', 'finished', 'transit', 'supplier_site', 'customer_site')),
        sum(b.quantity) FILTER (WHERE p.kind IN ('wip', 'defective')),
        sum(b.quantity) FILTER (WHERE p.kind = 'transform' AND b.quantity > 0),
        sum(b.quantity) FILTER (WHERE p.kind = 'customer'),
        sum(b.quantity) FILTER (WHERE p.kind = 'scrap'),
        sum(b.quantity) FILTER (WHERE p.kind = 'missing'),
        sum(b.quantity) FILTER (WHERE p.kind = 'adjustment')
    FROM lot l
    JOIN material m ON m.id = l.material
    JOIN unit u ON u.id = m.unit
    JOIN balance b ON b.lot = l.id
    JOIN place p ON p.id = b.place
    WHERE (m.code = %(material)s OR m.id = %(material_id)s::uuid)
        AND (l.code = %(lot)s OR l.id = %(lot_id)s::uuid) AND {SEEN}
    GROUP BY u.code"""

CONTENT = f"""
    WITH RECURSIVE content AS (
        SELECT h.id, 0 AS depth FROM handling_unit h
        WHERE h.code = %(unit)s OR h.id = %(unit_id)s::uuid
        UNION SELECT c.id, t.depth + 1 FROM handling_unit c JOIN content t ON c.parent = t.id
            AND t.depth < %(depth)s
    )
    SELECT b.id, s.code, p.code, p.kind, m.code, l.code, b.status, o.code, h.code, b.quantity,
        u.code, b.value, s.currency, l.expires_on,
        ARRAY(SELECT d.code FROM hold d WHERE d.lot = b.lot AND d.released_at IS NULL ORDER BY 1),
        0::numeric, b.last_occurred_at
    FROM content c
    JOIN handling_unit h ON h.id = c.id
    JOIN balance b ON b.handling_unit = c.id AND b.quantity <> 0
    JOIN place p ON p.id = b.place
    JOIN site s ON s.id = p.site
    JOIN lot l ON l.id = b.lot
    JOIN material m ON m.id = b.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN partner o ON o.id = b.owner
    WHERE {SEEN} AND (%(after)s::uuid IS NULL OR b.id > %(after)s::uuid)
    ORDER BY b.id LIMIT %(limit)s"""


async def mass_balance(
    tx: Tx, asked: MassBalanceParams, reader: Principal
) -> Page[MassBalanceRow]:  # tidy: positional - the shape of a query
    """Return where every unit of a lot came from and is (L12), and the share that is located."""
    params = {**_lot_named(asked), "nodes": nodes_of(reader, "lot:read")}
    found = await tx.fetch(MASS_BALANCE, params)
    rows = []
    for unit, *sums in found:
        parts = [part or Decimal(0) for part in msgspec.convert(sums, list[Decimal | None])]
        came, there = sum(parts[:5], Decimal(0)), sum(parts[5:], Decimal(0))
        share = None if came == 0 else (there / came).quantize(Decimal("0.000001"))
        names = MassBalanceRow.__struct_fields__
        values = dict(zip(names, [unit, *parts, share], strict=True))
        rows.append(msgspec.convert(values, MassBalanceRow))
    return Page(rows=rows, total=len(rows))


async def content(tx: Tx, asked: ContentParams, reader: Principal) -> Page[OnHandRow]:
    """Return what is on a handling unit and on everything that stands on it."""
    params = {
        **paged(asked),
        "nodes": nodes_of(reader, "balance:read"),
        "unit": asked.handling_unit,
        "unit_id": id_of(asked.handling_unit),
        "depth": CONTENT_DEPTH_MAX,
    }
    return page_of(valued(await tx.fetch(CONTENT, params), OnHandRow, reader, of="balance"), asked)


def _lot_named(asked: MassBalanceParams) -> dict[str, object]:
    return {
        "material": asked.material,
        "material_id": id_of(asked.material),
        "lot": asked.lot,
        "lot_id": id_of(asked.lot),
    }


QUERIES = (
    ON_HAND_QUERY,
    MOVES_QUERY,
    TRACE_QUERY,
    Query(
        name="kernel.mass_balance",
        params=MassBalanceParams,
        row=MassBalanceRow,
        needs="lot:read",
        run=mass_balance,
        label=Text(en="Mass balance of a lot", zh="批次物料平衡"),
    ),
    Query(
        name="kernel.handling_unit_content",
        params=ContentParams,
        row=OnHandRow,
        needs="balance:read",
        run=content,
        label=Text(en="Content of a handling unit", zh="载具内容"),
        units=UNITS,
    ),
)
