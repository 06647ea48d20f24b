"""Adds up recorded days: how long each data item of a machine had each value."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.machines.mtconnect import (
    Observation,
    in_order,
    microseconds_of,
    read_recording,
    state_durations,
)
from taktline.plants.replay.mapping import MAPPING, Sheet, pattern_of, read_sheet
from taktline.plants.replay.recordings import Progress, files_in


class NoLogs(Problem):
    """No file of the folder has the name of a log."""

    title = Text(en="No log in {folder}.", zh="{folder} 中没有日志文件。")
    status = 404


class BadDay(Problem):
    """A log's name tells a day that no calendar has."""

    title = Text(en="{file}: {value} is no day.", zh="{file}:{value} 不是有效日期。")
    status = 400


class LogFiles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where logs lie; `file` has the groups `machine` and `day`."""

    folder: str
    file: str


class StateMapping(Sheet, frozen=True, kw_only=True):
    """How a machine's logs are to be read.

    Attributes:
        day: how the name writes the day (strptime).
        day_starts_s: seconds after midnight UTC at which a day begins; it lasts 24 hours.
        items: data items to add up.
        conditions: data items whose lines carry a level, a code and a text.
    """

    states: str
    recordings: LogFiles
    day: str
    day_starts_s: int = 0
    items: tuple[str, ...]
    conditions: tuple[str, ...] = ()


class MachineSeconds(msgspec.Struct, frozen=True, kw_only=True):
    """How long a data item of a machine had a value on a day.

    Attributes:
        day: as the file's name writes it.
        times: spells of this value that touch the day.
    """

    machine: str
    day: str
    data_item: str
    value: str
    times: int
    seconds: float


class StatesSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer, as `--json` prints it."""

    machines: list[MachineSeconds]


def replay_states(*, example: Path, recorded: Path, progress: Progress | None = None) -> StatesSaid:
    """Add up the days of all logs in a folder; needs no database.

    Values from before a day's start count from its start; the last one holds until the log's last
    line, and no longer, because nobody knows. Several files of one machine and day are one log.

    Args:
        example: folder with the mapping document.
        recorded: folder with the logs.
        progress: told after each file.

    Raises:
        NoExample, BadYaml, BadDocument, BadPattern: the example cannot be read.
        NoLogs: there is none.
        BadDay: a log's name tells no day.
        NotShdr, RecordingBroken, RecordingTooLarge: a file is not what its name promises.
    """
    mapping = read_sheet(example, MAPPING, StateMapping)
    pattern = pattern_of(mapping.recordings.file, "machine", "day")
    logs: dict[tuple[str, str], list[Path]] = {}
    for path in files_in(recorded / mapping.recordings.folder):
        match = pattern.fullmatch(path.name)
        if match is not None:
            logs.setdefault((match["machine"], match["day"]), []).append(path)
    if not logs:
        raise NoLogs(folder=mapping.recordings.folder)
    rows: list[MachineSeconds] = []
    for done, ((machine, day), paths) in enumerate(logs.items(), start=1):
        rows += _day(paths, mapping, machine=machine, day=day)
        if progress is not None:
            progress("logs", done, len(logs))
    return StatesSaid(machines=sorted(rows, key=_place))


def _day(
    paths: list[Path], mapping: StateMapping, *, machine: str, day: str
) -> list[MachineSeconds]:
    start, end = _window(paths[0].name, mapping, day=day)
    observations: list[Observation] = []
    for path in paths:
        observations += read_recording(path, conditions=mapping.conditions).observations
    return [
        MachineSeconds(
            machine=machine,
            day=day,
            data_item=one.item,
            value=one.value,
            times=one.times,
            seconds=round(one.seconds, 3),
        )
        for one in state_durations(
            observations if len(paths) == 1 else in_order(observations),
            start_us=microseconds_of(start),
            end_us=microseconds_of(end),
            items=mapping.items,
        )
    ]


def _window(file: str, mapping: StateMapping, *, day: str) -> tuple[datetime, datetime]:
    """Return when a log's day begins and ends.

    Raises:
        BadDay: there is no such day.
    """
    try:
        midnight = datetime.strptime(day, mapping.day).replace(tzinfo=UTC)
        start = midnight + timedelta(seconds=mapping.day_starts_s)
        return start, start + timedelta(days=1)
    except (ValueError, OverflowError):
        raise BadDay(file=file, value=day) from None


def _place(row: MachineSeconds) -> tuple[str, str, str, str]:
    return row.machine, row.day, row.data_item, row.value
