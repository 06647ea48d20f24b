"""What flow cards and outside processing bring: facts, verbs, events, queries."""

from datetime import datetime
from decimal import Decimal
from typing import Protocol, cast
from uuid import UUID

import msgspec

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.orders import card_store, flow_card, loads
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.kernel.orders.shop import Shop, path_of
from taktline.platform.command import Principal
from taktline.platform.query import PAGE_MAX, Page, Query
from taktline.platform.registry import AnyQuery
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyFactKind, AnyVerb, FactKind, Verb

FACT_KINDS = cast(
    tuple[AnyFactKind, ...],
    (
        FactKind(flow_card.FlowCardMade, card_store.record_cards, flow_card.fold_card_made),
        FactKind(flow_card.FlowCardVoided, card_store.record_voided, flow_card.fold_card_voided),
        FactKind(flow_card.FlowCardMoved, card_store.record_moved, flow_card.fold_card_moved),
    ),
)


class _OfJob(Protocol):
    @property
    def job_order(self) -> str: ...


def _at_job(shop: Shop, command: _OfJob) -> tuple[UUID, ...]:
    return path_of(shop, shop.job(command.job_order))


def _at_order(shop: Shop, command: flow_card.CreateFlowCards) -> tuple[UUID, ...]:
    return (shop.work_order(command.work_order).site,)


def _at_card(shop: Shop, command: flow_card.ReprintFlowCard) -> tuple[UUID, ...]:
    return (flow_card.find_card(shop, command.flow_card).site,)


VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.create_flow_cards", flow_card.CreateFlowCards, needs="flow_card:write",
        load=loads.load_new_cards, decide=flow_card.decide_create_cards,
        label=Text("Make flow cards", "生成流转卡"), path=_at_order,
        refusals=(NotFound, flow_card.OrderOver, flow_card.CardsMade, NegativeCount,
                  flow_card.TooManyCards),
        events=("flow_card.created",),
    ),
    Verb(
        "kernel.reprint_flow_card", flow_card.ReprintFlowCard, needs="flow_card:reprint",
        load=loads.load_cards, decide=flow_card.decide_reprint,
        label=Text("Reprint a lost card", "补打流转卡"), path=_at_card,
        refusals=(NotFound, flow_card.VoidCard),
        events=("flow_card.reprinted", "flow_card.created"),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "flow_card.created": ("Flow card made", "流转卡已生成"),
    "flow_card.finished": ("Nothing waits on the card any more", "流转卡已完成"),
    "flow_card.reprinted": ("Flow card reprinted, the old one is void", "流转卡已补打,旧卡作废"),
}


class CardParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which flow card, by the code that was scanned."""

    flow_card: str
    limit: int = 100


class CardLine(msgspec.Struct, frozen=True, kw_only=True):
    """One operation on a flow card's route.

    Attributes:
        waiting: pieces of the card that wait there: what to propose.
    """

    flow_card: str
    number: int
    of: int
    status: str
    voided_by: str | None
    replaced_by: str | None
    quantity: Decimal
    work_order: str
    job_order: str
    operation: str
    job_status: str
    good: Decimal
    bad: Decimal
    waiting: Decimal
    last_at: datetime | None


CARD_LINES = f"""
    SELECT f.code, f.number,
        (SELECT count(*) FROM flow_card c
            WHERE c.work_order = f.work_order AND c.status <> 'void'),
        f.status, f.voided_by, s.code, f.quantity, w.code, j.code, j.operation, j.status,
        coalesce(r.good, 0), coalesce(r.bad, 0),
        CASE WHEN f.status = 'void' OR j.is_rework THEN 0 ELSE greatest(coalesce((
            SELECT sum((b.good + b.repaired) * b.sign)
            FROM job_dependency d
            JOIN job_order p ON p.id = d.predecessor AND NOT p.is_activity
            JOIN job_response b ON b.job_order = d.predecessor AND b.flow_card = f.id
            WHERE d.successor = j.id),
            CASE WHEN EXISTS (SELECT 1 FROM job_dependency d WHERE d.successor = j.id)
                THEN 0 ELSE f.quantity END)
            - coalesce(r.good, 0) - coalesce(r.bad, 0), 0) END,
        r.last_at
    FROM flow_card f
    JOIN work_order w ON w.id = f.work_order
    JOIN job_order j ON j.work_order = w.id AND j.work_type = 'production'
        AND (NOT j.is_rework OR EXISTS (
            SELECT 1 FROM job_response x WHERE x.job_order = j.id AND x.flow_card = f.id))
    LEFT JOIN flow_card s ON s.id = f.replaced_by
    LEFT JOIN LATERAL (
        SELECT sum((o.good + o.repaired) * o.sign) AS good,
            sum((o.sample + o.scrap + o.rework + o.defective + o.missing - o.found) * o.sign)
                AS bad,
            max(o.occurred_at) AS last_at
        FROM job_response o WHERE o.job_order = j.id AND o.flow_card = f.id) AS r ON true
    WHERE f.code = %(flow_card)s::text AND {NODES}
    ORDER BY j.sequence, j.split_no, j.code LIMIT %(limit)s"""


async def card_lines(tx: Tx, params: CardParams, reader: Principal) -> Page[CardLine]:
    """Return a flow card's route with what was reported and what waits where."""
    scope = scope_of(reader, "flow_card:read", limit=min(max(params.limit, 1), PAGE_MAX))
    rows = await tx.fetch(CARD_LINES, {"flow_card": params.flow_card, **scope})
    return Page(rows=structs(rows, CardLine), total=len(rows))


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.flow_card", params=CardParams, row=CardLine, needs="flow_card:read",
        run=card_lines, label=Text("Flow card", "流转卡"),
    ),
)  # fmt: skip
