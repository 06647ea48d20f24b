"""How each line of a sales order stands: planned, made, shipped, expected when, held by what."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from taktline.apps.sales.book import GONE
from taktline.apps.sales.forecast import Component, Forecast, OpenJob
from taktline.base.quantity import ZERO
from taktline.science.planning import Need, allocated

Holds = Literal[
    "nothing", "unplanned", "draft", "held", "suspended", "material", "judging", "outside", "queue",
    "work", "shipping", "far",
]  # fmt: skip
"""What holds a line: the first of these that is so."""
QUEUE_S = 4 * 3600.0
"""Seconds of others' work at a station above which a queue is what holds an order: half a shift."""


class LineRow(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it was entered, with the names of what it links."""

    id: UUID
    site: str
    zone: str
    sales_order: str
    line: int
    customer: str
    customer_name: str
    customer_name_en: str | None
    customer_number: str
    salesperson: str | None
    salesperson_name: str | None
    material_id: UUID
    material: str
    name: str
    name_en: str | None
    customer_material: str
    unit: str
    quantity: Decimal
    ordered_on: date
    wanted_on: date | None
    promised_on: date
    first_promised_on: date
    priority: int
    status: str
    reason: str
    version: int


class WorkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A work order that makes something for a line, and how far it is.

    Attributes:
        quantity: of it for this line; `before` is for lines that were linked earlier.
        begun: pieces that its first operation has begun; `finished` good behind the last one.
        to_judge: pieces reported bad that nobody has judged; `outside` pieces at suppliers.
    """

    order_line: UUID
    id: UUID
    code: str
    status: str
    ordered: Decimal
    quantity: Decimal
    before: Decimal
    begun: Decimal
    finished: Decimal
    to_judge: Decimal
    outside: Decimal

    def share(self, made: Decimal) -> Decimal:
        """Return how much of what was made is for this line: first linked, first served."""
        return max(ZERO, min(self.quantity, made - self.before))


class Around(msgspec.Struct, kw_only=True):
    """What stands around lines: work, shipments, promises, stock, shortages, the forecast."""

    forecast: Forecast
    ends: dict[UUID, datetime | None]
    work: dict[UUID, list[WorkRow]] = {}
    shipped: dict[UUID, Decimal] = {}
    reserved: dict[UUID, Decimal] = {}
    free: dict[UUID, Decimal] = {}
    short: dict[UUID, Component] = {}
    names: dict[UUID, str] = {}


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """What holds a line, where, and how much of it."""

    holds: Holds
    at: str | None = None
    count: Decimal | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a line's goods are, in the material's base unit.

    Attributes:
        planned: work orders make it, drafts included; `released` without drafts.
        begun: at or behind the first operation; `finished` good behind the last one.
        reserved: of stock, promised to this line; `free` is anybody's.
        expected_at: when the last piece that is open is made; None = no day can be told.
        late_days: days from the promise to what is expected, or to today; 0 = not late.
    """

    planned: Decimal
    released: Decimal
    begun: Decimal
    finished: Decimal
    reserved: Decimal
    free: Decimal
    shipped: Decimal
    open: Decimal
    expected_at: datetime | None
    is_late: bool
    late_days: int
    hold: Hold


def standing(line: LineRow, around: Around) -> Standing:
    """Return how a line stands.

    open = ordered - shipped; covered = the most of (finished - shipped) and promised stock;
    what is neither covered nor planned comes from free stock where there is enough of it, and is
    unplanned where there is not. Free stock is not divided between lines.
    """
    work = [one for one in around.work.get(line.id, ()) if one.status not in GONE]
    shipped = around.shipped.get(line.id, ZERO)
    is_open = line.status == "open"
    open_ = max(line.quantity - shipped, ZERO) if is_open else ZERO
    finished = sum((one.share(one.finished) for one in work), ZERO)
    reserved = around.reserved.get(line.id, ZERO)
    planned = sum((one.quantity for one in work), ZERO)
    covered = max(finished - shipped, reserved, ZERO)
    unmade = max(open_ - covered, ZERO)
    coming = [one for one in work if one.share(one.finished) < one.quantity and one.status in LIVE]
    unplanned = max(
        unmade - sum((one.quantity - one.share(one.finished) for one in coming), ZERO), ZERO
    )
    if unplanned <= around.free.get(line.material_id, ZERO):
        unplanned = ZERO
    expected = _expected(around, coming, open_=open_, unmade=unmade, unplanned=unplanned)
    late = late_days(line, around.forecast.now, expected=expected) if open_ > 0 else 0
    return Standing(
        planned=planned,
        released=sum((one.quantity for one in work if one.status != "draft"), ZERO),
        begun=sum((one.share(one.begun) for one in work), ZERO),
        finished=finished,
        reserved=reserved,
        free=around.free.get(line.material_id, ZERO),
        shipped=shipped,
        open=open_,
        expected_at=expected,
        is_late=late > 0,
        late_days=late,
        hold=_hold(around, coming, open_=open_, unmade=unmade, unplanned=unplanned),
    )


LIVE = ("draft", "released", "dispatched", "running", "held", "suspended")
"""Work orders of these states still make something."""


def late_days(line: LineRow, now: datetime, *, expected: datetime | None) -> int:
    """Return the days from the promised one to the expected one, or to today; 0 = in time."""
    zone = ZoneInfo(line.zone)
    until = max(expected or now, now).astimezone(zone).date()
    return max((until - line.promised_on).days, 0)


def promised_until(line: LineRow) -> datetime:
    """Return the end of the promised day at the site."""
    day = line.promised_on + timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=ZoneInfo(line.zone))


def _expected(
    around: Around, coming: Sequence[WorkRow], *, open_: Decimal, unmade: Decimal,
    unplanned: Decimal,
) -> datetime | None:  # fmt: skip
    if open_ <= 0 or unplanned > 0:
        return None
    if unmade <= 0 or not coming:
        return around.forecast.now
    ends = [None if one.status == "draft" else around.ends.get(one.id) for one in coming]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def _hold(
    around: Around, coming: Sequence[WorkRow], *, open_: Decimal, unmade: Decimal,
    unplanned: Decimal,
) -> Hold:  # fmt: skip
    """Return what holds a line, the gravest first."""
    if open_ <= 0:
        return Hold(holds="nothing")
    if unplanned > 0:
        return Hold(holds="unplanned", count=unplanned)
    if unmade <= 0 or not coming:
        return Hold(holds="shipping", count=open_)
    found = [_hold_of(around, one) for one in coming]
    return min(found, key=lambda one: GRAVEST.index(one.holds))


GRAVEST: tuple[Holds, ...] = (
    "unplanned", "held", "suspended", "material", "draft", "outside", "queue", "far", "judging",
    "work", "shipping", "nothing",
)  # fmt: skip


def _hold_of(around: Around, work: WorkRow) -> Hold:
    """Return what holds one work order."""
    if work.status == "draft":
        return Hold(holds="draft", at=work.code, count=work.quantity)
    jobs = sorted(around.forecast.orders.get(work.id, ()), key=lambda job: job.sequence)
    stopped = next((job for job in jobs if job.status in ("held", "suspended")), None)
    if stopped is not None:
        return Hold(holds="held" if stopped.status == "held" else "suspended", at=_named(stopped))
    short = around.short.get(work.id)
    if short is not None:
        return Hold(holds="material", at=around.names.get(short.material), count=short.quantity)
    if work.outside > 0:
        return Hold(holds="outside", at=work.code, count=work.outside)
    if around.ends.get(work.id) is None:
        return Hold(holds="far", at=work.code)
    return _in_work(around, work, jobs)


def _in_work(around: Around, work: WorkRow, jobs: Sequence[OpenJob]) -> Hold:
    slots = around.forecast.slots
    waiting = max(jobs, key=lambda job: slots[job.id].waits_s, default=None)
    if waiting is not None and slots[waiting.id].waits_s >= QUEUE_S:
        hours = Decimal(round(slots[waiting.id].waits_s / 3600))
        return Hold(holds="queue", at=waiting.station_code or _named(waiting), count=hours)
    if work.to_judge > 0 and work.to_judge >= work.quantity - work.share(work.finished):
        return Hold(holds="judging", at=work.code, count=work.to_judge)
    current = next((job for job in jobs if job.status == "running"), jobs[0] if jobs else None)
    return Hold(holds="work", at=work.code if current is None else _named(current))


def _named(job: OpenJob) -> str:
    return f"{job.sequence} {job.operation}"


def shortages(
    needs: Sequence[Component], free: Mapping[Hashable, Decimal], *, orders: Sequence[UUID]
) -> dict[UUID, Component]:
    """Return the first component that each open work order lacks.

    Args:
        orders: work orders in the order in which stock is given to them.
    """
    place = {order: at for at, order in enumerate(orders)}
    ranked = sorted(needs, key=lambda one: (place.get(one.work_order, len(place)), one.material))
    given = allocated(
        [Need(demand=n.work_order, material=n.material, quantity=n.quantity) for n in ranked],
        free,
    )
    found: dict[UUID, Component] = {}
    for need in ranked:
        lacking = given[need.work_order, need.material].lacking
        if lacking > 0 and need.work_order not in found:
            found[need.work_order] = msgspec.structs.replace(need, quantity=lacking)
    return found
