"""Goods come in from a supplier: into stock, into quarantine, or as the supplier's own."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.delivery import Delivery, LotExists, ReceiptLine, ReceiveMaterial
from taktline.apps.inventory.dock import (
    Dock,
    Taking,
    goods_event,
    load_dock,
    refuse_lines,
)
from taktline.apps.inventory.purchasing.lines import Bought, load_purchases, ordered_line
from taktline.apps.inventory.purchasing.receipt import accepted, against_order, paid_for
from taktline.base.code import CODE_LENGTH_MAX
from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.quantity import ZERO, plain
from taktline.catalog.refusals import RecordArchived
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import LotCreated, Move, StockKey, StockStatus, lot_id
from taktline.kernel.ledger.references import Entered, ReferencesWanted
from taktline.kernel.ledger.refusals import NegativeValue
from taktline.kernel.ledger.stock import Material
from taktline.kernel.ledger.value import averaged_moves, receipt_moves
from taktline.kernel.orders.facts import JobOrderCreated, PlannedMove
from taktline.kernel.orders.rows import Job
from taktline.platform.command import Event, Fact, Ids
from taktline.platform.number import Counter, take_beside
from taktline.platform.transaction import Tx

RECEIVED_STATUSES: tuple[StockStatus, ...] = ("available", "quarantine")


async def load_receipts(tx: Tx, commands: Sequence[ReceiveMaterial]) -> Dock:
    """Find the materials and the supplier, lock the keys the goods go to."""
    named = ReferencesWanted()
    named.want(partners=[command.supplier for command in commands])
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot or line.supplier_lot or "",
            places=(line.place,),
            accounts=(("supplier", command.supplier),),
            statuses=RECEIVED_STATUSES,
            owners=(None, command.supplier),
            units=(None, line.handling_unit),
            averaged=True,
        )
        for command in commands
        for line in command.lines
    ]
    purchases = await load_purchases(
        tx, (line.order_line for command in commands for line in command.lines)
    )
    dock = await load_dock(tx, commands, takings, named=named)
    dock.purchases = purchases
    await _take_numbers(tx, dock, commands)
    return dock


async def _take_numbers(tx: Tx, dock: Dock, commands: Sequence[ReceiveMaterial]) -> None:
    """Take a number for each delivery that may need an inspection and names none.

    `IQ-<year>-<number>`, counted anew every year; one that is not used after all leaves a gap, so
    that no delivery waits for another's commit.
    """
    inspected = any(material.inspected for material in dock.stock.materials.values())
    unnamed = [command for command in commands if command.inspection is None]
    if not inspected or not unnamed:
        return
    year = f"{unnamed[0].occurred_at.year}"
    counter = Counter(rule="inspection", period=year)
    taken = await take_beside(tx, counter, count=len(unnamed), dry=unnamed[0].dry_run)
    for command, number in zip(unnamed, taken, strict=True):
        dock.numbers[command.id] = f"IQ-{year}-{number:05d}"


def decide_receive(dock: Dock, command: ReceiveMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a delivery books: goods, what standard costing sets apart, the inspection.

    Inspected material waits in quarantine until somebody decides. What was not ordered is taken
    in, but stays the supplier's until somebody accepts or returns it.

    Raises:
        LineCount: no line, or more than 500.
        SiteNeeded, NotFound: site, supplier, material or handling unit.
        RecordArchived: the material is out of use.
        NoConversion, QuantityNotPositive: the quantity says nothing.
        OutOfTolerance: the second measure is not believable.
        UnknownPlace: nobody opened the place.
        LotNeeded: traced material without a lot.
        LotExists: a serial that is known already.
        PriceTwice, NegativeValue: price and amount, or one below zero.
        NotOnOrder, OrderLineClosed: the order line is for something else, or given up.
        NothingToReplace: a replacement for a line that waits for none.
        WeightMissing: the order line is charged by weight and nobody weighed.
        LotHeld: the lot is under a hold and would become available.
    """
    refuse_lines(command.lines)
    site = dock.refs.site(command.site)
    supplier = dock.refs.partner(command.supplier)
    entry = Entry(dock.stock, ids.new)
    origin = entry.place(
        site,
        f"supplier:{dock.refs.partner_code(command.supplier)}",
        kind="supplier",
        partner=supplier,
    )
    bought = Bought(dock.purchases, ids)
    delivery = Delivery(dock, entry, command, site, supplier, origin, bought)
    came = [(move, line) for line in command.lines for move in _received(delivery, line)]
    goods = [move for move, _ in came]
    inspection = _inspected(delivery, goods, ids)
    told = [
        goods_event(
            dock, entry, move, name="material.received", supplier=command.supplier,
            reference=command.reference, **_against_order(delivery, move, line),
        )
        for move, line in came
    ]  # fmt: skip
    facts = entry.facts(occurred_at=command.occurred_at)
    return [*facts, *bought.facts(), *told, *inspection]


def _against_order(
    delivery: Delivery, move: Move, line: ReceiptLine
) -> dict[str, object]:  # tidy: positional - three plain values
    """Return what a delivery means for its order: short, beyond it, or a replacement."""
    told: dict[str, object] = {}
    if line.order_line:
        told["order_line"] = line.order_line
    if line.replacement_for:
        told["replacement_for"] = line.replacement_for
    if move.target.owner is not None:
        told["kept_for_supplier"] = True
    elif line.ordered is not None and move.quantity < line.ordered:
        told["short"] = plain(line.ordered - move.quantity)
    return told


def _received(delivery: Delivery, line: ReceiptLine) -> list[Move]:
    """Book one line; return its goods moves: what was ordered, and the excess if there is one."""
    dock, entry = delivery.dock, delivery.entry
    material = dock.material(line.material)
    if material.is_archived:
        raise RecordArchived(code=material.code, at="/lines")
    entered = dock.refs.entered(material, line.quantity, unit=line.unit)
    dock.refs.refuse_unmeasured(material, line.second_quantity)
    dock.refs.refuse_misweighed(material, entered.base, measured=line.second_quantity)
    place = entry.known_place(delivery.site, line.place, at="/lines")
    lot = _lot(delivery, line, material=material)
    order = ordered_line(
        delivery.bought.lines, line.order_line, material=material, supplier=delivery.supplier
    )
    paid = paid_for(delivery, line, material=material, entered=entered, order=order)
    if paid < 0:
        raise NegativeValue(value=paid, at="/lines")
    ours = accepted(material, line, quantity=entered.base, order=order)
    if order is not None:
        against_order(delivery, order, line, lot=lot, parts=(ours, entered.base - ours))
    parts = ((ours, None), (entered.base - ours, delivery.supplier))
    goods: list[Move] = []
    for quantity, owner in parts:
        if quantity <= 0:
            continue
        target = StockKey(
            place=place,
            lot=lot,
            handling_unit=dock.unit(line.handling_unit),
            status="quarantine" if material.inspected else "available",
            owner=owner,
        )
        share = to_minor(paid * quantity / entered.base, entry.stock.currency)
        move = _move(delivery, target, quantity=quantity, entered=entered, line=line)
        goods.append(_booked(delivery, move, material=material, paid=share))
    return goods


def _move(
    delivery: Delivery, target: StockKey, *, quantity: Decimal, entered: Entered, line: ReceiptLine
) -> Move:
    whole = quantity == entered.base
    return Move(
        id=delivery.entry.new_id(),
        source=StockKey(place=delivery.origin, lot=target.lot),
        target=target,
        quantity=quantity,
        entered_quantity=entered.entered if whole else None,
        entered_unit=entered.unit if whole else None,
        second_quantity=line.second_quantity if whole else None,
    )


def _booked(delivery: Delivery, move: Move, *, material: Material, paid: Decimal) -> Move:
    """Add the move with its value, and what the material's costing sets apart."""
    entry, account = delivery.entry, delivery.origin
    if material.costing in {"standard", "moving_average"}:
        kind = "average" if material.costing == "moving_average" else "price"
        account = entry.place(delivery.site, f"variance:{kind}", kind="variance")
    moves = receipt_moves(entry.stock, move, paid=paid, variance=account, new=entry.new_id)
    entry.add(*moves)
    if material.costing == "moving_average" and move.target.owner is None:
        at = delivery.command.occurred_at
        entry.add(
            *averaged_moves(
                entry.stock, material, site=delivery.site, at=at, variance=account,
                new=entry.new_id,
            )
        )  # fmt: skip
    return moves[0]


def _lot(delivery: Delivery, line: ReceiptLine, *, material: Material) -> UUID:
    entry, at = delivery.entry, delivery.command.occurred_at
    code = line.lot or line.supplier_lot or None
    expires_on = line.expires_on
    if expires_on is None and material.shelf_life_days is not None:
        made_on = line.produced_on or entry.stock.today(delivery.site, at)
        expires_on = made_on + timedelta(days=material.shelf_life_days)
    like = LotCreated(
        id=material.id,
        material=material.id,
        code="",
        received_at=at,
        expires_on=expires_on,
        supplier=delivery.supplier,
        supplier_lot=line.supplier_lot,
    )
    is_known = code is not None and lot_id(material.id, code) in entry.stock.lots
    if material.lot_traced == "serial" and is_known:
        raise LotExists(lot=code, material=material.code, at="/lines")
    return entry.lot(material, code, like=like)


def _inspected(delivery: Delivery, goods: list[Move], ids: Ids) -> list[Fact]:
    """Return the inspection of what waits in quarantine: one per material, joined where open."""
    facts: list[Fact] = []
    stock = delivery.entry.stock
    waiting: dict[UUID, list[Move]] = {}
    for move in goods:
        if move.target.status == "quarantine" and move.source.lot is not None:
            waiting.setdefault(stock.lots[move.source.lot].material, []).append(move)
    for material, moves in waiting.items():
        job = _open_inspection(delivery.dock, material)
        if job is None:
            made = _inspection_job(delivery, moves, material=stock.materials[material], ids=ids)
            supplier = delivery.command.supplier
            facts += [JobOrderCreated(job=made), *_requested(made, moves, supplier=supplier)]
            job = made.id
        facts += [
            PlannedMove(
                id=ids.new(),
                job_order=job,
                source=move.target,
                target=msgspec.structs.replace(move.target, status="available"),
                quantity=move.quantity,
            )
            for move in moves
        ]
    return facts


def _open_inspection(dock: Dock, material: UUID) -> UUID | None:
    """Return an incoming inspection of this material that nobody has begun."""
    known = dock.inspections.get(material)
    if known is not None:
        return known.id
    made = (
        job.id
        for job in dock.jobs.values()
        if job.work_type == "quality"
        and job.material == material
        and job.inspects is None
        and job.status in {"released", "dispatched"}
    )
    return next(made, None)


def _inspection_job(delivery: Delivery, moves: list[Move], *, material: Material, ids: Ids) -> Job:
    quantity = sum((move.quantity for move in moves), ZERO)
    made_up = delivery.dock.numbers.get(ids.cause, f"IQ-{ids.cause.hex[-12:]}")
    if delivery.command.inspection is None and len(delivery.command.lines) > 1:
        made_up = f"{made_up}-{material.code}"[:CODE_LENGTH_MAX]
    return Job(
        id=ids.new(),
        site=delivery.site,
        code=delivery.command.inspection or made_up,
        sequence=10,
        work_type="quality",
        operation="incoming inspection",
        material=material.id,
        unit=material.unit,
        ordered=quantity,
        status="dispatched",
        cause=ids.cause,
    )


def _requested(job: Job, moves: list[Move], *, supplier: str) -> list[Event]:
    payload: dict[str, object] = {
        "quantity": plain(job.ordered),
        "lots": len(moves),
        "supplier": supplier,
    }
    return [
        Event(
            name="inspection.requested",
            entity="inspection",
            record=job.id,
            code=job.code,
            site=job.site,
            payload=payload,
        )
    ]
