"""Entering counts: blind, a second time where it is out of tolerance, approved, then booked."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.count import CountLine, counted_of, held_at
from taktline.apps.inventory.counting.abc import AbcClass, is_within
from taktline.apps.inventory.counting.facts import (
    CountLineEntered,
    CountLineRow,
    CountMoved,
    CountStatus,
)
from taktline.apps.inventory.counting.plan import Sheets
from taktline.apps.inventory.dock import load_dock, refuse_lines
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import StockKey, StockStatus
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.ledger.value import found_value
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx


class CountClosed(Problem):
    """A count is entered while it is open and approved when everything has been counted."""

    title = Text(en="Count {code} is {status}.", zh="盘点单 {code} 状态为 {status}。")


class NotOnSheet(Problem):
    """The sheet does not ask for this key, or not again."""

    title = Text(
        en="Count {code} does not ask for {material} lot {lot}.",
        zh="盘点单 {code} 无需盘点 {material} 批次 {lot}。",
    )


class ApprovalReasonMissing(Problem):
    """Whoever books a difference out of tolerance says what it is."""

    title = Text(en="Say what explains the difference.", zh="请说明差异原因。")
    status = 400


class EnterCount(Command, frozen=True, kw_only=True):
    """Somebody counted lines of a sheet; `occurred_at` is when, not when it was entered."""

    count: str
    lines: tuple[CountLine, ...]


class ApproveCount(Command, frozen=True, kw_only=True):
    """A difference that was counted twice is booked, or the count is thrown away.

    Attributes:
        reason: what explains it.
        accept: False = nothing is booked and the count ends.
    """

    count: str
    reason: str
    accept: bool = True


class CountSheet(msgspec.Struct, kw_only=True):
    """One count with its lines, as the commands of a batch change it."""

    id: UUID
    site: UUID
    code: str
    place: UUID
    place_code: str
    status: CountStatus
    lines: dict[UUID, CountLineRow] = {}


class Counting(Sheets, kw_only=True):
    """What entering and approving know: sheets by code."""

    sheets: dict[str, CountSheet] = {}

    def sheet(self, code: str) -> CountSheet:
        """Return a count.

        Raises:
            NotFound: there is none.
        """
        found = self.sheets.get(code)
        if found is None:
            raise NotFound(kind="stock_count", code=code, at="/count")
        return found


class LineRead(msgspec.Struct, frozen=True, array_like=True):
    """One line as it is read."""

    count: UUID
    id: UUID
    material: UUID
    lot: UUID
    handling_unit: UUID | None
    status: StockStatus
    owner: UUID | None
    abc: AbcClass
    tolerance: Decimal
    first: Decimal | None
    second: Decimal | None
    expected: Decimal | None
    is_within: bool | None


SHEETS = """
    SELECT c.id, c.site, c.code, c.place, p.code, c.status
    FROM stock_count c JOIN place p ON p.id = c.place
    WHERE c.code = ANY(%(codes)s::text[]) ORDER BY c.id FOR UPDATE OF c"""
LINES = """
    SELECT l.stock_count, l.id, l.material, l.lot, l.handling_unit, l.status, l.owner, l.class,
        l.tolerance, l.first_quantity, l.second_quantity, l.expected, l.is_within
    FROM stock_count_line l JOIN stock_count c ON c.id = l.stock_count
    WHERE c.code = ANY(%(codes)s::text[]) ORDER BY l.id"""


async def load_counting(
    tx: Tx, commands: Sequence[EnterCount] | Sequence[ApproveCount]
) -> Counting:
    """Lock the counts, then every key on their sheets, and read what moved since."""
    params = {"codes": sorted({command.count for command in commands})}
    sheets, lines = await tx.fetch_many([(SHEETS, params), (LINES, params)])
    found: dict[UUID, CountSheet] = {}
    for id_, site, code, place, place_code, status in msgspec.convert(
        sheets, list[tuple[UUID, UUID, str, UUID, str, CountStatus]]
    ):
        found[id_] = CountSheet(
            id=id_, site=site, code=code, place=place, place_code=place_code, status=status
        )
    named, wanted = ReferencesWanted(), StockWanted()
    for row in msgspec.convert(lines, list[LineRead]):
        sheet = found[row.count]
        sheet.lines[row.id] = _line(row, sheet.place)
        wanted.want(sheet.lines[row.id].key)
        wanted.materials.add(row.material)
    for command in commands:
        if isinstance(command, EnterCount):
            named.want(
                materials=[line.material for line in command.lines],
                partners=[line.owner for line in command.lines],
                handling_units=[line.handling_unit for line in command.lines],
            )
    dock = await load_dock(tx, commands, [], named=named, wanted=wanted)
    by_code = {sheet.code: sheet for sheet in found.values()}
    return Counting(stock=dock.stock, refs=dock.refs, sheets=by_code)


def _line(row: LineRead, place: UUID) -> CountLineRow:  # tidy: positional - row and place
    return CountLineRow(
        id=row.id,
        key=StockKey(
            place=place, lot=row.lot, handling_unit=row.handling_unit, status=row.status,
            owner=row.owner,
        ),
        material=row.material,
        abc=row.abc,
        tolerance=row.tolerance,
        first=row.first,
        second=row.second,
        expected=row.expected,
        is_within=row.is_within,
    )  # fmt: skip


def decide_enter(state: Counting, command: EnterCount, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a count says: what the books held at that instant is kept, but told nobody.

    When every line is counted: what is out of tolerance is counted a second time; what is still
    out waits for approval; where all is within, the differences are booked at once.

    Raises:
        LineCount, NotFound, LotNeeded, UnknownLot: what is named.
        CountClosed: it is not open.
        NotOnSheet: the sheet does not ask for it.
        NothingCounted, BadWeighing, CountedOtherwise, OutOfTolerance: count and scale.
        BackdatedShortage: what is missing has been taken since.
    """
    refuse_lines(command.lines)
    sheet = state.sheet(command.count)
    if sheet.status not in {"open", "recount"}:
        raise CountClosed(code=sheet.code, status=sheet.status, at="/count")
    lines = dict(sheet.lines)
    entered: list[Fact] = []
    for asked in command.lines:
        row = _counted(state, sheet, asked, lines=lines, at=command.occurred_at)
        lines[row.id] = row
        entered.append(CountLineEntered(line=row, counted_at=command.occurred_at))
    event = _event(sheet, "entered", lines=len(command.lines))
    status = status_after(lines.values())
    if status == "booked":
        return [*entered, event, *_booked(state, sheet, lines.values(), command=command, ids=ids)]
    if status == sheet.status:
        return [*entered, event]
    moved = CountMoved(id=sheet.id, status=status)
    return [*entered, event, moved, _event(sheet, "advanced", status=status)]


def decide_approve(state: Counting, command: ApproveCount, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a difference counted twice is booked, or that the count ends without.

    Raises:
        NotFound: no such count.
        CountClosed: it does not wait for approval.
        ApprovalReasonMissing: nobody says why.
        BackdatedShortage, Shortage: what is missing has been taken since.
    """
    sheet = state.sheet(command.count)
    if sheet.status != "approval" and (command.accept or sheet.status in {"booked", "cancelled"}):
        raise CountClosed(code=sheet.code, status=sheet.status, at="/count")
    if not command.reason.strip():
        raise ApprovalReasonMissing(at="/reason")
    if command.accept:
        return _booked(state, sheet, sheet.lines.values(), command=command, ids=ids)
    moved = CountMoved(
        id=sheet.id, status="cancelled", reason=command.reason, closed_at=command.occurred_at
    )
    return [moved, _event(sheet, "cancelled", reason=command.reason)]


def status_after(rows: Collection[CountLineRow]) -> CountStatus:
    """Return how far a count is by its lines."""
    if any(row.first is None for row in rows):
        return "open"
    if any(row.is_within is False and row.second is None for row in rows):
        return "recount"
    return "approval" if any(row.is_within is False for row in rows) else "booked"


def _counted(
    state: Counting, sheet: CountSheet, asked: CountLine, *, lines: dict[UUID, CountLineRow],
    at: Instant,
) -> CountLineRow:  # fmt: skip  # tidy: positional - state, sheet, line
    if state.refs.material(asked.material) not in state.stock.materials:
        raise NotOnSheet(
            code=sheet.code, material=asked.material, lot=asked.lot or "-", at="/lines"
        )
    material = state.material(asked.material)
    entry_lot = Entry(state.stock, _no_id).known_lot(material, asked.lot, at="/lines")
    key = StockKey(
        place=sheet.place,
        lot=entry_lot,
        handling_unit=state.unit(asked.handling_unit),
        status=asked.status,
        owner=state.owner(asked.owner),
    )
    row = next((one for one in lines.values() if one.key == key), None)
    again = row is not None and row.first is not None
    if row is None or (again and (row.is_within is not False or row.second is not None)):
        raise NotOnSheet(code=sheet.code, material=material.code, lot=asked.lot or "-", at="/lines")
    counted = counted_of(asked, material)
    state.refs.refuse_unmeasured(material, asked.second_quantity)
    state.refs.refuse_misweighed(material, counted, measured=asked.second_quantity)
    expected = held_at(state.stock.held(key), at)
    return msgspec.structs.replace(
        row,
        first=row.first if again else counted,
        second=counted if again else None,
        expected=expected,
        is_within=is_within(counted, expected, tolerance=row.tolerance),
    )


def _no_id() -> UUID:
    raise AssertionError("looking up a lot makes nothing")


def _booked(
    state: Counting, sheet: CountSheet, rows: Collection[CountLineRow], *,
    command: EnterCount | ApproveCount,
    ids: Ids,
) -> list[Fact]:  # fmt: skip  # tidy: positional - state, sheet, lines
    """Book every difference to what stood there when it was counted; the count ends."""
    entry = Entry(state.stock, ids.new)
    account = entry.place(sheet.site, "adjustment:count", kind="adjustment")
    told: list[dict[str, str]] = []
    for row in rows:
        assert row.counted is not None, "everything is counted before it is booked"
        assert row.expected is not None, "what was counted was compared"
        difference = row.counted - row.expected
        other = StockKey(place=account, lot=row.key.lot)
        if difference > 0:
            value = found_value(entry.stock, row.key, difference)
            entry.move(other, row.key, quantity=difference, value=value)
        elif difference < 0:
            entry.move(row.key, other, quantity=-difference)
        told.append({"expected": plain(row.expected), "counted": plain(row.counted)})
    reason = command.reason if isinstance(command, ApproveCount) else ""
    moved = CountMoved(id=sheet.id, status="booked", reason=reason, closed_at=command.occurred_at)
    within = sum(
        1
        for row in rows
        if is_within(row.first or ZERO, row.expected or ZERO, tolerance=row.tolerance)
    )
    event = _event(sheet, "booked", lines=told, within=within, reason=reason)
    return [*booked(entry, occurred_at=command.occurred_at), moved, event]


def _event(sheet: CountSheet, name: str, **payload: object) -> Event:
    return Event(
        name=f"stock_count.{name}",
        entity="stock_count",
        record=sheet.id,
        code=sheet.code,
        site=sheet.site,
        payload={"place": sheet.place_code, **payload},
    )


def fold_entered(state: object, fact: CountLineEntered) -> None:
    """Let later commands of the batch see what was counted."""
    if isinstance(state, Counting):
        for sheet in state.sheets.values():
            if fact.line.id in sheet.lines:
                sheet.lines[fact.line.id] = fact.line


def fold_moved(state: object, fact: CountMoved) -> None:
    """Let later commands of the batch see how far a count is."""
    if isinstance(state, Counting):
        for sheet in state.sheets.values():
            if sheet.id == fact.id:
                sheet.status = fact.status
