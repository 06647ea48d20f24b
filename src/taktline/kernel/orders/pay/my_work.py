"""My work: what I reported, what became of it, what it brought me."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO
from taktline.base.text import Text
from taktline.kernel.ledger.asked import BUSINESS_DAY
from taktline.kernel.orders.pay.store import Asked, currency_of, read_earned
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

DAYS_MAX = 62
"""Days one look at one's own work may span."""

# A report I share, or gave without naming anybody; what took it back, who gave that, and why.
MINE = """
    SELECT r.id, r.cause, j.code, w.code, j.operation, r.business_date, r.occurred_at,
        coalesce(s.quantity, r.good), coalesce(s.labor_s, r.labor_s), r.scrap + r.rework
            + r.defective, c.clock_uncertain,
        coalesce((SELECT f.confirmation FROM report_confirmation f
            WHERE f.job_response = r.id ORDER BY f.said_at DESC LIMIT 1), r.confirmation),
        (SELECT f.reason FROM report_confirmation f
            WHERE f.job_response = r.id ORDER BY f.said_at DESC LIMIT 1),
        back.verb, coalesce(u.name, ''), back.body ->> 'reason',
        coalesce(by_other.name, '')
    FROM job_response r
    JOIN job_order j ON j.id = r.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    JOIN command c ON c.id = r.cause
    LEFT JOIN person_share s ON s.job_response = r.id AND s.person = %(person)s::uuid
    LEFT JOIN job_response b ON b.reverses = r.id
    LEFT JOIN command back ON back.id = b.cause
    LEFT JOIN user_account u ON u.id = back.principal
    LEFT JOIN user_account by_other ON by_other.id = c.principal AND c.principal <> %(user)s::uuid
    WHERE r.kind = 'report' AND r.sign = 1
        AND r.business_date BETWEEN %(first)s::date AND %(last)s::date
        AND (s.person IS NOT NULL OR (c.principal = %(user)s::uuid AND NOT EXISTS (
            SELECT 1 FROM person_share o WHERE o.job_response = r.id)))
    ORDER BY r.occurred_at DESC, r.id LIMIT %(limit)s"""

PARKED = """
    SELECT p.command, p.verb, p.body ->> 'job_order', p.occurred_at, p.code,
        coalesce(s.outcome, ''), coalesce(s.reason, ''), coalesce(u.name, '')
    FROM parked_fact p
    LEFT JOIN parked_fact_settlement s ON s.parked_fact = p.id
    LEFT JOIN user_account u ON u.id = s.settled_by
    WHERE p.principal = %(user)s::uuid AND coalesce(s.outcome, '') <> 'retried'
        AND p.occurred_at >= %(first)s::date AND p.occurred_at < %(last)s::date + 2
    ORDER BY p.occurred_at DESC, p.id LIMIT %(limit)s"""

TODAY = f"SELECT max({BUSINESS_DAY}) FROM site s"
"""The day it is, where it is latest."""

State = Literal["counted", "waiting", "refused", "corrected", "taken_back", "parked", "voided"]


class MyWorkParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which days; today and the days of this month before it where nothing is said."""

    first: date | None = None
    last: date | None = None
    limit: int = 500


class MyWorkRow(msgspec.Struct, frozen=True, kw_only=True):
    """One report of mine, newest first.

    Attributes:
        report: id of the command that reported.
        state: counted; waiting for confirmation; refused; corrected or taken back by `by`, because
            of `reason`; parked (it could not be booked, a lead settles it) or voided.
        pieces: my good pieces; `defective` those of the whole report.
        amount: what it brought me, where pay is on and it counts.
        is_clock_uncertain: the device's clock was wrong; the server's time stands in its place.
        reported_by: who gave it for me; empty = myself.
        refusal: code of the refusal a parked fact met.
    """

    report: UUID
    what: str
    job_order: str | None
    work_order: str | None
    operation: str | None
    day: date
    occurred_at: datetime
    state: State
    pieces: Decimal
    labor_s: Decimal
    defective: Decimal
    amount: Decimal
    currency: str
    is_clock_uncertain: bool
    by: str
    reason: str
    reported_by: str
    refusal: str


class _Mine(msgspec.Struct, array_like=True, frozen=True):
    response: UUID
    cause: UUID
    job_order: str
    work_order: str | None
    operation: str
    day: date
    occurred_at: datetime
    pieces: Decimal
    labor_s: Decimal
    defective: Decimal
    clock_uncertain: bool
    confirmation: str
    confirm_reason: str | None
    back_verb: str | None
    back_by: str
    back_reason: str | None
    reported_by: str


class _Parked(msgspec.Struct, array_like=True, frozen=True):
    command: UUID
    verb: str
    job_order: str | None
    occurred_at: datetime
    code: str
    outcome: str
    reason: str
    settled_by: str


async def my_work(tx: Tx, params: MyWorkParams, reader: Principal) -> Page[MyWorkRow]:
    """Return the reader's own reports with their state, pieces, hours and money."""
    last = params.last or await _today(tx)
    first = max(params.first or last.replace(day=1), last - timedelta(days=DAYS_MAX))
    limit = min(max(params.limit, 1), PAGE_MAX)
    asked = {
        "person": reader.person, "user": reader.id, "first": first, "last": last, "limit": limit,
    }  # fmt: skip
    money: dict[UUID, Decimal] = {}
    if reader.person is not None:
        found = await read_earned(tx, Asked(first=first, last=last, person=reader.person))
        money = {one.report: one.amount for one in found}
    currency = await currency_of(tx)
    mine = msgspec.convert(await tx.fetch(MINE, asked), list[_Mine])
    parked = msgspec.convert(await tx.fetch(PARKED, asked), list[_Parked])
    rows = [_report(one, money=money, currency=currency) for one in mine]
    rows += [_kept(one, currency=currency) for one in parked]
    rows.sort(key=lambda row: row.occurred_at, reverse=True)
    return Page(rows=rows[:limit], total=len(rows))


async def _today(tx: Tx) -> date:
    """Return the plant's business day; the clock's own before there is a plant."""
    ((found,),) = await tx.fetch(TODAY, {"now": tx.present})
    return msgspec.convert(found or tx.present.date(), date)


def _report(one: _Mine, *, money: dict[UUID, Decimal], currency: str) -> MyWorkRow:
    state = _state(one)
    return MyWorkRow(
        report=one.cause,
        what="kernel.report_operation",
        job_order=one.job_order,
        work_order=one.work_order,
        operation=one.operation,
        day=one.day,
        occurred_at=one.occurred_at,
        state=state,
        pieces=one.pieces,
        labor_s=one.labor_s,
        defective=one.defective,
        amount=money.get(one.response, ZERO),
        currency=currency,
        is_clock_uncertain=one.clock_uncertain,
        by=one.back_by,
        reason=(one.back_reason if one.back_verb else one.confirm_reason) or "",
        reported_by=one.reported_by,
        refusal="",
    )


def _state(one: _Mine) -> State:
    if one.back_verb is not None:
        return "corrected" if one.back_verb == "kernel.correct_report" else "taken_back"
    if one.confirmation == "refused":
        return "refused"
    return "waiting" if one.confirmation == "asked" else "counted"


def _kept(one: _Parked, *, currency: str) -> MyWorkRow:
    return MyWorkRow(
        report=one.command,
        what=one.verb,
        job_order=one.job_order,
        work_order=None,
        operation=None,
        day=one.occurred_at.date(),
        occurred_at=one.occurred_at,
        state="voided" if one.outcome == "voided" else "parked",
        pieces=ZERO,
        labor_s=ZERO,
        defective=ZERO,
        amount=ZERO,
        currency=currency,
        is_clock_uncertain=False,
        by=one.settled_by,
        reason=one.reason,
        reported_by="",
        refusal=one.code,
    )


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.my_work", params=MyWorkParams, row=MyWorkRow, needs="my_work:read",
        run=my_work, label=Text("My work", "我的报工"),
    ),
)  # fmt: skip
