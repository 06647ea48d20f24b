"""Rows of a query looked at like records: sifted, sorted, put together, marked, paged."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest

from taktline.base.problem import Invalid
from taktline.base.text import Text
from taktline.catalog.answers.columns import answer_shown, columns_of, is_list
from taktline.catalog.answers.sieve import Sieve
from taktline.catalog.filter import Moment
from taktline.catalog.period import in_group, period_of
from taktline.catalog.request import FilterRefused, PageMarkWrong, RecordsRequest, UnknownPath
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
NIGHT = datetime(2026, 3, 31, 17, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing."""


class Heap(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that lie somewhere."""

    id: UUID
    place: str
    pieces: Decimal
    state: Literal["free", "held"] = "free"
    seen_at: datetime | None = None
    used_on: date | None = None
    marks: list[str] = []
    deep: dict[str, int] = {}


async def heaps(tx: Tx, asked: Asked, reader: Principal) -> Page[Heap]:
    """Nobody asks."""
    raise AssertionError


HEAPS = Query(
    name="test.heaps",
    params=Asked,
    row=Heap,
    needs="heap:read",
    run=heaps,
    label=Text(en="Heaps", zh="堆"),
    labels={
        "place": Text(en="Where", zh="何处"),
        "state": Text(en="State", zh="状态"),
        "state.free": Text(en="Free", zh="可用"),
    },
)
ROWS = [
    Heap(id=uuid4(), place="B", pieces=Decimal("2.5"), seen_at=NIGHT),
    Heap(id=uuid4(), place="A", pieces=Decimal(10), state="held", marks=["x"]),
    Heap(id=uuid4(), place="b", pieces=Decimal(4), seen_at=NOON, used_on=date(2026, 3, 4)),
]  # fmt: skip
SIEVE = Sieve(
    name="test.heaps",
    columns=columns_of(HEAPS, {}),
    key=("id",),
    moment=Moment(now=NOON, today=NOON.date()),
    zone=SHANGHAI,
)


def asked(**more: object) -> RecordsRequest:
    return msgspec.convert({"entity": "test.heaps", **more}, RecordsRequest)


def places(**more: object) -> list[object]:
    return [row["place"] for row in SIEVE.fitting(ROWS, asked(**more))]


def test_a_row_is_described_by_its_struct_and_the_words_of_its_query() -> None:
    shown = answer_shown(HEAPS, {})
    assert [(one.name, one.type) for one in shown.fields] == [
        ("place", "text"), ("pieces", "number"), ("state", "option"), ("seen_at", "instant"),
        ("used_on", "date"), ("marks", "options"),
    ]  # fmt: skip
    assert shown.fields[0].label.zh == "何处"
    assert shown.fields[2].options["free"].label.en == "Free"
    assert [one.by for one in shown.views] == [None, "seen_at", "used_on"]
    assert is_list(HEAPS)
    assert not is_list(msgspec.structs.replace(HEAPS, key=("nowhere",)))


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ("pieces > 3", ["A", "b"]),
        ('state = "held" or place = "B"', ["B", "A"]),
        ("seen_at != null and seen_at < now()", []),
        ('seen_at <= date and time("2026-03-05T12:00:00Z")', ["b"]),
        ('used_on < date("2026-03-05")', ["b"]),
        ('list contains(marks, "x")', ["A"]),
    ],
)
def test_conditions_are_those_of_any_list(filter: str, found: Sequence[str]) -> None:
    assert places(filter=filter) == list(found)


def test_a_search_looks_into_every_text_whatever_the_letters_case() -> None:
    assert places(search="B") == ["B", "b"]
    assert places(search="held") == ["A"]


def test_rows_are_sorted_and_those_without_a_value_come_last() -> None:
    assert places(order=["place"]) == ["A", "B", "b"]
    assert places(order=["seen_at"]) == ["b", "B", "A"]
    assert places(order=["-seen_at"]) == ["B", "b", "A"]
    with pytest.raises(Invalid):
        places(order=["marks"])


def test_what_is_not_there_or_no_condition_is_refused() -> None:
    for wrong in ("nothing = 1", "pieces", "place >"):
        with pytest.raises(FilterRefused):
            places(filter=wrong)
    with pytest.raises(UnknownPath):
        places(order=["nothing"])
    with pytest.raises(UnknownPath):
        SIEVE.page([], asked(group=["nothing"]))


def test_groups_have_subtotals_and_all_rows_one_total() -> None:
    rows = SIEVE.fitting(ROWS, asked())
    page = SIEVE.page(rows, asked(group=["state"], measures=["count", "sum:pieces", "avg:pieces"]))
    assert page.rows == [
        {"state": "free", "count": 2, "sum:pieces": "6.5", "avg:pieces": "3.25"},
        {"state": "held", "count": 1, "sum:pieces": "10", "avg:pieces": "10"},
    ]
    (total,) = SIEVE.page(rows, asked(measures=["max:pieces", "min:used_on"])).rows
    assert total == {"max:pieces": "10", "min:used_on": date(2026, 3, 4)}


def test_times_are_put_together_by_the_plants_days_weeks_and_months() -> None:
    rows = SIEVE.fitting(ROWS, asked())
    months = SIEVE.page(rows, asked(group=["month:seen_at"], measures=["count"])).rows
    assert [row["month:seen_at"] for row in months] == [date(2026, 3, 1), date(2026, 4, 1), None]
    assert period_of(NIGHT, "day", SHANGHAI) == date(2026, 4, 1)
    assert period_of(NIGHT, "day", ZoneInfo("UTC")) == date(2026, 3, 31)
    assert period_of(date(2026, 3, 5), "week", SHANGHAI) == date(2026, 3, 2)
    assert period_of(date(2026, 8, 5), "quarter", SHANGHAI) == date(2026, 7, 1)
    assert period_of(date(2026, 8, 5), "year", SHANGHAI) == date(2026, 1, 1)
    assert in_group("sum:pieces") == (None, "sum:pieces")
    with pytest.raises(Invalid):
        SIEVE.page(rows, asked(group=["month:place"]))


def test_pages_follow_each_other_and_tell_the_first_mark_that_is_true() -> None:
    rows = SIEVE.fitting(ROWS, asked())
    wanted = asked(limit=2, totals=True, marks=["pieces > 100", "pieces > 3"])
    first = SIEVE.page(rows, wanted)
    assert (len(first.rows), first.total, first.marks) == (2, 3, [None, 1])
    assert first.rows[0]["id"] == str(ROWS[0].id)
    second = SIEVE.page(rows, msgspec.structs.replace(wanted, after=first.after))
    assert (len(second.rows), second.after, second.marks) == (1, None, [1])
    with pytest.raises(PageMarkWrong):
        SIEVE.page(rows, msgspec.structs.replace(wanted, after="W10"))
    ways = SIEVE.waypoints(rows, 2)
    assert (ways.total, SIEVE.page(rows, asked(after=ways.marks[0])).rows) == (3, second.rows)
