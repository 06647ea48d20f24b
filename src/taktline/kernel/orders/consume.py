"""What work uses up: components, labor, machine and overhead go into the job's transform."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.money import to_minor
from taktline.base.quantity import ZERO, rounded
from taktline.kernel.ledger.allocation import Pick, allocate
from taktline.kernel.ledger.facts import Move, StockKey, place_id
from taktline.kernel.ledger.owners import taken_over, usable_owners
from taktline.kernel.ledger.value import value_taken
from taktline.kernel.orders.content import Operation, OperationMaterial
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.snapshot import HOUR_S

NOTHING_SAID: Mapping[UUID, Decimal] = MappingProxyType({})


def consumed_lines(job: Job) -> list[OperationMaterial]:
    """Return what a job order uses up, report by report or at its end; rework uses nothing."""
    if job.snapshot is None or job.is_rework or job.backflush == "none":
        return []
    methods = {"backflush", "kanban", "issue"}
    lines = job.snapshot.operation.uses("consume")
    return [line for line in lines if line.issue_method in methods]


def source_place(job: Job, line: OperationMaterial) -> UUID:
    """Return where a component is taken from: the job's wip if issued, else its line side."""
    issued = line.issue_method == "issue" or line.place is None
    code = f"wip:{job.code}" if issued or line.place is None else line.place
    return place_id(job.site, code)


def consume(
    posting: Posting,
    job: Job,
    *,
    pieces: Decimal,
    at: Instant,
    mounted: Mapping[UUID, list[UUID]],
    used: Mapping[UUID, Decimal] = NOTHING_SAID,
) -> None:
    """Take the components of some pieces; good and defective consume alike.

        consumed = quantity per piece * pieces / (1 - scrap share) + fixed with the first report

    Mounted lots are taken first, then what expires first: a report names what is mounted at its
    end, and the roll before it may be used up. Of a lot whose used quantity is said, all is taken.
    A customer's goods that were issued or mounted are used first and are worth nothing; a
    supplier's become ours with what we owe for them.

    Args:
        pieces: everything worked on, in the product's base unit.
        mounted: lots by material that the reporter says were mounted.
        used: by material what was really used, where the reporter says it; else as planned.

    Raises:
        Shortage, NothingAllocatable: less there than the pieces need.

    Source: handbook, ledger section 2, "Backflush".
    """
    wanted: dict[tuple[UUID, UUID], Decimal] = defaultdict(lambda: ZERO)
    for line in consumed_lines(job):
        end = (source_place(job, line), line.material_id)
        if line.material_id in used:
            wanted[end] = used[line.material_id]
        else:
            wanted[end] += _needed(posting, line, job=job, pieces=pieces)
    transform = posting.job_place(job, "transform")
    for (place, material), quantity in wanted.items():
        if quantity <= 0:
            continue
        named = mounted.get(material, ())
        stock = posting.stock
        pick = Pick(
            place=place,
            material=material,
            quantity=quantity,
            at=at,
            pinned=named if material in used else (),
            first=named,
            others=usable_owners(stock, place, material=material, named=named),
        )
        for key, part in allocate(stock, pick):
            if key.owner is not None:
                _use_theirs(posting, key, transform=transform, quantity=part)
                continue
            value = value_taken(stock, key, part)
            posting.move(key, transform, lot=key.lot, quantity=part, value=value)


def _use_theirs(posting: Posting, key: StockKey, *, transform: UUID, quantity: Decimal) -> None:
    """Use up goods of others: a customer's without value, a supplier's as ours."""
    stock = posting.stock
    assert key.owner is not None
    owner, site = stock.owners[key.owner], stock.places[key.place].site
    if owner.is_customer:
        there = StockKey(place=transform, lot=key.lot, owner=owner.id)
        posting.move(key, there, lot=key.lot, quantity=quantity, value=ZERO)
        return
    code = f"supplier:{owner.code}"
    account = posting.place(site, code, kind="supplier", partner=owner.id)
    ours = StockKey(place=transform, lot=key.lot)
    move = Move(id=posting.ids.new(), source=key, target=ours, quantity=quantity)
    posting.moves += taken_over(stock, move, account=account, new=posting.ids.new)


def charge(posting: Posting, job: Job, *, labor_s: Decimal, machine_s: Decimal) -> None:
    """Absorb time: hours times rate, as money, into the job's transform.

    labor    = labor hours * labor rate
    machine  = machine hours * machine rate
    overhead = labor hours * overhead rate
    """
    if job.snapshot is None or job.snapshot.costing == "none":
        return
    operation = job.snapshot.operation
    currency = posting.shop.stock.currency
    for account, seconds, rate in _charges(operation, labor_s=labor_s, machine_s=machine_s):
        if not seconds or not rate:
            continue
        amount = to_minor(seconds / HOUR_S * rate, currency)
        if amount > 0:
            source = posting.place(job.site, f"absorption:{account}", kind="absorption")
            posting.money(source, posting.job_place(job, "transform"), amount)


def _charges(
    operation: Operation, *, labor_s: Decimal, machine_s: Decimal
) -> list[tuple[str, Decimal, Decimal]]:
    return [
        ("labor", labor_s, operation.labor_rate),
        ("machine", machine_s, operation.machine_rate),
        ("overhead", labor_s, operation.overhead_rate),
    ]


def _needed(posting: Posting, line: OperationMaterial, *, job: Job, pieces: Decimal) -> Decimal:
    material = posting.shop.stock.materials[line.material_id]
    is_first = job.made == 0 or job.backflush == "on_complete"
    fixed = line.fixed if pieces > 0 and is_first else ZERO
    exact = line.quantity_per * pieces / (1 - line.scrap_share) + fixed
    return rounded(exact, material.unit_places)
