"""Runs the command line as `python -m taktline`."""

import sys

from taktline.cli import main

if __name__ == "__main__":
    sys.exit(main())
