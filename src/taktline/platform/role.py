"""The roles every tenant starts with, from the shop floor's words to permission names."""

from collections.abc import Mapping, Sequence

import msgspec

from taktline.base.text import Text
from taktline.platform.access import FieldRule, Permission

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
    "material": ("planned_cost", "standard_cost"),
    "balance": ("value",),
    "move": ("value",),
    "work_order": ("planned_value", "value"),
    "job_order": ("value",),
    "person": ("hourly_rate", "phone", "identity_number"),
}
"""What things cost and people earn: hidden from those whose work does not need it."""

FLOOR_READS = (
    "card", "device", "document", "equipment", "file", "handling_unit", "job_order",
    "job_response", "lot", "material", "parked_fact", "person", "physical_asset", "place", "reason",
    "shift", "state", "stop", "work_master", "work_order",
)  # fmt: skip
"""What everybody at a station sees: work, material, machines, colleagues' names."""

STOCK_READS = ("balance", "count", "move", "receipt", "reservation", "shipment")
QUALITY_READS = (
    "characteristic", "inspection", "inspection_plan", "measurement", "nonconformance",
    "control_chart",
)  # fmt: skip
FIGURE_READS = ("kpi", "series", "event", "report")


def permissions(*groups: str | Sequence[str], money: bool = False) -> tuple[Permission, ...]:
    """Return permissions from names: a word with a colon as it is, a bare entity as `entity:read`.

    Args:
        groups: names, or sequences of them.
        money: whether costs and pay are shown.
    """
    names = [name for group in groups for name in ([group] if isinstance(group, str) else group)]
    return tuple(
        _permission(name if ":" in name else f"{name}:read", money) for name in dict.fromkeys(names)
    )


def _permission(needs: str, money: bool) -> Permission:
    entity, _, action = needs.partition(":")
    hidden = () if money or action != "read" else MONEY_FIELDS.get(entity, ())
    return Permission(
        needs=needs, fields=tuple(FieldRule(field=field, level="hidden") for field in hidden)
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
            FLOOR_READS, STOCK_READS, FIGURE_READS, "calendar", "sales_order", "inspection",
            "work_order:create", "work_order:change", "work_order:release", "work_order:hold",
            "work_order:close", "work_order:cancel", "job_order:create", "job_order:change",
            "job_order:dispatch", "job_order:split", "job_order:cancel", "card:create",
            "card:change", "reservation:make", "reservation:release", "work_master:create",
            "work_master:change", "material:create", "material:change", "calendar:change",
            "file:upload", money=True,
        ),
    ),
    BuiltInRole(
        code="line_leader",
        label=Text(en="Line leader", zh="班组长"),
        permissions=permissions(
            FLOOR_READS, STOCK_READS, QUALITY_READS, FIGURE_READS,
            "job_order:dispatch", "job_order:start", "job_order:report", "job_order:hold",
            "job_order:complete", "job_order:correct", "job_order:confirm", "job_order:issue",
            "job_order:change", "card:create", "card:change", "material:issue", "material:move",
            "lot:hold", "inspection:report", "nonconformance:create", "stop:label", "stop:report",
            "state:report", "maintenance_order:create", "parked_fact:settle",
            "override:over-delivery", "override:count-tolerance", "shift:hand_over",
            "andon:raise", "andon:answer",
            "user_account:read", "user_account:set_pin", "file:upload",
        ),
    ),
    BuiltInRole(
        code="operator",
        label=Text(en="Operator", zh="操作工"),
        permissions=permissions(
            FLOOR_READS, "balance",
            "job_order:start", "job_order:report", "job_order:hold", "job_order:complete",
            "job_order:issue", "inspection:report", "stop:label", "stop:report", "andon:raise",
            "file:upload",
        ),
    ),
    BuiltInRole(
        code="quality_inspector",
        label=Text(en="Quality inspector", zh="质检员"),
        permissions=permissions(
            FLOOR_READS, STOCK_READS, QUALITY_READS, FIGURE_READS,
            "inspection:create", "inspection:report", "inspection:decide", "inspection_plan:create",
            "inspection_plan:change", "lot:hold", "lot:release", "lot:regrade",
            "material:change_status", "nonconformance:create",
            "nonconformance:decide", "job_order:hold", "job_order:judge", "andon:answer",
            "file:upload",
        ),
    ),
    BuiltInRole(
        code="warehouse",
        label=Text(en="Warehouse", zh="仓管员"),
        permissions=permissions(
            FLOOR_READS, STOCK_READS, "inspection", "sales_order", "purchase_order",
            "material:receive", "material:issue", "material:move", "material:ship",
            "material:take_back", "material:count", "handling_unit:pack", "handling_unit:move",
            "lot:create", "lot:change", "lot:split", "lot:merge", "reservation:create",
            "reservation:change", "andon:answer", "file:upload",
        ),
    ),
    BuiltInRole(
        code="maintenance",
        label=Text(en="Maintenance", zh="设备维修员"),
        permissions=permissions(
            FLOOR_READS, FIGURE_READS, "balance", "maintenance_order",
            "maintenance_order:create", "maintenance_order:change", "job_order:start",
            "job_order:report", "job_order:complete", "job_order:issue", "physical_asset:change",
            "stop:label", "state:report", "andon:answer", "file:upload",
        ),
    ),
    BuiltInRole(
        code="viewer",
        label=Text(en="Viewer", zh="只读用户"),
        permissions=permissions(FLOOR_READS, STOCK_READS, QUALITY_READS, FIGURE_READS),
    ),
    BuiltInRole(
        code="auditor",
        label=Text(en="Auditor", zh="审计员"),
        permissions=permissions(
            FLOOR_READS, STOCK_READS, QUALITY_READS, FIGURE_READS, "api_key", "command", "role",
            "security_log", "session", "user_account", "webhook", "webhook_delivery", "audit",
            "dead_letter",
            money=True,
        ),
    ),
    BuiltInRole(
        code="board",
        label=Text(en="Board and terminal", zh="看板与终端"),
        permissions=permissions(
            "equipment", "job_order", "kpi", "material", "reason", "shift", "state", "stop",
            "work_order",
        ),
    ),
)  # fmt: skip
"""Least privilege: what is not listed is denied."""

BUILT_IN_PERMISSIONS: Mapping[str, tuple[Permission, ...]] = {
    role.code: role.permissions for role in BUILT_IN
}
