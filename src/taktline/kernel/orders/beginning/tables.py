"""What starting in the middle brings: a sheet of half-done orders, closing the opening."""

from typing import cast
from uuid import UUID

from taktline.base.problem import NotFound, Several
from taktline.base.text import Text
from taktline.kernel.ledger.opening_end import OpeningClosed
from taktline.kernel.ledger.refusals import LotNeeded, UnknownPlace
from taktline.kernel.orders import opening, release, work_master
from taktline.kernel.orders.beginning import close, sheet
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.outside import NotOutside
from taktline.kernel.orders.route import BadRoute
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.stages.policy import StockNotKept
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb


def _at_site(shop: Shop, command: sheet.OpenWorkOrders | close.CloseOpening) -> tuple[UUID, ...]:
    return (shop.resource(command.site, "site").id,)


FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (FactKind(close.OpeningEnded, close.record_opening_ended, close.fold_opening_ended),),
)

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.open_work_orders", sheet.OpenWorkOrders, needs="work_order:open",
        load=sheet.load_sheet, decide=sheet.decide_open_sheet, path=_at_site,
        label=Text("Book half-done orders from a sheet", "批量录入在制期初"),
        refusals=(sheet.TooManyOrders, Several, work_master.CodeTaken, NotFound,
                  release.NotReleased, BadRoute, work_master.BadOperation, UnknownPlace,
                  StockNotKept, release.BadWorkOrder, release.NoOperations, OpeningClosed,
                  opening.NoSuchOperation, NegativeCount, NotOutside, LotNeeded),
        events=("work_order.created", "work_order.released", "job_order.released",
                "job_order.dispatched", "work_order.opened"),
    ),
    Verb(
        "kernel.close_opening", close.CloseOpening, needs="opening:close",
        load=close.load_close_opening, decide=close.decide_close_opening, label=close.LABEL,
        path=_at_site, refusals=(NotFound, OpeningClosed), events=("opening.closed",),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {"opening.closed": ("Opening closed", "期初已关闭")}
