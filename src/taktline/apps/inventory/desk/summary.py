"""Stock added up: by material, lot, place, status, owner or pallet, or all of it, unit by unit."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.asked import Named, bounded_limit, named_in, nodes_of, rows_as
from taktline.kernel.ledger.on_hand import CONDITIONS
from taktline.platform.command import Principal
from taktline.platform.identity.access import sees
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

Grouping = Literal["all", "material", "lot", "place", "status", "owner", "handling_unit"]


class SummaryParams(msgspec.Struct, frozen=True, kw_only=True):
    """What to add up, and by what; what is left out does not narrow.

    Attributes:
        by: one row for each of these and each unit; `all` = one row for each unit.
        after: cursor of the page before.
        limit: rows, 1 to 1000.
    """

    by: Grouping = "material"
    material: str | None = None
    lot: str | None = None
    place: str | None = None
    status: str | None = None
    kind: str | None = None
    after: str | None = None
    limit: int = 100


class SummaryRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one group holds in one unit.

    Attributes:
        key: code of the group; empty for what has none (ours, on no pallet), and for all.
        name: its name, where it has one.
        material: of a lot, as lot codes are those of their material.
        rows: keys of stock that were added up.
        blocked: of the quantity, what is not available.
        value: empty = not the reader's business.
        expires_first: the earliest expiry in it.
        held: keys of stock whose lot is under an open hold.
    """

    key: str
    name: str
    material: str
    unit: str
    rows: int
    quantity: Decimal
    blocked: Decimal
    value: Decimal | None
    expires_first: date | None
    held: int


GROUPS: dict[Grouping, tuple[str, str, str]] = {
    "all": ("''", "''", "''"),
    "material": ("m.code", "m.name", "''"),
    "lot": ("l.code", "''", "m.code"),
    "place": ("p.code", "p.name", "''"),
    "status": ("b.status", "''", "''"),
    "owner": ("coalesce(o.code, '')", "coalesce(o.name, '')", "''"),
    "handling_unit": ("coalesce(h.code, '')", "''", "''"),
}
SUMMARY = """
    SELECT {key} COLLATE "C" AS key, min({name}), {material} COLLATE "C" AS material,
        u.code COLLATE "C", count(*), sum(b.quantity),
        coalesce(sum(b.quantity) FILTER (WHERE b.status <> 'available'), 0), sum(b.value),
        min(l.expires_on), count(*) FILTER (WHERE EXISTS (
            SELECT 1 FROM hold d WHERE d.lot = b.lot AND d.released_at IS NULL))
    FROM balance b
    JOIN place p ON p.id = b.place
    JOIN lot l ON l.id = b.lot
    JOIN material m ON m.id = b.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN partner o ON o.id = b.owner
    LEFT JOIN handling_unit h ON h.id = b.handling_unit
    WHERE b.quantity <> 0 AND {conditions}
    GROUP BY 1, 3, 4
    HAVING %(after_key)s::text IS NULL
        OR ({key} COLLATE "C", {material} COLLATE "C", u.code COLLATE "C")
        > (%(after_key)s::text, %(after_material)s::text, %(after_unit)s::text)
    ORDER BY 1, 3, 4 LIMIT %(limit)s"""


async def stock_summary(tx: Tx, asked: SummaryParams, reader: Principal) -> Page[SummaryRow]:
    """Return sums of stock; without a kind only what lies at places of goods."""
    named = await named_in(tx, material=asked.material, lot=asked.lot, place=asked.place)
    marks = _marks(asked.after)
    params: dict[str, object] = {
        "materials": named.materials,
        "lots": named.lots,
        "places": named.places,
        "nodes": nodes_of(reader, "balance:read"),
        "status": asked.status,
        "kind": asked.kind,
        "limit": bounded_limit(asked.limit),
        **dict(zip(("after_key", "after_material", "after_unit"), marks, strict=True)),
    }
    key, name, material = GROUPS[asked.by]
    sql = SUMMARY.format(
        key=key, name=name, material=material, conditions=_conditions(asked, named, params=params)
    )
    rows = rows_as(await tx.fetch(sql, params, prepare=False), SummaryRow)
    if not sees(reader, "balance", "value"):
        rows = [msgspec.structs.replace(row, value=None) for row in rows]
    last = rows[-1] if len(rows) == asked.limit else None
    after = None if last is None else f"{last.unit}\t{last.material}\t{last.key}"
    return Page(rows=rows, after=after)


def _conditions(asked: SummaryParams, named: Named, *, params: dict[str, object]) -> str:
    given = [one for one in CONDITIONS if one != "after" and params.get(one) is not None]
    if named.lots is not None and "materials" in given:
        given.remove("materials")
    if asked.kind is None:
        given.append("physical")
    return " AND ".join(CONDITIONS[one] for one in given)


def _marks(after: str | None) -> tuple[str | None, str | None, str | None]:
    """Return key, material and unit of the last group of the page before."""
    if not after or after.count("\t") < 2:
        return (None, None, None)
    unit, material, key = after.split("\t", 2)
    return (key, material, unit)


SUMMARY_QUERY = Query(
    name="inventory.stock_summary",
    params=SummaryParams,
    row=SummaryRow,
    needs="balance:read",
    run=stock_summary,
    label=Text(en="Stock added up", zh="库存汇总"),
)
