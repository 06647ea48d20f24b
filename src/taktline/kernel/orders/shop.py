"""What a decision about work knows: job orders and their neighbours, and the stock they touch."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.instant import Instant
from taktline.base.problem import NotFound
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import Move, StockKey
from taktline.kernel.ledger.stock import Material, Stock
from taktline.kernel.orders.content import ReportPolicy
from taktline.kernel.orders.facts import WorkMaster
from taktline.kernel.orders.roster import Roster
from taktline.kernel.orders.rows import Dependency, FlowCard, Job, Response, WorkOrder
from taktline.kernel.orders.snapshot import JobSnapshot
from taktline.platform.outside.file import StoredFile

GONE = frozenset({"cancelled", "aborted"})
"""Job orders that take no pieces any more, whatever waits for them."""


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of equipment, a person or a partner, as a job order needs to know it.

    Attributes:
        path: ids of the nodes above it and its own, from the top down.
        labor_rate: ledger currency per hour, where an operation states none; likewise the others.
        dispatch_mode: to whom a work center's job orders go: machine, team, person, or none.
    """

    id: UUID
    code: str
    path: tuple[UUID, ...] = ()
    labor_rate: Decimal = ZERO
    machine_rate: Decimal = ZERO
    overhead_rate: Decimal = ZERO
    dispatch_mode: str = "none"


class Present(msgspec.Struct, frozen=True, kw_only=True):
    """A person, machine or tool that is signed in on a job order."""

    id: UUID
    job_order: UUID
    kind: str
    resource: UUID


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A planned move that is still open."""

    id: UUID
    job_order: UUID
    source: StockKey
    target: StockKey
    quantity: Decimal


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A work alert that is not settled.

    Attributes:
        node: the machine or work center of the job order it came from.
    """

    id: UUID
    code: str
    site: UUID
    is_acknowledged: bool = False
    node: UUID | None = None


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Who gave an earlier command, and when it was recorded."""

    principal: UUID
    recorded_at: Instant


class Inflow(msgspec.Struct, frozen=True, kw_only=True):
    """What came into a transform place from outside its order, in the ledger currency."""

    components: Decimal = ZERO
    time: Decimal = ZERO


class _Index(msgspec.Struct, kw_only=True):
    """Where to find the job orders of a batch; what it says of one never changes.

    By the numbers that ids are: they are found quicker. So are job orders by the very ids they are
    kept under.
    """

    jobs: dict[UUID, Job]
    size: int
    links: int
    by_code: dict[str, UUID] = {}
    inspections: dict[int, list[UUID]] = {}
    rework: dict[int, list[UUID]] = {}
    before: dict[int, list[tuple[Dependency, UUID]]] = {}
    after: dict[int, list[UUID]] = {}


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """That a material is made of another, by a bill or a released route."""

    product: UUID
    product_code: str
    component: UUID
    component_code: str


class Shop(msgspec.Struct, kw_only=True):
    """The part of the factory's work that one batch may see and change.

    Attributes:
        stock: the ledger's part.
        jobs: those the batch names (locked) and their neighbours in the same work orders.
        responses: by the command that made them, where the batch takes commands back.
        moves: likewise.
        reversed_moves: moves of those commands that were taken back before.
        received: per work order what each lot brought into stock, where it is being closed.
        inflow: per transform place what components and time brought, likewise.
        authors: of commands that are taken back or corrected.
        cards: flow cards that the batch names, and what void ones were replaced by.
        card_counts: per card and job order the pieces passed on and those taken, so far.
        outside: per job order the pieces that suppliers still have, where it is being completed.
        inherited: how reports out of order are taken, by material (its class) and by site.
        labor_s: per job order the seconds of people reported, where its order is being closed.
        open_loans: per work order that is being closed the loans of goods it owes or is owed.
        joint: commands among those taken back or corrected that reported a run.
        roster: what the masters say of the people that reports name.
        photos: uploads that reports show.
        made: what the components of a route that is written are made of, however deep.
        index: made when it is first asked for, and again when jobs or dependencies were added.
    """

    stock: Stock = msgspec.field(default_factory=Stock)
    jobs: dict[UUID, Job] = {}
    work_orders: dict[UUID, WorkOrder] = {}
    work_masters: dict[UUID, WorkMaster] = {}
    dependencies: dict[tuple[UUID, UUID], Dependency] = {}
    responses: dict[UUID, tuple[Response, ...]] = {}
    moves: dict[UUID, tuple[Move, ...]] = {}
    reversed_moves: set[UUID] = set()
    reversed_responses: set[UUID] = set()
    resources: dict[UUID, Resource] = {}
    present: dict[UUID, Present] = {}
    planned: dict[UUID, Planned] = {}
    alerts: dict[UUID, Alert] = {}
    received: dict[UUID, dict[UUID, Decimal]] = {}
    inflow: dict[UUID, Inflow] = {}
    authors: dict[UUID, Author] = {}
    cards: dict[UUID, FlowCard] = {}
    card_counts: dict[tuple[UUID, UUID], tuple[Decimal, Decimal]] = {}
    outside: dict[UUID, Decimal] = {}
    inherited: dict[UUID, ReportPolicy] = {}
    roster: Roster = msgspec.field(default_factory=Roster)
    labor_s: dict[UUID, Decimal] = {}
    open_loans: dict[UUID, tuple[str, ...]] = {}
    joint: set[UUID] = set()
    photos: dict[UUID, StoredFile] = {}
    made: tuple[Made, ...] = ()
    index: _Index | None = None

    def job(self, reference: str) -> Job:
        """Return a job order by id or code.

        Raises:
            NotFound: there is none, or it was not loaded because there is none.
        """
        found = self.known_job(reference)
        if found is None:
            raise NotFound(kind="job_order", code=reference, at="/job_order")
        return found

    def known_job(self, reference: str) -> Job | None:
        """Return a job order by code or id; None if it was not loaded because there is none."""
        by_code = self._index().by_code.get(reference)
        id_ = by_code or id_of(reference)
        return None if id_ is None else self.jobs.get(id_)

    def work_order(self, reference: str) -> WorkOrder:
        """Return a work order by id or code.

        Raises:
            NotFound: there is none.
        """
        orders = self.work_orders
        found = orders.get(id_of(reference) or UUID(int=0))
        if found is None:
            found = next((order for order in orders.values() if order.code == reference), None)
        if found is None:
            raise NotFound(kind="work_order", code=reference, at="/work_order")
        return found

    def resource(self, reference: str, kind: str) -> Resource:
        """Return a piece of equipment, person or partner by id or code.

        Raises:
            NotFound: there is none.
        """
        found = self.resources.get(id_of(reference) or UUID(int=0))
        if found is None:
            named = self.resources.values()
            found = next((resource for resource in named if resource.code == reference), None)
        if found is None:
            raise NotFound(kind=kind, code=reference)
        return found

    def work_master(self, reference: str) -> WorkMaster:
        """Return a work master by id, or the newest revision with this code.

        Raises:
            NotFound: there is none.
        """
        masters = self.work_masters
        found = masters.get(id_of(reference) or UUID(int=0))
        if found is None:
            named = [master for master in masters.values() if master.code == reference]
            found = max(named, key=lambda master: master.revision, default=None)
        if found is None:
            raise NotFound(kind="work_master", code=reference, at="/work_master")
        return found

    def material(self, reference: str) -> Material:
        """Return a material by id or code.

        Raises:
            NotFound: there is none.
        """
        materials = self.stock.materials
        found = materials.get(id_of(reference) or UUID(int=0))
        if found is None:
            named = materials.values()
            found = next((material for material in named if material.code == reference), None)
        if found is None:
            raise NotFound(kind="material", code=reference, at="/material")
        return found

    def jobs_of(self, work_order: UUID | None) -> list[Job]:
        """Return the loaded job orders of a work order, by sequence, split and code."""
        found = [job for job in self.jobs.values() if job.work_order == work_order]
        return sorted(found, key=lambda job: (job.sequence, job.split_no, job.code))

    def inspections_of(self, job: UUID) -> list[Job]:
        """Return the inspections of a job order's samples, oldest first."""
        found = [self.jobs[other] for other in self._index().inspections.get(job.int, ())]
        return sorted(found, key=lambda other: (other.split_no, other.code))

    def rework_of(self, job: UUID) -> list[Job]:
        """Return the in-line rework job orders of a job order."""
        return [self.jobs[other] for other in self._index().rework.get(job.int, ())]

    def successors(self, job: Job) -> list[Job]:
        """Return the job orders that its good pieces may go to, in the order they are filled.

        Activities wait for it too, but no piece goes there.
        """
        found = [self.jobs[other] for other in self._index().after.get(job.id.int, ())]
        alive = [one for one in found if one.status not in GONE and not one.is_activity]
        if len(alive) > 1:
            alive.sort(key=lambda other: (other.split_no, other.sequence, other.code))
        return alive

    def predecessors(self, job: Job) -> list[tuple[Dependency, Job]]:
        """Return what a job order waits for, in sequence; rework loops come last."""
        before = self._index().before.get(job.id.int, ())
        found = [(wait, self.jobs[other]) for wait, other in before]
        if len(found) > 1:
            found.sort(key=lambda pair: (pair[1].is_rework, pair[1].sequence, pair[1].code))
        return found

    def _index(self) -> _Index:
        index = self.index
        if (
            index is None
            or index.size != len(self.jobs)
            or index.links != len(self.dependencies)
            or index.jobs is not self.jobs
        ):
            index = self.index = self._indexed()
        return index

    def _indexed(self) -> _Index:
        jobs = self.jobs
        index = _Index(jobs=jobs, size=len(jobs), links=len(self.dependencies))
        own: dict[int, UUID] = {}
        for id_, job in jobs.items():
            own[id_.int] = id_
            index.by_code[job.code] = id_
            if job.inspects is not None:
                index.inspections.setdefault(job.inspects.int, []).append(id_)
            if job.is_rework and job.parent is not None:
                index.rework.setdefault(job.parent.int, []).append(id_)
        for wait in self.dependencies.values():
            before, after = own.get(wait.predecessor.int), own.get(wait.successor.int)
            if before is not None:
                index.before.setdefault(wait.successor.int, []).append((wait, before))
            if after is not None:
                index.after.setdefault(wait.predecessor.int, []).append(after)
        return index


def snapshot_of(job: Job) -> JobSnapshot:
    """Return what a released job order keeps of its work master."""
    assert job.snapshot is not None, "a released job order has its snapshot"
    return job.snapshot


def value_at(shop: Shop, place: UUID) -> Decimal:
    """Return what all keys of a place are worth together."""
    balances = shop.stock.balances.items()
    return sum((balance.value for key, balance in balances if key.place == place), ZERO)


def path_of(shop: Shop, job: Job) -> tuple[UUID, ...]:
    """Return where in the hierarchy a job order stands, from the top down."""
    node = job.work_unit or job.work_center
    resource = shop.resources.get(node) if node is not None else None
    return (job.site,) if resource is None else (job.site, *resource.path)
