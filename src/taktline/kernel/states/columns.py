"""Measured values as columns: what a delivery of thousands is worked on with, whole at a time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import numpy.typing as npt

from taktline.kernel.states.telemetry import Point

MINUTE_US = 60_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flag = npt.NDArray[np.bool_]


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Values of several series, one row each; all arrays of one length.

    Attributes:
        codes: the series.
        series: index into `codes`, of each value.
        at_us: microseconds since 1970 UTC.
        number: the number; NaN where the value is a word.
        good: False where the source itself doubts it.
        words: row -> word, of the values that are words.
    """

    codes: tuple[str, ...]
    series: Whole
    at_us: Whole
    number: Real
    good: Flag
    words: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.at_us)

    def rows(self, chosen: Whole | Flag) -> "Columns":
        """Return some rows, by index in a new order or by a mask."""
        words: dict[int, str] = {}
        if self.words:
            kept = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
            words = {
                new: self.words[old] for new, old in enumerate(kept.tolist()) if old in self.words
            }
        return Columns(
            codes=self.codes,
            series=self.series[chosen],
            at_us=self.at_us[chosen],
            number=self.number[chosen],
            good=self.good[chosen],
            words=words,
        )


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of each series and minute summed up; all arrays of one length."""

    series: Whole
    minute_us: Whole
    count: Whole
    minimum: Real
    maximum: Real
    total: Real
    last: Real
    last_at_us: Whole


def columns_of(points: Sequence[Point]) -> Columns:
    """Return points as columns."""
    codes = tuple(dict.fromkeys(point.series for point in points))
    index = {code: number for number, code in enumerate(codes)}
    count = len(points)
    number = [float("nan") if point.number is None else point.number for point in points]
    return Columns(
        codes=codes,
        series=np.fromiter((index[point.series] for point in points), np.int64, count),
        at_us=np.fromiter((microseconds(point.at) for point in points), np.int64, count),
        number=np.array(number, np.float64),
        good=np.fromiter((point.is_good for point in points), np.bool_, count),
        words={row: point.word or "" for row, point in enumerate(points) if point.number is None},
    )


def once(columns: Columns) -> Columns:
    """Return one value of each series and instant, in order; the greatest of several."""
    number = np.nan_to_num(columns.number, nan=0.0)
    word = np.zeros(len(columns), np.int64)
    if columns.words:
        ranks = {text: rank for rank, text in enumerate(sorted(set(columns.words.values())), 1)}
        for row, text in columns.words.items():
            word[row] = ranks[text]
    order = np.lexsort((word, number, columns.good, columns.at_us, columns.series))
    series, at_us = columns.series[order], columns.at_us[order]
    is_last = np.ones(len(order), np.bool_)
    is_last[:-1] = (series[1:] != series[:-1]) | (at_us[1:] != at_us[:-1])
    return columns.rows(order[is_last])


def minutes_of(columns: Columns) -> Minutes:
    """Sum up ordered columns by series and minute; words and NaN count nothing."""
    counted = columns.rows(~np.isnan(columns.number))
    minute_us = counted.at_us // MINUTE_US * MINUTE_US
    series, number = counted.series, counted.number
    is_first = np.ones(len(counted), np.bool_)
    is_first[1:] = (series[1:] != series[:-1]) | (minute_us[1:] != minute_us[:-1])
    first = np.flatnonzero(is_first)
    if not len(first):
        nothing, nowhere = np.zeros(0, np.float64), np.zeros(0, np.int64)
        return Minutes(
            series=nowhere, minute_us=nowhere, count=nowhere, minimum=nothing, maximum=nothing,
            total=nothing, last=nothing, last_at_us=nowhere,
        )  # fmt: skip
    last = np.append(first[1:], len(counted)) - 1
    return Minutes(
        series=series[first],
        minute_us=minute_us[first],
        count=last - first + 1,
        minimum=np.minimum.reduceat(number, first),
        maximum=np.maximum.reduceat(number, first),
        total=np.add.reduceat(number, first),
        last=number[last],
        last_at_us=counted.at_us[last],
    )


def newest_rows(columns: Columns) -> Whole:
    """Return the row of the newest value of each series that occurs, of ordered columns."""
    is_last = np.ones(len(columns), np.bool_)
    is_last[:-1] = columns.series[1:] != columns.series[:-1]
    return np.flatnonzero(is_last)


def instants(at_us: Whole) -> list[datetime]:
    """Return microseconds since 1970 as instants in UTC."""
    return [_EPOCH + timedelta(microseconds=one) for one in at_us.tolist()]


def microseconds(at: datetime) -> int:
    """Return an instant as microseconds since 1970, exactly."""
    away = at - _EPOCH
    return (away.days * 86_400 + away.seconds) * 1_000_000 + away.microseconds
