"""Make the environment in .venv: the pinned versions, on a fresh machine, as root or not.

Needs only a Python. Runs under any Python 3 and looks for one that is new enough.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python")
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
READY = VENV / ".ready"


def main() -> int:
    """Make or repair .venv, install the pinned packages, leave the stamp that `make` looks at."""
    if sys.version_info[:2] < OLDEST:
        return with_newer_python()
    if not works(venv_python()) and not made():
        print(what_is_missing(), file=sys.stderr)
        return 1
    install = [
        str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--constraint", "requirements.lock", "--editable", ".[dev]",
    ]  # fmt: skip
    print("Installing the pinned packages into .venv ...", flush=True)
    code = subprocess.call(install, cwd=ROOT)
    if code != 0:
        print("pip could not install the packages; its words are above.", file=sys.stderr)
        return code
    READY.touch()
    return 0


def with_newer_python() -> int:
    """Run this script again under a Python that is new enough, or say that there is none."""
    for name in CANDIDATES:
        found = shutil.which(name)
        if found and new_enough(found):
            return subprocess.call([found, str(Path(__file__).resolve())])
    print(
        "Taktline needs Python {}.{} or newer; none was found. On Debian: apt install "
        "python3.11 python3.11-venv".format(*OLDEST),
        file=sys.stderr,
    )
    return 1


def new_enough(python: str) -> bool:
    """Whether this interpreter runs and is at least the oldest we support."""
    test = f"import sys; sys.exit(sys.version_info[:2] < {OLDEST!r})"
    return subprocess.call([python, "-c", test], stderr=subprocess.DEVNULL) == 0


def venv_python() -> Path:
    """The interpreter inside .venv."""
    return VENV / "Scripts" / "python.exe" if os.name == "nt" else VENV / "bin" / "python"


def works(python: Path) -> bool:
    """Whether an environment is there, is new enough and can install."""
    return (
        python.exists()
        and new_enough(str(python))
        and quiet([str(python), "-m", "pip", "--version"])
    )


def made() -> bool:
    """Make .venv by the first way that works here: venv, virtualenv, uv, virtualenv from pip."""
    python = sys.executable
    ways = [
        [python, "-m", "venv", "--clear", str(VENV)],
        [python, "-m", "virtualenv", "--quiet", "--clear", str(VENV)],
        ["uv", "venv", "--quiet", "--clear", "--seed", "--python", python, str(VENV)],
    ]
    return any(quiet(way) and works(venv_python()) for way in ways) or made_by_borrowed_tool()


def made_by_borrowed_tool() -> bool:
    """Make .venv with a virtualenv that pip fetches into a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        fetch = [
            sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "virtualenv",
        ]  # fmt: skip
        make = [sys.executable, "-m", "virtualenv", "--quiet", "--clear", str(VENV)]
        return quiet(fetch) and quiet(make, PYTHONPATH=folder) and works(venv_python())


def quiet(command: list[str], **environment: str) -> bool:
    """Run a command without its words; say whether it succeeded."""
    try:
        done = subprocess.run(
            command,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
    except OSError:
        return False
    return done.returncode == 0


def what_is_missing() -> str:
    """One sentence that names the package to install."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    return (
        f"This Python can make no environment: neither venv, virtualenv, uv nor pip is there. "
        f"On Debian: apt install {package}"
    )


if __name__ == "__main__":
    sys.exit(main())
