"""The page of worked examples and the tests agree: what it names exists, what is marked stands."""

import ast
import re

from tests.tidy.tree import Function, Module, listed, modules, texts

PAGES = ("docs/concepts/worked-examples.md", "docs/concepts/worked-examples.zh-CN.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
MARK = "worked_example"


def test_every_test_the_page_names_exists() -> None:
    there = {
        f"{module.name}::{one.name}" for module in modules("tests/") for one in cases_of(module)
    }
    gone = [f"{page}: {name}" for page in PAGES for name in named(page) if name not in there]
    assert not gone, listed(gone)


def test_both_languages_name_the_same_tests_for_the_same_sections() -> None:
    english, chinese = ([NAMED.findall(line) for line in rows(page)] for page in PAGES)
    assert len(english) > 100
    assert english == chinese


def test_a_story_is_marked_as_worked_example_exactly_where_the_page_names_it() -> None:
    marked = {
        f"{module.name}::{one.name}"
        for module in modules("tests/")
        for one in cases_of(module)
        if is_marked(module, one)
    }
    stories = {name for name in named(PAGES[0]) if name.startswith("tests/story/")}
    differ = [f"marked, not named: {name}" for name in sorted(marked - stories)]
    differ += [f"named, not marked: {name}" for name in sorted(stories - marked)]
    assert not differ, listed(differ)


def rows(page: str) -> list[str]:
    """The lines of a page's tables that hold an example."""
    text = next(text for name, text in texts() if name == page)
    return [line for line in text.splitlines() if line.startswith("| ") and NAMED.search(line)]


def named(page: str) -> list[str]:
    """The tests a page names, as `file::name`."""
    return [f"{file}::{name}" for line in rows(page) for file, name in NAMED.findall(line)]


def cases_of(module: Module) -> list[Function]:
    """The tests of a file."""
    return [
        node
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]


def is_marked(module: Module, test: Function) -> bool:
    """Whether a test, or its whole file, is marked as a worked example."""
    marks = [ast.unparse(decorator) for decorator in test.decorator_list]
    marks += [
        ast.unparse(node.value)
        for node in module.tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
    ]
    return any(MARK in mark for mark in marks)
