"""Writes measured series in PostgreSQL's binary COPY format, made with numpy in one piece."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

import numpy as np
import numpy.typing as npt

COLUMNS = ("series", "at", "number", "word", "is_good")
"""In this order stands each row."""

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_NULL = -1

# Field counts and lengths stand before every value, all big-endian.
_NUMBERS = np.dtype(
    [
        ("fields", ">i2"),
        ("series_length", ">i4"), ("series", "V16"),
        ("at_length", ">i4"), ("at", ">i8"),
        ("number_length", ">i4"), ("number", ">f8"),
        ("word_length", ">i4"),
        ("good_length", ">i4"), ("good", "u1"),
    ]
)  # fmt: skip


class Measured(Protocol):
    """One value of one series: a number, or else a word."""

    @property
    def at(self) -> datetime:
        """When it was measured."""

    @property
    def number(self) -> float | None:
        """The number, if it is one."""

    @property
    def word(self) -> str | None:
        """The word, if it is none."""

    @property
    def is_good(self) -> bool:
        """Whether the source itself trusts it."""


def copy_bytes(series: Sequence[UUID], points: Sequence[Measured]) -> bytes:
    """Return rows for COPY into `telemetry`, columns as in `COLUMNS`, format binary.

    Rows of numbers are laid out as one array; words have a length each and follow one by one.

    Args:
        series: id of each point's series, as many as points.
        points: the values.

    Source: PostgreSQL documentation, COPY, "Binary Format".
    """
    numbers = [index for index, point in enumerate(points) if point.number is not None]
    words = [index for index, point in enumerate(points) if point.number is None]
    parts = [_SIGNATURE, _rows_of_numbers(series, points, numbers)]
    parts += [_row_of_word(series[index], points[index]) for index in words]
    return b"".join([*parts, _END])


def microseconds(at: datetime) -> int:
    """Return an instant as PostgreSQL counts: microseconds since 2000, exactly."""
    away = at - _EPOCH
    return (away.days * 86_400 + away.seconds) * 1_000_000 + away.microseconds


def month_of(at: datetime) -> tuple[datetime, datetime]:
    """Return the first instant of a month, in UTC, and of the next."""
    start = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return start, (start + timedelta(days=32)).replace(day=1)


def partition_sql(at: datetime) -> tuple[str, str]:
    """Return the name of the partition that holds an instant, and the statement that makes it."""
    start, end = month_of(at)
    name = f"telemetry_{start:%Y_%m}"
    return name, (
        f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF telemetry "
        f"FOR VALUES FROM ('{start:%Y-%m-%d}+00') TO ('{end:%Y-%m-%d}+00')"
    )


def _rows_of_numbers(
    series: Sequence[UUID], points: Sequence[Measured], chosen: Sequence[int]
) -> bytes:  # tidy: positional - the two columns and which rows of them
    rows: npt.NDArray[np.void] = np.zeros(len(chosen), dtype=_NUMBERS)
    rows["fields"] = len(COLUMNS)
    rows["series_length"], rows["at_length"], rows["number_length"] = 16, 8, 8
    rows["word_length"], rows["good_length"] = _NULL, 1
    ids = b"".join(series[index].bytes for index in chosen)
    rows["series"] = np.frombuffer(ids, dtype="V16")
    rows["at"] = [microseconds(points[index].at) for index in chosen]
    rows["number"] = [points[index].number for index in chosen]
    rows["good"] = [points[index].is_good for index in chosen]
    return rows.tobytes()


def _row_of_word(series: UUID, point: Measured) -> bytes:
    word = (point.word or "").encode()
    return b"".join(
        (
            len(COLUMNS).to_bytes(2, "big"),
            (16).to_bytes(4, "big"), series.bytes,
            (8).to_bytes(4, "big"), microseconds(point.at).to_bytes(8, "big", signed=True),
            _NULL.to_bytes(4, "big", signed=True),
            len(word).to_bytes(4, "big"), word,
            (1).to_bytes(4, "big"), bytes([point.is_good]),
        )
    )  # fmt: skip
