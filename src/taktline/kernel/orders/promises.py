"""Promises of stock that are made to job orders and work orders: they end when these do."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from taktline.base.quantity import ZERO
from taktline.kernel.ledger.entry import promise_event
from taktline.kernel.ledger.facts import ReservationChanged
from taktline.kernel.ledger.stock import Reservation
from taktline.kernel.orders.rows import Job, WorkOrder
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Fact


def demands_of(jobs: Iterable[Job], orders: Iterable[WorkOrder]) -> set[str]:
    """Return how promises name job orders and work orders: by code and by id."""
    named = {f"job_order:{one}" for job in jobs for one in (job.code, job.id)}
    return named | {f"work_order:{one}" for order in orders for one in (order.code, order.id)}


def without_promises(
    shop: Shop, facts: Sequence[Fact], *, jobs: Iterable[Job], orders: Iterable[WorkOrder] = ()
) -> list[Fact]:
    """Return the facts of an end with what is still promised to it given back."""
    demands = demands_of(jobs, orders)
    ended = {one.id for one in facts if isinstance(one, ReservationChanged) and one.quantity == 0}
    own: dict[UUID, Reservation] = {
        one.id: one
        for one in shop.stock.reservations.values()
        if one.demand in demands and one.status == "open" and one.id not in ended
    }
    if not own:
        return list(facts)
    left = [one for one in facts if not (isinstance(one, ReservationChanged) and one.id in own)]
    given = [ReservationChanged(id=one, quantity=ZERO, status="released") for one in own]
    told = [promise_event(one, "reservation.released") for one in own.values()]
    return [*left, *given, *told]
