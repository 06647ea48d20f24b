"""Amounts of records put together: one for each unit or currency, never added across them."""

import msgspec
import pytest

from taktline.catalog.request import RecordsRequest
from taktline.platform.command import Grant
from taktline.store import Store
from tests.integration.test_catalog_publish import Design

pytestmark = pytest.mark.anyio

APP = "app: gauges\nlabel: {en: Fees, zh: 费用}\nversion: 1.0.0\n"
FEE = """
entity: fee
label: {en: Fee, zh: 费用}
key: [code]
title: code
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  kind: {type: text, required: true, label: {en: Kind, zh: 类型}}
  paid: {type: money, label: {en: Paid, zh: 费用}}
  heavy: {type: quantity, label: {en: Weight, zh: 重量}}
  pieces: {type: number, unit_in: counted_in.name, label: {en: Pieces, zh: 数量}}
  counted_in: {type: link, to: unit, label: {en: Counted in, zh: 计量单位}}
"""
ROWS = [
    ("F-1", "rent", ("10", "CNY"), ("3", "kg")),
    ("F-2", "rent", ("2.5", "CNY"), ("4", "kg")),
    ("F-3", "rent", ("7", "EUR"), None),
    ("F-4", "tax", ("1", "CNY"), ("5", "t")),
    ("F-5", "tax", None, None),
    ("F-6", "wage", None, None),
]  # fmt: skip
MEASURES = ["count", "sum:paid", "max:paid", "sum:heavy"]


@pytest.fixture(scope="module")
async def fees(store: Store, module_tenant: str) -> Design:
    design = Design(store, module_tenant)
    await design.publish(app__gauges=APP, entity__fee=FEE)
    rows: list[dict[str, object]] = [
        {"code": code, "kind": kind,
         "paid": None if paid is None else {"amount": paid[0], "currency": paid[1]},
         "heavy": None if heavy is None else {"amount": heavy[0], "unit": heavy[1]}}
        for code, kind, paid, heavy in ROWS
    ]  # fmt: skip
    for number, row in enumerate(rows):
        row |= {"pieces": str(number + 1), "counted_in": "box" if number % 2 else "kg"}
    units: list[dict[str, object]] = [
        {"code": code, "name": code, "places": 3} for code in ("kg", "box")
    ]
    await design.all_done("unit.create", units)
    await design.all_done("fee.create", rows)
    return design


RENT = {
    "kind": "rent", "count": 3,
    "sum:paid": [{"amount": "12.5", "currency": "CNY"}, {"amount": "7", "currency": "EUR"}],
    "max:paid": [{"amount": "10", "currency": "CNY"}, {"amount": "7", "currency": "EUR"}],
    "sum:heavy": [{"amount": "7", "unit": "kg"}],
}  # fmt: skip
TAX = {
    "kind": "tax", "count": 2,
    "sum:paid": [{"amount": "1", "currency": "CNY"}],
    "max:paid": [{"amount": "1", "currency": "CNY"}],
    "sum:heavy": [{"amount": "5", "unit": "t"}],
}  # fmt: skip
WAGE = {"kind": "wage", "count": 1, "sum:paid": None, "max:paid": None, "sum:heavy": None}


async def test_amounts_of_several_currencies_are_told_one_by_one(fees: Design) -> None:
    page = await fees.list("fee", group=["kind"], measures=MEASURES)
    assert page.rows == [RENT, TAX, WAGE]
    (total,) = (await fees.list("fee", measures=["sum:paid", "count"])).rows
    assert total == {
        "sum:paid": [{"amount": "13.5", "currency": "CNY"}, {"amount": "7", "currency": "EUR"}],
        "count": 6,
    }


async def test_each_page_of_groups_tells_its_own_amounts(fees: Design) -> None:
    first = await fees.list("fee", group=["kind"], measures=MEASURES, limit=1)
    assert first.rows == [RENT]
    second = await fees.list("fee", group=["kind"], measures=MEASURES, limit=1, after=first.after)
    assert second.rows == [TAX]
    third = await fees.list("fee", group=["kind"], measures=MEASURES, limit=1, after=second.after)
    assert (third.rows, third.after) == ([WAGE], None)


async def test_in_groups_of_one_currency_amounts_are_plain_numbers(fees: Design) -> None:
    page = await fees.list("fee", group=["paid_currency"], measures=["sum:paid"])
    assert page.rows == [
        {"paid_currency": "CNY", "sum:paid": "13.5"},
        {"paid_currency": "EUR", "sum:paid": "7"},
        {"paid_currency": None, "sum:paid": None},
    ]


async def test_a_number_whose_unit_stands_in_a_linked_record_is_told_for_each_of_them(
    fees: Design,
) -> None:
    page = await fees.list("fee", group=["kind"], measures=["sum:pieces"])
    assert [row["sum:pieces"] for row in page.rows] == [
        [{"amount": "2", "unit": "box"}, {"amount": "4", "unit": "kg"}],
        [{"amount": "4", "unit": "box"}, {"amount": "5", "unit": "kg"}],
        [{"amount": "6", "unit": "box"}],
    ]
    reader = msgspec.structs.replace(fees.by, grants=(Grant(needs="fee:read"),))
    asked = RecordsRequest(entity="fee", measures=("sum:pieces", "count"))
    (total,) = (await fees.catalogs.read(fees.tenant, asked, reader=reader)).rows
    assert total == {"sum:pieces": None, "count": 6}, "who sees no unit is told no amount"
