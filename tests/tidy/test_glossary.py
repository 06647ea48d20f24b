"""Every noun the product uses stands in the glossary, with both languages and its source."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.tidy.glossary import nouns, rows
from tests.tidy.tree import listed, texts

CHINESE = re.compile(r"[\u4e00-\u9fff]|^OEE$|^POT$|^PBT$")
TABLE = re.compile(
    r"\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(?:[\w{}\"]+\.)?\"?(\w+)\"?"
    r"(?!\w)(?!\s+partition\s+of)",
    re.IGNORECASE,
)
ENTITY = re.compile(r"^entity:\s*([\w]+)", re.MULTILINE)


def test_every_row_of_the_glossary_is_complete() -> None:
    poor = [
        " | ".join(row)
        for row in rows()
        if len(row) != 5 or not all(row) or not CHINESE.search(row[2])
    ]
    assert rows(), "the glossary is empty"
    assert not poor, listed(poor)


def test_no_noun_stands_twice_in_the_glossary() -> None:
    twice = [name for name, times in Counter(row[0] for row in rows()).items() if times > 1]
    assert not twice, listed(twice)


def test_every_noun_is_ascii_snake_case_and_short() -> None:
    odd = [name for name in nouns() if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name)]
    assert not odd, listed(odd)


def test_every_table_and_entity_is_a_noun_of_the_glossary() -> None:
    unknown = [
        f"{name}: `{noun}` is not in docs/glossary.md"
        for name, noun in used_nouns()
        if noun not in nouns()
    ]
    assert not unknown, listed(sorted(set(unknown)))


def used_nouns() -> Iterator[tuple[str, str]]:
    """Every table made by our SQL and every entity described by our documents."""
    for name, text in texts():
        if not name.startswith("src/"):
            continue
        if name.endswith(".sql"):
            bare = re.sub(r"--[^\n]*", "", text)
            yield from ((name, noun) for noun in TABLE.findall(bare))
        elif name.endswith((".yaml", ".yml")):
            yield from ((name, noun) for noun in ENTITY.findall(text))
