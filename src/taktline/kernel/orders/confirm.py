"""Confirming reports: work in process counts at once, pay and partners when somebody confirmed."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.orders.changes import job_event
from taktline.kernel.orders.content import Operation
from taktline.kernel.orders.counts import ReasonMissing
from taktline.kernel.orders.facts import ResponseConfirmed
from taktline.kernel.orders.rows import Response
from taktline.kernel.orders.shop import Shop, path_of
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


class OwnReport(Problem):
    """Nobody stands by what he reported as his own work."""

    title = Text(
        en="Report {report} is your own work; somebody else confirms it.",
        zh="报工 {report} 为本人作业,须由他人确认。",
    )
    status = 403


class InspectorNeeded(Problem):
    """The operation wants its reports confirmed by an inspector."""

    title = Text(
        en="Reports of {code} are confirmed by an inspector.", zh="{code} 的报工须由质检员确认。"
    )
    status = 403


INSPECTS = "inspection:decide"
"""Permission of those who confirm what an inspector is to confirm."""


def must_confirm(operation: Operation, *, pieces: Decimal, report: UUID) -> bool:
    """Say whether somebody has to stand by a report before it counts for pay and partners.

    By operation; by amount (`above`: pieces beyond which it is asked); by sample (`sample`: share
    of the reports, drawn by the report's own id, which its sender does not choose).

    Args:
        pieces: everything that was worked on, base unit.
        report: id of the response.
    """
    rule = operation.confirmation
    if rule is None:
        return operation.needs_confirmation
    if pieces <= rule.above:
        return False
    drawn = Decimal(report.int & 0xFFFF) / 0x10000
    return drawn < rule.sample


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
        OwnReport: it is the confirmer's own work.
        InspectorNeeded: an inspector is to confirm it.
    """
    if not 0 < len(command.reports) <= REPORTS_MAX:
        raise TooManyReports(count=len(command.reports), limit=REPORTS_MAX)
    if command.verdict == "refused" and not (command.reason or "").strip():
        raise ReasonMissing(field="reason", at="/reason")
    facts: list[Fact] = []
    for report in dict.fromkeys(command.reports):
        said = _asked(shop, report)
        _refuse_wrong_person(shop, said, report=report, ids=ids)
        facts.append(
            ResponseConfirmed(response=said.id, confirmation=command.verdict, reason=command.reason)
        )
        event = "report_confirmed" if command.verdict == "confirmed" else "report_refused"
        facts.append(job_event(event, shop.jobs[said.job_order], report=str(report)))
    return facts


def _refuse_wrong_person(shop: Shop, said: Response, *, report: UUID, ids: Ids) -> None:
    if ids.by.person is not None and any(one.person == ids.by.person for one in said.persons):
        raise OwnReport(report=str(report), at="/reports")
    job = shop.jobs[said.job_order]
    rule = None if job.snapshot is None else job.snapshot.operation.confirmation
    inspected = rule is not None and rule.by == "inspector"
    if inspected and not ids.by.may(INSPECTS, path_of(shop, job)):
        raise InspectorNeeded(code=job.code, at="/reports")


def _asked(shop: Shop, report: UUID) -> Response:
    found = [said for said in shop.responses.get(report, ()) if said.kind == "report"]
    if not found:
        raise NotFound(kind="report", code=str(report), at="/reports")
    standing = [said for said in found if said.id not in shop.reversed_responses and said.sign == 1]
    asked = [said for said in standing if said.confirmation == "asked"]
    if not asked:
        raise NotAsked(report=str(report), at="/reports")
    return asked[-1]
