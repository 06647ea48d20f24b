"""A ledger written as the handbook writes it: `WH1 -> wip:10 | casting | 100 | 300.00`."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from taktline.base.ids import derived_id, uuid7
from taktline.base.quantity import ZERO, plain
from taktline.kernel.ledger.checks import checked
from taktline.kernel.ledger.facts import (
    PER_JOB,
    LotCreated,
    Move,
    PlaceKind,
    PlaceOpened,
    StockKey,
    StockStatus,
    lot_id,
    place_id,
)
from taktline.kernel.ledger.fold import fold_lot, fold_move, fold_place
from taktline.kernel.ledger.genealogy import edges_of
from taktline.kernel.ledger.reversal import swapped
from taktline.kernel.ledger.stock import Material, SiteDay, Stock
from tests.ledger_fixtures import NOON, SITE

STORES: dict[str, PlaceKind] = {
    "WH": "store", "FG": "store", "A-": "store", "L": "line_side", "site:": "supplier_site",
}  # fmt: skip
NAMED: dict[str, PlaceKind] = {
    kind: kind
    for kind in (
        "wip", "defective", "transform", "unreported", "supplier", "customer", "scrap", "missing",
        "found", "adjustment", "opening", "absorption", "variance", "transit",
    )
}  # fmt: skip
STATUSES: dict[str, StockStatus] = {"blocked": "blocked", "quarantine": "quarantine"}


class TextLedger:
    """A whole ledger in memory; commands are text, refusals are the ledger's own."""

    def __init__(self) -> None:
        self.stock = Stock(is_whole=True, sites={SITE: SiteDay(id=SITE)})
        self.edges: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
        self._hours = 0

    def book(self, text: str) -> list[Move]:
        """Post one command: `source -> target | lot | quantity | value`, a line a move.

        `-` stands for no lot, no quantity, no value; `a -> b -> c` is two moves with the value on
        the second.

        Raises:
            Problem: the ledger refuses.
        """
        moves = [move for line in text.strip().splitlines() for move in self._moves(line)]
        return self.post(moves)

    def post(self, drawn: list[Move]) -> list[Move]:
        """Check moves, fold them, and tie lots."""
        self._hours += 1
        moves = checked(self.stock, drawn, occurred_at=NOON + timedelta(hours=self._hours))
        for move in moves:
            fold_move(self, move)
        for edge in edges_of(moves, self.stock.places):
            pair = self.stock.lots[edge.input_lot].code, self.stock.lots[edge.output_lot].code
            before = self.edges.get(pair, (ZERO, ZERO))
            self.edges[pair] = (before[0] + edge.quantity_in, before[1] + edge.quantity_out)
        assert sum((b.value for b in self.stock.balances.values()), ZERO) == 0, "L1"
        return moves

    def take_back(self, moves: list[Move]) -> None:
        """Reverse some moves."""
        self.post(swapped(moves, uuid7))

    def _moves(self, line: str) -> list[Move]:
        path, lot, quantity, value = (part.strip() for part in line.strip().split("|"))
        stops = [stop.strip() for stop in path.split("->")]
        steps = list(pairwise(stops))
        amount = None if value == "-" else Decimal(value)
        return [
            Move(
                id=uuid7(),
                source=self.key(source, lot),
                target=self.key(target, lot),
                quantity=ZERO if quantity == "-" else Decimal(quantity),
                value=amount if number == len(steps) else None,
            )
            for number, (source, target) in enumerate(steps, start=1)
        ]

    def key(self, where: str, lot: str = "-") -> StockKey:
        """Return a stock key written `place[!status][@owner]`."""
        rest, _, owner = where.partition("@")
        code, _, status = rest.partition("!")
        return StockKey(
            place=self._place(code),
            lot=None if lot == "-" else self._lot(lot),
            status=STATUSES[status] if status else "available",
            owner=derived_id("owner", owner) if owner else None,
        )

    def _place(self, code: str) -> UUID:
        id_ = place_id(SITE, code)
        prefix = code.partition(":")[0]
        stores = (kind for start, kind in STORES.items() if code.startswith(start))
        kind: PlaceKind = NAMED[prefix] if prefix in NAMED else next(stores)
        job = derived_id("job", code.partition(":")[2]) if kind in PER_JOB else None
        fold_place(self, PlaceOpened(id=id_, site=SITE, code=code, kind=kind, job_order=job))
        return id_

    def _lot(self, lot: str) -> UUID:
        of, _, code = lot.partition("/")
        material = derived_id("material", of)
        self.stock.materials[material] = Material(id=material, code=of, unit="pcs")
        id_ = lot_id(material, code or of)
        fold_lot(self, LotCreated(id=id_, material=material, code=code or of))
        return id_

    def held(self, where: str) -> dict[str, str]:
        """Return what stands at places that begin so: `place lot` -> `quantity value`."""
        found: dict[str, list[Decimal]] = {}
        for key, balance in self.stock.balances.items():
            code = self.stock.places[key.place].code
            if code.startswith(where) and (balance.quantity or balance.value):
                status = "" if key.status == "available" else f"!{key.status}"
                owner = "" if key.owner is None else "@"
                lot = "" if key.lot is None else f" {self.stock.lots[key.lot].code}"
                sums = found.setdefault(f"{code}{status}{owner}{lot}", [ZERO, ZERO])
                sums[0] += balance.quantity
                sums[1] += balance.value
        return {name: f"{plain(q)} {plain(v)}" for name, (q, v) in sorted(found.items())}

    def worth(self, where: str) -> str:
        """Return the value of all places that begin so."""
        sums = (
            balance.value
            for key, balance in self.stock.balances.items()
            if self.stock.places[key.place].code.startswith(where)
        )
        return plain(sum(sums, ZERO))

    def tied(self) -> dict[str, str]:
        """Return the standing edges: `input -> output` -> `quantity in -> quantity out`."""
        return {
            f"{source} -> {target}": f"{plain(went)} -> {plain(came)}"
            for (source, target), (went, came) in self.edges.items()
            if came > 0
        }
