"""Inspection plans out of a file: a characteristic in each row, with limits or tolerances."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from taktline.base.text import Text
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.rows import SheetRow
from taktline.catalog.sheets.target import RowCommand, Target

HEAD = {"plan": "code", "plan_name": "name", "material": "material", "source": "source"}
"""What is said of a plan, and what the command calls it; the other columns are of its rows."""
TOLERANCES = {"minus": "lsl", "plus": "usl"}
"""Deviations from the target value, and the limit each one gives."""


class PlanTarget(Target, frozen=True, kw_only=True):
    """Rows that name one plan are its characteristics."""

    def commands(self, rows: Sequence[SheetRow], *, same: Mapping[str, object]) -> list[RowCommand]:
        """Return one plan for all rows that name it; what is said of it counts from its first."""
        found: dict[object, list[SheetRow]] = {}
        for row in rows:
            found.setdefault({**same, **row.values}.get("plan"), []).append(row)
        return [self._command(group, same) for group in found.values()]

    def _command(self, rows: Sequence[SheetRow], same: Mapping[str, object]) -> RowCommand:
        first = {**same, **rows[0].values}
        head = {called: first[name] for name, called in HEAD.items() if first.get(name)}
        planned = [_limited({**same, **row.values}) for row in rows]
        return RowCommand(
            verb=self.verb,
            lines=tuple(row.line for row in rows),
            body={**head, "characteristics": planned},
            at=tuple(f"/characteristics/{place}" for place in range(len(rows))),
        )


def _limited(said: Mapping[str, object]) -> dict[str, object]:
    """Return a characteristic with limits; a tolerance gives one where no limit is written."""
    found = {name: value for name, value in said.items() if name not in {*HEAD, *TOLERANCES}}
    target = said.get("target")
    for tolerance, limit in TOLERANCES.items():
        deviation = said.get(tolerance)
        if target is not None and deviation is not None and limit not in found:
            width = Decimal(str(deviation))
            low = tolerance == "minus"
            found[limit] = str(Decimal(str(target)) + (-abs(width) if low else width))
    return found


INSPECTION_PLANS = PlanTarget(
    name="inspection_plan",
    verb="quality.import_inspection_plan",
    label=Text(en="Inspection plan", zh="检验方案"),
    fields=(
        SheetField(
            name="plan", label=Text(en="Inspection plan", zh="检验方案"), kind="code",
            required=True, words=("方案编码", "检验规程", "plan", "plan no"),
        ),
        SheetField(
            name="plan_name", label=Text(en="Name of the plan", zh="方案名称"),
            words=("plan name",),
        ),
        SheetField(
            name="material", label=Text(en="Material", zh="物料"), kind="link", to="material",
            required=True, words=("料号", "图号", "零件号", "part", "part number", "item"),
        ),
        SheetField(
            name="code", label=Text(en="Characteristic", zh="特性编码"), kind="code",
            required=True,
            words=("特性", "特性号", "编号", "序号", "balloon", "feature", "id", "char id", "no"),
        ),
        SheetField(
            name="name", label=Text(en="Name", zh="特性名称"),
            words=("检验项目", "项目", "特性描述", "description", "characteristic name"),
        ),
        SheetField(
            name="kind", label=Text(en="Kind", zh="类型"), kind="option",
            options={
                "variable": Text(en="Variable", zh="计量"),
                "attribute": Text(en="Attribute", zh="计数"),
            },
        ),
        SheetField(name="unit", label=Text(en="Unit", zh="单位"), words=("uom",)),
        SheetField(
            name="target", label=Text(en="Target", zh="目标值"), kind="number",
            words=("标准值", "公称值", "名义值", "nominal", "nom"),
        ),
        SheetField(
            name="lsl", label=Text(en="Lower limit", zh="下限"), kind="number",
            words=("规格下限", "最小值", "LSL", "min", "lower"),
        ),
        SheetField(
            name="usl", label=Text(en="Upper limit", zh="上限"), kind="number",
            words=("规格上限", "最大值", "USL", "max", "upper"),
        ),
        SheetField(
            name="minus", label=Text(en="Lower tolerance", zh="下公差"), kind="number",
            words=("下偏差", "负公差", "-tol", "lower tol", "minus"),
        ),
        SheetField(
            name="plus", label=Text(en="Upper tolerance", zh="上公差"), kind="number",
            words=("上偏差", "正公差", "+tol", "upper tol", "plus"),
        ),
        SheetField(
            name="natural_limit", label=Text(en="Natural limit", zh="自然界限"), kind="number",
        ),
        SheetField(
            name="severity", label=Text(en="Class", zh="特性类别"), kind="option",
            options={
                "critical": Text(en="Critical", zh="致命"),
                "major": Text(en="Major", zh="严重"),
                "minor": Text(en="Minor", zh="轻微"),
            },
            words=("重要度", "等级", "severity"),
        ),
        SheetField(
            name="tolerance_type", label=Text(en="Tolerance type", zh="公差类型"),
            words=("type", "kind of tolerance"),
        ),
        SheetField(name="source", label=Text(en="Source", zh="来源"), words=("drawing", "图纸")),
    ),
)  # fmt: skip
