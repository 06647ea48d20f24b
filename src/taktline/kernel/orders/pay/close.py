"""Closing a pay period: what was earned is paid; what is corrected later becomes a difference."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import Confirmable, Problem
from taktline.base.text import Text
from taktline.kernel.ledger.load import load_stock
from taktline.kernel.ledger.stock import SiteDay, StockWanted
from taktline.kernel.orders.pay.reckon import DayPay, by_day
from taktline.kernel.orders.pay.store import (
    Asked,
    Period,
    currency_of,
    differences,
    last_period,
    read_earned,
)
from taktline.platform.command import Booked, Command, Event, Fact, Ids
from taktline.platform.confirm import refuse_unless_confirmed
from taktline.platform.transaction import Tx

PERIOD_DAYS_MAX = 62
"""Days of one pay period: two months; more was mistyped."""
LOCK_PAY = "SELECT pg_advisory_xact_lock(%(key)s::bigint)"
WAITING = """
    SELECT count(*)::integer FROM job_response r
    WHERE r.kind = 'report' AND r.sign = 1 AND r.confirmation = 'asked'
        AND r.business_date BETWEEN %(first)s::date AND %(last)s::date
        AND NOT EXISTS (SELECT 1 FROM job_response back WHERE back.reverses = r.id)
        AND NOT EXISTS (SELECT 1 FROM report_confirmation c WHERE c.job_response = r.id)"""
INSERT_PERIOD = """
    INSERT INTO pay_period (id, starts_on, ends_on, cause, closed_at, closed_by)
    SELECT id, starts_on, ends_on, cause, at, by
    FROM unnest(%(ids)s::uuid[], %(starts)s::date[], %(ends)s::date[], %(causes)s::uuid[],
        %(at)s::timestamptz[], %(by)s::uuid[]) AS t (id, starts_on, ends_on, cause, at, by)"""
INSERT_LINES = """
    INSERT INTO pay_line (id, pay_period, cause, person, day, is_difference, pieces, labor_s,
        amount, currency)
    SELECT id, pay_period, cause, person, day, is_difference, pieces, labor_s, amount, currency
    FROM unnest(%(ids)s::uuid[], %(periods)s::uuid[], %(causes)s::uuid[], %(persons)s::uuid[],
        %(days)s::date[], %(differences)s::boolean[], %(pieces)s::numeric[],
        %(labor_s)s::numeric[], %(amounts)s::numeric[], %(currencies)s::text[])
        AS t (id, pay_period, cause, person, day, is_difference, pieces, labor_s, amount,
            currency)"""


class ClosePayPeriod(Command, frozen=True, kw_only=True):
    """Pay every day up to one; what is corrected later is paid with the next period.

    Attributes:
        starts_on: first day of the first period; afterwards the day behind the last one.
    """

    ends_on: date
    starts_on: date | None = None


class PayDaysWrong(Problem):
    """The days do not follow the last closed ones, are not over, or are too many."""

    title = Text(
        en="The next pay period begins on {starts_on}, ends by {latest} and has at most {limit} "
        "days.",
        zh="下一工资期间应从 {starts_on} 开始,最迟截至 {latest},最多 {limit} 天。",
    )


class ReportsUnconfirmed(Confirmable):
    """Reports of these days wait for somebody to stand by them."""

    title = Text(
        en="{count} reports of these days wait for confirmation; they would be paid later as a "
        "difference. Confirm them first, or confirm this.",
        zh="期间内有 {count} 条报工待确认,将在下期补发。请先确认报工,或确认继续。",
    )


class PayDay(msgspec.Struct, frozen=True, kw_only=True):
    """What is paid to one person for one day."""

    person: UUID
    day: date
    is_difference: bool
    pay: DayPay


class PayPeriodClosed(Fact, frozen=True, kw_only=True):
    """Some days are paid."""

    id: UUID
    starts_on: date
    ends_on: date
    currency: str
    lines: tuple[PayDay, ...]


class PayDesk(msgspec.Struct, kw_only=True):
    """What was earned in the days each command would close.

    Attributes:
        last: the latest closed period.
        earned: by last day of the period that would be closed; `waiting` likewise the reports
            that nobody confirmed.
        differences: of the days closed before.
    """

    last: Period | None = None
    sites: tuple[SiteDay, ...] = ()
    currency: str = "CNY"
    earned: dict[tuple[date, date], dict[tuple[UUID, date], DayPay]] = {}
    waiting: dict[tuple[date, date], int] = {}
    differences: dict[tuple[UUID, date], DayPay] = {}


async def load_pay(tx: Tx, commands: Sequence[ClosePayPeriod]) -> PayDesk:
    """Keep others from closing pay meanwhile, and reckon the days concerned."""
    key = derived_id("pay period", tx.tenant).int & 0x7FFF_FFFF_FFFF_FFFF
    await tx.fetch(LOCK_PAY, {"key": key})
    last = await last_period(tx)
    stock = await load_stock(tx, StockWanted())
    desk = PayDesk(
        last=last,
        sites=tuple(stock.sites.values()),
        currency=await currency_of(tx),
        differences=await differences(tx, last),
    )
    for command in commands:
        days = _days(desk, command)
        if days is None or not 0 <= (days[1] - days[0]).days < PERIOD_DAYS_MAX:
            continue
        asked = Asked(first=days[0], last=days[1])
        desk.earned[days] = by_day(await read_earned(tx, asked))
        desk.waiting[days] = msgspec.convert((await tx.fetch(WAITING, asked.params()))[0][0], int)
    return desk


def decide_close_pay(desk: PayDesk, command: ClosePayPeriod, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what is paid for the days up to one, and as differences of days closed before.

    Raises:
        PayDaysWrong: the days do not follow the last ones, are not over, or too many.
        ReportsUnconfirmed: not confirmed.
    """
    days = _days(desk, command)
    today = min((site.date_of(now) for site in desk.sites), default=now.date())
    if days is None or days not in desk.earned or days[1] >= today:
        follows = None if desk.last is None else desk.last.ends_on + timedelta(days=1)
        raise PayDaysWrong(
            starts_on="-" if follows is None else follows.isoformat(),
            latest=(today - timedelta(days=1)).isoformat(),
            limit=PERIOD_DAYS_MAX,
            at="/ends_on",
        )
    if desk.waiting[days]:
        refuse_unless_confirmed(command, ReportsUnconfirmed(count=desk.waiting[days]))
    lines = [
        *_lines(desk.earned[days], is_difference=False),
        *_lines(desk.differences, is_difference=True),
    ]
    fact = PayPeriodClosed(
        id=derived_id("pay_period", days[0]),
        starts_on=days[0],
        ends_on=days[1],
        currency=desk.currency,
        lines=tuple(lines),
    )
    total = sum((line.pay.amount for line in lines), Decimal(0))
    event = Event(
        name="pay_period.closed",
        entity="pay_period",
        record=fact.id,
        code=days[1].isoformat(),
        payload={
            "starts_on": days[0].isoformat(), "ends_on": days[1].isoformat(),
            "persons": len({line.person for line in lines}), "amount": str(total),
        },
    )  # fmt: skip
    return [fact, event]


def fold_pay_closed(state: object, fact: PayPeriodClosed) -> None:
    """These days are closed; nothing of the batch may close them again."""
    if isinstance(state, PayDesk):
        state.last = Period(id=fact.id, starts_on=fact.starts_on, ends_on=fact.ends_on)
        state.earned, state.waiting, state.differences = {}, {}, {}


def record_pay_closed(tx: Tx, booked: Sequence[Booked[PayPeriodClosed]]) -> None:
    """Write closed periods with their lines."""
    tx.execute(
        INSERT_PERIOD,
        {
            "ids": [one.fact.id for one in booked],
            "starts": [one.fact.starts_on for one in booked],
            "ends": [one.fact.ends_on for one in booked],
            "causes": [one.stamp.cause for one in booked],
            "at": [one.stamp.recorded_at for one in booked],
            "by": [one.stamp.by for one in booked],
        },
    )
    rows = [(one, line) for one in booked for line in one.fact.lines]
    if not rows:
        return
    tx.execute(
        INSERT_LINES,
        {
            "ids": [
                derived_id("pay_line", one.fact.id, line.person, line.day) for one, line in rows
            ],
            "periods": [one.fact.id for one, _ in rows],
            "causes": [one.stamp.cause for one, _ in rows],
            "persons": [line.person for _, line in rows],
            "days": [line.day for _, line in rows],
            "differences": [line.is_difference for _, line in rows],
            "pieces": [line.pay.pieces for _, line in rows],
            "labor_s": [line.pay.labor_s for _, line in rows],
            "amounts": [line.pay.amount for _, line in rows],
            "currencies": [one.fact.currency for one, _ in rows],
        },
    )


def _days(desk: PayDesk, command: ClosePayPeriod) -> tuple[date, date] | None:
    """Return the days a command would close; None where its first day is not the next."""
    follows = None if desk.last is None else desk.last.ends_on + timedelta(days=1)
    first = follows or command.starts_on or command.ends_on.replace(day=1)
    if command.starts_on not in (None, first):
        return None
    return (first, command.ends_on)


def _lines(days: dict[tuple[UUID, date], DayPay], *, is_difference: bool) -> list[PayDay]:
    return [
        PayDay(person=person, day=day, is_difference=is_difference, pay=pay)
        for (person, day), pay in sorted(days.items())
    ]
