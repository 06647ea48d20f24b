"""Laws of pay: what sharers get is the report's money to the cent; no rate, no money."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from taktline.base.ids import derived_id
from taktline.base.money import to_minor
from taktline.base.quantity import STORED_PLACES, ZERO, shares
from taktline.kernel.orders.pay.reckon import DayPay, Part, Rate, Work, by_day, earned
from taktline.kernel.orders.shares import NoShare, PersonLine, ShareRule, person_shares

DAY = date(2026, 1, 5)
weights = st.lists(st.integers(0, 9).map(Decimal), min_size=1, max_size=8).filter(any)
rates = st.decimals("0", "99.9999", places=4)
pieces = st.integers(0, 5000).map(Decimal)


def work(good: Decimal, parts: list[Decimal]) -> Work:
    split = shares(Decimal(1), parts, STORED_PLACES)
    return Work(
        report=UUID(int=1),
        day=DAY,
        operation="数车",
        process_segment="",
        material=None,
        good=good,
        parts=tuple(
            Part(person=derived_id("p", number), share=share, quantity=ZERO, labor_s=Decimal(3600))
            for number, share in enumerate(split)
        ),
    )


def piece_rate(rate: Decimal) -> Rate:
    return Rate(kind="piece", operation="数车", rate=rate, valid_from=DAY)


@given(good=pieces, rate=rates, parts=weights)
def test_what_the_sharers_get_is_the_money_of_the_report(
    good: Decimal, rate: Decimal, parts: list[Decimal]
) -> None:
    found = earned(work(good, parts), [piece_rate(rate)], currency="CNY")
    assert sum((one.piece_pay for one in found), ZERO) == to_minor(good * rate, "CNY")
    assert all(one.amount >= 0 for one in found)


@given(good=pieces, parts=weights, rate=rates)
def test_hours_are_paid_to_each_and_never_twice_for_piece_work(
    good: Decimal, parts: list[Decimal], rate: Decimal
) -> None:
    hour = Rate(kind="hour", rate=rate, valid_from=DAY)
    alone = earned(work(good, parts), [hour], currency="CNY")
    assert {one.hour_pay for one in alone} == {to_minor(rate, "CNY")}
    both = earned(work(Decimal(1), parts), [hour, piece_rate(Decimal(1))], currency="CNY")
    assert all(one.hour_pay == 0 for one in both)


@given(good=pieces, parts=weights)
def test_without_a_rate_of_the_day_nothing_is_paid(good: Decimal, parts: list[Decimal]) -> None:
    later = Rate(kind="piece", rate=Decimal(1), valid_from=date(2026, 1, 6))
    over = Rate(
        kind="piece", rate=Decimal(1), valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 4)
    )
    found = earned(work(good, parts), [later, over], currency="CNY")
    assert all(one.amount == 0 for one in found)


@given(figures=st.lists(st.tuples(pieces, rates), max_size=5))
def test_days_add_up_and_a_difference_is_what_is_missing(
    figures: list[tuple[Decimal, Decimal]],
) -> None:
    reports = [
        one
        for good, rate in figures
        for one in earned(work(good, [Decimal(1)]), [piece_rate(rate)], currency="CNY")
    ]
    days = by_day(reports)
    total = sum((one.amount for one in reports), ZERO)
    assert sum((day.amount for day in days.values()), ZERO) == total
    assert all(day.less(day) == DayPay() for day in days.values())


said = st.tuples(
    st.decimals("0", "9999", places=2), st.decimals("0", "80000", places=3), st.integers(0, 900)
)
splits = st.tuples(
    st.sampled_from(["equal", "hours", "coefficient", "given"]),
    st.lists(said, min_size=1, max_size=9),
    pieces,
)


def split_work(split: tuple[ShareRule, list[tuple[Decimal, Decimal, int]], Decimal]) -> Work | None:
    """Return a report that is shared so; None where the rule gives nobody a share."""
    rule, figures, good = split
    lines = tuple(
        PersonLine(person=str(n), coefficient=coefficient, labor_s=labor_s, quantity=Decimal(own))
        for n, (coefficient, labor_s, own) in enumerate(figures)
    )
    if rule == "given":
        good = sum((line.quantity for line in lines), ZERO)
    persons = [derived_id("p", n) for n in range(len(lines))]
    seconds = sum((line.labor_s or ZERO for line in lines), ZERO)
    try:
        parts = person_shares(lines, persons, rule=rule, pieces=good, labor_s=seconds, places=0)
    except NoShare:
        return None
    assert sum((one.share for one in parts), ZERO) == 1
    assert sum((one.quantity for one in parts), ZERO) == good
    assert sum((one.labor_s for one in parts), ZERO) == seconds
    named = tuple(
        Part(person=one.person, share=one.share, quantity=one.quantity, labor_s=one.labor_s)
        for one in parts
    )
    return msgspec.structs.replace(work(good, [Decimal(1)]), parts=named)


@given(first=splits, others=st.lists(splits, max_size=4), rate=rates)
def test_corrected_shares_come_to_the_money_of_what_stands_and_nobody_owes(
    first: tuple[ShareRule, list[tuple[Decimal, Decimal, int]], Decimal],
    others: list[tuple[ShareRule, list[tuple[Decimal, Decimal, int]], Decimal]],
    rate: Decimal,
) -> None:
    """Each correction pays the difference to what was paid: together that is the last word."""
    paid: dict[tuple[UUID, date], DayPay] = {}
    for split in (first, *others):
        report = split_work(split)
        if report is None:
            continue
        found = earned(report, [piece_rate(rate)], currency="CNY")
        money = sum((one.piece_pay for one in found), ZERO)
        assert money == to_minor(report.good * rate, "CNY")
        assert all(one.piece_pay >= 0 for one in found)
        days = by_day(found)
        for key in days.keys() | paid.keys():
            difference = days.get(key, DayPay()).less(paid.get(key, DayPay()))
            paid[key] = paid.get(key, DayPay()).plus(difference)
        assert sum((day.amount for day in paid.values()), ZERO) == money
        assert all(day.amount >= 0 and day.pieces >= 0 for day in paid.values())


@given(
    total=st.decimals("-99999999999999", "99999999999999", places=2),
    parts=st.lists(st.decimals("0", "99999999", places=6), min_size=1, max_size=50).filter(any),
)
def test_parts_come_to_the_cent_and_have_the_sign_of_the_whole(
    total: Decimal, parts: list[Decimal]
) -> None:
    found = shares(total, parts, 2)
    assert sum(found, ZERO) == total
    assert all(part == 0 or (part > 0) == (total > 0) for part in found)
    assert all(part == 0 for part, weight in zip(found, parts, strict=True) if weight == 0)
