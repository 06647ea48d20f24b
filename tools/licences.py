"""Say what Taktline stands on: every package, its version and its licence."""

from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.lock import closure

HEAD = """# Dependencies

Written by `make docs` from the packages in `.venv`. The first table is what the product names
itself; the second is what those bring along. Why each was chosen stands in
[decisions](../decisions/index.md).

"""
COLUMNS = "| Package | Version | Licence |\n|---|---|---|\n"
LONGEST_NAME = 60
"""A longer text in the licence field is the whole licence, not its name."""
APPROVALS = {"DFSG approved", "OSI Approved"}
"""Classifiers that praise a licence without naming it."""


def page() -> str:
    """The page: named dependencies first, then those behind them."""
    ours = named()
    rows = {
        name: f"| {name} | {version} | {licence(name)} |\n" for name, version in found().items()
    }
    first = "".join(row for name, row in rows.items() if name in ours)
    second = "".join(row for name, row in rows.items() if name not in ours)
    return f"{HEAD}## Named by us\n\n{COLUMNS}{first}\n## Brought along\n\n{COLUMNS}{second}"


def found() -> dict[str, str]:
    """Every package of the environment that ours need, by name."""
    return dict(sorted(closure("taktline").items()))


def named() -> set[str]:
    """The packages pyproject.toml names."""
    return {
        canonicalize_name(Requirement(text).name)
        for text in distribution("taktline").requires or []
    }


def licence(name: str) -> str:
    """The licence a package states about itself: expression, classifier or short text."""
    try:
        stated = distribution(name)
    except PackageNotFoundError:
        return "not installed here"
    return expression(stated) or classifier(stated) or short_text(stated) or "see the package"


def expression(stated: Distribution) -> str:
    """The SPDX expression, where the package has one."""
    return field(stated, "License-Expression")


def classifier(stated: Distribution) -> str:
    """The licence classifiers, without their prefix."""
    lines = stated.metadata.get_all("Classifier") or []
    names = (line.rpartition(" :: ")[2] for line in lines if line.startswith("License ::"))
    return ", ".join(name for name in names if name not in APPROVALS)


def short_text(stated: Distribution) -> str:
    """The first line of the licence field, where it is a name."""
    first = field(stated, "License").partition("\n")[0].strip()
    return first if len(first) <= LONGEST_NAME else ""


def field(stated: Distribution, name: str) -> str:
    """One line of a package's description of itself; empty where it is not there."""
    return next(iter(stated.metadata.get_all(name) or []), "")
