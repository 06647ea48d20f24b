"""The repository as the tidy tests read it: its own files, and its Python already parsed."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = {".git", ".venv", "node_modules", "__pycache__", "build", "dist", "_web"}
TEXT_SUFFIXES = {
    ".py", ".md", ".toml", ".yaml", ".yml", ".sql", ".svg", ".txt", ".cfg", ".ini", ".json",
    ".ts", ".tsx", ".css", ".html", ".sh", ".lock", ".bpmn", ".dmn", ".csv", "",
}  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """One Python file: where it is, what it says, and its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path from the repository's root, as people write it."""
        return self.path.relative_to(ROOT).as_posix()


def git(*arguments: str) -> str | None:
    """What git says about the repository; None where there is no git or no repository."""
    program = shutil.which("git")
    if program is None:
        return None
    said = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, check=False)
    return said.stdout.decode("utf-8") if said.returncode == 0 else None


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the repository, new ones included, ignored ones not."""
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is not None:
        found = {ROOT / name for name in listed.split("\0") if name}
    else:
        found = {
            path for path in ROOT.rglob("*") if not LEFT_OUT & set(path.relative_to(ROOT).parts)
        }
    return tuple(sorted(path for path in found if path.is_file() and not path.is_symlink()))


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Name and content of every text file of the repository."""
    return tuple(
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
        for path in files()
        if path.suffix in TEXT_SUFFIXES
    )


@cache
def modules(*tops: str) -> tuple[Module, ...]:
    """Every Python file below the given folders."""
    return tuple(module for module in parsed() if module.name.startswith(tops))


def parsed() -> tuple[Module, ...]:
    """Every Python file with its syntax tree; one that Python cannot read is told by `broken`."""
    return tuple(read for read in readings() if isinstance(read, Module))


def broken() -> tuple[str, ...]:
    """The Python files that are not Python, and where."""
    return tuple(read for read in readings() if isinstance(read, str))


@cache
def readings() -> tuple[Module | str, ...]:
    """Every Python file read once."""
    return tuple(reading(name, text) for name, text in texts() if name.endswith(".py"))


def reading(name: str, text: str) -> Module | str:
    """A file with its syntax tree, or where it stops being Python of the oldest version."""
    try:
        return Module(ROOT / name, text, ast.parse(text, name))
    except SyntaxError as error:
        return f"{name}:{error.lineno}: {error.msg}"


@cache
def nodes(module: Module) -> tuple[ast.AST, ...]:
    """Every piece of syntax of a file."""
    return tuple(ast.walk(module.tree))


def functions(module: Module) -> Iterator[Function]:
    """Every function and method of a file, nested ones included."""
    for node in nodes(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def code_lines(function: Function) -> int:
    """Lines of a function from its `def` to its end, without its docstring."""
    last = function.end_lineno or function.lineno
    first = function.body[0]
    has_docstring = ast.get_docstring(function, clean=False) is not None
    said = (first.end_lineno or first.lineno) - first.lineno + 1 if has_docstring else 0
    return last - function.lineno + 1 - said


def line_of(module: Module, number: int) -> str:
    """One line of a file; the first is number 1."""
    return module.text.splitlines()[number - 1]


def at(module: Module, node: ast.expr | ast.stmt | ast.excepthandler | ast.arg) -> str:
    """Where something stands, in the form an editor jumps to."""
    return f"{module.name}:{node.lineno}"


def snake(name: str) -> str:
    """The snake_case form of a name: `WorkOrder` -> `work_order`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")


def listed(findings: list[str]) -> str:
    """Findings as an assertion message: one per line."""
    return "\n" + "\n".join(findings)
