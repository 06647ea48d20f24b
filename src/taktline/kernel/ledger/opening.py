"""Beginning and ending: places are opened, opening stock is booked, months are closed."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.code import code as checked_code
from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.problem import Confirmable, Problem
from taktline.base.text import Text
from taktline.kernel.ledger.books import (
    Books,
    dated,
    load_closed,
    load_named,
    load_owing,
    lock_periods,
)
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import (
    NO_LOT,
    LotCreated,
    PeriodClosed,
    PeriodReopened,
    PlaceOpened,
    StockKey,
    StockStatus,
    lot_id,
    place_id,
)
from taktline.kernel.ledger.load import load_stock
from taktline.kernel.ledger.opening_end import refuse_closed_opening
from taktline.kernel.ledger.references import References
from taktline.kernel.ledger.stock import StockWanted
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.confirm import refuse_unless_confirmed
from taktline.platform.transaction import Tx

LINES_MAX = 1_000
"""Lines of one opening command; a whole store is opened in several."""


LEDGER_BEGINS = date(2000, 1, 1)
"""First day of the first period."""


class PlaceExists(Problem):
    """The site has a place of this code."""

    title = Text(en="The place {place} exists already.", zh="库位 {place} 已存在。")


class PeriodNotOver(Problem):
    """A period is closed when its last day is over."""

    title = Text(en="{ends_on} is not over yet.", zh="{ends_on} 尚未结束。")


class PeriodClosedAlready(Problem):
    """These days are closed."""

    title = Text(
        en="Everything up to {closed_until} is closed already.", zh="{closed_until} 及以前已结账。"
    )


class LineSideOwes(Confirmable):
    """Line sides that may owe goods are cleared before the period is closed."""

    title = Text(
        en="{places} still owe goods: count or replenish them first.",
        zh="{places} 仍欠料,请先盘点或补料。",
    )


class TooManyLines(Problem):
    """More lines than one command may carry."""

    title = Text(en="{count} lines; at most {limit}.", zh="共 {count} 行,最多 {limit} 行。")
    status = 400


class OpenPlace(Command, frozen=True, kw_only=True):
    """Open a place where goods can be.

    Attributes:
        site: code or id; may be left out where there is one site.
        code: unique at the site.
        kind: what it is; the places of jobs, making and accounts are opened by themselves.
        may_go_below: a line side that may owe untraced material; each time is an alert.
    """

    site: str | None = None
    code: str
    kind: Literal["store", "line_side", "transit", "supplier_site", "customer_site"] = "store"
    name: str = ""
    equipment: UUID | None = None
    partner: str | None = None
    parent: str | None = None
    may_go_below: bool = False


class OpeningLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods that were there before the ledger began.

    Attributes:
        quantity: in `unit`, or in the base unit; above 0.
        value: ledger currency for the whole quantity; the planned cost where it is left out.
    """

    place: str
    material: str
    quantity: Decimal
    unit: str | None = None
    lot: str | None = None
    value: Decimal | None = None
    status: StockStatus = "available"
    expires_on: date | None = None


class OpenBalance(Command, frozen=True, kw_only=True):
    """Book opening stock against the place `opening`; reversible like everything else."""

    site: str | None = None
    lines: tuple[OpeningLine, ...]


class ClosePeriod(Command, frozen=True, kw_only=True):
    """Freeze every day up to one; later corrections post to the first open day."""

    ends_on: date


class ReopenPeriod(Command, frozen=True, kw_only=True):
    """Let the last closed period be posted to again.

    Attributes:
        reason: why; it is audited with the command.
    """

    ends_on: date
    reason: str


class NotLastClosed(Problem):
    """Periods are opened again from the last one backwards, with a reason."""

    title = Text(
        en="Only the last closed period can be opened again, with a reason; {last} is its end.",
        zh="只能重开最后结账的期间并须填写原因;其截止日为 {last}。",
    )


async def load_place(tx: Tx, commands: Sequence[OpenPlace]) -> Books:
    """Read the sites, partners and places concerned."""
    partners = {command.partner for command in commands if command.partner is not None}
    refs = await load_named(tx, materials=set(), partners=partners)
    wanted = StockWanted()
    for command in commands:
        site = refs.site_or_none(command.site)
        if site is not None:
            wanted.want_place(site, command.code)
            if command.parent is not None:
                wanted.want_place(site, command.parent)
    return Books(stock=await load_stock(tx, wanted), refs=refs)


def decide_open_place(books: Books, command: OpenPlace, now: Instant, ids: Ids) -> list[Fact]:
    """Decide to open a place.

    Raises:
        SiteNeeded, NotFound: the site is not named or unknown.
        BadCode: the code cannot be printed or scanned.
        PlaceExists: the site has it already.
    """
    site = books.refs.site(command.site)
    code = checked_code(command.code)
    place = place_id(site, code)
    if place in books.stock.places:
        raise PlaceExists(place=code, at="/code")
    partner = books.refs.partner(command.partner) if command.partner is not None else None
    parent = None
    if command.parent is not None:
        parent = Entry(books.stock, ids.new).known_place(site, command.parent, at="/parent")
    fact = PlaceOpened(
        id=place,
        site=site,
        code=code,
        kind=command.kind,
        name=command.name,
        equipment=command.equipment,
        partner=partner,
        parent=parent,
        may_go_below=command.may_go_below and command.kind == "line_side",
    )
    event = Event(name="place.opened", entity="place", record=place, code=code, site=site)
    return [fact, event]


async def load_opening(tx: Tx, commands: Sequence[OpenBalance]) -> Books:
    """Read and lock what opening stock goes to."""
    lines = [line for command in commands for line in command.lines]
    refs = await load_named(tx, materials={line.material for line in lines})
    wanted = StockWanted()
    dated(wanted, commands)
    for command in commands:
        site = refs.site_or_none(command.site)
        if site is not None:
            wanted.want_place(site, "opening")
            for line in command.lines:
                _want_line(wanted, refs, site=site, line=line)
    return Books(stock=await load_stock(tx, wanted), refs=refs)


def _want_line(wanted: StockWanted, refs: References, *, site: UUID, line: OpeningLine) -> None:
    material = refs.materials.get(line.material)
    place = wanted.want_place(site, line.place)
    if material is not None:
        wanted.materials.add(material)
        for lot in {line.lot or NO_LOT, NO_LOT}:
            key = StockKey(place=place, lot=lot_id(material, lot), status=line.status)
            wanted.want(key)


def decide_open_balance(books: Books, command: OpenBalance, now: Instant, ids: Ids) -> list[Fact]:
    """Decide the moves `opening -> place`, one a line.

    Raises:
        TooManyLines: more than 1000.
        OpeningClosed: the site's opening is closed.
        SiteNeeded, NotFound, UnknownPlace, LotNeeded: something named is not there.
        NoConversion, QuantityNotPositive: the quantity says nothing.
        SerialTwice: a serial is there already.
    """
    if len(command.lines) > LINES_MAX:
        raise TooManyLines(count=len(command.lines), limit=LINES_MAX)
    site = books.refs.site(command.site)
    refuse_closed_opening(books.stock, site)
    entry = Entry(books.stock, ids.new)
    opening = entry.place(site, "opening", kind="opening")
    events: list[Fact] = []
    for number, line in enumerate(command.lines):
        material = books.stock.materials[books.refs.material(line.material)]
        entered = books.refs.entered(material, line.quantity, unit=line.unit)
        place = entry.known_place(site, line.place, at=f"/lines/{number}/place")
        like = LotCreated(
            id=material.id, material=material.id, code="", expires_on=line.expires_on,
            received_at=command.occurred_at,
        )  # fmt: skip
        lot = entry.lot(material, line.lot, like=like)
        planned = to_minor(
            (material.standard_cost or Decimal(0)) * entered.base, books.stock.currency
        )
        value = planned if line.value is None else line.value
        move = entry.move(
            StockKey(place=opening, lot=lot),
            StockKey(place=place, lot=lot, status=line.status),
            quantity=entered.base,
            value=to_minor(value, books.stock.currency),
            entered=entered,
        )
        events.append(
            Event(
                name="balance.opened",
                entity="balance",
                record=move.target.balance_id(),
                code=line.place,
                site=site,
                payload={
                    "material": material.code, "lot": line.lot or NO_LOT,
                    "quantity": str(entered.base), "value": str(move.value),
                },
            )
        )  # fmt: skip
    return [*entry.facts(occurred_at=command.occurred_at), *events]


async def load_period(tx: Tx, commands: Sequence[ClosePeriod | ReopenPeriod]) -> Books:
    """Keep everybody from posting until the period is closed."""
    lock_periods(tx)
    closed = await load_closed(tx)
    owing = await load_owing(tx)
    return Books(stock=await load_stock(tx, StockWanted()), closed=closed, owing=owing)


def decide_close_period(books: Books, command: ClosePeriod, now: Instant, ids: Ids) -> list[Fact]:
    """Decide to freeze the days from the first open one to `ends_on`.

    Raises:
        PeriodClosedAlready: they are frozen.
        PeriodNotOver: the last day is still running at some site.
        LineSideOwes: a line side owes goods, not confirmed.
    """
    first = books.stock.open_from or LEDGER_BEGINS
    if command.ends_on < first:
        raise PeriodClosedAlready(closed_until=(first - timedelta(days=1)).isoformat())
    if any(command.ends_on >= day.date_of(now) for day in books.stock.sites.values()):
        raise PeriodNotOver(ends_on=command.ends_on.isoformat())
    if books.owing:
        refuse_unless_confirmed(command, LineSideOwes(places=list(books.owing)))
    event = Event(
        name="period.closed",
        entity="period",
        record=derived_id("period", first),
        code=command.ends_on.isoformat(),
        payload={"starts_on": first.isoformat(), "ends_on": command.ends_on.isoformat()},
    )
    return [PeriodClosed(starts_on=first, ends_on=command.ends_on), event]


def decide_reopen_period(books: Books, command: ReopenPeriod, now: Instant, ids: Ids) -> list[Fact]:
    """Decide to open the last closed period again; the next close freezes from its first day.

    Raises:
        NotLastClosed: another period was closed later, none ends so, or no reason is given.
    """
    last = books.closed[0] if books.closed else None
    before = books.closed[1] if len(books.closed) > 1 else None
    stands = last is not None and books.stock.open_from == last.ends_on + timedelta(days=1)
    if last is None or not stands or last.ends_on != command.ends_on or not command.reason.strip():
        raise NotLastClosed(last="-" if last is None else last.ends_on.isoformat(), at="/ends_on")
    first = None if before is None else before.ends_on + timedelta(days=1)
    event = Event(
        name="period.reopened",
        entity="period",
        record=derived_id("period", last.starts_on),
        code=last.ends_on.isoformat(),
        payload={"starts_on": last.starts_on.isoformat(), "reason": command.reason},
    )
    return [PeriodReopened(starts_on=last.starts_on, open_from=first), event]
