"""Reports that wait for somebody to stand by them, the unlikely ones on top."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

OUTLIER_OF_STANDARD = Decimal("1.2")
"""Faster than that, something was counted twice or an hour forgotten (handbook, shopfloor 3)."""


class ToConfirmParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which reports: of a work center, of some days; everything that waits if nothing is said."""

    work_center: str | None = None
    first: date | None = None
    last: date | None = None
    limit: int = 200


class ToConfirmRow(msgspec.Struct, frozen=True, kw_only=True):
    """A report that waits for confirmation.

    Attributes:
        report: id of the command, for `kernel.confirm_reports`.
        persons: codes of those who share it.
        of_standard: planned seconds of the pieces / seconds worked; None where either is unknown.
        card: code of the flow card; `above_card` = more pieces of it than it ever had.
        is_outlier: above 120 % of standard, or above the card: these stand first.
    """

    report: UUID
    job_order: str
    work_order: str | None
    operation: str
    day: date | None
    occurred_at: datetime
    persons: list[str]
    good: Decimal
    defective: Decimal
    labor_s: Decimal
    of_standard: Decimal | None
    card: str | None
    above_card: bool
    is_outlier: bool


TO_CONFIRM = f"""
    SELECT t.cause, t.code, t.work_order, t.operation, t.business_date, t.occurred_at, t.persons,
        t.good, t.defective, t.labor_s, t.of_standard, t.card, t.above_card,
        coalesce(t.of_standard > %(outlier)s::numeric, false) OR t.above_card AS is_outlier
    FROM (
        SELECT r.cause, j.code, w.code AS work_order, j.operation, r.business_date,
            r.occurred_at,
            ARRAY(SELECT p.code FROM person_share s JOIN person p ON p.id = s.person
                WHERE s.job_response = r.id ORDER BY p.code) AS persons,
            r.good, r.scrap + r.rework + r.defective AS defective, r.labor_s,
            CASE WHEN j.planned_run_s > 0 AND r.labor_s > 0
                THEN round((r.good + r.scrap + r.rework + r.defective) * j.planned_run_s
                    / r.labor_s, 4) END AS of_standard,
            c.code AS card,
            c.id IS NOT NULL AND c.quantity < (
                SELECT coalesce(sum(x.sign * (x.good + x.repaired + x.sample + x.scrap + x.rework
                    + x.defective + x.missing - x.found)), 0) FROM job_response x
                WHERE x.flow_card = c.id AND x.job_order = r.job_order) AS above_card
        FROM job_response r JOIN job_order j ON j.id = r.job_order
        LEFT JOIN work_order w ON w.id = j.work_order
        LEFT JOIN flow_card c ON c.id = r.flow_card
        LEFT JOIN equipment e ON e.id = j.work_center
        WHERE r.kind = 'report' AND r.sign = 1 AND r.confirmation = 'asked' AND {NODES}
            AND (%(work_center)s::text IS NULL OR e.code = %(work_center)s::text)
            AND (%(first)s::date IS NULL OR r.business_date >= %(first)s::date)
            AND (%(last)s::date IS NULL OR r.business_date <= %(last)s::date)
            AND NOT EXISTS (SELECT 1 FROM report_confirmation f WHERE f.job_response = r.id)
            AND NOT EXISTS (SELECT 1 FROM job_response back WHERE back.reverses = r.id)) AS t
    ORDER BY is_outlier DESC, t.of_standard DESC NULLS LAST, t.occurred_at, t.cause
    LIMIT %(limit)s"""


async def reports_to_confirm(
    tx: Tx, params: ToConfirmParams, reader: Principal
) -> Page[ToConfirmRow]:
    """Return the reports that wait, outliers first, then the fastest."""
    rows = await tx.fetch(
        TO_CONFIRM,
        {
            "work_center": params.work_center,
            "first": params.first,
            "last": params.last,
            "outlier": OUTLIER_OF_STANDARD,
            **scope_of(reader, "job_order:confirm", limit=min(max(params.limit, 1), PAGE_MAX)),
        },
    )
    return Page(rows=structs(rows, ToConfirmRow))


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.reports_to_confirm", params=ToConfirmParams, row=ToConfirmRow,
        needs="job_order:confirm", run=reports_to_confirm,
        label=Text("Reports to confirm", "待确认报工"),
    ),
)  # fmt: skip
