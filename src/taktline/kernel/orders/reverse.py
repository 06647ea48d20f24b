"""Taking a command back: its moves swapped, its responses and state changes undone."""

from typing import TypeVar
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.kernel.ledger.checks import checked
from taktline.kernel.ledger.entry import consequences
from taktline.kernel.ledger.facts import LotCreated, Move, PlaceOpened
from taktline.kernel.ledger.fold import fold_lot, fold_move, fold_place
from taktline.kernel.ledger.opening_end import refuse_undone_opening
from taktline.kernel.ledger.refusals import AlreadyReversed
from taktline.kernel.ledger.reversal import PostedMove, not_before, reversal_moves
from taktline.kernel.orders.changes import job_event, order_event
from taktline.kernel.orders.facts import (
    DependencyAdded,
    DependencyRemoved,
    JobOrderChanged,
    JobOrderCreated,
    JobOrderRewritten,
    JobReported,
    PlannedMove,
    WorkOrderChanged,
)
from taktline.kernel.orders.flow_card import opened_again
from taktline.kernel.orders.fold import (
    fold_dependency,
    fold_dependency_removed,
    fold_job_changed,
    fold_job_created,
    fold_reported,
)
from taktline.kernel.orders.lowered import lowered
from taktline.kernel.orders.rows import COUNTED, Job, Response
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import UNSTARTED
from taktline.kernel.orders.stock_alerts import stock_alerts
from taktline.platform.command import Command, Event, Fact, Ids

S = TypeVar("S", bound=Shop)


class ReverseCommand(Command, frozen=True, kw_only=True):
    """A command is taken back as a whole.

    Attributes:
        command: id of the command.
        reason: why; kept with the reversal.
    """

    command: UUID
    reason: str


class OrderClosed(Problem):
    """The work order is closed; what is found later is corrected by a correction job order."""

    title = Text(
        en="{code} is {status}; its reports can no longer be taken back.",
        zh="{code} 当前状态为 {status},其报工不可再冲销。",
    )


def decide_reverse(shop: Shop, command: ReverseCommand, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how a command is taken back.

    What came after need not be undone: allowed if every later balance stays possible. It happens
    no earlier than what it takes back, whosever clock was ahead. Job orders that the command
    called into being are cancelled where nobody began them; a first article whose judgment is
    taken back is open again; promises of the goods that it takes away are cut.

    Raises:
        NotFound: nothing was booked under this id.
        OpeningClosed: it is of an opening that is over.
        OrderClosed: a job order concerned is closed.
        NothingToReverse, AlreadyReversed: it moved nothing, or was taken back before.
        Shortage, BackdatedShortage: what it brought is not there any more.
    """
    moves, responses = _booked(shop, command.command)
    refuse_undone_opening(shop.stock, moves)
    jobs = _concerned(shop, responses)
    facts = taken_back(shop, command.command, moves=moves, responses=responses, ids=ids)
    at = not_before(command.occurred_at, moves)
    checked_moves = checked(shop.stock, [f for f in facts if isinstance(f, Move)], occurred_at=at)
    broken = consequences(shop.stock, checked_moves)
    rest = [fact for fact in facts if not isinstance(fact, Move)]
    back = _states_before(shop, responses)
    changed = {fact.job.id: fact.job for fact in back if isinstance(fact, JobOrderChanged)}
    created = [
        changed.get(job.id, job) for job in shop.jobs.values() if job.cause == command.command
    ]
    return [
        *checked_moves,
        *broken,
        *stock_alerts(broken, ids.new),
        *rest,
        *back,
        *_waiting_again(jobs, moves, ids=ids),
        *_cancelled(shop, created, responses, at=at),
        *_lowered(shop, responses, reason=command.reason, ids=ids),
        *opened_again(responses),
        *(job_event("reversed", job, command=str(command.command)) for job in jobs),
        Event(
            name="command.reversed",
            entity="command",
            record=command.command,
            payload={"reason": command.reason},
        ),
    ]


def _lowered(shop: Shop, responses: tuple[Response, ...], *, reason: str, ids: Ids) -> list[Event]:
    return [
        event
        for said in responses
        if said.sign == 1 and said.id not in shop.reversed_responses
        for event in lowered(shop.jobs[said.job_order], said, None, reason=reason, ids=ids)
    ]


def taken_back(
    shop: Shop,
    command: UUID,
    *,
    moves: tuple[Move, ...],
    responses: tuple[Response, ...],
    ids: Ids,
) -> list[Fact]:
    """Return the moves and responses that take one command back, not yet checked.

    Raises:
        NothingToReverse, AlreadyReversed: as the ledger says; of responses likewise.
    """
    standing = [
        said for said in responses if said.sign == 1 and said.id not in shop.reversed_responses
    ]
    if responses and not standing:
        raise AlreadyReversed(command=str(command))
    back: list[Move] = []
    if moves or not responses:
        back = reversal_moves(
            [_posted(shop, move, cause=command) for move in moves], command=command, new=ids.new
        )
    return [*back, *(JobReported(response=_negative(said, ids)) for said in standing)]


def scratch(shop: S) -> S:
    """Return a copy of the state that may be folded without changing this one."""
    stock = shop.stock
    return msgspec.structs.replace(
        shop,
        stock=msgspec.structs.replace(
            stock,
            places=dict(stock.places),
            place_by_code=dict(stock.place_by_code),
            lots=dict(stock.lots),
            balances={key: balance.copy() for key, balance in stock.balances.items()},
            fresh=set(stock.fresh),
            free_totals=dict(stock.free_totals),
            free_at=dict(stock.free_at),
            reservations=dict(stock.reservations),
        ),
        jobs=dict(shop.jobs),
        dependencies=dict(shop.dependencies),
        card_counts=dict(shop.card_counts),
        reversed_moves=set(shop.reversed_moves),
        reversed_responses=set(shop.reversed_responses),
    )


def fold_into(shop: Shop, facts: list[Fact]) -> None:
    """Fold moves, places, lots, job orders' states and responses into a scratch state."""
    for fact in facts:
        if isinstance(fact, PlaceOpened):
            fold_place(shop, fact)
        elif isinstance(fact, LotCreated):
            fold_lot(shop, fact)
        elif isinstance(fact, Move):
            fold_move(shop, fact)
        elif isinstance(fact, JobReported):
            fold_reported(shop, fact)
        elif isinstance(fact, (JobOrderChanged, JobOrderRewritten)):
            fold_job_changed(shop, fact)
        elif isinstance(fact, DependencyRemoved):
            fold_dependency_removed(shop, fact)
        elif isinstance(fact, JobOrderCreated):
            fold_job_created(shop, fact)
        elif isinstance(fact, DependencyAdded):
            fold_dependency(shop, fact)


def refuse_closed(jobs: list[Job]) -> None:
    """Refuse to touch what a closed order did.

    Raises:
        OrderClosed: the first such job order.
    """
    for job in jobs:
        if job.status in {"closed", "aborted", "cancelled"}:
            raise OrderClosed(code=job.code, status=job.status)


def _booked(shop: Shop, command: UUID) -> tuple[tuple[Move, ...], tuple[Response, ...]]:
    moves = shop.moves.get(command, ())
    responses = shop.responses.get(command, ())
    if not moves and not responses:
        raise NotFound(kind="command", code=str(command), at="/command")
    return moves, responses


def _concerned(shop: Shop, responses: tuple[Response, ...]) -> list[Job]:
    jobs = [shop.jobs[one] for one in dict.fromkeys(said.job_order for said in responses)]
    refuse_closed(jobs)
    return jobs


def _posted(shop: Shop, move: Move, *, cause: UUID) -> PostedMove:
    is_back = move.id in shop.reversed_moves
    return PostedMove(move=move, cause=cause, reversed_by=cause if is_back else None)


def _negative(said: Response, ids: Ids) -> Response:
    return msgspec.structs.replace(
        said, id=ids.new(), sign=-1, reverses=said.id, defects=(), persons=()
    )


def _states_before(shop: Shop, responses: tuple[Response, ...]) -> list[Fact]:
    """Return the states that a decision changed, as they were before it; last change first."""
    changed: dict[UUID, Job] = {}
    for said in reversed(responses):
        job = changed.get(said.job_order, shop.jobs[said.job_order])
        if said.kind == "judge" and said.from_sample > 0:
            changed[job.id] = msgspec.structs.replace(job, first_article="required")
        elif said.kind in {"complete", "hold"} and said.status_before is not None:
            changed[job.id] = msgspec.structs.replace(
                job, status=said.status_before, hold_reason=None, ended_at=None
            )
        elif said.kind == "report" and said.status_before in UNSTARTED and _is_all(job, said):
            changed[job.id] = msgspec.structs.replace(
                job, status=said.status_before, started_at=None, start_is_estimated=False
            )
        elif said.kind == "start" and job.work_type != "production" and said.status_before:
            changed[job.id] = msgspec.structs.replace(
                job, status=said.status_before, started_at=None
            )
    return [JobOrderChanged(job=job) for job in changed.values()]


def _waiting_again(jobs: list[Job], moves: tuple[Move, ...], *, ids: Ids) -> list[Fact]:
    """Return what an inspection of goods has to decide again."""
    return [
        PlannedMove(
            id=ids.new(),
            job_order=job.id,
            source=move.source,
            target=msgspec.structs.replace(move.source, status="available"),
            quantity=move.quantity,
        )
        for job in jobs
        if job.work_type == "quality" and job.inspects is None
        for move in moves
        if move.reverses is None and move.quantity > 0
    ]


def _is_all(job: Job, said: Response) -> bool:
    """Say whether a job order has nothing but what one report said."""
    return all(getattr(job, counted) == said.change(counted) for counted in COUNTED)


def _cancelled(
    shop: Shop, created: list[Job], responses: tuple[Response, ...], *, at: Instant
) -> list[Fact]:
    """Return the end of what the command called into being and nobody worked on otherwise."""
    facts: list[Fact] = []
    gone: set[UUID] = set()
    alone = {said.job_order for said in responses if _is_all(shop.jobs[said.job_order], said)}
    for job in created:
        if job.status in UNSTARTED and (job.made == 0 or job.id in alone):
            ended = msgspec.structs.replace(job, status="cancelled", ended_at=at)
            facts += [JobOrderChanged(job=ended), job_event("cancelled", ended)]
            gone.add(job.id)
    for order in shop.work_orders.values():
        own = {job.id for job in shop.jobs_of(order.id)}
        if own and own <= gone:
            over = msgspec.structs.replace(order, status="cancelled")
            facts += [WorkOrderChanged(work_order=over), order_event("cancelled", over)]
    return facts
