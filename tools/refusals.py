"""Read every refusal of the product from its source: code, status, both sentences."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from taktline.base.problem import code_of

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "taktline"
ROOTS = {"Problem", "Confirmable"}


class Refusal(NamedTuple):
    """One class of refusal, as its source states it."""

    name: str
    module: str
    meaning: str
    english: str
    chinese: str
    status: int
    retry: bool
    confirmable: bool

    @property
    def code(self) -> str:
        """The name on the wire."""
        return code_of(self.name)


class Declared(NamedTuple):
    """A class as written: where, on what it stands, and what it assigns."""

    module: str
    node: ast.ClassDef
    bases: list[str]
    assigned: dict[str, ast.expr]


@cache
def refusals() -> tuple[Refusal, ...]:
    """Every refusal that can be told to a caller, by code; the two roots are left out."""
    classes = [*declared_classes()]
    known = kinds_of_problem(classes)
    found = [
        told(declared, known)
        for declared in classes
        if declared.node.name in known and declared.node.name not in ROOTS
    ]
    return tuple(sorted(found, key=lambda refusal: (refusal.code, refusal.module)))


def declared_classes() -> Iterator[Declared]:
    """Every class at the top level of the product's modules."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        module = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                bases = [
                    b.attr if isinstance(b, ast.Attribute) else ast.unparse(b) for b in node.bases
                ]
                yield Declared(module, node, bases, assignments(node))


def assignments(node: ast.ClassDef) -> dict[str, ast.expr]:
    """What a class body assigns, by name."""
    found: dict[str, ast.expr] = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = statement.value
        elif (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and statement.value is not None
        ):
            found[statement.target.id] = statement.value
    return found


def kinds_of_problem(classes: list[Declared]) -> dict[str, Declared]:
    """The classes that are refusals, directly or through another one."""
    known = {each.node.name: each for each in classes if each.node.name in ROOTS}
    grown = -1
    while grown != len(known):
        grown = len(known)
        known |= {
            each.node.name: each
            for each in classes
            if any(base in known for base in each.bases) and each.node.name not in known
        }
    return known


def told(declared: Declared, known: dict[str, Declared]) -> Refusal:
    """A refusal with what it inherits filled in."""
    title = stated(declared, "title", known=known)
    english, chinese = sentences(title)
    return Refusal(
        name=declared.node.name,
        module=declared.module,
        meaning=(ast.get_docstring(declared.node) or "").partition("\n\n")[0].replace("\n", " "),
        english=english,
        chinese=chinese,
        status=int(str(constant(stated(declared, "status", known=known), 409))),
        retry=constant(stated(declared, "retry", known=known), False) is True,
        confirmable=constant(stated(declared, "confirmable", known=known), False) is True,
    )


def stated(declared: Declared, name: str, *, known: dict[str, Declared]) -> ast.expr | None:
    """What a class or the nearest refusal below it assigns to a name."""
    if name in declared.assigned:
        return declared.assigned[name]
    below = [known[base] for base in declared.bases if base in known]
    return next((found for base in below if (found := stated(base, name, known=known))), None)


def sentences(title: ast.expr | None) -> tuple[str, str]:
    """The English and Chinese sentence of `Text(en=..., zh=...)`; empty where not written there."""
    if not isinstance(title, ast.Call):
        return ("", "")
    words = {keyword.arg: constant(keyword.value, "") for keyword in title.keywords}
    return (str(words.get("en", "")), str(words.get("zh", "")))


def constant(node: ast.expr | None, otherwise: object) -> object:
    """The value of a literal; something else where there is none."""
    return node.value if isinstance(node, ast.Constant) else otherwise
