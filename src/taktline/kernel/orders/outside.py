"""Which supplier an outside operation goes to, and where its pieces stand meanwhile."""

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Resource, Shop

SPOILED = "supplier"
"""Defect code of what a supplier spoiled: `scrap:supplier`."""


class NotOutside(Problem):
    """No supplier is planned for the operation, and none is named."""

    title = Text(
        en="{code} has no planned supplier: say which one.",
        zh="{code} 未计划委外供应商,请指明供应商。",
    )


def supplier_of(shop: Shop, job: Job, reference: str | None) -> Resource:
    """Return the supplier that is meant: the one named, else the operation's own.

    Raises:
        NotOutside: none is named, and none is planned for the operation.
        NotFound: the one named does not exist.
    """
    if reference is not None:
        return shop.resource(reference, "partner")
    if job.supplier is None:
        raise NotOutside(code=job.code, at="/supplier")
    return shop.resource(str(job.supplier), "partner")


def site_of(supplier: Resource) -> str:
    """Return the code of the place where pieces stand at a supplier."""
    return f"site:{supplier.code}"
