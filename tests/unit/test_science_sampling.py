"""Acceptance sampling: every cell of the tables, the curves and the switching of ISO 2859-1."""

import csv

import pytest

from taktline.science import sampling
from taktline.science.sampling import LotResult, Switching, after_lot, resume
from tests.shared_inputs import shared


def test_all_768_plans_are_those_of_the_tables() -> None:
    with shared("../handbook/quality_iso2859_1.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 768
    for row in rows:
        severity: sampling.Severity = row["state"]  # type: ignore[assignment]  # CSV text
        found = sampling.plan(row["code_letter"], row["aql"], severity=severity)
        told = (found.use_letter, found.n, found.accept, found.reject)
        wanted = (row["use_letter"], int(row["n"]), int(row["ac"]), int(row["re"]))
        assert told == wanted, row


def test_every_code_letter_is_that_of_table_1() -> None:
    with shared("../handbook/quality_iso2859_1_codes.csv").open() as file:
        rows = list(csv.DictReader(file))
    levels: tuple[sampling.Level, ...] = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
    for row in rows:
        ends = [int(row["lot_from"]), int(row["lot_to"] or row["lot_from"])]
        for level in levels:
            letters = {sampling.code_letter(end, level=level) for end in ends}
            assert letters == {row[level]}, (row, level)


@pytest.mark.parametrize(
    ("severity", "n", "accept", "at_one_percent", "at_ten_percent"),
    [
        ("normal", 80, 2, 0.953, 0.0652),
        ("tightened", 80, 1, 0.809, 0.0478),
        ("reduced", 32, 1, 0.959, 0.116),
    ],
)
def test_a_lot_of_1000_at_aql_1_has_the_published_curve(
    severity: sampling.Severity, n: int, accept: int, at_one_percent: float, at_ten_percent: float
) -> None:
    found = sampling.plan_for_lot(1000, "1.0", severity=severity)
    assert (found.code_letter, found.n, found.accept, found.reject) == ("J", n, accept, accept + 1)
    chance = sampling.acceptance_probability(found, 0.01)
    assert chance == pytest.approx(at_one_percent, abs=6e-4)
    quality = sampling.quality_at_acceptance(found, 0.10)
    assert quality == pytest.approx(at_ten_percent, abs=6e-4)


def test_the_poisson_curve_is_near_the_binomial_one_for_good_lots() -> None:
    found = sampling.plan("L", "0.40")
    binomial = sampling.acceptance_probability(found, 0.004)
    assert sampling.acceptance_probability_defects(found, 0.4) == pytest.approx(binomial, abs=2e-3)
    assert sampling.acceptance_probability_defects(found, 0) == 1


def test_a_sample_as_large_as_the_lot_is_a_full_inspection() -> None:
    assert sampling.plan_for_lot(10, "0.010").n == 10
    assert sampling.plan_for_lot(5, "2.5").n == 5


def test_what_the_tables_do_not_hold_is_refused() -> None:
    assert sampling.code_letter(2) == "A"
    with pytest.raises(sampling.LotTooSmall):
        sampling.code_letter(1)
    with pytest.raises(sampling.NoSuchPlan, match="AQL 1"):
        sampling.plan("J", "1")
    with pytest.raises(sampling.NoSuchPlan, match="code letter I"):
        sampling.plan("I", "1.0")


def lot(nonconforming: int, state: Switching, *, approved: bool = False) -> LotResult:
    taken = sampling.plan("J", "1.0", severity=state.severity)
    return LotResult(plan=taken, nonconforming=nonconforming, reduced_approved=approved)


def run(state: Switching, found: list[int], *, approved: bool = False) -> Switching:
    for nonconforming in found:
        state = after_lot(state, lot(nonconforming, state, approved=approved))
    return state


def test_two_refused_of_five_lots_tighten() -> None:
    assert run(Switching(), [3, 0, 0, 0]).state == "normal"
    assert run(Switching(), [3, 0, 0, 0, 3]).state == "tightened"
    assert run(Switching(), [3, 0, 0, 0, 0, 3]).state == "normal"
    assert run(Switching(), [3, 3]).state == "tightened"


def test_five_accepted_lots_in_a_row_return_to_normal() -> None:
    tight = Switching(state="tightened")
    assert run(tight, [0, 0, 0, 0]).state == "tightened"
    assert run(tight, [0, 0, 0, 0, 0]) == Switching()
    assert run(tight, [0, 0, 9, 0, 0, 0, 0]).state == "tightened"


def test_five_refused_lots_on_tightened_discontinue_until_somebody_resumes() -> None:
    stopped = run(Switching(state="tightened"), [9, 0, 9, 0, 9, 0, 9, 0, 9])
    assert stopped.state == "discontinued"
    with pytest.raises(sampling.InspectionDiscontinued, match="5 refused"):
        after_lot(stopped, lot(0, Switching()))
    assert resume(stopped) == Switching(state="tightened")


def test_the_score_grows_by_three_only_when_the_tighter_plan_agrees() -> None:
    assert run(Switching(), [0]).score == 3
    assert run(Switching(), [0, 1]).score == 6
    assert run(Switching(), [0, 1, 2]).score == 0  # Ac 2 accepts, one AQL tighter has Ac 1.
    single = sampling.plan("J", "0.15")
    assert single.accept == 0
    assert after_lot(Switching(), LotResult(plan=single, nonconforming=0)).score == 2


def test_reduced_needs_the_score_and_approval_and_ends_with_one_refused_lot() -> None:
    assert run(Switching(), [0] * 10).state == "normal"
    assert run(Switching(), [0] * 9, approved=True).state == "normal"
    reduced = run(Switching(), [0] * 10, approved=True)
    assert reduced.state == "reduced"
    assert run(reduced, [0], approved=True).state == "reduced"
    assert run(reduced, [2], approved=True) == Switching()
    assert run(reduced, [0], approved=False) == Switching()


def test_a_resubmitted_lot_changes_nothing() -> None:
    state = run(Switching(), [3])
    again = LotResult(plan=sampling.plan("J", "1.0"), nonconforming=9, resubmitted=True)
    assert after_lot(state, again) == state
