"""Values of the process out of a sheet: each row one that an operation of a routing asks for."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.sheets.cell import CellMissing
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.records import is_same, number_of, said
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
from taktline.kernel.orders.masters.sheet import CODE, SEQUENCE, newest_masters, operations_of

Record = Mapping[str, object]
NAMES = {"parameter": "code", "parameter_name": "name", "parameter_name_en": "name_en"}
"""Fields that a value of an operation calls otherwise."""
OF_VALUE = (
    "parameter", "parameter_name", "parameter_name_en", "kind", "unit", "lower", "upper",
    "choices", "required", "beyond",
)  # fmt: skip
UNSAID: Mapping[str, object] = {"kind": "number", "required": True, "beyond": "alert"}
"""What holds where nothing is said."""
BETWEEN_CHOICES = re.compile(r"[;,/|;,、/]")
CHOICES_JOINED = " / "


class OperationUnknown(Problem):
    """A row is about a routing or an operation that is not there."""

    title = Text(
        en="There is no operation {sequence} of {code}; bring in its operations first.",
        zh="{code} 没有工序 {sequence},请先导入工序。",
    )
    status = 422


class ValueTwice(Problem):
    """Two rows ask for the same value of an operation."""

    title = Text(
        en="{called} stands in line {line} already; one of the two rows has to go.",
        zh="{called} 在第 {line} 行已出现,请删除其中一行。",
    )
    status = 422


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One row as a value of an operation."""

    row: SheetRow
    code: str
    sequence: int
    parameter: str

    @property
    def called(self) -> str:
        """What people call it."""
        return f"{self.code}: {self.sequence} {self.parameter}"


class ValuesTarget(Target, frozen=True, kw_only=True):
    """Values that operations ask for; the rows of one operation are its values, whole."""

    def needs(self, field: SheetField) -> bool:
        """Say whether every row must bring a field; without a routing the page says which."""
        return field.name == "sequence"

    async def plan(
        self, rows: Sequence[SheetRow], *, same: Mapping[str, object], brought: Sequence[str],
        shelf: Shelf, clear: bool,
    ) -> Plan:  # fmt: skip
        """Return what rows come to; see `Target.plan`."""
        asked, problems = _gathered(rows, same)
        masters = await newest_masters(list(asked), shelf)
        merge = _Merge(brought=brought, fields=self.fields, clear=clear)
        plans: list[RowPlan] = []
        commands: list[RowCommand] = []
        for code, values in asked.items():
            known = operations_of(masters.get(code))
            problems += _unknown(values, known)
            found, operations, at = merge.merged(values, known)
            plans += found
            lines = {one.row.line for one in values}
            if lines & {one.line for one in problems}:
                continue
            if any(one.what != "unchanged" for one in found):
                commands.append(
                    RowCommand(
                        verb=self.verb,
                        lines=tuple(one.row.line for one in values),
                        body={
                            "code": code,
                            "operations": operations,
                            "expected_version": masters[code]["version"],
                        },
                        at=at,
                    )
                )
        return Plan(rows=tuple(plans), commands=tuple(commands), problems=tuple(problems))


class _Merge(msgspec.Struct, frozen=True, kw_only=True):
    """Rows beside the values that operations ask for."""

    brought: Sequence[str]
    fields: Sequence[SheetField]
    clear: bool

    def merged(
        self, values: Sequence[Asked], known: Mapping[int, Record]
    ) -> tuple[list[RowPlan], list[Record], tuple[str, ...]]:
        """Return what each row does, the routing's operations, and where each row stands there."""
        plans: list[RowPlan] = []
        written: dict[int, list[Record]] = {}
        at: list[str] = []
        places = {sequence: place for place, sequence in enumerate(known)}
        for one in values:
            before = _by_code(known.get(one.sequence)).get(one.parameter)
            value, changes = self._value(one, before)
            listed = written.setdefault(one.sequence, [])
            at.append(f"/operations/{places.get(one.sequence, 0)}/parameters/{len(listed)}")
            listed.append(value)
            what: What = "new" if before is None else "changed" if changes else "unchanged"
            plans.append(
                RowPlan(
                    line=one.row.line, what=what, called=one.called,
                    changes=() if before is None else changes,
                )
            )  # fmt: skip
        plans += _removed(values, known)
        operations = [
            {**operation, "parameters": written[sequence]} if sequence in written else operation
            for sequence, operation in known.items()
        ]
        return plans, operations, tuple(at)

    def _value(
        self, asked: Asked, before: Record | None
    ) -> tuple[dict[str, object], tuple[ValueChange, ...]]:
        value: dict[str, object] = {**(before or {}), "code": asked.parameter}
        changes: list[ValueChange] = []
        for field in self.fields:
            if field.name not in OF_VALUE[1:] or field.name not in self.brought:
                continue
            name = NAMES.get(field.name, field.name)
            given = asked.row.values.get(field.name)
            if given is None and not self.clear:
                continue
            kept = _kept(value.get(name, UNSAID.get(name)))
            if given is None or given == "":
                value.pop(name, None)
                differs = bool(kept) and kept != UNSAID.get(name)
            else:
                value[name] = choices_in(str(given)) if name == "choices" else given
                differs = not is_same(field, _kept(value[name]), kept)
            if differs:
                changes.append(ValueChange(field=field.name, before=said(kept), after=said(given)))
        return value, tuple(changes)


def choices_in(text: str) -> list[str]:
    """Return the words of a choice as a cell lists them: `left / right`."""
    return [part.strip() for part in BETWEEN_CHOICES.split(text) if part.strip()]


def _gathered(
    rows: Sequence[SheetRow], same: Mapping[str, object]
) -> tuple[dict[str, list[Asked]], list[RowProblem]]:
    """Return the rows of each routing; a value without a code is called by its name."""
    found: dict[str, list[Asked]] = {}
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    for row in rows:
        values = {**same, **row.values}
        code = said(values.get("code"))
        parameter = said(values.get("parameter") or values.get("parameter_name"))
        missing = CODE if not code else PARAMETER if not parameter else None
        if missing is not None:
            problem: Problem = CellMissing(label=missing.label, at=f"/{missing.name}")
            problems.append(RowProblem(line=row.line, problem=problem))
            continue
        one = Asked(
            row=row, code=code, sequence=int(number_of(values.get("sequence")) or 0),
            parameter=parameter,
        )  # fmt: skip
        if one.called in seen:
            problem = ValueTwice(called=one.called, line=seen[one.called], at="/parameter")
            problems.append(RowProblem(line=row.line, problem=problem))
        seen.setdefault(one.called, row.line)
        found.setdefault(code, []).append(one)
    return found, problems


def _unknown(values: Sequence[Asked], known: Mapping[int, Record]) -> list[RowProblem]:
    return [
        RowProblem(
            line=one.row.line,
            problem=OperationUnknown(sequence=one.sequence, code=one.code, at="/sequence"),
        )
        for one in values
        if one.sequence not in known
    ]


def _removed(values: Sequence[Asked], known: Mapping[int, Record]) -> list[RowPlan]:
    """Say which values the operations of the sheet ask for no more."""
    stay = {(one.sequence, one.parameter) for one in values}
    first = {one.sequence: one for one in reversed(values)}
    return [
        RowPlan(
            line=one.row.line, what="removed",
            called=f"{one.code}: {sequence} {said(value.get('name')) or parameter}",
        )
        for sequence, one in sorted(first.items())
        for parameter, value in _by_code(known.get(sequence)).items()
        if (sequence, parameter) not in stay
    ]  # fmt: skip


def _by_code(operation: Record | None) -> dict[str, Record]:
    listed = None if operation is None else operation.get("parameters")
    return {str(one["code"]): one for one in (listed if isinstance(listed, list) else ())}


def _kept(value: object) -> object:
    """Return a kept value as a sheet says it."""
    return CHOICES_JOINED.join(map(str, value)) if isinstance(value, list) else value


PARAMETER = SheetField(
    name="parameter", label=Text(en="Parameter", zh="参数编码"),
    words=("参数", "参数代码", "参数编号", "工艺参数", "parameter code"),
)  # fmt: skip
KINDS = {
    "number": Text(en="Number", zh="数值"),
    "choice": Text(en="Choice", zh="选项"),
    "yes_no": Text(en="Yes or no", zh="是/否"),
    "text": Text(en="Text", zh="文字"),
}
BEYOND = {
    "alert": Text(en="Call quality", zh="呼叫质量"),
    "refuse": Text(en="Stop, unless a lead confirms", zh="停止,班组长可放行"),
}
ROUTING_VALUES = ValuesTarget(
    name="routing_value",
    verb="kernel.write_work_master",
    label=Text(en="Values of the process", zh="工艺参数"),
    fields=(
        CODE,
        msgspec.structs.replace(SEQUENCE, required=True),
        PARAMETER,
        SheetField(
            name="parameter_name", label=Text(en="Name", zh="名称"),
            words=("参数名称", "项目", "参数项目", "parameter name"),
        ),
        SheetField(
            name="parameter_name_en", label=Text(en="Name in English", zh="英文名称"),
            words=("参数英文名", "英文名", "english name"),
        ),
        SheetField(
            name="kind", label=Text(en="Kind", zh="类型"), kind="option", options=KINDS,
            words=("参数类型", "数据类型", "type"),
        ),
        SheetField(name="unit", label=Text(en="Unit", zh="单位"), words=("计量单位",)),
        SheetField(
            name="lower", label=Text(en="Lower limit", zh="下限"), kind="number",
            words=("下限值", "最小值", "规格下限", "lsl", "min", "minimum"),
        ),
        SheetField(
            name="upper", label=Text(en="Upper limit", zh="上限"), kind="number",
            words=("上限值", "最大值", "规格上限", "usl", "max", "maximum"),
        ),
        SheetField(
            name="choices", label=Text(en="Choices", zh="选项"),
            words=("可选值", "选项值", "options"),
        ),
        SheetField(
            name="required", label=Text(en="Mandatory", zh="必填"), kind="switch",
            words=("是否必填", "required"),
        ),
        SheetField(
            name="beyond", label=Text(en="Outside the limits", zh="超限处理"), kind="option",
            options=BEYOND, words=("超差处理", "超限时", "beyond"),
        ),
    ),
)  # fmt: skip
"""One row is one value; released routings get a new revision where a row differs."""
