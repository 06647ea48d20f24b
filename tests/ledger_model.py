"""The ledger as a book of moves in memory, and random commands to try its laws with."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from taktline.base.ids import IdSource, uuid7
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.checks import checked
from taktline.kernel.ledger.facts import LotCreated, Move, PlaceKind, StockKey, StockStatus
from taktline.kernel.ledger.fold import fold_lot, fold_move, fold_place
from taktline.kernel.ledger.genealogy import LotEdge, edges_of
from taktline.kernel.ledger.reversal import PostedMove, reversal_moves
from taktline.kernel.ledger.stock import Material, SiteDay, Stock
from taktline.kernel.ledger.value import value_taken
from tests.ledger_fixtures import NOON, SITE, lot, material, opened_place, place

KINDS: dict[str, PlaceKind] = {
    "WH1": "store",
    "WH2": "store",
    "L1": "line_side",
    "supplier:S1": "supplier",
    "customer:C9": "customer",
    "scrap:x": "scrap",
    "transform:1": "transform",
    "adjustment:count": "adjustment",
}
LOTS = {"PLATE": "A", "BR-100": "B", "PUMP": "SN-1"}
PLACES = [opened_place(code, kind) for code, kind in KINDS.items()]
LOT_FACTS = [
    LotCreated(id=lot(of, code), material=material(of), code=code, is_serial=of == "PUMP")
    for of, code in LOTS.items()
]
STATUSES: list[StockStatus] = ["available", "blocked"]


class Step(msgspec.Struct, frozen=True):
    """One drawn move: codes of places, statuses, whole pieces, and what it carries."""

    of: str
    source: str
    target: str
    source_status: StockStatus
    target_status: StockStatus
    quantity: int
    cents: int


class Entry(msgspec.Struct, frozen=True):
    """One drawn command: some steps, or the reversal of an earlier command."""

    steps: tuple[Step, ...]
    hour: int
    reverses: int | None = None


STORES = ["WH1", "WH2", "L1"]
ACCOUNTS = [code for code in KINDS if code not in STORES]


def drawn_steps(
    sources: list[str], targets: list[str], of: list[str] | None = None
) -> st.SearchStrategy[Step]:  # tidy: positional - from, to, what
    """Draw one move between some places; goods in accounts have no status."""
    return st.builds(
        Step,
        of=st.sampled_from(of or list(LOTS)),
        source=st.sampled_from(sources),
        target=st.sampled_from(targets),
        source_status=st.sampled_from(STATUSES),
        target_status=st.sampled_from(STATUSES),
        quantity=st.integers(1, 4),
        cents=st.integers(0, 900),
    )


hours = st.integers(0, 5)
receipts = st.builds(
    Entry, steps=st.tuples(drawn_steps(["supplier:S1"], STORES)), hour=st.integers(0, 2)
)
carried = st.builds(
    Entry,
    steps=st.lists(drawn_steps(list(KINDS), list(KINDS)), min_size=1, max_size=3).map(tuple),
    hour=hours,
)
made = st.builds(
    Entry,
    steps=st.tuples(
        drawn_steps(STORES, ["transform:1"], ["PLATE"]),
        drawn_steps(["transform:1"], [*STORES, "scrap:x"], ["BR-100", "PUMP"]),
    ),
    hour=hours,
)
taken_back = st.builds(Entry, steps=st.just(()), hour=st.integers(4, 6), reverses=st.integers(0, 9))
entries = st.one_of(receipts, receipts, carried, made, taken_back)
START = Entry(
    steps=tuple(
        Step(of, "supplier:S1", target, "available", "available", 9, 777)
        for of in ("PLATE", "BR-100")
        for target in ("WH1", "L1")
    ),
    hour=0,
)
books = st.lists(entries, max_size=25).map(lambda drawn: [START, *drawn])
"""Something is there to begin with, so that most drawn commands can be posted."""


class Book:
    """Everything that was ever posted, and what stands."""

    def __init__(self, new: IdSource = uuid7) -> None:
        self.stock = Stock(is_whole=True, sites={SITE: SiteDay(id=SITE)})
        self.commands: list[tuple[UUID, datetime, list[Move]]] = []
        self.edges: dict[tuple[UUID, UUID, UUID], tuple[Decimal, Decimal]] = {}
        self.reversed: dict[UUID, UUID] = {}
        self._new = new
        for of in LOTS:
            self.stock.materials[material(of)] = Material(
                id=material(of), code=of, unit="pcs", lot_traced="lot"
            )
        for fact in PLACES:
            fold_place(self, fact)
        for made in LOT_FACTS:
            fold_lot(self, made)

    def post(self, entry: Entry) -> tuple[UUID, datetime, list[Move]]:
        """Post one command, or refuse it and stay as it was.

        Raises:
            Problem: a rule of the trade stands against it.
        """
        at = NOON + timedelta(hours=entry.hour)
        cause = self._new()
        drawn = self._reversal(entry) if entry.reverses is not None else self._moves(entry)
        moves = checked(self.stock, drawn, occurred_at=at)
        if not moves:
            raise Problem
        for move in moves:
            fold_move(self, move)
            if move.reverses is not None:
                self.reversed[move.reverses] = cause
        for edge in edges_of(moves, self.stock.places):
            self._tie(edge)
        command = (cause, at, moves)
        self.commands.append(command)
        return command

    def _reversal(self, entry: Entry) -> list[Move]:
        if not self.commands or entry.reverses is None:
            return []
        cause, _, moves = self.commands[entry.reverses % len(self.commands)]
        posted = [
            PostedMove(move=move, cause=cause, reversed_by=self.reversed.get(move.id))
            for move in moves
        ]
        return reversal_moves(posted, command=cause, new=self._new)

    def _moves(self, entry: Entry) -> list[Move]:
        found = []
        for step in entry.steps:
            code = LOTS[step.of]
            source = self._key(step.of, code, step.source, status=step.source_status)
            target = self._key(step.of, code, step.target, status=step.target_status)
            if source == target:
                continue
            quantity = Decimal(1 if step.of == "PUMP" else step.quantity)
            free = KINDS[step.source] in {"supplier", "transform", "adjustment"}
            value = (
                Decimal(step.cents).scaleb(-2)
                if free
                else value_taken(self.stock, source, quantity)
            )
            found.append(
                Move(id=self._new(), source=source, target=target, quantity=quantity, value=value)
            )
        return found

    @staticmethod
    def _key(
        of: str, code: str, where: str, *, status: StockStatus
    ) -> StockKey:  # tidy: positional - material, lot, place
        return StockKey(
            place=place(where),
            lot=lot(of, code),
            status=status if where in STORES else "available",
        )

    def _tie(self, edge: LotEdge) -> None:
        key = (edge.input_lot, edge.output_lot, edge.transform)
        before = self.edges.get(key, (ZERO, ZERO))
        self.edges[key] = (before[0] + edge.quantity_in, before[1] + edge.quantity_out)

    @property
    def moves(self) -> list[Move]:
        """Every move, in the order of posting."""
        return [move for _, _, moves in self.commands for move in moves]

    def standing(self) -> dict[StockKey, tuple[Decimal, Decimal]]:
        """What is not empty."""
        return {
            key: (balance.quantity, balance.value)
            for key, balance in self.stock.balances.items()
            if balance.quantity or balance.value
        }


def rebuilt(moves: Iterable[Move]) -> dict[StockKey, tuple[Decimal, Decimal]]:
    """Add up moves from nothing."""
    found: dict[StockKey, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for move in moves:
        for key, sign in ((move.source, -1), (move.target, 1)):
            found[key][0] += sign * move.quantity
            found[key][1] += sign * (move.value or ZERO)
    return {key: (q, v) for key, (q, v) in found.items() if q or v}
