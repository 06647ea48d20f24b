"""The house stands as drawn: imports go down, strangers stay strangers, imports are declared."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions

import pytest
from importlinter.cli import lint_imports

from tests.tidy.tree import ROOT, Module, at, listed, modules, nodes, snake

PARTS_DECLARED_ELSEWHERE = {"psycopg_pool": "psycopg", "google": "protobuf"}


def test_imports_only_go_down(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_the_engines_know_no_manufacturing() -> None:
    found = list(names_with({"job_order", "work_order"}, "src/taktline/engines/"))
    assert not found, listed(found)


def test_the_kernel_knows_no_forms() -> None:
    found = list(names_with({"form"}, "src/taktline/kernel/"))
    assert not found, listed(found)


def test_everything_imported_is_declared_and_pinned() -> None:
    undeclared = [
        f"{at(module, node)}: {name} is not among the dependencies of pyproject.toml"
        for module in modules("src/")
        for name, node in foreign_imports(module)
        if not distributions(name) & declared()
    ]
    assert not undeclared, listed(undeclared)


def test_every_dependency_is_pinned_exactly() -> None:
    loose = [text for text in requirements() if not re.search(r"==[\w.]+(?:;|$)", text)]
    assert not loose, listed(loose)


def test_the_lock_holds_every_dependency_at_the_pinned_version() -> None:
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = {plain(text) + "==" + text.split("==")[1].split(";")[0] for text in requirements()}
    missing = sorted(pinned - set(locked))
    assert not missing, "run `make setup lock`: " + listed(missing)


def names_with(words: set[str], top: str) -> Iterator[str]:
    """Names of functions, classes, variables and attributes that carry one of the words."""
    for module in modules(top):
        for node in nodes(module):
            name = name_of(node)
            if name and any(f"_{word}_" in f"_{snake(name)}_" for word in words):
                yield f"{module.name}:{getattr(node, 'lineno', 1)} {name}"


def name_of(node: ast.AST) -> str | None:
    """The name a piece of syntax gives or uses, if any."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return node.name
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.arg():
            return node.arg
    return None


def foreign_imports(module: Module) -> Iterator[tuple[str, ast.stmt]]:
    """Top-level packages a file imports that are neither ours nor Python's."""
    for node in nodes(module):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        tops = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"taktline"}
        if isinstance(node, ast.stmt):
            yield from ((top, node) for top in tops)


@cache
def distributions(package: str) -> frozenset[str]:
    """The distributions that bring an importable package."""
    known = PARTS_DECLARED_ELSEWHERE.get(package)
    return frozenset(
        {known} if known else {plain(name) for name in installed().get(package, [package])}
    )


@cache
def installed() -> dict[str, list[str]]:
    """Importable packages and the distributions they came with."""
    return {name: list(found) for name, found in packages_distributions().items()}


@cache
def requirements() -> tuple[str, ...]:
    """Every dependency of pyproject.toml, the extras' included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    return (*project["dependencies"], *(text for texts in extras.values() for text in texts))


def declared() -> frozenset[str]:
    """The distributions pyproject.toml names."""
    return frozenset(plain(text) for text in requirements())


def plain(requirement: str) -> str:
    """The normalised name of a requirement: `psycopg[binary]==3.3.9` -> `psycopg`."""
    name = re.split(r"[\[=<>;~! ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
