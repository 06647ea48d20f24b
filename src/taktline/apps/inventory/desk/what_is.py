"""What is this? A place, a pallet, a lot, a material or a job, by whatever the scanner read."""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.inventory.desk.label import Label, read_label
from taktline.base.text import Text
from taktline.kernel.ledger.asked import BUSINESS_DAY, SEEN, nodes_of, rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

FOUND_MAX = 50
"""Meanings of one code that are told: lots of one code exist for several materials."""


class ScannedParams(msgspec.Struct, frozen=True, kw_only=True):
    """What the scanner read, or somebody typed.

    Attributes:
        code: an element string, a Digital Link or a plain code.
        site: code of the factory whose places count; every one where left out.
    """

    code: str
    site: str | None = None


Meaning = Literal["place", "handling_unit", "lot", "material", "job_order", "stock_count"]


class ScannedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a code may mean.

    Attributes:
        code: its own code; of a lot the lot's.
        status: kind of a place, state of a job order or count.
        material: of a lot, a material, or what a job order makes.
        lot: of a lot; of a material the lot the label names, which is not known yet.
        traced: how the material is traced.
        place: where a pallet stands, where a count is taken.
        expires_on: of the lot; where it is unknown what the label says.
        expired: that day is over at the factory.
        held_by: open holds on the lot.
        quantity: what the label says is in it, in `unit`.
    """

    kind: Meaning
    id: UUID
    code: str
    name: str
    site: str
    status: str
    material: str
    lot: str
    traced: str
    unit: str
    place: str
    expires_on: date | None
    expired: bool
    held_by: list[str]
    quantity: Decimal | None = None


MEANINGS = f"""
    SELECT 'place', p.id, p.code, p.name, s.code, p.kind, '', '', '', '', p.code, NULL::date, false,
        ARRAY[]::text[], 1 AS rank
    FROM place p JOIN site s ON s.id = p.site
    WHERE p.code = %(code)s AND p.is_physical AND NOT p.archived AND {SEEN}
        AND (%(site)s::text IS NULL OR s.code = %(site)s)
    UNION ALL
    SELECT 'handling_unit', h.id, h.code, h.name, s.code, h.kind, '', '', '', '',
        coalesce((SELECT min(p.code) FROM balance b JOIN place p ON p.id = b.place
            WHERE b.handling_unit = h.id AND b.quantity > 0), ''), NULL, false, ARRAY[]::text[], 2
    FROM handling_unit h JOIN site s ON s.id = h.site
    WHERE h.code = ANY(%(units)s::text[]) AND NOT h.archived
    UNION ALL
    SELECT 'lot', l.id, l.code, m.name, '', '', m.code, l.code, m.lot_traced, u.code, '',
        l.expires_on, coalesce(l.expires_on <= (
            SELECT max({BUSINESS_DAY}) FROM site s
            WHERE %(site)s::text IS NULL OR s.code = %(site)s), false),
        ARRAY(SELECT d.code FROM hold d WHERE d.lot = l.id AND d.released_at IS NULL ORDER BY 1), 3
    FROM lot l JOIN material m ON m.id = l.material JOIN unit u ON u.id = m.unit
    WHERE l.code = ANY(%(lots)s::text[]) AND l.code <> '-'
        AND (%(gtin)s::text IS NULL OR lpad(m.gtin, 14, '0') = %(gtin)s)
    UNION ALL
    SELECT 'material', m.id, m.code, m.name, '', '', m.code, '', m.lot_traced, u.code, '', NULL,
        false, ARRAY[]::text[], 4
    FROM material m JOIN unit u ON u.id = m.unit
    WHERE NOT m.archived AND (m.code = %(code)s OR lpad(m.gtin, 14, '0') = %(gtin)s)
    UNION ALL
    SELECT 'job_order', j.id, j.code, j.operation, s.code, j.status, coalesce(m.code, ''), '', '',
        coalesce(u.code, ''), '', NULL, false, ARRAY[]::text[], 5
    FROM job_order j JOIN site s ON s.id = j.site
    LEFT JOIN material m ON m.id = j.material LEFT JOIN unit u ON u.id = m.unit
    WHERE (j.code = %(code)s OR j.work_order = (SELECT w.id FROM work_order w
            WHERE w.code = %(code)s))
        AND (%(nodes)s::uuid[] IS NULL OR j.site = ANY(%(nodes)s::uuid[]))
    UNION ALL
    SELECT 'stock_count', c.id, c.code, '', s.code, c.status, '', '', '', '', p.code, NULL, false,
        ARRAY[]::text[], 6
    FROM stock_count c JOIN place p ON p.id = c.place JOIN site s ON s.id = c.site
    WHERE c.code = %(code)s AND {SEEN}
    ORDER BY 15, 3, 2 LIMIT {FOUND_MAX}"""


async def what_is(tx: Tx, asked: ScannedParams, reader: Principal) -> Page[ScannedRow]:
    """Return what a code may mean, the likeliest first; none = nobody here knows it.

    A GS1 label whose lot is not known means its material, with the lot it names: so it is
    received.
    """
    label = read_label(asked.code)
    params: dict[str, object] = {
        "code": label.code,
        "site": asked.site,
        "now": tx.present,
        "gtin": label.gtin,
        "lots": [one for one in (label.serial, label.lot) if one] or [label.code],
        "units": [one for one in (label.sscc, label.code) if one],
        "nodes": nodes_of(reader, "balance:read"),
    }
    found = await tx.fetch(MEANINGS, params)
    rows = rows_as([(*row[:-1], None) for row in found], ScannedRow)
    if any(row.kind == "lot" for row in rows) and label.gtin:
        rows = [row for row in rows if row.kind != "material"]
    return Page(rows=[_labelled(row, label) for row in rows], total=len(rows))


def _labelled(row: ScannedRow, label: Label) -> ScannedRow:  # tidy: positional - row and its label
    """Add what only the label knows: a lot that is not here yet, how much is in it."""
    if row.kind not in ("lot", "material"):
        return row
    quantity = label.net_kg if row.unit == "kg" and label.net_kg is not None else label.count
    if row.traced == "serial":
        quantity = Decimal(1)
    fresh = row.kind == "material"
    return msgspec.structs.replace(
        row,
        lot=(label.serial or label.lot or "") if fresh else row.lot,
        expires_on=label.expires_on if fresh else row.expires_on,
        quantity=quantity,
    )


WHAT_IS_QUERY = Query(
    name="inventory.what_is",
    params=ScannedParams,
    row=ScannedRow,
    needs="balance:read",
    run=what_is,
    label=Text(en="What a scanned code means", zh="扫码识别"),
    units={"unit": ("quantity",)},
)
