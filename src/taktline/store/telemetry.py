"""Writes measured series in PostgreSQL's binary COPY format, made with numpy in one piece."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

COLUMNS = ("series", "at", "number", "word", "is_good")
"""In this order stands each row."""

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"
_EPOCH_US = 946_684_800_000_000
"""PostgreSQL counts from 2000."""
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


def copy_bytes(
    series: npt.NDArray[np.void],
    at_us: npt.NDArray[np.int64],
    number: npt.NDArray[np.float64],
    *,
    good: npt.NDArray[np.bool_],
    words: Mapping[int, str],
) -> bytes:
    """Return rows for COPY into `telemetry`, columns as in `COLUMNS`, format binary.

    Rows of numbers are laid out as one array; words have a length each and follow one by one.

    Args:
        series: id of each value's series, dtype V16.
        at_us: microseconds since 1970 UTC of each value.
        number: the numbers; of a word anything.
        good: whether the source trusts each value.
        words: row -> word, of the values that are words.

    Source: PostgreSQL documentation, COPY, "Binary Format".
    """
    since_2000 = at_us - _EPOCH_US
    is_number = np.ones(len(at_us), np.bool_)
    if words:
        is_number[list(words)] = False
    parts = [
        _SIGNATURE,
        _rows_of_numbers(
            series[is_number], since_2000[is_number], number[is_number], good=good[is_number]
        ),
    ]
    parts += [
        _row_of_word(series[row].tobytes(), int(since_2000[row]), word, good=bool(good[row]))
        for row, word in words.items()
    ]
    return b"".join([*parts, _END])


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
    series: npt.NDArray[np.void],
    since_2000: npt.NDArray[np.int64],
    number: npt.NDArray[np.float64],
    *,
    good: npt.NDArray[np.bool_],
) -> bytes:
    rows: npt.NDArray[np.void] = np.empty(len(number), dtype=_NUMBERS)
    rows["fields"] = len(COLUMNS)
    rows["series_length"], rows["at_length"], rows["number_length"] = 16, 8, 8
    rows["word_length"], rows["good_length"] = _NULL, 1
    rows["series"], rows["at"], rows["number"], rows["good"] = series, since_2000, number, good
    return rows.tobytes()


def _row_of_word(series: bytes, since_2000: int, word: str, *, good: bool) -> bytes:
    said = word.encode()
    return b"".join(
        (
            len(COLUMNS).to_bytes(2, "big"),
            (16).to_bytes(4, "big"), series,
            (8).to_bytes(4, "big"), since_2000.to_bytes(8, "big", signed=True),
            _NULL.to_bytes(4, "big", signed=True),
            len(said).to_bytes(4, "big"), said,
            (1).to_bytes(4, "big"), bytes([good]),
        )
    )  # fmt: skip
