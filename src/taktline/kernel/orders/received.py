"""What an operation must have received: booked at those before it, or shown as unreported."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO, shares
from taktline.kernel.ledger.facts import StockKey, place_id
from taktline.kernel.orders.changes import job_event, response, stepped
from taktline.kernel.orders.consume import consume
from taktline.kernel.orders.counts import Counts
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.output import makes, put_out
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import Job, PersonShare
from taktline.kernel.orders.shop import snapshot_of
from taktline.platform.command import Fact


def receive(
    posting: Posting,
    job: Job,
    *,
    counts: Counts,
    lot: UUID,
    at: Instant,
    persons: tuple[PersonShare, ...] = (),
) -> list[Fact]:
    """Bring what a report lacks at its place: two ways, both visible.

    An operation before it without a report point is booked now, with its components. Under the
    policy `flagged` the rest comes from `unreported:<job before>`, an open imbalance that a later
    report there closes and that nothing lot- or serial-traced may have. Under `strict` nothing
    comes, and the ledger refuses.

    Args:
        counts: of the report.
        lot: of the product.
        persons: who reports; they are paid for operations before it where those say so.

    Returns:
        The responses of the operations that were booked.

    Source: handbook, shopfloor sections 1 and 3.
    """
    if makes(job):
        return []
    lacking = counts.taken - _waiting(posting, job, lot=lot)
    before = [p for _, p in posting.shop.predecessors(job) if not p.is_rework]
    if lacking <= 0 or not before:
        return []
    previous = before[0]
    if not previous.report_point:
        booked = Counts(good=lacking)
        return _booked(posting, previous, counts=booked, lot=lot, at=at, persons=persons)
    traced = posting.stock.material_of(lot).lot_traced != "none"
    if job.report_policy == "flagged" and not traced:
        unreported = posting.job_place(previous, "unreported")
        posting.move(unreported, posting.job_place(job, "wip"), lot=lot, quantity=lacking)
    return []


def _waiting(posting: Posting, job: Job, *, lot: UUID) -> Decimal:
    place = place_id(job.site, f"wip:{job.code}")
    if place not in posting.shop.stock.places:
        return ZERO
    return posting.shop.stock.held(StockKey(place=place, lot=lot)).quantity


def _booked(
    posting: Posting,
    job: Job,
    *,
    counts: Counts,
    lot: UUID,
    at: Instant,
    persons: tuple[PersonShare, ...],
) -> list[Fact]:
    """Book an operation without a report point: all of it good."""
    quantity = counts.good
    facts = receive(posting, job, counts=counts, lot=lot, at=at, persons=persons)
    if job.backflush != "on_complete":
        consume(posting, job, pieces=quantity, at=at, mounted={})
    put_out(posting, job, counts=counts, lot=lot, sample_to=None, rework_to={})
    said = response(posting.shop, job, kind="report", ids=posting.ids, at=at)
    if job.status in {"released", "dispatched"}:
        running = msgspec.structs.replace(stepped(job, "start", at=at), start_is_estimated=True)
        facts.append(JobOrderChanged(job=running))
        facts.append(job_event("started", running, start_is_estimated=True))
    paid = _paid(posting, job, quantity=quantity, persons=persons)
    said = msgspec.structs.replace(said, good=quantity, lot=lot, persons=paid)
    facts.append(JobReported(response=said))
    facts.append(job_event("reported", job, good=str(quantity), booked_by_next=True))
    return facts


def _paid(
    posting: Posting, job: Job, *, quantity: Decimal, persons: tuple[PersonShare, ...]
) -> tuple[PersonShare, ...]:
    """Return whose pieces these are: of those who report the next operation, if so set."""
    if not persons or not snapshot_of(job).operation.paid_with_next or job.material is None:
        return ()
    places = posting.shop.stock.materials[job.material].unit_places
    parts = shares(quantity, [one.share for one in persons], places)
    return tuple(
        PersonShare(person=one.person, share=one.share, quantity=part)
        for one, part in zip(persons, parts, strict=True)
    )
