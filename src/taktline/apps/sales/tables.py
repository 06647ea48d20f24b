"""What sales brings: its verbs, queries, facts and events."""

from typing import cast
from uuid import UUID

from taktline.apps.sales import (
    book,
    facts,
    links,
    order,
    order_page,
    progress,
    rush,
    shipping,
    supply,
)
from taktline.base.code import BadCode
from taktline.base.problem import Invalid, NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.ledger.references import QuantityNotPositive, SiteNeeded
from taktline.kernel.resources.conversion import NoConversion
from taktline.platform.identity.user_verbs import SecretGone
from taktline.platform.registry import EventKind, Part
from taktline.platform.verb import AnyFactKind, FactKind, Verb


def _at_site(state: book.OrderBook, command: order.CreateSalesOrder) -> tuple[UUID, ...]:
    site = state.refs.site_or_none(command.site)
    return () if site is None else (site,)


def _at_order(state: book.OrderBook, command: book.NamesOrder) -> tuple[UUID, ...]:
    try:
        return (state.order(command.sales_order).site,)
    except Problem:
        return ()


def _at_link(state: links.Links, command: links.RevokeCustomerLink) -> tuple[UUID, ...]:
    link = state.links.get(command.customer_link)
    return () if link is None else (link.site,)


VERBS = (
    Verb(
        "sales.create_sales_order", order.CreateSalesOrder, needs="sales_order:create",
        load=order.load_new, decide=order.decide_new,
        label=Text("Enter a sales order", "录入销售订单"), path=_at_site,
        refusals=(
            order.OrderLineCount, BadCode, order.SalesOrderExists, SiteNeeded, NotFound,
            order.NoCustomer, Invalid, NoConversion, QuantityNotPositive,
        ),
        events=("sales_order.placed",),
    ),
    Verb(
        "sales.change_sales_order", order.ChangeSalesOrder, needs="sales_order:write",
        load=order.load_heads, decide=order.decide_head,
        label=Text("Change a sales order", "修改销售订单"), path=_at_order,
        refusals=(NotFound,), events=("sales_order.changed",),
    ),
    Verb(
        "sales.change_order_line", order.ChangeOrderLine, needs="sales_order:write",
        load=order.load_lines, decide=order.decide_change,
        label=Text("Change a line of a sales order", "变更订单行"), path=_at_order,
        refusals=(NotFound, book.OrderLineEnded, Invalid, order.BelowShipped),
        events=("sales_order_line.changed",),
    ),
    Verb(
        "sales.close_order_line", order.CloseOrderLine, needs="sales_order:write",
        load=order.load_lines, decide=order.decide_close,
        label=Text("Close a line short", "短交关闭订单行"), path=_at_order,
        refusals=(NotFound, book.OrderLineEnded, order.EndReasonMissing),
        events=("sales_order_line.closed",),
    ),
    Verb(
        "sales.cancel_order_line", order.CancelOrderLine, needs="sales_order:write",
        load=order.load_lines, decide=order.decide_cancel,
        label=Text("Cancel a line", "取消订单行"), path=_at_order,
        refusals=(
            NotFound, book.OrderLineEnded, order.AlreadyShipped, order.EndReasonMissing,
        ),
        events=("sales_order_line.cancelled",),
    ),
    Verb(
        "sales.plan_order_line", supply.PlanOrderLine, needs="sales_order:plan",
        load=supply.load_plans, decide=supply.decide_plan,
        label=Text("Make work orders for a line", "按订单行生成工单"), path=_at_order,
        refusals=(NotFound, book.OrderLineEnded, supply.NothingToPlan, supply.NotMadeHere),
        events=("sales_order_line.planned",),
    ),
    Verb(
        "sales.link_work_order", supply.LinkWorkOrder, needs="sales_order:plan",
        load=supply.load_links, decide=supply.decide_link,
        label=Text("Let a work order make something for a line", "关联工单"), path=_at_order,
        refusals=(
            NotFound, book.OrderLineEnded, supply.WrongMaterial, supply.MoreThanMade,
        ),
        events=("sales_order_line.linked",),
    ),
    Verb(
        "sales.ship_sales_order", shipping.ShipSalesOrder, needs="sales_order:ship",
        load=shipping.load_shipped, decide=shipping.decide_shipped,
        label=Text("Ship for a sales order", "按销售订单发货"), path=_at_order,
        refusals=(
            order.OrderLineCount, BadCode, NotFound, book.OrderLineEnded, NoConversion,
            QuantityNotPositive, shipping.MoreThanOrdered,
        ),
        events=("sales_order_line.shipped",),
    ),
    Verb(
        "sales.create_customer_link", links.CreateCustomerLink, needs="customer_link:create",
        load=links.load_new_links, decide=links.decide_new_link,
        label=Text("Make a link for the customer", "生成客户链接"), path=_at_order,
        refusals=(NotFound, Invalid, SecretGone), events=("customer_link.created",),
    ),
    Verb(
        "sales.revoke_customer_link", links.RevokeCustomerLink, needs="customer_link:revoke",
        load=links.load_links, decide=links.decide_revoke,
        label=Text("Revoke a customer's link", "撤销客户链接"), path=_at_link,
        refusals=(NotFound,), events=("customer_link.revoked",),
    ),
    Verb(
        "sales.open_customer_link", links.OpenCustomerLink, needs="customer_link:open",
        load=links.load_links, decide=links.decide_open,
        label=Text("Note that a customer's link was opened", "登记客户链接打开"),
        refusals=(NotFound,), events=("customer_link.opened",),
    ),
)  # fmt: skip

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(facts.OrderPlaced, facts.record_placed, book.fold_placed),
        FactKind(facts.OrderChanged, facts.record_order_changed, book.fold_order_changed),
        FactKind(facts.LineChanged, facts.record_line_changed, book.fold_line_changed),
        FactKind(facts.SupplySet, facts.record_supplies, book.fold_supply),
        FactKind(facts.LineShipped, facts.record_shipped, book.fold_shipped),
        FactKind(links.LinkMade, links.record_links),
        FactKind(links.LinkRevoked, links.record_revoked),
        FactKind(links.LinkOpened, links.record_opened),
    ),
)

_LABELS = {
    "sales_order.placed": ("Sales order placed", "销售订单已录入"),
    "sales_order.changed": ("Sales order changed", "销售订单已修改"),
    "sales_order_line.changed": ("Order line changed", "订单行已变更"),
    "sales_order_line.closed": ("Order line closed short", "订单行已短交关闭"),
    "sales_order_line.cancelled": ("Order line cancelled", "订单行已取消"),
    "sales_order_line.planned": ("Order line planned", "订单行已计划"),
    "sales_order_line.linked": ("Work order linked", "工单已关联"),
    "sales_order_line.shipped": ("Order line shipped", "订单行已发货"),
    "customer_link.created": ("Customer's link made", "客户链接已生成"),
    "customer_link.revoked": ("Customer's link revoked", "客户链接已撤销"),
    "customer_link.opened": ("Customer's link opened", "客户链接被打开"),
}
EVENTS = tuple(
    EventKind(name=name, entity=name.partition(".")[0], label=Text(en=en, zh=zh))
    for name, (en, zh) in _LABELS.items()
)

PART = Part(
    name="apps.sales",
    verbs=VERBS,
    queries=(*progress.QUERIES, *order_page.QUERIES, *rush.QUERIES),
    fact_kinds=FACT_KINDS,
    events=EVENTS,
    sql="taktline.apps.sales",
)
