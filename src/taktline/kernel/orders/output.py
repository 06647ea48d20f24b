"""What work brings forth: good pieces go on or into stock, bad ones are set apart."""

from decimal import Decimal
from uuid import UUID

from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import StockKey, place_id
from taktline.kernel.orders.co_products import main_share
from taktline.kernel.orders.consume import consumed_lines
from taktline.kernel.orders.counts import Counts
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import snapshot_of
from taktline.kernel.orders.states import ENDED


def makes(job: Job) -> bool:
    """Say whether pieces of the product come into being at this job order."""
    return snapshot_of(job).is_first and not job.is_rework


def put_out(
    posting: Posting,
    job: Job,
    *,
    counts: Counts,
    lot: UUID,
    sample_to: Job | None,
    rework_to: dict[int, Job],
) -> None:
    """Move what one report counted.

    A first operation makes its pieces in transform; a later one has them in wip. Good and
    repaired ones go on, samples to their inspection, defect lines where their outcome says; what
    leaves the order passes transform and takes its planned value there.

    Args:
        lot: of the product.
        sample_to: the inspection job order that takes the samples.
        rework_to: rework job order by index of the defect line.
    """
    wip = posting.job_place(job, "wip")
    if counts.found > 0:
        found = posting.place(job.site, "found:count", kind="found")
        posting.move(found, wip, lot=lot, quantity=counts.found)
    if makes(job):
        stays = ZERO if not posting.shop.successors(job) else counts.passed_on
        transform = posting.job_place(job, "transform")
        posting.move(transform, wip, lot=lot, quantity=stays + counts.sample)
    hand_on(posting, job, lot=lot, quantity=counts.passed_on)
    if sample_to is not None:
        samples = posting.job_place(sample_to, "wip")
        posting.move(wip, samples, lot=lot, quantity=counts.sample)
    for index, line in enumerate(counts.defects):
        if line.outcome == "scrap":
            scrap = posting.place(job.site, f"scrap:{line.defect_code}", kind="scrap")
            leave(posting, job, scrap, lot=lot, quantity=line.quantity)
        elif line.outcome == "rework":
            rework = posting.job_place(rework_to[index], "wip")
            posting.move(bad_source(posting, job), rework, lot=lot, quantity=line.quantity)
        elif line.outcome == "to_judge":
            waiting = posting.job_place(job, "defective")
            posting.move(bad_source(posting, job), waiting, lot=lot, quantity=line.quantity)
    if counts.missing > 0:
        missing = posting.place(job.site, "missing:count", kind="missing")
        leave(posting, job, missing, lot=lot, quantity=counts.missing)


def bad_source(posting: Posting, job: Job) -> UUID:
    """Return where pieces that are not good stand: in the making, or in wip."""
    return posting.job_place(job, "transform" if makes(job) else "wip")


def leave(
    posting: Posting,
    job: Job,
    target: UUID,
    *,
    lot: UUID,
    quantity: Decimal,
    source: StockKey | UUID | None = None,
) -> None:
    """Let pieces leave the order through transform, with their planned value.

    Args:
        source: where they stand; None = where this job order's bad pieces stand.
    """
    transform = posting.job_place(job, "transform")
    origin = bad_source(posting, job) if source is None else source
    if origin != transform:
        posting.move(origin, transform, lot=lot, quantity=quantity)
    value = posting.planned_value(job, quantity)
    posting.move(transform, target, lot=lot, quantity=quantity, value=value)


def hand_on(
    posting: Posting,
    job: Job,
    *,
    lot: UUID,
    quantity: Decimal,
    source: UUID | None = None,
) -> None:
    """Move good pieces to where a good piece of this job order goes.

    The next operation's wip; first, though, to what was taken there before it was reported here
    (`unreported`). Where the next operation is split over several job orders each gets what it
    still needs, in turn. After the last operation into stock, through transform, at planned cost.

    Args:
        source: where they stand; None = this job order's wip.
    """
    successors = posting.shop.successors(job)
    if not successors:
        _deliver(posting, job, lot=lot, quantity=quantity, source=source)
        return
    origin = posting.job_place(job, "wip") if source is None else source
    back = min(quantity, _owed(posting, job, lot))
    if back > 0:
        unreported = posting.job_place(job, "unreported")
        posting.move(origin, unreported, lot=lot, quantity=back)
    if consumed_lines(job) and not makes(job):
        transform = posting.job_place(job, "transform")
        posting.move(origin, transform, lot=lot, quantity=quantity - back)
        origin = transform
    for receiver, part in receivers(posting, successors, quantity - back):
        posting.move(origin, posting.job_place(receiver, "wip"), lot=lot, quantity=part)


def receivers(
    posting: Posting, successors: list[Job], quantity: Decimal
) -> list[tuple[Job, Decimal]]:  # tidy: positional - one choice
    """Return who of the parts of the next operation gets how many pieces.

        need = started - made there - waiting there

    The last one that has not ended gets what nobody needs. The pieces of a flow card go where the
    card is worked, where an order was changed from a card on.
    """
    first = successors[0]
    parts = [
        one
        for one in successors
        if (one.sequence, one.is_rework) == (first.sequence, first.is_rework)
        and one.status not in ENDED
    ]
    if posting.card_number is not None and parts:
        return [(of_card(parts, posting.card_number), quantity)]
    found: list[tuple[Job, Decimal]] = []
    left = quantity
    for one in parts[:-1]:
        part = min(max(one.started_quantity - one.made - _standing(posting, one), ZERO), left)
        left -= part
        found.append((one, part))
    return [*found, (parts[-1] if parts else first, left)]


def of_card(parts: list[Job], number: int) -> Job:
    """Return which part of an operation works a flow card: the newest that begins at or before."""
    fitting = [one for one in parts if (one.from_card or 0) <= number]
    return max(fitting or parts, key=lambda one: (one.from_card or 0, -one.split_no))


def _standing(posting: Posting, job: Job) -> Decimal:
    """Return how many pieces of the product wait at a job order, as far as they were read."""
    stock, place = posting.shop.stock, place_id(job.site, f"wip:{job.code}")
    return sum(
        (
            balance.quantity
            for key, balance in stock.balances.items()
            if key.place == place
            and key.lot is not None
            and stock.lots[key.lot].material == job.material
        ),
        ZERO,
    )


def receipt_place(posting: Posting, job: Job) -> UUID:
    """Return where the last operation delivers: the order's store, else `finished:<order>`."""
    snapshot = snapshot_of(job)
    if snapshot.receipt_place is not None:
        return snapshot.receipt_place
    return posting.place(job.site, f"finished:{snapshot.work_order}", kind="finished")


def _deliver(
    posting: Posting, job: Job, *, lot: UUID, quantity: Decimal, source: UUID | None
) -> None:
    if quantity <= 0:
        return
    transform = posting.job_place(job, "transform")
    origin = source
    if origin is None:
        origin = transform if makes(job) else posting.job_place(job, "wip")
    if origin != transform:
        posting.move(origin, transform, lot=lot, quantity=quantity)
    if snapshot_of(job).takes_apart:
        return
    value = posting.planned_value(job, quantity * main_share(job))
    target = receipt_place(posting, job)
    posting.move(transform, target, lot=lot, quantity=quantity, value=value)


def _owed(posting: Posting, job: Job, lot: UUID) -> Decimal:  # tidy: positional - one lookup
    """Return what the next operation took of this lot before it was reported here."""
    place = place_id(job.site, f"unreported:{job.code}")
    if place not in posting.shop.stock.places:
        return ZERO
    return max(-posting.shop.stock.held(StockKey(place=place, lot=lot)).quantity, ZERO)
