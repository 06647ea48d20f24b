"""Judging what came back from a supplier: good pieces go on, bad ones wait to be judged."""

from decimal import Decimal

import msgspec

from taktline.base.instant import Instant
from taktline.kernel.orders.facts import JobReported
from taktline.kernel.orders.judge import ended_inspection
from taktline.kernel.orders.outside import SPOILED
from taktline.kernel.orders.outwork.take import RETURN_SEGMENT
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import DefectRow, Job
from taktline.kernel.orders.samples import SortedSamples, judged, sort_out
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Fact, Ids


def judges_return(inspection: Job) -> bool:
    """Say whether an inspection is of pieces that came back from a supplier."""
    return inspection.process_segment == RETURN_SEGMENT


def returns_judged(
    shop: Shop, inspection: Job, *, samples: SortedSamples, ids: Ids, at: Instant
) -> list[Fact]:
    """Return what an inspection of a return changes: each piece goes its own way.

    Raises:
        Shortage: fewer pieces are there.
    """
    assert inspection.inspects is not None, "a return is inspected for its operation"
    job = shop.jobs[inspection.inspects]
    posting = Posting(shop, ids)
    sort_out(posting, inspection, samples)
    said = judged(shop, job, samples=samples, ids=ids, at=at)
    said = msgspec.structs.replace(said, defects=_lines(job, bad=said.defective, ids=ids))
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
