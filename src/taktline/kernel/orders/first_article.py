"""The first article: until an inspector passes it, nothing but samples may be reported."""

from decimal import Decimal

import msgspec

from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.ledger.facts import place_id
from taktline.kernel.orders.absence.gate import absence_of, gate_limit
from taktline.kernel.orders.counts import Counts
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Shop, snapshot_of
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Ids

INSPECTION_NAME = "首件检 First article"


class FirstArticleOpen(Problem):
    """Good pieces before the first article has passed."""

    title = Text(
        en="{code}: the first article is open; until it passes report at most {limit} as sample.",
        zh="{code}:首件检验未通过,此前最多可取样 {limit}。",
    )
    retry = True


def samples_waiting(shop: Shop, job: Job) -> Decimal:
    """Return how many samples of a job order wait for their inspection; not what was used up."""
    inspection = open_inspection(shop, job)
    if inspection is None:
        return ZERO
    place = place_id(inspection.site, f"wip:{inspection.code}")
    balances = shop.stock.balances.items()
    return sum((balance.quantity for key, balance in balances if key.place == place), ZERO)


def refuse_before_first_article(job: Job, counts: Counts, *, waiting: Decimal) -> None:
    """Refuse more than the samples and set-up rejects while the gate is shut.

    Args:
        waiting: samples that wait already.

    Raises:
        FirstArticleOpen: good or repaired pieces, more samples than asked for, or defects that
            are not of the set-up.
    """
    if job.first_article != "required":
        return
    limit = gate_limit(job) - waiting
    waits = absence_of(job).policy != "at_risk"
    rejects = waits and any(line.defect_class != "set_up" for line in counts.defects)
    if counts.passed_on > 0 or counts.sample > limit or rejects:
        raise FirstArticleOpen(code=job.code, limit=plain(max(limit, ZERO)), at="/good")


def open_inspection(shop: Shop, job: Job) -> Job | None:
    """Return the inspection of this job order's samples that has not ended, if there is one."""
    return next((i for i in shop.inspections_of(job.id) if i.status not in ENDED), None)


def inspection_job(shop: Shop, job: Job, *, quantity: Decimal, code: str | None, ids: Ids) -> Job:
    """Return the job order that judges samples: dispatched, it starts with its first result.

    Args:
        quantity: samples.
        code: what it is to be called; else the job order's code with `-Q1`, `-Q2` ...
    """
    number = len(shop.inspections_of(job.id)) + 1
    operation = msgspec.structs.replace(
        snapshot_of(job).operation, name=INSPECTION_NAME, materials=(), first_article=ZERO
    )
    return Job(
        id=ids.new(),
        site=job.site,
        code=code or f"{job.code}-Q{number}",
        work_order=job.work_order,
        inspects=job.id,
        sequence=job.sequence,
        split_no=number,
        work_type="quality",
        operation=INSPECTION_NAME,
        priority=job.priority,
        work_center=job.work_center,
        work_unit=job.work_unit,
        material=job.material,
        unit=job.unit,
        ordered=quantity,
        started_quantity=quantity,
        planned_cost=job.planned_cost,
        status="dispatched",
        snapshot=msgspec.structs.replace(snapshot_of(job), operation=operation, is_first=False),
        snapshot_hash=job.snapshot_hash,
        cause=ids.cause,
    )
