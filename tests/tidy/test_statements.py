"""SQL in the source keeps the rules that a text alone can break, whether a test sends it or not.

What is sent while the tests run is judged again, and by every rule, in
`tests/statement_rules.py`; a statement no test sends is judged here only.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.tidy.tree import Module, at, listed, modules, nodes, texts

RULES = {
    "name the columns instead of SELECT *": r"\bSELECT\s+(DISTINCT\s+)?(\w+\.)?\*",
    "page by the last key instead of OFFSET": r"\bOFFSET\s+(%\(|\$\d|\d)",
    "INSERT … ON CONFLICT instead of MERGE": r"\bMERGE\s+INTO\b",
}


@pytest.mark.parametrize("rule", RULES)
def test_a_statement_in_the_source_keeps_the_rule(rule: str) -> None:
    pattern = re.compile(RULES[rule])
    found = [
        f"{at(module, node)}: {rule}"
        for module in modules("src/taktline/")
        for node, text in strings(module)
        if pattern.search(text)
    ]
    found += [
        f"{name}: {rule}"
        for name, text in texts()
        if name.startswith("src/taktline/") and name.endswith(".sql") and pattern.search(text)
    ]
    assert not found, listed(found)


@pytest.mark.parametrize(
    ("broken", "twin"),
    [
        ("SELECT DISTINCT j.* FROM j", "SELECT count(*) FROM j"),
        ("SELECT a FROM b OFFSET %(from)s", "SELECT a FROM b WHERE id > %(id)s"),
        ("MERGE INTO a USING b", "INSERT INTO a (x) VALUES (1)"),
    ],
)
def test_a_broken_statement_is_found_and_its_lawful_twin_is_not(broken: str, twin: str) -> None:
    patterns = [re.compile(pattern) for pattern in RULES.values()]
    assert any(pattern.search(broken) for pattern in patterns)
    assert not any(pattern.search(twin) for pattern in patterns)


def strings(module: Module) -> Iterator[tuple[ast.Constant, str]]:
    """Every text in a module, the parts of formatted ones included."""
    for node in nodes(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value
