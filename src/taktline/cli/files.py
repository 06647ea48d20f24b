"""Files named on the command line, and what to say when they cannot be read."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from taktline.base.problem import Problem
from taktline.base.text import Text

STANDARD_INPUT = Path("-")


class CannotRead(Problem):
    """A file that was named is not there or may not be read."""

    title = Text(en="{path} cannot be read: {reason}.", zh="无法读取 {path}:{reason}。")
    status = 400


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Open a text file, or what is piped in for `-`.

    Raises:
        CannotRead: it is not there, may not be read, or is no UTF-8.
    """
    if path == STANDARD_INPUT:
        yield sys.stdin
        return
    try:
        with path.open(encoding="utf-8") as file:
            yield file
    except (OSError, UnicodeDecodeError) as failure:
        reason = failure.strerror if isinstance(failure, OSError) else str(failure)
        raise CannotRead(path=str(path), reason=reason or type(failure).__name__) from None


def file_text(path: Path) -> str:
    """Return what a text file holds, or what is piped in for `-`.

    Raises:
        CannotRead: it is not there, may not be read, or is no UTF-8.
    """
    with opened(path) as file:
        return file.read()
