"""Work masters: routings, recipes and plans are written as drafts, released, and never edited."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded
from taktline.base.text import Text
from taktline.kernel.orders.circle import RouteInItself, refuse_own_product
from taktline.kernel.orders.content import Operation, OperationMaterial, WorkMasterContent
from taktline.kernel.orders.facts import WorkMaster, WorkMasterWritten
from taktline.kernel.orders.parameters import are_badly_said
from taktline.kernel.orders.route import parse_route
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.snapshot import hash_of
from taktline.platform.command import Command, Event, Fact, Ids

OPERATIONS_MAX = 200
"""Operations of one work master; beyond this it is several."""
WorkMasterKind = Literal[
    "routing", "recipe", "inspection_plan", "maintenance_plan", "move_template"
]


class CreateWorkMaster(Command, frozen=True, kw_only=True):
    """A work master is drafted, operation by operation or as a route typed in one line.

    Attributes:
        material: what it makes; code or id.
        route: such as `Saw -> Turn -> Plate(outside)`; instead of `operations`.
    """

    code: str
    kind: WorkMasterKind = "routing"
    name: str = ""
    name_en: str | None = None
    material: str | None = None
    operations: tuple[Operation, ...] = ()
    route: str | None = None
    note: str = ""


class ChangeWorkMaster(Command, frozen=True, kw_only=True):
    """A draft gets other operations or another name; what is absent stays."""

    work_master: str
    expected_version: int
    name: str | None = None
    name_en: str | None = None
    operations: tuple[Operation, ...] | None = None
    route: str | None = None
    note: str | None = None


class ReleaseWorkMaster(Command, frozen=True, kw_only=True):
    """A draft may be used from now on; earlier revisions of its code become obsolete."""

    work_master: str
    expected_version: int
    effective_on: date | None = None


class ReviseWorkMaster(Command, frozen=True, kw_only=True):
    """A new draft begins as a copy of the newest revision."""

    work_master: str


class BadOperation(Problem):
    """An operation that could not be worked as written."""

    title = Text(
        en="Operation {sequence}: {reason}",
        zh="工序 {sequence}:{reason}",
    )
    status = 400


OPERATION_COUNT = Text(
    en=f"1 to {OPERATIONS_MAX} operations are needed.", zh=f"须有 1 至 {OPERATIONS_MAX} 道工序。"
)
ACTIVITY_LAST = Text(
    en="an activity guards an operation after it.", zh="伴随作业之后须有其约束的工序。"
)
SEQUENCE_TOO_LOW = Text(en="its sequence must be above 0.", zh="序号须大于 0。")
SEQUENCE_TWICE = Text(en="its sequence stands twice.", zh="序号重复。")
NAMELESS = Text(en="it has no name.", zh="没有工序名。")
WAITS_FOR_LATER = Text(
    en="it waits for an operation that does not come before it.", zh="其前置工序不在它之前。"
)
PIECES_TOO_FEW = Text(en="pieces_per must be above 0.", zh="每件数量(pieces_per)须大于 0。")
ACTIVITY_MOVES = Text(
    en="an activity moves nothing: it takes no first article and is not booked by others.",
    zh="伴随作业不移动工件:不能要求首件,也不能由其他工序代报。",
)
BELOW_ZERO = Text(en="a time, rate or quantity is below zero.", zh="工时、费率或数量不得小于零。")
SCRAP_SHARE = Text(
    en="a scrap share must be 0 or more and below 1.", zh="损耗率须不小于 0 且小于 1。"
)
COST_SHARES = Text(
    en="the cost shares of its products must come to 1.", zh="各产出的成本分摊之和须为 1。"
)
BADLY_SAID = Text(
    en="a parameter is not well said: its code once, numbers with lower below upper, a choice "
    "with two words or more.",
    zh="工艺参数填写有误:编码不得重复,数值下限须小于上限,选项至少两个。",
)


WRITTEN_WRONG: tuple[type[Problem], ...] = (BadOperation, RouteInItself)
"""What is refused of operations, wherever they are written."""


class NotDraft(Problem):
    """Only drafts are edited; what was released stays as it is."""

    title = Text(
        en="{code} is {status}; only a draft can be changed. Make a new revision.",
        zh="{code} 当前状态为 {status},只有草稿可以修改,请新建版本。",
    )


class StaleVersion(Problem):
    """Somebody else changed the record since it was read."""

    title = Text(
        en="{code} was changed by somebody else (version {version}, yours {expected}). Read it "
        "again.",
        zh="{code} 已被他人修改(现版本 {version},您的版本 {expected}),请重新读取。",
    )
    retry = True


class CodeTaken(Problem):
    """Another record has this code."""

    title = Text(en="There is already a {kind} {code}.", zh="{kind} {code} 已存在。")


def decide_create(shop: Shop, command: CreateWorkMaster, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a draft begins.

    Raises:
        BadCode: the code cannot be one.
        CodeTaken: the code is in use.
        BadRoute, BadOperation: an operation cannot be worked as written.
        NotFound: it names a material or work center that does not exist.
    """
    name = checked_code(command.code)
    if any(master.code == name for master in shop.work_masters.values()):
        raise CodeTaken(kind="work_master", code=name, at="/code")
    written = WorkMasterContent(operations=command.operations, note=command.note)
    content = resolved(shop, parse_route(command.route) if command.route else written)
    master = WorkMaster(
        id=ids.new(),
        code=name,
        kind=command.kind,
        name=command.name,
        name_en=command.name_en,
        material=None if command.material is None else shop.material(command.material).id,
        content=content,
        content_hash=hash_of(content),
    )
    _refuse_circle(shop, master)
    return [
        WorkMasterWritten(work_master=master),
        _event("created", master),
    ]


def decide_change(shop: Shop, command: ChangeWorkMaster, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a draft reads from now on.

    Raises:
        NotFound: there is no such work master, material or work center.
        NotDraft: it is released.
        StaleVersion: somebody else changed it.
        BadRoute, BadOperation: an operation cannot be worked as written.
    """
    master = _draft(shop, command.work_master, expected=command.expected_version)
    content = master.content
    if command.route:
        content = parse_route(command.route)
    elif command.operations is not None:
        content = msgspec.structs.replace(content, operations=command.operations)
    if command.note is not None:
        content = msgspec.structs.replace(content, note=command.note)
    content = resolved(shop, content)
    changed = msgspec.structs.replace(
        master,
        name=master.name if command.name is None else command.name,
        name_en=master.name_en if command.name_en is None else command.name_en,
        content=content,
        content_hash=hash_of(content),
        version=master.version + 1,
    )
    _refuse_circle(shop, changed)
    return [
        WorkMasterWritten(work_master=changed),
        _event("changed", changed),
    ]


def decide_release(shop: Shop, command: ReleaseWorkMaster, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a draft may be used; released revisions before it become obsolete.

    Raises:
        NotFound: there is no such work master.
        NotDraft: it is released already.
        StaleVersion: somebody else changed it.
        BadOperation: it has no operation, or one cannot be worked as written.
        RouteInItself: it uses up what it makes, directly or through its parts.
    """
    master = _draft(shop, command.work_master, expected=command.expected_version)
    resolved(shop, master.content)
    _refuse_circle(shop, master)
    released = msgspec.structs.replace(master, status="released", version=master.version + 1)
    earlier = [
        msgspec.structs.replace(other, status="obsolete", version=other.version + 1)
        for other in shop.work_masters.values()
        if other.code == master.code and other.status == "released"
    ]
    return [
        *(WorkMasterWritten(work_master=other) for other in earlier),
        WorkMasterWritten(work_master=released),
        _event("released", released),
    ]


def decide_revise(shop: Shop, command: ReviseWorkMaster, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a new revision begins: as a draft like the newest.

    Raises:
        NotFound: there is no such work master.
        CodeTaken: its newest revision is a draft already.
    """
    named = shop.work_master(command.work_master)
    newest = shop.work_master(named.code)
    if newest.status == "draft":
        raise CodeTaken(kind="work_master", code=f"{newest.code} (draft)", at="/work_master")
    revised = msgspec.structs.replace(
        newest, id=ids.new(), revision=newest.revision + 1, status="draft", version=1
    )
    return [WorkMasterWritten(work_master=revised), _event("created", revised)]


def resolved(shop: Shop, content: WorkMasterContent) -> WorkMasterContent:
    """Return the content with every code of a material, work center or supplier replaced by its id.

    Raises:
        BadOperation: no operations or too many, a sequence twice, a dependency on a later
            operation, a share or quantity out of range.
        NotFound: a material or work center does not exist.
    """
    operations = content.in_sequence()
    if not 0 < len(operations) <= OPERATIONS_MAX:
        raise BadOperation(sequence="-", reason=OPERATION_COUNT)
    if operations[-1].is_activity:
        raise BadOperation(sequence=operations[-1].sequence, reason=ACTIVITY_LAST)
    seen: set[int] = set()
    for operation in operations:
        _refuse_bad(operation, seen)
        seen.add(operation.sequence)
    return msgspec.structs.replace(
        content, operations=tuple(_resolved(shop, operation) for operation in operations)
    )


def _refuse_circle(shop: Shop, master: WorkMaster) -> None:
    if master.kind == "routing":
        refuse_own_product(shop, master.material, master.content.operations)


def _resolved(shop: Shop, operation: Operation) -> Operation:
    center, supplier = operation.work_center, operation.supplier
    return msgspec.structs.replace(
        operation,
        supplier=None if supplier is None else str(shop.resource(supplier, "partner").id),
        work_center=None if center is None else str(shop.resource(center, "work_center").id),
        material=None if operation.material is None else str(shop.material(operation.material).id),
        materials=tuple(
            msgspec.structs.replace(line, material=str(shop.material(line.material).id))
            for line in operation.materials
        ),
    )


def _refuse_bad(operation: Operation, seen: set[int]) -> None:
    reasons = (
        (SEQUENCE_TOO_LOW, operation.sequence <= 0),
        (SEQUENCE_TWICE, operation.sequence in seen),
        (NAMELESS, not operation.name.strip()),
        (WAITS_FOR_LATER, any(d.predecessor not in seen for d in operation.dependencies or ())),
        (PIECES_TOO_FEW, bounded(operation.pieces_per) <= 0),
        (
            ACTIVITY_MOVES,
            operation.is_activity and (operation.first_article > 0 or not operation.report_point),
        ),
        (BELOW_ZERO, any(bounded(value) < 0 for value in _amounts(operation))),
        (SCRAP_SHARE, any(not 0 <= line.scrap_share < 1 for line in operation.materials)),
        (COST_SHARES, _shares_are_wrong(operation.materials)),
        (BADLY_SAID, are_badly_said(operation.parameters)),
    )
    for reason, is_so in reasons:
        if is_so:
            raise BadOperation(sequence=operation.sequence, reason=reason, at="/operations")


def _amounts(operation: Operation) -> list[Decimal]:
    amounts = [
        operation.planned_setup_s,
        operation.planned_run_s,
        operation.planned_labor_s,
        operation.planned_machine_s,
        operation.labor_rate,
        operation.machine_rate,
        operation.overhead_rate,
        operation.transfer_batch,
        operation.first_article,
        operation.count_tolerance,
        operation.count_tolerance_share,
    ]
    for line in operation.materials:
        amounts += [line.quantity_per, line.fixed, line.cost_share]
    return amounts


def _shares_are_wrong(materials: tuple[OperationMaterial, ...]) -> bool:
    shares = [m.cost_share for m in materials if m.use in {"produce", "co_product"}]
    return bool(shares) and any(shares) and sum(shares, ZERO) != 1


def _draft(shop: Shop, reference: str, *, expected: int) -> WorkMaster:
    master = shop.work_master(reference)
    if master.status != "draft":
        raise NotDraft(code=master.code, status=master.status)
    refuse_stale(master.code, master.version, expected=expected)
    return master


def refuse_stale(code: str, version: int, *, expected: int | None) -> None:
    """Refuse to edit a record that changed since the sender read it.

    Raises:
        StaleVersion: the versions differ.
    """
    if expected is not None and version != expected:
        raise StaleVersion(code=code, version=version, expected=expected, at="/expected_version")


def _event(name: str, master: WorkMaster) -> Event:
    return Event(
        name=f"work_master.{name}",
        entity="work_master",
        record=master.id,
        code=master.code,
        payload={"revision": master.revision, "kind": master.kind, "status": master.status},
    )
