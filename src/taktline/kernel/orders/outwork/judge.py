"""Judging what came back from a supplier: good pieces go on, bad ones wait to be judged."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.quantity import ZERO
from taktline.kernel.orders.changes import response
from taktline.kernel.orders.facts import JobReported
from taktline.kernel.orders.judge import ended_inspection
from taktline.kernel.orders.output import hand_on, leave
from taktline.kernel.orders.outside import SPOILED
from taktline.kernel.orders.outwork.take import RETURN_SEGMENT
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import DefectRow, Job
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Fact, Ids

Lots = dict[UUID, Decimal]


def judges_return(inspection: Job) -> bool:
    """Say whether an inspection is of pieces that came back from a supplier."""
    return inspection.process_segment == RETURN_SEGMENT


def returns_judged(
    shop: Shop,
    inspection: Job,
    *,
    decided: tuple[Lots, Lots, Lots],
    ids: Ids,
    at: Instant,
) -> list[Fact]:
    """Return what an inspection of a return changes: each piece goes its own way.

    Args:
        decided: by lot what is accepted, rejected and used up by the test.

    Raises:
        Shortage: fewer pieces are there.
    """
    assert inspection.inspects is not None, "a return is inspected for its operation"
    accepted, rejected, destroyed = decided
    job = shop.jobs[inspection.inspects]
    posting = Posting(shop, ids)
    samples = posting.job_place(inspection, "wip")
    for lot, quantity in accepted.items():
        hand_on(posting, job, lot=lot, quantity=quantity, source=samples)
    for lot, quantity in rejected.items():
        waiting = posting.job_place(job, "defective")
        posting.move(samples, waiting, lot=lot, quantity=quantity)
    for lot, quantity in destroyed.items():
        scrap = posting.place(inspection.site, "scrap:test", kind="scrap")
        leave(posting, inspection, scrap, lot=lot, quantity=quantity, source=samples)
    good, bad, gone = (sum(lots.values(), ZERO) for lots in decided)
    said = msgspec.structs.replace(
        response(shop, job, kind="judge", ids=ids, at=at),
        status_before=None,
        good=good,
        defective=bad,
        sample=gone,
        from_sample=good + bad + gone,
        defects=_lines(job, bad=bad, ids=ids),
    )
    return [
        *posting.facts(occurred_at=at),
        JobReported(response=said),
        *ended_inspection(shop, inspection, ids=ids, at=at),
    ]


def _lines(job: Job, *, bad: Decimal, ids: Ids) -> tuple[DefectRow, ...]:
    if bad <= 0:
        return ()
    return (
        DefectRow(
            id=ids.new(),
            line=1,
            quantity=bad,
            outcome="to_judge",
            defect_code=SPOILED,
            caused_at_job=job.id,
            caused_at_operation=job.operation,
            caused_by_supplier=job.supplier,
        ),
    )
