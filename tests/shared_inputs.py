"""Where the real inputs lie: public recordings and test suites beside the repository."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def shared(name: str) -> Path:
    """Return a folder or file of the real inputs; skip the test, and say so, where it is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(
            f"real input not here: {name} (it belongs in ../shared/data beside this folder)"
        )
    return path
