"""What becomes of the samples of an inspection: on as good, back as bad, used up, or kept."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO
from taktline.kernel.orders.absence.waits import waited
from taktline.kernel.orders.changes import job_event, response, stepped
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.judge import ended_inspection
from taktline.kernel.orders.output import hand_on, leave
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import Job, Response
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Fact, Ids

Lots = dict[UUID, Decimal]


class SortedSamples(msgspec.Struct, frozen=True, kw_only=True):
    """Samples by lot, as the inspector sorted them.

    Attributes:
        accepted: they go on as good pieces do.
        rejected: they wait at the inspected job order to be judged.
        destroyed: the test used them up; they go to `scrap:test`.
        retained: they are kept as proof, in the store `kept_at`.
    """

    accepted: Lots = {}
    rejected: Lots = {}
    destroyed: Lots = {}
    retained: Lots = {}
    kept_at: UUID | None = None


def samples_passed(
    shop: Shop, inspection: Job, *, samples: SortedSamples, ids: Ids, at: Instant
) -> list[Fact]:
    """Return what a passed inspection of samples changes: they go on as good, the gate opens.

    Args:
        inspection: the inspection job order; it completes.

    Raises:
        Shortage: fewer samples are there.
    """
    assert inspection.inspects is not None
    job = shop.jobs[inspection.inspects]
    posting = Posting(shop, ids)
    sort_out(posting, inspection, samples)
    opened = msgspec.structs.replace(job, first_article="passed", first_article_due_at=None)
    was_shut = job.first_article == "required" or job.first_article_due_at is not None
    return [
        *posting.facts(occurred_at=at),
        *([JobOrderChanged(job=opened)] if was_shut else []),
        *waited(job, inspection, at=at),
        JobReported(response=judged(shop, job, samples=samples, ids=ids, at=at)),
        *ended_inspection(shop, inspection, ids=ids, at=at),
    ]


def samples_failed(
    shop: Shop,
    inspection: Job,
    *,
    samples: SortedSamples,
    reason: str,
    ids: Ids,
    at: Instant,
) -> list[Fact]:
    """Return what a failed first article changes: the job order is held, its samples are defects.

    Args:
        reason: what the job order is held for.

    Raises:
        Shortage: fewer samples are there.
    """
    assert inspection.inspects is not None
    job = shop.jobs[inspection.inspects]
    posting = Posting(shop, ids)
    sort_out(posting, inspection, samples)
    facts = posting.facts(occurred_at=at)
    held = msgspec.structs.replace(job, first_article="failed", first_article_due_at=None)
    facts.append(JobReported(response=judged(shop, job, samples=samples, ids=ids, at=at)))
    if job.status == "running":
        held = stepped(held, "hold", at=at, reason=reason)
        on_hold = response(shop, job, kind="hold", ids=ids, at=at)
        facts.append(JobReported(response=msgspec.structs.replace(on_hold, reason=reason)))
        facts.append(job_event("held", held, reason=reason))
    facts.append(JobOrderChanged(job=held))
    waits = waited(job, inspection, at=at)
    return [*facts, *waits, *ended_inspection(shop, inspection, ids=ids, at=at)]


def sort_out(posting: Posting, inspection: Job, samples: SortedSamples) -> None:
    """Move each sample where it goes; what leaves the order takes its planned value along.

    Source: handbook, ledger section 2, "One example with everything in line".
    """
    assert inspection.inspects is not None
    job = posting.shop.jobs[inspection.inspects]
    wip = posting.job_place(inspection, "wip")
    for lot, quantity in samples.accepted.items():
        hand_on(posting, job, lot=lot, quantity=quantity, source=wip)
    for lot, quantity in samples.rejected.items():
        posting.move(wip, posting.job_place(job, "defective"), lot=lot, quantity=quantity)
    for lot, quantity in samples.destroyed.items():
        scrap = posting.place(inspection.site, "scrap:test", kind="scrap")
        leave(posting, inspection, scrap, lot=lot, quantity=quantity, source=wip)
    for lot, quantity in samples.retained.items():
        assert samples.kept_at is not None, "what is kept is kept somewhere"
        leave(posting, inspection, samples.kept_at, lot=lot, quantity=quantity, source=wip)


def judged(shop: Shop, job: Job, *, samples: SortedSamples, ids: Ids, at: Instant) -> Response:
    """Return what became of samples; what was used up or kept is a sample for good, no scrap."""
    good, bad, gone, kept = (
        sum(lots.values(), ZERO)
        for lots in (samples.accepted, samples.rejected, samples.destroyed, samples.retained)
    )
    return msgspec.structs.replace(
        response(shop, job, kind="judge", ids=ids, at=at),
        status_before=None,
        good=good,
        defective=bad,
        sample=gone + kept,
        from_sample=good + bad + gone + kept,
    )
