"""Reads the machine recordings of one part: what ran on which piece, from when to when."""

import gc
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.machines.mtconnect import Observation, read_recording
from taktline.kernel.states.execution import Execution, execution_of
from taktline.plants.replay.mapping import Recordings, pattern_of

Progress = Callable[[str, int, int], None]
"""Told what goes on, how much is done and how much there is."""


class NothingRecorded(Problem):
    """No recording of the part was found."""

    title = Text(
        en="No recording of {part} in {folder}. There are recordings of: {parts}.",
        zh="{folder} 中没有 {part} 的记录。已有记录:{parts}。",
    )
    status = 404


class NoFolder(Problem):
    """The folder with the data is not there."""

    title = Text(
        en="There is no folder {folder}; name the one that holds {wanted}.",
        zh="没有文件夹 {folder};请指定包含 {wanted} 的文件夹。",
    )
    status = 404


class BadNumber(Problem):
    """A file name's operation or piece is no number."""

    title = Text(
        en="{file}: {what} {value} is no whole number.", zh="{file}:{what} {value} 不是整数。"
    )
    status = 400


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One operation on one piece as the machine recorded it.

    Attributes:
        piece: number of the piece, from 1; its serial.
        operation: number of the operation; they follow each other in this order.
        files: names of the recordings.
        foreign: lines that are in no known format.
    """

    part: str
    piece: int
    operation: int
    machine: str
    execution: Execution
    observations: list[Observation]
    files: tuple[str, ...]
    foreign: int


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """Everything recorded of one part.

    Attributes:
        ordered: pieces of the batch, as the file names tell, else as many as were recorded.
    """

    part: str
    runs: tuple[Run, ...]
    ordered: int

    @property
    def operations(self) -> tuple[int, ...]:
        """Numbers of the operations, in order."""
        return tuple(sorted({run.operation for run in self.runs}))

    @property
    def machines(self) -> tuple[str, ...]:
        """Codes of the machines."""
        return tuple(sorted({run.machine for run in self.runs}))

    @property
    def pieces(self) -> tuple[int, ...]:
        """Numbers of the pieces."""
        return tuple(sorted({run.piece for run in self.runs}))


def read_recordings(
    folder: Path, how: Recordings, *, part: str, progress: Progress | None = None
) -> Recorded:
    """Read all recordings of a part; several files of one operation on one piece are one.

    Args:
        folder: the run's data.
        how: where recordings lie and what their names and items mean.
        part: upper and lower case alike.
        progress: told after each file.

    Raises:
        NoFolder: there is no folder of recordings.
        NothingRecorded: there is none; it names the parts there are.
        BadNumber: a file name's operation or piece is no number.
        NotShdr, RecordingBroken: a file is not what its name promises; it names file and line.
        RecordingTooLarge: a file unpacks to more than 2 GiB.
        NoRunItem: the mapping names no run item.
    """
    if not (folder / how.folder).is_dir():
        missing = folder if not folder.is_dir() else folder / how.folder
        raise NoFolder(folder=str(missing), wanted=how.folder)
    pattern = pattern_of(how.file)
    named = [(path, pattern.fullmatch(path.name)) for path in files_in(folder / how.folder)]
    found = [(path, match) for path, match in named if match is not None]
    wanted = [(p, m) for p, m in found if m["part"].casefold() == part.casefold()]
    if not wanted:
        parts = sorted({match["part"].casefold() for _, match in found})
        raise NothingRecorded(part=part, folder=how.folder, parts=parts or ["-"])
    groups: dict[tuple[int, int, str], list[Path]] = {}
    for path, match in wanted:
        numbers = [_number(match, what, path) for what in ("operation", "piece")]
        key = (numbers[0], numbers[1], match["machine"])
        groups.setdefault(key, []).append(path)
    runs: list[Run] = []
    for done, (key, paths) in enumerate(sorted(groups.items()), start=1):
        run = _run(part.casefold(), key, paths=paths, how=how)
        runs += [run] if run.observations else []  # An empty file recorded nothing.
        if progress is not None:
            progress("recordings", done, len(groups))
    if not runs:
        raise NothingRecorded(part=part, folder=how.folder, parts=["-"])
    told = [int(match.groupdict().get("count") or 0) for _, match in wanted]
    ordered = max(*told, len({run.piece for run in runs}))
    return Recorded(part=part.casefold(), runs=tuple(runs), ordered=ordered)


def _number(match: re.Match[str], what: str, path: Path) -> int:  # tidy: positional - one field
    if not match[what].isdecimal():
        raise BadNumber(file=path.name, what=what, value=match[what])
    return int(match[what])


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder by name; none of a folder that is not there."""
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _run(part: str, key: tuple[int, int, str], *, paths: Iterable[Path], how: Recordings) -> Run:
    operation, piece, machine = key
    observations: list[Observation] = []
    foreign = 0
    gc.disable()  # Hundreds of thousands of small structs; none of them in a circle.
    try:
        for path in paths:
            recording = read_recording(path)
            observations += recording.observations
            foreign += recording.foreign
    finally:
        gc.enable()
    return Run(
        part=part,
        piece=piece,
        operation=operation,
        machine=machine,
        execution=execution_of(observations, how.machine),
        observations=observations,
        files=tuple(path.name for path in paths),
        foreign=foreign,
    )
