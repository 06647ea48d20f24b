"""What commands about outside work load: job orders, what waits there and what is away."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.kernel.ledger.facts import NO_LOT, StockKey, lot_id
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.card_store import take_cards
from taktline.kernel.orders.load import stocked, want_report
from taktline.kernel.orders.loads import lots_outside
from taktline.kernel.orders.outwork.facts import Away, Sending, Yard
from taktline.kernel.orders.outwork.record import SENDING_FIELDS
from taktline.kernel.orders.outwork.send import SendOut
from taktline.kernel.orders.outwork.take import TakeIn
from taktline.kernel.orders.read import Named, Read, read_shop, structs
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Shop
from taktline.platform.transaction import Tx

STANDS = """EXISTS (
        SELECT 1 FROM move v WHERE v.cause = s.cause AND v.reverses IS NULL
            AND NOT EXISTS (SELECT 1 FROM move b WHERE b.reverses = v.id))"""
SENDINGS = f"""
    SELECT {", ".join(f"s.{name}" for name in SENDING_FIELDS)}
    FROM sending s JOIN job_order j ON j.id = s.job_order
    WHERE (j.id = ANY(%(ids)s::uuid[]) OR j.code = ANY(%(codes)s::text[])) AND {STANDS}
    ORDER BY s.sent_at, s.id"""
ORDERS = """
    SELECT id, work_order FROM job_order
    WHERE (id = ANY(%(ids)s::uuid[]) OR code = ANY(%(codes)s::text[])) AND work_order IS NOT NULL"""
PARTNER = "coalesce(k.partner, (SELECT o.id FROM partner o WHERE 'site:' || o.code = k.code))"
"""Whose place a supplier's site is: somebody may have opened it without saying."""
# A sending that was taken back is a move back that reverses it, not a return.
AWAY = f"""
    SELECT m.job, m.partner, sum(m.sent), sum(m.good), sum(m.defective), sum(m.lost)
    FROM (
        SELECT coalesce(q.inspects, q.id) AS job, {PARTNER} AS partner,
            CASE WHEN v.reverses IS NULL THEN v.quantity ELSE 0 END AS sent,
            CASE WHEN v.reverses IS NOT NULL AND p.kind = 'wip' THEN -v.quantity ELSE 0 END AS good,
            CASE WHEN v.reverses IS NOT NULL AND p.kind = 'defective' THEN -v.quantity ELSE 0 END
                AS defective,
            CASE WHEN v.reverses IS NOT NULL AND p.kind = 'transform' THEN -v.quantity ELSE 0 END
                AS lost
        FROM job_order q JOIN place p ON p.job_order = q.id
        JOIN move v ON v.source_place = p.id AND v.target_kind = 'supplier_site'
        JOIN place k ON k.id = v.target_place
        WHERE coalesce(q.inspects, q.id) = ANY(%(jobs)s::uuid[])
        UNION ALL
        SELECT coalesce(q.inspects, q.id), {PARTNER},
            CASE WHEN v.reverses IS NOT NULL THEN -v.quantity ELSE 0 END,
            CASE WHEN v.reverses IS NULL AND p.kind = 'wip' THEN v.quantity ELSE 0 END,
            CASE WHEN v.reverses IS NULL AND p.kind = 'defective' THEN v.quantity ELSE 0 END,
            CASE WHEN v.reverses IS NULL AND p.kind = 'transform' THEN v.quantity ELSE 0 END
        FROM job_order q JOIN place p ON p.job_order = q.id
        JOIN move v ON v.target_place = p.id AND v.source_kind = 'supplier_site'
        JOIN place k ON k.id = v.source_place
        WHERE coalesce(q.inspects, q.id) = ANY(%(jobs)s::uuid[])) AS m
    WHERE m.partner IS NOT NULL
    GROUP BY m.job, m.partner"""


async def load_outside(tx: Tx, commands: Sequence[SendOut] | Sequence[TakeIn]) -> Yard:
    """Lock outside operations with what waits there and what suppliers have."""
    asked = _apart({command.job_order for command in commands})
    sent, orders = await tx.fetch_many([(SENDINGS, asked), (ORDERS, asked)])
    sendings = structs(sent, Sending, fields=SENDING_FIELDS)
    order_of = dict(msgspec.convert(orders, list[tuple[UUID, UUID]]))
    in_rows = {str(order_of[s.job_order]) for s in sendings if s.through_job is not None}
    named = Named(
        jobs={command.job_order for command in commands} | _said(commands, "through"),
        orders=in_rows,
        resources=_said(commands, "supplier") | _said(commands, "forward_to"),
    )
    read = await read_shop(tx, named)
    shop = read.shop
    await take_cards(tx, shop, named=_said(commands, "flow_card"))
    planned = {str(job.supplier) for job in shop.jobs.values() if job.supplier is not None}
    if planned:
        shop.resources |= (await read_shop(tx, Named(resources=planned))).shop.resources
    lots = await lots_outside(tx, shop)
    wanted = StockWanted()
    for command in commands:
        wanted.dated(command.occurred_at)
        _want(wanted, read, command, lots=lots, rows=bool(in_rows))
    floor = await stocked(tx, shop, wanted)
    parts = {field: getattr(floor, field) for field in Shop.__struct_fields__}
    yard = Yard(**parts)
    for one in sendings:
        key = (one.job_order, one.supplier)
        yard.sendings[key] = (*yard.sendings.get(key, ()), one)
    rows = await tx.fetch(AWAY, {"jobs": sorted(floor.jobs)})
    for job, partner, *counts in msgspec.convert(
        rows, list[tuple[UUID, UUID, Decimal, Decimal, Decimal, Decimal]]
    ):
        sent_, good, defective, lost = counts
        yard.away[job, partner] = Away(sent=sent_, good=good, defective=defective, lost=lost)
    return yard


def _want(
    wanted: StockWanted, read: Read, command: SendOut | TakeIn, *,
    lots: dict[UUID, set[UUID]], rows: bool,
) -> None:  # fmt: skip
    shop = read.shop
    named = [command.lot] if command.lot is not None else []
    for job in shop.jobs.values():
        is_named = command.job_order in (job.code, str(job.id))
        if not is_named and not (rows and job.snapshot is not None):
            continue
        there = [*lots.get(job.id, ()), *read.waiting.get(job.id, ())]
        if rows:
            there = [lot for found in lots.values() for lot in found] + there
        want_report(wanted, read, job=job, lots=named, lot_ids=there)
        for code in ("supplier", getattr(command, "defect_code", "supplier")):
            wanted.want_place(job.site, f"scrap:{code}")
        _want_suppliers(wanted, shop, job=job, lots=there)


def _want_suppliers(wanted: StockWanted, shop: Shop, *, job: Job, lots: Sequence[UUID]) -> None:
    """Ask for the places of every supplier the batch names."""
    if job.material is None:
        return
    candidates = {*lots, lot_id(job.material, NO_LOT)}
    for supplier in shop.resources.values():
        away = wanted.want_place(job.site, f"site:{supplier.code}")
        wanted.want_place(job.site, f"supplier:{supplier.code}")
        wanted.want_pair(away, job.material)
        wanted.want(*(StockKey(place=away, lot=lot) for lot in candidates))


def _said(commands: Sequence[SendOut] | Sequence[TakeIn], field: str) -> set[str]:
    found = {getattr(command, field, None) for command in commands}
    return {one for one in found if isinstance(one, str)}


def _apart(references: set[str]) -> dict[str, object]:
    ids = {reference: id_of(reference) for reference in references}
    return {
        "ids": sorted(found for found in ids.values() if found is not None),
        "codes": sorted(name for name, found in ids.items() if found is None),
    }
