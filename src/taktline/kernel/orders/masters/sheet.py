"""Routings out of a sheet: each row an operation; rows with the same code are one routing."""

from collections.abc import Mapping, Sequence

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.sheets.cell import CellMissing
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.records import is_same, number_of, parted, said
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

Record = Mapping[str, object]
MASTER_FIELDS = ("id", "code", "revision", "status", "version", "name", "material", "content")
STEP = 10
SAID = (
    "operation", "work_center", "planned_setup_s", "planned_run_s", "planned_labor_s",
    "planned_machine_s", "is_outside", "supplier", "report_point", "first_article",
    "transfer_batch", "predecessors",
)  # fmt: skip
"""What of an operation a sheet may say; what it does not say stays."""
NAMES = {"operation": "name", "predecessors": "dependencies"}
"""Fields that an operation calls otherwise."""


class SequenceTwice(Problem):
    """Two rows of a routing have the same number."""

    title = Text(
        en="Operation {sequence} of {code} stands in line {line} already.",
        zh="{code} 的工序 {sequence} 在第 {line} 行已出现。",
    )
    status = 422


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One row as an operation of a routing."""

    row: SheetRow
    code: str
    sequence: int


class RoutingTarget(Target, frozen=True, kw_only=True):
    """Operations of routings; the rows of one code are the routing, whole."""

    def needs(self, field: SheetField) -> bool:
        """Say whether every row must bring a field."""
        return field.name == "operation"

    async def plan(
        self, rows: Sequence[SheetRow], *, same: Mapping[str, object], brought: Sequence[str],
        shelf: Shelf, clear: bool,
    ) -> Plan:  # fmt: skip
        """Return what rows come to; see `Target.plan`."""
        routings, problems = gathered(rows, same)
        masters = await newest_masters(list(routings), shelf)
        codes = await _codes(shelf, brought) if masters else {}
        plans: list[RowPlan] = []
        commands: list[RowCommand] = []
        refused = {one.line for one in problems}
        for code, steps in routings.items():
            master = masters.get(code)
            merge = Merge(codes=codes, brought=brought, fields=self.fields, clear=clear)
            operations, found = merge.merged(steps, operations_of(master))
            plans += found
            does = master is None or any(one.what != "unchanged" for one in found)
            if does and not refused & {step.row.line for step in steps}:
                commands.append(
                    _command(self.verb, steps, same=same, master=master, operations=operations)
                )
        return Plan(rows=tuple(plans), commands=tuple(commands), problems=tuple(problems))


def gathered(
    rows: Sequence[SheetRow], same: Mapping[str, object]
) -> tuple[dict[str, list[Step]], list[RowProblem]]:
    """Return the rows of each routing, numbered 10, 20, 30 where they say no number."""
    found: dict[str, list[Step]] = {}
    problems: list[RowProblem] = []
    for row in rows:
        values = {**same, **row.values}
        code = said(values.get("code") or values.get("material"))
        if not code:
            problem: Problem = CellMissing(label=CODE.label, at="/code")
            problems.append(RowProblem(line=row.line, problem=problem))
            continue
        steps = found.setdefault(code, [])
        number = number_of(row.values.get("sequence"))
        last = max((step.sequence for step in steps), default=0)
        sequence = last + STEP if number is None else int(number)
        before = next((step for step in steps if step.sequence == sequence), None)
        if before is not None:
            problem = SequenceTwice(
                sequence=sequence, code=code, line=before.row.line, at="/sequence"
            )
            problems.append(RowProblem(line=row.line, problem=problem))
        steps.append(Step(row=row, code=code, sequence=sequence))
    return found, problems


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """Rows beside the operations of a routing as it is.

    Attributes:
        codes: of work centers and suppliers, by id.
    """

    codes: Mapping[str, str]
    brought: Sequence[str]
    fields: Sequence[SheetField]
    clear: bool

    def merged(
        self, steps: Sequence[Step], known: Mapping[int, Record]
    ) -> tuple[list[dict[str, object]], list[RowPlan]]:
        """Return the operations a routing is to have: the same number is the same operation."""
        operations: list[dict[str, object]] = []
        plans: list[RowPlan] = []
        for step in steps:
            before = known.get(step.sequence)
            operation, changes = self._operation(step, before)
            operations.append(operation)
            what: What = "new" if before is None else "changed" if changes else "unchanged"
            plans.append(
                RowPlan(
                    line=step.row.line, what=what, called=f"{step.code}: {step.sequence}",
                    changes=() if before is None else changes,
                )
            )  # fmt: skip
        left = known.keys() - {step.sequence for step in steps}
        plans += [
            RowPlan(
                line=steps[0].row.line, what="removed",
                called=f"{steps[0].code}: {sequence} {said(known[sequence].get('name'))}",
            )
            for sequence in sorted(left)
        ]  # fmt: skip
        return operations, plans

    def _operation(
        self, step: Step, before: Record | None
    ) -> tuple[dict[str, object], tuple[ValueChange, ...]]:
        operation: dict[str, object] = dict(before or {})
        operation["sequence"] = step.sequence
        changes: list[ValueChange] = []
        for field in self.fields:
            if field.name not in SAID or field.name not in self.brought:
                continue
            name = NAMES.get(field.name, field.name)
            kept = _kept(name, operation.get(name), self.codes)
            value = step.row.values.get(field.name)
            if value is None and not self.clear:
                continue
            if value is None or value == "":
                operation.pop(name, None)
            else:
                operation[name] = _entered(name, value)
            differs = bool(said(kept)) if value is None else not _equal(field, value, kept)
            if differs and (before is not None or value is not None):
                changes.append(ValueChange(field=field.name, before=said(kept), after=said(value)))
        return operation, tuple(changes)


def _equal(field: SheetField, value: object, kept: object) -> bool:
    if field.name == "predecessors":
        return numbers_in(said(value)) == numbers_in(said(kept)) and bool(said(kept))
    return is_same(field, value, kept)


def _kept(name: str, value: object, codes: Mapping[str, str]) -> object:
    """Return a kept value as a sheet says it."""
    if name in ("work_center", "supplier") and value is not None:
        return codes.get(str(value), str(value))
    if name == "dependencies" and isinstance(value, list):
        return "; ".join(str(one["predecessor"]) for one in value) or "-"
    return value


def _entered(name: str, value: object) -> object:
    if name == "dependencies":
        return [{"predecessor": one} for one in numbers_in(str(value))]
    return value


def numbers_in(text: str) -> list[int]:
    """Return the sequences that a text names: `10; 20`; none for `-`."""
    parts = "".join(letter if letter.isdigit() else " " for letter in text).split()
    return sorted(int(part) for part in parts)


def operations_of(master: Record | None) -> dict[int, Record]:
    """Return the operations of a work master by sequence; none where it is not there."""
    content = None if master is None else master.get("content")
    listed = content.get("operations") if isinstance(content, Mapping) else None
    found: dict[int, Record] = {}
    for one in listed if isinstance(listed, list) else ():
        found[int(one["sequence"])] = one
    return found


def _command(
    verb: str, steps: Sequence[Step], *, same: Mapping[str, object], master: Record | None,
    operations: list[dict[str, object]],
) -> RowCommand:  # fmt: skip
    first = {**same, **steps[0].row.values}
    body: dict[str, object] = {"code": steps[0].code, "operations": operations}
    if first.get("name"):
        body["name"] = first["name"]
    if master is None:
        if first.get("material"):
            body["material"] = first["material"]
    else:
        body["expected_version"] = master["version"]
    return RowCommand(
        verb=verb,
        lines=tuple(step.row.line for step in steps),
        body=body,
        at=tuple(f"/operations/{at}" for at in range(len(steps))),
    )


async def newest_masters(codes: Sequence[str], shelf: Shelf) -> dict[str, Record]:
    """Return the newest revision of each routing."""
    found: dict[str, Record] = {}
    for part in parted(codes):
        listed = msgspec.json.encode(part).decode()
        for one in await shelf.records(
            "work_master", fields=MASTER_FIELDS, filter=f"code in {listed}"
        ):
            code = str(one["code"])
            before = found.get(code)
            if before is None or (number_of(before["revision"]) or 0) < (
                number_of(one["revision"]) or 0
            ):
                found[code] = one
    return found


async def _codes(shelf: Shelf, brought: Sequence[str]) -> dict[str, str]:
    """Return the codes of work centers and suppliers by id, where a column says them."""
    codes: dict[str, str] = {}
    for field, entity in (("work_center", "equipment"), ("supplier", "partner")):
        if field in brought:
            for one in await shelf.records(entity, fields=("id", "code")):
                codes[str(one["id"])] = str(one["code"])
    return codes


CODE = SheetField(
    name="code",
    label=Text(en="Routing", zh="工艺路线"),
    kind="code",
    words=("工艺路线编码", "路线", "工艺编号", "工艺编码", "工艺号", "routing", "route"),
)
SEQUENCE = SheetField(
    name="sequence",
    label=Text(en="Sequence", zh="工序号"),
    kind="number",
    words=("序号", "工序序号", "工步号", "工序编号", "seq", "no", "operation no", "op"),
)
ROUTINGS = RoutingTarget(
    name="routing",
    verb="kernel.write_work_master",
    label=Text(en="Routings", zh="工艺路线"),
    fields=(
        CODE,
        SheetField(
            name="material",
            label=Text(en="Material", zh="物料"),
            kind="link",
            to="material",
            words=("料号", "品号", "产品", "产品编码", "存货", "零件号", "item", "part", "product"),
        ),
        SheetField(
            name="name",
            label=Text(en="Name of the routing", zh="路线名称"),
            words=("工艺路线名称", "工艺名称", "routing name"),
        ),
        SEQUENCE,
        SheetField(
            name="operation",
            label=Text(en="Operation", zh="工序名称"),
            required=True,
            words=("工序", "工序内容", "作业", "工步", "operation name", "step"),
        ),
        SheetField(
            name="work_center",
            label=Text(en="Work center", zh="工作中心"),
            kind="link",
            to="equipment",
            words=("设备", "产线", "机台", "加工中心", "machine", "line", "workcenter"),
        ),
        SheetField(
            name="planned_setup_s",
            label=Text(en="Set-up (s)", zh="准备时间(秒)"),
            kind="number",
            words=("换型时间", "准备工时", "调机时间", "setup", "setup time", "set-up time"),
        ),
        SheetField(
            name="planned_run_s",
            label=Text(en="Run time per piece (s)", zh="单件时间(秒)"),
            kind="number",
            words=("单件工时", "标准工时", "节拍", "加工时间", "run", "run time", "cycle time"),
        ),
        SheetField(
            name="planned_labor_s",
            label=Text(en="Labour per piece (s)", zh="单件人工(秒)"),
            kind="number",
            words=("人工工时", "人工时间", "labor", "labour time"),
        ),
        SheetField(
            name="planned_machine_s",
            label=Text(en="Machine per piece (s)", zh="单件机时(秒)"),
            kind="number",
            words=("机器工时", "机时", "machine time"),
        ),
        SheetField(
            name="is_outside",
            label=Text(en="Outside", zh="委外"),
            kind="switch",
            words=("外协", "是否委外", "subcontracted"),
        ),
        SheetField(
            name="supplier",
            label=Text(en="Supplier", zh="供应商"),
            kind="link",
            to="partner",
            words=("委外厂商", "外协厂", "vendor"),
        ),
        SheetField(
            name="report_point", label=Text(en="Report point", zh="报工点"), kind="switch",
            words=("是否报工", "报工"),
        ),
        SheetField(
            name="first_article", label=Text(en="First article (pieces)", zh="首件数"),
            kind="number", words=("首件", "首检数量"),
        ),
        SheetField(
            name="transfer_batch", label=Text(en="Transfer batch", zh="转移批量"), kind="number",
            words=("流转批量", "传递批量"),
        ),
        SheetField(
            name="predecessors", label=Text(en="Waits for", zh="前工序"),
            words=("前道工序", "紧前工序", "前置工序", "predecessor", "depends on"),
        ),
    ),
)  # fmt: skip
"""One row is one operation; released routings get a new revision where a row differs."""
