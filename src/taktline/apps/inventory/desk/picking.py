"""What a job order still has to be brought, and where to take it: the picking list (领料单)."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.bill import ISSUED, SNAPSHOTS, needs_of
from taktline.base.code import id_of
from taktline.base.quantity import ZERO
from taktline.base.text import Text
from taktline.kernel.ledger.asked import BUSINESS_DAY, nodes_of, rows_as
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

PLACES_MAX = 8
"""Keys of stock that are proposed for one component."""


class PickParams(msgspec.Struct, frozen=True, kw_only=True):
    """For which job order, by code or id."""

    job_order: str


class PickPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where some of it can be taken; `free` is what nobody else was promised, in the base unit."""

    place: str
    lot: str
    handling_unit: str | None
    free: Decimal
    expires_on: date | None


class PickRow(msgspec.Struct, frozen=True, kw_only=True):
    """One component of a job order, in its base unit.

    Attributes:
        needed: by the bill, for the quantity that was started.
        issued: brought so far.
        open: still to be brought.
        places: where to take it, first expired first.
    """

    material: str
    name: str
    unit: str
    traced: str
    needed: Decimal
    issued: Decimal
    open: Decimal
    places: list[PickPlace]


# Only what may be given to production: available, ours, not expired, under no hold.
TAKE = f"""
    SELECT m.id, m.code, m.name, u.code, m.lot_traced, p.code, l.code, h.code,
        b.quantity - (SELECT coalesce(sum(r.quantity), 0) FROM reservation r
            WHERE r.balance = b.id AND r.status = 'open'), l.expires_on
    FROM material m
    JOIN unit u ON u.id = m.unit
    LEFT JOIN LATERAL (
        SELECT b.id, b.place, b.lot, b.handling_unit, b.quantity FROM balance b
        JOIN place k ON k.id = b.place AND k.kind IN ('store', 'finished')
            AND k.site = (SELECT j.site FROM job_order j WHERE j.id = %(job)s::uuid)
        JOIN site s ON s.id = k.site
        JOIN lot f ON f.id = b.lot AND (f.expires_on IS NULL OR f.expires_on > {BUSINESS_DAY})
        WHERE b.material = m.id AND b.quantity > 0 AND b.status = 'available' AND b.owner IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM hold d WHERE d.lot = b.lot AND d.released_at IS NULL)
        ORDER BY f.expires_on NULLS LAST, coalesce(f.received_at, f.produced_at), k.code
        LIMIT %(places)s
    ) b ON true
    LEFT JOIN place p ON p.id = b.place
    LEFT JOIN lot l ON l.id = b.lot
    LEFT JOIN handling_unit h ON h.id = b.handling_unit
    WHERE m.id = ANY(%(materials)s::uuid[])
        AND (%(nodes)s::uuid[] IS NULL OR EXISTS (
            SELECT 1 FROM job_order j WHERE j.id = %(job)s::uuid
                AND j.site = ANY(%(nodes)s::uuid[])))
    ORDER BY m.code, l.expires_on NULLS LAST, coalesce(l.received_at, l.produced_at), p.code"""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One component and one place of it, as they are read."""

    id: UUID
    material: str
    name: str
    unit: str
    traced: str
    place: str | None
    lot: str | None
    handling_unit: str | None
    free: Decimal | None
    expires_on: date | None


async def pick_list(tx: Tx, asked: PickParams, reader: Principal) -> Page[PickRow]:
    """Return the components that are issued to a job order; what is backflushed is not picked."""
    own = id_of(asked.job_order)
    named = {"codes": [] if own else [asked.job_order], "ids": [own] if own else []}
    snapshots, issued = await tx.fetch_many([(SNAPSHOTS, named), (ISSUED, named)])
    jobs = msgspec.convert(snapshots, list[tuple[UUID, Decimal, str]])
    if not jobs:
        return Page(rows=[], total=0)
    job, pieces, text = jobs[0]
    needs = needs_of(text, pieces, methods=("issue",))
    got = {
        material: quantity
        for _, material, quantity in msgspec.convert(issued, list[tuple[UUID, UUID, Decimal]])
    }
    params = {
        "job": job,
        "now": tx.present,
        "materials": sorted(needs),
        "places": PLACES_MAX,
        "nodes": nodes_of(reader, "balance:read"),
    }
    taken = rows_as(await tx.fetch(TAKE, params), Taken)
    rows: list[PickRow] = []
    for id_ in dict.fromkeys(one.id for one in taken):
        of = [one for one in taken if one.id == id_]
        needed, has = needs[id_], got.get(id_, ZERO)
        row = PickRow(
            material=of[0].material, name=of[0].name, unit=of[0].unit, traced=of[0].traced,
            needed=needed, issued=has, open=max(needed - has, ZERO), places=_places(of),
        )  # fmt: skip
        rows.append(row)
    return Page(rows=rows, total=len(rows))


def _places(taken: list[Taken]) -> list[PickPlace]:
    return [
        PickPlace(
            place=one.place, lot=one.lot, handling_unit=one.handling_unit, free=one.free,
            expires_on=one.expires_on,
        )
        for one in taken
        if one.place is not None and one.lot is not None and one.free is not None and one.free > 0
    ]  # fmt: skip


PICK_QUERY = Query(
    name="inventory.pick_list",
    params=PickParams,
    row=PickRow,
    needs="balance:read",
    run=pick_list,
    label=Text(en="Picking list", zh="领料单"),
)
