"""A right at one line is no right at the next: over every command, query and list there is."""

from contextlib import suppress

import msgspec
import pytest

from taktline.api.queries import run_query
from taktline.api.registry import REGISTRY, SYSTEM
from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.catalog.request import RecordsRequest
from taktline.platform.command import Principal
from taktline.platform.envelope import Answer
from taktline.platform.judge import NotPermitted
from tests.api_ground import Api
from tests.two_lines import MARK, TwoLines, code_of, filled, somebody, two_lines

GENERIC = {name for name in SYSTEM.shapes if SYSTEM.shapes[name].is_generic}
VERBS = sorted(name for name in REGISTRY.verbs if name.partition(".")[0] not in GENERIC)
QUERIES = sorted(REGISTRY.queries)
PLACED = sorted(name for name, shape in SYSTEM.shapes.items() if shape.is_placed)

PLACELESS: dict[str, str] = {
    "catalog.publish_app": "documents are the whole tenant's",
    "catalog.roll_back_app": "documents are the whole tenant's",
    "catalog.read_mentions": "what one has read is one's own",
    "catalog.remove_view": "a view belongs to its maker or the whole tenant",
    "catalog.save_view": "a view belongs to its maker or the whole tenant",
    "catalog.take_step": "documents are the whole tenant's",
    "inventory.classify_materials": "classes of materials are the whole tenant's",
    "inventory.expire_reservations": "ends promises of all sites",
    "kernel.change_work_master": "work masters are the whole tenant's",
    "kernel.close_pay_period": "pay is closed for all people",
    "kernel.close_period": "the ledger's periods are the whole tenant's",
    "kernel.create_work_master": "work masters are the whole tenant's",
    "kernel.keep_ledger_proof": "one proof of the whole ledger",
    "kernel.place_hold": "a hold bites wherever the lot is",
    "kernel.release_change": "an engineering change is the whole tenant's",
    "kernel.release_hold": "a hold bites wherever the lot is",
    "kernel.release_work_master": "work masters are the whole tenant's",
    "kernel.reopen_period": "the ledger's periods are the whole tenant's",
    "kernel.release_material_bill": "bills are the whole tenant's",
    "kernel.retire_material_bill": "bills are the whole tenant's",
    "kernel.retire_work_master": "work masters are the whole tenant's",
    "kernel.revise_work_master": "work masters are the whole tenant's",
    "kernel.write_material_bill": "bills are the whole tenant's",
    "kernel.write_work_master": "work masters are the whole tenant's",
    "kernel.switch_stages": "stages hold for the plant or a class of material",
    "platform.archive_webhook": "tells of events of the whole tenant",
    "platform.change_role": "roles are the whole tenant's",
    "platform.change_user": "who somebody is, they are everywhere",
    "platform.change_webhook": "tells of events of the whole tenant",
    "platform.create_api_key": "opens the door from outside",
    "platform.create_role": "roles are the whole tenant's",
    "platform.create_user": "who somebody is, they are everywhere",
    "platform.create_webhook": "tells of events of the whole tenant",
    "platform.disable_user": "ends rights everywhere",
    "platform.enable_user": "gives rights everywhere",
    "platform.redeliver_webhook": "tells of events of the whole tenant",
    "platform.require_second_signature": "what two people decide holds for the whole tenant",
    "platform.revoke_api_key": "opens the door from outside",
    "quality.import_inspection_plan": "inspection plans are the whole tenant's",
    "sales.open_customer_link": "noted by the installation itself, for any site",
}
"""Commands without a place, and why: only a right for the whole tenant allows them."""

MISSING = "the factory of this test has none at line B, so that nothing is there to be hidden"
NOTHING_THERE: dict[str, str] = {
    "connect.archive_machine_connection": MISSING,
    "connect.change_machine_connection": MISSING,
    "connect.try_machine_connection": MISSING,
    "kernel.close_carton": MISSING,
    "kernel.pack_carton": MISSING,
}
"""Commands whose record line B does not have: they are refused as unknown, whoever asks."""

SHARED: dict[str, str] = {
    "platform.signature_rules": "what two people decide holds for the whole tenant",
    "platform.roles": "roles are the same for everybody who may read them at all",
    "kernel.period_checks": "how many findings keep the whole tenant's period open",
    "kernel.lot": "a lot has no place; where it stands is left out",
    "kernel.mass_balance": "a lot has no place",
    "kernel.trace": "a lot has no place",
    "quality.sampling_plan": "the tables of ISO 2859-1",
    "cockpit.sites": "the site both lines stand in",
}
"""Queries that show line A and line B the same rows, and why."""


@pytest.fixture(scope="module")
async def lines(api: Api) -> TwoLines:
    """Give a factory of two lines with work on both."""
    return await two_lines(api.runtime, api.tenant)


def body_of(lines: TwoLines, verb: str) -> dict[str, object]:
    """Return a dry run of a command about line B's records."""
    body = filled(REGISTRY.verbs[verb].command, lines.names)
    return {**body, "id": str(uuid7()), "dry_run": True}


@pytest.mark.parametrize("verb", VERBS)
async def test_a_right_at_one_line_gives_no_command_about_the_other(
    lines: TwoLines, verb: str
) -> None:
    at_a = code_of(await lines.send(verb, lines.at_a, body_of(lines, verb)))
    everywhere = code_of(await lines.send(verb, lines.everywhere, body_of(lines, verb)))
    assert everywhere not in ("not-permitted", "shape-refused", "several"), everywhere
    if verb in NOTHING_THERE:
        assert (at_a, everywhere) == ("not-found", "not-found")
    else:
        assert at_a == "not-permitted", f"{verb} at line B: {at_a}"


def test_every_command_without_a_place_says_why() -> None:
    assert {verb for verb in VERBS if REGISTRY.verbs[verb].path is None} == PLACELESS.keys()


@pytest.mark.parametrize("verb", sorted(v for v in REGISTRY.verbs if v not in VERBS))
async def test_a_right_at_one_line_changes_no_record_of_the_other(
    lines: TwoLines, verb: str
) -> None:
    """Generic commands: what has a place is judged there, what has none is the whole tenant's."""
    shape = SYSTEM.shapes[verb.partition(".")[0]]
    assert (REGISTRY.verbs[verb].path is not None) == shape.is_placed
    if shape.name == "equipment" and not verb.endswith("create"):
        said = {"record": "M-BBB", "expected_version": 1, "name": "ours"}
        fields = REGISTRY.verbs[verb].command.__struct_fields__
        body = {name: value for name, value in said.items() if name in fields}
        sent = {**body, "id": str(uuid7()), "dry_run": True}
        assert code_of(await lines.send(verb, lines.at_a, sent)) == "not-permitted"


Rows = set[str]


async def rows_of(lines: TwoLines, name: str, reader: Principal) -> Rows:
    """Return the rows of a query about line B, as texts."""
    query = REGISTRY.queries[name]
    said = msgspec.to_builtins(filled(query.params, lines.names), enc_hook=str)
    params = msgspec.convert(said, query.params, strict=False)
    with suppress(Problem):
        page = await run_query(lines.runtime, lines.tenant, query, params=params, reader=reader)
        return {str(row) for row in page.rows}
    return set()


@pytest.mark.parametrize("name", QUERIES)
async def test_a_right_at_one_line_shows_no_row_of_the_other(lines: TwoLines, name: str) -> None:
    at_a, at_b = await rows_of(lines, name, lines.at_a), await rows_of(lines, name, lines.at_b)
    everywhere = await rows_of(lines, name, lines.everywhere)
    assert at_a <= everywhere | at_a, "nobody sees more than who sees everything"
    if name in SHARED:
        told = {name.replace(f"LOT-{MARK}", "") for name in at_a}
        assert not any(MARK in row for row in told), "not even there the other line's places"
        return
    assert not at_a & at_b, f"{name} shows line A what it shows line B"
    assert not any(MARK in row for row in at_a), f"{name} shows line A a record of line B"


SEEN_AT_B = (
    "cockpit.open_orders", "cockpit.stations", "kernel.dispatch_queue", "kernel.flow_card",
    "kernel.handling_unit_content", "kernel.job_order", "kernel.job_responses",
    "kernel.machine_states", "kernel.moves", "kernel.on_hand", "kernel.stops",
    "kernel.utilisation", "kernel.work_alerts", "kernel.work_in_process",
    "kernel.work_order_progress",
)  # fmt: skip


@pytest.mark.parametrize("name", SEEN_AT_B)
async def test_a_right_at_the_area_shows_what_stands_below_it(lines: TwoLines, name: str) -> None:
    assert await rows_of(lines, name, lines.at_b), "there is something to be hidden from line A"


@pytest.mark.parametrize("entity", PLACED)
async def test_a_right_at_one_line_lists_no_record_of_the_other(
    lines: TwoLines, entity: str
) -> None:
    request = RecordsRequest(entity=entity, archived=True, limit=200)
    page = await lines.runtime.catalogs.read(lines.tenant, request, reader=lines.at_a)
    shown = [row for row in page.rows if MARK in str({**row, "lot": None})]
    assert shown == []


async def test_a_right_at_the_area_reaches_down_to_its_machines_and_not_across(
    lines: TwoLines,
) -> None:
    body = {"job_order": "WO-BBB-20", "good": "1", "dry_run": True}
    for node, allowed in (
        ("AREA-BBB", True), ("WC-BBB", True), ("M-BBB", True), ("F1", True),
        ("AREA-AAA", False), ("M-AAA", False),
    ):  # fmt: skip
        by = await somebody(lines, lines.nodes[node], "operator")
        sent = {**body, "id": str(uuid7())}
        outcome = await lines.send("kernel.report_operation", by, sent)
        assert isinstance(outcome, NotPermitted) is not allowed, (node, outcome)


async def test_a_machine_that_moves_takes_the_rights_with_it(lines: TwoLines) -> None:
    leader = await somebody(lines, lines.nodes["WC-AAA"], "line_leader")
    held = {"work_unit": "M-CCC", "job_order": "WO-AAA-20", "dry_run": True}
    await lines.give(
        "equipment.create", code="M-CCC", name="C", site="F1", level="work_cell", parent="WC-BBB"
    )
    codes = []
    for parent, version in ((None, 0), ("WC-AAA", 1)):
        if parent is not None:
            await lines.give(
                "equipment.change", record="M-CCC", expected_version=version, parent=parent
            )
        sent = {**held, "id": str(uuid7())}
        outcome = await lines.send("kernel.dispatch_job_order", leader, sent)
        codes.append(code_of(outcome))
    assert codes[0] == "not-permitted"
    assert codes[1] != "not-permitted"


async def test_a_leader_gives_a_role_below_their_own_node_and_not_beside_it(
    lines: TwoLines,
) -> None:
    user = (await somebody(lines, lines.nodes["M-AAA"], "viewer")).id
    for node, code in (("M-AAA", "accepted"), ("WC-AAA", "accepted"), ("M-BBB", "not-permitted"),
                       ("F1", "not-permitted")):  # fmt: skip
        body = {
            "id": str(uuid7()), "user": user, "role": "board", "node": lines.nodes[node],
            "dry_run": True,
        }  # fmt: skip
        assert code_of(await lines.send("platform.assign_role", lines.at_a, body)) == code


async def test_a_fact_that_waits_is_settled_by_who_has_a_say_where_it_belongs(
    lines: TwoLines,
) -> None:
    line = {"material": "PLATE", "lot": "LOT-BBB", "quantity": "900", "source": "ST-BBB"}
    body = {
        "id": str(uuid7()), "offline": True, "job_order": "WO-BBB-20", "lines": [line],
    }  # fmt: skip
    answer = await lines.send("inventory.issue_material", lines.everywhere, body)
    assert isinstance(answer, Answer), answer
    assert answer.parked is not None, "it could not be booked"
    waiting = "platform.parked_facts"
    assert any("WO-BBB-20" in row for row in await rows_of(lines, waiting, lines.at_b))
    assert await rows_of(lines, waiting, lines.at_a) == set()
    for by, refused in ((lines.at_a, True), (lines.at_b, False)):
        for verb in ("platform.void_parked_fact", "platform.retry_parked_fact"):
            said = {
                "id": str(uuid7()), "parked_fact": answer.parked.parked_fact, "reason": "twice",
                "dry_run": True,
            }  # fmt: skip
            assert (code_of(await lines.send(verb, by, said)) == "not-permitted") is refused
