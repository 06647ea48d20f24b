"""Asking for an inspection that follows the work and holds nothing up: something to measure on."""

from collections.abc import Sequence
from decimal import Decimal

from taktline.base.code import code as checked_code
from taktline.base.instant import Instant
from taktline.base.quantity import bounded, rounded
from taktline.kernel.orders.changes import inspection_event, job_event
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.facts import JobOrderCreated
from taktline.kernel.orders.load import load_plans
from taktline.kernel.orders.read import Named
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.work_master import CodeTaken
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx


class RequestInspection(Command, frozen=True, kw_only=True):
    """Somebody wants goods inspected where they are; no goods wait for it.

    Results are recorded on it, and it is completed like other work. Goods that fail are stopped by
    a hold on their lot.

    Attributes:
        code: of the inspection's job order.
        site: code or id of the factory.
        material: code or id.
        quantity: pieces to inspect, base unit, above 0.
        operation: what people see, for instance `first article inspection`.
    """

    code: str
    site: str
    material: str
    quantity: Decimal
    operation: str = "inspection"


async def load_requests(tx: Tx, commands: Sequence[RequestInspection]) -> Shop:
    """Read site, material and whether the code is taken."""
    named = Named(
        jobs={command.code for command in commands},
        materials={command.material for command in commands},
        resources={command.site for command in commands},
    )
    return await load_plans(tx, named)


def decide_request(shop: Shop, command: RequestInspection, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how an inspection begins: dispatched, to be started by its first result.

    Raises:
        BadCode: the code cannot be one.
        CodeTaken: a job order has it.
        NotFound: site or material do not exist.
        NegativeCount: the quantity is not above zero.
    """
    name = checked_code(command.code)
    if any(job.code == name for job in shop.jobs.values()):
        raise CodeTaken(kind="job_order", code=name, at="/code")
    site = shop.resource(command.site, "site").id
    material = shop.material(command.material)
    quantity = rounded(bounded(command.quantity), material.unit_places)
    if quantity <= 0:
        raise NegativeCount(field="quantity", value=command.quantity, at="/quantity")
    job = Job(
        id=ids.new(),
        site=site,
        code=name,
        sequence=10,
        work_type="quality",
        operation=command.operation,
        material=material.id,
        unit=material.unit,
        ordered=quantity,
        status="dispatched",
        cause=ids.cause,
    )
    return [
        JobOrderCreated(job=job),
        inspection_event(job, "requested", quantity=str(quantity)),
        job_event("dispatched", job),
    ]
