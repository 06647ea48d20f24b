"""The command line: run the platform, inspect it, check an app."""

from taktline.cli.program import main

__all__ = ["main"]
