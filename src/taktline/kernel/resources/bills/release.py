"""A bill is released, and retired in the end; what was released is never edited."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.resources.bills.rows import Bill
from taktline.kernel.resources.bills.store import BillWritten, Drawer, load_bills, rows_of
from taktline.kernel.resources.bills.write import (
    BillChanged,
    BillEmpty,
    event_of,
    old_lines,
    refuse_circle,
    revision_of,
)
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx


class ReleaseMaterialBill(Command, frozen=True, kw_only=True):
    """A draft is in force from now on, or from a day; released revisions before it are obsolete.

    Attributes:
        material_bill: id.
    """

    material_bill: UUID
    expected_version: int
    effective_on: date | None = None


class RetireMaterialBill(Command, frozen=True, kw_only=True):
    """A bill is used no more; it stays to be looked at.

    Attributes:
        material_bill: id.
    """

    material_bill: UUID
    expected_version: int


class BillNotDraft(Problem):
    """Only a draft is released."""

    title = Text(
        en="Bill {code} revision {revision} is {status}; only a draft can be released.",
        zh="物料清单 {code} 第 {revision} 版状态为 {status},只有草稿可以发布。",
    )


async def load_released(tx: Tx, commands: Sequence[ReleaseMaterialBill]) -> Drawer:
    """Read bills by id, all revisions of each, and what stands below them."""
    return await load_bills(tx, [one.material_bill for one in commands])


async def load_retired(tx: Tx, commands: Sequence[RetireMaterialBill]) -> Drawer:
    """Read bills by id, all revisions of each; what stands below them stays as it is."""
    return await load_bills(tx, [one.material_bill for one in commands], is_deep=False)


def decide_release(
    drawer: Drawer, command: ReleaseMaterialBill, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a draft is in force; released revisions before it become obsolete.

    A revision that begins later leaves the one before in force until then.

    Raises:
        NotFound: there is no such bill.
        BillChanged: somebody else changed it.
        BillNotDraft: it is released already, or retired.
        BillEmpty: it has no lines.
        MaterialInItself: it was put together line by line, and contains what it makes.
    """
    bill = _expected(drawer, command.material_bill, command.expected_version)
    if bill.status != "draft":
        raise BillNotDraft(code=bill.code, revision=bill.revision, status=bill.status)
    lines = drawer.bills.lines.get(bill.id)
    if not lines:
        raise BillEmpty(code=bill.code)
    parts = drawer.bills.parts
    named = [parts[line.material] for line in lines]
    refuse_circle(drawer, parts[bill.material], named, at="/material_bill")
    earlier = [
        other
        for other in drawer.own.values()
        if other.code == bill.code and other.status == "released"
    ]
    begins = command.effective_on
    later = begins is not None and begins > now.date()
    stays = sorted(earlier, key=revision_of)[-1:] if later else []
    facts: list[Fact] = [
        _stands(drawer, other, "obsolete", now=now, ids=ids)
        for other in earlier
        if other not in stays
    ]
    changed = msgspec.structs.replace(bill, status="released", effective_on=begins)
    written = rows_of(changed, lines, bill, old=old_lines(drawer, bill),
                      now=now, ids=ids)  # fmt: skip
    return [*facts, written, event_of("released", written.bill)]


def decide_retire(
    drawer: Drawer, command: RetireMaterialBill, now: Instant, ids: Ids
) -> list[Fact]:
    """Decide that a bill is used no more.

    Raises:
        NotFound: there is no such bill.
        BillChanged: somebody else changed it.
    """
    bill = _expected(drawer, command.material_bill, command.expected_version)
    if bill.status == "obsolete":
        return []
    written = _stands(drawer, bill, "obsolete", now=now, ids=ids)
    return [written, event_of("retired", written.bill)]


def _expected(drawer: Drawer, id_: UUID, version: int) -> Bill:
    bill = drawer.own.get(id_)
    if bill is None:
        raise NotFound(kind="material_bill", code=str(id_), at="/material_bill")
    if bill.version != version:
        raise BillChanged(
            code=bill.code, version=bill.version, expected=version, at="/expected_version"
        )
    return bill


def _stands(
    drawer: Drawer, bill: Bill, status: str, *, now: Instant, ids: Ids
) -> BillWritten:  # tidy: positional - a bill and its next state
    changed = msgspec.structs.replace(bill, status=status)
    lines = drawer.bills.lines.get(bill.id, [])
    return rows_of(changed, lines, bill, old=old_lines(drawer, bill), now=now, ids=ids)
