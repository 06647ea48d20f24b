"""Closing a work order: every place empty, every transform at value zero, to the last cent."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.money import minor_places, to_minor
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, bounded, plain, shares
from taktline.base.text import Text
from taktline.kernel.ledger.facts import Move, place_id
from taktline.kernel.ledger.stock import Place
from taktline.kernel.ledger.value import IN_STOCK, parts_held, spread_moves
from taktline.kernel.orders.changes import job_event, order_event, stepped
from taktline.kernel.orders.co_products import made_beside
from taktline.kernel.orders.complete import refuse_pieces_left
from taktline.kernel.orders.counts import NegativeCount
from taktline.kernel.orders.expense import account_of, is_expensed
from taktline.kernel.orders.facts import JobOrderChanged, WorkOrderChanged
from taktline.kernel.orders.loans import refuse_open_loans
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.promises import without_promises
from taktline.kernel.orders.rows import Job, WorkOrder
from taktline.kernel.orders.shop import Inflow, Shop, snapshot_of, value_at
from taktline.kernel.orders.snapshot import HOUR_S, component_cost, time_cost
from taktline.kernel.orders.states import after
from taktline.kernel.orders.work_master import refuse_stale
from taktline.platform.command import Command, Fact, Ids


class CloseWorkOrder(Command, frozen=True, kw_only=True):
    """Nothing more will happen to a work order; its cost is settled.

    Attributes:
        reason: free words, for instance why it is closed short.
        actual_labor_rate: what an hour of people really cost, ledger currency, 0 or more; the
            planned rates were right if None.
        expense_account: where the cost of a trial or sample goes, `expense:<account>`; its kind if
            None. Other orders have none.
    """

    work_order: str
    expected_version: int | None = None
    reason: str | None = None
    actual_labor_rate: Decimal | None = None
    expense_account: str | None = None


class NoExpense(Problem):
    """An expense account is named for an order whose cost goes to what it made."""

    title = Text(
        en="{code} is no trial or sample; its cost goes to what it made.",
        zh="{code} 不是试制或样品工单,其成本计入产品。",
    )
    status = 400


class ImbalanceOpen(Problem):
    """Pieces were taken downstream that nobody reported upstream."""

    title = Text(
        en="{code}: {quantity} {unit} were taken before they were reported there. Report them.",
        zh="{code}:有 {quantity} {unit} 尚未报工即被下道工序领用,请补报。",
    )


def decide_close(shop: Shop, command: CloseWorkOrder, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a work order is settled and closed.

    The values of all its transforms are gathered in the last one. At actual cost they go to the
    product and its co-products by cost share, each over the lots received by quantity, what is no
    longer in stock to `variance:settlement`; at standard cost to the variances that explain them.
    What an hour of people cost beyond its planned rate goes to `variance:labor_rate` at standard,
    into the order at actual cost (handbook, ledger sections 2 and 6). What a trial or sample made
    was received worth nothing; all it cost goes to an expense account.

    Raises:
        NotFound: there is no such work order.
        IllegalStep: it is not completed, or one of its job orders has not ended.
        StaleVersion: somebody else changed it.
        PiecesLeft: a wip or defective place still holds something.
        ImbalanceOpen: pieces were taken downstream and never reported upstream.
        LoanOpen: goods are owed to it or by it.
        NegativeCount: the labor rate is below zero.
        NoExpense, BadCode: an expense account for an order that has none, or one that cannot be
            printed.
    """
    order = shop.work_order(command.work_order)
    after(order.status, "close", code=order.code)
    refuse_stale(order.code, order.version, expected=command.expected_version)
    jobs = [job for job in shop.jobs_of(order.id) if job.status != "cancelled"]
    for job in jobs:
        after(job.status, "close", code=job.code)
        refuse_pieces_left(shop, job, "wip", "defective")
        _refuse_imbalance(shop, job)
    refuse_open_loans(order, shop.open_loans.get(order.id, ()))
    posting = Posting(shop, ids)
    late = _labor_differences(posting, order, jobs=jobs, rate=command.actual_labor_rate)
    _settle(posting, order, jobs=jobs, late=late, expense=_expense(order, command))
    closed = msgspec.structs.replace(
        order, status="closed", closed_at=command.occurred_at, close_reason=command.reason
    )
    ended = [stepped(job, "close", at=command.occurred_at) for job in jobs]
    facts = [
        *posting.facts(occurred_at=command.occurred_at),
        *(JobOrderChanged(job=job) for job in ended),
        WorkOrderChanged(work_order=closed),
        *(job_event("closed", job) for job in ended),
        order_event("closed", closed),
    ]
    return without_promises(shop, facts, jobs=jobs, orders=[order])


def last_of(shop: Shop, jobs: list[Job]) -> Job:
    """Return the job order whose pieces leave the work order; of several the latest."""
    work = [job for job in jobs if job.work_type == "production" and not job.is_activity]
    makers = [job for job in work if not job.is_rework]
    leaving = [job for job in makers if not shop.successors(job)]
    return (leaving or makers or jobs)[-1]


def _labor_differences(
    posting: Posting, order: WorkOrder, *, jobs: list[Job], rate: Decimal | None
) -> dict[UUID, Decimal]:
    """Book what people cost beyond the planned rate; return what came into each job order by it.

    difference = hours * (actual rate - planned rate)
    """
    if rate is None:
        return {}
    if bounded(rate) < 0:
        raise NegativeCount(field="actual_labor_rate", value=rate, at="/actual_labor_rate")
    currency, found = posting.shop.stock.currency, dict[UUID, Decimal]()
    for job in jobs:
        if job.snapshot is None:
            continue
        hours = posting.shop.labor_s.get(job.id, ZERO) / HOUR_S
        amount = to_minor(hours * (rate - job.snapshot.operation.labor_rate), currency)
        if amount == 0:
            continue
        labor = posting.place(job.site, "absorption:labor", kind="absorption")
        if order.costing == "standard":
            target = posting.place(job.site, "variance:labor_rate", kind="variance")
        else:
            target = posting.job_place(job, "transform")
            found[job.id] = amount
        posting.money(labor, target, amount)
    return found


def _expense(order: WorkOrder, command: CloseWorkOrder) -> str | None:
    """Return the account a trial's or sample's cost goes to; None for all other orders."""
    if is_expensed(order):
        return account_of(order, named=command.expense_account)
    if command.expense_account is not None:
        raise NoExpense(code=order.code, at="/expense_account")
    return None


def _settle(
    posting: Posting, order: WorkOrder, *, jobs: list[Job], late: dict[UUID, Decimal],
    expense: str | None,
) -> None:  # fmt: skip
    shop = posting.shop
    last = last_of(shop, jobs)
    sink = place_id(last.site, f"transform:{last.code}")
    total = value_at(shop, sink) + late.get(last.id, ZERO)
    for job in jobs:
        place = place_id(job.site, f"transform:{job.code}")
        held = value_at(shop, place) + late.get(job.id, ZERO)
        value = ZERO if job.id == last.id else held
        if value != 0:
            posting.money(place, sink, value)
            total += value
    if total == 0:
        return
    if expense is not None:
        posting.money(sink, posting.place(order.site, expense, kind="variance"), total)
    elif order.costing == "standard":
        _to_variances(posting, sink, total, jobs=jobs)
    else:
        for material, part in _by_share(shop, order, jobs=jobs, total=total).items():
            _to_lots(posting, order, material=material, sink=sink, total=part)


def _by_share(
    shop: Shop, order: WorkOrder, *, jobs: list[Job], total: Decimal
) -> dict[UUID, Decimal]:
    """Return what of the remainder belongs to the product and to each co-product received.

    By cost share, exact; a co-product nobody received bears nothing (handbook, ledger section 2,
    "Co- and by-products").
    """
    assert order.material is not None, "what is settled is made of something"
    weights: dict[UUID, Decimal] = {order.material: Decimal(1)}
    for job in jobs:
        for line in made_beside(job):
            if line.use == "co_product" and line.cost_share > 0:
                own = weights.get(line.material_id, ZERO)
                weights[line.material_id] = own + line.cost_share
                weights[order.material] -= line.cost_share
    received = {shop.stock.lots[lot].material for lot in shop.received.get(order.id, {})}
    bearing = {one: weight for one, weight in weights.items() if one in received and weight > 0}
    if not bearing:
        return {order.material: total}
    parts = shares(total, list(bearing.values()), minor_places(shop.stock.currency))
    return dict(zip(bearing, parts, strict=True))


def _to_lots(
    posting: Posting, order: WorkOrder, *, material: UUID, sink: UUID, total: Decimal
) -> None:
    variance = posting.place(order.site, "variance:settlement", kind="variance")
    stock = posting.stock
    received = {
        lot: quantity
        for lot, quantity in posting.shop.received.get(order.id, {}).items()
        if stock.lots[lot].material == material
    }
    lots = sorted(received.items(), key=lambda pair: stock.lots[pair[0]].code)
    over = parts_held(stock, lots, elsewhere=variance, where=_delivered_to(order))
    spread = spread_moves(stock, total, source=sink, over=over, new=posting.ids.new)
    if not spread and total != 0:
        posting.money(sink, variance, total)
    for move in spread:
        amount = _possible(posting, move, sink=sink)
        posting.move(move.source, move.target, lot=move.source.lot, quantity=ZERO, value=amount)
        posting.money(variance, sink, (move.value or ZERO) - amount)


def _delivered_to(order: WorkOrder) -> Callable[[Place], bool]:
    """Return which places may hold what an order delivered: stock, never others' work."""
    finished = f"finished:{order.code}"
    return lambda place: (
        place.kind in IN_STOCK and (place.kind != "finished" or place.code == finished)
    )


def _possible(posting: Posting, move: Move, *, sink: UUID) -> Decimal:
    """Return what a settlement move can take: from goods at most what they are worth."""
    wanted = move.value or ZERO
    takes_from_goods = move.target.place == sink and move.source.lot is not None
    if not takes_from_goods:
        return wanted
    return min(wanted, posting.stock.held(move.source).value)


def _to_variances(posting: Posting, sink: UUID, total: Decimal, *, jobs: list[Job]) -> None:
    """Move what is left to the variances by cause; what no cause explains to settlement."""
    site = jobs[0].site
    left = total
    for cause, amount in _causes(posting.shop, jobs).items():
        if amount != 0:
            posting.money(sink, posting.place(site, f"variance:{cause}", kind="variance"), amount)
            left -= amount
    if left != 0:
        posting.money(sink, posting.place(site, "variance:settlement", kind="variance"), left)


def _causes(shop: Shop, jobs: list[Job]) -> dict[str, Decimal]:
    """Return usage, efficiency and rework: what came in beyond what the pieces allow.

    usage      = components in - planned components * pieces worked
    efficiency = time in - planned time * pieces worked
    rework     = everything that went into rework job orders
    """
    currency = shop.stock.currency
    found = {"usage": ZERO, "efficiency": ZERO, "rework": ZERO}
    for job in jobs:
        inflow = shop.inflow.get(place_id(job.site, f"transform:{job.code}"), Inflow())
        if job.is_rework:
            found["rework"] += inflow.components + inflow.time
            continue
        if job.work_type != "production":
            continue
        operation = snapshot_of(job).operation
        parts = component_cost(
            operation,
            ordered=job.ordered,
            price=lambda material: shop.stock.materials[material].standard_cost or ZERO,
        )
        pieces = job.made - job.missing + job.found
        found["usage"] += inflow.components - to_minor(parts * pieces, currency)
        found["efficiency"] += inflow.time - to_minor(time_cost(operation) * pieces, currency)
    return found


def _refuse_imbalance(shop: Shop, job: Job) -> None:
    place = place_id(job.site, f"unreported:{job.code}")
    owed = [b for key, b in shop.stock.balances.items() if key.place == place]
    open_ = sum((balance.quantity for balance in owed), ZERO)
    if open_ != 0:
        raise ImbalanceOpen(code=job.code, quantity=plain(-open_), unit=job.unit or "")
