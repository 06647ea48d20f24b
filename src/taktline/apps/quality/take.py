"""Taking an inspection: an inspector begins it, so that nobody else walks to the same goods."""

from collections.abc import Sequence

from taktline.apps.quality.decide import NotAnInspection
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.ledger.stock import StockWanted
from taktline.kernel.orders.changes import inspection_event, response, stepped
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.load import stocked
from taktline.kernel.orders.read import Named, read_shop
from taktline.kernel.orders.reverse import OrderClosed
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import ENDED, UNSTARTED
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.transaction import Tx


class TakeInspection(Command, frozen=True, kw_only=True):
    """Somebody takes an inspection and begins it.

    Attributes:
        inspection: code or id of its job order.
    """

    inspection: str


class InspectionTaken(Problem):
    """Somebody began this inspection before."""

    title = Text(
        en="{code} was begun already; the task list says by whom.",
        zh="{code} 已有人开始检验,任务列表中可见领取人。",
    )


async def load_takes(tx: Tx, commands: Sequence[TakeInspection]) -> Shop:
    """Lock the inspections."""
    read = await read_shop(tx, Named(jobs={command.inspection for command in commands}))
    return await stocked(tx, read.shop, StockWanted())


def decide_take(shop: Shop, command: TakeInspection, now: Instant, ids: Ids) -> list[Fact]:
    """Decide that an inspection runs from now on; who gave the command has it.

    Raises:
        NotFound: there is no such job order.
        NotAnInspection: it judges nothing.
        OrderClosed: it has been decided.
        InspectionTaken: somebody began it before.
    """
    inspection = shop.job(command.inspection)
    if inspection.work_type != "quality":
        raise NotAnInspection(code=inspection.code)
    if inspection.status in ENDED:
        raise OrderClosed(code=inspection.code, status=inspection.status)
    if inspection.status not in UNSTARTED:
        raise InspectionTaken(code=inspection.code, at="/inspection")
    running = stepped(inspection, "start", at=command.occurred_at)
    return [
        JobOrderChanged(job=running),
        JobReported(
            response=response(shop, inspection, kind="start", ids=ids, at=command.occurred_at)
        ),
        inspection_event(running, "taken", by=ids.by.name),
    ]
