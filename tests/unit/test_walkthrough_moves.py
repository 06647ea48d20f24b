"""The golden example: one order from receipt to close, every move, balance, edge and cent."""

import csv
from decimal import Decimal

import pytest

from taktline.kernel.ledger.genealogy import edges_of
from taktline.kernel.ledger.refusals import LotHeld, Shortage
from taktline.kernel.orders.complete import decide_complete
from taktline.kernel.orders.first_article import FirstArticleOpen
from taktline.kernel.orders.limits import StartedExceeded
from taktline.kernel.orders.report import NotRunning, decide_report
from taktline.kernel.orders.reverse import ReverseCommand, decide_reverse
from tests.shared_inputs import FOLDER
from tests.unit import walkthrough as w
from tests.unit.orders_floor import Floor

D = Decimal

# The table of the handbook: source, target, lot, quantity, value; "-" = no value.
MOVES = """
1 C01 supplier:S1 WH1!quarantine PL-A 120 360.00
2 C02 supplier:S1 WH1!quarantine PL-B 100 330.00
3 C03 supplier:S2 WH1 SC-1 500 26.00
4 C04 WH1!quarantine WH1 PL-A 120 360.00
5 C04 WH1!quarantine WH1 PL-B 100 330.00
6 C05 WH1 L1 PL-A 120 360.00
7 C05 WH1 L1 PL-B 100 330.00
8 C05 WH1 L1 SC-1 500 26.00
9 C08 L1 transform:JO-10 PL-A 2 6.00
10 C08 absorption:labor transform:JO-10 = 0 6.00
11 C08 transform:JO-10 wip:JO-10 P-1 1 -
12 C08 wip:JO-10 wip:QI-1 P-1 1 -
13 C09 wip:QI-1 wip:JO-20 P-1 1 -
14 C10 L1 transform:JO-10 PL-A 80 240.00
15 C10 absorption:labor transform:JO-10 = 0 120.00
16 C10 transform:JO-10 wip:JO-10 P-1 39 -
17 C10 wip:JO-10 wip:JO-20 P-1 39 -
18 C10 transform:JO-10 scrap:burr P-1 1 9.00
19 C12 L1 transform:JO-10 PL-A 38 114.00
20 C12 absorption:labor transform:JO-10 = 0 54.00
21 C12 transform:JO-10 wip:JO-10 P-1 19 -
22 C12 wip:JO-10 wip:JO-20 P-1 19 -
23 C13 absorption:labor transform:JO-20 = 0 126.00
24 C13 absorption:machine transform:JO-20 = 0 80.00
25 C13 wip:JO-20 wip:JO-30 P-1 20 -
26 C14 L1 transform:JO-10 PL-B 84 277.20
27 C14 absorption:labor transform:JO-10 = 0 120.00
28 C14 transform:JO-10 wip:JO-10 P-2 42 -
29 C14 wip:JO-10 wip:JO-20 P-2 42 -
30 C15 wip:JO-20 wip:JO-10 P-2 42 - r29
31 C15 wip:JO-10 transform:JO-10 P-2 42 - r28
32 C15 transform:JO-10 absorption:labor = 0 120.00 r27
33 C15 transform:JO-10 L1 PL-B 84 277.20 r26
34 C15 L1 transform:JO-10 PL-B 80 264.00
35 C15 absorption:labor transform:JO-10 = 0 120.00
36 C15 transform:JO-10 wip:JO-10 P-2 40 -
37 C15 wip:JO-10 wip:JO-20 P-2 40 -
38 C17 absorption:labor transform:JO-20 = 0 240.00
39 C17 absorption:machine transform:JO-20 = 0 156.00
40 C17 wip:JO-20 wip:JO-30 P-1 34 -
41 C17 wip:JO-20 transform:JO-20 P-1 2 -
42 C17 transform:JO-20 scrap:bore P-1 2 38.00
43 C17 wip:JO-20 wip:RW-1 P-1 3 -
44 C19 absorption:labor transform:RW-1 = 0 30.00
45 C19 wip:RW-1 wip:JO-30 P-1 2 -
46 C19 wip:RW-1 transform:RW-1 P-1 1 -
47 C19 transform:RW-1 scrap:bore P-1 1 19.00
48 C21 absorption:labor transform:JO-20 = 0 246.00
49 C21 absorption:machine transform:JO-20 = 0 160.00
50 C21 wip:JO-20 wip:JO-30 P-2 39 -
51 C21 wip:JO-20 transform:JO-20 P-2 1 -
52 C21 transform:JO-20 scrap:bore P-2 1 19.00
53 C24 L1 transform:JO-30 SC-1 224 11.65
54 C24 absorption:labor transform:JO-30 = 0 180.00
55 C24 wip:JO-30 transform:JO-30 P-1 56 -
56 C24 transform:JO-30 FG1 P-1 56 1243.20
57 C25 L1 transform:JO-30 SC-1 156 8.11
58 C25 absorption:labor transform:JO-30 = 0 120.00
59 C25 wip:JO-30 transform:JO-30 P-2 39 -
60 C25 transform:JO-30 FG1 P-2 39 865.80
61 C27 FG1 customer:C9 P-1 50 1110.00
62 C27 FG1 customer:C9 P-2 10 222.00
63 C28 transform:JO-10 transform:JO-30 = 0 915.00
64 C28 transform:JO-20 transform:JO-30 = 0 951.00
65 C28 transform:RW-1 transform:JO-30 = 0 11.00
66 C28 transform:JO-30 FG1 P-1 0 5.54
67 C28 transform:JO-30 FG1 P-2 0 26.79
68 C28 transform:JO-30 variance:settlement = 0 55.43
"""

BALANCES = """
FG1 P-1 6 138.74
FG1 P-2 29 670.59
L1 PL-B 20 66.00
L1 SC-1 120 6.24
absorption:labor = 0 -1242.00
absorption:machine = 0 -396.00
customer:C9 P-1 50 1110.00
customer:C9 P-2 10 222.00
scrap:bore P-1 3 57.00
scrap:bore P-2 1 19.00
scrap:burr P-1 1 9.00
supplier:S1 PL-A -120 -360.00
supplier:S1 PL-B -100 -330.00
supplier:S2 SC-1 -500 -26.00
transform:JO-10 = 0 -615.00
transform:JO-10 P-1 -60 -9.00
transform:JO-10 P-2 -40 0
transform:JO-10 PL-A 120 360.00
transform:JO-10 PL-B 80 264.00
transform:JO-20 = 0 57.00
transform:JO-20 P-1 0 -38.00
transform:JO-20 P-2 0 -19.00
transform:JO-30 = 0 2121.57
transform:JO-30 P-1 0 -1248.74
transform:JO-30 P-2 0 -892.59
transform:JO-30 SC-1 380 19.76
transform:RW-1 = 0 19.00
transform:RW-1 P-1 0 -19.00
variance:settlement = 0 55.43
"""

EVENTS = {
    "C04": ["inspection.decided", "stock_status.changed", "stock_status.changed"],
    "C06": ["work_order.released"] + ["job_order.released"] * 3 + ["job_order.dispatched"] * 3,
    "C07": ["job_order.started"],
    "C08": ["job_order.reported", "inspection.requested"],
    "C09": ["inspection.decided"],
    "C10": ["job_order.reported"],
    "C11": ["job_order.started"],
    "C12": ["job_order.reported"],
    "C13": ["job_order.reported"],
    "C14": ["job_order.reported"],
    "C15": ["job_order.corrected"],
    "C16": ["job_order.completed"],
    "C17": ["job_order.reported", "job_order.released", "job_order.dispatched"],
    "C18": ["job_order.started"],
    "C19": ["job_order.reported"],
    "C20": ["job_order.completed"],
    "C21": ["job_order.reported"],
    "C22": ["job_order.completed"],
    "C23": ["job_order.started"],
    "C24": ["job_order.reported"],
    "C25": ["job_order.reported"],
    "C26": ["job_order.completed", "work_order.completed"],
    "C28": ["job_order.closed"] * 5 + ["work_order.closed"],
}

# Quantities on the way, P-1 / P-2: transform:JO-10, wip:JO-10, wip:QI-1, wip:JO-20, wip:RW-1,
# wip:JO-30, scrap, FG1, customer:C9.
ON_THE_WAY = """
C08 -1/0 0/0 1/0 0/0 0/0 0/0 0/0 0/0 0/0
C09 -1/0 0/0 0/0 1/0 0/0 0/0 0/0 0/0 0/0
C10 -41/0 0/0 0/0 40/0 0/0 0/0 1/0 0/0 0/0
C12 -60/0 0/0 0/0 59/0 0/0 0/0 1/0 0/0 0/0
C13 -60/0 0/0 0/0 39/0 0/0 20/0 1/0 0/0 0/0
C14 -60/-42 0/0 0/0 39/42 0/0 20/0 1/0 0/0 0/0
C15 -60/-40 0/0 0/0 39/40 0/0 20/0 1/0 0/0 0/0
C17 -60/-40 0/0 0/0 0/40 3/0 54/0 3/0 0/0 0/0
C19 -60/-40 0/0 0/0 0/40 0/0 56/0 4/0 0/0 0/0
C21 -60/-40 0/0 0/0 0/0 0/0 56/39 4/1 0/0 0/0
C24 -60/-40 0/0 0/0 0/0 0/0 0/39 4/1 56/0 0/0
C25 -60/-40 0/0 0/0 0/0 0/0 0/0 4/1 56/39 0/0
C27 -60/-40 0/0 0/0 0/0 0/0 0/0 4/1 6/29 50/10
"""
COLUMNS = [
    ["transform:JO-10"], ["wip:JO-10"], ["wip:QI-1"], ["wip:JO-20"], ["wip:RW-1"], ["wip:JO-30"],
    ["scrap:burr", "scrap:bore"], ["FG1"], ["customer:C9"],
]  # fmt: skip


@pytest.fixture(scope="module")
def finished() -> Floor:
    """The floor after C29."""
    return w.replayed("C29")


def expected_moves() -> list[tuple[str, str, str, str, D, D | None, int | None]]:
    rows = [line.split() for line in MOVES.strip().splitlines()]
    return [
        (
            row[1],
            row[2],
            row[3],
            "" if row[4] == "=" else row[4],
            D(row[5]),
            None if row[6] == "-" else D(row[6]),
            int(row[7][1:]) if len(row) > 7 else None,
        )
        for row in rows
    ]


def test_every_command_makes_exactly_the_moves_of_the_handbook(finished: Floor) -> None:
    found = [
        (m.cause, m.source, m.target, m.lot, m.quantity, m.value, m.reverses)
        for m in finished.posted()
    ]
    assert found == expected_moves()


@pytest.mark.skipif(
    not (FOLDER.parent / "handbook" / "walkthrough_moves.csv").exists(),
    reason="the handbook's own file is not beside the repository",
)
def test_the_handbooks_file_says_the_same() -> None:
    with (FOLDER.parent / "handbook" / "walkthrough_moves.csv").open(encoding="utf-8") as file:
        rows = [
            (
                row["cause"],
                row["source"],
                row["target"],
                row["lot"],
                D(row["quantity"]),
                D(row["value"]) if row["value"] else None,
                int(row["reverses"]) if row["reverses"] else None,
            )
            for row in csv.DictReader(file)
        ]
    assert rows == expected_moves()


def test_the_balances_at_the_end_are_those_of_the_handbook(finished: Floor) -> None:
    expected = {}
    for line in BALANCES.strip().splitlines():
        place, lot, quantity, value = line.split()
        expected[place, "" if lot == "=" else lot] = (D(quantity), D(value))
    assert finished.balances() == expected
    assert sum(value for _, value in expected.values()) == 0


@pytest.mark.parametrize("line", ON_THE_WAY.strip().splitlines(), ids=lambda line: line.split()[0])
def test_quantities_on_the_way(line: str) -> None:
    label, *cells = line.split()
    floor = w.replayed(label)
    lots = [floor.lot("BR-100", "P-1"), floor.lot("BR-100", "P-2")]
    for places, cell in zip(COLUMNS, cells, strict=True):
        held = [sum((floor.held(place, lot) for place in places), D(0)) for lot in lots]
        assert "/".join(str(quantity) for quantity in held) == cell, places


def test_events_are_those_of_the_handbook(finished: Floor) -> None:
    ours = {label: finished.events.get(label, []) for label in EVENTS}
    assert ours == EVENTS


def test_genealogy_is_tied_by_the_commands_that_consumed_and_produced(finished: Floor) -> None:
    edges: dict[tuple[str, str, str], list[D]] = {}
    lots, places = finished.shop.stock.lots, finished.shop.stock.places
    for label in {cause for cause, _ in finished.journal}:
        moves = [move for cause, move in finished.journal if cause == label]
        for edge in edges_of(moves, places):
            key = (
                lots[edge.input_lot].code,
                lots[edge.output_lot].code,
                places[edge.transform].code,
            )
            total = edges.setdefault(key, [D(0), D(0)])
            total[0] += edge.quantity_in
            total[1] += edge.quantity_out
    assert edges == {
        ("PL-A", "P-1", "transform:JO-10"): [D(120), D(60)],
        ("PL-B", "P-2", "transform:JO-10"): [D(80), D(40)],
        ("SC-1", "P-1", "transform:JO-30"): [D(224), D(56)],
        ("SC-1", "P-2", "transform:JO-30"): [D(156), D(39)],
    }


def test_planned_cost_grows_with_each_operation() -> None:
    shop = w.replayed("C06").shop
    costs = {job.code: job.planned_cost for job in shop.jobs.values() if job.planned_cost}
    assert costs == {"JO-10": D("9.00"), "JO-20": D("19.00"), "JO-30": D("22.20")}


def test_totals_of_the_job_orders_are_those_of_the_handbook(finished: Floor) -> None:
    jobs = {job.code: job for job in finished.shop.jobs.values()}
    totals = {code: (job.good, job.scrap, job.rework, job.sample) for code, job in jobs.items()}
    assert totals["JO-10"] == tuple(map(D, (99, 1, 0, 0)))
    assert totals["JO-20"] == tuple(map(D, (93, 3, 3, 0)))
    assert totals["RW-1"] == tuple(map(D, (2, 1, 0, 0)))
    assert totals["JO-30"] == tuple(map(D, (95, 0, 0, 0)))
    assert {job.status for job in jobs.values()} == {"closed", "completed"}
    assert {code for code, job in jobs.items() if job.status == "completed"} == {"IQ-1"}


def test_a_correction_restores_every_balance_before_it_books_anew() -> None:
    before, after = w.replayed("C13"), w.replayed("C15")
    at_c13 = before.balances()
    again = w.replayed("C14")
    reverse = ReverseCommand(
        id=again.cause("X"), occurred_at=w.at("01-05 13:33"), command=again.cause("C14"), reason="x"
    )
    again.do("X", decide_reverse, reverse)
    assert again.balances() == at_c13
    assert after.held("transform:JO-10", after.lot("BR-100", "P-2")) == -40


def test_a_later_operation_cannot_report_more_than_it_received() -> None:
    floor = w.replayed("C12")
    with pytest.raises(Shortage, match="wip:JO-20 holds 59 pcs of lot P-1; 60 pcs were asked"):
        floor.decide(decide_report, w.report(floor, "X", "JO-20", good="60", lot="P-1"))
    floor.decide(decide_report, w.report(floor, "X", "JO-20", good="20", lot="P-1"))


def test_good_pieces_wait_for_the_first_article() -> None:
    before, after = w.replayed("C08"), w.replayed("C09")
    with pytest.raises(FirstArticleOpen, match="the first article is open"):
        before.decide(decide_report, w.report(before, "X", "JO-10", good="39", lot="P-1"))
    after.decide(decide_report, w.report(after, "X", "JO-10", good="39", lot="P-1"))


def test_a_decision_is_taken_back_while_its_pieces_are_there() -> None:
    early, late = w.replayed("C13"), w.replayed("C17")
    early.do("X", decide_reverse, w.reverse(early, "C09"))
    assert early.held("wip:QI-1", early.lot("BR-100", "P-1")) == 1
    assert early.shop.job("JO-10").first_article == "required"
    with pytest.raises(Shortage, match="wip:JO-20 holds 0 pcs of lot P-1"):
        late.decide(decide_reverse, w.reverse(late, "C09"))


def test_a_report_with_samples_is_taken_back_only_after_their_decision() -> None:
    floor = w.replayed("C09")
    with pytest.raises(Shortage, match="wip:QI-1 holds 0 pcs of lot P-1"):
        floor.decide(decide_reverse, w.reverse(floor, "C08"))
    floor.do("X", decide_reverse, w.reverse(floor, "C09"))
    floor.do("Y", decide_reverse, w.reverse(floor, "C08"))
    assert floor.shop.job("QI-1").status == "cancelled"
    assert floor.shop.job("JO-10").made == 0


def test_the_first_operation_makes_no_more_than_was_started() -> None:
    floor = w.replayed("C12")
    with pytest.raises(StartedExceeded, match=r"60 \+ 46 = 106 exceeds the started quantity 105"):
        floor.decide(decide_report, w.report(floor, "X", "JO-10", good="46", lot="P-2"))
    floor.decide(decide_report, w.report(floor, "X", "JO-10", good="42", lot="P-2"))


def test_a_completed_job_order_takes_no_report() -> None:
    before, after = w.replayed("C15"), w.replayed("C26")
    before.decide(decide_report, w.report(before, "X", "JO-10", good="1", lot="P-2"))
    with pytest.raises(NotRunning, match="JO-10 is completed"):
        after.decide(decide_report, w.report(after, "X", "JO-10", good="1", lot="P-2"))


def test_a_held_lot_is_not_shipped_and_the_other_is() -> None:
    floor = w.replayed("C29")
    w.ship(floor, "X", [("P-1", "6")])
    with pytest.raises(LotHeld, match="Lot P-2 is held by H-1"):
        w.ship(floor, "Y", [("P-2", "1")])


def test_a_job_order_with_pieces_left_is_not_complete() -> None:
    floor = w.replayed("C17")
    with pytest.raises(Exception, match="wip:JO-20 still holds 40 pcs of lot P-2"):
        floor.decide(decide_complete, w.complete(floor, "X", "JO-20"))
    w.replayed("C22")


def test_goods_wait_again_when_their_decision_is_taken_back() -> None:
    floor = w.replayed("C04")
    floor.do("X", decide_reverse, w.reverse(floor, "C04"))
    plate = floor.lot("PLATE", "PL-A")
    assert floor.held("WH1", plate, status="quarantine") == 120
    assert floor.shop.job("IQ-1").status == "dispatched"
    w.decide(floor, "Y", "IQ-1", when="01-05 17:30")
    assert floor.held("WH1", plate, status="available") == 120
