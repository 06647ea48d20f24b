"""Counting: what is there against what the books say, at the time it was counted."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from taktline.apps.inventory.booked import booked
from taktline.apps.inventory.dock import (
    Dock,
    Taking,
    load_dock,
    refuse_lines,
)
from taktline.apps.inventory.scale import Weighing, pieces_by_weight, refuse_counted_otherwise
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, plain, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.entry import Entry
from taktline.kernel.ledger.facts import NO_LOT, StockKey, StockStatus
from taktline.kernel.ledger.references import ReferencesWanted
from taktline.kernel.ledger.stock import Balance, Material
from taktline.kernel.ledger.value import found_value
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.transaction import Tx


class CountLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was counted of one stock key.

    Attributes:
        counted: base unit, 0 or more; may be left out where `weighed` says it.
        weighed: the pieces were weighed; a count beside it must fit.
        second_quantity: catch weight of what was counted, in the material's second unit.
    """

    material: str
    counted: Decimal | None = None
    weighed: Weighing | None = None
    second_quantity: Decimal | None = None
    lot: str | None = None
    status: StockStatus = "available"
    owner: str | None = None
    handling_unit: str | None = None


class NothingCounted(Problem):
    """A line neither counts nor weighs."""

    title = Text(
        en="Say how much {material} there is, or weigh it.", zh="请填写 {material} 的清点数或称重。"
    )
    status = 400


class CountBelowZero(Problem):
    """Less than nothing cannot lie anywhere."""

    title = Text(
        en="{counted} of {material} cannot lie there: a count is 0 or more.",
        zh="{material} 的清点数 {counted} 无效:须大于或等于 0。",
    )
    status = 400


class CountedTwice(Problem):
    """One count says two figures of the same goods."""

    title = Text(
        en="{material} lot {lot} is counted twice; say once how much there is in all.",
        zh="{material} 批次 {lot} 重复清点,请合并为一行。",
    )
    status = 400


class CountMaterial(Command, frozen=True, kw_only=True):
    """A place was counted; `occurred_at` is when, not when it was entered."""

    site: str | None = None
    place: str
    lines: tuple[CountLine, ...]


COUNTS: tuple[type[Problem], ...] = (CountBelowZero, NothingCounted)
"""What a count of some goods may be refused for, whoever asked for it."""


async def load_counts(tx: Tx, commands: Sequence[CountMaterial]) -> Dock:
    """Lock what was counted, and read what moved since."""
    takings = [
        Taking(
            site=command.site,
            material=line.material,
            lot=line.lot or "",
            places=(command.place,),
            statuses=(line.status,),
            owners=(line.owner,),
            units=(line.handling_unit,),
            whole=line.lot not in (None, "", NO_LOT),  # Found goods come in at the lot's average.
        )
        for command in commands
        for line in command.lines
    ]
    return await load_dock(tx, commands, takings, named=ReferencesWanted())


def decide_count(dock: Dock, command: CountMaterial, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what a count books: only the difference to what stood there when it was counted.

    Goods that moved between count and entry are no difference (handbook, ledger section 8).
    Missing goods leave with their value; found ones come in at the key's average, where it holds
    none at the average of the lot elsewhere, else at planned cost.

    Raises:
        LineCount, SiteNeeded, NotFound, UnknownPlace, LotNeeded, UnknownLot: what is named.
        NotADecimal, CountBelowZero: a count that is no number, or no count.
        CountedTwice: two lines are about the same goods.
        NothingCounted, BadWeighing, CountedOtherwise, OutOfTolerance: count and scale.
        BackdatedShortage: what is missing has been taken since.
    """
    refuse_lines(command.lines)
    entry = Entry(dock.stock, ids.new)
    site = dock.refs.site(command.site)
    place = entry.known_place(site, command.place)
    account = entry.place(site, "adjustment:count", kind="adjustment")
    told: list[dict[str, str]] = []
    seen: set[StockKey] = set()
    for line in command.lines:
        material = dock.material(line.material)
        counted = counted_of(line, material)
        may_be_new = counted > 0 or material.lot_traced == "none"
        lot = entry.lot if may_be_new else entry.known_lot
        key = StockKey(
            place=place,
            lot=lot(material, line.lot),
            handling_unit=dock.unit(line.handling_unit),
            status=line.status,
            owner=dock.owner(line.owner),
        )
        if key in seen:
            raise CountedTwice(material=material.code, lot=line.lot or NO_LOT, at="/lines")
        seen.add(key)
        dock.refs.refuse_unmeasured(material, line.second_quantity)
        dock.refs.refuse_misweighed(material, counted, measured=line.second_quantity)
        expected = held_at(entry.stock.held(key), command.occurred_at)
        difference = counted - expected
        other = StockKey(place=account, lot=key.lot)
        if difference > 0:
            value = found_value(entry.stock, key, difference)
            entry.move(other, key, quantity=difference, value=value)
        elif difference < 0:
            entry.move(key, other, quantity=-difference)
        told.append(
            {
                "material": material.code,
                "lot": entry.stock.lots[key.lot].code if key.lot is not None else "",
                "expected": plain(expected),
                "counted": plain(counted),
                **_weights(line),
            }
        )
    event = Event(
        name="place.counted",
        entity="place",
        record=place,
        code=command.place,
        site=site,
        payload={"lines": told},
    )
    return [*booked(entry, occurred_at=command.occurred_at), event]


def counted_of(line: CountLine, material: Material) -> Decimal:  # tidy: positional - line and kind
    """Return what was counted; by weight where nobody counted.

    Raises:
        NotADecimal, CountBelowZero, NothingCounted, BadWeighing, CountedOtherwise.
    """
    if line.counted is not None:
        if bounded(line.counted) < 0:
            raise CountBelowZero(material=material.code, counted=plain(line.counted), at="/lines")
        counted = rounded(line.counted, material.unit_places)
        if line.weighed is not None:
            refuse_counted_otherwise(counted, line.weighed, tolerance=material.second_tolerance)
        return counted
    if line.weighed is None:
        raise NothingCounted(material=material.code, at="/lines")
    return Decimal(pieces_by_weight(line.weighed))


def _weights(line: CountLine) -> dict[str, str]:
    """Return what a scale said, as told beside the count."""
    told = {} if line.second_quantity is None else {"measured": plain(line.second_quantity)}
    if line.weighed is not None:
        told["weighed"] = str(pieces_by_weight(line.weighed))
        told["net_weight"] = plain(line.weighed.net)
    return told


def held_at(balance: Balance, at: Instant) -> Decimal:
    """Return what a key held at an instant: what it holds now less what moved since."""
    since = (change.quantity for change in balance.later if change.occurred_at > at)
    return balance.quantity - sum(since, ZERO)
