"""What came of goods that are not ours, a customer's or a supplier's, lot by lot."""

from datetime import date
from decimal import Decimal

import msgspec

from taktline.base.text import Text
from taktline.kernel.ledger.asked import SEEN, bounded_limit, named_in, nodes_of, rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx


class OwnedParams(msgspec.Struct, frozen=True, kw_only=True):
    """Whose goods, and of which days; what is left out does not narrow.

    Attributes:
        owner: code of the partner.
        posted_from: the first day of the statement; everything before it is `before`.
        posted_to: its last day.
        after: cursor of the page before.
        limit: rows, 1 to 1000.
    """

    owner: str | None = None
    material: str | None = None
    posted_from: date | None = None
    posted_to: date | None = None
    after: str | None = None
    limit: int = 100


class OwnedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one lot of somebody else's goods, in the material's base unit.

    before + received - consumed - scrapped - returned - taken_over + adjusted = there

    Attributes:
        before: what stood with us when the statement begins.
        taken_over: became ours.
        adjusted: found or missing at counts, or gone to another lot (split, merged).
        there: what stands with us when it ends, in stores and in work.
    """

    owner: str
    owner_name: str
    material: str
    material_name: str
    lot: str
    unit: str
    before: Decimal
    received: Decimal
    consumed: Decimal
    scrapped: Decimal
    returned: Decimal
    taken_over: Decimal
    adjusted: Decimal
    there: Decimal


# Where another end of a move is ours to touch, the goods only moved or became ours. What takes a
# move back counts where that move counted, with the sign turned.
FLOW = """CASE
            WHEN o.is_physical OR (o.job_order IS NOT NULL AND v.{other}_owner IS NULL)
                THEN 'taken_over'
            WHEN o.kind = 'transform' AND o.job_order IS NOT NULL THEN 'consumed'
            WHEN o.kind = 'scrap' THEN 'scrapped'
            WHEN o.kind = 'opening' THEN 'received'
            WHEN o.kind IN ('supplier', 'customer') AND (v.reverses IS NULL) = {came}
                THEN 'received'
            WHEN o.kind IN ('supplier', 'customer') THEN 'returned'
            ELSE 'adjusted' END"""
END = """
        SELECT v.{end}_owner AS owner, v.material, v.lot, v.posted_on, {flow} AS flow,
            {sign}v.quantity AS quantity
        FROM move v
        JOIN place p ON p.id = v.{end}_place AND p.is_physical
        JOIN place o ON o.id = v.{other}_place
        WHERE v.lot = ANY(ARRAY(SELECT lot FROM lots)) AND v.quantity > 0
            AND v.{end}_owner IS NOT NULL
            AND (NOT o.is_physical OR v.{other}_owner IS DISTINCT FROM v.{end}_owner)
            AND (%(posted_to)s::date IS NULL OR v.posted_on <= %(posted_to)s::date)
            AND {seen}"""
CAME_AS = FLOW.format(came="true", other="source")
WENT_AS = FLOW.format(came="false", other="target")
CAME = END.format(end="target", other="source", sign="", flow=CAME_AS, seen=SEEN)
WENT = END.format(end="source", other="target", sign="-", flow=WENT_AS, seen=SEEN)
OWNED = f"""
    WITH lots AS (
        SELECT DISTINCT b.lot FROM balance b JOIN partner w ON w.id = b.owner
        WHERE (%(owner)s::text IS NULL OR w.code = %(owner)s::text)
            AND (%(materials)s::uuid[] IS NULL OR b.material = ANY(%(materials)s::uuid[]))
    ), flows AS ({CAME}
        UNION ALL {WENT}
    ), said AS (
        SELECT f.owner, f.material, f.lot, f.quantity,
            CASE WHEN f.posted_on < %(posted_from)s::date THEN 'before' ELSE f.flow END AS flow
        FROM flows f)
    SELECT w.code COLLATE "C", w.name, m.code COLLATE "C", m.name, l.code COLLATE "C", u.code,
        coalesce(sum(s.quantity) FILTER (WHERE s.flow = 'before'), 0),
        coalesce(sum(s.quantity) FILTER (WHERE s.flow = 'received'), 0),
        -coalesce(sum(s.quantity) FILTER (WHERE s.flow = 'consumed'), 0),
        -coalesce(sum(s.quantity) FILTER (WHERE s.flow = 'scrapped'), 0),
        -coalesce(sum(s.quantity) FILTER (WHERE s.flow = 'returned'), 0),
        -coalesce(sum(s.quantity) FILTER (WHERE s.flow = 'taken_over'), 0),
        coalesce(sum(s.quantity) FILTER (WHERE s.flow = 'adjusted'), 0),
        coalesce(sum(s.quantity), 0)
    FROM said s
    JOIN partner w ON w.id = s.owner
    JOIN lot l ON l.id = s.lot
    JOIN material m ON m.id = s.material
    JOIN unit u ON u.id = m.unit
    WHERE (%(owner)s::text IS NULL OR w.code = %(owner)s::text)
        AND (%(after_owner)s::text IS NULL
            OR (w.code COLLATE "C", m.code COLLATE "C", l.code COLLATE "C")
            > (%(after_owner)s::text, %(after_material)s::text, %(after_lot)s::text))
    GROUP BY w.code, w.name, m.code, m.name, l.code, u.code
    ORDER BY 1, 3, 5 LIMIT %(limit)s"""
MARKS = ("after_owner", "after_material", "after_lot")


async def goods_of_others(tx: Tx, asked: OwnedParams, reader: Principal) -> Page[OwnedRow]:
    """Return what came of the goods of others, by owner, material and lot."""
    named = await named_in(tx, material=asked.material, lot=None)
    marks = (asked.after or "").split("\t")
    params: dict[str, object] = {
        "owner": asked.owner,
        "materials": named.materials,
        "posted_from": asked.posted_from,
        "posted_to": asked.posted_to,
        "nodes": nodes_of(reader, "move:read"),
        "limit": bounded_limit(asked.limit),
        **dict(zip(MARKS, marks if len(marks) == len(MARKS) else (None,) * 3, strict=True)),
    }
    rows = rows_as(await tx.fetch(OWNED, params), OwnedRow)
    last = rows[-1] if len(rows) == asked.limit else None
    after = None if last is None else f"{last.owner}\t{last.material}\t{last.lot}"
    return Page(rows=rows, after=after)


OWNED_QUERY = Query(
    name="inventory.goods_of_others",
    params=OwnedParams,
    row=OwnedRow,
    needs="move:read",
    run=goods_of_others,
    label=Text(en="Goods of customers and suppliers", zh="客供料与寄售料对账"),
)
