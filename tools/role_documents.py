"""Writes the roles that belong to an app as its documents: what the directory grants, no more."""

from collections.abc import Mapping
from pathlib import Path

from taktline.base.text import Text
from taktline.platform.identity.role import BUILT_IN, BuiltInRole

APPS = Path(__file__).resolve().parents[1] / "src" / "taktline" / "apps"
ROLES_OF: Mapping[str, tuple[str, ...]] = {
    "production": ("planner", "process_engineer", "line_leader", "operator"),
    "quality": ("quality_inspector", "quality_engineer"),
    "inventory": ("warehouse", "buyer"),
    "sales": ("sales",),
}
NOTES: Mapping[str, Text] = {
    "planner": Text("Releases orders and gives them dates.", "下达工单并排定日期。"),
    "process_engineer": Text("Writes routings, materials, equipment.", "维护工艺、物料与设备。"),
    "line_leader": Text("Leads a shift at a line.", "带班组、派工、确认报工。"),
    "operator": Text("Reports at a station.", "在工位报工。"),
    "quality_inspector": Text("Measures and judges.", "检验与判定。"),
    "quality_engineer": Text("Writes inspection plans, judges doubtful cases.", "编制检验方案。"),
    "buyer": Text("Orders from suppliers and answers for it.", "下采购单、跟催供应商与外协。"),
    "sales": Text("Enters orders, answers customers.", "录入订单,答复客户。"),
    "warehouse": Text("Receives, stores, issues, ships, counts.", "收货、上架、发料、出货、盘点。"),
}


def documents() -> dict[Path, str]:
    """Return every role document with its text, by file."""
    known = {role.code: role for role in BUILT_IN}
    return {
        APPS / app / "roles" / f"{code}.yaml": text_of(known[code])
        for app, codes in ROLES_OF.items()
        for code in codes
    }


def text_of(role: BuiltInRole) -> str:
    """Return a role as its document."""
    lines = [
        f"role: {role.code}",
        f'label: {{en: "{role.label.en}", zh: {role.label.zh}}}',
        f'note: "{NOTES[role.code].en}"',
        "",
        "may:",
    ]
    lines += [f"  - {one.needs}" for one in role.permissions]
    hidden = {
        one.needs.removesuffix(":read"): [rule.field for rule in one.fields]
        for one in role.permissions
        if one.fields
    }
    only = {
        one.needs.removesuffix(":read"): one.scope
        for one in role.permissions
        if one.scope is not None
    }
    if only:
        lines += ["", "only:"]
        lines += [f"  {entity}: {scope}" for entity, scope in only.items()]
    if hidden:
        lines += ["", "hides:"]
        lines += [f"  {entity}: [{', '.join(fields)}]" for entity, fields in hidden.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write them all."""
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
