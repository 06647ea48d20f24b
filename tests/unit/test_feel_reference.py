"""The reference page of FEEL names every function with its help and how it is called."""

from pathlib import Path

import pytest

from taktline.feel.diagnostics import DEPTH_MAX, STEPS_MAX, TEXT_CHARACTERS_MAX
from taktline.feel.registry import ALL
from taktline.feel.signatures import Builtin, signature_text

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "feel.md"


@pytest.mark.parametrize("shown", ALL, ids=lambda one: one.name)
def test_a_function_stands_in_the_reference_as_it_is(shown: Builtin) -> None:
    call = signature_text(shown).replace("|", "\\|")
    row = f"| `{shown.name}` | {shown.doc.en} | {shown.doc.zh} | `{call}` |"
    assert row in PAGE.read_text("utf-8")


def test_the_limits_stand_in_the_reference() -> None:
    page = PAGE.read_text("utf-8")
    for limit in (TEXT_CHARACTERS_MAX, STEPS_MAX):
        assert f"{limit:,}" in page
    assert f"{DEPTH_MAX} levels" in page
