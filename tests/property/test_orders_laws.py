"""Laws of orders under random commands: legal states, conserved sums, exact reversals."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from taktline.apps.quality.decide import DecideInspection, decide_inspection
from taktline.base.ids import derived_id
from taktline.base.problem import Problem
from taktline.base.quantity import ZERO
from taktline.kernel.orders.close import CloseWorkOrder, decide_close
from taktline.kernel.orders.complete import (
    CompleteJobOrder,
    ReopenJobOrder,
    decide_complete,
    decide_reopen,
)
from taktline.kernel.orders.correct import CorrectReport, decide_correct
from taktline.kernel.orders.counts import DefectLine
from taktline.kernel.orders.hold import (
    AbortJobOrder,
    HoldJobOrder,
    PauseJobOrder,
    ReleaseHeldJobOrder,
    ResumeJobOrder,
    decide_abort,
    decide_hold,
    decide_pause,
    decide_release_held,
    decide_resume,
)
from taktline.kernel.orders.judge import JudgeDefective, Verdict, decide_judge
from taktline.kernel.orders.report import ReportOperation, decide_report
from taktline.kernel.orders.reverse import ReverseCommand, decide_reverse
from taktline.kernel.orders.rows import COUNTED
from taktline.kernel.orders.shares import PersonLine, ShareRule, person_shares
from taktline.kernel.orders.split import (
    MergeJobOrders,
    SplitJobOrder,
    decide_merge,
    decide_split,
)
from taktline.kernel.orders.start import StartJobOrder, decide_start
from taktline.kernel.orders.states import TRANSITIONS
from taktline.platform.command import Command
from tests.unit import walkthrough as w
from tests.unit.orders_floor import Decision, Floor

JOBS = ("JO-10", "JO-20", "JO-30")
D = Decimal
LATER = w.at("01-20 12:00")
Act = Callable[[Floor, str], None]

pieces = st.integers(1, 30).map(D)
jobs = st.sampled_from(JOBS)


def report(job: str, good: Decimal, bad: Decimal | None, outcome: str, lot: str = "P-1") -> Act:
    def act(floor: Floor, label: str) -> None:
        lines = ()
        if bad is not None:
            lines = (DefectLine(quantity=bad, defect_code="x", outcome=outcome),)  # type: ignore[assignment, arg-type] # one of the outcomes
        command = ReportOperation(
            id=floor.cause(label), occurred_at=LATER, job_order=job, good=good, defects=lines,
            lot=lot, labor_s=D(60), confirm=("over-delivery",),
        )  # fmt: skip
        floor.do(label, decide_report, command)

    return act


def judge(job: str, quantity: Decimal, verdict: Verdict, lot: str = "P-1") -> Act:
    def act(floor: Floor, label: str) -> None:
        command = JudgeDefective(
            id=floor.cause(label), occurred_at=LATER, job_order=job, quantity=quantity,
            verdict=verdict, defect_code="x", supplier="S1", lot=lot,
        )  # fmt: skip
        floor.do(label, decide_judge, command)

    return act


def undo(index: int, good: Decimal | None) -> Act:
    def act(floor: Floor, label: str) -> None:
        earlier = [one for one in floor.shop.responses if floor.shop.moves.get(one)]
        if not earlier:
            return
        target = earlier[index % len(earlier)]
        one = {"id": floor.cause(label), "occurred_at": LATER}
        if good is None:
            back = ReverseCommand(**one, command=target, reason="undo")  # type: ignore[arg-type] # the envelope
            floor.do(label, decide_reverse, back)
        else:
            anew = CorrectReport(**one, report=target, good=good, reason="x")  # type: ignore[arg-type] # the envelope
            floor.do(label, decide_correct, anew)

    return act


Step = tuple[type[Command], Decision[Any], dict[str, object]]
STEPS: tuple[Step, ...] = (
    (StartJobOrder, decide_start, {}),
    (CompleteJobOrder, decide_complete, {"reason": "short"}),
    (PauseJobOrder, decide_pause, {"reason": "x"}),
    (ResumeJobOrder, decide_resume, {}),
    (HoldJobOrder, decide_hold, {"reason": "x", "alert": "machine"}),
    (ReleaseHeldJobOrder, decide_release_held, {"reason": "x"}),
    (ReopenJobOrder, decide_reopen, {"reason": "x"}),
    (SplitJobOrder, decide_split, {"quantity": None}),
    (MergeJobOrders, decide_merge, {"into": None}),
    (CloseWorkOrder, decide_close, {"work_order": "WO-7"}),
    (AbortJobOrder, decide_abort, {"reason": "x"}),
)


def step(kind: int, job: str, quantity: Decimal) -> Act:
    command, decision, said = STEPS[kind]
    named: dict[str, object] = (
        {"work_order": "WO-7"} if "work_order" in said else {"job_order": job}
    )
    if "quantity" in said:
        named["quantity"] = quantity
    if "into" in said:
        named |= {"job_order": f"{job}.1", "into": job}

    def act(floor: Floor, label: str) -> None:
        fields = said | named | {"id": floor.cause(label), "occurred_at": LATER}
        floor.do(label, decision, command(**fields))  # type: ignore[arg-type] # each has its own

    return act


outcomes = st.sampled_from(["scrap", "to_judge", "rework", "repaired"])
verdicts: st.SearchStrategy[Verdict] = st.sampled_from(
    ["repaired", "concession", "rework", "scrap", "to_supplier"]
)
acts = st.one_of(
    st.builds(report, jobs, pieces, st.none() | pieces, outcomes),
    st.builds(report, jobs, pieces, st.none(), outcomes),
    st.builds(judge, jobs, pieces, verdicts),
    st.builds(undo, st.integers(0, 20), st.none() | pieces),
    st.builds(step, st.integers(0, 9), jobs, pieces),
    st.builds(step, st.just(0), jobs, pieces),
    st.builds(step, st.integers(1, 10), st.just("JO-30"), pieces),
)
acts_that_go_on = st.one_of(
    st.builds(report, jobs, pieces, st.none() | pieces, outcomes),
    st.builds(judge, jobs, pieces, verdicts),
    st.builds(undo, st.integers(0, 20), st.none() | pieces),
    st.builds(step, st.sampled_from([0, 2, 3, 4, 5, 7]), jobs, pieces),
)
LEGAL = {(before, after) for (before, _), after in TRANSITIONS.items()}
TAKEN_BACK = {
    ("completed", "running"), ("completed", "dispatched"), ("held", "running"),
}  # fmt: skip
"""States a reversed decision restores; an inspection started and ended with it."""


def assert_laws(floor: Floor) -> None:
    shop = floor.shop
    by_lot: dict[object, Decimal] = {}
    worth = ZERO
    for key, balance in shop.stock.balances.items():
        by_lot[key.lot] = by_lot.get(key.lot, ZERO) + balance.quantity
        worth += balance.value
        if balance.is_physical:
            assert balance.quantity >= 0
            assert balance.value >= 0
    assert worth == 0
    assert not any(by_lot.values())
    for job in shop.jobs.values():
        said = [one for one in floor.responses if one.job_order == job.id]
        for counted in COUNTED:
            assert getattr(job, counted) == sum((one.change(counted) for one in said), ZERO)
            assert getattr(job, counted) >= 0
        assert at_place(floor, f"defective:{job.code}") == job.defective
    if shop.work_order("WO-7").status == "closed":
        for job in shop.jobs.values():
            assert floor.value_of(f"transform:{job.code}") == 0
            assert at_place(floor, f"wip:{job.code}") == 0


def at_place(floor: Floor, code: str) -> Decimal:
    lots = [floor.lot("BR-100", lot) for lot in ("P-1", "P-2")]
    return sum((floor.held(code, lot) for lot in lots), ZERO)


def ordered_at(floor: Floor, sequence: int) -> Decimal:
    jobs = [job for job in floor.shop.jobs.values() if job.sequence == sequence]
    made = [job for job in jobs if job.work_type == "production" and not job.is_rework]
    return sum((job.ordered for job in made), ZERO)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(acts, min_size=5, max_size=40), st.sampled_from(["C06", "C07", "C12", "C22", "C25"])
)
def test_random_commands_keep_every_law(chosen: list[Act], beginning: str) -> None:
    floor = w.replayed(beginning)
    for job in list(floor.shop.jobs.values()):
        floor.shop.jobs[job.id] = w.ungated(job)
    for number, act in enumerate(chosen):
        before = {job.id: job.status for job in floor.shop.jobs.values()}
        with suppress(Problem):
            act(floor, f"act {number}")
        for job in floor.shop.jobs.values():
            pair = (before.get(job.id, job.status), job.status)
            assert pair[0] == pair[1] or pair in LEGAL | TAKEN_BACK
        assert_laws(floor)
    assert [ordered_at(floor, sequence) for sequence in (10, 20, 30)] == [D(100)] * 3


@settings(max_examples=60, deadline=None)
@given(st.lists(acts_that_go_on, max_size=25), st.sampled_from(["C07", "C12", "C17", "C25"]))
def test_an_order_that_is_worked_to_its_end_closes_with_nothing_left(
    chosen: list[Act], beginning: str
) -> None:
    floor = w.replayed(beginning)
    for job in list(floor.shop.jobs.values()):
        floor.shop.jobs[job.id] = w.ungated(job)
    for number, act in enumerate(chosen):
        with suppress(Problem):
            act(floor, f"act {number}")
    for turn in range(4):
        for job in floor.shop.jobs_of(floor.shop.work_order("WO-7").id):
            work_off(floor, job.code, f"turn {turn} {job.code}")
    step(9, "", D(1))(floor, "close")
    assert floor.shop.work_order("WO-7").status == "closed"
    assert_laws(floor)


def work_off(floor: Floor, code: str, label: str) -> None:
    """Judge, report and complete whatever lies at a job order."""
    if code.startswith("QI"):
        accepted = DecideInspection(
            id=floor.cause(label), occurred_at=LATER, inspection=code, decision="accept"
        )
        with suppress(Problem):
            floor.do(label, decide_inspection, accepted)
        return
    lies_there = at_place(floor, f"wip:{code}") + at_place(floor, f"defective:{code}") > 0
    for kind in (6, 5, 3, 0) if lies_there else (5, 3, 0):
        with suppress(Problem):
            step(kind, code, D(1))(floor, f"{label} {kind}")
    for lot in ("P-1", "P-2"):
        waiting = floor.held(f"defective:{code}", floor.lot("BR-100", lot))
        with suppress(Problem):
            judge(code, waiting, "scrap", lot)(floor, f"{label} {lot} scrap")
        here = floor.held(f"wip:{code}", floor.lot("BR-100", lot))
        with suppress(Problem):
            report(code, here, None, "scrap", lot)(floor, f"{label} {lot} good")
    with suppress(Problem):
        step(1, code, D(1))(floor, f"{label} complete")


@settings(max_examples=100)
@given(
    st.integers(0, 10_000).map(D),
    st.lists(st.integers(1, 100).map(D), min_size=1, max_size=12),
    st.integers(0, 100_000).map(D),
    st.sampled_from(["equal", "coefficient"]),
)
def test_shares_sum_exactly(
    good: Decimal, weights: list[Decimal], labor_s: Decimal, rule: ShareRule
) -> None:
    persons = [derived_id("person", index) for index in range(len(weights))]
    lines = tuple(
        PersonLine(person=str(one), coefficient=weight)
        for one, weight in zip(persons, weights, strict=True)
    )
    found = person_shares(lines, persons, rule=rule, pieces=good, labor_s=labor_s, places=0)
    assert sum(one.quantity for one in found) == good
    assert sum(one.share for one in found) == 1
    assert sum(one.labor_s for one in found) == labor_s
    assert all(one.quantity % 1 == 0 for one in found)


@settings(max_examples=60, deadline=None)
@given(st.lists(acts, min_size=3, max_size=25), st.integers(0, 20))
def test_a_reversal_swaps_every_move_once(chosen: list[Act], index: int) -> None:
    floor = w.replayed("C10")
    for number, act in enumerate(chosen):
        with suppress(Problem):
            act(floor, f"act {number}")
    with suppress(Problem):
        undo(index, None)(floor, "last")
    by_id = {move.id: move for _, move in floor.journal}
    seen = set()
    for _, move in floor.journal:
        if move.reverses is not None:
            origin = by_id[move.reverses]
            assert (move.source, move.target) == (origin.target, origin.source)
            assert (move.quantity, move.value) == (origin.quantity, origin.value)
            assert move.reverses not in seen
            seen.add(move.reverses)
