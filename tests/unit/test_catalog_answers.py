"""Rows of a query looked at like records: sifted, sorted, put together, marked, paged."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest

from taktline.api.registry import REGISTRY
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


class Pile(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of some material, and what they are worth."""

    id: UUID
    place: str
    quantity: Decimal | None
    unit: str | None
    value: Decimal
    currency: str


PILES = msgspec.structs.replace(
    HEAPS, name="test.piles", row=Pile, units={"unit": ("quantity",), "currency": ("value",)}
)
PILED = msgspec.structs.replace(SIEVE, name="test.piles", columns=columns_of(PILES, {}))


def piled(*piles: tuple[str, str | None, str | None, str]) -> list[dict[str, object]]:
    """Rows by place, quantity, unit and value in CNY."""
    return [
        {"id": str(uuid4()), "place": place, "quantity": None if held is None else Decimal(held),
         "unit": unit, "value": Decimal(value), "currency": "CNY"}
        for place, held, unit, value in piles
    ]  # fmt: skip


def test_amounts_of_several_units_are_told_one_by_one() -> None:
    rows = piled(("A", "2", "pcs", "1"), ("A", "3.5", "kg", "2"), ("B", "4", "pcs", "4"),
                 ("B", None, "kg", "0"))  # fmt: skip
    measures = ["sum:quantity", "max:quantity", "count:quantity", "sum:value"]
    (total,) = PILED.page(rows, asked(measures=measures)).rows
    both = [{"amount": "3.5", "unit": "kg"}, {"amount": "6", "unit": "pcs"}]
    assert total == {
        "sum:quantity": both,
        "max:quantity": [both[0], {"amount": "4", "unit": "pcs"}],
        "count:quantity": 3,
        "sum:value": [{"amount": "7", "currency": "CNY"}],
    }
    groups = PILED.page(rows, asked(group=["place"], measures=["sum:quantity"])).rows
    assert groups[1] == {"place": "B", "sum:quantity": [{"amount": "4", "unit": "pcs"}]}


def test_in_groups_of_one_unit_amounts_are_plain_numbers() -> None:
    rows = piled(("A", "2", "pcs", "1"), ("A", "3", "kg", "2"), ("B", "4", "pcs", "4"))
    groups = PILED.page(rows, asked(group=["unit"], measures=["sum:quantity"])).rows
    assert groups == [{"unit": "kg", "sum:quantity": "3"}, {"unit": "pcs", "sum:quantity": "6"}]


def test_what_tells_no_unit_is_told_apart_and_nothing_has_no_amount() -> None:
    rows = piled(("A", "2", None, "1"), ("A", "3", "kg", "2"))
    (total,) = PILED.page(rows, asked(measures=["sum:quantity"])).rows
    told = [{"amount": "3", "unit": "kg"}, {"amount": "2", "unit": None}]
    assert total == {"sum:quantity": told}
    assert PILED.page([], asked(measures=["sum:quantity"])).rows == [{"sum:quantity": None}]


def test_every_amount_of_a_list_says_where_its_unit_stands() -> None:
    for query in REGISTRY.queries.values():
        if not is_list(query):
            continue
        fields = {field.name: field.type for field in msgspec.structs.fields(query.row)}
        amounts = {name for name, kind in fields.items() if kind in (Decimal, Decimal | None)}
        told = [name for names in query.units.values() for name in names]
        assert (set(told), len(told)) == (amounts, len(amounts)), query.name
        assert {unit for unit in query.units if unit} <= set(fields), query.name
