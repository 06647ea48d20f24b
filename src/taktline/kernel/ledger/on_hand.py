"""What stands where, key by key: as fast over a million moves as over a thousand."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.asked import (
    SEEN,
    Asked,
    Named,
    named_in,
    nodes_of,
    page_of,
    paged,
    valued,
)
from taktline.platform.command import Principal
from taktline.platform.identity.access import sees
from taktline.platform.query import Page, Query, Source
from taktline.platform.transaction import Tx


class OnHandParams(Asked, frozen=True, kw_only=True):
    """Which goods; what is left out does not narrow. Material, lot and place by code or id."""

    material: str | None = None
    lot: str | None = None
    place: str | None = None
    status: str | None = None
    kind: str | None = None
    empty: bool = False


class OnHandRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one stock key holds; `owner` empty = ours, `value` empty = not the reader's business."""

    id: UUID
    site: str
    place: str
    kind: str
    material: str
    lot: str
    status: str
    owner: str | None
    handling_unit: str | None
    quantity: Decimal
    unit: str
    value: Decimal | None
    currency: str
    expires_on: date | None
    held_by: list[str]
    reserved: Decimal
    last_occurred_at: datetime | None


# Only the conditions that are asked stand in the statement: PostgreSQL then reads the index that
# fits, in its order, and stops after a page.
CONDITIONS = {
    "materials": "b.material = ANY(%(materials)s::uuid[])",
    "lots": "b.lot = ANY(%(lots)s::uuid[])",
    "places": "b.place = ANY(%(places)s::uuid[])",
    "status": "b.status = %(status)s",
    "physical": "b.is_physical",
    "kind": "EXISTS (SELECT 1 FROM place k WHERE k.id = b.place AND k.kind = %(kind)s)",
    "filled": "b.quantity <> 0",
    "nodes": f"EXISTS (SELECT 1 FROM place p WHERE p.id = b.place AND {SEEN})",
    "after": """(b.material, b.place, b.id) > (
        SELECT a.material, a.place, a.id FROM balance a WHERE a.id = %(after)s::uuid)""",
}
ROWS = """
    SELECT b.id, s.code, p.code, p.kind, m.code, l.code, b.status, o.code, h.code, b.quantity,
        u.code, {value}, s.currency, l.expires_on,
        ARRAY(SELECT d.code FROM hold d WHERE d.lot = b.lot AND d.released_at IS NULL ORDER BY 1),
        (SELECT coalesce(sum(r.quantity), 0) FROM reservation r
            WHERE r.balance = b.id AND r.status = 'open'),
        b.last_occurred_at
    FROM {balances} b
    JOIN place p ON p.id = b.place
    JOIN site s ON s.id = p.site
    JOIN lot l ON l.id = b.lot
    JOIN material m ON m.id = b.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN partner o ON o.id = b.owner
    LEFT JOIN handling_unit h ON h.id = b.handling_unit"""
ON_HAND = f"""
    WITH page AS (
        SELECT b.id, b.place, b.material, b.lot, b.status, b.owner, b.handling_unit, b.quantity,
            b.value, b.last_occurred_at
        FROM balance b
        WHERE b.lot IS NOT NULL AND {{conditions}}
        ORDER BY b.material, b.place, b.id LIMIT %(limit)s
    )
    {ROWS.format(value="b.value", balances="page")}
    ORDER BY b.material, b.place, b.id"""
EVERYTHING = f"{ROWS} WHERE b.lot IS NOT NULL AND {{conditions}}"
"""All of it, in no order: what a list narrows, sorts and adds up."""


async def on_hand(tx: Tx, asked: OnHandParams, reader: Principal) -> Page[OnHandRow]:
    """Return what stands where, by material and place; without a kind only places of goods."""
    named = await named_in(tx, material=asked.material, lot=asked.lot, place=asked.place)
    params = {**paged(asked), **_narrowing(asked, named, reader)}
    sql = on_hand_sql(tuple(sorted(_conditions(asked, named, params=params))))
    rows = await tx.fetch(sql, params, prepare=False)
    return page_of(valued(rows, OnHandRow, reader, of="balance"), asked)


async def everything_on_hand(tx: Tx, asked: OnHandParams, reader: Principal) -> Source:
    """Return what stands where as one statement, by material and place."""
    named = await named_in(tx, material=asked.material, lot=asked.lot, place=asked.place)
    params = _narrowing(asked, named, reader)
    names = sorted(_conditions(asked, named, params=params))
    sql = EVERYTHING.format(
        value="b.value" if sees(reader, "balance", "value") else "NULL::numeric",
        balances="balance",
        conditions=" AND ".join(CONDITIONS[name] for name in names) or "true",
    )
    return Source(sql=sql, params=params, order=("material", "place", "id"))


def _narrowing(asked: OnHandParams, named: Named, reader: Principal) -> dict[str, object]:
    """Return what limits the stock; None = does not."""
    return {
        "materials": named.materials,
        "lots": named.lots,
        "places": named.places,
        "nodes": nodes_of(reader, "balance:read"),
        "status": asked.status,
        "kind": asked.kind,
    }


def _conditions(asked: OnHandParams, named: Named, *, params: dict[str, object]) -> set[str]:
    given = {name for name in CONDITIONS if params.get(name) is not None}
    if named.lots is not None:
        given.discard("materials")  # the lots are of that material already
    if asked.kind is None:
        given.add("physical")
    if not asked.empty:
        given.add("filled")
    return given


@lru_cache(maxsize=256)
def on_hand_sql(conditions: tuple[str, ...]) -> str:
    """Return the statement with only these conditions."""
    asked = " AND ".join(CONDITIONS[name] for name in conditions) or "true"
    return ON_HAND.format(conditions=asked)


LABELS: Mapping[str, Text] = {
    "expires_on": Text(en="Expires", zh="有效期至"),
    "held_by": Text(en="Held by", zh="扣留单"),
    "reserved": Text(en="Reserved", zh="已预留"),
    "kind": Text(en="Kind of place", zh="库位类型"),
}
"""What is not a field of the stock itself."""

UNITS: Mapping[str, tuple[str, ...]] = {"unit": ("quantity", "reserved"), "currency": ("value",)}

ON_HAND_QUERY = Query(
    name="kernel.on_hand",
    params=OnHandParams,
    row=OnHandRow,
    needs="balance:read",
    run=on_hand,
    label=Text(en="On hand", zh="现有库存"),
    units=UNITS,
    labels=LABELS,
    of="balance",
    source=everything_on_hand,
)
