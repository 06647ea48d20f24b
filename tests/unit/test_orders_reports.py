"""Reports: what they consume, where pieces go, who may say what, and what is refused."""

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from taktline.kernel.ledger.checks import checked
from taktline.kernel.ledger.facts import LotCreated, Move, StockKey, lot_id, place_id
from taktline.kernel.ledger.refusals import NothingAllocatable, UnknownLot
from taktline.kernel.orders.close import CloseWorkOrder, decide_close
from taktline.kernel.orders.complete import CompleteJobOrder, decide_complete
from taktline.kernel.orders.content import Operation, OperationMaterial
from taktline.kernel.orders.correct import CorrectReport, MayNotCorrect, decide_correct
from taktline.kernel.orders.counts import (
    DefectLine,
    NegativeCount,
    NothingReported,
    ReasonMissing,
)
from taktline.kernel.orders.defects import MayNotJudge
from taktline.kernel.orders.limits import CountTolerance, OverDelivery, ShortClose
from taktline.kernel.orders.release import (
    CreateWorkOrder,
    ReleaseWorkOrder,
    decide_create,
    decide_release,
)
from taktline.kernel.orders.report import (
    Mounted,
    NotAComponent,
    ReportOperation,
    decide_report,
)
from taktline.kernel.orders.reverse import ReverseCommand, decide_reverse
from taktline.kernel.orders.snapshot import Costing
from tests.unit import walkthrough as w
from tests.unit.orders_floor import NOON, SITE, WORKER, Floor

D = Decimal
HOUR = D(3600)
LATER = w.at("01-20 12:00")


def report(floor: Floor, job: str, **said: object) -> ReportOperation:
    fields = {"id": floor.cause(floor.label()), "occurred_at": LATER, "job_order": job} | said
    return ReportOperation(**fields)  # type: ignore[arg-type] # a test's words


def do_report(floor: Floor, job: str, **said: object) -> str:
    label = floor.label()
    floor.do(label, decide_report, report(floor, job, **said | {"id": floor.cause(label)}))
    return label


def defect(
    quantity: str, outcome: str, code: str = "x", rework_job: str | None = None
) -> DefectLine:
    return DefectLine(
        quantity=D(quantity), defect_code=code, outcome=outcome, rework_job=rework_job  # type: ignore[arg-type] # a test's words
    )  # fmt: skip


def released(
    floor: Floor, *operations: Operation, ordered: str, costing: Costing = "actual", **said: object
) -> None:
    create = CreateWorkOrder(
        id=floor.cause("draft"), occurred_at=NOON, code="WO", site="F1", material="BR-100",
        ordered=D(ordered), operations=operations, costing=costing, **said,  # type: ignore[arg-type] # a test's words
    )  # fmt: skip
    floor.do("draft", decide_create, create)
    release = ReleaseWorkOrder(id=floor.cause("release"), occurred_at=NOON, work_order="WO")
    floor.do("release", decide_release, release)


def stock(floor: Floor, material: str, lot: str, quantity: str, value: str, place: str) -> None:
    """Put goods somewhere from an opening."""
    one = floor.shop.material(material)
    floor.fold("stock", [LotCreated(id=lot_id(one.id, lot), material=one.id, code=lot)])
    source = StockKey(place=floor.place("opening", "opening"), lot=lot_id(one.id, lot))
    target = StockKey(place=place_id(SITE, place), lot=lot_id(one.id, lot))
    move = Move(
        id=floor.new_id(), source=source, target=target, quantity=D(quantity), value=D(value)
    )
    floor.fold("stock", checked(floor.shop.stock, [move], occurred_at=NOON))


def op(sequence: int, **said: object) -> Operation:
    fields = {"sequence": sequence, "name": f"op {sequence}", "start_by_report": True} | said
    return Operation(**fields)  # type: ignore[arg-type] # a test's words


def end(floor: Floor, job: str, reason: str | None = None) -> None:
    label = floor.label()
    command = CompleteJobOrder(
        id=floor.cause(label), occurred_at=LATER, job_order=job, reason=reason
    )
    floor.do(label, decide_complete, command)


@pytest.fixture
def line() -> Floor:
    """The handbook's one example with everything in line, released: 500 pieces, standard cost."""
    floor = Floor(*w.materials())
    floor.place("L1", "line_side")
    floor.place("FG1", "store")
    stock(floor, "PLATE", "PL-A", "600", "2400.00", "L1")
    released(
        floor,
        op(10, planned_labor_s=HOUR, labor_rate=D(2), materials=(
            OperationMaterial(material="PLATE", quantity_per=D(1), place="L1",
                              planned_price=D(4)),)),
        op(20, planned_labor_s=HOUR, labor_rate=D(3)),
        op(30, planned_labor_s=HOUR, labor_rate=D(1)),
        ordered="500", costing="standard", receipt_place="FG1", under_limit=D("0.1"),
    )  # fmt: skip
    return floor


def test_the_handbooks_example_in_line_closes_with_the_rework_as_its_variance(line: Floor) -> None:
    floor = line
    do_report(floor, "WO-10", good=D(480), defects=(defect("20", "scrap", "porosity"),), lot="P",
              labor_s=500 * HOUR)  # fmt: skip
    do_report(floor, "WO-20", good=D(455), lot="P", labor_s=480 * HOUR, defects=(
        defect("10", "scrap", "bore"), defect("15", "rework", "bore", "RW-1")))  # fmt: skip
    rework = floor.shop.job("RW-1")
    floor.shop.jobs[rework.id] = msgspec.structs.replace(rework, status="running", started_at=NOON)
    do_report(floor, "RW-1", good=D(12), lot="P", labor_s=8 * HOUR, defects=(
        defect("3", "scrap", "bore"),))  # fmt: skip
    do_report(floor, "WO-30", good=D(465), lot="P", labor_s=467 * HOUR, defects=(
        defect("2", "scrap", "surface"),))  # fmt: skip
    lot = floor.lot("BR-100", "P")
    assert floor.worth("FG1", lot) == D("4650.00")
    assert floor.worth("scrap:porosity", lot) == D("120.00")
    assert floor.worth("scrap:bore", lot) == D("117.00")
    for code in ("WO-10", "WO-20", "RW-1", "WO-30"):
        end(floor, code)
    close = CloseWorkOrder(id=floor.cause("close"), occurred_at=LATER, work_order="WO")
    floor.do("close", decide_close, close)
    assert floor.value_of("variance:rework") == D("24.00")
    assert floor.value_of("variance:usage") == 0
    assert floor.value_of("variance:settlement") == 0
    for code in ("WO-10", "WO-20", "RW-1", "WO-30"):
        assert floor.value_of(f"transform:{code}") == 0


def test_good_and_scrap_both_consume_material(line: Floor) -> None:
    before = floor_held(line, "L1", "PLATE", "PL-A")
    do_report(line, "WO-10", good=D(9), defects=(defect("1", "scrap"),), lot="P")
    assert before - floor_held(line, "L1", "PLATE", "PL-A") == 10


def floor_held(floor: Floor, place: str, material: str, lot: str) -> Decimal:
    return floor.held(place, floor.lot(material, lot))


def test_a_report_that_the_line_side_cannot_feed_is_refused(line: Floor) -> None:
    stock(line, "PLATE", "PL-B", "10", "40.00", "L1")
    line.decide(decide_report, report(line, "WO-10", good=D(500), lot="P"))
    for balance in line.shop.stock.balances.values():
        if line.shop.stock.places[balance.key.place].code == "L1":
            balance.quantity = D(2)
    with pytest.raises(NothingAllocatable, match="L1 has 4 kg of PLATE to take; 500 kg"):
        line.decide(decide_report, report(line, "WO-10", good=D(500), lot="P"))


def test_a_mounted_lot_of_something_else_is_refused_and_not_overlooked(line: Floor) -> None:
    mounted = Mounted(material="PLATE", lot="PL-A")
    line.decide(decide_report, report(line, "WO-10", good=D(1), lot="P", components=(mounted,)))
    for material in ("PLAET", "SCREW", "BR-100"):
        other = Mounted(material=material, lot="PL-A")
        wrong = report(line, "WO-10", good=D(1), lot="P", components=(mounted, other))
        with pytest.raises(NotAComponent, match=f"{material} is no component of WO-10") as refused:
            line.decide(decide_report, wrong)
        assert refused.value.at == "/components/1/material"
        assert refused.value.values["components"] == "PLATE"
    nowhere = Mounted(material="PLATE", lot="PL-404")
    with pytest.raises(UnknownLot, match="PLATE has no lot PL-404"):
        line.decide(decide_report, report(line, "WO-10", good=D(1), lot="P", components=(nowhere,)))


def test_issued_components_are_used_from_wip() -> None:
    floor = Floor(*w.materials())
    issued = OperationMaterial(material="SCREW", quantity_per=D(2), issue_method="issue")
    released(floor, op(10, materials=(issued,)), op(20), ordered="10")
    stock(floor, "SCREW", "SC", "30", "3.00", "wip:WO-10")
    do_report(floor, "WO-10", good=D(10), lot="P")
    assert floor_held(floor, "wip:WO-10", "SCREW", "SC") == 10
    assert floor.worth("transform:WO-10", floor.lot("SCREW", "SC")) == D("2.00")
    with pytest.raises(Exception, match="wip:WO-10 still holds 10 pcs of lot SC"):
        end(floor, "WO-10")


def test_an_operation_without_a_report_point_is_booked_by_the_next() -> None:
    floor = Floor(*w.materials())
    floor.place("L1", "line_side")
    stock(floor, "PLATE", "PL-A", "100", "300.00", "L1")
    plate = OperationMaterial(material="PLATE", quantity_per=D(2), place="L1")
    released(floor, op(10, report_point=False, materials=(plate,)), op(20), ordered="10")
    do_report(floor, "WO-20", good=D(4), defects=(defect("1", "scrap"),), lot="P")
    assert floor.shop.job("WO-10").good == 5
    assert floor.shop.job("WO-10").start_is_estimated
    assert floor_held(floor, "L1", "PLATE", "PL-A") == 90
    assert floor_held(floor, "finished:WO", "BR-100", "P") == 4
    end(floor, "WO-20", "short")
    assert floor.shop.job("WO-10").status == "completed"
    assert floor.shop.work_order("WO").status == "completed"


def test_more_than_ordered_needs_a_confirmation() -> None:
    floor = Floor(*w.materials())
    released(floor, op(10), op(20), ordered="10", started_quantity=D(15), over_limit=D("0.1"))
    do_report(floor, "WO-10", good=D(15), lot="P")
    floor.decide(decide_report, report(floor, "WO-20", good=D(11), lot="P"))
    with pytest.raises(OverDelivery, match="12 good; 11 are allowed"):
        floor.decide(decide_report, report(floor, "WO-20", good=D(12), lot="P"))
    confirmed = report(floor, "WO-20", good=D(12), lot="P", confirm=("over-delivery",))
    floor.decide(decide_report, confirmed)


def test_missing_and_found_pieces_have_places_of_their_own_and_a_reason() -> None:
    floor = Floor(*w.materials())
    released(floor, op(10), op(20, count_tolerance=D(2)), op(30), ordered="20")
    do_report(floor, "WO-10", good=D(20), lot="P")
    with pytest.raises(ReasonMissing):
        floor.decide(decide_report, report(floor, "WO-20", good=D(10), missing=D(2), lot="P"))
    said = {"good": D(10), "lot": "P", "missing_reason": "recount"}
    with pytest.raises(CountTolerance):
        floor.decide(decide_report, report(floor, "WO-20", missing=D(3), **said))
    do_report(floor, "WO-20", missing=D(2), **said)
    do_report(floor, "WO-20", good=D(9), found=D(1), found_reason="behind the bin", lot="P")
    lot = floor.lot("BR-100", "P")
    assert floor.held("missing:count", lot) == 2
    assert floor.held("found:count", lot) == -1
    assert floor.held("wip:WO-20", lot) == 0
    assert floor.held("wip:WO-30", lot) == 19


def test_a_worker_leaves_defects_to_be_judged_and_a_lead_decides_at_once() -> None:
    floor = Floor(*w.materials())
    released(floor, op(10), op(20), ordered="10")
    scrapped = report(floor, "WO-10", good=D(1), defects=(defect("1", "scrap"),), lot="P")
    with pytest.raises(MayNotJudge):
        floor.decide(decide_report, scrapped, by=WORKER)
    floor.decide(decide_report, scrapped)
    waiting = report(floor, "WO-10", good=D(1), defects=(defect("1", "to_judge"),), lot="P")
    floor.decide(decide_report, waiting, by=WORKER)


def test_counts_below_zero_and_empty_reports_are_refused() -> None:
    floor = Floor(*w.materials())
    released(floor, op(10), op(20), ordered="10")
    floor.decide(decide_report, report(floor, "WO-10", good=D(1), lot="P"))
    with pytest.raises(NegativeCount):
        floor.decide(decide_report, report(floor, "WO-10", good=D(-1), lot="P"))
    with pytest.raises(NothingReported):
        floor.decide(decide_report, report(floor, "WO-10", lot="P"))


def test_own_reports_are_corrected_for_a_quarter_of_an_hour() -> None:
    floor = Floor(*w.materials())
    released(floor, op(10), op(20), ordered="10")
    label = floor.label()
    first = report(floor, "WO-10", good=D(3), lot="P", id=floor.cause(label))
    floor.do(label, decide_report, first, by=WORKER)

    def correction(minutes: int) -> CorrectReport:
        return CorrectReport(
            id=floor.cause("fix"), occurred_at=LATER + timedelta(minutes=minutes),
            report=floor.cause(label), good=D(2), reason="counted again",
        )  # fmt: skip

    floor.decide(decide_correct, correction(15), by=WORKER)
    with pytest.raises(MayNotCorrect, match="15 minutes"):
        floor.decide(decide_correct, correction(16), by=WORKER)
    floor.decide(decide_correct, correction(16))


@pytest.mark.parametrize("seconds", [-40, 0, 40])
@pytest.mark.parametrize("how", ["correct", "reverse"])
def test_what_is_taken_back_is_dated_no_earlier_than_what_was_reported(
    how: str, seconds: int
) -> None:
    """The sender's clock is 30 s ahead of the one that takes the report back."""
    floor = Floor(*w.materials())
    released(floor, op(10), op(20), ordered="10")
    ahead = LATER + timedelta(seconds=30)
    label = do_report(floor, "WO-10", good=D(3), lot="P", occurred_at=ahead)
    said = {"id": floor.cause("back"), "occurred_at": LATER + timedelta(seconds=seconds)}
    if how == "correct":
        command = CorrectReport(**said, report=floor.cause(label), good=D(2), reason="recount")  # type: ignore[arg-type] # a test's words
        facts = floor.decide(decide_correct, command)
    else:
        back = ReverseCommand(**said, command=floor.cause(label), reason="recount")  # type: ignore[arg-type] # a test's words
        facts = floor.decide(decide_reverse, back)
    dated = {fact.occurred_at for fact in facts if isinstance(fact, Move)}
    assert dated == {max(ahead, LATER + timedelta(seconds=seconds))}


def test_completing_below_the_tolerance_needs_a_reason() -> None:
    floor = Floor(*w.materials())
    released(floor, op(10), ordered="1000", under_limit=D("0.05"))
    do_report(floor, "WO-10", good=D(940), lot="P")
    with pytest.raises(ShortClose, match="940 good of 1000; below 950"):
        end(floor, "WO-10")
    do_report(floor, "WO-10", good=D(20), lot="P")
    end(floor, "WO-10")


def test_by_products_have_a_fixed_value_and_co_products_share_the_rest() -> None:
    floor = Floor(*w.materials())
    floor.place("WH1", "store")
    beside = (
        OperationMaterial(material="PLATE", use="by_product", quantity_per=D(1), place="WH1",
                          planned_price=D(2)),
        OperationMaterial(material="SCREW", use="co_product", quantity_per=D(3), place="WH1",
                          cost_share=D("0.4")),
        OperationMaterial(material="BR-100", use="produce", quantity_per=D(1),
                          cost_share=D("0.6")),
    )  # fmt: skip
    cut = op(10, planned_labor_s=HOUR, labor_rate=D(90), materials=beside)
    released(floor, cut, ordered="100")
    do_report(floor, "WO-10", good=D(100), lot="P", labor_s=100 * HOUR)
    assert floor.worth("finished:WO", floor.lot("BR-100", "P")) == D("5280.00")
    assert floor.worth("WH1", floor.lot("SCREW", "P")) == D("3520.00")
    assert floor.held("WH1", floor.lot("SCREW", "P")) == 300
    assert floor.worth("WH1", floor.lot("PLATE", "P")) == D("200.00")
    assert floor.value_of("transform:WO-10") == 0
