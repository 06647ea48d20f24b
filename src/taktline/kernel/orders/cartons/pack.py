"""Packing cartons: so many lots, one version, one customer; what is closed is only re-boxed."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.code import code as checked_code
from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import ZERO, bounded, plain, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.facts import (
    NO_LOT,
    HandlingUnitMade,
    StockKey,
    handling_unit_id,
    lot_id,
    place_id,
)
from taktline.kernel.ledger.refusals import UnknownLot, UnknownPlace
from taktline.kernel.ledger.value import value_taken
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.work_master import CodeTaken
from taktline.platform.command import Command, Event, Fact, Ids

LINES_MAX = 200
"""Lines of one packing: more is a pallet of cartons."""


class Carton(msgspec.Struct, frozen=True, kw_only=True):
    """A box and its rule; its content is what keys with its handling unit hold.

    Attributes:
        place: where it was opened; later its content says where it is.
        lots_max: lots it may hold.
        same_version: made by one revision of the work master only.
        same_customer: made for one customer only.
        capacity: pieces it holds, base unit; None = nobody counts.
    """

    id: UUID
    site: UUID
    code: str
    place: UUID
    status: Literal["open", "closed"] = "open"
    lots_max: int = 1
    same_version: bool = True
    same_customer: bool = True
    capacity: Decimal | None = None
    closed_at: Instant | None = None
    version: int = 1


class CartonWritten(Fact, frozen=True, kw_only=True):
    """A carton is there, or is closed."""

    carton: Carton


class MadeFor(msgspec.Struct, frozen=True, kw_only=True):
    """What version a lot was made by, and for whom; None where nobody says."""

    version: UUID | None = None
    customer: str | None = None


class PackingShop(Shop, kw_only=True):
    """What a decision about cartons knows beside the floor.

    Attributes:
        cartons: named ones, and those with the same codes.
        made_for: by lot.
    """

    cartons: dict[UUID, Carton] = {}
    made_for: dict[UUID, MadeFor] = {}


class OpenCarton(Command, frozen=True, kw_only=True):
    """An empty box is made ready at a place.

    Attributes:
        code: SSCC or own.
        lots_max: lots that may be packed together, 1 or more.
    """

    code: str
    site: str
    place: str
    lots_max: int = 1
    same_version: bool = True
    same_customer: bool = True
    capacity: Decimal | None = None


class CartonLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much of a lot goes into the carton.

    Attributes:
        place: code where it lies; the carton's own if None.
        from_carton: code or id of the carton it is taken out of: re-boxing.
    """

    material: str
    lot: str = NO_LOT
    quantity: Decimal
    place: str | None = None
    from_carton: str | None = None


class PackCarton(Command, frozen=True, kw_only=True):
    """Goods, for instance the remainders of two orders, go into one carton."""

    carton: str
    lines: tuple[CartonLine, ...]


class CloseCarton(Command, frozen=True, kw_only=True):
    """A carton is full or done with; its label shows every lot in it."""

    carton: str


class CartonClosed(Problem):
    """Nothing is packed into a closed carton."""

    title = Text(en="Carton {code} is closed.", zh="箱 {code} 已封箱。")


class CartonEmpty(Problem):
    """There is nothing in it."""

    title = Text(en="Carton {code} is empty.", zh="箱 {code} 为空。")


class SameCarton(Problem):
    """Goods are re-boxed from one carton into another."""

    title = Text(en="They are in carton {code} already.", zh="已在箱 {code} 中。")
    status = 400


class CartonOfManyLots(Problem):
    """More lots than the rule lets be together."""

    title = Text(
        en="Carton {code} would hold {count} lots ({lots}); at most {limit}.",
        zh="箱 {code} 将含 {count} 个批次({lots}),最多 {limit} 个。",
    )


class MixedVersions(Problem):
    """Lots of several versions."""

    title = Text(
        en="Carton {code} would hold lots of several versions: {lots}.",
        zh="箱 {code} 将混装不同版本的批次:{lots}。",
    )


class MixedCustomers(Problem):
    """Lots for several customers."""

    title = Text(
        en="Carton {code} would hold goods for {customers}.",
        zh="箱 {code} 将混装不同客户的货物:{customers}。",
    )


class CartonFull(Problem):
    """More pieces than it holds."""

    title = Text(
        en="Carton {code} holds {capacity}; {total} would be in it.",
        zh="箱 {code} 容量 {capacity},装入后为 {total}。",
    )


class CartonLineCount(Problem):
    """No line, or more than one packing has."""

    title = Text(
        en="{count} lines; 1 to {limit} are possible.", zh="共 {count} 行,须为 1 至 {limit} 行。"
    )
    status = 400


def decide_open(shop: PackingShop, command: OpenCarton, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that an empty carton is ready.

    Raises:
        BadCode, CodeTaken: its code.
        NotFound, UnknownPlace: site or place.
        NegativeCount: a limit is not above zero.
    """
    name = checked_code(command.code)
    if any(one.code == name for one in shop.cartons.values()):
        raise CodeTaken(kind="carton", code=name, at="/code")
    site = shop.resource(command.site, "site").id
    place = place_id(site, command.place)
    if place not in shop.stock.places:
        raise UnknownPlace(place=command.place, at="/place")
    for field, value in (("lots_max", command.lots_max), ("capacity", command.capacity)):
        if value is not None and value <= 0:
            raise NegativeCount(field=field, value=value, at=f"/{field}")
    carton = Carton(
        id=handling_unit_id(name),
        site=site,
        code=name,
        place=place,
        lots_max=command.lots_max,
        same_version=command.same_version,
        same_customer=command.same_customer,
        capacity=command.capacity,
    )
    made: list[Fact] = []
    if carton.id not in shop.stock.handling_units:
        made.append(HandlingUnitMade(id=carton.id, code=name, site=site, kind="box"))
    return [*made, CartonWritten(carton=carton), _told("opened", carton)]


def decide_pack(shop: PackingShop, command: PackCarton, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that goods go into a carton: moves between keys, re-boxing included.

    Raises:
        CartonLineCount: no line, or too many.
        NotFound: carton or material.
        CartonClosed: it is closed.
        UnknownPlace, UnknownLot, NegativeCount, SameCarton: a line.
        CartonOfManyLots, MixedVersions, MixedCustomers, CartonFull: its rule.
        StatusForbids, LotHeld, Shortage: the goods.

    Source: handbook, shopfloor section 7, "Mixed lots and remainders".
    """
    if not 0 < len(command.lines) <= LINES_MAX:
        raise CartonLineCount(count=len(command.lines), limit=LINES_MAX, at="/lines")
    carton = carton_of(shop, command.carton)
    if carton.status != "open":
        raise CartonClosed(code=carton.code)
    content = content_of(shop, carton)
    here = next((key.place for key in content), carton.place)
    inside: dict[UUID, Decimal] = {}
    for key, quantity in content.items():
        assert key.lot is not None, "goods are of a lot"
        inside[key.lot] = inside.get(key.lot, ZERO) + quantity
    posting = Posting(shop, ids)
    for index, line in enumerate(command.lines):
        source, quantity = _source(shop, carton, line, here=here, at=f"/lines/{index}")
        assert source.lot is not None, "a line names a lot"
        target = msgspec.structs.replace(source, place=here, handling_unit=carton.id)
        value = value_taken(shop.stock, source, quantity)
        posting.move(source, target, lot=source.lot, quantity=quantity, value=value)
        inside[source.lot] = inside.get(source.lot, ZERO) + quantity
    _refuse_mixed(shop, carton, inside)
    told = {shop.stock.lots[lot].code: plain(amount) for lot, amount in inside.items()}
    return [
        *posting.facts(occurred_at=command.occurred_at),
        _told("packed", carton, content=told),
    ]


def decide_close(shop: PackingShop, command: CloseCarton, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that a carton is closed.

    Raises:
        NotFound: there is no such carton.
        CartonClosed: it is closed already.
        CartonEmpty: there is nothing in it.
    """
    carton = carton_of(shop, command.carton)
    if carton.status != "open":
        raise CartonClosed(code=carton.code)
    if not content_of(shop, carton):
        raise CartonEmpty(code=carton.code)
    closed = msgspec.structs.replace(carton, status="closed", closed_at=command.occurred_at)
    return [CartonWritten(carton=closed), _told("closed", closed)]


def carton_of(shop: PackingShop, reference: str) -> Carton:
    """Return a carton by id or code.

    Raises:
        NotFound: there is none.
    """
    found = shop.cartons.get(id_of(reference) or UUID(int=0))
    if found is None:
        found = next((one for one in shop.cartons.values() if one.code == reference), None)
    if found is None:
        raise NotFound(kind="carton", code=reference, at="/carton")
    return found


def content_of(shop: Shop, carton: Carton) -> dict[StockKey, Decimal]:
    """Return what is in a carton, by key."""
    return {
        key: balance.quantity
        for key, balance in shop.stock.balances.items()
        if key.handling_unit == carton.id and balance.quantity > 0
    }


def _source(
    shop: PackingShop, carton: Carton, line: CartonLine, *, here: UUID, at: str
) -> tuple[StockKey, Decimal]:
    """Return where a line's goods are and how many they are."""
    material = shop.material(line.material)
    lot = lot_id(material.id, line.lot)
    if lot not in shop.stock.lots:
        raise UnknownLot(material=material.code, lot=line.lot, at=f"{at}/lot")
    quantity = rounded(bounded(line.quantity), material.unit_places)
    if quantity <= 0:
        raise NegativeCount(field="quantity", value=line.quantity, at=f"{at}/quantity")
    place, unit = here, None
    if line.from_carton is not None:
        other = carton_of(shop, line.from_carton)
        if other.id == carton.id:
            raise SameCarton(code=carton.code, at=f"{at}/from_carton")
        unit = other.id
        place = next((key.place for key in content_of(shop, other)), other.place)
    elif line.place is not None:
        place = place_id(carton.site, line.place)
        if place not in shop.stock.places:
            raise UnknownPlace(place=line.place, at=f"{at}/place")
    return StockKey(place=place, lot=lot, handling_unit=unit), quantity


def _refuse_mixed(shop: PackingShop, carton: Carton, inside: dict[UUID, Decimal]) -> None:
    lots = sorted(shop.stock.lots[lot].code for lot in inside)
    if len(inside) > carton.lots_max:
        raise CartonOfManyLots(
            code=carton.code, count=len(inside), lots=lots, limit=carton.lots_max
        )
    made = [shop.made_for.get(lot, MadeFor()) for lot in inside]
    if carton.same_version and len({one.version for one in made}) > 1:
        raise MixedVersions(code=carton.code, lots=lots)
    customers = {one.customer for one in made}
    if carton.same_customer and len(customers) > 1:
        named = sorted(one or "-" for one in customers)
        raise MixedCustomers(code=carton.code, customers=named)
    total = sum(inside.values(), ZERO)
    if carton.capacity is not None and total > carton.capacity:
        raise CartonFull(
            code=carton.code, capacity=plain(carton.capacity), total=plain(total), at="/lines"
        )


def fold_carton(state: object, fact: CartonWritten) -> None:
    """A carton reads so from now on."""
    if isinstance(state, PackingShop):
        state.cartons[fact.carton.id] = fact.carton


def _told(happened: str, carton: Carton, **payload: object) -> Event:
    return Event(
        name=f"carton.{happened}",
        entity="carton",
        record=carton.id,
        code=carton.code,
        site=carton.site,
        payload={"status": carton.status, **payload},
    )
