"""Formulas of two other engines' own tests give the values those engines expect."""

import datetime as python
import json

import pytest

from taktline.feel import run_cases
from taktline.feel.cases import CaseResult, CaseSummary
from tests.shared_inputs import shared

NOON = python.datetime(2026, 3, 1, 12, tzinfo=python.UTC)
PASSED_MIN = 0.98
EXPLAINED = {
    "feelin.jsonl": {158, 186},  # docs/reference/feel.md says why.
    "feel-scala.jsonl": set(),
}


@pytest.mark.parametrize("name", sorted(EXPLAINED))
def test_cases_of_other_engines_pass_but_for_those_the_reference_explains(name: str) -> None:
    lines = [
        "" if json.loads(line).get("feelin_8_2_agrees") is False else line
        for line in (shared("feel-expressions") / name).read_text("utf-8").splitlines()
    ]
    *results, summary = run_cases(lines, now=NOON)
    assert isinstance(summary, CaseSummary)
    assert summary.passed >= PASSED_MIN * summary.cases
    missed = {one.line for one in results if isinstance(one, CaseResult) and not one.ok}
    assert missed == EXPLAINED[name]
