"""The page about security names tests that are there, the same ones in both languages."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ("docs/concepts/security.md", "docs/concepts/security.zh-CN.md")


def named(page: str) -> set[str]:
    """Return the test files a page names."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return {
        name
        for name in re.findall(r"`(test_[a-z_]+)`", text)
        if not name.endswith("_") and name.count("_") <= 3
    }


def test_every_test_that_the_security_page_names_is_there() -> None:
    files = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    for page in PAGES:
        missing = sorted(named(page) - files)
        assert not missing, f"{page} names {missing}"


def test_both_languages_name_the_same_tests() -> None:
    english, chinese = (named(page) for page in PAGES)
    assert english == chinese
