"""Which lot the reported pieces belong to: named, given by the policy, or the only one there."""

from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.facts import NO_LOT, lot_id, place_id
from taktline.kernel.ledger.refusals import LotNeeded, UnknownLot
from taktline.kernel.orders.output import makes
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Shop, snapshot_of


class UntracedProduct(Problem):
    """A lot is named of a material that is not traced by lots."""

    title = Text(
        en="{material} is not traced by lots; leave lot {lot} out.",
        zh="{material} 不按批次管理,请勿填写批次 {lot}。",
    )
    status = 400


def begins_here(shop: Shop, job: Job) -> bool:
    """Say whether pieces may come into being with this report.

    So it is at a first operation, and behind first operations that are booked by the next.
    """
    if makes(job):
        return True
    before = [p for _, p in shop.predecessors(job) if not p.is_rework]
    return any(not p.report_point and begins_here(shop, p) for p in before)


def product_lot(posting: Posting, job: Job, *, code: str | None, at: Instant) -> UUID:
    """Return the lot of the reported pieces; at a first operation it may come into being.

    Named lots count first. Else, where the policy is one lot per work order, that one; at later
    operations the only lot waiting there.

    Args:
        code: as the reporter named it.

    Raises:
        UntracedProduct: a lot is named of a material that has none.
        LotNeeded: several lots could be meant, or the policy wants a name.
        UnknownLot: no such lot was made before.
    """
    assert job.material is not None
    material = posting.shop.stock.materials[job.material]
    if material.lot_traced == "none":
        if code not in (None, NO_LOT):
            raise UntracedProduct(material=material.code, lot=code, at="/lot")
        return posting.lot(material.id, NO_LOT, at=at)
    begins = begins_here(posting.shop, job)
    name = code or (policy_lot(job) if begins else None)
    if name is None and not begins:
        return _only_one(posting, job, material.id)
    if name is None:
        raise LotNeeded(material=material.code, at="/lot")
    if not begins and lot_id(material.id, name) not in posting.shop.stock.lots:
        raise UnknownLot(material=material.code, lot=name, at="/lot")
    return posting.lot(material.id, name, at=at, is_serial=material.lot_traced == "serial")


def refuse_unknown_lot(shop: Shop, job: Job, code: str | None) -> None:
    """Refuse to correct a report to a lot that nobody has seen: no lot begins with a correction.

    Args:
        code: the lot as the correction names it; None = as it was reported.

    Raises:
        UnknownLot: there is no such lot, and the order would not make it.
    """
    if code in (None, NO_LOT) or job.material is None:
        return
    assert code is not None
    material = shop.stock.materials[job.material]
    is_planned = job.snapshot is not None and policy_lot(job) == code
    is_known = lot_id(material.id, code) in shop.stock.lots
    if material.lot_traced != "none" and not (is_planned or is_known):
        raise UnknownLot(material=material.code, lot=code, at="/lot")


def policy_lot(job: Job) -> str | None:
    """Return the code of the lot an order of one lot makes."""
    snapshot = snapshot_of(job)
    return snapshot.work_order if snapshot.lot_policy == "one_lot" else None


def _only_one(posting: Posting, job: Job, material: UUID) -> UUID:  # tidy: positional - one lookup
    wip = place_id(job.site, f"wip:{job.code}")
    stock = posting.shop.stock
    lots = {
        key.lot
        for key, balance in stock.balances.items()
        if key.place == wip
        and key.lot is not None
        and balance.quantity > 0
        and stock.lots[key.lot].material == material
    }
    if len(lots) != 1:
        raise LotNeeded(material=stock.materials[material].code, at="/lot")
    return lots.pop()
