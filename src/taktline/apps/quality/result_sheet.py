"""Results out of a measuring machine's file: a value in each row, a command for each piece."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.catalog.sheets.cell import CellMissing, CellNoChoice
from taktline.catalog.sheets.field import SheetField, heading_key
from taktline.catalog.sheets.records import Record, parted, said
from taktline.catalog.sheets.rows import SheetRow
from taktline.catalog.sheets.target import Plan, RowCommand, RowPlan, RowProblem, Shelf, Target

GOOD = frozenset({"pass", "passed", "ok", "good", "in", "y", "yes", "合格", "良", "通过", "是"})
BAD = frozenset({"fail", "failed", "ng", "nok", "bad", "out", "n", "no", "不合格", "不良", "否"})
"""Words by which people and machines say what they found, without blanks and signs."""
VERDICT = SheetField(
    name="verdict", label=Text(en="Verdict", zh="判定"),
    words=("结果", "结论", "是否合格", "status", "result", "pass/fail", "ok/ng", "judgement"),
)  # fmt: skip


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is there of the inspections, plans and lots that rows name.

    Attributes:
        materials: of the inspections, id by code.
        characteristics: by plan and what people call them; records with `code` and `kind`.
        lots: ids by material's id and lot or serial.
    """

    materials: Mapping[str, str]
    characteristics: Mapping[tuple[str, str], Record]
    lots: Mapping[tuple[str, str], str]


class ResultTarget(Target, frozen=True, kw_only=True):
    """Rows of one piece are one report of it, judged by the plan's limits as they come in."""

    async def plan(
        self, rows: Sequence[SheetRow], *, same: Mapping[str, object], brought: Sequence[str],
        shelf: Shelf, clear: bool,
    ) -> Plan:  # fmt: skip
        """Return what rows come to: per piece one command with all its values."""
        told = [(row, {**same, **row.values}) for row in rows]
        known = await _known([values for _, values in told], shelf)
        problems: list[RowProblem] = []
        pieces: dict[tuple[object, ...], list[tuple[int, dict[str, object]]]] = {}
        for (row, values), piece in zip(told, _pieces([v for _, v in told]), strict=True):
            try:
                line = _result(values, piece=piece, known=known)
            except Problem as problem:
                problems.append(RowProblem(line=row.line, problem=problem))
                continue
            head = tuple(values.get(name) for name in ("inspection", "plan", "laboratory"))
            pieces.setdefault((*head, piece), []).append((row.line, line))
        wrong = {one.line for one in problems}
        plans = [
            RowPlan(
                line=row.line, what="new", called=f"{values.get('characteristic', '')} #{piece}"
            )
            for (row, values), piece in zip(told, _pieces([v for _, v in told]), strict=True)
            if row.line not in wrong
        ]
        commands = [_command(self.verb, head, listed) for head, listed in pieces.items()]
        return Plan(rows=tuple(plans), commands=tuple(commands), problems=tuple(problems))


def _command(
    verb: str, head: tuple[object, ...], listed: Sequence[tuple[int, dict[str, object]]]
) -> RowCommand:
    inspection, plan, laboratory, _ = head
    body: dict[str, object] = {
        "inspection": inspection,
        "plan": plan,
        **({"laboratory": laboratory} if laboratory else {}),
        "results": [line for _, line in listed],
    }
    return RowCommand(
        verb=verb,
        lines=tuple(line for line, _ in listed),
        body=body,
        at=tuple(f"/results/{place}" for place in range(len(listed))),
    )


def _pieces(rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Return which piece each row is of: as it says, else by its serial, else by repetition."""
    serials: dict[str, int] = {}
    seen: dict[str, int] = {}
    found: list[int] = []
    for values in rows:
        serial, piece = str(values.get("serial") or ""), str(values.get("piece") or "")
        if piece.isdigit():
            found.append(int(piece))
        elif serial:
            found.append(serials.setdefault(serial, len(serials) + 1))
        else:
            name = str(values.get("characteristic"))
            seen[name] = seen.get(name, 0) + 1
            found.append(seen[name])
    return found


def _result(values: Mapping[str, object], *, piece: int, known: Known) -> dict[str, object]:
    """Return one result as the command takes it.

    Raises:
        NotFound: the plan has no such characteristic, or the material no such lot.
        CellNoChoice: a verdict that says neither good nor bad.
        CellMissing: an attribute without a verdict.
    """
    plan, name = str(values.get("plan")), str(values.get("characteristic"))
    one = known.characteristics.get((plan, name))
    if one is None:
        raise NotFound(kind="characteristic", code=name, at="/characteristic")
    verdict = _verdict(values.get("verdict"))
    if one["kind"] == "attribute" and verdict is None:
        raise CellMissing(label=VERDICT.label, at="/verdict")
    kept = {name: values[name] for name in ("feature", "gauge", "measured_at") if values.get(name)}
    judged = {"ok": verdict} if one["kind"] == "attribute" else {"value": values.get("value")}
    stated = {"stated": verdict} if verdict is not None else {}
    return {
        "characteristic": one["code"],
        "piece": piece,
        "lot": _lot(values, known),
        **kept,
        **judged,
        **stated,
    }


def _verdict(value: object) -> bool | None:
    word = heading_key(str(value or ""))
    if not word:
        return None
    if word not in GOOD | BAD:
        raise CellNoChoice(
            value=str(value)[:80], choices=["pass/合格", "fail/不合格"], at="/verdict"
        )
    return word in GOOD


def _lot(values: Mapping[str, object], known: Known) -> str | None:
    serial = values.get("serial")
    material = known.materials.get(str(values.get("inspection")))
    if not serial or material is None:
        return None
    found = known.lots.get((material, str(serial)))
    if found is None:
        raise NotFound(kind="lot", code=str(serial), at="/serial")
    return found


async def _known(rows: Sequence[Mapping[str, object]], shelf: Shelf) -> Known:
    jobs = await _named(shelf, "job_order", rows, by="inspection", fields=("code", "material"))
    materials = {str(one["code"]): _id(one["material"]) for one in jobs if one["material"]}
    planned: list[Record] = []
    for part in _parts(rows, "plan"):
        planned += await shelf.records(
            "characteristic",
            fields=("code", "name", "kind", "work_master"),
            filter=f"work_master.code in {part}",
        )
    lots = await _named(shelf, "lot", rows, by="serial", fields=("id", "code", "material"))
    names: dict[tuple[str, str], Record] = {}
    for one in planned:
        names.setdefault((said(one["work_master"]), str(one["name"])), one)
    codes = {(said(one["work_master"]), str(one["code"])): one for one in planned}
    return Known(
        materials=materials,
        characteristics={**names, **codes},
        lots={(_id(one["material"]), str(one["code"])): str(one["id"]) for one in lots},
    )


async def _named(
    shelf: Shelf, entity: str, rows: Sequence[Mapping[str, object]], *, by: str,
    fields: Sequence[str],
) -> list[Record]:  # fmt: skip
    found: list[Record] = []
    for part in _parts(rows, by):
        found += await shelf.records(entity, fields=fields, filter=f"code in {part}")
    return found


def _parts(rows: Iterable[Mapping[str, object]], field: str) -> list[str]:
    """Return what rows say of a field as lists that one filter takes."""
    texts = dict.fromkeys(str(one[field]) for one in rows if one.get(field))
    return [msgspec.json.encode(part).decode() for part in parted(texts)]


def _id(link: object) -> str:
    return str(link["id"]) if isinstance(link, Mapping) else str(link)


INSPECTION_RESULTS = ResultTarget(
    name="inspection_result",
    verb="quality.record_results",
    label=Text(en="Inspection results", zh="检验结果"),
    fields=(
        SheetField(
            name="inspection", label=Text(en="Inspection", zh="检验单"), kind="link",
            to="job_order", required=True, words=("检验任务", "任务单", "report", "job"),
        ),
        SheetField(
            name="plan", label=Text(en="Inspection plan", zh="检验方案"), kind="link",
            to="work_master", required=True, words=("方案", "program", "程序"),
        ),
        SheetField(
            name="characteristic", label=Text(en="Characteristic", zh="特性"), kind="code",
            required=True,
            words=("特性编码", "检验项目", "项目", "尺寸", "feature", "dimension", "char id",
                   "name"),
        ),
        SheetField(
            name="piece", label=Text(en="Piece", zh="件号"), kind="number",
            words=("样件", "样本号", "序号", "no", "sample", "seq", "seq in report"),
        ),
        SheetField(
            name="serial", label=Text(en="Lot or serial", zh="批次/序列号"), kind="code",
            words=("序列号", "批次", "批号", "serial", "serial number", "sn", "lot", "part id"),
        ),
        SheetField(
            name="value", label=Text(en="Value", zh="测量值"), kind="number",
            words=("实测值", "实测", "测得值", "actual", "measured", "measurement", "meas"),
        ),
        VERDICT,
        SheetField(
            name="feature", label=Text(en="Measured at", zh="测量部位"), words=("部位", "position"),
        ),
        SheetField(
            name="measured_at", label=Text(en="Measured", zh="测量时间"), kind="instant",
            words=("日期", "时间", "检测时间", "date", "time", "timestamp"),
        ),
        SheetField(
            name="laboratory", label=Text(en="Laboratory", zh="检测单位"), words=("lab", "实验室"),
        ),
        SheetField(name="gauge", label=Text(en="Gauge", zh="量具"), words=("量仪", "device")),
    ),
)  # fmt: skip
