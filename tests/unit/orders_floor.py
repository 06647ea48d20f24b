"""A factory floor in memory: decisions are made and folded, the journal is kept, nothing else."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar, cast
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.quantity import ZERO
from taktline.kernel.ledger import fold as ledger_fold
from taktline.kernel.ledger.facts import (
    HoldPlaced,
    LotCreated,
    Move,
    PlaceKind,
    PlaceOpened,
    ReservationChanged,
    StockKey,
    lot_id,
    place_id,
)
from taktline.kernel.ledger.stock import Material, SiteDay, Stock
from taktline.kernel.orders import facts as order_facts
from taktline.kernel.orders import fold as order_fold
from taktline.kernel.orders.rows import Response
from taktline.kernel.orders.shop import Author, Inflow, Resource, Shop
from taktline.platform.command import Command, Event, Fact, Grant, Ids, Principal

C = TypeVar("C", bound=Command)
Decision = Callable[[Shop, C, datetime, Ids], list[Fact]]

SITE = derived_id("site", "F1")
LEAD = Principal(id=derived_id("user", "lead"), name="lead", grants=(Grant(needs="*"),))
WORKER = Principal(
    id=derived_id("user", "worker"), name="worker", grants=(Grant(needs="job_order:report"),)
)
NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
IN_STOCK = {"store", "line_side", "finished", "transit", "customer_site"}

FOLDS = cast(
    dict[type[Fact], Callable[[Shop, Fact], None]],
    {
        PlaceOpened: ledger_fold.fold_place,
        LotCreated: ledger_fold.fold_lot,
        Move: ledger_fold.fold_move,
        HoldPlaced: ledger_fold.fold_hold,
        ReservationChanged: ledger_fold.fold_reservation_changed,
        order_facts.WorkMasterWritten: order_fold.fold_work_master,
        order_facts.WorkOrderCreated: order_fold.fold_work_order_created,
        order_facts.WorkOrderChanged: order_fold.fold_work_order_changed,
        order_facts.JobOrderCreated: order_fold.fold_job_created,
        order_facts.JobOrderChanged: order_fold.fold_job_changed,
        order_facts.DependencyAdded: order_fold.fold_dependency,
        order_facts.JobReported: order_fold.fold_reported,
        order_facts.PlannedMove: order_fold.fold_planned,
        order_facts.PlannedMoveEnded: order_fold.fold_planned_ended,
        order_facts.SignedIn: order_fold.fold_signed_in,
        order_facts.SignedOut: order_fold.fold_signed_out,
        order_facts.AlertRaised: order_fold.fold_alert,
        order_facts.AlertMoved: order_fold.fold_alert_moved,
    },
)


class Posted(msgspec.Struct, frozen=True):
    """A move as the journal shows it: people's names instead of ids."""

    cause: str
    source: str
    target: str
    lot: str
    quantity: Decimal
    value: Decimal | None
    reverses: int | None


class Floor:
    """One site with its materials; commands are decided one after the other on folded state."""

    def __init__(self, *materials: Material, zone: str = "Asia/Shanghai") -> None:
        self.shop = Shop(
            stock=Stock(
                materials={material.id: material for material in materials},
                sites={SITE: SiteDay(id=SITE, code="F1", zone=zone)},
                is_whole=True,
                balances={},
                places={},
                lots={},
                holds={},
            )
        )
        self.shop.resources = {SITE: Resource(id=SITE, code="F1", path=(SITE,))}
        self.journal: list[tuple[str, Move]] = []
        self.responses: list[Response] = []
        self.events: dict[str, list[str]] = {}
        self._commands = 0
        self._ids = 0

    def place(self, code: str, kind: PlaceKind) -> UUID:
        """Open a place."""
        found = place_id(SITE, code)
        if found not in self.shop.stock.places:
            opened = PlaceOpened(id=found, site=SITE, code=code, kind=kind)
            ledger_fold.fold_place(self.shop, opened)
        return found

    def resource(self, code: str) -> UUID:
        """Make a person, machine or partner known."""
        found = derived_id("resource", code)
        self.shop.resources[found] = Resource(id=found, code=code, path=(found,))
        return found

    def lot(self, material: str, code: str) -> UUID:
        """Return the id of a lot by codes."""
        return lot_id(self.shop.material(material).id, code)

    def held(self, place: str, lot: UUID | None = None, *, status: str = "") -> Decimal:
        """Return the quantity of a lot at a place."""
        return self._balance(place, lot, status=status)[0]

    def worth(self, place: str, lot: UUID | None = None, *, status: str = "") -> Decimal:
        """Return the value of a lot (or of no lot) at a place."""
        return self._balance(place, lot, status=status)[1]

    def value_of(self, place: str) -> Decimal:
        """Return the value of everything at a place."""
        at = place_id(SITE, place)
        balances = self.shop.stock.balances.items()
        return sum((balance.value for key, balance in balances if key.place == at), ZERO)

    def new_id(self) -> UUID:
        """Return the next id, the same in every run."""
        self._ids += 1
        return UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0000 + self._ids)

    def ids(self, cause: UUID, by: Principal = LEAD) -> Ids:
        """Return what a decision may use as ids."""
        return Ids(cause=cause, by=by, new=self.new_id)

    def cause(self, label: str) -> UUID:
        """Return the command id behind a label."""
        return derived_id("command", label)

    def label(self) -> str:
        """Return a fresh label for a command."""
        self._commands += 1
        return f"#{self._commands}"

    def decide(
        self,
        decision: Decision[C],
        command: C,
        *,
        by: Principal = LEAD,
    ) -> list[Fact]:
        """Decide a command on the present state and change nothing."""
        self._remember()
        return decision(self.shop, command, command.occurred_at, self.ids(command.id, by))

    def do(
        self, label: str, decision: Decision[C], command: C, *, by: Principal = LEAD
    ) -> list[Fact]:
        """Decide a command and fold what it changes."""
        facts = self.decide(decision, command, by=by)
        self.fold(label, facts, by=by, at=command.occurred_at)
        return facts

    def fold(
        self, label: str, facts: Sequence[Fact], *, by: Principal = LEAD, at: datetime = NOON
    ) -> None:
        """Fold facts and write the journal as the database would."""
        cause = self.cause(label)
        for fact in facts:
            fold = FOLDS.get(type(fact))
            if fold is not None:
                fold(self.shop, fact)
            if isinstance(fact, Move):
                self.journal.append((label, fact))
                self.shop.moves[cause] = (*self.shop.moves.get(cause, ()), fact)
                if fact.reverses is not None:
                    self.shop.reversed_moves.add(fact.reverses)
            elif isinstance(fact, order_facts.JobReported):
                self.responses.append(fact.response)
                said = self.shop.responses.get(cause, ())
                self.shop.responses[cause] = (*said, fact.response)
            elif isinstance(fact, Event):
                self.events.setdefault(label, []).append(fact.name)
        self.shop.authors[cause] = Author(principal=by.id, recorded_at=at)

    def posted(self) -> list[Posted]:
        """Return the journal by codes."""
        numbers = {move.id: index + 1 for index, (_, move) in enumerate(self.journal)}
        return [
            Posted(
                label,
                self.written(move.source),
                self.written(move.target),
                "" if move.source.lot is None else self.shop.stock.lots[move.source.lot].code,
                move.quantity,
                move.value,
                None if move.reverses is None else numbers[move.reverses],
            )
            for label, move in self.journal
        ]

    def written(self, key: StockKey) -> str:
        """Return a key as the handbook writes it: place, then status where not available."""
        code = self.shop.stock.places[key.place].code
        return code if key.status == "available" else f"{code}!{key.status}"

    def balances(self) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
        """Return quantity and value by place and lot, nothing where both are zero."""
        found: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
        for key, balance in self.shop.stock.balances.items():
            lot = "" if key.lot is None else self.shop.stock.lots[key.lot].code
            if balance.quantity or balance.value:
                found[self.written(key), lot] = (balance.quantity, balance.value)
        return found

    def _balance(self, place: str, lot: UUID | None, *, status: str) -> tuple[Decimal, Decimal]:
        at = place_id(SITE, place)
        found = [
            balance
            for key, balance in self.shop.stock.balances.items()
            if key.place == at and key.lot == lot and status in ("", key.status)
        ]
        return (
            sum((balance.quantity for balance in found), ZERO),
            sum((balance.value for balance in found), ZERO),
        )

    def _remember(self) -> None:
        """Fill in what `load` reads from the journal for closing: received lots and inflow."""
        self.shop.received, self.shop.inflow = {}, {}
        for _, move in self.journal:
            self._note(move.source, move.target, move=move, sign=1)
            self._note(move.target, move.source, move=move, sign=-1)

    def _note(self, source: StockKey, target: StockKey, *, move: Move, sign: int) -> None:
        places = self.shop.stock.places
        at, to = places[source.place], places[target.place]
        if at.kind != "transform" or at.job_order is None:
            return
        job = self.shop.jobs[at.job_order]
        lot = self.shop.stock.lots.get(source.lot) if source.lot is not None else None
        if to.kind in IN_STOCK and lot is not None and lot.material == job.material:
            assert job.work_order is not None
            lots = self.shop.received.setdefault(job.work_order, {})
            lots[lot.id] = lots.get(lot.id, ZERO) + sign * move.quantity
        elif to.kind in {"line_side", "wip", "absorption", "store"}:
            came = self.shop.inflow.get(at.id, Inflow())
            amount = -sign * (move.value or ZERO)
            time = amount if to.kind == "absorption" else ZERO
            self.shop.inflow[at.id] = Inflow(
                components=came.components + amount - time, time=came.time + time
            )
