"""What flow cards and outside processing bring: facts, verbs, events, queries."""

from datetime import datetime
from decimal import Decimal
from typing import Protocol, cast
from uuid import UUID

import msgspec

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.ledger.refusals import LotNeeded, Shortage, UnknownLot
from taktline.kernel.orders import card_store, flow_card, loads, outside
from taktline.kernel.orders.counts import NegativeCount, NothingReported
from taktline.kernel.orders.queue import NODES, scope_of
from taktline.kernel.orders.read import structs
from taktline.kernel.orders.report import NotRunning
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
    Verb(
        "kernel.send_out", outside.SendOut, needs="job_order:send_out",
        load=loads.load_outside, decide=outside.decide_send_out, kind="fact",
        label=Text("Send to a supplier", "委外发出"), path=_at_job,
        refusals=(NotFound, outside.NotOutside, NotRunning, NegativeCount, LotNeeded, UnknownLot,
                  Shortage),
        events=("job_order.started", "job_order.sent_out"),
    ),
    Verb(
        "kernel.take_in", outside.TakeIn, needs="job_order:take_in",
        load=loads.load_outside, decide=outside.decide_take_in, kind="fact",
        label=Text("Take in from a supplier", "委外收回"), path=_at_job,
        refusals=(NotFound, outside.NotOutside, NotRunning, NegativeCount, NothingReported,
                  LotNeeded, UnknownLot, Shortage),
        events=("job_order.taken_in",),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "flow_card.created": ("Flow card made", "流转卡已生成"),
    "flow_card.reprinted": ("Flow card reprinted, the old one is void", "流转卡已补打,旧卡作废"),
    "job_order.sent_out": ("Sent to a supplier", "已委外发出"),
    "job_order.taken_in": ("Taken in from a supplier", "已委外收回"),
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
        CASE WHEN f.status = 'void' THEN 0 ELSE greatest(coalesce((
            SELECT sum((b.good + b.repaired) * b.sign)
            FROM job_dependency d
            JOIN job_order p ON p.id = d.predecessor AND NOT p.is_rework
            JOIN job_response b ON b.job_order = d.predecessor AND b.flow_card = f.id
            WHERE d.successor = j.id),
            CASE WHEN EXISTS (SELECT 1 FROM job_dependency d WHERE d.successor = j.id)
                THEN 0 ELSE f.quantity END)
            - coalesce(r.good, 0) - coalesce(r.bad, 0), 0) END,
        r.last_at
    FROM flow_card f
    JOIN work_order w ON w.id = f.work_order
    JOIN job_order j ON j.work_order = w.id AND j.work_type = 'production' AND NOT j.is_rework
    LEFT JOIN flow_card s ON s.id = f.replaced_by
    LEFT JOIN LATERAL (
        SELECT sum((o.good + o.repaired) * o.sign) AS good,
            sum((o.sample + o.scrap + o.rework + o.defective + o.missing - o.found) * o.sign)
                AS bad,
            max(o.occurred_at) AS last_at
        FROM job_response o WHERE o.job_order = j.id AND o.flow_card = f.id) AS r ON true
    WHERE f.code = %(flow_card)s::text AND {NODES}
    ORDER BY j.sequence, j.split_no, j.code LIMIT %(limit)s"""


class StatementParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which supplier, by code, and which days of sending and returning.

    Attributes:
        since: first instant; None = from the beginning.
        until: up to before this instant; None = until now.
    """

    supplier: str
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 500


class StatementRow(msgspec.Struct, frozen=True, kw_only=True):
    """One outside operation: sent = returned + spoiled + outside, in the product's base unit.

    Attributes:
        charge: what the supplier asks for it, ledger currency.
        loss: planned value of what was spoiled there, ledger currency.
    """

    job_order: str
    work_order: str | None
    operation: str
    material: str | None
    unit: str | None
    sent: Decimal
    returned: Decimal
    spoiled: Decimal
    outside: Decimal
    charge: Decimal
    loss: Decimal


STATEMENT = f"""
    WITH own AS (
        SELECT p.id, p.kind FROM place p JOIN partner s ON s.id = p.partner
        WHERE s.code = %(supplier)s::text AND p.kind IN ('supplier_site', 'supplier')),
    moved AS (
        SELECT e.job_order, v.quantity AS sent, 0 AS returned, 0 AS spoiled, 0 AS charge,
            v.occurred_at
        FROM own o JOIN move v ON v.target_place = o.id JOIN place e ON e.id = v.source_place
        WHERE o.kind = 'supplier_site' AND e.kind = 'wip'
        UNION ALL
        SELECT e.job_order, 0, CASE WHEN e.kind = 'wip' THEN v.quantity ELSE 0 END,
            CASE WHEN e.kind = 'transform' THEN v.quantity ELSE 0 END, 0, v.occurred_at
        FROM own o JOIN move v ON v.source_place = o.id JOIN place e ON e.id = v.target_place
        WHERE o.kind = 'supplier_site'
        UNION ALL
        SELECT e.job_order, 0, 0, 0, v.value, v.occurred_at
        FROM own o JOIN move v ON v.source_place = o.id AND v.quantity = 0
        JOIN place e ON e.id = v.target_place
        WHERE o.kind = 'supplier' AND e.kind = 'transform'
        UNION ALL
        SELECT e.job_order, 0, 0, 0, -v.value, v.occurred_at
        FROM own o JOIN move v ON v.target_place = o.id AND v.quantity = 0
        JOIN place e ON e.id = v.source_place
        WHERE o.kind = 'supplier' AND e.kind = 'transform')
    SELECT j.code, w.code, j.operation, m.code, j.unit, sum(x.sent), sum(x.returned),
        sum(x.spoiled), sum(x.sent - x.returned - x.spoiled), sum(x.charge),
        round(sum(x.spoiled) * coalesce(j.planned_cost, 0), 2)
    FROM moved x JOIN job_order j ON j.id = x.job_order
    LEFT JOIN work_order w ON w.id = j.work_order
    LEFT JOIN material m ON m.id = j.material
    WHERE {NODES}
        AND (%(since)s::timestamptz IS NULL OR x.occurred_at >= %(since)s::timestamptz)
        AND (%(until)s::timestamptz IS NULL OR x.occurred_at < %(until)s::timestamptz)
    GROUP BY j.id, j.code, w.code, j.operation, m.code, j.unit, j.planned_cost
    ORDER BY j.code LIMIT %(limit)s"""


async def card_lines(tx: Tx, params: CardParams, reader: Principal) -> Page[CardLine]:
    """Return a flow card's route with what was reported and what waits where."""
    scope = scope_of(reader, "flow_card:read", limit=min(max(params.limit, 1), PAGE_MAX))
    rows = await tx.fetch(CARD_LINES, {"flow_card": params.flow_card, **scope})
    return Page(rows=structs(rows, CardLine), total=len(rows))


async def statement(tx: Tx, params: StatementParams, reader: Principal) -> Page[StatementRow]:
    """Return what a supplier had, returned, spoiled and asks for, by operation."""
    scope = scope_of(reader, "work_order:read_cost", limit=min(max(params.limit, 1), PAGE_MAX))
    rows = await tx.fetch(
        STATEMENT,
        {
            "supplier": params.supplier,
            "since": params.since,
            "until": params.until,
            **scope,
        },
    )
    return Page(rows=structs(rows, StatementRow))


QUERIES: tuple[AnyQuery, ...] = (
    Query(
        name="kernel.flow_card", params=CardParams, row=CardLine, needs="flow_card:read",
        run=card_lines, label=Text("Flow card", "流转卡"),
    ),
    Query(
        name="kernel.outside_statement", params=StatementParams, row=StatementRow,
        needs="work_order:read_cost", run=statement,
        label=Text("Statement of a supplier", "委外对账单"),
    ),
)  # fmt: skip
