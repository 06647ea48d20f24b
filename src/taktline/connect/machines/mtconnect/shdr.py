"""SHDR, the line language of MTConnect adapters: `time|data item|value[|data item|value...]`."""

import gzip
import zlib
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, tzinfo
from pathlib import Path

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.machines.mtconnect.observation import LEVELS, Clock, Condition, Observation

LINE_MAX = 1_048_576
"""Characters of one line; longer ones are counted as foreign and left out."""
FILE_BYTES_MAX = 2 * 1024**3
"""Unpacked size of one recorded file."""

GZIP, BOM = b"\x1f\x8b", "\ufeff"
TEXT_SHOWN_MAX = 80

_MULTILINE = "--multiline--"


class RecordingTooLarge(Problem):
    """A recorded file unpacks to more than can be ordered in memory."""

    title = Text(
        en="{name} unpacks to more than {limit} bytes; cut it into days.",
        zh="{name} 解压后超过 {limit} 字节；请按天拆分。",
    )
    status = 413


class NotShdr(Problem):
    """A recorded file holds no line an adapter would write."""

    title = Text(
        en="{name}, line {line}: this is no SHDR (time|data item|value): {text}",
        zh="{name} 第 {line} 行不是 SHDR 格式(时间|数据项|值):{text}",
    )
    status = 422


class RecordingBroken(Problem):
    """A packed file cannot be unpacked to its end."""

    title = Text(
        en="{name} is broken behind line {line} ({reason}); fetch it again.",
        zh="{name} 在第 {line} 行之后已损坏({reason}),请重新获取。",
    )
    status = 422


class ShdrParser:
    """Reads the lines of one adapter in order of arrival and counts what is no observation.

    Args:
        conditions: names of data items known (from the device model) to be conditions. Without
            them a line of seven fields with a level in the third is taken for one.
        time_series: names known to be time series; without them a line of five fields whose
            number of values equals its count is taken for one.
        zone: of times without an offset.
    """

    def __init__(
        self,
        *,
        conditions: Collection[str] = (),
        time_series: Collection[str] = (),
        zone: tzinfo = UTC,
    ) -> None:
        self.lines = 0  # Lines that carried observations.
        self.foreign = 0  # Lines in no known format, or without a time where none was given.
        self.assets = 0  # Assets, multi-line or not; they are skipped.
        self.heartbeat_ms: int | None = None  # From the last `* PONG`.
        self._conditions = frozenset(conditions)
        self._time_series = frozenset(time_series)
        self._clock = Clock(zone)
        self._asset_end: str | None = None

    def parse(self, line: str, *, received_us: int | None = None) -> list[Observation]:
        """Return the observations of one line; none for protocol lines, assets and foreign ones.

        Args:
            line: one line, with or without its line end.
            received_us: our clock, microseconds since 1970, for a line whose time is empty.
        """
        fields = line.rstrip("\r\n").split("|")
        if self._asset_end is None and len(fields) == 3:  # The usual line, on the shortest way.
            at = self._clock.read(fields[0])
            name = fields[1]
            if at is not None and name and name[0] != "@" and "\\" not in line:
                self.lines += 1
                return [Observation(at_us=at, item=name, value=fields[2].strip())]
        return self._parse_any(line.rstrip("\r\n"), received_us)

    def parse_all(self, lines: Iterable[str]) -> Iterator[Observation]:
        """Return the observations of many lines, in order of arrival."""
        parse = self.parse
        for line in lines:
            yield from parse(line)

    def _parse_any(self, line: str, received_us: int | None) -> list[Observation]:
        if self._asset_end is not None:
            if line.strip() == self._asset_end:
                self._asset_end = None
            return []
        if not line.strip() or line.startswith("*"):
            self._protocol(line)
            return []
        fields = _split(line) if len(line) <= LINE_MAX else []
        at, duration = self._time(fields[0] if fields else "", received_us)
        if at is None or len(fields) < 3 or not fields[1]:
            self.foreign += 1
            return []
        if fields[1].startswith("@"):
            self._asset(fields)
            return []
        self.lines += 1
        return list(self._observations(fields, at, duration=duration))

    def _time(self, text: str, received_us: int | None) -> tuple[int | None, float | None]:
        stamp, _, held = text.partition("@")
        duration = float(held) if held.replace(".", "", 1).isdecimal() else None
        return (self._clock.read(stamp) if stamp.strip() else received_us), duration

    def _protocol(self, line: str) -> None:
        words = line[1:].split()
        if words[:1] == ["PONG"] and len(words) > 1 and words[1].isdecimal():
            self.heartbeat_ms = int(words[1])

    def _asset(self, fields: list[str]) -> None:
        self.assets += 1
        if fields[1] == "@ASSET@" and fields[-1].startswith(_MULTILINE):
            self._asset_end = fields[-1].strip()

    def _observations(
        self, fields: list[str], at: int, *, duration: float | None
    ) -> Iterator[Observation]:
        rest = fields[1:]
        while rest:
            taken, observation = self._one(rest, at, duration=duration)
            if observation is not None:
                yield observation
            rest = rest[taken:]

    def _one(
        self, rest: list[str], at: int, *, duration: float | None
    ) -> tuple[int, Observation | None]:
        """Return how many fields the next observation takes, and the observation."""
        name = rest[0].strip()
        if len(rest) == 1 or not name:
            return 2, None  # A name without value, as some adapters end their lines.
        level = LEVELS.get(rest[1].strip().upper())
        if name in self._conditions or (len(rest) == 6 and not self._conditions and level):
            more = [*(f.strip() for f in rest[2:6]), "", "", "", ""]
            return 6, Observation(
                at_us=at,
                item=name,
                value=level or rest[1].strip().upper(),
                condition=Condition(
                    native_code=more[0], native_severity=more[1], qualifier=more[2], text=more[3]
                ),
            )
        if name in self._time_series or (len(rest) == 4 and _is_series(rest)):
            return 4, _series(rest, at)
        if len(rest) == 3:  # A message: name, native code, text.
            message = Condition(native_code=rest[1].strip(), text=rest[2].strip())
            return 3, Observation(at_us=at, item=name, value=message.text, condition=message)
        value = rest[1].strip()
        return 2, Observation(at_us=at, item=name, value=value, duration_s=duration)


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded file, ordered as a whole and freed of lines that say the same twice."""

    observations: list[Observation]
    lines: int
    foreign: int
    assets: int
    duplicates: int


def read_recording(
    path: Path, *, conditions: Collection[str] = (), time_series: Collection[str] = ()
) -> Recording:
    """Read a recorded SHDR file (.txt or .txt.gz) as a whole; see `recording_of`.

    Raises:
        RecordingTooLarge: the file unpacks to more than 2 GiB.
        RecordingBroken: a packed file ends too early.
        NotShdr: not one of its lines is an adapter's; an empty file is no such thing.
    """
    parser = ShdrParser(conditions=conditions, time_series=time_series)
    recording = recording_of(_lines(path), parser)
    if recording.foreign and not recording.lines:
        line, text = next((n, line) for n, line in enumerate(_lines(path), start=1) if line.strip())
        raise NotShdr(name=path.name, line=line, text=text.strip()[:TEXT_SHOWN_MAX])
    return recording


def recording_of(lines: Iterable[str], parser: ShdrParser | None = None) -> Recording:
    """Order recorded lines by time, ties by data item and value; drop identical observations.

    So the result does not depend on the order of the lines, nor on how often one was written.
    """
    reader = parser or ShdrParser()
    found = list(reader.parse_all(lines))
    ordered = in_order(found)
    return Recording(
        observations=ordered,
        lines=reader.lines,
        foreign=reader.foreign,
        assets=reader.assets,
        duplicates=len(found) - len(ordered),
    )


def in_order(observations: Iterable[Observation]) -> list[Observation]:
    """Sort by time, data item and value, and keep one of each that are alike."""
    ordered = sorted(observations, key=_order)
    result: list[Observation] = []
    before: Observation | None = None
    for observation in ordered:
        if observation != before:
            result.append(observation)
        before = observation
    return result


def _order(observation: Observation) -> tuple[int, str, str, str, float, int]:
    condition = observation.condition
    more = "" if condition is None else "|".join(msgspec.structs.astuple(condition))
    duration = -1.0 if observation.duration_s is None else observation.duration_s
    sequence = -1 if observation.sequence is None else observation.sequence
    return observation.at_us, observation.item, observation.value, more, duration, sequence


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file, packed or not, whatever its name says; without a BOM."""
    with path.open("rb") as file:
        packed = file.read(len(GZIP)) == GZIP
    read = line = 0
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            for raw in file:
                read, line = read + len(raw), line + 1
                if read > FILE_BYTES_MAX:
                    raise RecordingTooLarge(name=path.name, limit=FILE_BYTES_MAX)
                text = raw.decode("utf-8", errors="replace")
                yield text.removeprefix(BOM) if line == 1 else text
    except (EOFError, gzip.BadGzipFile, zlib.error) as broken:
        raise RecordingBroken(name=path.name, line=line, reason=str(broken)) from None


def _split(line: str) -> list[str]:
    r"""Split at bars; `\|` inside a quoted value is a bar of the value."""
    if "\\|" not in line:
        return line.split("|")
    fields = line.replace("\\|", "\x00").split("|")
    return [_unquoted(f.replace("\x00", "|")) for f in fields]


def _unquoted(field: str) -> str:
    quoted = len(field) > 1 and field[0] == field[-1] == '"'
    return field[1:-1] if quoted else field


def _is_series(rest: list[str]) -> bool:
    count, rate = rest[1].strip(), rest[2].strip()
    numbers = rest[3].split()
    rated = not rate or rate.replace(".", "", 1).isdecimal()
    return count.isdecimal() and rated and len(numbers) == int(count) > 0


def _series(rest: list[str], at: int) -> Observation:
    values = rest[3].strip() if len(rest) > 3 else ""
    rate = rest[2].strip() if len(rest) > 2 else ""
    count = len(values.split())
    duration = count / float(rate) if rate.replace(".", "", 1).isdecimal() and float(rate) else None
    return Observation(at_us=at, item=rest[0].strip(), value=values, duration_s=duration)
