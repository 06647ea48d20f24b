"""The roles every tenant starts with, from the shop floor's words to permission names."""

from collections.abc import Mapping, Sequence

import msgspec

from taktline.base.text import Text
from taktline.platform.identity.access import FieldRule, Permission

ADMINISTRATOR = "administrator"
"""The one role that may do everything; a tenant always keeps somebody active who has it."""


class BuiltInRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role that comes with the product; a tenant copies it to change it.

    Attributes:
        code: fixed for ever; assignments refer to it.
        label: what people see.
        permissions: the least that the work needs.
    """

    code: str
    label: Text
    permissions: tuple[Permission, ...]


MONEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "balance": ("value",),
    "equipment": ("labor_rate_per_h", "machine_rate_per_h", "overhead_rate_per_h"),
    "job_order": ("planned_cost",),
    "material": ("standard_cost",),
    "move": ("value",),
    "purchase_line": ("price",),
    "purchase_receipt": ("amount",),
    "sending": ("price",),
    "work_master": ("content",),
}
"""What things cost: hidden from those whose work does not need it; a work master's content holds
rates and prices."""

FLOOR_READS = (
    "carton", "cavity_block", "change_effect", "change_notice", "counter_reading", "crew",
    "crew_member", "defect_code", "defect_line", "downtime_reason", "engineering_change",
    "equipment", "flow_card", "handling_unit", "handover_signature", "hold", "hold_reason",
    "job_dependency", "job_order", "job_resource", "job_response", "lot", "material", "my_work",
    "offcut", "order_revision", "parked_fact", "person", "physical_asset", "place", "planned_move",
    "print_run", "report_confirmation", "run", "run_member", "run_report",
    "shift", "shift_handover", "site", "stage", "state", "state_interval", "stop", "unit",
    "unit_conversion", "work_alert", "work_instruction", "work_master", "work_order",
)  # fmt: skip
"""What everybody at a station sees: work, material, machines, colleagues' names."""

LISTS = ("saved_view:read", "saved_view:save")
"""How everybody with a desk looks at records; what they keep is theirs alone."""
SAYS = (*LISTS, "record_comment:write", "record_file:write")
"""What everybody who works may put beside a record they see: words and files."""
FLOOR = (*FLOOR_READS, *SAYS, "print_run:create")
"""What everybody who works there sees, says and prints."""

STOCK_READS = (
    "abc_class", "balance", "sending", "loan", "lot_edge", "move", "partner", "purchase_line",
    "purchase_order", "purchase_receipt", "reservation", "stock_count",
)  # fmt: skip
ORDER_BOOK = (
    "sales_order", "sales_order_line", "order_supply", "order_shipment", "customer_link",
)  # fmt: skip
"""What customers ordered, how it is made and what left."""
OWN_ORDERS: Mapping[str, str] = {
    "sales_order": "salesperson.id = user.person",
    "sales_order_line": "sales_order.salesperson.id = user.person",
    "customer_link": "sales_order.salesperson.id = user.person",
}
"""Of the order book a salesperson sees what they answer for."""
QUALITY_READS = ("characteristic", "inspection", "nonconformity", "test_result")
FIGURE_READS = ("kpi", "person_share")
SIGNS_ORDERS = (
    "second_signature:order_change", "second_signature:outside_work",
    "second_signature:engineering_change",
    "second_signature:over_receipt", "second_signature:supplier_return",
)  # fmt: skip
SIGNS_FLOOR = ("second_signature:over_issue", "second_signature:rework", "second_signature:scrap")
SIGNS_HOURS = ("second_signature:overtime",)
SIGNS_QUALITY = (
    "second_signature:concession", "second_signature:scrap", "second_signature:rework",
    "second_signature:skip_inspection", "second_signature:supplier_return",
    "second_signature:engineering_change",
)  # fmt: skip
"""Who signs second for what others decide, where a plant lets two people decide it."""
PLANT_READS = (
    "asset_assignment", "calendar", "calendar_exception", "closed_opening", "material_bill",
    "material_bill_line",
    "machine_connection", "material_class", "period", "personnel_class", "personnel_class_member",
    "qualification",
)  # fmt: skip
"""How the plant is described: bills, calendars, what people are qualified for."""


def edits(*entities: str) -> tuple[str, ...]:
    """Return the permissions to make, change, archive and restore records of some entities."""
    return tuple(
        f"{entity}:{action}" for entity in entities for action in ("create", "change", "archive")
    )


def permissions(
    *groups: str | Sequence[str], money: bool = False, only: Mapping[str, str] | None = None
) -> tuple[Permission, ...]:
    """Return permissions from names: a word with a colon as it is, a bare entity as `entity:read`.

    Args:
        groups: names, or sequences of them.
        money: whether costs and pay are shown.
        only: by entity: the condition of the records that are shown.
    """
    names = [name for group in groups for name in ([group] if isinstance(group, str) else group)]
    return tuple(
        _permission(name if ":" in name else f"{name}:read", money, only or {})
        for name in dict.fromkeys(names)
    )


def _permission(needs: str, money: bool, only: Mapping[str, str]) -> Permission:
    entity, _, action = needs.partition(":")
    hidden = () if money or action != "read" else MONEY_FIELDS.get(entity, ())
    return Permission(
        needs=needs,
        scope=only.get(entity) if action == "read" else None,
        fields=tuple(FieldRule(field=field, level="hidden") for field in hidden),
    )


BUILT_IN: tuple[BuiltInRole, ...] = (
    BuiltInRole(
        code=ADMINISTRATOR,
        label=Text(en="Administrator", zh="系统管理员"),
        permissions=(Permission(needs="*"),),
    ),
    BuiltInRole(
        code="planner",
        label=Text(en="Planner", zh="计划员"),
        permissions=permissions(
            "saved_view:share",
            SIGNS_ORDERS, FLOOR, STOCK_READS, QUALITY_READS, FIGURE_READS, PLANT_READS,
            "work_order:write", "work_order:release", "work_order:cancel", "work_order:open",
            "work_order:close", "work_order:revise", "loan:settle",
            "purchase_order:write", "purchase_line:accept_excess",
            ORDER_BOOK, "sales_order:create", "sales_order:write", "sales_order:plan",
            "work_order:read_cost", "stage:switch", "override:stage-switched-off",
            "override:opening-balances-missing", "override:machine-does-not-fit",
            "job_order:dispatch", "job_order:abort",
            "job_order:reopen",
            "job_order:send_out", "flow_card:write", "flow_card:reprint", "reservation:make",
            "reservation:release", "reservation:expire", "command:reverse",
            edits("calendar", "calendar_exception", "sheet_heading"), "sheet_heading", "event",
            money=True,
        ),
    ),
    BuiltInRole(
        code="process_engineer",
        label=Text(en="Process engineer", zh="工艺工程师"),
        permissions=permissions(
            "saved_view:share",
            FLOOR, STOCK_READS, QUALITY_READS, FIGURE_READS, PLANT_READS,
            "second_signature:order_change",
            "work_master:write", "work_master:release", "engineering_change:release",
            "inspection_plan:import", "place:open", "machine_connection:try",
            edits("machine_connection"),
            edits("material", "material_class", "material_bill", "material_bill_line", "equipment",
                  "unit", "unit_conversion", "defect_code", "downtime_reason", "hold_reason",
                  "sheet_heading", "work_instruction"),
            "sheet_heading", money=True,
        ),
    ),
    BuiltInRole(
        code="line_leader",
        label=Text(en="Line leader", zh="班组长"),
        permissions=permissions(
            "saved_view:share",
            SIGNS_FLOOR, FLOOR, STOCK_READS, QUALITY_READS, FIGURE_READS, "qualification",
            "job_order:dispatch", "job_order:report", "job_order:correct", "job_order:confirm",
            "run:report", "cavity_block:write",
            "job_order:release_held", "job_order:reopen", "flow_card:write", "flow_card:reprint",
            "material:issue", "material:move", "material:lend", "lot:hold", "inspection:measure",
            "stop:label", "state:report", "parked_fact:settle",
            "shift_handover:write", "job_order:judge_first_article", "job_order:report_late",
            "override:not-on-roster", "override:not-qualified", "override:chain-to-confirm",
            "override:dispatched-to-others", "override:above-card", "override:count-tolerance",
            "override:line-side-owes", "override:over-delivery", "override:above-bill",
            "override:not-on-bill", "override:parameter-beyond", "work_alert:raise",
            "work_alert:answer", "command:represent", "user_account:read", "user_account:set_pin",
        ),
    ),
    BuiltInRole(
        code="operator",
        label=Text(en="Operator", zh="操作工"),
        permissions=permissions(
            FLOOR, "balance", "characteristic", "inspection", "job_order:report",
            "run:report", "material:issue", "inspection:measure", "stop:label", "work_alert:raise",
        ),
    ),
    BuiltInRole(
        code="quality_inspector",
        label=Text(en="Quality inspector", zh="质检员"),
        permissions=permissions(
            FLOOR, STOCK_READS, QUALITY_READS, FIGURE_READS, "qualification",
            "inspection:request", "inspection:measure", "override:against-proposal",
            "inspection:decide", "lot:hold",
            "lot:release", "lot:regrade", "material:change_status", "job_order:judge",
            "job_order:confirm", "work_alert:raise", "work_alert:answer", edits("nonconformity"),
        ),
    ),
    BuiltInRole(
        code="quality_engineer",
        label=Text(en="Quality engineer", zh="质量工程师"),
        permissions=permissions(
            "saved_view:share",
            FLOOR, STOCK_READS, QUALITY_READS, FIGURE_READS, PLANT_READS, SIGNS_QUALITY,
            "sampling_plan", "sampling_rule", "inspection_plan:import", "inspection:request",
            "inspection:measure",
            "inspection:decide", "lot:hold", "lot:release", "lot:regrade",
            "material:change_status", "material:scrap", "job_order:judge",
            "job_order:release_held", "work_alert:raise", "work_alert:answer",
            edits("defect_code", "hold_reason", "nonconformity"),
        ),
    ),
    BuiltInRole(
        code="plant_manager",
        label=Text(en="Plant manager", zh="厂长"),
        permissions=permissions(
            "saved_view:share", "record_comment:withdraw",
            SIGNS_ORDERS, SIGNS_FLOOR, SIGNS_QUALITY, SIGNS_HOURS, "signature_rule",
            "second_signature",
            FLOOR, STOCK_READS, QUALITY_READS, FIGURE_READS, PLANT_READS,
            "work_order:read_cost", ORDER_BOOK, "user_account", "work_alert:raise",
            "work_alert:answer",
            money=True,
        ),
    ),
    BuiltInRole(
        code="sales",
        label=Text(en="Sales", zh="销售员"),
        permissions=permissions(
            SAYS,
            "balance", "handling_unit", "lot", "material", "partner", "place", "reservation",
            "site", "unit", "unit_conversion", "work_order", "reservation:make",
            "reservation:release", "person", ORDER_BOOK, "sales_order:create", "sales_order:write",
            "customer_link:create", "customer_link:revoke", "sheet_heading",
            edits("sheet_heading"), only=OWN_ORDERS,
        ),
    ),
    BuiltInRole(
        code="buyer",
        label=Text(en="Buyer", zh="采购员"),
        permissions=permissions(
            "balance", "defect_code", "equipment", "handling_unit", "hold", "inspection",
            "job_order", "lot", "material_class", "move", "nonconformity", "place", "print_run",
            "reservation", "site", "unit", "unit_conversion", "work_alert", "work_order",
            "second_signature:over_receipt", "second_signature:supplier_return",
            "purchase_order:write", "purchase_line:accept_excess", "material:send_back",
            "job_order:send_out", "print_run:create", "work_alert:answer", "sheet_heading",
            edits("partner", "sheet_heading"),
        )
        + permissions(
            "material", "partner", "purchase_line", "purchase_order", "purchase_receipt",
            "sending", money=True,
        ),
    ),
    BuiltInRole(
        code="warehouse",
        label=Text(en="Warehouse", zh="仓管员"),
        permissions=permissions(
            FLOOR, STOCK_READS, "inspection", "material:receive", "material:issue",
            "material:move", "material:ship", ORDER_BOOK, "sales_order:ship",
            "override:more-than-ordered", "override:promised-to-others", "material:take_back",
            "material:count", "material:undo", "stock_count:plan", "material:transfer",
            "material:lend", "material:send_back", "handling_unit:pack", "handling_unit:move",
            "lot:split", "lot:remake", "lot:merge", "job_order:send_out",
            "job_order:take_in", "reservation:make", "reservation:release", "work_alert:raise",
            "work_alert:answer",
        ),
    ),
    BuiltInRole(
        code="maintenance",
        label=Text(en="Maintenance", zh="设备维修员"),
        permissions=permissions(
            FLOOR, FIGURE_READS, "asset_assignment", "balance", "job_order:report",
            "material:issue", "stop:label", "state:report", "work_alert:raise",
            "work_alert:answer", edits("physical_asset", "asset_assignment"),
        ),
    ),
    BuiltInRole(
        code="people_clerk",
        label=Text(en="People and shifts", zh="人事文员"),
        permissions=permissions(
            SAYS,
            PLANT_READS, "crew", "crew_member", "person", "shift", "site", "pay", "pay_line",
            "pay_period", "pay_rate", edits("pay_rate"),
            edits("person", "personnel_class", "personnel_class_member", "qualification", "crew",
                  "crew_member", "shift", "calendar", "calendar_exception"), money=True,
        ),
    ),
    BuiltInRole(
        code="accountant",
        label=Text(en="Cost accountant", zh="成本会计"),
        permissions=permissions(
            FLOOR, STOCK_READS, FIGURE_READS, "second_signature:count_difference", "period",
            "work_order:read_cost",
            "pay", "pay_line", "pay_period", "pay_rate", "pay:close", edits("pay_rate"),
            "closed_opening", "opening:close", "override:reports-unconfirmed", "invoice:post",
            "period:close", "period:reopen", "balance:open", "ledger_proof",
            "stock_count:approve", "stock_count_line",
            "material:change_owner", edits("partner"), money=True,
        ),
    ),
    BuiltInRole(
        code="viewer",
        label=Text(en="Viewer", zh="只读用户"),
        permissions=permissions(
            LISTS,
            FLOOR_READS, STOCK_READS, QUALITY_READS, FIGURE_READS, PLANT_READS, ORDER_BOOK
        ),
    ),
    BuiltInRole(
        code="auditor",
        label=Text(en="Auditor", zh="审计员"),
        permissions=permissions(
            LISTS,
            FLOOR_READS, STOCK_READS, QUALITY_READS, FIGURE_READS, PLANT_READS, ORDER_BOOK,
            "api_key",
            "signature_rule", "second_signature",
            "dead_letter", "device", "event", "ledger_proof", "role", "security_log", "session",
            "stock_count_line", "user_account", "webhook", "webhook_delivery",
            "work_order:read_cost", money=True,
        ),
    ),
    BuiltInRole(
        code="board",
        label=Text(en="Board and terminal", zh="看板与终端"),
        permissions=permissions(
            "equipment", "job_order", "kpi", "material", "shift", "site", "state", "stop",
            "work_alert", "work_order",
        ),
    ),
)  # fmt: skip
"""Least privilege: what is not listed is denied."""

BUILT_IN_PERMISSIONS: Mapping[str, tuple[Permission, ...]] = {
    role.code: role.permissions for role in BUILT_IN
}
