"""What the roles that come with the product may do and may not, by the names of their commands."""

import msgspec
import pytest

from taktline.api.registry import ENTITIES, REGISTRY
from taktline.platform.command import Principal
from taktline.platform.identity.access import Assignment, Compiled, compiled, covers, hidden_fields
from taktline.platform.identity.role import BUILT_IN, BUILT_IN_PERMISSIONS
from tests.ledger_fixtures import NOON, SITE


class Job(msgspec.Struct, frozen=True):
    """What somebody with a role does all day, and what is somebody else's."""

    may: tuple[str, ...]
    may_not: tuple[str, ...]


RIGHTS = ("platform.create_user", "platform.assign_role", "platform.create_role")
"""Letting people in and giving rights."""
OUTSIDE = ("platform.create_api_key", "platform.create_webhook", "platform.pair_device")
"""Opening the house to programs and terminals."""
DESIGN = ("catalog.publish_app", "kernel.create_work_master", "kernel.release_work_master")
MONEY = ("kernel.work_order_cost", "inventory.post_invoice", "kernel.close_period")
PLAN = ("kernel.create_work_order", "kernel.release_work_order", "kernel.cancel_work_order")
JUDGE = ("kernel.judge_defective", "quality.decide_inspection", "kernel.release_hold")

JOBS: dict[str, Job] = {
    "administrator": Job((*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE), ()),
    "operator": Job(
        ("kernel.report_operation", "kernel.start_job_order", "inventory.issue_material",
         "quality.record_results", "kernel.label_stop", "kernel.raise_work_alert",
         "kernel.dispatch_queue"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE, "kernel.dispatch_job_order",
         "inventory.receive_material", "inventory.count_material", "platform.set_pin",
         "kernel.reverse_command", "platform.security_log"),
    ),
    "line_leader": Job(
        ("kernel.dispatch_job_order", "kernel.report_operation", "kernel.confirm_reports",
         "kernel.release_held_job_order", "platform.set_pin", "kernel.resolve_work_alert",
         "platform.void_parked_fact"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE, "inventory.receive_material",
         "platform.security_log"),
    ),
    "quality_inspector": Job(
        ("quality.record_results", "quality.decide_inspection", "kernel.judge_defective",
         "kernel.place_hold", "kernel.release_hold", "inventory.change_status"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, "kernel.report_operation",
         "quality.import_inspection_plan", "inventory.move_material"),
    ),
    "quality_engineer": Job(
        ("quality.import_inspection_plan", "quality.decide_inspection", "inventory.regrade_lot",
         "kernel.release_held_job_order", "defect_code.create"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, "kernel.report_operation",
         "inventory.move_material", "material.create"),
    ),
    "warehouse": Job(
        ("inventory.receive_material", "inventory.move_material", "inventory.count_material",
         "inventory.ship_material", "inventory.pack", "inventory.make_reservation"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE, "kernel.report_operation",
         "inventory.change_status", "kernel.open_balance"),
    ),
    "planner": Job(
        (*PLAN, "kernel.dispatch_job_order", "kernel.create_flow_cards", "kernel.reverse_command",
         "kernel.work_order_cost", "calendar.create"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *JUDGE, "inventory.post_invoice", "kernel.close_period",
         "kernel.report_operation", "inventory.receive_material"),
    ),
    "process_engineer": Job(
        ("kernel.create_work_master", "kernel.release_work_master", "material.create",
         "quality.import_inspection_plan", "equipment.change"),
        (*RIGHTS, *OUTSIDE, *MONEY, *PLAN, *JUDGE, "catalog.publish_app",
         "kernel.report_operation"),
    ),
    "plant_manager": Job(
        ("kernel.work_order_cost", "cockpit.oee", "cockpit.open_orders",
         "kernel.acknowledge_work_alert", "platform.users", "kernel.on_hand"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *PLAN, *JUDGE, "kernel.report_operation",
         "inventory.post_invoice", "kernel.close_period", "platform.set_pin"),
    ),
    "buyer": Job(
        ("inventory.create_purchase_order", "inventory.accept_excess", "partner.create",
         "inventory.purchase_lines", "inventory.supplier_deliveries", "kernel.send_out"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE, "inventory.receive_material",
         "kernel.report_operation", "inventory.ship_material", "material.create"),
    ),
    "sales": Job(
        ("kernel.on_hand", "cockpit.open_orders", "inventory.make_reservation",
         "inventory.release_reservation"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE, "inventory.ship_material",
         "kernel.report_operation", "kernel.moves", "kernel.dispatch_queue"),
    ),
    "maintenance": Job(
        ("kernel.report_operation", "kernel.label_stop", "inventory.issue_material",
         "physical_asset.create", "kernel.acknowledge_work_alert"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE, "inventory.move_material",
         "kernel.dispatch_job_order"),
    ),
    "people_clerk": Job(
        ("person.create", "crew.change", "shift.create", "qualification.create"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE, "kernel.report_operation",
         "kernel.on_hand"),
    ),
    "accountant": Job(
        ("inventory.post_invoice", "kernel.close_period", "kernel.reopen_period",
         "kernel.work_order_cost", "kernel.open_balance", "partner.create"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *PLAN, *JUDGE, "kernel.report_operation",
         "inventory.receive_material", "inventory.ship_material"),
    ),
    "viewer": Job(
        ("kernel.dispatch_queue", "kernel.on_hand", "cockpit.oee"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE, "kernel.report_operation",
         "platform.users"),
    ),
    "auditor": Job(
        ("platform.security_log", "platform.role_assignments", "kernel.work_order_cost",
         "platform.webhooks"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *PLAN, *JUDGE, "kernel.report_operation",
         "inventory.post_invoice", "kernel.close_period"),
    ),
    "board": Job(
        ("kernel.dispatch_queue", "cockpit.stations", "kernel.work_alerts"),
        (*RIGHTS, *OUTSIDE, *DESIGN, *MONEY, *PLAN, *JUDGE, "kernel.report_operation",
         "kernel.on_hand", "platform.users", "kernel.raise_work_alert"),
    ),
}  # fmt: skip


def needs_of(name: str) -> str:
    """Return the permission that a command or query asks for."""
    found = REGISTRY.verbs.get(name) or REGISTRY.queries[name]
    return found.needs


def rights_of(role: str) -> Compiled:
    return compiled([Assignment(role=role)], BUILT_IN_PERMISSIONS, NOON)


def test_every_built_in_role_says_here_what_it_may_do() -> None:
    assert JOBS.keys() == {role.code for role in BUILT_IN}


@pytest.mark.parametrize("role", sorted(JOBS))
def test_a_role_may_do_its_work_and_nobody_elses(role: str) -> None:
    grants = rights_of(role).grants

    def may(name: str) -> bool:
        return any(covers(grant.needs, needs_of(name)) for grant in grants)

    assert [name for name in JOBS[role].may if not may(name)] == []
    assert [name for name in JOBS[role].may_not if may(name)] == []


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_a_role_has_its_name_in_both_languages(role: object) -> None:
    found = next(one for one in BUILT_IN if one is role)
    assert {found.label.en, found.label.zh} - {""} == {found.label.en, found.label.zh}
    assert found.label.en != found.label.zh


@pytest.mark.parametrize("role", ["operator", "line_leader", "sales", "warehouse", "viewer"])
def test_what_things_cost_is_hidden_from_those_whose_work_does_not_need_it(role: str) -> None:
    reader = Principal(id=SITE, name=role, grants=rights_of(role).grants)
    assert "value" in hidden_fields(reader, "balance")
    assert "standard_cost" in hidden_fields(reader, "material")


def test_only_those_who_calculate_see_costs() -> None:
    calculating = {
        role.code
        for role in BUILT_IN
        if any(covers(p.needs, "balance:read") for p in role.permissions)
        and not hidden_fields(
            Principal(id=SITE, name="x", grants=rights_of(role.code).grants), "balance"
        )
    }
    assert calculating == {
        "accountant", "administrator", "auditor", "plant_manager", "planner", "process_engineer",
    }  # fmt: skip


def test_no_role_but_the_administrators_reads_what_it_has_no_entity_for() -> None:
    known = {entity.entity for entity in ENTITIES} | {
        query.needs.partition(":")[0] for query in REGISTRY.queries.values()
    }
    for role in BUILT_IN:
        reads = [p.needs for p in role.permissions if p.needs.endswith(":read")]
        ghosts = {needs.partition(":")[0] for needs in reads} - known - {"event", "session"}
        assert not ghosts, (role.code, ghosts)
