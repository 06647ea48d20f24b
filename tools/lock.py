"""Write requirements.lock: the exact version of every package that ours bring along."""

import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HEAD = "# Exact versions of everything in .venv; `make lock` writes this from what is installed.\n"


def main() -> int:
    """Write the lock of the product with all its extras."""
    LOCK.write_text(lock_text(), encoding="utf-8")
    print(f"{LOCK.name}: {len(closure('taktline'))} packages")
    return 0


def lock_text() -> str:
    """The lock as it should be for what is installed now."""
    lines = [f"{name}=={version}\n" for name, version in sorted(closure("taktline").items())]
    return HEAD + "".join(lines)


def closure(root: str) -> dict[str, str]:
    """Everything a distribution needs here, with all its own extras: name to version."""
    extras = frozenset(distribution(root).metadata.get_all("Provides-Extra") or [])
    waiting = [(root, extras)]
    seen: set[tuple[str, frozenset[str]]] = set()
    versions: dict[str, str] = {}
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        try:
            found = distribution(name)
        except PackageNotFoundError:  # An optional part that is not installed here.
            continue
        versions[name] = found.version
        waiting += needs(found.requires or [], wanted)
    versions.pop(root)
    return versions


def needs(requires: list[str], extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    """The requirements that hold on this system with these extras."""
    wanted: list[tuple[str, frozenset[str]]] = []
    for text in requires:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            wanted.append((canonicalize_name(requirement.name), frozenset(requirement.extras)))
    return wanted


if __name__ == "__main__":
    sys.exit(main())
