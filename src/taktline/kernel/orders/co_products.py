"""What else an operation makes: by-products at a fixed value, co-products at their cost share."""

from decimal import Decimal
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.quantity import ZERO, rounded
from taktline.kernel.ledger.facts import NO_LOT, place_id
from taktline.kernel.orders.content import OperationMaterial
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import snapshot_of


def made_beside(job: Job) -> list[OperationMaterial]:
    """Return the by-products and co-products of a job order; in-line rework makes none."""
    if job.snapshot is None or job.is_rework or job.work_type != "production":
        return []
    return job.snapshot.operation.uses("by_product", "co_product")


def main_share(job: Job) -> Decimal:
    """Return the product's own share of its cost: what co-products leave, 0 to 1."""
    shares = (line.cost_share for line in made_beside(job) if line.use == "co_product")
    return 1 - sum(shares, ZERO)


def delivered_to(job: Job, line: OperationMaterial) -> tuple[UUID, str]:
    """Return id and code of the place a by- or co-product goes to."""
    code = line.place or f"finished:{snapshot_of(job).work_order}"
    return place_id(job.site, code), code


def put_out_beside(posting: Posting, job: Job, *, pieces: Decimal, lot: UUID, at: Instant) -> None:
    """Deliver what an operation makes beside the product.

        by-product: quantity per piece * pieces, at its fixed value
        co-product: likewise, at planned cost of the pieces * its cost share

    Args:
        pieces: of the product that were worked on, in its base unit.
        lot: of the product; traced by- and co-products get a lot of the same code.

    Source: handbook, ledger section 2, "Co- and by-products".
    """
    stock = posting.stock
    product_lot = stock.lots[lot].code
    for line in made_beside(job):
        material = stock.materials[line.material_id]
        traced = material.lot_traced != "none"
        own = posting.lot(material.id, product_lot if traced else NO_LOT, at=at)
        place, code = delivered_to(job, line)
        if place not in stock.places:
            place = posting.place(job.site, code, kind="finished")
        quantity = rounded(line.quantity_per * pieces, material.unit_places)
        if line.use == "by_product":
            worth = quantity * (line.planned_price or ZERO)
        else:
            worth = (job.planned_cost or ZERO) * pieces * line.cost_share
        posting.move(
            posting.job_place(job, "transform"),
            place,
            lot=own,
            quantity=quantity,
            value=to_minor(worth, stock.currency),
        )
