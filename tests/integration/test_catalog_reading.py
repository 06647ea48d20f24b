"""Lists of records on a real server: filtered by FEEL, paged by key, cut by who reads."""

import pytest

from taktline.base.problem import Problem
from taktline.catalog import patience
from taktline.platform.command import Grant
from taktline.platform.identity.access import FieldRule, RoleGrant
from taktline.store import Store
from tests.catalog_office import Office

pytestmark = pytest.mark.anyio

EVERYTHING = Grant(needs="*")


@pytest.fixture(scope="module")
async def office(store: Store, module_tenant: str) -> Office:
    opened = Office(store, module_tenant)
    await opened.all_done(
        "unit.create", [{"code": c, "name": c, "places": 3} for c in ("kg", "pcs")]
    )
    await opened.all_done(
        "material_class.create",
        [{"code": "RAW", "name": "原料"}, {"code": "WIRE", "name": "线", "parent": "RAW"}],
    )
    rows: list[dict[str, object]] = [
        {
            "code": f"M-{n}",
            "name": f"物料 {n}",
            "unit": "kg" if n % 2 else "pcs",
            "material_class": "WIRE" if n < 4 else None,
            "standard_cost": str(n) if n != 5 else None,
            "drawing": f"D-{n % 3}" if n % 3 else None,
        }
        for n in range(10)
    ]
    await opened.all_done("material.create", rows)
    await opened.done("material.archive", record="M-9", expected_version=1)
    sites = [await opened.done("site.create", code=c, name=c) for c in ("S1", "S2")]
    areas: list[dict[str, object]] = [
        {"code": f"{site}-{code}", "name": code, "site": site, "level": "area"}
        for site in ("S1", "S2")
        for code in ("A", "B")
    ]
    await opened.all_done("equipment.create", areas)
    await opened.done(
        "equipment.create", code="S1-A-1", name="1", site="S1", level="work_cell", parent="S1-A"
    )
    assert len(sites) == 2
    return opened


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ('unit.code = "kg" and standard_cost > 2', ["M-3", "M-7"]),
        ('material_class.parent.code = "RAW" and not(unit.code = "kg")', ["M-0", "M-2"]),
        ("standard_cost = null", ["M-5"]),
        ("material_class = null and standard_cost < 7", ["M-4", "M-6"]),
        ('contains(name, "物料 3") or code in ("M-1", "M-2")', ["M-1", "M-2", "M-3"]),
        ("standard_cost in [2..4]", ["M-2", "M-3", "M-4"]),
        ('drawing != "D-1"', ["M-0", "M-2", "M-3", "M-5", "M-6", "M-8"]),
        ("created_at > now()", []),
    ],
)
async def test_a_filter_is_feel_over_the_record_and_what_it_links_to(
    office: Office, condition: str, codes: list[str]
) -> None:
    found = await office.codes("material", filter=condition)
    if "created_at" in condition:
        assert len(found) == 9  # All were made after the moment the list is asked for.
    else:
        assert found == codes


async def test_a_link_is_answered_with_its_id_code_and_title(office: Office) -> None:
    page = await office.read("material", filter='code = "M-1"', fields=["unit", "standard_cost"])
    (row,) = page.rows
    unit = row["unit"]
    assert isinstance(unit, dict)
    assert (unit["code"], unit["title"], row["standard_cost"]) == ("kg", "kg", "1")
    again = await office.codes("material", filter=f'unit.id = "{unit["id"]}"')
    assert again == ["M-1", "M-3", "M-5", "M-7"]


@pytest.mark.parametrize("order", [["code"], ["-standard_cost"], ["unit", "-drawing"], ["drawing"]])
async def test_pages_together_are_the_whole_list_in_its_order(
    office: Office, order: list[str]
) -> None:
    whole = await office.codes("material", order=order)
    paged: list[object] = []
    after = None
    for _ in range(9):
        page = await office.read("material", fields=["code"], order=order, limit=2, after=after)
        paged += [row["code"] for row in page.rows]
        after = page.after
        if after is None:
            break
    assert len(whole) == 9
    assert paged == whole


async def test_a_page_mark_of_another_list_is_refused(office: Office) -> None:
    page = await office.read("material", order=["-standard_cost"], limit=2)
    for mark, order in ((page.after, ["drawing", "code"]), ("nonsense", ["code"])):
        with pytest.raises(Problem) as refused:
            await office.read("material", order=order, after=mark)
        assert refused.value.code == "page-mark-wrong"


async def test_groups_have_measures_and_a_total(office: Office) -> None:
    page = await office.read(
        "material", group=["unit.code"], measures=["count", "sum:standard_cost"], totals=True
    )
    assert page.rows == [
        {"unit.code": "kg", "count": 4, "sum:standard_cost": "11"},
        {"unit.code": "pcs", "count": 5, "sum:standard_cost": "20"},
    ]
    assert (page.total, page.total_is_estimate) == (2, False)


async def test_a_search_finds_codes_and_names_and_archived_ones_only_when_asked(
    office: Office,
) -> None:
    assert await office.codes("material", search="m-9") == []
    assert await office.codes("material", search="m-9", archived=True) == ["M-9"]
    assert await office.codes("material", search="物料 4") == ["M-4"]


async def test_who_has_no_permission_reads_nothing(office: Office) -> None:
    assert len(await office.seen_by(Grant(needs="material:read")).codes("material")) == 9
    with pytest.raises(Problem, match="material:read is not granted"):
        await office.seen_by(Grant(needs="unit:read")).codes("material")


async def test_a_reader_of_one_place_sees_what_is_there_and_below(office: Office) -> None:
    page = await office.read("equipment", fields=["site", "code"])
    ids = {row["code"]: row["id"] for row in page.rows}
    sites = {row["code"]: row["id"] for row in (await office.read("site", fields=["code"])).rows}
    at_site = office.seen_by(Grant(needs="equipment:read", node=sites["S1"]))  # type: ignore[arg-type]  # an id
    at_area = office.seen_by(Grant(needs="equipment:read", node=ids["S1-A"]))  # type: ignore[arg-type]  # an id
    assert await at_site.codes("equipment") == ["S1-A", "S1-A-1", "S1-B"]
    assert await at_area.codes("equipment") == ["S1-A", "S1-A-1"]


async def test_scopes_unite_and_a_scope_at_a_place_holds_there_only(office: Office) -> None:
    sites = {row["code"]: row["id"] for row in (await office.read("site", fields=["code"])).rows}
    reader = office.seen_by(
        Grant(needs="equipment:read", node=sites["S1"], scope='level = "work_cell"'),  # type: ignore[arg-type]  # an id
        Grant(needs="equipment:read", node=sites["S2"], scope='name = "B"'),  # type: ignore[arg-type]  # an id
    )
    assert await reader.codes("equipment") == ["S1-A-1", "S2-B"]


async def test_somebody_with_many_grants_at_places_and_on_conditions_sees_all_their_parts(
    office: Office,
) -> None:
    sites = {row["code"]: row["id"] for row in (await office.read("site", fields=["code"])).rows}
    grants = [
        Grant(needs="equipment:read", node=sites[site], scope=f'code = "{site}-{code}"')  # type: ignore[arg-type]  # an id
        for site in ("S1", "S2")
        for code in ("A", "C", "D", "E", "F", "G")
    ]
    assert await office.seen_by(*grants).codes("equipment") == ["S1-A", "S2-A"]


async def test_a_hidden_field_is_not_shown_filtered_sorted_nor_measured(office: Office) -> None:
    rules = (
        FieldRule(field="standard_cost", level="hidden"),
        FieldRule(field="drawing", level="masked"),
    )
    reader = office.seen_by(RoleGrant(needs="material:read", fields=rules))
    (row,) = (await reader.read("material", filter='code = "M-1"')).rows
    assert "standard_cost" not in row
    assert row["drawing"] == "***"
    for question in (
        {"filter": "standard_cost > 1"},
        {"filter": 'drawing = "D-1"'},
        {"order": ["standard_cost"]},
        {"group": ["unit"], "measures": ["sum:standard_cost"]},
        {"group": ["standard_cost"]},
    ):
        await office.read("material", **question)
        with pytest.raises(Problem) as refused:
            await reader.read("material", **question)
        assert refused.value.code == "filter-hidden"


async def test_a_linked_records_fields_need_the_right_to_read_it(office: Office) -> None:
    reader = office.seen_by(Grant(needs="material:read"))
    (row,) = (await reader.read("material", search="M-1", fields=["unit", "unit.places"])).rows
    assert "unit" in row
    assert "unit.places" not in row
    with pytest.raises(Problem):
        await reader.read("material", filter="unit.places = 3")
    both = office.seen_by(Grant(needs="material:read"), Grant(needs="unit:read"))
    (row,) = (await both.read("material", search="M-1", fields=["unit.places"])).rows
    assert row["unit.places"] == "3"


@pytest.mark.parametrize(
    "question",
    [
        {"filter": "standard_cost >"},
        {"filter": "standard_cost / 2 > 1"},
        {"filter": "name > 3"},
        {"filter": 'colour = "red"'},
        {"filter": 'unit.id > "x"'},
        {"filter": 'unit.id = "kg"'},
        {"filter": 'unit.id = "x" or code = "y"'},
        {"fields": ["colour"]},
        {"order": ["stages"]},
        {"measures": ["median:standard_cost"]},
        {"search": "\x00"},
        {"filter": 'name = "\\u0000"'},
    ],
)
async def test_a_question_that_cannot_be_asked_is_refused_in_words(
    office: Office, question: dict[str, object]
) -> None:
    with pytest.raises(Problem) as refused:
        await office.read("material", **question)
    assert refused.value.status == 400
    assert refused.value.say("zh")


async def test_a_list_that_takes_too_long_is_given_up_with_what_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patience.patiently(office.store, office.tenant) as tx:
        assert await tx.fetch("SELECT 1")
    monkeypatch.setattr(patience, "LIST_TIMEOUT_MS", 40)
    with pytest.raises(patience.ListTooSlow, match="Narrow it by a filter"):
        async with patience.patiently(office.store, office.tenant) as tx:
            await tx.fetch("SELECT pg_sleep(20)")
