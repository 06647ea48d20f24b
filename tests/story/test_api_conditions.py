"""Rights that hold for some records and some fields: every command, query, event and list."""

import re
from decimal import Decimal

import msgspec
import pytest

from taktline.api.queries import MayNotRead, run_query
from taktline.api.registry import REGISTRY, SYSTEM
from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.catalog.request import FilterHidden, RecordsRequest
from taktline.platform.command import Principal
from taktline.platform.envelope import Answer
from taktline.platform.events.event import read_events
from taktline.platform.identity.access import FieldRule, RoleGrant
from taktline.platform.identity.event_sight import told_of
from taktline.platform.identity.role import BUILT_IN, BUILT_IN_PERMISSIONS
from tests.api_ground import Api
from tests.two_lines import TwoLines, code_of, filled, somebody, two_lines

OWN = 'work_order.code = "WO-AAA"'
OWN_ORDER = 'code = "WO-AAA"'


WAITED = re.compile(r"waits_s=[\d.]+")
"""How long something waits already: longer with every look."""


@pytest.fixture(scope="module")
async def lines(api: Api) -> TwoLines:
    """Give a factory of two lines with an order each."""
    return await two_lines(api.runtime, api.tenant)


def holder(*grants: RoleGrant) -> Principal:
    return Principal(id=uuid7(), name="holder", grants=grants)


SELLER = holder(
    RoleGrant(needs="work_order:read", scope=OWN_ORDER),
    RoleGrant(needs="work_order:close", scope=OWN_ORDER),
    RoleGrant(needs="job_order:read", scope=OWN),
    RoleGrant(needs="job_order:report", scope=OWN),
    RoleGrant(needs="material:read"),
    RoleGrant(needs="flow_card:write"),
    RoleGrant(needs="kpi:read"),
)
"""Somebody who sees the orders of one customer only, and works on those."""


async def asked(lines: TwoLines, name: str, reader: Principal, **said: object) -> str:
    query = REGISTRY.queries[name]
    params = msgspec.convert({**said}, query.params, strict=False)
    page = await run_query(lines.runtime, lines.tenant, query, params=params, reader=reader)
    return str(page.rows)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kernel.dispatch_queue", {}),
        ("kernel.work_in_process", {}),
        ("kernel.job_order", {"job_order": "WO-{}-10"}),
        ("kernel.job_responses", {"job_order": "WO-{}-10"}),
        ("kernel.work_order_progress", {"work_order": "WO-{}"}),
        ("cockpit.open_orders", {"at": "2027-01-01T00:00:00Z"}),
    ],
)
async def test_a_query_shows_the_records_of_ones_condition_and_counts_no_others(
    lines: TwoLines, name: str, said: dict[str, str]
) -> None:
    def of(line: str) -> dict[str, object]:
        return {key: value.format(line) for key, value in said.items()}

    own = await asked(lines, name, SELLER, **of("AAA"))
    other = await asked(lines, name, SELLER, **of("BBB"))
    everything = await asked(lines, name, lines.everywhere, **of("BBB"))
    assert own != "[]"
    assert "BBB" not in own
    assert "BBB" not in other
    assert everything not in ("[]", other), "there is something that the condition hides"


ENTITY_QUERIES = [
    name
    for name, query in sorted(REGISTRY.queries.items())
    if query.needs.partition(":")[0] in SYSTEM.shapes
]


@pytest.mark.parametrize("name", ENTITY_QUERIES)
async def test_a_condition_that_holds_for_everything_changes_nothing(
    lines: TwoLines, name: str
) -> None:
    query = REGISTRY.queries[name]
    others = [
        RoleGrant(needs=f"{entity}:read", scope="1 = 1")
        for entity in SYSTEM.shapes
        if f"{entity}:read" != query.needs
    ]
    said = msgspec.to_builtins(filled(query.params, lines.names), enc_hook=str)
    params = msgspec.convert(said, query.params, strict=False)
    shown: list[str] = []
    for grants in ([RoleGrant(needs="*")], [RoleGrant(needs=query.needs, scope="1 = 1"), *others]):
        try:
            page = await run_query(
                lines.runtime, lines.tenant, query, params=params, reader=holder(*grants)
            )
        except Problem as refusal:
            shown.append(refusal.code)
        else:
            shown.append(WAITED.sub("", str(page)))
    assert shown[0] == shown[1]


async def test_a_condition_that_no_table_can_answer_shows_nothing(lines: TwoLines) -> None:
    odd = holder(RoleGrant(needs="job_order:read", scope="no such field = 1"))
    assert await asked(lines, "kernel.dispatch_queue", odd) == "[]"


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("kernel.report_operation", {"job_order": "WO-{}-20", "good": "1"}),
        ("kernel.start_job_order", {"job_order": "WO-{}-20"}),
        ("kernel.close_work_order", {"work_order": "WO-{}"}),
        ("kernel.create_flow_cards", {"work_order": "WO-{}", "quantity": "5"}),
    ],
)
async def test_a_command_names_only_records_of_ones_condition(
    lines: TwoLines, verb: str, body: dict[str, object]
) -> None:
    def of(line: str) -> dict[str, object]:
        filled_in = {k: v.format(line) if isinstance(v, str) else v for k, v in body.items()}
        return {**filled_in, "id": str(uuid7()), "dry_run": True}

    assert code_of(await lines.send(verb, SELLER, of("BBB"))) == "not-permitted"
    assert code_of(await lines.send(verb, SELLER, of("AAA"))) != "not-permitted"


async def test_a_condition_knows_who_asks(lines: TwoLines) -> None:
    mine = await somebody(lines, None, "people_clerk")
    scope = "created_by = user.id"
    person = {"id": str(uuid7()), "code": f"P-{mine.id.hex[:6]}", "name": "Own"}
    made = await lines.send("person.create", mine, person)
    assert isinstance(made, Answer), made
    reader = msgspec.structs.replace(mine, grants=(RoleGrant(needs="person:read", scope=scope),))
    other = msgspec.structs.replace(reader, id=uuid7())
    request = RecordsRequest(entity="person")
    for who, count in ((reader, 1), (other, 0)):
        page = await lines.runtime.catalogs.read(lines.tenant, request, reader=who)
        assert len(page.rows) == count


async def test_a_generic_command_is_refused_a_link_to_a_record_one_does_not_see(
    lines: TwoLines,
) -> None:
    by = holder(
        RoleGrant(needs="equipment:create"),
        RoleGrant(needs="equipment:read", scope='code = "WC-AAA"'),
    )
    for parent, refused in (("WC-BBB", True), ("WC-AAA", False)):
        body = {
            "id": str(uuid7()), "code": "NEW", "name": "New", "site": "F1", "level": "work_cell",
            "parent": parent, "dry_run": True,
        }  # fmt: skip
        outcome = await lines.send("equipment.create", by, body)
        assert (code_of(outcome) == "not-permitted") is refused, outcome


def hiding(needs: str, field: str, level: str = "hidden") -> RoleGrant:
    rule = msgspec.convert({"field": field, "level": level}, FieldRule)
    return RoleGrant(needs=needs, fields=(rule,))


@pytest.mark.parametrize(
    ("name", "field", "grant"),
    [
        ("kernel.on_hand", "value", hiding("balance:read", "value")),
        ("kernel.moves", "value", hiding("move:read", "value")),
        ("kernel.work_in_process", "planned_value", hiding("job_order:read", "planned_cost")),
        ("kernel.dispatch_queue", "due_at", hiding("job_order:read", "due_at")),
        ("kernel.machine_states", "said", hiding("state_interval:read", "said", "masked")),
    ],
)
async def test_a_query_shows_no_field_that_is_hidden_whoever_wrote_it(
    lines: TwoLines, name: str, field: str, grant: RoleGrant
) -> None:
    query = REGISTRY.queries[name]
    said = msgspec.to_builtins(
        {k: v for k, v in filled(query.params, lines.names).items() if k in ("since", "until")},
        enc_hook=str,
    )
    params = msgspec.convert(said, query.params, strict=False)
    shown: dict[bool, list[object]] = {}
    for hides in (False, True):
        grants = [RoleGrant(needs="*")] if not hides else [grant, RoleGrant(needs=query.needs)]
        if hides and grant.needs == query.needs:
            grants = [grant]
        page = await run_query(
            lines.runtime, lines.tenant, query, params=params, reader=holder(*grants)
        )
        shown[hides] = [getattr(row, field) for row in page.rows]
    assert len(shown[True]) == len(shown[False]) > 0
    assert set(shown[True]) <= {None, "***"}
    if name not in ("kernel.dispatch_queue", "kernel.work_in_process"):
        assert set(shown[False]) - {None, Decimal(0)}


async def test_a_query_that_cannot_be_without_a_hidden_field_is_refused(lines: TwoLines) -> None:
    reader = holder(hiding("job_order:read", "status"), RoleGrant(needs="work_order:read"))
    with pytest.raises(MayNotRead):
        await asked(lines, "kernel.job_order", reader, job_order="WO-AAA-10")


READERS = [
    (role.code, name)
    for role in BUILT_IN
    for name, query in sorted(REGISTRY.queries.items())
    if any(p.needs == query.needs for p in BUILT_IN_PERMISSIONS[role.code])
]


@pytest.mark.parametrize(("role", "name"), READERS)
async def test_a_built_in_role_reads_every_query_it_was_given(
    lines: TwoLines, role: str, name: str
) -> None:
    """What a role hides by itself breaks none of the queries it may ask."""
    grants = tuple(
        RoleGrant(needs=p.needs, scope=p.scope, fields=p.fields) for p in BUILT_IN_PERMISSIONS[role]
    )
    query = REGISTRY.queries[name]
    said = msgspec.to_builtins(filled(query.params, lines.names), enc_hook=str)
    params = msgspec.convert(said, query.params, strict=False)
    try:
        page = await run_query(
            lines.runtime, lines.tenant, query, params=params, reader=holder(*grants)
        )
    except Problem as refusal:
        assert not isinstance(refusal, MayNotRead), refusal  # noqa: PT017 - others are the query's
        return
    assert isinstance(page.rows, list)


async def test_a_field_that_may_only_be_read_is_changed_by_nobody(lines: TwoLines) -> None:
    for level, code in (("read", "field-not-yours"), ("hidden", "field-not-yours"),
                        ("edit", "accepted")):  # fmt: skip
        by = holder(RoleGrant(needs="material:change"), hiding("material:read", "name", level))
        body = {
            "id": str(uuid7()), "record": "PLATE", "expected_version": 1, "name": "Plate",
            "dry_run": True,
        }  # fmt: skip
        assert code_of(await lines.send("material.change", by, body)) == code
    other = {"id": str(uuid7()), "record": "PLATE", "expected_version": 1, "dry_run": True}
    by = holder(RoleGrant(needs="material:change"), hiding("material:read", "name", "read"))
    outcome = await lines.send("material.change", by, {**other, "name_en": "Plate"})
    assert code_of(outcome) == "accepted"


async def test_a_dry_run_shows_no_field_that_is_hidden(lines: TwoLines) -> None:
    body = {
        "id": str(uuid7()), "dry_run": True,
        "lines": [{"material": "PLATE", "quantity": "1", "lot": "LOT-AAA", "source": "ST-AAA",
                   "target": "LS-AAA"}],
    }  # fmt: skip
    open_ = await lines.send("inventory.move_material", lines.everywhere, body)
    by = holder(RoleGrant(needs="material:move"), hiding("move:read", "value"))
    shut = await lines.send("inventory.move_material", by, {**body, "id": str(uuid7())})
    assert isinstance(open_, Answer)
    assert isinstance(shut, Answer)
    assert "'value'" in str(open_.facts)
    assert "'value'" not in str(shut.facts)


async def test_a_list_does_not_filter_by_what_it_hides(lines: TwoLines) -> None:
    reader = holder(hiding("material:read", "standard_cost"))
    request = RecordsRequest(entity="material", filter="standard_cost > 3")
    with pytest.raises(FilterHidden):
        await lines.runtime.catalogs.read(lines.tenant, request, reader=reader)


async def test_an_event_tells_only_of_entities_and_fields_its_reader_sees(
    api: Api, lines: TwoLines
) -> None:
    await api.seal()
    async with lines.runtime.store.transaction(lines.tenant, readonly=True) as tx:
        events = (await read_events(tx, 0, names=["material.received"])).events
    assert events
    event = events[0]
    field = next(iter(event.payload))
    blind = holder(RoleGrant(needs="event:read"))
    assert told_of(event, blind) is None
    partly = holder(RoleGrant(needs="event:read"), hiding(f"{event.entity}:read", field))
    seen = told_of(event, partly)
    assert seen is not None
    assert field not in seen.payload
    scoped = holder(RoleGrant(needs=f"{event.entity}:read", scope="true"))
    assert told_of(event, scoped) is None, "the record is not at hand"
