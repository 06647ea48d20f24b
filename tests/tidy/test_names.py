"""Names say what a thing is: no word stands where a name should be."""

import ast
import re
from collections.abc import Iterator

from tests.tidy.tree import Module, at, functions, listed, modules, nodes, snake

EMPTY = {
    "manager", "managers", "service", "services", "helper", "helpers", "util", "utils", "common",
    "misc", "data", "info",
}  # fmt: skip
"""Words that say nothing, as a whole name or at its end."""
VERBS = ("process_", "do_", "handle_")
PROCESS_IS_THE_NOUN = {"process_ratio", "process_capability", "process_segment"}
"""A process of the factory, not the verb."""
OPERATING_SYSTEM = "src/taktline/base/host.py"
"""Where a process is one of the computer's."""
CALLED_BY_THE_FRAMEWORK = {("src/taktline/api/", "data")}
"""Litestar hands a request's body over in a parameter of this name."""


def test_no_module_has_an_empty_name() -> None:
    empty = [m.name for m in modules("src/", "tests/", "tools/") if says_nothing(m.path.stem)]
    assert not empty, listed(empty)


def test_no_class_has_an_empty_name() -> None:
    empty = [
        f"{at(module, node)} {node.name}"
        for module in modules("src/", "tools/")
        for node in nodes(module)
        if isinstance(node, ast.ClassDef)
        and (
            says_nothing(snake(node.name))
            or re.search(r"[a-z]Base$", node.name)
            or re.match(r"I[A-Z][a-z]", node.name)
        )
    ]
    assert not empty, listed(empty)


def test_no_function_has_an_empty_name() -> None:
    empty = [
        f"{at(module, function)} {function.name}"
        for module in modules("src/", "tools/")
        for function in functions(module)
        if says_nothing(function.name) or says_only_that_something_is_done(module, function.name)
    ]
    assert not empty, listed(empty)


def test_no_parameter_or_field_has_an_empty_name() -> None:
    empty = [
        f"{at(module, node)} {name}"
        for module in modules("src/", "tools/")
        for name, node in given_names(module)
        if says_nothing(name) and not expected_by_framework(module, name)
    ]
    assert not empty, listed(empty)


def says_nothing(name: str) -> bool:
    """Whether a name is one of the empty words or ends in one."""
    return name.strip("_").rpartition("_")[2].lower() in EMPTY


def says_only_that_something_is_done(module: Module, name: str) -> bool:
    """Whether a function is named process_x, do_x or handle_x and means the verb."""
    bare = name.lstrip("_")
    noun = bare in PROCESS_IS_THE_NOUN or (
        module.name == OPERATING_SYSTEM and bare.startswith("process_")
    )
    return bare.startswith(VERBS) and not noun


def given_names(module: Module) -> Iterator[tuple[str, ast.arg | ast.stmt]]:
    """Parameters of functions and annotated fields of classes."""
    for node in nodes(module):
        if isinstance(node, ast.arg):
            yield node.arg, node
        elif isinstance(node, ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                    yield statement.target.id, statement


def expected_by_framework(module: Module, name: str) -> bool:
    """Whether a framework demands this name here."""
    return any(module.name.startswith(top) and name == n for top, n in CALLED_BY_THE_FRAMEWORK)
