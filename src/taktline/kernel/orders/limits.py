"""How much may be reported: what was started, what was ordered plus its tolerance."""

from decimal import ROUND_FLOOR

from taktline.base.problem import Confirmable, Problem
from taktline.base.quantity import plain
from taktline.base.text import Text
from taktline.kernel.orders.counts import Counts, ReasonMissing
from taktline.kernel.orders.output import makes
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Shop, snapshot_of
from taktline.platform.command import Command
from taktline.platform.confirm import refuse_unless_confirmed


class StartedExceeded(Problem):
    """A first operation would make more than was started."""

    title = Text(
        en="{code} has made {made}; {made} + {asked} = {total} exceeds the started quantity "
        "{started}.",
        zh="{code} 已生产 {made};{made} + {asked} = {total},超过投产数量 {started}。",
    )


class OverDelivery(Confirmable):
    """More good pieces than the order and its tolerance allow."""

    title = Text(
        en="{code} would have {total} good; {limit} are allowed ({ordered} ordered). Confirm it "
        "if they are wanted.",
        zh="{code} 合格数将达 {total},允许 {limit}(计划 {ordered})。确需超产请确认。",
    )


class CountTolerance(Confirmable):
    """More pieces missing or found than an operator may book himself."""

    title = Text(
        en="{quantity} pieces {field} at {code} in all; up to {limit} may be booked without the "
        "lead.",
        zh="{code} {field} 数量合计 {quantity},班组长确认前最多 {limit}。",
    )


class ActivityBehind(Problem):
    """A parallel activity on the same pieces has not come so far."""

    title = Text(
        en="{activity} has passed {passed} pieces; {code} would have reported {asked} in all.",
        zh="并行作业 {activity} 已通过 {passed} 件,{code} 累计将报 {asked} 件。",
    )
    retry = True


class ActivityCounts(Problem):
    """An activity says which pieces passed; bad ones are reported where they stand."""

    title = Text(
        en="{code} is an activity beside the operation: report only what passed there.",
        zh="{code} 为并行作业,只报通过数量;不良请在工件所在工序上报。",
    )
    status = 400


class ShortClose(Problem):
    """Less was done than ordered and tolerated, and nobody said why."""

    title = Text(
        en="{code} has {good} good of {ordered}; below {limit} say why (reason).",
        zh="{code} 合格 {good}/{ordered},低于 {limit} 完工须填写原因。",
    )


def refuse_beyond_limits(shop: Shop, job: Job, *, counts: Counts, command: Command) -> None:
    """Refuse a report beyond what was started, ordered or may be miscounted.

    Everything made counts against the started quantity, scrap and samples too; only good and
    repaired pieces against the ordered one (handbook, isa95 section 7).

    Raises:
        ActivityCounts: an activity reports more than what passed.
        ActivityBehind: an activity beside it has passed fewer pieces.
        StartedExceeded: at the first operation, or where pieces are reported out of order.
        OverDelivery: not confirmed.
        ReasonMissing, CountTolerance: missing or found pieces.
    """
    made = job.made
    if job.is_activity and counts.taken != counts.good:
        raise ActivityCounts(code=job.code, at="/defects")
    _refuse_ahead_of_activities(shop, job, counts)
    counts_against_start = makes(job) or job.report_policy == "flagged" or job.is_activity
    if counts_against_start and not job.is_rework and made + counts.taken > job.started_quantity:
        raise StartedExceeded(
            code=job.code,
            made=plain(made),
            asked=plain(counts.taken),
            total=plain(made + counts.taken),
            started=plain(job.started_quantity),
            at="/good",
        )
    is_last = not shop.successors(job)
    if (not makes(job) or is_last) and not job.is_rework:
        _refuse_over_delivery(job, counts, command=command)


def _refuse_ahead_of_activities(
    shop: Shop, job: Job, counts: Counts
) -> None:  # tidy: positional - three plain values
    asked = job.made + counts.taken
    for _, before in shop.predecessors(job):
        if before.is_activity and counts.taken > 0 and asked > before.passed_on:
            raise ActivityBehind(
                activity=before.code,
                passed=plain(before.passed_on),
                code=job.code,
                asked=plain(asked),
                at="/good",
            )


def refuse_miscount(job: Job, counts: Counts, *, reasons: dict[str, str], command: Command) -> None:
    """Refuse missing or found pieces without a reason, or beyond the operator's tolerance.

    The tolerance is one for the whole job order: many small differences are a large one.

        tolerance = max(pieces, share of ordered, whole pieces)

    Raises:
        ReasonMissing: pieces are missing or found and nobody says why.
        CountTolerance: more than the operation lets an operator book; not confirmed.
    """
    operation = snapshot_of(job).operation
    share = (operation.count_tolerance_share * job.ordered).to_integral_value(ROUND_FLOOR)
    tolerance = max(operation.count_tolerance, share)
    told = (("missing", counts.missing, job.missing), ("found", counts.found, job.found))
    for field, quantity, before in told:
        if quantity > 0 and not reasons.get(field):
            raise ReasonMissing(field=f"{field}_reason", at=f"/{field}_reason")
        if quantity > 0 and before + quantity > tolerance:
            refuse_unless_confirmed(
                command,
                CountTolerance(
                    code=job.code,
                    field=field,
                    quantity=plain(before + quantity),
                    limit=plain(tolerance),
                    at=f"/{field}",
                ),
            )


def refuse_short(job: Job, reason: str | None) -> None:
    """Refuse to complete a job order below its tolerance without a reason.

    Raises:
        ShortClose: good and repaired are below ordered * (1 - under limit).
    """
    if job.work_type != "production" or job.is_rework or reason:
        return
    limit = job.ordered * (1 - snapshot_of(job).under_limit)
    if job.passed_on < limit:
        raise ShortClose(
            code=job.code,
            good=plain(job.passed_on),
            ordered=plain(job.ordered),
            limit=plain(limit),
            at="/reason",
        )


def _refuse_over_delivery(
    job: Job, counts: Counts, command: Command
) -> None:  # tidy: positional - three plain values
    limit = job.ordered * (1 + snapshot_of(job).over_limit)
    total = job.passed_on + counts.passed_on
    if total > limit:
        refuse_unless_confirmed(
            command,
            OverDelivery(
                code=job.code,
                total=plain(total),
                limit=plain(limit),
                ordered=plain(job.ordered),
                at="/good",
            ),
        )
