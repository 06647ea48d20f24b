"""Signals of machines in the order in which they happened, each once."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

import msgspec

SECOND_US = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Signal(Protocol):
    """One value of one data item at one instant; what every machine adapter gives."""

    @property
    def at_us(self) -> int:
        """Microseconds since 1970 UTC, by the machine's clock."""

    @property
    def item(self) -> str:
        """Name of the data item."""

    @property
    def value(self) -> str:
        """The value as text."""


class Reading(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """The plain signal: a time, a data item, a value."""

    at_us: int
    item: str
    value: str


SignalT = TypeVar("SignalT", bound=Signal)


def in_order(signals: Iterable[SignalT]) -> list[SignalT]:
    """Sort by time, ties by data item and value, and keep one of each that are alike.

    So neither the order of arrival nor a repeated delivery changes anything that follows.
    """
    result: list[SignalT] = []
    before: tuple[int, str, str] | None = None
    for signal in sorted(signals, key=_key):
        key = _key(signal)
        if key != before:
            result.append(signal)
        before = key
    return result


def instant(at_us: int) -> datetime:
    """Return microseconds since 1970 as an instant in UTC, exactly."""
    return _EPOCH + timedelta(microseconds=at_us)


def _key(signal: Signal) -> tuple[int, str, str]:
    return signal.at_us, signal.item, signal.value
