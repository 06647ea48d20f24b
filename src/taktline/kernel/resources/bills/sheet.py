"""Bills of materials out of a sheet: of one level or many, new, changed or as they are."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.sheets.cell import CellMissing
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.records import is_same, parted, said
from taktline.catalog.sheets.rows import SheetRow
from taktline.catalog.sheets.target import (
    Plan,
    RowCommand,
    RowPlan,
    RowProblem,
    Shelf,
    Target,
    ValueChange,
    What,
)
from taktline.kernel.resources.bills.levels import depths_by_indentation, depths_of

Record = Mapping[str, object]
BILL_FIELDS = ("id", "code", "material", "revision", "status", "version")
LINE_FIELDS = (
    "id", "material_bill", "line", "material", "quantity_per", "scrap_share", "is_fixed", "use",
    "operation", "issue_method", "substitute_group", "cost_share",
)  # fmt: skip
KEPT = LINE_FIELDS[4:]
"""What of a line a sheet may say; what it does not say stays."""


class ParentMissing(Problem):
    """A row that does not say what it goes into."""

    title = Text(
        en="It is not said what {component} goes into: choose a level column or a parent column, "
        "or one product for all rows.",
        zh="未说明 {component} 属于哪个父件:请指定层级列或父件列,或为所有行指定同一个产品。",
    )
    status = 422


class LevelSkipped(Problem):
    """A row two levels below the one before it."""

    title = Text(
        en="Level {depth} stands below level {above}: the row between is missing.",
        zh="第 {above} 层下直接出现第 {depth} 层,缺少中间层。",
    )
    status = 422


class BillDiffers(Problem):
    """An assembly that stands twice in a sheet and is made of different things."""

    title = Text(
        en="{assembly} was described otherwise in line {line}; an assembly has one bill.",
        zh="{assembly} 与第 {line} 行的描述不一致,同一组件只能有一份清单。",
    )
    status = 422


class BillUnitDiffers(Problem):
    """A quantity in another unit than the material's."""

    title = Text(
        en="{material} is kept in {unit}, the sheet says {said}: convert the quantity.",
        zh="{material} 的基本单位是 {unit},表中为 {said},请换算数量。",
    )
    status = 422


class Child(msgspec.Struct, frozen=True, kw_only=True):
    """One row as a component of what stands above it."""

    row: SheetRow
    parent: str
    parent_line: int
    component: str


class BillTarget(Target, frozen=True, kw_only=True):
    """Lines of bills, each row a component; rows with the same parent are one bill, whole."""

    def needs(self, field: SheetField) -> bool:
        """Say whether every row must bring a field; a row that is a product has no quantity."""
        return field.name == "material"

    async def plan(
        self, rows: Sequence[SheetRow], *, same: Mapping[str, object], brought: Sequence[str],
        shelf: Shelf, clear: bool,
    ) -> Plan:  # fmt: skip
        """Return what rows come to: per parent one bill that is written as a whole."""
        children, problems = standing(rows, top=str(same.get("parent") or ""))
        bills, wrong = gathered(children)
        problems += wrong
        problems += await _wrong_units(children, shelf)
        heads, lines = await _there(list(bills), shelf)
        plans: list[RowPlan] = []
        commands: list[RowCommand] = []
        refused = {one.line for one in problems}
        for parent, listed in bills.items():
            head = heads.get(parent)
            known = [] if head is None else lines.get(_id(head["id"]), [])
            merge = Merge(known=known, brought=brought, fields=self.fields, clear=clear)
            found = merge.merged(parent, listed)
            plans += found.rows
            does = head is None or any(one.what != "unchanged" for one in found.rows)
            if does and not refused & {child.row.line for child in listed}:
                commands.append(_command(self.verb, parent, listed, head=head, found=found))
        told = {one.line for one in plans} | refused
        plans += [
            RowPlan(line=row.line, what="unchanged", called=str(row.values["material"]).strip())
            for row in rows
            if row.line not in told
        ]
        return Plan(rows=tuple(plans), commands=tuple(commands), problems=tuple(problems))


def standing(rows: Sequence[SheetRow], *, top: str) -> tuple[list[Child], list[RowProblem]]:
    """Return which row goes into what; a row that goes into nothing is a product and is left out.

    Args:
        top: what rows go into that say nothing themselves; empty = the rows of the first level
            are the products.
    """
    codes = [str(row.values.get("material", "")) for row in rows]
    depths = depths_of([str(row.values.get("level", "")) for row in rows])
    if all(depth is None for depth in depths):
        depths = depths_by_indentation(codes)
    least = min((depth for depth in depths if depth is not None), default=0)
    children: list[Child] = []
    problems: list[RowProblem] = []
    above: list[tuple[str, int]] = []
    for row, code, depth in zip(rows, codes, depths, strict=True):
        component = code.strip()
        named = str(row.values.get("parent") or "").strip()
        below = 0 if depth is None else depth - least
        parents = above[:below]
        if depth is not None and not named and len(parents) < below:
            problem: Problem = LevelSkipped(depth=depth, above=least + len(above) - 1)
            problems.append(RowProblem(line=row.line, problem=problem.located("/level")))
            continue
        above = [*parents, (component, row.line)]
        parent, line = (named, 0) if named else parents[-1] if parents else (top, 0)
        if parent:
            child = Child(row=row, parent=parent, parent_line=line, component=component)
            children.append(child)
        elif depth is None:
            problem = ParentMissing(component=component)
            problems.append(RowProblem(line=row.line, problem=problem.located("/parent")))
    return children, problems


def gathered(children: Sequence[Child]) -> tuple[dict[str, list[Child]], list[RowProblem]]:
    """Return the rows of each parent; an assembly that stands several times is told once."""
    by_place: dict[str, dict[int, list[Child]]] = {}
    for child in children:
        by_place.setdefault(child.parent, {}).setdefault(child.parent_line, []).append(child)
    found: dict[str, list[Child]] = {}
    problems: list[RowProblem] = []
    for parent, places in by_place.items():
        first, *others = places.values()
        found[parent] = first
        problems += [
            RowProblem(
                line=other[0].row.line,
                problem=BillDiffers(assembly=parent, line=first[0].row.line, at="/material"),
            )
            for other in others
            if [_told(one) for one in other] != [_told(one) for one in first]
        ]
    for child in (one for listed in found.values() for one in listed):
        if "quantity_per" not in child.row.values:
            problem = CellMissing(label=QUANTITY.label, at="/quantity_per")
            problems.append(RowProblem(line=child.row.line, problem=problem))
    return found, problems


def _told(child: Child) -> tuple[str, ...]:
    return (child.component, *(said(child.row.values.get(name)) for name in KEPT))


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """The lines a bill is to have, and what that is beside what it has."""

    lines: list[dict[str, object]]
    rows: list[RowPlan]


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """Rows beside the lines of a bill as it is.

    Attributes:
        brought: fields that have a column; of the others the line keeps what it has.
        clear: an empty cell empties the value.
    """

    known: Sequence[Record]
    brought: Sequence[str]
    fields: Sequence[SheetField]
    clear: bool

    def merged(self, parent: str, children: Sequence[Child]) -> Merged:
        """Return the lines of a bill: the same component at the same operation is the same line."""
        left = list(self.known)
        lines: list[dict[str, object]] = []
        rows: list[RowPlan] = []
        for child in children:
            before = self._before(child, left)
            called = f"{parent}: {child.component}"
            if before is not None:
                left.remove(before)
            line, changes = self._line(child, before)
            lines.append(line)
            what: What = "new" if before is None else "changed" if changes else "unchanged"
            rows.append(
                RowPlan(line=child.row.line, what=what, called=called,
                        changes=() if before is None else changes)
            )  # fmt: skip
        rows += [
            RowPlan(line=children[0].row.line, what="removed",
                    called=f"{parent}: {said(one['material'])}")
            for one in left
        ]  # fmt: skip
        return Merged(lines=lines, rows=rows)

    def _before(self, child: Child, left: Sequence[Record]) -> Record | None:
        same = [one for one in left if said(one["material"]) == child.component]
        operation = child.row.values.get("operation")
        there = [one for one in same if said(one.get("operation")) == said(operation)]
        if operation is not None and len(same) > 1:
            return there[0] if there else None
        return next(iter(there or same), None)

    def _line(
        self, child: Child, before: Record | None
    ) -> tuple[dict[str, object], tuple[ValueChange, ...]]:
        line: dict[str, object] = {"material": child.component}
        changes: list[ValueChange] = []
        if before is not None:
            line["line"] = int(Decimal(said(before["line"])))
        for field in self.fields:
            if field.name not in KEPT:
                continue
            kept = None if before is None else before.get(field.name)
            value = child.row.values.get(field.name)
            empties = value is None and self.clear and field.name in self.brought
            if value is None and not empties:
                value = kept
            if value is not None:
                line[field.name] = value
            differs = not is_same(field, value, kept) if value is not None else bool(said(kept))
            if field.name in self.brought and differs:
                changes.append(ValueChange(field=field.name, before=said(kept), after=said(value)))
        return line, tuple(changes)


def _command(
    verb: str, parent: str, children: Sequence[Child], *, head: Record | None, found: Merged
) -> RowCommand:
    body: dict[str, object] = {"material": parent, "lines": found.lines}
    code = next((str(c.row.values["code"]) for c in children if "code" in c.row.values), None)
    if head is not None:
        body["code"] = head["code"]
        if head["status"] == "draft":
            body["expected_version"] = head["version"]
    elif code is not None:
        body["code"] = code
    return RowCommand(
        verb=verb,
        lines=tuple(child.row.line for child in children),
        body=body,
        at=tuple(f"/lines/{at}" for at in range(len(children))),
    )


async def _there(
    parents: Sequence[str], shelf: Shelf
) -> tuple[dict[str, Record], dict[str, list[Record]]]:
    """Return the newest revision of each parent's bill, and the lines of each by the bill's id."""
    bills: list[dict[str, object]] = []
    lines: dict[str, list[Record]] = {}
    for part in parted(parents):
        listed = msgspec.json.encode(part).decode()
        bills += await shelf.records(
            "material_bill", fields=BILL_FIELDS, filter=f"material.code in {listed}"
        )
    heads: dict[str, Record] = {}
    for parent in parents:
        own = [one for one in bills if said(one["material"]) == parent]
        live = [one for one in own if one["status"] != "obsolete"] or own
        code = min((str(one["code"]) for one in live), default=None)
        newest = max((one for one in own if one["code"] == code), key=_revision, default=None)
        if newest is not None:
            heads[parent] = newest
    for part in parted(str(head["code"]) for head in heads.values()):
        listed = msgspec.json.encode(part).decode()
        found = await shelf.records(
            "material_bill_line", fields=LINE_FIELDS, filter=f"material_bill.code in {listed}"
        )
        for line in found:
            lines.setdefault(_id(line["material_bill"]), []).append(line)
    return heads, {bill: sorted(listed, key=_number) for bill, listed in lines.items()}


def _revision(bill: Record) -> Decimal:
    return Decimal(said(bill["revision"]))


def _number(line: Record) -> Decimal:
    return Decimal(said(line["line"]))


def _id(link: object) -> str:
    return str(link["id"]) if isinstance(link, Mapping) else str(link)


async def _wrong_units(children: Sequence[Child], shelf: Shelf) -> list[RowProblem]:
    """Return the rows whose quantity is in another unit than the material's."""
    asked = [child for child in children if child.row.values.get("unit")]
    units: dict[str, Record] = {}
    for part in parted(dict.fromkeys(child.component for child in asked)):
        listed = msgspec.json.encode(part).decode()
        for one in await shelf.records(
            "material", fields=("code", "unit", "unit.name", "unit.name_en"),
            filter=f"code in {listed}",
        ):  # fmt: skip
            units[str(one["code"])] = one
    problems: list[RowProblem] = []
    for child in asked:
        unit = units.get(child.component)
        names = () if unit is None else ("unit", "unit.name", "unit.name_en")
        known = {said(unit[name]).lower() for name in names if unit is not None and unit.get(name)}
        told = str(child.row.values["unit"]).strip()
        if known and told.lower() not in known:
            assert unit is not None
            problem = BillUnitDiffers(
                material=child.component, unit=said(unit["unit"]), said=told, at="/unit"
            )
            problems.append(RowProblem(line=child.row.line, problem=problem))
    return problems


QUANTITY = SheetField(
    name="quantity_per",
    label=Text(en="Quantity per", zh="单位用量"),
    kind="number",
    required=True,
    words=("用量", "数量", "单件用量", "标准用量", "子件用量", "组成用量", "定额", "qty",
           "quantity", "usage", "qty per"),
)  # fmt: skip
BILLS = BillTarget(
    name="bill_of_materials",
    verb="kernel.write_material_bill",
    label=Text(en="Bills of materials", zh="物料清单"),
    fields=(
        SheetField(
            name="level",
            label=Text(en="Level", zh="层级"),
            words=("级别", "阶层", "阶次", "层次", "级次", "BOM层级", "BOM级别", "lvl", "depth"),
        ),
        SheetField(
            name="parent",
            label=Text(en="Parent", zh="父件"),
            kind="link",
            to="material",
            required=True,
            words=("父项", "母件", "父件料号", "父项料号", "上级", "上级物料", "上阶料号",
                   "产品", "成品", "主件", "主件品号", "parent item", "assembly", "product"),
        ),
        SheetField(
            name="material",
            label=Text(en="Component", zh="子件"),
            kind="indented",
            to="material",
            required=True,
            words=("子项", "组件", "元件", "物料", "物料编码", "料号", "品号", "子件料号",
                   "子件编码", "元件品号", "存货编码", "零件号", "material", "item", "part",
                   "part number", "sku"),
        ),
        QUANTITY,
        SheetField(
            name="unit",
            label=Text(en="Unit", zh="单位"),
            words=("计量单位", "用量单位", "uom"),
        ),
        SheetField(
            name="scrap_share",
            label=Text(en="Scrap share", zh="损耗率"),
            kind="number",
            words=("损耗", "损耗比例", "scrap", "scrap rate", "scrap factor"),
        ),
        SheetField(
            name="operation",
            label=Text(en="Operation", zh="工序"),
            words=("投料工序", "使用工序", "工序号", "operation number"),
        ),
        SheetField(
            name="use",
            label=Text(en="Use", zh="用途"),
            kind="option",
            options={
                "consume": Text(en="Consume", zh="消耗"),
                "produce": Text(en="Produce", zh="产出"),
                "co_product": Text(en="Co-product", zh="联产品"),
                "by_product": Text(en="By-product", zh="副产品"),
                "tool": Text(en="Tool", zh="工装"),
                "sample": Text(en="Sample", zh="样品"),
            },
        ),
        SheetField(
            name="issue_method",
            label=Text(en="Issue method", zh="发料方式"),
            kind="option",
            words=("领料方式", "供应方式", "发料类型"),
            options={
                "issue": Text(en="Issue", zh="领料"),
                "backflush": Text(en="Backflush", zh="倒冲"),
                "kanban": Text(en="Kanban", zh="看板"),
                "floor_stock": Text(en="Floor stock", zh="现场库存"),
            },
        ),
        SheetField(
            name="is_fixed", label=Text(en="Fixed quantity", zh="固定量"), kind="switch",
            words=("固定用量", "fixed"),
        ),
        SheetField(
            name="substitute_group",
            label=Text(en="Substitute group", zh="替代组"),
            words=("替代料组", "替代"),
        ),
        SheetField(
            name="code",
            label=Text(en="Bill code", zh="清单编码"),
            kind="code",
            words=("BOM编号", "BOM编码", "BOM号", "BOM"),
        ),
    ),
)  # fmt: skip
"""One row is one component; a sheet holds the bills of many products, or all levels of one."""
