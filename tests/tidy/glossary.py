"""The glossary as a table: every noun of the product, its words in both languages, its source."""

import re
from functools import cache
from typing import NamedTuple

from tests.tidy.tree import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"


class Noun(NamedTuple):
    """One row of docs/glossary.md."""

    name: str
    english: str
    chinese: str
    meaning: str
    source: str


@cache
def rows() -> tuple[tuple[str, ...], ...]:
    """The cells of every row of the glossary's tables, headings left out."""
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = (tuple(cell.strip() for cell in line.strip("| ").split(" | ")) for line in lines)
    return tuple(row for row in cells if re.fullmatch(r"`\w+`", row[0]))


@cache
def nouns() -> dict[str, Noun]:
    """Every noun by its name."""
    return {row[0].strip("`"): Noun(row[0].strip("`"), *row[1:]) for row in rows() if len(row) == 5}
