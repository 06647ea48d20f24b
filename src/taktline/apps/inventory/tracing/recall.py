"""The recall list: every piece of a trace that can still be found, and to whom the others went."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.inventory.tracing.tree import TREES, Cursor, TreeParams, tree_params
from taktline.base.code import id_of
from taktline.base.text import Text
from taktline.kernel.ledger.asked import SEEN, rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

Whereabouts = Literal["shipped", "in_process", "in_stock", "elsewhere", "scrapped"]
KINDS: dict[Whereabouts, tuple[str, ...]] = {
    "shipped": ("customer",),
    "in_process": ("wip", "defective"),
    "in_stock": ("store", "line_side", "finished"),
    "elsewhere": ("transit", "supplier_site", "customer_site"),
    "scrapped": ("scrap",),
}
"""What is out of the house first: somebody has to be told."""


class RecallRow(msgspec.Struct, frozen=True, kw_only=True):
    """Some of one lot at one place.

    Attributes:
        depth: steps from the lot asked for.
        partner: the customer that got it, or at whose site it is.
        job_order: where it is in process.
        document: number of the last shipment it left with.
        last_at: when it last came there.
        held_by: open holds on the lot.
    """

    id: UUID
    depth: int
    where: Whereabouts
    site: str
    place: str
    partner: str | None
    job_order: str | None
    material: str
    lot: str
    status: str
    handling_unit: str | None
    quantity: Decimal
    unit: str
    expires_on: date | None
    last_at: datetime | None
    document: str | None
    held_by: list[str]


_WHERE = " ".join(
    f"WHEN p.kind IN ({', '.join(repr(one) for one in kinds)}) THEN {rank}"
    for rank, kinds in enumerate(KINDS.values())
)
# The one lot of an untraced material says nothing of one batch: its rows belong to everybody.
RECALL = f"""{{tree}}, found AS (
        SELECT b.id, n.depth, CASE {_WHERE} END AS rank, p.site, p.id AS place, p.code, p.partner,
            p.job_order, b.material, b.lot, b.status, b.handling_unit, b.quantity
        FROM node n
        JOIN lot l ON l.id = n.lot AND l.code <> '-'
        JOIN balance b ON b.lot = n.lot AND b.quantity > 0
        JOIN place p ON p.id = b.place
        WHERE {SEEN}
    ), page AS (
        SELECT id, depth, rank, site, place, code, partner, job_order, material, lot, status,
            handling_unit, quantity
        FROM found WHERE rank IS NOT NULL AND (%(after_rank)s::integer IS NULL
            OR (rank, code, id) > (%(after_rank)s::integer, %(after_place)s::text COLLATE "C",
                %(after_id)s::uuid))
        ORDER BY rank, code, id LIMIT %(limit)s
    )
    SELECT g.id, g.depth, g.rank, s.code, g.code, o.code, j.code, m.code, l.code, g.status, h.code,
        g.quantity, u.code, l.expires_on, v.occurred_at, CASE WHEN g.rank = 0 THEN (
            SELECT c.body ->> 'code' FROM command c WHERE c.id = v.cause) END,
        ARRAY(SELECT d.code FROM hold d WHERE d.lot = g.lot AND d.released_at IS NULL ORDER BY 1)
    FROM page g
    JOIN site s ON s.id = g.site
    JOIN lot l ON l.id = g.lot
    JOIN material m ON m.id = g.material
    JOIN unit u ON u.id = m.unit
    LEFT JOIN partner o ON o.id = g.partner
    LEFT JOIN job_order j ON j.id = g.job_order
    LEFT JOIN handling_unit h ON h.id = g.handling_unit
    LEFT JOIN LATERAL (
        SELECT v.occurred_at, v.cause FROM move v
        WHERE v.lot = g.lot AND v.target_place = g.place AND v.quantity > 0
        ORDER BY v.occurred_at DESC LIMIT 1
    ) v ON true
    ORDER BY g.rank, g.code, g.id"""
BOTH_WAYS = {way: RECALL.replace("{tree}", tree) for way, tree in TREES.items()}


async def recall_list(tx: Tx, asked: TreeParams, reader: Principal) -> Page[RecallRow]:
    """Return where the lots of a trace are, what left the house first."""
    rank, mark, place = Cursor.of(asked.after, 3).parts
    params = {
        **await tree_params(tx, asked, reader),
        "after_rank": int(rank) if rank and rank.isdigit() else None,
        "after_id": id_of(mark) if mark else None,
        "after_place": place,
    }
    found = await tx.fetch(BOTH_WAYS[asked.direction], params, prepare=False)
    names = list(KINDS)
    ranks = msgspec.convert([row[2] for row in found], list[int])
    rows = rows_as(
        [(*row[:2], names[at], *row[3:]) for at, row in zip(ranks, found, strict=True)], RecallRow
    )
    full = len(rows) == asked.limit
    after = f"{ranks[-1]}|{rows[-1].id}|{rows[-1].place}" if full else None
    return Page(rows=rows, after=after)


RECALL_QUERY = Query(
    name="inventory.recall_list",
    params=TreeParams,
    row=RecallRow,
    needs="lot:read",
    run=recall_list,
    label=Text(en="Recall list", zh="召回清单"),
    units={"unit": ("quantity",)},
)
