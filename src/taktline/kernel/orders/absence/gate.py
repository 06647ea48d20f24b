"""The first-article gate while the inspector is absent: who goes on, how far, until when."""

from decimal import Decimal

import msgspec

from taktline.base.instant import Instant, wire
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.orders.content import FirstArticleAbsence
from taktline.kernel.orders.counts import Counts
from taktline.kernel.orders.rows import Job

WAIT = FirstArticleAbsence()
"""Where an operation says nothing, everybody waits."""


class FirstArticleUnconfirmed(Problem):
    """The lead passed the first article, and no inspector confirmed it in time."""

    title = Text(
        en="{code}: an inspector had to confirm the first article by {due_at}; until then nothing "
        "more may be reported.",
        zh="{code}:质检员应在 {due_at} 前确认首件,确认前不可继续报工。",
    )
    retry = True


class RiskUsedUp(Problem):
    """As many pieces are at risk as the operation allows."""

    title = Text(
        en="{code}: {held} pieces wait for the first article, at most {limit} may be at risk.",
        zh="{code}:已有 {held} 件待首件判定,风险放行最多 {limit} 件。",
    )
    retry = True


def absence_of(job: Job) -> FirstArticleAbsence:
    """Return what is done at a job order while the inspector is absent."""
    said = None if job.snapshot is None else job.snapshot.operation.first_article_absence
    return WAIT if said is None else said


def refuse_unconfirmed(job: Job, *, at: Instant) -> None:
    """Refuse to go on when an inspector should have confirmed the lead's judgment.

    Raises:
        FirstArticleUnconfirmed: he did not.
    """
    due = job.first_article_due_at
    if job.first_article == "passed" and due is not None and at > due:
        raise FirstArticleUnconfirmed(code=job.code, due_at=wire(due), at="/good")


def at_risk(job: Job, counts: Counts, *, waiting: Decimal) -> Counts:
    """Return the counts as they are kept while the gate is shut and pieces may go on at risk.

    Good pieces are then kept apart with the samples, in the inspection's own place, and move on as
    good when it passes; defects count as they are.

    Args:
        waiting: samples and pieces at risk that are kept apart already.

    Raises:
        RiskUsedUp: more than the samples and the pieces that may be at risk.
    """
    absence = absence_of(job)
    if job.first_article != "required" or absence.policy != "at_risk" or counts.good <= 0:
        return counts
    limit = job.first_article_quantity + absence.at_risk
    held = waiting + counts.sample + counts.good
    if held > limit:
        raise RiskUsedUp(
            code=job.code,
            held=plain(waiting + counts.sample),
            limit=plain(max(limit, ZERO)),
            at="/good",
        )
    return msgspec.structs.replace(counts, good=ZERO, sample=counts.sample + counts.good)


def gate_limit(job: Job) -> Decimal:
    """Return how many pieces may be set apart for the first article, samples and risk together."""
    absence = absence_of(job)
    extra = absence.at_risk if absence.policy == "at_risk" else ZERO
    return job.first_article_quantity + extra
