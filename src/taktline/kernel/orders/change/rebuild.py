"""What a changed route does to the job orders of an order: kept, rewritten, parted, made, ended."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO, plain
from taktline.base.text import Text
from taktline.kernel.ledger.facts import StockKey, place_id
from taktline.kernel.ledger.value import value_taken
from taktline.kernel.orders.change.content import BadChange, ChangedRoute
from taktline.kernel.orders.changes import job_event
from taktline.kernel.orders.content import Operation, waits_for
from taktline.kernel.orders.facts import (
    DependencyAdded,
    DependencyRemoved,
    JobOrderCreated,
    JobOrderRewritten,
)
from taktline.kernel.orders.flow_card import left_on_card
from taktline.kernel.orders.plan_jobs import job_of
from taktline.kernel.orders.posting import Posting
from taktline.kernel.orders.rows import COUNTED, Dependency, Job, WorkOrder
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.snapshot import hash_of
from taktline.kernel.orders.states import ENDED
from taktline.platform.command import Fact, Ids


class OperationOver(Problem):
    """What is finished is not changed."""

    title = Text(
        en="{code} is {status}: reopen it, or change only what comes after.",
        zh="{code} 当前状态为 {status},请先重新打开,或只变更其后的工序。",
    )


class ComponentsLeft(Problem):
    """An operation that falls away still has components."""

    title = Text(
        en="{place} holds {held} of lot {lot}: return these components before the operation goes.",
        zh="{place} 尚有批次 {lot} {held},请先退料再取消该工序。",
    )


class Effect(msgspec.Struct, kw_only=True):
    """What a change does, for people: shown before it is done, kept afterwards."""

    job_orders: list[dict[str, object]] = []
    pieces: list[dict[str, object]] = []
    stations: list[str] = []
    materials: dict[str, str] = {}


class Rebuild:
    """The job orders of one order while its revision is put together; read once by `facts`.

    Attributes:
        working: by new sequence, the job orders that take pieces from now on.
    """

    def __init__(
        self, shop: Shop, before: WorkOrder, after: WorkOrder, *, route: ChangedRoute, ids: Ids
    ) -> None:
        self._shop, self._before, self._after = shop, before, after
        self._route, self._ids = route, ids
        self._posting = Posting(shop, ids)
        self._changed: dict[UUID, Job] = {}
        self._made: dict[UUID, Job] = {}
        self._kept: dict[int, list[Job]] = {}
        self.working: dict[int, list[Job]] = {}
        self.effect = Effect(job_orders=[], pieces=[], stations=[], materials={})
        self._line = [j for j in shop.jobs_of(before.id) if _is_line(j)]

    @property
    def told(self) -> list[Job]:
        """The job orders whose stations must read of the change."""
        found = [*self._changed.values(), *self._made.values()]
        return [job for job in found if job.status not in ENDED and not self._is_old(job)]

    def rebuild(self, *, from_card: int | None, at: Instant) -> None:
        """Decide what becomes of every operation.

        Args:
            from_card: pieces on earlier cards are finished on the old revision.

        Raises:
            OperationOver: a finished operation would change.
            ComponentsLeft: one that falls away holds components.
        """
        assert self._after.snapshot is not None
        for operation in self._after.snapshot.in_sequence():
            old = self._route.origin[operation.sequence]
            if old is None:
                self._make(operation)
            else:
                self._go_on(operation, old=old, from_card=from_card)
        gone = {one.sequence for one in self._before_operations()} - {
            old for old in self._route.origin.values() if old is not None
        }
        for sequence in sorted(gone):
            self._end(sequence, at=at)
        self._carry_waiting(from_card=from_card)
        self._note_materials()

    def facts(self, *, notice: UUID, at: Instant) -> list[Fact]:
        """Return what changes, every station's job order waiting for its notice to be read."""
        told = {job.id for job in self.told}
        read = {
            id_: msgspec.structs.replace(job, notice=notice if id_ in told else job.notice)
            for id_, job in (self._changed | self._made).items()
        }
        changed = [job for id_, job in read.items() if id_ in self._changed]
        made = [job for id_, job in read.items() if id_ in self._made]
        return [
            *(JobOrderRewritten(job=job) for job in changed),
            *(JobOrderCreated(job=job) for job in made),
            *self._rewired(),
            *self._posting.facts(occurred_at=at),
            *(job_event("released", job) for job in made),
            *(job_event("dispatched", job) for job in made if job.status == "dispatched"),
            *(job_event("cancelled", job) for job in changed if job.status == "cancelled"),
        ]

    def _before_operations(self) -> list[Operation]:
        assert self._before.snapshot is not None
        return self._before.snapshot.in_sequence()

    def _is_old(self, job: Job) -> bool:
        """Say whether a later revision of the order has taken over the rest of a job order."""
        known = [*self._line, *self._made.values()]
        return any(one.code.startswith(f"{job.code}v") for one in known if one.parent == job.id)

    def _jobs(self, sequence: int) -> list[Job]:
        return [job for job in self._line if job.sequence == sequence]

    def _make(self, operation: Operation) -> None:
        code = f"{self._after.code}-{operation.sequence}"
        if any(job.code == code for job in self._shop.jobs.values()):
            code = f"{code}v{self._after.snapshot_revision}"
        job = job_of(self._shop, self._after, operation, code=code, ids=self._ids)
        self._add(job, "created")
        self.working[operation.sequence] = [job]

    def _add(self, job: Job, effect: str) -> None:
        self._made[job.id] = job
        self._posting.job_place(job, "wip")
        self._posting.job_place(job, "transform")
        self._tell(job, effect)

    def _go_on(self, operation: Operation, *, old: int, from_card: int | None) -> None:
        """Keep, rewrite or part the job orders of an operation that stays."""
        jobs = self._jobs(old)
        open_ = [job for job in jobs if job.status not in ENDED and not self._is_old(job)]
        touched = operation.sequence in self._route.touched
        if not open_:
            grows = self._after.started_quantity > self._before.started_quantity
            if touched or grows:
                over = jobs[-1]
                raise OperationOver(code=over.code, status=over.status)
            self.working[operation.sequence] = jobs[-1:]
            self._kept[operation.sequence] = jobs
            return
        working: list[Job] = []
        for job in open_:
            is_last = job is open_[-1]
            working.append(self._one(job, operation, touched=touched, from_card=from_card,
                                     takes_difference=is_last))  # fmt: skip
        self.working[operation.sequence] = working
        ids = {job.id for job in working}
        self._kept[operation.sequence] = [job for job in jobs if job.id not in ids]

    def _one(
        self, job: Job, operation: Operation, *, touched: bool, from_card: int | None,
        takes_difference: bool,
    ) -> Job:  # fmt: skip
        """Return the job order that goes on with an operation on the new revision."""
        goal = self._goal(job, operation, takes_difference=takes_difference)
        if not touched:
            goal = msgspec.structs.replace(goal, work_center=job.work_center)
            if goal != job:
                self._changed[job.id] = goal
                self._tell(goal, "quantity" if goal.ordered != job.ordered else "kept")
            return goal
        kept = max(job.made, self._on_earlier_cards(job, from_card))
        if kept >= goal.started_quantity:
            return job
        if kept == 0:
            self._changed[job.id] = goal
            self._tell(goal, "rewritten")
            return goal
        return self._part(job, goal, kept=kept, from_card=from_card)

    def _goal(self, job: Job, operation: Operation, *, takes_difference: bool) -> Job:
        """Return a job order as the new revision has it."""
        fresh = job_of(self._shop, self._after, operation, code=job.code, ids=self._ids)
        before = job_of(
            self._shop, self._before, self._old_operation(job), code=job.code, ids=self._ids
        )
        more, started = ZERO, ZERO
        if takes_difference:
            more = fresh.ordered - before.ordered
            started = fresh.started_quantity - before.started_quantity
        rewritten = {name: getattr(fresh, name) for name in REWRITTEN}
        goal = msgspec.structs.replace(
            job,
            **rewritten,
            ordered=max(job.ordered + more, ZERO),
            started_quantity=max(job.started_quantity + started, ZERO),
        )
        if goal.snapshot == job.snapshot:
            goal = msgspec.structs.replace(goal, snapshot_hash=job.snapshot_hash)
        return goal

    def _old_operation(self, job: Job) -> Operation:
        return next(one for one in self._before_operations() if one.sequence == job.sequence)

    def _part(self, job: Job, goal: Job, *, kept: Decimal, from_card: int | None) -> Job:
        """Leave what is done, or on earlier cards, to the old part; the rest is a new one."""
        frozen = msgspec.structs.replace(job, ordered=kept, started_quantity=kept)
        self._changed[job.id] = frozen
        self._tell(frozen, "kept_done")
        same = [one.split_no for one in self._line if one.sequence == job.sequence]
        child = msgspec.structs.replace(
            goal,
            id=self._ids.new(),
            code=f"{job.code}v{self._after.snapshot_revision}",
            parent=job.id,
            split_no=1 + max(same),
            from_card=from_card,
            ordered=max(goal.ordered - kept, ZERO),
            started_quantity=goal.started_quantity - kept,
            status="dispatched" if job.status not in {"draft", "released"} else job.status,
            hold_reason=None,
            started_at=None,
            start_is_estimated=False,
            ended_at=None,
            first_article="none",
            cause=self._ids.cause,
            version=1,
            **dict.fromkeys(COUNTED, ZERO),
        )
        child = msgspec.structs.replace(child, snapshot_hash=hash_of(_known(child.snapshot)))
        self._add(child, "created")
        return child

    def _on_earlier_cards(self, job: Job, from_card: int | None) -> Decimal:
        if from_card is None:
            return ZERO
        cards = [c for c in self._shop.cards.values() if c.work_order == self._before.id]
        return sum((c.quantity for c in cards if c.status != "void" and c.number < from_card), ZERO)

    def _end(self, sequence: int, *, at: Instant) -> None:
        """End an operation that falls away: what is done there stays, the rest never comes."""
        for job in self._jobs(sequence):
            if job.status in ENDED or self._is_old(job):
                self._kept.setdefault(sequence, []).append(job)
            elif job.made > 0:
                frozen = msgspec.structs.replace(job, ordered=job.made, started_quantity=job.made)
                self._changed[job.id] = frozen
                self._kept.setdefault(sequence, []).append(frozen)
                self._tell(frozen, "kept_done")
            else:
                self._refuse_components(job)
                gone = msgspec.structs.replace(
                    job, status="cancelled", hold_reason=None, ended_at=at, notice=None
                )
                self._changed[job.id] = gone
                self._tell(gone, "cancelled")

    def _refuse_components(self, job: Job) -> None:
        stock = self._shop.stock
        for key, quantity in self._waiting(job, product=False).items():
            assert key.lot is not None
            raise ComponentsLeft(
                place=stock.places[key.place].code,
                held=plain(quantity),
                lot=stock.lots[key.lot].code,
            )

    def _waiting(self, job: Job, *, product: bool) -> dict[StockKey, Decimal]:
        """Return what stands in a job order's wip: pieces of the product, or components."""
        stock, place = self._shop.stock, place_id(job.site, f"wip:{job.code}")
        return {
            key: balance.quantity
            for key, balance in sorted(
                stock.balances.items(), key=lambda pair: pair[0].balance_id()
            )
            if key.place == place and key.lot is not None and balance.quantity > 0
            if (stock.lots[key.lot].material == job.material) == product
        }

    def _carry_waiting(self, *, from_card: int | None) -> None:
        """Bring pieces that wait to the first operation of the new route they have not passed."""
        order = [one.sequence for one in self._before_operations()]
        for job in self._line:
            waiting = self._waiting(job, product=True)
            target = self._next_of(set(order[: order.index(job.sequence)]))
            if target is None and waiting:
                raise BadChange(
                    sequence=job.sequence, reason="pieces wait there: report them first.",
                    at="/operations",
                )  # fmt: skip
            if target is None or any(one.id == job.id for one in self.working[target]):
                continue
            receiver = self.working[target][-1]
            stays = self._stays(job, from_card=from_card)
            for key, quantity in waiting.items():
                left = min(stays, quantity)
                stays -= left
                self._move(job, receiver, key=key, quantity=quantity - left)
            if self._parts(job) and from_card is None:
                for key, quantity in self._waiting(job, product=False).items():
                    self._move(job, receiver, key=key, quantity=quantity)

    def _parts(self, job: Job) -> bool:
        """Say whether a job order was parted or ended by this change."""
        now = self._changed.get(job.id)
        return now is not None and (now.status == "cancelled" or _is_parted(job, now))

    def _stays(self, job: Job, *, from_card: int | None) -> Decimal:
        """Return how many waiting pieces are still worked on the old revision: earlier cards'."""
        if from_card is None:
            return ZERO
        cards = [
            card
            for card in self._shop.cards.values()
            if card.work_order == self._before.id and card.status != "void"
        ]
        earlier = [card for card in cards if card.number < from_card]
        return sum((left_on_card(self._shop, card, job=job) for card in earlier), ZERO)

    def _next_of(self, passed: set[int]) -> int | None:
        """Return the first operation of the new route behind all those that pieces have passed."""
        assert self._after.snapshot is not None
        route = [o.sequence for o in self._after.snapshot.in_sequence() if not o.is_activity]
        behind = [i for i, one in enumerate(route) if self._route.origin[one] in passed]
        position = max(behind, default=-1) + 1
        return route[position] if position < len(route) else None

    def _move(self, job: Job, receiver: Job, *, key: StockKey, quantity: Decimal) -> None:
        if quantity <= 0:
            return
        stock = self._shop.stock
        assert key.lot is not None
        is_product = stock.lots[key.lot].material == job.material
        value = None if is_product else value_taken(stock, key, quantity)
        goal = msgspec.structs.replace(key, place=self._posting.job_place(receiver, "wip"))
        self._posting.move(key, goal, lot=key.lot, quantity=quantity, value=value)
        self.effect.pieces.append(
            {"from": job.code, "to": receiver.code, "lot": stock.lots[key.lot].code,
             "quantity": plain(quantity)}
        )  # fmt: skip

    def _rewired(self) -> list[Fact]:
        """Return which job order waits for which from now on."""
        wanted = self._wanted()
        own = {job.id for job in self._line} | {
            job.id for job in self._shop.jobs_of(self._before.id) if job.is_rework
        }
        standing = {pair for pair in self._shop.dependencies if pair[0] in own and pair[1] in own}
        return [
            *(
                DependencyRemoved(predecessor=pair[0], successor=pair[1])
                for pair in sorted(standing - wanted.keys())
            ),
            *(
                DependencyAdded(dependency=one)
                for pair, one in wanted.items()
                if pair not in standing
            ),
        ]

    def _wanted(self) -> dict[tuple[UUID, UUID], Dependency]:
        assert self._after.snapshot is not None
        operations = self._after.snapshot.in_sequence()
        found: dict[tuple[UUID, UUID], Dependency] = {}
        for sequence, waits in waits_for(operations).items():
            for wait in waits:
                for before in self._feeders(wait.predecessor):
                    for after in self.working[sequence]:
                        found[before.id, after.id] = Dependency(
                            predecessor=before.id, successor=after.id, type=wait.type,
                            lag_s=wait.lag_s,
                        )  # fmt: skip
        gone = set(self._kept) - {one.sequence for one in operations}
        for sequence in gone:
            later = [one.sequence for one in operations if one.sequence > sequence]
            for before in self._kept[sequence]:
                for after in self.working[later[0]] if later else []:
                    found[before.id, after.id] = Dependency(
                        predecessor=before.id, successor=after.id
                    )
        return found

    def _feeders(self, sequence: int) -> list[Job]:
        """Return whose good pieces go on from an operation: its job orders, old parts, rework."""
        jobs = [*self.working[sequence], *self._kept.get(sequence, [])]
        ids = {job.id for job in jobs}
        rework = [
            job
            for job in self._shop.jobs_of(self._before.id)
            if job.is_rework and job.parent in ids
        ]
        return [*jobs, *rework]

    def _tell(self, job: Job, effect: str) -> None:
        if effect == "kept":
            return
        self.effect.job_orders.append(
            {"job_order": job.code, "operation": job.operation, "effect": effect,
             "ordered": plain(job.ordered)}
        )  # fmt: skip
        center = None if job.work_center is None else self._shop.resources.get(job.work_center)
        if center is not None and center.code not in self.effect.stations:
            self.effect.stations.append(center.code)

    def _note_materials(self) -> None:
        """Note how much more or less of each component is needed from now on."""
        need: dict[UUID, Decimal] = {}
        after = [one for jobs in self.working.values() for one in jobs]
        for sign, jobs in ((-1, self._line), (1, after)):
            for job in jobs:
                if job.snapshot is None or job.status in ENDED:
                    continue
                left = max(job.ordered - job.made, ZERO)
                for line in job.snapshot.operation.uses("consume"):
                    amount = sign * line.quantity_per * left / (1 - line.scrap_share)
                    need[line.material_id] = need.get(line.material_id, ZERO) + amount
        self.effect.materials = {
            self._shop.stock.materials[material].code: plain(amount)
            for material, amount in need.items()
            if amount != 0
        }


REWRITTEN = (
    "is_activity", "sequence", "operation", "process_segment", "work_center", "material", "unit",
    "transfer_batch", "planned_setup_s", "planned_run_s", "planned_cost", "supplier",
    "report_point", "report_policy", "first_article_quantity", "backflush", "snapshot",
    "snapshot_hash",
)  # fmt: skip
"""What an operation says of its job order."""


def _known(snapshot: msgspec.Struct | None) -> msgspec.Struct:
    assert snapshot is not None, "a released job order has its snapshot"
    return snapshot


def _is_line(job: Job) -> bool:
    """Say whether a job order is one of the order's own operations, still standing."""
    own = job.work_type == "production" and not job.is_rework and job.inspects is None
    return own and job.status not in {"cancelled", "aborted"}


def _is_parted(before: Job, now: Job) -> bool:
    return now.started_quantity < before.started_quantity and now.snapshot == before.snapshot
