"""Masters on a real server: made, changed, archived by commands nobody wrote in Python."""

import msgspec
import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import Problem, Several
from taktline.platform.command import Grant
from taktline.platform.envelope import Answer, Item
from taktline.store import Store
from tests.catalog_office import PLANNER, Office

pytestmark = pytest.mark.anyio


@pytest.fixture
async def office(store: Store, tenant: str) -> Office:
    opened = Office(store, tenant)
    await opened.done("unit.create", code="pcs", name="件")
    return opened


async def test_a_record_gets_its_defaults_and_its_links_by_code(office: Office) -> None:
    await office.done("material_class.create", code="MAG", name="磁钢")
    await office.done(
        "material.create", code=" HM-1 ", name="轮毂电机", unit="pcs", material_class="MAG"
    )
    sql = (
        "SELECT u.code || ' ' || c.code || ' ' || m.costing || ' ' || m.version FROM material m "
        "JOIN unit u ON u.id = m.unit JOIN material_class c ON c.id = m.material_class "
        "WHERE m.code = %s"
    )
    assert await office.value(sql, "HM-1") == "pcs MAG actual 1"


async def test_all_mistakes_of_a_record_are_told_at_once_each_at_its_field(office: Office) -> None:
    good = {"code": "A", "name": "A", "unit": "pcs", "over_receipt": "0.5"}
    bad = {"code": "B", "name": "", "unit": "kg", "over_receipt": "2"}
    await office.done("material.create", **good)
    problem = await office.refused("material.create", **bad)
    assert isinstance(problem, Several)
    told = {(one.at, one.code) for one in problem.problems}
    assert told == {
        ("/unit", "link-missing"),
        ("/over_receipt", "field-out-of-range"),
        ("/name", "field-required"),
    }


async def test_a_code_that_is_taken_is_refused_also_within_one_batch(office: Office) -> None:
    rows: list[dict[str, object]] = [{"code": c, "name": c} for c in ("A", "B", "A", "pcs")]
    outcomes = await office.ask_many("unit.create", rows)
    codes = [one.code if isinstance(one, Problem) else "ok" for one in outcomes]
    assert codes == ["ok", "ok", "already-exists", "already-exists"]
    assert await office.value("SELECT count(*) FROM unit") == 3


async def test_absent_leaves_and_null_clears(office: Office) -> None:
    record = await office.done(
        "material.create", code="A", name="A", unit="pcs", drawing="D-1", gtin="4006381333931"
    )
    await office.done("material.change", record="A", expected_version=1, name="Anker", drawing=None)
    row = "SELECT concat_ws('|', name, drawing, gtin, version) FROM material WHERE id = %s"
    assert await office.value(row, record) == "Anker|4006381333931|2"


async def test_every_change_of_a_field_is_kept_with_who_and_why(office: Office) -> None:
    record = await office.done("unit.create", code="kg", name="kg")
    await office.done("unit.change", record=str(record), expected_version=1, name="千克", places=3)
    history = await office.value(
        "SELECT string_agg(field || ':' || (old #>> '{}') || '>' || (new #>> '{}'), ' ' "
        "ORDER BY field) FROM record_history WHERE record = %s AND changed_by = %s",
        record,
        PLANNER.id,
    )
    assert history == "name:kg>千克 places:0.000000>3"


async def test_a_change_that_read_an_older_version_is_refused(office: Office) -> None:
    await office.done("unit.change", record="pcs", expected_version=1, name="个")
    problem = await office.refused("unit.change", record="pcs", expected_version=1, name="块")
    assert problem.code == "record-changed"
    assert "version 2" in problem.say("en")


async def test_two_changes_in_one_batch_are_decided_one_after_the_other(office: Office) -> None:
    rows: list[dict[str, object]] = [
        {"record": "pcs", "expected_version": 1, "name": "一"},
        {"record": "pcs", "expected_version": 2, "name": "二"},
        {"record": "pcs", "expected_version": 2, "name": "三"},
    ]
    outcomes = await office.ask_many("unit.change", rows)
    assert [isinstance(one, Answer) for one in outcomes] == [True, True, False]
    assert await office.value("SELECT name || version FROM unit WHERE code = 'pcs'") == "二3"


async def test_what_is_still_used_cannot_be_archived_and_what_is_archived_not_linked(
    office: Office,
) -> None:
    await office.done("material.create", code="A", name="A", unit="pcs")
    problem = await office.refused("unit.archive", record="pcs", expected_version=1)
    assert (problem.code, problem.values["count"]) == ("still-linked", 1)
    await office.done("unit.create", code="box", name="箱")
    await office.done("unit.archive", record="box", expected_version=1)
    linked = await office.refused("material.create", code="B", name="B", unit="box")
    assert (linked.code, linked.at) == ("link-archived", "/unit")
    await office.done("unit.restore", record="box", expected_version=2)
    await office.done("material.create", code="B", name="B", unit="box")


async def test_a_batch_may_link_to_what_it_has_just_made(office: Office) -> None:
    rows: list[dict[str, object]] = [
        {"code": "A", "name": "A"},
        {"code": "A1", "name": "A1", "parent": "A"},
        {"code": "A11", "name": "A11", "parent": "A1"},
    ]
    outcomes = await office.ask_many("material_class.create", rows)
    assert all(isinstance(one, Answer) for one in outcomes)


async def test_a_planner_of_one_site_changes_that_site_only(office: Office) -> None:
    sites = [await office.done("site.create", code=c, name=c) for c in ("S1", "S2")]
    await office.done("equipment.create", code="L1", name="L1", site="S1", level="area")
    await office.done("equipment.create", code="L2", name="L2", site="S2", level="area")
    local = office.seen_by(Grant(needs="equipment:*", node=sites[0]))
    await local.done("equipment.change", record="L1", expected_version=1, name="一线")
    await local.done(
        "equipment.create", code="W1", name="W1", site="S1", level="work_cell", parent="L1"
    )
    other = await local.refused("equipment.change", record="L2", expected_version=1, name="二线")
    moved = await local.refused("equipment.change", record="L1", expected_version=2, site="S2")
    made = await local.refused("equipment.create", code="W2", name="W", site="S2", level="area")
    assert {other.code, moved.code, made.code} == {"not-permitted"}


async def test_a_key_of_several_fields_is_unique_as_a_whole(office: Office) -> None:
    await office.done("unit.create", code="kg", name="千克", places=3)
    fields = {"source_unit": "pcs", "target_unit": "kg", "num": 3, "den": 2}
    await office.done("unit_conversion.create", **fields)
    twice = await office.refused("unit_conversion.create", **fields)
    assert twice.code == "already-exists"
    assert "pcs, kg" in twice.say("en")
    await office.done("material.create", code="A", name="A", unit="pcs")
    await office.done("unit_conversion.create", material="A", **fields)


async def test_a_command_sent_twice_makes_one_record(office: Office) -> None:
    body = msgspec.json.encode({"id": uuid7(), "code": "X", "name": "X"})
    items = [Item(verb="unit.create", body=body)]
    (first,) = await office.door.submit(office.tenant, PLANNER, items=items)
    (again,) = await office.door.submit(office.tenant, PLANNER, items=items)
    assert isinstance(first, Answer)
    assert again == msgspec.structs.replace(first, repeated=True)
    assert await office.value("SELECT count(*) FROM unit WHERE code = 'X'") == 1


async def test_a_record_never_comes_to_stand_below_itself(office: Office) -> None:
    rows: list[dict[str, object]] = [
        {"code": "A", "name": "A"},
        {"code": "B", "name": "B", "parent": "A"},
        {"code": "C", "name": "C", "parent": "B"},
    ]
    await office.all_done("material_class.create", rows)
    for parent in ("A", "C"):
        problem = await office.refused(
            "material_class.change", record="A", expected_version=1, parent=parent
        )
        assert (problem.code, problem.at) == ("below-itself", "/parent")
    moves: list[dict[str, object]] = [
        {"record": "C", "expected_version": 1, "parent": None},
        {"record": "A", "expected_version": 1, "parent": "C"},
        {"record": "C", "expected_version": 2, "parent": "B"},
    ]
    outcomes = await office.ask_many("material_class.change", moves)
    assert [isinstance(one, Answer) for one in outcomes] == [True, True, False]


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "A\x00"},
        {"name": "A\x00"},
        {"unit": "\x00"},
        {"unit": ""},
        {"code": ""},
        {"code": "x" * 65},
        {"code": "6d3b8a52-52f0-5e0a-8a0e-7a4b0c1f7e11"},
        {"name": "x" * 4001},
        {"shelf_life_days": "1.5"},
        {"shelf_life_days": "-1"},
        {"stages": ["s9"]},
        {"standard_cost": "1e30"},
        {"lot_traced": None},
        {"extra": {"color": "red"}},
    ],
    ids="-".join,
)
async def test_what_cannot_be_stored_is_refused_at_its_field(
    office: Office, fields: dict[str, object]
) -> None:
    good = {"code": "OK", "name": "OK", "unit": "pcs"}
    problem = await office.refused("material.create", **{**good, **fields})
    assert problem.status in (400, 409)
    assert problem.say("zh") != problem.say("en")
    await office.done("material.create", **good)


async def test_records_of_several_kinds_are_made_in_one_atomic_request(office: Office) -> None:
    def item(verb: str, **fields: object) -> Item:
        return Item(verb=verb, body=msgspec.json.encode({"id": uuid7(), **fields}))

    good = [
        item("unit.create", code="m", name="米", places=2),
        item("material_class.create", code="WIRE", name="线材"),
        item("material.create", code="W-1", name="铜线", unit="m", material_class="WIRE"),
    ]
    bad = [item("unit.create", code="l", name="升"), item("material.create", code="X", name="X")]
    outcomes = await office.door.submit(office.tenant, PLANNER, items=bad, atomic=True)
    assert [isinstance(one, Problem) for one in outcomes] == [True, True]
    outcomes = await office.door.submit(office.tenant, PLANNER, items=good, atomic=True)
    assert [isinstance(one, Answer) for one in outcomes] == [True, True, True]
    assert await office.value("SELECT string_agg(code, ' ' ORDER BY code) FROM unit") == "m pcs"
