"""A Chromium of this machine: found, or installed from Debian's packages, or said to be missing."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
INSTALL_WITHIN_S = 600


@cache
def chromium() -> Path:
    """Return a Chromium's program; the test is skipped with a clear word where none can be had."""
    found = _found() or (_found() if _installed() else None)
    if found is None:
        pytest.skip(
            "there is no Chromium on this machine, and it could not be installed: "
            f"apt install {' '.join(PACKAGES)}"
        )
    return found


def _found() -> Path | None:
    places = (shutil.which(name) for name in NAMES)
    return next((Path(place) for place in places if place), None)


def _installed() -> bool:
    """Install Debian's packages where we may."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *PACKAGES]
    return all(
        subprocess.call(command, env=quiet, timeout=INSTALL_WITHIN_S, stdout=subprocess.DEVNULL)
        == 0
        for command in (["apt-get", "update", "-q"], install)
    )
