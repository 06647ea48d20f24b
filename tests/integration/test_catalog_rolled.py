"""Roll-ups and lists of lines: read, filtered, sorted and measured, as far as one may see them."""

import msgspec
import pytest

from taktline.base.problem import Problem
from taktline.catalog.request import RecordsPage, RecordsRequest
from taktline.platform.command import Grant
from taktline.platform.identity.access import FieldRule, RoleGrant
from taktline.store import Store
from tests.integration.test_catalog_publish import Design

pytestmark = pytest.mark.anyio

APP = "app: gauges\nlabel: {en: Boxes, zh: 箱}\nversion: 1.0.0\n"
BOX = """
entity: box
label: {en: Box, zh: 箱}
key: [code]
title: code
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  tags:
    type: options
    label: {en: Tags, zh: 标签}
    options:
      red: {label: {en: Red, zh: 红}}
      blue: {label: {en: Blue, zh: 蓝}}
  lines:
    type: subform
    label: {en: Lines, zh: 行}
    fields:
      count: {type: number, label: {en: Count, zh: 数}}
      unit: {type: link, to: unit, label: {en: Unit, zh: 单位}}
  weight:
    type: roll_up
    to: parcel
    through: box
    measure: sum
    field: weight
    label: {en: Weight, zh: 重}
  heavy:
    type: roll_up
    to: parcel
    through: box
    measure: count
    filter: weight > 5 and unit.code = "kg"
    label: {en: Heavy, zh: 重件}
  mean:
    {type: roll_up, to: parcel, through: box, measure: avg, field: weight, label: {en: M, zh: 均}}
  last:
    type: roll_up
    to: parcel
    through: box
    measure: max
    field: packed_on
    label: {en: Last, zh: 末}
  most: {type: roll_up, through: lines, measure: max, field: count, label: {en: Most, zh: 最多}}
"""
PARCEL = """
entity: parcel
label: {en: Parcel, zh: 包裹}
key: [code]
title: code
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  box: {type: link, to: box, label: {en: Box, zh: 箱}}
  unit: {type: link, to: unit, label: {en: Unit, zh: 单位}}
  weight: {type: number, label: {en: Weight, zh: 重量}}
  packed_on: {type: date, label: {en: Packed, zh: 包装}}
  share: {type: number, formula: weight * box.version, label: {en: Share, zh: 份额}}
"""


class Warehouse(Design):
    """Boxes with parcels."""

    async def seen(self, *grants: Grant, **request: object) -> RecordsPage:
        """Read boxes as somebody else."""
        reader = msgspec.structs.replace(self.by, grants=grants)
        asked = msgspec.convert({"entity": "box", **request}, RecordsRequest)
        return await self.catalogs.read(self.tenant, asked, reader=reader)

    async def found(self, condition: str) -> list[object]:
        """Return the codes of the boxes for which a filter is true."""
        page = await self.list("box", fields=["code"], filter=condition)
        return [row["code"] for row in page.rows]


@pytest.fixture(scope="module")
async def house(store: Store, module_tenant: str) -> Warehouse:
    design = Warehouse(store, module_tenant)
    await design.publish(app__gauges=APP, entity__box=BOX, entity__parcel=PARCEL)
    await design.all_done("unit.create", [{"code": c, "name": c, "places": 3} for c in ("kg", "t")])
    lines = [[{"count": "1", "unit": "kg"}, {"count": "7"}], [{"count": "2", "unit": "t"}], []]
    for code, own, tags in zip("ABC", lines, (["red"], ["red", "blue"], None), strict=True):
        await design.done("box.create", code=code, lines=own, tags=tags)
    parcels: list[dict[str, object]] = [
        {"code": "P1", "box": "A", "unit": "kg", "weight": "10", "packed_on": "2026-03-01"},
        {"code": "P2", "box": "A", "unit": "kg", "weight": "1", "packed_on": "2026-03-04"},
        {"code": "P3", "box": "A", "unit": "t", "weight": "9"},
        {"code": "P4", "box": "B", "unit": "kg", "weight": "0.5"},
        {"code": "P5", "box": "B", "unit": "kg", "weight": "100"},
    ]
    await design.all_done("parcel.create", parcels)
    await design.done("parcel.archive", record="P5", expected_version=1)
    return design


async def test_roll_ups_are_computed_when_the_record_is_read(house: Warehouse) -> None:
    names = ["weight", "heavy", "mean", "last", "most"]
    rows = (await house.list("box", fields=names)).rows
    assert [[str(row[name]) for name in names] for row in rows] == [
        ["20", "1", "6.666667", "2026-03-04", "7"],
        ["0.5", "0", "0.5", "None", "2"],
        ["None", "0", "None", "None", "None"],
    ]
    assert (await house.list("box")).rows[0]["weight"] == "20"


async def test_lists_are_filtered_sorted_paged_and_measured_by_roll_ups(house: Warehouse) -> None:
    assert await house.found("weight > 1") == ["A"]
    assert await house.found("heavy = 0 and most != null") == ["B"]
    assert await house.found('last >= date("2026-03-02")') == ["A"]
    first = await house.list("box", fields=["code"], order=["-weight"], limit=2, totals=True)
    assert [row["code"] for row in first.rows] == ["A", "B"]
    assert first.total == 3
    after = await house.list("box", fields=["code"], order=["-weight"], limit=2, after=first.after)
    assert [row["code"] for row in after.rows] == ["C"]
    page = await house.list("box", group=["heavy"], measures=["count", "sum:weight"])
    assert [(str(row["heavy"]), row["count"], row["sum:weight"]) for row in page.rows] == [
        ("0", 2, "0.5"),
        ("1", 1, "20"),
    ]


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("some line in lines satisfies line.count > 5", ["A"]),
        ('some line in lines satisfies line.unit.code = "t"', ["B"]),
        ("every line in lines satisfies line.count < 5", ["B", "C"]),
        ("not(some line in lines satisfies line.count > 5)", ["B", "C"]),
        ("not(every line in lines satisfies line.count < 5)", ["A"]),
        ("some line in lines satisfies line.count = heavy", ["A"]),
        (
            "(some line in lines satisfies line.count = 1) and"
            ' (some line in lines satisfies line.unit.code = "kg")',
            ["A"],
        ),
        ("count(lines) = 2", ["A"]),
        ("count(lines) = 0 or count(lines) > 1", ["A", "C"]),
        ('list contains(tags, "blue")', ["B"]),
        ('not(list contains(tags, "blue"))', ["A"]),
        ('list contains(tags, "red") and weight > 10', ["A"]),
    ],
)
async def test_filters_look_into_lists(house: Warehouse, condition: str, codes: list[str]) -> None:
    assert await house.found(condition) == codes


@pytest.mark.parametrize(
    "condition",
    [
        "some a in lines, b in lines satisfies a.count = b.count",
        "some x in [1, 2] satisfies x = weight",
        "sum(lines.count) > 3",
        "lines[1].count = 1",
    ],
)
async def test_what_cannot_be_asked_of_a_list_is_refused_by_name(
    house: Warehouse, condition: str
) -> None:
    await house.found("some a in lines satisfies a.count = 1")
    with pytest.raises(Problem, match="cannot be asked of the database"):
        await house.found(condition)


async def test_a_roll_up_over_what_a_reader_may_not_see_is_hidden_from_him(
    house: Warehouse,
) -> None:
    box, unit = Grant(needs="box:read"), Grant(needs="unit:read")
    parcel = Grant(needs="parcel:read")
    assert (await house.seen(box, unit, parcel)).rows[0]["weight"] == "20"
    scoped = msgspec.structs.replace(parcel, scope='code = "P1"')
    secret = RoleGrant(needs="parcel:read", fields=(FieldRule(field="weight", level="hidden"),))
    for grants in ((box, unit), (box, unit, scoped), (box, unit, secret)):
        page = await house.seen(*grants)
        assert "weight" not in page.rows[0]
        assert "heavy" not in page.rows[0]
        assert page.rows[0]["most"] == "7"
        for question in (
            {"filter": "weight > 1"},
            {"filter": "heavy > 0"},
            {"order": ["weight"]},
            {"group": ["weight"]},
            {"measures": ["sum:weight"]},
        ):
            await house.seen(box, unit, parcel, **question)
            with pytest.raises(Problem) as refused:
                await house.seen(*grants, **question)
            assert refused.value.code == "filter-hidden"


async def test_a_list_is_no_way_around_a_hidden_field(house: Warehouse) -> None:
    hidden = RoleGrant(needs="box:read", fields=(FieldRule(field="lines", level="hidden"),))
    unit = RoleGrant(needs="unit:read", fields=(FieldRule(field="name", level="hidden"),))
    name = 'some line in lines satisfies line.unit.name = "t"'
    box = Grant(needs="box:read")
    for grants, condition in (
        ((hidden,), "some line in lines satisfies line.count > 5"),
        ((hidden,), "count(lines) > 0"),
        ((hidden,), "most > 1"),
        ((box, unit), name),
        ((box,), name),
    ):
        await house.seen(box, Grant(needs="unit:read"), filter=condition)
        with pytest.raises(Problem) as refused:
            await house.seen(*grants, filter=condition)
        assert refused.value.code == "filter-hidden"


async def test_a_formula_shows_nothing_that_it_reads_from_a_hidden_record(
    house: Warehouse,
) -> None:
    asked = RecordsRequest(entity="parcel", fields=("code", "share"))
    own = Grant(needs="parcel:read")
    rule = FieldRule(field="weight", level="hidden")
    for grants, shown in (
        ((own, Grant(needs="box:read")), True),
        ((RoleGrant(needs="parcel:read", fields=(rule,)), Grant(needs="box:read")), False),
    ):
        reader = msgspec.structs.replace(house.by, grants=grants)
        page = await house.catalogs.read(house.tenant, asked, reader=reader)
        assert ("share" in page.rows[0]) is shown
