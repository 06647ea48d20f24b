"""What people look at of bills: the tree of a product, where a material goes, two versions."""

from decimal import Decimal
from itertools import islice
from typing import Annotated, Literal, TypeVar
from uuid import UUID

import msgspec

from taktline.base.problem import Invalid
from taktline.base.quantity import bounded
from taktline.base.text import Text
from taktline.kernel.resources.bills import explode, read
from taktline.kernel.resources.bills.rows import LEVELS_MAX, Bill, Bills
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx

R = TypeVar("R", bound=msgspec.Struct)
Level = Annotated[int, msgspec.Meta(ge=1, le=LEVELS_MAX)]


class BillTreeParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which product, by code or id, or which bill of it.

    Attributes:
        material_bill: id, code, or code and revision (`B-1#2`); the material's own in force if
            None.
        quantity: how many are to be made, in the base unit, above 0.
        depth: levels at most, 1 to 20.
    """

    material: str | None = None
    material_bill: str | None = None
    quantity: Decimal = Decimal(1)
    depth: Level = LEVELS_MAX
    limit: int = PAGE_MAX
    after: str | None = None


class BillTreeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a material in a product.

    Attributes:
        path: line numbers from the top, `2.1`; level 1 is the bill's own line.
        parent: code of the material it goes into there.
        quantity: needed for everything asked for, with expected scrap, in the base unit.
        bill, revision, status: by which it is made itself; None = it is bought.
        is_circle: it stands above itself; what is below is not shown again.
    """

    path: str
    level: int
    parent: str
    material: str
    name: str
    name_en: str | None
    quantity_per: Decimal
    unit: str
    scrap_share: Decimal
    is_fixed: bool
    use: str
    operation: str | None
    issue_method: str
    substitute_group: str | None
    quantity: Decimal
    bill: str | None
    revision: int | None
    status: str | None
    bill_id: UUID | None
    is_circle: bool


class WhereUsedParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which material, by code or id.

    Attributes:
        depth: levels at most, 1 to 20; 1 = directly.
        all_versions: also bills that are not in force.
    """

    material: str
    depth: Level = LEVELS_MAX
    all_versions: bool = False
    limit: int = PAGE_MAX
    after: str | None = None


class WhereUsedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One way on which a material goes into another.

    Attributes:
        path: codes of the materials on the way up.
        quantity: of the material asked for in one of this one, in its base unit.
        is_top: this one goes into nothing.
    """

    path: str
    level: int
    material: str
    name: str
    name_en: str | None
    bill: str
    revision: int
    status: str
    quantity_per: Decimal
    scrap_share: Decimal
    operation: str | None
    quantity: Decimal
    is_top: bool
    is_circle: bool
    bill_id: UUID


class CompareBillsParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which two bills: ids, codes, or codes with revisions (`B-1#2`)."""

    left: str
    right: str


class CompareBillsRow(msgspec.Struct, frozen=True, kw_only=True):
    """One component in two bills.

    Attributes:
        fields: which values differ, where it is changed.
    """

    change: Literal["added", "removed", "changed", "same"]
    material: str
    name: str
    name_en: str | None
    unit: str
    operation: str | None
    left_line: int | None
    left_quantity_per: Decimal | None
    left_scrap_share: Decimal | None
    left_use: str | None
    left_issue_method: str | None
    right_line: int | None
    right_quantity_per: Decimal | None
    right_scrap_share: Decimal | None
    right_use: str | None
    right_issue_method: str | None
    fields: list[str]


async def bill_tree(tx: Tx, asked: BillTreeParams, reader: Principal) -> Page[BillTreeRow]:
    """Return what a product consists of, every level, with what is needed of each.

    Raises:
        Invalid: the quantity is not above 0.
        NotFound: there is no such material or bill; a material that is only bought has no rows.
    """
    if bounded(asked.quantity) <= 0:
        raise Invalid(reason="quantity > 0", at="/quantity")
    day = await read.today(tx)
    if asked.material_bill is not None:
        top: Bill | None = await read.named(tx, asked.material_bill)
        assert top is not None
        bills = await read.below(tx, [top.material], bills=[top.id])
    else:
        part = await read.part(tx, asked.material or "")
        bills = await read.below(tx, [part.id])
        top = read.chosen(bills, day).get(part.id)
    if top is None:
        return Page(rows=[], total=0)
    made = read.chosen(bills, day)
    nodes = explode.exploded(bills, top, made, quantity=asked.quantity, depth=asked.depth)
    return _page(
        [_tree_row(bills, top, node) for node in islice(nodes, explode.ROWS_MAX)],
        limit=asked.limit,
        after=asked.after,
    )


async def where_used(tx: Tx, asked: WhereUsedParams, reader: Principal) -> Page[WhereUsedRow]:
    """Return every product a material goes into, upwards.

    Raises:
        NotFound: there is no such material.
    """
    part = await read.part(tx, asked.material)
    bills = await read.above(tx, part.id)
    if not asked.all_versions:
        counted = {bill.id: bill for bill in read.chosen(bills, await read.today(tx)).values()}
        bills = msgspec.structs.replace(bills, bills=counted)
    uses = explode.used_in(bills, part.id, depth=asked.depth)
    rows = [_used_row(bills, use) for use in islice(uses, explode.ROWS_MAX)]
    return _page(rows, limit=asked.limit, after=asked.after)


async def compare_bills(
    tx: Tx, asked: CompareBillsParams, reader: Principal
) -> Page[CompareBillsRow]:
    """Return two bills side by side, what was added, removed and changed.

    Raises:
        NotFound: there is no such bill.
    """
    left = await read.named(tx, asked.left, at="/left")
    right = await read.named(tx, asked.right, at="/right")
    bills = await read.with_lines(tx, [left, right])
    found = explode.compared(bills.lines[left.id], bills.lines[right.id])
    return Page(rows=[_compared_row(bills, one) for one in found], total=len(found))


def _page(rows: list[R], *, limit: int, after: str | None) -> Page[R]:
    """Return one page of rows that were reckoned as a whole; the mark is the last row's number."""
    begin = int(after) if after is not None and after.isdigit() else 0
    end = begin + min(max(limit, 1), PAGE_MAX)
    mark = str(end) if end < len(rows) else None
    return Page(rows=rows[begin:end], after=mark, total=len(rows))


def _tree_row(bills: Bills, top: Bill, node: explode.Node) -> BillTreeRow:
    line, own = node.line, node.bill
    part = bills.parts[line.material]
    into = bills.bills.get(line.material_bill, top)
    return BillTreeRow(
        path=".".join(str(one) for one in node.path),
        level=len(node.path),
        parent=bills.parts[into.material].code,
        material=part.code,
        name=part.name,
        name_en=part.name_en,
        quantity_per=line.quantity_per,
        unit=part.unit,
        scrap_share=line.scrap_share,
        is_fixed=line.is_fixed,
        use=line.use,
        operation=line.operation,
        issue_method=line.issue_method,
        substitute_group=line.substitute_group,
        quantity=node.quantity,
        bill=None if own is None else own.code,
        revision=None if own is None else own.revision,
        status=None if own is None else own.status,
        bill_id=None if own is None else own.id,
        is_circle=node.is_circle,
    )


def _used_row(bills: Bills, use: explode.Use) -> WhereUsedRow:
    part = bills.parts[use.bill.material]
    return WhereUsedRow(
        path=" › ".join(use.path),
        level=use.depth,
        material=part.code,
        name=part.name,
        name_en=part.name_en,
        bill=use.bill.code,
        revision=use.bill.revision,
        status=use.bill.status,
        quantity_per=use.line.quantity_per,
        scrap_share=use.line.scrap_share,
        operation=use.line.operation,
        quantity=use.quantity,
        is_top=use.is_top,
        is_circle=use.is_circle,
        bill_id=use.bill.id,
    )


def _compared_row(bills: Bills, one: explode.Difference) -> CompareBillsRow:
    line = one.left or one.right
    assert line is not None
    part = bills.parts[line.material]
    change: Literal["added", "removed", "changed", "same"] = "changed" if one.fields else "same"
    left, right = one.left, one.right
    if left is None or right is None:
        change = "added" if left is None else "removed"
    return CompareBillsRow(
        change=change,
        material=part.code,
        name=part.name,
        name_en=part.name_en,
        unit=part.unit,
        operation=line.operation,
        left_line=None if left is None else left.line,
        left_quantity_per=None if left is None else left.quantity_per,
        left_scrap_share=None if left is None else left.scrap_share,
        left_use=None if left is None else left.use,
        left_issue_method=None if left is None else left.issue_method,
        right_line=None if right is None else right.line,
        right_quantity_per=None if right is None else right.quantity_per,
        right_scrap_share=None if right is None else right.scrap_share,
        right_use=None if right is None else right.use,
        right_issue_method=None if right is None else right.issue_method,
        fields=list(one.fields),
    )


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.bill_tree", params=BillTreeParams, row=BillTreeRow,
        needs="material_bill:read", run=bill_tree,
        label=Text("What a product consists of", "产品结构"),
    ),
    Query(
        name="kernel.where_used", params=WhereUsedParams, row=WhereUsedRow,
        needs="material_bill:read", run=where_used,
        label=Text("Where a material is used", "物料反查"),
    ),
    Query(
        name="kernel.compare_bills", params=CompareBillsParams, row=CompareBillsRow,
        needs="material_bill:read", run=compare_bills,
        label=Text("Two bills compared", "清单对比"),
    ),
)  # fmt: skip
