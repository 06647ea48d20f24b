"""Confirming reports: work in process counts at once, pay and partners when somebody confirmed."""

from typing import Literal
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.orders.changes import job_event
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.facts import ResponseConfirmed
from taktline.kernel.orders.rows import Response
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Command, Fact, Ids

REPORTS_MAX = 500
"""Reports confirmed with one command: a shift of a workshop."""


class ConfirmReports(Command, frozen=True, kw_only=True):
    """A lead or inspector stands by reports, or does not.

    Attributes:
        reports: ids of the commands that reported.
        verdict: refused reports stay booked and are then corrected.
        reason: needed for a refusal.
    """

    reports: tuple[UUID, ...]
    verdict: Literal["confirmed", "refused"] = "confirmed"
    reason: str | None = None


class NotAsked(Problem):
    """The report waits for no confirmation, or was taken back."""

    title = Text(
        en="Report {report} waits for no confirmation.", zh="报工 {report} 无需确认或已冲销。"
    )


class TooManyReports(Problem):
    """None, or more at once than somebody can have looked at."""

    title = Text(
        en="{count} reports; 1 to {limit} are possible.",
        zh="共 {count} 条报工,须为 1 至 {limit} 条。",
    )
    status = 400


def decide_confirm(shop: Shop, command: ConfirmReports, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that reports are confirmed, or refused with a reason.

    Raises:
        TooManyReports: none, or more than 500.
        ReasonMissing: a refusal without one.
        NotFound: a command did not report.
        NotAsked: a report waits for no confirmation.
    """
    if not 0 < len(command.reports) <= REPORTS_MAX:
        raise TooManyReports(count=len(command.reports), limit=REPORTS_MAX)
    if command.verdict == "refused" and not (command.reason or "").strip():
        raise ReasonMissing(field="reason", at="/reason")
    facts: list[Fact] = []
    for report in dict.fromkeys(command.reports):
        said = _asked(shop, report)
        facts.append(
            ResponseConfirmed(response=said.id, confirmation=command.verdict, reason=command.reason)
        )
        event = "report_confirmed" if command.verdict == "confirmed" else "report_refused"
        facts.append(job_event(event, shop.jobs[said.job_order], report=str(report)))
    return facts


def _asked(shop: Shop, report: UUID) -> Response:
    found = [said for said in shop.responses.get(report, ()) if said.kind == "report"]
    if not found:
        raise NotFound(kind="report", code=str(report), at="/reports")
    standing = [said for said in found if said.id not in shop.reversed_responses and said.sign == 1]
    asked = [said for said in standing if said.confirmation == "asked"]
    if not asked:
        raise NotAsked(report=str(report), at="/reports")
    return asked[-1]
