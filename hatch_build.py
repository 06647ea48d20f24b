"""Packs the built web client into the wheel: `pip install` ends with a server that has it."""

import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebClientHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own parameter
    """Builds the client before a wheel is made; an editable checkout is built by `make`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Build, unless the source distribution brought the pages along."""
        root = Path(self.root)
        if version == "editable" or not (root / "web").is_dir():
            return
        if subprocess.call([sys.executable, str(root / "tools" / "web.py"), "build"]) != 0:
            raise RuntimeError("the web client could not be built; its words are above")
