"""What a client knows of its commands: sent, acknowledged, refused; kept where no kill reaches."""

import os
from pathlib import Path
from typing import Literal

import msgspec

State = Literal["sent", "acknowledged", "refused", "differs"]


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a client learned about one of its commands.

    Attributes:
        body: as it was sent; only in the line `sent`.
        answer: what the server said: its answer's JSON, or the refusal's code.
    """

    id: str
    state: State
    verb: str = ""
    body: dict[str, object] = {}
    answer: str = ""


class Journal:
    """A file that only grows; an acknowledgement is on the disk before the client goes on."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)

    def write(self, line: Line) -> None:
        """Append one line."""
        self._file.write(msgspec.json.encode(line) + b"\n")
        if line.state == "acknowledged":
            os.fsync(self._file.fileno())


class Told(msgspec.Struct, kw_only=True):
    """Everything a client knows about one command in the end."""

    verb: str = ""
    body: dict[str, object] = {}
    state: State = "sent"
    answer: str = ""


def read(paths: list[Path]) -> dict[str, Told]:
    """Put the journals of all clients together, by command id; what differs stays so."""
    found: dict[str, Told] = {}
    for path in paths:
        for text in path.read_bytes().splitlines():
            line = msgspec.json.decode(text, type=Line)
            told = found.setdefault(line.id, Told())
            if line.state == "sent":
                told.verb, told.body = line.verb, line.body
            elif told.state != "differs":
                told.state, told.answer = line.state, line.answer
    return found


def acknowledged(paths: list[Path]) -> int:
    """Count the acknowledgements so far, also in files that are being written."""
    return sum(path.read_bytes().count(b'"state":"acknowledged"') for path in paths)
