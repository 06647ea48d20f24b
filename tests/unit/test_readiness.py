"""Who gets what when goods are promised: served by priority, from what comes first."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from taktline.apps.inventory.readiness import Goods, JobNeed, promises_of, serve
from taktline.base.ids import derived_id

PLATE = derived_id("test", "plate")
MONDAY, FRIDAY = date(2026, 1, 5), date(2026, 1, 9)


def job(code: str, pieces: int) -> JobNeed:
    id_ = derived_id("test order", code)
    return JobNeed(
        work_order=id_, code=code, material="MOTOR", priority=50, due_at=None,
        pieces=Decimal(pieces), done=Decimal(0), job=id_, snapshot="",
    )  # fmt: skip


def goods(on_hand: int, *, in_transit: int = 0, **promised: int) -> Goods:
    left: dict[UUID, list[Decimal]] = {}
    if on_hand or in_transit:
        left[PLATE] = [Decimal(on_hand), Decimal(0), Decimal(in_transit)]
    days = {"monday": MONDAY, "friday": FRIDAY}
    rows = [(PLATE, days[day], Decimal(quantity)) for day, quantity in promised.items()]
    return Goods(left=left, promised=promises_of(rows, left), known={PLATE: ("PLATE", "pcs")})


def served(there: Goods, *jobs: JobNeed) -> list[tuple[str, int, str | None]]:
    needs = {one.job: {PLATE: one.pieces} for one in jobs}
    rows = serve(jobs, needs, held={}, goods=there)
    return [
        (
            row.work_order,
            int(row.sets_with_all),
            next((str(one.expected_on) for one in row.short if one.expected_on), None),
        )
        for row in rows
    ]


def test_a_promise_counts_as_on_the_way_and_says_when_it_suffices() -> None:
    there = goods(4, monday=3, friday=10)
    assert served(there, job("WO-1", 6), job("WO-2", 8)) == [
        ("WO-1", 6, str(MONDAY)), ("WO-2", 8, str(FRIDAY)),
    ]  # fmt: skip


def test_what_an_order_of_higher_priority_took_of_a_promise_is_gone() -> None:
    there = goods(0, monday=5)
    assert served(there, job("WO-1", 5), job("WO-2", 1)) == [
        ("WO-1", 5, str(MONDAY)), ("WO-2", 0, None),
    ]  # fmt: skip


def test_goods_between_our_own_sites_come_before_any_promise() -> None:
    there = goods(0, in_transit=2, friday=2)
    assert served(there, job("WO-1", 2), job("WO-2", 2)) == [
        ("WO-1", 2, None), ("WO-2", 2, str(FRIDAY)),
    ]  # fmt: skip


def test_what_nobody_promised_is_short_without_a_date() -> None:
    there = goods(1)
    (row,) = serve(
        [job("WO-1", 3)], {job("WO-1", 3).job: {PLATE: Decimal(3)}}, held={}, goods=there
    )
    (short,) = row.short
    assert (short.short, short.expected_on) == (Decimal(2), None)
