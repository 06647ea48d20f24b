"""A bill is written as a whole: its draft is changed, or a new revision begins."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import bounded
from taktline.base.text import Text
from taktline.kernel.resources.bills.explode import COMPARED, compared
from taktline.kernel.resources.bills.rows import Bill, BillLine, Part
from taktline.kernel.resources.bills.store import (
    Drawer,
    load_drawer,
    rows_of,
)
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx

LINES_MAX = 1_000
"""Lines of one bill; more is several assemblies."""
Use = Literal["consume", "produce", "co_product", "by_product", "tool", "sample"]
IssueMethod = Literal["issue", "backflush", "kanban", "floor_stock"]


class WrittenLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One component; see the fields of `material_bill_line`.

    Attributes:
        material: code or id.
        line: its number, above 0; the next free one if None.
        quantity_per: in the component's base unit, above 0.
        scrap_share: 0 to below 1.
        cost_share: 0 to 1.
    """

    material: str
    line: int | None = None
    use: Use = "consume"
    quantity_per: Decimal
    is_fixed: bool = False
    scrap_share: Decimal = Decimal(0)
    operation: str | None = None
    issue_method: IssueMethod = "issue"
    substitute_group: str | None = None
    cost_share: Decimal | None = None


class WriteMaterialBill(Command, frozen=True, kw_only=True):
    """A bill says from now on what it says here; lines that are not named leave it.

    A draft is changed; where the newest revision was released, a new draft begins with what is said
    here. Nothing happens where nothing differs.

    Attributes:
        material: what is made; code or id.
        code: of the bill; that of the material's bill, else the material's own, if None.
        quantity: of the material the lines are for, in its base unit, above 0; as before if None.
        new_revision: begin a new draft even if nothing differs.
        expected_version: of the draft that was read; None = whatever it is now.
    """

    material: str
    code: str | None = None
    name: str | None = None
    name_en: str | None = None
    quantity: Decimal | None = None
    new_revision: bool = False
    expected_version: int | None = None
    lines: tuple[WrittenLine, ...]


class BillChanged(Problem):
    """Somebody else changed the bill since it was read."""

    title = Text(
        en="Bill {code} was changed by somebody else (version {version}, yours {expected}). Read "
        "it again.",
        zh="物料清单 {code} 已被他人修改(现版本 {version},您的版本 {expected}),请重新读取。",
    )
    retry = True


class BillEmpty(Problem):
    """A bill without a component is no bill."""

    title = Text(
        en="Bill {code} has no lines: enter at least one component first.",
        zh="物料清单 {code} 没有明细行,请先录入至少一个组件。",
    )
    status = 422


class BadBillLine(Problem):
    """A number of a bill that cannot be."""

    title = Text(
        en="{value} cannot stand here: a quantity is above 0, a scrap share 0 or more and below 1, "
        "a cost share 0 to 1.",
        zh="{value} 不合法:用量须大于 0,损耗率须在 0 与 1 之间(不含 1),成本分摊须在 0 与 1 之间。",
    )
    status = 422


class BillTooLong(Problem):
    """More lines than one bill holds."""

    title = Text(
        en="A bill has at most {limit} lines; these are {count}. Make assemblies of them.",
        zh="一份物料清单最多 {limit} 行,现有 {count} 行,请拆成组件。",
    )
    status = 422


class MaterialInItself(Problem):
    """A bill would make a material from itself, directly or through other bills."""

    title = Text(
        en="{component} contains {material} itself, so {material} cannot be made of it.",
        zh="{component} 中含有 {material} 本身,因此不能作为 {material} 的组件。",
    )
    status = 422


class LineTwice(Problem):
    """Two lines of a bill have the same number."""

    title = Text(en="Line {line} stands twice.", zh="行号 {line} 重复。")
    status = 422


class BillOfOther(Problem):
    """A bill's code belongs to the bill of another material."""

    title = Text(
        en="Bill {code} is the bill of {material}; give this one another code.",
        zh="物料清单 {code} 属于 {material},请使用其他编码。",
    )


async def load_written(tx: Tx, commands: Sequence[WriteMaterialBill]) -> Drawer:
    """Read what bills are to say, what they say now, and everything below their components."""
    materials = {one.material for one in commands}
    materials |= {line.material for one in commands for line in one.lines}
    codes = {one.code for one in commands if one.code is not None}
    return await load_drawer(tx, materials=materials, codes=codes)


def decide_write(drawer: Drawer, command: WriteMaterialBill, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a bill says from now on: nothing new, a change of its draft, or a new draft.

    Raises:
        NotFound: it names a material that does not exist or is out of use.
        BillOfOther: the code is that of another material's bill.
        BillEmpty, BillTooLong: no lines, or more than 1,000.
        BadBillLine: a quantity or share cannot be.
        LineTwice: two lines have the same number.
        MaterialInItself: a component contains the material.
        BadCode: the code cannot be one.
        BillChanged: somebody else changed the draft.
    """
    part = _part(drawer, command.material, at="/material")
    newest = _newest(drawer, command, part)
    code = (command.code or part.code) if newest is None else newest.code
    if not 0 < len(command.lines) <= LINES_MAX:
        count = len(command.lines)
        raise (
            BillTooLong(count=count, limit=LINES_MAX, at="/lines")
            if count
            else BillEmpty(code=code, at="/lines")
        )
    _refuse_bad_numbers(command)
    components = [
        _part(drawer, line.material, at=f"/lines/{at}/material")
        for at, line in enumerate(command.lines)
    ]
    refuse_circle(drawer, part, components)
    if newest is None or (
        newest.status != "draft"
        and (command.new_revision or _differs(drawer, newest, command, components))
    ):
        head = _head(command, part, newest, id_=ids.new())
        lines = _lines(drawer, head, command, components=components, ids=ids)
        written = rows_of(head, lines, None, old={}, now=now, ids=ids)
        return [written, event_of("created", written.bill)]
    if newest.status != "draft":
        return []
    return _changed(drawer, newest, command, components=components, now=now, ids=ids)


def _part(drawer: Drawer, reference: str, *, at: str) -> Part:
    found = drawer.part(reference)
    if found is None or found.archived:
        raise NotFound(kind="material", code=reference, at=at)
    return found


def revision_of(bill: Bill) -> int:
    """Return a bill's revision, to sort by."""
    return bill.revision


def _newest(drawer: Drawer, command: WriteMaterialBill, part: Part) -> Bill | None:
    """Return the newest revision of the bill that is meant: by its code, else the material's."""
    own = list(drawer.own.values())
    if command.code is not None:
        named = [bill for bill in own if bill.code == command.code]
        other = next((bill for bill in named if bill.material != part.id), None)
        if other is not None:
            owner = drawer.bills.parts.get(other.material)
            raise BillOfOther(
                code=command.code, material="" if owner is None else owner.code, at="/code"
            )
        return max(named, key=revision_of, default=None)
    theirs = [bill for bill in own if bill.material == part.id]
    live = [bill for bill in theirs if bill.status != "obsolete"] or theirs
    first = min(live, key=lambda bill: bill.code, default=None)
    return max((bill for bill in own if first and bill.code == first.code), key=revision_of,
               default=None)  # fmt: skip


def _head(
    command: WriteMaterialBill, part: Part, newest: Bill | None, *, id_: UUID
) -> Bill:  # tidy: positional - what is said and what was
    if newest is None:
        return Bill(
            id=id_,
            code=checked_code(command.code or part.code),
            name=command.name or part.name,
            name_en=command.name_en or part.name_en,
            material=part.id,
            quantity=command.quantity or Decimal(1),
        )
    return msgspec.structs.replace(
        _said(command, newest),
        id=id_,
        revision=newest.revision + 1,
        status="draft",
        effective_on=None,
        version=1,
    )


def _said(command: WriteMaterialBill, bill: Bill) -> Bill:
    return msgspec.structs.replace(
        bill,
        name=command.name or bill.name,
        name_en=command.name_en or bill.name_en,
        quantity=command.quantity or bill.quantity,
    )


def _differs(
    drawer: Drawer, newest: Bill, command: WriteMaterialBill, components: Sequence[Part]
) -> bool:  # tidy: positional - what is said and what was
    lines = drawer.bills.lines.get(newest.id, [])
    wanted = _numbered(command, components, bill=newest.id, known=lines, taken=())
    same = _said(command, newest) == newest
    pairs = compared(lines, [line for line, _ in wanted])
    return not same or any(one.left is None or one.right is None or one.fields for one in pairs)


def _changed(
    drawer: Drawer, newest: Bill, command: WriteMaterialBill, *, components: Sequence[Part],
    now: Instant, ids: Ids,
) -> list[Fact]:  # fmt: skip
    expected = command.expected_version
    if expected is not None and newest.version != expected:
        raise BillChanged(
            code=newest.code, version=newest.version, expected=expected, at="/expected_version"
        )
    head = _said(command, newest)
    lines = _lines(drawer, newest, command, components=components, ids=ids)
    kept = {line.id for line in lines}
    left = [
        msgspec.structs.replace(line, archived=True)
        for line in drawer.bills.lines.get(newest.id, ())
        if line.id not in kept
    ]
    written = rows_of(
        head, [*lines, *left], newest, old=old_lines(drawer, newest), now=now, ids=ids
    )
    return [written, event_of("changed", written.bill)] if written.records else []


def _lines(
    drawer: Drawer, bill: Bill, command: WriteMaterialBill, *, components: Sequence[Part], ids: Ids
) -> list[BillLine]:  # tidy: positional - what is said and where
    """Return the lines as they are said, each in the row that has its number."""
    known = drawer.bills.lines.get(bill.id, [])
    gone = [line for (of, _), line in drawer.gone.items() if of == bill.id]
    wanted = _numbered(
        command, components, bill=bill.id, known=known, taken=[one.line for one in gone]
    )
    rows = {line.line: line for line in (*gone, *known)}
    found: list[BillLine] = []
    for line, _ in wanted:
        row = rows.get(line.line)
        id_ = ids.new() if row is None else row.id
        version = 1 if row is None else row.version
        found.append(msgspec.structs.replace(line, id=id_, version=version))
    return found


def _numbered(
    command: WriteMaterialBill, components: Sequence[Part], *, bill: UUID,
    known: Sequence[BillLine], taken: Sequence[int],
) -> list[tuple[BillLine, Part]]:  # fmt: skip
    """Return the lines with their numbers: as said, else as the same component had it, else new.

    Raises:
        LineTwice: two lines have the same number.
    """
    free = {(one.material, one.operation or "", one.line): one.line for one in known}
    used = {line.line for line in command.lines if line.line is not None}
    free = {key: number for key, number in free.items() if number not in used}
    following = max([0, *used, *taken, *(one.line for one in known)]) + 1
    seen: set[int] = set()
    found: list[tuple[BillLine, Part]] = []
    for at, (line, part) in enumerate(zip(command.lines, components, strict=True)):
        number = line.line
        if number is None:
            place = (part.id, line.operation or "")
            key = min((one for one in free if one[:2] == place), default=None)
            number = following if key is None else free.pop(key)
            following += number == following
        if number in seen:
            raise LineTwice(line=number, at=f"/lines/{at}/line")
        seen.add(number)
        fields = {name: getattr(line, name) for name in (*COMPARED, "operation")}
        made = BillLine(id=bill, material_bill=bill, line=number, material=part.id, **fields)
        found.append((_rounded(made), part))
    return found


def _rounded(line: BillLine) -> BillLine:
    """Return a line with its numbers as they are kept."""
    return msgspec.structs.replace(
        line,
        quantity_per=bounded(line.quantity_per),
        scrap_share=bounded(line.scrap_share),
        operation=line.operation or None,
        substitute_group=line.substitute_group or None,
    )


def _refuse_bad_numbers(command: WriteMaterialBill) -> None:
    if command.quantity is not None and bounded(command.quantity) <= 0:
        raise BadBillLine(value=command.quantity, at="/quantity")
    for at, line in enumerate(command.lines):
        numbers = {
            "line": (line.line, line.line is None or line.line > 0),
            "quantity_per": (line.quantity_per, bounded(line.quantity_per) > 0),
            "scrap_share": (line.scrap_share, 0 <= bounded(line.scrap_share) < 1),
            "cost_share": (
                line.cost_share, line.cost_share is None or 0 <= bounded(line.cost_share) <= 1
            ),
        }  # fmt: skip
        for name, (value, is_possible) in numbers.items():
            if not is_possible:
                raise BadBillLine(value=value, at=f"/lines/{at}/{name}")


def refuse_circle(
    drawer: Drawer, part: Part, components: Sequence[Part], *, at: str = "/lines/{}/material"
) -> None:
    """Refuse what would make a material from itself, however deep.

    Args:
        drawer: knows the bills below the components.
        part: what is made.
        components: what its lines name, in their order.
        at: where a component stands in the command, with its number for `{}`.

    Raises:
        MaterialInItself: a component is made of the part, or is the part.
    """
    seen: set[UUID] = set()
    for number, component in enumerate(components):
        left = [component.id]
        while left:
            material = left.pop()
            if material == part.id:
                raise MaterialInItself(
                    component=component.code, material=part.code, at=at.format(number)
                )
            if material not in seen:
                seen.add(material)
                left += drawer.components(material)


def old_lines(drawer: Drawer, bill: Bill) -> dict[UUID, BillLine]:
    """Return the lines a bill has and had, by id."""
    gone = [line for (of, _), line in drawer.gone.items() if of == bill.id]
    return {line.id: line for line in (*gone, *drawer.bills.lines.get(bill.id, ()))}


def event_of(name: str, bill: Bill) -> Event:
    """Return what is told of a bill."""
    return Event(
        name=f"material_bill.{name}",
        entity="material_bill",
        record=bill.id,
        code=bill.code,
        payload={"version": bill.version, "fields": []},
    )
