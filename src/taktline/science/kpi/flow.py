"""Flow indices: whether orders come on time, how long they take, how much stands between."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from taktline.science.kpi.ratio import ratio
from taktline.science.kpi.refusals import NoDenominator, NoSuchWindow

DAYS_PER_YEAR = 365.0


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """When an order was due and when its last quantity was complete."""

    due_at: datetime
    completed_at: datetime | None = None  # None: not complete yet.


def throughput_rate(*, produced_quantity: float, order_execution_time_s: float) -> float:
    """Items per second over the order's execution: PQ / AOET.

    Args:
        produced_quantity: PQ, items.
        order_execution_time_s: AOET, seconds, above 0.

    Raises:
        NoDenominator: the order has no execution time.

    Source: ISO 22400-2:2014, "Throughput rate".
    """
    return ratio("throughput rate", produced_quantity, AOET=order_execution_time_s)


def on_time_delivery(deliveries: Iterable[Delivery], *, as_of: datetime) -> float:
    """Share of the orders due by now whose last quantity came in time: on time / due.

    Orders not yet due are left out; a partial delivery counts when its last quantity is on time.

    Args:
        deliveries: due and completion instants, with zone.
        as_of: the instant up to which orders count as due.

    Raises:
        NoDenominator: no order was due.

    Source: common practice (not in ISO 22400).
    """
    due = [d for d in deliveries if d.due_at <= as_of]
    in_time = sum(d.completed_at is not None and d.completed_at <= d.due_at for d in due)
    return ratio("on-time delivery", in_time, **{"orders due": len(due)})


def schedule_attainment(*, actual: Mapping[str, float], planned: Mapping[str, float]) -> float:
    """Share of the plan that was made, item by item: sum min(actual, plan) / sum plan.

    Too much of one item does not make up for too little of another.

    Args:
        actual: quantity made per item.
        planned: quantity planned per item, 0 or more.

    Raises:
        NoDenominator: nothing was planned.

    Source: common practice (not in ISO 22400).
    """
    met = sum(min(actual.get(item, 0.0), quantity) for item, quantity in planned.items())
    return ratio("schedule attainment", met, plan=sum(planned.values()))


def lead_time_s(*, released_at: datetime, completed_at: datetime) -> float:
    """Seconds from the release of an order to its completion, in real elapsed time.

    Args:
        released_at: instant with zone.
        completed_at: instant with zone, not earlier.

    Raises:
        NoSuchWindow: the order ends before it starts, or an instant has no zone.

    Source: common practice; for the execution part see AOET in ISO 22400-2:2014.
    """
    aware = released_at.tzinfo is not None and completed_at.tzinfo is not None
    if not aware or completed_at < released_at:
        raise NoSuchWindow(start=released_at.isoformat(), end=completed_at.isoformat())
    return (completed_at - released_at).total_seconds()


def mean_lead_time_s(lead_times_s: Sequence[float]) -> float:
    """Mean lead time, seconds: sum / number.

    Args:
        lead_times_s: seconds per order.

    Raises:
        NoDenominator: no order was completed.

    Source: arithmetic mean.
    """
    return ratio("mean lead time", sum(lead_times_s), orders=len(lead_times_s))


def work_in_process(*, throughput_per_s: float, lead_time_s: float) -> float:
    """Items between start and end: WIP = throughput * lead time.

    Args:
        throughput_per_s: items per second.
        lead_time_s: seconds.

    Source: Little, "A Proof for the Queuing Formula L = lambda W", Operations Research 1961.
    """
    return throughput_per_s * lead_time_s


def lead_time_from_wip_s(*, work_in_process: float, throughput_per_s: float) -> float:
    """Seconds an item needs at this stock and rate: lead time = WIP / throughput.

    Args:
        work_in_process: items.
        throughput_per_s: items per second, above 0.

    Raises:
        NoDenominator: nothing leaves the line.

    Source: Little, Operations Research 1961.
    """
    return ratio("lead time", work_in_process, throughput=throughput_per_s)


def inventory_turns(*, cost_of_goods: float, average_inventory: float) -> float:
    """How often the stock is renewed in the period: cost of goods / average inventory.

    Args:
        cost_of_goods: cost (or quantity) that left in the period.
        average_inventory: same unit, above 0.

    Raises:
        NoDenominator: there is no stock.

    Source: ISO 22400-2:2014, "Inventory turns".
    """
    return ratio("inventory turns", cost_of_goods, **{"average inventory": average_inventory})


def days_of_stock(*, turns_per_year: float) -> float:
    """How many days the stock lasts: 365 / turns.

    Args:
        turns_per_year: above 0.

    Raises:
        NoDenominator: nothing leaves the stock.

    Source: common practice.
    """
    if turns_per_year <= 0:
        raise NoDenominator(index="days of stock", term="turns", value=turns_per_year)
    return DAYS_PER_YEAR / turns_per_year
