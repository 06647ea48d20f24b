"""What rework brings: verbs and queries."""

from uuid import UUID

from taktline.base.code import BadCode
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.ledger.refusals import (
    LotHeld,
    LotNeeded,
    Shortage,
    StatusForbids,
    UnknownLot,
    UnknownPlace,
)
from taktline.kernel.orders import counts, reverse, route, topics, work_master
from taktline.kernel.orders.redo import load, loop, order
from taktline.kernel.orders.redo.queries import QUERIES as QUERIES
from taktline.kernel.orders.shop import Shop, path_of
from taktline.platform.verb import AnyFactKind, AnyVerb, Verb

FACT_KINDS: tuple[AnyFactKind, ...] = ()


def _at_job(shop: Shop, command: loop.ReworkDefective) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.job_order))


def _at_origin(shop: Shop, command: order.CreateReworkOrder) -> tuple[UUID, ...]:
    if command.job_order is not None:
        return path_of(shop, shop.job(command.job_order))
    return () if command.site is None else (shop.resource(command.site, "site").id,)


_ROUTE = (route.BadRoute, work_master.BadOperation)

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.rework_defective", loop.ReworkDefective, needs="job_order:judge",
        load=load.load_loops, decide=loop.decide_rework,
        label=Text("Rework defective pieces", "返工"), path=_at_job,
        signed_as=topics.rework,
        refusals=(NotFound, reverse.OrderClosed, counts.NegativeCount, loop.WhichRoute,
                  loop.NoSuchSequence, *_ROUTE, LotNeeded, UnknownLot, Shortage),
        events=("job_order.judged", "job_order.released", "job_order.dispatched"),
    ),
    Verb(
        "kernel.create_rework_order", order.CreateReworkOrder, needs="job_order:judge",
        load=load.load_orders, decide=order.decide_create_rework,
        label=Text("Make a rework order", "新建返工单"), path=_at_origin,
        signed_as=topics.rework,
        refusals=(BadCode, work_master.CodeTaken, order.FromWhere, NotFound, reverse.OrderClosed,
                  counts.NegativeCount, order.NoReworkRoute, *_ROUTE, UnknownPlace, LotNeeded,
                  UnknownLot, StatusForbids, LotHeld, Shortage),
        events=("work_order.created", "work_order.released", "job_order.judged",
                "job_order.released", "job_order.dispatched"),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {}
