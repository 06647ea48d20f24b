"""A supplier's invoice comes late: the difference goes to what is still ours, the rest apart."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import msgspec

from taktline.apps.inventory.dock import (
    Dock,
    JobEnded,
    Taking,
    load_dock,
    refuse_lines,
)
from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import ZERO, bounded, plain
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import Move, PlaceOpened, StockKey, place_id
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.ledger.value import parts_held, spread_moves
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx


class InvoiceOfWhat(Problem):
    """A line is for goods or for work on a job order, and says how much money it is about."""

    title = Text(
        en="Name a material or a job order, not both, and an amount other than zero.",
        zh="请填写物料或任务单(二选一),且金额不为零。",
    )
    status = 400


class InvoiceLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an invoice changes, for goods that came or work that was done outside.

    Attributes:
        material: of the goods; or `job_order` for outside work on it.
        quantity: how much the invoice is for, in `unit` or in the base unit; above 0.
        amount: ledger currency; of goods the difference to what was booked when they came
            (below 0: they were cheaper), of work all of it.
    """

    amount: Decimal
    material: str | None = None
    lot: str | None = None
    quantity: Decimal = ZERO
    unit: str | None = None
    job_order: str | None = None


class PostInvoice(Command, frozen=True, kw_only=True):
    """A supplier's invoice is posted after the goods were received or the work was done.

    Attributes:
        supplier: code or id of a partner.
        reference: number of the invoice.
    """

    site: str | None = None
    supplier: str
    reference: str = ""
    lines: tuple[InvoiceLine, ...]


class Invoice(NamedTuple):
    """One command while it is decided."""

    dock: Dock
    entry: Entry
    site: UUID
    origin: UUID
    variance: UUID


async def load_invoices(tx: Tx, commands: Sequence[PostInvoice]) -> Dock:
    """Find what is named, then lock every balance of the lots that were invoiced."""
    named = ReferencesWanted()
    named.want(partners=[command.supplier for command in commands])
    lines = [(command, line) for command in commands for line in command.lines]
    jobs = [line.job_order for _, line in lines if line.job_order is not None]
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot or "",
            places=("variance:price",),
            accounts=(("supplier", command.supplier),),
            whole=True,
        )
        for command, line in lines
        if line.material is not None
    ]
    takings += [
        Taking(
            site=None,
            material="",
            lot="",
            places=("variance:price",),
            accounts=(("transform", line.job_order), ("supplier", command.supplier)),
        )
        for command, line in lines
        if line.job_order is not None
    ]
    return await load_dock(tx, commands, takings, named=named, wanted=StockWanted(), jobs=jobs)


def decide_invoice(dock: Dock, command: PostInvoice, now: Instant, ids: Ids) -> list[Fact]:
    """Decide the money-only moves of a late invoice.

    Actual cost and moving average: by quantity to the keys that still hold the goods, the part
    that is gone to `variance:price`. Standard: all of it to `variance:price`. Outside work goes
    into the job order's transform (handbook, ledger section 6).

    Raises:
        LineCount: no line, or more than 500.
        SiteNeeded, NotFound: site, supplier, material or job order.
        InvoiceOfWhat: a line is about nothing, or about two things.
        JobEnded: the job order is closed.
        NoConversion, QuantityNotPositive: the quantity says nothing.
        LotNeeded, UnknownLot: the lot.
    """
    refuse_lines(command.lines)
    site = dock.refs.site(command.site)
    supplier = dock.refs.partner(command.supplier)
    entry = Entry(dock.stock, ids.new)
    code = f"supplier:{dock.refs.partner_code(command.supplier)}"
    origin = entry.place(site, code, kind="supplier", partner=supplier)
    variance = entry.place(site, "variance:price", kind="variance")
    invoice = Invoice(dock, entry, site, origin, variance)
    for line in command.lines:
        if (line.material is None) == (line.job_order is None) or line.amount == 0:
            raise InvoiceOfWhat(at="/lines")
        amount = to_minor(bounded(line.amount), entry.stock.currency)
        if line.material is not None:
            _goods(invoice, line, material=line.material, amount=amount)
        elif line.job_order is not None:
            _work(invoice, line.job_order, amount=amount)
    event = Event(
        name="invoice.posted",
        entity="invoice",
        record=ids.cause,
        code=command.reference[:64],
        site=site,
        payload={
            "supplier": command.supplier,
            "amount": plain(sum((line.amount for line in command.lines), ZERO)),
        },
    )
    return [*entry.facts(occurred_at=command.occurred_at), event]


def _goods(invoice: Invoice, line: InvoiceLine, *, material: str, amount: Decimal) -> None:
    entry = invoice.entry
    bought = invoice.dock.material(material)
    entered = invoice.dock.refs.entered(bought, line.quantity, unit=line.unit)
    lot = entry.known_lot(bought, line.lot)
    if bought.costing == "standard" and bought.standard_cost is not None:
        _money(invoice, invoice.variance, amount)
        return
    over = parts_held(entry.stock, [(lot, entered.base)], elsewhere=invoice.variance)
    moves = spread_moves(entry.stock, amount, source=invoice.origin, over=over, new=entry.new_id)
    for move in moves:
        _spread(invoice, move)


def _spread(invoice: Invoice, move: Move) -> None:
    """Add one part; goods cannot give more than they are worth: the rest is a variance."""
    wanted = move.value or ZERO
    given = wanted
    if move.target.place == invoice.origin and move.source.place != invoice.variance:
        given = min(wanted, invoice.entry.stock.held(move.source).value)
    invoice.entry.add(msgspec.structs.replace(move, value=given))
    _money(invoice, invoice.variance, given - wanted)


def _work(invoice: Invoice, job_order: str, *, amount: Decimal) -> None:
    entry = invoice.entry
    job = invoice.dock.open_jobs.get(job_order)
    if job is None:
        raise NotFound(kind="job_order", code=job_order, at="/lines")
    if job.status in {"closed", "aborted", "cancelled"}:
        raise JobEnded(code=job.code, status=job.status, at="/lines")
    code = f"transform:{job.code}"
    place = place_id(job.site, code)
    if place not in entry.stock.places:
        entry.open(
            PlaceOpened(id=place, site=job.site, code=code, kind="transform", job_order=job.id)
        )
    _money(invoice, place, amount)


def _money(invoice: Invoice, place: UUID, amount: Decimal) -> None:  # tidy: positional - short
    """Move money from the supplier to an account; below zero the other way."""
    if amount == 0:
        return
    ends = StockKey(place=invoice.origin), StockKey(place=place)
    source, target = ends if amount > 0 else ends[::-1]
    invoice.entry.move(source, target, quantity=ZERO, value=abs(amount))
