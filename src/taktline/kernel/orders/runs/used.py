"""What a run used up and made beside for all its members together: sheets, offcuts, regrind."""

from decimal import Decimal
from typing import Protocol
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.money import minor_places, to_minor
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, plain, rounded
from taktline.base.text import Text
from taktline.kernel.ledger.facts import NO_LOT, StockKey, lot_id, place_id
from taktline.kernel.ledger.refusals import UnknownLot, UnknownPlace
from taktline.kernel.ledger.value import value_taken
from taktline.kernel.orders.counts import DefectLine, NegativeCount
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.runs.facts import Bay, Member, OffcutKept, Run
from taktline.kernel.orders.runs.share import parts_of
from taktline.platform.command import Fact, Ids


class Together(Protocol):
    """A command that says what was used and made by all members of a run."""

    @property
    def occurred_at(self) -> Instant: ...

    @property
    def materials(self) -> "tuple[RunMaterial, ...]": ...

    @property
    def by_products(self) -> "tuple[RunByProduct, ...]": ...


class Offcut(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left of a sheet or bar and goes back to stock.

    Attributes:
        lot: its new code; it traces back to the sheet's lot.
        quantity: in the material's base unit.
    """

    lot: str
    quantity: Decimal
    place: str
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None


class RunMaterial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run used up for all its members together.

    Attributes:
        quantity: what went in, base unit, offcuts included.
        place: code of the line side or store it was taken from.
    """

    material: str
    lot: str | None = None
    quantity: Decimal
    place: str
    offcuts: tuple[Offcut, ...] = ()


class RunByProduct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run made beside: regrind, chips.

    Attributes:
        price: fixed value of one base unit, ledger currency; it reduces the members' cost.
    """

    material: str
    lot: str | None = None
    quantity: Decimal
    place: str
    price: Decimal = ZERO


class OffcutTooLarge(Problem):
    """More is left than went in."""

    title = Text(
        en="Of {material} {quantity} went in; the offcuts are {left}.",
        zh="物料 {material} 投入 {quantity},余料合计 {left}。",
    )
    status = 400


class MadeOf(msgspec.Struct, frozen=True, kw_only=True):
    """One member with what is reported of it.

    Attributes:
        weight: what it counts for under the run's rule.
    """

    member: Member
    job: Job
    good: Decimal
    defects: tuple[DefectLine, ...] = ()
    lot: str | None = None
    weight: Decimal = ZERO

    @property
    def pieces(self) -> Decimal:
        """Worked on, good and bad."""
        return self.good + sum((line.quantity for line in self.defects), ZERO)


def used_together(
    state: Bay,
    run: Run,
    *,
    made: list[MadeOf],
    command: Together,
    ids: Ids,
) -> list[Fact]:
    """Return the moves of what was used and made by all, and the offcuts kept.

    Raises:
        NotFound: there is no such material.
        NegativeCount: a quantity is not above zero, or a price is below.
        UnknownPlace, UnknownLot: where it comes from or goes.
        OffcutTooLarge: more is left than went in.
    """
    posting = Posting(state, ids)
    kept: list[Fact] = []
    for index, used in enumerate(command.materials):
        kept += _use(posting, run, used=used, made=made, at=f"/materials/{index}")
    for index, beside in enumerate(command.by_products):
        _put_out_beside(
            posting,
            run,
            beside=beside,
            made=made,
            at=f"/by_products/{index}",
            occurred_at=command.occurred_at,
        )
    return [*posting.facts(occurred_at=command.occurred_at), *kept]


def _use(
    posting: Posting, run: Run, *, used: RunMaterial, made: list[MadeOf], at: str
) -> list[Fact]:
    """Take one lot: a part into each member's transform, the offcuts back to stock.

    part of a member   = (quantity - offcuts) * its weight / all weights
    value of a part    = value taken * part / quantity
    """
    stock = posting.stock
    material = posting.shop.material(used.material)
    places = material.unit_places
    quantity = _amount(used.quantity, places, at=f"{at}/quantity")
    offcuts = [_amount(one.quantity, places, at=f"{at}/offcuts") for one in used.offcuts]
    left = sum(offcuts, ZERO)
    if left > quantity:
        raise OffcutTooLarge(material=material.code, quantity=plain(quantity), left=plain(left),
                             at=f"{at}/offcuts")  # fmt: skip
    lot = lot_id(material.id, used.lot or NO_LOT)
    if lot not in stock.lots:
        raise UnknownLot(material=material.code, lot=used.lot or NO_LOT, at=f"{at}/lot")
    source = StockKey(place=_known(posting, run, used.place, at=f"{at}/place"), lot=lot)
    parts = parts_of(quantity - left, [one.weight for one in made], places)
    worth = value_taken(stock, source, quantity)
    values = parts_of(worth, [*parts, *offcuts], minor_places(stock.currency))
    for one, part, value in zip(made, parts, values, strict=False):
        transform = posting.job_place(one.job, "transform")
        posting.move(source, transform, lot=lot, quantity=part, value=value)
    left_over = zip(used.offcuts, offcuts, values[len(parts) :], strict=True)
    return [
        _keep(posting, run, offcut=offcut, source=source, amount=amount, value=value)
        for offcut, amount, value in left_over
    ]


def _keep(
    posting: Posting,
    run: Run,
    *,
    offcut: Offcut,
    source: StockKey,
    amount: Decimal,
    value: Decimal,
) -> OffcutKept:
    """Return an offcut to stock: through a transform of the command, so that it traces back."""
    assert source.lot is not None
    material = posting.stock.material_of(source.lot)
    target = _known(posting, run, offcut.place, at="/materials")
    lot = source.lot
    if material.lot_traced != "none":
        making = posting.place(run.site, f"transform:{posting.ids.cause}", kind="transform")
        posting.move(source, making, lot=lot, quantity=amount, value=value)
        lot = posting.lot(material.id, offcut.lot, at=_produced(posting, source.lot))
        posting.move(making, target, lot=lot, quantity=amount, value=value)
    elif source.place != target:
        posting.move(source, target, lot=lot, quantity=amount, value=value)
    return OffcutKept(
        id=posting.ids.new(),
        site=run.site,
        run=run.id,
        material=material.id,
        lot=lot,
        parent_lot=source.lot,
        quantity=amount,
        length_mm=offcut.length_mm,
        width_mm=offcut.width_mm,
    )


def _produced(posting: Posting, lot: UUID) -> Instant:
    """Return when a sheet was made: an offcut of it is as old."""
    known = posting.stock.lots[lot]
    found = known.produced_at or known.received_at
    assert found is not None, "a traced lot came from somewhere at some time"
    return found


def _put_out_beside(
    posting: Posting,
    run: Run,
    *,
    beside: RunByProduct,
    made: list[MadeOf],
    at: str,
    occurred_at: Instant,
) -> None:
    material = posting.shop.material(beside.material)
    quantity = _amount(beside.quantity, material.unit_places, at=f"{at}/quantity")
    if bounded(beside.price) < 0:
        raise NegativeCount(field="price", value=beside.price, at=f"{at}/price")
    target = _known(posting, run, beside.place, at=f"{at}/place")
    traced = material.lot_traced != "none"
    lot = posting.lot(material.id, (beside.lot or run.code) if traced else NO_LOT, at=occurred_at)
    weights = [one.weight for one in made]
    worth = to_minor(quantity * beside.price, posting.stock.currency)
    amounts = parts_of(quantity, weights, material.unit_places)
    values = parts_of(worth, amounts, minor_places(posting.stock.currency))
    for one, amount, value in zip(made, amounts, values, strict=True):
        transform = posting.job_place(one.job, "transform")
        posting.move(transform, target, lot=lot, quantity=amount, value=value)


def _known(posting: Posting, run: Run, code: str, *, at: str) -> UUID:
    found = place_id(run.site, code)
    if found not in posting.stock.places:
        raise UnknownPlace(place=code, at=at)
    return found


def _amount(value: Decimal, places: int, *, at: str) -> Decimal:
    found = rounded(bounded(value), places)
    if found <= 0:
        raise NegativeCount(field="quantity", value=value, at=at)
    return found
