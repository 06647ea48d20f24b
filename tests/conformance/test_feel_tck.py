"""The DMN standard's own test cases: every formula and boxed expression gives what it says."""

from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from tests.dmn_tck import Case, Model, NotFormulas, agrees, cases
from tests.shared_inputs import shared

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXPLAINED = {  # docs/reference/feel.md says why.
    ("0068-feel-equality", "time_005"),
    ("0068-feel-equality", "datetime_003_a"),
    ("1151-boxed-filter", "004"),
    ("1151-boxed-filter", "005"),
}
CASES_MIN = 1_300


def test_formulas_and_boxed_expressions_of_the_standard_give_what_it_expects() -> None:
    missed: set[tuple[str, str]] = set()
    done = 0
    for folder in sorted(shared("dmn-tck").glob("compliance-level-*/*")):
        for model, case in cases(folder):
            try:
                found = decided(model, case)
            except NotFormulas:
                continue
            done += 1
            if not agrees(found, case.expected):
                missed.add((case.folder, case.test))
    assert done >= CASES_MIN
    assert missed == EXPLAINED


def decided(model: Path, case: Case) -> object:
    """Return what a case's decision comes to."""
    return Model(etree.parse(model).getroot(), NOON).decide(case.decision, case.inputs)
