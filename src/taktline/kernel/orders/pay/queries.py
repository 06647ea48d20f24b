"""What people earned: one's own to oneself, others' to those who may see pay."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.orders.pay.reckon import DayPay, by_day
from taktline.kernel.orders.pay.store import (
    Asked,
    currency_of,
    differences,
    last_period,
    read_earned,
)
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

DAYS_MAX = 92
"""Days one question about pay may span: a quarter."""
By = Literal["day", "month"]
PERSON_OF = "SELECT id FROM person WHERE code = %(person)s::text OR id::text = %(person)s::text"
PEOPLE = "SELECT id, code, name FROM person WHERE id = ANY(%(ids)s::uuid[])"


class PayParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose pay of which days.

    Attributes:
        person: code or id; everybody if None.
        first: first day; `last` the last one, both belong to it; at most 92 days.
        by: one row per person and day, or per person and calendar month.
    """

    first: date
    last: date
    person: str | None = None
    by: By = "day"


class OwnPayParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of one's own days."""

    first: date
    last: date
    by: By = "day"


class PayRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one person earned on a day or in a month.

    Attributes:
        day: the day, or the first of the month.
        is_difference: of days that were closed before: what corrections changed since; it is paid
            with the open period.
        pieces: good pieces; below zero where a difference takes some away.
        amount: in `currency`.
    """

    person: str
    name: str
    day: date
    is_difference: bool
    pieces: Decimal
    labor_s: Decimal
    amount: Decimal
    currency: str


async def pay(tx: Tx, params: PayParams, reader: Principal) -> Page[PayRow]:
    """Return what people earned, differences of closed days beside the days themselves.

    Raises:
        NotFound: there is no such person.
    """
    person = None if params.person is None else await _person(tx, params.person)
    asked = _asked(params.first, params.last, person)
    return await _page(tx, asked, by=params.by)


async def my_pay(tx: Tx, params: OwnPayParams, reader: Principal) -> Page[PayRow]:
    """Return what the reader earned; nothing where the login belongs to no person."""
    if reader.person is None:
        return Page(rows=[])
    return await _page(tx, _asked(params.first, params.last, reader.person), by=params.by)


async def _page(tx: Tx, asked: Asked, *, by: By) -> Page[PayRow]:
    period = await last_period(tx)
    currency = await currency_of(tx)
    found: dict[tuple[UUID, date, bool], DayPay] = {}
    for (person, day), one in by_day(await read_earned(tx, asked)).items():
        _add(found, (person, _of(day, by), False), one)
    is_open = period is None or asked.last > period.ends_on
    if is_open:
        for (person, day), one in (await differences(tx, period, person=asked.person)).items():
            if not asked.first <= day <= asked.last:
                _add(found, (person, _of(day, by), True), one)
    people = await _people(tx, {person for person, _, _ in found})
    rows = [
        PayRow(
            person=people[person][0],
            name=people[person][1],
            day=day,
            is_difference=is_difference,
            pieces=one.pieces,
            labor_s=one.labor_s,
            amount=one.amount,
            currency=currency,
        )
        for (person, day, is_difference), one in found.items()
    ]
    rows.sort(key=lambda row: (row.person, row.day, row.is_difference))
    return Page(rows=rows[:PAGE_MAX], total=len(rows))


def _add(
    found: dict[tuple[UUID, date, bool], DayPay], key: tuple[UUID, date, bool], one: DayPay
) -> None:  # tidy: positional - a sum by key
    found[key] = found.get(key, DayPay()).plus(one)


def _of(day: date, by: By) -> date:  # tidy: positional - two plain values
    return day.replace(day=1) if by == "month" else day


def _asked(first: date, last: date, person: UUID | None) -> Asked:  # tidy: positional - plain
    return Asked(first=first, last=min(last, first + timedelta(days=DAYS_MAX - 1)), person=person)


async def _person(tx: Tx, reference: str) -> UUID:
    rows = await tx.fetch(PERSON_OF, {"person": reference})
    if not rows:
        raise NotFound(kind="person", code=reference, at="/person")
    return msgspec.convert(rows[0][0], UUID)


async def _people(tx: Tx, ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = await tx.fetch(PEOPLE, {"ids": sorted(ids)})
    found = msgspec.convert(rows, list[tuple[UUID, str, str]])
    return {id_: (code, name) for id_, code, name in found}


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.pay", params=PayParams, row=PayRow, needs="pay:read", run=pay,
        label=Text("Pay by person and day", "计件工资明细"),
    ),
    Query(
        name="kernel.my_pay", params=OwnPayParams, row=PayRow, needs="my_work:read", run=my_pay,
        label=Text("My pay", "我的工资"),
    ),
)  # fmt: skip
