"""After a publication: conditions the database holds, and formulas of older records, in batches."""

import pytest

from taktline.base.problem import Problem
from taktline.catalog.request import Filling
from taktline.catalog.step import unfinished_steps
from taktline.catalog.upkeep import FILL_BATCH
from taktline.store import CheckViolated, Store
from tests.integration.test_catalog_publish import Design

pytestmark = pytest.mark.anyio

APP = "app: gauges\nlabel: {en: Doors, zh: 门}\nversion: 1.0.0\n"
DOOR = """
entity: door_frame
label: {en: Door frame, zh: 门框}
key: [code]
title: code
fields:
  code: {type: text, required: true, label: {en: Code, zh: 编码}}
  height: {type: number, min: "0", max: "3000", label: {en: Height, zh: 高}}
  width: {type: number, label: {en: Width, zh: 宽}}
  kind:
    type: option
    label: {en: Kind, zh: 类型}
    options:
      left: {label: {en: Left, zh: 左}}
      right: {label: {en: Right, zh: 右}}
  handles: {type: options, label: {en: Handles, zh: 把手}, options: {a: {label: {en: A, zh: A}}}}
  remark: {type: text, length: 20, required_when: height > 2500, label: {en: Remark, zh: 备注}}
%s
checks:
  upright:
    holds: width = null or height >= width
    title: {en: "{height} is below {width}.", zh: "{height} 小于 {width}。"}
    at: /height
  no-copy:
    holds: not(contains(code, "'; DROP TABLE --"))
    title: {en: No., zh: 否。}
%s
"""
AREA = "  area: {type: number, formula: height * width, label: {en: Area, zh: 面积}}"
TWICE = AREA.replace("height * width", "height * width * 2")
DOUBLE = "  double: {type: number, formula: area + 1, label: {en: Double, zh: 两倍}}"
OWNER = "  owner: {type: text, required: true, label: {en: Owner, zh: 归属}}"
NARROW = """  narrow:
    holds: width = null or width < 1000
    title: {en: Too wide., zh: 过宽。}
"""


def door(fields: str = "", checks: str = "") -> dict[str, str]:
    return {"app__gauges": APP, "entity__door_frame": DOOR % (fields, checks)}


@pytest.fixture
async def frames(store: Store, tenant: str) -> Design:
    design = Design(store, tenant)
    await design.publish(**door())
    await design.catalogs.reload(tenant)
    return design


async def refused_by_the_database(design: Design, **values: object) -> str:
    """Write behind our rules; return the constraint that refuses."""
    columns = {"code": "X", **values}
    names = ", ".join(columns)
    marks = ", ".join(f"%({name})s" for name in columns)
    sql = (
        "INSERT INTO door_frame (id, created_at, created_by, updated_at, updated_by, "
        f"{names}) VALUES (gen_random_uuid(), now(), gen_random_uuid(), now(), gen_random_uuid(), "
        f"{marks})"
    )
    with pytest.raises(CheckViolated) as refused:
        async with design.store.transaction(design.tenant) as tx:
            await tx.fetch(sql, columns)
    return refused.value.constraint


async def steps_taken(design: Design) -> int:
    """Take steps until nothing waits; return how many."""
    taken = 0
    while not isinstance(await design.ask("catalog.take_step"), Problem):
        taken += 1
    return taken


async def states(design: Design) -> dict[str, tuple[str, int]]:
    async with design.store.transaction(design.tenant, readonly=True) as tx:
        return {one.name: (one.state, one.broken) for one in await unfinished_steps(tx)}


@pytest.mark.parametrize(
    ("values", "code", "at"),
    [
        ({"height": 10, "width": 20}, "rule-broken", "/height"),
        ({"height": -1}, "field-out-of-range", "/height"),
        ({"height": 3001, "remark": "x"}, "field-out-of-range", "/height"),
        ({"height": 2600}, "field-required", "/remark"),
        ({"remark": "x" * 21}, "field-too-long", "/remark"),
        ({"kind": "middle"}, "option-disabled", "/kind"),
        ({"handles": ["a", "b"]}, "option-disabled", "/handles"),
        ({"code": "'; DROP TABLE --"}, "rule-broken", None),
    ],
)
async def test_what_a_rule_refuses_the_database_refuses_for_the_same_reason(
    frames: Design, values: dict[str, object], code: str, at: str | None
) -> None:
    constraint = await refused_by_the_database(frames, **values)
    reason = frames.catalogs.reason(frames.tenant, constraint, "door_frame")
    assert reason is not None
    assert (reason.code, reason.at) == (code, at)
    refusal = await frames.refused("door_frame.create", **{"code": "X", **values})
    if code != "option-disabled":  # The command's own shape knows the words.
        assert (refusal.code, refusal.at) == (code, at)
    await frames.done("door_frame.create", code="X", height="10", width="10")


async def test_a_new_condition_waits_for_the_records_that_stand_against_it(frames: Design) -> None:
    wide = await frames.done("door_frame.create", code="W", height="2000", width="1500")
    await frames.publish(**door(checks=NARROW))
    broken = await frames.refused("door_frame.create", code="V", height="2000", width="1500")
    assert broken.code == "rule-broken"
    await steps_taken(frames)
    assert list((await states(frames)).values()) == [("blocked", 1)]
    await frames.done("door_frame.archive", record=str(wide), expected_version=1)
    await frames.done("door_frame.restore", record=str(wide), expected_version=2)
    await frames.done("door_frame.change", record=str(wide), expected_version=3, width="900")
    assert isinstance(await frames.ask("catalog.take_step"), Problem)
    await frames.ask("catalog.take_step", again=True)
    await steps_taken(frames)
    assert await states(frames) == {}
    constraint = await refused_by_the_database(frames, height=2000, width=1500)
    assert "narrow" in constraint
    proved = "SELECT convalidated FROM pg_constraint WHERE conname = %s"
    assert await frames.value(proved, constraint) is True


async def test_a_condition_that_left_its_document_holds_no_longer(frames: Design) -> None:
    await frames.publish(**door(checks=NARROW))
    await steps_taken(frames)
    await frames.publish(**door())
    await frames.done("door_frame.create", code="W", height="2000", width="1500")


async def test_a_new_formula_is_filled_in_batches_and_says_so_meanwhile(frames: Design) -> None:
    count = FILL_BATCH + 20
    rows: list[dict[str, object]] = [
        {"code": f"D-{n:04}", "height": str(n), "width": "2"} for n in range(2, count + 2)
    ]
    for at in range(0, count, 260):
        await frames.all_done("door_frame.create", rows[at : at + 260])
    await frames.publish(**door(AREA))
    page = await frames.list("door_frame", order=["area"])
    assert page.filling == [Filling(entity="door_frame", fields=["area"], done=0, total=None)]
    await frames.ask("catalog.take_step")
    page = await frames.list("door_frame", filter="area > 0", totals=True)
    assert page.total == FILL_BATCH
    assert page.filling[0].done == FILL_BATCH
    assert page.filling[0].total == count
    assert (await frames.list("door_frame", fields=["code"])).filling == []
    await steps_taken(frames)
    page = await frames.list("door_frame", filter="area = height * 2", totals=True)
    assert (page.total, page.filling) == (count, [])


async def test_a_changed_formula_fills_those_that_look_at_it_too(frames: Design) -> None:
    await frames.done("door_frame.create", code="A", height="3", width="2")
    await frames.publish(**door(f"{AREA}\n{DOUBLE}"))
    await frames.publish(**door(f"{TWICE}\n{DOUBLE}"))
    assert (await frames.list("door_frame")).filling[0].fields == ["area", "double"]
    await steps_taken(frames)
    (row,) = (await frames.list("door_frame")).rows
    assert (row["area"], row["double"], row["version"]) == ("12", "13", 1)
    await frames.publish(**door(f"{TWICE}\n{DOUBLE}"))
    assert await states(frames) == {}


async def test_a_field_that_became_required_is_so_in_the_database_once_all_records_have_it(
    frames: Design,
) -> None:
    old = await frames.done("door_frame.create", code="A")
    await frames.publish(**door(OWNER))
    await steps_taken(frames)
    assert await states(frames) == {"owner": ("blocked", 1)}
    await frames.done("door_frame.change", record=str(old), expected_version=1, owner="me")
    await frames.ask("catalog.take_step", again=True)
    assert await steps_taken(frames) == 3
    required = (
        "SELECT attnotnull FROM pg_attribute "
        "WHERE attrelid = 'door_frame'::regclass AND attname = %s"
    )
    assert await frames.value(required, "owner") is True
