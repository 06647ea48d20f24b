"""The team lead judges a first article while the inspector is absent; an inspector confirms it."""

from datetime import timedelta
from typing import Literal

import msgspec

from taktline.base.instant import Instant, wire
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.absence.gate import absence_of
from taktline.kernel.orders.absence.waits import waited
from taktline.kernel.orders.changes import job_event, response, stepped
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.first_article import open_inspection
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Command, Fact, Ids


class JudgeFirstArticle(Command, frozen=True, kw_only=True):
    """The lead looked at the first article himself.

    Attributes:
        verdict: passed lets the job order go on, failed holds it.
        reason: needed where it failed.
    """

    job_order: str
    verdict: Literal["passed", "failed"]
    reason: str | None = None


class InspectorOnly(Problem):
    """The operation lets nobody but an inspector judge."""

    title = Text(
        en="The first article of {code} is judged by an inspector only.",
        zh="{code} 的首件只能由质检员判定。",
    )


class NothingToJudge(Problem):
    """No first article is open, or no sample was given yet."""

    title = Text(
        en="{code} has no first article to judge: report a sample first.",
        zh="{code} 没有待判首件,请先报首件样品。",
    )


def decide_judge_first_article(
    shop: Shop, command: JudgeFirstArticle, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a job order goes on, or is held, on the lead's word.

    The inspection stays open: an inspector decides it later, and if he does not within the hours
    the operation says, nothing more may be reported.

    Raises:
        NotFound: there is no such job order.
        InspectorOnly: its operation does not let the lead judge.
        NothingToJudge: no first article is asked for, or no sample is there.
        ReasonMissing: it failed and nobody says why.
        IllegalStep: it failed and the job order does not run.
    """
    job = shop.job(command.job_order)
    absence = absence_of(job)
    if absence.policy != "lead":
        raise InspectorOnly(code=job.code)
    inspection = open_inspection(shop, job)
    if job.first_article != "required" or inspection is None:
        raise NothingToJudge(code=job.code)
    at = command.occurred_at
    waits = waited(job, inspection, at=at)
    if command.verdict == "passed":
        due = at + timedelta(hours=float(absence.confirm_within_h))
        opened = msgspec.structs.replace(job, first_article="passed", first_article_due_at=due)
        told = job_event(
            "first_article_judged", opened, verdict="passed", inspection=inspection.code,
            due_at=wire(due), by=ids.by.name,
        )  # fmt: skip
        return [JobOrderChanged(job=opened), *waits, told]
    reason = (command.reason or "").strip()
    if not reason:
        raise ReasonMissing(field="reason", at="/reason")
    held = stepped(job, "hold", at=at, reason=reason)
    held = msgspec.structs.replace(held, first_article="failed")
    said = response(shop, job, kind="hold", ids=ids, at=at)
    return [
        JobOrderChanged(job=held),
        JobReported(response=msgspec.structs.replace(said, reason=reason)),
        *waits,
        job_event(
            "first_article_judged", held, verdict="failed", inspection=inspection.code,
            reason=reason, by=ids.by.name,
        ),
        job_event("held", held, reason=reason),
    ]  # fmt: skip
