"""Rows of a sheet beside the records that are there: new, changed and how, or as they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.entity import FieldType
from taktline.catalog.shape import Shape, ShapedField
from taktline.catalog.sheets.cell import CellMissing
from taktline.catalog.sheets.field import SheetField, SheetKind
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
from taktline.catalog.wire import EXPECTED_VERSION, RECORD

KINDS: Mapping[FieldType, SheetKind] = {
    "text": "text",
    "long_text": "text",
    "number": "number",
    "money": "number",
    "quantity": "number",
    "duration": "number",
    "instant": "instant",
    "date": "date",
    "time": "text",
    "switch": "switch",
    "option": "option",
    "options": "options",
    "link": "link",
    "links": "links",
}
"""Types of fields that one cell can say; the others are entered where they are made."""
ASKED_AT_ONCE = 200
"""Codes of one filter."""
Record = Mapping[str, object]
Key = tuple[str, ...]


class RowRepeated(Problem):
    """Two rows of a sheet are about the same record."""

    title = Text(
        en="{called} stands in line {line} already; one of the two rows has to go.",
        zh="{called} 在第 {line} 行已出现,请删除其中一行。",
    )
    status = 422


class EntityTarget(Target, frozen=True, kw_only=True):
    """The records of any entity, made of its document: rows with a known key change its record."""

    async def plan(
        self, rows: Sequence[SheetRow], *, same: Mapping[str, object], brought: Sequence[str],
        shelf: Shelf, clear: bool,
    ) -> Plan:  # fmt: skip
        """Return what rows come to; see `Target.plan`."""
        if not self.key:
            return await super().plan(rows, same=same, brought=brought, shelf=shelf, clear=clear)
        fields = [field for field in self.fields if field.name in brought]
        there = await self._there(rows, same=same, brought=brought, shelf=shelf)
        plans: list[RowPlan] = []
        made: list[RowCommand] = []
        changed: list[RowCommand] = []
        problems: list[RowProblem] = []
        seen: dict[Key, int] = {}
        for row in rows:
            key = self._key(row, same)
            called = " ".join(part for part in key if part)
            wrong = self._wrong(row, seen=seen, key=key, is_new=key not in there, same=same)
            if wrong:
                problems += [RowProblem(line=row.line, problem=one) for one in wrong]
                continue
            seen[key] = row.line
            if key not in there:
                plans.append(RowPlan(line=row.line, what="new", called=called))
                made.append(
                    RowCommand(verb=self.verb, lines=(row.line,), body={**same, **row.values})
                )
                continue
            record = there[key]
            values = wanted(row, fields, record, clear=clear)
            differs = tuple(
                ValueChange(field=name, before=said(record.get(name)), after=said(value))
                for name, value in values.items()
            )
            what: What = "changed" if values else "unchanged"
            plans.append(RowPlan(line=row.line, what=what, called=called, changes=differs))
            if values:
                changed.append(self._change(row.line, record, values))
        return Plan(rows=tuple(plans), commands=(*made, *changed), problems=tuple(problems))

    def _change(self, line: int, record: Record, values: Record) -> RowCommand:
        named = {RECORD: record["id"], EXPECTED_VERSION: record["version"]}
        verb = f"{self.name}.change"
        return RowCommand(verb=verb, lines=(line,), body={**named, **values})

    def _key(self, row: SheetRow, same: Mapping[str, object]) -> Key:
        return tuple(
            key_part(row.values.get(name, same.get(name)), self._named(name)) for name in self.key
        )

    def _named(self, name: str) -> SheetField:
        return next(field for field in self.fields if field.name == name)

    def _wrong(
        self, row: SheetRow, *, seen: Mapping[Key, int], key: Key, is_new: bool,
        same: Mapping[str, object],
    ) -> list[Problem]:  # fmt: skip
        """Say why a row cannot stand: it repeats another, or is new and lacks what is needed."""
        if key in seen:
            called = " ".join(part for part in key if part)
            return [RowRepeated(called=called, line=seen[key], at=f"/{self.key[0]}")]
        if not is_new:
            return []
        return [
            CellMissing(label=field.label, at=f"/{field.name}")
            for field in self.fields
            if field.required and field.name not in row.values and not same.get(field.name)
        ]

    async def _there(
        self, rows: Sequence[SheetRow], *, same: Mapping[str, object], brought: Sequence[str],
        shelf: Shelf,
    ) -> dict[Key, Record]:  # fmt: skip
        """Return the records that the rows may be about, by their key."""
        asked = list(dict.fromkeys(["id", "version", *self.key, *brought]))
        first = self._named(self.key[0])
        found: list[dict[str, object]] = []
        if first.kind in ("text", "code"):
            named = [str(row.values.get(first.name, same.get(first.name))) for row in rows]
            for part in parted(dict.fromkeys(named)):
                listed = msgspec.json.encode(part).decode()
                found += await shelf.records(
                    self.name, fields=asked, filter=f"{first.name} in {listed}"
                )
        else:
            found = await shelf.records(self.name, fields=asked)
        return {
            tuple(key_part(one.get(name), self._named(name)) for name in self.key): one
            for one in found
        }


def parted(texts: Iterable[str]) -> list[list[str]]:
    """Return texts in parts that one filter takes."""
    listed = list(texts)
    return [listed[at : at + ASKED_AT_ONCE] for at in range(0, len(listed), ASKED_AT_ONCE)]


def wanted(
    row: SheetRow, fields: Sequence[SheetField], record: Record, *, clear: bool
) -> dict[str, object]:
    """Return what of a record a row says otherwise; None = it is to be empty.

    Args:
        fields: those that have a column.
        clear: an empty cell means that there is no value; else nothing is said.
    """
    found: dict[str, object] = {}
    for field in fields:
        value = row.values.get(field.name)
        if value is None:
            if clear and not field.required and record.get(field.name) not in (None, "", []):
                found[field.name] = None
        elif not is_same(field, value, record.get(field.name)):
            found[field.name] = value
    return found


def is_same(field: SheetField, value: object, kept: object) -> bool:
    """Say whether a cell says what a record holds: numbers by value, links by code or id."""
    if kept is None:
        return False
    if field.kind == "number":
        return number_of(value) == number_of(kept)
    if field.kind == "link":
        return str(value) in named_by(kept)
    if field.kind == "links":
        each = [named_by(one) for one in kept] if isinstance(kept, list) else []
        given = [str(one) for one in value] if isinstance(value, list) else []
        return len(each) == len(given) and all(any(one in names for names in each) for one in given)
    if field.kind == "options":
        given = list(value) if isinstance(value, list) else []
        return isinstance(kept, list) and sorted(map(str, given)) == sorted(map(str, kept))
    if field.kind == "instant":
        return instant_of(value) == instant_of(kept)
    if field.kind == "switch":
        return bool(value) == bool(kept)
    return said(value) == said(kept)


def named_by(link: object) -> set[str]:
    """Return what a link may be called by."""
    if isinstance(link, Mapping):
        return {str(link[name]) for name in ("code", "id") if link.get(name) is not None}
    return {str(link)}


def number_of(value: object) -> Decimal | None:
    """Return a number as it is compared; None where it is none."""
    amount = value.get("amount") if isinstance(value, Mapping) else value
    try:
        return Decimal(str(amount))
    except InvalidOperation:
        return None


def instant_of(value: object) -> datetime | None:
    """Return an instant as it is compared; None where it is none."""
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def key_part(value: object, field: SheetField) -> str:
    """Return a value of a key as it is compared."""
    if value is None:
        return ""
    if field.kind == "number":
        number = number_of(value)
        return str(value) if number is None else f"{number.normalize():f}"
    return said(value)


def said(value: object) -> str:
    """Return a value as people read it beside its new one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        told = value.get("code") or value.get("title") or value.get("amount") or value.get("id")
        return said(told)
    if isinstance(value, (list, tuple)):
        return "; ".join(said(one) for one in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value).strip()


def entity_target(shape: Shape) -> EntityTarget:
    """Return the target of any entity that is created generically, made of its document."""
    fields = tuple(
        _field(shape, one)
        for one in shape.fields.values()
        if one.is_entered and one.field.type in KINDS
    )
    key = shape.entity.key
    named = {field.name for field in fields}
    is_changed = "change" in shape.actions and bool(key) and named >= set(key)
    return EntityTarget(
        name=shape.name,
        verb=f"{shape.name}.create",
        label=shape.entity.label,
        fields=fields,
        key=tuple(key) if is_changed else (),
    )


KNOWN_AS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("material", "code"): ("料号", "品号", "存货编码", "零件号", "item", "part number", "sku"),
    ("material", "name"): ("品名", "存货名称"),
    ("material", "specification"): ("规格", "型号", "规格描述", "spec"),
    ("material", "unit"): ("单位", "计量单位", "库存单位", "uom"),
    ("material", "material_class"): ("分类", "存货分类", "物料分类", "category"),
    ("person", "code"): ("工号", "员工编号", "employee number"),
    ("person", "name"): ("姓名",),
    ("qualification", "personnel_class"): ("工种", "岗位", "skill"),
    ("equipment", "name"): ("设备名称", "工作中心名称"),
    ("equipment", "code"): ("工作中心编码", "机台号"),
    ("calendar_exception", "works_as"): ("按此日上班", "上班方式"),
}
"""What people write above columns beside a field's label, by entity and field."""


def _words(shape: Shape, name: str) -> tuple[str, ...]:
    label = shape.entity.label
    known = KNOWN_AS.get((shape.name, name), ())
    if name == "code":
        return (f"{label.zh}编码", f"{label.zh}代码", f"{label.zh}编号", f"{label.en} code", *known)
    return (f"{label.zh}名称", f"{label.en} name", *known) if name == "name" else known


def _field(shape: Shape, one: ShapedField) -> SheetField:
    kind = KINDS[one.field.type]
    if kind == "text" and (one.name in shape.entity.key or one.name == "code"):
        kind = "code"
    return SheetField(
        name=one.name,
        label=one.field.label,
        kind=kind,
        required=one.field.required and one.field.default is None,
        words=_words(shape, one.name),
        options={key: option.label for key, option in one.field.options.items()},
        to=one.field.to,
    )
