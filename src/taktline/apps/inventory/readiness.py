"""Readiness (齐套): how many sets each order could be made of, who takes what from whom."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.apps.inventory.bill import needs_of
from taktline.base.quantity import ZERO
from taktline.base.text import Text
from taktline.kernel.ledger.asked import BUSINESS_DAY, bounded_limit, nodes_of
from taktline.platform.command import Principal
from taktline.platform.query import Page, Query
from taktline.platform.transaction import Tx

JOBS_MAX = 5_000
"""Job orders looked at, the most urgent first; what comes later takes nothing from them."""
Source = Literal["on_hand", "in_inspection", "on_the_way"]
SOURCES: tuple[Source, ...] = ("on_hand", "in_inspection", "on_the_way")
ON_THE_WAY = 2
"""Number of the last of the sources."""
METHODS = ("issue", "backflush", "kanban")


class ReadinessParams(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that are released and not over, the most urgent first; one site or one order."""

    site: str | None = None
    work_order: str | None = None
    limit: int = 100


class ShortMaterial(msgspec.Struct, frozen=True, kw_only=True):
    """A component that does not suffice on hand, in its base unit.

    Attributes:
        needed: still, for what is not made yet.
        on_hand, in_inspection, on_the_way: what is left for this order by those before it; under
            way is what comes from other sites and what suppliers promised.
        taken_before: what orders of higher priority take of it.
        short: what is missing when everything on the way has come.
        expected_on: when enough of it was promised to be here; empty where it is not, or where
            what is under way without a date suffices.
    """

    material: str
    unit: str
    needed: Decimal
    on_hand: Decimal
    in_inspection: Decimal
    on_the_way: Decimal
    taken_before: Decimal
    short: Decimal
    expected_on: date | None = None


class ReadinessRow(msgspec.Struct, frozen=True, kw_only=True):
    """One order: sets that are possible now, after inspection, and when all has come.

    Attributes:
        open_quantity: pieces that are still to be made.
        sets_on_hand, sets_with_inspection, sets_with_all: 0..open_quantity.
    """

    work_order: str
    material: str | None
    priority: int
    due_at: datetime | None
    open_quantity: Decimal
    sets_on_hand: Decimal
    sets_with_inspection: Decimal
    sets_with_all: Decimal
    short: list[ShortMaterial]


class JobNeed(msgspec.Struct, frozen=True, array_like=True):
    """One job order of an open order, the most urgent first."""

    work_order: UUID
    code: str
    material: str | None
    priority: int
    due_at: datetime | None
    pieces: Decimal
    done: Decimal
    job: UUID
    snapshot: str


JOBS = """
    SELECT w.id, w.code, m.code, w.priority::integer, w.due_at,
        greatest(w.ordered, w.started_quantity), j.good + j.scrap + j.rework, j.id,
        j.snapshot::text
    FROM work_order w JOIN job_order j ON j.work_order = w.id
    LEFT JOIN material m ON m.id = w.material LEFT JOIN site s ON s.id = w.site
    WHERE w.status IN ('released', 'dispatched', 'running', 'held', 'suspended')
        AND j.status IN ('released', 'dispatched', 'running', 'held', 'suspended')
        AND j.work_type = 'production' AND NOT j.is_rework AND j.snapshot IS NOT NULL
        AND (%(site)s::text IS NULL OR s.code = %(site)s)
        AND (%(nodes)s::uuid[] IS NULL OR w.site = ANY(%(nodes)s::uuid[]))
    ORDER BY w.priority DESC, w.due_at NULLS LAST, w.code, j.sequence
    LIMIT %(limit)s"""
STOCK = f"""
    SELECT b.material, m.code, u.code,
        coalesce(sum(b.quantity) FILTER (WHERE b.status = 'available'
            AND p.kind IN ('store', 'line_side', 'finished') AND NOT x.stopped), 0),
        coalesce(sum(b.quantity) FILTER (WHERE b.status = 'quarantine'), 0),
        coalesce(sum(b.quantity) FILTER (
            WHERE b.status = 'available' AND p.kind = 'transit'), 0)
    FROM balance b
    JOIN place p ON p.id = b.place
    JOIN site s ON s.id = p.site
    JOIN lot l ON l.id = b.lot
    JOIN material m ON m.id = b.material
    JOIN unit u ON u.id = m.unit
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT 1 FROM hold h WHERE h.lot = b.lot AND h.released_at IS NULL)
            OR coalesce(l.expires_on <= {BUSINESS_DAY}, false) AS stopped) x
    WHERE b.material = ANY(%(materials)s::uuid[]) AND b.is_physical AND b.quantity <> 0
        AND b.owner IS NULL AND (%(site)s::text IS NULL OR s.code = %(site)s)
    GROUP BY b.material, m.code, u.code"""
PROMISED = """
    SELECT l.material, l.promised_on, sum(l.quantity - l.received)
    FROM purchase_line l JOIN site s ON s.id = l.site
    WHERE l.material = ANY(%(materials)s::uuid[]) AND l.status = 'open'
        AND l.quantity > l.received AND (%(site)s::text IS NULL OR s.code = %(site)s)
    GROUP BY l.material, l.promised_on ORDER BY l.material, l.promised_on"""
AT_JOBS = """
    SELECT p.job_order, b.material, sum(b.quantity)
    FROM place p JOIN balance b ON b.place = p.id AND b.quantity > 0
    WHERE p.job_order = ANY(%(jobs)s::uuid[]) AND p.kind = 'wip'
        AND b.material = ANY(%(materials)s::uuid[])
    GROUP BY p.job_order, b.material"""
NAMES = """
    SELECT m.id, m.code, u.code FROM material m JOIN unit u ON u.id = m.unit
    WHERE m.id = ANY(%(materials)s::uuid[])"""


async def readiness(
    tx: Tx, asked: ReadinessParams, reader: Principal
) -> Page[ReadinessRow]:  # tidy: positional - the shape of a query
    """Return each open order with the sets that are possible, in the order they are served.

    An order of higher priority takes what it needs first, also from what is in inspection and on
    the way; what already stands at an order's own jobs is its own.
    """
    limit = bounded_limit(asked.limit)
    nodes = nodes_of(reader, "work_order:read")
    found = await tx.fetch(JOBS, {"site": asked.site, "nodes": nodes, "limit": JOBS_MAX})
    jobs = msgspec.convert(found, list[JobNeed])
    needs = {job.job: needs_of(job.snapshot, left_of(job), methods=METHODS) for job in jobs}
    materials = sorted({material for need in needs.values() for material in need})
    params = {"materials": materials, "site": asked.site, "jobs": sorted(needs),
              "now": tx.present}  # fmt: skip
    stock, own, names, ordered = await tx.fetch_many(
        [(STOCK, params), (AT_JOBS, params), (NAMES, params), (PROMISED, params)]
    )
    left = {
        material: [on_hand, inspected, coming]
        for material, _, _, on_hand, inspected, coming in msgspec.convert(
            stock, list[tuple[UUID, str, str, Decimal, Decimal, Decimal]]
        )
    }
    promised = promises_of(ordered, left)
    held = {
        (job, material): quantity
        for job, material, quantity in msgspec.convert(own, list[tuple[UUID, UUID, Decimal]])
    }
    known = {
        id_: (code, unit) for id_, code, unit in msgspec.convert(names, list[tuple[UUID, str, str]])
    }
    goods = Goods(left=left, promised=promised, known=known)
    rows = serve(jobs, needs, held=held, goods=goods)
    if asked.work_order is not None:
        rows = [row for row in rows if row.work_order == asked.work_order]
    return Page(rows=rows[:limit], total=len(rows))


def left_of(job: JobNeed) -> Decimal:
    """Return the pieces a job order still has to make."""
    return max(job.pieces - job.done, ZERO)


class Promise(msgspec.Struct, kw_only=True):
    """Goods that are under way; `on` is empty for those between our own sites."""

    on: date | None
    quantity: Decimal


class Goods(msgspec.Struct, kw_only=True):
    """What is there for all orders, less what those served so far took of it.

    Attributes:
        left: per material: on hand, in inspection, on the way.
        promised: per material what is on the way, the earliest first.
        known: code and unit of each material.
        taken: per material what orders of higher priority took.
    """

    left: dict[UUID, list[Decimal]]
    known: dict[UUID, tuple[str, str]]
    promised: dict[UUID, list[Promise]] = {}
    taken: dict[UUID, Decimal] = {}

    def of(self, material: UUID) -> list[Decimal]:
        """Return what is left of a material, by source."""
        return self.left.get(material) or [ZERO] * len(SOURCES)

    def expected_on(self, material: UUID, lacking: Decimal) -> date | None:
        """Return when so much of what is on the way was promised to be here."""
        for one in self.promised.get(material, ()):
            lacking -= one.quantity
            if lacking <= 0:
                return one.on
        return None

    def take(self, material: UUID, lacking: Decimal) -> None:
        """Let an order take what it lacks, from what is on hand first."""
        sources = self.left.get(material, [])
        for number, there in enumerate(sources):
            part = min(there, lacking)
            sources[number] -= part
            lacking -= part
            self.taken[material] = self.taken.get(material, ZERO) + part
            if number == ON_THE_WAY:
                self._take_promised(material, part)

    def _take_promised(
        self, material: UUID, quantity: Decimal
    ) -> None:  # tidy: positional - of what
        for one in self.promised.get(material, ()):
            part = min(one.quantity, quantity)
            one.quantity -= part
            quantity -= part


def promises_of(
    ordered: Iterable[tuple[object, ...]], left: dict[UUID, list[Decimal]]
) -> dict[UUID, list[Promise]]:  # tidy: positional - rows, what they add to
    """Return what is on the way by date, and add what suppliers promised to what is left."""
    promised = {
        material: [Promise(on=None, quantity=sources[ON_THE_WAY])]
        for material, sources in left.items()
    }
    for material, on, quantity in msgspec.convert(list(ordered), list[tuple[UUID, date, Decimal]]):
        left.setdefault(material, [ZERO] * len(SOURCES))[ON_THE_WAY] += quantity
        promised.setdefault(material, []).append(Promise(on=on, quantity=quantity))
    return promised


def serve(
    jobs: Iterable[JobNeed], needs: dict[UUID, dict[UUID, Decimal]], *,
    held: dict[tuple[UUID, UUID], Decimal], goods: Goods,
) -> list[ReadinessRow]:  # fmt: skip  # tidy: positional - who and what
    """Give each order what it needs, one after the other, and say how far it reaches.

    Args:
        jobs: in the order they are served; those of one order follow each other.
        needs: by job order, of what is still to be made.
        held: what stands at the job order already.
        goods: what there is; changed by this.
    """
    orders: dict[UUID, list[JobNeed]] = {}
    for job in jobs:
        orders.setdefault(job.work_order, []).append(job)
    rows = []
    for own in orders.values():
        wanted: dict[UUID, Decimal] = {}
        have: dict[UUID, Decimal] = {}
        for job in own:
            for material, quantity in needs[job.job].items():
                wanted[material] = wanted.get(material, ZERO) + quantity
                there = held.get((job.job, material), ZERO)
                have[material] = have.get(material, ZERO) + min(there, quantity)
        rows.append(_row(own[0], wanted, have=have, goods=goods))
        for material, needed in wanted.items():
            goods.take(material, needed - have[material])
    return rows


def _row(
    order: JobNeed, wanted: dict[UUID, Decimal], *, have: dict[UUID, Decimal], goods: Goods
) -> ReadinessRow:  # tidy: positional - order and needs
    pieces = left_of(order)
    sets: list[Decimal] = []
    for reach in range(1, len(SOURCES) + 1):
        shares = [
            min((have[m] + sum(goods.of(m)[:reach], ZERO)) / needed, Decimal(1))
            for m, needed in wanted.items()
            if needed > 0
        ]
        possible = min(shares, default=Decimal(1)) * pieces
        sets.append(possible.quantize(Decimal(1), rounding=ROUND_FLOOR))
    short = [
        _short(goods, m, needed=needed - have[m])
        for m, needed in wanted.items()
        if needed - have[m] > goods.of(m)[0]
    ]
    return ReadinessRow(
        work_order=order.code, material=order.material, priority=order.priority,
        due_at=order.due_at, open_quantity=pieces, sets_on_hand=sets[0],
        sets_with_inspection=sets[1], sets_with_all=sets[2], short=short,
    )  # fmt: skip


def _short(goods: Goods, material: UUID, *, needed: Decimal) -> ShortMaterial:
    code, unit = goods.known[material]
    on_hand, in_inspection, on_the_way = goods.of(material)
    return ShortMaterial(
        material=code,
        unit=unit,
        needed=needed,
        on_hand=on_hand,
        in_inspection=in_inspection,
        on_the_way=on_the_way,
        taken_before=goods.taken.get(material, ZERO),
        short=max(needed - on_hand - in_inspection - on_the_way, ZERO),
        expected_on=goods.expected_on(material, needed - on_hand - in_inspection),
    )


READINESS = Query(
    name="inventory.readiness",
    params=ReadinessParams,
    row=ReadinessRow,
    needs="work_order:read",
    run=readiness,
    label=Text(en="Readiness", zh="齐套分析"),
)
