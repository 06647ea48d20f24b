"""Laws of joint runs: shares sum exactly, nothing is lost, whatever the rule and the members."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from taktline.base.ids import derived_id
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.facts import LotCreated, Move, StockKey, lot_id
from taktline.kernel.ledger.fold import fold_lot
from taktline.kernel.ledger.stock import Material
from taktline.kernel.orders.content import Operation
from taktline.kernel.orders.release import (
    CreateWorkOrder,
    ReleaseWorkOrder,
    decide_create,
    decide_release,
)
from taktline.kernel.orders.runs import facts
from taktline.kernel.orders.runs.facts import Bay, RunRule
from taktline.kernel.orders.runs.report import ReportRun, decide_report_run
from taktline.kernel.orders.runs.share import parts_of, weight_of
from taktline.kernel.orders.runs.steps import (
    LoadRun,
    OpenRun,
    StartRun,
    decide_load,
    decide_open,
    decide_start_run,
)
from taktline.kernel.orders.runs.used import Offcut, RunMaterial
from taktline.kernel.orders.shop import Shop
from taktline.platform.command import Command, Fact, Ids
from tests.unit.orders_floor import NOON, SITE, Decision, Floor

D = Decimal
PART = Material(id=derived_id("m", "PART"), code="PART", unit="pcs", lot_traced="lot")
SHEET = Material(id=derived_id("m", "SHEET"), code="SHEET", unit="kg", unit_places=3,
                 lot_traced="lot")  # fmt: skip
rules: st.SearchStrategy[RunRule] = st.sampled_from(["equal", "quantity", "weight", "area"])
amounts = st.decimals(min_value=0, max_value=10**6, places=3)

C = TypeVar("C", bound=Command)
FOLDS = cast(
    dict[type[Fact], Callable[[Bay, Fact], None]],
    {
        facts.RunMade: facts.fold_run,
        facts.RunChanged: facts.fold_run,
        facts.MemberLoaded: facts.fold_loaded,
        facts.MemberUnloaded: facts.fold_unloaded,
        facts.RunReported: facts.fold_run_reported,
    },
)


@given(amounts, st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=20))
def test_parts_sum_to_the_whole_and_none_is_negative(
    total: Decimal, weights: list[Decimal]
) -> None:
    parts = parts_of(total, weights, 3)
    assert sum(parts, ZERO) == total
    assert min(parts) >= 0
    heavier = max(range(len(weights)), key=lambda index: weights[index])
    assert parts[heavier] >= max(parts) - D("0.001")


@given(st.integers(0, 8), st.integers(1, 500))
def test_a_cavity_counts_whatever_the_pieces(cavities: int, pieces: int) -> None:
    weight = weight_of("cavity", pieces=D(pieces), measure=None, cavities=cavities)
    assert weight == cavities


class Furnace(Floor):
    """A floor with one furnace and a sheet in stock."""

    def __init__(self) -> None:
        super().__init__(PART, SHEET)
        parts = {field: getattr(self.shop, field) for field in Shop.__struct_fields__}
        self.bay = Bay(**parts, runs={}, members={}, reported=set(), blocks={})
        self.shop = self.bay
        self.bay.unit_sites = {self.resource("FURNACE"): SITE}
        line = self.place("L1", "line_side")
        self.place("WH1", "store")
        lot = lot_id(SHEET.id, "S-1")
        fold_lot(self.shop, LotCreated(id=lot, material=SHEET.id, code="S-1", received_at=NOON))
        supplier = self.place("supplier:S1", "supplier")
        bought = Move(
            id=self.new_id(),
            source=StockKey(place=supplier, lot=lot),
            target=StockKey(place=line, lot=lot),
            quantity=D(1000),
            value=D("4999.99"),
        )
        self.fold("buy", [bought])

    def order(self, code: str, quantity: int) -> None:
        operation = Operation(sequence=10, name="Cut", start_by_report=True, machine_rate=D(60))
        made = CreateWorkOrder(
            id=self.cause(f"{code}c"),
            occurred_at=NOON,
            code=code,
            site="F1",
            material="PART",
            ordered=D(quantity),
            operations=(operation,),
        )
        self.do(f"{code}c", decide_create, made)
        release = ReleaseWorkOrder(id=self.cause(f"{code}r"), occurred_at=NOON, work_order=code)
        self.do(f"{code}r", decide_release, release)

    def run(
        self, label: str, decision: Callable[[Bay, C, datetime, Ids], list[Fact]], command: C
    ) -> list[Fact]:
        """Decide a command about the run and fold what it changes."""
        changed = self.do(label, cast(Decision[C], decision), command)
        for fact in changed:
            if type(fact) in FOLDS:
                FOLDS[type(fact)](self.bay, fact)
        return changed


@settings(max_examples=40, deadline=None)
@given(
    rules,
    st.lists(st.tuples(st.integers(1, 300), st.integers(1, 90)), min_size=1, max_size=6),
    st.decimals(min_value=D("0.001"), max_value=1000, places=3),
    st.integers(0, 100_000),
    st.decimals(min_value=0, max_value=1, places=2),
)
def test_a_run_shares_time_and_sheet_exactly_and_conserves_everything(
    rule: RunRule, members: list[tuple[int, int]], sheet: Decimal, seconds: int, left: Decimal
) -> None:
    floor = Furnace()
    opened = OpenRun(
        id=floor.cause("open"), occurred_at=NOON, code="R-1", work_unit="FURNACE", rule=rule
    )
    floor.run("open", decide_open, opened)
    for number, (quantity, measure) in enumerate(members):
        floor.order(f"WO-{number}", quantity)
        label = f"load {number}"
        load = LoadRun(
            id=floor.cause(label),
            occurred_at=NOON,
            run="R-1",
            job_order=f"WO-{number}-10",
            measure=D(measure),
        )
        floor.run(label, decide_load, load)
    start = StartRun(id=floor.cause("start"), occurred_at=NOON, run="R-1")
    floor.run("start", decide_start_run, start)
    kept = (sheet * left).quantize(D("0.001"))
    offcuts = (Offcut(lot="S-1-A", quantity=kept, place="WH1"),) if kept > 0 else ()
    report = ReportRun(
        id=floor.cause("report"),
        occurred_at=NOON + timedelta(hours=1),
        run="R-1",
        machine_s=D(seconds),
        materials=(
            RunMaterial(material="SHEET", lot="S-1", quantity=sheet, place="L1", offcuts=offcuts),
        ),
    )
    booked = floor.run("report", decide_report_run, report)
    shares = [fact for fact in booked if isinstance(fact, facts.RunReported)]
    assert sum((share.machine_s for share in shares), ZERO) == seconds
    assert [share.quantity for share in shares] == [quantity for quantity, _ in members]
    lot = lot_id(SHEET.id, "S-1")
    assert floor.held("L1", lot) == 1000 - sheet
    used = sum((floor.held(f"transform:WO-{n}-10", lot) for n in range(len(members))), ZERO)
    assert used == sheet - kept
    assert floor.held("WH1", lot_id(SHEET.id, "S-1-A")) == kept
    assert_conserved(floor)


def assert_conserved(floor: Floor) -> None:
    """Over all keys every lot sums to nothing, and so does the value."""
    totals: defaultdict[object, Decimal] = defaultdict(lambda: ZERO)
    for key, balance in floor.shop.stock.balances.items():
        totals[key.lot] += balance.quantity
    assert set(totals.values()) == {ZERO}
    assert sum((b.value for b in floor.shop.stock.balances.values()), ZERO) == 0
