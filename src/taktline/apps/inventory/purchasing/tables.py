"""What purchasing brings: its verbs, queries, facts and events."""

from typing import cast
from uuid import UUID

from taktline.apps.inventory import dock, places, topics
from taktline.apps.inventory.purchasing import excess, facts, lines, order
from taktline.apps.inventory.purchasing.queries import QUERIES
from taktline.base.code import BadCode
from taktline.base.problem import Invalid, NotFound
from taktline.base.text import Text
from taktline.kernel.ledger import refusals as ledger
from taktline.kernel.ledger.entry import NoPlaceOfGoods
from taktline.kernel.ledger.references import QuantityNotPositive, SiteNeeded
from taktline.kernel.resources.conversion import NoConversion
from taktline.platform.registry import EventKind
from taktline.platform.verb import AnyFactKind, FactKind, Verb


def _of_line(
    state: dock.Dock,
    command: order.ChangePurchaseLine | order.ClosePurchaseLine | excess.AcceptExcess,
) -> tuple[UUID, ...]:
    line = state.purchases.get(command.order_line)
    return () if line is None else (line.site,)


PURCHASE_VERBS = (
    Verb(
        "inventory.create_purchase_order",
        order.CreatePurchaseOrder,
        needs="purchase_order:write",
        load=order.load_new,
        decide=order.decide_new,
        label=Text(en="Create a purchase order", zh="新建采购订单"),
        path=places.at_whole_site,
        refusals=(
            dock.LineCount, BadCode, order.PurchaseOrderExists, SiteNeeded, NotFound, Invalid,
            NoConversion, QuantityNotPositive, order.NothingIsWeighed,
        ),
        events=("purchase_order.placed",),
    ),
    Verb(
        "inventory.change_purchase_line",
        order.ChangePurchaseLine,
        needs="purchase_order:write",
        load=order.load_lines,
        decide=order.decide_change,
        label=Text(en="Change a line of a purchase order", zh="变更采购订单行"),
        path=_of_line,
        refusals=(NotFound, lines.OrderLineClosed, Invalid, order.BelowReceived),
        events=("purchase_line.changed",),
    ),
    Verb(
        "inventory.close_purchase_line",
        order.ClosePurchaseLine,
        needs="purchase_order:write",
        load=order.load_lines,
        decide=order.decide_close,
        label=Text(en="Close a line of a purchase order", zh="关闭采购订单行"),
        path=_of_line,
        refusals=(NotFound, lines.OrderLineClosed, order.CloseReasonMissing),
        events=("purchase_line.closed",),
    ),
    Verb(
        "inventory.accept_excess",
        excess.AcceptExcess,
        needs="purchase_line:accept_excess",
        load=excess.load_excess,
        decide=excess.decide_excess,
        label=Text(en="Accept goods beyond an order", zh="接收超交代管料"),
        path=_of_line,
        signed_as=topics.over_receipt,
        refusals=(
            NotFound, lines.OrderLineClosed, NoConversion, QuantityNotPositive, lines.NotKept,
            ledger.UnknownPlace, NoPlaceOfGoods, ledger.UnknownLot, ledger.LotNeeded,
            lines.WeightMissing, ledger.LotHeld, ledger.Shortage, ledger.BackdatedShortage,
        ),
        events=(
            "stock_owner.changed", "purchase_line.excess_accepted", "reservation.cut",
            "work_alert.raised",
        ),
    ),
)  # fmt: skip
PURCHASE_QUERIES = QUERIES
PURCHASE_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(facts.PurchaseOrdered, facts.record_ordered, order.fold_ordered),
        FactKind(facts.PurchaseLineChanged, facts.record_changed, lines.fold_changed),
        FactKind(facts.PurchaseReceived, facts.record_received),
    ),
)
_LABELS = {
    "purchase_order.placed": ("Purchase order placed", "采购订单已下达"),
    "purchase_line.changed": ("Order line changed", "采购订单行已变更"),
    "purchase_line.closed": ("Order line closed", "采购订单行已关闭"),
    "purchase_line.excess_accepted": ("Excess accepted", "超交已接收"),
}
PURCHASE_EVENTS = tuple(
    EventKind(name=name, entity=name.partition(".")[0], label=Text(en=en, zh=zh))
    for name, (en, zh) in _LABELS.items()
)
